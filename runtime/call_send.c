/* call_send.c - attempts: throttle, timeouts, redirects and retries. */
#include <inttypes.h>
#include <string.h>

#include "call.h"
#include "fail.h"
#include "hook_run.h"
#include "log.h"
#include "quota.h"
#include "upload.h"
#include "paginate.h"

#define MOST_REDIRECTS 5

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* What the call, the client or the operation allows one attempt. */
static int64_t own_timeout(const conn_exchange *call)
{
    int64_t timeout = call->terms.timeout_ms;
    if (timeout <= 0)
        timeout = call->client->options.timeout_ms;
    if (timeout <= 0)
        timeout = call->op->timeout_ms;
    return timeout > 0 ? timeout : 30000;
}

/* How long one attempt may take from now: its own timeout, within what is left
 * of the call. The first attempt is not held to the time for all. */
static int64_t timeout_of(const conn_exchange *call, int64_t now)
{
    const conn_options *options = &call->client->options;
    int64_t timeout = own_timeout(call);
    if (call->terms.deadline != CONN_NEVER)
        timeout = least(timeout, call->terms.deadline - now);
    if (call->attempts > 0)
        timeout = least(timeout, call->started + options->retry_total_ms - now);
    /* libcurl takes 0 for none, and a long. */
    return timeout < 1 ? 1 : least(timeout, INT32_MAX);
}

static void fail(conn_exchange *call, conn_status status, const char *message)
{
    conn_call_stop(call, conn_fail(&call->error, status, "%s", message));
}

/* Takes a place in the throttle. The wait for it is decided now: nobody else
 * gets the place meanwhile. */
bool conn_call_rate(conn_exchange *call)
{
    int64_t ms = 0, now = conn_clock_ms();
    call->phase = CONN_PHASE_SEND;
    if (now >= call->terms.deadline) {
        fail(call, CONN_TIMEOUT, "the deadline has passed");
        return false;
    }
    conn_status status = CONN_OK;
    int64_t quota = call->client->quota_until;
    if (call->op->throttle != NULL)
        status =
            conn_throttle_take(&call->client->throttles, call->op->throttle,
                               now, call->terms.deadline, &ms);
    if (quota - now > ms)
        ms = quota - now;
    if (status != CONN_OK) {
        conn_call_stop(call, conn_fail_memory(&call->error));
        return false;
    }
    if (call->terms.deadline != CONN_NEVER && ms > call->terms.deadline - now) {
        fail(call, CONN_TIMEOUT,
             "the rate allowed leaves no time before the deadline");
        return false;
    }
    if (ms > 0)
        conn_log(call, CONN_LOG_INFO, "%s: waits %" PRId64 " ms for its rate",
                 call->op->name, ms);
    call->until = now + ms;
    return ms > 0;
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
    conn_response_reset(&reply->response);
    reply->url = (conn_str){"", 0};
}

const char *conn_before_url(const conn_request *request)
{
    return request->url.data;
}

conn_status conn_before_set_header(conn_request *request, const char *name,
                                   const char *value)
{
    return conn_request_set_header(request, name, conn_str_of(value), NULL);
}

bool conn_call_prepare(conn_exchange *call)
{
    const conn_options *options = &call->client->options;
    const conn_request *request = &call->request;
    call->phase = CONN_PHASE_JUDGE;
    empty(call->reply);
    if (options->before != NULL) {
        call->status = options->before(options->hook_user, &call->request);
        if (call->status != CONN_OK) {
            conn_call_stop(call,
                           conn_fail(&call->error, call->status,
                                     "the client's own callback ends it"));
            return false;
        }
    }
    if (request->sealed)
        call->status = conn_auth_seal(&call->request, call, &call->error);
    if (request->sealed && call->status != CONN_OK) {
        conn_call_stop(call, call->status);
        return false;
    }
    if (call->terms.download != NULL)
        conn_download_restart(&call->sink);
    call->sent_at = conn_clock_ms();
    int64_t timeout = timeout_of(call, call->sent_at);
    call->http = (conn_http_request){
        .method = call->op->method,
        .url = request->url.data,
        .headers = request->headers,
        .header_count = request->header_count,
        .body = request->body,
        .body_len = request->body_len,
        .source = request->pieces != NULL ? &request->pieces->base : NULL,
        .call = call,
        .connect_timeout_ms = least(options->connect_timeout_ms, timeout),
        .timeout_ms = timeout,
        .max_headers = options->max_headers,
        .cancel = call->terms.cancel,
        .foreign = request->bare,
        .repeatable = conn_op_is_repeatable(call->op)};
    conn_log_request(call);
    return true;
}

conn_status conn_call_open(conn_exchange *call)
{
    conn_http_response *response = &call->reply->response;
    conn_flow *flow = NULL;
    call->http.timeout_ms = own_timeout(call); /* the longest silence */
    conn_status status =
        conn_transport_open(call->client->transport, &call->http, response,
                            call->terms.deadline, &flow, &call->error);
    int code = response->status;
    if (status != CONN_OK)
        return status;
    if (!conn_op_accepts(call->op, code) || code == 204 || code == 304)
        return conn_flow_drain(flow, response, &call->error);
    call->flow = flow;
    return CONN_OK;
}

static void log_sent(const conn_exchange *call)
{
    const conn_reply *reply = call->reply;
    int64_t took = conn_clock_ms() - call->sent_at;
    if (call->status == CONN_OK)
        conn_log(call, CONN_LOG_INFO,
                 "%s: %s %s: %d, %zu bytes, %" PRId64 " ms", call->op->name,
                 call->http.method, call->http.url, reply->response.status,
                 reply->response.body.len, took);
    else
        conn_log(call, CONN_LOG_WARN, "%s: %s %s: %s after %" PRId64 " ms",
                 call->op->name, call->http.method, call->http.url,
                 conn_status_name(call->status), took);
    conn_log_answer(call);
}

