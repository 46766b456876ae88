/* test_xml.c - calls whose bodies are XML: records there and back, pages,
 * errors, what is kept of the answer, every allocation failed in turn. */
#include <stdatomic.h>

#include "api.h"
#include "conn/functions.h"

static const conn_path_part path[] = {{"/things", 0, false, false}};
static const conn_xml_how both = {conn_xml_to_json, conn_xml_from_json, "Thing",
                                  "urn:things"};
static const conn_xml_how answers = {conn_xml_to_json, NULL, NULL, NULL};
static const conn_paginate by_token = {.kind = CONN_P_CURSOR,
                                       .place = CONN_IN_QUERY,
                                       .param = "token",
                                       .from = "/next",
                                       .items = "/items",
                                       .item = &type_item};
static const uint16_t busy[] = {503, 0};
static const conn_retry retry = {busy, 2, 1, 1};
static const conn_arg body_args[] = {ARG_BODY()};
static const conn_arg list_args[] = {ARG_OTHER("q", CONN_IN_QUERY)};
static const conn_expr seven = {CONN_E_INT, NULL, 7, NULL, NULL};
static const conn_assign members[] = {{CONN_IN_BODY, "/@v", &seven}};

#define OP(verb, type)                                                         \
    .name = "things.do", .method = verb, .path = path, .path_count = 1,        \
    .result = type, .errors = &api_errors, .call_offset = CALL_OFFSET,         \
    .retry = &retry, .accept = "application/xml"
static const conn_op op_xml = {OP("GET", &type_item), .xml = &answers};
static const conn_op op_at = {OP("GET", &type_items), .xml = &answers,
                              .at = "/in/item"};
static const conn_op op_none = {OP("GET", NULL), .xml = &answers};
static const conn_op op_raw = {OP("GET", &type_string), .xml = &answers,
                               .raw_result = true};
static const conn_op op_put = {OP("PUT", &type_item),   .xml = &both,
                               .args = body_args,       .arg_count = 1,
                               .assigns = members,      .assign_count = 1,
                               .encoding = CONN_ENC_XML};
static const conn_op op_list = {OP("GET", &type_page), .args = list_args,
                                .arg_count = 1, .xml = &answers,
                                .paginate = &by_token};

static conn_reply *call(fixture *f, const conn_op *op, const api_args *args)
{
    return conn_call(f->client, op, args, &f->err);
}

#define ITEM "<Thing><id> 9007199254740993 </id><name>a&amp;b</name></Thing>"

static void test_there_and_back(void **state)
{
    (void)state;
    const step steps[] = {
        STEP("PUT /v1/things\nContent-Type: application/xml\n"
             "Accept: application/xml\n\n"
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
             "<Thing xmlns=\"urn:things\" v=\"7\"><id>3</id>"
             "<name>&lt;x&gt;</name></Thing>",
             "503\n\n<no/>"),
        STEP("PUT /v1/things", "200\nContent-Type: text/xml\n\n" ITEM)};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    const api_args args = {.body = {.id = 3, .name = CONN_STR("<x>")}};
    conn_reply *reply = call(&f, &op_put, &args);
    assert_string_equal(f.err.message, "");
    const item *got = conn_reply_value(reply);
    assert_true(got->id == 9007199254740993);
    assert_string_equal(got->name.data, "a&b");
    assert_int_equal(conn_reply_attempts(reply), 2);
    conn_reply_free(reply);
    fixture_close(&f);
}

static void test_not_sent(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, NULL, 0, 0, NULL);
    const api_args args = {.body = {.id = 3, .name = CONN_STR("a\x02")}};
    assert_null(call(&f, &op_put, &args));
    assert_error(&f.err, CONN_USAGE,
                 "things.do: /name: the text has a character that XML can't "
                 "carry");
    assert_string_equal(f.err.pointer, "/name");
    fixture_close(&f);
}

