/* client_state.h - what a client consists of.
 *
 * Owns: the struct behind conn_client. All of it is constant after conn_open
 * but the session, the budgets and the counters, which lock for themselves.
 */
#ifndef CONN_CLIENT_STATE_H
#define CONN_CLIENT_STATE_H

#include <stdatomic.h>

#include "auth.h"
#include "throttle.h"
#include "transport.h"
#include "uri.h"

typedef struct conn_counters {
    atomic_uint_fast64_t requests;
    atomic_uint_fast64_t retries;
    atomic_uint_fast64_t connections;
    atomic_uint_fast64_t logins;
} conn_counters;

struct conn_client {
    const conn_connector *connector;
    const conn_auth *auth; /* the way chosen; NULL: none is offered */
    conn_options options;  /* defaults filled in; strings in `arena` */
    conn_arena arena;
    conn_value *config; /* as many as the connector's table */
    conn_buf base;      /* the base URL; empty where a login decides on it */
    conn_uri base_uri;
    conn_transport *transport;
    conn_session session;
    conn_throttles throttles;
    conn_counters counters;
    atomic_int_fast64_t quota_until; /* obey_quota: no request before */
    bool named;                      /* the user chose the User-Agent */
};

/* Opens a client that sends over `transport` and closes it with itself; NULL
 * takes libcurl. For tests; else as conn_open. */
conn_status conn_client_open(conn_client **out, const conn_connector *connector,
                             const void *config, const conn_options *options,
                             conn_transport *transport, conn_error *err);

/* client_config.c: copies the configuration into client->config, evaluates the
 * base URL and picks the authentication. CONN_MISCONFIGURED where something
 * required is missing. */
conn_status conn_client_configure(conn_client *client, const void *config,
                                  conn_error *err);

#endif
