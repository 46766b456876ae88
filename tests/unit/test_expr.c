/* test_expr.c - computed values, members put into JSON, forms made of JSON,
 * and the arithmetic of retries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cancel.h"
#include "expr.h"
#include "request.h"
#include "retry.h"
#include "throttle.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- expressions ---- */

#define LEAF(op, text, number)                                                 \
    {                                                                          \
        op, text, number, NULL, NULL                                           \
    }

static const conn_expr null_expr = LEAF(CONN_E_NULL, NULL, 0);
static const conn_expr hello = LEAF(CONN_E_TEXT, "hello ", 0);
static const conn_expr seven = LEAF(CONN_E_INT, NULL, 7);
static const conn_expr minus = LEAF(CONN_E_TEXT, "-0042", 0);
static const conn_expr word = LEAF(CONN_E_TEXT, "12x", 0);
static const conn_expr empty = LEAF(CONN_E_TEXT, "", 0);
static const conn_expr largest = LEAF(CONN_E_TEXT, "9223372036854775807", 0);
static const conn_expr smallest = LEAF(CONN_E_TEXT, "-9223372036854775808", 0);
static const conn_expr beyond = LEAF(CONN_E_TEXT, "9223372036854775808", 0);
static const conn_expr truth = LEAF(CONN_E_BOOL, NULL, 1);
static const conn_expr config = LEAF(CONN_E_CONFIG, NULL, 1);
static const conn_expr account = LEAF(CONN_E_ACCOUNT, NULL, 0);
static const conn_expr body_text = LEAF(CONN_E_BODY, "/a/0/b~1c", 0);
static const conn_expr body_big = LEAF(CONN_E_BODY, "/big", 0);
static const conn_expr body_float = LEAF(CONN_E_BODY, "/f", 0);
static const conn_expr body_bool = LEAF(CONN_E_BODY, "/t", 0);
static const conn_expr body_null = LEAF(CONN_E_BODY, "/n", 0);
static const conn_expr body_none = LEAF(CONN_E_BODY, "/none/x", 0);
static const conn_expr body_list = LEAF(CONN_E_BODY, "/a", 0);
static const conn_expr header = LEAF(CONN_E_HEADER, "retry-after", 0);
static const conn_expr no_header = LEAF(CONN_E_HEADER, "X-None", 0);
static const conn_expr status_expr = LEAF(CONN_E_STATUS, NULL, 0);
static const conn_expr concat = {CONN_E_CONCAT, NULL, 0, &hello, &seven};
static const conn_expr concat_null = {CONN_E_CONCAT, NULL, 0, &hello,
                                      &null_expr};
static const conn_expr concat_secret = {CONN_E_CONCAT, NULL, 0, &hello,
                                        &account};
static const conn_expr first_of = {CONN_E_COALESCE, NULL, 0, &seven, &hello};
static const conn_expr second_of = {CONN_E_COALESCE, NULL, 0, &no_header,
                                    &hello};
static const conn_expr int_of_minus = {CONN_E_TO_INT, NULL, 0, &minus, NULL};
static const conn_expr int_of_word = {CONN_E_TO_INT, NULL, 0, &word, NULL};
static const conn_expr int_of_empty = {CONN_E_TO_INT, NULL, 0, &empty, NULL};
static const conn_expr int_of_null = {CONN_E_TO_INT, NULL, 0, &null_expr, NULL};
static const conn_expr int_of_seven = {CONN_E_TO_INT, NULL, 0, &seven, NULL};
static const conn_expr int_of_largest = {CONN_E_TO_INT, NULL, 0, &largest,
                                         NULL};
static const conn_expr int_of_smallest = {CONN_E_TO_INT, NULL, 0, &smallest,
                                          NULL};
static const conn_expr int_of_beyond = {CONN_E_TO_INT, NULL, 0, &beyond, NULL};
static const conn_expr caught = {CONN_E_CATCH, NULL, 0, &int_of_word, &seven};
static const conn_expr not_caught = {CONN_E_CATCH, NULL, 0, &int_of_minus,
                                     &seven};
static const conn_expr int_of_header = {CONN_E_TO_INT, NULL, 0, &header, NULL};
static const conn_expr scaled = {CONN_E_SCALE, NULL, 1000, &int_of_header,
                                 NULL};
static const conn_expr scaled_beyond = {CONN_E_SCALE, NULL, 2, &int_of_largest,
                                        NULL};

typedef struct expr_case {
    const conn_expr *expr;
    const char *want; /* NULL: it fails; "null" */
    bool secret;
} expr_case;

