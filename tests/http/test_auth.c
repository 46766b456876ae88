/* test_auth.c - every way in, logins that expire, and credentials that go
 * nowhere else. */
#include <cjson/cJSON.h>

#include "api.h"

#define VECTORS "../shared/vectors/signatures.json"
#define GET1 "GET /v1/items/1"
#define ITEM1 "200\n\n{\"id\":1,\"name\":\"a\"}"
#define LOGIN_BODY                                                             \
    "\n\n{\"user\":{\"name\":\"ann\",\"password\":\"s3cret:pw\"}}"
#define LOGIN                                                                  \
    "POST /v1/login\nContent-Type: "                                           \
    "application/json\n!Authorization" LOGIN_BODY

typedef struct auth_case {
    const char *name;
    int auth;
    step steps[8];
    int calls;           /* of op_get, all but the last must work */
    const char *message; /* of the last; NULL: it works too */
    conn_status status;
    int logins;
} auth_case;

static const auth_case cases[] = {
    {.name = "none",
     .auth = AUTH_NONE,
     .steps = {STEP(GET1 "\n!Authorization", ITEM1)},
     .calls = 1},
    {.name = "the first by default",
     .steps = {STEP(GET1 "\n!Authorization", ITEM1)},
     .calls = 1},
    {.name = "basic",
     .auth = AUTH_BASIC,
     .steps = {STEP(GET1 "\nAuthorization: Basic YW5uOnMzY3JldDpwdw==", ITEM1)},
     .calls = 1},
    {.name = "bearer",
     .auth = AUTH_BEARER,
     .steps = {STEP(GET1 "\nAuthorization: Bearer k3y/+ ", ITEM1)},
     .calls = 1},
    {.name = "key in a header",
     .auth = AUTH_KEY_HEADER,
     .steps = {STEP(GET1 "\nX-API-Key: k3y/+ \n!Authorization", ITEM1)},
     .calls = 1},
    {.name = "key in the query",
     .auth = AUTH_KEY_QUERY,
     .steps = {STEP(GET1 "?key=k3y%2F%2B%20", ITEM1)},
     .calls = 1},
    {.name = "key in a cookie that can't hold it",
     .auth = AUTH_KEY_COOKIE,
     .calls = 1,
     .message = "items.get: cookie `sid` can't be sent",
     .status = CONN_USAGE},
    {.name = "refused",
     .auth = AUTH_BASIC,
     .steps = {STEP(GET1, "401")},
     .calls = 1,
     .message = "items.get: 401 unauthorized",
     .status = CONN_UNAUTHORIZED},
    {.name = "one login for two calls",
     .auth = AUTH_LOGIN,
     .steps = {STEP(LOGIN, "200\n\n{\"token\":\"t1\"}"),
               STEP(GET1 "\nAuthorization: Session t1", ITEM1),
               STEP(GET1 "\nAuthorization: Session t1", ITEM1)},
     .calls = 2,
     .logins = 1},
    {.name = "expired: a new login, and once more",
     .auth = AUTH_LOGIN,
     .steps = {STEP(LOGIN, "200\n\n{\"token\":\"t1\"}"),
               STEP(GET1 "\nAuthorization: Session t1", ITEM1),
               STEP(GET1 "\nAuthorization: Session t1",
                    "401\n\n{\"message\":\"it has expired\"}"),
               STEP(LOGIN, "200\n\n{\"token\":\"t2\"}"),
               STEP(GET1 "\nAuthorization: Session t2", ITEM1)},
     .calls = 2,
     .logins = 2},
    {.name = "expired twice is refused",
     .auth = AUTH_LOGIN,
     .steps = {STEP(LOGIN, "200\n\n{\"token\":\"t1\"}"), STEP(GET1, "401"),
               STEP(LOGIN, "200\n\n{\"token\":\"t2\"}"), STEP(GET1, "401")},
     .calls = 1,
     .message = "items.get: 401 unauthorized",
     .status = CONN_UNAUTHORIZED,
     .logins = 2},
    {.name = "refresh",
     .auth = AUTH_LOGIN_REFRESH,
     .steps = {STEP(LOGIN, "200\n\n{\"token\":\"t1\",\"refresh\":\"r1\"}"),
               STEP(GET1, "401"),
               STEP("POST /v1/refresh\nAuthorization: Session "
                    "t1\n\n{\"refresh\":\"r1\"}",
                    "200\n\n{\"token\":\"t2\"}"),
               STEP(GET1 "\nAuthorization: Session t2", ITEM1)},
     .calls = 1,
     .logins = 2},
    {.name = "refresh refused: log in",
     .auth = AUTH_LOGIN_REFRESH,
     .steps = {STEP(LOGIN, "200\n\n{\"token\":\"t1\",\"refresh\":\"r1\"}"),
               STEP(GET1, "401"), STEP("POST /v1/refresh", "401"),
               STEP(LOGIN, "200\n\n{\"token\":\"t3\"}"),
               STEP(GET1 "\nAuthorization: Session t3", ITEM1)},
     .calls = 1,
     .logins = 2},
    {.name = "wrong password",
     .auth = AUTH_LOGIN,
     .steps = {STEP(LOGIN, "401\n\n{\"message\":\"no, not s3cret:pw\"}")},
     .calls = 1,
     .message = "session.login: 401 auth_expired: no, not ***",
     .status = CONN_AUTH_EXPIRED},
    {.name = "login without a token",
     .auth = AUTH_LOGIN,
     .steps = {STEP(LOGIN, "200\n\n{}")},
     .calls = 1,
     .message =
         "session.login: the login's answer has nothing of what is to be kept",
     .status = CONN_DECODE},
    {.name = "login that is no JSON",
     .auth = AUTH_LOGIN,
     .steps = {STEP(LOGIN, "200\n\n<html>")},
     .calls = 1,
     .message =
         "session.login: the login's answer has nothing of what is to be kept",
     .status = CONN_DECODE},
    {.name = "token that would break a header",
     .auth = AUTH_LOGIN,
     .steps = {STEP(LOGIN, "200\n\n{\"token\":\"a\\r\\nX-Evil: 1\"}")},
     .calls = 1,
     .message =
         "items.get: header `Authorization` can't hold a control character",
     .status = CONN_USAGE,
     .logins = 1},
};

