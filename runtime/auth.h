/* auth.h - credentials: what is stored, logging in, and signing requests.
 *
 * Owns: the values that a login stored ("slots") and who may log in when. One
 * thread logs in, the others that need it wait for the outcome. Values are
 * overwritten with zeros when they are replaced or the client ends.
 */
#ifndef CONN_AUTH_H
#define CONN_AUTH_H

#include <pthread.h>

#include "expr.h"

struct conn_exchange;
struct conn_request;

typedef struct conn_session {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    conn_value *slots; /* text owned, for conn_free */
    size_t slot_count;
    uint64_t logins;    /* successful ones */
    uint64_t ended;     /* attempts that ended, well or not */
    bool busy;          /* one is under way */
    conn_error failure; /* of the last attempt, without what it owns */
} conn_session;

bool conn_session_init(conn_session *session, size_t slot_count);
void conn_session_free(conn_session *session);

/* Copies the slots into `arena` and tells which login they are of; NULL on
 * memory shortage. */
const conn_value *conn_session_copy(conn_session *session, conn_arena *arena,
                                    uint64_t *login);

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

/* auth_sign.c: puts the credentials of the chosen way on the request. */
conn_status conn_auth_sign(struct conn_request *request,
                           struct conn_exchange *call, conn_error *err);

#endif
