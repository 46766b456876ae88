/* oauth2.h - tokens by OAuth 2.0 (RFC 6749).
 *
 * Owns: requests to the token endpoint and what comes of their answers. Called
 * by the one thread that logs in (auth.c), or by a person's login
 * (oauth2_login.c).
 */
#ifndef CONN_OAUTH2_H
#define CONN_OAUTH2_H

#include "call.h"

/* A request to be, for one endpoint. */
typedef struct conn_grant_call {
    const conn_exchange *call; /* for whom: client and terms */
    const conn_oauth2 *how;
    conn_arena arena;
    conn_scope scope;
    conn_buf form; /* the body so far */
    conn_reply *reply;
    conn_status status; /* the first failure; later steps do nothing */
    conn_error *err;    /* the caller's, or ... */
    conn_error own;     /* where he wants none: the status comes of it */
} conn_grant_call;

/* `call` must have client and terms, and live as long. */
void conn_grant_begin(conn_grant_call *g, const conn_exchange *call,
                      conn_error *err);
void conn_grant_end(conn_grant_call *g);

/* The value of an expression of the connector; data NULL if it is null. */
conn_str conn_grant_text(conn_grant_call *g, const conn_expr *expr);
/* The same where it must be there: `name` is what is missing. */
conn_str conn_grant_need(conn_grant_call *g, const conn_expr *expr,
                         const char *name);
/* Adds a field to the form, unless its value is NULL. */
void conn_grant_field(conn_grant_call *g, const char *name, conn_str value);
/* Adds scope and audience. */
void conn_grant_scope(conn_grant_call *g);

/* Adds what says who the client is, and sends the form to `url`. The answer is
 * in g->reply; an error answer (RFC 6749 section 5.2) is a failure with
 * vendor_code and vendor_message. `name` is for messages: "oauth2.token". */
void conn_grant_send(conn_grant_call *g, const char *name, conn_str url);

/* What an error code of OAuth means. */
conn_status conn_grant_status(const char *code, conn_status otherwise);

/* Takes the tokens of g->reply into the session and the store. `refresh`: a
 * missing refresh token means that the old one stays. */
void conn_grant_take(conn_grant_call *g, bool refresh);

/* Gets other tokens than there are: from the store, by refreshing, or by a
 * grant that needs no person. CONN_AUTH_EXPIRED if only a person's login
 * helps. */
conn_status conn_oauth2_renew(const conn_exchange *call, conn_error *err);

/* Whether the access token is to be renewed by now. The session is locked. */
bool conn_oauth2_is_due(const conn_session *session);

/* oauth2_login.c: a stand-in for the call of those that make none; and how its
 * outcome goes to the caller, labelled and without secrets. */
conn_exchange conn_login_exchange(conn_client *client,
                                  const conn_call_options *options);
conn_status conn_login_report(const conn_exchange *call, conn_status status,
                              conn_error *err);

#endif
