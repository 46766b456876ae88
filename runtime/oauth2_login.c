/* oauth2_login.c - logins in which a person takes part, by authorization codes;
 * those of devices are in oauth2_device.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conn/auth.h"
#include "crypto.h"
#include "fail.h"
#include "json.h"
#include "log.h"
#include "oauth2_login.h"

/* Random bytes of state and code verifier (RFC 7636 section 4.1). */
#define SECRET_BYTES 32

#define PAGE(text)                                                             \
    "<!doctype html><title>Login</title><p>" text " You may close this page."

conn_exchange conn_login_exchange(conn_client *client,
                                  const conn_call_options *options)
{
    static const conn_op op = {.name = "login", .method = "POST"};
    return (conn_exchange){
        .client = client, .op = &op, .terms = conn_terms_from(options)};
}

conn_status conn_login_report(const conn_exchange *call, conn_status status,
                              conn_error *err)
{
    if (status == CONN_OK || err == NULL)
        return status;
    conn_error_label(err, call->op, status);
    conn_redact_error(call, err);
    return status;
}

/* ---- the URL for the browser ---- */

static bool add_secret(conn_buf *out)
{
    unsigned char random[SECRET_BYTES];
    bool done = conn_random(random, sizeof random) &&
                conn_base64url_add(out, random, sizeof random);
    conn_wipe(random, sizeof random);
    return done;
}

static void add_param(conn_login *login, const char *name, conn_str value)
{
    if (value.data == NULL)
        return;
    const char *mark = strchr(login->url.data, '?');
    bool first = mark == NULL || mark[1] == '\0';
    conn_buf_puts(&login->url, mark == NULL ? "?" : first ? "" : "&");
    conn_buf_printf(&login->url, "%s=", name);
    conn_uri_encode(&login->url, value.data, value.len, "");
}

static bool add_challenge(conn_login *login)
{
    unsigned char digest[CONN_HASH_MAX];
    conn_buf challenge = {0};
    bool done = add_secret(&login->verifier) &&
                conn_hash_of(CONN_HASH_SHA256, login->verifier.data,
                             login->verifier.len, digest) &&
                conn_base64url_add(&challenge, digest,
                                   conn_hash_size(CONN_HASH_SHA256));
    if (done) {
        add_param(login, "code_challenge", conn_buf_str(&challenge));
        add_param(login, "code_challenge_method", conn_str_of("S256"));
    }
    conn_buf_free(&challenge);
    return done;
}

static void begin_code(conn_login *login, conn_grant_call *g)
{
    conn_str url = conn_grant_need(g, g->how->authorize_url, "URL for people");
    conn_str id = conn_grant_need(g, g->how->client_id, "client id");
    conn_str audience = conn_grant_text(g, g->how->audience);
    conn_uri uri = conn_uri_split(url.data, url.len);
    if (g->status == CONN_OK &&
        (!conn_uri_is_http(&uri) || uri.fragment.data != NULL ||
         !conn_uri_clean(&login->url, url.data, url.len)))
        g->status = conn_fail(g->err, CONN_MISCONFIGURED,
                              "the URL to log in is no http or https URL");
    if (g->status == CONN_OK &&
        (login->url.status != CONN_OK || !add_secret(&login->state)))
        g->status = conn_fail_memory(g->err);
    if (g->status != CONN_OK)
        return;
    add_param(login, "response_type", conn_str_of("code"));
    add_param(login, "client_id", id);
    add_param(login, "redirect_uri", conn_buf_str(&login->redirect));
    if (g->how->scopes != NULL)
        add_param(login, "scope", conn_str_of(g->how->scopes));
    add_param(login, "audience", audience);
    add_param(login, "state", conn_buf_str(&login->state));
    bool done = !g->how->pkce || add_challenge(login);
    if (!done || login->url.status != CONN_OK)
        g->status = conn_fail_memory(g->err);
}

/* ---- where the browser comes back to ---- */

/* The port of "http://127.0.0.1:8080/x" or the same of localhost; -1 for all
 * other URLs. */
static int loopback_port(const conn_uri *uri)
{
    static const char *const hosts[] = {"127.0.0.1:", "localhost:"};
    if (uri->scheme.len != strlen("http"))
        return -1;
    for (size_t i = 0; i < 2; i++) {
        size_t len = strlen(hosts[i]);
        if (uri->authority.len > len &&
            memcmp(uri->authority.data, hosts[i], len) == 0)
            return (int)strtol(uri->authority.data + len, NULL, 10);
    }
    return -1;
}

