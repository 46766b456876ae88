/* wire.c - values between the wire, the language and each other. What is the
 * same in all of them, most of it, is left alone. */
#include <string.h>

#include "emit/c_hooks/writer.h"

static const CWrap nothing = {NULL, 0};

static CWrap by(const char *function)
{
    return (CWrap){function, 0};
}

/* The same for each item of a list, or value of a map. */
static CWrap for_each(CWrap item)
{
    if (item.function)
        item.depth++;
    return item;
}

/* `each` over `each`, as a function of its own. */
static const char *deeper(CHooks *c, const char *function)
{
    const char *key = c_format(c, "each of %s", function);
    const char *known = map_get(&c->known, key);
    if (known)
        return known;
    const char *name = c_fresh_in_file(c, c_format(c, "each_%s", function));
    buf_printf(&c->heads,
               "\nstatic conn_any %s(conn_run *run, conn_any value)\n{\n"
               "    return conn_fn_each(run, value, %s);\n}\n",
               name, function);
    map_set(c->arena, &c->known, key, (void *)(uintptr_t)name);
    return name;
}

CValue c_wrapped(CHooks *c, CWrap wrap, CValue value)
{
    if (!wrap.function)
        return value;
    for (; wrap.depth > 1; wrap.depth--)
        wrap.function = deeper(c, wrap.function);
    value.text = wrap.depth == 1
                     ? c_format(c, "conn_fn_each(run, %s, %s)", value.text,
                                wrap.function)
                     : c_format(c, "%s(run, %s)", wrap.function, value.text);
    bool narrows = strcmp(wrap.function, "conn_fn_int32") == 0 ||
                   strcmp(wrap.function, "conn_fn_decimal_to_float") == 0;
    value.effect = c_worse(value.effect, narrows ? EFFECT_ANY : EFFECT_DATA);
    return value;
}

/* ---- the wire ---- */

static CWrap quoted(const Type *type, bool reading)
{
    if (type->kind == TYPE_INT64 || !reading)
        return by(reading ? "conn_fn_int64_of" : "conn_fn_quoted");
    return by(type->kind == TYPE_BOOL    ? "conn_fn_text_bool"
              : type->kind == TYPE_FLOAT ? "conn_fn_text_float"
                                         : "conn_fn_text_int");
}

static const char *time_function(WireForm form, bool reading)
{
    if (form == WIRE_UNIX)
        return reading ? "conn_fn_time_of_unix" : "conn_fn_unix_of_time";
    if (form == WIRE_MILLIS)
        return reading ? "conn_fn_time_of_millis" : "conn_fn_millis_of_time";
    return reading ? "conn_fn_time_of" : "conn_fn_time_text";
}

/* Functions that read and write a kind, or NULL. */
static const char *scalar_function(TypeKind kind, WireForm form, bool reading)
{
    switch (kind) {
    case TYPE_TIMESTAMP:
        return time_function(form, reading);
    case TYPE_INT64:
        return reading ? "conn_fn_int64_of" : "conn_fn_int64_json";
    case TYPE_DECIMAL:
        return reading ? "conn_fn_decimal_of" : "conn_fn_decimal_json";
    case TYPE_DURATION:
        return reading ? "conn_fn_duration_of" : "conn_fn_seconds_of";
    case TYPE_BYTES:
        return reading ? "conn_fn_bytes_of_text" : "conn_fn_text_of_bytes";
    default: /* the same in both */
        return NULL;
    }
}

static CWrap wire(const Type *type, WireForm form, bool reading)
{
    type = type_strip(type);
    if (type->kind == TYPE_LIST || type->kind == TYPE_STREAM ||
        type->kind == TYPE_MAP)
        return for_each(wire(type->element, form, reading));
    if (form == WIRE_QUOTED)
        return quoted(type, reading);
    const char *name = scalar_function(type->kind, form, reading);
    return name ? by(name) : nothing;
}

CWrap c_reader(const Type *type, WireForm form)
{
    return wire(type, form, true);
}

CWrap c_writer(const Type *type, WireForm form)
{
    return wire(type, form, false);
}

/* ---- texts ---- */

/* What reads a kind of a text; NULL: it is no text. */
static const char *text_function(const Type *type, WireForm form)
{
    switch (type->kind) {
    case TYPE_BOOL:
        return "conn_fn_text_bool";
    case TYPE_INT:
    case TYPE_INT32:
        return "conn_fn_text_int";
    case TYPE_FLOAT:
        return "conn_fn_text_float";
    case TYPE_TIMESTAMP:
        return time_function(form, true);
    case TYPE_INT64:
        return "conn_fn_int64_of";
    case TYPE_DECIMAL:
        return "conn_fn_decimal_of";
    case TYPE_DURATION:
        return "conn_fn_duration_of";
    case TYPE_BYTES:
        return "conn_fn_bytes_of_text";
    case TYPE_RECORD:
    case TYPE_MAP:
    case TYPE_JSON:
    case TYPE_UNION:
        return NULL;
    default: /* a text already */
        return "conn_fn_text_of";
    }
}

