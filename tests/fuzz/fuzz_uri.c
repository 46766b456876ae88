/* fuzz_uri.c - hostile URLs, and hostile values within URLs.
 *
 * The input is two texts with a newline between: a base URL, and what is seen
 * from there: as a reference, and as values that are put into a path and a
 * query. Whatever they are, slices stay inside them, encoding can be undone, a
 * value stays within its segment, and a reference leads to the host that
 * libcurl, which splits the URL once more, then connects to.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "memory.h"
#include "uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char HOME[] = "https://api.example.com:8443/v2/items?page=1";

static void require(bool truth)
{
    if (!truth)
        abort();
}

static conn_uri split(const conn_buf *buf)
{
    return conn_uri_split(buf->len > 0 ? buf->data : "", buf->len);
}

static bool same(conn_str a, conn_str b)
{
    return a.len == b.len && (a.len == 0 || !memcmp(a.data, b.data, a.len));
}

static size_t count(conn_str text, char wanted)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.data[i] == wanted;
    return n;
}

static conn_str of(const conn_buf *buf)
{
    return (conn_str){buf->data, buf->len};
}

/* ---- splitting ---- */

static void put_part(conn_buf *out, const char *before, conn_str part,
                     const char *behind)
{
    if (part.data == NULL)
        return;
    conn_buf_puts(out, before);
    conn_buf_add(out, part.data, part.len);
    conn_buf_puts(out, behind);
}

/* The parts, put together again (section 5.3), are the text. */
static void check_split(conn_str text)
{
    conn_uri uri = conn_uri_split(text.data, text.len);
    conn_buf whole = {0};
    put_part(&whole, "", uri.scheme, ":");
    put_part(&whole, "//", uri.authority, "");
    put_part(&whole, "", uri.path, "");
    put_part(&whole, "?", uri.query, "");
    put_part(&whole, "#", uri.fragment, "");
    require(same(of(&whole), text));
    require(uri.path.data != NULL);
    conn_buf_free(&whole);
}

/* ---- encoding ---- */

/* Without `keep`, what is left are unreserved characters and escapes. */
static void require_encoded(conn_str coded, const char *keep)
{
    for (size_t i = 0; i < coded.len; i++) {
        char c = coded.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || memchr("-._~%", c, 5);
        require(plain || (c != '\0' && strchr(keep, c)));
    }
}

static void check_encode(conn_str text, const char *keep)
{
    conn_buf coded = {0}, back = {0};
    conn_uri_encode(&coded, text.data, text.len, keep);
    require_encoded(of(&coded), keep);
    conn_uri_decode(&back, coded.data, coded.len, false);
    require(same(of(&back), text));
    conn_buf_free(&coded);
    conn_buf_free(&back);
}

static void check_clean(conn_str text)
{
    conn_buf once = {0}, twice = {0};
    if (conn_uri_clean(&once, text.data, text.len)) {
        for (size_t i = 0; i < once.len; i++)
            require(once.data[i] > ' ' && once.data[i] != '\x7F');
        require(conn_uri_clean(&twice, once.data, once.len));
        require(same(of(&once), of(&twice)));
    }
    conn_buf_free(&once);
    conn_buf_free(&twice);
}

/* ---- values in a URL ---- */

/* As {name} and {+name} of a path and as a value of a query: a value adds no
 * part, and but for {+name} no segment. */
static void check_value(conn_str value)
{
    const char *keeps[] = {"", CONN_URI_KEEP_PATH};
    conn_uri home = conn_uri_split(HOME, sizeof HOME - 1);
    for (int i = 0; i < 2; i++) {
        conn_buf url = {0};
        conn_buf_puts(&url, "https://api.example.com:8443/a/");
        conn_uri_encode(&url, value.data, value.len, keeps[i]);
        conn_buf_puts(&url, "/z?q=");
        conn_uri_encode(&url, value.data, value.len, "");
        conn_uri uri = split(&url);
        require(conn_uri_same_origin(&home, &uri));
        require(count(uri.path, '/') == 3 + (i ? count(value, '/') : 0));
        require(uri.query.len >= 2 && count(uri.query, '&') == 0);
        require(uri.fragment.data == NULL);
        conn_buf_free(&url);
    }
}

