/* test_signatures.c - digests and signatures: published examples (OAuth 1.0a,
 * tokens, PKCE, Digest). */
#include "vectors.h"

#include "crypto.h"
#include "digest.h"
#include "jwt.h"
#include "oauth1.h"
#include "uri.h"

#define VECTORS "../shared/vectors/signatures.json"

/* ---- published examples ---- */

static void test_oauth1_vectors(void **state)
{
    (void)state;
    cJSON *all = vectors_of(VECTORS);
    const cJSON *c;
    int count = 0;
    cJSON_ArrayForEach(c, cJSON_GetObjectItem(all, "oauth1"))
    {
        /* The key is both secrets, encoded; ours encodes them itself. */
        char *key = strdup(text_of(c, "key"));
        char *second = strchr(key, '&');
        assert_non_null(second);
        *second++ = '\0';
        conn_oauth1_keys keys = {.consumer_secret = conn_str_of(key),
                                 .token_secret = conn_str_of(second)};
        conn_buf made = {0};
        assert_int_equal(conn_oauth1_sign(&made, &keys,
                                          conn_str_of(text_of(c, "base")),
                                          NULL),
                         CONN_OK);
        assert_string_equal(made.data, text_of(c, "expect"));
        conn_buf_free(&made);
        free(key);
        count++;
    }
    assert_int_equal(count, 4);
    cJSON_Delete(all);
}

/* RFC 5849 section 3.4.1.1: the request of which the base string is made. */
static void test_oauth1_base(void **state)
{
    (void)state;
    static const char want[] =
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q"
        "%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_"
        "key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_m"
        "ethod%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk"
        "9d7dh3k39sjv7";
    conn_oauth1_keys keys = {.realm = conn_str_of("Example"),
                             .consumer_key = conn_str_of("9djdj82h48djs9d2"),
                             .consumer_secret = conn_str_of("j49sk3j29djd"),
                             .token = conn_str_of("kkk9d7dh3k39sjv7"),
                             .token_secret = conn_str_of("dh893hdasih9")};
    conn_oauth1_request request = {
        .method = "POST",
        .url = "HTTP://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
        .form = conn_str_of("c2&a3=2+q"),
        .nonce = "7d8f3e4a",
        .time = 137131201};
    conn_buf made = {0};
    assert_int_equal(conn_oauth1_base(&made, &keys, &request, NULL), CONN_OK);
    assert_string_equal(made.data, want);
    conn_buf_reset(&made);
    assert_int_equal(conn_oauth1_header(&made, &keys, &request, NULL), CONN_OK);
    assert_string_equal(
        made.data,
        "OAuth realm=\"Example\", oauth_consumer_key=\"9djdj82h48djs9d2\", "
        "oauth_nonce=\"7d8f3e4a\", oauth_signature_method=\"HMAC-SHA1\", "
        "oauth_timestamp=\"137131201\", oauth_token=\"kkk9d7dh3k39sjv7\", "
        "oauth_signature=\"r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D\"");
    conn_buf_reset(&made);
    keys.signature = "PLAINTEXT";
    keys.realm = conn_str_of("");
    assert_int_equal(conn_oauth1_header(&made, &keys, &request, NULL), CONN_OK);
    assert_non_null(strstr(made.data, "=\"j49sk3j29djd%26dh893hdasih9\""));
    assert_null(strstr(made.data, "nonce"));
    keys.signature = "ROT13";
    assert_int_equal(conn_oauth1_header(&made, &keys, &request, NULL),
                     CONN_MISCONFIGURED);
    conn_buf_free(&made);
}

