/* read_list.h - lists and maps. A part of read_core.h. */
#ifndef CONN_READ_LIST_H
#define CONN_READ_LIST_H

#include "decode.h"
#include "read_text.h"

/* Returns the room that the entries of a list did not need. */
static void give_back(conn_reader *r, conn_list *list, size_t room, size_t size)
{
    if (list->items != NULL)
        list->items =
            conn_arena_resize(r->arena, (void *)(uintptr_t)list->items,
                              room * size, list->count * size);
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
        items += list->count++ * size;
        memset(items, 0, size);
        p = read_value(r, p, element, items);
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
    p = read_name(r, p, frame);
    if (p == NULL)
        return NULL;
    *(conn_str *)(void *)entry = (conn_str){frame->name, frame->length};
    p = conn_read_colon(r, p);
    return p != NULL
               ? read_value(r, p, type->element, entry + type->value_offset)
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
        items += map->count++ * size;
        memset(items, 0, size);
        p = read_entry(r, p, type, items, frame);
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

#endif
