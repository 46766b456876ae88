/* test_decode_limits.c - JSON that does not fit, is cut, broken, deep, long or
 * wide, and memory that runs out at every place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode_case.h"

/* ---- what does not fit ---- */

static void test_places(void **state)
{
    (void)state;
    check_refused(&type_points,
                  "[{\"x\":1,\"y\":1},{\"x\":1,\"y\":1},{\"x\":1,\"y\":1},"
                  "{\"x\":1,\"y\":1},{\"x\":1,\"y\":1},{\"x\":1,\"y\":1},"
                  "{\"x\":1,\"y\":1},{\"x\":1,\"y\":true}]",
                  "/7/y", "expected number, found boolean");
    check_refused(&sample_type, "{" BASE ",\"tags\":[\"a\",null]}", "/tags/1",
                  "expected string, found null");
    check_refused(&sample_type, "{" BASE ",\"counts\":{\"a/b~\":[]}}",
                  "/counts/a~1b~0", "expected number, found array");
    check_refused(&sample_type, "{" BASE ",\"child\":{\"name\":1}}",
                  "/child/name", "expected string, found number");
    check_refused(&sample_type, "{" BASE ",\"points\":[{\"x\":1}]}",
                  "/points/0", "member \"y\" is missing");
    check_refused(&sample_type, "{" BASE ",\"points\":{}}", "/points",
                  "expected array, found object");
    check_refused(&sample_type, "{" BASE ",\"more\":[{]}", "/more/0",
                  "expected a member's name, found ']'");
    check_refused(&sample_type, "[]", "", "expected object, found array");
    check_refused(&sample_type, "{\"name\":\"n\",\"flag\":true}", "",
                  "member \"big\" is missing");
    check_refused(&sample_type, "{" BASE ",\"name\" 1}", "/name",
                  "the member comes twice");
    check_refused(&sample_type, "{" BASE ",\"small\" 1}", "/small",
                  "expected ':', found number");
    check_refused(&sample_type, "{" BASE ",\"new\" 1}", "/new",
                  "expected ':', found number");
    check_refused(&sample_type, "{" BASE ",\"new\":[1,}", "/new/1",
                  "expected a value, found '}'");
    check_refused(&sample_type, "{" BASE ",", "",
                  "expected a member's name, found the end of the text");
    check_refused(&sample_type, "{" BASE ",\"n\\w\":1}", "",
                  "bad escape in a string");
    check_refused(&sample_type, "{" BASE "} {}", "",
                  "expected the end of the text, found object");
}

static void test_duplicates(void **state)
{
    (void)state;
    check_refused(&sample_type, "{" BASE ",\"small\":1,\"small\":1}", "/small",
                  "the member comes twice");
    check_refused(&sample_type, "{" BASE ",\"small\":1,\"sm\\u0061ll\":null}",
                  "/small", "the member comes twice");
    check_refused(&sample_type, "{" BASE ",\"u\":1,\"w\":2,\"u\":3}", "/u",
                  "the member comes twice");
    check_refused(&type_counts, "{\"a\":1,\"b\":2,\"\\u0061\":3}", "/a",
                  "the member comes twice");
    point p;
    decoded d = decode(&type_point, "{\"z\":1,\"x\":1,\"z\":2,\"y\":2}", &p);
    assert_int_equal(d.status, CONN_OK);
    release(&d);
}

static void test_offset(void **state)
{
    (void)state;
    point p;
    decoded d = decode(&type_point, "{\"x\": 1, \"y\": true}", &p);
    assert_int_equal(d.err.offset, 14);
    release(&d);
}

static void test_depth(void **state)
{
    (void)state;
    conn_buf text = {0};
    sample s = {0};
    conn_arena arena = {0};
    conn_error err = {0};
    for (int i = 0; i < 2000; i++)
        conn_buf_puts(&text, "{" BASE ",\"child\":");
    conn_status status = conn_json_decode(&arena, text.data, text.len,
                                          &sample_type, &s, NULL, &err);
    assert_int_equal(status, CONN_LIMIT);
    assert_non_null(strstr(err.message, "nested deeper than 128 levels"));
    conn_error_clear(&err);
    conn_arena_free(&arena);
    conn_buf_free(&text);
}

