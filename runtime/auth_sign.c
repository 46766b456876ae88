/* auth_sign.c - credentials on a request, which goes to the base URL's origin.
 */
#include <string.h>

#include "base64.h"
#include "call.h"
#include "fail.h"
#include "hook_run.h"
#include "jwt.h"

/* Whether the URL's query has the parameter: a server's next URL may carry the
 * key already. */
static bool url_has(const conn_buf *url, const char *name)
{
    conn_buf want = {0};
    conn_pairs_add(&want, conn_str_of(name), conn_str_of(""));
    const char *at = strchr(url->data, '?');
    bool found = false;
    while (!found && at != NULL && want.status == CONN_OK) {
        found = strncmp(at + 1, want.data, want.len) == 0;
        at = strchr(at + 1, '&');
    }
    conn_buf_free(&want);
    return found;
}

static conn_status put(conn_request *request, conn_place place,
                       const char *name, const conn_value *value,
                       conn_error *err)
{
    if (place == CONN_IN_QUERY && request->complete_url &&
        url_has(&request->url, name))
        return CONN_OK;
    return conn_request_put(request, place, name, value, err);
}

/* Authorization: `scheme` `credentials`. */
conn_status conn_auth_put(conn_request *request, const char *scheme,
                          conn_str credentials, conn_error *err)
{
    conn_buf text = {0};
    conn_buf_puts(&text, scheme);
    conn_buf_putc(&text, ' ');
    conn_status status = CONN_MEMORY;
    if (conn_buf_add(&text, credentials.data, credentials.len))
        status = conn_request_set_header(request, "Authorization",
                                         (conn_str){text.data, text.len}, err);
    else
        conn_fail_memory(err);
    if (text.data != NULL)
        conn_wipe(text.data, text.size);
    conn_buf_free(&text);
    return status;
}

/* base64(user ":" password), RFC 7617 section 2. */
static conn_status sign_basic(conn_request *request, conn_str user,
                              conn_str password, conn_error *err)
{
    if (user.len > 0 && memchr(user.data, ':', user.len) != NULL)
        return conn_fail(err, CONN_USAGE, "a user name can't hold a colon");
    size_t len = user.len + 1 + password.len;
    size_t coded_len = conn_base64_length(len);
    char *plain = conn_arena_alloc(&request->arena, len);
    char *coded = conn_arena_alloc(&request->arena, coded_len + 1);
    if (plain == NULL || coded == NULL)
        return conn_fail_memory(err);
    if (user.len > 0)
        memcpy(plain, user.data, user.len);
    plain[user.len] = ':';
    if (password.len > 0)
        memcpy(plain + user.len + 1, password.data, password.len);
    conn_base64_encode(plain, len, coded);
    conn_status status =
        conn_auth_put(request, "Basic", (conn_str){coded, coded_len}, err);
    conn_wipe(plain, len);
    conn_wipe(coded, coded_len);
    return status;
}

conn_status conn_auth_text(conn_request *request, const conn_expr *expr,
                           conn_str *out, conn_error *err)
{
    conn_value value;
    *out = (conn_str){NULL, 0};
    conn_status status = conn_expr_eval(&request->scope, expr, &value, err);
    if (status != CONN_OK || value.kind == CONN_V_NULL)
        return status;
    *out = conn_value_text(&request->arena, &value);
    return out->data != NULL ? CONN_OK : conn_fail_memory(err);
}

static conn_status put_assigns(conn_request *request, const conn_auth *auth,
                               conn_error *err)
{
    conn_status status = CONN_OK;
    for (size_t i = 0; status == CONN_OK && i < auth->sign_count; i++) {
        conn_value value;
        status =
            conn_expr_eval(&request->scope, auth->sign[i].value, &value, err);
        if (status == CONN_OK && value.kind != CONN_V_NULL)
            status = put(request, auth->sign[i].place, auth->sign[i].name,
                         &value, err);
    }
    return status;
}

static conn_status sign_token(conn_request *request, const conn_exchange *call,
                              conn_error *err)
{
    const conn_session *session = &call->client->session;
    const conn_value *token =
        &request->scope.slots[session->token_at + CONN_T_ACCESS];
    return token->kind == CONN_V_TEXT
               ? conn_auth_put(request, "Bearer", token->text, err)
               : CONN_OK;
}

/* A token that the client makes and signs by itself. */
static conn_status sign_jwt(conn_request *request, const conn_jwt *jwt,
                            conn_error *err)
{
    conn_buf token = {0};
    conn_status status =
        conn_jwt_write(&token, jwt, &request->scope, NULL, err);
    if (status == CONN_OK)
        status = conn_auth_put(request, "Bearer",
                               (conn_str){token.data, token.len}, err);
    if (token.data != NULL)
        conn_wipe(token.data, token.size);
    conn_buf_free(&token);
    return status;
}

/* Where a credential is null nothing is put: the configuration says that it
 * may be left out. */
static conn_status sign_by_kind(conn_request *request, conn_exchange *call,
                                const conn_auth *auth, conn_error *err)
{
    conn_str first, second;
    conn_status status = conn_auth_text(request, auth->first, &first, err);
    if (status == CONN_OK)
        status = conn_auth_text(request, auth->second, &second, err);
    if (status != CONN_OK)
        return status;
    conn_value key = {.kind = CONN_V_TEXT, .text = first};
    switch (auth->kind) {
    case CONN_A_NONE:
        return CONN_OK;
    case CONN_A_BASIC:
        return first.data != NULL ? sign_basic(request, first, second, err)
                                  : CONN_OK;
    case CONN_A_BEARER:
        return first.data != NULL ? conn_auth_put(request, "Bearer", first, err)
                                  : CONN_OK;
    case CONN_A_API_KEY:
        return first.data != NULL
                   ? put(request, auth->place, auth->name, &key, err)
                   : CONN_OK;
    case CONN_A_CUSTOM: /* `sign` is all there is */
        return CONN_OK;
    case CONN_A_OAUTH2:
        return sign_token(request, call, err);
    case CONN_A_JWT:
        return sign_jwt(request, auth->jwt, err);
    case CONN_A_OAUTH1: /* conn_auth_seal does these, */
    case CONN_A_AWS:
    case CONN_A_DIGEST:
        request->sealed = true;
        return CONN_OK;
    case CONN_A_CERTIFICATE: /* and the transport this */
        return CONN_OK;
    }
    return CONN_OK;
}

conn_status conn_auth_sign(conn_request *request, conn_exchange *call,
                           conn_error *err)
{
    const conn_auth *auth = call->client->auth;
    if (auth == NULL)
        return CONN_OK;
    conn_status status = sign_by_kind(request, call, auth, err);
    if (status == CONN_OK)
        status = put_assigns(request, auth, err);
    if (status == CONN_OK && auth->steps != NULL)
        status = conn_hooks_sign(request, call, auth->steps, err);
    return status;
}