/* The caller's callback, and the quota that is used up. */
static void look_around(const conn_exchange *call)
{
    conn_client *client = call->client;
    const conn_options *options = &client->options;
    const conn_http_response *response = &call->reply->response;
    if (options->after != NULL)
        options->after(options->hook_user, response);
    if (!options->obey_quota)
        return;
    conn_quota quota = conn_quota_of(response, conn_clock_unix());
    if (quota.remaining == 0 && quota.reset_ms > 0)
        client->quota_until = conn_clock_after(conn_clock_ms(), quota.reset_ms);
}

void conn_call_sent(conn_exchange *call, conn_status status)
{
    conn_reply *reply = call->reply;
    count(call, reply);
    call->status = status;
    log_sent(call);
    if (status == CONN_OK)
        look_around(call);
    if (status == CONN_TIMEOUT && conn_clock_ms() >= call->terms.deadline)
        conn_fail(&call->error, CONN_TIMEOUT, "the deadline has passed");
    if (status == CONN_OK && !conn_reply_set_url(reply, call->http.url))
        call->status = conn_fail_memory(&call->error);
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

/* Goes where the answer leads, if it does. */
static bool follow(conn_exchange *call)
{
    conn_error *err = &call->error;
    if (call->status != CONN_OK || !is_redirect(call, call->reply))
        return false;
    if (call->redirects++ == MOST_REDIRECTS) {
        conn_call_stop(call,
                       conn_fail(err, CONN_VENDOR, "more than %d redirects",
                                 MOST_REDIRECTS));
        err->http_status = call->reply->response.status;
        return false;
    }
    call->status = redirect(&call->request, call->reply, err);
    return call->status == CONN_OK;
}

/* Whether hooks see the answer beside the request. */
static bool has_hooks(const conn_exchange *call)
{
    const conn_op_hooks *hooks = call->op->hooks;
    return (hooks != NULL && hooks->after_count > 0) ||
           (call->page != NULL && call->page->how->kind == CONN_P_CUSTOM);
}

/* The hooks see the answer when what is kept of it has been read. */
static conn_status run_hooks(conn_exchange *call)
{
    conn_status status = CONN_OK;
    call->said = (conn_str){NULL, 0};
    if (conn_op_accepts(call->op, call->reply->response.status))
        status = conn_call_read(call, call->reply, &call->error);
    if (status == CONN_OK)
        status = conn_hooks_after(call, &call->error);
    return status;
}

/* XML becomes JSON before anybody looks at it, but for a body that is still to
 * be read, or went elsewhere. */
static conn_status translate(conn_exchange *call)
{
    conn_reply *reply = call->reply;
    bool success = conn_op_accepts(call->op, reply->response.status);
    if (success && (call->flows || call->terms.download != NULL))
        return CONN_OK;
    conn_status status = conn_reply_translate(reply, call->op, &call->error);
    if (status != CONN_OK) {
        const conn_buf *body = &reply->response.body;
        call->error.http_status = reply->response.status;
        if (call->terms.keep_body)
            conn_error_keep_body(&call->error, body->data, body->len);
    }
    return status;
}

/* What the answer means, once no redirect is left. */
static void look(conn_exchange *call)
{
    const conn_reply *reply = call->reply;
    conn_scope scope = call->request.scope;
    scope.response = &reply->response;
    if (call->status == CONN_OK && !call->answered)
        call->status = translate(call);
    if (call->status == CONN_OK && has_hooks(call))
        call->status = run_hooks(call);
    if (call->status != CONN_OK ||
        conn_op_accepts(call->op, reply->response.status))
        return;
    call->status = conn_reply_fail(&scope, &call->error);
    if (call->said.data != NULL)
        conn_reply_say(&call->error, call->said);
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

bool conn_call_rewind(conn_exchange *call)
{
    conn_pieces *pieces = call->request.pieces;
    return pieces == NULL ||
           (conn_pieces_ready(pieces) && pieces->base.rewind(&pieces->base));
}

/* Whether to try again, and after how long. */
static bool again(conn_exchange *call, const conn_reply *reply,
                  const conn_error *err, int failed, int64_t *ms)
{
    const conn_retry *retry = call->op->retry;
    const conn_options *options = &call->client->options;
    if (retry == NULL || options->no_retry || failed > retry->max ||
        !conn_op_is_repeatable(call->op) || !may_pass(call, reply))
        return false;
    if (call->terms.download != NULL && !conn_download_may_restart(&call->sink))
        return false;
    *ms = conn_backoff_ms(retry, failed);
    if (err->retry_after_ms > *ms)
        *ms = err->retry_after_ms;
    int64_t end =
        least(call->terms.deadline,
              conn_clock_after(call->started, options->retry_total_ms));
    return *ms < end - conn_clock_ms() && conn_call_rewind(call);
}

bool conn_call_judge(conn_exchange *call)
{
    int64_t ms;
    if (!call->answered && follow(call)) {
        call->phase = CONN_PHASE_RATE;
        return false;
    }
    look(call);
    call->failed++;
    call->phase = CONN_PHASE_END;
    if (call->status == CONN_OK || call->answered ||
        !again(call, call->reply, &call->error, call->failed, &ms))
        return false;
    conn_log(call, CONN_LOG_WARN,
             "%s: tries again in %" PRId64 " ms (%d of %d): %s", call->op->name,
             ms, call->failed, call->op->retry->max,
             conn_status_name(call->status));
    call->client->counters.retries++;
    call->fresh = false;
    call->until = conn_clock_ms() + ms;
    call->phase = CONN_PHASE_RATE;
    call->redirects = 0;
    return true;
}
