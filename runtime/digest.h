/* digest.h - Digest access authentication (RFC 7616).
 *
 * Owns: reading a challenge and answering it: MD5, SHA-256 and their -sess
 * forms, qop "auth", "auth-int" where that alone is offered, and none (RFC
 * 2069). Nothing is kept here: a challenge is the caller's.
 */
#ifndef CONN_DIGEST_H
#define CONN_DIGEST_H

#include "crypto.h"

#define CONN_DIGEST_NONCE 17

/* What a server asks for; texts owned, for conn_digest_free. All zero: none. */
typedef struct conn_digest {
    conn_hash hash;
    bool session; /* -sess */
    bool auth;    /* qop=auth is offered */
    bool whole;   /* qop=auth-int is, and not auth: the body is signed */
    bool stale;   /* the last answer was right, but its nonce too old */
    char *realm;
    char *nonce;
    char *opaque; /* NULL: none */
} conn_digest;

/* Reads the value of a WWW-Authenticate header, and takes its Digest challenge
 * unless `out` has one of a better function. False if there is none that can
 * be answered; CONN_MEMORY is not told apart. */
bool conn_digest_read(const char *header, conn_digest *out);
void conn_digest_free(conn_digest *digest);
bool conn_digest_copy(const conn_digest *from, conn_digest *to);

/* One answer. `count` is how often the nonce was used, from 1. */
typedef struct conn_digest_request {
    const char *method;
    const char *target; /* path and query, as they are sent */
    const char *client_nonce;
    uint32_t count;
    conn_str body; /* as it is sent, where digest->whole */
} conn_digest_request;

/* Appends the value of the Authorization header. CONN_USAGE if the user's name
 * can't be written there. */
conn_status conn_digest_header(conn_buf *out, const conn_digest *digest,
                               conn_str user, conn_str password,
                               const conn_digest_request *request,
                               conn_error *err);

#endif
