/* test_paginate.c - lists over many pages: every kind, every end, loops and
 * pages elsewhere. */
#include "api.h"

static const conn_path_part path[] = {{"/list", 0, false, false}};

static const conn_arg query_args[] = {ARG_OTHER("after", CONN_IN_QUERY),
                                      ARG_NUMBER("page", CONN_IN_QUERY),
                                      ARG_FLAG("all", CONN_IN_QUERY)};
static const conn_arg size_args[] = {ARG_NUMBER("size", CONN_IN_QUERY)};
static const conn_arg body_args[] = {ARG_NUMBER("/limit", CONN_IN_BODY)};
static const conn_expr fixed = TEXT("fixed");
static const conn_assign body_assigns[] = {{CONN_IN_BODY, "/q", &fixed}};
static const conn_assign header_assigns[] = {{CONN_IN_HEADER, "X-Own", &fixed},
                                             {CONN_IN_QUERY, "own", &fixed}};

#define ITEMS .items_offset = 0, .items = "/items", .item = &type_item

static const conn_paginate hows[] = {
    {CONN_P_PAGE, CONN_IN_QUERY, .param = "page", .size_param = "size",
     .size = 2, .start = 1, ITEMS},
    {CONN_P_PAGE, CONN_IN_QUERY, .param = "page", .start = 0, .total = "/pages",
     ITEMS},
    {CONN_P_PAGE, CONN_IN_QUERY, .param = "page", .start = 1, .more = "/more",
     ITEMS},
    {CONN_P_OFFSET, CONN_IN_QUERY, .param = "offset", .size_param = "limit",
     .size = 2, ITEMS},
    {CONN_P_OFFSET, CONN_IN_HEADER, .param = "X-Offset", .total = "/total",
     ITEMS},
    {CONN_P_CURSOR, CONN_IN_QUERY, .param = "after", .from = "/next", ITEMS},
    {CONN_P_CURSOR, CONN_IN_QUERY, .param = "after", .from = "X-Next",
     .from_header = true, ITEMS},
    {CONN_P_CURSOR, CONN_IN_BODY, .param = "/page/after",
     .size_param = "/page/size", .size = 5, .from = "/next", .more = "/more",
     ITEMS},
    {CONN_P_LINK, CONN_IN_QUERY, .size_param = "size", .size = 2, .items = "",
     .item = &type_item},
    {CONN_P_NEXT_URL, CONN_IN_QUERY, .from = "/next", ITEMS},
    {CONN_P_KEYSET, CONN_IN_QUERY, .param = "from", .size_param = "size",
     .size = 2, .key = "/id", ITEMS},
    {CONN_P_KEYSET, CONN_IN_BODY, .param = "/key", .size_param = "/limit",
     .size = 2, .key = "/name", .more = "/more", .successor = true, ITEMS},
};
enum {
    PAGE,
    PAGE_TOTAL,
    PAGE_MORE,
    OFFSET,
    OFFSET_TOTAL,
    CURSOR,
    CURSOR_HEADER,
    CURSOR_BODY,
    LINK,
    NEXT_URL,
    KEYSET,
    KEYSET_BYTES
};

#define LIST(verb, how)                                                        \
    .name = "things.list", .method = verb, .path = path, .path_count = 1,      \
    .call_offset = CALL_OFFSET, .result = &type_page, .paginate = &hows[how]
#define QUERY .args = query_args, .arg_count = COUNT(query_args)

