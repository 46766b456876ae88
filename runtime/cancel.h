/* cancel.h - time, and waits that a cancel token or a deadline ends.
 *
 * Owns: the runtime's clocks and every sleep. Points in time are milliseconds
 * of the monotonic clock; CONN_NEVER stands for no deadline. Thread-safe.
 */
#ifndef CONN_CANCEL_H
#define CONN_CANCEL_H

#include <pthread.h>

#include "conn/client.h"

#define CONN_NEVER INT64_MAX

/* Milliseconds of the monotonic clock. */
int64_t conn_clock_ms(void);

/* Seconds since 1970 by the system's clock, for HTTP dates. */
int64_t conn_clock_unix(void);

/* `start` + `ms` without leaving the range; CONN_NEVER stays. */
int64_t conn_clock_after(int64_t start, int64_t ms);

/* A condition variable on the monotonic clock; false if there is none. */
bool conn_cond_init(pthread_cond_t *cond);

/* Waits on `cond` until `until` at the latest, woken early now and then. */
void conn_cond_wait(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until);

/* Whether the token was triggered; NULL never is. */
bool conn_cancel_is(conn_cancel *cancel);

/* Sleeps `ms`, or until `cancel` is triggered (NULL: none). Returns false if
 * it was. */
bool conn_cancel_sleep(conn_cancel *cancel, int64_t ms);

#endif