static const expr_case expr_cases[] = {
    {NULL, "null", false},
    {&null_expr, "null", false},
    {&hello, "text hello ", false},
    {&seven, "int 7", false},
    {&truth, "bool true", false},
    {&config, "text eu", false},
    {&account, "text tok", true},
    {&body_text, "text \xC3\xA9", false},
    {&body_big, "int 9007199254740993", false},
    {&body_float, "text 1.5", false},
    {&body_bool, "bool true", false},
    {&body_null, "null", false},
    {&body_none, "null", false},
    {&body_list, "text [{\"b/c\":\"\\u00e9\"}]", false},
    {&header, "text 3", false},
    {&no_header, "null", false},
    {&status_expr, "int 418", false},
    {&concat, "text hello 7", false},
    {&concat_null, "null", false},
    {&concat_secret, "text hello tok", true},
    {&first_of, "int 7", false},
    {&second_of, "text hello ", false},
    {&int_of_minus, "int -42", false},
    {&int_of_word, NULL, false},
    {&int_of_empty, NULL, false},
    {&int_of_null, NULL, false},
    {&int_of_seven, "int 7", false},
    {&int_of_largest, "int 9223372036854775807", false},
    {&int_of_smallest, "int -9223372036854775808", false},
    {&int_of_beyond, NULL, false},
    {&caught, "int 7", false},
    {&not_caught, "int -42", false},
    {&scaled, "int 3000", false},
    {&scaled_beyond, NULL, false},
};

static void show(conn_arena *arena, const conn_value *value, char *out,
                 size_t size)
{
    static const char *const kinds[] = {"null", "text", "int", "bool"};
    if (value->kind == CONN_V_NULL)
        snprintf(out, size, "null");
    else
        snprintf(out, size, "%s %s", kinds[value->kind],
                 conn_value_text(arena, value).data);
}

static conn_http_response make_response(void)
{
    conn_http_response r = {.status = 418};
    static const char line[] = "Retry-After:  3 ";
    conn_response_add_line(&r, line, strlen(line));
    conn_buf_puts(&r.body,
                  "{\"a\":[{\"b/c\":\"\\u00e9\"}],\"n\":null,\"t\":true,"
                  "\"big\":9007199254740993,\"f\":1.5}");
    return r;
}

static void test_expressions(void **state)
{
    (void)state;
    conn_arena arena = {0};
    conn_http_response response = make_response();
    const conn_value values[] = {{.kind = CONN_V_NULL},
                                 {.kind = CONN_V_TEXT, .text = CONN_STR("eu")}};
    const conn_value slots[] = {
        {.kind = CONN_V_TEXT, .secret = true, .text = CONN_STR("tok")}};
    conn_scope scope = {.arena = &arena,
                        .config = values,
                        .slots = slots,
                        .response = &response};
    for (size_t i = 0; i < COUNT(expr_cases); i++) {
        char got[128] = "";
        conn_value value;
        conn_error err = {0};
        const expr_case *c = &expr_cases[i];
        conn_status status = conn_expr_eval(&scope, c->expr, &value, &err);
        if (status == CONN_OK)
            show(&arena, &value, got, sizeof got);
        if (strcmp(got, c->want != NULL ? c->want : "") != 0)
            fail_msg("case %zu gives `%s`", i, got);
        assert_int_equal(status, c->want != NULL ? CONN_OK : CONN_USAGE);
        assert_true(status != CONN_OK || value.secret == c->secret);
        conn_error_clear(&err);
    }
    conn_response_free(&response);
    conn_arena_free(&arena);
}

/* Without an answer, a configuration or stored values all is null. */
static void test_empty_scope(void **state)
{
    (void)state;
    conn_arena arena = {0};
    conn_scope scope = {.arena = &arena};
    const conn_expr *exprs[] = {&config, &account, &body_text, &header,
                                &status_expr};
    for (size_t i = 0; i < COUNT(exprs); i++) {
        conn_value value;
        assert_int_equal(conn_expr_eval(&scope, exprs[i], &value, NULL),
                         CONN_OK);
        assert_int_equal(value.kind, CONN_V_NULL);
    }
    assert_true(conn_expr_uses_account(&concat_secret));
    assert_false(conn_expr_uses_account(&concat));
    conn_arena_free(&arena);
}

/* ---- members of a JSON text ---- */

typedef struct put_case {
    const char *json, *pointer, *value, *want; /* NULL: refused */
} put_case;

