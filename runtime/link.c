/* link.c - a tolerant reader of Link headers (RFC 8288 appendix B.2). */
#include "link.h"

#include <string.h>

typedef struct cursor {
    const char *at;
    const char *end;
} cursor;

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_space(cursor *in)
{
    while (in->at < in->end && is_space(*in->at))
        in->at++;
}

static bool take(cursor *in, char c)
{
    if (in->at == in->end || *in->at != c)
        return false;
    in->at++;
    return true;
}

/* A token runs to the next delimiter; real servers put more into one than the
 * grammar allows, so only what has a meaning here ends it. */
static conn_str take_token(cursor *in)
{
    const char *start = in->at;
    while (in->at < in->end && !is_space(*in->at) && !memchr(";,=", *in->at, 3))
        in->at++;
    return (conn_str){start, (size_t)(in->at - start)};
}

/* The inside of a quoted string whose opening quote is taken; one without an
 * end runs to the end of the value. */
static conn_str take_quoted(cursor *in)
{
    const char *start = in->at;
    while (in->at < in->end && *in->at != '"') {
        in->at++;
        if (in->at[-1] == '\\' && in->at < in->end)
            in->at++;
    }
    conn_str text = {start, (size_t)(in->at - start)};
    take(in, '"');
    return text;
}

static bool name_is(conn_str name, const char *want)
{
    if (name.len != strlen(want))
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (lower(name.data[i]) != want[i])
            return false;
    return true;
}

static void read_param(cursor *in, conn_link *out)
{
    skip_space(in);
    conn_str name = take_token(in);
    conn_str value = {in->at, 0};
    skip_space(in);
    if (take(in, '=')) {
        skip_space(in);
        value = take(in, '"') ? take_quoted(in) : take_token(in);
    }
    if (name_is(name, "rel") && out->rel.data == NULL)
        out->rel = value;
    if (name_is(name, "anchor"))
        out->anchored = true;
}

/* To behind the comma that ends this member of the list; a comma inside a
 * quoted string is text. */
static void skip_member(cursor *in)
{
    while (in->at < in->end && !take(in, ',')) {
        if (take(in, '"'))
            take_quoted(in);
        else
            in->at++;
    }
}

static bool read_target(cursor *in, conn_link *out)
{
    if (!take(in, '<'))
        return false;
    const char *close = memchr(in->at, '>', (size_t)(in->end - in->at));
    if (close == NULL)
        return false;
    out->target = (conn_str){in->at, (size_t)(close - in->at)};
    in->at = close + 1;
    return true;
}

bool conn_link_read(const char *value, size_t len, size_t *pos, conn_link *out)
{
    cursor in = {value + *pos, value + len};
    bool found = false;
    while (!found && in.at < in.end) {
        *out = (conn_link){{NULL, 0}, {NULL, 0}, false};
        skip_space(&in);
        found = read_target(&in, out);
        for (skip_space(&in); found && take(&in, ';'); skip_space(&in))
            read_param(&in, out);
        skip_member(&in);
    }
    *pos = (size_t)(in.at - value);
    return found;
}

bool conn_link_has_rel(const conn_link *link, const char *type)
{
    size_t want = strlen(type), matched = 0;
    bool possible = true;
    for (size_t i = 0; i < link->rel.len; i++) {
        char c = link->rel.data[i];
        if (is_space(c)) {
            if (possible && matched == want)
                return true;
            possible = true;
            matched = 0;
            continue;
        }
        if (c == '\\' && i + 1 < link->rel.len)
            c = link->rel.data[++i];
        possible = possible && matched < want && lower(c) == type[matched];
        matched++;
    }
    return possible && matched == want;
}

conn_str conn_link_next(const char *value, size_t len)
{
    conn_link link;
    size_t pos = 0;
    while (conn_link_read(value, len, &pos, &link))
        if (!link.anchored && conn_link_has_rel(&link, "next"))
            return link.target;
    return (conn_str){NULL, 0};
}
