/* throttle.h - no more requests in a time than the connector allows.
 *
 * Owns: the budgets of one client, one for each `conn_throttle` table. In any
 * span of `per_ms` at most `count` requests start, across all threads: the
 * times of the last `count` are kept, which is exact where a token bucket
 * lets twice as many through at first. Thread-safe.
 */
#ifndef CONN_THROTTLE_H
#define CONN_THROTTLE_H

#include <pthread.h>

#include "conn/desc.h"

typedef struct conn_throttles {
    pthread_mutex_t lock;
    struct conn_budget *budgets;
} conn_throttles;

bool conn_throttles_init(conn_throttles *throttles);
void conn_throttles_free(conn_throttles *throttles);

/* Takes the next place of the budget. *wait_ms is how long the caller must
 * still wait; a place that would only come after `until` is not taken and
 * *wait_ms is then beyond it. `now` and `until` are of conn_clock_ms. */
conn_status conn_throttle_take(conn_throttles *throttles,
                               const conn_throttle *limit, int64_t now,
                               int64_t until, int64_t *wait_ms);

#endif
