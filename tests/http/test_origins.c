/* test_origins.c - credentials go to the origin of the base URL and nowhere
 * else: whatever the way in, and whether a redirect, a link or a member of a
 * page leads away, in a call, a stream, a batch, a download or a list. */
#include "conn/auth.h"
#include "conn/transport.h"
#include "leaks.h"
#include "ways.h"

#define HOME "https://api.test"
#define BASE HOME "/v1"

/* ---- where answers lead ---- */

typedef struct place {
    const char *url;
    bool home; /* the same origin, spelled otherwise */
} place;

static const place places[] = {{"https://other.test/v1/items/1", false},
                               {"//other.test/v1/items/1", false},
                               {"http://api.test/v1/items/1", false},
                               {"https://api.test:8443/v1/items/1", false},
                               {"https://api.test.other.test/items/1", false},
                               {"https://api.test@other.test/items/1", false},
                               {"https://other.test\\@api.test/items/1", false},
                               {"https://API.test:443/v1/items/1", true},
                               {"/v1/items/1?again", true}};

/* ---- the servers ---- */

typedef struct net {
    leaks secrets;
    const char *to;  /* where the first answer leads */
    bool redirects;  /* else by a link and a member of the page */
    bool challenges; /* the other server wants credentials */
    int led;         /* how often an answer led there */
    int away;        /* requests to other origins */
    int home;        /* to ours, when led */
} net;

static bool is_home(const char *url)
{
    static const char *const origins[] = {HOME "/", "https://API.test:443/"};
    for (size_t i = 0; i < COUNT(origins); i++)
        if (strncmp(url, origins[i], strlen(origins[i])) == 0)
            return true;
    return false;
}

static void no_secret(const net *n, const char *what)
{
    const char *found = what != NULL ? leaks_find(&n->secrets, what) : NULL;
    if (found != NULL)
        fail_msg("`%s` goes elsewhere in: %s", found, what);
}

/* Elsewhere nothing arrives that is ours: no secret, no argument, no cookie. */
static conn_status answer_away(net *n, const conn_http_request *request,
                               conn_http_response *response)
{
    n->away++;
    no_secret(n, request->url);
    no_secret(n, request->body);
    assert_true(request->foreign);
    for (size_t i = 0; i < request->header_count; i++) {
        const conn_header *h = &request->headers[i];
        no_secret(n, h->value);
        assert_string_not_equal(h->name, "Authorization");
        assert_string_not_equal(h->name, "Cookie");
        assert_string_not_equal(h->name, "X-Session");
    }
    conn_response_begin(response, n->challenges ? 401 : 200);
    if (n->challenges)
        conn_response_add_header(response, "WWW-Authenticate",
                                 "Digest realm=\"r\", nonce=\"n\", "
                                 "qop=\"auth\", algorithm=SHA-256");
    return conn_response_add_body(response, "{\"items\":[]}", 12);
}

static conn_status lead(net *n, conn_http_response *response)
{
    char text[256];
    n->led++;
    conn_response_begin(response, n->redirects ? 302 : 200);
    snprintf(text, sizeof text, "<%s>; rel=next", n->to);
    conn_response_add_header(response, n->redirects ? "Location" : "Link",
                             n->redirects ? n->to : text);
    snprintf(text, sizeof text,
             "{\"items\":[{\"id\":1,\"name\":\"a\"}],\"next\":\"");
    for (const char *p = n->to; *p != '\0'; p++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%c",
                 *p == '\\' ? "\\" : "", *p);
    snprintf(text + strlen(text), sizeof text - strlen(text), "\"}");
    return conn_response_add_body(response, text, strlen(text));
}

static conn_status answer(void *user, const conn_http_request *request,
                          conn_http_response *response, conn_error *err)
{
    static const char tokens[] =
        "{\"access_token\":\"acc3ss/Zq11+t\",\"refresh_token\":\"r3fresh/"
        "Zq12\",\"session\":\"s3ssion/Zq14+t\",\"again\":\"ag4in/Zq15+t\","
        "\"device_code\":\"d3vice\",\"user_code\":\"u\",\"interval\":0,"
        "\"verification_uri\":\"https://api.test/dev\"}";
    static const char thing[] = "{\"id\":1,\"name\":\"a\",\"items\":[]}";
    net *n = user;
    (void)err;
    if (!is_home(request->url))
        return answer_away(n, request, response);
    if (strstr(request->url, "/first") != NULL)
        return lead(n, response);
    bool login = strstr(request->url, "/items/1") == NULL;
    n->home += !login;
    conn_response_begin(response, 200);
    return login ? conn_response_add_body(response, tokens, strlen(tokens))
                 : conn_response_add_body(response, thing, strlen(thing));
}

