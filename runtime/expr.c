/* expr.c - a walk over a constant tree. Trees come from tables, so their depth
 * is what the connector's author wrote. */
#include "expr.h"

#include <stdio.h>
#include <string.h>

#include "fail.h"
#include "hook_run.h"
#include "json.h"
#include "number.h"

static conn_value null_value(void)
{
    return (conn_value){.kind = CONN_V_NULL};
}

static conn_value int_value(int64_t number)
{
    return (conn_value){.kind = CONN_V_INT, .number = number};
}

static conn_value text_value(const char *text)
{
    return (conn_value){.kind = CONN_V_TEXT, .text = conn_str_of(text)};
}

conn_str conn_value_text(conn_arena *arena, const conn_value *value)
{
    if (value->kind == CONN_V_TEXT || value->kind == CONN_V_JSON)
        return value->text.data != NULL ? value->text : conn_str_of("");
    if (value->kind == CONN_V_BOOL)
        return conn_str_of(value->number ? "true" : "false");
    char digits[CONN_INT64_SIZE];
    size_t len = conn_int64_print(value->number, digits);
    return (conn_str){conn_arena_text(arena, digits, len), len};
}

/* Moves what `buf` holds into the arena, as text. */
static conn_status text_from(conn_arena *arena, conn_buf *buf, conn_value *out)
{
    const char *text = NULL;
    if (buf->status == CONN_OK)
        text = conn_arena_text(arena, buf->len > 0 ? buf->data : "", buf->len);
    *out = (conn_value){.kind = CONN_V_TEXT, .text = {text, buf->len}};
    conn_buf_free(buf);
    return text != NULL ? CONN_OK : CONN_MEMORY;
}

conn_status conn_value_of(conn_arena *arena, const conn_arg *arg,
                          conn_given given, conn_value *out, conn_error *err)
{
    const conn_type *type = arg->field.type;
    *out = null_value();
    if (given.state != CONN_VALUE)
        return CONN_OK;
    conn_buf buf = {0};
    conn_status status = conn_scalar_print(&buf, type, given.value, err);
    if (status != CONN_OK) {
        conn_buf_free(&buf);
        return status;
    }
    status = text_from(arena, &buf, out);
    if (status != CONN_OK)
        return conn_fail_memory(err);
    bool plain = type->wire == CONN_W_PLAIN;
    if (plain && type->kind == CONN_K_BOOL)
        out->kind = CONN_V_BOOL, out->number = *(const bool *)given.value;
    if (plain && (type->kind == CONN_K_INT || type->kind == CONN_K_INT32 ||
                  type->kind == CONN_K_INT64))
        if (conn_int64_parse(out->text.data, out->text.len, &out->number))
            out->kind = CONN_V_INT;
    out->secret = (arg->field.flags & CONN_F_SECRET) != 0;
    return CONN_OK;
}

static conn_status eval_arg(const conn_scope *scope, const conn_expr *expr,
                            conn_value *out, conn_error *err)
{
    *out = null_value();
    if (scope->op == NULL || (size_t)expr->number >= scope->op->arg_count)
        return CONN_OK;
    const conn_arg *arg = &scope->op->args[expr->number];
    return conn_value_of(scope->arena, arg, conn_arg_read(arg, scope->args),
                         out, err);
}

/* A value within the answer: numbers that are no int64, arrays and objects are
 * the text that stands there. */
static conn_status eval_body(const conn_scope *scope, const conn_expr *expr,
                             conn_value *out, conn_error *err)
{
    const conn_http_response *r = scope->response;
    conn_json_slice slice;
    bool flag;
    *out = null_value();
    if (r == NULL || r->body.len == 0 ||
        !conn_json_find(r->body.data, r->body.len, expr->text, &slice) ||
        conn_json_slice_is_null(slice))
        return CONN_OK;
    if (conn_json_slice_bool(slice, &flag)) {
        *out = (conn_value){.kind = CONN_V_BOOL, .number = flag};
        return CONN_OK;
    }
    bool string = slice.data[0] == '"';
    if (!string && conn_json_slice_int64(slice, &out->number)) {
        out->kind = CONN_V_INT;
        return CONN_OK;
    }
    conn_buf buf = {0};
    if (!string || !conn_json_slice_text(slice, &buf))
        conn_buf_add(&buf, slice.data, slice.len);
    if (text_from(scope->arena, &buf, out) != CONN_OK)
        return conn_fail_memory(err);
    return CONN_OK;
}

static conn_status eval_header(const conn_scope *scope, const conn_expr *expr,
                               conn_value *out, conn_error *err)
{
    const char *text = NULL;
    if (scope->response != NULL)
        text = conn_response_header(scope->response, expr->text, NULL);
    if (text == NULL)
        return CONN_OK;
    *out = text_value(conn_arena_text(scope->arena, text, strlen(text)));
    return out->text.data != NULL ? CONN_OK : conn_fail_memory(err);
}

