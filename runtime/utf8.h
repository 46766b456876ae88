/* utf8.h - UTF-8 as RFC 3629 has it: no overlong forms, no surrogates. */
#ifndef CONN_UTF8_H
#define CONN_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool conn_utf8_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The length of the character at `text` (1 to 4), or 0 if the `left` bytes
 * there do not begin with one. */
static inline size_t conn_utf8_length(const char *text, size_t left)
{
    const unsigned char *p = (const unsigned char *)text;
    if (left == 0)
        return 0;
    if (p[0] < 0x80)
        return 1;
    if (p[0] < 0xC2 || p[0] > 0xF4)
        return 0;
    if (left < 2 || !conn_utf8_tail(p[1]))
        return 0;
    if (p[0] < 0xE0)
        return 2;
    if (left < 3 || !conn_utf8_tail(p[2]))
        return 0;
    if (p[0] < 0xF0) {
        bool overlong = p[0] == 0xE0 && p[1] < 0xA0;
        bool surrogate = p[0] == 0xED && p[1] > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (left < 4 || !conn_utf8_tail(p[3]))
        return 0;
    bool overlong = p[0] == 0xF0 && p[1] < 0x90;
    bool beyond = p[0] == 0xF4 && p[1] > 0x8F;
    return overlong || beyond ? 0 : 4;
}

/* The end of the longest part of the text up to `end` that is UTF-8: `end`
 * itself if all is. */
const char *conn_utf8_end(const char *text, const char *end);

/* Whether all of `text` is UTF-8. */
bool conn_utf8_valid(const char *text, size_t len);

/* Writes a code point (not a surrogate, at most 0x10FFFF) in up to 4 bytes;
 * returns how many. */
static inline size_t conn_utf8_write(uint32_t code, char *out)
{
    unsigned char *p = (unsigned char *)out;
    if (code < 0x80) {
        p[0] = (unsigned char)code;
        return 1;
    }
    if (code < 0x800) {
        p[0] = (unsigned char)(0xC0 | (code >> 6));
        p[1] = (unsigned char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        p[0] = (unsigned char)(0xE0 | (code >> 12));
        p[1] = (unsigned char)(0x80 | ((code >> 6) & 0x3F));
        p[2] = (unsigned char)(0x80 | (code & 0x3F));
        return 3;
    }
    p[0] = (unsigned char)(0xF0 | (code >> 18));
    p[1] = (unsigned char)(0x80 | ((code >> 12) & 0x3F));
    p[2] = (unsigned char)(0x80 | ((code >> 6) & 0x3F));
    p[3] = (unsigned char)(0x80 | (code & 0x3F));
    return 4;
}

#endif
