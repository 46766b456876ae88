/* hook_run.c - runs of hooks: what they see beside requests and answers, how
 * they end, and values that they compute. */
#include "hook_run.h"

#include <string.h>

#include "call.h"
#include "conn/functions.h"
#include "fail.h"
#include "hook_caller.h"
#include "json.h"
#include "log.h"
#include "number.h"
#include "utf8.h"

#define MOST_EXACT ((int64_t)1 << 53)

/* ---- values ---- */

conn_any conn_hook_value_of(conn_run *run, const conn_value *value)
{
    char digits[CONN_INT64_SIZE];
    switch (value->kind) {
    case CONN_V_NULL:
        break;
    case CONN_V_BOOL:
        return conn_any_bool(value->number != 0);
    case CONN_V_TEXT:
    case CONN_V_JSON:
        return conn_any_copy_text(
            run, value->text.len > 0 ? value->text.data : "", value->text.len);
    case CONN_V_INT:
        if (value->number < MOST_EXACT && value->number > -MOST_EXACT)
            return conn_any_int(value->number);
        return conn_any_copy_text(run, digits,
                                  conn_int64_print(value->number, digits));
    }
    return conn_any_null();
}

/* A text as it is, bytes in base64, all else as JSON. */
static conn_any text_of(conn_run *run, conn_any value)
{
    if (value.kind == CONN_ANY_BYTES)
        return conn_fn_bytes_to_base64(run, value);
    return value.kind == CONN_ANY_TEXT ? value : conn_any_write(run, value);
}

conn_status conn_hook_value_to(conn_run *run, conn_any value, conn_arena *arena,
                               conn_value *out)
{
    *out = (conn_value){.kind = CONN_V_NULL};
    if (value.kind == CONN_ANY_NULL)
        return CONN_OK;
    if (value.kind == CONN_ANY_BOOL || value.kind == CONN_ANY_INT) {
        bool truth = value.kind == CONN_ANY_BOOL;
        out->kind = truth ? CONN_V_BOOL : CONN_V_INT;
        out->number = truth ? value.as.boolean : value.as.integer;
        return CONN_OK;
    }
    conn_str text = text_of(run, value).as.text;
    if (conn_stopped(run))
        return CONN_MEMORY;
    bool json = value.kind != CONN_ANY_TEXT && value.kind != CONN_ANY_BYTES;
    out->kind = json ? CONN_V_JSON : CONN_V_TEXT;
    out->text.data =
        conn_arena_text(arena, text.len > 0 ? text.data : "", text.len);
    out->text.len = text.len;
    return out->text.data != NULL ? CONN_OK : CONN_MEMORY;
}

conn_any conn_hook_read(conn_run *run, const char *text, size_t len)
{
    conn_any copy = conn_any_copy_text(run, len > 0 ? text : "", len);
    return copy.kind == CONN_ANY_TEXT
               ? conn_any_read(run, copy.as.text.data, copy.as.text.len)
               : conn_any_null();
}

bool conn_hook_changed(conn_any before, conn_any after, conn_str key)
{
    return conn_any_map_has(before, key) != conn_any_map_has(after, key) ||
           !conn_equal(conn_any_map_get(before, key),
                       conn_any_map_get(after, key));
}

/* ---- what a run sees ---- */

static const conn_any *values_of(conn_run *run, const conn_value *values,
                                 size_t count)
{
    conn_any *made = conn_run_alloc(run, (count + 1) * sizeof *made);
    for (size_t i = 0; made != NULL && values != NULL && i < count; i++)
        made[i] = conn_hook_value_of(run, &values[i]);
    return made;
}

/* An argument as it is on the wire: text and numbers by themselves, the rest
 * as JSON. */
