/* cancel.c - clocks, cancel tokens and the waits that they end. */
#include "cancel.h"

#include <time.h>

#include "memory.h"

struct conn_cancel {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool triggered;
};

int64_t conn_clock_ms(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t conn_clock_unix(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec;
}

int64_t conn_clock_after(int64_t start, int64_t ms)
{
    return ms > CONN_NEVER - start ? CONN_NEVER : start + ms;
}

bool conn_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attr;
    if (pthread_condattr_init(&attr) != 0)
        return false;
    bool done = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(cond, &attr) == 0;
    pthread_condattr_destroy(&attr);
    return done;
}

void conn_cond_wait(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until)
{
    if (until == CONN_NEVER) {
        pthread_cond_wait(cond, lock);
        return;
    }
    struct timespec at = {(time_t)(until / 1000),
                          (long)(until % 1000) * 1000000};
    pthread_cond_timedwait(cond, lock, &at);
}

conn_cancel *conn_cancel_new(void)
{
    conn_cancel *cancel = conn_alloc_zeroed(sizeof *cancel);
    if (cancel == NULL)
        return NULL;
    if (pthread_mutex_init(&cancel->lock, NULL) != 0)
        goto no_lock;
    if (!conn_cond_init(&cancel->changed))
        goto no_cond;
    return cancel;
no_cond:
    pthread_mutex_destroy(&cancel->lock);
no_lock:
    conn_free(cancel);
    return NULL;
}

void conn_cancel_trigger(conn_cancel *cancel)
{
    if (cancel == NULL)
        return;
    pthread_mutex_lock(&cancel->lock);
    cancel->triggered = true;
    pthread_cond_broadcast(&cancel->changed);
    pthread_mutex_unlock(&cancel->lock);
}

void conn_cancel_free(conn_cancel *cancel)
{
    if (cancel == NULL)
        return;
    pthread_cond_destroy(&cancel->changed);
    pthread_mutex_destroy(&cancel->lock);
    conn_free(cancel);
}

bool conn_cancel_is(conn_cancel *cancel)
{
    if (cancel == NULL)
        return false;
    pthread_mutex_lock(&cancel->lock);
    bool triggered = cancel->triggered;
    pthread_mutex_unlock(&cancel->lock);
    return triggered;
}

static void sleep_until(int64_t until)
{
    for (int64_t left; (left = until - conn_clock_ms()) > 0;) {
        struct timespec pause = {(time_t)(left / 1000),
                                 (long)(left % 1000) * 1000000};
        nanosleep(&pause, NULL);
    }
}

bool conn_cancel_sleep(conn_cancel *cancel, int64_t ms)
{
    int64_t until = conn_clock_after(conn_clock_ms(), ms);
    if (cancel == NULL) {
        sleep_until(until);
        return true;
    }
    pthread_mutex_lock(&cancel->lock);
    while (!cancel->triggered && conn_clock_ms() < until)
        conn_cond_wait(&cancel->changed, &cancel->lock, until);
    bool triggered = cancel->triggered;
    pthread_mutex_unlock(&cancel->lock);
    return !triggered;
}
