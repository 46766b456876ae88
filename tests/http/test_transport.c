/* test_transport.c - the wire: connections kept and broken, bodies cut, too
 * large or encoded, redirects, time, hosts that are not there. */
#include <stdatomic.h>

#include "api.h"
#include "cancel.h"

static const conn_path_part path[] = {{"/raw", 0, false, false}};

#define OP(verb)                                                               \
    .name = "raw", .method = verb, .path = path, .path_count = 1,              \
    .call_offset = CALL_OFFSET
static const conn_op op_raw = {OP("GET"), .result = &type_bytes,
                               .raw_result = true};
static const conn_op op_head = {OP("HEAD")};
static const conn_op op_post = {OP("POST")};

#define R "GET /v1/raw"

typedef struct wire_case {
    const char *name;
    const conn_op *op;
    step steps[4];
    conn_options options;
    const char *body; /* that comes; or ... */
    conn_status status;
    int code;        /* CURLcode */
    int http_status; /* that came before the failure */
    const char *message;
} wire_case;

#define REDIRECT(to) "302\nLocation: " to

static const wire_case cases[] = {
    {.name = "chunked",
     .op = &op_raw,
     .steps = {STEP_AS(CHUNKED, R, "200\n\nchunked body")},
     .body = "chunked body"},
    {.name = "until the connection ends",
     .op = &op_raw,
     .steps = {STEP_AS(RAW, R, "HTTP/1.1 200 OK\r\n\r\nto the end")},
     .body = "to the end"},
    {.name = "interim answers",
     .op = &op_raw,
     .steps = {STEP_AS(
         RAW, R,
         "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=next\r\n\r\n"
         "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")},
     .body = "ok"},
    {.name = "compressed",
     .op = &op_raw,
     .steps = {STEP(
         R "\nAccept-Encoding: deflate, gzip, br, zstd",
         "200\nContent-Encoding: deflate\n\n"
         "\x78\x9c\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x27\x01\x68\x03\x08\xb1")},
     .body = "hello hello hello hello"},
    {.name = "compressed, too large when unpacked",
     .op = &op_raw,
     .steps = {STEP(
         R,
         "200\nContent-Encoding: deflate\n\n"
         "\x78\x9c\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x27\x01\x68\x03\x08\xb1")},
     .options = {.max_response = 20},
     .status = CONN_LIMIT,
     .code = 23},
    {.name = "not compressed as it says",
     .op = &op_raw,
     .steps = {STEP(R, "200\nContent-Encoding: gzip\n\nnot gzip")},
     .status = CONN_DECODE,
     .code = 61},
    {.name = "body cut short",
     .op = &op_raw,
     .steps = {STEP_AS(CUT, R, "200\n\nlong body")},
     .status = CONN_TRANSPORT,
     .code = 18,
     .http_status = 200,
     .message = "raw: transfer closed with 5 bytes remaining to read"},
    {.name = "chunk cut short",
     .op = &op_raw,
     .steps = {STEP_AS(
         RAW, R,
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")},
     .status = CONN_TRANSPORT,
     .code = 18},
    {.name = "no answer at all",
     .op = &op_raw,
     .steps = {STEP_AS(DROP, R, "")},
     .status = CONN_TRANSPORT,
     .code = 52,
     .message = "raw: Empty reply from server"},
    {.name = "not HTTP",
     .op = &op_raw,
     .steps = {STEP_AS(RAW, R, "SSH-2.0-x\r\n")},
     .status = CONN_TRANSPORT,
     .code = 1},
    {.name = "body too large",
     .op = &op_raw,
     .steps = {STEP(R, "200\n\n12345678901")},
     .options = {.max_response = 10},
     .status = CONN_LIMIT,
     .code = 23,
     .message = "raw: the answer's body is larger than 10 bytes"},
    {.name = "body just not too large",
     .op = &op_raw,
     .steps = {STEP(R, "200\n\n1234567890")},
     .options = {.max_response = 10},
     .body = "1234567890"},
    {.name = "chunked body too large",
     .op = &op_raw,
     .steps = {STEP_AS(CHUNKED, R, "200\n\n12345678901")},
     .options = {.max_response = 10},
     .status = CONN_LIMIT,
     .code = 23,
     .message = "raw: the answer's body is larger than 10 bytes"},
    {.name = "headers too large",
     .op = &op_raw,
     .steps = {STEP(
         R, "200\nX-Long: 1234567890123456789012345678901234567890\n\nx")},
     .options = {.max_headers = 60},
     .status = CONN_LIMIT,
     .code = 23,
     .message = "raw: the answer's headers are larger than 60 bytes"},
    {.name = "hangs",
     .op = &op_raw,
     .steps = {STEP_AS(HANG, R, "")},
     .options = {.timeout_ms = 150},
     .status = CONN_TIMEOUT,
     .code = 28},
    {.name = "redirect within the origin",
     .op = &op_raw,
     .steps = {STEP(R, REDIRECT("/other?x")),
               STEP("GET /other?x\nAuthorization: Bearer k3y/+ ",
                    REDIRECT("./last")),
               STEP("GET /last\nAuthorization: Bearer k3y/+ ", "200\n\nthere")},
     .body = "there"},
    {.name = "redirect to another origin",
     .op = &op_raw,
     .steps = {STEP(R, REDIRECT("http://localhost:$PORT/x"))},
     .status = CONN_VENDOR},
    {.name = "redirect to another scheme",
     .op = &op_raw,
     .steps = {STEP(R, REDIRECT("https://127.0.0.1:$PORT/x"))},
     .status = CONN_VENDOR},
    {.name = "redirect to a file",
     .op = &op_raw,
     .steps = {STEP(R, REDIRECT("file:///etc/passwd"))},
     .status = CONN_VENDOR,
     .message = "raw: 302 leads to no http URL"},
    {.name = "redirect without a target",
     .op = &op_raw,
     .steps = {STEP(R, "302")},
     .status = CONN_VENDOR,
     .message = "raw: 302 vendor"},
    {.name = "redirect of a POST",
     .op = &op_post,
     .steps = {STEP("POST /v1/raw", REDIRECT("/other"))},
     .status = CONN_VENDOR,
     .message = "raw: 302 vendor"},
    {.name = "redirect in a circle",
     .op = &op_raw,
     .steps = {STEP_AGAIN(R, REDIRECT("/v1/raw"))},
     .status = CONN_VENDOR,
     .message = "raw: more than 5 redirects"},
    {.name = "head",
     .op = &op_head,
     .steps = {STEP("HEAD /v1/raw", "200\nContent-Length: 5000")}},
    {.name = "the user's User-Agent",
     .op = &op_raw,
     .steps = {STEP(R "\nUser-Agent: mine/1", "200\n\nx")},
     .options = {.user_agent = "mine/1"},
     .body = "x"},
};

static void test_wire(void **state)
{
    const wire_case *c = *state;
    fixture f;
    fixture_open(&f, c->steps, steps_count(c->steps, COUNT(c->steps)),
                 AUTH_BEARER, &c->options);
    conn_reply *reply = conn_call(f.client, c->op, NULL, &f.err);
    assert_int_equal(f.err.status, c->status);
    assert_int_equal(f.err.transport_code, c->code);
    if (c->http_status)
        assert_int_equal(f.err.http_status, c->http_status);
    if (c->message != NULL)
        assert_string_equal(f.err.message, c->message);
    if (c->body != NULL) {
        const conn_bytes *bytes = conn_reply_value(reply);
        assert_string_equal((const char *)bytes->data, c->body);
    }
    conn_reply_free(reply);
    fixture_close(&f);
}

/* ---- connections ---- */

static void get_raw(fixture *f, const char *body)
{
    conn_reply *reply = conn_call(f->client, &op_raw, NULL, &f->err);
    assert_string_equal(f->err.message, "");
    const conn_bytes *bytes = conn_reply_value(reply);
    assert_string_equal((const char *)bytes->data, body);
    conn_reply_free(reply);
}

static void test_reuse(void **state)
{
    (void)state;
    step steps[] = {STEP_AGAIN(R, "200\n\nx")};
    fixture f;
    fixture_open(&f, steps, 1, 0, NULL);
    for (int i = 0; i < 20; i++)
        get_raw(&f, "x");
    assert_int_equal(server_connections(f.srv), 1);
    conn_stats stats = conn_client_stats(f.client);
    assert_int_equal(stats.requests, 20);
    assert_int_equal(stats.connections, 1);
    fixture_close(&f);
}

static atomic_int allocations;

static bool count_allocation(size_t size)
{
    (void)size;
    atomic_fetch_add(&allocations, 1);
    return true;
}

/* What the runtime takes from the allocator for a call in steady state: the
 * reply with its value, its headers, its body; the request's URL, its text, and
 * the credentials that are put together for it. */
static void test_allocations(void **state)
{
    (void)state;
    step steps[] = {
        STEP_AGAIN("GET /v1/items/1", "200\n\n{\"id\":1,\"name\":\"a name\"}")};
    fixture f;
    fixture_open(&f, steps, 1, AUTH_BEARER, NULL);
    api_args args = {.id = "1"};
    conn_reply_free(conn_call(f.client, &op_get, &args, &f.err));
    conn_alloc_hook(count_allocation);
    for (int i = 0; i < 10; i++)
        conn_reply_free(conn_call(f.client, &op_get, &args, &f.err));
    conn_alloc_hook(NULL);
    print_message("%d allocations a call\n", allocations / 10);
    assert_true(allocations <= 10 * 6);
    fixture_close(&f);
}

/* Errors and empty answers leave the connection usable. */
static void test_reuse_after_errors(void **state)
{
    (void)state;
    step steps[] = {STEP(R, "404\n\nno"), STEP_AS(CHUNKED, R, "500\n\nno"),
                    STEP("POST /v1/raw", "204"), STEP(R, "200\n\nx")};
    fixture f;
    fixture_open(&f, steps, 4, 0, NULL);
    assert_null(conn_call(f.client, &op_raw, NULL, &f.err));
    assert_null(conn_call(f.client, &op_raw, NULL, &f.err));
    conn_reply_free(conn_call(f.client, &op_post, NULL, &f.err));
    get_raw(&f, "x");
    assert_int_equal(server_connections(f.srv), 1);
    fixture_close(&f);
}

/* A kept connection that the server has closed meanwhile is no error. */
static void test_closed_while_idle(void **state)
{
    (void)state;
    step steps[] = {STEP_AS(LAST, R, "200\n\nx"), STEP(R, "200\n\ny")};
    fixture f;
    fixture_open(&f, steps, 2, 0, NULL);
    get_raw(&f, "x");
    conn_cancel_sleep(NULL, 50);
    get_raw(&f, "y");
    fixture_close(&f);
}

/* A kept connection breaks after the request was sent: a GET is sent again, a
 * POST may have been carried out and is not. */
static void test_broken_while_used(void **state)
{
    (void)state;
    step steps[] = {STEP(R, "200\n\nx"), STEP_AS(DROP, R, ""),
                    STEP(R, "200\n\ny"), STEP_AS(DROP, "POST /v1/raw", "")};
    fixture f;
    fixture_open(&f, steps, 4, 0, NULL);
    get_raw(&f, "x");
    get_raw(&f, "y");
    assert_null(conn_call(f.client, &op_post, NULL, &f.err));
    assert_int_equal(f.err.status, CONN_TRANSPORT);
    assert_int_equal(f.err.transport_code, 52);
    assert_int_equal(server_requests(f.srv), 4);
    fixture_close(&f);
}

/* ---- where requests go ---- */

typedef struct target_row {
    const char *host; /* behind it stands the port */
    const char *rest;
    const char *want; /* of the server; or NULL ... */
    int code;         /* ... and the CURLcode of the failure */
} target_row;

/* Each but the first goes out over the lane that the one before it has left. */
static const target_row target_rows[] = {
    {"127.0.0.1", "/a?x=%20/y", "GET /a?x=%20/y\nHost: 127.0.0.1:$PORT", 0},
    {"127.0.0.1", "/a/../b", "GET /a/../b\nHost: 127.0.0.1:$PORT", 0},
    {"localhost", "/c", "GET /c\nHost: localhost:$PORT", 0},
    {"127.0.0.1", "?q=1", "GET /?q=1\nHost: 127.0.0.1:$PORT", 0},
    {"127.0.0.1", "/d", "GET /d\nHost: 127.0.0.1:$PORT", 0},
    {"127.0.0.1", "/e#part", "GET /e\nHost: 127.0.0.1:$PORT", 0},
    {"127.0.0.1", "", "GET /\nHost: 127.0.0.1:$PORT", 0},
    {"127.0.0.1", "/f", "GET /f\nHost: 127.0.0.1:$PORT", 0},
    {"127.0.0.1", "/f g", NULL, 3},
    {"127.0.0.1", "/f\r\nX: y", NULL, 3},
    {"me:word@127.0.0.1", "/f", NULL, 67},
    {"127.0.0.1", "/g", "GET /g\nHost: 127.0.0.1:$PORT", 0},
    {"[127.0.0.1", "/g", NULL, 3},
    {"127.0.0.1", "/h", "GET /h\nHost: 127.0.0.1:$PORT", 0},
};

static void send_to(fixture *f, const target_row *row)
{
    char url[96];
    snprintf(url, sizeof url, "http://%s:%d%s", row->host, server_port(f->srv),
             row->rest);
    conn_http_request request = {.method = "GET",
                                 .url = url,
                                 .timeout_ms = 5000,
                                 .connect_timeout_ms = 5000,
                                 .max_headers = 4096,
                                 .repeatable = true};
    conn_http_response response = {0};
    conn_transport *transport = f->client->transport;
    conn_status status =
        transport->send(transport, &request, &response, &f->err);
    assert_int_equal(f->err.transport_code, row->code);
    assert_int_equal(status == CONN_OK, row->code == 0);
    conn_response_free(&response);
    conn_error_clear(&f->err);
}

static void test_targets(void **state)
{
    (void)state;
    step steps[COUNT(target_rows)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT(target_rows); i++)
        if (target_rows[i].want != NULL)
            steps[count++] = (step)STEP(target_rows[i].want, "200\n\nx");
    fixture f;
    fixture_open(&f, steps, count, 0, NULL);
    for (size_t i = 0; i < COUNT(target_rows); i++)
        send_to(&f, &target_rows[i]);
    fixture_close(&f);
}

/* ---- hosts that are not there ---- */

static void call_nobody(const char *url, conn_error *err)
{
    api_config config = {url, NULL, NULL, NULL, 0};
    conn_client *client = NULL;
    conn_options options = {.connect_timeout_ms = 3000, .timeout_ms = 5000};
    assert_int_equal(conn_open(&client, &api, &config, &options, err), CONN_OK);
    assert_null(conn_call(client, &op_raw, NULL, err));
    conn_close(client);
}

static void test_refused(void **state)
{
    (void)state;
    conn_error err = {0};
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d", server_free_port());
    call_nobody(url, &err);
    assert_int_equal(err.status, CONN_TRANSPORT);
    assert_int_equal(err.transport_code, 7);
    assert_int_equal(err.http_status, 0);
    assert_string_equal(err.operation, "raw");
    conn_error_clear(&err);
}

static void test_unknown_host(void **state)
{
    (void)state;
    conn_error err = {0};
    call_nobody("http://no-such-host.invalid", &err);
    assert_error(&err, CONN_TRANSPORT,
                 "raw: Could not resolve host: no-such-host.invalid");
    assert_int_equal(err.transport_code, 6);
    conn_error_clear(&err);
}

static void test_tls_expected(void **state)
{
    (void)state;
    conn_error err = {0};
    char url[64];
    server *srv = server_start(NULL, 0, true);
    snprintf(url, sizeof url, "https://127.0.0.1:%d", server_port(srv));
    conn_client *client = NULL;
    api_config config = {url, NULL, NULL, NULL, 0};
    conn_options options = {.timeout_ms = 300};
    assert_int_equal(conn_open(&client, &api, &config, &options, &err),
                     CONN_OK);
    assert_null(conn_call(client, &op_raw, NULL, &err));
    assert_int_not_equal(err.status, CONN_OK);
    conn_close(client);
    conn_error_clear(&err);
    free(server_stop(srv));
}

/* ---- throttle ---- */

static void test_throttle(void **state)
{
    (void)state;
    static const conn_throttle two = {2, 300};
    conn_op op = op_raw;
    op.throttle = &two;
    step s = STEP_AGAIN(R, "200\n\nx");
    fixture f;
    fixture_open(&f, &s, 1, 0, NULL);
    int64_t start = conn_clock_ms();
    for (int i = 0; i < 5; i++)
        conn_reply_free(conn_call(f.client, &op, NULL, &f.err));
    int64_t took = conn_clock_ms() - start;
    assert_true(took >= 600 && took < 5000);
    conn_call_options options = {.deadline_ms = 100};
    api_args args = {.call = &options};
    conn_reply_free(conn_call(f.client, &op, NULL, &f.err));
    assert_null(conn_call(f.client, &op, &args, &f.err));
    assert_error(&f.err, CONN_TIMEOUT,
                 "raw: the rate allowed leaves no time before the deadline");
    fixture_close(&f);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(cases) + 10];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[n++] = (struct CMUnitTest){cases[i].name, test_wire, NULL, NULL,
                                         (void *)(size_t)&cases[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_reuse);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_allocations);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_reuse_after_errors);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_closed_while_idle);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_broken_while_used);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_targets);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_refused);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_unknown_host);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_tls_expected);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_throttle);
    return cmocka_run_group_tests_name("transport", tests, NULL, NULL);
}
