/* oauth2_grant.c - one request to a token endpoint, and its answer. */
#include <stdio.h>
#include <string.h>

#include "base64.h"
#include "fail.h"
#include "hook_run.h"
#include "json.h"
#include "jwt.h"
#include "log.h"
#include "oauth2.h"
#include "token_store.h"

#define JWT_CLIENT "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/* ---- building ---- */

void conn_grant_begin(conn_grant_call *g, const conn_exchange *call,
                      conn_error *err)
{
    conn_client *client = call->client;
    uint64_t login;
    *g = (conn_grant_call){.call = call, .how = client->auth->oauth2};
    g->err = err != NULL ? err : &g->own;
    g->scope.arena = &g->arena;
    g->scope.connector = client->connector;
    g->scope.config = client->config;
    g->scope.slots = conn_session_copy(&client->session, &g->arena, &login);
    if (g->scope.slots == NULL)
        g->status = conn_fail_memory(g->err);
}

void conn_grant_end(conn_grant_call *g)
{
    if (g->form.data != NULL)
        conn_wipe(g->form.data, g->form.size);
    conn_buf_free(&g->form);
    if (g->reply != NULL && g->reply->response.body.data != NULL)
        conn_wipe(g->reply->response.body.data, g->reply->response.body.size);
    conn_reply_free(g->reply);
    g->reply = NULL;
    conn_error_clear(&g->own);
    conn_arena_wipe(&g->arena);
}

conn_str conn_grant_text(conn_grant_call *g, const conn_expr *expr)
{
    conn_value value;
    conn_str text = {NULL, 0};
    if (g->status == CONN_OK)
        g->status = conn_expr_eval(&g->scope, expr, &value, g->err);
    if (g->status != CONN_OK || value.kind == CONN_V_NULL)
        return text;
    text = conn_value_text(&g->arena, &value);
    if (text.data == NULL)
        g->status = conn_fail_memory(g->err);
    return text;
}

conn_str conn_grant_need(conn_grant_call *g, const conn_expr *expr,
                         const char *name)
{
    conn_str text = conn_grant_text(g, expr);
    if (g->status == CONN_OK && text.len == 0)
        g->status = conn_fail(g->err, CONN_MISCONFIGURED,
                              "the %s to log in is not set", name);
    return text;
}

void conn_grant_field(conn_grant_call *g, const char *name, conn_str value)
{
    if (g->status != CONN_OK || value.data == NULL)
        return;
    conn_pairs_add(&g->form, conn_str_of(name), value);
    if (g->form.status != CONN_OK)
        g->status = conn_fail_memory(g->err);
}

void conn_grant_scope(conn_grant_call *g)
{
    if (g->how->scopes != NULL)
        conn_grant_field(g, "scope", conn_str_of(g->how->scopes));
    conn_grant_field(g, "audience", conn_grant_text(g, g->how->audience));
}

/* ---- who the client is ---- */

/* Id and secret, each encoded as in a form (RFC 6749 section 2.3.1). */
static void put_basic(conn_grant_call *g, conn_request *request, conn_str id,
                      conn_str secret)
{
    conn_buf plain = {0};
    conn_uri_encode(&plain, id.data, id.len, "");
    conn_buf_putc(&plain, ':');
    conn_uri_encode(&plain, secret.data, secret.len, "");
    size_t len = conn_base64_length(plain.len);
    char *coded = conn_arena_alloc(&g->arena, len + 1);
    if (plain.status == CONN_OK && coded != NULL) {
        conn_base64_encode(plain.data, plain.len, coded);
        g->status =
            conn_auth_put(request, "Basic", (conn_str){coded, len}, g->err);
    } else {
        g->status = conn_fail_memory(g->err);
    }
    if (plain.data != NULL)
        conn_wipe(plain.data, plain.size);
    conn_buf_free(&plain);
}

