/* test_rows.c - lines of JSON, events and rows of CSV out of text in pieces of
 * every size: the same items and the same mistakes as from the whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rows.h"

typedef struct item {
    int64_t id;
    conn_str name;
    conn_opt_str note;
    conn_opt_bool on;
} item;

#define TYPE(kind, c_type)                                                     \
    {                                                                          \
        kind, CONN_W_PLAIN, sizeof(c_type), NULL, 0, 0, NULL                   \
    }
static const conn_type int64_type = TYPE(CONN_K_INT64, int64_t);
static const conn_type string_type = TYPE(CONN_K_STRING, conn_str);
static const conn_type bool_type = TYPE(CONN_K_BOOL, bool);
static const conn_type json_type = TYPE(CONN_K_JSON, conn_json);
static const conn_type bytes_type = TYPE(CONN_K_BYTES, conn_bytes);
static const conn_type texts_type = {
    .kind = CONN_K_LIST, .size = sizeof(conn_list), .element = &string_type};
static const conn_field fields[] = {
    {"id", 2, &int64_type, offsetof(item, id), 0, CONN_F_REQUIRED, NULL},
    {"name", 4, &string_type, offsetof(item, name), 0, CONN_F_REQUIRED, NULL},
    {"note", 4, &string_type, offsetof(item, note),
     offsetof(conn_opt_str, value), CONN_F_OPTIONAL, NULL},
    {"on", 2, &bool_type, offsetof(item, on), offsetof(conn_opt_bool, value),
     CONN_F_OPTIONAL, NULL},
};
static const conn_record record = {"Item", fields, 4, sizeof(item), 0};
static const conn_type item_type = {
    .kind = CONN_K_RECORD, .size = sizeof(item), .info = &record};

#define SSE .kind = CONN_S_EVENTS
#define CSV .kind = CONN_S_CSV, .separator = ',', .header = true
#define LINES .kind = CONN_S_LINES

typedef struct rows_case {
    const char *name;
    conn_stream_how how;
    const char *text;
    size_t max_item; /* 0: 1000 */
    const char *items;
    const char *message; /* of the error after them, or NULL */
    conn_status status;
    size_t offset;
} rows_case;

