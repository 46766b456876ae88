/* test_retry.c - trying again: when, how long, with which key, and what ends
 * it. */
#include <pthread.h>

#include "api.h"
#include "cancel.h"

static const conn_path_part path[] = {{"/things", 0, false, false}};
static const uint16_t statuses[] = {429, 503, 0};
static const conn_retry quick = {statuses, 3, 5, 20};
static const conn_retry slow = {statuses, 3, 60000, 60000};

#define OP(verb)                                                               \
    .name = "things.do", .method = verb, .path = path, .path_count = 1,        \
    .call_offset = CALL_OFFSET, .errors = &api_errors

static const conn_op ops[] = {
    {OP("GET"), .retry = &quick},
    {OP("POST"), .retry = &quick},
    {OP("POST"), .retry = &quick, .idempotent = true},
    {OP("POST"), .retry = &quick, .idempotency_header = "Idempotency-Key"},
    {OP("GET")},
    {OP("GET"), .retry = &slow},
};
enum { GET, POST, SAFE_POST, KEYED_POST, NO_POLICY, SLOW };

#define G "GET /v1/things"
#define P "POST /v1/things"

typedef struct retry_case {
    const char *name;
    int op;
    step steps[5];
    conn_status status;
    int least_ms; /* that it must take */
    int retries;
    bool off; /* by the option */
} retry_case;

static const retry_case cases[] = {
    {.name = "two tries, then success",
     .op = GET,
     .steps = {STEP(G, "503"), STEP(G, "429"), STEP(G, "204")},
     .retries = 2},
    {.name = "gives up after max",
     .op = GET,
     .steps = {STEP(G, "503"), STEP(G, "503"), STEP(G, "503"), STEP(G, "503")},
     .status = CONN_UNAVAILABLE,
     .retries = 3},
    {.name = "a status that is not listed",
     .op = GET,
     .steps = {STEP(G, "500")},
     .status = CONN_UNAVAILABLE},
    {.name = "without a policy",
     .op = NO_POLICY,
     .steps = {STEP(G, "503")},
     .status = CONN_UNAVAILABLE},
    {.name = "switched off",
     .op = GET,
     .steps = {STEP(G, "503")},
     .status = CONN_UNAVAILABLE,
     .off = true},
    {.name = "not idempotent",
     .op = POST,
     .steps = {STEP(P, "503")},
     .status = CONN_UNAVAILABLE},
    {.name = "not idempotent, connection broken",
     .op = POST,
     .steps = {STEP_AS(DROP, P, "")},
     .status = CONN_TRANSPORT},
    {.name = "idempotent by declaration",
     .op = SAFE_POST,
     .steps = {STEP(P, "503"), STEP(P, "204")},
     .retries = 1},
    {.name = "connection broken",
     .op = GET,
     .steps = {STEP_AS(DROP, G, ""), STEP(G, "204")},
     .retries = 1},
    {.name = "body cut short",
     .op = GET,
     .steps = {STEP_AS(CUT, G, "200\n\nlong body"), STEP(G, "204")},
     .retries = 1},
    {.name = "Retry-After in seconds",
     .op = GET,
     .steps = {STEP(G, "429\nRetry-After: 1"), STEP(G, "204")},
     .least_ms = 1000,
     .retries = 1},
    {.name = "Retry-After as a date",
     .op = GET,
     .steps = {STEP(G, "503\nDate: Sun, 06 Nov 1994 08:49:37 GMT\n"
                       "Retry-After: Sunday, 06-Nov-94 08:49:38 GMT"),
               STEP(G, "204")},
     .least_ms = 1000,
     .retries = 1},
    {.name = "Retry-After beyond the time for all",
     .op = GET,
     .steps = {STEP(G, "429\nRetry-After: 99999999999999999999")},
     .status = CONN_RATE_LIMITED},
    {.name = "Retry-After that says nothing",
     .op = GET,
     .steps = {STEP(G, "429\nRetry-After: soon"), STEP(G, "204")},
     .retries = 1},
};

static void test_retries(void **state)
{
    const retry_case *c = *state;
    conn_options options = {.no_retry = c->off};
    fixture f;
    fixture_open(&f, c->steps, steps_count(c->steps, COUNT(c->steps)), 0,
                 &options);
    int64_t start = conn_clock_ms();
    conn_reply *reply = conn_call(f.client, &ops[c->op], NULL, &f.err);
    int64_t took = conn_clock_ms() - start;
    assert_int_equal(f.err.status, c->status);
    assert_true(took >= c->least_ms && took < c->least_ms + 5000);
    if (reply != NULL)
        assert_int_equal(conn_reply_attempts(reply), c->retries + 1);
    conn_stats stats = conn_client_stats(f.client);
    assert_int_equal(stats.retries, c->retries);
    assert_int_equal(stats.requests, c->retries + 1);
    conn_reply_free(reply);
    fixture_close(&f);
}

/* The value of a header in a request's text, copied. */
static void header_of(const char *request, const char *name, char *out,
                      size_t size)
{
    const char *at = strstr(request, name);
    assert_non_null(at);
    at += strlen(name) + 2;
    snprintf(out, size, "%.*s", (int)strcspn(at, "\n"), at);
}

