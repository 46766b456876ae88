/* test_oauth2_people.c - logins of people: over the loopback interface, by hand
 * and on another device. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "logins.h"

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
    logins_open(&f, steps, COUNT(steps), BY_CODE, &options);
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
    assert_int_equal(logins_get(&f), CONN_OK);
    fixture_close(&f);
}

static void test_refused_login(void **state)
{
    (void)state;
    char target[256], value[128];
    pthread_t thread;
    fixture f;
    logins_open(&f, NULL, 0, BY_CODE, NULL);
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
    logins_open(&f, NULL, 0, BY_CODE, NULL);
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
    logins_open(&f, NULL, 0, BY_CLIENT, NULL);
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
    logins_open(&f, steps, COUNT(steps), BY_DEVICE, NULL);
    conn_login *login = conn_login_begin(f.client, NULL, &f.err);
    assert_string_equal(f.err.message, "");
    assert_string_equal(conn_login_url(login), "https://x/d");
    assert_string_equal(conn_login_code(login), "AB-CD");
    assert_int_equal(conn_login_wait(login, NULL, &f.err), CONN_OK);
    conn_login_end(login);
    assert_int_equal(logins_get(&f), CONN_OK);
    conn_options gone = {.account = "other"}; /* has tokens of its own */
    conn_close(f.client);
    logins_open_client(&f, BY_DEVICE, &gone);
    assert_int_equal(logins_get(&f), CONN_AUTH_EXPIRED);
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
    logins_open(&f, c->steps, steps_count(c->steps, COUNT(c->steps)), BY_DEVICE,
                NULL);
    conn_login *login = conn_login_begin(f.client, NULL, &f.err);
    conn_call_options limit = {.deadline_ms = c->deadline_ms};
    if (login != NULL)
        conn_login_wait(login, &limit, &f.err);
    assert_int_equal(f.err.status, c->status);
    conn_login_end(login);
    fixture_close(&f);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(device_cases) + 8];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(device_cases); i++)
        tests[n++] =
            (struct CMUnitTest){device_cases[i].name, test_device_failures,
                                NULL, NULL, (void *)(size_t)&device_cases[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_loopback_login);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_refused_login);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_login_waits_end);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_device_login);
    return _cmocka_run_group_tests("oauth2 people", tests, n, logins_begin,
                                   logins_end);
}
