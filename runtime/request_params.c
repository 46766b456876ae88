/* request_params.c - arguments and computed values in query, headers, cookies,
 * forms and members of the body. */
#include <string.h>

#include "call.h"
#include "fail.h"
#include "json.h"
#include "paginate.h"
#include "request.h"

conn_status conn_request_assign(conn_request *request,
                                const conn_assign *assign, conn_error *err)
{
    conn_value value;
    conn_status status =
        conn_expr_eval(&request->scope, assign->value, &value, err);
    if (status != CONN_OK || value.kind == CONN_V_NULL)
        return status;
    if (request->complete_url && assign->place == CONN_IN_QUERY)
        return CONN_OK;
    return conn_request_put(request, assign->place, assign->name, &value, err);
}

static conn_status print_item(conn_buf *out, const conn_arg *arg,
                              conn_given given, size_t i, conn_error *err)
{
    const conn_type *type;
    const void *value = conn_given_at(arg, given, i, &type);
    conn_status status = conn_scalar_print(out, type, value, err);
    if (status == CONN_USAGE)
        return conn_fail(err, CONN_USAGE, "argument `%s` can't be sent as text",
                         arg->label);
    return status;
}

conn_status conn_request_print_arg(conn_buf *out, const conn_arg *arg,
                                   conn_given given, conn_error *err)
{
    conn_status status = CONN_OK;
    size_t count = conn_given_count(arg, given);
    for (size_t i = 0; status == CONN_OK && i < count; i++) {
        if (i > 0)
            conn_buf_puts(out, arg->join != NULL ? arg->join : ",");
        status = print_item(out, arg, given, i, err);
    }
    if (status == CONN_OK && out->status != CONN_OK)
        return conn_fail_memory(err);
    return status;
}

/* Appends the items joined, each encoded: a comma within one stays apart from
 * the comma between two. */
static conn_status put_joined(conn_buf *pairs, const conn_arg *arg,
                              conn_given given, conn_error *err)
{
    const char *join = arg->join != NULL ? arg->join : ",";
    conn_status status = CONN_OK;
    conn_buf item = {0};
    conn_pairs_add(pairs, (conn_str){arg->field.name, arg->field.length},
                   conn_str_of(""));
    size_t count = conn_given_count(arg, given);
    for (size_t i = 0; status == CONN_OK && i < count; i++) {
        conn_buf_reset(&item);
        status = print_item(&item, arg, given, i, err);
        if (i > 0)
            conn_uri_encode(pairs, join, strlen(join), ",");
        conn_uri_encode(pairs, item.len > 0 ? item.data : "", item.len, "");
    }
    conn_buf_free(&item);
    return status;
}

static conn_status put_repeated(conn_buf *pairs, const conn_arg *arg,
                                conn_given given, conn_error *err)
{
    conn_status status = CONN_OK;
    conn_buf name = {0}, item = {0};
    conn_buf_add(&name, arg->field.name, arg->field.length);
    if (arg->style == CONN_L_BRACKETS && arg->field.type->kind == CONN_K_LIST)
        conn_buf_puts(&name, "[]");
    if (name.status != CONN_OK)
        status = conn_fail_memory(err);
    size_t count = conn_given_count(arg, given);
    for (size_t i = 0; status == CONN_OK && i < count; i++) {
        conn_buf_reset(&item);
        status = print_item(&item, arg, given, i, err);
        if (status == CONN_OK)
            conn_pairs_add(pairs, (conn_str){name.data, name.len},
                           (conn_str){item.data, item.len});
    }
    conn_buf_free(&name);
    conn_buf_free(&item);
    return status;
}

/* Records, maps and unions become pairs by way of their JSON. */
static conn_status put_nested(conn_buf *pairs, const conn_arg *arg,
                              conn_given given, bool dots, conn_error *err)
{
    conn_buf json = {0};
    conn_status status =
        conn_json_encode(&json, arg->field.type, given.value, err);
    if (status == CONN_OK)
        status = conn_pairs_add_json(
            pairs, arg->field.name, (conn_str){json.data, json.len}, dots, err);
    conn_buf_free(&json);
    return status;
}

static bool is_nested(const conn_type *type)
{
    if (type->kind == CONN_K_LIST)
        type = type->element;
    return !conn_kind_is_scalar((conn_kind)type->kind);
}

static conn_status put_pairs(conn_buf *pairs, const conn_arg *arg,
                             conn_given given, bool dots, conn_error *err)
{
    conn_status status;
    if (is_nested(arg->field.type))
        status = put_nested(pairs, arg, given, dots, err);
    else if (arg->field.type->kind == CONN_K_LIST && arg->style == CONN_L_JOIN)
        status = put_joined(pairs, arg, given, err);
    else
        status = put_repeated(pairs, arg, given, err);
    if (status == CONN_OK && pairs->status != CONN_OK)
        return conn_fail_memory(err);
    return status;
}