static void test_key_kept(void **state)
{
    (void)state;
    step steps[] = {STEP(P, "503"), STEP_AS(DROP, P, ""), STEP(P, "204"),
                    STEP(P, "204"), STEP(P "\nIdempotency-Key: mine", "204")};
    char keys[4][64];
    fixture f;
    fixture_open(&f, steps, 5, 0, NULL);
    conn_reply_free(conn_call(f.client, &ops[KEYED_POST], NULL, &f.err));
    assert_int_equal(f.err.status, CONN_OK);
    conn_reply_free(conn_call(f.client, &ops[KEYED_POST], NULL, &f.err));
    assert_int_equal(f.err.status, CONN_OK);
    for (int i = 0; i < 4; i++)
        header_of(server_request(f.srv, i), "Idempotency-Key", keys[i], 64);
    assert_int_equal(strlen(keys[0]), 36);
    assert_int_equal(keys[0][14], '4');
    assert_string_equal(keys[0], keys[1]);
    assert_string_equal(keys[0], keys[2]);
    assert_string_not_equal(keys[0], keys[3]);
    conn_call_options mine = {.idempotency_key = "mine"};
    api_args args = {.call = &mine};
    conn_reply_free(conn_call(f.client, &ops[KEYED_POST], &args, &f.err));
    assert_int_equal(f.err.status, CONN_OK);
    fixture_close(&f);
}

/* ---- what ends a wait ---- */

static void *trigger_soon(void *cancel)
{
    conn_cancel_sleep(NULL, 100);
    conn_cancel_trigger(cancel);
    return NULL;
}

/* Makes a call that is cancelled after 100 ms, and returns how long it took. */
static int64_t cancelled_call(fixture *f, const conn_op *op)
{
    pthread_t thread;
    conn_cancel *cancel = conn_cancel_new();
    assert_non_null(cancel);
    conn_call_options options = {.cancel = cancel};
    api_args args = {.call = &options};
    assert_int_equal(pthread_create(&thread, NULL, trigger_soon, cancel), 0);
    int64_t start = conn_clock_ms();
    assert_null(conn_call(f->client, op, &args, &f->err));
    int64_t took = conn_clock_ms() - start;
    pthread_join(thread, NULL);
    assert_error(&f->err, CONN_CANCELLED, "things.do: cancelled");
    conn_cancel_free(cancel);
    return took;
}

static void test_cancel_wait(void **state)
{
    (void)state;
    step s = STEP(G, "503\nRetry-After: 50");
    fixture f;
    fixture_open(&f, &s, 1, 0, NULL);
    int64_t took = cancelled_call(&f, &ops[SLOW]);
    assert_true(took >= 90 && took < 5000);
    fixture_close(&f);
}

static void test_cancel_transfer(void **state)
{
    (void)state;
    step s = STEP_AS(HANG, G, "");
    fixture f;
    fixture_open(&f, &s, 1, 0, NULL);
    int64_t took = cancelled_call(&f, &ops[GET]);
    assert_true(took >= 90 && took < 5000);
    fixture_close(&f);
}

static void test_cancelled_before(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, NULL, 0, 0, NULL);
    conn_cancel *cancel = conn_cancel_new();
    conn_call_options options = {.cancel = cancel};
    api_args args = {.call = &options};
    conn_cancel_trigger(cancel);
    assert_null(conn_call(f.client, &ops[GET], &args, &f.err));
    assert_error(&f.err, CONN_CANCELLED, "things.do: cancelled");
    assert_int_equal(server_requests(f.srv), 0);
    conn_cancel_free(cancel);
    fixture_close(&f);
}

/* A wait that would outlast the deadline is not begun: the failure is told. */
static void test_deadline_wait(void **state)
{
    (void)state;
    step s = STEP(G, "429\nRetry-After: 30");
    fixture f;
    fixture_open(&f, &s, 1, 0, NULL);
    conn_call_options options = {.deadline_ms = 2000};
    api_args args = {.call = &options};
    int64_t start = conn_clock_ms();
    assert_null(conn_call(f.client, &ops[GET], &args, &f.err));
    assert_true(conn_clock_ms() - start < 5000);
    assert_error(&f.err, CONN_RATE_LIMITED, "things.do: 429 rate_limited");
    assert_int_equal(f.err.retry_after_ms, 30000);
    fixture_close(&f);
}

static void test_deadline_transfer(void **state)
{
    (void)state;
    step s = STEP_AS(HANG, G, "");
    fixture f;
    fixture_open(&f, &s, 1, 0, NULL);
    conn_call_options options = {.deadline_ms = 200};
    api_args args = {.call = &options};
    int64_t start = conn_clock_ms();
    assert_null(conn_call(f.client, &ops[GET], &args, &f.err));
    int64_t took = conn_clock_ms() - start;
    assert_error(&f.err, CONN_TIMEOUT, "things.do: the deadline has passed");
    assert_true(took >= 190 && took < 5000);
    fixture_close(&f);
}

static void test_total_time(void **state)
{
    (void)state;
    step s = STEP_AGAIN(G, "503\nRetry-After: 1");
    conn_options options = {.retry_total_ms = 1500};
    fixture f;
    fixture_open(&f, &s, 1, 0, &options);
    int64_t start = conn_clock_ms();
    assert_null(conn_call(f.client, &ops[GET], NULL, &f.err));
    int64_t took = conn_clock_ms() - start;
    assert_int_equal(f.err.status, CONN_UNAVAILABLE);
    assert_true(took >= 1000 && took < 5000);
    assert_int_equal(conn_client_stats(f.client).requests, 2);
    fixture_close(&f);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(cases) + 7];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[n++] = (struct CMUnitTest){cases[i].name, test_retries, NULL,
                                         NULL, (void *)(size_t)&cases[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_key_kept);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_cancel_wait);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_cancel_transfer);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_cancelled_before);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_deadline_wait);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_deadline_transfer);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_total_time);
    return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
