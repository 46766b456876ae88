/* reply_error.c - an answer that is no success, as the errors table reads it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cancel.h"
#include "fail.h"
#include "json.h"
#include "reply.h"
#include "retry.h"

/* What a status means where the connector says nothing. */
typedef struct default_row {
    int low, high;
    conn_status status;
} default_row;

static const default_row default_rows[] = {
    {400, 400, CONN_INVALID},      {401, 401, CONN_UNAUTHORIZED},
    {403, 403, CONN_FORBIDDEN},    {404, 404, CONN_NOT_FOUND},
    {409, 409, CONN_CONFLICT},     {422, 422, CONN_INVALID},
    {429, 429, CONN_RATE_LIMITED}, {500, 599, CONN_UNAVAILABLE},
};

static conn_status default_status(int http_status)
{
    size_t count = sizeof default_rows / sizeof default_rows[0];
    for (size_t i = 0; i < count; i++)
        if (http_status >= default_rows[i].low &&
            http_status <= default_rows[i].high)
            return default_rows[i].status;
    return CONN_VENDOR;
}

static const conn_error_row *row_of(const conn_errors *errors, int http_status)
{
    for (size_t i = 0; errors != NULL && i < errors->count; i++)
        if (http_status >= errors->rows[i].low &&
            http_status <= errors->rows[i].high)
            return &errors->rows[i];
    return NULL;
}

/* What conn_error_typed has decoded, and by which table. */
typedef struct typed_body {
    const conn_errors *errors;
    void *value;
    conn_str json; /* of a body that is XML; data NULL: it is JSON itself */
} typed_body;

static void keep_json(conn_error *err, const conn_buf *json)
{
    conn_arena *arena = conn_error_arena(err);
    typed_body *typed =
        arena != NULL ? conn_arena_alloc(arena, sizeof *typed) : NULL;
    if (typed == NULL)
        return;
    typed->json.data = conn_arena_text(arena, json->data, json->len);
    typed->json.len = json->len;
    err->typed = typed;
}

/* The text that `expr` finds in the answer; data is NULL if there is none. An
 * answer that does not fit the table is still the error that it is. */
static conn_str find_text(const conn_scope *scope, const conn_expr *expr)
{
    conn_value value;
    if (conn_expr_eval(scope, expr, &value, NULL) != CONN_OK ||
        value.kind == CONN_V_NULL)
        return (conn_str){NULL, 0};
    return conn_value_text(scope->arena, &value);
}

static const char *find_request_id(const conn_http_response *response,
                                   conn_error *err)
{
    static const char *const names[] = {
        "X-Request-Id",     "Request-Id",          "X-Amzn-RequestId",
        "X-Amz-Request-Id", "X-GitHub-Request-Id", "X-Ms-Request-Id",
        "X-Correlation-Id", "X-Trace-Id"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *id = conn_response_header(response, names[i], NULL);
        if (id != NULL)
            return conn_error_text(err, id, strlen(id));
    }
    return NULL;
}

/* What the server asks to wait: by the table, else Retry-After, whose date is
 * read against the server's own clock. */
static int64_t find_after(const conn_scope *scope, const conn_expr *after)
{
    const conn_http_response *response = scope->response;
    conn_value value;
    int64_t now, ms;
    if (conn_expr_eval(scope, after, &value, NULL) == CONN_OK &&
        value.kind == CONN_V_INT)
        return value.number > 0 ? value.number : 0;
    const char *asked = conn_response_header(response, "Retry-After", NULL);
    const char *date = conn_response_header(response, "Date", NULL);
    if (asked == NULL)
        return 0;
    if (date == NULL || !conn_http_date(date, &now))
        now = conn_clock_unix();
    return conn_retry_after(asked, now, &ms) ? ms : 0;
}

conn_status conn_reply_fail(const conn_scope *scope, conn_error *err)
{
    static const conn_error_row silent = {0};
    const conn_http_response *response = scope->response;
    int code = response->status;
    const conn_error_row *row = row_of(scope->op->errors, code);
    conn_status status = row != NULL ? row->status : default_status(code);
    row = row != NULL ? row : &silent;
    conn_str message = find_text(scope, row->message);
    conn_str vendor_code = find_text(scope, row->code);
    conn_fail(err, status, message.len > 0 ? "%d %s: %s" : "%d %s", code,
              conn_status_name(status), message.data);
    if (err == NULL)
        return status;
    err->http_status = code;
    err->vendor_message = conn_error_text(err, message.data, message.len);
    err->vendor_code = conn_error_text(err, vendor_code.data, vendor_code.len);
    err->request_id = find_request_id(response, err);
    err->retry_after_ms = find_after(scope, row->after);
    const conn_buf *body = conn_response_came(response);
    conn_error_keep_body(err, body->data, body->len);
    if (body != &response->body)
        keep_json(err, &response->body);
    return status;
}

void conn_reply_say(conn_error *err, conn_str text)
{
    snprintf(err->message, sizeof err->message, "%d %s: %.*s", err->http_status,
             conn_status_name(err->status),
             (int)(text.len < 200 ? text.len : 200), text.data);
    err->vendor_message = conn_error_text(err, text.data, text.len);
}

const void *conn_error_typed(conn_error *err, const conn_errors *errors)
{
    if (err == NULL || errors == NULL || errors->body == NULL ||
        err->body.data == NULL)
        return NULL;
    typed_body *typed = err->typed;
    if (typed != NULL && typed->errors == errors)
        return typed->value;
    conn_arena *arena = conn_error_arena(err);
    if (arena == NULL)
        return NULL;
    conn_str json = {(const char *)err->body.data, err->body.len};
    if (typed != NULL && typed->json.data != NULL)
        json = typed->json;
    else
        typed = conn_arena_alloc(arena, sizeof *typed);
    char *text = conn_arena_text(arena, json.data, json.len);
    void *value = conn_arena_alloc(arena, errors->body->size);
    if (typed == NULL || text == NULL || value == NULL)
        return NULL;
    if (conn_json_decode(arena, text, json.len, errors->body, value, NULL,
                         NULL) != CONN_OK)
        value = NULL;
    typed->errors = errors;
    typed->value = value;
    err->typed = typed;
    return value;
}
