/* fn_pattern_match.c - looking for a pattern by backtracking, with a stack of
 * its own: what is left to be tried, and what registers were before.
 *
 * A hostile pattern or text can't take more than MOST_STEPS or MOST_STACK: then
 * the run ends.
 */
#include "fn_pattern.h"

#include "utf8.h"

#define MOST_STEPS UINT64_C(50000000)
enum { MOST_STACK = 2000000 };

typedef enum back_kind {
    UNDO,   /* register `index` was `place` */
    GO,     /* on at `node`, at `place` */
    SHRINK, /* a span up to `place`, that goes back to `least` */
    GROW    /* a span up to `place`, of `least` characters so far */
} back_kind;

struct conn_back {
    const conn_node *node;
    size_t place;
    size_t least;
    uint32_t index;
    back_kind kind;
};

size_t conn_match_past(conn_str text, size_t at)
{
    at++;
    while (at < text.len && conn_utf8_tail((unsigned char)text.data[at]))
        at++;
    return at;
}

static bool push(conn_match *m, struct conn_back back)
{
    if (m->depth == m->room) {
        size_t room = m->room > 0 ? m->room * 2 : 64;
        struct conn_back *stack = NULL;
        if (room <= MOST_STACK)
            stack = conn_realloc(m->stack, room * sizeof *stack);
        if (stack == NULL) {
            conn_end(m->run,
                     room <= MOST_STACK ? "out of memory" : "too many steps");
            return false;
        }
        m->stack = stack;
        m->room = room;
    }
    m->stack[m->depth++] = back;
    return true;
}

/* Sets a register, so that it can be undone. */
static bool set(conn_match *m, uint32_t index, size_t place)
{
    size_t old = m->registers[index];
    m->registers[index] = place;
    return old == place ||
           push(m, (struct conn_back){.index = index, .place = old});
}

static bool is_word_at(conn_str text, size_t at)
{
    if (at >= text.len)
        return false;
    char c = text.data[at];
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= 'a' && c <= 'z');
}

static bool is_word_edge(conn_str text, size_t at)
{
    return (at > 0 && is_word_at(text, at - 1)) != is_word_at(text, at);
}

/* Goes past one character that a TEXT or SET allows. */
static bool take(const conn_node *node, conn_str text, size_t *at)
{
    size_t size = node->size;
    if (*at >= text.len)
        return false;
    if (node->kind == CONN_NODE_TEXT) {
        if (text.len - *at < size ||
            memcmp(text.data + *at, node->bytes, size) != 0)
            return false;
    } else if (!conn_set_has(
                   node->set,
                   conn_fn_code(text.data + *at, conn_fn_end(text), &size))) {
        return false;
    }
    *at += size;
    return true;
}

/* ---- spans ---- */

static bool begin_span(conn_match *m, const conn_node *node, size_t *at)
{
    uint32_t count = 0;
    while (count < node->least && take(node->child, m->text, at))
        count++;
    m->steps += count;
    if (count < node->least)
        return false;
    size_t least = *at;
    if (!node->greedy)
        return push(m, (struct conn_back){node, least, count, 0, GROW});
    while (count < node->most && take(node->child, m->text, at))
        count++;
    return *at == least ||
           push(m, (struct conn_back){node, *at, least, 0, SHRINK});
}

/* Gives the last character of a span back. */
static bool shrink(conn_match *m, struct conn_back back, size_t *at)
{
    size_t place = back.place - 1;
    while (conn_utf8_tail((unsigned char)m->text.data[place]))
        place--;
    *at = back.place = place;
    return place == back.least || push(m, back);
}

static bool grow(conn_match *m, struct conn_back back, size_t *at)
{
    *at = back.place;
    if (back.least >= back.node->most || !take(back.node->child, m->text, at))
        return false;
    back.place = *at;
    back.least++;
    return push(m, back);
}

/* ---- loops ---- */

/* Whether another turn is made; the other choice is left for later. */
static const conn_node *decide(conn_match *m, const conn_node *node, size_t at)
{
    size_t count = m->registers[node->index];
    if (count < node->least)
        return node->other;
    if (count >= node->most)
        return node->next;
    const conn_node *now = node->greedy ? node->other : node->next;
    const conn_node *later = node->greedy ? node->next : node->other;
    return push(m, (struct conn_back){later, at, 0, 0, GO}) ? now : NULL;
}

