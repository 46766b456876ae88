/* test_cast.c - `as` on values of json: what has a shape, and what is said
 * where it has not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "conn/functions.h"
#include "fn.h"

#define SCALAR(kind)                                                           \
    {                                                                          \
        kind, NULL, NULL, NULL, 0                                              \
    }
static const conn_shape json = SCALAR(CONN_SHAPE_JSON),
                        boolean = SCALAR(CONN_SHAPE_BOOL),
                        integer = SCALAR(CONN_SHAPE_INT),
                        int32 = SCALAR(CONN_SHAPE_INT32),
                        int64 = SCALAR(CONN_SHAPE_INT64),
                        number = SCALAR(CONN_SHAPE_FLOAT),
                        decimal = SCALAR(CONN_SHAPE_DECIMAL),
                        duration = SCALAR(CONN_SHAPE_DURATION),
                        string = SCALAR(CONN_SHAPE_TEXT),
                        url = {CONN_SHAPE_TEXT, "url", NULL, NULL, 0},
                        optional = {CONN_SHAPE_OPTIONAL, NULL, &integer, NULL,
                                    0},
                        list = {CONN_SHAPE_LIST, NULL, &integer, NULL, 0},
                        lists = {CONN_SHAPE_LIST, NULL, &list, NULL, 0},
                        map = {CONN_SHAPE_MAP, NULL, &string, NULL, 0};
static const conn_shape_field fields[] = {{CONN_STR("id"), &int64, true},
                                          {CONN_STR("tags"), &map, false}};
static const conn_shape record = {CONN_SHAPE_RECORD, NULL, NULL, fields, 2};
static const conn_shape records = {CONN_SHAPE_LIST, NULL, &record, NULL, 0};

typedef struct cast_case {
    const conn_shape *shape;
    const char *text;
    const char *failure; /* NULL: it has the shape */
} cast_case;

static const cast_case cases[] = {
    {&json, "{\"a\":[null]}", NULL},
    {&json, "null", NULL},
    {&boolean, "true", NULL},
    {&boolean, "0", "expected bool, found number"},
    {&boolean, "null", "expected bool, found null"},
    {&integer, "-7", NULL},
    {&integer, "1.5", "expected int, found 1.5"},
    {&integer, "\"7\"", "expected int, found string"},
    {&int32, "7", NULL},
    {&int32, "7.25", "expected int32, found 7.25"},
    {&int64, "9007199254740993", NULL},
    {&int64, "\"9007199254740993\"", NULL},
    {&int64, "true", "expected int64, found bool"},
    {&number, "1e300", NULL},
    {&number, "[1]", "expected float, found array"},
    {&decimal, "\"1.10\"", NULL},
    {&decimal, "1.10", NULL},
    {&decimal, "{}", "expected decimal, found object"},
    {&duration, "1.5", NULL},
    {&duration, "\"1\"", "expected duration, found string"},
    {&string, "\"\"", NULL},
    {&string, "1", "expected string, found number"},
    {&url, "\"x\"", NULL},
    {&url, "null", "expected url, found null"},
    {&optional, "null", NULL},
    {&optional, "1", NULL},
    {&optional, "\"1\"", "expected int, found string"},
    {&list, "[]", NULL},
    {&list, "[1,2]", NULL},
    {&list, "[1,null]", "expected int, found null"},
    {&list, "{\"0\":1}", "expected array, found object"},
    {&lists, "[[1],[]]", NULL},
    {&lists, "[[1],2]", "expected array, found number"},
    {&map, "{}", NULL},
    {&map, "{\"a\":\"b\"}", NULL},
    {&map, "{\"a\":\"b\",\"c\":1}", "expected string, found number"},
    {&map, "[]", "expected object, found array"},
    {&record, "{\"id\":1,\"more\":[]}", NULL},
    {&record, "{\"id\":1,\"tags\":null}", NULL},
    {&record, "{\"tags\":{}}", "the member id is missing"},
    {&record, "{\"id\":null}", "the member id is missing"},
    {&record, "{\"id\":1,\"tags\":{\"a\":1}}", "expected string, found number"},
    {&record, "\"x\"", "expected object, found string"},
    {&records, "[{\"id\":1},{\"id\":\"2\"}]", NULL},
    {&records, "[{\"id\":1},{}]", "the member id is missing"}};

static void test_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const cast_case *c = &cases[i];
        conn_run *run = conn_run_open(NULL);
        conn_any value = conn_any_read(run, c->text, strlen(c->text));
        conn_any cast = conn_fn_cast(run, value, c->shape);
        const conn_run_stop *why = conn_run_why(run);
        bool failed = why->state == CONN_RUN_FAILED;
        if (failed != (c->failure != NULL))
            fail_msg("%s: %.*s", c->text,
                     failed ? (int)why->message.as.text.len : 4,
                     failed ? why->message.as.text.data : "fits");
        if (!failed) {
            assert_true(conn_equal(cast, value));
        } else {
            assert_int_equal(why->kind, CONN_INVALID);
            assert_int_equal(why->message.as.text.len, strlen(c->failure));
            assert_memory_equal(why->message.as.text.data, c->failure,
                                strlen(c->failure));
            assert_true(conn_any_is_null(cast));
        }
        conn_run_close(run);
    }
}

/* A list is the list itself, not a copy; a run that is stopped stays so. */
static void test_same_value(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_any value = conn_any_read(run, "[1]", 3);
    conn_any cast = conn_fn_cast(run, value, &list);
    assert_ptr_equal(cast.as.list, value.as.list);
    conn_raise(run, CONN_VENDOR, CONN_ANY_LITERAL("before"), conn_any_null());
    assert_true(conn_any_is_null(conn_fn_cast(run, value, &map)));
    assert_int_equal(conn_run_why(run)->kind, CONN_VENDOR);
    conn_run_close(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shapes),
                                       cmocka_unit_test(test_same_value)};
    return cmocka_run_group_tests_name("cast", tests, NULL, NULL);
}
