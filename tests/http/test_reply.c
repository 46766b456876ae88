/* test_reply.c - what comes back: results, headers as fields, raw bodies, and
 * answers that are errors, by the table and without one. */
#include "api.h"

static const conn_path_part path[] = {{"/things", 0, false, false}};
static const uint16_t ok_or_unchanged[] = {200, 304, 0};
static const uint16_t only_created[] = {201, 0};

#define OP(verb, type)                                                         \
    .name = "things.do", .method = verb, .path = path, .path_count = 1,        \
    .result = &type

static const conn_op ops[] = {
    {OP("GET", type_item), .errors = &api_errors},
    {OP("GET", type_items), .errors = &api_errors},
    {OP("GET", type_item), .at = "/data/item"},
    {OP("GET", type_item), .result_optional = true,
     .statuses = ok_or_unchanged},
    {OP("POST", type_upload), .statuses = only_created},
    {OP("GET", type_tagged)},
    {OP("GET", type_bytes), .raw_result = true},
    {OP("GET", type_string), .raw_result = true},
    {.name = "things.do", .method = "DELETE", .path = path, .path_count = 1},
    {OP("HEAD", type_upload)},
};
enum {
    ITEM,
    ITEMS,
    AT,
    OPTIONAL,
    UPLOAD,
    TAGGED,
    BYTES,
    STRING,
    NOTHING,
    HEAD
};

/* ---- results ---- */

typedef struct result_case {
    const char *name;
    int op;
    const char *answer;
    const char *want; /* as print_value shows it; NULL: no value */
} result_case;

static void print_item(char *out, size_t size, const item *it)
{
    static const char *const states[] = {"absent", "null", "value"};
    snprintf(out, size, "%lld %s %s", (long long)it->id, it->name.data,
             it->note.state == CONN_VALUE ? it->note.value.data
                                          : states[it->note.state]);
}

static void print_value(char *out, size_t size, int op, const void *value)
{
    const item_list *list = value;
    const upload *up = value;
    const conn_bytes *bytes = value;
    switch (op) {
    case ITEMS:
        snprintf(out, size, "%zu items", list->count);
        break;
    case UPLOAD:
    case HEAD:
        snprintf(out, size, "%s %lld %s", up->location.data,
                 up->size.state == CONN_VALUE ? (long long)up->size.value : -1,
                 up->etag.state == CONN_VALUE ? up->etag.value.data : "none");
        break;
    case TAGGED:
        snprintf(out, size, "%lld %s", (long long)*(const int64_t *)value,
                 ((const tagged_item *)value)->etag.state == CONN_VALUE
                     ? ((const tagged_item *)value)->etag.value.data
                     : "none");
        break;
    case BYTES:
    case STRING: /* both are a pointer and a length */
        snprintf(out, size, "%zu %s", bytes->len, (const char *)bytes->data);
        break;
    default:
        print_item(out, size, value);
    }
}

static const result_case results[] = {
    {.name = "record",
     .op = ITEM,
     .answer = "200\n\n{\"id\":9007199254740993,\"name\":\"\\u00e9\"}",
     .want = "9007199254740993 \xC3\xA9 absent"},
    {.name = "record with null",
     .op = ITEM,
     .answer = "200\n\n{\"id\":1,\"name\":\"\",\"note\":null}",
     .want = "1  null"},
    {.name = "list",
     .op = ITEMS,
     .answer = "200\n\n[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"b\"}]",
     .want = "2 items"},
    {.name = "empty list",
     .op = ITEMS,
     .answer = "200\n\n[]",
     .want = "0 items"},
    {.name = "part of the body",
     .op = AT,
     .answer = "200\n\n{\"x\":[1],\"data\":{\"item\":{\"id\":5,\"name\":\"in\"}"
               ",\"y\":2}"
               "}",
     .want = "5 in absent"},
    {.name = "optional, there",
     .op = OPTIONAL,
     .answer = "200\n\n{\"id\":1,\"name\":\"a\"}",
     .want = "1 a absent"},
    {.name = "optional, 304 without a body",
     .op = OPTIONAL,
     .answer = "304\nETag: \"x\""},
    {.name = "optional, null", .op = OPTIONAL, .answer = "200\n\n null "},
    {.name = "headers alone, empty body",
     .op = UPLOAD,
     .answer = "201\nLocation: /up/1\nX-Size: 12\nETag: \"e\"",
     .want = "/up/1 12 \"e\""},
    {.name = "headers alone, body of another kind",
     .op = UPLOAD,
     .answer = "201\nlocation: /up/2\n\n<html>",
     .want = "/up/2 -1 none"},
    {.name = "body and header",
     .op = TAGGED,
     .answer = "200\nETag: W/\"7\"\n\n{\"id\":3}",
     .want = "3 W/\"7\""},
    {.name = "body without the header",
     .op = TAGGED,
     .answer = "200\n\n{\"id\":3}",
     .want = "3 none"},
    {.name = "raw bytes",
     .op = BYTES,
     .answer = "200\n\nnot JSON",
     .want = "8 not JSON"},
    {.name = "raw bytes, none", .op = BYTES, .answer = "200", .want = "0 "},
    {.name = "raw text",
     .op = STRING,
     .answer = "200\n\n\xC3\xA9t\xC3\xA9",
     .want = "5 \xC3\xA9t\xC3\xA9"},
    {.name = "no result declared", .op = NOTHING, .answer = "200\n\n{broken"},
    {.name = "no content", .op = NOTHING, .answer = "204"},
    {.name = "head",
     .op = HEAD,
     .answer = "200\nLocation: /x\nContent-Length: 999",
     .want = "/x -1 none"},
};

