/* batch.c - calls in flight together: each is the machine of call.h, and this
 * file is what waits for all of them. A login is made in a thread of its own,
 * so that the others fly on. */
#include "conn/batch.h"

#include <pthread.h>
#include <string.h>

#include "call.h"
#include "fail.h"

/* How long a cancel may go unnoticed while nothing else happens. */
#define CANCEL_POLL_MS 20
#define DEFAULT_IN_FLIGHT 32

typedef enum entry_state {
    WAITS_TURN,
    READY, /* to take its next step */
    IN_FLIGHT,
    WAITS_TIME,
    WAITS_LOGIN,
    LOGS_IN, /* its call is the login thread's */
    ENDED
} entry_state;

typedef struct entry {
    conn_exchange call;
    conn_flight flight;
    entry_state state;
    void *args; /* copied */
    size_t args_room;
    void *tag;
    struct entry *link;
} entry;

typedef struct queue {
    entry *first;
    entry *last;
} queue;

struct conn_batch {
    conn_client *client;
    const conn_many *many;
    conn_flights *flights;
    conn_cancel *cancel;
    queue waiting; /* for their turn */
    queue ended;
    entry *unused;
    entry **active; /* under way */
    size_t active_count;
    size_t most;
    size_t left;

    entry *login; /* the one that logs in, or NULL */
    pthread_t login_thread;
    pthread_mutex_t lock; /* of the two below */
    bool login_done;
    conn_status login_status;
};

static void queue_add(queue *q, entry *e)
{
    e->link = NULL;
    if (q->last != NULL)
        q->last->link = e;
    else
        q->first = e;
    q->last = e;
}

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
    b->active = conn_alloc_zeroed(b->most * sizeof(entry *));
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

static void entry_free(entry *e)
{
    conn_free(e->args);
    conn_free(e);
}

/* Gives up a call that has not been given out. */
static void drop(conn_batch *b, entry *e)
{
    conn_reply *reply = NULL;
    if (e->state == IN_FLIGHT && b->many != NULL)
        b->many->stop(b->flights, &e->flight);
    if (e->state != ENDED)
        conn_call_stop(&e->call,
                       conn_fail(&e->call.error, CONN_CANCELLED, "cancelled"));
    conn_call_drop(&e->call);
    conn_reply_free(reply);
    entry_free(e);
}

