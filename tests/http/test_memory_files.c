/* test_memory_files.c - every allocation failed in turn where the runtime deals
 * with files, functions and tokens: multipart bodies, downloads, recordings and
 * their players, polled events with computed arguments, every grant. */
#include <unistd.h>

#include "conn/auth.h"
#include "conn/events.h"
#include "conn/functions.h"
#include "conn/transport.h"
#include "failing.h"
#include "ways.h"

#define BASE "http://api.test/v1"

static char folder[] = "/tmp/conn-memory-XXXXXX";

static const char *in_folder(const char *name)
{
    static char paths[4][64];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static bool exists(const char *name)
{
    return access(in_folder(name), F_OK) == 0;
}

/* ---- a server in memory ---- */

static bool drain(const conn_http_request *request)
{
    char piece[64];
    ptrdiff_t got = 1;
    while (request->source != NULL && got > 0)
        got = request->source->read(request->source, piece, sizeof piece);
    return got >= 0;
}

static const char *body_for(const char *url)
{
    if (strstr(url, "/items/1") != NULL)
        return "{\"id\":1,\"name\":\"a\"}";
    if (strstr(url, "/list") != NULL)
        return strstr(url, "since=") == NULL || strstr(url, "since=0") != NULL
                   ? "{\"items\":[{\"id\":1,\"name\":\"a\"},"
                     "{\"id\":2,\"name\":\"b\"}]}"
                   : "{\"items\":[]}";
    return "{\"access_token\":\"t1\",\"refresh_token\":\"r1\",\"expires_in\":1,"
           "\"session\":\"s\",\"again\":\"a\",\"device_code\":\"d\","
           "\"user_code\":\"u\",\"interval\":0,"
           "\"verification_uri\":\"http://api.test/dev\"}";
}

static conn_status answer(void *user, const conn_http_request *request,
                          conn_http_response *response, conn_error *err)
{
    const char *body = body_for(request->url);
    (void)user;
    if (!drain(request)) {
        conn_status failure = request->source->failure;
        if (err != NULL)
            err->status = failure;
        return failure;
    }
    conn_response_begin(response, 200);
    conn_status status =
        conn_response_add_header(response, "Set-Cookie", "a=b");
    if (status == CONN_OK)
        status = conn_response_add_body(response, body, strlen(body));
    return status == CONN_OK ? CONN_OK : conn_response_fail(response, err);
}

static conn_status open_client(conn_client **client, int auth,
                               conn_transport *transport, conn_error *err)
{
    static ways_config config;
    if (config.base_url == NULL)
        config = ways_all(BASE, auth);
    config.auth = auth;
    conn_options options = {
        .transport = transport, .state_folder = folder, .account = "x"};
    *client = NULL;
    if (transport == NULL)
        return CONN_MEMORY;
    return conn_open(client, &ways, &config, &options, err);
}

static conn_status open_fake(conn_client **client, int auth, conn_error *err)
{
    return open_client(client, auth, conn_transport_fake(answer, NULL), err);
}

static conn_status call(conn_client *client, const conn_op *op,
                        const void *args, conn_error *err)
{
    conn_reply_free(conn_call(client, op, args, err));
    return err->status;
}

/* ---- multipart ---- */

typedef struct parts_args {
    const char *title;
    conn_upload file;
    string_list tags;
    const conn_call_options *call;
} parts_args;

static const conn_type type_file = {
    CONN_K_BYTES, CONN_W_PLAIN, sizeof(conn_upload), NULL, 0, 0, NULL};
#define PART(member, wire, type)                                               \
    {                                                                          \
        {wire, sizeof(wire) - 1, &type, offsetof(parts_args, member), 0, 0,    \
         NULL},                                                                \
            #member, CONN_IN_PART, CONN_L_REPEAT, NULL, false                  \
    }
static const conn_arg parts[] = {PART(title, "title", type_cstr),
                                 PART(file, "file", type_file),
                                 PART(tags, "tag", type_strings)};
static const conn_path_part item_path[] = {{"/items/1", 0, false, false}};
static const conn_op op_parts = {.name = "parts",
                                 .method = "POST",
                                 .path = item_path,
                                 .path_count = 1,
                                 .args = parts,
                                 .arg_count = COUNT(parts),
                                 .call_offset = offsetof(parts_args, call),
                                 .encoding = CONN_ENC_MULTIPART,
                                 .result = &type_item};

static ptrdiff_t give(void *user, void *into, size_t room)
{
    int *given = user;
    if (*given == 3 || room == 0)
        return 0;
    ++*given;
    memcpy(into, "x", 1);
    return 1;
}

static conn_status course_parts(void *user, conn_error *err)
{
    static const conn_str tags[] = {CONN_STR("a"), CONN_STR("b")};
    int given = 0;
    conn_client *client;
    conn_upload uploads[] = {CONN_UPLOAD_FILE(in_folder("upload")),
                             {.read = give, .user = &given}};
    (void)user;
    conn_status status = open_fake(&client, WAY_S3, err);
    for (size_t i = 0; status == CONN_OK && i < COUNT(uploads); i++) {
        parts_args args = {.title = "t", .file = uploads[i], .tags = {tags, 2}};
        status = call(client, &op_parts, &args, err);
        /* What can't be read twice is not signed over http. */
        if (i == 1 && status == CONN_USAGE)
            status = CONN_OK;
    }
    conn_close(client);
    return status;
}

/* ---- downloads ---- */

static const conn_op op_down = {.name = "down",
                                .method = "GET",
                                .path = item_path,
                                .path_count = 1,
                                .call_offset = CALL_OFFSET,
                                .result = &type_bytes,
                                .raw_result = true};

/* The file is whole, or there is none. */
static conn_status course_down(void *user, conn_error *err)
{
    conn_client *client;
    conn_download to = {.path = in_folder("down")};
    conn_call_options options = {.download = &to};
    api_args args = {.call = &options};
    (void)user;
    remove(to.path);
    conn_status status = open_fake(&client, WAY_BASIC, err);
    if (status == CONN_OK)
        status = call(client, &op_down, &args, err);
    conn_close(client);
    assert_int_equal(exists("down"), status == CONN_OK);
    assert_false(exists("down.part"));
    return status;
}

/* ---- recordings ---- */

static conn_status two_calls(conn_client *client, conn_error *err)
{
    api_args args = {.id = "1"};
    conn_status status = call(client, &op_get, &args, err);
    return status == CONN_OK ? call(client, &op_get, &args, err) : status;
}

static conn_status course_record(void *user, conn_error *err)
{
    conn_client *client = NULL;
    conn_options none = {0};
    conn_transport *recorder = NULL;
    conn_transport *inner = conn_transport_fake(answer, NULL);
    if (inner == NULL)
        return CONN_MEMORY;
    conn_status status =
        conn_transport_record(&recorder, inner, &none, user, err);
    if (status == CONN_OK)
        status = open_client(&client, WAY_CLIENT_POST, recorder, err);
    if (status == CONN_OK)
        status = two_calls(client, err);
    conn_close(client);
    remove(in_folder("ways-x"));
    return status;
}

static conn_status course_replay(void *user, conn_error *err)
{
    conn_client *client = NULL;
    conn_transport *player = NULL;
    conn_status status = conn_transport_replay(&player, user, true, err);
    if (status == CONN_OK)
        status = open_client(&client, WAY_BASIC, player, err);
    if (status == CONN_OK)
        status = two_calls(client, err);
    conn_close(client);
    return status;
}

static void record_basic(const char *path)
{
    conn_client *client = NULL;
    conn_options none = {0};
    conn_error err = {0};
    conn_transport *recorder = NULL;
    conn_transport_record(&recorder, conn_transport_fake(answer, NULL), &none,
                          path, &err);
    assert_int_equal(open_client(&client, WAY_BASIC, recorder, &err), CONN_OK);
    assert_int_equal(two_calls(client, &err), CONN_OK);
    conn_close(client);
}

/* ---- polled events ---- */

static const conn_path_part list_path[] = {{"/list", 0, false, false}};
static const conn_arg list_args[] = {
    ARG_NUMBER("since", CONN_IN_QUERY), ARG_OTHER("q", CONN_IN_QUERY),
    ARG(list, "tag", type_strings, 0, 0, CONN_IN_QUERY, false)};
static const conn_paginate by_cursor = {.kind = CONN_P_CURSOR,
                                        .place = CONN_IN_QUERY,
                                        .param = "after",
                                        .from = "/next",
                                        .items = "/items",
                                        .item = &type_item};
static const conn_op op_list = {.name = "list",
                                .method = "GET",
                                .path = list_path,
                                .path_count = 1,
                                .args = list_args,
                                .arg_count = COUNT(list_args),
                                .call_offset = CALL_OFFSET,
                                .result = &type_page,
                                .paginate = &by_cursor};

static conn_any of(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_key(name, strlen(name)));
}

