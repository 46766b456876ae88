/* test_decode.c - JSON into typed values: every kind and every state, and the
 * texts of headers into fields. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode_case.h"

static void check_scalars(const sample *s)
{
    assert_true(conn_str_is(s->name, "Zo\xC3\xAB \xF0\x9F\x98\x80\n"));
    assert_int_equal(s->name.data[s->name.len], '\0');
    assert_true(s->flag);
    assert_true(s->big == 9007199254740993);
    assert_true(s->id.state == CONN_VALUE && s->id.value == INT64_MIN);
    assert_int_equal(s->small.value, -5);
    assert_true(s->safe.value == 9007199254740991);
    assert_true(s->ratio.value == 0.1);
    assert_true(conn_str_is(s->price.value, "12345678901234567890.10"));
    assert_int_equal(s->price.value.data[s->price.value.len], '\0');
    assert_int_equal(s->note.state, CONN_IS_NULL);
    assert_int_equal(s->data.value.len, 4);
    assert_memory_equal(s->data.value.data, "foo\xff", 4);
    assert_true(s->at.value == 1700000000500000);
    assert_true(s->at_unix.value == 1700000000250000);
    assert_true(s->at_millis.value == 1700000000500000);
    assert_int_equal(s->day.value.day, 29);
    assert_true(s->wait.value == 1500000);
    assert_int_equal(s->colour.value.is, COLOUR_DARK_BLUE);
    assert_true(conn_str_is(s->colour.value.text, "dark-blue"));
    assert_true(conn_str_is(s->raw.value, "{\"a\": [1,\"\\u0041\"]}"));
    assert_true(s->quoted.value == INT64_MAX);
    assert_true(s->quoted_flag.value);
    assert_int_equal(s->level, 3);
}

static void check_nested(const sample *s)
{
    assert_int_equal(s->tags.count, 3);
    assert_true(conn_str_is(s->tags.items[2], "c"));
    assert_int_equal(s->points.count, 2);
    assert_int_equal(s->points.items[1].x, 3);
    assert_int_equal(s->points.items[1].y, 4);
    assert_int_equal(s->more.state, CONN_VALUE);
    assert_int_equal(s->more.value.count, 0);
    assert_int_equal(s->counts.count, 2);
    assert_true(conn_str_is(s->counts.items[0].key, "one"));
    assert_int_equal(s->counts.items[1].value, 2);
    assert_int_equal(s->child.state, CONN_VALUE);
    assert_true(conn_str_is(s->child.value->name, "c"));
    assert_int_equal(s->child.value->value.which, VALUE_NUMBER);
    assert_true(s->child.value->value.as.number == 7);
    assert_int_equal(s->child.value->child.state, CONN_ABSENT);
    assert_int_equal(s->child.value->level, 7);
    assert_int_equal(s->value.which, VALUE_POINT);
    assert_int_equal(s->value.as.point->y, 9);
    assert_int_equal(s->shape.value.which, SHAPE_CIRCLE);
    assert_true(s->shape.value.as.circle.radius == 2);
    assert_int_equal(s->etag.state, CONN_ABSENT);
    assert_int_equal(s->password.state, CONN_ABSENT);
    assert_int_equal(s->extra.count, 2);
    assert_true(conn_str_is(s->extra.items[0].name, "ETag"));
    assert_true(conn_str_is(s->extra.items[0].value, "\"body\""));
    assert_true(conn_str_is(s->extra.items[1].value, "{\"k\":1}"));
}

static void test_every_kind(void **state)
{
    (void)state;
    sample s;
    char *text = full_text();
    decoded d = decode(&sample_type, text, &s);
    assert_string_equal(d.err.message, "");
    assert_int_equal(d.status, CONN_OK);
    check_scalars(&s);
    check_nested(&s);
    release(&d);
    free(text);
}

static void test_absent_null_zero(void **state)
{
    (void)state;
    sample s;
    decoded d = decode(&sample_type, "{" BASE "}", &s);
    assert_int_equal(d.status, CONN_OK);
    assert_int_equal(s.small.state, CONN_ABSENT);
    assert_int_equal(s.level, 7);
    assert_null(s.tags.items);
    release(&d);
    d = decode(&sample_type, "{" BASE ",\"small\":null,\"level\":0}", &s);
    assert_int_equal(d.status, CONN_OK);
    assert_int_equal(s.small.state, CONN_IS_NULL);
    assert_int_equal(s.level, 0);
    release(&d);
    d = decode(&sample_type, "{" BASE ",\"small\":0,\"child\":null}", &s);
    assert_int_equal(d.status, CONN_OK);
    assert_int_equal(s.small.state, CONN_VALUE);
    assert_int_equal(s.small.value, 0);
    assert_int_equal(s.child.state, CONN_IS_NULL);
    assert_null(s.child.value);
    release(&d);
}

/* ---- single kinds ---- */

