/* auth.h - logging in by OAuth 2.0, and where tokens are kept.
 *
 * Owns: the login in which a person takes part, giving a login up, and the
 * interface of token stores. What needs no person (client credentials, a
 * password, a private key, refreshing) happens by itself before a call.
 *
 * How tokens live: one is requested or refreshed once for all threads of a
 * client, shortly before it expires or after a 401; a thread that waits for
 * another's request keeps to its own deadline and cancel token. Tokens are
 * overwritten with zeros when they are replaced or the client is closed, and
 * never stand in a log line, an error or a URL.
 */
#ifndef CONN_PUBLIC_AUTH_H
#define CONN_PUBLIC_AUTH_H

#include "conn/client.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a person logs in ----
 *
 *     conn_login *login = conn_login_begin(client, NULL, &err);
 *     if (login != NULL) {
 *         printf("Please open %s\n", conn_login_url(login));
 *         conn_login_wait(login, &options, &err);
 *     }
 *     conn_login_end(login);
 */

typedef struct conn_login conn_login;

/* Zero in a field means its default. Strings are copied. */
typedef struct conn_login_options {
    int port;                 /* on 127.0.0.1, where the browser comes back to;
                                 any that is free */
    const char *path;         /* of that URL; "/callback" */
    const char *redirect_url; /* instead of both: nothing listens, and the URL
                                 to which the browser was sent is given to
                                 conn_login_finish. By default what the
                                 connector says, if it says anything */
} conn_login_options;

/* Begins a login by the chosen way in: OAuth 2.0 with an authorization code
 * (RFC 6749 section 4.1; PKCE S256 of RFC 7636 where the connector says so;
 * loopback redirect of RFC 8252 section 7.3), or for a device (RFC 8628), which
 * makes a request. NULL with *err filled: CONN_MISCONFIGURED where the way in
 * has no such login, CONN_TRANSPORT where the port is taken. To be ended before
 * the client is closed. One thread at a time. */
conn_login *conn_login_begin(conn_client *client,
                             const conn_login_options *options,
                             conn_error *err) CONN_MUST_CHECK;

/* The URL that the person opens in a browser. Lives as long as the login. */
const char *conn_login_url(const conn_login *login);
/* Device logins: the code that the person types in there; else NULL. */
const char *conn_login_code(const conn_login *login);

/* Waits until the person has agreed, then exchanges what came for tokens.
 * `options` (NULL: none) has deadline and cancel token of the whole wait.
 * CONN_FORBIDDEN if the person refuses, CONN_AUTH_EXPIRED if the code expires,
 * CONN_TIMEOUT and CONN_CANCELLED; others as the server answers. Requests with
 * a wrong `state` are answered and otherwise overlooked. */
conn_status conn_login_wait(conn_login *login, const conn_call_options *options,
                            conn_error *err);

/* The manual variant: takes the whole URL to which the browser was sent back.
 * CONN_USAGE where it has no code, or another state than this login's. */
conn_status conn_login_finish(conn_login *login, const char *redirected_url,
                              const conn_call_options *options,
                              conn_error *err);

/* Frees it and what listens; NULL is allowed. Without a success before nothing
 * has changed. */
void conn_login_end(conn_login *login);

/* Revokes the tokens where the connector says how (RFC 7009), or runs the
 * step `delete` of an authentication of its own, and forgets what is stored,
 * in the token store too. It is forgotten even if the server can't be asked,
 * which is then the error. Calls that run meanwhile may fail with a 401.
 * `options` may be NULL. Thread-safe. */
conn_status conn_logout(conn_client *client, const conn_call_options *options,
                        conn_error *err);

/* ---- where tokens are kept ---- */

/* Called by conn_token_store.load with the text found, which is copied. */
typedef void conn_token_take(void *to, const char *text, size_t len);

/* A store of tokens: small texts (JSON, secret) under keys of letters, digits,
 * "-", "_" and "." that name connector and account. Functions may be called by
 * any thread, never two for one client at once. They return CONN_OK, or what
 * went wrong: a failure is reported to the log, and the client goes on with
 * what it holds in memory. */
typedef struct conn_token_store {
    void *user;
    /* Calls take(to, text, len) once; CONN_NOT_FOUND if there is none. */
    conn_status (*load)(void *user, const char *key, conn_token_take *take,
                        void *to);
    /* Replaces what there is as one step: killed at any moment, the old or the
     * new text is there. */
    conn_status (*save)(void *user, const char *key, const char *text,
                        size_t len);
    /* CONN_OK too if there is none. */
    conn_status (*remove)(void *user, const char *key);
} conn_token_store;

#ifdef __cplusplus
}
#endif
#endif
