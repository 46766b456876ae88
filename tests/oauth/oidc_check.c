/* oidc_check.c - drives the client of oidc.conn against oidc-provider, one way
 * in each time: oidc_check PHASE. The server is OIDC_URL, the script that plays
 * the browser OIDC_BROWSER, OIDC_KEY the file of a private key. Prints a line
 * for each check and ends with `N passed, N failed`. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oidc.h"

#define SECRET "r0bot:/ +secret"
#define THREADS 8

static int passed, failed;

static bool check(const char *text, bool good, const conn_error *err)
{
    printf("  %s  %s", good ? "ok    " : "NOT OK", text);
    if (!good && err != NULL)
        printf(": %s: %s", conn_status_name(err->status), err->message);
    putchar('\n');
    passed += good;
    failed += !good;
    return good;
}

/* ---- helpers ---- */

static void note(void *user, conn_log_level level, const char *line)
{
    FILE *out = user;
    (void)level;
    fprintf(out, "%s\n", line);
    /* No token, code or secret: they are long and have no spaces. */
    if (strstr(line, SECRET) != NULL || strstr(line, "eyJ") != NULL)
        check("the log shows a secret", false, NULL);
}

static oidc *open_client(int auth, const char *id, const char *secret)
{
    conn_error err = {0};
    oidc *client = NULL;
    char *key = NULL;
    FILE *file = fopen(getenv("OIDC_KEY"), "r");
    if (file != NULL) {
        key = calloc(1, 4096);
        if (key == NULL || fread(key, 1, 4095, file) == 0)
            abort();
        fclose(file);
    }
    oidc_config config = {.server = getenv("OIDC_URL"),
                          .private_key = key,
                          .client_id = id,
                          .client_secret = secret,
                          .auth = auth};
    conn_options options = {
        .log = note, .log_user = stderr, .log_level = CONN_LOG_DEBUG};
    if (oidc_open(&client, &config, &options, &err)) {
        conn_error_print(stderr, &err);
        exit(1);
    }
    free(key);
    return client;
}

static conn_status get(oidc *client, conn_error *err, char name[32])
{
    conn_status status;
    oidc_items_get_args args = {.id = CONN_SOME(1)};
    conn_reply *reply = oidc_items_get(client, &args, err);
    const oidc_item *item = oidc_items_get_value(reply);
    if (item != NULL)
        snprintf(name, 32, "%s", item->name.data);
    status = err->status;
    conn_reply_free(reply);
    return status;
}

static void check_get(const char *text, oidc *client, const char *want)
{
    conn_error err = {0};
    char name[32] = "";
    conn_status status = get(client, &err, name);
    check(text, status == CONN_OK && strcmp(name, want) == 0, &err);
    conn_error_clear(&err);
}

static void spoil(void)
{
    char command[256];
    snprintf(command, sizeof command, "curl -sf '%s/api/spoil' >/dev/null",
             getenv("OIDC_URL"));
    if (system(command) != 0)
        exit(1);
}

/* What the server counted for a grant. */
static int counted(const char *grant)
{
    char command[256];
    int count = -1;
    snprintf(command, sizeof command,
             "curl -sf '%s/api/counts' | jq '.\"%s\" // 0'", getenv("OIDC_URL"),
             grant);
    FILE *out = popen(command, "r");
    if (out == NULL || fscanf(out, "%d", &count) != 1)
        exit(1);
    pclose(out);
    return count;
}

/* ---- client credentials ---- */

static void robots(void)
{
    conn_error err = {0};
    char name[32];
    int before = counted("client_credentials");
    oidc *client = open_client(OIDC_AUTH_ROBOT, "robot", SECRET);
    check_get("client credentials", client, "robot");
    check_get("the same token again", client, "robot");
    check("the server gave one token",
          counted("client_credentials") == before + 1, NULL);
    spoil();
    check_get("a new token after a 401", client, "robot");
    check("revoked", oidc_logout(client, NULL, &err) == CONN_OK, &err);
    check_get("a new one after revoking", client, "robot");
    oidc_close(client);

    client =
        open_client(OIDC_AUTH_ROBOT_SECRET_IN_THE_FORM, "robot-post", SECRET);
    check_get("the secret in the form", client, "robot-post");
    oidc_close(client);

    client = open_client(OIDC_AUTH_ROBOT_WITH_A_KEY, "robot-key", NULL);
    check_get("private_key_jwt, ES256", client, "robot-key");
    oidc_close(client);

    client = open_client(OIDC_AUTH_ROBOT, "robot", "wrong");
    check("a wrong secret is `unauthorized`",
          get(client, &err, name) == CONN_UNAUTHORIZED && err.vendor_code &&
              strcmp(err.vendor_code, "invalid_client") == 0,
          &err);
    conn_error_clear(&err);
    oidc_close(client);
}