static void test_results(void **state)
{
    (void)state;
    const step steps[] = {STEP("GET /v1/things",
                               "200\n\n<r><in><item><id>1</id><name/></item>"
                               "</in></r>"),
                          STEP("GET /v1/things", "200\n\n<r><in/></r>"),
                          STEP("GET /v1/things", "200\n\nOK, this is no XML"),
                          STEP("GET /v1/things", "200\n\n<as>it is</as>"),
                          STEP("GET /v1/things", "200\n\n" ITEM)};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    const conn_call_options keeps = {.keep_body = true};
    const api_args args = {.call = &keeps};
    conn_reply *replies[COUNT(steps)] = {
        call(&f, &op_at, NULL), call(&f, &op_at, NULL),
        call(&f, &op_none, NULL), call(&f, &op_raw, NULL),
        call(&f, &op_xml, &args)};
    assert_int_equal(((const item_list *)conn_reply_value(replies[0]))->count,
                     1);
    assert_int_equal(((const item_list *)conn_reply_value(replies[1]))->count,
                     0);
    assert_non_null(replies[2]);
    assert_string_equal(((const conn_str *)conn_reply_value(replies[3]))->data,
                        "<as>it is</as>");
    conn_bytes kept = conn_reply_body(replies[4]);
    assert_int_equal(kept.len, strlen(ITEM));
    assert_memory_equal(kept.data, ITEM, kept.len);
    for (size_t i = 0; i < COUNT(steps); i++)
        conn_reply_free(replies[i]);
    fixture_close(&f);
}

typedef struct wrong {
    const char *body;
    const char *message;
    const char *pointer; /* or NULL */
    size_t offset;
} wrong;

