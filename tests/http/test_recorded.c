/* test_recorded.c - other transports: a function, and recordings, which hold no
 * secret whatever the way in, and are matched strictly when they are played. */
#include <pthread.h>
#include <unistd.h>

#include "api.h"
#include "conn/transport.h"

static char path[] = "/tmp/conn-recording-XXXXXX";

static char *content(void)
{
    static char text[16384];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static conn_client *open_on(conn_transport *transport, const char *url,
                            int auth)
{
    conn_client *client = NULL;
    conn_options options = {.transport = transport};
    api_config config = {url, "ann", "s3cret:pw", "k3y/+", auth};
    assert_int_equal(conn_open(&client, &api, &config, &options, NULL),
                     CONN_OK);
    return client;
}

/* ---- a function ---- */

static conn_status answer(void *user, const conn_http_request *request,
                          conn_http_response *response, conn_error *err)
{
    int *calls = user;
    ++*calls;
    if (strcmp(request->url, "http://fake/items/no") == 0) {
        err->status = CONN_TRANSPORT;
        snprintf(err->message, sizeof err->message, "the cable is out");
        return CONN_TRANSPORT;
    }
    conn_response_begin(response, 200);
    conn_response_add_header(response, "ETag", "e");
    return conn_response_add_body(response, "{\"id\":7,\"name\":\"n\"}", 19);
}

static void test_fake(void **state)
{
    (void)state;
    int calls = 0;
    conn_error err = {0};
    conn_client *client =
        open_on(conn_transport_fake(answer, &calls), "http://fake", 0);
    api_args args = {.id = "1"};
    conn_reply *reply = conn_call(client, &op_get, &args, &err);
    assert_string_equal(err.message, "");
    assert_string_equal(conn_reply_header(reply, "etag"), "e");
    conn_reply_free(reply);
    args.id = "no";
    assert_null(conn_call(client, &op_get, &args, &err));
    assert_error(&err, CONN_TRANSPORT, "items.get: the cable is out");
    /* A batch over it sends one request after the other. */
    conn_batch *batch = conn_batch_new(client, 4);
    args.id = "2";
    for (int i = 0; i < 5; i++)
        assert_int_equal(
            conn_batch_add(batch, &op_get, &args, sizeof args, NULL, &err),
            CONN_OK);
    int ended = 0;
    while (conn_batch_next(batch, &reply, NULL, &err)) {
        assert_non_null(reply);
        conn_reply_free(reply);
        ended++;
    }
    assert_int_equal(ended, 5);
    conn_batch_free(batch);
    conn_close(client);
    assert_int_equal(calls, 7);
    conn_error_clear(&err);
}

/* ---- recordings ---- */

static const conn_path_part note_path[] = {{"/notes", 0, false, false}};
static const conn_arg note_args[] = {ARG_BODY(), ARG_OTHER("q", CONN_IN_QUERY)};
static const conn_op op_note = {.name = "note",
                                .method = "POST",
                                .path = note_path,
                                .path_count = 1,
                                .args = note_args,
                                .arg_count = 2,
                                .call_offset = CALL_OFFSET,
                                .idempotency_header = "Idempotency-Key"};

/* What every course does; returns the status of its last call. */
static conn_status run(conn_client *client, const char *name, conn_error *err)
{
    api_args args = {.id = "1",
                     .other = "x y",
                     .body = {.id = 1, .name = conn_str_of(name)}};
    conn_reply *reply = conn_call(client, &op_get, &args, err);
    if (reply == NULL)
        return err->status;
    const item *it = conn_reply_value(reply);
    assert_string_equal(it->name.data, "line\nbreak");
    conn_reply_free(reply);
    conn_reply_free(conn_call(client, &op_note, &args, err));
    if (err->status != CONN_OK)
        return err->status;
    args.id = "2";
    conn_reply_free(conn_call(client, &op_get, &args, err));
    return err->status;
}

static const step steps[] = {
    STEP_AGAIN("POST /v1/login",
               "200\nSet-Cookie: sid=c00kie\n\n"
               "{\"token\":\"t0ken-1\",\"refresh\":\"r3fresh-1\"}"),
    STEP_AGAIN("GET /v1/items/1",
               "200\n\n{\"id\":1,\"name\":\"line\\nbreak\"}"),
    STEP_AGAIN("GET /v1/items/1?key=k3y%2F%2B",
               "200\n\n{\"id\":1,\"name\":\"line\\nbreak\"}"),
    STEP_AGAIN("POST /v1/notes?q=x%20y", "204"),
    STEP_AGAIN("POST /v1/notes?q=x%20y&key=k3y%2F%2B", "204"),
    STEP_AGAIN("GET /v1/items/2", "404\n\n{}"),
    STEP_AGAIN("GET /v1/items/2?key=k3y%2F%2B", "404\n\n{}")};

static void assert_no_secret(const char *text)
{
    static const char *const secrets[] = {
        "s3cret", "k3y", "YW5uOnMzY3JldDpwdw", "t0ken", "r3fresh", "c00kie"};
    for (size_t i = 0; i < COUNT(secrets); i++)
        if (strstr(text, secrets[i]) != NULL)
            fail_msg("`%s` stands in:\n%s", secrets[i], text);
}

static void note_line(void *user, conn_log_level level, const char *line)
{
    (void)level;
    strncat(user, line, 8191 - strlen(user));
}

static void test_record(void **state)
{
    int auth = (int)(size_t)*state;
    char log[8192] = "", url[64];
    conn_options options = {.log = note_line, .log_user = log};
    conn_error err = {0};
    server *srv = server_start(steps, COUNT(steps), false);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1", server_port(srv));
    conn_transport *recorder = NULL;
    assert_int_equal(
        conn_transport_record(&recorder, NULL, &options, path, &err), CONN_OK);
    options.transport = recorder;
    api_config config = {url, "ann", "s3cret:pw", "k3y/+", auth};
    conn_client *client = NULL;
    assert_int_equal(conn_open(&client, &api, &config, &options, &err),
                     CONN_OK);
    assert_int_equal(run(client, "n", &err), CONN_NOT_FOUND);
    conn_close(client);
    free(server_stop(srv));
    assert_no_secret(content());
    assert_no_secret(log);
    assert_non_null(strstr(log, "items.get: GET http"));
    /* Played back with other secrets, it is the same. */
    conn_transport *player = NULL;
    assert_int_equal(conn_transport_replay(&player, path, false, &err),
                     CONN_OK);
    conn_options played = {.transport = player};
    api_config others = {url, "ann", "0ther", "0ther+key", auth};
    assert_int_equal(conn_open(&client, &api, &others, &played, &err), CONN_OK);
    assert_int_equal(run(client, "n", &err), CONN_NOT_FOUND);
    assert_int_equal(conn_replay_left(player), 0);
    api_args args = {.id = "3"};
    assert_null(conn_call(client, &op_get, &args, &err));
    assert_int_equal(err.status, CONN_TRANSPORT);
    assert_non_null(strstr(err.message, "the recording has no more than"));
    conn_close(client);
    conn_error_clear(&err);
}

static void test_differs(void **state)
{
    (void)state;
    conn_error err = {0};
    char url[64], want[256];
    server *srv = server_start(steps, COUNT(steps), false);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1", server_port(srv));
    conn_transport *transport = NULL;
    conn_options none = {0};
    assert_int_equal(conn_transport_record(&transport, NULL, &none, path, &err),
                     CONN_OK);
    conn_client *client = open_on(transport, url, 0);
    run(client, "n", &err);
    conn_close(client);
    free(server_stop(srv));
    assert_int_equal(conn_transport_replay(&transport, path, false, &err),
                     CONN_OK);
    client = open_on(transport, url, 0);
    assert_int_equal(run(client, "other", &err), CONN_TRANSPORT);
    assert_non_null(strstr(err.message, "request 2 is not as recorded: "));
    assert_int_equal(conn_replay_left(transport), 2);
    conn_close(client);
    /* The order matters, unless it is said not to. */
    for (int any = 0; any < 2; any++) {
        conn_transport_replay(&transport, path, any == 1, &err);
        client = open_on(transport, url, 0);
        api_args args = {.id = "2"};
        assert_null(conn_call(client, &op_get, &args, &err));
        assert_int_equal(err.status, any ? CONN_NOT_FOUND : CONN_TRANSPORT);
        snprintf(want, sizeof want,
                 "items.get: request 1 is not as recorded: `> GET %s/items/2`, "
                 "not `> GET %s/items/1`",
                 url, url);
        if (!any)
            assert_string_equal(err.message, want);
        conn_close(client);
    }
    conn_error_clear(&err);
}

/* Failures are recorded too, and streamed bodies are not. */
static void test_failure(void **state)
{
    (void)state;
    static const step drop[] = {STEP_AS(DROP, "GET /v1/items/1", "")};
    conn_error err = {0};
    char url[64], said[256];
    server *srv = server_start(drop, 1, false);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1", server_port(srv));
    conn_transport *transport = NULL;
    conn_options none = {0};
    conn_transport_record(&transport, NULL, &none, path, &err);
    conn_client *client = open_on(transport, url, 0);
    assert_int_equal(run(client, "n", &err), CONN_TRANSPORT);
    snprintf(said, sizeof said, "%s", err.message);
    conn_close(client);
    free(server_stop(srv));
    conn_transport_replay(&transport, path, false, &err);
    client = open_on(transport, url, 0);
    assert_int_equal(run(client, "n", &err), CONN_TRANSPORT);
    assert_string_equal(err.message, said);
    assert_int_equal(err.transport_code, 52);
    conn_close(client);
    conn_error_clear(&err);
}

static void test_not_a_recording(void **state)
{
    static const char *const texts[] = {
        "",
        "nothing",
        "conn exchanges 1\n< 200\n\n",
        "conn exchanges 1\n> GET /\n",
        "conn exchanges 1\n> GET /\nbody 9\nx\n\n",
        "conn exchanges 1\n> GET /\n\n< 200\nbody 99999999999999999999\nx\n\n"};
    (void)state;
    conn_error err = {0};
    conn_transport *player = NULL;
    for (size_t i = 0; i < COUNT(texts); i++) {
        FILE *file = fopen(path, "wb");
        fputs(texts[i], file);
        fclose(file);
        assert_int_equal(conn_transport_replay(&player, path, false, &err),
                         CONN_USAGE);
        assert_null(player);
    }
    assert_int_equal(conn_transport_replay(&player, "/nowhere", false, &err),
                     CONN_USAGE);
    conn_options none = {0};
    assert_int_equal(
        conn_transport_record(&player, NULL, &none, "/nowhere/x", &err),
        CONN_USAGE);
    conn_error_clear(&err);
}

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int drop_file(void **state)
{
    (void)state;
    return remove(path);
}

int main(void)
{
    static struct CMUnitTest tests[AUTH_LOGIN_REFRESH + 4];
    size_t n = 0;
    static const char *const names[] = {"",
                                        "recorded: none",
                                        "recorded: basic",
                                        "recorded: bearer",
                                        "recorded: key in header",
                                        "recorded: key in query",
                                        "recorded: key in cookie",
                                        "recorded: login",
                                        "recorded: login with refresh"};
    for (size_t auth = AUTH_NONE; auth <= AUTH_LOGIN_REFRESH; auth++)
        tests[n++] = (struct CMUnitTest){names[auth], test_record, NULL, NULL,
                                         (void *)auth};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_fake);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_differs);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_failure);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_not_a_recording);
    return cmocka_run_group_tests_name("recorded", tests, make_file, drop_file);
}