/* ---- people ---- */

static void *browse(void *login)
{
    char command[4096];
    snprintf(command, sizeof command, "%s '%s' >/dev/null",
             getenv("OIDC_BROWSER"), conn_login_url(login));
    if (system(command) != 0)
        printf("the browser failed\n");
    return NULL;
}

static conn_status log_in(oidc *client, conn_error *err)
{
    pthread_t browser;
    conn_call_options limit = {.deadline_ms = 60000};
    conn_login *login = oidc_login(client, NULL, err);
    if (login == NULL)
        return err->status;
    pthread_create(&browser, NULL, browse, login);
    conn_status status = conn_login_wait(login, &limit, err);
    pthread_join(browser, NULL);
    conn_login_end(login);
    return status;
}

static void *call_thread(void *client)
{
    conn_error err = {0};
    char name[32] = "";
    bool good = get(client, &err, name) == CONN_OK;
    if (!good)
        printf("%s: %s\n", conn_status_name(err.status), err.message);
    conn_error_clear(&err);
    return good ? client : NULL;
}

static void check_threads(oidc *client)
{
    pthread_t threads[THREADS];
    int good = 0, before = counted("refresh_token");
    spoil();
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, call_thread, client);
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        good += result != NULL;
    }
    check("eight threads call through a refresh", good == THREADS, NULL);
    check("of which the server saw one", counted("refresh_token") == before + 1,
          NULL);
}

static void person(void)
{
    conn_error err = {0};
    char name[32];
    oidc *client = open_client(OIDC_AUTH_PERSON, "app", NULL);
    check("nobody has logged in: `auth_expired`",
          get(client, &err, name) == CONN_AUTH_EXPIRED, &err);
    check("code, PKCE, browser on the loopback",
          log_in(client, &err) == CONN_OK, &err);
    check_get("a call with it", client, "app");
    check_threads(client);
    check_threads(client);
    oidc_close(client);
    client = open_client(OIDC_AUTH_PERSON, "app", NULL);
    int before = counted("authorization_code");
    check_get("the next run has the tokens from the store", client, "app");
    check("without a request for one", counted("authorization_code") == before,
          NULL);

    /* A second client has the same tokens; the first revokes them. */
    oidc *other = open_client(OIDC_AUTH_PERSON, "app", NULL);
    check_get("another client, the same store", other, "app");
    check("logged out", oidc_logout(client, NULL, &err) == CONN_OK, &err);
    check("a revoked token is `auth_expired`",
          get(other, &err, name) == CONN_AUTH_EXPIRED && err.vendor_code &&
              strcmp(err.vendor_code, "invalid_grant") == 0,
          &err);
    check("and so is none", get(client, &err, name) == CONN_AUTH_EXPIRED, &err);
    setenv("REFUSE", "1", 1);
    check("a person who refuses is `forbidden`",
          log_in(client, &err) == CONN_FORBIDDEN, &err);
    unsetenv("REFUSE");
    conn_error_clear(&err);
    oidc_close(client);
    oidc_close(other);
}

/* ---- devices ---- */

static void television(void)
{
    conn_error err = {0};
    pthread_t browser;
    oidc *client = open_client(OIDC_AUTH_TELEVISION, "tv", NULL);
    conn_login *login = oidc_login(client, NULL, &err);
    if (!check("a code for a device", login != NULL, &err))
        return;
    check("which a person can type", conn_login_code(login) != NULL, NULL);
    conn_call_options quick = {.deadline_ms = 5500};
    check("nobody agrees: the deadline ends the wait",
          conn_login_wait(login, &quick, &err) == CONN_TIMEOUT, &err);
    pthread_create(&browser, NULL, browse, login);
    conn_call_options limit = {.deadline_ms = 60000};
    check("somebody agrees", conn_login_wait(login, &limit, &err) == CONN_OK,
          &err);
    pthread_join(browser, NULL);
    conn_login_end(login);
    check_get("a call with it", client, "tv");
    check("logged out", oidc_logout(client, NULL, &err) == CONN_OK, &err);
    conn_error_clear(&err);
    oidc_close(client);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } phases[] = {
        {"robots", robots}, {"person", person}, {"television", television}};
    for (size_t i = 0; argc == 2 && i < sizeof phases / sizeof phases[0]; i++)
        if (strcmp(phases[i].name, argv[1]) == 0)
            phases[i].run();
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
