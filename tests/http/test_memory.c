/* test_memory.c - every allocation of the runtime failed in turn, over whole
 * courses of a client: what fails says "out of memory", nothing leaks (under
 * ASan) and the next course works. */
#include "api.h"
#include "conn/functions.h"
#include "failing.h"

static const conn_path_part list_path[] = {{"/list", 0, false, false}};
static const conn_path_part form_path[] = {{"/form/", 0, false, false},
                                           {NULL, 0, true, false}};
static const conn_paginate by_link = {.kind = CONN_P_LINK,
                                      .place = CONN_IN_QUERY,
                                      .size_param = "size",
                                      .size = 1,
                                      .items = "/items",
                                      .item = &type_item};
static const conn_paginate by_key = {.kind = CONN_P_KEYSET,
                                     .place = CONN_IN_BODY,
                                     .param = "/at/key",
                                     .size_param = "/limit",
                                     .size = 1,
                                     .items = "/items",
                                     .key = "/name",
                                     .successor = true,
                                     .item = &type_item};
static const uint16_t statuses[] = {503, 0};
static const conn_retry retry = {statuses, 1, 1, 1};
static const conn_throttle throttle = {1000, 1};
static const conn_arg list_args[] = {
    ARG_OTHER("q", CONN_IN_QUERY), ARG_NUMBER("X-N", CONN_IN_HEADER),
    ARG(list, "tag", type_strings, 0, 0, CONN_IN_QUERY, false)};
static const conn_arg form_args[] = {ARG_ID("id", CONN_IN_PATH), ARG_BODY(),
                                     ARG_OTHER("c", CONN_IN_COOKIE)};
static const conn_expr seven = {CONN_E_INT, NULL, 7, NULL, NULL};
static const conn_assign form_members[] = {{CONN_IN_BODY, "/x/y", &seven}};

#define LIST(how, verb)                                                        \
    .name = "list", .method = verb, .path = list_path, .path_count = 1,        \
    .args = list_args, .arg_count = COUNT(list_args),                          \
    .call_offset = CALL_OFFSET, .result = &type_page, .paginate = how,         \
    .retry = &retry, .throttle = &throttle, .errors = &api_errors
static const conn_op op_links = {LIST(&by_link, "GET")};
static const conn_op op_link_items = {.name = "list",
                                      .method = "GET",
                                      .path = list_path,
                                      .path_count = 1,
                                      .args = list_args,
                                      .arg_count = 1,
                                      .call_offset = CALL_OFFSET,
                                      .result = &type_page,
                                      .paginate = &by_link};
static const conn_op op_keys = {LIST(&by_key, "POST"),
                                .idempotency_header = "Idempotency-Key"};
static const conn_op op_form = {.name = "form",
                                .method = "POST",
                                .path = form_path,
                                .path_count = 2,
                                .args = form_args,
                                .arg_count = COUNT(form_args),
                                .call_offset = CALL_OFFSET,
                                .assigns = form_members,
                                .assign_count = 1,
                                .encoding = CONN_ENC_FORM_BRACKETS,
                                .result = &type_upload};

static const conn_path_part rows_path[] = {{"/rows/", 0, false, false},
                                           {NULL, 0, true, false}};
static const conn_arg rows_args[] = {ARG_ID("id", CONN_IN_PATH)};
static const conn_stream_how lines = {.kind = CONN_S_LINES, .item = &type_item};
static const conn_stream_how events = {
    .kind = CONN_S_EVENTS, .item = &type_item, .end = "END", .reconnect = true};
static const conn_stream_how csv = {
    .kind = CONN_S_CSV, .item = &type_item, .header = true, .separator = ','};
#define ROWS(how)                                                              \
    {                                                                          \
        .name = "rows", .method = "GET", .path = rows_path, .path_count = 2,   \
        .args = rows_args, .arg_count = 1, .call_offset = CALL_OFFSET,         \
        .stream = &how                                                         \
    }
static const conn_op op_lines = ROWS(lines), op_events = ROWS(events),
                     op_csv = ROWS(csv);

/* ---- hooks, as connc writes them ---- */

static conn_any of(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_key(name, strlen(name)));
}

static conn_any has_id(conn_run *run, void *self, conn_any value)
{
    (void)self;
    return conn_any_bool(
        !conn_any_is_null(conn_get(run, value, CONN_KEY("id"))));
}

static void set_size(conn_run *run, conn_scene *at)
{
    conn_set(run, of(at->request, "query"), CONN_KEY("size"), conn_any_int(1));
}

