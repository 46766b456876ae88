/* test_batch.c - many calls in flight from one thread: their order, and that
 * each keeps its retries, throttle, login, deadline and cancel token. */
#include <pthread.h>

#include "api.h"
#include "cancel.h"
#include "conn/batch.h"

static const uint16_t statuses[] = {503, 0};
static const conn_retry retry = {statuses, 2, 1, 1};

#define ITEM(n) "200\n\n{\"id\":" #n ",\"name\":\"n\"}"

static void add(fixture *f, conn_batch *batch, const conn_op *op,
                const char *id, const conn_call_options *call)
{
    api_args args = {.id = id, .call = call};
    assert_int_equal(conn_batch_add(batch, op, &args, sizeof args,
                                    (void *)(size_t)id, &f->err),
                     CONN_OK);
}

static void assert_next(fixture *f, conn_batch *batch, const char *id,
                        conn_status status)
{
    conn_reply *reply = NULL;
    void *tag = NULL;
    assert_true(conn_batch_next(batch, &reply, &tag, &f->err));
    assert_string_equal(tag, id);
    assert_int_equal(f->err.status, status);
    assert_int_equal(reply != NULL, status == CONN_OK);
    if (reply != NULL) {
        const item *it = conn_reply_value(reply);
        assert_int_equal(it->id, atoi(id));
    }
    conn_reply_free(reply);
}

static void assert_end(fixture *f, conn_batch *batch)
{
    conn_reply *reply;
    assert_false(conn_batch_next(batch, &reply, NULL, &f->err));
    assert_int_equal(f->err.status, CONN_OK);
    assert_int_equal(conn_batch_left(batch), 0);
    conn_batch_free(batch);
}

static void test_order(void **state)
{
    (void)state;
    const step steps[] = {STEP_SLOWLY(200, "GET /v1/items/1", ITEM(1)),
                          STEP("GET /v1/items/2", ITEM(2)),
                          STEP_SLOWLY(80, "GET /v1/items/3", "404"),
                          STEP("GET /v1/items/4", ITEM(4))};
    fixture f;
    fixture_open_unordered(&f, steps, 4, AUTH_BEARER, NULL);
    conn_batch *batch = conn_batch_new(f.client, 2);
    add(&f, batch, &op_get, "1", NULL);
    add(&f, batch, &op_get, "2", NULL);
    add(&f, batch, &op_get, "3", NULL);
    assert_int_equal(conn_batch_left(batch), 3);
    assert_next(&f, batch, "2", CONN_OK);
    assert_next(&f, batch, "3", CONN_NOT_FOUND);
    add(&f, batch, &op_get, "4", NULL);
    assert_next(&f, batch, "4", CONN_OK);
    assert_next(&f, batch, "1", CONN_OK);
    assert_end(&f, batch);
    assert_int_equal(server_connections(f.srv), 2);
    fixture_close(&f);
}

static void test_many(void **state)
{
    (void)state;
    const step steps[] = {STEP_AGAIN("GET /v1/items/5", ITEM(5))};
    fixture f;
    fixture_open_unordered(&f, steps, 1, 0, NULL);
    conn_batch *batch = conn_batch_new(f.client, 8);
    for (int i = 0; i < 300; i++)
        add(&f, batch, &op_get, "5", NULL);
    for (int i = 0; i < 300; i++)
        assert_next(&f, batch, "5", CONN_OK);
    assert_end(&f, batch);
    assert_true(server_connections(f.srv) <= 8);
    assert_int_equal(conn_client_stats(f.client).requests, 300);
    fixture_close(&f);
}

static void run_some(fixture *f, size_t in_flight)
{
    conn_batch *batch = conn_batch_new(f->client, in_flight);
    for (int i = 0; i < 20; i++)
        add(f, batch, &op_get, "5", NULL);
    for (int i = 0; i < 20; i++)
        assert_next(f, batch, "5", CONN_OK);
    assert_end(f, batch);
}

/* The next batch goes over the connections of the last one, if they are no more
 * than may be idle. */
