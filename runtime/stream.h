/* stream.h - answers whose body is read item by item while it arrives.
 *
 * Owns: one such answer; streams and lists that are read so are made of them.
 */
#ifndef CONN_STREAM_H
#define CONN_STREAM_H

#include "call.h"
#include "rows.h"

typedef struct conn_answer {
    conn_exchange call;
    conn_reply *reply;
    conn_flow *flow; /* NULL: there is no body */
    conn_rows *rows;
    bool over;
} conn_answer;

/* Sends the request and takes the headers. `body->call` says what; the rest is
 * zero before, and to be closed on failure too. */
conn_status conn_answer_open(conn_answer *body, const conn_stream_how *how,
                             conn_error *err);
/* The next item, valid until the next call; NULL at the end and on an error. */
conn_status conn_answer_next(conn_answer *body, const void **item,
                             conn_error *err);
/* Leaves nothing but the call; what is still to come is not waited for. */
void conn_answer_close(conn_answer *body);

#endif