static void set_from(conn_run *run, conn_scene *at)
{
    conn_any items = of(of(at->response, "body"), "items");
    if (conn_list_length(run, items) > 0)
        conn_set(run, of(at->request, "query"), CONN_KEY("from"),
                 of(conn_fn_list_last(run, items), "id"));
}

static void change_request(conn_run *run, conn_scene *at)
{
    conn_set(run, of(at->request, "query"), CONN_KEY("h"),
             conn_join_2(run, at->config[1], CONN_ANY_LITERAL(" ")));
    conn_fn_headers_set(run, of(at->request, "headers"),
                        CONN_ANY_LITERAL("X-Hook"), of(at->args, "other"));
}

static void change_answer(conn_run *run, conn_scene *at)
{
    conn_lambda by = {has_id, NULL};
    conn_any body = of(at->response, "body");
    conn_set(run, body, CONN_KEY("items"),
             conn_fn_list_filter(run, of(body, "items"), by));
    conn_fn_headers_set(run, of(at->response, "headers"),
                        CONN_ANY_LITERAL("X-Seen"), CONN_ANY_LITERAL("yes"));
    conn_keep(run, at, 0, CONN_ANY_LITERAL("t1"));
}

static conn_any compute(conn_run *run, conn_scene *at)
{
    return conn_join_2(run, CONN_ANY_LITERAL("v"), of(at->args, "other"));
}

enum {
    OF_REQUEST = CONN_PART_QUERY | CONN_PART_HEADERS,
    OF_ANSWER = CONN_PART_ANSWER_BODY | CONN_PART_ANSWER_HEADERS
};
static const conn_hook walk_hooks[] = {
    {"request", "walk", set_size, CONN_PART_QUERY, CONN_PART_QUERY, false},
    {"next", "walk", set_from, CONN_PART_QUERY | CONN_PART_ANSWER_BODY,
     CONN_PART_QUERY, false},
    {"before", "walk", change_request, OF_REQUEST, OF_REQUEST, false},
    {"after", "walk", change_answer, OF_ANSWER, OF_ANSWER, true}};
static const conn_hook *const walk_before[] = {&walk_hooks[2]};
static const conn_hook *const walk_after[] = {&walk_hooks[3]};
static const conn_op_hooks walk_around = {walk_before, 1, walk_after, 1};
static const conn_paginate_hooks by_steps = {{.kind = CONN_P_CUSTOM,
                                              .place = CONN_IN_QUERY,
                                              .items = "/items",
                                              .item = &type_item},
                                             &walk_hooks[0],
                                             &walk_hooks[1]};
static const conn_hook_expr computed = {{CONN_E_HOOK, NULL, 0, NULL, NULL},
                                        compute};
static const conn_assign walk_headers[] = {
    {CONN_IN_HEADER, "X-Computed", &computed.expr}};
static const conn_path_part walk_path[] = {{"/walk", 0, false, false}};
static const conn_op op_walk = {.name = "walk",
                                .method = "GET",
                                .path = walk_path,
                                .path_count = 1,
                                .args = list_args,
                                .arg_count = 1,
                                .call_offset = CALL_OFFSET,
                                .assigns = walk_headers,
                                .assign_count = 1,
                                .result = &type_page,
                                .paginate = &by_steps.how,
                                .hooks = &walk_around};

/* ---- courses ---- */

static void ignore(void *user, conn_log_level level, const char *line)
{
    (void)user;
    (void)level;
    (void)line;
}

static conn_status read_list(conn_client *client, const conn_op *op, int *count,
                             conn_error *err)
{
    static const conn_str tags[] = {CONN_STR("a"), CONN_STR("b c")};
    conn_call_options options = {.keep_body = true};
    api_args args = {.other = "x y",
                     .number = CONN_SOME(5),
                     .list = {tags, 2},
                     .call = &options};
    *count = 0;
    conn_pages *pages = conn_pages_open(client, op, &args, sizeof args);
    if (pages == NULL)
        return CONN_MEMORY;
    while (conn_pages_next(pages, err) != NULL)
        ++*count;
    conn_pages_end(pages);
    return err->status;
}

static conn_status course_links(conn_client *client, conn_error *err)
{
    int count;
    conn_status status = read_list(client, &op_links, &count, err);
    if (status == CONN_OK)
        assert_int_equal(count, 2);
    return status;
}

static conn_status course_keys(conn_client *client, conn_error *err)
{
    int count;
    conn_status status = read_list(client, &op_keys, &count, err);
    if (status == CONN_OK)
        assert_int_equal(count, 2);
    return status;
}