static const put_case put_cases[] = {
    {"", "/a", "1", "{\"a\":1}"},
    {"{}", "/a", "1", "{\"a\":1}"},
    {"", "/a/b/c", "\"x\"", "{\"a\":{\"b\":{\"c\":\"x\"}}}"},
    {"{\"a\":1}", "/a", "22", "{\"a\":22}"},
    {"{\"a\":1}", "/b", "2", "{\"a\":1,\"b\":2}"},
    {"{\"a\":{\"x\":1},\"b\":2}", "/a/y", "3",
     "{\"a\":{\"x\":1,\"y\":3},\"b\":2}"},
    {"{\"a\":{}}", "/a/y/z", "3", "{\"a\":{\"y\":{\"z\":3}}}"},
    {"{\"a\":[1,2]}", "/a/1", "9", "{\"a\":[1,9]}"},
    {"{}", "/a~1b~0\"", "1", "{\"a/b~\\\"\":1}"},
    {"{}", "/", "1", "{\"\":1}"},
    {"{\"a\":1}", "/a/b", "2", NULL},
    {"{\"a\":[1]}", "/a/5", "2", NULL},
    {"{\"a\":null}", "/a/b", "2", NULL},
    {"[]", "/a", "2", NULL},
    {"{\"a\":1}", "", "[]", "[]"},
    {"{}", "a", "1", NULL},
};

static void test_put(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(put_cases); i++) {
        const put_case *c = &put_cases[i];
        conn_buf json = {0};
        conn_error err = {0};
        conn_buf_puts(&json, c->json);
        conn_status status =
            conn_json_put(&json, c->pointer, conn_str_of(c->value), &err);
        assert_int_equal(status, c->want != NULL ? CONN_OK : CONN_USAGE);
        if (c->want != NULL)
            assert_string_equal(json.data, c->want);
        conn_buf_free(&json);
        conn_error_clear(&err);
    }
}

/* ---- forms ---- */

typedef struct form_case {
    const char *name, *json;
    bool dots;
    const char *want; /* NULL: refused */
} form_case;

static const form_case form_cases[] = {
    {"", "{\"a\":1,\"b\":\"x y&\",\"c\":null,\"d\":true}", false,
     "a=1&b=x%20y%26&c=&d=true"},
    {"", "{\"a\":{\"b\":[\"c\",{\"d\":-1.5e3}]}}", false,
     "a[b][0]=c&a[b][1][d]=-1.5e3"},
    {"", "{\"a\":{\"b\":[\"c\",{\"d\":2}]}}", true, "a.b.0=c&a.b.1.d=2"},
    {"q", "{\"gt\":1,\"x y\":\"\\u00e9\\n\"}", false,
     "q[gt]=1&q[x%20y]=%C3%A9%0A"},
    {"q", "[1,2]", false, "q[0]=1&q[1]=2"},
    {"q", "7", false, "q=7"},
    {"", "{}", false, ""},
    {"", "{\"a\":[],\"b\":{}}", false, ""},
    {"", " { \"a\" : [ 1 , 2 ] } ", false, "a[0]=1&a[1]=2"},
    {"", "{\"a\"", false, NULL},
    {"", "{\"a\":\"x", false, NULL},
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(form_cases); i++) {
        const form_case *c = &form_cases[i];
        conn_buf pairs = {0};
        conn_buf_puts(&pairs, "");
        conn_status status = conn_pairs_add_json(
            &pairs, c->name, conn_str_of(c->json), c->dots, NULL);
        assert_int_equal(status, c->want != NULL ? CONN_OK : CONN_LIMIT);
        if (c->want != NULL)
            assert_string_equal(pairs.data != NULL ? pairs.data : "", c->want);
        conn_buf_free(&pairs);
    }
}

static void test_form_too_deep(void **state)
{
    (void)state;
    static char deep[5000];
    conn_buf pairs = {0};
    memset(deep, '[', sizeof deep);
    assert_int_equal(conn_pairs_add_json(&pairs, "",
                                         (conn_str){deep, sizeof deep}, false,
                                         NULL),
                     CONN_LIMIT);
    conn_buf_free(&pairs);
}

/* ---- retries ---- */

static void test_backoff(void **state)
{
    (void)state;
    const conn_retry retry = {NULL, 5, 100, 1000};
    const int64_t most[] = {100, 200, 400, 800, 1000, 1000};
    for (int i = 0; i < 6; i++)
        assert_int_equal(conn_backoff_most(&retry, i + 1), most[i]);
    int64_t low = 1000, high = 0;
    for (int i = 0; i < 500; i++) {
        int64_t ms = conn_backoff_ms(&retry, 5);
        assert_in_range(ms, 0, 1000);
        low = ms < low ? ms : low;
        high = ms > high ? ms : high;
    }
    assert_true(low < 200 && high > 800);
    const conn_retry endless = {NULL, 5, INT64_MAX, 0};
    assert_true(conn_backoff_most(&endless, 1000000) > 0);
    const conn_retry none = {NULL, 5, 0, 0};
    assert_int_equal(conn_backoff_ms(&none, 3), 0);
}

