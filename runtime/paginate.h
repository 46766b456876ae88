/* paginate.h - lists over many requests.
 *
 * Owns: where the next page is and when there is none. A kind of pagination is
 * one row in paginate_kinds.c.
 */
#ifndef CONN_PAGINATE_H
#define CONN_PAGINATE_H

#include "expr.h"
#include "reply.h"

struct conn_caller;
struct conn_exchange;
struct conn_request;

/* Hashes of places that a list has been at, in memory that does not grow with
 * the list: the last ones, and one from long ago. */
enum { CONN_SEEN_MOST = 128 };
typedef struct conn_seen {
    uint64_t recent[CONN_SEEN_MOST]; /* a ring */
    uint64_t mark;                   /* the place number `marked` */
    uint64_t marked;
    uint64_t count; /* of all places */
} conn_seen;

/* Adds the text; returns whether the list is known to have been there: at once
 * if that was within the last CONN_SEEN_MOST places, else (Brent's algorithm)
 * before the list has gone round three times. */
bool conn_seen_add(conn_seen *seen, conn_str text);

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
    bool has_count; /* hooks may leave items out: there were ... */
    size_t count;   /* ... so many */
} conn_page;

/* Reads the list item by item, each as its JSON text (conn_json), whatever the
 * options say; before the first conn_pages_next. */
void conn_pages_read_json(conn_pages *pages);

/* Makes the list a hook's, with its terms; likewise before. */
void conn_pages_call_by(conn_pages *pages, const struct conn_caller *caller);

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
/* Counts the items as the server sent them. */
void conn_page_count(conn_page *page, const conn_reply *reply);
/* Moves `page` to the next one, after `count` items; false at the end. */
bool conn_page_advance(conn_page *page, size_t count);

#endif
