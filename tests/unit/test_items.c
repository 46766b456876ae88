/* test_items.c - lists item by item, from text in pieces of every size: the
 * same values and the same mistakes as from the whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "conn/items.h"
#include "json.h"

typedef struct item {
    int64_t id;
    conn_str name;
    conn_list tags; /* of int64_t */
} item;

static const conn_type int64_type = {.kind = CONN_K_INT64, .size = 8};
static const conn_type string_type = {.kind = CONN_K_STRING,
                                      .size = sizeof(conn_str)};
static const conn_type tags_type = {
    .kind = CONN_K_LIST, .size = sizeof(conn_list), .element = &int64_type};
static const conn_field fields[] = {
    {"id", 2, &int64_type, offsetof(item, id), 0, CONN_F_REQUIRED, NULL},
    {"name", 4, &string_type, offsetof(item, name), 0, 0, NULL},
    {"tags", 4, &tags_type, offsetof(item, tags), 0, 0, NULL},
};
static const conn_record record = {"Item", fields, 3, sizeof(item), 0};
static const conn_type item_type = {
    .kind = CONN_K_RECORD, .size = sizeof(item), .info = &record};

/* What came out: the items encoded one after the other, then the error. */
typedef struct outcome {
    conn_buf items;
    size_t count;
    size_t memory; /* at the end */
    conn_error err;
} outcome;

static void take_items(conn_items *items, const conn_type *type, outcome *out)
{
    const void *value;
    while ((value = conn_items_next(items, &out->err)) != NULL) {
        assert_int_equal(conn_json_encode(&out->items, type, value, NULL),
                         CONN_OK);
        conn_buf_putc(&out->items, '\n');
    }
}

/* Feeds copies that end where their memory ends. */
static outcome run(const conn_type *type, const char *pointer, const char *text,
                   size_t len, size_t piece, size_t max_item)
{
    outcome out = {0};
    conn_items *items = conn_items_open(type, pointer, max_item, NULL);
    assert_non_null(items);
    for (size_t at = 0; at < len && out.err.status == CONN_OK; at += piece) {
        size_t size = len - at < piece ? len - at : piece;
        char *copy = conn_text_copy_len(text + at, size - 1);
        copy[size - 1] = text[at + size - 1];
        assert_int_equal(conn_items_feed(items, copy, size, NULL), CONN_OK);
        conn_free(copy);
        take_items(items, type, &out);
    }
    if (out.err.status == CONN_OK) {
        assert_int_equal(conn_items_feed(items, "", 0, NULL), CONN_OK);
        take_items(items, type, &out);
    }
    out.count = conn_items_count(items);
    out.memory = conn_items_memory(items);
    conn_items_close(items);
    return out;
}

static void outcome_free(outcome *out)
{
    conn_buf_free(&out->items);
    conn_error_clear(&out->err);
}

static const struct {
    const char *pointer;
    const char *text;
    const char *items;
} good[] = {
    {"", "[]", ""},
    {"", " [ { \"id\" : 1 } , {\"id\":-22} ] ",
     "{\"id\":1,\"name\":\"\",\"tags\":[]}\n"
     "{\"id\":-22,\"name\":\"\",\"tags\":[]}\n"},
    {"/items",
     "{\"total\":12.5e3,\"items\":[{\"id\":7,\"name\":\"\\u00e9\\n]\",\"tags\":"
     "[1,2,3]}],\"x\":{\"items\":[1,\"]\"]},\"y\":null}",
     "{\"id\":7,\"name\":\"\xC3\xA9\\n]\",\"tags\":[1,2,3]}\n"},
    {"/a~1b/c~0",
     "{\"z\":[{}],\"a\\/b\":{\"n\":1,\"c~\":[{\"id\":0}]},\"d\":2}",
     "{\"id\":0,\"name\":\"\",\"tags\":[]}\n"},
    {"/", "{\"\":[{\"id\":5,\"more\":{\"deep\":[[[\"\\\"\"]]]}}]}",
     "{\"id\":5,\"name\":\"\",\"tags\":[]}\n"},
};

static void test_good_in_all_pieces(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        size_t len = strlen(good[i].text);
        for (size_t piece = 1; piece <= len; piece++) {
            outcome out =
                run(&item_type, good[i].pointer, good[i].text, len, piece, 0);
            assert_int_equal(out.err.status, CONN_OK);
            conn_buf_putc(&out.items, '\0');
            assert_string_equal(out.items.data, good[i].items);
            outcome_free(&out);
        }
    }
}

static void test_numbers_are_not_cut(void **state)
{
    (void)state;
    const char *text = "[1234567890123, -5 ,0,1e3, 12]";
    for (size_t piece = 1; piece <= strlen(text); piece++) {
        outcome out = run(&int64_type, "", text, strlen(text), piece, 0);
        assert_int_equal(out.err.status, CONN_OK);
        conn_buf_putc(&out.items, '\0');
        assert_string_equal(out.items.data, "1234567890123\n-5\n0\n1000\n12\n");
        outcome_free(&out);
    }
}