/* Issuer and subject are the client (RFC 7523 section 3). */
static void put_assertion(conn_grant_call *g, conn_str url)
{
    conn_buf token = {0};
    conn_jwt jwt = {0};
    if (g->how->jwt != NULL)
        jwt = *g->how->jwt;
    jwt.issuer = g->how->client_id;
    jwt.subject = g->how->client_id;
    if (g->how->grant == CONN_G_JWT)
        jwt.audience = NULL; /* that was the grant's */
    g->status = conn_jwt_write(&token, &jwt, &g->scope, url.data, g->err);
    conn_grant_field(g, "client_assertion_type", conn_str_of(JWT_CLIENT));
    conn_grant_field(g, "client_assertion", (conn_str){token.data, token.len});
    if (token.data != NULL)
        conn_wipe(token.data, token.size);
    conn_buf_free(&token);
}

static void put_client(conn_grant_call *g, conn_request *request, conn_str url)
{
    conn_str id = conn_grant_text(g, g->how->client_id);
    conn_str secret = conn_grant_text(g, g->how->client_secret);
    if (g->status != CONN_OK || id.len == 0)
        return;
    if (g->how->client_auth == CONN_CA_JWT) {
        conn_grant_field(g, "client_id", id);
        put_assertion(g, url);
    } else if (g->how->client_auth == CONN_CA_BASIC && secret.len > 0) {
        put_basic(g, request, id, secret);
    } else {
        conn_grant_field(g, "client_id", id);
        conn_grant_field(g, "client_secret",
                         secret.len > 0 ? secret : (conn_str){NULL, 0});
    }
}

/* ---- errors ---- */

static const conn_expr said_code = {CONN_E_BODY, "/error", 0, NULL, NULL};
static const conn_expr said_text = {CONN_E_BODY, "/error_description", 0, NULL,
                                    NULL};
static const conn_error_row error_rows[] = {
    {400, 499, CONN_INVALID, &said_text, &said_code, NULL},
    {500, 599, CONN_UNAVAILABLE, &said_text, &said_code, NULL},
};
static const conn_errors errors = {error_rows, 2, NULL};

/* What an error code means (RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628
 * section 3.5, RFC 7009 section 2.2.1). */
typedef struct code_row {
    const char *code;
    conn_status status;
} code_row;

static const code_row code_rows[] = {
    {"invalid_client", CONN_UNAUTHORIZED},
    {"invalid_grant", CONN_AUTH_EXPIRED},
    {"unauthorized_client", CONN_FORBIDDEN},
    {"access_denied", CONN_FORBIDDEN},
    {"unsupported_grant_type", CONN_MISCONFIGURED},
    {"unsupported_response_type", CONN_MISCONFIGURED},
    {"unsupported_token_type", CONN_MISCONFIGURED},
    {"invalid_scope", CONN_MISCONFIGURED},
    {"invalid_target", CONN_MISCONFIGURED},
    {"invalid_request", CONN_INVALID},
    {"server_error", CONN_UNAVAILABLE},
    {"temporarily_unavailable", CONN_UNAVAILABLE},
    {"expired_token", CONN_AUTH_EXPIRED},
};

conn_status conn_grant_status(const char *code, conn_status otherwise)
{
    for (size_t i = 0; i < sizeof code_rows / sizeof code_rows[0]; i++)
        if (code != NULL && strcmp(code_rows[i].code, code) == 0)
            return code_rows[i].status;
    return otherwise;
}

/* Makes what the server said the error's own status and message. A password
 * that is refused has not expired. */
