/* test_encode.c - typed values to JSON and to the text of parameters. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

static void check_json(const conn_type *type, const void *value,
                       const char *want)
{
    conn_buf buf = {0};
    conn_error err = {0};
    conn_status status = conn_json_encode(&buf, type, value, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, CONN_OK);
    assert_string_equal(buf.data, want);
    assert_int_equal(buf.len, strlen(want));
    conn_buf_free(&buf);
}

static void check_refused(const conn_type *type, const void *value,
                          const char *pointer, const char *message)
{
    conn_buf buf = {0};
    conn_error err = {0};
    assert_int_equal(conn_json_encode(&buf, type, value, &err), CONN_USAGE);
    assert_string_equal(err.message, message);
    assert_string_equal(err.pointer, pointer);
    conn_error_clear(&err);
    conn_buf_free(&buf);
}

/* ---- records ---- */

static sample least(void)
{
    return (sample){.name = CONN_STR("n"),
                    .value = {VALUE_TEXT, {.text = CONN_STR("v")}}};
}

static void test_least(void **state)
{
    (void)state;
    sample s = least();
    check_json(&sample_type, &s,
               "{\"name\":\"n\",\"flag\":false,\"big\":0,\"level\":0,"
               "\"tags\":[],\"points\":[],\"counts\":{},\"value\":\"v\"}");
}

static void fill_scalars(sample *s)
{
    s->flag = true;
    s->big = INT64_MAX;
    s->id = (conn_opt_int64)CONN_SOME(1);
    s->small = (conn_opt_int32)CONN_SOME(0);
    s->safe = (conn_opt_int64)CONN_SOME(-9007199254740991);
    s->ratio = (conn_opt_double)CONN_SOME(0.30000000000000004);
    s->price = (conn_opt_str)CONN_SOME_STR("12345678901234567890.10");
    s->note = (conn_opt_str)CONN_NULL;
    s->data = (conn_opt_bytes){CONN_VALUE, {(const unsigned char *)"fo", 2}};
    s->at = (conn_opt_time)CONN_SOME(1700000000500000);
    s->at_unix = (conn_opt_time)CONN_SOME(-250000);
    s->at_millis = (conn_opt_time)CONN_SOME(1700000000500123);
    s->day = (conn_opt_date){CONN_VALUE, {2024, 2, 29}};
    s->wait = (conn_opt_int64)CONN_SOME(90000000);
    s->colour = (conn_opt_enum){CONN_VALUE, {.is = COLOUR_DARK_BLUE}};
    s->raw = (conn_opt_json)CONN_SOME_STR("{\"a\": 1e2}");
    s->quoted = (conn_opt_int64)CONN_SOME(INT64_MIN);
    s->quoted_flag = (conn_opt_bool)CONN_SOME(true);
    s->level = 9;
    s->etag = (conn_opt_str)CONN_SOME_STR("never");
    s->password = (conn_opt_str)CONN_SOME_STR("secret");
}

static const char scalars[] =
    "{\"name\":\"n\",\"flag\":true,\"big\":9223372036854775807,\"small\":0,"
    "\"safe\":-9007199254740991,\"ratio\":0.30000000000000004,"
    "\"price\":12345678901234567890.10,\"note\":null,\"data\":\"Zm8=\","
    "\"at\":\"2023-11-14T22:13:20.5Z\",\"at_unix\":-0.25,"
    "\"at_millis\":1700000000500.123,\"day\":\"2024-02-29\",\"wait\":90,"
    "\"colour\":\"dark-blue\",\"raw\":{\"a\": 1e2},"
    "\"quoted\":\"-9223372036854775808\",\"quoted_flag\":\"true\",\"level\":9,"
    "\"tags\":[],\"points\":[],\"counts\":{},\"value\":\"v\","
    "\"password\":\"secret\"}";

static void test_scalars(void **state)
{
    (void)state;
    sample s = least();
    fill_scalars(&s);
    check_json(&sample_type, &s, scalars);
}