static void test_result(void **state)
{
    const result_case *c = *state;
    char want[64], got[256] = "";
    snprintf(want, sizeof want, "%s /v1/things", ops[c->op].method);
    step s = STEP(want, c->answer);
    fixture f;
    fixture_open(&f, &s, 1, 0, NULL);
    conn_reply *reply = conn_call(f.client, &ops[c->op], NULL, &f.err);
    assert_string_equal(f.err.message, "");
    assert_non_null(reply);
    assert_int_equal(conn_reply_attempts(reply), 1);
    const void *value = conn_reply_value(reply);
    assert_true((value != NULL) == (c->want != NULL));
    if (value != NULL) {
        print_value(got, sizeof got, c->op, value);
        assert_string_equal(got, c->want);
    }
    conn_reply_free(reply);
    fixture_close(&f);
}

/* ---- failures ---- */

typedef struct failure_case {
    const char *name;
    int op;
    const char *answer;
    conn_status status;
    int http_status;
    const char *message;
    const char *vendor_message;
    const char *vendor_code;
    const char *request_id;
    int64_t after;
    const char *pointer;
} failure_case;

static const failure_case failures[] = {
    {.name = "row with message and code",
     .op = ITEM,
     .answer = "404\nX-Request-Id: r-1\n\n{\"message\":\"No "
               "such\\nissue\",\"code\":17}",
     .status = CONN_NOT_FOUND,
     .http_status = 404,
     .message = "things.do: 404 not_found: No such?issue",
     .vendor_message = "No such\nissue",
     .vendor_code = "17",
     .request_id = "r-1"},
    {.name = "row without a message",
     .op = ITEM,
     .answer = "418\n\n{\"code\":\"teapot\"}",
     .status = CONN_MISCONFIGURED,
     .http_status = 418,
     .message = "things.do: 418 misconfigured",
     .vendor_code = "teapot"},
    {.name = "row, body of another kind",
     .op = ITEM,
     .answer = "404\n\n<html>",
     .status = CONN_NOT_FOUND,
     .http_status = 404,
     .message = "things.do: 404 not_found"},
    {.name = "row, no body",
     .op = ITEM,
     .answer = "503\nX-Amzn-RequestId: a",
     .status = CONN_UNAVAILABLE,
     .http_status = 503,
     .message = "things.do: 503 unavailable",
     .request_id = "a"},
    {.name = "no row",
     .op = ITEM,
     .answer = "409\n\n{\"message\":\"m\"}",
     .status = CONN_CONFLICT,
     .http_status = 409,
     .message = "things.do: 409 conflict"},
    {.name = "after from the body",
     .op = ITEM,
     .answer = "429\nRetry-After: 9\n\n{\"wait_ms\":1500}",
     .status = CONN_RATE_LIMITED,
     .http_status = 429,
     .message = "things.do: 429 rate_limited",
     .after = 1500},
    {.name = "after from the header",
     .op = ITEM,
     .answer = "429\nRetry-After: 9",
     .status = CONN_RATE_LIMITED,
     .http_status = 429,
     .message = "things.do: 429 rate_limited",
     .after = 9000},
    {.name = "after as a date, by the server's clock",
     .op = ITEM,
     .answer = "503\nDate: Sun, 06 Nov 1994 08:49:37 GMT\n"
               "Retry-After: Sun, 06 Nov 1994 08:50:07 GMT",
     .status = CONN_UNAVAILABLE,
     .http_status = 503,
     .message = "things.do: 503 unavailable",
     .after = 30000},
    {.name = "default 400",
     .op = AT,
     .answer = "400",
     .status = CONN_INVALID,
     .http_status = 400,
     .message = "things.do: 400 invalid"},
    {.name = "default 401",
     .op = AT,
     .answer = "401",
     .status = CONN_UNAUTHORIZED,
     .http_status = 401,
     .message = "things.do: 401 unauthorized"},
    {.name = "default 403",
     .op = AT,
     .answer = "403",
     .status = CONN_FORBIDDEN,
     .http_status = 403,
     .message = "things.do: 403 forbidden"},
    {.name = "default 404",
     .op = AT,
     .answer = "404",
     .status = CONN_NOT_FOUND,
     .http_status = 404,
     .message = "things.do: 404 not_found"},
    {.name = "default 418",
     .op = AT,
     .answer = "418",
     .status = CONN_VENDOR,
     .http_status = 418,
     .message = "things.do: 418 vendor"},
    {.name = "default 422",
     .op = AT,
     .answer = "422",
     .status = CONN_INVALID,
     .http_status = 422,
     .message = "things.do: 422 invalid"},
    {.name = "default 429",
     .op = AT,
     .answer = "429",
     .status = CONN_RATE_LIMITED,
     .http_status = 429,
     .message = "things.do: 429 rate_limited"},
    {.name = "default 500",
     .op = AT,
     .answer = "500",
     .status = CONN_UNAVAILABLE,
     .http_status = 500,
     .message = "things.do: 500 unavailable"},
    {.name = "success of another number",
     .op = UPLOAD,
     .answer = "200\nLocation: x",
     .status = CONN_VENDOR,
     .http_status = 200,
     .message = "things.do: 200 vendor"},
    {.name = "304 that is not declared",
     .op = ITEM,
     .answer = "304",
     .status = CONN_VENDOR,
     .http_status = 304,
     .message = "things.do: 304 vendor"},
    {.name = "wrong type in item 7",
     .op = ITEMS,
     .answer =
         "200\n\n[{\"id\":0,\"name\":\"\"},{\"id\":1,\"name\":\"\"},"
         "{\"id\":2,\"name\":\"\"},{\"id\":3,\"name\":\"\"},{\"id\":4,\"name\":"
         "\"\"},"
         "{\"id\":5,\"name\":\"\"},{\"id\":6,\"name\":\"\"},{\"id\":7,\"name\":"
         "8}]",
     .status = CONN_DECODE,
     .http_status = 200,
     .message = "things.do: /7/name: expected string, found number",
     .pointer = "/7/name"},
    {.name = "wrong type in a part",
     .op = AT,
     .answer = "200\n\n{\"data\":{\"item\":{\"id\":\"x\",\"name\":\"n\"}}}",
     .status = CONN_DECODE,
     .http_status = 200,
     .message = "things.do: /data/item/id: expected number, found string",
     .pointer = "/data/item/id"},
    {.name = "part missing",
     .op = AT,
     .answer = "200\n\n{\"data\":{}}",
     .status = CONN_DECODE,
     .http_status = 200,
     .message = "things.do: the answer has no `/data/item`"},
    {.name = "no body where one is declared",
     .op = ITEM,
     .answer = "200",
     .status = CONN_DECODE,
     .http_status = 200,
     .message = "things.do: the answer has no body"},
    {.name = "header missing",
     .op = UPLOAD,
     .answer = "201",
     .status = CONN_DECODE,
     .http_status = 201,
     .message = "things.do: the answer has no header `Location`"},
    {.name = "header of the wrong type",
     .op = UPLOAD,
     .answer = "201\nLocation: x\nX-Size: big",
     .status = CONN_DECODE,
     .http_status = 201},
    {.name = "raw text not UTF-8",
     .op = STRING,
     .answer = "200\n\n\xFF",
     .status = CONN_DECODE,
     .http_status = 200,
     .message = "things.do: the answer is not UTF-8"},
};

