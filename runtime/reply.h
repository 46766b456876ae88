/* reply.h - what a call gives back.
 *
 * Owns: the struct behind conn_reply, decoding its body, and turning an answer
 * into an error.
 */
#ifndef CONN_REPLY_STATE_H
#define CONN_REPLY_STATE_H

#include "expr.h"
#include "transport.h"

struct conn_reply {
    conn_arena arena;            /* this struct, the value's lists, and so on */
    conn_http_response response; /* the body is spoilt by decoding */
    conn_bytes kept;             /* a copy of it, in `arena` */
    const void *value;           /* NULL: there was no body */
    int attempts;
    conn_str url; /* where the answer came from; in `arena` */
};

/* An empty reply whose body may have up to `max_body` bytes; NULL on memory
 * shortage. */
conn_reply *conn_reply_new(size_t max_body);

/* Notes where the answer came from; false on memory shortage. */
bool conn_reply_set_url(conn_reply *reply, const char *url);

/* Whether `op` counts the status as success. */
bool conn_op_accepts(const conn_op *op, int status);

/* Decodes the body as op->result says and fills the fields that come from
 * headers. CONN_DECODE, CONN_LIMIT or CONN_MEMORY. */
conn_status conn_reply_decode(conn_reply *reply, const conn_op *op,
                              size_t max_depth, bool keep_body,
                              conn_error *err);

/* Puts the JSON of a body that is XML in its place, where the operation says
 * that answers are and somebody reads it. CONN_DECODE if it is no XML, which of
 * an answer that is no success is no failure. */
conn_status conn_reply_translate(conn_reply *reply, const conn_op *op,
                                 conn_error *err);

/* reply_error.c: fills `err` from an answer that is no success, by the errors
 * table of scope->op or the status alone. scope->response is the answer. */
conn_status conn_reply_fail(const conn_scope *scope, conn_error *err);

/* Makes `text` the vendor's message of such an error. */
void conn_reply_say(conn_error *err, conn_str text);

#endif
