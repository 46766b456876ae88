/* jwt.h - JSON Web Tokens, signed (RFC 7519, RFC 7515, RFC 7518 section 3).
 *
 * Owns: the algorithms by name, and the claims that a client asserts. Nothing
 * is kept.
 */
#ifndef CONN_JWT_H
#define CONN_JWT_H

#include "expr.h"

/* Who signs, and how: "HS256" with a secret, "RS256" and "ES256" with a private
 * key in PEM; 384 and 512 too. `key_id` may be empty. */
typedef struct conn_jwt_key {
    const char *algorithm;
    conn_str key;
    conn_str key_id;
} conn_jwt_key;

/* Empty texts are left out. Times are seconds since 1970; `expires` is always
 * written, `issued` and `id` where they are given. */
typedef struct conn_jwt_claims {
    conn_str issuer;
    conn_str subject;
    conn_str audience;
    conn_str scope;
    conn_str id;
    int64_t issued;
    int64_t expires;
} conn_jwt_claims;

/* Appends the signature of `input`, base64url. CONN_MISCONFIGURED for an
 * unknown algorithm or a key that is none. */
conn_status conn_jws_sign(conn_buf *out, const conn_jwt_key *key,
                          conn_str input, conn_error *err);

/* Appends the token that a connector describes. `audience` (or NULL) stands in
 * where it says none. */
conn_status conn_jwt_write(conn_buf *out, const conn_jwt *jwt,
                           const conn_scope *scope, const char *audience,
                           conn_error *err);

/* Appends the whole token. Also CONN_MISCONFIGURED if a claim is not UTF-8. */
conn_status conn_jwt_make(conn_buf *out, const conn_jwt_key *key,
                          const conn_jwt_claims *claims, conn_error *err);

#endif