static void test_wrong(void **state)
{
    (void)state;
    static const wrong cases[] = {
        {"<r><id>1</id>\r\n<name>n</name><id>2</id></r>",
         "/id: expected number, found array", "/id", 4},
        {"<r>\r\n<name>n</name><id>x</id></r>",
         "/id: expected number, found string", "/id", 20},
        {"<r><id>1</id></r>", "member \"name\" is missing", "", 4},
        {"<r>&bomb;</r>", "not XML at character 9: an entity", NULL, 9},
        {"{\"id\":1}", "not XML at character 0: no element", NULL, 0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        char answer[200], message[200];
        snprintf(answer, sizeof answer, "200\n\n%s", cases[i].body);
        const step steps[] = {STEP("GET /v1/things", answer)};
        fixture f;
        fixture_open(&f, steps, 1, 0, NULL);
        const conn_call_options keeps = {.keep_body = true};
        const api_args args = {.call = &keeps};
        assert_null(call(&f, &op_xml, &args));
        snprintf(message, sizeof message, "things.do: %s", cases[i].message);
        assert_int_equal(f.err.offset, cases[i].offset);
        assert_int_equal(f.err.http_status, 200);
        assert_int_equal(f.err.body.len, strlen(cases[i].body));
        assert_memory_equal(f.err.body.data, cases[i].body, f.err.body.len);
        if (cases[i].pointer != NULL)
            assert_string_equal(f.err.pointer, cases[i].pointer);
        assert_error(&f.err, CONN_DECODE, message);
        fixture_close(&f);
    }
}

#define PROBLEM                                                                \
    "<Error><code>17</code>\n<message>it &lt;went&gt;</message></Error>"

static void test_errors(void **state)
{
    (void)state;
    const step steps[] = {STEP("GET /v1/things", "404\n\n" PROBLEM),
                          STEP("GET /v1/things", "404\n\n<html><br></html>"),
                          STEP("GET /v1/things", "404\n\n")};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    assert_null(call(&f, &op_xml, NULL));
    assert_string_equal(f.err.vendor_message, "it <went>");
    assert_string_equal(f.err.vendor_code, "17");
    assert_int_equal(f.err.body.len, strlen(PROBLEM));
    assert_memory_equal(f.err.body.data, PROBLEM, f.err.body.len);
    for (int twice = 0; twice < 2; twice++) {
        const api_error *typed = conn_error_typed(&f.err, &api_errors);
        assert_non_null(typed);
        assert_string_equal(typed->message.data, "it <went>");
        assert_int_equal(typed->code.value, 17);
    }
    assert_error(&f.err, CONN_NOT_FOUND, "things.do: 404 not_found: it <went>");
    assert_null(call(&f, &op_xml, NULL));
    assert_null(conn_error_typed(&f.err, &api_errors));
    assert_error(&f.err, CONN_NOT_FOUND, "things.do: 404 not_found");
    assert_null(call(&f, &op_xml, NULL));
    assert_error(&f.err, CONN_NOT_FOUND, "things.do: 404 not_found");
    fixture_close(&f);
}

/* ---- pages ---- */

static const step page_steps[] = {
    STEP("GET /v1/things", "200\n\n<page><items><id>1</id><name>a</name>"
                           "</items><next>t 2</next><items><id>2</id>"
                           "<name>b</name></items></page>"),
    STEP("GET /v1/things?token=t%202", "200\n\n<page><next/></page>")};

static void check_pages(const conn_call_options *options)
{
    fixture f;
    fixture_open(&f, page_steps, COUNT(page_steps), 0, NULL);
    const api_args args = {.call = options};
    conn_pages *pages = conn_pages_open(f.client, &op_list, &args, sizeof args);
    int64_t ids = 0;
    const item *it;
    while ((it = conn_pages_next(pages, &f.err)) != NULL)
        ids = ids * 10 + it->id;
    assert_string_equal(f.err.message, "");
    assert_int_equal(ids, 12);
    conn_pages_end(pages);
    fixture_close(&f);
}

/* XML is read as a whole also where items are wanted as they come. */
static void test_pages(void **state)
{
    (void)state;
    const conn_call_options one_by_one = {.item_by_item = true};
    check_pages(NULL);
    check_pages(&one_by_one);
}

/* ---- hooks ---- */

static void look(conn_run *run, conn_scene *at)
{
    conn_any body = conn_any_map_get(at->response, CONN_KEY("body"));
    conn_any raw = conn_any_map_get(at->response, CONN_KEY("raw_body"));
    conn_set(
        run, body, CONN_KEY("name"),
        conn_any_concat(run,
                        (conn_any[]){conn_any_map_get(body, CONN_KEY("name")),
                                     conn_fn_bytes_to_text(run, raw)},
                        2));
}

static const conn_hook hook = {"after",
                               "things.do",
                               look,
                               CONN_PART_ANSWER_BODY |
                                   CONN_PART_ANSWER_RAW_BODY,
                               CONN_PART_ANSWER_BODY,
                               true};
static const conn_hook *const after[] = {&hook};
static const conn_op_hooks hooks = {.after = after, .after_count = 1};
static const conn_op op_hook = {OP("GET", &type_item), .xml = &answers,
                                .hooks = &hooks};

/* They see the body as its JSON, and as it came. */
static void test_hook(void **state)
{
    (void)state;
    const step steps[] = {
        STEP("GET /v1/things", "200\n\n<r><id>1</id><name>n</name></r>")};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    conn_reply *reply = call(&f, &op_hook, NULL);
    assert_string_equal(f.err.message, "");
    const item *got = conn_reply_value(reply);
    assert_string_equal(got->name.data, "n<r><id>1</id><name>n</name></r>");
    conn_reply_free(reply);
    fixture_close(&f);
}

/* ---- memory ---- */

static atomic_int left = -1;
static atomic_bool failed;

static bool allow(size_t size)
{
    (void)size;
    if (atomic_load(&left) < 0 || atomic_fetch_sub(&left, 1) > 0)
        return true;
    atomic_store(&failed, true);
    atomic_store(&left, 0);
    return false;
}

static conn_status run_once(const char *url, const conn_op *op, conn_error *err)
{
    conn_client *client = NULL;
    const api_config config = {.base_url = url};
    const api_args args = {.body = {.id = 3, .name = CONN_STR("<x>")}};
    conn_status status = conn_open(&client, &api, &config, NULL, err);
    if (status != CONN_OK)
        return status;
    conn_reply *reply = conn_call(client, op, &args, err);
    status = err->status;
    if (reply == NULL && status == CONN_NOT_FOUND)
        conn_error_typed(err, &api_errors);
    conn_reply_free(reply);
    conn_close(client);
    return status;
}

static void check_memory(const conn_op *op, const step *script,
                         conn_status last)
{
    server *srv = server_start(script, 1, false);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1", server_port(srv));
    conn_alloc_hook(allow);
    bool more = true;
    int n = 0;
    for (; more; n++) {
        conn_error err = {0};
        atomic_store(&failed, false);
        atomic_store(&left, n);
        conn_status status = run_once(url, op, &err);
        more = atomic_load(&failed);
        atomic_store(&left, -1);
        assert_true(status == last || (more && status == CONN_MEMORY));
        conn_error_clear(&err);
    }
    conn_alloc_hook(NULL);
    assert_true(n > 20);
    free(server_stop(srv));
}

static void test_memory(void **state)
{
    (void)state;
    const step put = STEP_AGAIN("PUT /v1/things", "200\n\n" ITEM);
    const step missing = STEP_AGAIN("GET /v1/things", "404\n\n" PROBLEM);
    const step bad = STEP_AGAIN("GET /v1/things", "200\n\n<r><id>x</id></r>");
    check_memory(&op_put, &put, CONN_OK);
    check_memory(&op_xml, &missing, CONN_NOT_FOUND);
    check_memory(&op_xml, &bad, CONN_DECODE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_not_sent),
        cmocka_unit_test(test_results),        cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_errors),         cmocka_unit_test(test_pages),
        cmocka_unit_test(test_hook),           cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests_name("xml", tests, NULL, NULL);
}
