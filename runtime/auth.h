/* auth.h - credentials: what is stored, logging in, and signing requests.
 *
 * Owns: the values that a login stored ("slots") and who may log in when. One
 * thread logs in, the others that need it wait for the outcome. Values are
 * overwritten with zeros when they are replaced or the client ends.
 */
#ifndef CONN_AUTH_H
#define CONN_AUTH_H

#include <pthread.h>

#include "digest.h"
#include "expr.h"

struct conn_exchange;
struct conn_request;

/* Slots behind those of the connector: what OAuth 2.0 stores. */
enum {
    CONN_T_ACCESS,   /* access token */
    CONN_T_REFRESH,  /* refresh token */
    CONN_T_RENEW_AT, /* when to renew, in seconds since 1970; null: unknown */
    CONN_TOKEN_SLOTS
};

typedef struct conn_session {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    conn_value *slots;     /* text owned, for conn_free */
    size_t slot_count;     /* all */
    size_t token_at;       /* the first of CONN_TOKEN_SLOTS */
    conn_digest challenge; /* of Digest; the last one */
    uint32_t nonce_count;  /* answers to it */
    uint64_t logins;       /* successful ones */
    uint64_t ended;        /* attempts that ended, well or not */
    bool busy;             /* one is under way */
    bool forgotten;        /* logged out, or expired, since the last one */
    conn_error failure;    /* of the last attempt */
} conn_session;

/* A value and where it is kept. */
typedef struct conn_kept {
    size_t slot;
    conn_value value;
} conn_kept;

/* session.c. `slot_count`: the connector's. */
bool conn_session_init(conn_session *session, size_t slot_count);
void conn_session_free(conn_session *session);

/* Copies the slots into `arena` and tells which login they are of; NULL on
 * memory shortage. */
const conn_value *conn_session_copy(conn_session *session, conn_arena *arena,
                                    uint64_t *login);

/* Stores copies of all values, or none if memory is short. */
bool conn_session_put(conn_session *session, const conn_kept *kept,
                      size_t count);

/* Notes a login that the caller has made by himself; and that all that was
 * stored is to be forgotten. */
void conn_session_logged_in(conn_session *session);
void conn_session_forget(conn_session *session);

/* Evaluates `count` saves into `kept`, and counts those that are null. */
conn_status conn_session_eval(const conn_save *saves, size_t count,
                              const conn_scope *scope, conn_kept *kept,
                              size_t *nulls, conn_error *err);

/* Evaluates the saves of call->op and stores the values, all or none. */
conn_status conn_session_save(struct conn_exchange *call,
                              const conn_scope *scope, conn_error *err);

/* Whether the chosen way in has steps that may renew its credentials. */
bool conn_auth_can_renew(const struct conn_exchange *call);

/* Whether there are credentials newer than those of login `used`. */
bool conn_auth_is_renewed(const struct conn_exchange *call, uint64_t used);

/* Returns once there are credentials newer than those of login `used` (0: any
 * will do), logging in if nobody else does. The outcome of another thread's
 * attempt that it waited for is this call's outcome too. */
conn_status conn_auth_renew(struct conn_exchange *call, uint64_t used,
                            conn_error *err);

/* Whether a call may start with the credentials there are; if not, it is to log
 * in first (conn_auth_renew with call->login). Only if conn_auth_can_renew. */
bool conn_auth_is_ready(struct conn_exchange *call);

/* Lets the next call log in first, unless somebody has since `call` began. */
void conn_auth_expire(const struct conn_exchange *call);

/* Keeps the challenge of a 401 to answer it; false if there is none that can
 * be met. */
bool conn_auth_take_challenge(struct conn_exchange *call,
                              const conn_http_response *response);

/* auth_sign.c: puts the credentials of the chosen way on the request. */
conn_status conn_auth_sign(struct conn_request *request,
                           struct conn_exchange *call, conn_error *err);
/* Adds Authorization: `scheme` `credentials`. */
conn_status conn_auth_put(struct conn_request *request, const char *scheme,
                          conn_str credentials, conn_error *err);
/* The value of an expression as text; data NULL if it is null. */
conn_status conn_auth_text(struct conn_request *request, const conn_expr *expr,
                           conn_str *out, conn_error *err);

/* auth_seal.c: signs the request as it is sent, once for each attempt. */
conn_status conn_auth_seal(struct conn_request *request,
                           const struct conn_exchange *call, conn_error *err);

#endif