static void test_nested(void **state)
{
    (void)state;
    static const conn_str tags[] = {CONN_STR("a"), CONN_STR("")};
    static const point points[] = {{1, 2}, {3, 4}};
    static const count_entry counts[] = {{CONN_STR("k\"y"), 1}, {{0}, 2}};
    static const conn_member extra[] = {{CONN_STR("new"), CONN_STR("[1]")}};
    sample child = least();
    child.value.which = VALUE_NUMBER;
    child.value.as.number = 7;
    sample s = least();
    s.tags = (str_list){tags, 2};
    s.points = (point_list){points, 2};
    s.more.state = CONN_IS_NULL;
    s.counts = (count_map){counts, 2};
    s.child.state = CONN_VALUE;
    s.child.value = &child;
    s.value.which = VALUE_POINT;
    s.value.as.point = &points[1];
    s.shape.state = CONN_VALUE;
    s.shape.value.which = SHAPE_CIRCLE;
    s.shape.value.as.circle = (circle){CONN_STR("ignored"), 2};
    s.extra = (conn_members){extra, 1};
    check_json(&sample_type, &s,
               "{\"name\":\"n\",\"flag\":false,\"big\":0,\"level\":0,"
               "\"tags\":[\"a\",\"\"],\"points\":[{\"x\":1,\"y\":2},"
               "{\"x\":3,\"y\":4}],\"more\":null,"
               "\"counts\":{\"k\\\"y\":1,\"\":2},"
               "\"child\":{\"name\":\"n\",\"flag\":false,\"big\":0,\"level\":0,"
               "\"tags\":[],\"points\":[],\"counts\":{},\"value\":7},"
               "\"value\":{\"x\":3,\"y\":4},"
               "\"shape\":{\"kind\":\"circle\",\"radius\":2},\"new\":[1]}");
    shape_union shape = {SHAPE_SQUARE, {.square = {1.5}}};
    check_json(&type_shape, &shape, "{\"kind\":\"square\",\"side\":1.5}");
}

/* What was decoded is written as it came, but for what is never written. */
static void test_round_trip(void **state)
{
    (void)state;
    char text[sizeof scalars];
    conn_arena arena = {0};
    sample s = {0};
    memcpy(text, scalars, sizeof scalars);
    assert_int_equal(conn_json_decode(&arena, text, sizeof scalars - 1,
                                      &sample_type, &s, NULL, NULL),
                     CONN_OK);
    assert_int_equal(s.password.state, CONN_ABSENT);
    s.password = (conn_opt_str)CONN_SOME_STR("secret");
    check_json(&sample_type, &s, scalars);
    conn_arena_free(&arena);
}

static void test_enum_text(void **state)
{
    (void)state;
    conn_enum colour = {0, CONN_STR("gr\"en")};
    check_json(&type_colour, &colour, "\"gr\\\"en\"");
    colour.is = COLOUR_RED;
    check_json(&type_colour, &colour, "\"red\"");
    assert_string_equal(conn_enum_text(&colour_desc, 2), "dark-blue");
    assert_null(conn_enum_text(&colour_desc, 3));
}

static void test_quote(void **state)
{
    (void)state;
    conn_buf buf = {0};
    assert_true(
        conn_json_quote(&buf, "\"\\/\b\f\n\r\t\x01\x1f\x7f\xC3\xA9", 13));
    assert_string_equal(
        buf.data, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\xC3\xA9\"");
    conn_buf_reset(&buf);
    assert_true(conn_json_quote(&buf, "a\0b", 3));
    assert_string_equal(buf.data, "\"a\\u0000b\"");
    conn_buf_reset(&buf);
    assert_true(conn_json_quote(&buf, NULL, 0));
    assert_string_equal(buf.data, "\"\"");
    conn_buf_free(&buf);
}

/* Wherever a byte is no UTF-8, and wherever one that is escaped stands, the
 * text is refused. */
static void test_quote_refuses(void **state)
{
    (void)state;
    enum { SIZE = 101 };
    conn_buf buf = {0};
    char text[SIZE];
    for (size_t at = 0; at < SIZE; at++)
        for (size_t escape = 0; escape < SIZE; escape++) {
            memset(text, 'x', sizeof text);
            text[escape] = '\n';
            text[at] = '\x80';
            conn_buf_reset(&buf);
            assert_false(conn_json_quote(&buf, text, sizeof text));
        }
    conn_buf_free(&buf);
}

/* ---- what can't be written ---- */