static void test_batch_after_batch(void **state)
{
    (void)state;
    const step steps[] = {STEP_AGAIN("GET /v1/items/5", ITEM(5))};
    const conn_options options = {.max_idle = 4};
    fixture f;
    fixture_open_unordered(&f, steps, 1, 0, &options);
    for (int i = 0; i < 3; i++)
        run_some(&f, 4);
    int kept = server_connections(f.srv);
    assert_in_range(kept, 1, 4);
    assert_int_equal(conn_client_stats(f.client).connections, (uint64_t)kept);
    run_some(&f, 5);
    run_some(&f, 5);
    assert_true(server_connections(f.srv) > kept);
    fixture_close(&f);
}

static void test_retries(void **state)
{
    (void)state;
    conn_op op = op_get;
    op.retry = &retry;
    const step steps[] = {
        STEP("GET /v1/items/1", "503"), STEP_AS(DROP, "GET /v1/items/1", ""),
        STEP("GET /v1/items/1", ITEM(1)), STEP_AGAIN("GET /v1/items/2", "503"),
        STEP("GET /v1/items/3", "503\nRetry-After: 100")};
    conn_call_options soon = {.deadline_ms = 300};
    fixture f;
    fixture_open_unordered(&f, steps, COUNT(steps), 0, NULL);
    conn_batch *batch = conn_batch_new(f.client, 0);
    add(&f, batch, &op, "1", NULL);
    assert_next(&f, batch, "1", CONN_OK);
    add(&f, batch, &op, "2", NULL);
    assert_next(&f, batch, "2", CONN_UNAVAILABLE);
    add(&f, batch, &op, "3", &soon);
    assert_next(&f, batch, "3", CONN_UNAVAILABLE);
    assert_end(&f, batch);
    assert_int_equal(server_requests(f.srv), 7);
    fixture_close(&f);
}

/* One place, and a call that rests for a second: the others go first. */
static void test_rest(void **state)
{
    (void)state;
    conn_op op = op_get;
    op.retry = &retry;
    const step steps[] = {STEP("GET /v1/items/1", "503\nRetry-After: 1"),
                          STEP("GET /v1/items/2", ITEM(2)),
                          STEP("GET /v1/items/3", ITEM(3)),
                          STEP("GET /v1/items/1", ITEM(1))};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    f.client->options.retry_total_ms = 10000;
    conn_batch *batch = conn_batch_new(f.client, 1);
    add(&f, batch, &op, "1", NULL);
    add(&f, batch, &op_get, "2", NULL);
    add(&f, batch, &op_get, "3", NULL);
    assert_next(&f, batch, "2", CONN_OK);
    assert_next(&f, batch, "3", CONN_OK);
    assert_next(&f, batch, "1", CONN_OK);
    assert_end(&f, batch);
    fixture_close(&f);
}

/* Where everything fails some rest, and the next ones wait for their turn. */
static void test_many_rest(void **state)
{
    (void)state;
    conn_op op = op_get;
    op.retry = &retry;
    const step steps[] = {STEP_AGAIN("GET /v1/items/1", "503")};
    fixture f;
    fixture_open_unordered(&f, steps, 1, 0, NULL);
    conn_batch *batch = conn_batch_new(f.client, 2);
    for (int i = 0; i < 40; i++)
        add(&f, batch, &op, "1", NULL);
    for (int i = 0; i < 40; i++)
        assert_next(&f, batch, "1", CONN_UNAVAILABLE);
    assert_end(&f, batch);
    assert_int_equal(server_requests(f.srv), 40 * 3);
    assert_true(server_connections(f.srv) <= 2);
    fixture_close(&f);
}

