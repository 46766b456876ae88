/* test_stream.c - streams: every form over HTTP, their ends, what breaks them,
 * events that go on over another connection, and memory. */
#include <pthread.h>

#include "api.h"
#include "cancel.h"

static const conn_path_part path[] = {{"/rows", 0, false, false}};
static const conn_arg args_table[] = {ARG_OTHER("q", CONN_IN_QUERY)};
static const uint16_t busy[] = {503, 0};
static const conn_retry retry = {busy, 1, 1, 1};

static const conn_stream_how hows[] = {
    {.kind = CONN_S_LINES, .item = &type_item},
    {.kind = CONN_S_EVENTS, .item = &type_string},
    {.kind = CONN_S_EVENTS,
     .item = &type_string,
     .reconnect = true,
     .end = "END"},
    {.kind = CONN_S_CSV, .item = &type_item, .header = true, .separator = ','},
    {.kind = CONN_S_ITEMS, .item = &type_item, .at = "/items"},
    {.kind = CONN_S_PIECES, .item = &type_bytes},
};
enum { LINES, EVENTS, EVENTS_AGAIN, CSV, ITEMS, PIECES };

#define OP(how)                                                                \
    {                                                                          \
        .name = "rows.read", .method = "GET", .path = path, .path_count = 1,   \
        .args = args_table, .arg_count = COUNT(args_table),                    \
        .call_offset = CALL_OFFSET, .accept = "x/y", .retry = &retry,          \
        .errors = &api_errors, .stream = &hows[how]                            \
    }
static const conn_op ops[] = {OP(LINES), OP(EVENTS), OP(EVENTS_AGAIN),
                              OP(CSV),   OP(ITEMS),  OP(PIECES)};

#define R "GET /v1/rows"
#define A1 "{\"id\":1,\"name\":\"a\"}"
#define A2 "{\"id\":2,\"name\":\"b\"}"

typedef struct stream_case {
    const char *name;
    int op;
    int auth;
    const char *q;
    step steps[5];
    const char *items;   /* ids, or texts, each with a space behind it */
    const char *message; /* of the error after them, or NULL */
    conn_status status;
} stream_case;