static conn_any poll_args(conn_run *run, conn_scene *at)
{
    conn_any map = conn_any_map_new(run);
    const conn_any tags[] = {CONN_ANY_LITERAL("a"), at->config[1]};
    conn_set(run, map, CONN_KEY("other"),
             conn_join_2(run, CONN_ANY_LITERAL("q "), at->config[1]));
    conn_set(run, map, CONN_KEY("list"), conn_any_list_of(run, tags, 2));
    return map;
}

static conn_any poll_dedupe(conn_run *run, conn_scene *at)
{
    return conn_get(run, at->item, CONN_KEY("id"));
}

static conn_any poll_every(conn_run *run, conn_scene *at)
{
    (void)run;
    (void)at;
    return conn_any_int(1000000);
}

static void poll_steps(conn_run *run, conn_scene *at)
{
    conn_set(run, at->event, CONN_KEY("kind"), CONN_ANY_LITERAL("updated"));
    conn_set(run, at->event, CONN_KEY("id"), of(at->item, "id"));
    conn_set(run, at->event, CONN_KEY("object"), at->item);
}

static const conn_hook poll_hook = {"on", "things", poll_steps, 0, 0, false};
static const conn_poll_events polled = {
    {"things", &op_list, 0, "/id", &type_int64, NULL, 0},
    poll_args,
    poll_dedupe,
    poll_every,
    &poll_hook};

