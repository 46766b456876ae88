/* test_signed.c - requests that are signed as they are sent: Digest, OAuth
 * 1.0a, AWS Signature Version 4, tokens of the client's own. */
#include "signed.h"

#include "oauth1.h"

#define GET1 "GET /v1/items/1"
#define ITEM1 "200\n\n{\"id\":1,\"name\":\"a\"}"
#define CHALLENGE2                                                             \
    "401\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n2\", qop=\"auth\", "  \
    "stale=true, opaque=\"o\"\n\n"

/* ---- Digest ---- */

/* One challenge serves many calls, until its nonce is too old. */
static void test_digest(void **state)
{
    (void)state;
    step steps[] = {STEP(GET1 "\n!Authorization", CHALLENGE), STEP(GET1, ITEM1),
                    STEP(GET1, ITEM1), STEP(GET1, CHALLENGE2),
                    STEP(GET1, ITEM1)};
    fixture f;
    open_signed(&f, steps, COUNT(steps), DIGEST);
    for (int i = 0; i < 3; i++) {
        call_signed(&f, &op_get);
        assert_string_equal(f.err.message, "");
    }
    assert_true(was_sent(&f, 1,
                         "Authorization: Digest username=\"ann\", realm="
                         "\"r\", nonce=\"n1\", uri=\"/v1/items/1\""));
    assert_true(was_sent(&f, 1, "algorithm=SHA-256, qop=auth, nc=00000001"));
    assert_true(was_sent(&f, 2, "nc=00000002"));
    assert_true(was_sent(&f, 3, "nc=00000003"));
    assert_true(was_sent(&f, 4, "nonce=\"n2\""));
    assert_true(was_sent(&f, 4, "opaque=\"o\", qop=auth, nc=00000001"));
    assert_int_equal(server_connections(f.srv), 1);
    fixture_close(&f);
}

static void test_digest_refused(void **state)
{
    (void)state;
    step wrong[] = {STEP(GET1, CHALLENGE), STEP(GET1, CHALLENGE)};
    step none[] = {STEP(GET1, "401\nWWW-Authenticate: Bearer\n\n")};
    fixture f;
    open_signed(&f, wrong, 2, DIGEST);
    assert_int_equal(call_signed(&f, &op_get), CONN_UNAUTHORIZED);
    fixture_close(&f);
    open_signed(&f, none, 1, DIGEST);
    assert_int_equal(call_signed(&f, &op_get), CONN_UNAUTHORIZED);
    fixture_close(&f);
}

/* A body is sent again with the answer to the challenge. */
static void test_digest_body(void **state)
{
    (void)state;
    static const conn_path_part path[] = {{"/items", 0, false, false}};
    static const conn_arg args[] = {ARG_BODY()};
    conn_op op = {.name = "items.add",
                  .method = "POST",
                  .path = path,
                  .path_count = 1,
                  .args = args,
                  .arg_count = 1,
                  .call_offset = CALL_OFFSET};
    step steps[] = {
        STEP("POST /v1/items\n\n{\"id\":1,\"name\":\"a\"}", CHALLENGE),
        STEP("POST /v1/items\n\n{\"id\":1,\"name\":\"a\"}", "204")};
    fixture f;
    open_signed(&f, steps, COUNT(steps), DIGEST);
    assert_int_equal(call_signed(&f, &op), CONN_OK);
    fixture_close(&f);
}

/* ---- OAuth 1.0a ---- */

/* The value of a parameter of request `n`'s Authorization header. */
static void oauth_param(const fixture *f, int n, const char *name,
                        char out[128])
{
    char want[64];
    snprintf(want, sizeof want, "%s=\"", name);
    const char *at = strstr(server_request(f->srv, n), want);
    assert_non_null(at);
    at += strlen(want);
    snprintf(out, 128, "%.*s", (int)strcspn(at, "\""), at);
}

