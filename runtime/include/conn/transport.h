/* transport.h - what moves requests and answers, for those who put their own in
 * libcurl's place: a fake for tests, a recorder, a player.
 *
 * Owns: the interface between a client and its transport, and the transports
 * that come with the runtime. A transport is used by many threads at once.
 */
#ifndef CONN_TRANSPORT_H
#define CONN_TRANSPORT_H

#include "conn/client.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct conn_transport conn_transport;
typedef struct conn_http_response conn_http_response;

/* A body that is read while it is sent. For one thread at a time. */
typedef struct conn_body conn_body;
struct conn_body {
    /* As conn_read_fn; after -1 `failure` says what to report. */
    ptrdiff_t (*read)(conn_body *self, void *into, size_t room);
    bool (*rewind)(conn_body *self);
    int64_t length;      /* -1: not known */
    conn_status failure; /* CONN_OK so far */
};

/* All of it lives until `send` returns. */
typedef struct conn_http_request {
    const char *method;
    const char *url; /* absolute, http or https, no fragment */
    const conn_header *headers;
    size_t header_count;
    const char *body; /* NULL: none, or `source` */
    size_t body_len;
    conn_body *source; /* NULL: none, or `body` */
    int64_t connect_timeout_ms;
    int64_t timeout_ms;  /* connecting included */
    size_t max_headers;  /* bytes */
    conn_cancel *cancel; /* or NULL */
    bool foreign;        /* without the client's certificate */
    bool repeatable;     /* may be sent again if a reused connection breaks
                            before the answer */
    const struct conn_exchange *call; /* the runtime's own */
} conn_http_request;

struct conn_transport {
    /* Sends and receives; redirects are not followed. An answer of any status
     * is CONN_OK. Else `err` (or NULL) has status, message and CURLcode:
     * CONN_TRANSPORT, CONN_TIMEOUT, CONN_CANCELLED, CONN_LIMIT, CONN_DECODE,
     * CONN_USAGE or CONN_MEMORY. `response` is empty before. */
    conn_status (*send)(conn_transport *self, const conn_http_request *request,
                        conn_http_response *response, conn_error *err);
    void (*close)(conn_transport *self);
    const struct conn_many *many; /* the runtime's own; NULL in others: a batch
                                     then sends one request after the other */
    /* The runtime's own; NULL in others: what is read while it arrives is then
     * received as a whole. */
    const struct conn_flows *flows;
};

/* ---- answers, for those who write a transport ---- */

/* Begins an answer, which forgets what it had: its status (100 to 599). */
void conn_response_begin(conn_http_response *response, int status);
/* Appends a header, or bytes of the body (decompressed). CONN_MEMORY, or what
 * the caller's limits and functions say; `send` then ends with
 * conn_response_fail. */
conn_status conn_response_add_header(conn_http_response *response,
                                     const char *name, const char *value);
conn_status conn_response_add_body(conn_http_response *response,
                                   const void *bytes, size_t size);
/* Reports why the answer could not be taken, and returns it. */
conn_status conn_response_fail(const conn_http_response *response,
                               conn_error *err);
/* A failure that may pass: the call may be tried again. */
void conn_response_set_transient(conn_http_response *response);

/* Reading one. */
int conn_response_status(const conn_http_response *response);
/* The value of the first header `name` behind the value `after` (NULL: from
 * the start), or NULL. Names are compared without case. */
const char *conn_response_header(const conn_http_response *response,
                                 const char *name, const char *after);
/* The header behind *at, which is moved on; *at is NULL at the start. False at
 * the end. */
bool conn_response_next(const conn_http_response *response, conn_header *at);
conn_bytes conn_response_body(const conn_http_response *response);

/* ---- transports ---- */

/* libcurl, with connections kept alive: what a client has that is given no
 * other. `options` must live as long as the transport. */
conn_status conn_transport_curl(conn_transport **out,
                                const conn_options *options, conn_error *err);

/* Answers each request by a function: fills `response` and returns CONN_OK, or
 * reports a failure as `send` does. */
typedef conn_status conn_fake_fn(void *user, const conn_http_request *request,
                                 conn_http_response *response, conn_error *err);
/* NULL on memory shortage. */
conn_transport *conn_transport_fake(conn_fake_fn *answer, void *user);

/* Sends over `inner` (which it closes; NULL: libcurl with `options`) and writes
 * each exchange to the file `path`, which is begun anew. Secrets of the client,
 * values that a login keeps, the headers Authorization, Cookie and their like,
 * and members that are called as secrets are (access_token, password) stand
 * there as "***". Bodies of uploads and downloads are not recorded. CONN_USAGE
 * if the file can't be written; `inner` is then closed too. */
conn_status conn_transport_record(conn_transport **out, conn_transport *inner,
                                  const conn_options *options, const char *path,
                                  conn_error *err);

/* Answers from a recorded file: request n must be the n-th of the file in
 * method, URL, headers (but User-Agent and what is redacted) and body, else
 * CONN_TRANSPORT says what differs. CONN_USAGE if the file can't be read. With
 * threads or batches, whose requests come in no fixed order, `any_order` takes
 * the first unused exchange that matches. */
conn_status conn_transport_replay(conn_transport **out, const char *path,
                                  bool any_order, conn_error *err);
/* How many exchanges of a player were not asked for. */
size_t conn_replay_left(conn_transport *player);

#ifdef __cplusplus
}
#endif
#endif
