/* wire.c - values between the wire, the language and each other. What is the
 * same in all of them, most of it, is left alone. */
#include "emit/javascript/writer.h"

#include <string.h>

static const JsWrap nothing = {"", ""};

static JsWrap by_helper(JsWriter *js, const char *name)
{
    return (JsWrap){arena_format(js->arena, "%s(", script_helper(js, name)),
                    ")"};
}

/* The function that does what a wrap does: the helper's name, if it is one. */
static const char *as_function(JsWriter *js, JsWrap wrap)
{
    size_t length = strlen(wrap.before);
    if (strcmp(wrap.after, ")") == 0)
        return arena_text(js->arena, wrap.before, length - 1);
    return arena_format(js->arena, "function (item) { return %sitem%s; }",
                        wrap.before, wrap.after);
}

/* The same for each item of a list, or value of a map. */
static JsWrap for_each(JsWriter *js, JsWrap item)
{
    if (!*item.before)
        return nothing;
    const char *after = arena_format(js->arena, ", %s)", as_function(js, item));
    return (JsWrap){arena_format(js->arena, "%s(", script_helper(js, "each")),
                    after};
}

/* ---- the wire ---- */

static JsWrap quoted(JsWriter *js, const Type *type, bool reading)
{
    if (type->kind == TYPE_INT64 || !reading)
        return by_helper(js, reading ? "int64_of" : "quoted");
    return by_helper(js, type->kind == TYPE_BOOL    ? "text_bool"
                         : type->kind == TYPE_FLOAT ? "text_float"
                                                    : "text_int");
}

static const char *time_helper(WireForm form, bool reading)
{
    if (form == WIRE_UNIX)
        return reading ? "time_of_unix" : "unix_of_time";
    if (form == WIRE_MILLIS)
        return reading ? "time_of_millis" : "millis_of_time";
    return reading ? "time_of" : "time_text";
}

/* Helpers that read and write a kind, or NULL. */
static const char *scalar_helper(TypeKind kind, WireForm form, bool reading)
{
    switch (kind) {
    case TYPE_TIMESTAMP:
        return time_helper(form, reading);
    case TYPE_INT64:
        return reading ? "int64_of" : "int64_json";
    case TYPE_DECIMAL:
        return reading ? "decimal_of" : "decimal_json";
    case TYPE_DURATION:
        return reading ? "duration_of" : "seconds_of";
    case TYPE_BYTES:
        return reading ? "bytes_of_text" : "text_of_bytes";
    default: /* the same in both */
        return NULL;
    }
}

static JsWrap wire(JsWriter *js, const Type *type, WireForm form, bool reading)
{
    type = type_strip(type);
    if (type->kind == TYPE_LIST || type->kind == TYPE_MAP)
        return for_each(js, wire(js, type->element, form, reading));
    if (form == WIRE_QUOTED)
        return quoted(js, type, reading);
    const char *name = scalar_helper(type->kind, form, reading);
    return name ? by_helper(js, name) : nothing;
}

JsWrap script_reader(JsWriter *js, const Type *type, WireForm form)
{
    return wire(js, type, form, true);
}

JsWrap script_writer(JsWriter *js, const Type *type, WireForm form)
{
    return wire(js, type, form, false);
}

/* ---- texts ---- */

static const char *text_helper(const Type *type, WireForm form)
{
    switch (type->kind) {
    case TYPE_BOOL:
        return "text_bool";
    case TYPE_INT:
    case TYPE_INT32:
        return "text_int";
    case TYPE_FLOAT:
        return "text_float";
    case TYPE_TIMESTAMP:
        return time_helper(form, true);
    case TYPE_INT64:
        return "int64_of";
    case TYPE_DECIMAL:
        return "decimal_of";
    case TYPE_DURATION:
        return "duration_of";
    case TYPE_BYTES:
        return "bytes_of_text";
    default: /* a text already */
        return "text_of";
    }
}

