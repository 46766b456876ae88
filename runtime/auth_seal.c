/* auth_seal.c - signatures over the request as it is sent: URL, headers and
 * body are whole, and each attempt has a signature of its own. */
#include <string.h>

#include "call.h"
#include "fail.h"
#include "oauth1.h"
#include "sigv4.h"
#include "upload.h"

#define FORM "application/x-www-form-urlencoded"
#define NONCE_BYTES 16

/* Texts of a way in, evaluated in order; the first failure stays. */
typedef struct part {
    const conn_expr *from;
    conn_str *to;
} part;

static conn_status eval_parts(conn_request *request, const part *parts,
                              size_t count, conn_error *err)
{
    conn_status status = CONN_OK;
    for (size_t i = 0; status == CONN_OK && i < count; i++)
        status = conn_auth_text(request, parts[i].from, parts[i].to, err);
    return status;
}

static const char *header_of(const conn_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (conn_same_name(request->headers[i].name, name))
            return request->headers[i].value;
    return NULL;
}

static conn_status set_authorization(conn_request *request, conn_buf *value,
                                     conn_status status, conn_error *err)
{
    if (status == CONN_OK)
        status = conn_request_set_header(
            request, "Authorization", (conn_str){value->data, value->len}, err);
    if (value->data != NULL)
        conn_wipe(value->data, value->size);
    conn_buf_free(value);
    return status;
}

/* A nonce of hexadecimal digits. */
static bool add_nonce(conn_buf *out)
{
    unsigned char random[NONCE_BYTES];
    return conn_random(random, sizeof random) &&
           conn_hex_add(out, random, sizeof random);
}

/* ---- OAuth 1.0a ---- */

static conn_status seal_oauth1(conn_request *request, const conn_exchange *call,
                               conn_error *err)
{
    const conn_oauth1 *how = call->client->auth->oauth1;
    conn_oauth1_keys keys = {.signature = how->signature};
    const part parts[] = {{how->consumer_key, &keys.consumer_key},
                          {how->consumer_secret, &keys.consumer_secret},
                          {how->token, &keys.token},
                          {how->token_secret, &keys.token_secret},
                          {how->private_key, &keys.private_key},
                          {how->realm, &keys.realm}};
    const char *type = header_of(request, "Content-Type");
    conn_oauth1_request sent = {.method = call->op->method,
                                .url = request->url.data,
                                .time = conn_clock_unix()};
    conn_buf nonce = {0}, value = {0};
    bool form = type != NULL && strncmp(type, FORM, strlen(FORM)) == 0;
    if (form && request->pieces != NULL)
        return conn_fail(
            err, CONN_USAGE,
            "a form is signed, and can't be read while it is sent");
    if (form)
        sent.form = (conn_str){request->body, request->body_len};
    conn_status status = eval_parts(request, parts, 6, err);
    if (status == CONN_OK && !add_nonce(&nonce))
        status = conn_fail_memory(err);
    sent.nonce = nonce.data;
    if (status == CONN_OK)
        status = conn_oauth1_header(&value, &keys, &sent, err);
    conn_buf_free(&nonce);
    return set_authorization(request, &value, status, err);
}

/* ---- AWS ---- */

/* What of the keys is sent beside the signature. */
static conn_status put_aws_headers(conn_request *request,
                                   const conn_sigv4_keys *keys,
                                   const conn_sigv4_request *sent,
                                   conn_error *err)
{
    char time[CONN_SIGV4_TIME];
    conn_buf digest = {0};
    conn_sigv4_time(sent->time, time);
    conn_status status =
        conn_request_set_header(request, "X-Amz-Date", conn_str_of(time), err);
    if (status == CONN_OK && keys->session_token.len > 0)
        status = conn_request_set_header(request, "X-Amz-Security-Token",
                                         keys->session_token, err);
    if (status == CONN_OK && keys->sign_body) {
        status = CONN_MEMORY;
        if (conn_sigv4_payload(sent, &digest))
            status = conn_request_set_header(
                request, "X-Amz-Content-Sha256",
                (conn_str){digest.data, digest.len}, err);
        else
            conn_fail_memory(err);
    }
    conn_buf_free(&digest);
    return status;
}

/* Those that conn_sigv4_header derives itself are no longer among them. */
static void take_out(conn_request *request)
{
    static const char *const names[] = {"X-Amz-Date", "X-Amz-Security-Token",
                                        "X-Amz-Content-Sha256",
                                        "Authorization"};
    size_t kept = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        bool own = false;
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
            own = own || conn_same_name(request->headers[i].name, names[k]);
        if (!own)
            request->headers[kept++] = request->headers[i];
    }
    request->header_count = kept;
}

/* The Host header as libcurl writes it: without a port that is the default. */
static conn_str host_of(const conn_uri *uri)
{
    conn_str host = uri->authority;
    const char *port = uri->scheme.len == strlen("https") ? ":443" : ":80";
    size_t len = strlen(port);
    if (host.len > len && memcmp(host.data + host.len - len, port, len) == 0)
        host.len -= len;
    return host;
}