static void test_arena_cap(void **state)
{
    (void)state;
    conn_buf text = {0};
    point_list points = {0};
    conn_arena arena;
    conn_error err = {0};
    conn_buf_puts(&text, "[{\"x\":1,\"y\":1}");
    for (int i = 0; i < 10000; i++)
        conn_buf_puts(&text, ",{\"x\":1,\"y\":1}");
    conn_buf_puts(&text, "]");
    conn_arena_init(&arena, 50000);
    conn_status status = conn_json_decode(&arena, text.data, text.len,
                                          &type_points, &points, NULL, &err);
    assert_int_equal(status, CONN_LIMIT);
    assert_true(arena.total <= 50000);
    conn_error_clear(&err);
    conn_arena_free(&arena);
    conn_buf_free(&text);
}

/* ---- more of everything ---- */

static void test_long_list(void **state)
{
    (void)state;
    conn_buf text = {0};
    point_list points = {0};
    conn_arena arena = {0};
    enum { COUNT = 20000 };
    for (int i = 0; i < COUNT; i++)
        conn_buf_printf(&text, "%c{\"x\":%d, \"y\" : %d }", i == 0 ? '[' : ',',
                        i, -i);
    conn_buf_puts(&text, " ] ");
    assert_int_equal(conn_json_decode(&arena, text.data, text.len, &type_points,
                                      &points, NULL, NULL),
                     CONN_OK);
    assert_int_equal(points.count, COUNT);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(points.items[i].x, i);
        assert_int_equal(points.items[i].y, -i);
    }
    conn_arena_free(&arena);
    conn_buf_free(&text);
}

/* A record of more fields than the quick path has bits for. */
static void test_wide_record(void **state)
{
    (void)state;
    enum { COUNT = 400 };
    static char names[COUNT][8];
    static conn_field fields[COUNT];
    static int32_t out[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        size_t len = (size_t)sprintf(names[i], "f%zu", i);
        fields[i] =
            (conn_field){names[i],        len, &type_int32, i * sizeof *out, 0,
                         CONN_F_REQUIRED, NULL};
    }
    conn_record record = {"Wide", fields, COUNT, sizeof out, 0};
    conn_type type = {
        .kind = CONN_K_RECORD, .size = sizeof out, .info = &record};
    conn_buf text = {0};
    conn_arena arena = {0};
    for (int i = COUNT; i-- > 0;)
        conn_buf_printf(&text, "%c\"f%d\":%d", i == COUNT - 1 ? '{' : ',', i,
                        i * 3);
    size_t len = text.len;
    conn_buf_puts(&text, "}");
    char *copy = conn_text_copy_len(text.data, text.len);
    assert_int_equal(
        conn_json_decode(&arena, copy, text.len, &type, out, NULL, NULL),
        CONN_OK);
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(out[i], i * 3);
    /* Without the last member, f0. */
    conn_error err = {0};
    conn_buf_cut(&text, len - strlen(",\"f0\":0"));
    conn_buf_puts(&text, "}");
    assert_int_equal(
        conn_json_decode(&arena, text.data, text.len, &type, out, NULL, &err),
        CONN_DECODE);
    assert_string_equal(err.message, "member \"f0\" is missing");
    conn_error_clear(&err);
    conn_free(copy);
    conn_buf_free(&text);
    conn_arena_free(&arena);
}