static const stream_case cases[] = {
    {"lines",
     LINES,
     0,
     "x y",
     {STEP_AS(CHUNKED, R "?q=x%20y\nAccept: x/y", "200\n\n" A1 "\n" A2 "\n")},
     "1 2 ",
     NULL,
     CONN_OK},
    {"no lines", LINES, 0, NULL, {STEP(R, "200\n\n")}, "", NULL, CONN_OK},
    {"no content", LINES, 0, NULL, {STEP(R, "204")}, "", NULL, CONN_OK},
    {"rows",
     CSV,
     0,
     NULL,
     {STEP(R, "200\n\nid,name\n1,a\n2,\"b\n\"\n")},
     "1 2 ",
     NULL,
     CONN_OK},
    {"a list",
     ITEMS,
     0,
     NULL,
     {STEP_AS(CHUNKED, R, "200\n\n{\"n\":2,\"items\":[" A1 "," A2 "]}")},
     "1 2 ",
     NULL,
     CONN_OK},
    {"events",
     EVENTS,
     0,
     NULL,
     {STEP_AS(CHUNKED, R, "200\n\ndata: a\n\nid: 5\ndata: b\n\n")},
     "a b ",
     NULL,
     CONN_OK},
    {"a wrong line",
     LINES,
     0,
     NULL,
     {STEP(R, "200\n\n" A1 "\n{}\n" A2)},
     "1 ",
     "rows.read: /1: member \"id\" is missing",
     CONN_DECODE},
    {"a list that is cut",
     ITEMS,
     0,
     NULL,
     {STEP_AS(CUT, R, "200\n\n{\"items\":[" A1 "," A2 "]}")},
     "1 ",
     "rows.read: transfer closed with 5 bytes remaining to read",
     CONN_TRANSPORT},
    {"an error",
     LINES,
     0,
     NULL,
     {STEP_AS(CHUNKED, R, "404\n\n{\"message\":\"gone\"}")},
     "",
     "rows.read: 404 not_found: gone",
     CONN_NOT_FOUND},
    {"tried again before the first item",
     LINES,
     0,
     NULL,
     {STEP(R, "503\n\n{}"), STEP_AS(DROP, R, ""), STEP(R, "200\n\n" A1)},
     "1 ",
     NULL,
     CONN_OK},
    {"tried again",
     LINES,
     0,
     NULL,
     {STEP(R, "503\n\n{}"), STEP(R, "200\n\n" A1)},
     "1 ",
     NULL,
     CONN_OK},
    {"a redirect",
     LINES,
     0,
     NULL,
     {STEP(R, "302\nLocation: /v1/there\n\nx"),
      STEP("GET /v1/there", "200\n\n" A1)},
     "1 ",
     NULL,
     CONN_OK},
    {"a login that has expired",
     LINES,
     AUTH_LOGIN,
     NULL,
     {STEP("POST /v1/login", "200\n\n{\"token\":\"t1\",\"refresh\":\"r\"}"),
      STEP(R "\nAuthorization: Session t1", "401\n\n{}"),
      STEP("POST /v1/login", "200\n\n{\"token\":\"t2\",\"refresh\":\"r\"}"),
      STEP(R "\nAuthorization: Session t2", "200\n\n" A1)},
     "1 ",
     NULL,
     CONN_OK},
    {"events that go on",
     EVENTS_AGAIN,
     0,
     NULL,
     {STEP_AS(CUT, R "\n!Last-Event-ID",
              "200\n\nretry: 1\nid: 5\ndata: a\n\ndata: b\n\ndata: lost\n\n"),
      STEP(R "\nLast-Event-ID: 5", "200\n\n"),
      STEP_AS(DROP, R "\nLast-Event-ID: 5", ""),
      STEP(R "\nLast-Event-ID: 5", "200\n\ndata: c\n\nid: 6\n\ndata: END\n\n")},
     "a b c ",
     NULL,
     CONN_OK},
    {"events until there are none",
     EVENTS_AGAIN,
     0,
     NULL,
     {STEP(R, "200\n\nretry: 1\ndata: a\n\n"), STEP(R, "204")},
     "a ",
     NULL,
     CONN_OK},
    {"events until they are refused",
     EVENTS_AGAIN,
     0,
     NULL,
     {STEP(R, "200\n\nretry: 1\ndata: a\n\n"),
      STEP(R, "404\n\n{\"message\":\"gone\"}")},
     "a ",
     "rows.read: 404 not_found: gone",
     CONN_NOT_FOUND},
};

static void collect(conn_stream *stream, const conn_op *op, conn_buf *out,
                    conn_error *err)
{
    const void *value;
    while ((value = conn_stream_next(stream, err)) != NULL) {
        if (op->stream->kind == CONN_S_EVENTS)
            conn_buf_puts(out, ((const conn_str *)value)->data);
        else
            conn_buf_printf(out, "%d", (int)((const item *)value)->id);
        conn_buf_putc(out, ' ');
    }
}

static void test_case(void **state)
{
    const stream_case *c = *state;
    conn_buf items = {0};
    fixture f;
    fixture_open(&f, c->steps, steps_count(c->steps, COUNT(c->steps)), c->auth,
                 NULL);
    api_args args = {.other = c->q};
    conn_stream *stream =
        conn_stream_open(f.client, &ops[c->op], &args, sizeof args);
    assert_non_null(stream);
    assert_null(conn_stream_reply(stream));
    assert_string_equal(conn_stream_event_id(stream).data, "");
    collect(stream, &ops[c->op], &items, &f.err);
    assert_string_equal(items.data != NULL ? items.data : "", c->items);
    assert_error(&f.err, c->status, c->message != NULL ? c->message : "");
    assert_null(conn_stream_next(stream, &f.err));
    if (c->status != CONN_OK)
        assert_error(&f.err, CONN_USAGE,
                     "rows.read: the stream has failed before");
    conn_stream_end(stream);
    conn_buf_free(&items);
    fixture_close(&f);
}

static void test_of_an_event(void **state)
{
    (void)state;
    step steps[] = {STEP(R, "200\nX-A: b\n\nevent: e\nid: 7\ndata: x\n\n"
                            "data: y\n\n")};
    fixture f;
    fixture_open(&f, steps, 1, 0, NULL);
    conn_stream *stream = conn_stream_open(f.client, &ops[EVENTS], NULL, 0);
    assert_non_null(conn_stream_next(stream, NULL));
    assert_string_equal(conn_stream_event(stream).data, "e");
    assert_string_equal(conn_stream_event_id(stream).data, "7");
    assert_int_equal(conn_reply_status(conn_stream_reply(stream)), 200);
    assert_string_equal(conn_reply_header(conn_stream_reply(stream), "X-A"),
                        "b");
    assert_non_null(conn_stream_next(stream, NULL));
    assert_string_equal(conn_stream_event(stream).data, "message");
    assert_string_equal(conn_stream_event_id(stream).data, "7");
    assert_null(conn_stream_next(stream, NULL));
    conn_stream_end(stream);
    conn_stream_end(NULL);
    fixture_close(&f);
}

