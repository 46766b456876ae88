/* test_oauth2.c - tokens from every grant, renewed once for all threads, kept
 * in a store, given up; and logins of people over the loopback interface. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "api.h"
#include "conn/auth.h"

#define ITEM1 "200\n\n{\"id\":1,\"name\":\"a\"}"
#define GET1 "GET /v1/items/1"
#define TOKEN "POST /v1/token"
#define FORM "\nContent-Type: application/x-www-form-urlencoded"
#define BASIC                                                                  \
    "\nAuthorization: Basic bWUlM0E6cyUyMGhoJTJG" /* me%3A:s%20hh%2F */

/* ---- the connector ---- */

typedef struct login_config {
    const char *base_url;
    const char *id;
    const char *secret;
    const char *user;
    const char *password;
    int auth;
} login_config;

#define SETTING(member, flags)                                                 \
    {                                                                          \
        {#member,    sizeof #member - 1,                                       \
         &type_cstr, offsetof(login_config, member),                           \
         0,          flags,                                                    \
         NULL},                                                                \
            #member, CONN_IN_CALL, CONN_L_REPEAT, NULL, false                  \
    }
static const conn_arg config_table[] = {
    SETTING(base_url, 0), SETTING(id, 0), SETTING(secret, CONN_F_SECRET),
    SETTING(user, 0), SETTING(password, CONN_F_SECRET)};

static const conn_expr base_url = CONFIG(0), id = CONFIG(1), secret = CONFIG(2),
                       user = CONFIG(3), password = CONFIG(4),
                       token_path = TEXT("/token"),
                       agree_path = TEXT("/agree?x=1"),
                       revoke_path = TEXT("/revoke"),
                       device_path = TEXT("/device"), api_name = TEXT("api");
#define URL(path)                                                              \
    {                                                                          \
        CONN_E_CONCAT, NULL, 0, &base_url, &path                               \
    }
static const conn_expr token_url = URL(token_path), agree_url = URL(agree_path),
                       revoke_url = URL(revoke_path),
                       device_url = URL(device_path);
static const conn_expr tenant = BODY("/tenant");
static const conn_save saves[] = {{0, &tenant}};

#define CLIENT                                                                 \
    .token_url = &token_url, .client_id = &id, .client_secret = &secret,       \
    .revoke_url = &revoke_url, .before_expiry_s = 60, .scopes = "a b"
static const conn_oauth2 by_client = {.grant = CONN_G_CLIENT,
                                      .audience = &api_name,
                                      .saves = saves,
                                      .save_count = 1,
                                      CLIENT};
static const conn_oauth2 by_post = {
    .grant = CONN_G_CLIENT, .client_auth = CONN_CA_POST, CLIENT};
static const conn_oauth2 by_password = {
    .grant = CONN_G_PASSWORD, .username = &user, .password = &password, CLIENT};
static const conn_jwt signer = {
    .algorithm = "HS256", .key = &secret, .subject = &user, .lifetime_s = 60};
static const conn_oauth2 by_jwt = {
    .grant = CONN_G_JWT, .client_auth = CONN_CA_JWT, .jwt = &signer, CLIENT};
static const conn_oauth2 by_code = {
    .grant = CONN_G_CODE, .pkce = true, .authorize_url = &agree_url, CLIENT};
static const conn_oauth2 by_device = {
    .grant = CONN_G_DEVICE, .device_url = &device_url, CLIENT};

enum { BY_CLIENT = 1, BY_POST, BY_PASSWORD, BY_JWT, BY_CODE, BY_DEVICE };

#define WAY(how)                                                               \
    {                                                                          \
        .label = #how, .kind = CONN_A_OAUTH2, .oauth2 = &how                   \
    }
static const conn_auth ways[] = {WAY(by_client), WAY(by_post), WAY(by_password),
                                 WAY(by_jwt),    WAY(by_code), WAY(by_device)};
static const char *const slots[] = {"tenant"};
static const conn_connector logins = {.desc_version = CONN_DESC_VERSION,
                                      .name = "logins",
                                      .config = config_table,
                                      .config_count = COUNT(config_table),
                                      .auth_offset =
                                          offsetof(login_config, auth),
                                      .base_url = &base_url,
                                      .auths = ways,
                                      .auth_count = COUNT(ways),
                                      .slots = slots,
                                      .slot_count = 1};

/* ---- fixture ---- */

static void pause_ms(int ms)
{
    struct timespec pause = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&pause, NULL);
}