/* ---- where a reference leads ---- */

static bool has_dots(conn_str path)
{
    for (size_t at = 0, end; at <= path.len; at = end + 1) {
        for (end = at; end < path.len && path.data[end] != '/';)
            end++;
        conn_str segment = {path.data + at, end - at};
        if (conn_str_is(segment, ".") || conn_str_is(segment, ".."))
            return true;
    }
    return false;
}

static char *curl_part(CURLU *handle, CURLUPart part)
{
    char *text = NULL;
    (void)curl_url_get(handle, part, &text, CURLU_DEFAULT_PORT);
    return text;
}

/* Numbers may be an IPv4 address spelled oddly: libcurl then has another
 * spelling. IPv6 it may print otherwise. */
static bool is_name(const char *host)
{
    size_t len = strlen(host);
    const char *last = strrchr(host, '.');
    if (last != NULL && last[1] == '\0') /* the dot of the root */
        return false;
    last = last != NULL ? last + 1 : host;
    return len > 0 && host[0] != '[' && !(*last >= '0' && *last <= '9');
}

/* libcurl takes the URL for one of the same host, port and scheme, without a
 * user: it connects to the origin that was compared. */
static void check_curl(const conn_buf *url, const conn_uri *uri)
{
    CURLU *handle = curl_url();
    require(handle != NULL);
    if (curl_url_set(handle, CURLUPART_URL, url->data, 0) == CURLUE_OK) {
        char *host = curl_part(handle, CURLUPART_HOST);
        char *port = curl_part(handle, CURLUPART_PORT);
        char *scheme = curl_part(handle, CURLUPART_SCHEME);
        char *user = curl_part(handle, CURLUPART_USER);
        require(host && port && scheme && !user);
        char name[512];
        snprintf(name, sizeof name, "%s", host);
        conn_buf again = {0};
        conn_buf_printf(&again, "%s://%s:%s/", scheme, host, port);
        conn_uri seen = split(&again);
        require(!is_name(name) || conn_uri_same_origin(uri, &seen));
        conn_buf_free(&again);
        curl_free(host);
        curl_free(port);
        curl_free(scheme);
        curl_free(user);
    }
    curl_url_cleanup(handle);
}

static void check_target(const conn_buf *url, const conn_uri *base,
                         const conn_uri *ref)
{
    conn_uri target = split(url);
    require(conn_uri_is_http(&target));
    require(conn_uri_same_origin(&target, &target));
    require(!has_dots(target.path));
    require(target.fragment.data == NULL);
    if (ref->scheme.data == NULL && ref->authority.data == NULL)
        require(conn_uri_same_origin(base, &target));
    require(conn_uri_same_origin(base, &target) ==
            conn_uri_same_origin(&target, base));
    check_curl(url, &target);
}

static void check_reference(conn_str from, conn_str text)
{
    conn_uri base = conn_uri_split(from.data, from.len);
    conn_uri ref = conn_uri_split(text.data, text.len);
    if (!conn_uri_is_http(&base))
        return;
    conn_buf once = {0}, twice = {0};
    if (conn_uri_resolve(&once, &base, &ref)) {
        check_target(&once, &base, &ref);
        conn_uri target = split(&once);
        require(conn_uri_resolve(&twice, &base, &target));
        require(same(of(&once), of(&twice)));
    }
    conn_buf_free(&once);
    conn_buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *cut = size > 0 ? memchr(text, '\n', size) : NULL;
    size_t first = cut != NULL ? (size_t)(cut - text) : size;
    conn_str base = {text, first};
    conn_str rest = cut != NULL ? (conn_str){cut + 1, size - first - 1} : base;
    if (size == 0)
        base = rest = conn_str_of("");
    check_split(rest);
    check_encode(rest, "");
    check_encode(rest, CONN_URI_KEEP_PATH);
    check_clean(rest);
    check_value(rest);
    check_reference(base, rest);
    check_reference(conn_str_of(HOME), rest);
    (void)conn_uri_has_odd_segment(rest.data, rest.len);
    return 0;
}
