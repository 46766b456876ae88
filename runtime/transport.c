/* transport.c - the headers of an answer, whoever received it. */
#include "transport.h"

#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool conn_same_name(const char *a, const char *b)
{
    for (; *a != '\0' && lower(*a) == lower(*b); a++)
        b++;
    return *a == *b;
}

static conn_str trimmed(const char *text, size_t len)
{
    while (len > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        len--;
    }
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        len--;
    return (conn_str){text, len};
}

static bool add_pair(conn_buf *out, conn_str name, conn_str value)
{
    conn_buf_add(out, name.data, name.len);
    conn_buf_putc(out, '\0');
    conn_buf_add(out, value.data, value.len);
    return conn_buf_putc(out, '\0');
}

/* Appends a folded line (RFC 9112 section 5.2) to the value before it. */
static bool add_folded(conn_buf *out, conn_str more)
{
    if (out->len == 0)
        return true;
    conn_buf_cut(out, out->len - 1);
    conn_buf_putc(out, ' ');
    conn_buf_add(out, more.data, more.len);
    return conn_buf_putc(out, '\0');
}

bool conn_response_add_line(conn_http_response *response, const char *line,
                            size_t len)
{
    if (len >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        conn_buf_reset(&response->headers);
        return true;
    }
    if (len == 0 || memchr(line, '\0', len) != NULL)
        return true;
    if (*line == ' ' || *line == '\t')
        return add_folded(&response->headers, trimmed(line, len));
    const char *colon = memchr(line, ':', len);
    if (colon == NULL || colon == line)
        return true;
    size_t name = (size_t)(colon - line);
    return add_pair(&response->headers, trimmed(line, name),
                    trimmed(colon + 1, len - name - 1));
}

const char *conn_response_header(const conn_http_response *response,
                                 const char *name, const char *after)
{
    const char *at = response->headers.data;
    const char *end = at != NULL ? at + response->headers.len : at;
    if (after != NULL)
        at = after + strlen(after) + 1;
    while (at != end) {
        const char *value = at + strlen(at) + 1;
        if (conn_same_name(at, name))
            return value;
        at = value + strlen(value) + 1;
    }
    return NULL;
}

void conn_response_free(conn_http_response *response)
{
    conn_buf_free(&response->headers);
    conn_buf_free(&response->body);
}
