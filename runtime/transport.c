/* transport.c - an answer, whoever received it: its headers, and where its body
 * goes. */
#include "transport.h"

#include <string.h>

#include "fail.h"

/* Bytes that the headers of most answers need. */
#define USUAL_HEADERS 400

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

/* All at once: there are many of them. */
static bool add_pair(conn_buf *out, conn_str name, conn_str value)
{
    char *room = conn_buf_room(out, name.len + value.len + 2);
    if (room == NULL)
        return false;
    memcpy(room, name.data, name.len);
    room[name.len] = '\0';
    memcpy(room + name.len + 1, value.data, value.len);
    room[name.len + 1 + value.len] = '\0';
    conn_buf_wrote(out, name.len + value.len + 2);
    return true;
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
    if (response->headers.size == 0)
        conn_buf_room(&response->headers, USUAL_HEADERS);
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

bool conn_http_has_header(const conn_http_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (conn_same_name(request->headers[i].name, name))
            return true;
    return false;
}

bool conn_response_next(const conn_http_response *response, conn_header *at)
{
    const char *next = response->headers.data;
    const char *end = next != NULL ? next + response->headers.len : next;
    if (at->value != NULL)
        next = at->value + strlen(at->value) + 1;
    if (next == end)
        return false;
    at->name = next;
    at->value = next + strlen(next) + 1;
    return true;
}

/* ---- writing an answer ---- */

void conn_response_reset(conn_http_response *response)
{
    conn_buf_reset(&response->headers);
    if (response->raw.data != NULL) {
        conn_buf_free(&response->body);
        response->body = response->raw; /* which has the limit */
        response->raw = (conn_buf){0};
    }
    conn_buf_reset(&response->body);
    response->status = 0;
    response->length = -1;
    response->failure = CONN_OK;
    response->connected = false;
    response->transient = false;
}

void conn_response_begin(conn_http_response *response, int status)
{
    conn_response_reset(response);
    response->status = status;
}

static conn_status give_up(conn_http_response *response, conn_status status,
                           const char *why)
{
    response->failure = status;
    response->why = why;
    return status;
}

static conn_status give_up_buf(conn_http_response *response,
                               const conn_buf *buf)
{
    return give_up(response, buf->status,
                   buf->status == CONN_LIMIT ? "" : "out of memory");
}

conn_status conn_response_add_header(conn_http_response *response,
                                     const char *name, const char *value)
{
    if (add_pair(&response->headers, conn_str_of(name), conn_str_of(value)))
        return CONN_OK;
    return give_up_buf(response, &response->headers);
}

conn_status conn_response_add_body(conn_http_response *response,
                                   const void *bytes, size_t size)
{
    conn_sink *sink = response->sink;
    if (sink != NULL && sink->accepts(sink, response->status)) {
        const char *why = "";
        conn_status status =
            sink->write(sink, bytes, size, response->length, &why);
        return status == CONN_OK ? CONN_OK : give_up(response, status, why);
    }
    if (conn_buf_add(&response->body, bytes, size))
        return CONN_OK;
    return give_up_buf(response, &response->body);
}

conn_status conn_response_fail(const conn_http_response *response,
                               conn_error *err)
{
    if (response->failure == CONN_MEMORY)
        return conn_fail_memory(err);
    if (response->failure == CONN_LIMIT && *response->why == '\0')
        return conn_fail(err, CONN_LIMIT,
                         "the answer's body is larger than %zu bytes",
                         response->body.cap);
    return conn_fail(err, response->failure, "%s", response->why);
}

void conn_response_set_transient(conn_http_response *response)
{
    response->transient = true;
}

int conn_response_status(const conn_http_response *response)
{
    return response->status;
}

conn_bytes conn_response_body(const conn_http_response *response)
{
    const conn_buf *body = conn_response_came(response);
    return (conn_bytes){(const unsigned char *)body->data, body->len};
}

void conn_response_free(conn_http_response *response)
{
    conn_buf_free(&response->headers);
    conn_buf_free(&response->body);
    conn_buf_free(&response->raw);
}

const conn_buf *conn_response_came(const conn_http_response *response)
{
    return response->raw.len > 0 ? &response->raw : &response->body;
}
