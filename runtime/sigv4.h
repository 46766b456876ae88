/* sigv4.h - AWS Signature Version 4, in the Authorization header.
 *
 * Owns: the canonical request, the string to sign and the signature (AWS
 * General Reference, "Create a signed AWS API request"). Pure; nothing is kept.
 */
#ifndef CONN_SIGV4_H
#define CONN_SIGV4_H

#include "memory.h"
#include "transport.h"

typedef struct conn_sigv4_keys {
    conn_str access_key;
    conn_str secret_key;
    conn_str session_token; /* empty: none */
    conn_str region;
    conn_str service;
    bool raw_path;  /* S3: the path is signed as it is sent; else without dot
                       segments and double slashes, its bytes encoded (once
                       more, where they are) */
    bool keep_dots; /* encode the path, but leave its segments alone */
    bool sign_body; /* the body's digest is sent too, as S3 wants it */
} conn_sigv4_keys;

/* What is sent, byte by byte. `headers` has no Host and no X-Amz-Date: they are
 * derived. Headers that libraries and proxies change are not signed. */
typedef struct conn_sigv4_request {
    const char *method;
    conn_str host; /* with its port, as in the Host header */
    conn_str path;
    conn_str query;
    const conn_header *headers;
    size_t header_count;
    const char *body;
    size_t body_len;
    const char *payload;      /* of a body that is not at hand: its digest, or
                                 CONN_SIGV4_UNSIGNED; else NULL */
    int64_t time;             /* seconds since 1970 */
    bool token_is_not_signed; /* the session token is added afterwards */
} conn_sigv4_request;

/* "20150830T123600Z", which goes into X-Amz-Date. */
#define CONN_SIGV4_TIME 17
void conn_sigv4_time(int64_t time, char out[CONN_SIGV4_TIME]);

/* Stands for the digest of a body that is not signed. */
#define CONN_SIGV4_UNSIGNED "UNSIGNED-PAYLOAD"

/* Lower-case hexadecimal digest of the body: X-Amz-Content-Sha256. */
bool conn_sigv4_payload(const conn_sigv4_request *request, conn_buf *out);

/* Appends the canonical request, and to `signed_names` the names of its headers
 * joined by semicolons. False if memory is short. */
bool conn_sigv4_canonical(const conn_sigv4_keys *keys,
                          const conn_sigv4_request *request, conn_buf *out,
                          conn_buf *signed_names);

/* Appends the string to sign that belongs to a canonical request. */
bool conn_sigv4_text(const conn_sigv4_keys *keys, int64_t time,
                     const conn_buf *canonical, conn_buf *out);

/* Appends the value of the Authorization header. CONN_MISCONFIGURED where keys,
 * region or service are empty, else CONN_MEMORY. */
conn_status conn_sigv4_header(conn_buf *out, const conn_sigv4_keys *keys,
                              const conn_sigv4_request *request,
                              conn_error *err);

#endif
