/* test_oauth2.c - tokens from every grant that needs no person, renewed once
 * for all threads. */
#include <pthread.h>

#include "logins.h"

/* ---- grants that need no person ---- */

typedef struct grant_case {
    const char *name;
    int auth;
    step steps[8];
    int calls; /* all but the last must work */
    conn_status status;
    const char *message; /* of the last; NULL: it works too */
    const char *code;
} grant_case;

#define CLIENT_FORM "\n\ngrant_type=client_credentials&scope=a%20b"

static const grant_case cases[] = {
    {.name = "client credentials, one token for two calls",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN FORM BASIC "\nAccept: application/json" CLIENT_FORM
                                     "&audience=api",
                    T1),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)},
     .calls = 2},
    {.name = "the client's secret in the form",
     .auth = BY_POST,
     .steps = {STEP(TOKEN FORM "\n!Authorization" CLIENT_FORM
                               "&client_id=me%3A&client_secret=s%20hh%2F",
                    T1),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)},
     .calls = 1},
    {.name = "password",
     .auth = BY_PASSWORD,
     .steps = {STEP(TOKEN FORM BASIC
                    "\n\ngrant_type=password&username=ann&password=p%26w"
                    "&scope=a%20b",
                    T1),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)},
     .calls = 1},
    {.name = "a signed token",
     .auth = BY_JWT,
     .steps = {STEP(TOKEN "\n!Authorization", T1),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)},
     .calls = 1},
    {.name = "expired at once: renewed before the next call",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, "200\n\n{\"access_token\":\"t1\",\"expires_in\":1}"),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)},
     .calls = 1},
    {.name = "401: a new token, and once more",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, T1), STEP(GET1, "401"),
               STEP(TOKEN, "200\n\n{\"access_token\":\"t2\"}"),
               STEP(GET1 "\nAuthorization: Bearer t2", ITEM1)},
     .calls = 1},
    {.name = "refresh; the old refresh token stays where no new one comes",
     .auth = BY_PASSWORD,
     .steps = {STEP(TOKEN, "200\n\n{\"access_token\":\"t1\","
                           "\"refresh_token\":\"r/1\"}"),
               STEP(GET1, "401"),
               STEP(TOKEN FORM BASIC
                    "\n\ngrant_type=refresh_token&refresh_token=r%2F1",
                    "200\n\n{\"access_token\":\"t2\"}"),
               STEP(GET1 "\nAuthorization: Bearer t2", ITEM1),
               STEP(GET1, "401"),
               STEP(TOKEN "\n\ngrant_type=refresh_token&refresh_token=r%2F1",
                    "200\n\n{\"access_token\":\"t3\"}"),
               STEP(GET1 "\nAuthorization: Bearer t3", ITEM1)},
     .calls = 2},
    {.name = "refresh token revoked: log in again",
     .auth = BY_PASSWORD,
     .steps = {STEP(TOKEN, "200\n\n{\"access_token\":\"t1\","
                           "\"refresh_token\":\"r1\"}"),
               STEP(GET1, "401"),
               STEP(TOKEN, "400\n\n{\"error\":\"invalid_grant\"}"),
               STEP(TOKEN "\n\ngrant_type=password&username=ann&password=p%26w"
                          "&scope=a%20b",
                    "200\n\n{\"access_token\":\"t2\"}"),
               STEP(GET1 "\nAuthorization: Bearer t2", ITEM1)},
     .calls = 1},
    {.name = "a refresh that the server can't answer is no reason to log in",
     .auth = BY_PASSWORD,
     .steps = {STEP(TOKEN, "200\n\n{\"access_token\":\"t1\","
                           "\"refresh_token\":\"r1\"}"),
               STEP(GET1, "401"), STEP(TOKEN, "503")},
     .calls = 1,
     .status = CONN_UNAVAILABLE,
     .message = "oauth2.refresh: 503 unavailable"},
    {.name = "wrong secret",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, "401\n\n{\"error\":\"invalid_client\",\"error_"
                           "description\":\"s hh/ is wrong\"}")},
     .calls = 1,
     .status = CONN_UNAUTHORIZED,
     .message = "oauth2.token: 401 unauthorized: invalid_client: *** is wrong",
     .code = "invalid_client"},
    {.name = "wrong password",
     .auth = BY_PASSWORD,
     .steps = {STEP(TOKEN, "400\n\n{\"error\":\"invalid_grant\"}")},
     .calls = 1,
     .status = CONN_UNAUTHORIZED,
     .message = "oauth2.token: 400 unauthorized: invalid_grant",
     .code = "invalid_grant"},
    {.name = "a scope that there is not",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, "400\n\n{\"error\":\"invalid_scope\"}")},
     .calls = 1,
     .status = CONN_MISCONFIGURED,
     .message = "oauth2.token: 400 misconfigured: invalid_scope",
     .code = "invalid_scope"},
    {.name = "an error with 200",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, "200\n\n{\"error\":\"access_denied\"}")},
     .calls = 1,
     .status = CONN_FORBIDDEN,
     .message = "oauth2.token: 200 forbidden: access_denied",
     .code = "access_denied"},
    {.name = "an answer without a token",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, "200\n\n<html>")},
     .calls = 1,
     .status = CONN_DECODE,
     .message = "items.get: the login's answer has no access token"},
    {.name = "nobody has logged in",
     .auth = BY_CODE,
     .calls = 1,
     .status = CONN_AUTH_EXPIRED,
     .message = "items.get: a person must log in (conn_login_begin)"},
};

