/* test_client.c - a client used by many threads, and over another transport
 * than libcurl. */
#include <pthread.h>

#include "api.h"
#include "cancel.h"

#define THREADS 8
#define CALLS 40

static const conn_throttle limit = {40, 100};

typedef struct worker {
    conn_client *client;
    const conn_op *op;
    int good;
    pthread_t thread;
} worker;

static void *call_often(void *user)
{
    worker *w = user;
    api_args args = {.id = "1"};
    for (int i = 0; i < CALLS; i++) {
        conn_error err = {0};
        conn_reply *reply = conn_call(w->client, w->op, &args, &err);
        if (reply != NULL) {
            const item *it = conn_reply_value(reply);
            w->good += it->id == 1 && strcmp(it->name.data, "a") == 0;
        }
        conn_reply_free(reply);
        conn_error_clear(&err);
    }
    return NULL;
}

/* Makes CALLS calls in each of THREADS threads; all must work. */
static void call_in_threads(conn_client *client, const conn_op *op)
{
    worker workers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){client, op, 0, 0};
        assert_int_equal(
            pthread_create(&workers[i].thread, NULL, call_often, &workers[i]),
            0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(workers[i].good, CALLS);
}

static const step any_item[] = {
    STEP_AGAIN("GET /v1/items/1", "200\n\n{\"id\":1,\"name\":\"a\"}")};

static void test_threads_share_connections(void **state)
{
    (void)state;
    fixture f;
    fixture_open_unordered(&f, any_item, 1, AUTH_BEARER, NULL);
    call_in_threads(f.client, &op_get);
    call_in_threads(f.client, &op_get);
    conn_stats stats = conn_client_stats(f.client);
    assert_int_equal(stats.requests, 2 * THREADS * CALLS);
    assert_in_range(server_connections(f.srv), 1, THREADS);
    assert_int_equal(stats.connections, server_connections(f.srv));
    fixture_close(&f);
}

static void test_threads_share_a_rate(void **state)
{
    (void)state;
    conn_op op = op_get;
    op.throttle = &limit;
    fixture f;
    fixture_open_unordered(&f, any_item, 1, 0, NULL);
    int64_t start = conn_clock_ms();
    call_in_threads(f.client, &op);
    /* 320 requests of which 40 may start in 100 ms. */
    assert_true(conn_clock_ms() - start >= 700);
    fixture_close(&f);
}

/* ---- another transport ---- */

/* Answers each request with its own URL as an item's name. */
typedef struct echo {
    conn_transport base;
    int sent, closed;
} echo;

static conn_status echo_send(conn_transport *base,
                             const conn_http_request *request,
                             conn_http_response *response, conn_error *err)
{
    (void)err;
    ((echo *)base)->sent++;
    response->status = 200;
    conn_buf_printf(&response->body, "{\"id\":%zu,\"name\":\"%s\"}",
                    request->header_count, request->url);
    return CONN_OK;
}

static void echo_close(conn_transport *base)
{
    ((echo *)base)->closed++;
}

static void test_other_transport(void **state)
{
    (void)state;
    echo other = {{.send = echo_send, .close = echo_close}, 0, 0};
    api_config config = {"https://api.example/v1/", "u", "p", NULL, AUTH_BASIC};
    conn_client *client = NULL;
    assert_int_equal(
        conn_client_open(&client, &api, &config, NULL, &other.base, NULL),
        CONN_OK);
    api_args args = {.id = "a b"};
    conn_reply *reply = conn_call(client, &op_get, &args, NULL);
    assert_non_null(reply);
    const item *it = conn_reply_value(reply);
    assert_string_equal(it->name.data, "https://api.example/v1/items/a%20b");
    assert_int_equal(it->id, 3); /* Authorization, Accept, User-Agent */
    conn_reply_free(reply);
    conn_close(client);
    assert_int_equal(other.sent, 1);
    assert_int_equal(other.closed, 1);
}

/* A transport given to a client that can't be opened is closed all the same. */
static void test_other_transport_unused(void **state)
{
    (void)state;
    echo other = {{.send = echo_send, .close = echo_close}, 0, 0};
    conn_client *client = NULL;
    assert_int_equal(
        conn_client_open(&client, &api, NULL, NULL, &other.base, NULL),
        CONN_MISCONFIGURED);
    assert_null(client);
    assert_int_equal(other.closed, 1);
}

/* A failed call returns NULL, and nobody should have to guard against it. */
static void test_no_reply(void **state)
{
    (void)state;
    assert_int_equal(conn_reply_status(NULL), 0);
    assert_int_equal(conn_reply_attempts(NULL), 0);
    assert_null(conn_reply_header(NULL, "ETag"));
    assert_null(conn_reply_value(NULL));
    assert_int_equal(conn_reply_body(NULL).len, 0);
    conn_reply_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_reply),
        cmocka_unit_test(test_threads_share_connections),
        cmocka_unit_test(test_threads_share_a_rate),
        cmocka_unit_test(test_other_transport),
        cmocka_unit_test(test_other_transport_unused)};
    return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