JsWrap script_text_reader(JsWriter *js, const Type *type, const Field *field)
{
    type = type_strip(type);
    if (type->kind != TYPE_LIST)
        return by_helper(js, text_helper(type, field->form));
    Buf separator = {0};
    script_quote(&separator, field->join ? field->join : ",");
    const char *item = text_helper(type_strip(type->element), field->form);
    JsWrap made = {
        arena_format(js->arena, "%s(", script_helper(js, "text_list")),
        arena_format(js->arena, ", %s, %s)", buf_text(&separator),
                     script_helper(js, item))};
    buf_free(&separator);
    return made;
}

/* ---- between types ---- */

static bool is_integer(const Type *type)
{
    return type->kind == TYPE_INT || type->kind == TYPE_INT32;
}

static JsWrap number_wrap(JsWriter *js, const Type *from, const Type *to)
{
    if (to->kind == TYPE_INT32 && from->kind == TYPE_INT)
        return by_helper(js, "int32");
    if (to->kind == TYPE_INT64 && is_integer(from))
        return (JsWrap){"String(", ")"};
    if (to->kind == TYPE_DECIMAL &&
        (is_integer(from) || from->kind == TYPE_FLOAT))
        return by_helper(js, "decimal_of");
    if (to->kind == TYPE_DECIMAL && from->kind == TYPE_INT64)
        return nothing;
    if (to->kind == TYPE_FLOAT &&
        (from->kind == TYPE_DECIMAL || from->kind == TYPE_INT64))
        return (JsWrap){"Number(", ")"};
    return nothing;
}

JsWrap script_converter(JsWriter *js, const Type *from, const Type *to)
{
    from = type_strip(from);
    to = type_strip(to);
    if (to->kind == TYPE_JSON || to->kind == TYPE_UNION)
        return from->kind == to->kind ? nothing
                                      : script_writer(js, from, WIRE_PLAIN);
    if ((to->kind == TYPE_LIST || to->kind == TYPE_MAP) &&
        from->kind == to->kind)
        return for_each(js, script_converter(js, from->element, to->element));
    return number_wrap(js, from, to);
}

/* ---- casts ---- */

static void put_shape(JsWriter *js, Buf *out, const Type *type, WireForm form,
                      int depth);

/* ["name", shape, whether it must be there] for each field. */
static void put_record(JsWriter *js, Buf *out, const Record *record, int depth)
{
    buf_puts(out, "[\"record\"");
    for (size_t i = 0; i < record->field_count; i++) {
        const Field *field = record->fields[i];
        bool needed = !field->optional && !field->fallback && !field->header;
        buf_puts(out, ", [");
        script_quote(out, field->wire);
        buf_puts(out, ", ");
        put_shape(js, out, field->type, field->form, depth + 1);
        buf_puts(out, needed ? ", true]" : "]");
    }
    buf_putc(out, ']');
}

/* What a value must look like, as the helper `cast` reads it. Below a few
 * levels of records anything goes: types may contain themselves. */
static void put_shape(JsWriter *js, Buf *out, const Type *type, WireForm form,
                      int depth)
{
    enum { DEEPEST = 8 };
    if (type->kind == TYPE_OPTIONAL || type->kind == TYPE_LIST ||
        type->kind == TYPE_MAP) {
        buf_printf(out, "[\"%s\", ",
                   type->kind == TYPE_OPTIONAL ? "optional"
                   : type->kind == TYPE_LIST   ? "list"
                                               : "map");
        put_shape(js, out, type->element, form, depth + 1);
        buf_putc(out, ']');
    } else if (type->kind == TYPE_RECORD && depth < DEEPEST) {
        put_record(js, out, type->record, depth);
    } else if (type->kind == TYPE_RECORD || type->kind == TYPE_UNION ||
               form != WIRE_PLAIN) {
        buf_puts(out, "\"json\"");
    } else if (type->kind == TYPE_ENUM) {
        buf_puts(out, "\"string\"");
    } else {
        buf_printf(out, "\"%s\"", type_kind_name(type->kind));
    }
}