static int count_events(conn_poller *poller, conn_error *err)
{
    int count = 0;
    for (const conn_event *e; (e = conn_poller_next(poller, err)) != NULL;
         count++)
        assert_int_equal(e->kind, CONN_EVENT_UPDATED);
    return count;
}

static conn_status course_poll(void *user, conn_error *err)
{
    conn_client *client;
    conn_poll_options options = {.state_file = in_folder("poll")};
    (void)user;
    remove(options.state_file);
    conn_status status = open_fake(&client, WAY_BASIC, err);
    conn_poller *poller = status == CONN_OK
                              ? conn_poller_open(client, &polled, &options, err)
                              : NULL;
    if (poller != NULL) {
        int count = count_events(poller, err);
        if (err->status == CONN_OK) {
            assert_int_equal(count, 2);
            conn_poller_ack(poller, err);
        }
    }
    conn_poller_end(poller);
    conn_close(client);
    return status != CONN_OK ? status : err->status;
}

/* A caller who wants no error is told NULL, not killed. */
static conn_status course_poll_quietly(void *user, conn_error *err)
{
    conn_client *client;
    conn_poll_options options = {.state_file = in_folder("poll")};
    (void)user;
    remove(options.state_file);
    conn_status status = open_fake(&client, WAY_BASIC, err);
    if (status != CONN_OK)
        return status;
    conn_poller *poller = conn_poller_open(client, &polled, &options, NULL);
    status = poller != NULL ? CONN_OK : CONN_MEMORY;
    conn_poller_end(poller);
    conn_close(client);
    return status;
}

/* ---- grants ---- */

static conn_status log_in(conn_client *client, conn_error *err)
{
    conn_login_options by_hand = {.redirect_url = "https://app/cb"};
    char back[256] = "";
    conn_login *login = conn_login_begin(client, &by_hand, err);
    if (login == NULL)
        return err->status;
    const char *state = strstr(conn_login_url(login), "&state=");
    if (state != NULL)
        snprintf(back, sizeof back, "https://app/cb?code=c%.*s",
                 1 + (int)strcspn(state + 1, "&"), state);
    conn_status status = state != NULL
                             ? conn_login_finish(login, back, NULL, err)
                             : conn_login_wait(login, NULL, err);
    conn_login_end(login);
    return status;
}

/* A login, a call, a refresh, another call, a logout. */
static conn_status course_way(void *user, conn_error *err)
{
    int auth = *(const int *)user;
    conn_client *client;
    conn_status status = open_fake(&client, auth, err);
    if (status == CONN_OK && (auth == WAY_CODE || auth == WAY_DEVICE))
        status = log_in(client, err);
    if (status == CONN_OK)
        status = two_calls(client, err);
    if (status == CONN_OK)
        status = conn_logout(client, NULL, err);
    conn_close(client);
    return status;
}

/* ---- all of it ---- */

typedef struct course {
    const char *name;
    failing_course *run;
} course;

static const course courses[] = {
    {"multipart", course_parts},
    {"a download to a file", course_down},
    {"a recording", course_record},
    {"a player", course_replay},
    {"polled events", course_poll},
    {"polled events without an error", course_poll_quietly}};

static void test_course(void **state)
{
    const course *c = *state;
    char path[64];
    snprintf(path, sizeof path, "%s/recording", folder);
    if (c->run == course_replay)
        record_basic(path);
    assert_true(failing_in_turn(c->name, c->run, path) > 20);
}

static void test_way(void **state)
{
    int auth = (int)(size_t)*state;
    assert_true(failing_in_turn(ways_name(auth), course_way, &auth) > 20);
}

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    FILE *file = fopen(in_folder("upload"), "w");
    return file == NULL || fputs("content", file) < 0 || fclose(file) != 0;
}

static int drop_folder(void **state)
{
    char command[64];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(courses) + WAYS_END];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(courses); i++)
        tests[n++] = (struct CMUnitTest){courses[i].name, test_course, NULL,
                                         NULL, (void *)(size_t)&courses[i]};
    for (int auth = WAY_BASIC; auth < WAYS_END; auth++)
        tests[n++] = (struct CMUnitTest){ways_name(auth), test_way, NULL, NULL,
                                         (void *)(size_t)auth};
    return _cmocka_run_group_tests("memory: files", tests, n, make_folder,
                                   drop_folder);
}
