/* operators.c - arithmetic that never leaves its range unseen, comparison, and
 * texts put together. */
#include "emit/javascript/writer.h"

#include <string.h>

/* ---- kinds of values ---- */

static bool is_digits(const Type *type)
{
    return type->kind == TYPE_INT64 || type->kind == TYPE_DECIMAL;
}

/* Compared by what they hold, not by whether they are the same. */
static bool is_whole(const Type *type)
{
    switch (type->kind) {
    case TYPE_LIST:
    case TYPE_MAP:
    case TYPE_STREAM:
    case TYPE_RECORD:
    case TYPE_UNION:
    case TYPE_JSON:
    case TYPE_BYTES:
    case TYPE_DECIMAL:
        return true;
    default: /* one value */
        return false;
    }
}

static bool is_null(const Expr *expr)
{
    return expr->kind == EXPR_NULL;
}

/* The type both sides are compared as. */
static const Type *common_type(const Expr *a, const Expr *b)
{
    const Type *x = type_strip(a->type), *y = type_strip(b->type);
    static const TypeKind wider[] = {TYPE_JSON, TYPE_DECIMAL, TYPE_INT64,
                                     TYPE_UNION};
    for (size_t i = 0; i < sizeof wider / sizeof *wider; i++) {
        if (x->kind == wider[i])
            return x;
        if (y->kind == wider[i])
            return y;
    }
    return x;
}

/* ---- comparison ---- */

static void write_null_test(JsWriter *js, const Expr *value, bool equal,
                            JsBinding least)
{
    bool open = script_open(js, BIND_EQUAL, least);
    script_nullish(js, value, BIND_LESS);
    buf_puts(js->out, equal ? " == null" : " != null");
    script_close(js, open);
}

static void write_sides(JsWriter *js, const Expr *expr, const Type *type)
{
    script_value_as(js, expr->a, type, BIND_CONDITION);
    buf_puts(js->out, ", ");
    script_value_as(js, expr->b, type, BIND_CONDITION);
}

static const char *equal_helper(const Type *type)
{
    return type->kind == TYPE_DECIMAL ? "decimals_equal" : "equal";
}

static void write_equality(JsWriter *js, const Expr *expr, JsBinding least)
{
    bool equal = *expr->text == '=';
    const Type *type = common_type(expr->a, expr->b);
    if (is_null(expr->a) || is_null(expr->b)) {
        write_null_test(js, is_null(expr->a) ? expr->b : expr->a, equal, least);
        return;
    }
    if (is_whole(type)) {
        buf_printf(js->out, "%s%s(", equal ? "" : "!",
                   script_helper(js, equal_helper(type)));
        write_sides(js, expr, type);
        buf_putc(js->out, ')');
        return;
    }
    bool open = script_open(js, BIND_EQUAL, least);
    script_value_as(js, expr->a, type, BIND_LESS);
    buf_puts(js->out, equal ? " === " : " !== ");
    script_value_as(js, expr->b, type, BIND_LESS);
    script_close(js, open);
}

/* Texts stand in the order of their code points, dates and times too. */
static void write_order(JsWriter *js, const Expr *expr, JsBinding least)
{
    const Type *type = common_type(expr->a, expr->b);
    const char *helper = NULL;
    if (is_digits(type))
        helper = "compare_digits";
    else if (type->kind == TYPE_STRING || type->kind == TYPE_URL ||
             type->kind == TYPE_UUID)
        helper = "compare_text";
    bool open = script_open(js, BIND_LESS, least);
    if (helper) {
        buf_printf(js->out, "%s(", script_helper(js, helper));
        write_sides(js, expr, type);
        buf_printf(js->out, ") %s 0", expr->text);
    } else {
        script_value(js, expr->a, BIND_ADD);
        buf_printf(js->out, " %s ", expr->text);
        script_value(js, expr->b, BIND_ADD);
    }
    script_close(js, open);
}

/* ---- arithmetic ---- */

static void write_checked(JsWriter *js, const Expr *expr, JsBinding own)
{
    bool whole = expr->type->kind != TYPE_FLOAT;
    buf_printf(js->out, "%s(", script_helper(js, whole ? "checked" : "finite"));
    script_value_as(js, expr->a, expr->type, own);
    buf_printf(js->out, " %s ", expr->text);
    script_value_as(js, expr->b, whole ? NULL : expr->type, own + 1);
    buf_putc(js->out, ')');
}