/* One login serves all that wait for it, and those that wait hold up nobody. */
static void test_login(void **state)
{
    (void)state;
    conn_op open = op_get;
    open.anonymous = true;
    const step steps[] = {
        STEP_AFTER(150, "POST /v1/login",
                   "200\n\n{\"token\":\"t1\",\"refresh\":\"r\"}"),
        STEP("GET /v1/items/1\nAuthorization: Session t1", ITEM(1)),
        STEP("GET /v1/items/2\nAuthorization: Session t1", ITEM(2)),
        STEP("GET /v1/items/3\n!Authorization", ITEM(3))};
    fixture f;
    fixture_open_unordered(&f, steps, COUNT(steps), AUTH_LOGIN, NULL);
    conn_batch *batch = conn_batch_new(f.client, 4);
    conn_reply *reply;
    void *tag;
    add(&f, batch, &op_get, "1", NULL);
    add(&f, batch, &op_get, "2", NULL);
    add(&f, batch, &open, "3", NULL);
    assert_next(&f, batch, "3", CONN_OK);
    for (int i = 0; i < 2; i++) {
        assert_true(conn_batch_next(batch, &reply, &tag, &f.err));
        assert_string_equal(f.err.message, "");
        conn_reply_free(reply);
    }
    assert_end(&f, batch);
    assert_int_equal(conn_client_stats(f.client).logins, 1);
    fixture_close(&f);
}

static void test_login_fails(void **state)
{
    (void)state;
    const step steps[] = {STEP_AFTER(100, "POST /v1/login",
                                     "404\n\n{\"message\":\"no such user\"}")};
    fixture f;
    fixture_open_unordered(&f, steps, COUNT(steps), AUTH_LOGIN, NULL);
    conn_batch *batch = conn_batch_new(f.client, 4);
    conn_reply *reply;
    conn_call_options soon = {.deadline_ms = 30};
    add(&f, batch, &op_get, "1", NULL);
    add(&f, batch, &op_get, "2", NULL);
    add(&f, batch, &op_get, "3", &soon);
    assert_next(&f, batch, "3", CONN_TIMEOUT);
    for (int i = 0; i < 2; i++) {
        assert_true(conn_batch_next(batch, &reply, NULL, &f.err));
        assert_null(reply);
        assert_int_equal(f.err.status, CONN_NOT_FOUND);
    }
    assert_end(&f, batch);
    fixture_close(&f);
}

/* What a thread does when the server has been asked. */
typedef struct stop {
    server *srv;
    int asked;
    conn_cancel *cancel; /* or NULL: of the batch, all */
    conn_batch *batch;
} stop;

static void *stop_asked(void *user)
{
    stop *s = user;
    server_wait(s->srv, s->asked);
    if (s->cancel != NULL)
        conn_cancel_trigger(s->cancel);
    else
        conn_batch_cancel(s->batch);
    return NULL;
}

static void test_time(void **state)
{
    (void)state;
    static const conn_throttle slow = {1, 60000};
    conn_op op = op_get, limited = op_get;
    op.retry = &retry;
    limited.throttle = &slow;
    const step steps[] = {{"GET /v1/items/1", "", HANG, 0, true},
                          STEP_AS(HANG, "GET /v1/items/2", ""),
                          STEP("GET /v1/items/4", ITEM(4))};
    conn_cancel *cancel = conn_cancel_new();
    conn_call_options soon = {.deadline_ms = 500}, never = {.cancel = cancel};
    fixture f;
    fixture_open_unordered(&f, steps, COUNT(steps), 0, NULL);
    conn_batch *batch = conn_batch_new(f.client, 8);
    int64_t start = conn_clock_ms();
    add(&f, batch, &limited, "4", NULL);
    assert_next(&f, batch, "4", CONN_OK);
    add(&f, batch, &op, "1", &soon);
    assert_next(&f, batch, "1", CONN_TIMEOUT);
    add(&f, batch, &op, "2", &never);
    add(&f, batch, &limited, "5", &never); /* waits for its rate */
    add(&f, batch, &limited, "6", &soon);
    assert_next(&f, batch, "6", CONN_TIMEOUT);
    stop then = {f.srv, 3, cancel, NULL};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, stop_asked, &then), 0);
    conn_reply *reply;
    for (int i = 0; i < 2; i++) {
        assert_true(conn_batch_next(batch, &reply, NULL, &f.err));
        assert_int_equal(f.err.status, CONN_CANCELLED);
    }
    assert_end(&f, batch);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(conn_clock_ms() - start < 5000);
    conn_cancel_free(cancel);
    fixture_close(&f);
}

