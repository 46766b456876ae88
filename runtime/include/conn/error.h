/* error.h - what went wrong, as one struct for every function that can fail.
 *
 * Owns: the closed set of statuses and conn_error. A conn_error starts as
 * `conn_error err = {0}`; each call that takes it first clears it. It may be
 * NULL where only the status matters. Not shared between threads.
 */
#ifndef CONN_ERROR_H
#define CONN_ERROR_H

#include <stdio.h>

#include "conn/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X(constant, name, meaning). The first ten after OK are the language's own
 * error kinds and keep their order; the rest arise in the client. */
#define CONN_STATUSES(X)                                                       \
    X(CONN_OK, "ok", "it worked")                                              \
    X(CONN_AUTH_EXPIRED, "auth_expired", "the credentials have expired")       \
    X(CONN_UNAUTHORIZED, "unauthorized", "the credentials were refused")       \
    X(CONN_FORBIDDEN, "forbidden", "the account may not do this")              \
    X(CONN_NOT_FOUND, "not_found", "there is no such thing")                   \
    X(CONN_CONFLICT, "conflict", "it contradicts the present state")           \
    X(CONN_INVALID, "invalid", "the server refuses the request as wrong")      \
    X(CONN_RATE_LIMITED, "rate_limited", "too many requests")                  \
    X(CONN_UNAVAILABLE, "unavailable", "the server can't answer now")          \
    X(CONN_MISCONFIGURED, "misconfigured", "a setting is missing or wrong")    \
    X(CONN_VENDOR, "vendor", "the server reports another error")               \
    X(CONN_TRANSPORT, "transport", "no connection, or it broke")               \
    X(CONN_TIMEOUT, "timeout", "it took longer than allowed")                  \
    X(CONN_CANCELLED, "cancelled", "the caller cancelled it")                  \
    X(CONN_DECODE, "decode", "the answer is not what was declared")            \
    X(CONN_LIMIT, "limit", "the answer is larger than allowed")                \
    X(CONN_USAGE, "usage", "an argument is missing or can't be sent")          \
    X(CONN_MEMORY, "memory", "out of memory")

typedef enum conn_status {
#define CONN_STATUS_ROW(constant, name, meaning) constant,
    CONN_STATUSES(CONN_STATUS_ROW)
#undef CONN_STATUS_ROW
} conn_status;

typedef struct conn_error {
    conn_status status;
    int http_status;        /* of the answer; 0 if there was none */
    int transport_code;     /* libcurl's CURLcode; 0 if it is not to blame */
    int64_t retry_after_ms; /* how long the server asks to wait; 0: not said */
    size_t offset;          /* decode: byte of the body where it went wrong */
    char message[256];      /* one sentence for a person, without secrets */
    /* The rest is owned by the error, and NULL where it does not apply. */
    const char *operation;      /* "issues.list" */
    const char *vendor_message; /* what the server said, as the errors table
                                   of the connector finds it */
    const char *vendor_code;    /* its code for it */
    const char *request_id;     /* X-Request-Id or its like */
    const char *pointer;        /* decode: JSON Pointer (RFC 6901) */
    conn_bytes body;            /* the answer's body as it came */
    void *owned;                /* memory behind the pointers above */
    void *typed;                /* what the generated error-body function has
                                   decoded; owned too */
} conn_error;

/* The name of a status, "rate_limited"; never NULL. */
const char *conn_status_name(conn_status status);

/* Releases what `err` owns and sets it to zero. NULL is allowed. */
void conn_error_clear(conn_error *err);

/* Writes the error as one line to `out`, clears it and returns 1, so that
 * main may end with `return conn_error_print(stderr, &err)`. */
int conn_error_print(FILE *out, conn_error *err);

#ifdef __cplusplus
}
#endif
#endif
