/* test_json.c - JSON text as such: JSONTestSuite, errors, single values in a
 * raw body. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "json.h"

static const conn_type type_json = {.kind = CONN_K_JSON,
                                    .size = sizeof(conn_json)};

/* ---- JSONTestSuite ---- */

static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    conn_buf buf = {0};
    char *room;
    while ((room = conn_buf_room(&buf, 4096)) != NULL) {
        size_t got = fread(room, 1, 4096, file);
        if (got == 0)
            break;
        conn_buf_wrote(&buf, got);
    }
    fclose(file);
    char *text = conn_buf_take(&buf, len);
    assert_non_null(text);
    return text;
}

/* Whether both readers accept the text; they must agree. Blocks are of exactly
 * the size that is promised, so that a sanitizer sees any step beyond. */
static bool accepts(const char *text, size_t len)
{
    conn_error err = {0};
    conn_arena arena = {0};
    conn_json out = {0};
    char *copy = conn_text_copy_len(text, len);
    bool checked = conn_json_check(copy, len, NULL, &err) == CONN_OK;
    conn_error_clear(&err);
    bool decoded = conn_json_decode(&arena, copy, len, &type_json, &out, NULL,
                                    &err) == CONN_OK;
    assert_int_equal(checked, decoded);
    assert_memory_equal(copy, text, len);
    conn_error_clear(&err);
    conn_arena_free(&arena);
    conn_free(copy);
    return decoded;
}

static void check_case(const char *folder, const char *name, int *counts)
{
    char path[512];
    size_t len;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    char *text = read_file(path, &len);
    bool ok = accepts(text, len);
    conn_free(text);
    if ((name[0] == 'y' && !ok) || (name[0] == 'n' && ok))
        fail_msg("%s was %s", name, ok ? "accepted" : "refused");
    counts[0]++;
}

