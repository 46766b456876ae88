/* canonical.c - values as canonical JSON. */
#include "canonical.h"

#include <stdio.h>
#include <stdlib.h>

/* The order of UTF-16: U+E000 to U+FFFF behind all others. */
static int unit_of(char c)
{
    int byte = (unsigned char)c;
    return byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte;
}

static int compare_names(const void *x, const void *y)
{
    const conn_str *a = x, *b = y;
    for (size_t i = 0; i < a->len && i < b->len; i++)
        if (a->data[i] != b->data[i])
            return unit_of(a->data[i]) - unit_of(b->data[i]);
    return a->len < b->len ? -1 : a->len > b->len;
}

static unsigned next_scalar(const char **at)
{
    const unsigned char *c = (const unsigned char *)*at;
    int more = *c >= 0xF0 ? 3 : *c >= 0xE0 ? 2 : *c >= 0xC0 ? 1 : 0;
    static const unsigned char mask[] = {0x7F, 0x1F, 0x0F, 0x07};
    unsigned scalar = *c & mask[more];
    *at += 1 + more;
    for (int i = 1; i <= more; i++)
        scalar = scalar << 6 | (c[i] & 0x3F);
    return scalar;
}

/* A scalar as JSON writes it, but in ASCII. */
static void put_plain(conn_run *run, conn_any value)
{
    conn_any text = conn_any_write(run, value);
    const char *at = text.as.text.data, *end = at + text.as.text.len;
    while (at < end) {
        unsigned c = next_scalar(&at);
        if (c > 0xFFFF)
            printf("\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10),
                   0xDC00 + ((c - 0x10000) & 0x3FF));
        else if (c >= 0x7F)
            printf("\\u%04x", c);
        else
            putchar((int)c);
    }
}

static void put_map(conn_run *run, conn_any map)
{
    size_t count = conn_any_map_count(map), at = 0;
    conn_str *names = calloc(count + 1, sizeof *names);
    conn_any member;
    if (!names)
        exit(2);
    for (size_t i = 0; i < count; i++)
        conn_any_map_next(map, &at, &names[i], &member);
    qsort(names, count, sizeof *names, compare_names);
    putchar('{');
    for (size_t i = 0; i < count; i++) {
        printf("%s", i ? "," : "");
        put_plain(run, conn_any_text(names[i].data, names[i].len));
        putchar(':');
        canonical_put(run, conn_any_map_get(map, names[i]));
    }
    putchar('}');
    free(names);
}

void canonical_put(conn_run *run, conn_any value)
{
    if (value.kind == CONN_ANY_MAP) {
        put_map(run, value);
    } else if (value.kind == CONN_ANY_LIST) {
        putchar('[');
        for (size_t i = 0; i < value.as.list->count; i++) {
            printf("%s", i ? "," : "");
            canonical_put(run, value.as.list->items[i]);
        }
        putchar(']');
    } else {
        put_plain(run, value);
    }
}
