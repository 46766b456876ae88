/* batch.c - calls in flight together: each is the machine of call.h, and this
 * file is what waits for all of them. What has not had its turn is no more than
 * what it was added with; one that rests before it is tried again leaves its
 * place to others. A login is made in a thread of its own, so that the others
 * fly on. */
#include "batch_state.h"

#include <stdint.h>
#include <string.h>

#include "fail.h"

#define DEFAULT_IN_FLIGHT 32

static entry *queue_take(queue *q)
{
    entry *e = q->first;
    if (e == NULL)
        return NULL;
    q->first = e->link;
    if (q->first == NULL)
        q->last = NULL;
    return e;
}

/* ---- life ---- */

conn_batch *conn_batch_new(conn_client *client, size_t max_in_flight)
{
    conn_batch *b = conn_alloc_zeroed(sizeof *b);
    if (b == NULL)
        return NULL;
    b->client = client;
    b->most = max_in_flight > 0 ? max_in_flight : DEFAULT_IN_FLIGHT;
    b->many = client->transport->many;
    if (pthread_mutex_init(&b->lock, NULL) != 0)
        goto no_lock;
    b->cancel = conn_cancel_new();
    if (b->cancel == NULL)
        goto no_cancel;
    b->active =
        conn_alloc_zeroed((b->most * (1 + MOST_RESTING)) * sizeof(entry *));
    if (b->active == NULL)
        goto no_active;
    if (b->many != NULL)
        b->flights = b->many->open(client->transport);
    if (b->many == NULL || b->flights != NULL)
        return b;
    conn_free(b->active);
no_active:
    conn_cancel_free(b->cancel);
no_cancel:
    pthread_mutex_destroy(&b->lock);
no_lock:
    conn_free(b);
    return NULL;
}

/* Gives up a call that has not been given out. */
static void drop(conn_batch *b, entry *e)
{
    if (e->state == IN_FLIGHT && b->many != NULL)
        b->many->stop(b->flights, &e->flight);
    conn_call_drop(&e->call);
    conn_free(e->wish);
    conn_free(e);
}

static void free_wishes(wish *w)
{
    for (wish *link; w != NULL; w = link) {
        link = w->link;
        conn_free(w);
    }
}

void conn_batch_free(conn_batch *b)
{
    if (b == NULL)
        return;
    conn_cancel_trigger(b->cancel);
    if (b->login != NULL) {
        conn_cancel_trigger(b->login_cancel);
        pthread_join(b->login_thread, NULL);
        conn_error_clear(&b->login_call.error);
        conn_cancel_free(b->login_cancel);
    }
    for (size_t i = 0; i < b->active_count; i++)
        drop(b, b->active[i]);
    for (entry *e; (e = queue_take(&b->ended)) != NULL;)
        drop(b, e);
    for (entry *e = b->unused, *link; e != NULL; e = link) {
        link = e->link;
        conn_free(e);
    }
    free_wishes(b->waiting.first);
    free_wishes(b->unused_wishes);
    if (b->flights != NULL)
        b->many->close(b->flights);
    conn_free(b->active);
    conn_cancel_free(b->cancel);
    pthread_mutex_destroy(&b->lock);
    conn_free(b);
}

size_t conn_batch_left(const conn_batch *b)
{
    return b->left;
}

void conn_batch_cancel(conn_batch *b)
{
    conn_cancel_trigger(b->cancel);
    if (b->flights != NULL)
        b->many->wake(b->flights);
}

/* ---- adding ---- */

/* One for arguments of that size; of those that are kept the last is looked
 * at, because most batches are of one operation. */
static wish *wish_new(conn_batch *b, size_t args_size)
{
    wish *w = b->unused_wishes;
    if (w != NULL && w->size >= args_size) {
        b->unused_wishes = w->link;
        return w;
    }
    if (args_size > SIZE_MAX - sizeof *w)
        return NULL;
    w = conn_alloc(sizeof *w + args_size);
    if (w != NULL)
        w->size = args_size;
    return w;
}

static void wish_keep(conn_batch *b, wish *w)
{
    w->link = b->unused_wishes;
    b->unused_wishes = w;
}

conn_status conn_batch_add(conn_batch *b, const conn_op *op, const void *args,
                           size_t args_size, void *tag, conn_error *err)
{
    conn_error_clear(err);
    wish *w = wish_new(b, args != NULL ? args_size : 0);
    if (w == NULL)
        return conn_fail_memory(err);
    w->op = op;
    w->args = args != NULL ? w->room : NULL;
    if (args != NULL)
        memcpy(w->room, args, args_size);
    w->tag = tag;
    w->terms = conn_terms_of(op, args);
    w->link = NULL;
    if (b->waiting.last != NULL)
        b->waiting.last->link = w;
    else
        b->waiting.first = w;
    b->waiting.last = w;
    b->left++;
    return CONN_OK;
}

wish *conn_batch_next_wish(conn_batch *b)
{
    wish *w = b->waiting.first;
    b->waiting.first = w->link;
    if (b->waiting.first == NULL)
        b->waiting.last = NULL;
    return w;
}

/* ---- waiting ---- */

static void wait_for_some(conn_batch *b, int64_t ms)
{
    if (b->flights == NULL) {
        if (ms > 0)
            conn_cancel_sleep(b->cancel,
                              ms < BATCH_POLL_MS ? ms : BATCH_POLL_MS);
        return;
    }
    conn_flight *flight = b->many->wait(b->flights, ms);
    for (; flight != NULL; flight = b->many->wait(b->flights, -1)) {
        entry *e = flight->user;
        conn_call_sent(&e->call, flight->status);
        e->state = READY;
    }
}

/* Memory is too short even to begin the next call, and nothing under way will
 * give any back. */
static void fail_wish(conn_batch *b, void **tag, conn_error *err)
{
    wish *w = conn_batch_next_wish(b);
    if (tag != NULL)
        *tag = w->tag;
    conn_fail_memory(err);
    wish_keep(b, w);
}

static void give(conn_batch *b, entry *e, conn_reply **reply, void **tag,
                 conn_error *err)
{
    if (tag != NULL)
        *tag = e->wish->tag;
    conn_call_finish(&e->call, reply, err);
    wish_keep(b, e->wish);
    e->wish = NULL;
    e->link = b->unused;
    b->unused = e;
}

bool conn_batch_next(conn_batch *b, conn_reply **reply, void **tag,
                     conn_error *err)
{
    *reply = NULL;
    conn_error_clear(err);
    if (b->left == 0)
        return false;
    while (b->ended.first == NULL) {
        int64_t ms = conn_batch_advance(b);
        if (b->active_count == 0 && b->ended.first == NULL)
            break;
        /* Without a wait too, so that what has begun is on its way while the
         * caller is busy. */
        wait_for_some(b, b->ended.first == NULL ? ms : 0);
    }
    entry *e = queue_take(&b->ended);
    b->left--;
    if (e != NULL)
        give(b, e, reply, tag, err);
    else
        fail_wish(b, tag, err);
    return true;
}
