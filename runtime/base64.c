/* base64.c - RFC 4648 section 4. */
#include "base64.h"

#include <stdint.h>

size_t conn_base64_length(size_t len)
{
    return len / 3 * 4 + (len % 3 != 0 ? 4 : 0);
}

static char letter(uint32_t bits)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return alphabet[bits & 63];
}

void conn_base64_encode(const void *bytes, size_t len, char *out)
{
    const unsigned char *p = bytes;
    for (; len > 0; out += 4) {
        size_t have = len < 3 ? len : 3;
        uint32_t group = (uint32_t)p[0] << 16;
        group |= have > 1 ? (uint32_t)p[1] << 8 : 0;
        group |= have > 2 ? (uint32_t)p[2] : 0;
        out[0] = letter(group >> 18);
        out[1] = letter(group >> 12);
        out[2] = have > 1 ? letter(group >> 6) : '=';
        out[3] = have > 2 ? letter(group) : '=';
        p += have;
        len -= have;
    }
}

/* The six bits of a letter, or -1. */
static int bits_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/* Decodes the first `have` (2 to 4) letters of a group into have - 1 bytes. */
static bool decode_group(const char *text, size_t have, unsigned char *out)
{
    uint32_t group = 0;
    for (size_t i = 0; i < have; i++) {
        int bits = bits_of(text[i]);
        if (bits < 0)
            return false;
        group |= (uint32_t)bits << (18 - 6 * i);
    }
    uint32_t spare = have == 2 ? 0xFFFF : have == 3 ? 0xFF : 0;
    if ((group & spare) != 0)
        return false;
    for (size_t i = 0; i + 1 < have; i++)
        out[i] = (unsigned char)(group >> (16 - 8 * i));
    return true;
}

bool conn_base64_decode(const char *text, size_t len, void *out,
                        size_t *out_len)
{
    if (len % 4 != 0)
        return false;
    unsigned char *p = out;
    for (size_t at = 0; at < len; at += 4) {
        size_t have = 4;
        if (at + 4 == len && text[at + 3] == '=')
            have = text[at + 2] == '=' ? 2 : 3;
        if (!decode_group(text + at, have, p))
            return false;
        p += have - 1;
    }
    *out_len = (size_t)(p - (unsigned char *)out);
    return true;
}