CValue c_read_text(CHooks *c, CValue value, const Type *type,
                   const Field *field)
{
    type = type_strip(type);
    bool many = type->kind == TYPE_LIST;
    const char *one =
        text_function(many ? type_strip(type->element) : type, field->form);
    if (!one)
        return value;
    value.effect = EFFECT_DATA;
    value.text =
        many ? c_format(c,
                        "conn_fn_text_list(run, %s, CONN_ANY_LITERAL(%s), %s)",
                        value.text,
                        c_quoted(c, field->join ? field->join : ","), one)
             : c_format(c, "%s(run, %s)", one, value.text);
    return value;
}

/* ---- between types ---- */

static bool is_integer(const Type *type)
{
    return type->kind == TYPE_INT || type->kind == TYPE_INT32;
}

static CWrap number_wrap(const Type *from, const Type *to)
{
    if (to->kind == TYPE_INT32 && from->kind == TYPE_INT)
        return by("conn_fn_int32");
    if (to->kind == TYPE_INT64 && is_integer(from))
        return by("conn_any_to_text");
    if (to->kind == TYPE_DECIMAL &&
        (is_integer(from) || from->kind == TYPE_FLOAT))
        return by("conn_fn_decimal_of");
    if (to->kind == TYPE_FLOAT &&
        (from->kind == TYPE_DECIMAL || from->kind == TYPE_INT64))
        return by("conn_fn_decimal_to_float");
    return nothing;
}

CWrap c_converter(const Type *from, const Type *to)
{
    from = type_strip(from);
    to = type_strip(to);
    if (to->kind == TYPE_JSON || to->kind == TYPE_UNION)
        return from->kind == to->kind ? nothing : c_writer(from, WIRE_PLAIN);
    if ((to->kind == TYPE_LIST || to->kind == TYPE_MAP) &&
        from->kind == to->kind)
        return for_each(c_converter(from->element, to->element));
    return number_wrap(from, to);
}

/* ---- tables of names and shapes ---- */

static const char *table(CHooks *c, const char *type, const char *like,
                         const char *brackets, const Buf *text)
{
    const char *key = c_format(c, "%s%s %s", type, brackets, buf_text(text));
    const char *known = map_get(&c->known, key);
    if (known)
        return known;
    const char *name = c_fresh_in_file(c, like);
    buf_printf(&c->tables, "static const %s %s%s = {%s};\n", type, name,
               brackets, buf_text(text));
    map_set(c->arena, &c->known, key, (void *)(uintptr_t)name);
    return name;
}

static void put_str(CHooks *c, Buf *out, const char *text)
{
    buf_printf(out, "{%s, %zu}", c_quoted(c, text), strlen(text));
}

const char *c_names(CHooks *c, const Record *record, bool nullable)
{
    Buf text = {0};
    size_t count = 0;
    for (size_t i = 0; i < record->field_count; i++) {
        if (nullable && !record->fields[i]->nullable)
            continue;
        buf_puts(&text, count++ ? ",\n    " : "");
        put_str(c, &text, record->fields[i]->wire);
    }
    const char *made = "NULL, 0";
    if (count > 0)
        made = c_format(c, "%s, %zu",
                        table(c, "conn_str", "names", "[]", &text), count);
    buf_free(&text);
    return made;
}

static const char *shape(CHooks *c, const Type *type, WireForm form, int depth);

static const char *shape_kind(TypeKind kind)
{
    switch (kind) {
    case TYPE_BOOL:
        return "CONN_SHAPE_BOOL";
    case TYPE_INT:
        return "CONN_SHAPE_INT";
    case TYPE_INT32:
        return "CONN_SHAPE_INT32";
    case TYPE_INT64:
        return "CONN_SHAPE_INT64";
    case TYPE_FLOAT:
        return "CONN_SHAPE_FLOAT";
    case TYPE_DECIMAL:
        return "CONN_SHAPE_DECIMAL";
    case TYPE_DURATION:
        return "CONN_SHAPE_DURATION";
    case TYPE_JSON:
        return "CONN_SHAPE_JSON";
    default: /* some text */
        return "CONN_SHAPE_TEXT";
    }
}

static const char *record_shape(CHooks *c, const Record *record, int depth)
{
    Buf fields = {0}, text = {0};
    for (size_t i = 0; i < record->field_count; i++) {
        const Field *field = record->fields[i];
        bool needed = !field->optional && !field->fallback && !field->header;
        const char *inner = shape(c, field->type, field->form, depth + 1);
        buf_puts(&fields, i ? ",\n    {" : "{");
        put_str(c, &fields, field->wire);
        buf_printf(&fields, ", %s, %s}", inner, needed ? "true" : "false");
    }
    buf_printf(&text, "CONN_SHAPE_RECORD, NULL, NULL, %s, %zu",
               record->field_count
                   ? table(c, "conn_shape_field", "fields", "[]", &fields)
                   : "NULL",
               record->field_count);
    const char *name = table(c, "conn_shape", "shape", "", &text);
    buf_free(&fields);
    buf_free(&text);
    return c_format(c, "&%s", name);
}

