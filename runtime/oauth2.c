/* oauth2.c - grants that need no person, and refreshing. */
#include "oauth2.h"

#include <string.h>

#include "fail.h"
#include "jwt.h"
#include "log.h"
#include "token_store.h"

#define JWT_GRANT "urn:ietf:params:oauth:grant-type:jwt-bearer"

bool conn_oauth2_is_due(const conn_session *session)
{
    const conn_value *at = &session->slots[session->token_at + CONN_T_RENEW_AT];
    return at->kind == CONN_V_INT && conn_clock_unix() >= at->number;
}

/* ---- grants ---- */

static void add_password(conn_grant_call *g)
{
    conn_str user = conn_grant_need(g, g->how->username, "user name");
    conn_grant_field(g, "grant_type", conn_str_of("password"));
    conn_grant_field(g, "username", user);
    conn_grant_field(g, "password",
                     conn_grant_need(g, g->how->password, "password"));
}

/* The assertion's issuer is the client's id, unless the connector says another
 * (RFC 7523 section 3). */
static void add_assertion(conn_grant_call *g)
{
    conn_buf token = {0};
    conn_jwt jwt = {0};
    conn_str url = conn_grant_need(g, g->how->token_url, "URL for tokens");
    if (g->status != CONN_OK)
        return;
    if (g->how->jwt != NULL)
        jwt = *g->how->jwt;
    if (jwt.issuer == NULL)
        jwt.issuer = g->how->client_id;
    jwt.scope = g->how->scopes;
    g->status = conn_jwt_write(&token, &jwt, &g->scope, url.data, g->err);
    conn_grant_field(g, "grant_type", conn_str_of(JWT_GRANT));
    conn_grant_field(g, "assertion", (conn_str){token.data, token.len});
    if (token.data != NULL)
        conn_wipe(token.data, token.size);
    conn_buf_free(&token);
}

/* Requests a token by the connector's grant. */
static conn_status request_token(const conn_exchange *call, conn_error *err)
{
    conn_grant_call g;
    conn_grant_begin(&g, call, err);
    switch (g.how->grant) {
    case CONN_G_CLIENT:
        conn_grant_field(&g, "grant_type", conn_str_of("client_credentials"));
        break;
    case CONN_G_PASSWORD:
        add_password(&g);
        break;
    case CONN_G_JWT:
        add_assertion(&g);
        break;
    case CONN_G_CODE:
    case CONN_G_DEVICE:
        g.status = conn_fail(err, CONN_AUTH_EXPIRED,
                             "a person must log in (conn_login_begin)");
        break;
    }
    conn_grant_scope(&g);
    conn_grant_send(&g, "oauth2.token",
                    conn_grant_need(&g, g.how->token_url, "URL for tokens"));
    conn_grant_take(&g, false);
    conn_grant_end(&g);
    return g.status;
}

/* ---- refreshing ---- */

static conn_value stored(const conn_grant_call *g, size_t which)
{
    return g->scope.slots != NULL
               ? g->scope.slots[g->call->client->session.token_at + which]
               : (conn_value){.kind = CONN_V_NULL};
}

static bool has_refresh_token(const conn_exchange *call)
{
    conn_session *session = &call->client->session;
    pthread_mutex_lock(&session->lock);
    bool has =
        session->slots[session->token_at + CONN_T_REFRESH].kind == CONN_V_TEXT;
    pthread_mutex_unlock(&session->lock);
    return has;
}

/* Section 6. The scope is that of the first grant where none is said. */
static conn_status refresh(const conn_exchange *call, conn_error *err)
{
    conn_grant_call g;
    conn_grant_begin(&g, call, err);
    conn_str url = conn_grant_text(&g, g.how->refresh_url);
    if (url.data == NULL)
        url = conn_grant_need(&g, g.how->token_url, "URL for tokens");
    conn_grant_field(&g, "grant_type", conn_str_of("refresh_token"));
    conn_grant_field(&g, "refresh_token", stored(&g, CONN_T_REFRESH).text);
    conn_grant_send(&g, "oauth2.refresh", url);
    conn_grant_take(&g, true);
    conn_grant_end(&g);
    return g.status;
}

/* The refresh token is good for nothing any more. */
static void forget_refresh_token(const conn_exchange *call)
{
    conn_session *session = &call->client->session;
    const conn_kept none = {session->token_at + CONN_T_REFRESH,
                            {.kind = CONN_V_NULL}};
    conn_session_put(session, &none, 1);
    conn_tokens_remove(call);
}

static bool is_due(const conn_exchange *call)
{
    conn_session *session = &call->client->session;
    pthread_mutex_lock(&session->lock);
    bool due = conn_oauth2_is_due(session);
    pthread_mutex_unlock(&session->lock);
    return due;
}

conn_status conn_oauth2_renew(const conn_exchange *call, conn_error *err)
{
    /* Another process, or an earlier run, may have tokens that are good. */
    if (conn_tokens_load(call) && !is_due(call))
        return CONN_OK;
    if (!has_refresh_token(call))
        return request_token(call, err);
    conn_status status = refresh(call, err);
    if (status != CONN_AUTH_EXPIRED)
        return status;
    forget_refresh_token(call);
    conn_grant grant = call->client->auth->oauth2->grant;
    if (grant == CONN_G_CODE || grant == CONN_G_DEVICE)
        return status;
    conn_error_clear(err);
    return request_token(call, err);
}
