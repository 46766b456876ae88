/* test_escapes.c - what is behind the typed calls: raw requests, callbacks,
 * headers, quotas; and a throttle that many threads obey. */
#include <pthread.h>

#include "api.h"
#include "cancel.h"
#include "conn/transport.h"

static void test_raw_request(void **state)
{
    (void)state;
    step steps[] = {
        STEP("PATCH /v1/odd?x=%20\nAuthorization: Bearer k3y/+ \nX-Mine: 1\n"
             "Content-Type: text/plain\n\nbody",
             "200\nX-A: 1\nX-B: 2\n\nanswer"),
        STEP("GET /v1/next?p=2\nAuthorization: Bearer k3y/+ ", "503"),
        STEP("GET /v1/next?p=2", "204"), STEP("DELETE /v1/x", "404\n\nno")};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), AUTH_BEARER, NULL);
    const conn_header headers[] = {{"X-Mine", "1"},
                                   {"Content-Type", "text/plain"}};
    conn_raw_request raw = {.method = "PATCH",
                            .path = "/odd?x=%20",
                            .headers = headers,
                            .header_count = 2,
                            .body = "body",
                            .body_size = 4};
    conn_reply *reply = conn_send(f.client, &raw, &f.err);
    assert_string_equal(f.err.message, "");
    const conn_bytes *bytes = conn_reply_value(reply);
    assert_memory_equal(bytes->data, "answer", 6);
    conn_header at = {NULL, NULL};
    assert_true(conn_reply_next_header(reply, &at));
    assert_string_equal(at.name, "X-A");
    assert_true(conn_reply_next_header(reply, &at));
    assert_string_equal(at.value, "2");
    while (conn_reply_next_header(reply, &at))
        ;
    conn_reply_free(reply);
    char url[128];
    snprintf(url, sizeof url, "%s/next?p=2", f.base_url);
    raw = (conn_raw_request){.path = url};
    reply = conn_send(f.client, &raw, &f.err);
    assert_int_equal(conn_reply_status(reply), 204);
    assert_int_equal(conn_reply_attempts(reply), 2);
    conn_reply_free(reply);
    raw = (conn_raw_request){.method = "DELETE", .path = "x"};
    assert_null(conn_send(f.client, &raw, &f.err));
    assert_error(&f.err, CONN_NOT_FOUND, "request: 404 not_found");
    raw.path = "http://example.com/";
    assert_null(conn_send(f.client, &raw, &f.err));
    assert_int_equal(f.err.status, CONN_USAGE);
    raw.method = "GET / HTTP/1.1\r\nX: y";
    assert_null(conn_send(f.client, &raw, &f.err));
    assert_int_equal(f.err.status, CONN_USAGE);
    fixture_close(&f);
}

typedef struct hooks {
    int before, after, status;
    bool refuse;
} hooks;

static conn_status before(void *user, struct conn_request *request)
{
    hooks *h = user;
    char text[16];
    snprintf(text, sizeof text, "%d", ++h->before);
    assert_non_null(strstr(conn_before_url(request), "/items/1"));
    assert_int_equal(conn_before_set_header(request, "X-Bad", "a\r\nb"),
                     CONN_USAGE);
    assert_int_equal(conn_before_set_header(request, "X-Try", text), CONN_OK);
    return h->refuse ? CONN_FORBIDDEN : CONN_OK;
}

static void after(void *user, const struct conn_http_response *response)
{
    hooks *h = user;
    h->after++;
    h->status = conn_response_status(response);
}

static void test_hooks(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {503, 0};
    static const conn_retry retry = {statuses, 1, 1, 1};
    conn_op op = op_get;
    op.retry = &retry;
    step steps[] = {
        STEP("GET /v1/items/1\nX-Try: 1", "503"),
        STEP("GET /v1/items/1\nX-Try: 2", "200\n\n{\"id\":1,\"name\":\"n\"}")};
    hooks h = {0};
    conn_options options = {.before = before, .after = after, .hook_user = &h};
    fixture f;
    fixture_open(&f, steps, 2, 0, &options);
    api_args args = {.id = "1"};
    conn_reply_free(conn_call(f.client, &op, &args, &f.err));
    assert_string_equal(f.err.message, "");
    assert_int_equal(h.before, 2);
    assert_int_equal(h.after, 2);
    assert_int_equal(h.status, 200);
    h.refuse = true;
    assert_null(conn_call(f.client, &op, &args, &f.err));
    assert_int_equal(f.err.status, CONN_FORBIDDEN);
    fixture_close(&f);
}

