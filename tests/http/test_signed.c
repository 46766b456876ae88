/* test_signed.c - requests that are signed as they are sent: Digest, OAuth
 * 1.0a, AWS Signature Version 4, tokens of the client's own. */
#include "api.h"

#include "cancel.h"
#include "conn/transport.h"
#include "oauth1.h"
#include "sigv4.h"

#define GET1 "GET /v1/items/1"
#define ITEM1 "200\n\n{\"id\":1,\"name\":\"a\"}"
#define CHALLENGE                                                              \
    "401\nWWW-Authenticate: Basic realm=\"b\"\nWWW-Authenticate: Digest "      \
    "realm=\"r\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256\n\n"
#define CHALLENGE2                                                             \
    "401\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n2\", qop=\"auth\", "  \
    "stale=true, opaque=\"o\"\n\n"

static const conn_expr user = CONFIG(CONFIG_USER),
                       password = CONFIG(CONFIG_PASSWORD),
                       region = TEXT("eu-1"), service = TEXT("svc"),
                       s3 = TEXT("s3");
static const conn_oauth1 oauth1 = {.signature = "HMAC-SHA1",
                                   .consumer_key = &user,
                                   .consumer_secret = &password};
static const conn_aws aws = {.access_key = &user,
                             .secret_key = &password,
                             .region = &region,
                             .service = &service};
static const conn_aws aws_s3 = {.access_key = &user,
                                .secret_key = &password,
                                .session_token = &region,
                                .region = &region,
                                .service = &s3};
static const conn_jwt jwt = {
    .algorithm = "HS256", .key = &password, .issuer = &user, .lifetime_s = 60};
static const conn_jwt bad_jwt = {
    .algorithm = "RS256", .key = &password, .lifetime_s = 60};

enum { DIGEST = 1, OAUTH1, AWS, AWS_S3, JWT, BAD_JWT };

static const conn_auth ways[] = {
    {.kind = CONN_A_DIGEST, .first = &user, .second = &password},
    {.kind = CONN_A_OAUTH1, .oauth1 = &oauth1},
    {.kind = CONN_A_AWS, .aws = &aws},
    {.kind = CONN_A_AWS, .aws = &aws_s3},
    {.kind = CONN_A_JWT, .jwt = &jwt},
    {.kind = CONN_A_JWT, .jwt = &bad_jwt}};

static void open_signed(fixture *f, const step *steps, size_t count, int auth)
{
    static conn_connector connector;
    connector = api;
    connector.auths = ways;
    connector.auth_count = COUNT(ways);
    memset(f, 0, sizeof *f);
    f->srv = server_start(steps, count, true);
    snprintf(f->base_url, sizeof f->base_url, "http://127.0.0.1:%d/v1",
             server_port(f->srv));
    api_config config = {f->base_url, "ann", "s3cret", "", auth};
    assert_int_equal(conn_open(&f->client, &connector, &config, NULL, &f->err),
                     CONN_OK);
}

static conn_status call(fixture *f, const conn_op *op)
{
    api_args args = {
        .id = "1", .other = "x y", .body = {.id = 1, .name = CONN_STR("a")}};
    conn_reply_free(conn_call(f->client, op, &args, &f->err));
    return f->err.status;
}