static const rows_case cases[] = {
    {"lines",
     {LINES, .item = &json_type},
     "{\"a\":1}\n[2]\r\n\n \t\r\n\"x\"",
     0,
     "{\"a\":1}\n[2]\n\"x\"\n",
     NULL,
     CONN_OK,
     0},
    {"no lines", {LINES, .item = &json_type}, "", 0, "", NULL, CONN_OK, 0},
    {"typed lines",
     {LINES, .item = &item_type},
     "{\"id\":1,\"name\":\"a\\n\"}\n{\"id\":2,\"name\":\"b\",\"note\":null}\n",
     0,
     "{\"id\":1,\"name\":\"a\\n\"}\n{\"id\":2,\"name\":\"b\",\"note\":null}\n",
     NULL,
     CONN_OK,
     0},
    {"a wrong type in line 2",
     {LINES, .item = &item_type},
     "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":7}\n",
     0,
     "{\"id\":1,\"name\":\"a\"}\n",
     "/1/name: expected string, found number",
     CONN_DECODE,
     20},
    {"a line that is cut",
     {LINES, .item = &json_type},
     "1\n{\"a\"",
     0,
     "1\n",
     "/1/a: expected ':', found the end of the text",
     CONN_DECODE,
     2},
    {"a line too long",
     {LINES, .item = &json_type},
     "1\n\"0123456789\"\n",
     8,
     "1\n",
     "/1: the line is longer than allowed",
     CONN_LIMIT,
     2},
    {"two values on a line",
     {LINES, .item = &json_type},
     "1 2\n",
     0,
     "",
     "/0: expected the end of the text, found number",
     CONN_DECODE,
     0},

    {"events",
     {SSE, .item = &string_type},
     "data: a\n\ndata:b\ndata:  c\n\n: comment\n\nevent: x\nid: 7\nretry: 9\n"
     "data\n\nevent: y\n\ndata: d\n\ndata: lost\n",
     0,
     "\"a\" message  -1\n\"b\\n c\" message  -1\n\"\" x 7 9\n\"d\" message 7 "
     "9\n",
     NULL,
     CONN_OK,
     0},
    {"line ends of events, and a mark",
     {SSE, .item = &string_type},
     "\xEF\xBB\xBF"
     "data: a\r\rdata: b\r\n\r\ndata: c\n\r\ndata: d\r\n\n",
     0,
     "\"a\" message  -1\n\"b\" message  -1\n\"c\" message  -1\n\"d\" message  "
     "-1\n",
     NULL,
     CONN_OK,
     0},
    {"ids of events",
     {SSE, .item = &string_type},
     "id: 1\ndata: a\n\nid\ndata: b\n\nid: 2\n\ndata: c\n\nretry: 5x\ndata: "
     "d\n\n",
     0,
     "\"a\" message 1 -1\n\"b\" message  -1\n\"c\" message 2 -1\n\"d\" message "
     "2 -1\n",
     NULL,
     CONN_OK,
     0},
    {"typed events until the end",
     {SSE, .item = &item_type, .end = "[DONE]"},
     "data: {\"id\":1,\ndata: \"name\":\"a\"}\n\ndata: [DONE]\n\ndata: x\n\n",
     0,
     "{\"id\":1,\"name\":\"a\"} message  -1\n",
     NULL,
     CONN_OK,
     0},
    {"a wrong event",
     {SSE, .item = &item_type},
     "\n: x\n\ndata: {}\ndata:\n\n",
     0,
     "",
     "/0: member \"id\" is missing",
     CONN_DECODE,
     6},
    {"an event that is not UTF-8",
     {SSE, .item = &string_type},
     "data: a\xFF\n\n",
     0,
     "",
     "/0: the data is not UTF-8",
     CONN_DECODE,
     0},
    {"an event too long",
     {SSE, .item = &string_type},
     "data: a\n\ndata: 01234\ndata: 56789\ndata: 0\n\n",
     12,
     "\"a\" message  -1\n",
     "/1: the event is larger than allowed",
     CONN_LIMIT,
     9},
    {"a line of an event too long",
     {SSE, .item = &string_type},
     "data: 0123456789",
     11,
     "",
     "/0: the line is longer than allowed",
     CONN_LIMIT,
     0},

    {"rows",
     {CSV, .item = &json_type},
     "a,b c,\"d\"\"\"\r\n1,,\"x\r\ny\"\r\n\r\n\"\",\"\"\"\",5\" z\n",
     0,
     "{\"a\":\"1\",\"b c\":\"\",\"d\\\"\":\"x\\r\\ny\"}\n"
     "{\"a\":\"\",\"b c\":\"\\\"\",\"d\\\"\":\"5\\\" z\"}\n",
     NULL,
     CONN_OK,
     0},
    {"typed rows",
     {CSV, .item = &item_type},
     "\xEF\xBB\xBF"
     "on,id,else,note,name\rtrue,9007199254740993,x,,\r,-5,,"
     "\"\",b",
     0,
     "{\"id\":9007199254740993,\"name\":\"\",\"on\":true}\n"
     "{\"id\":-5,\"name\":\"b\",\"note\":\"\"}\n",
     NULL,
     CONN_OK,
     0},
    {"rows without a header",
     {.kind = CONN_S_CSV, .separator = ';', .item = &texts_type},
     "a;b,c\n;\n\"x\"\n",
     0,
     "[\"a\",\"b,c\"]\n[\"\",\"\"]\n[\"x\"]\n",
     NULL,
     CONN_OK,
     0},
    {"no row", {CSV, .item = &json_type}, "a,b\n", 0, "", NULL, CONN_OK, 0},
    {"no header", {CSV, .item = &json_type}, "", 0, "", NULL, CONN_OK, 0},
    {"a cell of the wrong type",
     {CSV, .item = &item_type},
     "id,name\n1,a\n2x,b\n",
     0,
     "{\"id\":1,\"name\":\"a\"}\n",
     "/1/id: expected number, found string",
     CONN_DECODE,
     12},
    {"a cell that would be two",
     {CSV, .item = &item_type},
     "id,name\n\"1,\"\"on\"\":true\",a\n",
     0,
     "",
     "/0/id: expected number, found string",
     CONN_DECODE,
     8},
    {"a cell that is missing",
     {CSV, .item = &item_type},
     "id,name\n,b\n",
     0,
     "",
     "/0: member \"id\" is missing",
     CONN_DECODE,
     8},
    {"a short row",
     {CSV, .item = &json_type},
     "a,b\n1\n",
     0,
     "",
     "/0: the row has not as many cells as the header",
     CONN_DECODE,
     4},
    {"a long row",
     {CSV, .item = &json_type},
     "a,b\n1,2,",
     0,
     "",
     "/0: the row has not as many cells as the header",
     CONN_DECODE,
     4},
    {"a name twice",
     {CSV, .item = &json_type},
     "a,b,a\n1,2,3\n",
     0,
     "",
     "/0: two columns have the same name",
     CONN_DECODE,
     0},
    {"text behind a quote",
     {CSV, .item = &json_type},
     "a\n\"x\"y\n",
     0,
     "",
     "/0: text follows the quote that closes a cell",
     CONN_DECODE,
     2},
    {"an open quote",
     {CSV, .item = &json_type},
     "a\nb\n\"x\n\n",
     0,
     "{\"a\":\"b\"}\n",
     "/1: a quote is not closed",
     CONN_DECODE,
     4},
    {"a row that is not UTF-8",
     {CSV, .item = &json_type},
     "a\nb\xFF\n",
     0,
     "",
     "/0: the row is not UTF-8",
     CONN_DECODE,
     2},
    {"a row too long",
     {CSV, .item = &json_type},
     "a\n0123456789\n",
     8,
     "",
     "/0: the row is longer than allowed",
     CONN_LIMIT,
     2},
};