static void test_usage_errors(void **state)
{
    (void)state;
    sample s = least();
    sample child = {.name = CONN_STR("\xFF")};
    s.child.state = CONN_VALUE;
    check_refused(&sample_type, &s, "/child", "/child: no value is given");
    s.child.value = &child;
    check_refused(&sample_type, &s, "/child/name",
                  "/child/name: text is not UTF-8");
    s = least();
    s.ratio = (conn_opt_double)CONN_SOME(NAN);
    check_refused(&sample_type, &s, "/ratio",
                  "/ratio: number is infinite or not a number");
    s.ratio = (conn_opt_double)CONN_SOME(-INFINITY);
    check_refused(&sample_type, &s, "/ratio",
                  "/ratio: number is infinite or not a number");
    s = least();
    s.safe = (conn_opt_int64)CONN_SOME(9007199254740992);
    check_refused(&sample_type, &s, "/safe", "/safe: number is beyond 2^53-1");
    s = least();
    s.price = (conn_opt_str)CONN_SOME_STR("1,5");
    check_refused(&sample_type, &s, "/price", "/price: text is not a decimal");
    s = least();
    s.raw = (conn_opt_json)CONN_SOME_STR("{a:1}");
    check_refused(&sample_type, &s, "/raw", "/raw: text is not JSON");
    s.raw = (conn_opt_json){.state = CONN_VALUE};
    check_refused(&sample_type, &s, "/raw", "/raw: no value is given");
    s = least();
    s.colour.state = CONN_VALUE;
    check_refused(&sample_type, &s, "/colour", "/colour: no value is given");
    s.colour.value.is = 9;
    check_refused(&sample_type, &s, "/colour",
                  "/colour: the enumeration has no such value");
    s = least();
    s.at = (conn_opt_time)CONN_SOME(INT64_MAX);
    check_refused(&sample_type, &s, "/at",
                  "/at: time is outside the years 0 to 9999");
    s = least();
    s.day.state = CONN_VALUE;
    check_refused(&sample_type, &s, "/day", "/day: there is no such day");
    s = least();
    s.value.which = 0;
    check_refused(&sample_type, &s, "/value", "/value: no value is given");
    s.value.which = 4;
    check_refused(&sample_type, &s, "/value",
                  "/value: the union has no such alternative");
    static const conn_member twice[] = {{CONN_STR("big"), CONN_STR("1")}};
    s = least();
    s.extra = (conn_members){twice, 1};
    check_refused(&sample_type, &s, "/big",
                  "/big: the member is a declared field");
}

static void test_ring(void **state)
{
    (void)state;
    conn_buf buf = {0};
    sample s = least();
    s.child.state = CONN_VALUE;
    s.child.value = &s;
    assert_int_equal(conn_json_encode(&buf, &sample_type, &s, NULL),
                     CONN_USAGE);
    conn_buf_free(&buf);
}

static void test_cap(void **state)
{
    (void)state;
    conn_buf buf;
    conn_error err = {0};
    sample s = least();
    for (size_t cap = 1; cap < 60; cap++) {
        conn_buf_init(&buf, cap);
        assert_int_equal(conn_json_encode(&buf, &sample_type, &s, &err),
                         CONN_LIMIT);
        assert_true(buf.len <= cap);
        conn_error_clear(&err);
        conn_buf_free(&buf);
    }
}

static size_t allocations_left;

static bool count_down(size_t size)
{
    (void)size;
    return allocations_left > 0 && allocations_left-- > 0;
}

/* A list long enough that what stands before values is made in advance. */
enum { MANY = 12 };
static const conn_type many_type = {
    .kind = CONN_K_LIST, .size = sizeof(conn_list), .element = &sample_type};

static conn_list many_of(sample *samples)
{
    for (int i = 0; i < MANY; i++) {
        samples[i] = least();
        if (i % 2 == 1)
            fill_scalars(&samples[i]);
    }
    return (conn_list){samples, MANY};
}

static void test_many(void **state)
{
    (void)state;
    sample samples[MANY];
    conn_list list = many_of(samples);
    conn_buf want = {0};
    for (int i = 0; i < MANY; i++) {
        conn_buf_putc(&want, i == 0 ? '[' : ',');
        conn_json_encode(&want, &sample_type, &samples[i], NULL);
    }
    conn_buf_putc(&want, ']');
    check_json(&many_type, &list, want.data);
    conn_buf_free(&want);
    samples[MANY - 1].price.value = (conn_str)CONN_STR("1,5");
    check_refused(&many_type, &list, "/11/price",
                  "/11/price: text is not a decimal");
}

/* What fits exactly does, what is a byte longer does not, and nothing can be
 * added behind the cap. */
static void test_every_cap(void **state)
{
    (void)state;
    sample samples[MANY];
    conn_list list = many_of(samples);
    conn_buf whole = {0};
    assert_int_equal(conn_json_encode(&whole, &many_type, &list, NULL),
                     CONN_OK);
    for (size_t cap = 1; cap < whole.len + 200; cap++) {
        conn_buf buf = {.cap = cap};
        conn_status status = conn_json_encode(&buf, &many_type, &list, NULL);
        assert_int_equal(status, cap < whole.len ? CONN_LIMIT : CONN_OK);
        assert_int_equal(buf.cap, cap);
        assert_true(buf.len <= cap);
        while (buf.status == CONN_OK && buf.len < cap)
            assert_true(conn_buf_putc(&buf, ' '));
        assert_false(conn_buf_putc(&buf, ' '));
        conn_buf_free(&buf);
    }
    conn_buf_free(&whole);
}

/* Strings of every length with an escape at every place. */
static void test_escape_anywhere(void **state)
{
    (void)state;
    char text[100];
    char want[110];
    for (size_t len = 1; len < sizeof text; len++)
        for (size_t at = 0; at < len; at++) {
            conn_buf buf = {0};
            memset(text, 'x', len);
            text[at] = '\n';
            snprintf(want, sizeof want, "\"%.*s\\n%.*s\"", (int)at, text,
                     (int)(len - at - 1), text + at + 1);
            assert_true(conn_json_quote(&buf, text, len));
            assert_string_equal(buf.data, want);
            conn_buf_free(&buf);
        }
}

