/* throttle.c - a sliding window over the times of the last requests. */
#include "throttle.h"

#include "cancel.h"
#include "memory.h"

/* Rates of more requests than this are kept as as many for a shorter time. */
#define MOST_PLACES 4096

typedef struct conn_budget {
    const conn_throttle *limit;
    struct conn_budget *link;
    size_t count; /* places */
    size_t next;  /* the place used longest ago */
    int64_t per_ms;
    int64_t free_at[]; /* when each place may be used again */
} budget;

bool conn_throttles_init(conn_throttles *throttles)
{
    throttles->budgets = NULL;
    return pthread_mutex_init(&throttles->lock, NULL) == 0;
}

void conn_throttles_free(conn_throttles *throttles)
{
    for (budget *b = throttles->budgets, *link; b != NULL; b = link) {
        link = b->link;
        conn_free(b);
    }
    pthread_mutex_destroy(&throttles->lock);
}

static budget *budget_new(const conn_throttle *limit)
{
    int64_t count = limit->count > 0 ? limit->count : 1;
    int64_t share = (count + MOST_PLACES - 1) / MOST_PLACES;
    size_t places = (size_t)(count / share);
    budget *b = conn_alloc_zeroed(sizeof *b + places * sizeof b->free_at[0]);
    if (b == NULL)
        return NULL;
    b->limit = limit;
    b->count = places;
    b->per_ms = limit->per_ms / share;
    return b;
}

static budget *budget_of(conn_throttles *throttles, const conn_throttle *limit)
{
    for (budget *b = throttles->budgets; b != NULL; b = b->link)
        if (b->limit == limit)
            return b;
    budget *b = budget_new(limit);
    if (b == NULL)
        return NULL;
    b->link = throttles->budgets;
    throttles->budgets = b;
    return b;
}

conn_status conn_throttle_take(conn_throttles *throttles,
                               const conn_throttle *limit, int64_t now,
                               int64_t until, int64_t *wait_ms)
{
    conn_status status = CONN_MEMORY;
    pthread_mutex_lock(&throttles->lock);
    budget *b = budget_of(throttles, limit);
    if (b != NULL) {
        int64_t *place = &b->free_at[b->next];
        int64_t start = *place > now ? *place : now;
        *wait_ms = start - now;
        if (start <= until) {
            *place = conn_clock_after(start, b->per_ms);
            b->next = (b->next + 1) % b->count;
        }
        status = CONN_OK;
    }
    pthread_mutex_unlock(&throttles->lock);
    return status;
}
