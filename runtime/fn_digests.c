/* fn_digests.c - digests, HMAC and chance (stdlib/digests.js). */
#include "fn.h"

#include "crypto.h"
#include "retry.h"

/* ---- digests ---- */

static conn_any octets(conn_run *run, const unsigned char *bytes, size_t len)
{
    conn_any copy = conn_any_copy_text(run, (const char *)bytes, len);
    if (copy.kind == CONN_ANY_TEXT)
        copy.kind = CONN_ANY_BYTES;
    return copy;
}

static conn_any digest(conn_run *run, conn_any data, conn_hash hash)
{
    unsigned char out[CONN_HASH_MAX];
    if (!conn_fn_takes_data(run, data))
        return conn_any_null();
    conn_str bytes = data.as.text;
    return conn_hash_of(hash, bytes.data, bytes.len, out)
               ? octets(run, out, conn_hash_size(hash))
               : conn_end(run, "no such digest");
}

conn_any conn_fn_md5(conn_run *run, conn_any data)
{
    return digest(run, data, CONN_HASH_MD5);
}

conn_any conn_fn_sha1(conn_run *run, conn_any data)
{
    return digest(run, data, CONN_HASH_SHA1);
}

conn_any conn_fn_sha256(conn_run *run, conn_any data)
{
    return digest(run, data, CONN_HASH_SHA256);
}

conn_any conn_fn_sha512(conn_run *run, conn_any data)
{
    return digest(run, data, CONN_HASH_SHA512);
}

static conn_any hmac(conn_run *run, conn_any key, conn_any data, conn_hash hash)
{
    unsigned char out[CONN_HASH_MAX];
    if (!conn_fn_takes_data(run, key) || !conn_fn_takes_data(run, data))
        return conn_any_null();
    conn_str bytes = data.as.text;
    return conn_hmac(hash, key.as.text, bytes.data, bytes.len, out)
               ? octets(run, out, conn_hash_size(hash))
               : conn_end(run, "no such digest");
}

conn_any conn_fn_hmac_md5(conn_run *run, conn_any key, conn_any data)
{
    return hmac(run, key, data, CONN_HASH_MD5);
}

conn_any conn_fn_hmac_sha1(conn_run *run, conn_any key, conn_any data)
{
    return hmac(run, key, data, CONN_HASH_SHA1);
}

conn_any conn_fn_hmac_sha256(conn_run *run, conn_any key, conn_any data)
{
    return hmac(run, key, data, CONN_HASH_SHA256);
}

conn_any conn_fn_hmac_sha512(conn_run *run, conn_any key, conn_any data)
{
    return hmac(run, key, data, CONN_HASH_SHA512);
}

conn_any conn_fn_constant_time_eq(conn_run *run, conn_any a, conn_any b)
{
    if (!conn_fn_takes_data(run, a) || !conn_fn_takes_data(run, b))
        return conn_any_null();
    return conn_any_bool(conn_same_secret(a.as.text, b.as.text));
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
        return conn_random(out, len);
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

enum { LETTERS = 62 };

/* Numbers below LETTERS for a whole text, each as likely as the others: of the
 * system's bytes those that are no multiple of them are passed over. */
static bool draw_letters(conn_run *run, char *out, size_t count)
{
    enum { BLOCK = 64, WHOLE = 256 / LETTERS * LETTERS };
    unsigned char bytes[BLOCK];
    size_t i = 0;
    while (i < count) {
        if (!conn_fn_random(run, bytes, sizeof bytes))
            return false;
        for (size_t k = 0; k < BLOCK && i < count; k++)
            if (bytes[k] < WHOLE)
                out[i++] = (char)(bytes[k] % LETTERS);
    }
    return true;
}

/* With a seed it is what floor(x / 2^32 * LETTERS) gives. */
static void draw_seeded(conn_run *run, char *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (char)((uint64_t)next_number(run) * LETTERS >> 32);
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
    if (text == NULL)
        return conn_any_null();
    if (run->settings.seed != 0)
        draw_seeded(run, text, count);
    else if (!draw_letters(run, text, count))
        return conn_end(run, "no randomness");
    for (size_t i = 0; i < count; i++)
        text[i] = letters[(unsigned char)text[i]];
    return conn_any_text(text, count);
}
