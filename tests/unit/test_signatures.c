/* test_signatures.c - digests and signatures: published examples (OAuth 1.0a,
 * tokens, PKCE, AWS Signature Version 4, Digest), and signatures that libcrypto
 * verifies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base64.h"
#include "crypto.h"
#include "digest.h"
#include "jwt.h"
#include "oauth1.h"
#include "sigv4.h"
#include "uri.h"

#define VECTORS "../shared/vectors/signatures.json"
#define SIGV4 "../shared/vectors/sigv4/v4"

/* ---- helpers ---- */

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return NULL;
    char *text = calloc(1, (size_t)1 << 16);
    assert_non_null(text);
    size_t len = fread(text, 1, ((size_t)1 << 16) - 1, f);
    text[len] = '\0';
    fclose(f);
    return text;
}

static cJSON *vectors_of(const char *path)
{
    char *text = read_file(path);
    if (text == NULL) {
        print_message("SKIPPED: %s is not there\n", path);
        skip();
    }
    cJSON *all = cJSON_Parse(text);
    free(text);
    assert_non_null(all);
    return all;
}

static const char *text_of(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItem(object, name);
    return cJSON_IsString(item) ? item->valuestring : NULL;
}

/* Decodes base64url; the caller frees it. */
static conn_str unbase64url(const char *text)
{
    size_t len = strlen(text), size = 0;
    char *padded = calloc(1, len + 4);
    assert_non_null(padded);
    for (size_t i = 0; i < len; i++)
        padded[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
    while (len % 4 != 0)
        padded[len++] = '=';
    assert_true(conn_base64_decode(padded, len, padded, &size));
    return (conn_str){padded, size};
}

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

/* ---- AWS Signature Version 4 ---- */

static const char *const sigv4_cases[] = {
    "get-header-key-duplicate",
    "get-header-value-multiline",
    "get-header-value-order",
    "get-header-value-trim",
    "get-relative-normalized",
    "get-relative-relative-normalized",
    "get-relative-relative-unnormalized",
    "get-relative-unnormalized",
    "get-slash-dot-slash-normalized",
    "get-slash-dot-slash-unnormalized",
    "get-slash-normalized",
    "get-slash-pointless-dot-normalized",
    "get-slash-pointless-dot-unnormalized",
    "get-slash-unnormalized",
    "get-slashes-normalized",
    "get-slashes-unnormalized",
    "get-space-normalized",
    "get-space-unnormalized",
    "get-unreserved",
    "get-utf8",
    "get-vanilla",
    "get-vanilla-empty-query-key",
    "get-vanilla-query",
    "get-vanilla-query-order-encoded",
    "get-vanilla-query-order-key-case",
    "get-vanilla-query-unreserved",
    "get-vanilla-utf8-query",
    "get-vanilla-with-session-token",
    "post-header-key-case",
    "post-header-key-sort",
    "post-header-value-case",
    "post-sts-header-after",
    "post-sts-header-before",
    "post-vanilla",
    "post-vanilla-empty-query-value",
    "post-vanilla-query",
    "post-x-www-form-urlencoded",
    "post-x-www-form-urlencoded-parameters"};

#define MOST_HEADERS 16

/* A request of the suite, cut into what is sent. */
typedef struct parsed {
    char *text;
    conn_sigv4_request request;
    conn_header headers[MOST_HEADERS];
} parsed;

static void parse_headers(parsed *p, char *at)
{
    conn_sigv4_request *request = &p->request;
    while (at != NULL && *at != '\0' && *at != '\n') {
        char *end = strchr(at, '\n');
        while (end != NULL && (end[1] == ' ' || end[1] == '\t'))
            end = strchr(end + 1, '\n'); /* a folded line goes on */
        if (end != NULL)
            *end = '\0';
        char *value = strchr(at, ':');
        assert_non_null(value);
        *value++ = '\0';
        if (strcmp(at, "Host") == 0)
            request->host = conn_str_of(value);
        else
            p->headers[request->header_count++] = (conn_header){at, value};
        assert_true(request->header_count < MOST_HEADERS);
        at = end != NULL ? end + 1 : NULL;
    }
    if (at != NULL && *at == '\n') {
        request->body = at + 1;
        request->body_len = strlen(at + 1);
    }
    request->headers = p->headers;
}

static void parse(parsed *p, const char *folder)
{
    char path[256];
    snprintf(path, sizeof path, SIGV4 "/%s/request.txt", folder);
    p->text = read_file(path);
    assert_non_null(p->text);
    char *line = strchr(p->text, '\n');
    if (line != NULL)
        *line++ = '\0';
    char *version = strstr(p->text, " HTTP/1.1");
    assert_non_null(version);
    *version = '\0';
    char *target = strchr(p->text, ' ');
    *target++ = '\0';
    p->request.method = p->text;
    char *query = strchr(target, '?');
    if (query != NULL)
        *query++ = '\0';
    p->request.path = conn_str_of(target);
    p->request.query = conn_str_of(query);
    parse_headers(p, line);
}

static void assert_file(const char *folder, const char *name,
                        const conn_buf *made)
{
    char path[256];
    snprintf(path, sizeof path, SIGV4 "/%s/%s", folder, name);
    char *want = read_file(path);
    assert_non_null(want);
    size_t len = strlen(want);
    while (len > 0 && want[len - 1] == '\n')
        want[--len] = '\0';
    assert_string_equal(made->data, want);
    free(want);
}

static void read_context(const char *folder, cJSON **context,
                         conn_sigv4_keys *keys, conn_sigv4_request *request)
{
    char path[256];
    snprintf(path, sizeof path, SIGV4 "/%s/context.json", folder);
    char *text = read_file(path);
    *context = cJSON_Parse(text);
    free(text);
    const cJSON *who = cJSON_GetObjectItem(*context, "credentials");
    keys->access_key = conn_str_of(text_of(who, "access_key_id"));
    keys->secret_key = conn_str_of(text_of(who, "secret_access_key"));
    keys->session_token = conn_str_of(text_of(who, "token"));
    keys->region = conn_str_of(text_of(*context, "region"));
    keys->service = conn_str_of(text_of(*context, "service"));
    keys->keep_dots = !cJSON_IsTrue(cJSON_GetObjectItem(*context, "normalize"));
    keys->sign_body = cJSON_IsTrue(cJSON_GetObjectItem(*context, "sign_body"));
    request->token_is_not_signed =
        cJSON_IsTrue(cJSON_GetObjectItem(*context, "omit_session_token"));
    conn_time time;
    const char *at = text_of(*context, "timestamp");
    assert_true(conn_time_parse(at, strlen(at), &time));
    request->time = time / 1000000;
}

static void test_sigv4(void **state)
{
    const char *folder = *state;
    char path[256];
    snprintf(path, sizeof path, SIGV4 "/%s/context.json", folder);
    cJSON *context = vectors_of(path);
    cJSON_Delete(context);
    parsed p = {0};
    conn_sigv4_keys keys = {0};
    conn_buf canonical = {0}, names = {0}, text = {0}, header = {0};
    parse(&p, folder);
    read_context(folder, &context, &keys, &p.request);
    assert_true(conn_sigv4_canonical(&keys, &p.request, &canonical, &names));
    assert_file(folder, "header-canonical-request.txt", &canonical);
    assert_true(conn_sigv4_text(&keys, p.request.time, &canonical, &text));
    assert_file(folder, "header-string-to-sign.txt", &text);
    assert_int_equal(conn_sigv4_header(&header, &keys, &p.request, NULL),
                     CONN_OK);
    snprintf(path, sizeof path, SIGV4 "/%s/header-signed-request.txt", folder);
    char *want = read_file(path);
    char *line = strstr(want, "Authorization:");
    line[strcspn(line, "\n")] = '\0';
    assert_string_equal(header.data, line + strlen("Authorization:"));
    free(want);
    free(p.text);
    conn_buf_free(&canonical);
    conn_buf_free(&names);
    conn_buf_free(&text);
    conn_buf_free(&header);
    cJSON_Delete(context);
}

/* S3 signs the path as it is sent; all others encode it once more. */
static void test_sigv4_paths(void **state)
{
    (void)state;
    conn_sigv4_keys keys = {.raw_path = true};
    conn_sigv4_request request = {.method = "GET",
                                  .host = conn_str_of("h"),
                                  .path = conn_str_of("/a%20b//c/../d")};
    conn_buf made = {0}, names = {0};
    assert_true(conn_sigv4_canonical(&keys, &request, &made, &names));
    assert_memory_equal(made.data, "GET\n/a%20b//c/../d\n", 19);
    conn_buf_reset(&made);
    keys.raw_path = false;
    assert_true(conn_sigv4_canonical(&keys, &request, &made, &names));
    assert_memory_equal(made.data, "GET\n/a%2520b/d\n", 15);
    assert_int_equal(conn_sigv4_header(&made, &keys, &request, NULL),
                     CONN_MISCONFIGURED);
    conn_buf_free(&made);
    conn_buf_free(&names);
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
        {"Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"", false},
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

/* ---- private keys ---- */

static EVP_PKEY *new_key(const char *curve)
{
    EVP_PKEY *key = curve != NULL ? EVP_EC_gen(curve) : EVP_RSA_gen(2048);
    assert_non_null(key);
    return key;
}

/* The key in PEM, to be freed. */
static char *pem_of(EVP_PKEY *key)
{
    BIO *text = BIO_new(BIO_s_mem());
    char *data;
    assert_int_equal(
        PEM_write_bio_PrivateKey(text, key, NULL, NULL, 0, NULL, NULL), 1);
    long len = BIO_get_mem_data(text, &data);
    char *copy = calloc(1, (size_t)len + 1);
    memcpy(copy, data, (size_t)len);
    BIO_free(text);
    return copy;
}

/* The DER that libcrypto verifies, of r and s. */
static unsigned char *der_of(conn_str pair, size_t *len)
{
    const unsigned char *at = (const unsigned char *)pair.data;
    int half = (int)(pair.len / 2);
    ECDSA_SIG *sig = ECDSA_SIG_new();
    unsigned char *der = NULL;
    ECDSA_SIG_set0(sig, BN_bin2bn(at, half, NULL),
                   BN_bin2bn(at + half, half, NULL));
    *len = (size_t)i2d_ECDSA_SIG(sig, &der);
    ECDSA_SIG_free(sig);
    return der;
}

static void verify(EVP_PKEY *key, const EVP_MD *hash, bool pair,
                   const char *token)
{
    const char *dot = strrchr(token, '.');
    conn_str signature = unbase64url(dot + 1);
    size_t len = signature.len;
    unsigned char *der = pair ? der_of(signature, &len) : NULL;
    EVP_MD_CTX *work = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestVerifyInit(work, NULL, hash, NULL, key), 1);
    assert_int_equal(
        EVP_DigestVerify(
            work, pair ? der : (const unsigned char *)signature.data, len,
            (const unsigned char *)token, (size_t)(dot - token)),
        1);
    EVP_MD_CTX_free(work);
    OPENSSL_free(der);
    free((char *)signature.data);
}

static void test_private_keys(void **state)
{
    (void)state;
    const struct {
        const char *algorithm, *curve;
        const EVP_MD *hash;
    } rows[] = {
        {"RS256", NULL, EVP_sha256()},    {"RS384", NULL, EVP_sha384()},
        {"RS512", NULL, EVP_sha512()},    {"ES256", "P-256", EVP_sha256()},
        {"ES384", "P-384", EVP_sha384()}, {"ES512", "P-521", EVP_sha512()}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EVP_PKEY *key = new_key(rows[i].curve);
        char *pem = pem_of(key);
        conn_jwt_key how = {rows[i].algorithm, conn_str_of(pem),
                            conn_str_of("k1")};
        conn_jwt_claims claims = {.issuer = conn_str_of("me \"quoted\""),
                                  .audience = conn_str_of("https://a"),
                                  .issued = 1700000000,
                                  .expires = 1700000300};
        conn_buf token = {0};
        assert_int_equal(conn_jwt_make(&token, &how, &claims, NULL), CONN_OK);
        verify(key, rows[i].hash, rows[i].curve != NULL, token.data);
        *strchr(token.data, '.') = '\0';
        conn_str header = unbase64url(token.data);
        char want[64];
        snprintf(want, sizeof want,
                 "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
                 rows[i].algorithm);
        assert_int_equal(header.len, strlen(want));
        assert_memory_equal(header.data, want, header.len);
        free((char *)header.data);
        conn_buf_free(&token);
        free(pem);
        EVP_PKEY_free(key);
    }
}

static void test_claims(void **state)
{
    (void)state;
    conn_jwt_key how = {"HS256", conn_str_of("secret"), conn_str_of("")};
    conn_jwt_claims claims = {.issuer = conn_str_of("a\"b"),
                              .subject = conn_str_of("s"),
                              .scope = conn_str_of("x y"),
                              .id = conn_str_of("1"),
                              .issued = 5,
                              .expires = 7};
    conn_buf token = {0};
    assert_int_equal(conn_jwt_make(&token, &how, &claims, NULL), CONN_OK);
    char *body = strchr(token.data, '.') + 1;
    *strchr(body, '.') = '\0';
    conn_str plain = unbase64url(body);
    static const char want[] =
        "{\"iss\":\"a\\\"b\",\"sub\":\"s\",\"scope\":\"x "
        "y\",\"jti\":\"1\",\"iat\":5,\"exp\":7}";
    assert_int_equal(plain.len, strlen(want));
    assert_memory_equal(plain.data, want, plain.len);
    free((char *)plain.data);
    conn_buf_free(&token);
    claims.issuer = conn_str_of("\xFF");
    assert_int_equal(conn_jwt_make(&token, &how, &claims, NULL),
                     CONN_MISCONFIGURED);
    conn_buf_free(&token);
}

/* Keys of another kind or size, and what is no key, are refused; nobody is
 * asked for a password. */
static void test_wrong_keys(void **state)
{
    (void)state;
    EVP_PKEY *rsa = new_key(NULL), *ec = new_key("P-256");
    char *rsa_pem = pem_of(rsa), *ec_pem = pem_of(ec);
    const struct {
        const char *algorithm, *pem;
    } rows[] = {{"RS256", ec_pem},
                {"ES256", rsa_pem},
                {"ES384", ec_pem},
                {"RS256", "no key"},
                {"RS256", ""},
                {"none", rsa_pem},
                {NULL, rsa_pem},
                {"ES256", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIHs\n-----"
                          "END ENCRYPTED PRIVATE KEY-----\n"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        conn_jwt_key how = {rows[i].algorithm, conn_str_of(rows[i].pem),
                            conn_str_of("")};
        conn_buf out = {0};
        conn_error err = {0};
        assert_int_equal(conn_jws_sign(&out, &how, conn_str_of("text"), &err),
                         CONN_MISCONFIGURED);
        assert_null(strstr(err.message, "PRIVATE KEY"));
        conn_buf_free(&out);
        conn_error_clear(&err);
    }
    free(rsa_pem);
    free(ec_pem);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
}

static void test_decode(void **state)
{
    (void)state;
    static const char *const rows[][3] = {{"a%20b+c%2", "a b c%2", "a b+c%2"},
                                          {"%4a%4A%zz%", "JJ%zz%", "JJ%zz%"},
                                          {"%C3%A9", "\xC3\xA9", "\xC3\xA9"}};
    for (size_t i = 0; i < 3; i++)
        for (int form = 0; form < 2; form++) {
            conn_buf out = {0};
            conn_uri_decode(&out, rows[i][0], strlen(rows[i][0]), form);
            assert_string_equal(out.data, rows[i][form ? 1 : 2]);
            conn_buf_free(&out);
        }
}

#define SIGV4_COUNT (sizeof sigv4_cases / sizeof sigv4_cases[0])

int main(void)
{
    static struct CMUnitTest tests[SIGV4_COUNT + 13];
    size_t n = 0;
    for (size_t i = 0; i < SIGV4_COUNT; i++)
        tests[n++] = (struct CMUnitTest){sigv4_cases[i], test_sigv4, NULL, NULL,
                                         (void *)(size_t)sigv4_cases[i]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_sigv4_paths);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_oauth1_vectors);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_oauth1_base);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_jwt_and_pkce_vectors);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_hmac_vectors);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_same_secret);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_digest);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_digest_challenges);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_private_keys);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_claims);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_wrong_keys);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_decode);
    return cmocka_run_group_tests_name("signatures", tests, NULL, NULL);
}