static bool sent(const fixture *f, int n, const char *text)
{
    const char *request = server_request(f->srv, n);
    bool has = request != NULL && strstr(request, text) != NULL;
    if (!has)
        print_error("`%s` is not in:\n%s\n", text, request);
    return has;
}

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
        call(&f, &op_get);
        assert_string_equal(f.err.message, "");
    }
    assert_true(sent(&f, 1,
                     "Authorization: Digest username=\"ann\", realm="
                     "\"r\", nonce=\"n1\", uri=\"/v1/items/1\""));
    assert_true(sent(&f, 1, "algorithm=SHA-256, qop=auth, nc=00000001"));
    assert_true(sent(&f, 2, "nc=00000002"));
    assert_true(sent(&f, 3, "nc=00000003"));
    assert_true(sent(&f, 4, "nonce=\"n2\""));
    assert_true(sent(&f, 4, "opaque=\"o\", qop=auth, nc=00000001"));
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
    assert_int_equal(call(&f, &op_get), CONN_UNAUTHORIZED);
    fixture_close(&f);
    open_signed(&f, none, 1, DIGEST);
    assert_int_equal(call(&f, &op_get), CONN_UNAUTHORIZED);
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
    assert_int_equal(call(&f, &op), CONN_OK);
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
    assert_int_equal(call(&f, &op), CONN_OK);
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
    assert_true(sent(&f, 1, want.data));
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
    assert_int_equal(call(&f, &op_get), CONN_OK);
    assert_true(sent(&f, 0, "Authorization: AWS4-HMAC-SHA256 Credential=ann/"));
    assert_true(sent(&f, 0,
                     "/eu-1/svc/aws4_request, SignedHeaders=accept;host;"
                     "x-amz-date, Signature="));
    assert_true(sent(&f, 0, "X-Amz-Date: 20"));
    fixture_close(&f);
    open_signed(&f, steps, 1, AWS_S3);
    assert_int_equal(call(&f, &op_get), CONN_OK);
    assert_true(sent(&f, 0,
                     "SignedHeaders=accept;host;x-amz-content-sha256;"
                     "x-amz-date;x-amz-security-token"));
    assert_true(sent(&f, 0, "X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8"));
    assert_true(sent(&f, 0, "X-Amz-Security-Token: eu-1"));
    fixture_close(&f);
}

/* ---- bodies that are read while they are sent ---- */

static const conn_path_part up_path[] = {{"/up", 0, false, false}};
static const conn_arg raw_args[] = {ARG_RAW()};
static const conn_op op_put = {.name = "put",
                               .method = "PUT",
                               .path = up_path,
                               .path_count = 1,
                               .args = raw_args,
                               .arg_count = 1,
                               .call_offset = CALL_OFFSET,
                               .encoding = CONN_ENC_RAW};

/* Gives five bytes. */
typedef struct reader {
    size_t at;
    int rewinds, told;
} reader;

static ptrdiff_t read_hello(void *given, void *into, size_t room)
{
    static const char hello[] = "hello";
    reader *r = given;
    size_t n = 5 - r->at < room ? 5 - r->at : room;
    memcpy(into, &hello[r->at], n);
    r->at += n;
    return (ptrdiff_t)n;
}

static bool go_back(void *given)
{
    reader *r = given;
    r->at = 0;
    r->rewinds++;
    return true;
}

static bool be_told(void *given, int64_t done, int64_t total)
{
    (void)done;
    (void)total;
    ((reader *)given)->told++;
    return true;
}

#define HELLO(again, r)                                                        \
    {                                                                          \
        .read = read_hello, .rewind = again, .length = 5, .progress = be_told, \
        .user = r                                                              \
    }

static conn_status put(conn_client *client, const conn_op *op,
                       const conn_upload *from, conn_error *err)
{
    conn_call_options options = {.upload = from};
    api_args args = {.call = &options};
    conn_reply_free(conn_call(client, op, &args, err));
    return err->status;
}

/* What a transport has seen. */
typedef struct seen {
    char body[64];
    char headers[1024];
} seen;

static conn_status keep_seen(void *given, const conn_http_request *request,
                             conn_http_response *response, conn_error *err)
{
    seen *s = given;
    (void)err;
    *s = (seen){{0}, {0}};
    for (size_t i = 0; i < request->header_count; i++) {
        size_t at = strlen(s->headers);
        snprintf(s->headers + at, sizeof s->headers - at, "%s: %s\n",
                 request->headers[i].name, request->headers[i].value);
    }
    if (request->source != NULL)
        request->source->read(request->source, s->body, sizeof s->body - 1);
    conn_response_begin(response, 204);
    return CONN_OK;
}