static const conn_op ops[] = {
    [PAGE] = {LIST("GET", PAGE), .args = size_args, .arg_count = 1},
    [PAGE_TOTAL] = {LIST("GET", PAGE_TOTAL), QUERY},
    [PAGE_MORE] = {LIST("GET", PAGE_MORE), QUERY},
    [OFFSET] = {LIST("GET", OFFSET)},
    [OFFSET_TOTAL] = {LIST("GET", OFFSET_TOTAL)},
    [CURSOR] = {LIST("GET", CURSOR), QUERY},
    [CURSOR_HEADER] = {LIST("GET", CURSOR_HEADER)},
    [CURSOR_BODY] = {LIST("POST", CURSOR_BODY), .assigns = body_assigns,
                     .assign_count = 1},
    [LINK] = {.name = "things.list",
              .method = "GET",
              .path = path,
              .path_count = 1,
              .call_offset = CALL_OFFSET,
              .result = &type_items,
              .paginate = &hows[LINK],
              .assigns = header_assigns,
              .assign_count = 2,
              QUERY},
    [NEXT_URL] = {LIST("GET", NEXT_URL), QUERY},
    [KEYSET] = {LIST("GET", KEYSET)},
    [KEYSET_BYTES] = {LIST("POST", KEYSET_BYTES), .args = body_args,
                      .arg_count = COUNT(body_args)},
};

#define L "GET /v1/list"
#define A1 "{\"id\":1,\"name\":\"a\"}"
#define A2 "{\"id\":2,\"name\":\"b\"}"
#define A3 "{\"id\":3,\"name\":\"c\"}"
#define BODY_OF(items, more) "200\n\n{\"items\":[" items "]" more "}"

typedef struct page_case {
    const char *name;
    int op;
    int auth;
    api_args args;
    step steps[5];
    const char *ids;      /* of the items that come */
    const char *streamed; /* the same where they are read one by one and a
                             mistake is found behind them; NULL: the same */
    const char *message;  /* of the error after them, or NULL */
    conn_status status;
} page_case;

