/* test_keys.c - tokens signed with private keys, which libcrypto verifies. */
#include "vectors.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "crypto.h"
#include "jwt.h"
#include "uri.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_private_keys),
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_wrong_keys),
        cmocka_unit_test(test_decode),
    };
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