static char folder[] = "/tmp/conn-oauth2.XXXXXX";

static void open_client(fixture *f, int auth, const conn_options *given)
{
    conn_options options = {0};
    if (given != NULL)
        options = *given;
    options.state_folder = folder;
    snprintf(f->base_url, sizeof f->base_url, "http://127.0.0.1:%d/v1",
             server_port(f->srv));
    login_config config = {f->base_url, "me:", "s hh/", "ann", "p&w", auth};
    memset(&f->err, 0, sizeof f->err);
    conn_status status =
        conn_open(&f->client, &logins, &config, &options, &f->err);
    assert_string_equal(f->err.message, "");
    assert_int_equal(status, CONN_OK);
}

static void open_with(fixture *f, const step *steps, size_t count, int auth,
                      const conn_options *options)
{
    f->srv = server_start(steps, count, true);
    open_client(f, auth, options);
}

static conn_status get(fixture *f)
{
    api_args args = {.id = "1"};
    conn_reply_free(conn_call(f->client, &op_get, &args, &f->err));
    return f->err.status;
}

/* ---- grants that need no person ---- */

typedef struct grant_case {
    const char *name;
    int auth;
    step steps[8];
    int calls; /* all but the last must work */
    conn_status status;
    const char *message; /* of the last; NULL: it works too */
    const char *code;
} grant_case;

#define T1 "200\n\n{\"access_token\":\"t1\",\"expires_in\":3600}"
#define CLIENT_FORM "\n\ngrant_type=client_credentials&scope=a%20b"

static const grant_case cases[] = {
    {.name = "client credentials, one token for two calls",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN FORM BASIC "\nAccept: application/json" CLIENT_FORM
                                     "&audience=api",
                    T1),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)},
     .calls = 2},
    {.name = "the client's secret in the form",
     .auth = BY_POST,
     .steps = {STEP(TOKEN FORM "\n!Authorization" CLIENT_FORM
                               "&client_id=me%3A&client_secret=s%20hh%2F",
                    T1),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)},
     .calls = 1},
    {.name = "password",
     .auth = BY_PASSWORD,
     .steps = {STEP(TOKEN FORM BASIC
                    "\n\ngrant_type=password&username=ann&password=p%26w"
                    "&scope=a%20b",
                    T1),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)},
     .calls = 1},
    {.name = "a signed token",
     .auth = BY_JWT,
     .steps = {STEP(TOKEN "\n!Authorization", T1),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)},
     .calls = 1},
    {.name = "expired at once: renewed before the next call",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, "200\n\n{\"access_token\":\"t1\",\"expires_in\":1}"),
               STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)},
     .calls = 1},
    {.name = "401: a new token, and once more",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, T1), STEP(GET1, "401"),
               STEP(TOKEN, "200\n\n{\"access_token\":\"t2\"}"),
               STEP(GET1 "\nAuthorization: Bearer t2", ITEM1)},
     .calls = 1},
    {.name = "refresh; the old refresh token stays where no new one comes",
     .auth = BY_PASSWORD,
     .steps = {STEP(TOKEN, "200\n\n{\"access_token\":\"t1\","
                           "\"refresh_token\":\"r/1\"}"),
               STEP(GET1, "401"),
               STEP(TOKEN FORM BASIC
                    "\n\ngrant_type=refresh_token&refresh_token=r%2F1",
                    "200\n\n{\"access_token\":\"t2\"}"),
               STEP(GET1 "\nAuthorization: Bearer t2", ITEM1),
               STEP(GET1, "401"),
               STEP(TOKEN "\n\ngrant_type=refresh_token&refresh_token=r%2F1",
                    "200\n\n{\"access_token\":\"t3\"}"),
               STEP(GET1 "\nAuthorization: Bearer t3", ITEM1)},
     .calls = 2},
    {.name = "refresh token revoked: log in again",
     .auth = BY_PASSWORD,
     .steps = {STEP(TOKEN, "200\n\n{\"access_token\":\"t1\","
                           "\"refresh_token\":\"r1\"}"),
               STEP(GET1, "401"),
               STEP(TOKEN, "400\n\n{\"error\":\"invalid_grant\"}"),
               STEP(TOKEN "\n\ngrant_type=password&username=ann&password=p%26w"
                          "&scope=a%20b",
                    "200\n\n{\"access_token\":\"t2\"}"),
               STEP(GET1 "\nAuthorization: Bearer t2", ITEM1)},
     .calls = 1},
    {.name = "a refresh that the server can't answer is no reason to log in",
     .auth = BY_PASSWORD,
     .steps = {STEP(TOKEN, "200\n\n{\"access_token\":\"t1\","
                           "\"refresh_token\":\"r1\"}"),
               STEP(GET1, "401"), STEP(TOKEN, "503")},
     .calls = 1,
     .status = CONN_UNAVAILABLE,
     .message = "oauth2.refresh: 503 unavailable"},
    {.name = "wrong secret",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, "401\n\n{\"error\":\"invalid_client\",\"error_"
                           "description\":\"s hh/ is wrong\"}")},
     .calls = 1,
     .status = CONN_UNAUTHORIZED,
     .message = "oauth2.token: 401 unauthorized: invalid_client: *** is wrong",
     .code = "invalid_client"},
    {.name = "wrong password",
     .auth = BY_PASSWORD,
     .steps = {STEP(TOKEN, "400\n\n{\"error\":\"invalid_grant\"}")},
     .calls = 1,
     .status = CONN_UNAUTHORIZED,
     .message = "oauth2.token: 400 unauthorized: invalid_grant",
     .code = "invalid_grant"},
    {.name = "a scope that there is not",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, "400\n\n{\"error\":\"invalid_scope\"}")},
     .calls = 1,
     .status = CONN_MISCONFIGURED,
     .message = "oauth2.token: 400 misconfigured: invalid_scope",
     .code = "invalid_scope"},
    {.name = "an error with 200",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, "200\n\n{\"error\":\"access_denied\"}")},
     .calls = 1,
     .status = CONN_FORBIDDEN,
     .message = "oauth2.token: 200 forbidden: access_denied",
     .code = "access_denied"},
    {.name = "an answer without a token",
     .auth = BY_CLIENT,
     .steps = {STEP(TOKEN, "200\n\n<html>")},
     .calls = 1,
     .status = CONN_DECODE,
     .message = "items.get: the login's answer has no access token"},
    {.name = "nobody has logged in",
     .auth = BY_CODE,
     .calls = 1,
     .status = CONN_AUTH_EXPIRED,
     .message = "items.get: a person must log in (conn_login_begin)"},
};