static void check_text(const char *got, const char *want)
{
    if (want == NULL)
        assert_null(got);
    else
        assert_string_equal(got, want);
}

static void test_failure(void **state)
{
    const failure_case *c = *state;
    char want[64];
    snprintf(want, sizeof want, "%s /v1/things", ops[c->op].method);
    step s = STEP(want, c->answer);
    fixture f;
    fixture_open(&f, &s, 1, 0, NULL);
    assert_null(conn_call(f.client, &ops[c->op], NULL, &f.err));
    if (c->message != NULL)
        assert_string_equal(f.err.message, c->message);
    assert_int_equal(f.err.status, c->status);
    assert_int_equal(f.err.http_status, c->http_status);
    check_text(f.err.vendor_message, c->vendor_message);
    check_text(f.err.vendor_code, c->vendor_code);
    check_text(f.err.request_id, c->request_id);
    assert_int_equal(f.err.retry_after_ms, c->after);
    if (c->pointer != NULL)
        assert_string_equal(f.err.pointer, c->pointer);
    fixture_close(&f);
}

/* ---- bodies kept, typed and as they came ---- */

static void test_error_body(void **state)
{
    (void)state;
    step steps[] = {
        STEP("GET /v1/things",
             "404\n\n{\"message\":\"m\",\"code\":9007199254740993}"),
        STEP("GET /v1/things", "404\n\n[]"), STEP("GET /v1/things", "404")};
    fixture f;
    fixture_open(&f, steps, 3, 0, NULL);
    assert_null(conn_call(f.client, &ops[ITEM], NULL, &f.err));
    const api_error *body = conn_error_typed(&f.err, &api_errors);
    assert_non_null(body);
    assert_string_equal(body->message.data, "m");
    assert_true(body->code.value == 9007199254740993);
    assert_ptr_equal(conn_error_typed(&f.err, &api_errors), body);
    assert_string_equal((const char *)f.err.body.data,
                        "{\"message\":\"m\",\"code\":9007199254740993}");
    assert_null(conn_call(f.client, &ops[ITEM], NULL, &f.err));
    assert_null(conn_error_typed(&f.err, &api_errors));
    assert_null(conn_error_typed(&f.err, &api_errors));
    assert_null(conn_call(f.client, &ops[ITEM], NULL, &f.err));
    assert_null(conn_error_typed(&f.err, &api_errors));
    assert_null(conn_error_typed(NULL, &api_errors));
    fixture_close(&f);
}