static conn_status eval_concat(const conn_scope *scope, const conn_expr *expr,
                               conn_value *out, conn_error *err)
{
    conn_value a, b = null_value();
    conn_status status = conn_expr_eval(scope, expr->a, &a, err);
    if (status == CONN_OK && a.kind != CONN_V_NULL)
        status = conn_expr_eval(scope, expr->b, &b, err);
    *out = null_value();
    if (status != CONN_OK || a.kind == CONN_V_NULL || b.kind == CONN_V_NULL)
        return status;
    conn_buf buf = {0};
    conn_str head = conn_value_text(scope->arena, &a);
    conn_str tail = conn_value_text(scope->arena, &b);
    if (head.data == NULL || tail.data == NULL)
        return conn_fail_memory(err);
    conn_buf_add(&buf, head.data, head.len);
    conn_buf_add(&buf, tail.data, tail.len);
    if (text_from(scope->arena, &buf, out) != CONN_OK)
        return conn_fail_memory(err);
    out->secret = a.secret || b.secret;
    return CONN_OK;
}

/* -?[0-9]+ and nothing else. */
static bool is_integer_text(conn_str text)
{
    size_t sign = text.len > 0 && text.data[0] == '-' ? 1 : 0;
    for (size_t i = sign; i < text.len; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.len > sign;
}

/* Reads digits without a bound on leading zeros. */
static bool integer_of(conn_str text, int64_t *out)
{
    bool negative = text.data[0] == '-';
    int64_t value = 0;
    for (size_t i = negative; i < text.len; i++) {
        int digit = text.data[i] - '0';
        if (value < (INT64_MIN + digit) / 10)
            return false;
        value = value * 10 - digit;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *out = negative ? value : -value;
    return true;
}

static conn_status eval_to_int(const conn_scope *scope, const conn_expr *expr,
                               conn_value *out, conn_error *err)
{
    conn_status status = conn_expr_eval(scope, expr->a, out, err);
    if (status != CONN_OK || out->kind == CONN_V_INT)
        return status;
    int64_t number;
    if (out->kind != CONN_V_TEXT || !is_integer_text(out->text) ||
        !integer_of(out->text, &number))
        return conn_fail(err, CONN_USAGE, "a value is no integer");
    bool secret = out->secret;
    *out = int_value(number);
    out->secret = secret;
    return CONN_OK;
}

static conn_status eval_scale(const conn_scope *scope, const conn_expr *expr,
                              conn_value *out, conn_error *err)
{
    conn_status status = conn_expr_eval(scope, expr->a, out, err);
    if (status != CONN_OK || out->kind == CONN_V_NULL)
        return status;
    int64_t by = expr->number, most = by > 0 ? INT64_MAX / by : 0;
    if (out->kind != CONN_V_INT || out->number > most || out->number < -most)
        return conn_fail(err, CONN_USAGE, "a number is out of range");
    out->number *= by;
    return CONN_OK;
}

static conn_status eval_either(const conn_scope *scope, const conn_expr *expr,
                               conn_value *out, conn_error *err)
{
    conn_status status = conn_expr_eval(scope, expr->a, out, err);
    bool second = expr->op == CONN_E_CATCH
                      ? status != CONN_OK && status != CONN_MEMORY
                      : status == CONN_OK && out->kind == CONN_V_NULL;
    if (!second)
        return status;
    conn_error_clear(err);
    return conn_expr_eval(scope, expr->b, out, err);
}

conn_status conn_expr_eval(const conn_scope *scope, const conn_expr *expr,
                           conn_value *out, conn_error *err)
{
    *out = null_value();
    if (expr == NULL)
        return CONN_OK;
    switch (expr->op) {
    case CONN_E_NULL:
        return CONN_OK;
    case CONN_E_TEXT:
        *out = text_value(expr->text);
        return CONN_OK;
    case CONN_E_INT:
        *out = int_value(expr->number);
        return CONN_OK;
    case CONN_E_BOOL:
        *out = (conn_value){.kind = CONN_V_BOOL, .number = expr->number};
        return CONN_OK;
    case CONN_E_CONFIG:
        if (scope->config != NULL)
            *out = scope->config[expr->number];
        return CONN_OK;
    case CONN_E_ACCOUNT:
        if (scope->slots != NULL)
            *out = scope->slots[expr->number];
        return CONN_OK;
    case CONN_E_ARG:
        return eval_arg(scope, expr, out, err);
    case CONN_E_BODY:
        return eval_body(scope, expr, out, err);
    case CONN_E_HEADER:
        return eval_header(scope, expr, out, err);
    case CONN_E_STATUS:
        if (scope->response != NULL)
            *out = int_value(scope->response->status);
        return CONN_OK;
    case CONN_E_CONCAT:
        return eval_concat(scope, expr, out, err);
    case CONN_E_COALESCE:
    case CONN_E_CATCH:
        return eval_either(scope, expr, out, err);
    case CONN_E_TO_INT:
        return eval_to_int(scope, expr, out, err);
    case CONN_E_SCALE:
        return eval_scale(scope, expr, out, err);
    case CONN_E_HOOK:
        return conn_hook_eval(scope, (const conn_hook_expr *)(const void *)expr,
                              out, err);
    }
    return CONN_OK;
}

bool conn_expr_uses_account(const conn_expr *expr)
{
    return expr != NULL &&
           (expr->op == CONN_E_ACCOUNT || expr->op == CONN_E_HOOK ||
            conn_expr_uses_account(expr->a) || conn_expr_uses_account(expr->b));
}
