/* test_oauth2_stores.c - tokens that are kept in a store, also where memory is
 * short. */
#include <unistd.h>

#include "failing.h"
#include "logins.h"

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
    logins_open(&f, steps, COUNT(steps), BY_CODE, NULL);
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
    assert_int_equal(logins_get(&f), CONN_OK);
    conn_close(f.client);
    /* Readable by nobody else, and nothing else lies there. */
    snprintf(command, sizeof command,
             "test \"$(find %s -type f | wc -l)\" = 1 && "
             "test \"$(find %s -type f -perm 0600 -name 'logins-*.json' | wc "
             "-l)\" = 1",
             logins_folder, logins_folder);
    assert_int_equal(system(command), 0);
    logins_open_client(&f, BY_CODE, NULL);
    assert_int_equal(logins_get(&f), CONN_OK); /* no request for a token */
    assert_int_equal(conn_logout(f.client, NULL, &f.err), CONN_OK);
    assert_string_equal(f.err.message, "");
    snprintf(home, sizeof home, "test \"$(find %s -type f | wc -l)\" = 0",
             logins_folder);
    assert_int_equal(system(home), 0);
    assert_int_equal(logins_get(&f), CONN_AUTH_EXPIRED);
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
    logins_open(&f, steps, COUNT(steps), BY_CLIENT, &options);
    assert_int_equal(logins_get(&f), CONN_OK);
    assert_memory_equal(m.key, "logins-ann_1-", 13);
    assert_string_equal(m.text, "{\"access_token\":\"t1\",\"refresh_token\":"
                                "\"r1\",\"account\":{\"tenant\":\"x\"}}\n");
    snprintf(m.text, sizeof m.text,
             "{\"access_token\":\"t2\",\"refresh_token\":\"r2\"}");
    assert_int_equal(logins_get(&f), CONN_OK);
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
    logins_open(&f, steps, COUNT(steps), BY_CLIENT, &options);
    assert_int_equal(logins_get(&f), CONN_NOT_FOUND);
    assert_non_null(strstr(lines, "the stored tokens can't be read"));
    assert_non_null(strstr(lines, "the tokens can't be stored"));
    assert_null(strstr(lines, "tok-en"));
    assert_null(strstr(f.err.message, "tok-en"));
    fixture_close(&f);
}

/* ---- every allocation failed in turn ---- */

/* A login by hand, a call, a refresh, another call, a logout. */
static conn_status course(const char *url, int auth, conn_error *err)
{
    login_config config = {url, "me", "s", "ann", "p", auth};
    conn_options options = {.state_folder = logins_folder};
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

typedef struct way_in {
    char url[64];
    int auth;
} way_in;

static conn_status course_way(void *user, conn_error *err)
{
    const way_in *way = user;
    return course(way->url, way->auth, err);
}

/* What the store or the log can't do is no failure of the call. */
static void test_memory(void **state)
{
    (void)state;
    step steps[] = {
        STEP_AGAIN(TOKEN, "200\n\n{\"access_token\":\"t1\",\"refresh_token\":"
                          "\"r1\",\"expires_in\":1,\"tenant\":\"x\"}"),
        STEP_AGAIN("POST /v1/revoke", "200"), STEP_AGAIN(GET1, ITEM1)};
    server *srv = server_start(steps, COUNT(steps), false);
    static const int ways_in[] = {BY_CLIENT, BY_JWT, BY_CODE};
    way_in way;
    snprintf(way.url, sizeof way.url, "http://127.0.0.1:%d/v1",
             server_port(srv));
    for (size_t i = 0; i < COUNT(ways_in); i++) {
        way.auth = ways_in[i];
        assert_true(failing_in_turn("logins", course_way, &way) > 50);
    }
    free(server_stop(srv));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file_store),
        cmocka_unit_test(test_own_store),
        cmocka_unit_test(test_broken_store),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests_name("oauth2 stores", tests, logins_begin,
                                       logins_end);
}
