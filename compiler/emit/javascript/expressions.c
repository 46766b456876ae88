/* expressions.c - expressions: literals, choices and failure; every expression
 * passes here. */
#include "emit/javascript/writer.h"

#include <inttypes.h>
#include <string.h>

bool script_is_simple(const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_NULL:
    case EXPR_BOOL:
    case EXPR_INT:
    case EXPR_FLOAT:
    case EXPR_TEXT:
    case EXPR_DURATION:
    case EXPR_SIZE:
    case EXPR_ENUM:
    case EXPR_LOCAL:
    case EXPR_ROOT:
        return true;
    default: /* costs something, or may not mean the same */
        return false;
    }
}

/* ---- literals ---- */

static void write_number(JsWriter *js, const Expr *expr, JsBinding least)
{
    const Type *type = type_strip(expr->type);
    bool text = type->kind == TYPE_INT64 || type->kind == TYPE_DECIMAL;
    const char *digits =
        expr->kind == EXPR_FLOAT
            ? expr->text
            : arena_format(js->arena, "%" PRId64, expr->integer);
    if (text)
        script_quote(js->out, digits);
    else if (*digits == '-' && least > BIND_UNARY)
        buf_printf(js->out, "(%s)", digits);
    else
        buf_puts(js->out, digits);
}

/* A constant text that stands for a value of another kind. */
static void write_text(JsWriter *js, const Expr *expr)
{
    JsWrap wrap = script_reader(js, type_strip(expr->type), WIRE_PLAIN);
    buf_puts(js->out, wrap.before);
    script_quote(js->out, expr->text);
    buf_puts(js->out, wrap.after);
}

static void write_list(JsWriter *js, const Expr *expr, JsBinding least)
{
    (void)least;
    const Type *type = type_strip(expr->type);
    const Type *element = type->kind == TYPE_LIST ? type->element : type;
    buf_putc(js->out, '[');
    for (size_t i = 0; i < expr->item_count; i++) {
        buf_puts(js->out, i ? ", " : "");
        script_value_as(js, expr->items[i], element, BIND_CONDITION);
    }
    buf_putc(js->out, ']');
}

static const Field *field_named(const Record *record, const char *name)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (strcmp(record->fields[i]->name, name) == 0)
            return record->fields[i];
    return NULL;
}

/* What a member of a record is on the wire. */
static void write_field(JsWriter *js, const Field *field, const Expr *value)
{
    JsWrap wrap = script_writer(js, field->type, field->form);
    buf_puts(js->out, wrap.before);
    script_value_as(js, value, field->type, BIND_CONDITION);
    buf_puts(js->out, wrap.after);
}

static void write_entry(JsWriter *js, const Type *type, const char *name,
                        const Expr *value)
{
    const Field *field =
        type->kind == TYPE_RECORD ? field_named(type->record, name) : NULL;
    script_key(js, field ? field->wire : name);
    buf_puts(js->out, ": ");
    if (field)
        write_field(js, field, value);
    else
        script_value_as(js, value,
                        type->kind == TYPE_MAP ? type->element : NULL,
                        BIND_CONDITION);
}

/* A null of a field that doesn't send one leaves it out. */
static bool leaves_out(const Type *type, const Expr *object)
{
    for (size_t i = 0; i < object->item_count; i++) {
        const Field *field = type->kind == TYPE_RECORD
                                 ? field_named(type->record, object->names[i])
                                 : NULL;
        bool null = object->items[i]->type->kind == TYPE_OPTIONAL ||
                    object->items[i]->type->kind == TYPE_NULL;
        if (field && null && !field->nullable)
            return true;
    }
    return false;
}

static void write_names_that_send_null(JsWriter *js, const Record *record)
{
    const char *between = "";
    buf_puts(js->out, ", [");
    for (size_t i = 0; i < record->field_count; i++) {
        if (!record->fields[i]->nullable)
            continue;
        buf_puts(js->out, between);
        script_quote(js->out, record->fields[i]->wire);
        between = ", ";
    }
    buf_puts(js->out, "])");
}

