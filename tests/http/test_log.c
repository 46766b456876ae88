/* test_log.c - what a log hears at each level, and that hooks can tell it no
 * secret. */
#include "conn/events.h"
#include "conn/functions.h"
#include "world.h"

static const conn_path_part get_path[] = {{"/items/1", 0, false, false}};
static const uint16_t statuses[] = {503, 0};
static const conn_retry retry = {statuses, 2, 1, 1};
static const conn_arg get_args[] = {
    ARG(other, "q", type_cstr, CONN_F_SECRET, 0, CONN_IN_QUERY, false)};
#define OPERATION                                                              \
    .name = "items.get", .method = "GET", .path = get_path, .path_count = 1,   \
    .args = get_args, .arg_count = 1, .call_offset = CALL_OFFSET,              \
    .retry = &retry, .errors = &api_errors
static const conn_op op_item = {OPERATION, .result = &type_item};

static void call_once(conn_client *client, const api_args *args,
                      conn_error *err)
{
    conn_reply_free(conn_call(client, &op_item, args, err));
}

/* ---- hooks ---- */

/* Says in every way what it knows. */
static void tell(conn_run *run, conn_scene *at)
{
    conn_any text = CONN_ANY_LITERAL("");
    for (size_t i = WAYS_SECRET; i < WAYS_PEM; i++) {
        text = conn_join_2(run, text, CONN_ANY_LITERAL(" | "));
        text = conn_join_2(run, text, at->config[i]);
        text =
            conn_join_2(run, text,
                        conn_fn_bytes_to_base64(
                            run, conn_fn_string_to_bytes(run, at->config[i])));
    }
    conn_fn_log_debug(run, text);
    conn_fn_log_info(run, text);
    conn_fn_log_warn(run, text);
    conn_fn_log_error(run, text);
    conn_raise(run, CONN_UNAUTHORIZED, text, conn_any_null());
}

static const conn_hook teller = {
    "verify", "things", tell, CONN_PART_HEADERS | CONN_PART_RAW_BODY, 0, false};
static const conn_webhook things = {"things", &teller, NULL, NULL, 0, false};

static void test_webhook(void **state)
{
    (void)state;
    ways_config config = ways_all(BASE, WAY_BASIC);
    world *w = world_make(&config);
    conn_client *client = NULL;
    conn_event *event = NULL;
    conn_error err = {0};
    conn_options options = {
        .log = world_note, .log_user = w, .log_level = CONN_LOG_DEBUG};
    conn_webhook_request request = {.body = "{}", .body_size = 2};
    assert_int_equal(conn_open(&client, &ways, &config, &options, &err),
                     CONN_OK);
    assert_int_equal(
        conn_webhook_receive(client, &things, NULL, &request, &event, &err),
        CONN_UNAUTHORIZED);
    assert_non_null(strstr(err.message, "***"));
    world_look_at_error(w, &err);
    for (int level = CONN_LOG_DEBUG; level <= CONN_LOG_ERROR; level++)
        assert_true(w->any_level[level]);
    assert_non_null(strstr(w->log, "webhook:  | ***"));
    world_no_leak(w, w->log, "the log");
    conn_error_clear(&err);
    conn_close(client);
    free(w);
}

/* ---- levels ---- */

static void test_levels(void **state)
{
    (void)state;
    static const struct {
        conn_log_level least;
        bool heard[CONN_LOG_ERROR + 1];
    } rows[] = {{0, {false, false, true, true, true}},
                {CONN_LOG_DEBUG, {false, true, true, true, true}},
                {CONN_LOG_INFO, {false, false, true, true, true}},
                {CONN_LOG_WARN, {false, false, false, true, true}},
                {CONN_LOG_ERROR, {false, false, false, false, true}}};
    ways_config config = ways_all(BASE, WAY_BASIC);
    for (size_t i = 0; i < COUNT(rows); i++) {
        world *w = world_make(&config);
        conn_client *client = NULL;
        conn_event *event = NULL;
        conn_webhook_request request = {.body = "{}", .body_size = 2};
        api_args args = {.other = "x"};
        conn_options options = {.log = world_note,
                                .log_user = w,
                                .log_level = rows[i].least,
                                .transport =
                                    conn_transport_fake(world_answer, w)};
        assert_int_equal(conn_open(&client, &ways, &config, &options, NULL),
                         CONN_OK);
        w->mood = FLAKY;
        call_once(client, &args, NULL);
        conn_webhook_receive(client, &things, NULL, &request, &event, NULL);
        assert_memory_equal(w->any_level, rows[i].heard, sizeof w->any_level);
        conn_close(client);
        free(w);
    }
}

/* What a person reads at each level, whole. */
static void test_lines(void **state)
{
    (void)state;
    static const char *const want[] = {
        "items.get: > Accept: application/json\n",
        "items.get: > User-Agent: conn/" CONN_VERSION "\n",
        "items.get: > Authorization: ***\n",
        "items.get: GET " BASE "/items/1?q=***: 503, ",
        "items.get: < Content-Type: application/json\n",
        "items.get: < X-Auth-Token: ***\n",
        "items.get: tries again in ",
        "items.get: GET " BASE "/items/1?q=***: 200, "};
    ways_config config = ways_all(BASE, WAY_BASIC);
    world *w = world_make(&config);
    conn_client *client = NULL;
    api_args args = {.other = "s3cret-argument/Zq20"};
    conn_options options = {.log = world_note,
                            .log_user = w,
                            .log_level = CONN_LOG_DEBUG,
                            .transport = conn_transport_fake(world_answer, w)};
    assert_int_equal(conn_open(&client, &ways, &config, &options, NULL),
                     CONN_OK);
    w->mood = FLAKY;
    call_once(client, &args, NULL);
    for (size_t i = 0; i < COUNT(want); i++)
        if (strstr(w->log, want[i]) == NULL)
            fail_msg("`%s` is not in:\n%.3000s", want[i], w->log);
    conn_close(client);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_webhook),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_lines),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
