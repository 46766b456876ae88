/* auth.c - who logs in, and when: once for all threads. */
#include "auth.h"

#include <string.h>

#include "call.h"
#include "fail.h"
#include "oauth2.h"

/* How long a waiting thread may overlook its own cancel token. */
#define CANCEL_POLL_MS 20

/* ---- logging in ---- */

bool conn_auth_can_renew(const conn_exchange *call)
{
    const conn_auth *auth = call->client->auth;
    if (call->mode != CONN_SIGNED || call->op->anonymous || auth == NULL)
        return false;
    switch (auth->kind) {
    case CONN_A_OAUTH2:
    case CONN_A_DIGEST:
        return true;
    case CONN_A_CUSTOM:
        return auth->provision != NULL || auth->refresh != NULL;
    case CONN_A_NONE:
    case CONN_A_BASIC:
    case CONN_A_BEARER:
    case CONN_A_API_KEY:
    case CONN_A_OAUTH1:
    case CONN_A_JWT:
    case CONN_A_AWS:
    case CONN_A_CERTIFICATE:
        break;
    }
    return false;
}

static conn_status run_step(const conn_exchange *call, const conn_op *step,
                            conn_login_mode mode, conn_error *err)
{
    conn_exchange login = {
        .client = call->client, .op = step, .terms = call->terms, .mode = mode};
    conn_reply *reply = NULL;
    login.terms.key = NULL;
    login.terms.keep_body = false;
    login.terms.upload = NULL;
    login.terms.download = NULL;
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
    if (auth->kind == CONN_A_OAUTH2)
        return conn_oauth2_renew(call, err);
    bool refresh =
        auth->refresh != NULL && (used > 0 || auth->provision == NULL);
    if (refresh)
        status = run_step(call, auth->refresh, CONN_REFRESH, err);
    if (auth->provision == NULL || (refresh && !is_refused(status)))
        return status;
    return run_step(call, auth->provision, CONN_UNSIGNED, err);
}

/* What of a failed login other threads are told too. */
static void copy_failure(const conn_error *from, conn_error *to)
{
    conn_fail(to, from->status, "%s", from->message);
    if (to == NULL)
        return;
    const char *code = from->vendor_code, *said = from->vendor_message;
    to->http_status = from->http_status;
    to->retry_after_ms = from->retry_after_ms;
    if (code != NULL)
        to->vendor_code = conn_error_text(to, code, strlen(code));
    if (said != NULL)
        to->vendor_message = conn_error_text(to, said, strlen(said));
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
    copy_failure(&session->failure, err);
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
    if (status == CONN_OK) {
        session->logins++;
        session->forgotten = false;
    }
    copy_failure(&failure, &session->failure);
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

bool conn_auth_is_ready(conn_exchange *call)
{
    const conn_auth *auth = call->client->auth;
    conn_session *session = &call->client->session;
    bool oauth2 = auth->kind == CONN_A_OAUTH2;
    if (!oauth2 && auth->provision == NULL)
        return true;
    pthread_mutex_lock(&session->lock);
    bool due = oauth2 && conn_oauth2_is_due(session);
    bool ready = session->logins > 0 && !session->forgotten && !due;
    call->login = session->logins;
    pthread_mutex_unlock(&session->lock);
    return ready;
}

void conn_auth_expire(const conn_exchange *call)
{
    conn_session *session = &call->client->session;
    pthread_mutex_lock(&session->lock);
    if (session->logins == call->login)
        session->forgotten = true;
    pthread_mutex_unlock(&session->lock);
}

/* ---- challenges ---- */

/* Reads all challenges of an answer; false if none can be met. */
static bool read_challenge(const conn_http_response *response, conn_digest *out)
{
    bool found = false;
    const char *at = NULL;
    while ((at = conn_response_header(response, "WWW-Authenticate", at)) !=
           NULL)
        found = conn_digest_read(at, out) || found;
    return found;
}

bool conn_auth_take_challenge(conn_exchange *call,
                              const conn_http_response *response)
{
    conn_session *session = &call->client->session;
    conn_digest challenge = {0};
    if (!read_challenge(response, &challenge))
        return false;
    pthread_mutex_lock(&session->lock);
    conn_digest_free(&session->challenge);
    session->challenge = challenge;
    session->nonce_count = 0;
    pthread_mutex_unlock(&session->lock);
    return true;
}
