/* batch_state.h - what a batch consists of.
 *
 * Owns: the states of a call in a batch, and what batch.c (adding, waiting,
 * giving out) and batch_steps.c (going on) share.
 */
#ifndef CONN_BATCH_STATE_H
#define CONN_BATCH_STATE_H

#include <pthread.h>
#include <stddef.h>

#include "call.h"
#include "conn/batch.h"

/* How long a cancel may go unnoticed while nothing else happens. */
#define BATCH_POLL_MS 20
/* Calls that rest, for each place in flight: where everything fails, the calls
 * that wait their turn must not all be begun. */
#define MOST_RESTING 4

typedef enum entry_state {
    READY, /* to take its next step */
    IN_FLIGHT,
    WAITS_TIME,
    RESTS, /* the same, before it is tried again: without a place in flight */
    WAITS_LOGIN,
    LOGS_IN, /* its call is the login thread's */
    ENDED
} entry_state;

/* A call that waits for its turn; and what one under way was added with. */
typedef struct wish {
    const conn_op *op;
    const void *args; /* in `room`, or NULL */
    void *tag;
    conn_terms terms;
    struct wish *link;
    size_t size; /* of `room` */
    _Alignas(max_align_t) char room[];
} wish;

typedef struct entry {
    conn_exchange call;
    conn_flight flight;
    entry_state state;
    wish *wish;
    struct entry *link;
} entry;

typedef struct wishes {
    wish *first;
    wish *last;
} wishes;

typedef struct queue {
    entry *first;
    entry *last;
} queue;

struct conn_batch {
    conn_client *client;
    const conn_many *many;
    conn_flights *flights;
    conn_cancel *cancel;
    wishes waiting; /* for their turn */
    wish *unused_wishes;
    queue ended;
    entry *unused;
    entry **active; /* under way */
    size_t active_count;
    size_t resting; /* of those */
    size_t most;    /* of the others */
    size_t left;

    entry *login; /* the one that logs in, or NULL */
    conn_exchange login_call;
    conn_cancel *login_cancel; /* of this login alone */
    pthread_t login_thread;
    pthread_mutex_t lock; /* of the two below */
    bool login_done;
    conn_status login_status;
};

/* batch.c: takes the wish that has waited longest; there must be one. */
wish *conn_batch_next_wish(conn_batch *b);

/* batch_steps.c: lets every call go as far as it can; what has ended is in
 * b->ended. Returns how long nothing is to be done but to wait for the network.
 */
int64_t conn_batch_advance(conn_batch *b);

#endif
