/* paths.c - names and paths: what a hook reads, and what it sets. */
#include "emit/javascript/writer.h"

#include <string.h>

/* ---- roots ---- */

typedef struct RootRow {
    const char *name, *text;
} RootRow;

/* Names that steps see, and where this file keeps what they stand for. */
static const RootRow root_rows[] = {
    {"request", "request"},         {"response", "response"},
    {"caller", "caller"},           {"event", "event"},
    {"query", "request.query"},     {"headers", "request.headers"},
    {"cookies", "request.cookies"}, {"status", "response.status"},
};

static const char *root_text(JsWriter *js, const Expr *expr)
{
    if (expr->kind == EXPR_BODY)
        return "response.body";
    if (expr->kind == EXPR_LOCAL) {
        const HookLocal *local = hook_local(&js->uses, expr->text);
        return local ? local->text : NULL;
    }
    if (strcmp(expr->text, "body") == 0)
        return js->kind == JS_EVENT ? "request.body" : "request.body";
    if (strcmp(expr->text, "token") == 0)
        return "response.body";
    for (size_t i = 0; i < sizeof root_rows / sizeof *root_rows; i++)
        if (strcmp(root_rows[i].name, expr->text) == 0)
            return root_rows[i].text;
    return NULL;
}

void script_root(JsWriter *js, const Expr *expr)
{
    const char *text = root_text(js, expr);
    if (text)
        buf_puts(js->out, text);
    else
        script_refuse(js, expr->span,
                      arena_format(js->arena, "give a hook `%s`", expr->text));
}

/* Request, response and event, which no source declares: what their fields
 * hold has been read already. */
static bool is_root_record(const Type *type)
{
    return type->kind == TYPE_RECORD && type->record->id &&
           type->record->id[0] == '#';
}

/* ---- reading ---- */

/* The body of a failed call is whatever a server in trouble sends. */
static bool is_of_failure(const Expr *expr)
{
    while (expr->kind == EXPR_MEMBER || expr->kind == EXPR_INDEX)
        expr = expr->a;
    return expr->kind == EXPR_BODY;
}

/* Where the object may not be there, or may be none. */
static bool is_cautious(const Expr *expr)
{
    return is_of_failure(expr) || expr->optional_chain ||
           expr->a->type->kind == TYPE_OPTIONAL ||
           expr->a->type->kind == TYPE_JSON;
}

static const char *wire_name(const Expr *expr)
{
    const char *name = expr->field ? expr->field->wire : expr->text;
    bool json = expr->a->kind == EXPR_ROOT && strcmp(expr->text, "json") == 0 &&
                strcmp(expr->a->text, "caller") != 0;
    return json ? "body" : name; /* the same body, whatever its type */
}

/* As it is on the wire. */
static void write_member(JsWriter *js, const Expr *expr)
{
    if (!is_cautious(expr)) {
        script_path(js, expr->a);
        script_property(js, wire_name(expr));
        return;
    }
    buf_printf(js->out, "%s(", script_helper(js, "json_get"));
    script_path(js, expr->a);
    buf_puts(js->out, ", ");
    script_quote(js->out, wire_name(expr));
    buf_putc(js->out, ')');
}

static JsWrap member_reader(JsWriter *js, const Expr *expr)
{
    if (!expr->field || is_root_record(type_strip(expr->a->type)))
        return (JsWrap){"", ""};
    return script_reader(js, expr->type, expr->field->form);
}

/* Parts that the platform doesn't hand over. */
static bool is_kept_back(const Expr *expr)
{
    return expr->a->kind == EXPR_ROOT && (strcmp(expr->text, "raw_body") == 0 ||
                                          strcmp(expr->text, "cookies") == 0);
}

void script_member(JsWriter *js, const Expr *expr, JsBinding least)
{
    if (is_kept_back(expr))
        script_refuse(js, expr->span, "see the bytes or cookies of a call");
    const Expr *fallback = expr->field ? expr->field->fallback : NULL;
    bool either = fallback && !is_root_record(type_strip(expr->a->type));
    JsWrap wrap = member_reader(js, expr);
    (void)least; /* a member binds as tightly as anything */
    if (either)
        buf_printf(js->out, "%s(", script_helper(js, "either"));
    buf_puts(js->out, wrap.before);
    write_member(js, expr);
    buf_puts(js->out, wrap.after);
    if (!either)
        return;
    buf_puts(js->out, ", ");
    script_value_as(js, fallback, expr->field->type, BIND_CONDITION);
    buf_putc(js->out, ')');
}

static void write_call2(JsWriter *js, const char *helper, const Expr *expr)
{
    buf_printf(js->out, "%s(", script_helper(js, helper));
    script_path(js, expr->a);
    buf_puts(js->out, ", ");
    script_value(js, expr->b, BIND_CONDITION);
    buf_putc(js->out, ')');
}

/* A key of the platform's own, whether or not the source declares it. */
static void write_kept(JsWriter *js, const char *key)
{
    buf_printf(js->out, "%s(%s", script_helper(js, "known"),
               script_variable(js, "configuration"));
    script_property(js, key);
    buf_putc(js->out, ')');
}