static void check_int64(const conn_type *type, const char *json, int64_t want)
{
    int64_t value;
    decoded d = decode(type, json, &value);
    assert_string_equal(d.err.message, "");
    if (value != want)
        fail_msg("%s is %lld", json, (long long)value);
    release(&d);
}

static void test_integers(void **state)
{
    (void)state;
    check_int64(&type_int64, "9223372036854775807", INT64_MAX);
    check_int64(&type_int64, "-9223372036854775808", INT64_MIN);
    check_int64(&type_int64, "9007199254740993", 9007199254740993);
    check_int64(&type_int64, "1.0", 1);
    check_int64(&type_int64, "1e3", 1000);
    check_int64(&type_int64, " -0 ", 0);
    check_int64(&type_quoted, "42", 42);
    check_int64(&type_quoted, "\"42\"", 42);
    check_int64(&type_quoted, "\"4\\u0032\"", 42);
    check_int64(&type_int, "-9007199254740991", -9007199254740991);
    check_refused(&type_int64, "9223372036854775808", "",
                  "number is beyond 64 bits");
    check_refused(&type_int64, "1.5", "",
                  "expected an integer, found a number with a fraction");
    check_refused(&type_int64, "\"42\"", "", "expected number, found string");
    check_refused(&type_int, "9007199254740992", "", "number is beyond 2^53-1");
    check_refused(&type_int32, "2147483648", "", "number is beyond 32 bits");
    check_refused(&type_quoted, "\"\"", "",
                  "expected number, found other text");
    check_refused(&type_quoted, "\" 42\"", "",
                  "expected number, found other text");
    check_refused(&type_quoted, "\"42\\u0000\"", "",
                  "expected number, found other text");
    check_refused(&type_quoted, "true", "", "expected number, found boolean");
    check_refused(&type_quoted_bool, "\"yes\"", "",
                  "expected boolean, found other text");
    check_refused(&type_bool, "1", "", "expected boolean, found number");
    check_refused(&type_bool, "tru", "", "expected a value, found boolean");
    check_refused(&type_int64, "01", "",
                  "expected the end of the text, found number");
    check_refused(&type_int64, "-", "", "malformed number");
}

static void test_times(void **state)
{
    (void)state;
    check_int64(&type_time, "\"1970-01-01T00:00:01Z\"", 1000000);
    check_int64(&type_time, "\"1970-01-01T00:00:01\\u005a\"", 1000000);
    check_int64(&type_unix, "-1.5", -1500000);
    check_int64(&type_millis, "1e3", 1000000);
    check_int64(&type_duration, "0.25", 250000);
    check_refused(&type_time, "1700000000", "",
                  "expected string, found number");
    check_refused(&type_time, "\"2023-11-14\"", "",
                  "string is not an RFC 3339 time");
    check_refused(&type_unix, "\"1\"", "", "expected number, found string");
    check_refused(&type_unix, "1e30", "", "time is out of range");
    check_refused(&type_date, "\"2023-02-29\"", "",
                  "string is not an RFC 3339 day");
}

static void test_doubles(void **state)
{
    (void)state;
    double value;
    decoded d = decode(&type_double, "9007199254740993", &value);
    assert_true(value == 9007199254740992.0);
    release(&d);
    d = decode(&type_double, "-0.30000000000000004", &value);
    assert_true(value == -0.30000000000000004);
    release(&d);
    check_refused(&type_double, "1e400", "", "number is beyond a double");
    check_refused(&type_double, "NaN", "", "expected number, found 'N'");
    check_refused(&type_decimal, "\"1\"", "", "expected number, found string");
}

static void check_text(const char *json, const char *want, size_t len)
{
    conn_str text;
    decoded d = decode(&type_str, json, &text);
    assert_string_equal(d.err.message, "");
    assert_int_equal(text.len, len);
    assert_memory_equal(text.data, want, len + 1);
    release(&d);
}

