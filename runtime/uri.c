/* uri.c - percent-encoding and the split of a reference (RFC 3986). Resolving
 * and comparing origins is in uri_resolve.c. */
#include "uri.h"

#include <stdint.h>
#include <string.h>

static bool is_alpha(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* A bit for each character of ASCII: the unreserved ones (section 2.3), and all
 * that may stand in a URI, "%" included. */
static const uint32_t unreserved[4] = {0, 0x03FF6000, 0x87FFFFFE, 0x47FFFFFE};
static const uint32_t uri_text[4] = {0, 0xAFFFFFFA, 0xAFFFFFFF, 0x47FFFFFE};

static bool is_among(const uint32_t *set, unsigned char c)
{
    return c < 0x80 && (set[c / 32] >> c % 32 & 1) != 0;
}

static void put_escape(conn_buf *out, unsigned char c)
{
    static const char hex[] = "0123456789ABCDEF";
    char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
    conn_buf_add(out, escape, sizeof escape);
}

void conn_uri_encode(conn_buf *out, const char *text, size_t len,
                     const char *keep)
{
    size_t plain = 0; /* start of the run that goes as it is */
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (is_among(unreserved, c) || (c != '\0' && strchr(keep, c)))
            continue;
        conn_buf_add(out, text + plain, i - plain);
        put_escape(out, c);
        plain = i + 1;
    }
    if (len > plain)
        conn_buf_add(out, text + plain, len - plain);
}

/* The value of a digit of base 16, or -1. */
static int hex_value(char c)
{
    if (is_digit((unsigned char)c))
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void conn_uri_decode(conn_buf *out, const char *text, size_t len, bool form)
{
    for (size_t i = 0; i < len; i++) {
        int high = -1, low = -1;
        if (text[i] == '%' && i + 2 < len) {
            high = hex_value(text[i + 1]);
            low = hex_value(text[i + 2]);
        }
        if (high >= 0 && low >= 0) {
            conn_buf_putc(out, (char)(high * 16 + low));
            i += 2;
        } else {
            conn_buf_putc(out, form && text[i] == '+' ? ' ' : text[i]);
        }
    }
}

bool conn_uri_clean(conn_buf *out, const char *text, size_t len)
{
    bool odd = false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == 0x7F)
            return false;
        odd |= !is_among(uri_text, c);
    }
    if (odd)
        conn_uri_encode(out, text, len, "%/?#[]:@!$&'()*+,;=");
    else
        conn_buf_add(out, text, len);
    return true;
}

/* Cuts what is before the first of `stops` off *rest; with `stops` not found
 * all of it. */
static conn_str cut_before(conn_str *rest, const char *stops)
{
    size_t n = 0;
    while (n < rest->len &&
           (rest->data[n] == '\0' || !strchr(stops, rest->data[n])))
        n++;
    conn_str head = {rest->data, n};
    rest->data += n;
    rest->len -= n;
    return head;
}

static bool is_scheme(conn_str s)
{
    if (s.len == 0 || !is_alpha((unsigned char)s.data[0]))
        return false;
    for (size_t i = 1; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (!is_alpha(c) && !is_digit(c) && !memchr("+-.", c, 3))
            return false;
    }
    return true;
}

static void drop(conn_str *s, size_t n)
{
    s->data += n;
    s->len -= n;
}

conn_uri conn_uri_split(const char *text, size_t len)
{
    conn_uri uri = {0};
    conn_str rest = {text, len};
    conn_str scheme = cut_before(&rest, ":/?#");
    if (rest.len > 0 && rest.data[0] == ':' && is_scheme(scheme)) {
        uri.scheme = scheme;
        drop(&rest, 1);
    } else {
        rest = (conn_str){text, len};
    }
    if (rest.len >= 2 && memcmp(rest.data, "//", 2) == 0) {
        drop(&rest, 2);
        uri.authority = cut_before(&rest, "/?#");
    }
    uri.path = cut_before(&rest, "?#");
    if (rest.len > 0 && rest.data[0] == '?') {
        drop(&rest, 1);
        uri.query = cut_before(&rest, "#");
    }
    if (rest.len > 0) {
        drop(&rest, 1);
        uri.fragment = rest;
    }
    return uri;
}

bool conn_uri_has_odd_segment(const char *text, size_t len)
{
    conn_str rest = {text, len};
    for (;;) {
        conn_str segment = cut_before(&rest, "/");
        if (segment.len == 0 || conn_str_is(segment, ".") ||
            conn_str_is(segment, ".."))
            return true;
        if (rest.len == 0)
            return false;
        drop(&rest, 1);
    }
}
