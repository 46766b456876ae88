/* decode.c - JSON into generated values, driven by their descriptors: any type,
 * lists and maps. One pass without a tree. */
#include "decode.h"

#include <stdlib.h>

#include "fail.h"

/* Lists begin small, because most are, and double. */
void *conn_grow_entries(conn_reader *r, const char *p, const void *items,
                        size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return (void *)(uintptr_t)items;
    size_t more = *room == 0 ? 4 : *room * 2;
    void *block = NULL;
    if (size == 0 || more <= SIZE_MAX / size)
        block = conn_arena_resize(r->arena, (void *)(uintptr_t)items,
                                  *room * size, more * size);
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

/* ---- lists and maps ---- */

/* Returns the room that the entries of a list did not need. */
static void give_back(conn_reader *r, const conn_list *list, size_t room,
                      size_t size)
{
    if (list->items != NULL)
        conn_arena_resize(r->arena, (void *)(uintptr_t)list->items, room * size,
                          list->count * size);
}

static char *read_elements(conn_reader *r, char *p, const conn_type *element,
                           conn_list *list, conn_frame *frame)
{
    size_t size = element->size;
    size_t room = 0;
    bool more;
    p = conn_read_open(p, ']', &more);
    for (; more; frame->index++) {
        char *items =
            conn_grow_entries(r, p, list->items, list->count, &room, size);
        if (items == NULL)
            return NULL;
        list->items = items;
        p = conn_read_value(r, p, element, items + list->count++ * size);
        p = conn_read_step(r, p, ']', &more);
    }
    give_back(r, list, room, size);
    return p;
}

static char *read_list(conn_reader *r, char *p, const conn_type *type,
                       void *out)
{
    conn_frame frame = {0};
    if (*p != '[')
        return conn_reader_expected(r, p, "array");
    if (!conn_reader_enter(r, p, &frame))
        return NULL;
    p = read_elements(r, p, type->element, out, &frame);
    conn_reader_leave(r, &frame);
    return p;
}

static char *read_entry(conn_reader *r, char *p, const conn_type *type,
                        char *entry, conn_frame *frame)
{
    p = conn_read_name(r, p, frame);
    if (p == NULL)
        return NULL;
    *(conn_str *)(void *)entry = (conn_str){frame->name, frame->length};
    p = conn_read_colon(r, p);
    return p != NULL ? conn_read_value(r, p, type->element,
                                       entry + type->value_offset)
                     : NULL;
}

static char *read_entries(conn_reader *r, char *p, const conn_type *type,
                          conn_list *map, conn_frame *frame)
{
    size_t size = type->entry_size;
    size_t room = 0;
    bool more;
    p = conn_read_open(p, '}', &more);
    while (more) {
        char *items =
            conn_grow_entries(r, p, map->items, map->count, &room, size);
        if (items == NULL)
            return NULL;
        map->items = items;
        p = read_entry(r, p, type, items + map->count++ * size, frame);
        p = conn_read_step(r, p, '}', &more);
    }
    give_back(r, map, room, size);
    if (p == NULL)
        return NULL;
    return conn_names_differ(r, p - 1, map->items, map->count, size, frame)
               ? p
               : NULL;
}

static char *read_map(conn_reader *r, char *p, const conn_type *type, void *out)
{
    conn_frame frame = {.name = ""};
    if (*p != '{')
        return conn_reader_expected(r, p, "object");
    if (!conn_reader_enter(r, p, &frame))
        return NULL;
    p = read_entries(r, p, type, out, &frame);
    conn_reader_leave(r, &frame);
    return p;
}

/* ---- any type ---- */

char *conn_read_nested(conn_reader *r, char *p, const conn_type *type,
                       void *out)
{
    if (type->kind == CONN_K_RECORD)
        return conn_read_record(r, p, type->info, out);
    if (type->kind == CONN_K_LIST)
        return read_list(r, p, type, out);
    if (type->kind == CONN_K_MAP)
        return read_map(r, p, type, out);
    return conn_read_union(r, p, type->info, out);
}

conn_status conn_json_decode(conn_arena *arena, char *text, size_t len,
                             const conn_type *type, void *out,
                             const conn_json_limits *limits, conn_error *err)
{
    conn_reader r;
    conn_reader_init(&r, text, len, limits, err);
    r.arena = arena;
    r.plan_arena = arena;
    conn_error_clear(err);
    char *p = conn_read_value(&r, conn_skip_space(text), type, out);
    if (p != NULL)
        p = conn_read_end(&r, p);
    return p != NULL ? CONN_OK : r.status;
}
