/* httpbin_check.c - drives the client of httpbin.conn: redirects, statuses,
 * time, credentials. Prints a line for each check and ends with `N passed, N
 * failed`. INTEROP_CUT_URL is another origin, which must never be asked. */
#include "httpbin_check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cancel.h"

httpbin *client_open(Run *run, int auth)
{
    conn_error err = {0};
    httpbin *client = NULL;
    httpbin_config config = {.server = run->url,
                             .username = run->user,
                             .password = run->password,
                             .auth = auth};
    conn_options options = {
        .log = run_log, .log_user = run, .log_level = CONN_LOG_DEBUG};
    if (httpbin_open(&client, &config, &options, &err)) {
        conn_error_print(stderr, &err);
        exit(2);
    }
    return client;
}

bool str_is(conn_str got, const char *want)
{
    bool same = got.len == strlen(want) &&
                (got.len == 0 || memcmp(got.data, want, got.len) == 0);
    if (!same)
        printf("          got  %.*s\n          want %s\n", (int)got.len,
               got.len > 0 ? got.data : "", want);
    return same;
}

static uint64_t requests_of(httpbin *client)
{
    return conn_client_stats(httpbin_as_conn(client)).requests;
}

/* ---- redirects ---- */

static bool ends_at_get(const Run *run, conn_str url)
{
    char want[256];
    snprintf(want, sizeof want, "%s/get", run->url);
    return str_is(url, want);
}

static void relative(Run *run, httpbin *client, int64_t n, conn_error *err)
{
    httpbin_redirects_relative_args args = {.n = CONN_SOME(n)};
    conn_reply *reply = httpbin_redirects_relative(client, &args, err);
    const httpbin_url *seen = VALUE_OF(httpbin_redirects_relative, reply);
    check(run, seen == NULL || ends_at_get(run, seen->url),
          "%" PRId64 " relative redirects", n);
    conn_reply_free(reply);
}

static void absolute(Run *run, httpbin *client, conn_error *err)
{
    httpbin_redirects_absolute_args args = {.n = CONN_SOME(3)};
    conn_reply *reply = httpbin_redirects_absolute(client, &args, err);
    const httpbin_url *seen = VALUE_OF(httpbin_redirects_absolute, reply);
    check(run, seen != NULL && ends_at_get(run, seen->url),
          "3 absolute redirects");
    conn_reply_free(reply);
    check_ok(run, err, "without an error");
}

static void redirect_to(httpbin *client, const char *url, int64_t status,
                        conn_error *err)
{
    httpbin_redirects_to_args args = {.url = url,
                                      .status_code = CONN_SOME(status)};
    conn_reply_free(httpbin_redirects_to(client, &args, err));
}

static void check_redirects(Run *run)
{
    conn_error err = {0};
    httpbin *client = client_open(run, HTTPBIN_AUTH_BASIC);
    httpbin_redirects_post_args post = {.url = "/get"};
    uint64_t before = requests_of(client);
    relative(run, client, 5, &err);
    check_ok(run, &err, "5 are followed");
    check(run, requests_of(client) == before + 6, "by 6 requests");
    relative(run, client, 6, &err);
    check_fails(run, &err, CONN_VENDOR, 302, "6 are too many");
    absolute(run, client, &err);
    redirect_to(client, "get?x=1", 303, &err);
    check_ok(run, &err, "303 to a relative path");
    redirect_to(client, "/get", 308, &err);
    check_ok(run, &err, "308");
    redirect_to(client, run->cut_url, 302, &err);
    check_fails(run, &err, CONN_VENDOR, 302, "to another origin");
    check(run, strstr(err.message, "another origin") != NULL, "which it says");
    redirect_to(client, "file:///etc/passwd", 301, &err);
    check_fails(run, &err, CONN_VENDOR, 301, "to a file");
    redirect_to(client, "//user@127.0.0.1:1/get", 307, &err);
    check_fails(run, &err, CONN_VENDOR, 307, "to another authority");
    conn_reply_free(httpbin_redirects_post(client, &post, &err));
    check_fails(run, &err, CONN_VENDOR, 302,
                "of a POST, which is not followed");
    conn_error_clear(&err);
    httpbin_close(client);
}

/* ---- statuses ---- */

static const struct {
    int64_t code;
    conn_status status;
    const char *vendor_code; /* or NULL */
    unsigned requests;       /* 503 is tried again */
} statuses[] = {
    {200, CONN_OK, NULL, 1},           {202, CONN_OK, NULL, 1},
    {204, CONN_OK, NULL, 1},           {300, CONN_VENDOR, NULL, 1},
    {304, CONN_VENDOR, NULL, 1},       {400, CONN_INVALID, NULL, 1},
    {401, CONN_UNAUTHORIZED, NULL, 1}, {402, CONN_VENDOR, NULL, 1},
    {403, CONN_FORBIDDEN, NULL, 1},    {404, CONN_NOT_FOUND, NULL, 1},
    {409, CONN_CONFLICT, NULL, 1},     {418, CONN_VENDOR, "tea", 1},
    {422, CONN_INVALID, NULL, 1},      {429, CONN_RATE_LIMITED, NULL, 1},
    {500, CONN_UNAVAILABLE, NULL, 1},  {502, CONN_MISCONFIGURED, NULL, 1},
    {503, CONN_UNAVAILABLE, NULL, 3},  {511, CONN_UNAVAILABLE, NULL, 1},
};

