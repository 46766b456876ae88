/* call.c - the course of a logical call, from arguments to a decoded reply. */
#include "call.h"

#include <stdio.h>
#include <string.h>

#include "fail.h"
#include "log.h"
#include "paginate.h"

conn_terms conn_terms_of(const conn_op *op, const void *args)
{
    conn_terms terms = {.deadline = CONN_NEVER};
    const conn_call_options *options = NULL;
    if (args != NULL)
        memcpy(&options, (const char *)args + op->call_offset, sizeof options);
    if (options == NULL)
        return terms;
    terms.timeout_ms = options->timeout_ms;
    terms.cancel = options->cancel;
    terms.key = options->idempotency_key;
    terms.keep_body = options->keep_body;
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
    if (missing != NULL)
        return conn_fail(err, CONN_USAGE, "argument `%s` is missing",
                         missing->label);
    if (op->idempotency_header != NULL && call->terms.key == NULL &&
        !conn_random_uuid(call->key))
        return conn_fail(err, CONN_USAGE, "there is no source of randomness");
    return CONN_OK;
}

/* Builds and sends once with the credentials there are, whose login is stored
 * in *login. */
static conn_status exchange(conn_exchange *call, conn_reply *reply,
                            uint64_t *login, conn_error *err)
{
    conn_request request = {0};
    conn_status status = conn_request_build(&request, call, err);
    *login = request.login;
    if (status == CONN_OK)
        status = conn_call_send(call, &request, reply, err);
    conn_request_free(&request);
    return status;
}

/* Sends, and where the credentials have expired once more with new ones. */
static conn_status answer(conn_exchange *call, conn_reply *reply,
                          conn_error *err)
{
    bool renews = conn_auth_can_renew(call);
    uint64_t login = 0;
    conn_status status = CONN_OK;
    if (renews && call->client->auth->provision != NULL)
        status = conn_auth_renew(call, 0, err);
    if (status != CONN_OK)
        return status;
    status = exchange(call, reply, &login, err);
    bool expired = status == CONN_AUTH_EXPIRED || err->http_status == 401;
    if (status == CONN_OK || !expired || !renews)
        return status;
    status = conn_auth_renew(call, login, err);
    return status == CONN_OK ? exchange(call, reply, &login, err) : status;
}

/* What is read from the answer, in this order: decoding spoils the body. */
static conn_status digest(conn_exchange *call, conn_reply *reply,
                          conn_error *err)
{
    conn_client *client = call->client;
    conn_scope scope = {.arena = &reply->arena,
                        .config = client->config,
                        .op = call->op,
                        .args = call->args,
                        .response = &reply->response};
    conn_status status = conn_session_save(call, &scope, err);
    if (status == CONN_OK && call->page != NULL)
        status = conn_page_read(call->page, reply, err);
    if (status == CONN_OK)
        status = conn_reply_decode(reply, call->op, client->options.max_depth,
                                   call->terms.keep_body, err);
    if (status != CONN_OK) {
        err->http_status = reply->response.status;
        conn_error_keep_body(err, reply->kept.data, reply->kept.len);
    }
    return status;
}

conn_status conn_call_run(conn_exchange *call, conn_reply **out,
                          conn_error *err)
{
    conn_error local = {0};
    conn_reply *reply = NULL;
    call->started = conn_clock_ms();
    conn_status status = check(call, &local);
    if (status == CONN_OK) {
        reply = conn_reply_new(call->client->options.max_response);
        status = reply != NULL ? answer(call, reply, &local)
                               : conn_fail_memory(&local);
    }
    if (status == CONN_OK)
        status = digest(call, reply, &local);
    if (status == CONN_OK) {
        reply->attempts = call->attempts;
        conn_error_clear(err);
        conn_error_clear(&local);
        *out = reply;
        return CONN_OK;
    }
    conn_reply_free(reply);
    conn_error_label(&local, call->op, status);
    conn_redact_error(call, &local);
    if (err == NULL) {
        conn_error_clear(&local);
    } else {
        conn_error_clear(err);
        *err = local;
    }
    return status;
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
