/* test_calls.c - operations that hooks call, by the client made of calls.conn:
 * their answers, failures that are caught and that are not, deadlines, cancels
 * and limits; webhooks that are subscribed; and steps behind a login. */
#include <pthread.h>

#include "api.h"
#include "calls/calls.h"
#include "cancel.h"

typedef struct scene {
    server *srv;
    calls *client;
    conn_error err;
} scene;

static void open_with(scene *s, const step *steps, size_t count, int auth,
                      const conn_options *options)
{
    char host[64];
    *s = (scene){.srv = server_start(steps, count, false)};
    snprintf(host, sizeof host, "http://127.0.0.1:%d", server_port(s->srv));
    calls_config config = {
        .host = host, .client_id = "me", .client_secret = "s3", .auth = auth};
    assert_int_equal(calls_open(&s->client, &config, options, &s->err),
                     CONN_OK);
}

static void open_scene(scene *s, const step *steps, size_t count)
{
    open_with(s, steps, count, CALLS_AUTH_NONE, NULL);
}

static void close_scene(scene *s)
{
    conn_error_clear(&s->err);
    calls_close(s->client);
    server_finish(s->srv);
}

/* ---- answers ---- */

static void test_result(void **state)
{
    static const step steps[] = {
        STEP("GET /things/a%2Fb",
             "200\n\n{\"name\":\"x\",\"at\":1700000000,\"more\":[]}"),
        STEP("GET /one?id=a%2Fb\nX-Name: x\nX-At: 2023-11-14T22:13:20Z",
             "200\n\n{}")};
    scene s;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    conn_reply *reply =
        calls_calls_one(s.client, &(calls_calls_one_args){.id = "a/b"}, &s.err);
    assert_string_equal(s.err.message, "");
    assert_non_null(reply);
    conn_reply_free(reply);
    close_scene(&s);
}

static void test_list(void **state)
{
    static const step steps[] = {
        STEP("GET /things", "200\n\n{\"items\":[{\"name\":\"a\",\"at\":1},"
                            "{\"name\":\"b\",\"at\":1}],"
                            "\"next\":\"http://127.0.0.1:$PORT/things?p=2\"}"),
        STEP("GET /things?p=2",
             "200\n\n{\"items\":[{\"name\":\"c\",\"at\":1}],\"next\":null}"),
        STEP("GET /all\nX-Last: c", "200\n\n{}")};
    scene s;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    conn_reply *reply = calls_calls_all(s.client, NULL, &s.err);
    assert_string_equal(s.err.message, "");
    assert_non_null(reply);
    conn_reply_free(reply);
    close_scene(&s);
}

/* Behind an answer; a text that is the body itself. */
static void test_behind(void **state)
{
    static const step steps[] = {
        STEP("GET /behind", "200\n\n{\"name\":\"old\",\"at\":1}"),
        STEP("GET /things/3/name\nAccept: text/plain", "200\n\nnew")};
    scene s;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    conn_reply *reply = calls_calls_behind(s.client, NULL, &s.err);
    assert_string_equal(s.err.message, "");
    assert_string_equal(calls_calls_behind_value(reply)->name.data, "new");
    conn_reply_free(reply);
    close_scene(&s);
}

/* ---- failures ---- */

static void expect(scene *s, conn_reply *reply, conn_status status,
                   const char *message)
{
    assert_null(reply);
    assert_string_equal(s->err.message, message);
    assert_int_equal(s->err.status, status);
}

/* What is not caught is the error of the call that failed, and nothing else is
 * sent. */
static void test_failure(void **state)
{
    static const step steps[] = {
        STEP("GET /things/1", "404\n\n{\"message\":\"no thing\"}"),
        STEP("GET /things/2", "429\nRetry-After: 7\n\n{\"message\":\"slow\"}"),
        STEP("GET /things/3", "200\n\n{\"name\":3}")};
    scene s;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    expect(
        &s,
        calls_calls_one(s.client, &(calls_calls_one_args){.id = "1"}, &s.err),
        CONN_NOT_FOUND, "things.get: 404 not_found: no thing");
    assert_int_equal(s.err.http_status, 404);
    assert_string_equal(s.err.operation, "things.get");
    assert_string_equal(s.err.vendor_message, "no thing");
    assert_null(
        calls_calls_one(s.client, &(calls_calls_one_args){.id = "2"}, &s.err));
    assert_int_equal(s.err.status, CONN_RATE_LIMITED);
    assert_int_equal(s.err.retry_after_ms, 7000);
    assert_null(
        calls_calls_one(s.client, &(calls_calls_one_args){.id = "3"}, &s.err));
    assert_int_equal(s.err.status, CONN_DECODE);
    assert_string_equal(s.err.pointer, "/name");
    close_scene(&s);
}