static void cast_json(JsWriter *js, const Expr *expr)
{
    Buf shape = {0};
    put_shape(js, &shape, expr->type, WIRE_PLAIN, 0);
    JsWrap wrap = script_reader(js, expr->type, WIRE_PLAIN);
    buf_printf(js->out, "%s%s(", wrap.before, script_helper(js, "cast"));
    script_value(js, expr->a, BIND_CONDITION);
    buf_printf(js->out, ", %s)%s", buf_text(&shape), wrap.after);
    buf_free(&shape);
}

/* What makes another scalar of a text; NULL: it is one. */
static const char *of_string(TypeKind kind)
{
    switch (kind) {
    case TYPE_BOOL:
        return "string_to_bool";
    case TYPE_INT:
    case TYPE_INT32:
        return "string_to_int";
    case TYPE_INT64:
        return "string_to_int64";
    case TYPE_FLOAT:
        return "string_to_float";
    case TYPE_DECIMAL:
        return "string_to_decimal";
    case TYPE_TIMESTAMP:
        return "string_to_time";
    case TYPE_DATE:
        return "string_to_date";
    case TYPE_DURATION:
        return "string_to_duration";
    default: /* texts of any kind */
        return NULL;
    }
}

/* Between numbers, where digits may be lost. */
static const char *of_number(TypeKind from, TypeKind to)
{
    if (to == TYPE_INT || to == TYPE_INT32)
        return from == TYPE_INT || from == TYPE_INT32 ? NULL : "number_to_int";
    if (to == TYPE_INT64)
        return from == TYPE_INT || from == TYPE_INT32 ? NULL
                                                      : "number_to_int64";
    return NULL;
}

static const char *cast_helper(const Type *from, const Type *to)
{
    switch (from->kind) {
    case TYPE_STRING:
    case TYPE_URL:
    case TYPE_UUID:
        return of_string(to->kind);
    case TYPE_INT:
    case TYPE_INT32:
    case TYPE_INT64:
    case TYPE_FLOAT:
    case TYPE_DECIMAL:
        return of_number(from->kind, to->kind);
    default: /* only to a text */
        return NULL;
    }
}

static bool to_text(const Type *from, const Type *to)
{
    return to->kind == TYPE_STRING && from->kind != TYPE_STRING &&
           from->kind != TYPE_URL && from->kind != TYPE_UUID &&
           from->kind != TYPE_ENUM && from->kind != TYPE_DATE &&
           from->kind != TYPE_INT64 && from->kind != TYPE_DECIMAL;
}

void script_cast(JsWriter *js, const Expr *expr, JsBinding least)
{
    const Type *from = type_strip(expr->a->type), *to = type_strip(expr->type);
    if ((from->kind == TYPE_JSON || from->kind == TYPE_UNION) &&
        to->kind != TYPE_JSON) {
        cast_json(js, expr);
        return;
    }
    const char *helper = cast_helper(from, to);
    bool text = to_text(from, to);
    if (!helper && !text) {
        script_value_as(js, expr->a, expr->type, least);
        return;
    }
    bool null = expr->a->type->kind == TYPE_OPTIONAL;
    buf_printf(js->out, "%s(",
               null     ? script_helper(js, "unless_null")
               : helper ? script_helper(js, helper)
                        : "String");
    if (text && !null && from->kind == TYPE_TIMESTAMP)
        script_text(js, expr->a, BIND_CONDITION);
    else
        script_value(js, expr->a, BIND_CONDITION);
    if (null)
        buf_printf(js->out, ", %s",
                   helper ? script_helper(js, helper)
                   : from->kind == TYPE_TIMESTAMP
                       ? script_helper(js, "timestamp_to_string")
                       : "String");
    buf_putc(js->out, ')');
}
