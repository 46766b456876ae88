/* test_signed_bodies.c - requests that are signed, and whose bodies are read
 * while they are sent. */
#include "signed.h"

#include "cancel.h"
#include "conn/transport.h"
#include "oauth1.h"
#include "sigv4.h"

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
    connector.auths = signed_ways;
    connector.auth_count = COUNT(signed_ways);
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
    assert_true(was_sent(&f, 1, "nonce=\"n1\""));
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
    assert_true(was_sent(&f, 1, "nonce=\"n1\""));
    fixture_close(&f);
}

/* A body that is to be signed must be there before it is sent. */
static void test_digest_int_stream(void **state)
{
    (void)state;
    step steps[] = {STEP(PUT_HELLO "\n!Authorization\n\nhello",
                         "401\nWWW-Authenticate: Digest realm=\"r\", "
                         "nonce=\"n\", qop=\"auth-int\"\n\n")};
    reader r = {0};
    conn_upload from = HELLO(go_back, &r);
    fixture f;
    open_signed(&f, steps, 1, DIGEST);
    put(f.client, &op_put, &from, &f.err);
    assert_error(&f.err, CONN_USAGE,
                 "put: the server wants the body signed (auth-int), which "
                 "can't be while it is read");
    fixture_close(&f);
}

int main(void)
{
    struct CMUnitTest tests[3 + COUNT(aws_cases)] = {
        cmocka_unit_test(test_oauth1_stream),
        cmocka_unit_test(test_digest_stream),
        cmocka_unit_test(test_digest_int_stream),
    };
    for (size_t i = 0; i < COUNT(aws_cases); i++)
        tests[3 + i] =
            (struct CMUnitTest){aws_cases[i].url, test_aws_stream, NULL, NULL,
                                (void *)(size_t)&aws_cases[i]};
    return cmocka_run_group_tests_name("signed bodies", tests, NULL, NULL);
}