static void test_every_allocation_fails(void **state)
{
    (void)state;
    sample s = least();
    fill_scalars(&s);
    size_t fails = 0;
    for (bool done = false; !done; fails++) {
        conn_buf buf = {0};
        conn_error err = {0};
        allocations_left = fails;
        conn_alloc_hook(count_down);
        conn_status status = conn_json_encode(&buf, &sample_type, &s, &err);
        conn_alloc_hook(NULL);
        done = status == CONN_OK;
        assert_true(done || status == CONN_MEMORY);
        conn_error_clear(&err);
        conn_buf_free(&buf);
    }
    assert_true(fails > 2);
}

/* ---- plain text ---- */

static void check_plain(const conn_type *type, const void *value,
                        const char *want)
{
    conn_buf buf = {0};
    assert_int_equal(conn_scalar_print(&buf, type, value, NULL), CONN_OK);
    assert_string_equal(buf.data, want);
    conn_buf_free(&buf);
}

static void test_plain(void **state)
{
    (void)state;
    static const conn_type cstr = {.kind = CONN_K_CSTR, .size = 8};
    static const conn_type plain_enum = {.kind = CONN_K_ENUM,
                                         .wire = CONN_W_PLAIN_ENUM,
                                         .size = sizeof(int),
                                         .info = &colour_desc};
    check_plain(&type_bool, &(bool){true}, "true");
    check_plain(&type_int32, &(int32_t){-3}, "-3");
    check_plain(&type_int64, &(int64_t){INT64_MIN}, "-9223372036854775808");
    check_plain(&type_quoted, &(int64_t){5}, "5");
    check_plain(&type_double, &(double){1e21}, "1e+21");
    check_plain(&type_str, &(conn_str)CONN_STR("a \"b"), "a \"b");
    check_plain(&type_str, &(conn_str){0}, "");
    check_plain(&cstr, &(const char *){"text"}, "text");
    check_plain(&plain_enum, &(int){COLOUR_DARK_BLUE}, "dark-blue");
    check_plain(&type_time, &(conn_time){0}, "1970-01-01T00:00:00Z");
    check_plain(&type_unix, &(conn_time){1500000}, "1.5");
    check_plain(&type_millis, &(conn_time){-1}, "-0.001");
    check_plain(&type_millis, &(conn_time){1500}, "1.5");
    check_plain(&type_unix, &(conn_time){INT64_MIN}, "-9223372036854.775808");
    check_plain(&type_duration, &(conn_duration){30000000}, "30");
    check_plain(&type_date, &(conn_date){1999, 12, 31}, "1999-12-31");
    check_plain(&type_bytes, &(conn_bytes){(const unsigned char *)"f", 1},
                "Zg==");
    check_plain(&type_json, &(conn_json)CONN_STR("{}"), "{}");
}

static void test_plain_refused(void **state)
{
    (void)state;
    static const conn_type cstr = {.kind = CONN_K_CSTR, .size = 8};
    conn_buf buf = {0};
    conn_error err = {0};
    sample s = least();
    const char *none = NULL;
    assert_int_equal(conn_scalar_print(&buf, &sample_type, &s, &err),
                     CONN_USAGE);
    assert_string_equal(err.message, "the value is not a single one");
    assert_int_equal(conn_scalar_print(&buf, &cstr, &none, &err), CONN_USAGE);
    conn_error_clear(&err);
    assert_true(conn_kind_is_scalar(CONN_K_ENUM));
    assert_true(conn_kind_is_scalar(CONN_K_BOOL));
    assert_false(conn_kind_is_scalar(CONN_K_NONE));
    assert_false(conn_kind_is_scalar(CONN_K_LIST));
    conn_buf_free(&buf);
}

static void test_str_helpers(void **state)
{
    (void)state;
    assert_true(conn_str_is(conn_str_of("abc"), "abc"));
    assert_false(conn_str_is(conn_str_of("abc"), "ab"));
    assert_false(conn_str_is(conn_str_of("ab"), "abc"));
    assert_true(conn_str_is(conn_str_of(NULL), ""));
    assert_int_equal(conn_str_of(NULL).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_least),
        cmocka_unit_test(test_scalars),
        cmocka_unit_test(test_nested),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_enum_text),
        cmocka_unit_test(test_quote),
        cmocka_unit_test(test_quote_refuses),
        cmocka_unit_test(test_usage_errors),
        cmocka_unit_test(test_ring),
        cmocka_unit_test(test_cap),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_every_cap),
        cmocka_unit_test(test_escape_anywhere),
        cmocka_unit_test(test_every_allocation_fails),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_plain_refused),
        cmocka_unit_test(test_str_helpers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