static conn_status listen_on(conn_login *login,
                             const conn_login_options *options, conn_error *err)
{
    const char *path = options->path != NULL ? options->path : "/callback";
    conn_status status =
        conn_loopback_open(&login->listener, options->port, err);
    if (status != CONN_OK)
        return status;
    conn_buf_puts(&login->path, path);
    return conn_buf_printf(&login->redirect, "http://127.0.0.1:%d%s",
                           login->listener.port, path)
               ? CONN_OK
               : conn_fail_memory(err);
}

/* The options' URL is the caller's to receive; the connector's is ours if it
 * leads here. */
static conn_status begin_redirect(conn_login *login, conn_grant_call *g,
                                  const conn_login_options *options)
{
    conn_str given = conn_str_of(options->redirect_url);
    bool chosen = options->port != 0 || options->path != NULL;
    if (given.data == NULL && !chosen)
        given = conn_grant_text(g, g->how->callback_url);
    if (g->status != CONN_OK)
        return g->status;
    if (given.len == 0)
        return listen_on(login, options, g->err);
    conn_uri uri = conn_uri_split(given.data, given.len);
    int port = options->redirect_url != NULL ? -1 : loopback_port(&uri);
    conn_buf_add(&login->redirect, given.data, given.len);
    if (!conn_buf_add(&login->path, uri.path.len > 0 ? uri.path.data : "/",
                      uri.path.len > 0 ? uri.path.len : 1))
        return conn_fail_memory(g->err);
    return port < 0 ? CONN_OK
                    : conn_loopback_open(&login->listener, port, g->err);
}

/* ---- begin and end ---- */

static conn_status begin(conn_login *login, const conn_login_options *options,
                         conn_error *err)
{
    static const conn_login_options none = {0};
    conn_exchange call = conn_login_exchange(login->client, NULL);
    conn_grant_call g;
    options = options != NULL ? options : &none;
    conn_grant_begin(&g, &call, err);
    if (g.how->grant == CONN_G_DEVICE) {
        conn_device_begin(login, &g);
    } else {
        g.status = begin_redirect(login, &g, options);
        if (g.status == CONN_OK)
            begin_code(login, &g);
    }
    conn_grant_end(&g);
    return conn_login_report(&call, g.status, err);
}

conn_login *conn_login_begin(conn_client *client,
                             const conn_login_options *options, conn_error *err)
{
    const conn_auth *auth = client->auth;
    conn_error_clear(err);
    bool person = auth != NULL && auth->kind == CONN_A_OAUTH2 &&
                  (auth->oauth2->grant == CONN_G_CODE ||
                   auth->oauth2->grant == CONN_G_DEVICE);
    if (!person) {
        conn_fail(err, CONN_MISCONFIGURED,
                  "the way in has no login for a person");
        return NULL;
    }
    conn_login *login = conn_alloc_zeroed(sizeof *login);
    if (login == NULL) {
        conn_fail_memory(err);
        return NULL;
    }
    login->client = client;
    login->listener.socket = -1;
    if (begin(login, options, err) == CONN_OK)
        return login;
    conn_login_end(login);
    return NULL;
}

const char *conn_login_url(const conn_login *login)
{
    return login->url.data;
}

const char *conn_login_code(const conn_login *login)
{
    return login->user_code.data;
}

void conn_login_end(conn_login *login)
{
    if (login == NULL)
        return;
    conn_buf *buffers[] = {
        &login->redirect, &login->path,      &login->url,         &login->state,
        &login->verifier, &login->user_code, &login->device_code, &login->code,
        &login->refusal,  &login->reason};
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
        if (buffers[i]->data != NULL)
            conn_wipe(buffers[i]->data, buffers[i]->size);
        conn_buf_free(buffers[i]);
    }
    conn_loopback_close(&login->listener);
    conn_free(login);
}

/* ---- what comes back ---- */

/* The value of a parameter of a query, decoded. */
static bool param(const char *query, const char *name, conn_buf *out)
{
    size_t len = strlen(name);
    conn_buf_reset(out);
    while (*query != '\0') {
        size_t whole = strcspn(query, "&#");
        if (whole > len && memcmp(query, name, len) == 0 && query[len] == '=') {
            conn_uri_decode(out, query + len + 1, whole - len - 1, true);
            return out->status == CONN_OK && out->len > 0;
        }
        if (query[whole] != '&')
            break;
        query += whole + 1;
    }
    return false;
}

