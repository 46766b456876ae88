/* exchange.c - requests and answers as text, without secrets. */
#include "exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "fail.h"
#include "log.h"

static const char hidden[] = "***";

/* ---- what is not written ---- */

/* Headers that are credentials, or differ each time. */
static bool is_hidden(const conn_http_request *request, const char *name)
{
    static const char *const names[] = {
        "Authorization", "Proxy-Authorization", "Cookie",
        "Set-Cookie",    "X-Amz-Date",          "X-Amz-Security-Token",
        "Date",          "X-Amz-Content-Sha256"};
    const conn_exchange *call = request->call;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (conn_same_name(name, names[i]))
            return true;
    return call != NULL && call->op->idempotency_header != NULL &&
           conn_same_name(name, call->op->idempotency_header);
}

/* Members and form fields whose values are credentials. */
static bool is_secret_name(const char *name, size_t len)
{
    static const char *const names[] = {
        "access_token", "refresh_token",     "id_token",         "token",
        "password",     "client_secret",     "secret",           "assertion",
        "code",         "code_verifier",     "client_assertion", "api_key",
        "device_code",  "accessToken",       "refreshToken",     "apiKey",
        "oauth_token",  "oauth_token_secret"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
            return true;
    return false;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Where the value of a secret begins if the word that ends at `at` names one:
 * "name": "value in JSON, name=value in forms and queries. NULL if not. */
static const char *value_behind(const char *at, const char *end, char *last)
{
    *last = '&';
    if (at < end && *at == '=')
        return at + 1;
    if (at == end || *at++ != '"')
        return NULL;
    while (at < end && (*at == ' ' || *at == ':'))
        at++;
    *last = '"';
    return at < end && *at == '"' ? at + 1 : NULL;
}

static const char *skip_value(const char *at, const char *end, char last)
{
    for (; at < end && *at != last; at++)
        if (last == '"' && *at == '\\' && at + 1 < end)
            at++;
        else if (last == '&' && (*at == ' ' || *at == '\n'))
            break;
    return at;
}

/* Appends `text` with the values of secret names hidden. */
static void put_named(conn_buf *out, const char *text, size_t len)
{
    const char *at = text, *end = text + len;
    while (at < end) {
        const char *word = at;
        while (at < end && is_word(*at))
            at++;
        conn_buf_add(out, word, (size_t)(at - word));
        char last;
        const char *value = NULL;
        if (at > word && is_secret_name(word, (size_t)(at - word)))
            value = value_behind(at, end, &last);
        if (value != NULL) {
            conn_buf_add(out, at, (size_t)(value - at));
            conn_buf_puts(out, hidden);
            at = skip_value(value, end, last);
        } else if (at < end) {
            conn_buf_putc(out, *at++);
        }
    }
}

/* Appends `text` with neither the client's secrets nor those by name. */
static bool put_safe(conn_buf *out, const conn_http_request *request,
                     const char *text, size_t len)
{
    conn_buf shown = {0};
    bool done = true;
    if (request->call != NULL) {
        done = conn_redact(request->call, (conn_str){text, len}, &shown);
        text = shown.len > 0 ? shown.data : "";
        len = shown.len;
    }
    if (done)
        put_named(out, text, len);
    conn_buf_free(&shown);
    return done && out->status == CONN_OK;
}

/* ---- writing ---- */

static bool put_header(conn_buf *out, const conn_http_request *request,
                       const conn_header *header)
{
    static const char random[] = "boundary=conn-";
    conn_buf_puts(out, header->name);
    conn_buf_puts(out, ": ");
    const char *boundary = strstr(header->value, random);
    if (is_hidden(request, header->name))
        conn_buf_puts(out, hidden);
    else if (boundary != NULL)
        conn_buf_printf(out, "%.*s%s%s", (int)(boundary - header->value),
                        header->value, random, hidden);
    else if (!put_safe(out, request, header->value, strlen(header->value)))
        return false;
    return conn_buf_putc(out, '\n');
}

static bool put_body(conn_buf *out, const conn_http_request *request,
                     const char *body, size_t len)
{
    conn_buf shown = {0};
    bool done = put_safe(&shown, request, body, len);
    if (done) {
        conn_buf_printf(out, "body %zu\n", shown.len);
        conn_buf_add(out, shown.len > 0 ? shown.data : "", shown.len);
        conn_buf_putc(out, '\n');
    }
    conn_buf_free(&shown);
    return done;
}

bool conn_exchange_put_request(conn_buf *out, const conn_http_request *request)
{
    bool done = true;
    conn_buf_puts(out, "> ");
    conn_buf_puts(out, request->method);
    conn_buf_putc(out, ' ');
    done = put_safe(out, request, request->url, strlen(request->url));
    conn_buf_putc(out, '\n');
    for (size_t i = 0; done && i < request->header_count; i++)
        if (!conn_same_name(request->headers[i].name, "User-Agent"))
            done = put_header(out, request, &request->headers[i]);
    if (done && request->source != NULL)
        conn_buf_puts(out, "body elsewhere\n");
    else if (done && request->body != NULL)
        done = put_body(out, request, request->body, request->body_len);
    return conn_buf_putc(out, '\n') && done;
}

bool conn_exchange_put_answer(conn_buf *out, const conn_http_request *request,
                              const conn_http_response *response)
{
    conn_header at = {NULL, NULL};
    bool done = true;
    conn_buf_printf(out, "< %d\n", response->status);
    while (done && conn_response_next(response, &at))
        done = put_header(out, request, &at);
    conn_sink *sink = response->sink;
    if (sink != NULL && sink->accepts(sink, response->status))
        conn_buf_puts(out, "body elsewhere\n");
    else if (done && response->body.len > 0)
        done = put_body(out, request, response->body.data, response->body.len);
    return conn_buf_putc(out, '\n') && done;
}

bool conn_exchange_put_failure(conn_buf *out, const conn_http_request *request,
                               const conn_http_response *response,
                               const conn_error *err)
{
    conn_buf_printf(out, "! %d %d %d ", (int)err->status, err->transport_code,
                    response->transient);
    bool done = put_safe(out, request, err->message, strlen(err->message));
    return conn_buf_puts(out, "\n\n") && done;
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
