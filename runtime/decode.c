/* decode.c - JSON into generated values, driven by their descriptors: any type,
 * lists and maps. One pass without a tree. */
#include "decode.h"

#include <stdlib.h>

#include "fail.h"

static void *resize_entries(conn_reader *r, const void *items, size_t room,
                            size_t more, size_t size)
{
    if (size > 0 && more > SIZE_MAX / size)
        return NULL;
    return conn_arena_resize(r->arena, (void *)(uintptr_t)items, room * size,
                             more * size);
}

/* Lists begin small, because most are. Long ones grow faster, because that may
 * copy all that is there; what a list does not need in the end is given back.
 */
void *conn_grow_entries(conn_reader *r, const char *p, const void *items,
                        size_t count, size_t *room, size_t size)
{
    enum { SMALL = 4, LONG = 64 };
    if (count < *room)
        return (void *)(uintptr_t)items;
    size_t more = *room == 0 ? SMALL : *room * (*room < LONG ? 2 : 4);
    void *block = resize_entries(r, items, *room, more, size);
    if (block == NULL && more > LONG) {
        more = *room * 2;
        block = resize_entries(r, items, *room, more, size);
    }
    if (block == NULL)
        conn_reader_memory(r, p);
    else
        *room = more;
    return block;
}

/* ---- names that must not come twice ---- */

static int compare_names(const void *a, const void *b)
{
    const conn_str *x = *(const conn_str *const *)a;
    const conn_str *y = *(const conn_str *const *)b;
    if (x->len != y->len)
        return x->len < y->len ? -1 : 1;
    return memcmp(x->data, y->data, x->len);
}

static char *fail_twice(conn_reader *r, const char *at, const conn_str *name,
                        conn_frame *frame)
{
    frame->name = name->data;
    frame->length = name->len;
    return conn_reader_fail(r, at, CONN_DECODE, "the member comes twice");
}

/* Refuses a name that comes twice in `count` entries, each of `size` bytes and
 * with its name first. */
bool conn_names_differ(conn_reader *r, const char *at, const void *entries,
                       size_t count, size_t size, conn_frame *frame)
{
    if (count < 2)
        return true;
    const conn_str **names = conn_alloc(count * sizeof *names);
    if (names == NULL) {
        conn_reader_memory(r, at);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        names[i] = (const void *)((const char *)entries + i * size);
    qsort(names, count, sizeof *names, compare_names);
    size_t i = 1;
    while (i < count && compare_names(&names[i - 1], &names[i]) != 0)
        i++;
    if (i < count)
        fail_twice(r, at, names[i], frame);
    conn_free(names);
    return i == count;
}

conn_status conn_json_decode(conn_arena *arena, char *text, size_t len,
                             const conn_type *type, void *out,
                             const conn_json_limits *limits, conn_error *err)
{
    conn_reader r;
    conn_reader_init(&r, text, len, limits, err);
    r.arena = arena;
    r.plan_arena = arena;
    if (limits != NULL)
        conn_reader_set_room(&r, limits->room);
    conn_error_clear(err);
    char *p = conn_read_value(&r, conn_skip_space(text), type, out);
    if (p != NULL)
        p = conn_read_end(&r, p);
    return p != NULL ? CONN_OK : r.status;
}
