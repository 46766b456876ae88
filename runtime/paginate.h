/* paginate.h - lists over many requests.
 *
 * Owns: where the next page is and when there is none. A kind of pagination is
 * one row in paginate_kinds.c.
 */
#ifndef CONN_PAGINATE_H
#define CONN_PAGINATE_H

#include "expr.h"
#include "reply.h"

struct conn_exchange;
struct conn_request;

/* Hashes of the places that a list has been at. */
typedef struct conn_seen {
    uint64_t *slots; /* 0: free */
    size_t count;
    size_t room;
} conn_seen;

/* Adds the text; *was says whether it was there. False: no memory. */
bool conn_seen_add(conn_seen *seen, conn_str text, bool *was);
void conn_seen_free(conn_seen *seen);

/* One page: what to ask for, and what the answer says of the next. */
typedef struct conn_page {
    const conn_paginate *how;
    const char *url;   /* to go to instead of the operation's path, or NULL */
    conn_value at;     /* what `param` carries; null: what the caller gave */
    int64_t number;    /* PAGE, OFFSET: what `at` counts */
    int64_t size;      /* items asked for; 0: not known */
    conn_arena *arena; /* for the values below */
    conn_value next;   /* cursor, key or absolute URL; null: none */
    bool has_more;     /* the answer says whether there is another page ... */
    bool more;         /* ... and this is it */
    bool has_total;
    int64_t total;
} conn_page;

/* paginate_request.c: puts the page's parameters on the request; a size or a
 * start that the caller gave as an argument of the same name wins. */
conn_status conn_page_put(struct conn_request *request,
                          struct conn_exchange *call, conn_error *err);
/* Whether the page's own parameter replaces this one. */
bool conn_page_replaces(const conn_page *page, conn_place place,
                        const char *name);

/* paginate_kinds.c: reads the answer, before its body is decoded. */
conn_status conn_page_read(conn_page *page, const conn_reply *reply,
                           conn_error *err);
/* Moves `page` to the next one, after `count` items; false at the end. */
bool conn_page_advance(conn_page *page, size_t count);

#endif
