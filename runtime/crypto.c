/* crypto.c - what the runtime needs of libcrypto, and the only file that knows
 * it. */
#include "crypto.h"

#include <limits.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <string.h>

#include "base64.h"
#include "fail.h"

/* ---- digests ---- */

static const EVP_MD *function_of(conn_hash hash)
{
    switch (hash) {
    case CONN_HASH_MD5:
        return EVP_md5();
    case CONN_HASH_SHA1:
        return EVP_sha1();
    case CONN_HASH_SHA256:
        return EVP_sha256();
    case CONN_HASH_SHA384:
        return EVP_sha384();
    case CONN_HASH_SHA512:
        return EVP_sha512();
    }
    return EVP_sha256();
}

size_t conn_hash_size(conn_hash hash)
{
    static const size_t sizes[] = {16, 20, 32, 48, 64};
    return sizes[hash];
}

bool conn_hash_of(conn_hash hash, const void *bytes, size_t len,
                  unsigned char out[CONN_HASH_MAX])
{
    unsigned size = 0;
    const void *from = len > 0 ? bytes : "";
    return EVP_Digest(from, len, out, &size, function_of(hash), NULL) == 1;
}

/* A hasher is a context of libcrypto. */
conn_hasher *conn_hasher_new(conn_hash hash)
{
    EVP_MD_CTX *work = EVP_MD_CTX_new();
    if (work != NULL && EVP_DigestInit_ex(work, function_of(hash), NULL) == 1)
        return (conn_hasher *)work;
    EVP_MD_CTX_free(work);
    return NULL;
}

bool conn_hasher_add(conn_hasher *hasher, const void *bytes, size_t len)
{
    return EVP_DigestUpdate((EVP_MD_CTX *)hasher, bytes, len) == 1;
}

bool conn_hasher_end(conn_hasher *hasher, unsigned char out[CONN_HASH_MAX])
{
    EVP_MD_CTX *work = (EVP_MD_CTX *)hasher;
    bool done = out == NULL || EVP_DigestFinal_ex(work, out, NULL) == 1;
    EVP_MD_CTX_free(work);
    return done;
}

bool conn_hmac(conn_hash hash, conn_str key, const void *bytes, size_t len,
               unsigned char out[CONN_HASH_MAX])
{
    unsigned size = 0;
    if (key.len > INT_MAX)
        return false;
    return HMAC(function_of(hash), key.len > 0 ? key.data : "", (int)key.len,
                len > 0 ? bytes : (const void *)"", len, out, &size) != NULL;
}

/* ---- text ---- */

bool conn_hex_add(conn_buf *out, const void *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *p = bytes;
    char *room = conn_buf_room(out, len * 2);
    if (room == NULL)
        return false;
    for (size_t i = 0; i < len; i++) {
        room[2 * i] = digits[p[i] >> 4];
        room[2 * i + 1] = digits[p[i] & 15];
    }
    conn_buf_wrote(out, len * 2);
    return true;
}

bool conn_base64url_add(conn_buf *out, const void *bytes, size_t len)
{
    size_t coded = conn_base64_length(len);
    char *room = conn_buf_room(out, coded);
    if (room == NULL)
        return false;
    conn_base64_encode(bytes, len, room);
    for (; coded > 0 && room[coded - 1] == '='; coded--)
        ;
    for (size_t i = 0; i < coded; i++) {
        if (room[i] == '+')
            room[i] = '-';
        else if (room[i] == '/')
            room[i] = '_';
    }
    conn_buf_wrote(out, coded);
    return true;
}

bool conn_same_secret(conn_str a, conn_str b)
{
    volatile unsigned char differ = 0;
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        differ |= (unsigned char)(a.data[i] ^ b.data[i]);
    return differ == 0;
}

/* ---- signatures ---- */

/* Nobody is asked for a password. */
static int no_password(char *out, int size, int writing, void *user)
{
    (void)out;
    (void)size;
    (void)writing;
    (void)user;
    return -1;
}

static EVP_PKEY *read_key(conn_str pem)
{
    if (pem.len == 0 || pem.len > INT_MAX)
        return NULL;
    BIO *text = BIO_new_mem_buf(pem.data, (int)pem.len);
    EVP_PKEY *key = NULL;
    if (text != NULL)
        key = PEM_read_bio_PrivateKey(text, NULL, no_password, NULL);
    BIO_free(text);
    return key;
}

static int order_bits(conn_hash hash)
{
    return hash == CONN_HASH_SHA512 ? 521
                                    : (int)conn_hash_size(hash) * CHAR_BIT;
}

static bool key_fits(const EVP_PKEY *key, conn_scheme scheme, conn_hash hash)
{
    if (key == NULL)
        return false;
    if (scheme == CONN_SIGN_RSA)
        return EVP_PKEY_base_id(key) == EVP_PKEY_RSA;
    return EVP_PKEY_base_id(key) == EVP_PKEY_EC &&
           EVP_PKEY_bits(key) == order_bits(hash);
}

/* From the DER that libcrypto writes to two numbers of one length. */
static bool add_pair(conn_buf *out, const unsigned char *der, size_t len,
                     size_t part)
{
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)len);
    char *room = pair != NULL ? conn_buf_room(out, part * 2) : NULL;
    bool done = room != NULL;
    if (done) {
        unsigned char *to = (unsigned char *)room;
        done = BN_bn2binpad(ECDSA_SIG_get0_r(pair), to, (int)part) > 0 &&
               BN_bn2binpad(ECDSA_SIG_get0_s(pair), to + part, (int)part) > 0;
    }
    if (done)
        conn_buf_wrote(out, part * 2);
    ECDSA_SIG_free(pair);
    return done;
}

static bool sign_with(conn_buf *out, EVP_PKEY *key, conn_scheme scheme,
                      conn_hash hash, const void *bytes, size_t len)
{
    size_t size = (size_t)EVP_PKEY_size(key);
    EVP_MD_CTX *work = EVP_MD_CTX_new();
    unsigned char *made = conn_alloc(size);
    bool done =
        work != NULL && made != NULL &&
        EVP_DigestSignInit(work, NULL, function_of(hash), NULL, key) == 1 &&
        EVP_DigestSign(work, made, &size, bytes, len) == 1;
    if (done && scheme == CONN_SIGN_RSA)
        done = conn_buf_add(out, made, size);
    else if (done)
        done = add_pair(out, made, size,
                        ((size_t)order_bits(hash) + 7) / CHAR_BIT);
    conn_free(made);
    EVP_MD_CTX_free(work);
    return done;
}

conn_status conn_sign(conn_buf *out, conn_scheme scheme, conn_hash hash,
                      conn_str pem, const void *bytes, size_t len,
                      conn_error *err)
{
    EVP_PKEY *key = read_key(pem);
    conn_status status = CONN_OK;
    if (!key_fits(key, scheme, hash))
        status =
            conn_fail(err, CONN_MISCONFIGURED,
                      "the private key is no %s key in PEM without a "
                      "password",
                      scheme == CONN_SIGN_RSA ? "RSA" : "EC (of this size)");
    else if (!sign_with(out, key, scheme, hash, bytes, len))
        status = conn_fail_memory(err);
    EVP_PKEY_free(key);
    return status;
}
