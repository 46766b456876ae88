/* test_steps.c - requests that steps of `sign` sign, and a webhook that is
 * verified by the method and URL of its requests, by the client made of
 * steps.conn. The signatures were computed by Python's hmac. */
#include <time.h>

#include "api.h"
#include "steps/steps.h"

typedef struct scene {
    server *srv;
    steps *client;
    conn_error err;
} scene;

static void open_scene(scene *s, const step *script, size_t count)
{
    char host[64];
    *s = (scene){.srv = server_start(script, count, true)};
    snprintf(host, sizeof host, "http://127.0.0.1:%d", server_port(s->srv));
    steps_config config = {.host = host, .secret = "s3cret"};
    assert_int_equal(steps_open(&s->client, &config, NULL, &s->err), CONN_OK);
}

static void close_scene(scene *s)
{
    conn_error_clear(&s->err);
    steps_close(s->client);
    server_finish(s->srv);
}

static void expect(scene *s, conn_reply *reply)
{
    assert_string_equal(s->err.message, "");
    assert_non_null(reply);
    conn_reply_free(reply);
}

/* ---- sign ---- */

static void test_sign(void **state)
{
    static const step script[] = {
        STEP("GET /things/a%2Fb?v=2\nX-Key: me\n!X-Body\n"
             "X-Signature: de9688da79810b6742a7f8500bbb5e737f987f96081959d0a805"
             "eac75c41a0d7",
             "200\n\n{}"),
        STEP("POST /things?v=2\n"
             "X-Body: 0229d37e33daae149bf40543a5ce1db4459d10f830d5139279aa2bfd5"
             "f6485a1\n"
             "X-Signature: c03050ec1620d3269f96507128c6a6d9c0ad375a717f71d525b1"
             "00b059d90d78\n\n{\"name\":\"x\"}",
             "200\n\n{}"),
        STEP("POST /form?v=2\n"
             "X-Signature: c343789214c2f7dc784b4c7b157ad74c083cb0974d2a5c8069da"
             "7223141770e6\n\nname=x%20y",
             "200\n\n{}")};
    scene s;
    (void)state;
    open_scene(&s, script, COUNT(script));
    expect(&s, steps_things_get(s.client, &(steps_things_get_args){.id = "a/b"},
                                &s.err));
    expect(&s,
           steps_things_make(
               s.client, &(steps_things_make_args){.body.name = CONN_STR("x")},
               &s.err));
    expect(&s, steps_things_form(
                   s.client,
                   &(steps_things_form_args){.body.name = CONN_STR("x y")},
                   &s.err));
    close_scene(&s);
}

/* ---- defaults ---- */

/* The number behind the text in the last request. */
static int64_t number_in(const scene *s, const char *text)
{
    const char *request = server_request(s->srv, server_requests(s->srv) - 1);
    const char *at = strstr(request, text);
    assert_non_null(at);
    return strtoll(at + strlen(text), NULL, 10);
}

/* What is given is sent, once. */
static void test_given(void **state)
{
    static const step script[] = {
        STEP("GET /things?since=5&v=2\nX-Trace: t", "200\n\n{}")};
    const steps_things_list_args args = {.since = CONN_SOME(5000000),
                                         .trace = "t"};
    scene s;
    (void)state;
    open_scene(&s, script, COUNT(script));
    expect(&s, steps_things_list(s.client, &args, &s.err));
    close_scene(&s);
}

/* What is not is computed for each request. */
static void test_computed(void **state)
{
    static const step script[] = {
        STEP("GET /things?since=NOW&v=2", "200\n\n{}")};
    scene s;
    (void)state;
    open_scene(&s, script, COUNT(script));
    conn_reply_free(steps_things_list(s.client, NULL, &s.err));
    assert_in_range(number_in(&s, "since="), time(NULL) - 60, time(NULL) + 1);
    const char *trace = strstr(server_request(s.srv, 0), "X-Trace: ");
    assert_non_null(trace);
    assert_int_equal(strcspn(trace + 9, "\r\n"), 36);
    conn_error_clear(&s.err);
    steps_close(s.client);
    free(server_stop(s.srv)); /* no script can know the time */
}

/* ---- receiving ---- */

static conn_status receive(scene *s, const char *url, const char *signature,
                           conn_event **out)
{
    const conn_header headers[] = {{"X-Signature", signature},
                                   {"Cookie", "a=1;b=2; c=3"}};
    return steps_webhook_things_receive(s->client, "POST", url, headers, 2, "",
                                        0, out, &s->err);
}

#define RIGHT "4433b90848f65e7f08037735973aaf015cbc98bc606ec8ab0264bd65126f9ddc"
#define WHOLE "db8e1ed7cb1d79fae4c62128b04a8fbbc40852a7e9f9616205976d6bba38af8b"

static void test_address(void **state)
{
    conn_event *event = NULL;
    scene s;
    (void)state;
    open_scene(&s, NULL, 0);
    assert_int_equal(receive(&s, "/in?topic=thing&x=1", RIGHT, &event),
                     CONN_OK);
    assert_string_equal(event->id.data, "/in 2");
    conn_event_free(event);
    assert_int_equal(
        receive(&s, "https://me.example/in?topic=thing", WHOLE, &event),
        CONN_OK);
    assert_string_equal(event->id.data, "/in 2");
    conn_event_free(event);
    assert_int_equal(receive(&s, "/in?topic=thing&x=2", RIGHT, &event),
                     CONN_UNAUTHORIZED);
    assert_null(event);
    assert_int_equal(receive(&s, NULL, RIGHT, &event), CONN_USAGE);
    assert_string_equal(s.err.message, "the request has no method or no URL");
    assert_null(event);
    close_scene(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sign), cmocka_unit_test(test_given),
        cmocka_unit_test(test_computed), cmocka_unit_test(test_address)};
    return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}