static void test_grants(void **state)
{
    const grant_case *c = *state;
    fixture f;
    open_with(&f, c->steps, steps_count(c->steps, COUNT(c->steps)), c->auth,
              NULL);
    for (int i = 1; i <= c->calls; i++) {
        bool fails = i == c->calls && c->message != NULL;
        get(&f);
        assert_string_equal(f.err.message, fails ? c->message : "");
        assert_int_equal(f.err.status, fails ? c->status : CONN_OK);
        if (fails && c->code != NULL)
            assert_string_equal(f.err.vendor_code, c->code);
    }
    fixture_close(&f);
}

/* The margin never makes more than half of a token's time useless. */
static void test_expiry(void **state)
{
    (void)state;
    step steps[] = {
        STEP(TOKEN, "200\n\n{\"access_token\":\"t1\",\"expires_in\":2}"),
        STEP(GET1 "\nAuthorization: Bearer t1", ITEM1),
        STEP(TOKEN, "200\n\n{\"access_token\":\"t2\",\"expires_in\":\"900\"}"),
        STEP(GET1 "\nAuthorization: Bearer t2", ITEM1)};
    fixture f;
    open_with(&f, steps, COUNT(steps), BY_CLIENT, NULL);
    assert_int_equal(get(&f), CONN_OK);
    pause_ms(2100);
    assert_int_equal(get(&f), CONN_OK);
    assert_int_equal(conn_client_stats(f.client).logins, 2);
    fixture_close(&f);
}

/* What after_token keeps is there for later. */
static void test_saves(void **state)
{
    (void)state;
    static const conn_expr kept = ACCOUNT(0);
    static const conn_assign assigns[] = {{CONN_IN_HEADER, "X-Tenant", &kept}};
    conn_op op = op_get;
    op.assigns = assigns;
    op.assign_count = 1;
    step steps[] = {
        STEP(TOKEN, "200\n\n{\"access_token\":\"t1\",\"tenant\":\"acme\"}"),
        STEP(GET1 "\nX-Tenant: acme", ITEM1)};
    fixture f;
    open_with(&f, steps, COUNT(steps), BY_CLIENT, NULL);
    api_args args = {.id = "1"};
    conn_reply_free(conn_call(f.client, &op, &args, &f.err));
    assert_string_equal(f.err.message, "");
    fixture_close(&f);
}