/* ---- what a client does ---- */

static const conn_path_part first_path[] = {{"/first", 0, false, false}};
static const conn_arg first_args[] = {
    ARG(other, "q", type_cstr, CONN_F_SECRET, 0, CONN_IN_QUERY, false),
    ARG(id, "X-Id", type_cstr, CONN_F_SECRET, 0, CONN_IN_HEADER, false)};
static const conn_stream_how lines = {.kind = CONN_S_LINES, .item = &type_item};
static const conn_paginate by_link = {
    .kind = CONN_P_LINK, .items = "/items", .item = &type_item};
static const conn_paginate by_url = {.kind = CONN_P_NEXT_URL,
                                     .from = "/next",
                                     .items = "/items",
                                     .item = &type_item};
#define OPERATION                                                              \
    .name = "first", .method = "GET", .path = first_path, .path_count = 1,     \
    .args = first_args, .arg_count = 2, .call_offset = CALL_OFFSET
static const conn_op op_item = {OPERATION, .result = &type_item};
static const conn_op op_bytes = {OPERATION, .result = &type_bytes,
                                 .raw_result = true};
static const conn_op op_rows = {OPERATION, .stream = &lines};
static const conn_op op_links = {OPERATION, .result = &type_page,
                                 .paginate = &by_link};
static const conn_op op_urls = {OPERATION, .result = &type_page,
                                .paginate = &by_url};

static void do_call(conn_client *client, api_args *args, conn_error *err)
{
    conn_reply_free(conn_call(client, &op_item, args, err));
}

static void do_raw(conn_client *client, api_args *args, conn_error *err)
{
    conn_raw_request raw = {.path = "/first"};
    (void)args;
    conn_reply_free(conn_send(client, &raw, err));
}

static void do_batch(conn_client *client, api_args *args, conn_error *err)
{
    conn_batch *batch = conn_batch_new(client, 2);
    conn_reply *reply;
    conn_error kept = {0};
    for (int i = 0; i < 2; i++)
        conn_batch_add(batch, &op_item, args, sizeof *args, NULL, err);
    while (conn_batch_next(batch, &reply, NULL, err)) {
        conn_reply_free(reply);
        conn_error_clear(&kept);
        kept = *err;
        *err = (conn_error){0};
    }
    conn_batch_free(batch);
    conn_error_clear(err);
    *err = kept;
}

static void do_stream(conn_client *client, api_args *args, conn_error *err)
{
    conn_stream *stream =
        conn_stream_open(client, &op_rows, args, sizeof *args);
    while (conn_stream_next(stream, err) != NULL)
        continue;
    conn_stream_end(stream);
}

static bool take(void *user, const void *bytes, size_t size)
{
    (void)user;
    (void)bytes;
    (void)size;
    return true;
}

static void do_download(conn_client *client, api_args *args, conn_error *err)
{
    conn_download to = {.write = take};
    conn_call_options options = {.download = &to};
    args->call = &options;
    conn_reply_free(conn_call(client, &op_bytes, args, err));
    args->call = NULL;
}

static void read_list(conn_client *client, const conn_op *op, api_args *args,
                      bool item_by_item, conn_error *err)
{
    conn_call_options options = {.item_by_item = item_by_item};
    args->call = &options;
    conn_pages *pages = conn_pages_open(client, op, args, sizeof *args);
    while (conn_pages_next(pages, err) != NULL)
        continue;
    conn_pages_end(pages);
    args->call = NULL;
}

static void do_links(conn_client *client, api_args *args, conn_error *err)
{
    read_list(client, &op_links, args, false, err);
}

static void do_urls(conn_client *client, api_args *args, conn_error *err)
{
    read_list(client, &op_urls, args, false, err);
}

static void do_link_items(conn_client *client, api_args *args, conn_error *err)
{
    read_list(client, &op_links, args, true, err);
}

typedef struct act {
    const char *name;
    void (*run)(conn_client *client, api_args *args, conn_error *err);
    bool redirected;
} act;