/* Each attempt is signed anew, over the URL as it is sent. */
static void test_oauth1(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {503, 0};
    static const conn_retry retry = {statuses, 1, 1, 1};
    static const conn_arg args[] = {ARG_ID("id", CONN_IN_PATH),
                                    ARG_OTHER("q", CONN_IN_QUERY)};
    conn_op op = op_get;
    op.retry = &retry;
    op.args = args;
    op.arg_count = 2;
    step steps[] = {STEP(GET1 "?q=x%20y", "503"), STEP(GET1 "?q=x%20y", ITEM1)};
    char first[128], nonce[128], time[128], url[128], port[16];
    conn_buf want = {0};
    fixture f;
    open_signed(&f, steps, COUNT(steps), OAUTH1);
    assert_int_equal(call_signed(&f, &op), CONN_OK);
    oauth_param(&f, 0, "oauth_nonce", first);
    oauth_param(&f, 1, "oauth_nonce", nonce);
    assert_string_not_equal(first, nonce);
    oauth_param(&f, 1, "oauth_timestamp", time);
    snprintf(port, sizeof port, "%d", server_port(f.srv));
    snprintf(url, sizeof url, "http://127.0.0.1:%s/v1/items/1?q=x%%20y", port);
    conn_oauth1_keys keys = {.consumer_key = CONN_STR("ann"),
                             .consumer_secret = CONN_STR("s3cret")};
    conn_oauth1_request request = {.method = "GET",
                                   .url = url,
                                   .nonce = nonce,
                                   .time = strtol(time, NULL, 10)};
    conn_buf_puts(&want, "Authorization: ");
    assert_int_equal(conn_oauth1_header(&want, &keys, &request, NULL), CONN_OK);
    assert_true(was_sent(&f, 1, want.data));
    conn_buf_free(&want);
    fixture_close(&f);
}

/* ---- AWS ---- */

static void test_aws(void **state)
{
    (void)state;
    step steps[] = {STEP(GET1, ITEM1)};
    fixture f;
    open_signed(&f, steps, 1, AWS);
    assert_int_equal(call_signed(&f, &op_get), CONN_OK);
    assert_true(
        was_sent(&f, 0, "Authorization: AWS4-HMAC-SHA256 Credential=ann/"));
    assert_true(was_sent(&f, 0,
                         "/eu-1/svc/aws4_request, SignedHeaders=accept;host;"
                         "x-amz-date, Signature="));
    assert_true(was_sent(&f, 0, "X-Amz-Date: 20"));
    fixture_close(&f);
    open_signed(&f, steps, 1, AWS_S3);
    assert_int_equal(call_signed(&f, &op_get), CONN_OK);
    assert_true(was_sent(&f, 0,
                         "SignedHeaders=accept;host;x-amz-content-sha256;"
                         "x-amz-date;x-amz-security-token"));
    assert_true(
        was_sent(&f, 0, "X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8"));
    assert_true(was_sent(&f, 0, "X-Amz-Security-Token: eu-1"));
    fixture_close(&f);
}

/* ---- tokens of the client's own ---- */

static void test_jwt(void **state)
{
    (void)state;
    step steps[] = {STEP(GET1, ITEM1)};
    fixture f;
    open_signed(&f, steps, 1, JWT);
    assert_int_equal(call_signed(&f, &op_get), CONN_OK);
    assert_true(was_sent(&f, 0,
                         "Authorization: Bearer "
                         "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."));
    fixture_close(&f);
    open_signed(&f, NULL, 0, BAD_JWT);
    assert_int_equal(call_signed(&f, &op_get), CONN_MISCONFIGURED);
    assert_string_equal(f.err.message, "items.get: the private key is no RSA "
                                       "key in PEM without a password");
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_digest_refused),
        cmocka_unit_test(test_digest_body),
        cmocka_unit_test(test_oauth1),
        cmocka_unit_test(test_aws),
        cmocka_unit_test(test_jwt),
    };
    return cmocka_run_group_tests_name("signed", tests, NULL, NULL);
}