void conn_batch_free(conn_batch *b)
{
    if (b == NULL)
        return;
    conn_cancel_trigger(b->cancel);
    if (b->login != NULL)
        pthread_join(b->login_thread, NULL);
    for (size_t i = 0; i < b->active_count; i++)
        drop(b, b->active[i]);
    for (entry *e; (e = queue_take(&b->waiting)) != NULL;)
        drop(b, e);
    for (entry *e; (e = queue_take(&b->ended)) != NULL;)
        drop(b, e);
    for (entry *e = b->unused, *link; e != NULL; e = link) {
        link = e->link;
        entry_free(e);
    }
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

static entry *entry_new(conn_batch *b, size_t args_size)
{
    entry *e = b->unused;
    if (e != NULL)
        b->unused = e->link;
    else
        e = conn_alloc_zeroed(sizeof *e);
    if (e == NULL)
        return NULL;
    if (e->args_room < args_size) {
        void *more = conn_realloc(e->args, args_size);
        if (more == NULL) {
            e->link = b->unused;
            b->unused = e;
            return NULL;
        }
        e->args = more;
        e->args_room = args_size;
    }
    return e;
}

conn_status conn_batch_add(conn_batch *b, const conn_op *op, const void *args,
                           size_t args_size, void *tag, conn_error *err)
{
    conn_error_clear(err);
    entry *e = entry_new(b, args != NULL ? args_size : 0);
    if (e == NULL)
        return conn_fail_memory(err);
    if (args != NULL)
        memcpy(e->args, args, args_size);
    e->tag = tag;
    e->state = WAITS_TURN;
    e->call = (conn_exchange){.client = b->client,
                              .op = op,
                              .args = args != NULL ? e->args : NULL,
                              .terms = conn_terms_of(op, args)};
    if (e->call.terms.cancel == NULL)
        e->call.terms.cancel = b->cancel;
    queue_add(&b->waiting, e);
    b->left++;
    return CONN_OK;
}

/* ---- logins ---- */

static void *log_in(void *user)
{
    conn_batch *b = user;
    conn_exchange *call = &b->login->call;
    conn_status status = conn_auth_renew(call, call->login, &call->error);
    pthread_mutex_lock(&b->lock);
    b->login_status = status;
    b->login_done = true;
    pthread_mutex_unlock(&b->lock);
    if (b->flights != NULL)
        b->many->wake(b->flights);
    return NULL;
}

/* The outcome is that of all who waited for it, unless only its own caller gave
 * up. */
static void share_login(conn_batch *b, conn_status status,
                        const conn_error *failure)
{
    if (status == CONN_CANCELLED || status == CONN_TIMEOUT)
        return;
    for (size_t i = 0; i < b->active_count; i++) {
        entry *e = b->active[i];
        if (e->state != WAITS_LOGIN)
            continue;
        if (conn_auth_is_renewed(&e->call, e->call.login))
            status = CONN_OK;
        if (status != CONN_OK) {
            conn_fail(&e->call.error, status, "%s", failure->message);
            e->call.error.http_status = failure->http_status;
        }
        conn_call_renewed(&e->call, status);
        e->state = READY;
    }
}

static void end_login(conn_batch *b)
{
    pthread_mutex_lock(&b->lock);
    bool done = b->login_done;
    pthread_mutex_unlock(&b->lock);
    if (b->login == NULL || !done)
        return;
    pthread_join(b->login_thread, NULL);
    entry *e = b->login;
    b->login = NULL;
    b->login_done = false;
    share_login(b, b->login_status, &e->call.error);
    conn_call_renewed(&e->call, b->login_status);
    e->state = READY;
}

static void begin_login(conn_batch *b)
{
    for (size_t i = 0; b->login == NULL && i < b->active_count; i++) {
        entry *e = b->active[i];
        if (e->state != WAITS_LOGIN)
            continue;
        b->login = e;
        e->state = LOGS_IN;
        if (pthread_create(&b->login_thread, NULL, log_in, b) == 0)
            return;
        b->login = NULL;
        conn_call_renewed(&e->call, conn_fail_memory(&e->call.error));
        e->state = READY;
    }
}

/* ---- steps ---- */

static void fly(conn_batch *b, entry *e)
{
    conn_exchange *call = &e->call;
    conn_transport *transport = b->client->transport;
    conn_http_response *response = &call->reply->response;
    if (b->flights == NULL) {
        conn_call_sent(call, transport->send(transport, &call->http, response,
                                             &call->error));
        return;
    }
    e->flight = (conn_flight){.request = &call->http,
                              .response = response,
                              .err = &call->error,
                              .user = e};
    e->state = IN_FLIGHT;
    if (b->many->start(b->flights, &e->flight) == CONN_OK)
        return;
    conn_call_sent(call, e->flight.status);
    e->state = READY;
}

/* Goes on until the call must wait for something. */
static void step(conn_batch *b, entry *e)
{
    while (e->state == READY) {
        switch (conn_call_turn(&e->call)) {
        case CONN_TURN_SEND:
            fly(b, e);
            break;
        case CONN_TURN_WAIT:
            e->state = WAITS_TIME;
            break;
        case CONN_TURN_LOGIN:
            e->state = WAITS_LOGIN;
            if (conn_auth_is_renewed(&e->call, e->call.login))
                e->state = READY;
            break;
        case CONN_TURN_END:
            e->state = ENDED;
            break;
        }
    }
}

/* Ends a call where it waits, if it is to be. */
static void check(conn_batch *b, entry *e, int64_t now)
{
    conn_exchange *call = &e->call;
    bool waits = e->state == WAITS_TIME || e->state == WAITS_LOGIN ||
                 e->state == IN_FLIGHT;
    if (e->state == WAITS_TIME && now >= call->until)
        e->state = READY;
    if (!waits)
        return;
    bool cancelled =
        conn_cancel_is(call->terms.cancel) ||
        (call->terms.cancel != b->cancel && conn_cancel_is(b->cancel));
    if (!cancelled && !(e->state == WAITS_LOGIN && now >= call->terms.deadline))
        return;
    if (e->state == IN_FLIGHT)
        b->many->stop(b->flights, &e->flight);
    conn_call_stop(
        call, cancelled ? conn_fail(&call->error, CONN_CANCELLED, "cancelled")
                        : conn_fail(&call->error, CONN_TIMEOUT,
                                    "the deadline has passed"));
    e->state = READY;
}

/* Takes those that have ended out of the active ones. */
static void sweep(conn_batch *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->active_count; i++) {
        entry *e = b->active[i];
        if (e->state == ENDED)
            queue_add(&b->ended, e);
        else
            b->active[kept++] = e;
    }
    b->active_count = kept;
}

