/* auth.c - stored values, and who logs in. */
#include "auth.h"

#include <string.h>

#include "call.h"
#include "fail.h"

/* How long a waiting thread may overlook its own cancel token. */
#define CANCEL_POLL_MS 20

/* ---- stored values ---- */

bool conn_session_init(conn_session *session, size_t slot_count)
{
    memset(session, 0, sizeof *session);
    session->slots = conn_alloc_zeroed(slot_count * sizeof(conn_value));
    if (session->slots == NULL)
        return false;
    session->slot_count = slot_count;
    if (pthread_mutex_init(&session->lock, NULL) != 0)
        goto no_lock;
    if (!conn_cond_init(&session->changed))
        goto no_cond;
    return true;
no_cond:
    pthread_mutex_destroy(&session->lock);
no_lock:
    conn_free(session->slots);
    session->slots = NULL;
    return false;
}

static void drop_value(conn_value *value)
{
    if (value->text.data != NULL) {
        conn_wipe((char *)value->text.data, value->text.len);
        conn_free((char *)value->text.data);
    }
    *value = (conn_value){.kind = CONN_V_NULL};
}

void conn_session_free(conn_session *session)
{
    if (session->slots == NULL)
        return;
    for (size_t i = 0; i < session->slot_count; i++)
        drop_value(&session->slots[i]);
    conn_free(session->slots);
    session->slots = NULL;
    pthread_cond_destroy(&session->changed);
    pthread_mutex_destroy(&session->lock);
}

const conn_value *conn_session_copy(conn_session *session, conn_arena *arena,
                                    uint64_t *login)
{
    size_t count = session->slot_count;
    conn_value *copy = conn_arena_alloc(arena, (count + 1) * sizeof *copy);
    if (copy == NULL)
        return NULL;
    pthread_mutex_lock(&session->lock);
    *login = session->logins;
    for (size_t i = 0; copy != NULL && i < count; i++) {
        copy[i] = session->slots[i];
        if (copy[i].text.data == NULL)
            continue;
        copy[i].text.data =
            conn_arena_text(arena, copy[i].text.data, copy[i].text.len);
        if (copy[i].text.data == NULL)
            copy = NULL;
    }
    pthread_mutex_unlock(&session->lock);
    return copy;
}

/* A value that owns its text. */
static bool own_value(conn_value *value)
{
    value->secret = true;
    if (value->kind != CONN_V_TEXT) {
        value->text = (conn_str){NULL, 0};
        return true;
    }
    value->text.data = conn_text_copy_len(
        value->text.len > 0 ? value->text.data : "", value->text.len);
    return value->text.data != NULL;
}

static conn_status eval_saves(const conn_exchange *call,
                              const conn_scope *scope, conn_value *values,
                              conn_error *err)
{
    const conn_op *op = call->op;
    size_t nulls = 0;
    for (size_t i = 0; i < op->save_count; i++) {
        conn_status status =
            conn_expr_eval(scope, op->saves[i].value, &values[i], err);
        if (status == CONN_USAGE)
            return conn_fail(err, CONN_DECODE,
                             "a value to keep is not in the answer");
        if (status != CONN_OK)
            return status;
        nulls += values[i].kind == CONN_V_NULL;
    }
    bool login = call->mode != CONN_SIGNED;
    if (login && nulls == op->save_count)
        return conn_fail(
            err, CONN_DECODE,
            "the login's answer has nothing of what is to be kept");
    return CONN_OK;
}

conn_status conn_session_save(conn_exchange *call, const conn_scope *scope,
                              conn_error *err)
{
    const conn_op *op = call->op;
    conn_session *session = &call->client->session;
    size_t count = op->save_count, owned = 0;
    if (count == 0)
        return CONN_OK;
    conn_value *values = conn_arena_alloc(scope->arena, count * sizeof *values);
    if (values == NULL)
        return conn_fail_memory(err);
    conn_status status = eval_saves(call, scope, values, err);
    if (status != CONN_OK)
        return status;
    while (owned < count && own_value(&values[owned]))
        owned++;
    if (owned < count) {
        while (owned > 0)
            drop_value(&values[--owned]);
        return conn_fail_memory(err);
    }
    pthread_mutex_lock(&session->lock);
    for (size_t i = 0; i < count; i++) {
        drop_value(&session->slots[op->saves[i].slot]);
        session->slots[op->saves[i].slot] = values[i];
    }
    pthread_mutex_unlock(&session->lock);
    return CONN_OK;
}

