/* uri_resolve.c - the target of a reference, and whether two URLs share an
 * origin (RFC 3986 sections 5.2 and 6.2, RFC 6454). */
#include "uri.h"

#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_letters(conn_str a, conn_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    return true;
}

static bool scheme_is(const conn_uri *uri, const char *name)
{
    return same_letters(uri->scheme, conn_str_of(name));
}

/* Cuts the authority into host and port, -1 for the scheme's default. */
static bool split_authority(conn_str authority, conn_str *host, int *port)
{
    const char *text = authority.data;
    size_t n = authority.len;
    *port = -1;
    while (n > 0 && text[n - 1] >= '0' && text[n - 1] <= '9')
        n--;
    if (n == 0 || text[n - 1] != ':') {
        *host = authority;
        return true;
    }
    *host = (conn_str){text, n - 1};
    long number = 0;
    for (size_t i = n; i < authority.len && number <= 65535; i++)
        number = number * 10 + (text[i] - '0');
    if (n < authority.len)
        *port = (int)number;
    return number <= 65535;
}

/* A registered name or an address, with IPv6 in brackets. Escapes are refused:
 * they would let one host be written in ways that compare as different. */
static bool is_host(conn_str host)
{
    bool bracket =
        host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']';
    if (bracket)
        host = (conn_str){host.data + 1, host.len - 2};
    for (size_t i = 0; i < host.len; i++) {
        char c = lower(host.data[i]);
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_';
        if (!plain && !(bracket && c == ':'))
            return false;
    }
    return host.len > 0;
}

bool conn_uri_is_http(const conn_uri *uri)
{
    conn_str host;
    int port;
    return (scheme_is(uri, "http") || scheme_is(uri, "https")) &&
           uri->authority.data != NULL &&
           split_authority(uri->authority, &host, &port) && is_host(host);
}

bool conn_uri_same_origin(const conn_uri *a, const conn_uri *b)
{
    conn_str hosts[2];
    int ports[2];
    if (!conn_uri_is_http(a) || !conn_uri_is_http(b) ||
        !same_letters(a->scheme, b->scheme))
        return false;
    split_authority(a->authority, &hosts[0], &ports[0]);
    split_authority(b->authority, &hosts[1], &ports[1]);
    for (int i = 0; i < 2; i++)
        if (ports[i] < 0)
            ports[i] = scheme_is(a, "https") ? 443 : 80;
    return ports[0] == ports[1] && same_letters(hosts[0], hosts[1]);
}

/* The directory of the base's path: all up to its last slash (section 5.2.3);
 * an empty path under an authority counts as "/". */
static conn_str directory(const conn_uri *base)
{
    size_t n = base->path.len;
    while (n > 0 && base->path.data[n - 1] != '/')
        n--;
    return n > 0 ? (conn_str){base->path.data, n} : conn_str_of("/");
}

static bool is_dots(const char *at, size_t n)
{
    return (n == 1 && at[0] == '.') || (n == 2 && at[0] == '.' && at[1] == '.');
}

/* Drops the last segment and its slash from a path of `len` bytes. */
static size_t parent(const char *path, size_t len)
{
    while (len > 0 && path[len - 1] != '/')
        len--;
    return len > 0 ? len - 1 : 0;
}

/* Removes dot segments (section 5.2.4) in place from a path that starts with
 * a slash; returns the new length. */
static size_t remove_dots(char *path, size_t len)
{
    size_t in = 0, out = 0;
    while (in < len) {
        size_t next = in + 1;
        while (next < len && path[next] != '/')
            next++;
        size_t n = next - in - 1;
        if (is_dots(path + in + 1, n)) {
            if (n == 2)
                out = parent(path, out);
            if (next == len)
                path[out++] = '/';
        } else {
            memmove(path + out, path + in, next - in);
            out += next - in;
        }
        in = next;
    }
    return out;
}

/* Appends base's directory (if `merge`) and `path`, without dot segments. */
static bool put_path(conn_buf *out, const conn_uri *base, conn_str path,
                     bool merge)
{
    size_t start = out->len;
    if (merge) {
        conn_str head = directory(base);
        if (!conn_uri_clean(out, head.data, head.len))
            return false;
    }
    if (!merge && (path.len == 0 || path.data[0] != '/'))
        conn_buf_add(out, "/", 1);
    if (!conn_uri_clean(out, path.data, path.len))
        return false;
    if (out->status == CONN_OK)
        conn_buf_cut(out,
                     start + remove_dots(out->data + start, out->len - start));
    return true;
}

static bool put_query(conn_buf *out, conn_str query)
{
    if (query.data == NULL)
        return true;
    conn_buf_add(out, "?", 1);
    return conn_uri_clean(out, query.data, query.len);
}

bool conn_uri_resolve(conn_buf *out, const conn_uri *base, const conn_uri *ref)
{
    bool whole = ref->scheme.data != NULL;
    bool hosted = whole || ref->authority.data != NULL;
    conn_uri target = {whole ? ref->scheme : base->scheme,
                       hosted ? ref->authority : base->authority,
                       ref->path,
                       ref->query,
                       {NULL, 0}};
    bool same_path = !hosted && ref->path.len == 0;
    if (same_path)
        target.path = base->path;
    if (same_path && ref->query.data == NULL)
        target.query = base->query;
    if (!conn_uri_is_http(&target))
        return false;
    conn_buf_add(out, target.scheme.data, target.scheme.len);
    conn_buf_add(out, "://", 3);
    conn_buf_add(out, target.authority.data, target.authority.len);
    bool merge = !hosted && !same_path && ref->path.data[0] != '/';
    return put_path(out, base, target.path, merge) &&
           put_query(out, target.query);
}
