/* json_text.c - escapes in strings of JSON text, and what may be wrong there.
 */
#include "json_scan.h"

#include "utf8.h"

/* Four hexadecimal digits, or -1. */
static int32_t read_hex(const char *p, const char *end)
{
    int32_t value = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int32_t digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* Behind \u: a code point, from two sequences if they are a surrogate pair. */
static const char *unescape_unicode(const char *p, const char *end, char *out,
                                    size_t *size)
{
    int32_t code = read_hex(p, end);
    if (code < 0)
        return NULL;
    p += 4;
    if (code >= 0xD800 && code < 0xDC00 && end - p >= 6 && p[0] == '\\' &&
        p[1] == 'u') {
        int32_t low = read_hex(p + 2, end);
        if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            p += 6;
        }
    }
    if (code >= 0xD800 && code < 0xE000)
        code = 0xFFFD;
    *size = conn_utf8_write((uint32_t)code, out);
    return p;
}

const char conn_json_escapes[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

const char *conn_json_unescape(const char *p, const char *end, char *out,
                               size_t *size)
{
    if (end - p < 2)
        return NULL;
    if (p[1] == 'u')
        return unescape_unicode(p + 2, end, out, size);
    *out = conn_json_escapes[(unsigned char)p[1]];
    *size = 1;
    return *out != '\0' ? p + 2 : NULL;
}

char *conn_fail_in_string(conn_reader *r, const char *p)
{
    if (p == r->end)
        return conn_reader_fail(r, p, CONN_DECODE,
                                "the text ends within a string");
    if (*p == '\\')
        return conn_reader_fail(r, p, CONN_DECODE, "bad escape in a string");
    if ((unsigned char)*p < ' ')
        return conn_reader_fail(r, p, CONN_DECODE,
                                "control character 0x%02X in a string",
                                (unsigned char)*p);
    return conn_reader_fail(r, p, CONN_DECODE, "a string is not UTF-8");
}