/* ---- logging in ---- */

bool conn_auth_can_renew(const conn_exchange *call)
{
    const conn_auth *auth = call->client->auth;
    return call->mode == CONN_SIGNED && !call->op->anonymous && auth != NULL &&
           auth->kind == CONN_A_CUSTOM &&
           (auth->provision != NULL || auth->refresh != NULL);
}

static conn_status run_step(const conn_exchange *call, const conn_op *step,
                            conn_login_mode mode, conn_error *err)
{
    conn_exchange login = {
        .client = call->client, .op = step, .terms = call->terms, .mode = mode};
    conn_reply *reply = NULL;
    login.terms.key = NULL;
    login.terms.keep_body = false;
    conn_status status = conn_call_run(&login, &reply, err);
    if (status == CONN_OK)
        call->client->counters.logins++;
    conn_reply_free(reply);
    return status;
}

/* Whether a refresh failed because what it needs has expired itself. */
static bool is_refused(conn_status status)
{
    return status == CONN_AUTH_EXPIRED || status == CONN_UNAUTHORIZED ||
           status == CONN_FORBIDDEN || status == CONN_INVALID;
}

static conn_status login(const conn_exchange *call, uint64_t used,
                         conn_error *err)
{
    const conn_auth *auth = call->client->auth;
    conn_status status = CONN_UNAUTHORIZED;
    bool refresh =
        auth->refresh != NULL && (used > 0 || auth->provision == NULL);
    if (refresh)
        status = run_step(call, auth->refresh, CONN_REFRESH, err);
    if (auth->provision == NULL || (refresh && !is_refused(status)))
        return status;
    return run_step(call, auth->provision, CONN_UNSIGNED, err);
}

/* Waits while another thread logs in. CONN_OK if there is reason to look
 * again. The session is locked. */
static conn_status wait_for_other(conn_session *session,
                                  const conn_exchange *call, conn_error *err)
{
    uint64_t ended = session->ended;
    while (session->busy && session->ended == ended) {
        int64_t now = conn_clock_ms(), until = call->terms.deadline;
        if (conn_cancel_is(call->terms.cancel))
            return conn_fail(err, CONN_CANCELLED, "cancelled");
        if (now >= until)
            return conn_fail(err, CONN_TIMEOUT, "the deadline has passed");
        if (call->terms.cancel != NULL && until - now > CANCEL_POLL_MS)
            until = now + CANCEL_POLL_MS;
        conn_cond_wait(&session->changed, &session->lock, until);
    }
    conn_status status = session->failure.status;
    /* What ended only because its own caller gave up says nothing to others. */
    if (status == CONN_OK || status == CONN_CANCELLED || status == CONN_TIMEOUT)
        return CONN_OK;
    conn_fail(err, status, "%s", session->failure.message);
    if (err != NULL)
        err->http_status = session->failure.http_status;
    return status;
}

/* Logs in for all; the session is locked before and after, not meanwhile. */
static conn_status login_for_all(conn_session *session,
                                 const conn_exchange *call, uint64_t used,
                                 conn_error *err)
{
    session->busy = true;
    pthread_mutex_unlock(&session->lock);
    conn_error failure = {0};
    conn_status status = login(call, used, &failure);
    pthread_mutex_lock(&session->lock);
    session->busy = false;
    session->ended++;
    if (status == CONN_OK)
        session->logins++;
    session->failure = (conn_error){.status = failure.status,
                                    .http_status = failure.http_status};
    memcpy(session->failure.message, failure.message, sizeof failure.message);
    pthread_cond_broadcast(&session->changed);
    conn_error_clear(err); /* it may hold the 401 that made us log in */
    if (err != NULL)
        *err = failure;
    else
        conn_error_clear(&failure);
    return status;
}

bool conn_auth_is_renewed(const conn_exchange *call, uint64_t used)
{
    conn_session *session = &call->client->session;
    pthread_mutex_lock(&session->lock);
    bool renewed = session->logins > used;
    pthread_mutex_unlock(&session->lock);
    return renewed;
}

conn_status conn_auth_renew(conn_exchange *call, uint64_t used, conn_error *err)
{
    conn_session *session = &call->client->session;
    conn_status status = CONN_OK;
    pthread_mutex_lock(&session->lock);
    while (status == CONN_OK && session->logins <= used)
        status = session->busy ? wait_for_other(session, call, err)
                               : login_for_all(session, call, used, err);
    pthread_mutex_unlock(&session->lock);
    return status;
}