/* A list in a header is one value, or one header for each item. */
static conn_status put_header(conn_request *request, const conn_arg *arg,
                              conn_given given, conn_error *err)
{
    conn_status status = CONN_OK;
    conn_buf text = {0};
    bool list = arg->field.type->kind == CONN_K_LIST;
    if (!list || arg->style == CONN_L_JOIN) {
        status = conn_request_print_arg(&text, arg, given, err);
        if (status == CONN_OK)
            status = conn_request_set_header(
                request, arg->field.name, (conn_str){text.data, text.len}, err);
        conn_buf_free(&text);
        return status;
    }
    size_t count = conn_given_count(arg, given);
    for (size_t i = 0; status == CONN_OK && i < count; i++) {
        conn_buf_reset(&text);
        status = print_item(&text, arg, given, i, err);
        if (status == CONN_OK)
            status = conn_request_add_header(
                request, arg->field.name, (conn_str){text.data, text.len}, err);
    }
    conn_buf_free(&text);
    return status;
}

static conn_status put_text(conn_request *request, const conn_arg *arg,
                            conn_given given, conn_error *err)
{
    conn_buf text = {0};
    conn_status status = conn_request_print_arg(&text, arg, given, err);
    conn_value value = {.kind = CONN_V_TEXT, .text = {text.data, text.len}};
    if (status == CONN_OK)
        status =
            conn_request_put(request, arg->place, arg->field.name, &value, err);
    conn_buf_free(&text);
    return status;
}

/* A typed member of the body, null included. */
static conn_status put_member(conn_request *request, const conn_arg *arg,
                              conn_given given, conn_error *err)
{
    conn_buf json = {0};
    conn_status status = CONN_OK;
    if (given.state == CONN_IS_NULL)
        conn_buf_puts(&json, "null");
    else
        status = conn_json_encode(&json, arg->field.type, given.value, err);
    if (status == CONN_OK)
        status = conn_json_put(&request->json, arg->field.name,
                               (conn_str){json.data, json.len}, err);
    conn_buf_free(&json);
    request->has_json = true;
    return status;
}

static conn_status put_arg(conn_request *request, const conn_exchange *call,
                           const conn_arg *arg, conn_error *err)
{
    bool dots = call->op->encoding == CONN_ENC_FORM_DOTS;
    conn_given given = conn_arg_read(arg, call->args);
    if (given.state == CONN_ABSENT ||
        conn_page_replaces(call->page, arg->place, arg->field.name))
        return CONN_OK;
    if (arg->place == CONN_IN_BODY)
        return put_member(request, arg, given, err);
    if (given.state == CONN_IS_NULL)
        return CONN_OK;
    switch (arg->place) {
    case CONN_IN_QUERY:
        if (request->complete_url)
            return CONN_OK;
        return put_pairs(&request->query, arg, given, dots, err);
    case CONN_IN_FORM:
        return put_pairs(&request->form, arg, given, dots, err);
    case CONN_IN_PART:
        return conn_request_put_parts(request, arg, given, err);
    case CONN_IN_HEADER:
        return put_header(request, arg, given, err);
    case CONN_IN_COOKIE:
        return put_text(request, arg, given, err);
    case CONN_IN_PATH:
    case CONN_IN_BODY:
    case CONN_IN_CALL:
        break;
    }
    return CONN_OK;
}

static conn_status put_key(conn_request *request, const conn_exchange *call,
                           conn_error *err)
{
    const char *key = call->terms.key != NULL ? call->terms.key : call->key;
    if (call->op->idempotency_header == NULL || *key == '\0')
        return CONN_OK;
    return conn_request_set_header(request, call->op->idempotency_header,
                                   conn_str_of(key), err);
}

conn_status conn_request_put_params(conn_request *request, conn_exchange *call,
                                    conn_error *err)
{
    const conn_op *op = call->op;
    conn_status status = CONN_OK;
    for (size_t i = 0; status == CONN_OK && i < op->assign_count; i++)
        if (!conn_page_replaces(call->page, op->assigns[i].place,
                                op->assigns[i].name))
            status = conn_request_assign(request, &op->assigns[i], err);
    /* After the connector's, so that a header the caller gives wins. */
    for (size_t i = 0; status == CONN_OK && i < op->arg_count; i++)
        status = put_arg(request, call, &op->args[i], err);
    if (status == CONN_OK && call->page != NULL && !request->complete_url)
        status = conn_page_put(request, call, err);
    return status == CONN_OK ? put_key(request, call, err) : status;
}
