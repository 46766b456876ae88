/* crypto.h - digests, message authentication and signatures.
 *
 * Owns: every use of libcrypto. All functions are thread-safe and keep nothing;
 * what they are given stays the caller's.
 */
#ifndef CONN_CRYPTO_H
#define CONN_CRYPTO_H

#include "conn/value.h"
#include "memory.h"

typedef enum conn_hash {
    CONN_HASH_MD5,
    CONN_HASH_SHA1,
    CONN_HASH_SHA256,
    CONN_HASH_SHA384,
    CONN_HASH_SHA512
} conn_hash;

/* Bytes of the longest digest. */
#define CONN_HASH_MAX 64

size_t conn_hash_size(conn_hash hash);

/* The digest of `len` bytes, conn_hash_size of them in `out`. False if the
 * system forbids the function (MD5 in some) or memory is short. */
bool conn_hash_of(conn_hash hash, const void *bytes, size_t len,
                  unsigned char out[CONN_HASH_MAX]);

/* A digest of bytes that come one after the other. NULL as conn_hash_of fails;
 * conn_hasher_end writes the digest unless `out` is NULL, and frees. */
typedef struct conn_hasher conn_hasher;
conn_hasher *conn_hasher_new(conn_hash hash);
bool conn_hasher_add(conn_hasher *hasher, const void *bytes, size_t len);
bool conn_hasher_end(conn_hasher *hasher, unsigned char out[CONN_HASH_MAX]);

/* HMAC (RFC 2104), otherwise as conn_hash_of. */
bool conn_hmac(conn_hash hash, conn_str key, const void *bytes, size_t len,
               unsigned char out[CONN_HASH_MAX]);

/* Appends `len` bytes as lower-case hexadecimal digits, or as base64url without
 * padding (RFC 4648 section 5). */
bool conn_hex_add(conn_buf *out, const void *bytes, size_t len);
bool conn_base64url_add(conn_buf *out, const void *bytes, size_t len);

/* Whether two texts are equal, in a time that depends on their lengths only. */
bool conn_same_secret(conn_str a, conn_str b);

typedef enum conn_scheme {
    CONN_SIGN_RSA,  /* RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2) */
    CONN_SIGN_ECDSA /* r and s, each as long as the curve's order (RFC 7518
                       section 3.4); the curve must be the hash's own: P-256,
                       P-384, P-521 */
} conn_scheme;

/* Appends the signature of `len` bytes under the private key `pem`, without a
 * password, PKCS#8 or traditional. CONN_MISCONFIGURED if it is no such key. */
conn_status conn_sign(conn_buf *out, conn_scheme scheme, conn_hash hash,
                      conn_str pem, const void *bytes, size_t len,
                      conn_error *err);

#endif
