/* call.h - one logical call: its terms, and the steps it goes through.
 *
 * Owns: the state that the rooms of a call share (request building, sending
 * with retries, credentials, decoding, paging). A call belongs to one thread.
 */
#ifndef CONN_CALL_H
#define CONN_CALL_H

#include "cancel.h"
#include "client_state.h"
#include "reply.h"
#include "request.h"
#include "retry.h"

struct conn_page;

/* What the caller allows; a login takes over the terms of the call that needs
 * it. */
typedef struct conn_terms {
    int64_t timeout_ms; /* of one attempt; 0: the operation's or the client's */
    int64_t deadline;   /* of conn_clock_ms */
    conn_cancel *cancel;
    const char *key; /* idempotency key, or NULL */
    bool keep_body;
} conn_terms;

typedef enum conn_login_mode {
    CONN_SIGNED,   /* logs in first where that is needed */
    CONN_UNSIGNED, /* the login itself */
    CONN_REFRESH   /* signed with what is there */
} conn_login_mode;

typedef struct conn_exchange {
    conn_client *client;
    const conn_op *op;
    const void *args;
    struct conn_page *page; /* NULL: no list */
    conn_terms terms;
    conn_login_mode mode;
    char key[CONN_UUID_SIZE]; /* of this logical call; "": none needed */
    int64_t started;
    int attempts;
} conn_exchange;

/* Runs a call to its end. On success *out is the reply, decoded. */
conn_status conn_call_run(conn_exchange *call, conn_reply **out,
                          conn_error *err);

/* The terms that the arguments' `call` member asks for, from now. */
conn_terms conn_terms_of(const conn_op *op, const void *args);

/* call_send.c: sends the built request until it is answered or given up, with
 * throttle, retries and redirects. The answer, of any status, is in `reply`.
 * What failed before an answer came is in `err`; on an answer that the
 * operation does not count as success `err` has what the errors table says. */
conn_status conn_call_send(conn_exchange *call, conn_request *request,
                           conn_reply *reply, conn_error *err);

/* Puts the operation's name before the message, unless it is there, and returns
 * `status`. */
conn_status conn_error_label(conn_error *err, const conn_op *op,
                             conn_status status);

/* Whether sending it twice does no harm (RFC 9110 section 9.2.2). */
bool conn_op_is_repeatable(const conn_op *op);

#endif