static const act acts[] = {{"a call", do_call, true},
                           {"a raw request", do_raw, true},
                           {"a batch", do_batch, true},
                           {"a stream", do_stream, true},
                           {"a download", do_download, true},
                           {"a redirected list", do_links, true},
                           {"redirected items", do_link_items, true},
                           {"a list by links", do_links, false},
                           {"a list by URLs", do_urls, false},
                           {"items by links", do_link_items, false}};

/* ---- each way in ---- */

static void log_in(conn_client *client)
{
    conn_login_options options = {.redirect_url = "http://127.0.0.1:9/cb"};
    conn_error err = {0};
    char url[512];
    conn_login *login = conn_login_begin(client, &options, &err);
    assert_string_equal(err.message, "");
    const char *state = strstr(conn_login_url(login), "state=");
    if (state != NULL) {
        snprintf(url, sizeof url, "http://127.0.0.1:9/cb?code=c&%.*s",
                 (int)strcspn(state, "&"), state);
        assert_int_equal(conn_login_finish(login, url, NULL, &err), CONN_OK);
    } else {
        assert_int_equal(conn_login_wait(login, NULL, &err), CONN_OK);
    }
    conn_login_end(login);
}

static void learn(net *n, const ways_config *config)
{
    const char *const secrets[] = {
        config->password,    config->key,    config->client_secret,
        config->signing_key, config->token,  config->token_secret,
        "acc3ss/Zq11+t",     "r3fresh/Zq12", "s3ssion/Zq14+t",
        "ag4in/Zq15+t",      "argument/Zq1", "argument/Zq2"};
    for (size_t i = 0; i < COUNT(secrets); i++)
        leaks_add(&n->secrets, secrets[i]);
}

static conn_client *open_client(net *n, int auth, bool allow)
{
    ways_config config = ways_all(BASE, auth);
    conn_client *client = NULL;
    conn_options options = {.transport = conn_transport_fake(answer, n),
                            .forget_tokens = true,
                            .allow_foreign_pages = allow};
    learn(n, &config);
    assert_int_equal(conn_open(&client, &ways, &config, &options, NULL),
                     CONN_OK);
    if (auth == WAY_CODE || auth == WAY_DEVICE)
        log_in(client);
    return client;
}

static void run_act(net *n, conn_client *client, const act *a, const place *p,
                    bool allow)
{
    conn_error err = {0};
    api_args args = {.other = "argument/Zq1", .id = "argument/Zq2"};
    n->to = p->url;
    n->redirects = a->redirected;
    n->led = n->away = n->home = 0;
    a->run(client, &args, &err);
    /* The test is one: the answer came, and what is home is followed. */
    assert_true(n->led > 0);
    if (p->home && n->home == 0)
        fail_msg("%s: `%s` is home: %s", a->name, p->url, err.message);
    if (!p->home && n->home > 0)
        fail_msg("%s: `%s` was taken for home", a->name, p->url);
    if (!p->home && n->away == 0 && err.status == CONN_OK)
        fail_msg("%s: `%s` is refused silently", a->name, p->url);
    if (n->away > 0 && (a->redirected || !allow))
        fail_msg("%s: `%s` is followed", a->name, p->url);
    no_secret(n, err.message);
    conn_error_clear(&err);
}

static void test_way(void **state)
{
    int auth = (int)(size_t)*state;
    for (int allow = 0; allow < 3; allow++) {
        net *n = calloc(1, sizeof *n);
        int away = 0;
        n->challenges = allow == 2;
        conn_client *client = open_client(n, auth, allow > 0);
        for (size_t i = 0; i < COUNT(acts); i++)
            for (size_t k = 0; k < COUNT(places); k++) {
                run_act(n, client, &acts[i], &places[k], allow > 0);
                away += n->away;
            }
        assert_int_equal(away > 0, allow > 0);
        conn_close(client);
        free(n);
    }
}

int main(void)
{
    static struct CMUnitTest tests[WAYS_END];
    size_t n = 0;
    for (int auth = WAY_BASIC; auth < WAYS_END; auth++)
        tests[n++] = (struct CMUnitTest){ways_name(auth), test_way, NULL, NULL,
                                         (void *)(size_t)auth};
    return _cmocka_run_group_tests("origins", tests, n, NULL, NULL);
}
