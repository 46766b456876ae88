/* call_send.c - attempts: throttle, timeouts, redirects and retries. */
#include <inttypes.h>
#include <string.h>

#include "call.h"
#include "fail.h"
#include "log.h"

#define MOST_REDIRECTS 5

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* How long one attempt may take from now: its own timeout, within what is left
 * of the call. The first attempt is not held to the time for all. */
static int64_t timeout_of(const conn_exchange *call, int64_t now)
{
    const conn_options *options = &call->client->options;
    int64_t timeout = call->terms.timeout_ms;
    if (timeout <= 0)
        timeout = options->timeout_ms;
    if (timeout <= 0)
        timeout = call->op->timeout_ms;
    if (timeout <= 0)
        timeout = 30000;
    if (call->terms.deadline != CONN_NEVER)
        timeout = least(timeout, call->terms.deadline - now);
    if (call->attempts > 0)
        timeout = least(timeout, call->started + options->retry_total_ms - now);
    /* libcurl takes 0 for none, and a long. */
    return timeout < 1 ? 1 : least(timeout, INT32_MAX);
}

static conn_status hold(const conn_exchange *call, int64_t ms, conn_error *err)
{
    if (conn_cancel_sleep(call->terms.cancel, ms))
        return CONN_OK;
    return conn_fail(err, CONN_CANCELLED, "cancelled");
}

static conn_status throttle(const conn_exchange *call, conn_error *err)
{
    int64_t ms = 0, now = conn_clock_ms();
    if (now >= call->terms.deadline)
        return conn_fail(err, CONN_TIMEOUT, "the deadline has passed");
    if (call->op->throttle == NULL)
        return CONN_OK;
    conn_status status =
        conn_throttle_take(&call->client->throttles, call->op->throttle, now,
                           call->terms.deadline, &ms);
    if (status != CONN_OK)
        return conn_fail_memory(err);
    if (call->terms.deadline != CONN_NEVER && ms > call->terms.deadline - now)
        return conn_fail(err, CONN_TIMEOUT,
                         "the rate allowed leaves no time before the deadline");
    if (ms > 0)
        conn_log(call, "%s: waits %" PRId64 " ms for its rate", call->op->name,
                 ms);
    return ms > 0 ? hold(call, ms, err) : CONN_OK;
}

static void count(conn_exchange *call, const conn_reply *reply)
{
    conn_counters *counters = &call->client->counters;
    call->attempts++;
    counters->requests++;
    counters->connections += reply->response.connected;
}

static void empty(conn_reply *reply)
{
    conn_buf_reset(&reply->response.headers);
    conn_buf_reset(&reply->response.body);
    conn_buf_reset(&reply->url);
    reply->response.status = 0;
    reply->response.connected = false;
    reply->response.transient = false;
}

/* Sends the request once; CONN_OK with an answer of any status. */
static conn_status send_once(conn_exchange *call, conn_request *request,
                             conn_reply *reply, conn_error *err)
{
    const conn_options *options = &call->client->options;
    empty(reply);
    conn_status status = throttle(call, err);
    if (status != CONN_OK)
        return status;
    int64_t start = conn_clock_ms(), timeout = timeout_of(call, start);
    conn_http_request http = {.method = call->op->method,
                              .url = request->url.data,
                              .headers = request->headers,
                              .header_count = request->header_count,
                              .body = request->body,
                              .body_len = request->body_len,
                              .connect_timeout_ms =
                                  least(options->connect_timeout_ms, timeout),
                              .timeout_ms = timeout,
                              .max_headers = options->max_headers,
                              .cancel = call->terms.cancel,
                              .repeatable = conn_op_is_repeatable(call->op)};
    conn_transport *transport = call->client->transport;
    status = transport->send(transport, &http, &reply->response, err);
    count(call, reply);
    int64_t took = conn_clock_ms() - start;
    if (status == CONN_OK)
        conn_log(call, "%s: %s %s: %d, %zu bytes, %" PRId64 " ms",
                 call->op->name, http.method, http.url, reply->response.status,
                 reply->response.body.len, took);
    else
        conn_log(call, "%s: %s %s: %s after %" PRId64 " ms", call->op->name,
                 http.method, http.url, conn_status_name(status), took);
    if (status == CONN_TIMEOUT && conn_clock_ms() >= call->terms.deadline)
        return conn_fail(err, CONN_TIMEOUT, "the deadline has passed");
    if (status == CONN_OK && !conn_buf_puts(&reply->url, request->url.data))
        return conn_fail_memory(err);
    return status;
}

