/* test_request.c - what goes out: paths, queries, headers, cookies, bodies, and
 * what is refused before anything goes out. */
#include "api.h"

static const conn_path_part things[] = {{"/things", 0, false, false}};
static const conn_path_part one[] = {{"/things/", 0, false, false},
                                     {NULL, 0, false, false},
                                     {"/tail", 0, false, false}};
static const conn_path_part many[] = {{"/things/", 0, false, false},
                                      {NULL, 0, true, false},
                                      {"/tail", 0, false, false}};
static const conn_path_part dotted[] = {{"/a/../b c?k=v", 0, false, false}};
static const conn_path_part whole[] = {{NULL, 0, false, true}};

static const conn_arg path_args[] = {ARG_ID("id", CONN_IN_PATH)};
static const conn_arg whole_args[] = {ARG_ID("location", CONN_IN_PATH),
                                      ARG_OTHER("digest", CONN_IN_QUERY)};
static const conn_arg query_args[] = {
    ARG_OTHER("q", CONN_IN_QUERY), ARG_NUMBER("n", CONN_IN_QUERY),
    ARG_FLAG("flag", CONN_IN_QUERY),
    ARG(list, "tag", type_strings, 0, 0, CONN_IN_QUERY, false)};
static const conn_arg join_args[] = {
    {{"tag", 3, &type_strings, offsetof(api_args, list), 0, 0, NULL},
     "tags",
     CONN_IN_QUERY,
     CONN_L_JOIN,
     ",",
     false}};
static const conn_arg bracket_args[] = {
    {{"tag", 3, &type_strings, offsetof(api_args, list), 0, 0, NULL},
     "tags",
     CONN_IN_QUERY,
     CONN_L_BRACKETS,
     NULL,
     false}};
static const conn_arg header_args[] = {ARG_OTHER("X-Other", CONN_IN_HEADER),
                                       ARG_NUMBER("X-Number", CONN_IN_HEADER)};
static const conn_arg bad_header_args[] = {
    ARG_OTHER("X-Bad\r\nX-Evil", CONN_IN_HEADER)};
static const conn_arg framing_args[] = {
    ARG_OTHER("content-length", CONN_IN_HEADER)};
static const conn_arg cookie_args[] = {ARG_OTHER("a", CONN_IN_COOKIE),
                                       ARG_NUMBER("b", CONN_IN_COOKIE)};
static const conn_arg form_args[] = {
    ARG_OTHER("text", CONN_IN_FORM), ARG_NUMBER("n", CONN_IN_FORM),
    ARG(list, "l", type_strings, 0, 0, CONN_IN_FORM, false)};
static const conn_arg body_args[] = {ARG_BODY()};
static const conn_arg raw_args[] = {ARG_RAW()};
static const conn_arg nested_args[] = {
    ARG(body, "item", type_item, 0, 0, CONN_IN_QUERY, false)};

static const conn_expr fixed = TEXT("fixed");
static const conn_expr arg_expr = {CONN_E_ARG, NULL, 0, NULL, NULL};
static const conn_expr nothing = {CONN_E_NULL, NULL, 0, NULL, NULL};
static const conn_expr seven = {CONN_E_INT, NULL, 7, NULL, NULL};
static const conn_expr yes = {CONN_E_BOOL, NULL, 1, NULL, NULL};
static const conn_assign assigns[] = {{CONN_IN_HEADER, "X-Fixed", &fixed},
                                      {CONN_IN_HEADER, "X-Other", &fixed},
                                      {CONN_IN_HEADER, "X-Null", &nothing},
                                      {CONN_IN_QUERY, "v", &seven},
                                      {CONN_IN_HEADER, "Accept", &fixed},
                                      {CONN_IN_HEADER, "User-Agent", &fixed}};
static const conn_assign members[] = {{CONN_IN_BODY, "/a/b", &seven},
                                      {CONN_IN_BODY, "/a/c~1d", &yes},
                                      {CONN_IN_BODY, "/name", &fixed},
                                      {CONN_IN_BODY, "/x", &nothing},
                                      {CONN_IN_BODY, "/id2", &arg_expr}};

#define OP(verb, where, table)                                                 \
    .name = "things.do", .method = verb, .path = where,                        \
    .path_count = COUNT(where), .args = table, .arg_count = COUNT(table),      \
    .call_offset = CALL_OFFSET

