/* events.h - tables of the events that a vendor reports.
 *
 * Owns: what generated code says of a webhook: how a request is verified, which
 * of its routes takes it, and the steps that make an event of it. Users of a
 * client never need this header.
 */
#ifndef CONN_EVENTS_H
#define CONN_EVENTS_H

#include "conn/scene.h"

#ifdef __cplusplus
extern "C" {
#endif

/* `on "invoice.*" { … }`: the steps fill at->event, whose body they see as
 * at->request: headers, body, raw_body. */
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
} conn_webhook;

#ifdef __cplusplus
}
#endif
#endif