static const char *index_helper(JsWriter *js, const Expr *expr)
{
    const Type *object = type_strip(expr->a->type);
    if (hook_is_headers(&js->uses, expr->a))
        return "headers_get";
    if (object->kind == TYPE_LIST)
        return is_of_failure(expr) ? "json_item" : "list_item";
    return object->kind == TYPE_MAP ? "map_get" : "json_item";
}

void script_index(JsWriter *js, const Expr *expr, JsBinding least)
{
    (void)least;
    if (expr_is_kept(expr)) {
        write_kept(js, expr->b->text);
        return;
    }
    /* A container on the wire holds what the wire holds. */
    bool wire = expr->a->kind == EXPR_MEMBER && expr->a->field &&
                !is_root_record(type_strip(expr->a->a->type));
    JsWrap wrap = {"", ""};
    if (wire)
        wrap = script_reader(js, expr->type, expr->a->field->form);
    buf_puts(js->out, wrap.before);
    write_call2(js, index_helper(js, expr), expr);
    buf_puts(js->out, wrap.after);
}

void script_path(JsWriter *js, const Expr *expr)
{
    if (expr->kind == EXPR_MEMBER)
        write_member(js, expr);
    else if (expr->kind == EXPR_INDEX)
        write_call2(js, index_helper(js, expr), expr);
    else
        script_nullish(js, expr, BIND_CALL);
}

/* ---- settings, arguments, headers ---- */

static const char *config_key(JsWriter *js, const Field *field)
{
    const Connector *c = js->connector;
    for (size_t i = 0; i < c->configuration_count; i++)
        if (strcmp(c->configuration[i]->name, field->name) == 0)
            return js->names->config_keys[i];
    return field->wire;
}

static const char *slot_key(JsWriter *js, const Expr *account)
{
    const char *key = js->names->slot_keys[account->integer];
    return key ? key : account->text;
}

void script_config(JsWriter *js, const Expr *expr)
{
    JsWrap wrap = {"", ""};
    if (expr->type->kind == TYPE_OPTIONAL ||
        type_strip(expr->type)->kind != TYPE_STRING)
        wrap = script_text_reader(js, expr->type, expr->field);
    buf_printf(js->out, "%s%s", wrap.before,
               script_variable(js, "configuration"));
    script_property(js, config_key(js, expr->field));
    buf_puts(js->out, wrap.after);
}

void script_account(JsWriter *js, const Expr *expr)
{
    buf_puts(js->out, script_variable(js, "configuration"));
    script_property(js, slot_key(js, expr));
}

/* Where the caller gives it, which `@from` may say. */
static const char *argument_variable(const Param *param)
{
    const char *from = param ? param->field.from : NULL;
    if (from && strcmp(from, "path") == 0)
        return "request_path_variables";
    if (from && strcmp(from, "query") == 0)
        return "request_parameters";
    switch (param ? param->place : PLACE_QUERY) {
    case PLACE_PATH:
        return "request_path_variables";
    case PLACE_QUERY:
        return "request_parameters";
    case PLACE_HEADER:
    case PLACE_COOKIE:
        return "request_headers";
    case PLACE_FORM:
    case PLACE_MULTIPART:
    case PLACE_BODY:
    case PLACE_TOKEN:
        return "request_body_map";
    case PLACE_NONE:
        return "request_parameters";
    }
    return "request_parameters";
}

void script_argument(JsWriter *js, const Expr *expr)
{
    const Operation *op = js->operation;
    const Param *param = NULL;
    for (size_t i = 0; op && i < op->param_count; i++)
        if (strcmp(op->params[i].field.name, expr->field->name) == 0)
            param = &op->params[i];
    JsWrap wrap = script_text_reader(js, expr->type, expr->field);
    const Expr *fallback = expr->field->fallback;
    if (fallback)
        buf_printf(js->out, "%s(", script_helper(js, "either"));
    buf_printf(js->out, "%s%s(%s, ", wrap.before, script_helper(js, "json_get"),
               script_variable(js, argument_variable(param)));
    script_quote(js->out, expr->field->name);
    buf_printf(js->out, ")%s", wrap.after);
    if (!fallback)
        return;
    buf_puts(js->out, ", ");
    script_value_as(js, fallback, expr->field->type, BIND_CONDITION);
    buf_putc(js->out, ')');
}

void script_header(JsWriter *js, const char *name)
{
    js->uses.reads |= 1U << PART_ANSWER_HEADERS;
    buf_printf(js->out, "%s(response.headers, ",
               script_helper(js, "headers_get"));
    script_quote(js->out, name);
    buf_putc(js->out, ')');
}

/* ---- setting ---- */

static bool may_be_null(const Expr *value)
{
    return value->type->kind == TYPE_OPTIONAL || value->type->kind == TYPE_NULL;
}

/* The name or index that is set: a literal, or a value. */
static void write_name(JsWriter *js, const Expr *target)
{
    if (target->kind == EXPR_MEMBER)
        script_quote(js->out, wire_name(target));
    else
        script_value(js, target->b, BIND_CONDITION);
}

