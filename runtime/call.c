/* call.c - the course of a logical call, from arguments to a decoded reply. */
#include "call.h"

#include <stdio.h>
#include <string.h>

#include "fail.h"
#include "hook_run.h"
#include "log.h"
#include "paginate.h"
#include "upload.h"

conn_terms conn_terms_of(const conn_op *op, const void *args)
{
    const conn_call_options *options = NULL;
    if (args != NULL)
        memcpy(&options, (const char *)args + op->call_offset, sizeof options);
    return conn_terms_from(options);
}

conn_terms conn_terms_from(const conn_call_options *options)
{
    conn_terms terms = {.deadline = CONN_NEVER};
    if (options == NULL)
        return terms;
    terms.timeout_ms = options->timeout_ms;
    terms.cancel = options->cancel;
    terms.key = options->idempotency_key;
    terms.keep_body = options->keep_body;
    terms.upload = options->upload;
    terms.download = options->download;
    if (options->deadline_ms > 0)
        terms.deadline =
            conn_clock_after(conn_clock_ms(), options->deadline_ms);
    return terms;
}

bool conn_op_is_repeatable(const conn_op *op)
{
    static const char *const methods[] = {"GET",    "HEAD",    "PUT",
                                          "DELETE", "OPTIONS", "TRACE"};
    if (op->idempotent || op->idempotency_header != NULL)
        return true;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (strcmp(op->method, methods[i]) == 0)
            return true;
    return false;
}

conn_status conn_error_label(conn_error *err, const conn_op *op,
                             conn_status status)
{
    char message[sizeof err->message];
    if (err == NULL || err->operation != NULL)
        return status;
    memcpy(message, err->message, sizeof message);
    snprintf(err->message, sizeof err->message, "%s: ", op->name);
    size_t len = strlen(err->message);
    snprintf(err->message + len, sizeof err->message - len, "%s", message);
    err->operation = conn_error_text(err, op->name, strlen(op->name));
    return status;
}

static conn_status check(conn_exchange *call, conn_error *err)
{
    const conn_op *op = call->op;
    const conn_arg *missing =
        conn_args_missing(op->args, op->arg_count, call->args);
    bool replaced = missing != NULL && missing->place == CONN_IN_CALL &&
                    call->terms.upload != NULL;
    if (missing != NULL && !replaced)
        return conn_fail(err, CONN_USAGE, "argument `%s` is missing",
                         missing->label);
    if (op->idempotency_header != NULL && call->terms.key == NULL &&
        !conn_random_uuid(call->key))
        return conn_fail(err, CONN_USAGE, "there is no source of randomness");
    return CONN_OK;
}

conn_status conn_call_read(conn_exchange *call, conn_reply *reply,
                           conn_error *err)
{
    conn_scope scope = {.arena = &reply->arena,
                        .connector = call->client->connector,
                        .config = call->client->config,
                        .op = call->op,
                        .args = call->args,
                        .response = &reply->response};
    conn_page *page = call->page;
    conn_status status = conn_session_save(call, &scope, err);
    call->read = true;
    if (status == CONN_OK && page != NULL)
        status = conn_page_read(page, reply, err);
    if (status == CONN_OK && page != NULL && call->op->hooks != NULL)
        conn_page_count(page, reply);
    if (status == CONN_OK && page != NULL && page->how->kind == CONN_P_CUSTOM)
        status = conn_hook_read_page(call, err);
    return status;
}

/* What is read from the answer, in this order: decoding spoils the body. */
static conn_status digest(conn_exchange *call, conn_reply *reply,
                          conn_error *err)
{
    conn_status status = CONN_OK;
    if (!call->read)
        status = conn_call_read(call, reply, err);
    if (status == CONN_OK && call->terms.download != NULL)
        status = conn_download_keep(&call->sink, err);
    else if (status == CONN_OK)
        status =
            conn_reply_decode(reply, call->op, call->client->options.max_depth,
                              call->terms.keep_body, err);
    if (status != CONN_OK) {
        err->http_status = reply->response.status;
        conn_error_keep_body(err, reply->kept.data, reply->kept.len);
    }
    return status;
}

/* ---- the machine ---- */

void conn_call_stop(conn_exchange *call, conn_status status)
{
    call->status = status;
    call->phase = CONN_PHASE_END;
}

/* Whether there must be a login first. */
static bool start(conn_exchange *call)
{
    call->started = conn_clock_ms();
    call->phase = CONN_PHASE_BUILD;
    call->status = check(call, &call->error);
    if (call->status == CONN_OK) {
        call->reply = conn_reply_new(call->client->options.max_response);
        if (call->reply == NULL)
            call->status = conn_fail_memory(&call->error);
    }
    if (call->status == CONN_OK && call->terms.download != NULL) {
        call->status = conn_download_begin(&call->sink, call->op,
                                           call->terms.download, &call->error);
        call->reply->response.sink = &call->sink.base;
    }
    if (call->status != CONN_OK)
        call->phase = CONN_PHASE_END;
    return call->status == CONN_OK && conn_auth_can_renew(call) &&
           !conn_auth_is_ready(call);
}

static void build(conn_exchange *call)
{
    call->phase = CONN_PHASE_RATE;
    call->failed = 0;
    call->redirects = 0;
    call->read = false;
    call->status = conn_request_build(&call->request, call, &call->error);
    call->login = call->request.login;
    if (call->answered)
        call->phase = CONN_PHASE_JUDGE;
    if (call->status != CONN_OK)
        call->phase = CONN_PHASE_END;
}

void conn_call_renewed(conn_exchange *call, conn_status status)
{
    if (status != CONN_OK)
        conn_call_stop(call, status);
}

