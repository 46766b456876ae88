/* test_webhook.c - requests that a webhook receives: refused, routed, typed,
 * and every allocation of it failed in turn. */
#include "api.h"
#include "conn/events.h"
#include "conn/functions.h"
#include "failing.h"

#define NOW INT64_C(1700000000)

/* ---- steps, as connc writes them ---- */

static conn_any part(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_key(name, strlen(name)));
}

/* "TIME:HEX" over the time, a dot and the body, at most five minutes old. */
static void verify_steps(conn_run *run, conn_scene *at)
{
    conn_any sent =
        conn_any_either(conn_fn_headers_get(run, part(at->request, "headers"),
                                            CONN_ANY_LITERAL("X-Signature")),
                        CONN_ANY_LITERAL(""));
    conn_any time = conn_fn_string_before(run, sent, CONN_ANY_LITERAL(":"));
    conn_any age = conn_int_subtract(
        run, conn_fn_now(run),
        conn_fn_from_unix(run, conn_fn_string_to_int(run, time)));
    const conn_any parts[] = {time, CONN_ANY_LITERAL("."),
                              part(at->request, "raw_body")};
    conn_any want = conn_fn_bytes_to_hex(
        run, conn_fn_hmac_sha256(run, at->config[CONFIG_KEY],
                                 conn_fn_bytes(run, parts, 3)));
    conn_any hex = conn_fn_string_after(run, sent, CONN_ANY_LITERAL(":"));
    bool same = conn_any_is_true(conn_fn_constant_time_eq(run, want, hex));
    if (!conn_stopped(run) &&
        (!same || conn_compare(age, conn_any_int(300000000)) > 0))
        conn_raise(run, CONN_UNAUTHORIZED, CONN_ANY_LITERAL("refused"),
                   conn_any_null());
}

static void item_steps(conn_run *run, conn_scene *at)
{
    conn_any body = part(at->request, "body");
    conn_set(run, at->event, CONN_KEY("kind"), CONN_ANY_LITERAL("updated"));
    conn_set(run, at->event, CONN_KEY("id"),
             conn_get(run, body, CONN_KEY("id")));
    conn_set(run, at->event, CONN_KEY("at"), conn_any_int(NOW * 1000000));
    conn_set(run, at->event, CONN_KEY("object"), body);
}

static void skip_steps(conn_run *run, conn_scene *at)
{
    (void)at;
    conn_skip(run, conn_any_null());
}

static conn_any route_value(conn_run *run, conn_scene *at)
{
    return conn_fn_headers_get(run, part(at->request, "headers"),
                               CONN_ANY_LITERAL("X-Topic"));
}

static const conn_hook hooks[] = {
    {"verify", "things", verify_steps, CONN_PART_HEADERS | CONN_PART_RAW_BODY,
     0, false},
    {"on", "things", item_steps, CONN_PART_BODY, 0, false},
    {"on", "things", skip_steps, 0, 0, false}};
static const conn_event_route routes[] = {
    {"item.new", &hooks[1]}, {"item.*", &hooks[1]}, {"quiet", &hooks[2]}};
static const conn_webhook things = {"things", &hooks[0],     route_value,
                                    routes,   COUNT(routes), false};
static const conn_type *const types[] = {&type_item, &type_item, NULL};

/* ---- receiving ---- */

typedef struct given {
    const char *topic, *body;
    const char *sent; /* body that was signed, or NULL: the same */
    int64_t late;     /* seconds */
} given;

/* What the vendor would have signed. */
static void sign(const char *body, char out[128])
{
    conn_run *run = conn_run_open(NULL);
    char text[512];
    snprintf(text, sizeof text, "%lld.%s", (long long)NOW, body);
    conn_any hex = conn_fn_bytes_to_hex(
        run, conn_fn_hmac_sha256(run, CONN_ANY_LITERAL("key"),
                                 conn_any_text(text, strlen(text))));
    snprintf(out, 128, "%lld:%.*s", (long long)NOW, (int)hex.as.text.len,
             hex.as.text.data);
    conn_run_close(run);
}