static void test_ways_in(void **state)
{
    const auth_case *c = *state;
    fixture f;
    fixture_open(&f, c->steps, steps_count(c->steps, COUNT(c->steps)), c->auth,
                 NULL);
    api_args args = {.id = "1"};
    for (int i = 1; i <= c->calls; i++) {
        conn_reply *reply = conn_call(f.client, &op_get, &args, &f.err);
        bool fails = i == c->calls && c->message != NULL;
        assert_string_equal(f.err.message, fails ? c->message : "");
        assert_int_equal(f.err.status, fails ? c->status : CONN_OK);
        assert_true((reply != NULL) == !fails);
        conn_reply_free(reply);
    }
    assert_int_equal(conn_client_stats(f.client).logins, c->logins);
    fixture_close(&f);
}

/* ---- published examples ---- */

static cJSON *read_vectors(void)
{
    static char text[16384];
    FILE *file = fopen(VECTORS, "rb");
    if (file == NULL) {
        print_message("SKIPPED: %s is not there\n", VECTORS);
        skip();
    }
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return cJSON_Parse(text);
}

static const char *text_of(const cJSON *row, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItem(row, name));
}

/* RFC 7617: what a user name and a password are sent as. */
static void test_basic_vectors(void **state)
{
    (void)state;
    cJSON *all = read_vectors();
    const cJSON *row;
    int count = 0;
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(all, "basic"))
    {
        step steps[] = {STEP(GET1, ITEM1)};
        char want[128];
        fixture f = {.srv = server_start(steps, 1, true)};
        snprintf(f.base_url, sizeof f.base_url, "http://127.0.0.1:%d/v1",
                 server_port(f.srv));
        api_config config = {f.base_url, text_of(row, "user"),
                             text_of(row, "pass"), NULL, AUTH_BASIC};
        assert_int_equal(conn_open(&f.client, &api, &config, NULL, &f.err), 0);
        api_args args = {.id = "1"};
        conn_reply_free(conn_call(f.client, &op_get, &args, &f.err));
        snprintf(want, sizeof want, "Authorization: %s\n",
                 text_of(row, "expect"));
        if (strstr(server_request(f.srv, 0), want) == NULL)
            fail_msg("`%s` is not in:\n%s", want, server_request(f.srv, 0));
        fixture_close(&f);
        count++;
    }
    assert_int_equal(count, 2);
    cJSON_Delete(all);
}

static void test_anonymous(void **state)
{
    (void)state;
    conn_op anonymous = op_get;
    anonymous.anonymous = true;
    step steps[] = {STEP(GET1 "\n!Authorization", ITEM1)};
    fixture f;
    fixture_open(&f, steps, 1, AUTH_LOGIN, NULL);
    api_args args = {.id = "1"};
    conn_reply_free(conn_call(f.client, &anonymous, &args, &f.err));
    assert_string_equal(f.err.message, "");
    fixture_close(&f);
}

static void test_validate(void **state)
{
    (void)state;
    step steps[] = {STEP(LOGIN, "200\n\n{\"token\":\"t1\"}"),
                    STEP("GET /v1/me\nAuthorization: Session t1", "204"),
                    STEP("GET /v1/me", "403")};
    fixture f;
    fixture_open(&f, steps, 3, AUTH_LOGIN, NULL);
    assert_int_equal(conn_validate(f.client, &f.err), CONN_OK);
    assert_int_equal(conn_validate(f.client, &f.err), CONN_FORBIDDEN);
    fixture_close(&f);
    fixture_open(&f, NULL, 0, AUTH_BASIC, NULL);
    assert_int_equal(conn_validate(f.client, NULL), CONN_OK);
    fixture_close(&f);
}

/* ---- secrets ---- */

typedef struct captured {
    char text[4096];
} captured;