static conn_client *open_fake(const char *url, int auth, seen *s)
{
    static conn_connector connector;
    conn_client *client = NULL;
    conn_options options = {.transport = conn_transport_fake(keep_seen, s)};
    connector = api;
    connector.auths = ways;
    connector.auth_count = COUNT(ways);
    api_config config = {url, "ann", "s3cret", "", auth};
    assert_int_equal(conn_open(&client, &connector, &config, &options, NULL),
                     CONN_OK);
    return client;
}

/* SHA-256 of "hello". */
#define HELLO_DIGEST                                                           \
    "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define AGAIN true
#define ONCE false

/* Which payload a body is signed with: NULL where the call is refused. */
static const struct aws_case {
    const char *url;
    int auth;
    bool again; /* it can be read again */
    const char *payload;
    bool told; /* in a header too */
} aws_cases[] = {
    {"https://fake", AWS_S3, AGAIN, "UNSIGNED-PAYLOAD", true},
    {"https://fake", AWS_S3, ONCE, "UNSIGNED-PAYLOAD", true},
    {"http://fake", AWS_S3, AGAIN, HELLO_DIGEST, true},
    {"http://fake", AWS_S3, ONCE, NULL, false},
    {"https://fake", AWS, AGAIN, HELLO_DIGEST, false},
    {"https://fake", AWS, ONCE, "UNSIGNED-PAYLOAD", true},
    {"http://fake", AWS, AGAIN, HELLO_DIGEST, false},
    {"http://fake", AWS, ONCE, NULL, false},
};

/* Makes the Authorization again, from what was sent beside it. */
static void assert_signed(const struct aws_case *c, const seen *s)
{
    static const char date_name[] = "X-Amz-Date: ";
    conn_header headers[] = {{"Content-Type", "application/octet-stream"},
                             {"Accept", "*/*"}};
    bool accepts = strstr(s->headers, "Accept: ") != NULL;
    conn_sigv4_keys keys = {.access_key = CONN_STR("ann"),
                            .secret_key = CONN_STR("s3cret"),
                            .region = CONN_STR("eu-1"),
                            .service = CONN_STR("svc"),
                            .sign_body = c->told};
    if (c->auth == AWS_S3) {
        keys.service = (conn_str)CONN_STR("s3");
        keys.session_token = (conn_str)CONN_STR("eu-1");
        keys.raw_path = true;
    }
    conn_sigv4_request request = {.method = "PUT",
                                  .host = CONN_STR("fake"),
                                  .path = CONN_STR("/up"),
                                  .headers = headers,
                                  .header_count = accepts ? 2 : 1,
                                  .payload = c->payload,
                                  .time = conn_clock_unix()};
    char date[CONN_SIGV4_TIME];
    const char *sent_date = strstr(s->headers, date_name);
    assert_non_null(sent_date);
    sent_date += strlen(date_name);
    conn_buf want = {0};
    /* The second in which it was signed is at most a few ago. */
    for (int i = 0; i < 60; i++, request.time--) {
        conn_sigv4_time(request.time, date);
        if (strncmp(date, sent_date, strlen(date)) == 0)
            break;
    }
    assert_int_equal(conn_sigv4_header(&want, &keys, &request, NULL), CONN_OK);
    if (strstr(s->headers, want.data) == NULL)
        fail_msg("`%s` is not in\n%s", want.data, s->headers);
    conn_buf_free(&want);
}

static void test_aws_stream(void **state)
{
    const struct aws_case *c = *state;
    seen s = {{0}, {0}};
    reader r = {0};
    conn_error err = {0};
    conn_upload from = HELLO(c->again ? go_back : NULL, &r);
    conn_client *client = open_fake(c->url, c->auth, &s);
    conn_status status = put(client, &op_put, &from, &err);
    if (c->payload == NULL) {
        assert_error(&err, CONN_USAGE,
                     "put: the body has to be signed, and can't be read twice");
        assert_int_equal(r.at, 0);
    } else {
        assert_string_equal(err.message, "");
        assert_int_equal(status, CONN_OK);
        assert_string_equal(s.body, "hello");
        assert_int_equal(r.told, 1);
        assert_signed(c, &s);
        char line[128];
        snprintf(line, sizeof line, "X-Amz-Content-Sha256: %s\n", c->payload);
        assert_int_equal(strstr(s.headers, line) != NULL, c->told);
    }
    conn_error_clear(&err);
    conn_close(client);
}