/* What a value must look like. Below a few levels of records anything goes:
 * types may contain themselves. */
static const char *shape(CHooks *c, const Type *type, WireForm form, int depth)
{
    enum { DEEPEST = 8 };
    Buf text = {0};
    if (type->kind == TYPE_RECORD && depth < DEEPEST)
        return record_shape(c, type->record, depth);
    if (type->kind == TYPE_OPTIONAL || type->kind == TYPE_LIST ||
        type->kind == TYPE_MAP)
        buf_printf(&text, "CONN_SHAPE_%s, NULL, %s, NULL, 0",
                   type->kind == TYPE_OPTIONAL ? "OPTIONAL"
                   : type->kind == TYPE_LIST   ? "LIST"
                                               : "MAP",
                   shape(c, type->element, form, depth + 1));
    else if (type->kind == TYPE_RECORD || type->kind == TYPE_UNION ||
             form != WIRE_PLAIN)
        buf_puts(&text, "CONN_SHAPE_JSON, NULL, NULL, NULL, 0");
    else
        buf_printf(&text, "%s, \"%s\", NULL, NULL, 0", shape_kind(type->kind),
                   type->kind == TYPE_ENUM ? "string"
                                           : type_kind_name(type->kind));
    const char *name = table(c, "conn_shape", "shape", "", &text);
    buf_free(&text);
    return c_format(c, "&%s", name);
}

/* ---- casts ---- */

static CValue cast_json(CHooks *c, const Expr *expr)
{
    CItem items[] = {
        {.expr = expr->a},
        {.value = {shape(c, expr->type, WIRE_PLAIN, 0), EFFECT_NONE}}};
    CValue value = c_call(c, "conn_fn_cast", items, 2, EFFECT_ANY);
    return c_wrapped(c, c_reader(expr->type, WIRE_PLAIN), value);
}

/* What makes another scalar of a text; NULL: it is one. */
static const char *of_string(TypeKind kind)
{
    switch (kind) {
    case TYPE_BOOL:
        return "conn_fn_string_to_bool";
    case TYPE_INT:
    case TYPE_INT32:
        return "conn_fn_string_to_int";
    case TYPE_INT64:
        return "conn_fn_string_to_int64";
    case TYPE_FLOAT:
        return "conn_fn_string_to_float";
    case TYPE_DECIMAL:
        return "conn_fn_string_to_decimal";
    case TYPE_TIMESTAMP:
        return "conn_fn_string_to_time";
    case TYPE_DATE:
        return "conn_fn_string_to_date";
    case TYPE_DURATION:
        return "conn_fn_string_to_duration";
    default: /* texts of any kind */
        return NULL;
    }
}

/* Between numbers, where digits may be lost. */
static const char *of_number(TypeKind from, TypeKind to)
{
    bool whole = from == TYPE_INT || from == TYPE_INT32;
    if (to == TYPE_INT || to == TYPE_INT32)
        return whole ? NULL : "conn_fn_number_to_int";
    return to == TYPE_INT64 && !whole ? "conn_fn_number_to_int64" : NULL;
}

static const char *cast_function(const Type *from, const Type *to)
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

/* What makes a text of another scalar; NULL: it is none, or one already. */
static const char *to_text(const Type *from, const Type *to)
{
    switch (from->kind) {
    case TYPE_STRING:
    case TYPE_URL:
    case TYPE_UUID:
    case TYPE_ENUM:
    case TYPE_DATE:
    case TYPE_INT64:
    case TYPE_DECIMAL:
        return NULL;
    case TYPE_TIMESTAMP:
        return to->kind == TYPE_STRING ? "conn_fn_timestamp_to_string" : NULL;
    default: /* as it is written */
        return to->kind == TYPE_STRING ? "conn_any_to_text" : NULL;
    }
}

CValue c_cast(CHooks *c, const Expr *expr)
{
    const Type *from = type_strip(expr->a->type), *to = type_strip(expr->type);
    if ((from->kind == TYPE_JSON || from->kind == TYPE_UNION) &&
        to->kind != TYPE_JSON)
        return cast_json(c, expr);
    const char *function = cast_function(from, to);
    if (!function)
        function = to_text(from, to);
    if (!function)
        return c_value_as(c, expr->a, expr->type);
    CItem item = {.expr = expr->a};
    if (expr->a->type->kind != TYPE_OPTIONAL)
        return c_call(c, function, &item, 1, EFFECT_ANY);
    CValue value = c_value(c, expr->a);
    const char *name = c_hold(c, value, "value");
    return (CValue){c_format(c,
                             "conn_any_is_null(%s) ? conn_any_null() : "
                             "%s(run, %s)",
                             name, function, name),
                    EFFECT_ANY};
}