#define KEPT "200\nX-A: 1\nx-a: 2\n\n{\"id\":1,\"name\":\"\\n\"}"

static void test_keep_body(void **state)
{
    (void)state;
    step steps[] = {STEP("GET /v1/items/1", KEPT),
                    STEP("GET /v1/items/1", "200\n\n[1]"),
                    STEP("GET /v1/items/1", KEPT)};
    fixture f;
    fixture_open(&f, steps, 3, 0, NULL);
    conn_call_options keep = {.keep_body = true};
    api_args args = {.id = "1", .call = &keep};
    conn_reply *reply = conn_call(f.client, &op_get, &args, &f.err);
    assert_non_null(reply);
    assert_string_equal((const char *)conn_reply_body(reply).data,
                        "{\"id\":1,\"name\":\"\\n\"}");
    assert_string_equal(conn_reply_header(reply, "X-A"), "1");
    assert_null(conn_reply_header(reply, "X-B"));
    assert_int_equal(conn_reply_status(reply), 200);
    conn_reply_free(reply);
    assert_null(conn_call(f.client, &op_get, &args, &f.err));
    assert_int_equal(f.err.status, CONN_DECODE);
    assert_string_equal((const char *)f.err.body.data, "[1]");
    args.call = NULL;
    reply = conn_call(f.client, &op_get, &args, NULL);
    assert_non_null(reply);
    assert_int_equal(conn_reply_body(reply).len, 0);
    conn_reply_free(reply);
    fixture_close(&f);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(results) + COUNT(failures) + 2];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(results); i++)
        tests[n++] = (struct CMUnitTest){results[i].name, test_result, NULL,
                                         NULL, (void *)(size_t)&results[i]};
    for (size_t i = 0; i < COUNT(failures); i++)
        tests[n++] = (struct CMUnitTest){failures[i].name, test_failure, NULL,
                                         NULL, (void *)(size_t)&failures[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_error_body);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_keep_body);
    return cmocka_run_group_tests_name("reply", tests, NULL, NULL);
}
