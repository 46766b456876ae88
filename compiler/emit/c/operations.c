/* operations.c - tables of operations: path, arguments, assignments, saves. */
#include "emit/c/client.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

static const char *place_constant(Place place)
{
    switch (place) {
    case PLACE_PATH:
        return "CONN_IN_PATH";
    case PLACE_QUERY:
        return "CONN_IN_QUERY";
    case PLACE_HEADER:
        return "CONN_IN_HEADER";
    case PLACE_COOKIE:
        return "CONN_IN_COOKIE";
    case PLACE_FORM:
        return "CONN_IN_FORM";
    case PLACE_MULTIPART:
        return "CONN_IN_PART";
    case PLACE_BODY:
    case PLACE_TOKEN:
    case PLACE_NONE:
        return "CONN_IN_BODY";
    }
    return "CONN_IN_QUERY";
}

static const char *truth(bool value)
{
    return value ? "true" : "false";
}

/* ---- arguments ---- */

static const char *list_style(const Field *field)
{
    switch (field->list_style) {
    case LIST_REPEAT:
        return "CONN_L_REPEAT";
    case LIST_JOIN:
        return "CONN_L_JOIN";
    case LIST_BRACKETS:
        return "CONN_L_BRACKETS";
    }
    return "CONN_L_REPEAT";
}

void argument_row(Client *client, Buf *out, const char *owner,
                  const Argument *argument)
{
    const Field *field = argument->member.field;
    const Param *param = argument->param;
    Member member = argument->member;
    Field plain = *field;
    plain.fallback = NULL;
    if (default_is_computed(argument))
        member.field = &plain;
    buf_puts(out, "    {");
    type_field_row(client, out, owner, &member, !argument->body);
    buf_printf(out, ", %s, %s, %s, %s, %s},\n",
               client_literal(client, field->name),
               param ? place_constant(param->place) : "CONN_IN_CALL",
               list_style(field), client_literal(client, field->join),
               truth(argument->required));
}

static const char *argument_rows(Client *client, const Call *call,
                                 const char *stem)
{
    Buf rows = {0};
    if (call->arg_count == 0)
        return "NULL";
    const char *owner = arena_format(client->arena, "%s_args", call->name);
    for (size_t i = 0; i < call->arg_count; i++)
        argument_row(client, &rows, owner, &call->args[i]);
    const char *name =
        table_share_rows(client, &client->operations, "conn_arg",
                         arena_format(client->arena, "args_%s", stem), &rows);
    buf_free(&rows);
    return name;
}

/* ---- path ---- */

static bool find_argument(const Call *call, const Param *param, size_t *at)
{
    for (*at = 0; *at < call->arg_count; ++*at)
        if (call->args[*at].param == param)
            return true;
    return false;
}

static const char *path_rows(Client *client, const Call *call, const char *stem)
{
    const Operation *op = call->op;
    Buf rows = {0};
    client->at = op->span;
    for (size_t i = 0; i < op->part_count; i++) {
        const PathPart *part = &op->parts[i];
        size_t at = 0;
        if (part->text) {
            buf_printf(&rows, "    {%s, 0, false, false},\n",
                       client_literal(client, part->text));
        } else if (find_argument(call, &op->params[part->param], &at)) {
            const Param *param = &op->params[part->param];
            buf_printf(&rows, "    {NULL, %zu, %s, %s},\n", at,
                       truth(param->reserved), truth(param->whole));
        }
    }
    const char *name =
        table_share_rows(client, &client->operations, "conn_path_part",
                         arena_format(client->arena, "path_%s", stem), &rows);
    buf_free(&rows);
    return name;
}

/* ---- assignments and saves ---- */

static bool assign_row(Client *client, Buf *rows, const Assign *assign,
                       const Call *call)
{
    client->at = assign->span;
    if (assign->place == PLACE_PATH) {
        client_refuse(client, assign->span, "a computed part of the path");
        return false;
    }
    /* A table would make a text of a fraction. */
    bool fraction =
        assign->place == PLACE_BODY && assign->value->kind == EXPR_FLOAT;
    const char *value = fraction ? expr_function(client, assign->value)
                                 : expr_table(client, assign->value, call);
    const char *name = assign->name;
    if (assign->place == PLACE_BODY)
        name = pointer_of_path(client->arena, name);
    buf_printf(rows, "    {%s, %s, %s},\n", place_constant(assign->place),
               client_literal(client, name), value);
    return true;
}

