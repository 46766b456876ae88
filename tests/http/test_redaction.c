/* test_redaction.c - whatever goes well or wrong, and however talkative the
 * log is: no secret of any way in stands in a log line, an error, or a
 * recording. The server is the worst there can be: what it says is all that it
 * was sent, in every encoding. */
#include <unistd.h>

#include "base64.h"
#include "conn/auth.h"
#include "conn/events.h"
#include "conn/functions.h"
#include "conn/transport.h"
#include "leaks.h"
#include "ways.h"

#define BASE "http://api.test/v1"
#define PROXY_PASSWORD "pr0xy&Zq7/word"
#define KEY_PASSWORD "k3y-passw0rd Zq8"

static char path[] = "/tmp/conn-redaction-XXXXXX";

/* ---- a server that repeats what it hears ---- */

typedef enum mood {
    WELL,
    FLAKY, /* the first time it can't, then well */
    DEAD,  /* no answer: a failure that says it all */
    UNAUTHORIZED,
    NO_LOGIN,  /* and the login is refused, too */
    ODD_LOGIN, /* and its error code says it all; 200 */
    INVALID,
    ELSEWHERE, /* a redirect to another host, with it all */
    NOT_JSON,
    MOODS
} mood;

typedef struct world {
    leaks secrets;
    mood mood;
    int asked; /* in this mood */
    char heard[16384];
    char log[1 << 20];
    size_t logged;
    bool any_level[CONN_LOG_ERROR + 1];
} world;

static void put(char *out, size_t size, const char *text)
{
    size_t len = strlen(out);
    snprintf(out + len, size - len, "%s", text);
}

/* What only this request holds: signatures, assertions, codes. */
static void learn(world *w, const conn_http_request *request)
{
    static const char *const fields[] = {
        "assertion=", "client_assertion=", "code_verifier="};
    for (size_t i = 0; i < request->header_count; i++) {
        const conn_header *h = &request->headers[i];
        const char *scheme = strchr(h->value, ' ');
        if (strcmp(h->name, "Authorization") == 0 && scheme != NULL)
            leaks_add_whole(&w->secrets, scheme + 1, strlen(scheme + 1));
    }
    for (size_t i = 0; request->body != NULL && i < COUNT(fields); i++) {
        const char *at = strstr(request->body, fields[i]);
        if (at != NULL)
            leaks_add_whole(&w->secrets, at + strlen(fields[i]),
                            strcspn(at + strlen(fields[i]), "&"));
    }
}

static void hear(world *w, const conn_http_request *request)
{
    size_t size = sizeof w->heard;
    learn(w, request);
    w->heard[0] = '\0';
    put(w->heard, size, request->url);
    for (size_t i = 0; i < request->header_count; i++) {
        put(w->heard, size, " ");
        put(w->heard, size, request->headers[i].name);
        put(w->heard, size, ": ");
        put(w->heard, size, request->headers[i].value);
    }
    put(w->heard, size, " ");
    put(w->heard, size, request->body != NULL ? request->body : "");
    put(w->heard, size, " " PROXY_PASSWORD " " KEY_PASSWORD);
}

/* As a string of JSON: escaped, then percent-encoded, then base64. */
static void put_json(char *out, size_t size, const char *text)
{
    size_t len = strlen(text), coded = conn_base64_length(len);
    char *all = calloc(1, len * 9 + coded + 3), *to = all;
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr("\"\\/", *p) != NULL)
            *to++ = '\\';
        if ((*p & 0xE0) == 0xC0 && p[1] != '\0') {
            to += sprintf(to, "\\u%04x", (*p & 0x1F) << 6 | (p[1] & 0x3F));
            p++;
        } else {
            *to++ = *p;
        }
    }
    *to++ = ' ';
    for (const char *p = text; *p != '\0'; p++)
        to += sprintf(to, "%%%02x", (unsigned char)*p);
    *to++ = ' ';
    conn_base64_encode(text, len, to);
    put(out, size, all);
    free(all);
}

