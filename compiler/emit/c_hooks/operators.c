/* operators.c - arithmetic, comparison, and texts put together. */
#include <string.h>

#include "emit/c_hooks/writer.h"

/* ---- kinds of values ---- */

static bool is_digits(const Type *type)
{
    return type->kind == TYPE_INT64 || type->kind == TYPE_DECIMAL;
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

bool c_is_test(const Expr *expr)
{
    if (expr->kind == EXPR_UNARY)
        return *expr->text == 'n';
    if (expr->kind != EXPR_BINARY)
        return false;
    const char *sign = expr->text;
    return *sign == '<' || *sign == '>' || *sign == '=' || *sign == '!' ||
           strcmp(sign, "and") == 0 || strcmp(sign, "or") == 0;
}

/* ---- comparison ---- */

static Effect sides(CHooks *c, const Expr *expr, const Type *type,
                    CItem items[2])
{
    items[0] = (CItem){.expr = expr->a, .type = type};
    items[1] = (CItem){.expr = expr->b, .type = type};
    return c_in_order(c, items, 2);
}

static CValue equality(CHooks *c, const Expr *expr)
{
    CItem items[2];
    bool equal = *expr->text == '=';
    if (is_null(expr->a) || is_null(expr->b))
        return c_null_test(c, is_null(expr->a) ? expr->b : expr->a, equal);
    const Type *type = common_type(expr->a, expr->b);
    Effect effect = sides(c, expr, type, items);
    return (CValue){c_format(c, "%s%s(%s, %s)", equal ? "" : "!",
                             type->kind == TYPE_DECIMAL ? "conn_decimals_equal"
                                                        : "conn_equal",
                             items[0].value.text, items[1].value.text),
                    effect};
}

/* Texts stand in the order of their code points, dates and times too. */
static CValue order(CHooks *c, const Expr *expr)
{
    CItem items[2];
    const Type *type = common_type(expr->a, expr->b);
    Effect effect = sides(c, expr, is_digits(type) ? type : NULL, items);
    return (CValue){
        c_format(c, "%s(%s, %s) %s 0",
                 is_digits(type) ? "conn_compare_digits" : "conn_compare",
                 items[0].value.text, items[1].value.text, expr->text),
        effect};
}

/* The right side only where the left one does not decide. */
static CValue logic(CHooks *c, const Expr *expr)
{
    bool and = *expr->text == 'a';
    CValue a = c_test(c, expr->a);
    Aside aside;
    c->indent++;
    c_aside_begin(c, &aside);
    CValue b = c_test(c, expr->b);
    c_aside_end(c, &aside);
    c->indent--;
    Effect effect = c_worse(a.effect, b.effect);
    if (aside.text.length == 0)
        return (CValue){
            c_format(c, "(%s %s %s)", a.text, and? "&&" : "||", b.text),
            effect};
    const char *name = c_fresh(c, "test");
    c_put(c, "bool %s = %s;", name, c_condition(c, a.text));
    c_put(c, "if (%s%s) {", and? "" : "!", name);
    c_aside_put(c, &aside);
    c->indent++;
    c_put(c, "%s = %s;", name, c_condition(c, b.text));
    c->indent--;
    c_line(c, "}");
    return (CValue){name, effect};
}

/* ---- arithmetic ---- */

static CValue checked(CHooks *c, const Expr *expr)
{
    bool whole = expr->type->kind != TYPE_FLOAT;
    const char *name = *expr->text == '+'   ? "add"
                       : *expr->text == '-' ? "subtract"
                                            : "multiply";
    CItem items[] = {{.expr = expr->a, .type = expr->type},
                     {.expr = expr->b, .type = whole ? NULL : expr->type}};
    return c_call(c, c_format(c, "conn_%s_%s", whole ? "int" : "float", name),
                  items, 2, EFFECT_ANY);
}

static CValue divided(CHooks *c, const Expr *expr)
{
    const Type *type = expr->type->kind == TYPE_FLOAT ? expr->type : NULL;
    CItem items[] = {{.expr = expr->a, .type = type},
                     {.expr = expr->b, .type = type}};
    return c_call(c, *expr->text == '/' ? "conn_divide" : "conn_remainder",
                  items, 2, EFFECT_ANY);
}

CValue c_binary(CHooks *c, const Expr *expr)
{
    const char *sign = expr->text;
    if (strcmp(sign, "and") == 0 || strcmp(sign, "or") == 0)
        return logic(c, expr);
    if (*sign == '=' || *sign == '!')
        return equality(c, expr);
    if (*sign == '<' || *sign == '>')
        return order(c, expr);
    return *sign == '/' || *sign == '%' ? divided(c, expr) : checked(c, expr);
}

CValue c_unary(CHooks *c, const Expr *expr)
{
    CItem item = {.expr = expr->a};
    if (*expr->text == 'n') {
        CValue test = c_test(c, expr->a);
        test.text = c_format(
            c,
            *test.text == '(' || strstr(test.text, ") ") == NULL ? "!%s"
                                                                 : "!(%s)",
            test.text);
        return test;
    }
    bool digits = is_digits(type_strip(expr->type));
    return c_call(c, digits ? "conn_fn_negated" : "conn_negate", &item, 1,
                  digits ? EFFECT_ANY : EFFECT_DATA);
}

/* ---- texts ---- */

CValue c_text(CHooks *c, const Expr *expr)
{
    CItem item = {.expr = expr};
    switch (type_strip(expr->type)->kind) {
    case TYPE_TIMESTAMP:
        return c_call(c, "conn_fn_timestamp_to_string", &item, 1, EFFECT_DATA);
    case TYPE_DURATION:
        return c_call(c, "conn_fn_seconds_of", &item, 1, EFFECT_DATA);
    default: /* conn_any_concat writes it as the language does */
        return c_value(c, expr);
    }
}

CValue c_concat(CHooks *c, const Expr *expr)
{
    size_t count = expr->item_count;
    CItem *items = arena_array(c->arena, CItem, count + 1);
    if (count == 0)
        return (CValue){"CONN_ANY_LITERAL(\"\")", EFFECT_NONE};
    for (size_t i = 0; i < count; i++)
        items[i] = (CItem){.expr = expr->items[i], .make = c_text};
    if (count <= 3)
        return c_call(c, c_format(c, "conn_join_%zu", count), items, count,
                      EFFECT_DATA);
    Effect effect = c_in_order(c, items, count);
    const char *name = c_fresh(c, "parts");
    c_put(c, "const conn_any %s[] = {", name);
    c->indent++;
    for (size_t i = 0; i < count; i++)
        c_put(c, "%s,", items[i].value.text);
    c->indent--;
    c_line(c, "};");
    return (CValue){c_format(c, "conn_any_concat(run, %s, %zu)", name, count),
                    c_worse(effect, EFFECT_DATA)};
}

/* ---- patterns ---- */

static CValue pattern(CHooks *c, const char *subject, const Type *type,
                      const Expr *expr)
{
    if (is_null(expr))
        return (CValue){c_format(c, "conn_any_is_null(%s)", subject),
                        EFFECT_NONE};
    CValue value = c_value_as(c, expr, type);
    value.text = c_format(c, "%s(%s, %s)",
                          type->kind == TYPE_DECIMAL ? "conn_decimals_equal"
                                                     : "conn_equal",
                          subject, value.text);
    return value;
}

CValue c_patterns(CHooks *c, const char *subject, const Type *type,
                  Expr **patterns, size_t count)
{
    const Type *inner = type_strip(type);
    CValue made = pattern(c, subject, inner, patterns[0]);
    for (size_t i = 1; i < count; i++) {
        CValue next = pattern(c, subject, inner, patterns[i]);
        made.text = c_format(c, "%s || %s", made.text, next.text);
        made.effect = c_worse(made.effect, next.effect);
    }
    if (count > 1)
        made.text = c_format(c, "(%s)", made.text);
    return made;
}
