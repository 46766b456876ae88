/* oauth2_login.h - a login in which a person takes part, while it lasts.
 *
 * Owns: the struct behind conn_login, which oauth2_login.c fills, and what is
 * otherwise for devices (RFC 8628). For one thread at a time.
 */
#ifndef CONN_OAUTH2_LOGIN_H
#define CONN_OAUTH2_LOGIN_H

#include "conn/auth.h"
#include "loopback.h"
#include "oauth2.h"

struct conn_login {
    conn_client *client;
    conn_loopback listener;
    conn_buf redirect; /* redirect_uri */
    conn_buf path;     /* that the listener answers */
    conn_buf url;      /* for the person */
    conn_buf state;
    conn_buf verifier;    /* empty: no PKCE */
    conn_buf user_code;   /* devices */
    conn_buf device_code; /* the same */
    conn_buf code;        /* that came back */
    conn_buf refusal;     /* or the error code that came instead */
    conn_buf reason;      /* and its description */
    int64_t interval_ms;
    int64_t expires; /* of conn_clock_ms */
};

static inline conn_str conn_buf_str(const conn_buf *buf)
{
    conn_str text = {buf->data, buf->len};
    return text;
}

/* Asks the server for the codes. The outcome is g->status. */
void conn_device_begin(conn_login *login, conn_grant_call *g);
/* Asks for tokens until the person has agreed, in the server's interval. */
conn_status conn_device_wait(conn_login *login, const conn_exchange *call,
                             conn_error *err);

#endif