static void name_error(conn_grant_call *g, const char *name)
{
    conn_error *err = g->err;
    if (err == NULL || err->vendor_code == NULL)
        return;
    bool password = strstr((char *)g->form.data, "grant_type=password") != NULL;
    g->status = conn_grant_status(err->vendor_code, g->status);
    if (password && g->status == CONN_AUTH_EXPIRED)
        g->status = CONN_UNAUTHORIZED;
    err->status = g->status;
    if (err->operation == NULL)
        err->operation = conn_error_text(err, name, strlen(name));
    snprintf(err->message, sizeof err->message, "%s: %d %s: %s%s%s", name,
             err->http_status, conn_status_name(g->status), err->vendor_code,
             err->vendor_message != NULL ? ": " : "",
             err->vendor_message != NULL ? err->vendor_message : "");
}

/* Some servers answer 200 with an error in it. */
static void look_for_error(conn_grant_call *g)
{
    conn_buf *body = &g->reply->response.body;
    conn_json_slice slice;
    conn_buf code = {0}, text = {0};
    if (body->len == 0 ||
        !conn_json_find(body->data, body->len, "/error", &slice))
        return;
    if (!conn_json_slice_text(slice, &code)) {
        if (code.status != CONN_OK)
            g->status = conn_fail_memory(g->err);
        conn_buf_free(&code);
        return;
    }
    if (conn_json_find(body->data, body->len, "/error_description", &slice))
        conn_json_slice_text(slice, &text);
    g->status = conn_fail(g->err, CONN_INVALID, "refused");
    if (g->err != NULL && code.status == CONN_OK && text.status == CONN_OK) {
        g->err->http_status = g->reply->response.status;
        g->err->vendor_code = conn_error_text(g->err, code.data, code.len);
        g->err->vendor_message = conn_error_text(g->err, text.data, text.len);
    }
    conn_buf_free(&code);
    conn_buf_free(&text);
}

/* ---- sending ---- */

static conn_status build(conn_grant_call *g, conn_request *request,
                         conn_str url, conn_error *err)
{
    conn_uri uri = conn_uri_split(url.data, url.len);
    if (!conn_uri_is_http(&uri) ||
        !conn_uri_clean(&request->url, url.data, url.len))
        return conn_fail(err, CONN_MISCONFIGURED,
                         "the URL to log in is no http or https URL");
    put_client(g, request, url);
    if (g->status != CONN_OK)
        return g->status;
    const struct {
        const char *name, *value;
    } rows[] = {{"Content-Type", "application/x-www-form-urlencoded"},
                {"Accept", "application/json"},
                {"User-Agent", g->call->client->options.user_agent}};
    conn_status status = CONN_OK;
    for (size_t i = 0; status == CONN_OK && i < 3; i++)
        status = conn_request_add_header(request, rows[i].name,
                                         conn_str_of(rows[i].value), err);
    request->body = g->form.len > 0 ? g->form.data : "";
    request->body_len = g->form.len;
    request->scope = g->scope;
    return request->url.status == CONN_OK ? status : conn_fail_memory(err);
}

void conn_grant_send(conn_grant_call *g, const char *name, conn_str url)
{
    if (g->status != CONN_OK)
        return;
    const conn_op op = {.name = name, .method = "POST", .errors = &errors};
    conn_exchange sent = {.client = g->call->client,
                          .op = &op,
                          .terms = g->call->terms,
                          .mode = CONN_UNSIGNED,
                          .started = conn_clock_ms(),
                          .phase = CONN_PHASE_RATE};
    conn_error local = {0};
    sent.terms.key = NULL;
    sent.terms.keep_body = false;
    g->status = build(g, &sent.request, url, &local);
    sent.request.scope.op = &op;
    if (g->status == CONN_OK) {
        sent.reply = conn_reply_new(g->call->client->options.max_response);
        if (sent.reply == NULL)
            g->status = conn_fail_memory(&local);
    }
    if (g->status != CONN_OK) {
        /* What said who the client is has reported by itself. */
        bool said = local.status == CONN_OK;
        sent.error = said ? *g->err : local;
        if (said)
            *g->err = (conn_error){0};
        conn_call_stop(&sent, g->status);
    }
    g->status = conn_call_run(&sent, &g->reply, g->err);
    if (g->status == CONN_OK)
        look_for_error(g);
    if (g->status == CONN_OK)
        return;
    name_error(g, name);
    /* What was sent, a code say, is nowhere but in the form. */
    sent.request.body = g->form.data;
    sent.request.body_len = g->form.len;
    sent.reply = g->reply;
    conn_redact_error(&sent, g->err);
}