static conn_status say(world *w, conn_http_response *response, int status,
                       const char *members)
{
    static char body[200000];
    conn_response_begin(response, status);
    conn_response_add_header(response, "Content-Type", "application/json");
    conn_response_add_header(response, "Set-Cookie",
                             "sid=c00kie/Zq9+of-mine; Path=/");
    conn_response_add_header(response, "X-Request-Id", w->heard);
    conn_response_add_header(response, "X-Auth-Token", "hdr-t0ken-Zq10");
    snprintf(body, sizeof body, "{%s", members);
    static const char *const names[] = {"message", "code", "error_description"};
    for (size_t i = 0; status >= 400 && i < COUNT(names); i++) {
        put(body, sizeof body, i > 0 ? ",\"" : "\"");
        put(body, sizeof body, names[i]);
        put(body, sizeof body, "\":\"");
        put_json(body, sizeof body, w->heard);
        put(body, sizeof body, "\"");
    }
    put(body, sizeof body,
        status >= 400 && *members == '\0' ? ",\"error\":\"invalid_grant\"}"
                                          : "}");
    return conn_response_add_body(response, body, strlen(body));
}

#define TOKENS                                                                 \
    "\"access_token\":\"acc3ss\\/Zq11+t\",\"refresh_token\":\"r3fresh/"        \
    "Zq12&t\",\"id_token\":\"1d-t0ken.Zq13.x\",\"device_code\":\"d3vice/"      \
    "Zq16+c0de\",\"user_code\":\"WDJB-MJHT\",\"interval\":0,"                  \
    "\"verification_uri\":\"http://api.test/dev\""
#define SESSION "\"session\":\"s3ssion/Zq14+t\",\"again\":\"ag4in/Zq15+t\""

static conn_status answer_login(world *w, conn_http_response *response,
                                const char *tokens)
{
    static char odd[100000];
    if (w->mood == NO_LOGIN)
        return say(w, response, 400, "");
    if (w->mood != ODD_LOGIN)
        return say(w, response, 200, tokens);
    snprintf(odd, sizeof odd, "\"error\":\"");
    put_json(odd, sizeof odd, w->heard);
    put(odd, sizeof odd, "\"");
    return say(w, response, 200, odd);
}

static conn_status break_off(world *w, conn_http_response *response,
                             conn_error *err)
{
    if (err != NULL) {
        err->status = CONN_TRANSPORT;
        snprintf(err->message, sizeof err->message, "%s", w->heard);
    }
    conn_response_set_transient(response);
    return CONN_TRANSPORT;
}

static conn_status answer_call(world *w, conn_http_response *response,
                               conn_error *err)
{
    switch (w->mood) {
    case FLAKY:
        if (w->asked == 1)
            return say(w, response, 503, "\"wait\":0,");
        break;
    case DEAD:
        return break_off(w, response, err);
    case UNAUTHORIZED:
    case NO_LOGIN:
    case ODD_LOGIN:
        return say(w, response, 401, "");
    case INVALID:
        return say(w, response, 418, "");
    case ELSEWHERE:
        conn_response_begin(response, 302);
        return conn_response_add_header(
            response, "Location",
            "http://other.test/cb?code=l0cation-Zq17&token=l0cation-Zq18");
    case NOT_JSON:
        return say(w, response, 200, "\"id\":true");
    case WELL:
    case MOODS:
        break;
    }
    return say(w, response, 200, "\"id\":1,\"name\":\"a\"");
}

static conn_status answer(void *user, const conn_http_request *request,
                          conn_http_response *response, conn_error *err)
{
    world *w = user;
    hear(w, request);
    w->asked++;
    if (strstr(request->url, "/items") == NULL)
        return answer_login(w, response,
                            strstr(request->url, "/token") ||
                                    strstr(request->url, "/device")
                                ? TOKENS
                                : SESSION);
    return answer_call(w, response, err);
}

/* Digest asks first. */
static conn_status answer_digest(void *user, const conn_http_request *request,
                                 conn_http_response *response, conn_error *err)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcmp(request->headers[i].name, "Authorization") == 0)
            return answer(user, request, response, err);
    conn_response_begin(response, 401);
    return conn_response_add_header(response, "WWW-Authenticate",
                                    "Digest realm=\"r\", nonce=\"n0nce\", "
                                    "qop=\"auth\", algorithm=SHA-256");
}

/* ---- looking ---- */

static void no_leak(const world *w, const char *text, const char *where)
{
    const char *found = text != NULL ? leaks_find(&w->secrets, text) : NULL;
    if (found != NULL)
        fail_msg("`%s` stands in %s:\n%.4000s", found, where, text);
}

static void look_at_error(const world *w, const conn_error *err)
{
    no_leak(w, err->message, "a message");
    no_leak(w, err->vendor_message, "what the vendor said");
    no_leak(w, err->vendor_code, "the vendor's code");
    no_leak(w, err->request_id, "the id of a request");
    no_leak(w, err->pointer, "a pointer");
}