static void test_jwt_and_pkce_vectors(void **state)
{
    (void)state;
    cJSON *all = vectors_of(VECTORS);
    const cJSON *c;
    conn_buf made = {0};
    cJSON_ArrayForEach(c, cJSON_GetObjectItem(all, "jwt"))
    {
        conn_str key = unbase64url(text_of(c, "key_base64url"));
        conn_jwt_key how = {.algorithm = "HS256", .key = key};
        conn_buf_reset(&made);
        assert_int_equal(conn_jws_sign(&made, &how,
                                       conn_str_of(text_of(c, "signing_input")),
                                       NULL),
                         CONN_OK);
        assert_string_equal(made.data, text_of(c, "expect"));
        free((char *)key.data);
    }
    cJSON_ArrayForEach(c, cJSON_GetObjectItem(all, "pkce"))
    {
        unsigned char digest[CONN_HASH_MAX];
        const char *verifier = text_of(c, "verifier");
        conn_buf_reset(&made);
        assert_true(
            conn_hash_of(CONN_HASH_SHA256, verifier, strlen(verifier), digest));
        assert_true(conn_base64url_add(&made, digest, 32));
        assert_string_equal(made.data, text_of(c, "expect"));
    }
    conn_buf_free(&made);
    cJSON_Delete(all);
}

/* What is signed: the message, or a template's members in braces. */
static void add_message(conn_buf *out, const cJSON *c)
{
    const char *at = text_of(c, "template");
    if (at == NULL)
        at = "{message}";
    while (*at != '\0') {
        char name[32];
        if (*at != '{') {
            conn_buf_putc(out, *at++);
            continue;
        }
        int len = (int)strcspn(at, "}") - 1;
        snprintf(name, sizeof name, "%.*s", len, at + 1);
        assert_non_null(text_of(c, name));
        conn_buf_puts(out, text_of(c, name));
        at += len + 2;
    }
}

/* The header that carries a signature: what is before it, and its digits. */
static void add_signature(conn_buf *out, const cJSON *c,
                          const unsigned char mac[CONN_HASH_MAX])
{
    const char *expect = text_of(c, "expect");
    size_t mark = strcspn(expect, "=,");
    conn_buf_add(out, expect, mark + 1);
    if (strcmp(text_of(c, "encoding"), "hex") == 0) {
        assert_true(conn_hex_add(out, mac, 32));
        return;
    }
    char coded[64];
    assert_string_equal(text_of(c, "encoding"), "base64");
    conn_base64_encode(mac, 32, coded);
    conn_buf_add(out, coded, conn_base64_length(32));
}

static void test_hmac_vectors(void **state)
{
    (void)state;
    cJSON *all = vectors_of(VECTORS);
    const cJSON *c;
    int count = 0;
    cJSON_ArrayForEach(c, cJSON_GetObjectItem(all, "hmac"))
    {
        unsigned char mac[CONN_HASH_MAX];
        const char *coded = text_of(c, "key_base64");
        conn_buf text = {0}, made = {0};
        conn_str key = conn_str_of(text_of(c, "key"));
        conn_str decoded = unbase64url(coded != NULL ? coded : "");
        add_message(&text, c);
        assert_true(conn_hmac(CONN_HASH_SHA256, coded != NULL ? decoded : key,
                              text.data, text.len, mac));
        add_signature(&made, c, mac);
        assert_string_equal(made.data, text_of(c, "expect"));
        free((char *)decoded.data);
        conn_buf_free(&text);
        conn_buf_free(&made);
        count++;
    }
    assert_int_equal(count, 3);
    cJSON_Delete(all);
}

static void test_same_secret(void **state)
{
    (void)state;
    conn_str a = conn_str_of("sha256=00ff");
    assert_true(conn_same_secret(a, conn_str_of("sha256=00ff")));
    assert_false(conn_same_secret(a, conn_str_of("sha256=")));
    assert_false(conn_same_secret(a, conn_str_of("sha256=00fe")));
    assert_false(conn_same_secret(a, conn_str_of("Sha256=00ff")));
}

/* ---- Digest ---- */