static bool is_wide(const Expr *expr)
{
    return expr->item_count > 3;
}

static void write_object(JsWriter *js, const Expr *expr, JsBinding least)
{
    (void)least;
    const Type *type = type_strip(expr->type);
    bool out = leaves_out(type, expr), wide = is_wide(expr);
    if (type->kind == TYPE_MAP)
        buf_printf(js->out, "%s(", script_helper(js, "map_of"));
    if (out)
        buf_printf(js->out, "%s(", script_helper(js, "given"));
    buf_putc(js->out, '{');
    js->indent++;
    for (size_t i = 0; i < expr->item_count; i++) {
        buf_puts(js->out, i ? "," : "");
        if (wide) {
            buf_putc(js->out, '\n');
            script_indent(js);
        } else if (i > 0) {
            buf_putc(js->out, ' ');
        }
        write_entry(js, type, expr->names[i], expr->items[i]);
    }
    js->indent--;
    if (wide) {
        buf_putc(js->out, '\n');
        script_indent(js);
    }
    buf_putc(js->out, '}');
    if (out)
        write_names_that_send_null(js, type->record);
    if (type->kind == TYPE_MAP)
        buf_putc(js->out, ')');
}

/* ---- choices ---- */

static void write_condition(JsWriter *js, const Expr *expr, JsBinding least)
{
    bool open = script_open(js, BIND_CONDITION, least);
    script_value(js, expr->a, BIND_OR);
    buf_puts(js->out, " ? ");
    script_value_as(js, expr->b, expr->type, BIND_CONDITION);
    buf_puts(js->out, " : ");
    script_value_as(js, expr->c, expr->type, BIND_CONDITION);
    script_close(js, open);
}

/* The value as a text that can be written again and again: itself, or a
 * variable that it is put into first. */
static const char *write_once(JsWriter *js, const Expr *expr, bool nullish,
                              const char **assigned)
{
    Buf text = {0}, *outer = js->out;
    js->out = &text;
    if (nullish)
        script_nullish(js, expr, BIND_CONDITION);
    else
        script_value(js, expr, BIND_CONDITION);
    js->out = outer;
    const char *made = arena_text(js->arena, buf_text(&text), text.length);
    buf_free(&text);
    *assigned = made;
    if (script_is_simple(expr))
        return made;
    const char *name = script_temporary(js);
    *assigned = arena_format(js->arena, "(%s = %s)", name, made);
    return name;
}

static void write_coalesce(JsWriter *js, const Expr *expr, JsBinding least)
{
    if (script_is_simple(expr->b)) {
        buf_printf(js->out, "%s(", script_helper(js, "either"));
        script_nullish(js, expr->a, BIND_CONDITION);
        buf_puts(js->out, ", ");
        script_value_as(js, expr->b, expr->type, BIND_CONDITION);
        buf_putc(js->out, ')');
        return;
    }
    const char *assigned;
    bool open = script_open(js, BIND_CONDITION, least);
    const char *name = write_once(js, expr->a, true, &assigned);
    JsWrap wrap = script_converter(js, expr->a->type, expr->type);
    buf_printf(js->out, "%s == null ? ", assigned);
    script_value_as(js, expr->b, expr->type, BIND_CONDITION);
    buf_printf(js->out, " : %s%s%s", wrap.before, name, wrap.after);
    script_close(js, open);
}

static void write_match(JsWriter *js, const Expr *expr, JsBinding least)
{
    const char *assigned;
    bool open = script_open(js, BIND_CONDITION, least);
    const char *name = write_once(js, expr->a, false, &assigned);
    for (size_t i = 0; i < expr->arm_count; i++) {
        const ExprArm *arm = &expr->arms[i];
        bool last = i + 1 == expr->arm_count || arm->pattern_count == 0;
        if (!last)
            script_patterns(js, i == 0 ? assigned : name, name, expr->a->type,
                            arm->patterns, arm->pattern_count);
        if (!last)
            buf_puts(js->out, " ? ");
        script_value_as(js, arm->value, expr->type, BIND_CONDITION);
        if (last)
            break;
        buf_puts(js->out, " : ");
    }
    script_close(js, open);
}