static const page_case cases[] = {
    {.name = "pages until a short one",
     .op = PAGE,
     .steps = {STEP(L "?size=2&page=1", BODY_OF(A1 "," A2, "")),
               STEP(L "?size=2&page=2", BODY_OF(A3, ""))},
     .ids = "1 2 3 "},
    {.name = "pages until an empty one",
     .op = PAGE,
     .steps = {STEP(L "?size=2&page=1", BODY_OF(A1 "," A2, "")),
               STEP(L "?size=2&page=2", BODY_OF("", ""))},
     .ids = "1 2 "},
    {.name = "the caller's size",
     .op = PAGE,
     .args = {.number = CONN_SOME(1)},
     .steps = {STEP(L "?size=1&page=1", BODY_OF(A1, "")),
               STEP(L "?size=1&page=2", BODY_OF(A2, "")),
               STEP(L "?size=1&page=3", BODY_OF("", ""))},
     .ids = "1 2 "},
    {.name = "pages by a total",
     .op = PAGE_TOTAL,
     .steps = {STEP(L "?page=0", BODY_OF(A1, ",\"pages\":2")),
               STEP(L "?page=1", BODY_OF(A2, ",\"pages\":2"))},
     .ids = "1 2 "},
    {.name = "the caller's first page",
     .op = PAGE_TOTAL,
     .args = {.number = CONN_SOME(1)},
     .steps = {STEP(L "?page=1", BODY_OF(A2, ",\"pages\":2"))},
     .ids = "2 "},
    {.name = "pages by more, one of them empty",
     .op = PAGE_MORE,
     .args = {.flag = CONN_SOME(true)},
     .steps = {STEP(L "?all=true&page=1", BODY_OF(A1, ",\"more\":true")),
               STEP(L "?all=true&page=2", BODY_OF("", ",\"more\":true")),
               STEP(L "?all=true&page=3", BODY_OF(A3, ""))},
     .ids = "1 3 "},
    {.name = "offset until a short page",
     .op = OFFSET,
     .steps = {STEP(L "?limit=2&offset=0", BODY_OF(A1 "," A2, "")),
               STEP(L "?limit=2&offset=2", BODY_OF(A3, ""))},
     .ids = "1 2 3 "},
    {.name = "offset in a header, by a total",
     .op = OFFSET_TOTAL,
     .steps = {STEP(L "\nX-Offset: 0", BODY_OF(A1, ",\"total\":2")),
               STEP(L "\nX-Offset: 1", BODY_OF(A2, ",\"total\":2"))},
     .ids = "1 2 "},
    {.name = "offset, empty before the total",
     .op = OFFSET_TOTAL,
     .steps = {STEP(L "\nX-Offset: 0", BODY_OF("", ",\"total\":2"))},
     .ids = ""},
    {.name = "cursor, one page empty",
     .op = CURSOR,
     .auth = AUTH_BEARER,
     .steps = {STEP(L "\nAuthorization: Bearer k3y/+ ",
                    BODY_OF(A1, ",\"next\":\"c/1\"")),
               STEP(L "?after=c%2F1", BODY_OF("", ",\"next\":2")),
               STEP(L "?after=2\nAuthorization: Bearer k3y/+ ",
                    BODY_OF(A3, ",\"next\":null"))},
     .ids = "1 3 "},
    {.name = "cursor, empty text is the end",
     .op = CURSOR,
     .steps = {STEP(L, BODY_OF(A1, ",\"next\":\"\""))},
     .ids = "1 "},
    {.name = "the caller's first cursor",
     .op = CURSOR,
     .args = {.other = "x"},
     .steps = {STEP(L "?after=x", BODY_OF(A1, ",\"next\":\"y\"")),
               STEP(L "?after=y", BODY_OF(A2, ""))},
     .ids = "1 2 "},
    {.name = "cursor that comes again",
     .op = CURSOR,
     .steps = {STEP(L, BODY_OF(A1, ",\"next\":\"c\"")),
               STEP(L "?after=c", BODY_OF(A2, ",\"next\":\"c\""))},
     .ids = "1 2 ",
     .message = "things.list: page 2 leads back to an earlier page",
     .status = CONN_DECODE},
    {.name = "cursors that go round",
     .op = CURSOR,
     .steps = {STEP(L, BODY_OF(A1, ",\"next\":\"c\"")),
               STEP(L "?after=c", BODY_OF(A2, ",\"next\":\"d\"")),
               STEP(L "?after=d", BODY_OF(A3, ",\"next\":\"c\""))},
     .ids = "1 2 3 ",
     .message = "things.list: page 3 leads back to an earlier page",
     .status = CONN_DECODE},
    {.name = "cursor in a header",
     .op = CURSOR_HEADER,
     .steps = {STEP(L, "200\nX-Next: n1\n\n{\"items\":[" A1 "]}"),
               STEP(L "?after=n1", BODY_OF(A2, ""))},
     .ids = "1 2 "},
    {.name = "cursor in the body",
     .op = CURSOR_BODY,
     .steps = {STEP("POST /v1/list\n\n{\"q\":\"fixed\",\"page\":{\"size\":5}}",
                    BODY_OF(A1, ",\"next\":\"n\",\"more\":true")),
               STEP("POST "
                    "/v1/"
                    "list\n\n{\"q\":\"fixed\",\"page\":{\"size\":5,\"after\":"
                    "\"n\"}}",
                    BODY_OF(A2, ",\"next\":\"m\",\"more\":false"))},
     .ids = "1 2 "},
    {.name = "link, relative and absolute",
     .op = LINK,
     .auth = AUTH_BEARER,
     .args = {.flag = CONN_SOME(false)},
     .steps =
         {STEP(L "?own=fixed&all=false&size=2\nX-Own: fixed",
               "200\nLink: </v1/list?page=2>; rel=\"next\"\n\n[" A1 "]"),
          STEP(L "?page=2\nX-Own: fixed\nAuthorization: Bearer k3y/+ ",
               "200\nLink: <http://x/>; rel=prev\n"
               "Link: <http://127.0.0.1:$PORT/v1/list?page=3>; rel=next\n\n[" A2
               "]"),
          STEP(L "?page=3", "200\n\n[" A3 "]")},
     .ids = "1 2 3 "},
    {.name = "link, query alone",
     .op = LINK,
     .steps = {STEP(L "?own=fixed&size=2",
                    "200\nLink: <?p=2>; rel=next\n\n[" A1 "]"),
               STEP(L "?p=2", "200\n\n[]")},
     .ids = "1 "},
    {.name = "link with the key in the query",
     .op = LINK,
     .auth = AUTH_KEY_QUERY,
     .steps = {STEP(L "?own=fixed&size=2&key=k3y%2F%2B%20",
                    "200\nLink: <?p=2>; rel=next\n\n[" A1 "]"),
               STEP(L "?p=2&key=k3y%2F%2B%20",
                    "200\nLink: <?p=3&key=k3y%2F%2B%20>; rel=next\n\n[" A2 "]"),
               STEP(L "?p=3&key=k3y%2F%2B%20", "200\n\n[]")},
     .ids = "1 2 "},
    {.name = "link to itself",
     .op = LINK,
     .steps = {STEP(L "?own=fixed&size=2",
                    "200\nLink: </v1/list?own=fixed&size=2>; rel=next\n\n[" A1
                    "]")},
     .ids = "1 ",
     .message = "things.list: page 1 leads back to an earlier page",
     .status = CONN_DECODE},
    {.name = "link to another origin",
     .op = LINK,
     .auth = AUTH_BEARER,
     .steps = {STEP(L "?own=fixed&size=2",
                    "200\nLink: <http://127.0.0.1:1/x>; rel=next\n\n[" A1 "]")},
     .ids = "1 ",
     .message = "things.list: the next page is on another origin, "
                "`127.0.0.1:1`, which "
                "the options don't allow",
     .status = CONN_USAGE},
    {.name = "link to no URL",
     .op = LINK,
     .steps = {STEP(L "?own=fixed&size=2",
                    "200\nLink: <javascript:x>; rel=next\n\n[" A1 "]")},
     .ids = "",
     .streamed = "1 ",
     .message = "things.list: the next page's URL is no http URL",
     .status = CONN_DECODE},
    {.name = "next URL",
     .op = NEXT_URL,
     .steps = {STEP(L, BODY_OF(A1, ",\"next\":\"/v1/list?x=a%2Fb\"")),
               STEP(L "?x=a%2Fb", BODY_OF(A2, ",\"next\":null"))},
     .ids = "1 2 "},
    {.name = "next URL that is no text",
     .op = NEXT_URL,
     .steps = {STEP(L, BODY_OF(A1, ",\"next\":5"))},
     .ids = "",
     .streamed = "1 ",
     .message = "things.list: the next page's URL is no text",
     .status = CONN_DECODE},
    {.name = "keyset",
     .op = KEYSET,
     .steps = {STEP(L "?size=2", BODY_OF(A1 "," A2, "")),
               STEP(L "?size=2&from=2", BODY_OF(A3, ""))},
     .ids = "1 2 3 "},
    {.name = "keyset that stands still",
     .op = KEYSET,
     .steps = {STEP(L "?size=2", BODY_OF(A1 "," A2, "")),
               STEP(L "?size=2&from=2", BODY_OF(A1 "," A2, ""))},
     .ids = "1 2 1 2 ",
     .message = "things.list: page 2 leads back to an earlier page",
     .status = CONN_DECODE},
    {.name = "keyset of bytes, with the successor",
     .op = KEYSET_BYTES,
     .steps = {STEP("POST /v1/list\n\n{\"limit\":2}",
                    "200\n\n{\"items\":[{\"id\":1,\"name\":\"Zm9v\"},"
                    "{\"id\":2,\"name\":\"a2V5\"}],\"more\":true}"),
               STEP("POST /v1/list\n\n{\"limit\":2,\"key\":\"a2V5AA==\"}",
                    "200\n\n{\"items\":[{\"id\":3,\"name\":\"bA==\"}]}")},
     .ids = "1 2 3 "},
    {.name = "the caller's size in the body",
     .op = KEYSET_BYTES,
     .args = {.number = CONN_SOME(1)},
     .steps = {STEP("POST /v1/list\n\n{\"limit\":1}",
                    "200\n\n{\"items\":[{\"id\":1,\"name\":\"Zm9v\"}]}")},
     .ids = "1 "},
    {.name = "a size of 0 in the body is none",
     .op = KEYSET_BYTES,
     .args = {.number = CONN_SOME(0)},
     .steps = {STEP("POST /v1/list\n\n{\"limit\":2}",
                    "200\n\n{\"items\":[{\"id\":1,\"name\":\"Zm9v\"}]}")},
     .ids = "1 "},
    {.name = "keyset of bytes that are none",
     .op = KEYSET_BYTES,
     .steps = {STEP("POST /v1/list",
                    "200\n\n{\"items\":[{\"id\":1,\"name\":\"?\"}],"
                    "\"more\":true}")},
     .ids = "",
     .streamed = "1 ",
     .message = "things.list: the last item's key is not base64",
     .status = CONN_DECODE},
    {.name = "a failure on page 2",
     .op = CURSOR,
     .steps = {STEP(L, BODY_OF(A1, ",\"next\":\"c\"")),
               STEP(L "?after=c", "500")},
     .ids = "1 ",
     .message = "things.list: 500 unavailable",
     .status = CONN_UNAVAILABLE},
    {.name = "broken in mid-list",
     .op = CURSOR,
     .steps = {STEP(L, BODY_OF(A1, ",\"next\":\"c\"")),
               STEP_AS(CUT, L "?after=c", BODY_OF(A2, ""))},
     .ids = "1 ",
     .message = "things.list: transfer closed with 5 bytes remaining to read",
     .status = CONN_TRANSPORT},
};

