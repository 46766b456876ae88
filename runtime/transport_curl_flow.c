/* transport_curl_flow.c - a body that is read while it arrives. The transfer
 * runs only within a read: what is not asked for stays with the sender, as far
 * as the network's own buffers let it. */
#include <inttypes.h>
#include <string.h>

#include "cancel.h"
#include "fail.h"
#include "transport_curl.h"

/* Where this much is waiting to be read, libcurl is told to stop. */
#define ENOUGH ((size_t)64 << 10)

typedef struct curl_flow {
    conn_flow base;
    conn_curl *transport;
    conn_lane *lane;
    conn_http_request request; /* of it only what needs no memory, and cancel */
    int64_t deadline;
    conn_buf waiting;
    bool given;   /* what waits was handed out */
    bool running; /* the easy handle is in the multi handle */
    bool paused;
    CURLcode code; /* once it no longer runs */
} curl_flow;

static size_t on_piece(char *bytes, size_t size, size_t count, void *user)
{
    curl_flow *flow = user;
    size_t len = size * count;
    if (flow->waiting.len >= ENOUGH) {
        flow->paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    return conn_buf_add(&flow->waiting, bytes, len) ? len : 0;
}

static void stop(curl_flow *flow)
{
    if (flow->running)
        curl_multi_remove_handle(flow->lane->multi, flow->lane->easy);
    flow->running = false;
}

static void flow_close(conn_flow *base)
{
    curl_flow *flow = (curl_flow *)base;
    stop(flow);
    if (flow->lane != NULL) {
        conn_lane_spoil(flow->lane);
        conn_lane_give_back(flow->transport, flow->lane);
    }
    conn_buf_free(&flow->waiting);
    conn_free(flow);
}

/* Lets libcurl work once. */
static void perform(curl_flow *flow)
{
    CURLM *multi = flow->lane->multi;
    int running = 0, left;
    CURLMcode code = curl_multi_perform(multi, &running);
    if (code == CURLM_OK && running)
        return;
    CURLMsg *message = curl_multi_info_read(multi, &left);
    flow->code = CURLE_OUT_OF_MEMORY;
    if (code == CURLM_OK && message != NULL && message->msg == CURLMSG_DONE)
        flow->code = message->data.result;
    stop(flow);
}

/* Waits until something happens, but not beyond `until`. */
static conn_status hold(curl_flow *flow, int64_t until, conn_error *err)
{
    const conn_http_request *request = &flow->request;
    int64_t now = conn_clock_ms();
    int most = request->cancel != NULL ? CANCEL_POLL_MS : 1000;
    if (now >= flow->deadline)
        return conn_fail(err, CONN_TIMEOUT, "the deadline has passed");
    if (now >= until)
        return conn_fail(err, CONN_TIMEOUT, "nothing came for %" PRId64 " ms",
                         request->timeout_ms);
    if (until > flow->deadline)
        until = flow->deadline;
    if (until - now < most)
        most = (int)(until - now);
    curl_multi_poll(flow->lane->multi, NULL, 0, most, NULL);
    return CONN_OK;
}

typedef bool has_enough_fn(const curl_flow *flow);

static bool has_bytes(const curl_flow *flow)
{
    return flow->waiting.len > 0;
}

/* Interim answers (1xx) are not what was waited for. */
static bool has_headers(const curl_flow *flow)
{
    long status = 0;
    curl_easy_getinfo(flow->lane->easy, CURLINFO_RESPONSE_CODE, &status);
    return has_bytes(flow) ||
           (flow->lane->transfer.headers_done && status >= 200);
}

/* Runs until there is enough, or the transfer has ended. */
static conn_status run_until(curl_flow *flow, has_enough_fn *has_enough,
                             conn_error *err)
{
    int64_t until = conn_clock_after(conn_clock_ms(), flow->request.timeout_ms);
    conn_status status = CONN_OK;
    while (status == CONN_OK && flow->running && !has_enough(flow)) {
        if (conn_cancel_is(flow->request.cancel))
            status = conn_fail(err, CONN_CANCELLED, "cancelled");
        else
            perform(flow);
        if (status == CONN_OK && flow->running && !has_enough(flow))
            status = hold(flow, until, err);
    }
    if (status != CONN_OK) {
        stop(flow);
        flow->code = CURLE_ABORTED_BY_CALLBACK;
    }
    return status;
}

static conn_status flow_read(conn_flow *base, conn_str *piece, conn_error *err)
{
    curl_flow *flow = (curl_flow *)base;
    if (flow->given)
        conn_buf_reset(&flow->waiting);
    flow->given = true;
    *piece = (conn_str){NULL, 0};
    if (flow->paused && !has_bytes(flow)) {
        flow->paused = false;
        curl_easy_pause(flow->lane->easy, CURLPAUSE_CONT);
    }
    conn_status status = run_until(flow, has_bytes, err);
    if (status != CONN_OK)
        return status;
    if (has_bytes(flow)) {
        *piece = (conn_str){flow->waiting.data, flow->waiting.len};
        return CONN_OK;
    }
    if (flow->waiting.status != CONN_OK)
        return conn_fail_memory(err);
    return conn_curl_finish(flow->lane, flow->code, err);
}

/* Begins the transfer. The body is copied: it may be on its way longer than the
 * request lives. */
static conn_status start(curl_flow *flow, const conn_http_request *request,
                         conn_http_response *response, conn_error *err)
{
    conn_lane *l = flow->lane;
    CURLcode code = conn_lane_prepare(l, flow->transport, request, response);
    if (code == CURLE_OK && request->body != NULL)
        code = curl_easy_setopt(l->easy, CURLOPT_COPYPOSTFIELDS, request->body);
    if (code == CURLE_OK)
        code = curl_easy_setopt(l->easy, CURLOPT_TIMEOUT_MS, 0L);
    if (code == CURLE_OK)
        code = curl_easy_setopt(l->easy, CURLOPT_WRITEFUNCTION, on_piece);
    if (code == CURLE_OK)
        code = curl_easy_setopt(l->easy, CURLOPT_WRITEDATA, flow);
    if (code != CURLE_OK)
        return conn_curl_finish(l, code, err);
    if (curl_multi_add_handle(l->multi, l->easy) != CURLM_OK)
        return conn_fail_memory(err);
    flow->running = true;
    return CONN_OK;
}

static conn_status take_headers(curl_flow *flow, conn_error *err)
{
    conn_status status = run_until(flow, has_headers, err);
    if (status != CONN_OK)
        return status;
    return conn_curl_finish(flow->lane,
                            has_headers(flow) ? CURLE_OK : flow->code, err);
}

static conn_status flow_open(conn_transport *base,
                             const conn_http_request *request,
                             conn_http_response *response, int64_t deadline,
                             conn_flow **out, conn_error *err)
{
    curl_flow *flow = conn_alloc_zeroed(sizeof *flow);
    if (flow == NULL)
        return conn_fail_memory(err);
    flow->base = (conn_flow){flow_read, flow_close};
    flow->transport = (conn_curl *)base;
    flow->lane = conn_lane_take(flow->transport);
    flow->request = *request;
    flow->deadline = deadline;
    conn_status status = flow->lane != NULL
                             ? start(flow, request, response, err)
                             : conn_fail_memory(err);
    if (status == CONN_OK)
        status = take_headers(flow, err);
    if (status != CONN_OK) {
        flow_close(&flow->base);
        return status;
    }
    flow->lane->transfer.request = &flow->request;
    *out = &flow->base;
    return CONN_OK;
}

const conn_flows conn_curl_flows = {flow_open};
