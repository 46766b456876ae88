/* exchange.c - requests and answers as text, without secrets. */
#include "exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "fail.h"
#include "secrets.h"

/* One request or answer while it is written. */
typedef struct writer {
    conn_buf *out;
    const conn_http_request *request;
    conn_secrets secrets;
} writer;

/* ---- what is not written ---- */

/* Headers that are credentials, or differ each time. */
static bool is_hidden(const conn_http_request *request, const char *name)
{
    static const char *const names[] = {"X-Amz-Date", "Date",
                                        "X-Amz-Content-Sha256"};
    const conn_exchange *call = request->call;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (conn_same_name(name, names[i]))
            return true;
    return conn_secret_header(name) ||
           (call != NULL && call->op->idempotency_header != NULL &&
            conn_same_name(name, call->op->idempotency_header));
}

static void begin(writer *w, conn_buf *out, const conn_http_request *request)
{
    *w = (writer){.out = out, .request = request};
    if (request->call != NULL)
        conn_secrets_gather(&w->secrets, request->call);
}

static bool end(writer *w)
{
    bool done = !w->secrets.failed && conn_buf_putc(w->out, '\n');
    conn_secrets_free(&w->secrets);
    return done;
}

/* Appends `text` with neither the client's secrets nor those by name. */
static bool put_safe(const writer *w, conn_buf *out, const char *text,
                     size_t len)
{
    conn_buf shown = {0};
    bool done =
        conn_secrets_hide(&w->secrets, (conn_str){text, len}, false, &shown);
    if (done && shown.len > 0)
        done = conn_secret_names_hide((conn_str){shown.data, shown.len}, out);
    conn_buf_free(&shown);
    return done && out->status == CONN_OK;
}

/* ---- writing ---- */

static bool put_header(writer *w, const conn_header *header)
{
    static const char random[] = "boundary=conn-";
    conn_buf *out = w->out;
    conn_buf_puts(out, header->name);
    conn_buf_puts(out, ": ");
    const char *boundary = strstr(header->value, random);
    if (is_hidden(w->request, header->name))
        conn_buf_puts(out, CONN_HIDDEN);
    else if (boundary != NULL)
        conn_buf_printf(out, "%.*s%s%s", (int)(boundary - header->value),
                        header->value, random, CONN_HIDDEN);
    else if (!put_safe(w, out, header->value, strlen(header->value)))
        return false;
    return conn_buf_putc(out, '\n');
}

static bool put_body(writer *w, const char *body, size_t len)
{
    conn_buf shown = {0};
    bool done = put_safe(w, &shown, body, len);
    if (done) {
        conn_buf_printf(w->out, "body %zu\n", shown.len);
        conn_buf_add(w->out, shown.len > 0 ? shown.data : "", shown.len);
        conn_buf_putc(w->out, '\n');
    }
    conn_buf_free(&shown);
    return done;
}

bool conn_exchange_put_request(conn_buf *out, const conn_http_request *request)
{
    writer w;
    begin(&w, out, request);
    conn_buf_puts(out, "> ");
    conn_buf_puts(out, request->method);
    conn_buf_putc(out, ' ');
    bool done = put_safe(&w, out, request->url, strlen(request->url));
    conn_buf_putc(out, '\n');
    for (size_t i = 0; done && i < request->header_count; i++)
        if (!conn_same_name(request->headers[i].name, "User-Agent"))
            done = put_header(&w, &request->headers[i]);
    if (done && request->source != NULL)
        conn_buf_puts(out, "body elsewhere\n");
    else if (done && request->body != NULL)
        done = put_body(&w, request->body, request->body_len);
    return end(&w) && done;
}

