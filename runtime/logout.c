/* logout.c - giving up what a login gave: revoking, and forgetting. */
#include "conn/auth.h"
#include "oauth2.h"
#include "token_store.h"

/* RFC 7009 section 2.1. Revoking a refresh token ends its access tokens, but
 * not with every server. */
static conn_status revoke(const conn_exchange *call, size_t which,
                          const char *hint, conn_error *err)
{
    conn_grant_call g;
    conn_grant_begin(&g, call, err);
    conn_str url = conn_grant_text(&g, g.how->revoke_url);
    size_t at = call->client->session.token_at + which;
    bool has = g.status == CONN_OK && g.scope.slots[at].kind == CONN_V_TEXT;
    if (has && url.data != NULL) {
        conn_grant_field(&g, "token", g.scope.slots[at].text);
        conn_grant_field(&g, "token_type_hint", conn_str_of(hint));
        conn_grant_send(&g, "oauth2.revoke", url);
    }
    conn_grant_end(&g);
    return g.status;
}

static conn_status log_out(const conn_exchange *call, conn_error *err)
{
    const conn_auth *auth = call->client->auth;
    if (auth == NULL)
        return CONN_OK;
    if (auth->kind == CONN_A_OAUTH2) {
        conn_tokens_load(call);
        conn_status first = revoke(call, CONN_T_REFRESH, "refresh_token", err);
        conn_status second = revoke(call, CONN_T_ACCESS, "access_token",
                                    first == CONN_OK ? err : NULL);
        conn_tokens_remove(call);
        return first != CONN_OK ? first : second;
    }
    if (auth->logout == NULL || !conn_auth_is_renewed(call, 0))
        return CONN_OK;
    conn_reply *reply = NULL;
    conn_exchange step = {.client = call->client,
                          .op = auth->logout,
                          .terms = call->terms,
                          .mode = CONN_REFRESH};
    conn_status status = conn_call_run(&step, &reply, err);
    conn_reply_free(reply);
    return status;
}

conn_status conn_logout(conn_client *client, const conn_call_options *options,
                        conn_error *err)
{
    conn_exchange call = conn_login_exchange(client, options);
    conn_error_clear(err);
    conn_status status = log_out(&call, err);
    conn_session_forget(&client->session);
    return conn_login_report(&call, status, err);
}