/* ---- failure ---- */

/* `fail kind(message, code: …, after: …)` as fail("kind", …). */
static void write_fail(JsWriter *js, const Expr *expr)
{
    static const char *const names[] = {"message", "after", "code"};
    size_t last = 0;
    const Expr *values[3] = {NULL, NULL, NULL};
    for (size_t i = 0; i < expr->item_count; i++)
        for (size_t k = 0; k < 3; k++)
            if (strcmp(expr->names[i], names[k]) == 0) {
                values[k] = expr->items[i];
                last = k + 1 > last ? k + 1 : last;
            }
    buf_printf(js->out, "\"%s\"", expr->text);
    for (size_t k = 0; k < last; k++) {
        buf_puts(js->out, ", ");
        if (values[k])
            script_value(js, values[k], BIND_CONDITION);
        else
            buf_puts(js->out, "null");
    }
}

void script_thrown(JsWriter *js, const Expr *expr)
{
    if (expr->kind == EXPR_TRY) {
        script_thrown(js, expr->a);
        return;
    }
    bool fail = expr->kind == EXPR_FAIL;
    buf_printf(js->out, "%s(", script_helper(js, fail ? "fail" : "skip"));
    if (fail)
        write_fail(js, expr);
    else
        script_value(js, expr->items[0], BIND_CONDITION);
    buf_putc(js->out, ')');
}

static void write_raise(JsWriter *js, const Expr *expr, JsBinding least)
{
    (void)least;
    buf_printf(js->out, "%s(", script_helper(js, "raise"));
    script_thrown(js, expr);
    buf_putc(js->out, ')');
}

static void write_deferred(JsWriter *js, const Expr *expr, const Type *type)
{
    buf_puts(js->out, "function () { return ");
    script_value_as(js, expr, type, BIND_CONDITION);
    buf_puts(js->out, "; }");
}

/* `value.items() catch []`: of what is no array there are none. */
static bool is_any_items(const Expr *expr)
{
    const Expr *a = expr->a, *b = expr->b;
    return a->kind == EXPR_CALL && a->receiver &&
           strcmp(a->receiver, "json") == 0 && strcmp(a->text, "items") == 0 &&
           b->kind == EXPR_LIST && b->item_count == 0;
}

static void write_catch(JsWriter *js, const Expr *expr, JsBinding least)
{
    (void)least;
    if (is_any_items(expr)) {
        buf_printf(js->out, "%s(", script_helper(js, "items_of"));
        script_nullish(js, expr->a->items[0], BIND_CONDITION);
        buf_putc(js->out, ')');
        return;
    }
    buf_printf(js->out, "%s(", script_helper(js, "attempt"));
    write_deferred(js, expr->a, expr->type);
    buf_puts(js->out, ", ");
    write_deferred(js, expr->b, expr->type);
    buf_putc(js->out, ')');
}

static void write_try(JsWriter *js, const Expr *expr, JsBinding least)
{
    script_value(js, expr->a, least);
}

/* ---- all of them ---- */

bool script_is_thrown(const Expr *expr)
{
    return expr->kind == EXPR_FAIL ||
           (expr->kind == EXPR_CALL && !expr->receiver &&
            strcmp(expr->text, "skip") == 0);
}

static void write_call(JsWriter *js, const Expr *expr, JsBinding least)
{
    if (script_is_thrown(expr))
        write_raise(js, expr, least);
    else
        script_call(js, expr, least);
}

static void refuse_operation(JsWriter *js, const Expr *expr, JsBinding least)
{
    (void)least;
    script_refuse(js, expr->span, "call an operation");
}

