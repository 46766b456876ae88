/* oauth1.h - signing requests by OAuth 1.0a (RFC 5849).
 *
 * Owns: the signature base string and the Authorization header. Pure; nothing
 * is kept.
 */
#ifndef CONN_OAUTH1_H
#define CONN_OAUTH1_H

#include "conn/value.h"
#include "memory.h"

/* Empty texts are left out; `signature` is "HMAC-SHA1", "HMAC-SHA256",
 * "RSA-SHA1" or "PLAINTEXT" and NULL counts as the first. */
typedef struct conn_oauth1_keys {
    const char *signature;
    conn_str realm;
    conn_str consumer_key;
    conn_str consumer_secret;
    conn_str token;
    conn_str token_secret;
    conn_str private_key; /* PEM, of RSA-SHA1 */
} conn_oauth1_keys;

/* What is signed. `form` is the body where its type is
 * application/x-www-form-urlencoded, else empty. */
typedef struct conn_oauth1_request {
    const char *method;
    const char *url; /* absolute, with its query */
    conn_str form;
    const char *nonce;
    int64_t time; /* seconds since 1970 */
} conn_oauth1_request;

/* Appends the base string (section 3.4.1). CONN_MISCONFIGURED if the URL is
 * none, else CONN_MEMORY. */
conn_status conn_oauth1_base(conn_buf *out, const conn_oauth1_keys *keys,
                             const conn_oauth1_request *request,
                             conn_error *err);

/* Appends the signature of a base string, as base64 or, of PLAINTEXT, as it is:
 * not yet percent-encoded (sections 3.4.2 to 3.4.4). */
conn_status conn_oauth1_sign(conn_buf *out, const conn_oauth1_keys *keys,
                             conn_str base, conn_error *err);

/* Appends the value of the Authorization header (section 3.5.1). */
conn_status conn_oauth1_header(conn_buf *out, const conn_oauth1_keys *keys,
                               const conn_oauth1_request *request,
                               conn_error *err);

#endif