static void write_divided(JsWriter *js, const Expr *expr, const char *helper)
{
    const Type *type = expr->type->kind == TYPE_FLOAT ? expr->type : NULL;
    buf_printf(js->out, "%s(", script_helper(js, helper));
    write_sides(js, expr, type);
    buf_putc(js->out, ')');
}

void script_binary(JsWriter *js, const Expr *expr, JsBinding least)
{
    const char *sign = expr->text;
    bool and = strcmp(sign, "and") == 0;
    if (and || strcmp(sign, "or") == 0) {
        JsBinding own = and? BIND_AND : BIND_OR;
        bool open = script_open(js, own, least);
        script_value(js, expr->a, own);
        buf_puts(js->out, and? " && " : " || ");
        script_value(js, expr->b, own);
        script_close(js, open);
    } else if (strcmp(sign, "==") == 0 || strcmp(sign, "!=") == 0) {
        write_equality(js, expr, least);
    } else if (*sign == '<' || *sign == '>') {
        write_order(js, expr, least);
    } else if (*sign == '/') {
        write_divided(js, expr, "divided");
    } else if (*sign == '%') {
        write_divided(js, expr, "remainder");
    } else {
        write_checked(js, expr, *sign == '*' ? BIND_MULTIPLY : BIND_ADD);
    }
}

void script_unary(JsWriter *js, const Expr *expr, JsBinding least)
{
    bool not = *expr->text == 'n';
    if (!not &&is_digits(type_strip(expr->type))) {
        buf_printf(js->out, "%s(", script_helper(js, "negated"));
        script_value(js, expr->a, BIND_CONDITION);
        buf_putc(js->out, ')');
        return;
    }
    bool open = script_open(js, BIND_UNARY, least);
    buf_puts(js->out, not ? "!" : "-");
    script_value(js, expr->a, BIND_CALL);
    script_close(js, open);
}

/* ---- texts ---- */

/* What writes a scalar, where `+` alone would not; NULL: nothing. */
static const char *text_helper(const Type *type)
{
    switch (type->kind) {
    case TYPE_TIMESTAMP:
        return "timestamp_to_string";
    case TYPE_DURATION:
        return "seconds_of";
    default: /* `+` writes it as the language does */
        return NULL;
    }
}

void script_text(JsWriter *js, const Expr *expr, JsBinding least)
{
    const char *helper = text_helper(type_strip(expr->type));
    if (!helper) {
        script_value(js, expr, least);
        return;
    }
    buf_printf(js->out, "%s(", script_helper(js, helper));
    script_value(js, expr, BIND_CONDITION);
    buf_putc(js->out, ')');
}

static bool is_string(const Expr *expr)
{
    switch (type_strip(expr->type)->kind) {
    case TYPE_STRING:
    case TYPE_URL:
    case TYPE_UUID:
    case TYPE_DATE:
    case TYPE_ENUM:
    case TYPE_INT64:
    case TYPE_DECIMAL:
    case TYPE_TIMESTAMP:
        return true;
    default: /* a number, or nothing that can stand in a text */
        return false;
    }
}

/* One of the first two is a text, so that `+` puts texts together. */
void script_concat(JsWriter *js, const Expr *expr, JsBinding least)
{
    size_t count = expr->item_count;
    bool text = count > 0 && (is_string(expr->items[0]) ||
                              (count > 1 && is_string(expr->items[1])));
    bool open = script_open(js, BIND_ADD, least);
    if (!text)
        buf_puts(js->out, "\"\"");
    for (size_t i = 0; i < count; i++) {
        buf_puts(js->out, i > 0 || !text ? " + " : "");
        script_text(js, expr->items[i], BIND_MULTIPLY);
    }
    script_close(js, open);
}

/* ---- patterns ---- */

void script_pattern(JsWriter *js, const char *subject, const Type *type,
                    const Expr *pattern)
{
    const Type *inner = type_strip(type);
    if (is_null(pattern)) {
        buf_printf(js->out, "%s == null", subject);
    } else if (is_whole(inner)) {
        buf_printf(js->out, "%s(%s, ", script_helper(js, equal_helper(inner)),
                   subject);
        script_value_as(js, pattern, inner, BIND_CONDITION);
        buf_putc(js->out, ')');
    } else {
        buf_printf(js->out, "%s === ", subject);
        script_value_as(js, pattern, inner, BIND_LESS);
    }
}

void script_patterns(JsWriter *js, const char *first, const char *subject,
                     const Type *type, Expr **patterns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_puts(js->out, i ? " || " : "");
        script_pattern(js, i ? subject : first, type, patterns[i]);
    }
}