/* ---- redirects ---- */

static bool is_redirect(const conn_exchange *call, const conn_reply *reply)
{
    static const uint16_t redirects[] = {301, 302, 303, 307, 308, 0};
    const char *method = call->op->method;
    bool safe = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    return safe && conn_status_among(redirects, reply->response.status) &&
           !conn_op_accepts(call->op, reply->response.status) &&
           conn_response_header(&reply->response, "Location", NULL) != NULL;
}

/* Points the request at the Location. A redirect to another origin is refused,
 * not followed without credentials: parameters and headers of the connector's
 * own may be as private. */
static conn_status redirect(conn_request *request, const conn_reply *reply,
                            conn_error *err)
{
    const char *to = conn_response_header(&reply->response, "Location", NULL);
    conn_uri base = conn_uri_split(reply->url.data, reply->url.len);
    conn_uri ref = conn_uri_split(to, strlen(to));
    conn_buf url = {0};
    conn_status status = CONN_OK;
    bool resolved = conn_uri_resolve(&url, &base, &ref);
    if (url.status != CONN_OK) {
        status = conn_fail_memory(err);
    } else if (!resolved) {
        status = conn_fail(err, CONN_VENDOR, "%d leads to no http URL",
                           reply->response.status);
    } else {
        conn_uri target = conn_uri_split(url.data, url.len);
        if (!conn_uri_same_origin(&base, &target))
            status = conn_fail(
                err, CONN_VENDOR,
                "%d leads to another origin, `%.*s`, and is not followed",
                reply->response.status, (int)target.authority.len,
                target.authority.data);
    }
    if (status == CONN_OK) {
        conn_buf old = request->url;
        request->url = url;
        url = old;
    } else {
        err->http_status = reply->response.status;
    }
    conn_buf_free(&url);
    return status;
}

/* One attempt: the request and the redirects that it meets. */
static conn_status attempt(conn_exchange *call, conn_request *request,
                           conn_reply *reply, conn_error *err)
{
    conn_status status = send_once(call, request, reply, err);
    for (int i = 0; status == CONN_OK && is_redirect(call, reply); i++) {
        if (i == MOST_REDIRECTS) {
            status = conn_fail(err, CONN_VENDOR, "more than %d redirects",
                               MOST_REDIRECTS);
            err->http_status = reply->response.status;
            break;
        }
        status = redirect(request, reply, err);
        if (status == CONN_OK)
            status = send_once(call, request, reply, err);
    }
    if (status != CONN_OK || conn_op_accepts(call->op, reply->response.status))
        return status;
    conn_scope scope = request->scope;
    scope.response = &reply->response;
    return conn_reply_fail(&scope, err);
}

/* ---- retries ---- */

/* Whether the failure may pass; what the server refused for good does not. */
static bool may_pass(const conn_exchange *call, const conn_reply *reply)
{
    if (reply->response.transient)
        return true;
    return reply->response.status != 0 &&
           conn_status_among(call->op->retry->statuses, reply->response.status);
}

/* Whether to try again, and after how long. */
static bool again(const conn_exchange *call, const conn_reply *reply,
                  const conn_error *err, int failed, int64_t *ms)
{
    const conn_retry *retry = call->op->retry;
    const conn_options *options = &call->client->options;
    if (retry == NULL || options->no_retry || failed > retry->max ||
        !conn_op_is_repeatable(call->op) || !may_pass(call, reply))
        return false;
    *ms = conn_backoff_ms(retry, failed);
    if (err->retry_after_ms > *ms)
        *ms = err->retry_after_ms;
    int64_t end =
        least(call->terms.deadline,
              conn_clock_after(call->started, options->retry_total_ms));
    return *ms < end - conn_clock_ms();
}

conn_status conn_call_send(conn_exchange *call, conn_request *request,
                           conn_reply *reply, conn_error *err)
{
    int64_t ms;
    for (int failed = 1;; failed++) {
        conn_status status = attempt(call, request, reply, err);
        if (status == CONN_OK || !again(call, reply, err, failed, &ms))
            return status;
        conn_log(call, "%s: tries again in %" PRId64 " ms (%d of %d): %s",
                 call->op->name, ms, failed, call->op->retry->max,
                 conn_status_name(status));
        status = hold(call, ms, err);
        if (status != CONN_OK)
            return status;
        call->client->counters.retries++;
    }
}