/* RFC 7616 section 3.9.1: both answers to one challenge. */
static void test_digest(void **state)
{
    (void)state;
    static const char challenge[] =
        "Basic realm=\"a, Digest b\", Digest realm=\"http-auth@example.org\", "
        "qop=\"auth, auth-int\", algorithm=%s, "
        "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
        "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
    static const char *const rows[][2] = {
        {"MD5", "8ca523f5e9506fed4657c9700eebdbec"},
        {"SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf449"
                    "6794697cf8db5856cb6c1"}};
    conn_digest_request request = {
        .method = "GET",
        .target = "/dir/index.html",
        .client_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        .count = 1};
    for (size_t i = 0; i < 2; i++) {
        char header[512], want[128];
        conn_digest d = {0};
        conn_buf made = {0};
        snprintf(header, sizeof header, challenge, rows[i][0]);
        snprintf(want, sizeof want, "response=\"%s\"", rows[i][1]);
        assert_true(conn_digest_read(header, &d));
        assert_string_equal(d.realm, "http-auth@example.org");
        assert_int_equal(conn_digest_header(&made, &d, conn_str_of("Mufasa"),
                                            conn_str_of("Circle of Life"),
                                            &request, NULL),
                         CONN_OK);
        assert_non_null(strstr(made.data, want));
        assert_non_null(strstr(made.data, "nc=00000001"));
        conn_buf_free(&made);
        conn_digest_free(&d);
    }
}

/* The body is part of the answer; figures by Python's hashlib. */
static void test_digest_of_bodies(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"MD5", "{\"a\":1}", "3323948b9a33df97c3aef3eff8e3934d"},
        {"MD5", "", "e8b4867a2a22c427d7ead307f8c67aad"},
        {"SHA-256", "{\"a\":1}",
         "1e44ebdec5bd09dfee0d1bd5db368d06d3d592a5ae25c088b9c10452449da8bb"},
        {"SHA-256", "",
         "31dbc120c8ff65fe5a66db178df95142cc1ac32dd0a13bdd1decbc5f5bce3aa8"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char header[128];
        conn_digest d = {0};
        conn_buf made = {0};
        conn_digest_request request = {.method = "POST",
                                       .target = "/x?y",
                                       .client_nonce = "c",
                                       .count = 2,
                                       .body = conn_str_of(rows[i][1])};
        snprintf(header, sizeof header,
                 "Digest realm=r, nonce=n, qop=\"auth-int\", algorithm=%s",
                 rows[i][0]);
        assert_true(conn_digest_read(header, &d) && d.whole);
        assert_int_equal(conn_digest_header(&made, &d, conn_str_of("Mufasa"),
                                            conn_str_of("Circle of Life"),
                                            &request, NULL),
                         CONN_OK);
        assert_non_null(strstr(made.data, rows[i][2]));
        assert_non_null(strstr(made.data, "qop=auth-int, nc=00000002"));
        conn_buf_free(&made);
        conn_digest_free(&d);
    }
}

static void test_digest_challenges(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        bool good;
    } rows[] = {
        {"", false},
        {"Digest", false},
        {"Digest realm=\"r\"", false},
        {"Negotiate abc==, Digest realm=r, nonce=n", true},
        {"digest realm=\"a \\\"b\\\"\", nonce=\"n\" , stale=TRUE", true},
        {"Digest realm=\"r\", nonce=\"n\", algorithm=SHA-1", false},
        {"Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"", true},
        {"Digest realm=\"r\", nonce=\"n\", qop=\"auth-conf\"", false},
        {"Digest realm=\"r\", nonce=\"n", true},
        {"Digest =,=,\"", false},
        {"Bearer realm=\"r\", nonce=\"n\"", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        conn_digest d = {0};
        bool good = conn_digest_read(rows[i].header, &d);
        if (good != rows[i].good)
            fail_msg("%s", rows[i].header);
        conn_digest_free(&d);
    }
    conn_digest d = {0}; /* the better of two functions */
    assert_true(conn_digest_read(
        "Digest realm=r, nonce=1, algorithm=SHA-256, Digest realm=r, nonce=2",
        &d));
    assert_int_equal(d.hash, CONN_HASH_SHA256);
    conn_digest_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oauth1_vectors),
        cmocka_unit_test(test_oauth1_base),
        cmocka_unit_test(test_jwt_and_pkce_vectors),
        cmocka_unit_test(test_hmac_vectors),
        cmocka_unit_test(test_same_secret),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_digest_of_bodies),
        cmocka_unit_test(test_digest_challenges),
    };
    return cmocka_run_group_tests_name("signatures", tests, NULL, NULL);
}