/* Reads the answer of the server that the browser carries; false if it is none
 * for this login. */
static bool read_answer(conn_login *login, const char *query)
{
    conn_buf state = {0};
    bool mine =
        param(query, "state", &state) &&
        conn_same_secret(conn_buf_str(&state), conn_buf_str(&login->state));
    if (state.status != CONN_OK)
        login->code.status = state.status; /* memory: not another's */
    conn_buf_free(&state);
    if (!mine)
        return false;
    if (param(query, "error", &login->refusal)) {
        param(query, "error_description", &login->reason);
        return true;
    }
    return param(query, "code", &login->code);
}

static bool look(void *user, const char *target, const char **page)
{
    conn_login *login = user;
    size_t len = strcspn(target, "?");
    if (len != login->path.len || memcmp(target, login->path.data, len) != 0)
        return false;
    if (target[len] != '?' || !read_answer(login, target + len + 1)) {
        *page = PAGE("This is not the login that was expected.");
        return false;
    }
    *page = login->refusal.len > 0 ? PAGE("The login was refused.")
                                   : PAGE("The login has worked.");
    return true;
}

static conn_status refused(const conn_login *login, conn_error *err)
{
    conn_status status = conn_grant_status(login->refusal.data, CONN_FORBIDDEN);
    const char *why = login->reason.len > 0 ? login->reason.data : NULL;
    conn_fail(err, status, "refused: %s%s%s", login->refusal.data,
              why != NULL ? ": " : "", why != NULL ? why : "");
    if (err != NULL) {
        err->vendor_code =
            conn_error_text(err, login->refusal.data, login->refusal.len);
        err->vendor_message = conn_error_text(err, why, login->reason.len);
    }
    return status;
}

/* Exchanges the code for tokens (RFC 6749 section 4.1.3). */
static conn_status exchange_code(conn_login *login, const conn_exchange *call,
                                 conn_error *err)
{
    conn_grant_call g;
    if (login->refusal.len > 0)
        return refused(login, err);
    conn_grant_begin(&g, call, err);
    conn_str url = conn_grant_need(&g, g.how->token_url, "URL for tokens");
    conn_grant_field(&g, "grant_type", conn_str_of("authorization_code"));
    conn_grant_field(&g, "code", conn_buf_str(&login->code));
    conn_grant_field(&g, "redirect_uri", conn_buf_str(&login->redirect));
    conn_grant_field(&g, "code_verifier", conn_buf_str(&login->verifier));
    conn_grant_send(&g, "oauth2.token", url);
    conn_grant_take(&g, false);
    conn_grant_end(&g);
    return g.status;
}

conn_status conn_login_wait(conn_login *login, const conn_call_options *options,
                            conn_error *err)
{
    conn_exchange call = conn_login_exchange(login->client, options);
    conn_status status;
    conn_error_clear(err);
    if (login->device_code.len > 0)
        status = conn_device_wait(login, &call, err);
    else if (login->listener.socket < 0)
        status = conn_fail(err, CONN_USAGE,
                           "nothing listens for this login: give the URL to "
                           "conn_login_finish");
    else
        status =
            conn_loopback_wait(&login->listener, look, login,
                               call.terms.deadline, call.terms.cancel, err);
    if (status == CONN_OK && login->device_code.len == 0)
        status = exchange_code(login, &call, err);
    if (status == CONN_OK)
        conn_session_logged_in(&login->client->session);
    return conn_login_report(&call, status, err);
}

conn_status conn_login_finish(conn_login *login, const char *redirected_url,
                              const conn_call_options *options, conn_error *err)
{
    conn_exchange call = conn_login_exchange(login->client, options);
    const char *query = strchr(redirected_url, '?');
    conn_error_clear(err);
    bool mine = login->device_code.len == 0 && query != NULL &&
                read_answer(login, query + 1);
    if (login->code.status != CONN_OK || login->refusal.status != CONN_OK)
        return conn_login_report(&call, conn_fail_memory(err), err);
    if (!mine)
        return conn_login_report(
            &call,
            conn_fail(err, CONN_USAGE,
                      "the URL is not this login's: it has no code, or "
                      "another state"),
            err);
    conn_status status = exchange_code(login, &call, err);
    if (status == CONN_OK)
        conn_session_logged_in(&login->client->session);
    return conn_login_report(&call, status, err);
}