/* ---- answers ---- */

static conn_str member(conn_grant_call *g, const char *pointer)
{
    conn_buf *body = &g->reply->response.body, text = {0};
    conn_json_slice slice;
    conn_str out = {NULL, 0};
    bool has = body->len > 0 &&
               conn_json_find(body->data, body->len, pointer, &slice) &&
               conn_json_slice_text(slice, &text) && text.len > 0;
    if (has)
        out = (conn_str){conn_arena_text(&g->arena, text.data, text.len),
                         text.len};
    if (text.status != CONN_OK || (has && out.data == NULL))
        g->status = conn_fail_memory(g->err);
    if (text.data != NULL)
        conn_wipe(text.data, text.size);
    conn_buf_free(&text);
    return out;
}

static conn_value text_or_null(conn_str text)
{
    return text.data != NULL ? (conn_value){.kind = CONN_V_TEXT, .text = text}
                             : (conn_value){.kind = CONN_V_NULL};
}

/* When to renew: the margin before the end, but not before half of the time. */
static conn_value renew_at(conn_grant_call *g)
{
    conn_buf *body = &g->reply->response.body;
    conn_json_slice slice;
    int64_t lives;
    if (!conn_json_find(body->data, body->len, "/expires_in", &slice) ||
        !conn_json_slice_int64(slice, &lives) || lives <= 0 ||
        lives > INT32_MAX)
        return (conn_value){.kind = CONN_V_NULL};
    int64_t margin = g->how->before_expiry_s;
    if (margin > lives / 2)
        margin = lives / 2;
    return (conn_value){.kind = CONN_V_INT,
                        .number = conn_clock_unix() + lives - margin};
}

static void keep(conn_grant_call *g, conn_str access, conn_str refresh_token,
                 bool keep_refresh)
{
    conn_session *session = &g->call->client->session;
    size_t count = g->how->save_count, nulls, at = session->token_at;
    conn_kept *kept = conn_arena_alloc(
        &g->arena, (count + session->slot_count) * sizeof *kept);
    if (kept == NULL) {
        g->status = conn_fail_memory(g->err);
        return;
    }
    conn_scope scope = g->scope;
    scope.response = &g->reply->response;
    g->status =
        conn_session_eval(g->how->saves, count, &scope, kept, &nulls, g->err);
    if (g->status == CONN_OK && g->how->after_token != NULL)
        g->status = conn_hook_token(g->call, &scope, g->how->after_token, kept,
                                    &count, g->err);
    kept[count++] = (conn_kept){at + CONN_T_ACCESS, text_or_null(access)};
    kept[count++] = (conn_kept){at + CONN_T_RENEW_AT, renew_at(g)};
    if (refresh_token.data != NULL || !keep_refresh)
        kept[count++] =
            (conn_kept){at + CONN_T_REFRESH, text_or_null(refresh_token)};
    if (g->status == CONN_OK && !conn_session_put(session, kept, count))
        g->status = conn_fail_memory(g->err);
}

void conn_grant_take(conn_grant_call *g, bool refresh)
{
    if (g->status != CONN_OK)
        return;
    conn_str access = member(g, "/access_token");
    conn_str next = member(g, "/refresh_token");
    if (g->status != CONN_OK)
        return;
    if (access.data == NULL) {
        g->status = conn_fail(g->err, CONN_DECODE,
                              "the login's answer has no access token");
        return;
    }
    keep(g, access, next, refresh);
    if (g->status != CONN_OK)
        return;
    g->call->client->counters.logins++;
    conn_tokens_save(g->call);
}