/* Groups within are forgotten. */
static bool begin_turn(conn_match *m, const conn_node *node, size_t at)
{
    bool fits = set(m, node->index + 1, at);
    for (uint32_t i = node->first * 2; fits && i < node->last * 2 + 2; i++)
        fits = set(m, i, SIZE_MAX);
    m->steps += node->last - node->first + 1;
    return fits;
}

/* A turn that was not needed and took nothing is none. */
static bool end_turn(conn_match *m, const conn_node *node, size_t at)
{
    size_t count = m->registers[node->index];
    if (count >= node->least && m->registers[node->index + 1] == at)
        return false;
    return set(m, node->index, count + 1);
}

/* ---- a match ---- */

/* One step from a node: the next one, or NULL where this way leads nowhere. */
static const conn_node *step(conn_match *m, const conn_node *node, size_t *at)
{
    bool on = true;
    switch (node->kind) {
    case CONN_NODE_TEXT:
    case CONN_NODE_SET:
        on = take(node, m->text, at);
        break;
    case CONN_NODE_BEGIN:
        on = *at == 0;
        break;
    case CONN_NODE_END:
        on = *at == m->text.len;
        break;
    case CONN_NODE_WORD_EDGE:
        on = is_word_edge(m->text, *at) != node->negative;
        break;
    case CONN_NODE_EITHER:
        on = push(m, (struct conn_back){node->other, *at, 0, 0, GO});
        return on ? node->child : NULL;
    case CONN_NODE_SAVE:
        on = set(m, node->index, *at);
        break;
    case CONN_NODE_SPAN:
        on = begin_span(m, node, at);
        break;
    case CONN_NODE_LOOP:
        on = set(m, node->index, 0);
        break;
    case CONN_NODE_TURN:
        return decide(m, node, *at);
    case CONN_NODE_BODY:
        on = begin_turn(m, node, *at);
        break;
    case CONN_NODE_TURNED:
        on = end_turn(m, node, *at);
        break;
    case CONN_NODE_EMPTY:
    case CONN_NODE_GROUP:
    case CONN_NODE_SEQUENCE:
    case CONN_NODE_FOUND:
        break;
    }
    return on ? node->next : NULL;
}

/* Takes up what was left for later; NULL if nothing was. */
static const conn_node *back_up(conn_match *m, size_t *at)
{
    while (m->depth > 0 && conn_fn_goes(m->run)) {
        struct conn_back back = m->stack[--m->depth];
        m->steps++;
        switch (back.kind) {
        case UNDO:
            m->registers[back.index] = back.place;
            break;
        case GO:
            *at = back.place;
            return back.node;
        case SHRINK:
            return shrink(m, back, at) ? back.node->next : NULL;
        case GROW:
            if (grow(m, back, at))
                return back.node->next;
            break;
        }
    }
    return NULL;
}

static bool match_at(conn_match *m, size_t at)
{
    const conn_node *node = m->pattern->start;
    for (uint32_t i = 0; i < m->pattern->registers; i++)
        m->registers[i] = SIZE_MAX;
    m->registers[0] = at;
    m->depth = 0;
    while (node != NULL && node->kind != CONN_NODE_FOUND &&
           conn_fn_goes(m->run)) {
        if (++m->steps > MOST_STEPS)
            conn_end(m->run, "too many steps");
        node = step(m, node, &at);
        if (node == NULL)
            node = back_up(m, &at);
    }
    m->registers[1] = at;
    return node != NULL && conn_fn_goes(m->run);
}

/* The first place at or behind `at` where a pattern that begins with a
 * character can be; the text's length if there is none. */
static size_t candidate(const conn_match *m, size_t at)
{
    const conn_node *start = m->pattern->start;
    if (start->kind != CONN_NODE_TEXT || at >= m->text.len)
        return at;
    const char *found =
        memchr(m->text.data + at, start->bytes[0], m->text.len - at);
    return found != NULL ? (size_t)(found - m->text.data) : m->text.len;
}

bool conn_match_find(conn_match *m, size_t from)
{
    if (m->registers == NULL)
        m->registers = conn_run_alloc(m->run, m->pattern->registers *
                                                  sizeof *m->registers);
    while (conn_fn_goes(m->run) && from <= m->text.len) {
        from = candidate(m, from);
        if (match_at(m, from))
            return true;
        from = conn_match_past(m->text, from);
    }
    return false;
}

void conn_match_free(conn_match *m)
{
    conn_free(m->stack);
    m->stack = NULL;
}
