/* fn_urls.c - percent-encoding, queries, and what a URL is made of
 * (stdlib/bytes.js). */
#include "fn.h"

#include "uri.h"
#include "utf8.h"

/* ---- encoding ---- */

conn_any conn_fn_string_url_encode(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    conn_uri_encode(conn_fn_write(run), text.as.text.data, text.as.text.len,
                    "");
    return conn_fn_written(run, CONN_ANY_TEXT);
}

/* Decodes; a plus is a space with `plus`. */
static conn_any decoded(conn_run *run, const char *from, const char *to,
                        bool plus)
{
    conn_buf *out = conn_fn_write(run);
    for (const char *p = from; p < to; p++) {
        if (*p != '%') {
            conn_buf_putc(out, (char)(plus && *p == '+' ? ' ' : *p));
            continue;
        }
        int high = to - p > 2 ? conn_fn_hex_digit(p[1]) : -1;
        int low = high >= 0 ? conn_fn_hex_digit(p[2]) : -1;
        if (low < 0)
            return conn_fn_invalid(run, "a % without two hexadecimal digits");
        conn_buf_putc(out, (char)(high * 16 + low));
        p += 2;
    }
    if (out->status == CONN_OK && !conn_utf8_valid(out->data, out->len))
        return conn_fn_invalid(run, "not UTF-8");
    return conn_fn_written(run, CONN_ANY_TEXT);
}

conn_any conn_fn_string_url_decode(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    return decoded(run, text.as.text.data, conn_fn_end(text.as.text), false);
}

/* ---- queries ---- */

/* The first of `c`, or the end. */
static const char *up_to(const char *from, const char *to, char c)
{
    const char *at = from < to ? memchr(from, c, (size_t)(to - from)) : NULL;
    return at != NULL ? at : to;
}

static void read_pair(conn_run *run, conn_any map, const char *from,
                      const char *to)
{
    if (from == to)
        return;
    const char *equals = up_to(from, to, '=');
    conn_any name = decoded(run, from, equals, true);
    if (!conn_fn_goes(run))
        return;
    conn_any value = decoded(run, equals < to ? equals + 1 : to, to, true);
    conn_any_map_put(run, map, name.as.text, value);
}

static conn_any parse_query(conn_run *run, const char *from, const char *to)
{
    conn_any map = conn_any_map_new(run);
    from += from < to && *from == '?';
    while (conn_fn_goes(run) && from < to) {
        const char *end = up_to(from, to, '&');
        read_pair(run, map, from, end);
        from = end < to ? end + 1 : to;
    }
    return conn_fn_goes(run) ? map : conn_any_null();
}

conn_any conn_fn_string_parse_query(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    return parse_query(run, text.as.text.data, conn_fn_end(text.as.text));
}

conn_any conn_fn_map_to_query(conn_run *run, conn_any map)
{
    conn_any keys = conn_fn_map_keys(run, map);
    if (!conn_fn_goes(run))
        return conn_any_null();
    conn_buf *out = conn_fn_write(run);
    for (size_t i = 0; i < keys.as.list->count; i++) {
        conn_str key = keys.as.list->items[i].as.text;
        conn_any value = conn_any_map_get(map, key);
        if (!conn_fn_takes_text(run, value))
            return conn_any_null();
        if (i > 0)
            conn_buf_putc(out, '&');
        conn_uri_encode(out, key.data, key.len, "");
        conn_buf_putc(out, '=');
        conn_uri_encode(out, value.as.text.data, value.as.text.len, "");
    }
    return conn_fn_written(run, CONN_ANY_TEXT);
}

/* ---- URLs ---- */

typedef struct url {
    conn_str host, path;
} url;

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Behind `scheme://`, or NULL. */
static const char *past_scheme(const char *p, const char *end)
{
    if (p == end || !is_letter(*p))
        return NULL;
    while (p < end && (is_letter(*p) || is_digit(*p) || *p == '+' ||
                       *p == '.' || *p == '-'))
        p++;
    bool marked = end - p >= 3 && memcmp(p, "://", 3) == 0;
    return marked ? p + 3 : NULL;
}

/* The white space of JavaScript's \s beyond ASCII, in UTF-8. */
static bool is_wide_space(const char *p, const char *end)
{
    static const char *const spaces[] = {
        "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\xA8", "\xE2\x80\xA9",
        "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        size_t len = strlen(spaces[i]);
        if ((size_t)(end - p) >= len && memcmp(p, spaces[i], len) == 0)
            return true;
    }
    return end - p >= 3 && memcmp(p, "\xE2\x80", 2) == 0 &&
           (unsigned char)p[2] >= 0x80 && (unsigned char)p[2] <= 0x8A;
}

static bool is_of_host(const char *p, const char *end)
{
    bool space = *p == ' ' || (*p >= '\t' && *p <= '\r');
    return !space && strchr("/?#@:[]\\", *p == '\0' ? 'x' : *p) == NULL &&
           !is_wide_space(p, end);
}

/* Behind the host at `p`, or NULL. */
static const char *past_host(const char *p, const char *end)
{
    const char *from = p;
    if (p < end && *p == '[') {
        p++;
        while (p < end &&
               (conn_fn_hex_digit(*p) >= 0 || *p == ':' || *p == '.'))
            p++;
        return p < end && *p == ']' && p > from + 1 ? p + 1 : NULL;
    }
    while (p < end && is_of_host(p, end))
        p++;
    return p > from ? p : NULL;
}

static const char *past_authority(const char *p, const char *end, url *out)
{
    const char *last = p;
    while (last < end && *last != '/' && *last != '?' && *last != '#')
        last++;
    const char *at = up_to(p, last, '@');
    const char *from = at < last ? at + 1 : p;
    p = past_host(from, last);
    if (p == NULL)
        return NULL;
    out->host = (conn_str){from, (size_t)(p - from)};
    if (p < last && *p == ':')
        for (p++; p < last && is_digit(*p);)
            p++;
    return p == last ? p : NULL;
}

static bool split(conn_run *run, conn_any text, url *out)
{
    if (!conn_fn_takes_text(run, text))
        return false;
    const char *end = conn_fn_end(text.as.text);
    const char *p = past_scheme(text.as.text.data, end);
    p = p != NULL ? past_authority(p, end, out) : NULL;
    if (p == NULL) {
        conn_fn_invalid(run, "not a URL with a host");
        return false;
    }
    const char *from = p;
    while (p < end && *p != '?' && *p != '#')
        p++;
    out->path = (conn_str){from, (size_t)(p - from)};
    return true;
}

conn_any conn_fn_string_url_host(conn_run *run, conn_any text)
{
    url parts;
    return split(run, text, &parts)
               ? conn_fn_string_lower(run, conn_fn_str(parts.host))
               : conn_any_null();
}

conn_any conn_fn_string_url_path(conn_run *run, conn_any text)
{
    url parts;
    if (!split(run, text, &parts))
        return conn_any_null();
    return parts.path.len > 0 ? conn_fn_str(parts.path) : CONN_ANY_LITERAL("/");
}

conn_any conn_fn_string_url_param(conn_run *run, conn_any text, conn_any name)
{
    if (!conn_fn_takes_texts(run, text, name))
        return conn_any_null();
    const char *from = text.as.text.data;
    const char *fragment = up_to(from, conn_fn_end(text.as.text), '#');
    from = up_to(from, fragment, '?');
    if (from == fragment)
        return conn_any_null();
    conn_any map = parse_query(run, from + 1, fragment);
    if (conn_caught(run))
        return conn_any_null();
    return conn_any_map_get(map, name.as.text);
}
