/* test_auth_threads.c - logins that many threads need at once. */
#include <pthread.h>

#include "api.h"
#include "cancel.h"

#define GET1 "GET /v1/items/1"
#define ITEM1 "200\n\n{\"id\":1,\"name\":\"a\"}"
#define LOGIN_BODY                                                             \
    "\n\n{\"user\":{\"name\":\"ann\",\"password\":\"s3cret:pw\"}}"
#define LOGIN                                                                  \
    "POST /v1/login\nContent-Type: "                                           \
    "application/json\n!Authorization" LOGIN_BODY

#define THREADS 8

typedef struct worker {
    conn_client *client;
    conn_status status;
    pthread_t thread;
    pthread_barrier_t *start; /* or NULL */
} worker;

static void *get_item(void *user)
{
    worker *w = user;
    api_args args = {.id = "1"};
    conn_error err = {0};
    if (w->start != NULL)
        pthread_barrier_wait(w->start);
    conn_reply_free(conn_call(w->client, &op_get, &args, &err));
    w->status = err.status;
    conn_error_clear(&err);
    return NULL;
}

/* Runs op_get in many threads at once; all end with `status`. */
static void get_at_once(fixture *f, conn_status status)
{
    worker workers[THREADS];
    pthread_barrier_t start;
    assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){f->client, CONN_OK, 0, &start};
        assert_int_equal(
            pthread_create(&workers[i].thread, NULL, get_item, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(workers[i].thread, NULL);
    pthread_barrier_destroy(&start);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(workers[i].status, status);
}

static void test_one_login_for_all(void **state)
{
    (void)state;
    step steps[] = {STEP_SLOWLY(150, LOGIN, "200\n\n{\"token\":\"t1\"}"),
                    STEP_AGAIN(GET1 "\nAuthorization: Session t1", ITEM1)};
    fixture f;
    fixture_open_unordered(&f, steps, 2, AUTH_LOGIN, NULL);
    get_at_once(&f, CONN_OK);
    assert_int_equal(conn_client_stats(f.client).logins, 1);
    assert_int_equal(server_requests(f.srv), THREADS + 1);
    fixture_close(&f);
}

/* A wrong password is tried once, not once for each thread. */
static void test_one_failure_for_all(void **state)
{
    (void)state;
    step steps[] = {{LOGIN, "403", ANSWER, 300, true}};
    fixture f;
    fixture_open_unordered(&f, steps, 1, AUTH_LOGIN, NULL);
    get_at_once(&f, CONN_FORBIDDEN);
    assert_int_equal(server_requests(f.srv), 1);
    fixture_close(&f);
}

/* All threads meet the expiry of the same token; one of them logs in. */
static void test_one_renewal_for_all(void **state)
{
    (void)state;
    step steps[] = {STEP(LOGIN, "200\n\n{\"token\":\"t1\"}"),
                    STEP(GET1 "\nAuthorization: Session t1", ITEM1),
                    STEP_SLOWLY(200, GET1 "\nAuthorization: Session t1", "401"),
                    STEP_SLOWLY(200, GET1 "\nAuthorization: Session t1", "401"),
                    STEP_SLOWLY(200, GET1 "\nAuthorization: Session t1", "401"),
                    STEP_SLOWLY(200, GET1 "\nAuthorization: Session t1", "401"),
                    STEP_SLOWLY(200, GET1 "\nAuthorization: Session t1", "401"),
                    STEP_SLOWLY(200, GET1 "\nAuthorization: Session t1", "401"),
                    STEP_SLOWLY(200, GET1 "\nAuthorization: Session t1", "401"),
                    STEP_SLOWLY(200, GET1 "\nAuthorization: Session t1", "401"),
                    STEP_SLOWLY(200, LOGIN, "200\n\n{\"token\":\"t2\"}"),
                    STEP_AGAIN(GET1 "\nAuthorization: Session t2", ITEM1)};
    fixture f;
    fixture_open_unordered(&f, steps, COUNT(steps), AUTH_LOGIN, NULL);
    api_args args = {.id = "1"};
    conn_reply_free(conn_call(f.client, &op_get, &args, &f.err));
    get_at_once(&f, CONN_OK);
    assert_int_equal(conn_client_stats(f.client).logins, 2);
    fixture_close(&f);
}

/* A token that got old while the call waited is replaced once more, as it is
 * no sign that logging in is of no use. */
static void test_renewal_after_a_wait(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {503, 0};
    static const conn_retry quick = {statuses, 3, 5, 20};
    step steps[] = {STEP(LOGIN, "200\n\n{\"token\":\"t1\"}"),
                    STEP(GET1 "\nAuthorization: Session t1", "401"),
                    STEP(LOGIN, "200\n\n{\"token\":\"t2\"}"),
                    STEP(GET1 "\nAuthorization: Session t2", "503"),
                    STEP(GET1 "\nAuthorization: Session t2", "401"),
                    STEP(LOGIN, "200\n\n{\"token\":\"t3\"}"),
                    STEP(GET1 "\nAuthorization: Session t3", ITEM1)};
    conn_op patient = op_get;
    fixture f;
    fixture_open(&f, steps, COUNT(steps), AUTH_LOGIN, NULL);
    patient.retry = &quick;
    api_args args = {.id = "1"};
    conn_reply *reply = conn_call(f.client, &patient, &args, &f.err);
    assert_non_null(reply);
    conn_reply_free(reply);
    assert_int_equal(conn_client_stats(f.client).logins, 3);
    fixture_close(&f);
}

static void test_wait_has_deadline(void **state)
{
    (void)state;
    step steps[] = {STEP_AFTER(600, LOGIN, "200\n\n{\"token\":\"t1\"}"),
                    STEP_AGAIN(GET1, ITEM1)};
    fixture f;
    fixture_open_unordered(&f, steps, 2, AUTH_LOGIN, NULL);
    worker w = {f.client, CONN_OK, 0, NULL};
    assert_int_equal(pthread_create(&w.thread, NULL, get_item, &w), 0);
    conn_cancel *pause = conn_cancel_new();
    assert_non_null(pause);
    while (server_requests(f.srv) == 0)
        continue;
    conn_call_options options = {.deadline_ms = 100, .cancel = pause};
    api_args args = {.id = "1", .call = &options};
    assert_null(conn_call(f.client, &op_get, &args, &f.err));
    assert_error(&f.err, CONN_TIMEOUT, "items.get: the deadline has passed");
    pthread_join(w.thread, NULL);
    assert_int_equal(w.status, CONN_OK);
    conn_cancel_free(pause);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_login_for_all),
        cmocka_unit_test(test_one_failure_for_all),
        cmocka_unit_test(test_one_renewal_for_all),
        cmocka_unit_test(test_renewal_after_a_wait),
        cmocka_unit_test(test_wait_has_deadline),
    };
    return cmocka_run_group_tests_name("auth threads", tests, NULL, NULL);
}