static conn_status read_items(conn_client *client, const conn_op *op,
                              conn_error *err)
{
    int count = 0;
    conn_call_options options = {.item_by_item = true};
    api_args args = {.other = "x y", .call = &options};
    conn_pages *pages = conn_pages_open(client, op, &args, sizeof args);
    if (pages == NULL)
        return CONN_MEMORY;
    while (conn_pages_next(pages, err) != NULL)
        count++;
    conn_pages_end(pages);
    if (err->status == CONN_OK)
        assert_int_equal(count, 2);
    return err->status;
}

static conn_status course_link_items(conn_client *client, conn_error *err)
{
    return read_items(client, &op_link_items, err);
}

static conn_status course_rows(conn_client *client, const conn_op *op,
                               const char *id, conn_error *err)
{
    int count = 0;
    api_args args = {.id = id};
    conn_stream *stream = conn_stream_open(client, op, &args, sizeof args);
    if (stream == NULL)
        return CONN_MEMORY;
    while (conn_stream_next(stream, err) != NULL)
        count++;
    conn_stream_end(stream);
    if (err->status == CONN_OK)
        assert_int_equal(count, 2);
    return err->status;
}

static conn_status course_lines(conn_client *client, conn_error *err)
{
    return course_rows(client, &op_lines, "l", err);
}

static conn_status course_events(conn_client *client, conn_error *err)
{
    return course_rows(client, &op_events, "e", err);
}

static conn_status course_csv(conn_client *client, conn_error *err)
{
    return course_rows(client, &op_csv, "c", err);
}

static conn_status course_hooks(conn_client *client, conn_error *err)
{
    int count;
    conn_status status = read_list(client, &op_walk, &count, err);
    if (status == CONN_OK)
        assert_int_equal(count, 2);
    return status;
}

static conn_status course_form(conn_client *client, conn_error *err)
{
    api_args args = {.id = "a/b",
                     .other = "crumb",
                     .body = {.id = 1, .name = CONN_STR("n")}};
    conn_reply_free(conn_call(client, &op_form, &args, err));
    return err->status;
}

static conn_status course_error(conn_client *client, conn_error *err)
{
    conn_op op = op_get;
    op.errors = &api_errors;
    api_args args = {.id = "404"};
    conn_reply_free(conn_call(client, &op, &args, err));
    if (err->status != CONN_NOT_FOUND)
        return err->status;
    /* Memory may have been short for the detail: it is still the error. */
    if (!failing_happened())
        assert_string_equal(err->message, "items.get: 404 not_found: gone");
    conn_error_typed(err, &api_errors);
    return CONN_OK;
}

/* Two calls in flight: one is well, one has an error. */
static conn_status course_batch(conn_client *client, conn_error *err)
{
    conn_op op = op_get;
    op.errors = &api_errors;
    api_args args = {.id = "404"};
    conn_status status = CONN_MEMORY;
    conn_batch *batch = conn_batch_new(client, 2);
    if (batch == NULL)
        return CONN_MEMORY;
    for (int i = 0; i < 2; i++)
        if (conn_batch_add(batch, &op, &args, sizeof args, NULL, err) !=
            CONN_OK)
            goto out;
    conn_reply *reply;
    status = CONN_OK;
    while (conn_batch_next(batch, &reply, NULL, err)) {
        conn_reply_free(reply);
        if (err->status == CONN_MEMORY)
            status = CONN_MEMORY;
        else
            assert_int_equal(err->status, CONN_NOT_FOUND);
    }
out:
    conn_batch_free(batch);
    return status;
}

/* A download that fails, of a raw request with a header. */
static conn_status course_raw(conn_client *client, conn_error *err)
{
    const conn_header header = {"X-A", "b"};
    conn_download to = {.path = "/tmp/conn-memory-never-written"};
    conn_raw_request raw = {.path = "/items/404",
                            .headers = &header,
                            .header_count = 1,
                            .call = &(conn_call_options){.download = &to}};
    conn_reply *reply = conn_send(client, &raw, err);
    assert_null(reply);
    return err->status == CONN_NOT_FOUND ? CONN_OK : err->status;
}

typedef struct course {
    const char *name;
    conn_status (*run)(conn_client *client, conn_error *err);
} course;

static const course courses[] = {
    {"a batch", course_batch},
    {"a raw request", course_raw},
    {"a list by links", course_links},
    {"a list by keys in the body", course_keys},
    {"a form and headers", course_form},
    {"an error", course_error},
    {"a list item by item", course_link_items},
    {"lines", course_lines},
    {"events", course_events},
    {"rows", course_csv},

    {"hooks and their pages", course_hooks},
};