static void test_strings(void **state)
{
    (void)state;
    check_text("\"\"", "", 0);
    check_text("\"a\\u0000b\"", "a\0b", 3);
    check_text("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8);
    check_text("\"\\ud83d\\ude00\"", "\xF0\x9F\x98\x80", 4);
    check_text("\"\\ud83dx\"", "\xEF\xBF\xBDx", 4);
    check_text("\"\\ude00\\ud83d\"", "\xEF\xBF\xBD\xEF\xBF\xBD", 6);
    check_text("\"\\ud83d\\u0041\"",
               "\xEF\xBF\xBD"
               "A",
               4);
    check_text("\"0123456789abcdef\\n0123456789abcdef\xC3\xA9 \\\" xyz\"",
               "0123456789abcdef\n0123456789abcdef\xC3\xA9 \" xyz", 41);
    check_refused(&type_str, "\"\\ud83\"", "", "bad escape in a string");
    check_refused(&type_str, "\"\\x\"", "", "bad escape in a string");
    check_refused(&type_str, "\"\xC3\"", "", "a string is not UTF-8");
    check_refused(&type_str, "7", "", "expected string, found number");
    check_refused(&type_bytes, "\"Zg=\"", "", "string is not base64");
}

/* An escape at each place of a string, among the blocks that are read at once.
 */
static void test_escape_anywhere(void **state)
{
    (void)state;
    for (size_t len = 0; len < 70; len++)
        for (size_t at = 0; at <= len; at++) {
            char json[200] = "\"";
            char want[100] = "";
            memset(json + 1, 'x', len);
            memset(want, 'x', len);
            strcpy(json + 1 + at, "\\t\xC3\xA9");
            strcpy(want + at, "\t\xC3\xA9");
            memset(json + 5 + at, 'y', len - at);
            memset(want + 3 + at, 'y', len - at);
            strcpy(json + 5 + len, "\"");
            check_text(json, want, len + 3);
        }
}

static void test_enums(void **state)
{
    (void)state;
    conn_enum colour;
    decoded d = decode(&type_colour, "\"green\"", &colour);
    assert_int_equal(d.status, CONN_OK);
    assert_int_equal(colour.is, 0);
    assert_true(conn_str_is(colour.text, "green"));
    release(&d);
    d = decode(&type_colour, "\"red\\u0000\"", &colour);
    assert_int_equal(colour.is, 0);
    assert_int_equal(colour.text.len, 4);
    release(&d);
    d = decode(&type_colour, "\"re\\u0064\"", &colour);
    assert_int_equal(colour.is, COLOUR_RED);
    release(&d);
    check_refused(&type_colour, "1", "", "expected string, found number");
}

static void test_unions(void **state)
{
    (void)state;
    value_union value;
    decoded d = decode(&type_value, "\"s\"", &value);
    assert_int_equal(value.which, VALUE_TEXT);
    release(&d);
    d = decode(&type_value, "5", &value);
    assert_int_equal(value.which, VALUE_NUMBER);
    release(&d);
    shape_union shape;
    d = decode(&type_shape,
               "{\"side\":2,\"x\":[{}],\"k\\u0069nd\":\"squ\\u0061re\"}",
               &shape);
    assert_int_equal(d.status, CONN_OK);
    assert_int_equal(shape.which, SHAPE_SQUARE);
    assert_true(shape.as.square.side == 2);
    release(&d);
    check_refused(&type_value, "[]", "", "expected Value, found array");
    check_refused(&type_value, "null", "", "expected Value, found null");
    check_refused(&type_value, "1.5", "",
                  "expected an integer, found a number with a fraction");
    check_refused(&type_value, "{\"x\":1}", "", "member \"y\" is missing");
    check_refused(&type_shape, "{\"kind\":\"oval\"}", "",
                  "\"kind\" tells no known kind of Shape");
    check_refused(&type_shape, "{}", "",
                  "\"kind\" tells no known kind of Shape");
    check_refused(&type_shape, "{\"kind\":\"circle\",\"radius\":\"2\"}",
                  "/radius", "expected number, found string");
}

/* ---- header fields ---- */

static const conn_field *field_named(const char *name)
{
    for (size_t i = 0; i < sample_record.count; i++)
        if (strcmp(sample_fields[i].name, name) == 0)
            return &sample_fields[i];
    fail_msg("no field %s", name);
    return NULL;
}

static conn_status set_text(sample *s, conn_arena *arena, const char *name,
                            const char *text)
{
    return conn_field_set_text(arena, field_named(name), s, text, strlen(text),
                               NULL);
}

static void test_set_text(void **state)
{
    (void)state;
    sample s = {0};
    conn_arena arena = {0};
    assert_int_equal(set_text(&s, &arena, "ETag", "\"x\""), CONN_OK);
    assert_int_equal(s.etag.state, CONN_VALUE);
    assert_true(conn_str_is(s.etag.value, "\"x\""));
    assert_int_equal(set_text(&s, &arena, "name", "n"), CONN_OK);
    assert_true(conn_str_is(s.name, "n"));
    assert_int_equal(set_text(&s, &arena, "big", "-12"), CONN_OK);
    assert_true(s.big == -12);
    assert_int_equal(set_text(&s, &arena, "flag", "true"), CONN_OK);
    assert_true(s.flag);
    assert_int_equal(set_text(&s, &arena, "ratio", "0.5"), CONN_OK);
    assert_true(s.ratio.value == 0.5);
    assert_int_equal(set_text(&s, &arena, "price", "1.10"), CONN_OK);
    assert_true(conn_str_is(s.price.value, "1.10"));
    assert_int_equal(set_text(&s, &arena, "at_unix", "1"), CONN_OK);
    assert_true(s.at_unix.value == 1000000);
    assert_int_equal(set_text(&s, &arena, "colour", "red"), CONN_OK);
    assert_int_equal(s.colour.value.is, COLOUR_RED);
    assert_int_equal(set_text(&s, &arena, "raw", "[1]"), CONN_OK);
    assert_int_equal(set_text(&s, &arena, "data", "Zg=="), CONN_OK);
    assert_int_equal(s.data.value.len, 1);
    conn_arena_free(&arena);
}

static void test_set_text_refused(void **state)
{
    (void)state;
    sample s = {0};
    conn_arena arena = {0};
    assert_int_equal(set_text(&s, &arena, "big", "12x"), CONN_DECODE);
    assert_int_equal(set_text(&s, &arena, "big", ""), CONN_DECODE);
    assert_int_equal(set_text(&s, &arena, "small", "3000000000"), CONN_DECODE);
    assert_int_equal(set_text(&s, &arena, "flag", "yes"), CONN_DECODE);
    assert_int_equal(set_text(&s, &arena, "at", "now"), CONN_DECODE);
    assert_int_equal(set_text(&s, &arena, "raw", "{"), CONN_DECODE);
    assert_int_equal(set_text(&s, &arena, "note", "\xE9"), CONN_DECODE);
    assert_int_equal(set_text(&s, &arena, "tags", "a"), CONN_USAGE);
    assert_int_equal(set_text(&s, &arena, "child", "a"), CONN_USAGE);
    conn_error err = {0};
    conn_field_set_text(&arena, field_named("big"), &s, "x", 1, &err);
    assert_string_equal(err.message, "big: expected number, found other text");
    conn_error_clear(&err);
    conn_arena_free(&arena);
}

#define REST ",\"name\":\"n\",\"flag\":true,\"big\":1,\"value\":2}"

/* Objects that go on as the one before did, and such that do not: fields and
 * members that none takes, whose names must be right each time. */
static void test_steps(void **state)
{
    (void)state;
    typedef struct sample_list {
        const sample *items;
        size_t count;
    } sample_list;
    static const conn_type list = {.kind = CONN_K_LIST,
                                   .size = sizeof(sample_list),
                                   .element = &sample_type};
    static const char *const objects[] = {
        "{\"id\":@,\"one\":@,\"two\":[@],\"level\":@" REST,
        "{\"one\":@,\"id\":@,\"level\":@,\"two\":[@]" REST,
        "{ \"id\" : @ ,\n\t\"one\": @, \"two\": [@], \"level\": @ " REST,
        "{\"id\":@,\"\\u006fne\":@,\"two\":[@],\"level\":@" REST,
        "{\"two\":[@],\"level\":@,\"one\":@,\"id\":@" REST,
    };
    enum { SHAPES = sizeof objects / sizeof *objects, COUNT = 400 };
    conn_buf text = {0};
    uint32_t random = 7;
    for (int i = 0; i < COUNT; i++) {
        random = random * 1664525 + 1013904223;
        const char *p =
            objects[i < 100 ? i / 20 : (int)(random >> 16) % SHAPES];
        conn_buf_putc(&text, i == 0 ? '[' : ',');
        for (; *p != '\0'; p++)
            if (*p == '@')
                conn_buf_printf(&text, "%d", i);
            else
                conn_buf_putc(&text, *p);
    }
    conn_buf_putc(&text, ']');

    sample_list out;
    decoded d = decode(&list, text.data, &out);
    assert_string_equal(d.err.message, "");
    assert_int_equal(out.count, COUNT);
    for (int i = 0; i < COUNT; i++) {
        const sample *s = &out.items[i];
        char number[16], array[16];
        snprintf(number, sizeof number, "%d", i);
        snprintf(array, sizeof array, "[%d]", i);
        assert_int_equal(s->id.value, i);
        assert_int_equal(s->level, i);
        assert_int_equal(s->extra.count, 2);
        int first = strcmp(s->extra.items[0].name.data, "one") == 0 ? 0 : 1;
        assert_string_equal(s->extra.items[first].name.data, "one");
        assert_true(conn_str_is(s->extra.items[first].value, number));
        assert_string_equal(s->extra.items[!first].name.data, "two");
        assert_true(conn_str_is(s->extra.items[!first].value, array));
    }
    release(&d);
    conn_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_absent_null_zero),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_doubles),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_escape_anywhere),
        cmocka_unit_test(test_enums),
        cmocka_unit_test(test_unions),
        cmocka_unit_test(test_set_text),
        cmocka_unit_test(test_set_text_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