/* Items come while the body is still open; then it is left. */
static void test_early_end(void **state)
{
    (void)state;
    step steps[] = {STEP_AS(STALL, R, "200\n\n" A1 "\n" A2 "\n"),
                    STEP("GET /v1/items/a", "200\n\n" A2)};
    fixture f;
    fixture_open(&f, steps, 2, 0, NULL);
    conn_stream *stream = conn_stream_open(f.client, &ops[LINES], NULL, 0);
    const item *it = conn_stream_next(stream, &f.err);
    assert_non_null(it);
    assert_int_equal(it->id, 1);
    it = conn_stream_next(stream, &f.err);
    assert_int_equal(it->id, 2);
    conn_stream_end(stream);
    api_args args = {.id = "a"};
    conn_reply *reply = conn_call(f.client, &op_get, &args, &f.err);
    assert_non_null(reply);
    conn_reply_free(reply);
    fixture_close(&f);
}

static void expect_end(int op, const conn_call_options *call,
                       conn_status status, const char *message)
{
    step steps[] = {STEP_AS(STALL, R, "200\n\n" A1 "\n")};
    fixture f;
    fixture_open(&f, steps, 1, 0, NULL);
    api_args args = {.call = call};
    conn_stream *stream =
        conn_stream_open(f.client, &ops[op], &args, sizeof args);
    int64_t start = conn_clock_ms();
    if (op == LINES)
        assert_non_null(conn_stream_next(stream, &f.err));
    assert_null(conn_stream_next(stream, &f.err));
    assert_error(&f.err, status, message);
    assert_true(conn_clock_ms() - start < 5000);
    conn_stream_end(stream);
    fixture_close(&f);
}

static void test_silence(void **state)
{
    (void)state;
    conn_call_options call = {.timeout_ms = 100};
    expect_end(LINES, &call, CONN_TIMEOUT,
               "rows.read: nothing came for 100 ms");
}

static void test_deadline(void **state)
{
    (void)state;
    conn_call_options call = {.deadline_ms = 100};
    expect_end(LINES, &call, CONN_TIMEOUT,
               "rows.read: the deadline has passed");
    expect_end(EVENTS_AGAIN, &call, CONN_TIMEOUT,
               "rows.read: the deadline has passed");
}

static void *trigger(void *cancel)
{
    conn_cancel_sleep(NULL, 100);
    conn_cancel_trigger(cancel);
    return NULL;
}

static void test_cancel(void **state)
{
    (void)state;
    pthread_t thread;
    conn_cancel *cancel = conn_cancel_new();
    conn_call_options call = {.cancel = cancel};
    pthread_create(&thread, NULL, trigger, cancel);
    expect_end(LINES, &call, CONN_CANCELLED, "rows.read: cancelled");
    pthread_join(thread, NULL);
    conn_cancel_free(cancel);
}

/* A wait before the next connection is ended, too. */
static void test_cancelled_wait(void **state)
{
    (void)state;
    step steps[] = {STEP(R, "200\n\ndata: a\n\n")};
    pthread_t thread;
    conn_cancel *cancel = conn_cancel_new();
    conn_call_options call = {.cancel = cancel};
    api_args args = {.call = &call};
    fixture f;
    fixture_open(&f, steps, 1, 0, NULL);
    conn_stream *stream =
        conn_stream_open(f.client, &ops[EVENTS_AGAIN], &args, sizeof args);
    assert_non_null(conn_stream_next(stream, &f.err));
    pthread_create(&thread, NULL, trigger, cancel);
    assert_null(conn_stream_next(stream, &f.err));
    assert_error(&f.err, CONN_CANCELLED, "rows.read: cancelled");
    pthread_join(thread, NULL);
    conn_stream_end(stream);
    conn_cancel_free(cancel);
    fixture_close(&f);
}