/* ---- many threads ---- */

#define THREADS 8

static void *call_thread(void *given)
{
    fixture *f = given;
    api_args args = {.id = "1"};
    conn_error err = {0};
    conn_reply_free(conn_call(f->client, &op_get, &args, &err));
    intptr_t status = err.status;
    /* Who only waited for the login of another is told as much. */
    if (status == CONN_UNAUTHORIZED &&
        (err.vendor_code == NULL ||
         strcmp(err.vendor_code, "invalid_client") != 0 ||
         err.vendor_message == NULL || strcmp(err.vendor_message, "who?") != 0))
        status = CONN_VENDOR;
    conn_error_clear(&err);
    return (void *)status;
}

static void run_threads(fixture *f, conn_status want)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_thread, f), 0);
    for (int i = 0; i < THREADS; i++) {
        void *status;
        pthread_join(threads[i], &status);
        assert_int_equal((intptr_t)status, want);
    }
}

static void test_one_refresh_for_all(void **state)
{
    (void)state;
    step steps[] = {
        STEP(TOKEN "\n\ngrant_type=password&username=ann&password=p%26w&scope="
                   "a%20b",
             "200\n\n{\"access_token\":\"t1\",\"refresh_token\":\"r1\"}"),
        STEP_AFTER(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_AFTER(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_AFTER(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_AFTER(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_AFTER(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_AFTER(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_AFTER(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_AFTER(100, GET1 "\nAuthorization: Bearer t1", "401"),
        STEP_AFTER(200, TOKEN "\n\ngrant_type=refresh_token&refresh_token=r1",
                   "200\n\n{\"access_token\":\"t2\",\"refresh_token\":\"r2\"}"),
        STEP_AGAIN(GET1 "\nAuthorization: Bearer t2", ITEM1)};
    fixture f = {.srv = server_start(steps, COUNT(steps), false)};
    open_client(&f, BY_PASSWORD, NULL);
    run_threads(&f, CONN_OK);
    assert_int_equal(conn_client_stats(f.client).logins, 2);
    fixture_close(&f);
}

static void test_one_failure_for_all(void **state)
{
    (void)state;
    step steps[] = {STEP_AFTER(300, TOKEN,
                               "401\n\n{\"error\":\"invalid_client\","
                               "\"error_description\":\"who?\"}")};
    fixture f;
    open_with(&f, steps, COUNT(steps), BY_CLIENT, NULL);
    run_threads(&f, CONN_UNAUTHORIZED);
    fixture_close(&f);
}

/* ---- stores ---- */

static void test_file_store(void **state)
{
    (void)state;
    char home[512], command[640];
    step steps[] = {
        STEP(TOKEN, "200\n\n{\"access_token\":\"t1\",\"refresh_token\":\"r1\","
                    "\"expires_in\":900,\"tenant\":\"x \\\"y\\\"\"}"),
        STEP(GET1 "\nAuthorization: Bearer t1", ITEM1),
        STEP(GET1 "\nAuthorization: Bearer t1", ITEM1),
        STEP("POST /v1/revoke" FORM BASIC
             "\n\ntoken=r1&token_type_hint=refresh_token",
             "200"),
        STEP("POST /v1/revoke\n\ntoken=t1&token_type_hint=access_token",
             "200")};
    fixture f;
    /* A login by a code; the URL comes back by hand. */
    open_with(&f, steps, COUNT(steps), BY_CODE, NULL);
    conn_login_options by_hand = {.redirect_url = "https://app/cb"};
    conn_login *login = conn_login_begin(f.client, &by_hand, &f.err);
    assert_non_null(login);
    const char *at = strstr(conn_login_url(login), "&state=") + 7;
    char back[256];
    snprintf(back, sizeof back, "https://app/cb?code=c&state=%.*s",
             (int)strcspn(at, "&"), at);
    assert_int_equal(
        conn_login_finish(login, "https://app/cb?code=c&state=z", NULL, &f.err),
        CONN_USAGE);
    assert_int_equal(conn_login_wait(login, NULL, &f.err), CONN_USAGE);
    assert_int_equal(conn_login_finish(login, back, NULL, &f.err), CONN_OK);
    conn_login_end(login);
    assert_int_equal(get(&f), CONN_OK);
    conn_close(f.client);
    /* Readable by nobody else, and nothing else lies there. */
    snprintf(command, sizeof command,
             "test \"$(find %s -type f | wc -l)\" = 1 && "
             "test \"$(find %s -type f -perm 0600 -name 'logins-*.json' | wc "
             "-l)\" = 1",
             folder, folder);
    assert_int_equal(system(command), 0);
    open_client(&f, BY_CODE, NULL);
    assert_int_equal(get(&f), CONN_OK); /* no request for a token */
    assert_int_equal(conn_logout(f.client, NULL, &f.err), CONN_OK);
    assert_string_equal(f.err.message, "");
    snprintf(home, sizeof home, "test \"$(find %s -type f | wc -l)\" = 0",
             folder);
    assert_int_equal(system(home), 0);
    assert_int_equal(get(&f), CONN_AUTH_EXPIRED);
    fixture_close(&f);
}

/* A store of the caller's own: one text, under one key. */
typedef struct memory_store {
    char key[128];
    char text[512];
    int loads, saves, removes;
    conn_status fails;
} memory_store;

static conn_status memory_load(void *given, const char *key,
                               conn_token_take *take, void *to)
{
    memory_store *m = given;
    m->loads++;
    if (m->fails != CONN_OK || strcmp(key, m->key) != 0)
        return m->fails != CONN_OK ? m->fails : CONN_NOT_FOUND;
    take(to, m->text, strlen(m->text));
    return CONN_OK;
}

static conn_status memory_save(void *given, const char *key, const char *text,
                               size_t len)
{
    memory_store *m = given;
    m->saves++;
    snprintf(m->key, sizeof m->key, "%s", key);
    snprintf(m->text, sizeof m->text, "%.*s", (int)len, text);
    return m->fails;
}

static conn_status memory_remove(void *given, const char *key)
{
    memory_store *m = given;
    m->removes++;
    assert_string_equal(key, m->key);
    m->key[0] = '\0';
    return m->fails;
}

/* What another process has refreshed is taken from the store, not refreshed
 * again: its refresh token may be used up. */
static void test_own_store(void **state)
{
    (void)state;
    memory_store m = {.key = ""};
    const conn_token_store store = {&m, memory_load, memory_save,
                                    memory_remove};
    conn_options options = {.token_store = &store, .account = "ann/1"};
    step steps[] = {
        STEP(TOKEN, "200\n\n{\"access_token\":\"t1\",\"refresh_token\":\"r1\","
                    "\"tenant\":\"x\"}"),
        STEP(GET1 "\nAuthorization: Bearer t1", ITEM1),
        STEP(GET1 "\nAuthorization: Bearer t1", "401"),
        STEP(GET1 "\nAuthorization: Bearer t2", ITEM1)};
    fixture f;
    open_with(&f, steps, COUNT(steps), BY_CLIENT, &options);
    assert_int_equal(get(&f), CONN_OK);
    assert_memory_equal(m.key, "logins-ann_1-", 13);
    assert_string_equal(m.text, "{\"access_token\":\"t1\",\"refresh_token\":"
                                "\"r1\",\"account\":{\"tenant\":\"x\"}}\n");
    snprintf(m.text, sizeof m.text,
             "{\"access_token\":\"t2\",\"refresh_token\":\"r2\"}");
    assert_int_equal(get(&f), CONN_OK);
    assert_int_equal(m.saves, 1);
    fixture_close(&f);
}

static void note_line(void *given, conn_log_level level, const char *text)
{
    (void)level;
    char *all = given;
    snprintf(all + strlen(all), 4096 - strlen(all), "%s\n", text);
}

/* A broken store is told to the log, which never shows a token. */
static void test_broken_store(void **state)
{
    (void)state;
    char lines[4096] = "";
    memory_store m = {.fails = CONN_MISCONFIGURED};
    const conn_token_store store = {&m, memory_load, memory_save,
                                    memory_remove};
    conn_options options = {.token_store = &store,
                            .log = note_line,
                            .log_user = lines,
                            .log_level = CONN_LOG_DEBUG};
    step steps[] = {STEP(TOKEN, "200\n\n{\"access_token\":\"tok-en\"}"),
                    STEP(GET1 "\nAuthorization: Bearer tok-en",
                         "404\n\n{\"message\":\"tok-en\"}")};
    fixture f;
    open_with(&f, steps, COUNT(steps), BY_CLIENT, &options);
    assert_int_equal(get(&f), CONN_NOT_FOUND);
    assert_non_null(strstr(lines, "the stored tokens can't be read"));
    assert_non_null(strstr(lines, "the tokens can't be stored"));
    assert_null(strstr(lines, "tok-en"));
    assert_null(strstr(f.err.message, "tok-en"));
    fixture_close(&f);
}

/* ---- people ---- */

/* A browser that is sent back to `port` with these targets, one after the
 * other. */
typedef struct browser {
    int port;
    const char *targets[4];
    char answers[4][16];
} browser;

static void *browse(void *given)
{
    browser *b = given;
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)b->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < 4 && b->targets[i] != NULL; i++) {
        char text[1024];
        int s = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(s, (struct sockaddr *)&at, sizeof at) != 0)
            abort();
        int len = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: x\r\n",
                           b->targets[i]);
        if (send(s, text, (size_t)len, 0) < 0)
            abort();
        pause_ms(20); /* the head comes in two pieces */
        if (send(s, "\r\n", 2, 0) < 0)
            abort();
        ssize_t got = recv(s, b->answers[i], 12, MSG_WAITALL);
        (void)got;
        close(s);
    }
    return NULL;
}

static int port_of(const char *url)
{
    const char *at = strstr(url, "127.0.0.1%3A");
    assert_non_null(at);
    return (int)strtol(at + strlen("127.0.0.1%3A"), NULL, 10);
}

/* The value of a parameter of the URL. */
static void param_of(const char *url, const char *name, char out[128])
{
    char want[64];
    snprintf(want, sizeof want, "&%s=", name);
    const char *at = strstr(url, want);
    assert_non_null(at);
    at += strlen(want);
    snprintf(out, 128, "%.*s", (int)strcspn(at, "&"), at);
}

static void test_loopback_login(void **state)
{
    (void)state;
    step steps[] = {
        STEP(TOKEN FORM BASIC,
             "200\n\n{\"access_token\":\"t1\",\"refresh_token\":\"r1\"}"),
        STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)};
    conn_options options = {.forget_tokens = true};
    char target[256], value[128], want[256];
    pthread_t thread;
    fixture f;
    open_with(&f, steps, COUNT(steps), BY_CODE, &options);
    conn_login *login = conn_login_begin(f.client, NULL, &f.err);
    assert_non_null(login);
    const char *url = conn_login_url(login);
    snprintf(want, sizeof want,
             "%s/agree?x=1&response_type=code&client_id=me%%3A&redirect_uri="
             "http%%3A%%2F%%2F127.0.0.1%%3A%d%%2Fcallback&scope=a%%20b&state=",
             f.base_url, port_of(url));
    assert_memory_equal(url, want, strlen(want));
    param_of(url, "code_challenge_method", value);
    assert_string_equal(value, "S256");
    param_of(url, "code_challenge", value);
    assert_int_equal(strlen(value), 43);
    param_of(url, "state", value);
    snprintf(target, sizeof target, "/callback?code=c%%2F1&state=%s", value);
    browser b = {.port = port_of(url),
                 .targets = {"/favicon.ico", "/callback?code=x&state=wrong",
                             "/callback", target}};
    pthread_create(&thread, NULL, browse, &b);
    conn_call_options limit = {.deadline_ms = 10000};
    assert_int_equal(conn_login_wait(login, &limit, &f.err), CONN_OK);
    pthread_join(thread, NULL);
    assert_string_equal(b.answers[0], "HTTP/1.1 404");
    assert_string_equal(b.answers[1], "HTTP/1.1 200");
    assert_string_equal(b.answers[3], "HTTP/1.1 200");
    conn_login_end(login);
    const char *sent = server_request(f.srv, 0);
    assert_non_null(strstr(sent, "grant_type=authorization_code&code=c%2F1&"
                                 "redirect_uri=http%3A%2F%2F127.0.0.1"));
    assert_non_null(strstr(sent, "&code_verifier="));
    assert_int_equal(get(&f), CONN_OK);
    fixture_close(&f);
}

static void test_refused_login(void **state)
{
    (void)state;
    char target[256], value[128];
    pthread_t thread;
    fixture f;
    open_with(&f, NULL, 0, BY_CODE, NULL);
    conn_login *login = conn_login_begin(f.client, NULL, &f.err);
    assert_non_null(login);
    param_of(conn_login_url(login), "state", value);
    snprintf(target, sizeof target,
             "/callback?error=access_denied&error_description=not+today&state="
             "%s",
             value);
    browser b = {.port = port_of(conn_login_url(login)), .targets = {target}};
    pthread_create(&thread, NULL, browse, &b);
    assert_int_equal(conn_login_wait(login, NULL, &f.err), CONN_FORBIDDEN);
    pthread_join(thread, NULL);
    assert_string_equal(f.err.message,
                        "login: refused: access_denied: not today");
    assert_string_equal(f.err.vendor_code, "access_denied");
    conn_login_end(login);
    fixture_close(&f);
}

static void *trigger(void *cancel)
{
    pause_ms(100);
    conn_cancel_trigger(cancel);
    return NULL;
}

static void test_login_waits_end(void **state)
{
    (void)state;
    pthread_t thread;
    fixture f;
    open_with(&f, NULL, 0, BY_CODE, NULL);
    conn_login *login = conn_login_begin(f.client, NULL, &f.err);
    conn_login_options same = {.port = port_of(conn_login_url(login))};
    assert_null(conn_login_begin(f.client, &same, &f.err));
    assert_int_equal(f.err.status, CONN_TRANSPORT);
    conn_call_options limit = {.deadline_ms = 50};
    assert_int_equal(conn_login_wait(login, &limit, &f.err), CONN_TIMEOUT);
    conn_call_options ended = {.cancel = conn_cancel_new()};
    pthread_create(&thread, NULL, trigger, ended.cancel);
    assert_int_equal(conn_login_wait(login, &ended, &f.err), CONN_CANCELLED);
    pthread_join(thread, NULL);
    conn_cancel_free(ended.cancel);
    conn_login_end(login);
    conn_login_end(NULL);
    fixture_close(&f);
    open_with(&f, NULL, 0, BY_CLIENT, NULL);
    assert_null(conn_login_begin(f.client, NULL, &f.err));
    assert_int_equal(f.err.status, CONN_MISCONFIGURED);
    assert_int_equal(conn_logout(f.client, NULL, &f.err), CONN_OK);
    fixture_close(&f);
}

#define DEVICE_FORM                                                            \
    "\n\ngrant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&"   \
    "device_code=d1"
#define DEVICE(more)                                                           \
    STEP("POST /v1/device" FORM BASIC "\n\nscope=a%20b",                       \
         "200\n\n{\"device_code\":\"d1\",\"user_code\":\"AB-CD\","             \
         "\"verification_uri\":\"https://x/d\",\"interval\":0" more "}")
#define PENDING "400\n\n{\"error\":\"authorization_pending\"}"

static void test_device_login(void **state)
{
    (void)state;
    step steps[] = {DEVICE(""), STEP(TOKEN FORM BASIC DEVICE_FORM, PENDING),
                    STEP(TOKEN DEVICE_FORM, PENDING),
                    STEP(TOKEN DEVICE_FORM, T1),
                    STEP(GET1 "\nAuthorization: Bearer t1", ITEM1)};
    fixture f;
    open_with(&f, steps, COUNT(steps), BY_DEVICE, NULL);
    conn_login *login = conn_login_begin(f.client, NULL, &f.err);
    assert_string_equal(f.err.message, "");
    assert_string_equal(conn_login_url(login), "https://x/d");
    assert_string_equal(conn_login_code(login), "AB-CD");
    assert_int_equal(conn_login_wait(login, NULL, &f.err), CONN_OK);
    conn_login_end(login);
    assert_int_equal(get(&f), CONN_OK);
    conn_options gone = {.account = "other"}; /* has tokens of its own */
    conn_close(f.client);
    open_client(&f, BY_DEVICE, &gone);
    assert_int_equal(get(&f), CONN_AUTH_EXPIRED);
    fixture_close(&f);
}

typedef struct device_case {
    const char *name;
    step steps[3];
    int64_t deadline_ms;
    conn_status status;
} device_case;

static const device_case device_cases[] = {
    {.name = "device: slow down",
     .steps = {DEVICE(""), STEP(TOKEN, "400\n\n{\"error\":\"slow_down\"}")},
     .deadline_ms = 500,
     .status = CONN_TIMEOUT},
    {.name = "device: refused",
     .steps = {DEVICE(""), STEP(TOKEN, "400\n\n{\"error\":\"access_denied\"}")},
     .status = CONN_FORBIDDEN},
    {.name = "device: expired, says the server",
     .steps = {DEVICE(""), STEP(TOKEN, "400\n\n{\"error\":\"expired_token\"}")},
     .status = CONN_AUTH_EXPIRED},
    {.name = "device: expired by the clock",
     .steps = {DEVICE(",\"expires_in\":0")},
     .status = CONN_AUTH_EXPIRED},
    {.name = "device: an answer without codes",
     .steps = {STEP("POST /v1/device", "200\n\n{}")},
     .status = CONN_DECODE},
};

static void test_device_failures(void **state)
{
    const device_case *c = *state;
    fixture f;
    open_with(&f, c->steps, steps_count(c->steps, COUNT(c->steps)), BY_DEVICE,
              NULL);
    conn_login *login = conn_login_begin(f.client, NULL, &f.err);
    conn_call_options limit = {.deadline_ms = c->deadline_ms};
    if (login != NULL)
        conn_login_wait(login, &limit, &f.err);
    assert_int_equal(f.err.status, c->status);
    conn_login_end(login);
    fixture_close(&f);
}

/* ---- every allocation failed in turn ---- */

static atomic_int left; /* allocations that still work; below 0: all do */
static atomic_bool starved;

static bool allow(size_t size)
{
    (void)size;
    if (atomic_load(&left) < 0 || atomic_fetch_sub(&left, 1) > 0)
        return true;
    atomic_store(&left, -1);
    atomic_store(&starved, true);
    return false;
}

/* A login by hand, a call, a refresh, another call, a logout. */
static conn_status course(const char *url, int auth, conn_error *err)
{
    login_config config = {url, "me", "s", "ann", "p", auth};
    conn_options options = {.state_folder = folder};
    conn_login_options by_hand = {.redirect_url = "https://app/cb"};
    api_args args = {.id = "1"};
    conn_client *client = NULL;
    char back[256] = "";
    conn_status status = conn_open(&client, &logins, &config, &options, err);
    if (status == CONN_OK && auth == BY_CODE) {
        conn_login *login = conn_login_begin(client, &by_hand, err);
        const char *at =
            login != NULL ? strstr(conn_login_url(login), "&state=") : NULL;
        if (at != NULL)
            snprintf(back, sizeof back, "https://app/cb?code=c&state=%.*s",
                     (int)strcspn(at + 7, "&"), at + 7);
        status = login != NULL ? conn_login_finish(login, back, NULL, err)
                               : err->status;
        conn_login_end(login);
    }
    for (int i = 0; status == CONN_OK && i < 2; i++) {
        conn_reply_free(conn_call(client, &op_get, &args, err));
        status = err->status;
    }
    if (status == CONN_OK)
        status = conn_logout(client, NULL, err);
    conn_close(client);
    return status;
}

static void test_memory(void **state)
{
    (void)state;
    step steps[] = {
        STEP_AGAIN(TOKEN, "200\n\n{\"access_token\":\"t1\",\"refresh_token\":"
                          "\"r1\",\"expires_in\":1,\"tenant\":\"x\"}"),
        STEP_AGAIN("POST /v1/revoke", "200"), STEP_AGAIN(GET1, ITEM1)};
    server *srv = server_start(steps, COUNT(steps), false);
    static const int ways_in[] = {BY_CLIENT, BY_JWT, BY_CODE};
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1", server_port(srv));
    for (size_t way = 0; way < COUNT(ways_in); way++) {
        int n = 0;
        do {
            conn_error err = {0};
            atomic_store(&starved, false);
            atomic_store(&left, n++);
            conn_alloc_hook(allow);
            conn_status status = course(url, ways_in[way], &err);
            conn_alloc_hook(NULL);
            /* What the store or the log can't do is no failure of the call. */
            if (status != CONN_OK && status != CONN_MEMORY)
                fail_msg("allocation %d: %s: %s", n - 1,
                         conn_status_name(status), err.message);
            conn_error_clear(&err);
        } while (atomic_load(&starved));
        print_message("way %d: %d allocations failed in turn\n", ways_in[way],
                      n - 1);
        assert_true(n > 50);
    }
    free(server_stop(srv));
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(cases) + COUNT(device_cases) + 13];
    size_t n = 0;
    if (mkdtemp(folder) == NULL)
        return 1;
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[n++] = (struct CMUnitTest){cases[i].name, test_grants, NULL, NULL,
                                         (void *)(size_t)&cases[i]};
    for (size_t i = 0; i < COUNT(device_cases); i++)
        tests[n++] =
            (struct CMUnitTest){device_cases[i].name, test_device_failures,
                                NULL, NULL, (void *)(size_t)&device_cases[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_expiry);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_saves);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_one_refresh_for_all);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_one_failure_for_all);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_file_store);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_own_store);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_broken_store);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_loopback_login);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_refused_login);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_login_waits_end);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_device_login);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_memory);
    int failed = cmocka_run_group_tests_name("oauth2", tests, NULL, NULL);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) == 0 ? failed : 1;
}