typedef struct date_case {
    const char *text;
    int64_t want; /* -1: none */
} date_case;

static const date_case dates[] = {
    {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
    {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
    {"Sun Nov  6 08:49:37 1994", 784111777},
    {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
    {"Wed, 31 Dec 2098 23:59:59 GMT", 4070908799},
    {"Tue, 19-Jan-38 03:14:08 GMT", 2147483648},
    {"Sun, 30 Feb 1994 08:49:37 GMT", -1},
    {"Sun, 06 Nov 1994 25:49:37 GMT", -1},
    {"Sun, 06 nov 1994 08:49:37 GMT", -1},
    {"Sun, 06 anF 1994 08:49:37 GMT", -1},
    {"Sun, 06 Nov 1994 08:49:37 UTC", -1},
    {"Sun, 06 Nov 1994 08:49:37 GMT x", -1},
    {"Sun, 06 Nov 1994 08:49:37", -1},
    {"Sun, -6 Nov 1994 08:49:37 GMT", -1},
    {"1994-11-06T08:49:37Z", -1},
    {"", -1},
    {"Sun", -1},
};

static void test_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(dates); i++) {
        int64_t got = -1;
        if (conn_http_date(dates[i].text, &got) != (dates[i].want >= 0) ||
            got != dates[i].want)
            fail_msg("`%s` gives %lld", dates[i].text, (long long)got);
    }
}

static void test_retry_after(void **state)
{
    (void)state;
    int64_t ms;
    assert_true(conn_retry_after("0", 0, &ms) && ms == 0);
    assert_true(conn_retry_after("120", 0, &ms) && ms == 120000);
    assert_true(conn_retry_after("99999999999999999999", 0, &ms) &&
                ms == INT64_MAX);
    assert_true(conn_retry_after("Sun, 06 Nov 1994 08:49:37 GMT",
                                 784111777 - 30, &ms) &&
                ms == 30000);
    assert_true(
        conn_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 784111778, &ms) &&
        ms == 0);
    static const char *const bad[] = {"", "-1", "1.5", "soon", " 5", "5 "};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(conn_retry_after(bad[i], 0, &ms));
}

static void test_uuid(void **state)
{
    (void)state;
    char a[CONN_UUID_SIZE], b[CONN_UUID_SIZE];
    for (int i = 0; i < 100; i++) {
        assert_true(conn_random_uuid(a) && conn_random_uuid(b));
        assert_int_equal(strlen(a), 36);
        assert_int_equal(strspn(a, "0123456789abcdef-"), 36);
        assert_true(a[8] == '-' && a[13] == '-' && a[18] == '-' &&
                    a[23] == '-');
        assert_true(a[14] == '4' && strchr("89ab", a[19]) != NULL);
        assert_string_not_equal(a, b);
    }
}

/* In no span of the time are more places given than allowed. */
static void test_throttle(void **state)
{
    (void)state;
    static const conn_throttle three = {3, 100}, odd = {0, 0},
                               many = {1000000, 1000000};
    conn_throttles throttles;
    int64_t starts[20], wait;
    assert_true(conn_throttles_init(&throttles));
    for (int i = 0; i < 20; i++) {
        int64_t now = 1000 + i * 7;
        assert_int_equal(
            conn_throttle_take(&throttles, &three, now, CONN_NEVER, &wait),
            CONN_OK);
        starts[i] = now + wait;
        assert_true(i < 3 || starts[i] - starts[i - 3] >= 100);
    }
    assert_int_equal(starts[19], 1700 - 100 + 7); /* none is wasted */
    conn_throttle_take(&throttles, &three, 1140, 1150, &wait);
    assert_true(wait > 10);
    int64_t same;
    conn_throttle_take(&throttles, &three, 1140, CONN_NEVER, &same);
    assert_int_equal(same, wait); /* the place was not taken */
    assert_int_equal(conn_throttle_take(&throttles, &odd, 0, 0, &wait),
                     CONN_OK);
    assert_int_equal(conn_throttle_take(&throttles, &many, 0, 0, &wait),
                     CONN_OK);
    conn_throttles_free(&throttles);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_expressions),
                                       cmocka_unit_test(test_empty_scope),
                                       cmocka_unit_test(test_put),
                                       cmocka_unit_test(test_forms),
                                       cmocka_unit_test(test_form_too_deep),
                                       cmocka_unit_test(test_backoff),
                                       cmocka_unit_test(test_dates),
                                       cmocka_unit_test(test_retry_after),
                                       cmocka_unit_test(test_uuid),
                                       cmocka_unit_test(test_throttle)};
    return cmocka_run_group_tests_name("expr", tests, NULL, NULL);
}