/* Values, names and paths; false for what is made of others. */
static bool write_leaf(JsWriter *js, const Expr *expr, JsBinding least)
{
    if (expr->kind == EXPR_NULL)
        buf_puts(js->out, "null");
    else if (expr->kind == EXPR_BOOL)
        buf_puts(js->out, expr->integer ? "true" : "false");
    else if (expr->kind == EXPR_INT || expr->kind == EXPR_FLOAT ||
             expr->kind == EXPR_SIZE || expr->kind == EXPR_DURATION)
        write_number(js, expr, least);
    else if (expr->kind == EXPR_TEXT || expr->kind == EXPR_WORD)
        write_text(js, expr);
    else if (expr->kind == EXPR_ENUM)
        script_quote(js->out, expr->member->wire);
    else if (expr->kind == EXPR_CONFIG)
        script_config(js, expr);
    else if (expr->kind == EXPR_ACCOUNT)
        script_account(js, expr);
    else if (expr->kind == EXPR_ARG)
        script_argument(js, expr);
    else if (expr->kind == EXPR_HEADER)
        script_header(js, expr->text);
    else if (expr->kind == EXPR_LOCAL || expr->kind == EXPR_ROOT ||
             expr->kind == EXPR_BODY)
        script_root(js, expr);
    else
        return false;
    return true;
}

typedef void WriteExpr(JsWriter *js, const Expr *expr, JsBinding least);

static WriteExpr *const writers[EXPR_OP_CALL + 1] = {
    [EXPR_LIST] = write_list,          [EXPR_OBJECT] = write_object,
    [EXPR_MEMBER] = script_member,     [EXPR_INDEX] = script_index,
    [EXPR_CALL] = write_call,          [EXPR_CONCAT] = script_concat,
    [EXPR_BINARY] = script_binary,     [EXPR_UNARY] = script_unary,
    [EXPR_COALESCE] = write_coalesce,  [EXPR_TRY] = write_try,
    [EXPR_CATCH] = write_catch,        [EXPR_COND] = write_condition,
    [EXPR_MATCH] = write_match,        [EXPR_CAST] = script_cast,
    [EXPR_FAIL] = write_raise,         [EXPR_LAMBDA] = script_lambda,
    [EXPR_OP_CALL] = refuse_operation,
};

void script_nullish(JsWriter *js, const Expr *expr, JsBinding least)
{
    if (write_leaf(js, expr, least))
        return;
    if (writers[expr->kind])
        writers[expr->kind](js, expr, least);
    else
        script_refuse(js, expr->span, "work this out");
}

/* Whether the platform may have nothing there at all. */
static bool may_be_undefined(JsWriter *js, const Expr *expr)
{
    if (expr->type->kind != TYPE_OPTIONAL && expr->type->kind != TYPE_JSON)
        return false;
    if (expr->kind == EXPR_MEMBER)
        return !expr->optional_chain && !expr->a->optional_chain &&
               !*script_reader(js, type_strip(expr->type),
                               expr->field ? expr->field->form : WIRE_PLAIN)
                     .before &&
               type_strip(expr->a->type)->kind == TYPE_RECORD &&
               !(expr->field && expr->field->fallback);
    return false;
}

void script_value(JsWriter *js, const Expr *expr, JsBinding least)
{
    bool unknown = may_be_undefined(js, expr);
    if (unknown)
        buf_printf(js->out, "%s(", script_helper(js, "known"));
    script_nullish(js, expr, unknown ? BIND_CONDITION : least);
    if (unknown)
        buf_putc(js->out, ')');
}

void script_value_as(JsWriter *js, const Expr *expr, const Type *type,
                     JsBinding least)
{
    JsWrap wrap = {"", ""};
    if (type)
        wrap = script_converter(js, expr->type, type);
    buf_puts(js->out, wrap.before);
    script_value(js, expr, *wrap.before ? BIND_CONDITION : least);
    buf_puts(js->out, wrap.after);
}
