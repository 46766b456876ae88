/* jwt.c - tokens in compact form: header, claims, signature. */
#include "jwt.h"

#include <inttypes.h>
#include <string.h>

#include "cancel.h"
#include "crypto.h"
#include "fail.h"
#include "json.h"
#include "retry.h"

typedef struct algorithm {
    const char *name;
    conn_hash hash;
    bool secret; /* HMAC */
    conn_scheme scheme;
} algorithm;

static const algorithm algorithms[] = {
    {"HS256", CONN_HASH_SHA256, true, CONN_SIGN_RSA},
    {"HS384", CONN_HASH_SHA384, true, CONN_SIGN_RSA},
    {"HS512", CONN_HASH_SHA512, true, CONN_SIGN_RSA},
    {"RS256", CONN_HASH_SHA256, false, CONN_SIGN_RSA},
    {"RS384", CONN_HASH_SHA384, false, CONN_SIGN_RSA},
    {"RS512", CONN_HASH_SHA512, false, CONN_SIGN_RSA},
    {"ES256", CONN_HASH_SHA256, false, CONN_SIGN_ECDSA},
    {"ES384", CONN_HASH_SHA384, false, CONN_SIGN_ECDSA},
    {"ES512", CONN_HASH_SHA512, false, CONN_SIGN_ECDSA},
};

static const algorithm *find(const char *name)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++)
        if (name != NULL && strcmp(algorithms[i].name, name) == 0)
            return &algorithms[i];
    return NULL;
}

conn_status conn_jws_sign(conn_buf *out, const conn_jwt_key *key,
                          conn_str input, conn_error *err)
{
    const algorithm *a = find(key->algorithm);
    conn_buf made = {0};
    conn_status status = CONN_OK;
    if (a == NULL)
        return conn_fail(err, CONN_MISCONFIGURED,
                         "`%s` is no algorithm for signing tokens",
                         key->algorithm != NULL ? key->algorithm : "");
    if (key->key.len == 0)
        return conn_fail(err, CONN_MISCONFIGURED,
                         "the key to sign with is not set");
    if (a->secret) {
        unsigned char mac[CONN_HASH_MAX];
        if (conn_hmac(a->hash, key->key, input.data, input.len, mac))
            conn_buf_add(&made, mac, conn_hash_size(a->hash));
    } else {
        status = conn_sign(&made, a->scheme, a->hash, key->key, input.data,
                           input.len, err);
    }
    if (status == CONN_OK &&
        (made.len == 0 || !conn_base64url_add(out, made.data, made.len)))
        status = conn_fail_memory(err);
    conn_buf_free(&made);
    return status;
}

/* ,"name":"value", unless the value is empty. */
static bool add_member(conn_buf *json, const char *name, conn_str value)
{
    if (value.len == 0)
        return true;
    conn_buf_printf(json, "%s\"%s\":", json->len > 1 ? "," : "", name);
    return conn_json_quote(json, value.data, value.len);
}

static bool add_header(conn_buf *json, const conn_jwt_key *key)
{
    conn_buf_putc(json, '{');
    bool done = add_member(json, "alg", conn_str_of(key->algorithm)) &&
                add_member(json, "typ", conn_str_of("JWT")) &&
                add_member(json, "kid", key->key_id);
    return conn_buf_putc(json, '}') && done;
}

static bool add_claims(conn_buf *json, const conn_jwt_claims *claims)
{
    conn_buf_putc(json, '{');
    bool done = add_member(json, "iss", claims->issuer) &&
                add_member(json, "sub", claims->subject) &&
                add_member(json, "aud", claims->audience) &&
                add_member(json, "scope", claims->scope) &&
                add_member(json, "jti", claims->id);
    const char *comma = json->len > 1 ? "," : "";
    if (claims->issued > 0) {
        conn_buf_printf(json, "%s\"iat\":%" PRId64, comma, claims->issued);
        comma = ",";
    }
    return conn_buf_printf(json, "%s\"exp\":%" PRId64 "}", comma,
                           claims->expires) &&
           done;
}

/* Appends the signature of the token so far to it. */
static conn_status sign_token(conn_buf *token, const conn_jwt_key *key,
                              conn_error *err)
{
    conn_buf signature = {0};
    conn_status status = conn_jws_sign(
        &signature, key, (conn_str){token->data, token->len}, err);
    if (status == CONN_OK &&
        !(conn_buf_putc(token, '.') &&
          conn_buf_add(token, signature.data, signature.len)))
        status = conn_fail_memory(err);
    conn_buf_free(&signature);
    return status;
}

conn_status conn_jwt_make(conn_buf *out, const conn_jwt_key *key,
                          const conn_jwt_claims *claims, conn_error *err)
{
    conn_buf header = {0}, body = {0}, token = {0};
    conn_status status = CONN_OK;
    bool whole = add_header(&header, key) && add_claims(&body, claims);
    if (whole)
        whole = conn_base64url_add(&token, header.data, header.len) &&
                conn_buf_putc(&token, '.') &&
                conn_base64url_add(&token, body.data, body.len);
    bool memory = header.status != CONN_OK || body.status != CONN_OK ||
                  token.status != CONN_OK;
    if (memory)
        status = conn_fail_memory(err);
    else if (!whole)
        status = conn_fail(err, CONN_MISCONFIGURED,
                           "a claim of the token is not UTF-8");
    else
        status = sign_token(&token, key, err);
    if (status == CONN_OK && !conn_buf_add(out, token.data, token.len))
        status = conn_fail_memory(err);
    conn_buf_free(&header);
    conn_buf_free(&body);
    conn_buf_free(&token);
    return status;
}

/* ---- as a connector describes it ---- */

static conn_status eval(const conn_scope *scope, const conn_expr *expr,
                        conn_str *out, conn_error *err)
{
    conn_value value;
    conn_status status = conn_expr_eval(scope, expr, &value, err);
    if (status != CONN_OK || value.kind == CONN_V_NULL)
        return status;
    *out = conn_value_text(scope->arena, &value);
    return out->data != NULL ? CONN_OK : conn_fail_memory(err);
}

conn_status conn_jwt_write(conn_buf *out, const conn_jwt *jwt,
                           const conn_scope *scope, const char *audience,
                           conn_error *err)
{
    char id[CONN_UUID_SIZE];
    conn_jwt_key key = {.algorithm = jwt->algorithm};
    conn_jwt_claims claims = {.audience = conn_str_of(audience)};
    const struct {
        const conn_expr *from;
        conn_str *to;
    } parts[] = {{jwt->key, &key.key},
                 {jwt->key_id, &key.key_id},
                 {jwt->issuer, &claims.issuer},
                 {jwt->subject, &claims.subject},
                 {jwt->audience, &claims.audience}};
    conn_status status = CONN_OK;
    for (size_t i = 0; status == CONN_OK && i < sizeof parts / sizeof *parts;
         i++)
        status = eval(scope, parts[i].from, parts[i].to, err);
    if (status != CONN_OK)
        return status;
    if (!conn_random_uuid(id))
        return conn_fail(err, CONN_USAGE, "there is no source of randomness");
    claims.id = conn_str_of(id);
    claims.scope = conn_str_of(jwt->scope);
    claims.issued = conn_clock_unix();
    claims.expires = claims.issued + jwt->lifetime_s;
    return conn_jwt_make(out, &key, &claims, err);
}