/* `catch` takes what a server refuses, what it does not answer, and what it
 * answers wrongly. */
static void test_caught(void **state)
{
    static const step answers[] = {
        STEP("GET /things/1", "404\n\n{\"message\":\"no thing\"}"),
        STEP_AS(DROP, "GET /things/1", ""),
        STEP("GET /things/1", "200\n\nnot json"),
        STEP_AS(HANG, "GET /things/1", "")};
    (void)state;
    for (size_t i = 0; i < COUNT(answers); i++) {
        step steps[] = {answers[i],
                        STEP("GET /caught\nX-Name: none", "200\n\n{}")};
        const conn_call_options call = {.timeout_ms = 300};
        const conn_options options = {.no_retry = true};
        scene s;
        open_with(&s, steps, COUNT(steps), CALLS_AUTH_NONE, &options);
        conn_reply *reply = calls_calls_caught(
            s.client, &(calls_calls_caught_args){.call = &call}, &s.err);
        assert_string_equal(s.err.message, "");
        assert_non_null(reply);
        conn_reply_free(reply);
        close_scene(&s);
    }
}

typedef struct stop {
    server *srv;
    conn_cancel *cancel;
} stop;

/* Once the server has read a second request. */
static void *stop_second(void *user)
{
    stop *s = user;
    server_wait(s->srv, 2);
    conn_cancel_trigger(s->cancel);
    return NULL;
}

/* The deadline of the call around, and its cancel, are not caught. */
static void test_terms(void **state)
{
    static const step steps[] = {STEP_AS(HANG, "GET /things/1", ""),
                                 STEP_AS(HANG, "GET /things/1", "")};
    scene s;
    pthread_t thread;
    conn_cancel *cancel = conn_cancel_new();
    const conn_call_options soon = {.deadline_ms = 200};
    const conn_call_options stopped = {.cancel = cancel};
    int64_t start = conn_clock_ms();
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    assert_null(calls_calls_caught(
        s.client, &(calls_calls_caught_args){.call = &soon}, &s.err));
    assert_int_equal(s.err.status, CONN_TIMEOUT);
    stop second = {s.srv, cancel};
    assert_int_equal(pthread_create(&thread, NULL, stop_second, &second), 0);
    assert_null(calls_calls_caught(
        s.client, &(calls_calls_caught_args){.call = &stopped}, &s.err));
    assert_int_equal(s.err.status, CONN_CANCELLED);
    assert_true(conn_clock_ms() - start < 5000);
    pthread_join(thread, NULL);
    close_scene(&s);
    conn_cancel_free(cancel);
}

/* ---- limits ---- */

static void test_limits(void **state)
{
    static const step steps[] = {
        STEP_AGAIN("GET /things/1", "200\n\n{\"name\":\"x\",\"at\":1}")};
    scene s;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    expect(&s, calls_calls_many(s.client, NULL, &s.err), CONN_LIMIT,
           "calls.many: the hook `before` of `calls.many` ended: too many "
           "steps");
    assert_in_range(server_requests(s.srv), 900, 1000);
    expect(&s, calls_calls_ping(s.client, NULL, &s.err), CONN_LIMIT,
           "calls.pong: the hook `before` of `calls.pong` ended: it calls "
           "itself");
    close_scene(&s);
}

/* ---- events ---- */

static void test_subscription(void **state)
{
    static const step steps[] = {
        STEP("POST /hooks\nContent-Type: application/json\n\n"
             "{\"url\":\"https://me.example/in\",\"key\":\"k3y\","
             "\"topics\":[\"a\",\"b\"]}",
             "201\n\n{\"id\":9007199254740993}"),
        STEP("DELETE /hooks/9007199254740993?owner=o", "204"),
        STEP("DELETE /hooks/9007199254740993?owner=o",
             "404\n\n{\"message\":\"gone\"}")};
    const calls_webhook_things_args args = {.topic = "b", .owner = "o"};
    calls_webhook_things_subscription *made = NULL;
    scene s;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    assert_int_equal(calls_webhook_things_subscribe(s.client,
                                                    "https://me.example/in",
                                                    &args, &made, &s.err),
                     CONN_OK);
    assert_string_equal(made->id, "9007199254740993");
    assert_null(made->note);
    assert_int_equal(
        calls_webhook_things_unsubscribe(s.client, made, &args, &s.err),
        CONN_OK);
    assert_int_equal(
        calls_webhook_things_unsubscribe(s.client, made, &args, &s.err),
        CONN_NOT_FOUND);
    assert_string_equal(s.err.vendor_message, "gone");
    calls_webhook_things_subscription_free(made);
    close_scene(&s);
}