static void collect_ids(conn_pages *pages, char *ids, size_t size,
                        conn_error *err)
{
    const item *it;
    *ids = '\0';
    while ((it = conn_pages_next(pages, err)) != NULL) {
        size_t len = strlen(ids);
        snprintf(ids + len, size - len, "%lld ", (long long)it->id);
    }
}

static void read_pages(const page_case *c, const conn_call_options *call,
                       const char *want)
{
    char ids[64];
    api_args args = c->args;
    args.call = call;
    fixture f;
    fixture_open(&f, c->steps, steps_count(c->steps, COUNT(c->steps)), c->auth,
                 NULL);
    conn_pages *pages =
        conn_pages_open(f.client, &ops[c->op], &args, sizeof args);
    assert_non_null(pages);
    collect_ids(pages, ids, sizeof ids, &f.err);
    assert_error(&f.err, c->message != NULL ? c->status : CONN_OK,
                 c->message != NULL ? c->message : "");
    assert_string_equal(ids, want);
    assert_null(conn_pages_next(pages, &f.err));
    if (c->message != NULL)
        assert_error(&f.err, CONN_USAGE,
                     "things.list: the list has failed before");
    conn_pages_end(pages);
    fixture_close(&f);
}

static void test_pages(void **state)
{
    const page_case *c = *state;
    read_pages(c, NULL, c->ids);
}

