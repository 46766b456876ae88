/* event.h - what a vendor reports, as the users of a client see it.
 *
 * Owns: one event, whether it was received (a webhook) or found by polling, the
 * request that a webhook received, and where the state of polling is kept.
 */
#ifndef CONN_EVENT_H
#define CONN_EVENT_H

#include "conn/client.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What happened to the object, where the connector says. */
typedef enum conn_event_kind {
    CONN_EVENT_UNSAID = 0,
    CONN_EVENT_CREATED,
    CONN_EVENT_UPDATED,
    CONN_EVENT_DELETED
} conn_event_kind;

/* An event. All that it points to lives as long as it does. */
typedef struct conn_event {
    int route;      /* number of the `on` that took it, from 1 */
    conn_str topic; /* the text that the routes are for, such as
                       "invoice.paid"; empty where there is no such text */
    conn_event_kind kind;
    conn_str id;       /* of the object; empty where the connector says none */
    conn_opt_time at;  /* when it happened */
    conn_json object;  /* as JSON text; empty where there is none */
    const void *value; /* what came, typed: NAME_webhook_EVENT_... gives it */
    struct conn_event *next; /* one more of the same request, or NULL: only
                                scripts make several of one */
} conn_event;

/* Frees an event that NAME_receive gave, with those behind it. NULL is allowed.
 */
void conn_event_free(conn_event *event);

/* Where the state of a poller is kept: a file, or functions of the caller. */
typedef struct conn_poll_options {
    const char *state_file; /* written to a file beside it (NAME.new), synced
                               and renamed; none is the first poll */
    /* Instead of a file. `load` gives the text that `save` got last, to live
     * until the next call; empty: there is none. Others than CONN_OK end the
     * poll with that status. */
    conn_status (*load)(void *user, conn_str *state);
    conn_status (*save)(void *user, conn_str state);
    void *user;
} conn_poll_options;

/* A request that a server of the caller received. Nothing is kept of it. */
typedef struct conn_webhook_request {
    const conn_header *headers;
    size_t header_count;
    const void *body; /* as it came: signatures are over its bytes */
    size_t body_size;
    conn_opt_time now;  /* for the age of a signature, in tests and for requests
                           that waited in a queue; absent: the clock */
    const char *method; /* "POST"; these two where NAME_receive takes them */
    const char *url;    /* whole, or from its path on: "/hook?id=7" */
} conn_webhook_request;

#ifdef __cplusplus
}
#endif
#endif