static void take(conn_rows *rows, const conn_stream_how *how, conn_buf *out,
                 conn_error *err)
{
    const void *value;
    while ((value = conn_rows_next(rows, err)) != NULL) {
        assert_int_equal(conn_json_encode(out, how->item, value, NULL),
                         CONN_OK);
        if (how->kind == CONN_S_EVENTS)
            conn_buf_printf(out, " %s %s %d", conn_rows_event(rows).data,
                            conn_rows_event_id(rows).data,
                            (int)conn_rows_retry_ms(rows));
        conn_buf_putc(out, '\n');
    }
}

/* Feeds copies that end where their memory ends. */
static void run(const rows_case *c, size_t piece)
{
    conn_buf items = {0};
    conn_error err = {0};
    size_t len = strlen(c->text);
    conn_rows *rows =
        conn_rows_open(&c->how, c->max_item > 0 ? c->max_item : 1000, 0, &err);
    assert_non_null(rows);
    take(rows, &c->how, &items, &err);
    for (size_t at = 0; at < len && err.status == CONN_OK; at += piece) {
        size_t size = len - at < piece ? len - at : piece;
        char *copy = conn_alloc(size);
        memcpy(copy, c->text + at, size);
        assert_int_equal(conn_rows_feed(rows, copy, size, &err), CONN_OK);
        conn_free(copy);
        take(rows, &c->how, &items, &err);
    }
    if (err.status == CONN_OK) {
        assert_int_equal(conn_rows_feed(rows, "", 0, &err), CONN_OK);
        take(rows, &c->how, &items, &err);
    }
    assert_string_equal(items.data != NULL ? items.data : "", c->items);
    assert_string_equal(err.message, c->message != NULL ? c->message : "");
    assert_int_equal(err.status, c->status);
    if (c->status != CONN_OK)
        assert_int_equal(err.offset, c->offset);
    assert_null(conn_rows_next(rows, &err));
    assert_int_equal(err.status, c->status);
    conn_error_clear(&err);
    conn_rows_close(rows);
    conn_buf_free(&items);
}

static void test_case(void **state)
{
    const rows_case *c = *state;
    size_t len = strlen(c->text);
    for (size_t piece = 1; piece <= len + 1; piece++)
        run(c, piece);
}

static void test_pieces(void **state)
{
    (void)state;
    static const conn_stream_how how = {.kind = CONN_S_PIECES,
                                        .item = &bytes_type};
    conn_rows *rows = conn_rows_open(&how, 10, 0, NULL);
    assert_null(conn_rows_next(rows, NULL));
    assert_int_equal(conn_rows_feed(rows, "a\0b", 3, NULL), CONN_OK);
    const conn_bytes *piece = conn_rows_next(rows, NULL);
    assert_int_equal(piece->len, 3);
    assert_memory_equal(piece->data, "a\0b", 3);
    assert_null(conn_rows_next(rows, NULL));
    assert_int_equal(conn_rows_feed(rows, "", 0, NULL), CONN_OK);
    assert_null(conn_rows_next(rows, NULL));
    assert_int_equal(conn_rows_feed(rows, "x", 1, NULL), CONN_USAGE);
    conn_rows_close(rows);
    conn_rows_close(NULL);
}

/* However long the body is, no more is held than a piece and an item. */
static void test_memory(void **state)
{
    (void)state;
    static const conn_stream_how how = {CSV, .item = &item_type};
    conn_rows *rows = conn_rows_open(&how, 10000, 0, NULL);
    conn_buf text = {0};
    conn_buf_puts(&text, "id,name\n");
    size_t count = 0;
    for (int i = 0; i < 1000; i++) {
        for (int k = 0; k < 100; k++)
            conn_buf_printf(&text, "%d,\"name %d\"\n", i * 100 + k, k);
        assert_int_equal(conn_rows_feed(rows, text.data, text.len, NULL),
                         CONN_OK);
        while (conn_rows_next(rows, NULL) != NULL)
            count++;
        conn_buf_reset(&text);
    }
    assert_int_equal(count, 100000);
    assert_int_equal(conn_rows_count(rows), 100000);
    assert_true(conn_rows_memory(rows) < 20000);
    conn_buf_free(&text);
    conn_rows_close(rows);
}

int main(void)
{
    enum { CASES = sizeof cases / sizeof cases[0] };
    static struct CMUnitTest tests[CASES + 2];
    size_t n = 0;
    for (size_t i = 0; i < CASES; i++)
        tests[n++] = (struct CMUnitTest){cases[i].name, test_case, NULL, NULL,
                                         (void *)(size_t)&cases[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_pieces);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_memory);
    return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