/* ---- quotas ---- */

static const struct quota_case {
    const char *answer;
    int64_t limit, remaining, low, high;
} quotas[] = {
    {"200\nX-RateLimit-Limit: 60\nX-RateLimit-Remaining: 59\n"
     "X-RateLimit-Reset: 30",
     60, 59, 30000, 30000},
    {"200\nX-RateLimit-Reset: 99999999999", -1, -1, 1, INT64_MAX},
    {"200\nX-RateLimit-Reset: 1000000001", -1, -1, 0, 0},
    {"200\nRateLimit-Limit: 10, 10;w=1\nRateLimit-Remaining: 0\n"
     "RateLimit-Reset: 1.5",
     10, 0, 1000, 1000},
    {"200\nRateLimit: limit=100, remaining=50, reset=5", 100, 50, 5000, 5000},
    {"200\nRateLimit: \"default\";r=50;t=30\n"
     "RateLimit-Policy: \"default\";q=100;w=60",
     100, 50, 30000, 30000},
    {"200\nX-RateLimit-Limit: many", -1, -1, -1, -1},
    {"200", -1, -1, -1, -1},
};

static void test_quota(void **state)
{
    const struct quota_case *c = *state;
    step steps[] = {STEP("GET /v1/q", c->answer)};
    fixture f;
    fixture_open(&f, steps, 1, 0, NULL);
    conn_reply *reply =
        conn_send(f.client, &(conn_raw_request){.path = "q"}, &f.err);
    conn_quota quota = conn_reply_quota(reply);
    assert_int_equal(quota.limit, c->limit);
    assert_int_equal(quota.remaining, c->remaining);
    assert_true(quota.reset_ms >= c->low && quota.reset_ms <= c->high);
    conn_reply_free(reply);
    fixture_close(&f);
}

static void test_quota_obeyed(void **state)
{
    (void)state;
    step steps[] = {
        STEP("GET /v1/q", "200\nRateLimit-Remaining: 0\nRateLimit-Reset: 1"),
        STEP("GET /v1/q", "200")};
    conn_options options = {.obey_quota = true};
    fixture f;
    fixture_open(&f, steps, 2, 0, &options);
    conn_raw_request raw = {.path = "q"};
    conn_reply_free(conn_send(f.client, &raw, &f.err));
    raw.call = &(conn_call_options){.deadline_ms = 200};
    assert_null(conn_send(f.client, &raw, &f.err));
    assert_int_equal(f.err.status, CONN_TIMEOUT);
    raw.call = NULL;
    int64_t start = conn_clock_ms();
    conn_reply_free(conn_send(f.client, &raw, &f.err));
    assert_true(conn_clock_ms() - start >= 500);
    fixture_close(&f);
}

/* ---- threads ---- */

#define THREADS 8

static void *call_some(void *user)
{
    static const conn_throttle rate = {10, 200};
    conn_op op = op_get;
    op.throttle = &rate;
    api_args args = {.id = "1"};
    for (int i = 0; i < 5; i++)
        conn_reply_free(conn_call(user, &op, &args, NULL));
    return NULL;
}

/* 40 calls at 10 in 200 ms need at least 600 ms, whoever makes them. */
static void test_throttle_of_threads(void **state)
{
    (void)state;
    step steps[] = {
        STEP_AGAIN("GET /v1/items/1", "200\n\n{\"id\":1,\"name\":\"n\"}")};
    pthread_t threads[THREADS];
    fixture f;
    fixture_open(&f, steps, 1, 0, NULL);
    int64_t start = conn_clock_ms();
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, call_some, f.client);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_true(conn_clock_ms() - start >= 600);
    assert_int_equal(server_requests(f.srv), 40);
    assert_true(server_connections(f.srv) <= THREADS);
    fixture_close(&f);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(quotas) + 4];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(quotas); i++)
        tests[n++] = (struct CMUnitTest){quotas[i].answer, test_quota, NULL,
                                         NULL, (void *)(size_t)&quotas[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_raw_request);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_hooks);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_quota_obeyed);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_throttle_of_threads);
    return cmocka_run_group_tests_name("escapes", tests, NULL, NULL);
}
