/* events.h - tables of the events that a vendor reports.
 *
 * Owns: what generated code says of a webhook: how a request is verified, which
 * of its routes takes it, and the steps that make an event of it. Users of a
 * client never need this header.
 */
#ifndef CONN_EVENTS_H
#define CONN_EVENTS_H

#include "conn/desc.h"
#include "conn/event.h"
#include "conn/poll.h"

#ifdef __cplusplus
extern "C" {
#endif

/* `on "invoice.*" { … }`: the steps fill at->event, whose body they see as
 * at->request: headers, cookies, body, raw_body, and where they are given
 * method, url, path, query (of a repeated parameter the last). */
typedef struct conn_event_route {
    const char *pattern; /* with `*` at its end: all that begin so */
    const conn_hook *steps;
} conn_event_route;

/* `events webhook NAME { … }`. The first route that fits takes the request. */
typedef struct conn_webhook {
    const char *name;
    const conn_hook *verify; /* stops the run where it refuses; or NULL */
    conn_value_fn *route;    /* gives the text that routes are for; NULL: "" */
    const conn_event_route *routes;
    size_t route_count;
    bool addressed; /* steps look at the method or the URL of a request */
} conn_webhook;

/* `events polling NAME { … }`. Each value is a function or NULL. */
typedef struct conn_poll_events {
    conn_poll_how how;
    conn_value_fn *args;    /* of the list, but for the watermark: a map */
    conn_value_fn *dedupe;  /* of at->item: instead of how.dedupe */
    conn_value_fn *every;   /* microseconds between two polls */
    const conn_hook *steps; /* make an event of at->item */
} conn_poll_events;

/* A text of a struct of the user's, `const char *`, under its name in the
 * source. `uses`: the steps that need it. */
enum { CONN_USE_SUBSCRIBE = 1, CONN_USE_UNSUBSCRIBE = 2 };
typedef struct conn_text_field {
    const char *name;
    size_t offset;
    unsigned uses;
} conn_text_field;

/* `subscribe { … }` and `unsubscribe { … }` of a webhook; either may be NULL.
 */
typedef struct conn_subscribing {
    const conn_hook *subscribe;
    const conn_hook *unsubscribe;
    const conn_text_field *args;
    size_t arg_count;
    size_t call_offset; /* of `const conn_call_options *call` in the args */
    const conn_text_field *kept; /* of the subscription */
    size_t kept_count;
    size_t kept_size;
} conn_subscribing;

/* Runs the steps that subscribe, with `url` as where the vendor sends events.
 * On success *out is what they keep, a struct that how->kept describes, to be
 * freed with conn_subscription_free; NULL on failure: what a call of theirs
 * ends with, what they say themselves, CONN_USAGE for an argument that is
 * missing, CONN_LIMIT, CONN_MEMORY. Threads may share the client. */
conn_status conn_subscribe(conn_client *client, const conn_subscribing *how,
                           const char *url, const void *args, void **out,
                           conn_error *err);
/* Runs the steps that end a subscription, which may be one that was kept
 * elsewhere meanwhile. */
conn_status conn_unsubscribe(conn_client *client, const conn_subscribing *how,
                             const void *subscription, const void *args,
                             conn_error *err);
void conn_subscription_free(void *subscription);

typedef struct conn_poller conn_poller;

/* As conn_poll_open, for the events that a connector declares; an event lives
 * until the next call. */
conn_poller *conn_poller_open(conn_client *client,
                              const conn_poll_events *events,
                              const conn_poll_options *options,
                              conn_error *err);
const conn_event *conn_poller_next(conn_poller *poller, conn_error *err);
conn_status conn_poller_ack(conn_poller *poller, conn_error *err);
void conn_poller_end(conn_poller *poller);
/* How long the connector says to wait between two polls; 0: nothing. */
conn_duration conn_poller_every(const conn_poller *poller);

/* Verifies a request, finds its route and makes an event of it. `types`: of the
 * body, for each route. On success *out is to be freed with conn_event_free;
 * NULL where no route takes the request, or its steps skip it. Makes no request
 * but those of its steps. On failure *out is NULL:
 * what the verifying steps say (CONN_UNAUTHORIZED for a signature that is wrong
 * or too old), CONN_DECODE for a body that is not what its route declares,
 * CONN_USAGE for headers that are none, CONN_LIMIT, CONN_MEMORY. Threads may
 * share the client. */
conn_status conn_webhook_receive(conn_client *client,
                                 const conn_webhook *webhook,
                                 const conn_type *const *types,
                                 const conn_webhook_request *request,
                                 conn_event **out, conn_error *err);

#ifdef __cplusplus
}
#endif
#endif
