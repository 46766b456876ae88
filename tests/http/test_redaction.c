/* test_redaction.c - whatever goes well or wrong, and however talkative the
 * log is: no secret of any way in stands in a log line, an error, or a
 * recording. The server is the worst there can be: what it says is all that it
 * was sent, in every encoding. */
#include <unistd.h>

#include "conn/auth.h"
#include "world.h"

static char path[] = "/tmp/conn-redaction-XXXXXX";

static void look_at_recording(const world *w)
{
    static char text[1 << 22];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[len] = '\0';
    assert_int_equal(strlen(text), len);
    assert_non_null(strstr(text, "> GET " BASE "/items/1"));
    world_no_leak(w, text, "a recording");
}

/* ---- the calls ---- */

static const conn_path_part get_path[] = {{"/items/1", 0, false, false}};
static const uint16_t statuses[] = {503, 0};
static const conn_retry retry = {statuses, 2, 1, 1};
static const conn_arg get_args[] = {
    ARG(other, "q", type_cstr, CONN_F_SECRET, 0, CONN_IN_QUERY, false)};
static const conn_stream_how lines = {.kind = CONN_S_LINES, .item = &type_item};
#define OPERATION                                                              \
    .name = "items.get", .method = "GET", .path = get_path, .path_count = 1,   \
    .args = get_args, .arg_count = 1, .call_offset = CALL_OFFSET,              \
    .retry = &retry, .errors = &api_errors
static const conn_op op_item = {OPERATION, .result = &type_item};
static const conn_op op_rows = {OPERATION, .stream = &lines};

static void call_once(conn_client *client, const api_args *args,
                      conn_error *err)
{
    conn_reply_free(conn_call(client, &op_item, args, err));
}

static void call_stream(conn_client *client, const api_args *args,
                        conn_error *err)
{
    conn_stream *stream =
        conn_stream_open(client, &op_rows, args, sizeof *args);
    while (conn_stream_next(stream, err) != NULL)
        continue;
    conn_stream_end(stream);
}

static void call_batch(conn_client *client, const api_args *args,
                       conn_error *err)
{
    conn_batch *batch = conn_batch_new(client, 2);
    conn_reply *reply;
    conn_batch_add(batch, &op_item, args, sizeof *args, NULL, err);
    while (conn_batch_next(batch, &reply, NULL, err))
        conn_reply_free(reply);
    conn_batch_free(batch);
}

static void call_raw(conn_client *client, const api_args *args, conn_error *err)
{
    conn_raw_request raw = {.path = "/items/1?token=s3cret-argument%2FZq20"};
    (void)args;
    conn_reply_free(conn_send(client, &raw, err));
}

static void (*const calls[])(conn_client *, const api_args *, conn_error *) = {
    call_once, call_stream, call_batch, call_raw};

static void make_calls(world *w, conn_client *client)
{
    api_args args = {.other = "s3cret-argument/Zq20"};
    for (int m = WELL; m < MOODS; m++) {
        for (size_t i = 0; i < COUNT(calls); i++) {
            conn_error err = {0};
            w->mood = (mood)m;
            w->asked = 0;
            calls[i](client, &args, &err);
            if (m == WELL && i == 0)
                assert_string_equal(err.message, "");
            if (m >= DEAD && i == 0)
                assert_int_not_equal(err.status, CONN_OK);
            world_look_at_error(w, &err);
            conn_error_clear(&err);
        }
    }
    w->mood = WELL;
}

/* ---- people ---- */

static conn_status finish(conn_login *login, conn_error *err)
{
    char url[512];
    const char *state = strstr(conn_login_url(login), "state=");
    if (state == NULL)
        return conn_login_wait(login, NULL, err);
    snprintf(url, sizeof url,
             "http://127.0.0.1:9/cb?code=c0de%%2Fof%%2Bperson-Zq19&%.*s",
             (int)strcspn(state, "&"), state);
    return conn_login_finish(login, url, NULL, err);
}

static void log_in(world *w, conn_client *client, mood how)
{
    conn_login_options options = {.redirect_url = "http://127.0.0.1:9/cb"};
    conn_error err = {0};
    w->mood = WELL;
    conn_login *login = conn_login_begin(client, &options, &err);
    assert_string_equal(err.message, "");
    w->mood = how;
    conn_status status = finish(login, &err);
    if (how == WELL)
        assert_string_equal(err.message, "");
    else
        assert_int_not_equal(status, CONN_OK);
    world_look_at_error(w, &err);
    conn_error_clear(&err);
    conn_login_end(login);
}

static void log_people_in(world *w, conn_client *client)
{
    log_in(w, client, NO_LOGIN);
    log_in(w, client, ODD_LOGIN);
    log_in(w, client, WELL);
}

/* ---- each way in ---- */

static void test_way(void **state)
{
    int auth = (int)(size_t)*state;
    ways_config config = ways_all(BASE, auth);
    world *w = world_make(&config);
    conn_transport *recorder = NULL;
    conn_client *client = NULL;
    conn_error err = {0};
    conn_options options = {.log = world_note,
                            .log_user = w,
                            .log_level = CONN_LOG_DEBUG,
                            .forget_tokens = true,
                            .key_password = KEY_PASSWORD,
                            .proxy = "http://pr:pr0xy&Zq7%2Fword@127.0.0.1:1"};
    conn_transport *inner = conn_transport_fake(
        auth == WAY_DIGEST ? world_answer_digest : world_answer, w);
    assert_int_equal(
        conn_transport_record(&recorder, inner, &options, path, &err), CONN_OK);
    options.transport = recorder;
    assert_int_equal(conn_open(&client, &ways, &config, &options, &err),
                     CONN_OK);
    if (auth == WAY_CODE || auth == WAY_DEVICE)
        log_people_in(w, client);
    make_calls(w, client);
    w->mood = NO_LOGIN;
    conn_logout(client, NULL, &err);
    world_look_at_error(w, &err);
    conn_error_clear(&err);
    conn_close(client);
    /* It did hear secrets, and something is hidden. */
    if (auth != WAY_CERTIFICATE)
        assert_non_null(leaks_find(&w->secrets, w->heard));
    assert_non_null(strstr(w->log, "***"));
    assert_non_null(strstr(w->log, "items.get: < Set-Cookie: ***\n"));
    assert_true(w->any_level[CONN_LOG_DEBUG] && w->any_level[CONN_LOG_INFO] &&
                w->any_level[CONN_LOG_WARN]);
    world_no_leak(w, w->log, "the log");
    look_at_recording(w);
    free(w);
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
    static struct CMUnitTest tests[WAYS_END];
    size_t n = 0;
    for (int auth = WAY_BASIC; auth < WAYS_END; auth++)
        tests[n++] = (struct CMUnitTest){ways_name(auth), test_way, NULL, NULL,
                                         (void *)(size_t)auth};
    return _cmocka_run_group_tests("redaction", tests, n, make_file, drop_file);
}