bool conn_exchange_put_answer(conn_buf *out, const conn_http_request *request,
                              const conn_http_response *response)
{
    writer w;
    conn_header at = {NULL, NULL};
    bool done = true;
    begin(&w, out, request);
    conn_buf_printf(out, "< %d\n", response->status);
    while (done && conn_response_next(response, &at))
        done = put_header(&w, &at);
    conn_sink *sink = response->sink;
    if (sink != NULL && sink->accepts(sink, response->status))
        conn_buf_puts(out, "body elsewhere\n");
    else if (done && response->body.len > 0)
        done = put_body(&w, response->body.data, response->body.len);
    return end(&w) && done;
}

bool conn_exchange_put_failure(conn_buf *out, const conn_http_request *request,
                               const conn_http_response *response,
                               const conn_error *err)
{
    writer w;
    begin(&w, out, request);
    conn_buf_printf(out, "! %d %d %d ", (int)err->status, err->transport_code,
                    response->transient);
    bool done = put_safe(&w, out, err->message, strlen(err->message));
    conn_buf_putc(out, '\n');
    return end(&w) && done;
}

/* ---- reading ---- */

/* Behind the line at `at`; NULL if it has no end. */
static const char *next_line(const char *at, const char *end)
{
    const char *line = memchr(at, '\n', (size_t)(end - at));
    return line != NULL ? line + 1 : NULL;
}

/* The body that the line announces, if it does; data is NULL if it is cut. */
static bool is_body(const char *at, const char *end, conn_str *body)
{
    static const char word[] = "body ";
    if ((size_t)(end - at) < sizeof word - 1 ||
        memcmp(at, word, sizeof word - 1) != 0)
        return false;
    const char *start = next_line(at, end);
    unsigned long long len = strtoull(at + sizeof word - 1, NULL, 10);
    *body = (conn_str){NULL, 0};
    if (start != NULL && len < (unsigned long long)(end - start))
        *body = (conn_str){start, (size_t)len};
    return true;
}

const char *conn_exchange_skip(const char *text, const char *end)
{
    const char *at = text;
    while (at != NULL && at < end && *at != '\n') {
        conn_str body;
        bool elsewhere =
            end - at > 15 && memcmp(at, "body elsewhere\n", 15) == 0;
        if (!elsewhere && is_body(at, end, &body))
            at = body.data != NULL ? body.data + body.len + 1 : NULL;
        else
            at = next_line(at, end);
    }
    return at != NULL && at < end ? at + 1 : NULL;
}

static conn_status give_failure(const char *text, const char *end,
                                conn_http_response *response, conn_error *err)
{
    int status = 0, code = 0, transient = 0, used = 0;
    const char *stop = next_line(text, end);
    if (sscanf(text, "! %d %d %d %n", &status, &code, &transient, &used) < 3 ||
        stop == NULL || status <= CONN_OK || status > CONN_MEMORY)
        return conn_fail(err, CONN_USAGE, "the recording can't be read");
    response->transient = transient != 0;
    conn_fail(err, (conn_status)status, "%.*s", (int)(stop - 1 - text - used),
              text + used);
    if (err != NULL)
        err->transport_code = code;
    return (conn_status)status;
}

static conn_status give_header(const char *line, const char *stop,
                               conn_http_response *response)
{
    if (conn_response_add_line(response, line, (size_t)(stop - 1 - line)))
        return CONN_OK;
    response->failure = response->headers.status;
    response->why = "out of memory";
    return response->failure;
}

conn_status conn_exchange_give(const char *text, const char *end,
                               conn_http_response *response, conn_error *err)
{
    conn_status status = CONN_OK;
    if (*text == '!')
        return give_failure(text, end, response, err);
    conn_response_begin(response, atoi(text + 1));
    const char *at = next_line(text, end);
    while (status == CONN_OK && at != NULL && *at != '\n') {
        conn_str body;
        const char *stop = next_line(at, end);
        if (!is_body(at, end, &body)) {
            status = give_header(at, stop, response);
            at = stop;
            continue;
        }
        if (body.data != NULL && body.len > 0)
            status = conn_response_add_body(response, body.data, body.len);
        break;
    }
    return status == CONN_OK ? CONN_OK : conn_response_fail(response, err);
}
