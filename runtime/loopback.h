/* loopback.h - where a browser comes back to: a listener on 127.0.0.1 for the
 * redirect of a login (RFC 8252 section 7.3).
 *
 * Owns: the socket, and reading requests of a few browsers at once. It answers
 * GET requests and nothing else. One thread at a time.
 */
#ifndef CONN_LOOPBACK_H
#define CONN_LOOPBACK_H

#include "cancel.h"
#include "memory.h"

typedef struct conn_loopback {
    int socket; /* -1: none */
    int port;
} conn_loopback;

/* Listens on `port`, or on any that is free where it is 0. CONN_TRANSPORT if
 * it is taken. */
conn_status conn_loopback_open(conn_loopback *l, int port, conn_error *err);
void conn_loopback_close(conn_loopback *l);

/* Looks at the target of a request ("/callback?code=x"). True ends the wait;
 * *page is what the browser shows, NULL for "not found". */
typedef bool conn_loopback_fn(void *user, const char *target,
                              const char **page);

/* Answers requests until `look` has found what it waits for. CONN_TIMEOUT at
 * `deadline`, CONN_CANCELLED. */
conn_status conn_loopback_wait(conn_loopback *l, conn_loopback_fn *look,
                               void *user, int64_t deadline,
                               conn_cancel *cancel, conn_error *err);

#endif