static void write_set(JsWriter *js, const char *helper, const Expr *target,
                      const Expr *value, const Type *type, JsWrap wrap)
{
    buf_printf(js->out, "%s(", script_helper(js, helper));
    script_path(js, target->a);
    buf_puts(js->out, ", ");
    write_name(js, target);
    buf_printf(js->out, ", %s", wrap.before);
    script_value_as(js, value, type, BIND_CONDITION);
    buf_printf(js->out, "%s);\n", wrap.after);
}

static void write_direct(JsWriter *js, const Expr *target, const Expr *value,
                         const Type *type, JsWrap wrap)
{
    script_path(js, target->a);
    if (target->kind == EXPR_MEMBER) {
        script_property(js, wire_name(target));
    } else {
        script_property(js, target->b->text);
    }
    buf_printf(js->out, " = %s", wrap.before);
    script_value_as(js, value, type, BIND_CONDITION);
    buf_printf(js->out, "%s;\n", wrap.after);
}

static void write_delete(JsWriter *js, const Expr *target)
{
    buf_puts(js->out, "delete ");
    script_path(js, target->a);
    script_property(js, wire_name(target));
    buf_puts(js->out, ";\n");
}

/* `__proto__` is no name like others to an engine. */
static bool is_plain_name(const Expr *target)
{
    const char *name = target->kind == EXPR_MEMBER    ? wire_name(target)
                       : target->b->kind == EXPR_TEXT ? target->b->text
                                                      : NULL;
    return name && strcmp(name, "__proto__") != 0;
}

static void assign_member(JsWriter *js, const Expr *target, const Expr *value)
{
    const Field *field = target->field;
    const Type *owner = type_strip(target->a->type);
    JsWrap wrap = {"", ""};
    if (is_root_record(owner) && field) {
        write_direct(js, target, value, target->type, wrap);
        return;
    }
    const Type *type = field ? field->type : type_strip(target->type);
    if (field)
        wrap = script_writer(js, field->type, field->form);
    /* A parameter that is null is not sent. */
    bool query = hook_parts_of(&js->uses, target->a) == 1U << PART_QUERY;
    bool leaves = may_be_null(value) && (!field || !field->nullable) && !query;
    if (owner->kind == TYPE_JSON)
        write_set(js, "json_put", target, value, type, wrap);
    else if (leaves && value->kind == EXPR_NULL && !is_cautious(target))
        write_delete(js, target);
    else if (leaves)
        write_set(js, "put_value", target, value, type, wrap);
    else if (!is_plain_name(target) || is_cautious(target))
        write_set(js, "put", target, value, type, wrap);
    else
        write_direct(js, target, value, type, wrap);
}

static void assign_index(JsWriter *js, const Expr *target, const Expr *value)
{
    const Type *owner = type_strip(target->a->type);
    const Type *type = type_strip(target->type);
    JsWrap wrap = {"", ""};
    if (target->a->kind == EXPR_MEMBER && target->a->field &&
        !is_root_record(type_strip(target->a->a->type)))
        wrap = script_writer(js, type, target->a->field->form);
    if (hook_is_headers(&js->uses, target->a))
        write_set(js, "headers_set", target, value, type, wrap);
    else if (owner->kind == TYPE_JSON)
        write_set(js, "json_put", target, value, type, wrap);
    else if (owner->kind == TYPE_LIST)
        write_set(js, "list_put", target, value, target->type, wrap);
    else if (is_plain_name(target) &&
             hook_parts_of(&js->uses, target->a) == 1U << PART_QUERY)
        write_direct(js, target, value, type, wrap);
    else if (may_be_null(value))
        write_set(js, "put_value", target, value, type, wrap);
    else if (!is_plain_name(target))
        write_set(js, "put", target, value, type, wrap);
    else
        write_direct(js, target, value, type, wrap);
}

/* The platform keeps texts. */
static void assign_kept(JsWriter *js, const char *key, const Expr *value)
{
    buf_puts(js->out, "kept");
    script_property(js, key);
    buf_puts(js->out, " = ");
    TypeKind kind = type_strip(value->type)->kind;
    bool text = kind == TYPE_STRING && value->type->kind != TYPE_OPTIONAL;
    if (!text)
        buf_printf(js->out, "%s(", script_helper(js, "kept_text"));
    script_text(js, value, BIND_CONDITION);
    buf_puts(js->out, text ? ";\n" : ");\n");
}

void script_assign(JsWriter *js, const Expr *target, const Expr *value)
{
    if (target->kind == EXPR_CONFIG)
        assign_kept(js, config_key(js, target->field), value);
    else if (target->kind == EXPR_ACCOUNT)
        assign_kept(js, slot_key(js, target), value);
    else if (expr_is_kept(target))
        assign_kept(js, target->b->text, value);
    else if (target->kind == EXPR_MEMBER)
        assign_member(js, target, value);
    else if (target->kind == EXPR_INDEX)
        assign_index(js, target, value);
    else
        script_refuse(js, target->span, "set this");
}