static const conn_op ops[] = {
    {OP("GET", one, path_args)},
    {OP("GET", many, path_args)},
    {OP("GET", whole, whole_args)},
    {OP("GET", dotted, query_args)},
    {OP("GET", things, query_args)},
    {OP("GET", things, join_args)},
    {OP("GET", things, bracket_args)},
    {OP("GET", things, header_args)},
    {OP("GET", things, bad_header_args)},
    {OP("GET", things, framing_args)},
    {OP("GET", things, cookie_args)},
    {OP("POST", things, form_args)},
    {OP("POST", things, body_args)},
    {OP("PUT", things, raw_args), .encoding = CONN_ENC_RAW},
    {OP("POST", things, body_args), .encoding = CONN_ENC_FORM_BRACKETS},
    {OP("POST", things, body_args), .encoding = CONN_ENC_FORM_DOTS},
    {OP("GET", things, header_args), .assigns = assigns,
     .assign_count = COUNT(assigns)},
    {OP("POST", things, body_args), .assigns = members, .assign_count = 4},
    {.name = "things.do", .method = "POST", .path = things, .path_count = 1},
    {.name = "things.do",
     .method = "POST",
     .path = things,
     .path_count = 1,
     .assigns = members,
     .assign_count = 4},
    {OP("GET", things, nested_args)},
    {.name = "things.do", .method = "DELETE", .path = things, .path_count = 1},
    {OP("PUT", things, raw_args), .encoding = CONN_ENC_RAW,
     .content_type = "image/png"},
};
enum {
    ONE,
    MANY,
    WHOLE,
    DOTTED,
    QUERY,
    JOIN,
    BRACKETS,
    HEADERS,
    BAD_HEADER,
    FRAMING,
    COOKIES,
    FORM,
    JSON,
    RAW_BODY,
    FORM_BODY,
    DOTS_BODY,
    ASSIGNS,
    PATCHED,
    EMPTY,
    MEMBERS,
    NESTED,
    DELETE,
    PNG
};

static const conn_str tags[] = {CONN_STR("a b"), CONN_STR("c,d"),
                                CONN_STR("\xC3\xA9&=")};

typedef struct request_case {
    const char *name;
    int op;
    api_args args;
    const char *want;    /* what the server must see, or ... */
    const char *message; /* ... the usage error */
} request_case;

#define LIST                                                                   \
    {                                                                          \
        tags, 3                                                                \
    }
#define ITEM                                                                   \
    {                                                                          \
        .id = 7, .name = CONN_STR("n"), .note = CONN_NULL                      \
    }

