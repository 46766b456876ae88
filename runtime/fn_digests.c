/* fn_digests.c - digests, HMAC and chance (stdlib/digests.js), of libcrypto. */
#include "fn.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

/* ---- digests ---- */

static conn_any digest(conn_run *run, conn_any data, const EVP_MD *kind)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (!conn_fn_takes_data(run, data))
        return conn_any_null();
    if (EVP_Digest(data.as.text.data, data.as.text.len, out, &len, kind,
                   NULL) != 1)
        return conn_end(run, "out of memory");
    conn_any bytes = conn_any_copy_text(run, (const char *)out, len);
    if (bytes.kind == CONN_ANY_TEXT)
        bytes.kind = CONN_ANY_BYTES;
    return bytes;
}

conn_any conn_fn_md5(conn_run *run, conn_any data)
{
    return digest(run, data, EVP_md5());
}

conn_any conn_fn_sha1(conn_run *run, conn_any data)
{
    return digest(run, data, EVP_sha1());
}

conn_any conn_fn_sha256(conn_run *run, conn_any data)
{
    return digest(run, data, EVP_sha256());
}

conn_any conn_fn_sha512(conn_run *run, conn_any data)
{
    return digest(run, data, EVP_sha512());
}

static conn_any hmac(conn_run *run, conn_any key, conn_any data,
                     const EVP_MD *kind)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (!conn_fn_takes_data(run, key) || !conn_fn_takes_data(run, data))
        return conn_any_null();
    conn_str k = key.as.text;
    if (k.len > INT32_MAX)
        return conn_end(run, "too large");
    const char *text = data.as.text.len > 0 ? data.as.text.data : "";
    if (HMAC(kind, k.len > 0 ? k.data : "", (int)k.len,
             (const unsigned char *)text, data.as.text.len, out, &len) == NULL)
        return conn_end(run, "out of memory");
    conn_any bytes = conn_any_copy_text(run, (const char *)out, len);
    if (bytes.kind == CONN_ANY_TEXT)
        bytes.kind = CONN_ANY_BYTES;
    return bytes;
}

conn_any conn_fn_hmac_md5(conn_run *run, conn_any key, conn_any data)
{
    return hmac(run, key, data, EVP_md5());
}

conn_any conn_fn_hmac_sha1(conn_run *run, conn_any key, conn_any data)
{
    return hmac(run, key, data, EVP_sha1());
}

conn_any conn_fn_hmac_sha256(conn_run *run, conn_any key, conn_any data)
{
    return hmac(run, key, data, EVP_sha256());
}

conn_any conn_fn_hmac_sha512(conn_run *run, conn_any key, conn_any data)
{
    return hmac(run, key, data, EVP_sha512());
}

conn_any conn_fn_constant_time_eq(conn_run *run, conn_any a, conn_any b)
{
    if (!conn_fn_takes_data(run, a) || !conn_fn_takes_data(run, b))
        return conn_any_null();
    size_t len = a.as.text.len;
    return conn_any_bool(
        len == b.as.text.len &&
        (len == 0 || CRYPTO_memcmp(a.as.text.data, b.as.text.data, len) == 0));
}

/* ---- chance ---- */

static uint32_t next_number(conn_run *run)
{
    uint32_t x = run->settings.seed;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    run->settings.seed = x;
    return x;
}

bool conn_fn_random(conn_run *run, unsigned char *out, size_t len)
{
    if (run->settings.seed == 0)
        return len <= INT32_MAX && RAND_bytes(out, (int)len) == 1;
    for (size_t i = 0; i < len; i++)
        out[i] = (unsigned char)(next_number(run) >> 24);
    return true;
}

conn_any conn_fn_uuid(conn_run *run)
{
    static const char digits[] = "0123456789abcdef";
    enum { BYTES = 16, TEXT = 36 };
    unsigned char bytes[BYTES];
    char text[TEXT];
    if (!conn_fn_goes(run))
        return conn_any_null();
    if (!conn_fn_random(run, bytes, sizeof bytes))
        return conn_end(run, "no randomness");
    bytes[6] = (unsigned char)((bytes[6] & 15) | 64);
    bytes[8] = (unsigned char)((bytes[8] & 63) | 128);
    char *p = text;
    for (int i = 0; i < BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *p++ = '-';
        *p++ = digits[bytes[i] >> 4];
        *p++ = digits[bytes[i] & 15];
    }
    return conn_any_copy_text(run, text, sizeof text);
}

/* A number below 62, each as likely as the others. With a seed it is what
 * floor(x / 2^32 * 62) gives. */
static int next_letter(conn_run *run)
{
    enum { LETTERS = 62, WHOLE = 256 / LETTERS * LETTERS };
    unsigned char byte = WHOLE;
    if (run->settings.seed != 0)
        return (int)((uint64_t)next_number(run) * LETTERS >> 32);
    while (byte >= WHOLE)
        if (!conn_fn_random(run, &byte, 1))
            return -1;
    return byte % LETTERS;
}

conn_any conn_fn_nonce(conn_run *run, conn_any length)
{
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz";
    length = conn_any_either(length, conn_any_int(32));
    if (!conn_fn_takes_int(run, length) ||
        !conn_fn_limited(run, conn_fn_double(length)))
        return conn_any_null();
    size_t count = length.as.integer > 0 ? (size_t)length.as.integer : 0;
    char *text = conn_run_alloc(run, count + 1);
    for (size_t i = 0; text != NULL && i < count; i++) {
        int letter = next_letter(run);
        if (letter < 0)
            return conn_end(run, "no randomness");
        text[i] = letters[letter];
    }
    return text != NULL ? conn_any_text(text, count) : conn_any_null();
}
