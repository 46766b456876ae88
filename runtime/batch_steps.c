/* batch_steps.c - how the calls of a batch go on: their logins, their waits,
 * and who has a place in flight. */
#include <string.h>

#include "batch_state.h"
#include "fail.h"

/* ---- logins ---- */

static void *log_in(void *user)
{
    conn_batch *b = user;
    conn_exchange *call = &b->login_call;
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
    conn_cancel_free(b->login_cancel);
    entry *e = b->login;
    b->login = NULL;
    b->login_done = false;
    share_login(b, b->login_status, &b->login_call.error);
    conn_error_clear(&e->call.error);
    e->call.error = b->login_call.error;
    conn_call_renewed(&e->call, b->login_status);
    e->state = READY;
}

/* Lets `e` log in: by a call of its own, which the batch can end whatever token
 * the caller has given. */
static bool start_login(conn_batch *b, entry *e)
{
    b->login_cancel = conn_cancel_new();
    if (b->login_cancel == NULL)
        return false;
    b->login_call = (conn_exchange){.client = b->client,
                                    .op = e->call.op,
                                    .args = e->call.args,
                                    .terms = e->call.terms,
                                    .login = e->call.login};
    b->login_call.terms.cancel = b->login_cancel;
    if (pthread_create(&b->login_thread, NULL, log_in, b) == 0)
        return true;
    conn_cancel_free(b->login_cancel);
    return false;
}

static void begin_login(conn_batch *b)
{
    for (size_t i = 0; b->login == NULL && i < b->active_count; i++) {
        entry *e = b->active[i];
        if (e->state != WAITS_LOGIN)
            continue;
        if (start_login(b, e)) {
            b->login = e;
            e->state = LOGS_IN;
        } else {
            conn_call_renewed(&e->call, conn_fail_memory(&e->call.error));
            e->state = READY;
        }
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

/* A call that is to be tried again leaves its place, if not too many have. */
static void rest(conn_batch *b, entry *e)
{
    if (b->resting == b->most * MOST_RESTING)
        return;
    e->state = RESTS;
    b->resting++;
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
            if (e->call.phase == CONN_PHASE_RATE)
                rest(b, e);
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

static bool is_cancelled(const conn_batch *b, const entry *e)
{
    conn_cancel *own = e->call.terms.cancel;
    return conn_cancel_is(own) ||
           (own != b->cancel && conn_cancel_is(b->cancel));
}

static bool has_place(const conn_batch *b)
{
    return b->active_count - b->resting < b->most;
}

static void wake(conn_batch *b, entry *e)
{
    b->resting -= e->state == RESTS;
    e->state = READY;
}

/* Ends a call where it waits, if it is to be. */
static void check(conn_batch *b, entry *e, int64_t now)
{
    conn_exchange *call = &e->call;
    bool due = now >= call->until;
    if (e->state == READY || e->state == ENDED)
        return;
    bool cancelled = is_cancelled(b, e);
    if (e->state == LOGS_IN && cancelled)
        conn_cancel_trigger(b->login_cancel);
    if (e->state == LOGS_IN)
        return;
    bool late = e->state == WAITS_LOGIN && now >= call->terms.deadline;
    if (!cancelled && !late) {
        if ((e->state == WAITS_TIME && due) ||
            (e->state == RESTS && due && has_place(b)))
            wake(b, e);
        return;
    }
    if (e->state == IN_FLIGHT)
        b->many->stop(b->flights, &e->flight);
    conn_call_stop(
        call, cancelled ? conn_fail(&call->error, CONN_CANCELLED, "cancelled")
                        : conn_fail(&call->error, CONN_TIMEOUT,
                                    "the deadline has passed"));
    wake(b, e);
}

static void queue_add(queue *q, entry *e)
{
    e->link = NULL;
    if (q->last != NULL)
        q->last->link = e;
    else
        q->first = e;
    q->last = e;
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
    /* One that is due but has no place waits for an answer to another. */
    bool timed = e->state == WAITS_TIME ||
                 (e->state == RESTS && (e->call.until > now || has_place(b)));
    if (timed && e->call.until < *until)
        *until = e->call.until;
    bool watch = e->call.terms.cancel != b->cancel || e->state == WAITS_LOGIN ||
                 e->state == LOGS_IN;
    if (watch && *until > now + BATCH_POLL_MS)
        *until = now + BATCH_POLL_MS;
}

/* Begins the call that has waited longest; NULL if none does. Where memory is
 * short it is left where it was. */
static entry *begin(conn_batch *b)
{
    wish *w = b->waiting.first;
    entry *e = b->unused;
    if (w == NULL)
        return NULL;
    if (e != NULL)
        b->unused = e->link;
    else
        e = conn_alloc_zeroed(sizeof *e);
    if (e == NULL)
        return NULL;
    e->wish = conn_batch_next_wish(b);
    e->state = READY;
    e->call = (conn_exchange){
        .client = b->client, .op = w->op, .args = w->args, .terms = w->terms};
    if (e->call.terms.cancel == NULL)
        e->call.terms.cancel = b->cancel;
    return e;
}

/* Gives free places to those that have rested, then to the next in turn. */
static void admit(conn_batch *b, int64_t now, int64_t *until)
{
    for (size_t i = 0; b->resting > 0 && has_place(b) && i < b->active_count;
         i++)
        if (b->active[i]->state == RESTS)
            tend(b, b->active[i], now, until);
    while (has_place(b)) {
        entry *e = begin(b);
        if (e == NULL)
            return;
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
int64_t conn_batch_advance(conn_batch *b)
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