static conn_status receive(const given *what, const char *signature,
                           conn_event **out, conn_error *err)
{
    conn_client *client = NULL;
    api_config config = {"http://127.0.0.1:1/v1", "ann", "pw", "key",
                         AUTH_NONE};
    conn_header headers[] = {{"x-signature", signature},
                             {"X-Topic", what->topic}};
    conn_webhook_request request = {headers,
                                    what->topic != NULL ? 2 : 1,
                                    what->body,
                                    strlen(what->body),
                                    {CONN_VALUE, (NOW + what->late) * 1000000},
                                    NULL,
                                    NULL};
    conn_status status = conn_open(&client, &api, &config, NULL, err);
    *out = NULL;
    if (status == CONN_OK)
        status =
            conn_webhook_receive(client, &things, types, &request, out, err);
    conn_close(client);
    return status;
}

static conn_status receive_signed(given what, conn_event **out, conn_error *err)
{
    char signature[128];
    sign(what.sent != NULL ? what.sent : what.body, signature);
    return receive(&what, signature, out, err);
}

static void test_event(void **state)
{
    conn_event *event;
    conn_error err = {0};
    given what = {"item.new", "{\"id\":7,\"name\":\"n\"}", NULL, 300};
    (void)state;
    assert_int_equal(receive_signed(what, &event, &err), CONN_OK);
    assert_non_null(event);
    assert_int_equal(event->route, 1);
    assert_string_equal(event->topic.data, "item.new");
    assert_int_equal(event->kind, CONN_EVENT_UPDATED);
    assert_string_equal(event->id.data, "7");
    assert_int_equal(event->at.value, NOW * 1000000);
    assert_string_equal(event->object.data, "{\"id\":7,\"name\":\"n\"}");
    const item *it = event->value;
    assert_int_equal(it->id, 7);
    assert_string_equal(it->name.data, "n");
    conn_event_free(event);
    what.topic = "item.gone";
    assert_int_equal(receive_signed(what, &event, &err), CONN_OK);
    assert_int_equal(event->route, 2);
    conn_event_free(event);
    conn_event_free(NULL);
}

/* No failure, and no event. */
static void test_not_taken(void **state)
{
    static const given cases[] = {{"other", "{}", NULL, 0},
                                  {"item", "{}", NULL, 0},
                                  {"quiet", "not json", NULL, 0},
                                  {NULL, "", NULL, 0}};
    conn_event *event;
    conn_error err = {0};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(receive_signed(cases[i], &event, &err), CONN_OK);
        assert_null(event);
    }
}

static void expect(given what, conn_status status)
{
    conn_event *event;
    conn_error err = {0};
    assert_int_equal(receive_signed(what, &event, &err), status);
    assert_null(event);
    assert_int_equal(err.status, status);
    assert_null(strstr(err.message, "key"));
    conn_error_clear(&err);
}

static void test_refused(void **state)
{
    conn_event *event;
    conn_error err = {0};
    const given what = {"item.new", "{\"id\":7,\"name\":\"n\"}", NULL, 0};
    (void)state;
    expect((given){"item.new", "{\"id\":8}", "{\"id\":7}", 0},
           CONN_UNAUTHORIZED);
    expect((given){"item.new", "{\"id\":7,\"name\":\"n\"}", NULL, 301},
           CONN_UNAUTHORIZED);
    expect((given){"other", "{}", "{ }", 0}, CONN_UNAUTHORIZED);
    /* Signed, but not what was declared. */
    expect((given){"item.new", "{\"id\":\"x\",\"name\":\"n\"}", NULL, 0},
           CONN_DECODE);
    expect((given){"item.new", "", NULL, 0}, CONN_DECODE);
    expect((given){"item.new", "{\"id\":7", NULL, 0}, CONN_DECODE);
    assert_int_equal(receive(&what, NULL, &event, &err), CONN_USAGE);
    assert_null(event);
    conn_error_clear(&err);
}

/* ---- failing ---- */

static void test_memory(void **state)
{
    char signature[128];
    const given what = {"item.new", "{\"id\":7,\"name\":\"n\"}", NULL, 0};
    int n = 0;
    (void)state;
    sign(what.body, signature);
    for (bool more = true; more; n++) {
        conn_event *event;
        conn_error err = {0};
        failing_begin(n);
        conn_status status = receive(&what, signature, &event, &err);
        more = failing_end();
        assert_int_equal(status, more ? CONN_MEMORY : CONN_OK);
        assert_true((event != NULL) == (status == CONN_OK));
        conn_event_free(event);
        conn_error_clear(&err);
    }
    assert_true(n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_event), cmocka_unit_test(test_not_taken),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests_name("webhook", tests, NULL, NULL);
}