static void note(void *user, conn_log_level level, const char *line)
{
    world *w = user;
    w->any_level[level] = true;
    w->logged += (size_t)snprintf(w->log + w->logged, sizeof w->log - w->logged,
                                  "%s\n", line);
    assert_true(w->logged < sizeof w->log);
}

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
    no_leak(w, text, "a recording");
}

static world *make_world(const ways_config *config)
{
    world *w = calloc(1, sizeof *w);
    const char *const secrets[] = {
        config->password,      config->key,           config->client_secret,
        config->signing_key,   config->token,         config->token_secret,
        PROXY_PASSWORD,        KEY_PASSWORD,          "c00kie/Zq9+of-mine",
        "hdr-t0ken-Zq10",      "acc3ss/Zq11+t",       "r3fresh/Zq12&t",
        "1d-t0ken.Zq13.x",     "s3ssion/Zq14+t",      "ag4in/Zq15+t",
        "d3vice/Zq16+c0de",    "l0cation-Zq17",       "l0cation-Zq18",
        "c0de/of+person-Zq19", "s3cret-argument/Zq20"};
    for (size_t i = 0; i < COUNT(secrets); i++)
        leaks_add(&w->secrets, secrets[i]);
    /* Of the key in PEM the head is public. */
    leaks_add(&w->secrets, strchr(config->pem, '\n') + 1);
    return w;
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
            look_at_error(w, &err);
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
    look_at_error(w, &err);
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
    world *w = make_world(&config);
    conn_transport *recorder = NULL;
    conn_client *client = NULL;
    conn_error err = {0};
    conn_options options = {.log = note,
                            .log_user = w,
                            .log_level = CONN_LOG_DEBUG,
                            .forget_tokens = true,
                            .key_password = KEY_PASSWORD,
                            .proxy = "http://pr:pr0xy&Zq7%2Fword@127.0.0.1:1"};
    conn_transport *inner =
        conn_transport_fake(auth == WAY_DIGEST ? answer_digest : answer, w);
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
    look_at_error(w, &err);
    conn_error_clear(&err);
    conn_close(client);
    /* It did hear secrets, and something is hidden. */
    if (auth != WAY_CERTIFICATE)
        assert_non_null(leaks_find(&w->secrets, w->heard));
    assert_non_null(strstr(w->log, "***"));
    assert_non_null(strstr(w->log, "items.get: < Set-Cookie: ***\n"));
    assert_true(w->any_level[CONN_LOG_DEBUG] && w->any_level[CONN_LOG_INFO] &&
                w->any_level[CONN_LOG_WARN]);
    no_leak(w, w->log, "the log");
    look_at_recording(w);
    free(w);
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
    world *w = make_world(&config);
    conn_client *client = NULL;
    conn_event *event = NULL;
    conn_error err = {0};
    conn_options options = {
        .log = note, .log_user = w, .log_level = CONN_LOG_DEBUG};
    conn_webhook_request request = {.body = "{}", .body_size = 2};
    assert_int_equal(conn_open(&client, &ways, &config, &options, &err),
                     CONN_OK);
    assert_int_equal(
        conn_webhook_receive(client, &things, NULL, &request, &event, &err),
        CONN_UNAUTHORIZED);
    assert_non_null(strstr(err.message, "***"));
    look_at_error(w, &err);
    for (int level = CONN_LOG_DEBUG; level <= CONN_LOG_ERROR; level++)
        assert_true(w->any_level[level]);
    assert_non_null(strstr(w->log, "webhook:  | ***"));
    no_leak(w, w->log, "the log");
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
        world *w = make_world(&config);
        conn_client *client = NULL;
        conn_event *event = NULL;
        conn_webhook_request request = {.body = "{}", .body_size = 2};
        api_args args = {.other = "x"};
        conn_options options = {.log = note,
                                .log_user = w,
                                .log_level = rows[i].least,
                                .transport = conn_transport_fake(answer, w)};
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
    world *w = make_world(&config);
    conn_client *client = NULL;
    api_args args = {.other = "s3cret-argument/Zq20"};
    conn_options options = {.log = note,
                            .log_user = w,
                            .log_level = CONN_LOG_DEBUG,
                            .transport = conn_transport_fake(answer, w)};
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
    static struct CMUnitTest tests[WAYS_END + 2];
    size_t n = 0;
    for (int auth = WAY_BASIC; auth < WAYS_END; auth++)
        tests[n++] = (struct CMUnitTest){ways_name(auth), test_way, NULL, NULL,
                                         (void *)(size_t)auth};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_webhook);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_levels);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_lines);
    return cmocka_run_group_tests_name("redaction", tests, make_file,
                                       drop_file);
}