static const request_case cases[] = {
    {.name = "plain id",
     .op = ONE,
     .args = {.id = "a-b_c.d~e"},
     .want = "GET /v1/things/a-b_c.d~e/tail\n"
             "Host: 127.0.0.1:$PORT\nUser-Agent: conn/" CONN_VERSION "\n"},
    {.name = "id with path in it",
     .op = ONE,
     .args = {.id = "a/../b"},
     .want = "GET /v1/things/a%2F..%2Fb/tail"},
    {.name = "id with space, percent and query",
     .op = ONE,
     .args = {.id = "a b%2F?x#y&z=1+2;,:@!$'()*"},
     .want =
         "GET "
         "/v1/things/a%20b%252F%3Fx%23y%26z%3D1%2B2%3B%2C%3A%40%21%24%27%28%29"
         "%2A/tail"},
    {.name = "id with emoji",
     .op = ONE,
     .args = {.id = "\xF0\x9F\x98\x80"},
     .want = "GET /v1/things/%F0%9F%98%80/tail"},
    {.name = "id with control characters",
     .op = ONE,
     .args = {.id = "a\r\nHost: evil\x7F"},
     .want = "GET /v1/things/a%0D%0AHost%3A%20evil%7F/tail"},
    {.name = "id with backslash",
     .op = ONE,
     .args = {.id = "..\\.."},
     .want = "GET /v1/things/..%5C../tail"},
    {.name = "id of dots is refused",
     .op = ONE,
     .args = {.id = ".."},
     .message = "things.do: argument `id` has an empty, `.` or `..` part, "
                "which a path "
                "can't hold"},
    {.name = "id of one dot is refused",
     .op = ONE,
     .args = {.id = "."},
     .message = "things.do: argument `id` has an empty, `.` or `..` part, "
                "which a path "
                "can't hold"},
    {.name = "empty id is refused",
     .op = ONE,
     .args = {.id = ""},
     .message = "things.do: argument `id` has an empty, `.` or `..` part, "
                "which a path "
                "can't hold"},
    {.name = "missing id",
     .op = ONE,
     .args = {.id = NULL},
     .message = "things.do: argument `id` is missing"},
    {.name = "reserved keeps slashes",
     .op = MANY,
     .args = {.id = "lib/a b/c%"},
     .want = "GET /v1/things/lib/a%20b/c%25/tail"},
    {.name = "reserved can't leave the path",
     .op = MANY,
     .args = {.id = "a?b#c"},
     .want = "GET /v1/things/a%3Fb%23c/tail"},
    {.name = "reserved with dot segment",
     .op = MANY,
     .args = {.id = "a/../b"},
     .message = "things.do: argument `id` has an empty, `.` or `..` part, "
                "which a path "
                "can't hold"},
    {.name = "reserved with empty segment",
     .op = MANY,
     .args = {.id = "a//b"},
     .message = "things.do: argument `id` has an empty, `.` or `..` part, "
                "which a path "
                "can't hold"},
    {.name = "whole URL, relative",
     .op = WHOLE,
     .args = {.id = "/v1/up/1?s=x", .other = "sha:1"},
     .want = "GET /v1/up/1?s=x&digest=sha%3A1"},
    {.name = "whole URL, path-relative",
     .op = WHOLE,
     .args = {.id = "up/./x/../2"},
     .want = "GET /up/2"},
    {.name = "whole URL, other origin",
     .op = WHOLE,
     .args = {.id = "http://127.0.0.2/x"},
     .message =
         "things.do: argument `id` leads to another origin than the base URL"},
    {.name = "whole URL, other scheme",
     .op = WHOLE,
     .args = {.id = "file:///etc/passwd"},
     .message = "things.do: argument `id` is no http URL"},
    {.name = "whole URL, user information",
     .op = WHOLE,
     .args = {.id = "http://a@127.0.0.1/x"},
     .message = "things.do: argument `id` is no http URL"},
    {.name = "whole URL, line break",
     .op = WHOLE,
     .args = {.id = "/x\r\nHost: evil"},
     .message = "things.do: argument `id` is no http URL"},
    {.name = "the connector's path as it is, with a query of its own",
     .op = DOTTED,
     .args = {.other = "x"},
     .want = "GET /v1/a/../b%20c?k=v&q=x"},
    {.name = "query, all absent",
     .op = QUERY,
     .args = {.id = NULL},
     .want = "GET /v1/things"},
    {.name = "query, zero and false are values",
     .op = QUERY,
     .args = {.number = CONN_SOME(0), .flag = CONN_SOME(false)},
     .want = "GET /v1/things?n=0&flag=false"},
    {.name = "query, null is left out",
     .op = QUERY,
     .args = {.number = CONN_NULL, .other = "x"},
     .want = "GET /v1/things?q=x"},
    {.name = "query, int64",
     .op = QUERY,
     .args = {.number = CONN_SOME(9007199254740993)},
     .want = "GET /v1/things?n=9007199254740993"},
    {.name = "query, encoding",
     .op = QUERY,
     .args = {.other = "a b&c=d+e%/?\xC3\xA9"},
     .want = "GET /v1/things?q=a%20b%26c%3Dd%2Be%25%2F%3F%C3%A9"},
    {.name = "query, repeated list",
     .op = QUERY,
     .args = {.list = LIST},
     .want = "GET /v1/things?tag=a%20b&tag=c%2Cd&tag=%C3%A9%26%3D"},
    {.name = "query, joined list",
     .op = JOIN,
     .args = {.list = LIST},
     .want = "GET /v1/things?tag=a%20b,c%2Cd,%C3%A9%26%3D"},
    {.name = "query, bracket list",
     .op = BRACKETS,
     .args = {.list = LIST},
     .want = "GET /v1/things?tag[]=a%20b&tag[]=c%2Cd&tag[]=%C3%A9%26%3D"},
    {.name = "query, nested record",
     .op = NESTED,
     .args = {.body = ITEM},
     .want = "GET /v1/things?item[id]=7&item[name]=n&item[note]="},
    {.name = "headers",
     .op = HEADERS,
     .args = {.other = "v  w", .number = CONN_SOME(-1)},
     .want = "GET /v1/things\nX-Other: v  w\nX-Number: -1\n!Content-Type"},
    {.name = "empty header",
     .op = HEADERS,
     .args = {.other = ""},
     .want = "GET /v1/things\nX-Other:"},
    {.name = "header, line break",
     .op = HEADERS,
     .args = {.other = "a\r\nX-Evil: 1"},
     .message = "things.do: header `X-Other` can't hold a control character"},
    {.name = "header, line feed alone",
     .op = HEADERS,
     .args = {.other = "a\nX-Evil: 1"},
     .message = "things.do: header `X-Other` can't hold a control character"},
    {.name = "header name, line break",
     .op = BAD_HEADER,
     .args = {.other = "a"},
     .message = "things.do: `X-Bad??X-Evil` is no header name"},
    {.name = "header that frames the message",
     .op = FRAMING,
     .args = {.other = "3"},
     .message = "things.do: header `content-length` can't be set"},
    {.name = "cookies",
     .op = COOKIES,
     .args = {.other = "x=y", .number = CONN_SOME(2)},
     .want = "GET /v1/things\nCookie: a=x=y; b=2"},
    {.name = "cookie, semicolon",
     .op = COOKIES,
     .args = {.other = "x; evil=1"},
     .message = "things.do: cookie `a` can't be sent"},
    {.name = "form",
     .op = FORM,
     .args = {.other = "a b&", .number = CONN_SOME(3), .list = LIST},
     .want =
         "POST /v1/things\nContent-Type: application/x-www-form-urlencoded\n\n"
         "text=a%20b%26&n=3&l=a%20b&l=c%2Cd&l=%C3%A9%26%3D"},
    {.name = "JSON body",
     .op = JSON,
     .args = {.body = ITEM},
     .want = "POST /v1/things\nContent-Type: application/json\nContent-Length: "
             "31\n\n"
             "{\"id\":7,\"name\":\"n\",\"note\":null}"},
    {.name = "JSON body not UTF-8",
     .op = JSON,
     .args = {.body = {.id = 1, .name = CONN_STR("\xFF")}},
     .message = "things.do: /name: text is not UTF-8"},
    {.name = "raw body",
     .op = RAW_BODY,
     .args = {.raw = {(const unsigned char *)"\x01\xFF raw", 6}},
     .want = "PUT /v1/things\nContent-Type: application/octet-stream\n"
             "Content-Length: 6\n\n\x01\xFF raw"},
    {.name = "raw body, empty",
     .op = RAW_BODY,
     .args = {.raw = {(const unsigned char *)"", 0}},
     .want = "PUT /v1/things\nContent-Length: 0"},
    {.name = "raw body, own type",
     .op = PNG,
     .args = {.raw = {(const unsigned char *)"x", 1}},
     .want = "PUT /v1/things\nContent-Type: image/png\n\nx"},
    {.name = "raw body missing",
     .op = RAW_BODY,
     .args = {.id = NULL},
     .message = "things.do: argument `raw` is missing"},
    {.name = "form from a typed body, brackets",
     .op = FORM_BODY,
     .args = {.body = ITEM},
     .want =
         "POST /v1/things\nContent-Type: application/x-www-form-urlencoded\n\n"
         "id=7&name=n&note="},
    {.name = "form from a typed body, dots",
     .op = DOTS_BODY,
     .args = {.body = {.id = 8, .name = CONN_STR("a&b")}},
     .want = "POST /v1/things\n\nid=8&name=a%26b"},
    {.name = "connector's headers",
     .op = ASSIGNS,
     .args = {.id = NULL},
     .want = "GET /v1/things?v=7\nX-Fixed: fixed\nX-Other: fixed\n!X-Null\n"
             "Accept: fixed\nUser-Agent: fixed"},
    {.name = "the caller's header wins",
     .op = ASSIGNS,
     .args = {.other = "mine"},
     .want = "GET /v1/things?v=7\nX-Other: mine"},
    {.name = "members added to a typed body",
     .op = PATCHED,
     .args = {.body = ITEM},
     .want = "POST /v1/things\n\n"
             "{\"id\":7,\"name\":\"fixed\",\"note\":null,\"a\":{\"b\":7,\"c/"
             "d\":true}}"},
    {.name = "members alone",
     .op = MEMBERS,
     .args = {.id = NULL},
     .want = "POST /v1/things\nContent-Type: application/json\n\n"
             "{\"a\":{\"b\":7,\"c/d\":true},\"name\":\"fixed\"}"},
    {.name = "no body",
     .op = EMPTY,
     .args = {.id = NULL},
     .want = "POST /v1/things\nContent-Length: 0\n!Content-Type"},
    {.name = "delete",
     .op = DELETE,
     .args = {.id = NULL},
     .want = "DELETE /v1/things\n!Content-Length\n!Content-Type"},
};

static void test_requests(void **state)
{
    const request_case *c = *state;
    step s = STEP(c->want, "204");
    fixture f;
    fixture_open(&f, &s, c->want != NULL ? 1 : 0, 0, NULL);
    conn_reply *reply = conn_call(f.client, &ops[c->op], &c->args, &f.err);
    if (c->message == NULL) {
        assert_string_equal(f.err.message, "");
        assert_non_null(reply);
    } else {
        assert_null(reply);
        assert_error(&f.err, CONN_USAGE, c->message);
        assert_string_equal(f.err.operation, "things.do");
        assert_int_equal(server_requests(f.srv), 0);
    }
    conn_reply_free(reply);
    fixture_close(&f);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(cases)];
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, test_requests, NULL, NULL,
                                       (void *)(size_t)&cases[i]};
    return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