static void capture(void *user, conn_log_level level, const char *line)
{
    captured *log = user;
    (void)level;
    size_t len = strlen(log->text);
    snprintf(log->text + len, sizeof log->text - len, "%s\n", line);
}

static void test_log_has_no_secret(void **state)
{
    (void)state;
    step steps[] = {STEP(GET1 "?key=k3y%2F%2B%20", "404\n\nwhat is s3cret:pw")};
    captured log = {""};
    conn_options options = {.log = capture, .log_user = &log};
    fixture f;
    fixture_open(&f, steps, 1, AUTH_KEY_QUERY, &options);
    api_args args = {.id = "1"};
    assert_null(conn_call(f.client, &op_get, &args, &f.err));
    assert_null(strstr(log.text, "k3y"));
    assert_non_null(strstr(log.text, "/v1/items/1?key=***: 404"));
    fixture_close(&f);
}

static void test_log_has_no_token(void **state)
{
    (void)state;
    step steps[] = {STEP(LOGIN, "200\n\n{\"token\":\"t0ken\"}"),
                    STEP("GET /v1/items/t0ken", "404")};
    captured log = {""};
    conn_options options = {.log = capture, .log_user = &log};
    fixture f;
    fixture_open(&f, steps, 2, AUTH_LOGIN, &options);
    api_args args = {.id = "t0ken"};
    assert_null(conn_call(f.client, &op_get, &args, &f.err));
    assert_null(strstr(log.text, "t0ken"));
    assert_null(strstr(log.text, "s3cret"));
    assert_non_null(strstr(log.text, "session.login: POST"));
    assert_non_null(strstr(log.text, "/v1/items/***"));
    fixture_close(&f);
}

/* ---- opening ---- */

static void test_open(void **state)
{
    (void)state;
    conn_client *client = NULL;
    conn_error err = {0};
    api_config config = {"http://h/", NULL, NULL, NULL, 99};
    assert_int_equal(conn_open(&client, &api, NULL, NULL, &err),
                     CONN_MISCONFIGURED);
    assert_string_equal(err.message, "setting `base_url` is missing");
    assert_null(client);
    assert_int_equal(conn_open(&client, &api, &config, NULL, &err),
                     CONN_MISCONFIGURED);
    assert_string_equal(err.message, "there is no authentication number 99");
    static const char *const bad[] = {"",
                                      "h",
                                      "ftp://h/",
                                      "http://",
                                      "http://u:p@h/",
                                      "http://h/?a",
                                      "//h/",
                                      "http://h/#f",
                                      "http://h\r\n",
                                      "http://h:99999/",
                                      "http://a b/"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        config = (api_config){bad[i], NULL, NULL, NULL, 0};
        assert_int_equal(conn_open(&client, &api, &config, NULL, &err),
                         CONN_MISCONFIGURED);
        assert_null(client);
    }
    conn_connector old = api;
    old.desc_version = 0;
    config.base_url = "http://h";
    assert_int_equal(conn_open(&client, &old, &config, NULL, &err),
                     CONN_MISCONFIGURED);
    assert_int_equal(conn_open(&client, &api, &config, NULL, NULL), CONN_OK);
    conn_close(client);
    conn_close(NULL);
    conn_error_clear(&err);
}

static void test_key_in_a_cookie(void **state)
{
    (void)state;
    step steps[] = {STEP(GET1 "\nCookie: sid=abc=", ITEM1)};
    fixture f = {.srv = server_start(steps, 1, true)};
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1/", server_port(f.srv));
    api_config config = {url, NULL, NULL, "abc=", AUTH_KEY_COOKIE};
    assert_int_equal(conn_open(&f.client, &api, &config, NULL, &f.err), 0);
    api_args args = {.id = "1"};
    conn_reply_free(conn_call(f.client, &op_get, &args, &f.err));
    assert_string_equal(f.err.message, "");
    fixture_close(&f);
}

/* The configuration is copied, so the caller's may go. */
static void test_config_is_copied(void **state)
{
    (void)state;
    step steps[] = {STEP(GET1 "\nAuthorization: Basic YTpi", ITEM1)};
    server *srv = server_start(steps, 1, true);
    char url[64], user[] = "a", password[] = "b";
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1/", server_port(srv));
    api_config config = {url, user, password, NULL, AUTH_BASIC};
    fixture f = {.srv = srv};
    assert_int_equal(conn_open(&f.client, &api, &config, NULL, &f.err), 0);
    memset(url, 'x', sizeof url);
    user[0] = password[0] = 'x';
    api_args args = {.id = "1"};
    conn_reply_free(conn_call(f.client, &op_get, &args, &f.err));
    assert_string_equal(f.err.message, "");
    fixture_close(&f);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(cases) + 13];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[n++] = (struct CMUnitTest){cases[i].name, test_ways_in, NULL,
                                         NULL, (void *)(size_t)&cases[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_basic_vectors);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_anonymous);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_validate);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_log_has_no_secret);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_log_has_no_token);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_open);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_config_is_copied);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_key_in_a_cookie);
    return cmocka_run_group_tests_name("auth", tests, NULL, NULL);
}