static void test_items(void **state)
{
    const page_case *c = *state;
    conn_call_options call = {.item_by_item = true};
    read_pages(c, &call, c->streamed != NULL ? c->streamed : c->ids);
}

/* Allowed, a page elsewhere is fetched with nothing of the account. */
static void test_foreign_page(void **state)
{
    (void)state;
    step home[] = {
        STEP(L "?own=fixed&size=2\nAuthorization: Bearer k3y/+ ",
             "200\nLink: <http://127.0.0.1:$OTHER/p?2>; rel=next\n\n[" A1 "]")};
    step away[] = {STEP("GET /p?2\n!Authorization\n!X-Own\n!Cookie",
                        "200\nLink: <?3>; rel=next\n\n[" A2 "]"),
                   STEP("GET /p?3\n!Authorization", "200\n\n[" A3 "]")};
    char ids[64];
    conn_options options = {.allow_foreign_pages = true};
    fixture f;
    server *other = server_start(away, 2, true);
    fixture_open(&f, home, 1, AUTH_BEARER, &options);
    server_pair(f.srv, server_port(other));
    conn_pages *pages = conn_pages_open(f.client, &ops[LINK], NULL, 0);
    assert_non_null(pages);
    collect_ids(pages, ids, sizeof ids, &f.err);
    assert_string_equal(f.err.message, "");
    assert_string_equal(ids, "1 2 3 ");
    conn_pages_end(pages);
    fixture_close(&f);
    char *problems = server_stop(other);
    assert_null(problems);
}

