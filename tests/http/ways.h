/* ways.h - a connector with every way in there is, and what of it is secret.
 *
 * Owns: its configuration, whose secrets hold characters that every encoding
 * writes otherwise, and its ways in with their grants.
 */
#ifndef TESTS_HTTP_WAYS_H
#define TESTS_HTTP_WAYS_H

#include "api.h"

typedef struct ways_config {
    const char *base_url;
    const char *user;
    const char *id;
    /* The rest is secret. */
    const char *password;
    const char *key;
    const char *client_secret;
    const char *signing_key;
    const char *token;
    const char *token_secret;
    const char *pem; /* private key; ways_pem() */
    int auth;
} ways_config;

enum { WAYS_SECRET = 3, WAYS_PEM = 9 }; /* indexes: the first, the last */

enum {
    WAY_BASIC = 1,
    WAY_BEARER,
    WAY_KEY_HEADER,
    WAY_KEY_QUERY,
    WAY_KEY_COOKIE,
    WAY_SESSION,
    WAY_CLIENT_BASIC,
    WAY_CLIENT_POST,
    WAY_PASSWORD,
    WAY_JWT_GRANT,
    WAY_CODE,
    WAY_DEVICE,
    WAY_OAUTH1,
    WAY_OAUTH1_PLAIN,
    WAY_AWS,
    WAY_S3,
    WAY_DIGEST,
    WAY_HS256,
    WAY_ES256,
    WAY_CERTIFICATE,
    WAYS_END
};

extern const conn_connector ways;

/* A configuration of all of it. */
ways_config ways_all(const char *base_url, int auth);
const char *ways_name(int auth);

#endif