static conn_any argument(conn_hook_run *hook, const conn_scope *scope,
                         const conn_arg *arg)
{
    conn_given given = conn_arg_read(arg, scope->args);
    conn_buf json = {0};
    conn_value value;
    conn_any made = conn_any_null();
    if (given.state != CONN_VALUE)
        return made;
    if (conn_kind_is_scalar((conn_kind)arg->field.type->kind)) {
        if (conn_value_of(scope->arena, arg, given, &value, NULL) == CONN_OK)
            made = conn_hook_value_of(hook->run, &value);
        return made;
    }
    if (conn_json_encode(&json, arg->field.type, given.value, NULL) == CONN_OK)
        made = conn_hook_read(hook->run, json.data, json.len);
    conn_buf_free(&json);
    return made;
}

static void put_args(conn_hook_run *hook, const conn_scope *scope)
{
    const conn_op *op = scope->op;
    hook->at.args = conn_any_map_new(hook->run);
    for (size_t i = 0; op != NULL && i < op->arg_count; i++)
        conn_any_map_put(hook->run, hook->at.args,
                         conn_str_of(op->args[i].label),
                         argument(hook, scope, &op->args[i]));
}

void conn_hook_log(void *user, conn_log_level level, conn_str line)
{
    const conn_exchange *call = user;
    conn_log(call, level, "%s: %.*s", call->op->name, (int)line.len, line.data);
}

conn_status conn_hook_open(conn_hook_run *hook, const conn_scope *scope,
                           const conn_exchange *call, conn_error *err)
{
    conn_run_settings settings = {.user = (void *)(uintptr_t)call};
    if (call != NULL)
        settings.log = conn_hook_log;
    return conn_hook_open_with(hook, scope, &settings, err);
}

conn_status conn_hook_open_with(conn_hook_run *hook, const conn_scope *scope,
                                const conn_run_settings *settings,
                                conn_error *err)
{
    const conn_connector *connector = scope->connector;
    *hook = (conn_hook_run){.run = conn_run_open(settings)};
    if (hook->run == NULL)
        return conn_fail_memory(err);
    size_t slots = connector != NULL ? connector->slot_count : 0;
    size_t config = connector != NULL ? connector->config_count : 0;
    hook->slot_count = slots;
    hook->at.config = values_of(hook->run, scope->config, config);
    hook->at.account = values_of(hook->run, scope->slots, slots);
    hook->at.kept =
        conn_run_alloc(hook->run, (slots + 1) * sizeof *hook->at.kept);
    hook->at.keeps =
        conn_run_alloc(hook->run, (slots + 1) * sizeof *hook->at.keeps);
    hook->at.request = conn_any_map_new(hook->run);
    hook->at.response = conn_any_map_new(hook->run);
    hook->at.event = conn_any_map_new(hook->run);
    put_args(hook, scope);
    return conn_stopped(hook->run) ? conn_fail_memory(err) : CONN_OK;
}

void conn_hook_close(conn_hook_run *hook)
{
    conn_run_close(hook->run);
    hook->run = NULL;
}

/* ---- how a run ends ---- */

/* The language's failure as the error that it is. */
static conn_status failed(const conn_run_stop *why, conn_error *err)
{
    conn_str text = {"", 0};
    if (why->message.kind == CONN_ANY_TEXT)
        text = why->message.as.text;
    int len = text.len < 200 ? (int)text.len : 200;
    conn_fail(err, why->kind, text.len > 0 ? "%s: %.*s" : "%s",
              conn_status_name(why->kind), len, text.data);
    if (err == NULL)
        return why->kind;
    if (text.len > 0)
        err->vendor_message = conn_error_text(err, text.data, text.len);
    if (why->after.kind == CONN_ANY_INT && why->after.as.integer > 0)
        err->retry_after_ms = (why->after.as.integer + 999) / 1000;
    return why->kind;
}

static bool is_limit(const conn_run_stop *why)
{
    static const char *const limits[] = {"too many steps", "too large",
                                         "it calls itself",
                                         "too many calls within calls"};
    if (why->kind == CONN_LIMIT)
        return true;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        if (strcmp(limits[i], why->reason) == 0)
            return true;
    return false;
}