/* From another thread: in flight, waiting for a turn, and added later. */
static void test_cancel_all(void **state)
{
    (void)state;
    const step steps[] = {STEP_AS(HANG, "GET /v1/items/1", "")};
    fixture f;
    pthread_t thread;
    fixture_open_unordered(&f, steps, 1, 0, NULL);
    conn_batch *batch = conn_batch_new(f.client, 1);
    int64_t start = conn_clock_ms();
    add(&f, batch, &op_get, "1", NULL);
    add(&f, batch, &op_get, "2", NULL);
    stop then = {f.srv, 1, NULL, batch};
    assert_int_equal(pthread_create(&thread, NULL, stop_asked, &then), 0);
    assert_next(&f, batch, "1", CONN_CANCELLED);
    add(&f, batch, &op_get, "3", NULL);
    assert_next(&f, batch, "2", CONN_CANCELLED);
    assert_next(&f, batch, "3", CONN_CANCELLED);
    assert_end(&f, batch);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(conn_clock_ms() - start < 5000);
    fixture_close(&f);
}

/* A login on the way too, also where the call has a token of its own. */
static void test_cancel_login(void **state)
{
    (void)state;
    const step steps[] = {STEP_AS(HANG, "POST /v1/login", "")};
    conn_cancel *own = conn_cancel_new();
    conn_call_options with_own = {.cancel = own};
    fixture f;
    pthread_t thread;
    fixture_open_unordered(&f, steps, 1, AUTH_LOGIN, NULL);
    conn_batch *batch = conn_batch_new(f.client, 2);
    int64_t start = conn_clock_ms();
    conn_reply *reply;
    add(&f, batch, &op_get, "1", &with_own);
    add(&f, batch, &op_get, "2", NULL);
    stop then = {f.srv, 1, NULL, batch};
    assert_int_equal(pthread_create(&thread, NULL, stop_asked, &then), 0);
    for (int i = 0; i < 2; i++) {
        assert_true(conn_batch_next(batch, &reply, NULL, &f.err));
        assert_int_equal(f.err.status, CONN_CANCELLED);
    }
    assert_end(&f, batch);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_false(conn_cancel_is(own));
    assert_true(conn_clock_ms() - start < 5000);
    conn_cancel_free(own);
    fixture_close(&f);
}

/* Freed with calls in every state: waiting, in flight, ended. */
static void test_given_up(void **state)
{
    (void)state;
    const step steps[] = {STEP_AS(HANG, "GET /v1/items/1", ""),
                          STEP("GET /v1/items/2", ITEM(2)),
                          STEP("GET /v1/items/3", ITEM(3))};
    fixture f;
    fixture_open_unordered(&f, steps, COUNT(steps), 0, NULL);
    conn_batch *batch = conn_batch_new(f.client, 3);
    add(&f, batch, &op_get, "1", NULL);
    add(&f, batch, &op_get, "2", NULL);
    add(&f, batch, &op_get, "3", NULL);
    conn_reply *reply;
    assert_true(conn_batch_next(batch, &reply, NULL, &f.err));
    conn_reply_free(reply);
    assert_true(conn_batch_next(batch, &reply, NULL, &f.err));
    conn_reply_free(reply);
    add(&f, batch, &op_get, "4", NULL);
    server_wait(f.srv, 3);
    conn_batch_free(batch);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_batch_after_batch),
        cmocka_unit_test(test_retries),
        cmocka_unit_test(test_login),
        cmocka_unit_test(test_login_fails),
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_rest),
        cmocka_unit_test(test_many_rest),
        cmocka_unit_test(test_cancel_login),
        cmocka_unit_test(test_cancel_all),
        cmocka_unit_test(test_given_up),
    };
    return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
