/* signed.h - the API of api.h with ways in that sign each request.
 *
 * Owns: their tables, and a fixture of client and server for them.
 */
#ifndef TESTS_HTTP_SIGNED_H
#define TESTS_HTTP_SIGNED_H

#include "api.h"

enum { DIGEST = 1, OAUTH1, AWS, AWS_S3, JWT, BAD_JWT };
enum { SIGNED_WAYS = BAD_JWT };

extern const conn_auth signed_ways[SIGNED_WAYS];

#define CHALLENGE                                                              \
    "401\nWWW-Authenticate: Basic realm=\"b\"\nWWW-Authenticate: Digest "      \
    "realm=\"r\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256\n\n"

/* As fixture_open; password "s3cret". */
void open_signed(fixture *f, const step *steps, size_t count, int auth);
/* Makes a call with arguments that all operations take. */
conn_status call_signed(fixture *f, const conn_op *op);
/* Whether request `n` holds the text; says so if not. */
bool was_sent(const fixture *f, int n, const char *text);

#endif
