/* transport.h - sending one HTTP request and receiving its answer.
 *
 * Owns: the interface between the runtime and what moves bytes, so that a test
 * may put its own in libcurl's place, and the shape of an answer. A transport
 * is used by many threads at once.
 */
#ifndef CONN_TRANSPORT_H
#define CONN_TRANSPORT_H

#include "conn/client.h"
#include "memory.h"

typedef struct conn_header {
    const char *name;
    const char *value;
} conn_header;

typedef struct conn_http_request {
    const char *method;
    const char *url; /* absolute, http or https, no fragment */
    const conn_header *headers;
    size_t header_count;
    const char *body; /* NULL: none */
    size_t body_len;
    int64_t connect_timeout_ms;
    int64_t timeout_ms;  /* connecting included */
    size_t max_headers;  /* bytes */
    conn_cancel *cancel; /* or NULL */
    bool repeatable;     /* may be sent again if a reused connection breaks
                            before the answer */
} conn_http_request;

/* `headers` holds name NUL value NUL for each line of the final answer;
 * the cap of `body` is the limit for it. */
typedef struct conn_http_response {
    int status;
    conn_buf headers;
    conn_buf body;
    bool connected; /* over a new connection */
    bool transient; /* after a failure: it may work the next time */
} conn_http_response;

typedef struct conn_transport conn_transport;
struct conn_transport {
    /* Sends and receives; redirects are not followed. An answer of any status
     * is CONN_OK. Else `err` (or NULL) has status, message and CURLcode:
     * CONN_TRANSPORT, CONN_TIMEOUT, CONN_CANCELLED, CONN_LIMIT, CONN_DECODE,
     * CONN_USAGE or CONN_MEMORY. `response` is empty before, bar its cap. */
    conn_status (*send)(conn_transport *self, const conn_http_request *request,
                        conn_http_response *response, conn_error *err);
    void (*close)(conn_transport *self);
};

/* libcurl, with connections kept alive. `options` must live as long as the
 * transport. */
conn_status conn_transport_curl(conn_transport **out,
                                const conn_options *options, conn_error *err);

/* Notes one line of a header section, without its line end: a status line
 * starts anew, a folded line continues, what is no header is dropped. */
bool conn_response_add_line(conn_http_response *response, const char *line,
                            size_t len);

/* The value of the first header `name` behind the value `after` (NULL: from
 * the start), or NULL. Names are compared without case. */
const char *conn_response_header(const conn_http_response *response,
                                 const char *name, const char *after);

void conn_response_free(conn_http_response *response);

/* Compares ASCII text without case. */
bool conn_same_name(const char *a, const char *b);

#endif