static void test_missing(void **state)
{
    calls_webhook_things_subscription *made = NULL;
    const calls_webhook_things_subscription own = {.id = "1"};
    const calls_webhook_things_args args = {.owner = "o"};
    scene s;
    (void)state;
    open_scene(&s, NULL, 0);
    assert_int_equal(
        calls_webhook_things_subscribe(s.client, "u", &args, &made, &s.err),
        CONN_USAGE);
    assert_string_equal(s.err.message, "argument `topic` is missing");
    assert_int_equal(
        calls_webhook_things_subscribe(s.client, NULL, &args, &made, &s.err),
        CONN_USAGE);
    assert_null(made);
    assert_int_equal(
        calls_webhook_things_unsubscribe(s.client, &own, NULL, &s.err),
        CONN_USAGE);
    close_scene(&s);
}

static void test_event(void **state)
{
    static const step steps[] = {
        STEP("GET /things/7", "200\n\n{\"name\":\"seven\",\"at\":1}"),
        STEP("GET /things/7", "503\n\n{\"message\":\"later\"}")};
    conn_event *event = NULL;
    scene s;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    assert_int_equal(calls_webhook_things_receive(s.client, NULL, 0, "{}", 2,
                                                  &event, &s.err),
                     CONN_OK);
    assert_string_equal(event->id.data, "seven");
    conn_event_free(event);
    assert_int_equal(calls_webhook_things_receive(s.client, NULL, 0, "{}", 2,
                                                  &event, &s.err),
                     CONN_UNAVAILABLE);
    assert_null(event);
    close_scene(&s);
}

/* ---- after_token ---- */

/* What the steps store goes with each request; their calls are not signed. */
static void test_token(void **state)
{
    static const step steps[] = {
        STEP("POST /token", "200\nContent-Type: application/json\n\n"
                            "{\"access_token\":\"t0\",\"token_type\":"
                            "\"bearer\",\"tenant\":\"acme\"}"),
        STEP("GET /plans/acme\n!Authorization",
             "200\n\n{\"name\":\"gold\",\"at\":1}"),
        STEP("GET /things/1\nAuthorization: Bearer t0\nX-Tenant: acme\n"
             "X-Plan: gold",
             "200\n\n{\"name\":\"x\",\"at\":1}")};
    scene s;
    (void)state;
    open_with(&s, steps, COUNT(steps), CALLS_AUTH_TOKEN, NULL);
    conn_reply *reply =
        calls_things_get(s.client, &(calls_things_get_args){.id = "1"}, &s.err);
    assert_string_equal(s.err.message, "");
    assert_non_null(reply);
    conn_reply_free(reply);
    close_scene(&s);
}

/* A token without what the steps need, and a call of theirs that fails: no
 * login. */
static void test_token_refused(void **state)
{
    static const step cases[][2] = {
        {STEP("POST /token", "200\nContent-Type: application/json\n\n"
                             "{\"access_token\":\"t0\",\"token_type\":"
                             "\"bearer\"}")},
        {STEP("POST /token", "200\nContent-Type: application/json\n\n"
                             "{\"access_token\":\"t0\",\"token_type\":"
                             "\"bearer\",\"tenant\":\"acme\"}"),
         STEP("GET /plans/acme", "404\n\n{\"message\":\"none\"}")}};
    static const conn_status kinds[] = {CONN_INVALID, CONN_NOT_FOUND};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        scene s;
        open_with(&s, cases[i], i + 1, CALLS_AUTH_TOKEN, NULL);
        assert_null(calls_things_get(
            s.client, &(calls_things_get_args){.id = "1"}, &s.err));
        assert_int_equal(s.err.status, kinds[i]);
        assert_null(strstr(s.err.message, "t0"));
        close_scene(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_result),  cmocka_unit_test(test_list),
        cmocka_unit_test(test_behind),  cmocka_unit_test(test_failure),
        cmocka_unit_test(test_caught),  cmocka_unit_test(test_terms),
        cmocka_unit_test(test_limits),  cmocka_unit_test(test_subscription),
        cmocka_unit_test(test_missing), cmocka_unit_test(test_event),
        cmocka_unit_test(test_token),   cmocka_unit_test(test_token_refused)};
    return cmocka_run_group_tests_name("calls", tests, NULL, NULL);
}
