/* logins.h - an API whose ways in are the grants of OAuth 2.0.
 *
 * Owns: the connector, what its requests look like, and a fixture of client and
 * server whose tokens are kept in a folder of this run.
 */
#ifndef TESTS_HTTP_LOGINS_H
#define TESTS_HTTP_LOGINS_H

#include "api.h"
#include "conn/auth.h"

#define ITEM1 "200\n\n{\"id\":1,\"name\":\"a\"}"
#define GET1 "GET /v1/items/1"
#define TOKEN "POST /v1/token"
#define FORM "\nContent-Type: application/x-www-form-urlencoded"
#define BASIC                                                                  \
    "\nAuthorization: Basic bWUlM0E6cyUyMGhoJTJG" /* me%3A:s%20hh%2F */

#define T1 "200\n\n{\"access_token\":\"t1\",\"expires_in\":3600}"

typedef struct login_config {
    const char *base_url;
    const char *id;
    const char *secret;
    const char *user;
    const char *password;
    int auth;
} login_config;

enum { BY_CLIENT = 1, BY_POST, BY_PASSWORD, BY_JWT, BY_CODE, BY_DEVICE };

extern const conn_connector logins;

/* mkdtemp'ed by logins_begin, removed by logins_end: for groups of tests. */
extern char logins_folder[];
int logins_begin(void **state);
int logins_end(void **state);

/* A server with `steps` in order and a client on it; `options` may be NULL. The
 * second opens one more client on the server of the fixture. */
void logins_open(fixture *f, const step *steps, size_t count, int auth,
                 const conn_options *options);
void logins_open_client(fixture *f, int auth, const conn_options *given);
/* Calls op_get. */
conn_status logins_get(fixture *f);
void pause_ms(int ms);

#endif