static void test_item_limit(void **state)
{
    (void)state;
    step steps[] = {STEP(R, "200\n\n" A1 "\n\"01234567890123456789\"\n")};
    conn_options options = {.max_item = 20};
    fixture f;
    fixture_open(&f, steps, 1, 0, &options);
    conn_stream *stream = conn_stream_open(f.client, &ops[LINES], NULL, 0);
    assert_non_null(conn_stream_next(stream, &f.err));
    assert_null(conn_stream_next(stream, &f.err));
    assert_error(&f.err, CONN_LIMIT,
                 "rows.read: /1: the line is longer than allowed");
    conn_stream_end(stream);
    fixture_close(&f);
}

/* Whatever the body's length, little of it is there at a time. */
static void test_memory(void **state)
{
    (void)state;
    enum { SIZE = 1 << 19 };
    char *body = malloc(SIZE + 16);
    memcpy(body, "200\n\n", 5);
    memset(body + 5, 'x', SIZE);
    body[SIZE + 5] = '\0';
    step steps[] = {STEP(R, body)};
    fixture f;
    fixture_open(&f, steps, 1, 0, NULL);
    conn_stream *stream = conn_stream_open(f.client, &ops[PIECES], NULL, 0);
    size_t total = 0, most = 0;
    const conn_bytes *piece;
    while ((piece = conn_stream_next(stream, &f.err)) != NULL) {
        total += piece->len;
        most = piece->len > most ? piece->len : most;
    }
    assert_int_equal(f.err.status, CONN_OK);
    assert_int_equal(total, SIZE);
    assert_true(most <= (size_t)(64 + 16) << 10);
    conn_stream_end(stream);
    fixture_close(&f);
    free(body);
}

/* A transport that only sends whole bodies, as one that replays does. */
static conn_status whole_send(conn_transport *base,
                              const conn_http_request *request,
                              conn_http_response *response, conn_error *err)
{
    (void)base;
    (void)request;
    (void)err;
    response->status = 200;
    conn_buf_puts(&response->body, A1 "\n" A2 "\n");
    return CONN_OK;
}

static void whole_close(conn_transport *base)
{
    (void)base;
}

static void test_other_transport(void **state)
{
    (void)state;
    conn_transport other = {.send = whole_send, .close = whole_close};
    api_config config = {"https://api.example/v1/", NULL, NULL, NULL, 0};
    conn_client *client = NULL;
    conn_buf items = {0};
    conn_error err = {0};
    assert_int_equal(
        conn_client_open(&client, &api, &config, NULL, &other, NULL), CONN_OK);
    conn_stream *stream = conn_stream_open(client, &ops[LINES], NULL, 0);
    collect(stream, &ops[LINES], &items, &err);
    assert_string_equal(items.data, "1 2 ");
    assert_int_equal(err.status, CONN_OK);
    conn_stream_end(stream);
    conn_buf_free(&items);
    conn_close(client);
}

/* Streams of one client in many threads. */
static void *read_stream(void *client)
{
    for (int i = 0; i < 5; i++) {
        conn_buf items = {0};
        conn_error err = {0};
        conn_stream *stream = conn_stream_open(client, &ops[LINES], NULL, 0);
        collect(stream, &ops[LINES], &items, &err);
        conn_stream_end(stream);
        bool right = strcmp(items.data, "1 2 ") == 0 && err.status == CONN_OK;
        conn_buf_free(&items);
        conn_error_clear(&err);
        if (!right)
            return "wrong";
    }
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    step steps[] = {
        {R, "200\n\n" A1 "\n" A2 "\n", CHUNKED, 0, true},
    };
    pthread_t threads[THREADS];
    fixture f;
    fixture_open(&f, steps, 1, 0, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, read_stream, f.client);
    for (int i = 0; i < THREADS; i++) {
        void *wrong = NULL;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    fixture_close(&f);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(cases) + 10];
    static const struct CMUnitTest more[] = {
        cmocka_unit_test(test_of_an_event),
        cmocka_unit_test(test_early_end),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_cancelled_wait),
        cmocka_unit_test(test_item_limit),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_other_transport),
        cmocka_unit_test(test_threads),
    };
    size_t n = 0;
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[n++] = (struct CMUnitTest){cases[i].name, test_case, NULL, NULL,
                                         (void *)(size_t)&cases[i]};
    for (size_t i = 0; i < COUNT(more); i++)
        tests[n++] = more[i];
    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