static void test_whole_pages(void **state)
{
    (void)state;
    step steps[] = {STEP(L, BODY_OF(A1 "," A2, ",\"next\":\"c\"")),
                    STEP(L "?after=c", "200\nX-P: 2\n\n{\"items\":[" A3 "]}")};
    fixture f;
    fixture_open(&f, steps, 2, 0, NULL);
    conn_pages *pages = conn_pages_open(f.client, &ops[CURSOR], NULL, 0);
    assert_null(conn_pages_reply(pages));
    const item_page *page = conn_pages_next_page(pages, &f.err);
    assert_non_null(page);
    assert_int_equal(page->items.count, 2);
    page = conn_pages_next_page(pages, &f.err);
    assert_int_equal(page->items.items[0].id, 3);
    assert_string_equal(conn_reply_header(conn_pages_reply(pages), "X-P"), "2");
    assert_null(conn_pages_next_page(pages, &f.err));
    assert_int_equal(f.err.status, CONN_OK);
    conn_pages_end(pages);
    conn_pages_end(NULL);
    fixture_close(&f);
}

static void test_no_whole_pages(void **state)
{
    (void)state;
    step steps[] = {STEP(L, "200\nX-P: 1\n\n{\"items\":[" A1 "]}")};
    conn_call_options call = {.item_by_item = true};
    api_args args = {.call = &call};
    fixture f;
    fixture_open(&f, steps, 1, 0, NULL);
    conn_pages *pages =
        conn_pages_open(f.client, &ops[CURSOR], &args, sizeof args);
    assert_null(conn_pages_reply(pages));
    assert_null(conn_pages_next_page(pages, &f.err));
    assert_error(&f.err, CONN_USAGE,
                 "things.list: a list that is read item by item has no pages");
    assert_non_null(conn_pages_next(pages, &f.err));
    assert_string_equal(conn_reply_header(conn_pages_reply(pages), "X-P"), "1");
    conn_pages_end(pages);
    fixture_close(&f);
}

static void test_most_pages(void **state)
{
    (void)state;
    step steps[] = {STEP(L "?page=1", BODY_OF(A1, ",\"more\":true")),
                    STEP(L "?page=2", BODY_OF(A2, ",\"more\":true"))};
    char ids[64];
    conn_options options = {.max_pages = 2};
    fixture f;
    fixture_open(&f, steps, 2, 0, &options);
    conn_pages *pages = conn_pages_open(f.client, &ops[PAGE_MORE], NULL, 0);
    collect_ids(pages, ids, sizeof ids, &f.err);
    assert_string_equal(ids, "1 2 ");
    assert_error(&f.err, CONN_LIMIT,
                 "things.list: there are more than 2 pages");
    conn_pages_end(pages);
    fixture_close(&f);
}

static void test_no_list(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, NULL, 0, 0, NULL);
    conn_pages *pages = conn_pages_open(f.client, &op_get, NULL, 0);
    assert_null(conn_pages_next(pages, &f.err));
    assert_error(&f.err, CONN_USAGE, "items.get: the operation is no list");
    conn_pages_end(pages);
    fixture_close(&f);
}

int main(void)
{
    static struct CMUnitTest tests[2 * COUNT(cases) + 5];
    size_t n = 0;
    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        const page_case *c = &cases[i / 2];
        tests[n++] =
            (struct CMUnitTest){c->name, i % 2 == 0 ? test_pages : test_items,
                                NULL, NULL, (void *)(size_t)c};
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_no_whole_pages);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_foreign_page);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_whole_pages);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_most_pages);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_no_list);
    return cmocka_run_group_tests_name("paginate", tests, NULL, NULL);
}