conn_status conn_hook_status(const conn_hook_run *hook, conn_status other,
                             conn_error *err)
{
    const conn_run_stop *why = conn_run_why(hook->run);
    conn_status status = conn_caller_take(hook->at.caller, hook->run, err);
    if (status != CONN_OK)
        return status;
    switch (why->state) {
    case CONN_RUN_FAILED:
        return failed(why, err);
    case CONN_RUN_ENDED:
        if (strcmp(why->reason, "out of memory") == 0)
            return conn_fail_memory(err);
        return conn_fail(err, is_limit(why) ? CONN_LIMIT : other,
                         "a hook ended: %s", why->reason);
    case CONN_RUN_GOES_ON:
    case CONN_RUN_SKIPPED:
        break;
    }
    return CONN_OK;
}

/* ---- answers ---- */

static void put(conn_run *run, conn_any map, const char *name, conn_any value)
{
    conn_any_map_put(run, map, conn_str_of(name), value);
}

/* Headers of one name are one, with commas between (RFC 9110 section 5.3). */
void conn_hook_add_header(conn_run *run, conn_any map, const char *name,
                          const char *text)
{
    conn_any value = conn_any_copy_text(run, text, strlen(text));
    conn_any key = conn_any_copy_text(run, name, strlen(name));
    conn_any before = conn_fn_headers_get(run, map, key);
    if (before.kind == CONN_ANY_TEXT)
        value = conn_join_3(run, before, CONN_ANY_LITERAL(", "), value);
    conn_fn_headers_set(run, map, key, value);
}

static conn_any headers_of(conn_run *run, const conn_http_response *response)
{
    conn_any map = conn_any_map_new(run);
    const char *at = response->headers.data;
    const char *end = at != NULL ? at + response->headers.len : NULL;
    while (at != NULL && at < end) {
        const char *name = at, *text = name + strlen(name) + 1;
        conn_hook_add_header(run, map, name, text);
        at = text + strlen(text) + 1;
    }
    return map;
}

conn_any conn_hook_bytes(conn_run *run, conn_str body)
{
    conn_any value =
        conn_any_copy_text(run, body.len > 0 ? body.data : "", body.len);
    if (value.kind == CONN_ANY_TEXT)
        value.kind = CONN_ANY_BYTES;
    return value;
}

conn_any conn_hook_body(conn_run *run, conn_str body)
{
    if (body.len == 0)
        return conn_any_null();
    conn_any value = conn_hook_read(run, body.data, body.len);
    if (!conn_caught(run))
        return value;
    value = conn_hook_bytes(run, body);
    if (conn_utf8_valid(body.data, body.len) && !conn_stopped(run))
        value.kind = CONN_ANY_TEXT;
    return value;
}

void conn_hook_put_answer(conn_hook_run *hook,
                          const conn_http_response *response, unsigned parts)
{
    conn_run *run = hook->run;
    conn_any map = hook->at.response;
    conn_str body = {response->body.data, response->body.len};
    put(run, map, "status", conn_any_int(response->status));
    if (parts & CONN_PART_ANSWER_HEADERS)
        put(run, map, "headers", headers_of(run, response));
    if (parts & CONN_PART_ANSWER_BODY)
        put(run, map, "body", conn_hook_body(run, body));
    const conn_buf *came = conn_response_came(response);
    if (parts & CONN_PART_ANSWER_RAW_BODY)
        put(run, map, "raw_body",
            conn_hook_bytes(run, (conn_str){came->data, came->len}));
}

/* ---- values that hooks compute ---- */

conn_status conn_hook_eval(const conn_scope *scope, const conn_hook_expr *expr,
                           conn_value *out, conn_error *err)
{
    conn_hook_run hook;
    conn_status other = scope->response != NULL ? CONN_DECODE : CONN_USAGE;
    conn_status status = conn_hook_open(&hook, scope, NULL, err);
    if (status == CONN_OK) {
        if (scope->response != NULL)
            conn_hook_put_answer(&hook, scope->response,
                                 (unsigned)expr->expr.number);
        conn_any value = expr->value(hook.run, &hook.at);
        status = conn_hook_status(&hook, other, err);
        if (status == CONN_OK &&
            conn_hook_value_to(hook.run, value, scope->arena, out) != CONN_OK)
            status = conn_fail_memory(err);
    }
    conn_hook_close(&hook);
    return status;
}