#define TOKEN "200\n\n{\"token\":\"t1\",\"refresh\":\"r\"}"
#define ITEM_PAGE(id, name)                                                    \
    "\n\n{\"items\":[{\"id\":" id ",\"name\":\"" name                          \
    "\",\"note\":\"\\u00e9\"}]}"
#define ROW(id) "{\"id\":" id ",\"name\":\"n\"}"
#define FIRST "/v1/list?q=x%20y&tag=a&tag=b%20c"

static const step steps[] = {
    STEP_AGAIN("POST /v1/login", TOKEN),
    STEP_AGAIN("GET " FIRST "&size=1",
               "200\nLink: <?2>; rel=next" ITEM_PAGE("1", "a")),
    STEP_AGAIN("GET /v1/walk?q=x%20y&size=1&h=ann%20\nX-Hook: x y\n"
               "X-Computed: vx y",
               "200" ITEM_PAGE("1", "a")),
    STEP_AGAIN("GET /v1/walk?q=x%20y&size=1&from=1&h=ann%20",
               "200" ITEM_PAGE("2", "b")),
    STEP_AGAIN("GET /v1/walk?q=x%20y&size=1&from=2&h=ann%20",
               "200\n\n{\"items\":[]}"),
    STEP_AGAIN("GET /v1/list?2", "200" ITEM_PAGE("2", "b")),
    STEP_AGAIN("GET /v1/list?q=x%20y&size=1",
               "200\nLink: <?2>; rel=next" ITEM_PAGE("1", "a")),
    STEP_AGAIN("GET /v1/rows/l", "200\n\n" ROW("1") "\n" ROW("2")),
    STEP_AGAIN("GET /v1/rows/e",
               "200\n\nretry: 1\nid: 1\ndata: " ROW("1") "\n\ndata: " ROW(
                   "2") "\n\ndata: END\n\n"),
    STEP_AGAIN("GET /v1/rows/c", "200\n\nid,name\n1,a\n2,b\n"),
    STEP_AGAIN("POST /v1/form/a/b", "201\nLocation: /x\nX-Size: 3\nETag: e"),
    STEP_AGAIN("GET /v1/items/404",
               "404\nX-Request-Id: 1\n\n{\"message\":\"gone\"}")};

/* Two pages by key: the first asks without one. The server can't tell them
 * by their first line, so they have a server of their own, in order. */
static const step key_steps[] = {
    STEP_AGAIN("POST /v1/login", TOKEN),
    STEP("POST " FIRST, "200" ITEM_PAGE("1", "YQ==")),
    STEP("POST " FIRST "\nX-N: 5\n\n{\"limit\":1,\"at\":{\"key\":\"YQA=\"}}",
         "200\n\n{\"items\":[{\"id\":2,\"name\":\"Yg==\"}]}"),
    STEP("POST " FIRST "\n\n{\"limit\":1,\"at\":{\"key\":\"YgA=\"}}",
         "200\n\n{\"items\":[]}")};

static conn_status run_course(const course *c, const char *url, conn_error *err)
{
    conn_client *client = NULL;
    conn_options options = {
        .log = ignore, .log_level = CONN_LOG_DEBUG, .user_agent = "t"};
    api_config config = {url, "ann", "s3cret:pw", "key", AUTH_LOGIN};
    conn_status status = conn_open(&client, &api, &config, &options, err);
    if (status == CONN_OK)
        status = c->run(client, err);
    conn_close(client);
    return status;
}

static conn_status run_served(const course *c, server *shared, conn_error *err)
{
    char url[64];
    bool keys = c->run == course_keys;
    server *srv =
        keys ? server_start(key_steps, COUNT(key_steps), false) : shared;
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1", server_port(srv));
    conn_status status = run_course(c, url, err);
    if (keys)
        free(server_stop(srv));
    return status;
}

static void test_course(void **state)
{
    const course *c = *state;
    server *srv = server_start(steps, COUNT(steps), false);
    conn_error err = {0};
    int n = 0;
    for (bool more = true; more; n++) {
        failing_begin(n);
        conn_status status = run_served(c, srv, &err);
        more = failing_end();
        if (status != CONN_OK)
            assert_int_equal(status, CONN_MEMORY);
        if (!more)
            assert_int_equal(status, CONN_OK);
        conn_error_clear(&err);
    }
    assert_true(n > 20);
    print_message("%s: %d allocations failed in turn\n", c->name, n - 1);
    free(server_stop(srv));
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(courses)];
    for (size_t i = 0; i < COUNT(courses); i++)
        tests[i] = (struct CMUnitTest){courses[i].name, test_course, NULL, NULL,
                                       (void *)(size_t)&courses[i]};
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