static size_t assign_rows(Client *client, Buf *rows, const Assign *assigns,
                          size_t count, const Call *call)
{
    size_t written = 0;
    for (size_t i = 0; i < count; i++)
        written += assign_row(client, rows, &assigns[i], call);
    return written;
}

const char *assign_table(Client *client, const Assign *assigns, size_t count,
                         const Call *call, size_t *written)
{
    Buf rows = {0};
    *written = assign_rows(client, &rows, assigns, count, call);
    const char *name = table_share_rows(client, &client->shared, "conn_assign",
                                        "assigns", &rows);
    buf_free(&rows);
    return name;
}

/* What is sent where the argument is not given, if that is computed. */
static size_t default_row(Client *client, Buf *rows, const Argument *argument)
{
    if (!default_is_computed(argument))
        return 0;
    const Param *param = argument->param;
    buf_printf(rows, "    {%s, %s, %s},\n", place_constant(param->place),
               client_literal(client, param->field.wire),
               default_table(client, argument));
    return 1;
}

/* Whether a setting of the operation's own says it better. */
static bool header_is_replaced(const Operation *op, const Assign *header)
{
    return (op->accept && strcasecmp(header->name, "Accept") == 0) ||
           (op->content_type && strcasecmp(header->name, "Content-Type") == 0);
}

/* From the general to the special: what comes later wins. */
static const char *operation_assigns(Client *client, const Call *call,
                                     size_t *count)
{
    const Operation *op = call->op;
    const Connector *connector = client->connector;
    const Properties *properties = op->properties;
    Buf rows = {0};
    *count = assign_rows(client, &rows, connector->parameters,
                         connector->parameter_count, call);
    for (size_t i = 0; i < properties->header_count; i++)
        if (!header_is_replaced(op, &properties->headers[i]))
            *count += assign_row(client, &rows, &properties->headers[i], call);
    for (size_t i = 0; i < call->arg_count; i++)
        *count += default_row(client, &rows, &call->args[i]);
    *count += assign_rows(client, &rows, op->sends, op->send_count, call);
    const char *name = table_share_rows(client, &client->shared, "conn_assign",
                                        "assigns", &rows);
    buf_free(&rows);
    return name;
}

static const char *save_rows(Client *client, const Call *call, size_t *count)
{
    const Operation *op = call->op;
    Buf rows = {0};
    *count = 0;
    for (size_t i = 0; i < op->save_count; i++) {
        const Save *save = &op->saves[i];
        const char *value = expr_table(client, save->value, call);
        if (value)
            buf_printf(&rows, "    {%zu, %s},\n", save->slot, value), ++*count;
    }
    const char *name =
        table_share_rows(client, &client->shared, "conn_save", "saves", &rows);
    buf_free(&rows);
    return name;
}

/* ---- body and result ---- */

static bool is_json_type(const char *media_type)
{
    return !media_type || strstr(media_type, "json") != NULL;
}

static bool sends_parts(const Operation *op)
{
    for (size_t i = 0; i < op->param_count; i++)
        if (op->params[i].place == PLACE_MULTIPART)
            return true;
    for (size_t i = 0; i < op->send_count; i++)
        if (op->sends[i].place == PLACE_MULTIPART)
            return true;
    return false;
}

/* Bytes are sent as they are, and text of a type that is not JSON. */
static const char *operation_encoding(const Operation *op)
{
    const Choice *encode = op->properties->encode;
    TypeKind body = op->body ? op->body->type->kind : TYPE_NONE;
    if (sends_parts(op))
        return "CONN_ENC_MULTIPART";
    if (body == TYPE_BYTES ||
        (body == TYPE_STRING && !is_json_type(op->content_type)))
        return "CONN_ENC_RAW";
    if (op->root)
        return "CONN_ENC_XML";
    if (!encode || strcmp(encode->kind, "form") != 0)
        return "CONN_ENC_JSON";
    const Expr *nested = setting_value(encode, "nested");
    return nested && nested->text && strcmp(nested->text, "dots") == 0
               ? "CONN_ENC_FORM_DOTS"
               : "CONN_ENC_FORM_BRACKETS";
}

static bool result_is_raw(const Operation *op)
{
    return op->result->kind == TYPE_BYTES ||
           (op->result->kind == TYPE_STRING && !xml_is_read(op) &&
            !is_json_type(op->accept));
}