/* A multipart body is in no base string, a form is. */
static void test_oauth1_stream(void **state)
{
    (void)state;
    conn_op form = op_put;
    form.content_type = "application/x-www-form-urlencoded";
    seen s = {{0}, {0}};
    reader r = {0};
    conn_error err = {0};
    conn_upload from = HELLO(go_back, &r);
    conn_client *client = open_fake("http://fake", OAUTH1, &s);
    assert_int_equal(put(client, &op_put, &from, &err), CONN_OK);
    assert_string_equal(s.body, "hello");
    assert_non_null(strstr(s.headers, "Authorization: OAuth "));
    r.at = 0;
    assert_int_equal(put(client, &form, &from, &err), CONN_USAGE);
    assert_error(&err, CONN_USAGE,
                 "put: a form is signed, and can't be read while it is sent");
    conn_error_clear(&err);
    conn_close(client);
}

#define PUT_HELLO "PUT /v1/up\nContent-Length: 5"

/* What can be read again is sent again with the answer; the challenge that met
 * what can't is answered by the next call. */
static void test_digest_stream(void **state)
{
    (void)state;
    step steps[] = {
        STEP(PUT_HELLO "\n!Authorization\n\nhello", CHALLENGE),
        STEP(PUT_HELLO "\n\nhello", "204"),
        STEP(PUT_HELLO "\n!Authorization\n\nhello", CHALLENGE),
        STEP(PUT_HELLO "\n\nhello", "204"),
    };
    reader r = {0};
    conn_upload from = HELLO(go_back, &r);
    fixture f;
    open_signed(&f, steps, 2, DIGEST);
    assert_int_equal(put(f.client, &op_put, &from, &f.err), CONN_OK);
    assert_int_equal(r.rewinds, 1);
    assert_true(sent(&f, 1, "nonce=\"n1\""));
    fixture_close(&f);
    from.rewind = NULL;
    r.at = 0;
    open_signed(&f, steps + 2, 2, DIGEST);
    put(f.client, &op_put, &from, &f.err);
    assert_error(&f.err, CONN_UNAUTHORIZED,
                 "put: 401 unauthorized; new credentials are for the next "
                 "call, as the body can't be read again");
    r.at = 0;
    assert_int_equal(put(f.client, &op_put, &from, &f.err), CONN_OK);
    assert_true(sent(&f, 1, "nonce=\"n1\""));
    fixture_close(&f);
}

/* ---- tokens of the client's own ---- */

static void test_jwt(void **state)
{
    (void)state;
    step steps[] = {STEP(GET1, ITEM1)};
    fixture f;
    open_signed(&f, steps, 1, JWT);
    assert_int_equal(call(&f, &op_get), CONN_OK);
    assert_true(sent(&f, 0,
                     "Authorization: Bearer "
                     "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."));
    fixture_close(&f);
    open_signed(&f, NULL, 0, BAD_JWT);
    assert_int_equal(call(&f, &op_get), CONN_MISCONFIGURED);
    assert_string_equal(f.err.message, "items.get: the private key is no RSA "
                                       "key in PEM without a password");
    fixture_close(&f);
}

int main(void)
{
    struct CMUnitTest tests[8 + COUNT(aws_cases)] = {
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_digest_refused),
        cmocka_unit_test(test_digest_body),
        cmocka_unit_test(test_oauth1),
        cmocka_unit_test(test_aws),
        cmocka_unit_test(test_jwt),
        cmocka_unit_test(test_oauth1_stream),
        cmocka_unit_test(test_digest_stream),
    };
    for (size_t i = 0; i < COUNT(aws_cases); i++)
        tests[8 + i] =
            (struct CMUnitTest){aws_cases[i].url, test_aws_stream, NULL, NULL,
                                (void *)(size_t)&aws_cases[i]};
    return cmocka_run_group_tests_name("signed", tests, NULL, NULL);
}