/* The body is gone: this call ends, and the next one has new credentials. */
static void keep_from_repeating(conn_exchange *call)
{
    conn_error *err = &call->error;
    size_t len = strlen(err->message);
    snprintf(err->message + len, sizeof err->message - len,
             "; new credentials are for the next call, as the body can't be "
             "read again");
    conn_auth_expire(call);
}

enum { MOST_RENEWALS = 3 };

/* Whether newer credentials than the refused ones are worth a try. Those of a
 * login are not if they were refused at once; they are if the call had to wait
 * between, or if another call has logged in since. */
static bool may_renew(const conn_exchange *call)
{
    return call->renewals < MOST_RENEWALS && conn_auth_can_renew(call) &&
           (!call->fresh || conn_auth_is_renewed(call, call->login));
}

/* Whether the call failed because its credentials have expired, and is to log
 * in. A challenge is answered without. */
static bool wants_login(conn_exchange *call)
{
    bool expired = call->status == CONN_AUTH_EXPIRED ||
                   (call->status != CONN_OK && call->error.http_status == 401);
    if (!expired || !may_renew(call))
        return false;
    bool digest = call->client->auth->kind == CONN_A_DIGEST;
    if (digest && !conn_auth_take_challenge(call, &call->reply->response))
        return false;
    if (!conn_call_rewind(call)) {
        keep_from_repeating(call);
        return false;
    }
    call->renewals++;
    call->fresh = true;
    conn_request_free(&call->request);
    call->request = (conn_request){0};
    call->phase = CONN_PHASE_BUILD;
    if (digest)
        conn_error_clear(&call->error);
    return !digest;
}

conn_turn conn_call_turn(conn_exchange *call)
{
    for (;;) {
        switch (call->phase) {
        case CONN_PHASE_START:
            if (start(call))
                return CONN_TURN_LOGIN;
            break;
        case CONN_PHASE_BUILD:
            build(call);
            break;
        case CONN_PHASE_RATE:
            if (conn_call_rate(call))
                return CONN_TURN_WAIT;
            break;
        case CONN_PHASE_SEND:
            if (conn_call_prepare(call))
                return CONN_TURN_SEND;
            break;
        case CONN_PHASE_JUDGE:
            if (conn_call_judge(call))
                return CONN_TURN_WAIT;
            if (call->phase == CONN_PHASE_END && wants_login(call))
                return CONN_TURN_LOGIN;
            break;
        case CONN_PHASE_END:
            return CONN_TURN_END;
        }
    }
}

static void drop_flow(conn_exchange *call)
{
    if (call->flow != NULL)
        call->flow->close(call->flow);
    call->flow = NULL;
}

conn_status conn_call_report(const conn_exchange *call, conn_status status,
                             conn_error *local, conn_error *err)
{
    conn_error_label(local, call->op, status);
    conn_redact_error(call, local);
    if (err == NULL) {
        conn_error_clear(local);
    } else {
        conn_error_clear(err);
        *err = *local;
        *local = (conn_error){0};
    }
    return status;
}

conn_status conn_call_finish(conn_exchange *call, conn_reply **out,
                             conn_error *err)
{
    conn_reply *reply = call->reply;
    conn_status status = call->status;
    if (status == CONN_OK && !call->flows)
        status = call->status = digest(call, reply, &call->error);
    /* What was sent and came holds secrets that the message must not. */
    if (status != CONN_OK)
        conn_call_report(call, status, &call->error, err);
    conn_request_free(&call->request);
    call->request = (conn_request){0};
    call->reply = NULL;
    conn_download_end(&call->sink);
    if (reply != NULL)
        reply->response.sink = NULL;
    if (status != CONN_OK) {
        drop_flow(call);
        conn_reply_free(reply);
        return status;
    }
    reply->attempts = call->attempts;
    conn_error_clear(err);
    conn_error_clear(&call->error);
    *out = reply;
    return CONN_OK;
}

void conn_call_drop(conn_exchange *call)
{
    conn_request_free(&call->request);
    conn_download_end(&call->sink);
    conn_reply_free(call->reply);
    conn_error_clear(&call->error);
    *call = (conn_exchange){0};
}

/* ---- one call, waited for ---- */

static void hold(conn_exchange *call)
{
    int64_t ms = call->until - conn_clock_ms();
    if (ms > 0 && !conn_cancel_sleep(call->terms.cancel, ms))
        conn_call_stop(call,
                       conn_fail(&call->error, CONN_CANCELLED, "cancelled"));
}

conn_status conn_call_run(conn_exchange *call, conn_reply **out,
                          conn_error *err)
{
    conn_transport *transport = call->client->transport;
    for (;;) {
        switch (conn_call_turn(call)) {
        case CONN_TURN_SEND:
            conn_call_sent(call, call->flows
                                     ? conn_call_open(call)
                                     : transport->send(transport, &call->http,
                                                       &call->reply->response,
                                                       &call->error));
            break;
        case CONN_TURN_WAIT:
            hold(call);
            break;
        case CONN_TURN_LOGIN:
            conn_call_renewed(call,
                              conn_auth_renew(call, call->login, &call->error));
            break;
        case CONN_TURN_END:
            return conn_call_finish(call, out, err);
        }
    }
}

conn_reply *conn_call(conn_client *client, const conn_op *op, const void *args,
                      conn_error *err)
{
    conn_reply *reply = NULL;
    conn_exchange call = {.client = client,
                          .op = op,
                          .args = args,
                          .terms = conn_terms_of(op, args)};
    return conn_call_run(&call, &reply, err) == CONN_OK ? reply : NULL;
}