static const struct {
    const char *pointer;
    const char *text;
    const char *at; /* JSON Pointer of the mistake */
    size_t offset;
    const char *message;
} bad[] = {
    {"", "", "", 0, "expected array, found the end of the text"},
    {"", "{}", "", 0, "expected array, found object"},
    {"/a", "[]", "", 0, "expected object, found array"},
    {"/a", "{\"b\":1}", "", 6, "member \"a\" is missing"},
    {"/a", "{\"a\":[],\"a\":[]}", "/a", 8, "/a: the member comes twice"},
    {"/a", "{\"a\":[{\"id\":1},{\"id\":true}]}", "/a/1/id", 21,
     "/a/1/id: expected number, found boolean"},
    {"/a", "{\"a\":[{\"id\":1}{\"id\":2}]}", "/a", 14,
     "/a: expected ',' or ']', found object"},
    {"/a", "{\"a\":[{\"id\":1},]}", "/a/1", 15,
     "/a/1: expected object, found ']'"},
    {"/a", "{\"a\":[] \"b\":1}", "", 8, "expected ',' or '}', found string"},
    {"/a", "{\"a\":[],}", "", 8, "expected a member's name"},
    {"/a", "{\"b\":[1,,2],\"a\":[]}", "/b/1", 8, "/b/1: expected a value"},
    {"/a", "{\"a\":[]}x", "", 8, "expected the end of the text"},
    {"", "[{\"id\":1}", "", 9, "expected ',' or ']', found the end"},
    {"", "[{\"id\":1,\"name\":\"\x80\"}]", "/0/name", 17,
     "/0/name: a string is not UTF-8"},
};

static void test_bad_in_all_pieces(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t len = strlen(bad[i].text);
        for (size_t piece = 1; piece <= len + 1; piece++) {
            outcome out =
                run(&item_type, bad[i].pointer, bad[i].text, len, piece, 0);
            assert_int_equal(out.err.status, CONN_DECODE);
            assert_string_equal(out.err.pointer, bad[i].at);
            assert_int_equal(out.err.offset, bad[i].offset);
            if (!strstr(out.err.message, bad[i].message))
                fail_msg("%s", out.err.message);
            outcome_free(&out);
        }
    }
}

/* A list far longer than the memory that one item may take. */
static void test_memory_is_bounded(void **state)
{
    (void)state;
    enum { COUNT = 5000, MOST = 8192 };
    conn_buf text = {0};
    conn_buf_putc(&text, '[');
    for (int i = 0; i < COUNT; i++)
        conn_buf_printf(&text, "%s{\"id\":%d,\"name\":\"%060d\"}",
                        i > 0 ? "," : "", i, i);
    conn_buf_putc(&text, ']');
    outcome out = run(&item_type, "", text.data, text.len, 1000, MOST);
    assert_int_equal(out.err.status, CONN_OK);
    assert_int_equal(out.count, COUNT);
    assert_true(out.memory < 3 * MOST);
    outcome_free(&out);
    conn_buf_free(&text);
}

static void test_a_long_item_is_refused(void **state)
{
    (void)state;
    static char text[20000] = "[{\"id\":1},{\"id\":2,\"name\":\"";
    memset(text + strlen(text), 'x', sizeof text - strlen(text));
    outcome out = run(&item_type, "", text, sizeof text, 1000, 4096);
    assert_int_equal(out.err.status, CONN_LIMIT);
    assert_int_equal(out.count, 1);
    outcome_free(&out);
}

static void test_usage(void **state)
{
    (void)state;
    static const char *const pointers[] = {
        "a", "/~2", "/~", "/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f/g/h"};
    conn_error err = {0};
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
        assert_null(conn_items_open(&item_type, pointers[i], 0, &err));
        assert_int_equal(err.status, CONN_USAGE);
    }
    conn_items *items = conn_items_open(&item_type, "", 0, &err);
    assert_int_equal(conn_items_feed(items, "", 0, &err), CONN_OK);
    assert_int_equal(conn_items_feed(items, "[", 1, &err), CONN_USAGE);
    conn_items_close(items);
    conn_items_close(NULL);
    conn_error_clear(&err);
}

static long allowed;

static bool allow_some(size_t size)
{
    (void)size;
    return allowed-- > 0;
}

static void test_every_allocation_fails(void **state)
{
    (void)state;
    const char *text = good[2].text;
    conn_status status = CONN_MEMORY;
    for (long n = 0; status != CONN_OK && n < 100; n++) {
        allowed = n;
        conn_alloc_hook(allow_some);
        conn_items *items = conn_items_open(&item_type, "/items", 0, NULL);
        status = items == NULL ? CONN_MEMORY
                               : conn_items_feed(items, text, 40, NULL);
        conn_error err = {0};
        while (status == CONN_OK && conn_items_next(items, &err) != NULL)
            continue;
        if (status == CONN_OK && err.status == CONN_OK)
            status = conn_items_feed(items, text + 40, strlen(text) - 40, NULL);
        while (status == CONN_OK && conn_items_next(items, &err) != NULL)
            continue;
        status = err.status != CONN_OK ? err.status : status;
        conn_alloc_hook(NULL);
        conn_error_clear(&err);
        conn_items_close(items);
        assert_true(status == CONN_OK || status == CONN_MEMORY);
    }
    assert_int_equal(status, CONN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_in_all_pieces),
        cmocka_unit_test(test_numbers_are_not_cut),
        cmocka_unit_test(test_bad_in_all_pieces),
        cmocka_unit_test(test_memory_is_bounded),
        cmocka_unit_test(test_a_long_item_is_refused),
        cmocka_unit_test(test_usage),
        cmocka_unit_test(test_every_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