static void test_suite(void **state)
{
    (void)state;
    const char *folder = "../shared/vectors/JSONTestSuite/test_parsing";
    DIR *dir = opendir(folder);
    int count = 0;
    if (dir == NULL) {
        fprintf(stderr, "test_json: no %s, JSONTestSuite skipped\n", folder);
        skip();
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (strchr("yni", entry->d_name[0]) != NULL)
            check_case(folder, entry->d_name, &count);
    closedir(dir);
    assert_int_equal(count, 318);
}

/* ---- what the policies say ---- */

static void check_accepts(const char *text, bool want)
{
    if (accepts(text, strlen(text)) != want)
        fail_msg("%s was %s", text, want ? "refused" : "accepted");
}

static void test_policies(void **state)
{
    (void)state;
    check_accepts(" \t\r\n1 \t\r\n", true);
    check_accepts("\xEF\xBB\xBF{}", false);
    check_accepts("{} x", false);
    check_accepts("[1,,2]", false);
    check_accepts("[01]", false);
    check_accepts("[1e400]", true); /* kept as text, not read as a number */
    check_accepts("\"\\ud800\"", true);
    check_accepts("\"\xed\xa0\x80\"", false);
    check_accepts("\"\xf4\x90\x80\x80\"", false);
    check_accepts("\"\xc0\xaf\"", false);
    check_accepts("\"\x7f\"", true);
    check_accepts("\"\x1f\"", false);
    check_accepts("{\"a\":1,\"a\":2}", true); /* kept as text */
    check_accepts("", false);
    check_accepts("tru", false);
    check_accepts("truex", false);
    assert_false(accepts("1\0", 2));
    assert_false(accepts("\"\0\"", 3));
}

static void check_error(const char *text, conn_status status, size_t offset,
                        const char *pointer, const char *message)
{
    conn_error err = {0};
    assert_int_equal(conn_json_check(text, strlen(text), NULL, &err), status);
    assert_int_equal(err.status, status);
    assert_string_equal(err.message, message);
    assert_string_equal(err.pointer, pointer);
    assert_int_equal(err.offset, offset);
    conn_error_clear(&err);
    assert_null(err.owned);
}

static void test_errors(void **state)
{
    (void)state;
    check_error("", CONN_DECODE, 0, "",
                "expected a value, found the end of the text");
    check_error("{\"a\":[1,2,x]}", CONN_DECODE, 10, "/a/2",
                "/a/2: expected a value, found 'x'");
    check_error("{\"a\":[1 2]}", CONN_DECODE, 8, "/a",
                "/a: expected ',' or ']', found number");
    check_error("{\"a\" 1}", CONN_DECODE, 5, "/a",
                "/a: expected ':', found number");
    check_error("{\"a\":1,}", CONN_DECODE, 7, "",
                "expected a member's name, found '}'");
    check_error("{\"a\":1,\"b\\q\":2}", CONN_DECODE, 9, "",
                "bad escape in a string");
    check_error("{\"a/b~c\":tru}", CONN_DECODE, 9, "/a~1b~0c",
                "/a~1b~0c: expected a value, found boolean");
    check_error("[\"a\nb\"]", CONN_DECODE, 3, "/0",
                "/0: control character 0x0A in a string");
    check_error("[1] \xC3\xA9", CONN_DECODE, 4, "",
                "expected the end of the text, found byte 0xC3");
    check_error("[\"\xC3\"]", CONN_DECODE, 2, "/0",
                "/0: a string is not UTF-8");
    check_error("[-]", CONN_DECODE, 1, "/0", "/0: malformed number");
    check_error("\"abc", CONN_DECODE, 4, "", "the text ends within a string");
}

static char *nested(size_t depth)
{
    char *text = conn_alloc(2 * depth + 1);
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    text[2 * depth] = '\0';
    return text;
}

static void check_depth(size_t depth, size_t limit, conn_status want)
{
    conn_json_limits limits = {.max_depth = limit};
    conn_error err = {0};
    char *text = nested(depth);
    assert_int_equal(conn_json_check(text, 2 * depth, &limits, &err), want);
    conn_error_clear(&err);
    conn_free(text);
}

static void test_depth(void **state)
{
    (void)state;
    check_depth(128, 0, CONN_OK);
    check_depth(129, 0, CONN_LIMIT);
    check_depth(3, 3, CONN_OK);
    check_depth(4, 3, CONN_LIMIT);
    check_depth(CONN_JSON_DEPTH, SIZE_MAX, CONN_OK);
    check_depth(CONN_JSON_DEPTH + 1, SIZE_MAX, CONN_LIMIT);
    check_depth(1000000, SIZE_MAX, CONN_LIMIT);
}

/* A long pointer is cut in the message; one that is too long is left out. */
static void test_long_pointer(void **state)
{
    (void)state;
    char text[6000];
    conn_error err = {0};
    for (size_t len = 50; len < 5900; len *= 3) {
        size_t at = 0;
        text[at++] = '{';
        text[at++] = '"';
        memset(text + at, 'k', len);
        strcpy(text + at + len, "\":x}");
        assert_int_equal(conn_json_check(text, strlen(text), NULL, &err),
                         CONN_DECODE);
        assert_int_equal(err.pointer != NULL, len < 4096);
        assert_non_null(strstr(err.message, "expected a value, found 'x'"));
        assert_int_equal(strstr(err.message, "...") != NULL, len > 100);
        conn_error_clear(&err);
    }
}

/* ---- single values ---- */

static const char body[] =
    " {\"items\": [ {\"id\": 7, \"na\\u006de\": "
    "\"a\\\"b\\u00e9\\ud83d\\ude00\"}"
    ", 2.5, true, null, \"12\" ], \"a/b\": {\"~\": [[], {}]}, \"\": 1,"
    " \"next\": null, \"cut\": \"]}\\\"\", \"big\": 9007199254740993 } ";

static bool find(const char *pointer, conn_json_slice *out)
{
    return conn_json_find(body, sizeof body - 1, pointer, out);
}

static void check_find(const char *pointer, const char *want)
{
    conn_json_slice slice;
    bool found = find(pointer, &slice);
    if (!found || slice.len != strlen(want) ||
        memcmp(slice.data, want, slice.len) != 0)
        fail_msg("%s is %.*s", pointer, found ? (int)slice.len : 9,
                 found ? slice.data : "not there");
}

static void test_find(void **state)
{
    (void)state;
    check_find("/items/0/id", "7");
    check_find("/items/1", "2.5");
    check_find("/items/4", "\"12\"");
    check_find("/a~1b/~0", "[[], {}]");
    check_find("/a~1b/~0/1", "{}");
    check_find("/", "1");
    check_find("/next", "null");
    check_find("/cut", "\"]}\\\"\"");
    check_find("/items/0/name", "\"a\\\"b\\u00e9\\ud83d\\ude00\"");
    conn_json_slice whole;
    assert_true(find("", &whole));
    assert_ptr_equal(whole.data, body + 1);
    assert_int_equal(whole.len, sizeof body - 3);
}

static void test_find_nothing(void **state)
{
    (void)state;
    static const char *const none[] = {
        "/x",
        "x",
        "/items/5",
        "/items/-",
        "/items/-1",
        "/items/00",
        "/items/1.0",
        "/items/",
        "/items/0/",
        "/next/x",
        "/a~2b",
        "/a~",
        "/items/99999999999999999999",
    };
    conn_json_slice slice;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (find(none[i], &slice))
            fail_msg("%s was found", none[i]);
}

/* Text that is cut anywhere: an answer, but no step beyond the end. */
static void test_find_in_pieces(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof body; len++) {
        char *piece = malloc(len > 0 ? len : 1);
        conn_json_slice slice;
        memcpy(piece, body, len);
        bool found = conn_json_find(piece, len, "/big", &slice);
        assert_int_equal(found, len >= sizeof body - 2);
        conn_json_find(piece, len, "/items/0/name", &slice);
        conn_json_find(piece, len, "/a~1b/~0/1", &slice);
        free(piece);
    }
}