static void test_grants(void **state)
{
    const grant_case *c = *state;
    fixture f;
    logins_open(&f, c->steps, steps_count(c->steps, COUNT(c->steps)), c->auth,
                NULL);
    for (int i = 1; i <= c->calls; i++) {
        bool fails = i == c->calls && c->message != NULL;
        logins_get(&f);
        assert_string_equal(f.err.message, fails ? c->message : "");
        assert_int_equal(f.err.status, fails ? c->status : CONN_OK);
        if (fails && c->code != NULL)
            assert_string_equal(f.err.vendor_code, c->code);
    }
    fixture_close(&f);
}

/* The margin never makes more than half of a token's time useless. */
static void test_expiry(void **state)
{
    (void)state;
    step steps[] = {
        STEP(TOKEN, "200\n\n{\"access_token\":\"t1\",\"expires_in\":2}"),
        STEP(GET1 "\nAuthorization: Bearer t1", ITEM1),
        STEP(TOKEN, "200\n\n{\"access_token\":\"t2\",\"expires_in\":\"900\"}"),
        STEP(GET1 "\nAuthorization: Bearer t2", ITEM1)};
    fixture f;
    logins_open(&f, steps, COUNT(steps), BY_CLIENT, NULL);
    assert_int_equal(logins_get(&f), CONN_OK);
    pause_ms(2100);
    assert_int_equal(logins_get(&f), CONN_OK);
    assert_int_equal(conn_client_stats(f.client).logins, 2);
    fixture_close(&f);
}

/* What after_token keeps is there for later. */
static void test_saves(void **state)
{
    (void)state;
    static const conn_expr kept = ACCOUNT(0);
    static const conn_assign assigns[] = {{CONN_IN_HEADER, "X-Tenant", &kept}};
    conn_op op = op_get;
    op.assigns = assigns;
    op.assign_count = 1;
    step steps[] = {
        STEP(TOKEN, "200\n\n{\"access_token\":\"t1\",\"tenant\":\"acme\"}"),
        STEP(GET1 "\nX-Tenant: acme", ITEM1)};
    fixture f;
    logins_open(&f, steps, COUNT(steps), BY_CLIENT, NULL);
    api_args args = {.id = "1"};
    conn_reply_free(conn_call(f.client, &op, &args, &f.err));
    assert_string_equal(f.err.message, "");
    fixture_close(&f);
}

/* ---- many threads ---- */

#define THREADS 8

static void *call_thread(void *given)
{
    fixture *f = given;
    api_args args = {.id = "1"};
    conn_error err = {0};
    conn_reply_free(conn_call(f->client, &op_get, &args, &err));
    intptr_t status = err.status;
    /* Who only waited for the login of another is told as much. */
    if (status == CONN_UNAUTHORIZED &&
        (err.vendor_code == NULL ||
         strcmp(err.vendor_code, "invalid_client") != 0 ||
         err.vendor_message == NULL || strcmp(err.vendor_message, "who?") != 0))
        status = CONN_VENDOR;
    conn_error_clear(&err);
    return (void *)status;
}

static void run_threads(fixture *f, conn_status want)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_thread, f), 0);
    for (int i = 0; i < THREADS; i++) {
        void *status;
        pthread_join(threads[i], &status);
        assert_int_equal((intptr_t)status, want);
    }
}

static void test_one_refresh_for_all(void **state)
{
    (void)state;
    step steps[] = {
        STEP(TOKEN "\n\ngrant_type=password&username=ann&password=p%26w&scope="
                   "a%20b",
             "200\n\n{\"access_token\":\"t1\",\"refresh_token\":\"r1\"}"),
        STEP_SLOWLY(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_SLOWLY(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_SLOWLY(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_SLOWLY(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_SLOWLY(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_SLOWLY(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_SLOWLY(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_SLOWLY(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_SLOWLY(
            200, TOKEN "\n\ngrant_type=refresh_token&refresh_token=r1",
            "200\n\n{\"access_token\":\"t2\",\"refresh_token\":\"r2\"}"),
        STEP_AGAIN(GET1 "\nAuthorization: Bearer t2", ITEM1)};
    fixture f = {.srv = server_start(steps, COUNT(steps), false)};
    logins_open_client(&f, BY_PASSWORD, NULL);
    run_threads(&f, CONN_OK);
    assert_int_equal(conn_client_stats(f.client).logins, 2);
    fixture_close(&f);
}

static void test_one_failure_for_all(void **state)
{
    (void)state;
    step steps[] = {STEP_SLOWLY(300, TOKEN,
                                "401\n\n{\"error\":\"invalid_client\","
                                "\"error_description\":\"who?\"}")};
    fixture f;
    logins_open(&f, steps, COUNT(steps), BY_CLIENT, NULL);
    run_threads(&f, CONN_UNAUTHORIZED);
    fixture_close(&f);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(cases) + 8];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[n++] = (struct CMUnitTest){cases[i].name, test_grants, NULL, NULL,
                                         (void *)(size_t)&cases[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_expiry);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_saves);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_one_refresh_for_all);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_one_failure_for_all);
    return _cmocka_run_group_tests("oauth2", tests, n, logins_begin,
                                   logins_end);
}