static const char *result_type(Client *client, const Operation *op)
{
    if (op->result->kind == TYPE_NONE || op->result->kind == TYPE_STREAM)
        return "NULL";
    client->at = op->span;
    return arena_format(client->arena, "&%s",
                        type_table(client, op->result, WIRE_PLAIN));
}

static const char *idempotency_header(Client *client, const Operation *op)
{
    static const char *const safe[] = {"GET", "HEAD", "OPTIONS", "TRACE"};
    const Choice *choice = op->properties->idempotency;
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        if (strcmp(op->method, safe[i]) == 0)
            return "NULL";
    return client_literal(client,
                          choice ? setting_text(client, choice, "name") : NULL);
}

/* ---- the operation ---- */

/* The one base URL is the connector's. */
static void check_base_url(Client *client, const Operation *op)
{
    const Expr *own = op->properties->base_url;
    const Expr *common = client->connector->properties->base_url;
    if (own == common || !own)
        return;
    const char *a = expr_table(client, own, NULL);
    const char *b = expr_table(client, common, NULL);
    if (a && b && strcmp(a, b) != 0)
        client_refuse(client, own->span, "a `base_url` of its own");
}

/* Method to arguments. */
static void operation_request(Client *client, Buf *row, const Call *call,
                              const char *stem)
{
    const Operation *op = call->op;
    size_t assigns, saves;
    const char *path = path_rows(client, call, stem);
    const char *args = argument_rows(client, call, stem);
    const char *assign = operation_assigns(client, call, &assigns);
    const char *save = save_rows(client, call, &saves);
    const char *call_offset = "0";
    if (op->resource)
        call_offset =
            arena_format(client->arena, "offsetof(%s_args, call)", call->name);
    client->at = op->span;
    buf_printf(row, "    %s, %s,\n", client_literal(client, op->full_name),
               client_literal(client, op->method));
    buf_printf(row, "    %s, %zu, /* path */\n", path, op->part_count);
    buf_printf(row, "    %s, %zu, %s, /* arguments */\n", args, call->arg_count,
               call_offset);
    buf_printf(row,
               "    %s, %zu, %s, %zu, /* computed values, kept values */\n",
               assign, assigns, save, saves);
    buf_printf(row, "    %s, %s, %s, /* content type, accept */\n",
               operation_encoding(op),
               client_literal(client, xml_content_type(client, op)),
               client_literal(client, stream_accept(op)));
}

/* Result to errors. */
static void operation_answer(Client *client, Buf *row, const Call *call,
                             bool anonymous)
{
    const Operation *op = call->op;
    const Properties *properties = op->properties;
    const char *statuses = "NULL";
    if (op->status_count)
        statuses = setting_statuses(client, op->statuses, op->status_count);
    int64_t timeout = properties->timeout;
    buf_printf(row, "    %s, %s, %s, %s, /* result: optional, raw, at */\n",
               result_type(client, op), truth(op->result_optional),
               truth(result_is_raw(op)), client_literal(client, op->result_at));
    buf_printf(row, "    %s, %s, %s, /* statuses, idempotent, anonymous */\n",
               statuses, truth(op->idempotent), truth(anonymous));
    buf_printf(row, "    %s, %" PRId64 ", /* idempotency, timeout */\n",
               idempotency_header(client, op),
               timeout / 1000 + (timeout % 1000 > 0));
    buf_printf(row, "    %s, %s, %s, /* paginate, retry, throttle */\n",
               setting_paginate(client, op),
               setting_retry(client, properties->retry),
               setting_throttle(client, properties->throttle));
    buf_printf(row, "    %s, %s, %s, %s, /* errors, stream, hooks, xml */\n",
               setting_errors(client, properties->errors),
               stream_table(client, op), operation_hooks(client, op),
               xml_table(client, op));
}

const char *operation_table(Client *client, const Call *call, bool anonymous)
{
    Arena *arena = client->arena;
    const char *stem = name_snake(arena, call->op->full_name);
    Buf row = {0};
    check_base_url(client, call->op);
    operation_request(client, &row, call, stem);
    operation_answer(client, &row, call, anonymous);
    const char *text = arena_format(arena, "{\n%s}", buf_text(&row));
    const char *name = table_share(client, &client->operations, "conn_op",
                                   arena_format(arena, "op_%s", stem), text);
    buf_putc(&client->operations, '\n');
    buf_free(&row);
    return arena_format(arena, "&%s", name);
}