static void check_statuses(Run *run)
{
    conn_error err = {0};
    httpbin *client = client_open(run, HTTPBIN_AUTH_NONE);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        httpbin_answers_status_args args = {.code =
                                                CONN_SOME(statuses[i].code)};
        uint64_t before = requests_of(client);
        const char *code = statuses[i].vendor_code;
        conn_reply_free(httpbin_answers_status(client, &args, &err));
        bool same_code =
            code == NULL ? err.vendor_code == NULL
                         : err.vendor_code && !strcmp(err.vendor_code, code);
        check(run,
              err.status == statuses[i].status && same_code &&
                  (!err.status || err.http_status == statuses[i].code) &&
                  requests_of(client) == before + statuses[i].requests,
              "%" PRId64 " is `%s`, after %u requests", statuses[i].code,
              conn_status_name(err.status), statuses[i].requests);
        conn_error_clear(&err);
    }
    httpbin_answers_send_args send = {.code = CONN_SOME(503)};
    uint64_t before = requests_of(client);
    conn_reply_free(httpbin_answers_send(client, &send, &err));
    check_fails(run, &err, CONN_UNAVAILABLE, 503, "503 to a POST");
    check(run, requests_of(client) == before + 1, "which is not sent again");
    conn_error_clear(&err);
    httpbin_close(client);
}

/* ---- time ---- */

/* Fails with CONN_TIMEOUT, `attempts` times 400 ms after the start, not after
 * the 5 s that the server takes. */
static void check_late(Run *run, int64_t since, int attempts,
                       const conn_error *err, const char *what)
{
    int64_t took = conn_clock_ms() - since;
    check_fails(run, err, CONN_TIMEOUT, 0, what);
    check(run, took >= attempts * 400 - 20 && took < 4500,
          "after %d attempts and %" PRId64 " ms", attempts, took);
}

static void check_time(Run *run)
{
    conn_error err = {0};
    httpbin *client = client_open(run, HTTPBIN_AUTH_NONE);
    conn_call_options one = {.timeout_ms = 400}, all = {.deadline_ms = 400};
    httpbin_answers_delay_args delay = {.seconds = CONN_SOME(5), .call = &one};
    httpbin_data_drip_args drip = {
        .duration = CONN_SOME(5.0), .numbytes = CONN_SOME(10), .call = &all};
    int64_t since = conn_clock_ms();
    conn_reply_free(httpbin_answers_delay(client, &delay, &err));
    check_late(run, since, 3, &err, "a delay beyond the timeout");
    delay.call = &all;
    since = conn_clock_ms();
    conn_reply_free(httpbin_answers_delay(client, &delay, &err));
    check_late(run, since, 1, &err, "a delay beyond the deadline");
    since = conn_clock_ms();
    conn_reply_free(httpbin_data_drip(client, &drip, &err));
    check_late(run, since, 1, &err, "a body that drips beyond the deadline");
    delay = (httpbin_answers_delay_args){.seconds = CONN_SOME(1)};
    since = conn_clock_ms();
    conn_reply_free(httpbin_answers_delay(client, &delay, &err));
    check_ok(run, &err, "a delay within the timeout");
    check(run, conn_clock_ms() - since >= 990, "is waited for");
    httpbin_close(client);
}

/* ---- credentials ---- */

static void check_basic(Run *run)
{
    conn_error err = {0};
    httpbin *client = client_open(run, HTTPBIN_AUTH_BASIC);
    httpbin_auth_basic_args args = {.password = run->password};
    conn_reply *reply = httpbin_auth_basic(client, &args, &err);
    const httpbin_user *user = VALUE_OF(httpbin_auth_basic, reply);
    check(run, user && user->authenticated && str_is(user->user, run->user),
          "basic");
    conn_reply_free(reply);
    check_ok(run, &err, "is let in");
    args.password = "other";
    conn_reply_free(httpbin_auth_basic(client, &args, &err));
    check_fails(run, &err, CONN_UNAUTHORIZED, 401, "a wrong password");
    conn_error_clear(&err);
    httpbin_close(client);
}

static void check_bearer(Run *run)
{
    conn_error err = {0};
    httpbin *client = client_open(run, HTTPBIN_AUTH_BEARER);
    conn_reply *reply = httpbin_auth_bearer(client, NULL, &err);
    const httpbin_token *token = VALUE_OF(httpbin_auth_bearer, reply);
    check(run, token && str_is(token->token, run->password), "bearer");
    conn_reply_free(reply);
    check_ok(run, &err, "is let in");
    httpbin_close(client);
    client = client_open(run, HTTPBIN_AUTH_NONE);
    conn_reply_free(httpbin_auth_bearer(client, NULL, &err));
    check_fails(run, &err, CONN_UNAUTHORIZED, 401, "no token");
    conn_error_clear(&err);
    httpbin_close(client);
}

/* A key in a cookie is sent; cookies that are set are not kept. */
static void check_cookies(Run *run)
{
    conn_error err = {0};
    httpbin *client = client_open(run, HTTPBIN_AUTH_API_KEY);
    httpbin_cookies_set_args args = {.a = "b"};
    conn_reply *reply = httpbin_cookies_list(client, NULL, &err);
    const httpbin_cookies *seen = VALUE_OF(httpbin_cookies_list, reply);
    check(run,
          seen && seen->cookies.count == 1 &&
              str_is(map_get(&seen->cookies, "session"), run->password),
          "a key in a cookie");
    conn_reply_free(reply);
    reply = httpbin_cookies_set(client, &args, &err);
    seen = VALUE_OF(httpbin_cookies_set, reply);
    check(run, seen && seen->cookies.count == 1, "a cookie set is not kept");
    conn_reply_free(reply);
    check_ok(run, &err, "without an error");
    httpbin_close(client);
}

int main(void)
{
    Run run;
    run_begin(&run);
    check_redirects(&run);
    check_statuses(&run);
    check_time(&run);
    check_basic(&run);
    check_bearer(&run);
    check_cookies(&run);
    check_requests(&run);
    check_bodies(&run);
    check_answers(&run);
    return run_end(&run);
}
