/* transport.h - sending one HTTP request and receiving its answer, inside the
 * runtime.
 *
 * Owns: the shape of an answer, where its body goes, and how many requests are
 * in flight together. The interface itself is public: conn/transport.h.
 */
#ifndef CONN_TRANSPORT_STATE_H
#define CONN_TRANSPORT_STATE_H

#include "conn/transport.h"
#include "memory.h"

/* Where the body of a success goes instead of into the response. */
typedef struct conn_sink conn_sink;
struct conn_sink {
    /* Whether it takes the body of an answer of this status. */
    bool (*accepts)(conn_sink *self, int status);
    /* CONN_OK, CONN_LIMIT, CONN_CANCELLED or CONN_USAGE; *why (a constant) is
     * then a sentence about it. */
    conn_status (*write)(conn_sink *self, const void *bytes, size_t size,
                         int64_t total, const char **why);
};

/* `headers` holds name NUL value NUL for each line of the final answer;
 * the cap of `body` is the limit for it. */
struct conn_http_response {
    int status;
    conn_buf headers;
    conn_buf body;
    conn_buf raw;        /* what came, where it was XML and `body` is its JSON;
                            else empty */
    conn_sink *sink;     /* or NULL */
    int64_t length;      /* announced for the body; -1: not */
    conn_status failure; /* of taking it */
    const char *why;
    bool connected; /* over a new connection */
    bool transient; /* after a failure: it may work the next time */
};

/* ---- many requests at once ---- */

/* A request in flight; it and all it points to stay until it has landed. */
typedef struct conn_flight {
    const conn_http_request *request;
    conn_http_response *response;
    conn_error *err;
    conn_status status; /* once landed; as `send` returns it */
    void *user;
    void *seat; /* the transport's */
} conn_flight;

typedef struct conn_flights conn_flights;

/* Requests that one thread has in flight together. */
typedef struct conn_many {
    conn_flights *(*open)(conn_transport *self); /* NULL: memory is short */
    /* Takes off. A failure is that of the flight, which has then landed. */
    conn_status (*start)(conn_flights *flights, conn_flight *flight);
    /* A flight that has landed; NULL if none did for `ms`, or on `wake`, or now
     * and then. Below 0 it only looks, and lets nothing move. */
    conn_flight *(*wait)(conn_flights *flights, int64_t ms);
    /* Gives up a flight that has not landed. */
    void (*stop)(conn_flights *flights, conn_flight *flight);
    /* Ends a `wait`, from any thread. */
    void (*wake)(conn_flights *flights);
    void (*close)(conn_flights *flights);
} conn_many;

/* ---- bodies that are read while they arrive ---- */

/* For one thread at a time. */
typedef struct conn_flow conn_flow;
struct conn_flow {
    /* The next bytes, which live until the next call; none at the end. Takes
     * no more from the network than it gives out, bar some ten KB. Fails as
     * `send` does; CONN_TIMEOUT also where nothing came for timeout_ms. */
    conn_status (*read)(conn_flow *self, conn_str *piece, conn_error *err);
    /* Ends it, wherever it is. */
    void (*close)(conn_flow *self);
};

typedef struct conn_flows {
    /* As `send` up to the end of the headers, within timeout_ms; the body is
     * then read from *out, until `deadline` (of conn_clock_ms) at most. It
     * needs nothing of the request but `cancel`, and `response` to live on. */
    conn_status (*open)(conn_transport *self, const conn_http_request *request,
                        conn_http_response *response, int64_t deadline,
                        conn_flow **out, conn_error *err);
} conn_flows;

/* transport_flow.c: the same over any transport: the whole body is one piece
 * where there is no better way, or where the request's body has a source. */
conn_status conn_transport_open(conn_transport *transport,
                                const conn_http_request *request,
                                conn_http_response *response, int64_t deadline,
                                conn_flow **out, conn_error *err);

/* Reads all that is left as the body of `response` and closes the flow, on
 * failure too. */
conn_status conn_flow_drain(conn_flow *flow, conn_http_response *response,
                            conn_error *err);

/* ---- answers ---- */

/* Forgets the answer, keeps the memory, the limit and the sink. */
void conn_response_reset(conn_http_response *response);

/* Notes one line of a header section, without its line end: a status line
 * starts anew, a folded line continues, what is no header is dropped. */
bool conn_response_add_line(conn_http_response *response, const char *line,
                            size_t len);

void conn_response_free(conn_http_response *response);

/* The body as it came, whatever was made of it. */
const conn_buf *conn_response_came(const conn_http_response *response);

/* Compares ASCII text without case. */
bool conn_same_name(const char *a, const char *b);

/* Whether the request has that header. */
bool conn_http_has_header(const conn_http_request *request, const char *name);

#endif