/* More kinds of records in one text than orders are remembered for. */
static void test_many_records(void **state)
{
    (void)state;
    enum { COUNT = 100 };
    static conn_record records[COUNT];
    static conn_type types[COUNT];
    static conn_field fields[COUNT];
    static char names[COUNT][8];
    static point out[COUNT];
    conn_record outer = {"Outer", fields, COUNT, sizeof out, 0};
    conn_type type = {
        .kind = CONN_K_RECORD, .size = sizeof out, .info = &outer};
    conn_buf text = {0};
    conn_arena arena = {0};
    for (size_t i = 0; i < COUNT; i++) {
        size_t len = (size_t)sprintf(names[i], "r%zu", i);
        records[i] = point_record;
        types[i] = (conn_type){
            .kind = CONN_K_RECORD, .size = sizeof(point), .info = &records[i]};
        fields[i] =
            (conn_field){names[i],        len, &types[i], i * sizeof(point), 0,
                         CONN_F_REQUIRED, NULL};
        conn_buf_printf(&text, "%c\"r%zu\":{\"y\":1,\"x\":%zu}",
                        i == 0 ? '{' : ',', i, i);
    }
    conn_buf_puts(&text, "}");
    assert_int_equal(
        conn_json_decode(&arena, text.data, text.len, &type, out, NULL, NULL),
        CONN_OK);
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(out[i].x, i);
    conn_buf_free(&text);
    conn_arena_free(&arena);
}

/* ---- cut short, and memory that runs out ---- */

static void test_cut_anywhere(void **state)
{
    (void)state;
    char *text = full_text();
    size_t len = strlen(text);
    for (size_t cut = 0; cut < len; cut++) {
        sample s;
        decoded d = decode_len(&sample_type, text, cut, &s);
        assert_int_equal(d.status, CONN_DECODE);
        assert_non_null(d.err.pointer);
        assert_true(d.err.offset <= cut);
        release(&d);
    }
    free(text);
}

/* Each byte replaced by others: an answer, and no step beyond the block. */
static void test_broken_anywhere(void **state)
{
    (void)state;
    static const char bytes[] = "\"\\{}[]:,0-\n\xC3\x80t\0";
    char *text = full_text();
    size_t len = strlen(text);
    for (size_t at = 0; at < len; at++)
        for (size_t i = 0; i < sizeof bytes - 1; i++) {
            sample s;
            char kept = text[at];
            text[at] = bytes[i];
            decoded d = decode_len(&sample_type, text, len, &s);
            assert_true(d.status == CONN_OK || d.err.pointer != NULL);
            release(&d);
            text[at] = kept;
        }
    free(text);
}

static size_t allocations_left;

static bool count_down(size_t size)
{
    (void)size;
    return allocations_left > 0 && allocations_left-- > 0;
}

static void test_every_allocation_fails(void **state)
{
    (void)state;
    char *text = full_text();
    size_t fails = 0;
    for (bool done = false; !done; fails++) {
        sample s;
        allocations_left = fails;
        conn_alloc_hook(count_down);
        decoded d = decode(&sample_type, text, &s);
        conn_alloc_hook(NULL);
        done = d.status == CONN_OK;
        assert_true(done || d.status == CONN_MEMORY);
        release(&d);
        assert_true(fails < 1000);
    }
    assert_true(fails > 2);
    free(text);
}

/* The same where the text is wrong: the error is reported whatever happens. */
static void test_every_allocation_of_an_error_fails(void **state)
{
    (void)state;
    for (size_t fails = 0; fails < 10; fails++) {
        point_list points;
        allocations_left = fails;
        conn_alloc_hook(count_down);
        decoded d = decode(&type_points, "[{\"x\":1,\"y\":1,}]", &points);
        conn_alloc_hook(NULL);
        assert_true(d.status == CONN_MEMORY || d.status == CONN_DECODE);
        assert_int_equal(d.err.status, d.status);
        release(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_offset),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_arena_cap),
        cmocka_unit_test(test_long_list),
        cmocka_unit_test(test_wide_record),
        cmocka_unit_test(test_many_records),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_broken_anywhere),
        cmocka_unit_test(test_every_allocation_fails),
        cmocka_unit_test(test_every_allocation_of_an_error_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