/* A body that is read while it is sent. S3 takes it unsigned where TLS guards
 * it; else it is read once before, which what can't be read twice is spared by
 * TLS alone. */
static conn_status sign_pieces(conn_pieces *pieces, conn_sigv4_keys *keys,
                               bool guarded, conn_buf *out, conn_error *err)
{
    if (!guarded || !(keys->sign_body || pieces->once))
        return conn_pieces_hash(pieces, out, err);
    keys->sign_body = true;
    return conn_buf_puts(out, CONN_SIGV4_UNSIGNED) ? CONN_OK
                                                   : conn_fail_memory(err);
}

static conn_status seal_aws(conn_request *request, const conn_exchange *call,
                            conn_error *err)
{
    const conn_aws *how = call->client->auth->aws;
    conn_sigv4_keys keys = {0};
    const part parts[] = {{how->access_key, &keys.access_key},
                          {how->secret_key, &keys.secret_key},
                          {how->session_token, &keys.session_token},
                          {how->region, &keys.region},
                          {how->service, &keys.service}};
    conn_status status = eval_parts(request, parts, 5, err);
    if (status != CONN_OK)
        return status;
    take_out(request);
    conn_uri uri = conn_uri_split(request->url.data, request->url.len);
    conn_sigv4_request sent = {.method = call->op->method,
                               .host = host_of(&uri),
                               .path = uri.path,
                               .query = uri.query,
                               .headers = request->headers,
                               .header_count = request->header_count,
                               .body = request->body,
                               .body_len = request->body_len,
                               .time = conn_clock_unix()};
    keys.raw_path = keys.sign_body = conn_str_is(keys.service, "s3");
    conn_buf value = {0}, payload = {0};
    if (request->pieces != NULL)
        status = sign_pieces(request->pieces, &keys,
                             uri.scheme.len == strlen("https"), &payload, err);
    sent.payload = payload.data;
    if (status == CONN_OK)
        status = conn_sigv4_header(&value, &keys, &sent, err);
    if (status == CONN_OK)
        status = put_aws_headers(request, &keys, &sent, err);
    conn_buf_free(&payload);
    return set_authorization(request, &value, status, err);
}

/* ---- Digest ---- */

/* A copy of the challenge, and which answer to it this is; false if there is no
 * challenge yet. */
static bool take_challenge(conn_session *session, conn_digest *out,
                           uint32_t *count)
{
    pthread_mutex_lock(&session->lock);
    bool has = session->challenge.nonce != NULL &&
               conn_digest_copy(&session->challenge, out);
    if (has)
        *count = ++session->nonce_count;
    pthread_mutex_unlock(&session->lock);
    return has;
}

/* Path and query, as libcurl writes them. */
static const char *target_of(const conn_request *request)
{
    conn_uri uri = conn_uri_split(request->url.data, request->url.len);
    return uri.path.len > 0 ? uri.path.data : "/";
}

static conn_status seal_digest(conn_request *request, const conn_exchange *call,
                               conn_error *err)
{
    const conn_auth *auth = call->client->auth;
    conn_session *session = &call->client->session;
    conn_str user = {NULL, 0}, password = {NULL, 0};
    conn_digest challenge = {0};
    conn_digest_request answer = {.method = call->op->method,
                                  .target = target_of(request)};
    conn_buf nonce = {0}, value = {0};
    const part parts[] = {{auth->first, &user}, {auth->second, &password}};
    conn_status status = eval_parts(request, parts, 2, err);
    if (status != CONN_OK || user.data == NULL ||
        !take_challenge(session, &challenge, &answer.count))
        return status;
    answer.body = (conn_str){request->body, request->body_len};
    if (challenge.whole && request->pieces != NULL)
        status = conn_fail(
            err, CONN_USAGE,
            "the server wants the body signed (auth-int), which can't be while "
            "it is read");
    else if (!add_nonce(&nonce))
        status = conn_fail_memory(err);
    answer.client_nonce = nonce.data;
    if (status == CONN_OK)
        status = conn_digest_header(&value, &challenge, user, password, &answer,
                                    err);
    conn_digest_free(&challenge);
    conn_buf_free(&nonce);
    return set_authorization(request, &value, status, err);
}

conn_status conn_auth_seal(conn_request *request, const conn_exchange *call,
                           conn_error *err)
{
    switch (call->client->auth->kind) {
    case CONN_A_OAUTH1:
        return seal_oauth1(request, call, err);
    case CONN_A_AWS:
        return seal_aws(request, call, err);
    case CONN_A_DIGEST:
        return seal_digest(request, call, err);
    case CONN_A_NONE:
    case CONN_A_BASIC:
    case CONN_A_BEARER:
    case CONN_A_API_KEY:
    case CONN_A_CUSTOM:
    case CONN_A_OAUTH2:
    case CONN_A_JWT:
    case CONN_A_CERTIFICATE:
        break;
    }
    return CONN_OK;
}