/* Lets one call go as far as it can; *until is moved to when it must be looked
 * at again at the latest. */
static void tend(conn_batch *b, entry *e, int64_t now, int64_t *until)
{
    check(b, e, now);
    step(b, e);
    if (e->state == WAITS_TIME && e->call.until < *until)
        *until = e->call.until;
    bool watch = e->call.terms.cancel != b->cancel || e->state == WAITS_LOGIN ||
                 e->state == LOGS_IN;
    if (watch && *until > now + CANCEL_POLL_MS)
        *until = now + CANCEL_POLL_MS;
}

static void admit(conn_batch *b, int64_t now, int64_t *until)
{
    while (b->active_count < b->most) {
        entry *e = queue_take(&b->waiting);
        if (e == NULL)
            return;
        e->state = READY;
        if (conn_cancel_is(b->cancel))
            conn_call_stop(&e->call, conn_fail(&e->call.error, CONN_CANCELLED,
                                               "cancelled"));
        b->active[b->active_count++] = e;
        tend(b, e, now, until);
    }
}

/* Lets every call go as far as it can; returns how long nothing is to be done
 * but to wait for the network. What has ended makes room first, so that the
 * next are on their way while the caller is busy with it. */
static int64_t advance(conn_batch *b)
{
    int64_t now = conn_clock_ms(), until = now + 1000;
    end_login(b);
    for (size_t i = 0; i < b->active_count; i++)
        tend(b, b->active[i], now, &until);
    sweep(b);
    admit(b, now, &until);
    begin_login(b);
    sweep(b);
    return until > now ? until - now : 0;
}

static void wait_for_some(conn_batch *b, int64_t ms)
{
    if (b->flights == NULL) {
        if (ms > 0)
            conn_cancel_sleep(b->cancel,
                              ms < CANCEL_POLL_MS ? ms : CANCEL_POLL_MS);
        return;
    }
    conn_flight *flight = b->many->wait(b->flights, ms);
    for (; flight != NULL; flight = b->many->wait(b->flights, -1)) {
        entry *e = flight->user;
        conn_call_sent(&e->call, flight->status);
        e->state = READY;
    }
}

bool conn_batch_next(conn_batch *b, conn_reply **reply, void **tag,
                     conn_error *err)
{
    *reply = NULL;
    conn_error_clear(err);
    if (b->left == 0)
        return false;
    while (b->ended.first == NULL) {
        int64_t ms = advance(b);
        /* Without a wait too, so that what has begun is on its way while the
         * caller is busy. */
        wait_for_some(b, b->ended.first == NULL ? ms : 0);
    }
    entry *e = queue_take(&b->ended);
    b->left--;
    if (tag != NULL)
        *tag = e->tag;
    conn_call_finish(&e->call, reply, err);
    e->link = b->unused;
    b->unused = e;
    return true;
}