static void test_slices(void **state)
{
    (void)state;
    conn_json_slice slice;
    conn_buf buf = {0};
    int64_t number;
    bool truth;
    assert_true(find("/big", &slice));
    assert_true(conn_json_slice_int64(slice, &number));
    assert_true(number == 9007199254740993);
    assert_true(find("/items/4", &slice));
    assert_true(conn_json_slice_int64(slice, &number));
    assert_true(number == 12);
    assert_true(conn_json_slice_is(slice, "12"));
    assert_false(conn_json_slice_is(slice, "1"));
    assert_false(conn_json_slice_is(slice, "123"));
    assert_true(find("/items/2", &slice));
    assert_true(conn_json_slice_bool(slice, &truth) && truth);
    assert_false(conn_json_slice_int64(slice, &number));
    assert_true(find("/next", &slice));
    assert_true(conn_json_slice_is_null(slice));
    assert_false(conn_json_slice_text(slice, &buf));
    assert_true(find("/items/0/name", &slice));
    assert_true(conn_json_slice_text(slice, &buf));
    assert_string_equal(buf.data, "a\"b\xC3\xA9\xF0\x9F\x98\x80");
    assert_true(conn_json_slice_is(slice, buf.data));
    assert_true(find("/items/1", &slice));
    conn_buf_reset(&buf);
    assert_true(conn_json_slice_text(slice, &buf));
    assert_string_equal(buf.data, "2.5");
    assert_true(find("/items", &slice));
    assert_false(conn_json_slice_text(slice, &buf));
    assert_false(conn_json_slice_bool(slice, &truth));
    conn_buf_free(&buf);
}

static void test_slice_elements(void **state)
{
    (void)state;
    conn_json_slice items, item;
    size_t at = 0;
    int count = 0;
    assert_true(find("/items", &items));
    while (conn_json_slice_next(items, &at, &item))
        count++;
    assert_int_equal(count, 5);
    assert_true(conn_json_slice_is(item, "12"));
    at = 0;
    assert_true(find("/a~1b/~0/0", &items));
    assert_false(conn_json_slice_next(items, &at, &item));
    assert_true(find("/a~1b", &items));
    assert_false(conn_json_slice_next(items, &at, &item));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suite),
        cmocka_unit_test(test_policies),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_long_pointer),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_find_nothing),
        cmocka_unit_test(test_find_in_pieces),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_slice_elements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
