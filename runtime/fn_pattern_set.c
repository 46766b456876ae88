/* fn_pattern_set.c - classes of characters in patterns: `[a-z]`, `\d`, `.`. */
#include "fn_pattern_set.h"

static const conn_range digits[] = {{'0', '9'}};
static const conn_range words[] = {
    {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
static const conn_range spaces[] = {{'\t', '\r'}, {' ', ' '}};

static void add(conn_run *run, conn_set *set, uint32_t low, uint32_t high)
{
    if (low > high)
        return;
    if (set->count == set->room) {
        size_t room = set->room > 0 ? set->room * 2 : 4;
        conn_range *ranges = conn_arena_resize(&run->arena, set->ranges,
                                               set->room * sizeof *ranges,
                                               room * sizeof *ranges);
        if (ranges == NULL) {
            conn_end(run, "out of memory");
            return;
        }
        set->ranges = ranges;
        set->room = room;
    }
    set->ranges[set->count++] = (conn_range){low, high};
}

/* Adds ranges in their order, or what lies between them. */
static void add_ranges(conn_run *run, conn_set *set, const conn_range *ranges,
                       size_t count, bool others)
{
    uint32_t from = 0;
    for (size_t i = 0; i < count; i++) {
        if (!others)
            add(run, set, ranges[i].low, ranges[i].high);
        else if (ranges[i].low > from)
            add(run, set, from, ranges[i].low - 1);
        from = ranges[i].high + 1;
    }
    if (others)
        add(run, set, from, 0x10FFFF);
}

bool conn_set_add_named(conn_run *run, conn_set *set, char letter)
{
    bool others = letter >= 'A' && letter <= 'Z';
    switch (letter | 0x20) {
    case 'd':
        add_ranges(run, set, digits, 1, others);
        return true;
    case 'w':
        add_ranges(run, set, words, 4, others);
        return true;
    case 's':
        add_ranges(run, set, spaces, 2, others);
        return true;
    }
    return false;
}

static bool is_in_ranges(const conn_set *set, uint32_t code)
{
    for (size_t i = 0; i < set->count; i++)
        if (code >= set->ranges[i].low && code <= set->ranges[i].high)
            return true;
    return false;
}

void conn_set_finish(conn_set *set)
{
    for (uint32_t code = 0; code < 128; code++)
        if (is_in_ranges(set, code) != set->negative)
            set->ascii[code / 32] |= UINT32_C(1) << code % 32;
}

bool conn_set_has(const conn_set *set, uint32_t code)
{
    if (code < 128)
        return (set->ascii[code / 32] >> code % 32 & 1) != 0;
    return is_in_ranges(set, code) != set->negative;
}

void conn_set_all_but(conn_run *run, conn_set *set, char c)
{
    add(run, set, (unsigned char)c, (unsigned char)c);
    set->negative = true;
}

char conn_pattern_control(char letter)
{
    static const char letters[] = "nrtfv";
    static const char controls[] = "\n\r\t\f\v";
    const char *at = letter != '\0' ? strchr(letters, letter) : NULL;
    return at != NULL ? controls[at - letters] : letter;
}

/* ---- [ ] ---- */

/* Reads one character of a class; false where it is a named class, which is
 * added. */
static bool read_one(conn_run *run, conn_set *set, const char **p,
                     const char *end, uint32_t *code)
{
    size_t size;
    bool escaped = **p == '\\' && end - *p > 1;
    *p += escaped;
    if (escaped && conn_set_add_named(run, set, **p)) {
        (*p)++;
        return false;
    }
    *code = conn_fn_code(*p, end, &size);
    if (escaped && **p == 'b')
        *code = '\b';
    else if (escaped)
        *code = size == 1 ? (unsigned char)conn_pattern_control(**p) : *code;
    *p += size;
    return true;
}

const char *conn_set_read(conn_run *run, conn_set *set, const char *p,
                          const char *end)
{
    set->negative = p < end && *p == '^';
    p += set->negative;
    while (p < end && *p != ']') {
        uint32_t low = 0;
        uint32_t high = 0;
        bool single = read_one(run, set, &p, end, &low);
        bool range = single && end - p > 1 && *p == '-' && p[1] != ']';
        high = low;
        if (range) {
            p++;
            range = read_one(run, set, &p, end, &high);
            if (!range) { /* [a-\d] is three things */
                add(run, set, '-', '-');
                high = low;
            }
        }
        if (single)
            add(run, set, low, high);
    }
    conn_set_finish(set);
    return p < end ? p + 1 : NULL;
}
