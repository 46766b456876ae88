/* values.c - expressions: literals, choices and failure; every expression
 * passes here. */
#include <inttypes.h>
#include <string.h>

#include "emit/c_hooks/writer.h"

/* ---- literals ---- */

static const char *literal(CHooks *c, const char *text)
{
    return c_format(c, "CONN_ANY_LITERAL(%s)", c_quoted(c, text));
}

static CValue pure(const char *text)
{
    return (CValue){text, EFFECT_NONE};
}

static CValue number(CHooks *c, const Expr *expr)
{
    TypeKind kind = type_strip(expr->type)->kind;
    bool text = kind == TYPE_INT64 || kind == TYPE_DECIMAL;
    if (expr->kind != EXPR_FLOAT)
        return pure(c_format(c,
                             text ? "CONN_ANY_LITERAL(\"%" PRId64 "\")"
                                  : "conn_any_int(%" PRId64 ")",
                             expr->integer));
    if (text)
        return pure(literal(c, expr->text));
    return pure(c_format(c, "conn_any_float(%s%s)", expr->text,
                         strpbrk(expr->text, ".eE") ? "" : ".0"));
}

/* A constant text that stands for a value of another kind. */
static CValue text(CHooks *c, const Expr *expr)
{
    return c_wrapped(c, c_reader(type_strip(expr->type), WIRE_PLAIN),
                     pure(literal(c, expr->text)));
}

static CValue list(CHooks *c, const Expr *expr)
{
    const Type *type = type_strip(expr->type);
    size_t count = expr->item_count;
    CItem *items = arena_array(c->arena, CItem, count + 1);
    for (size_t i = 0; i < count; i++)
        items[i] =
            (CItem){.expr = expr->items[i],
                    .type = type->kind == TYPE_LIST ? type->element : NULL};
    if (count == 0)
        return pure("conn_any_list_of(run, NULL, 0)");
    Effect effect = c_in_order(c, items, count);
    const char *name = c_fresh(c, "items");
    c_put(c, "const conn_any %s[] = {", name);
    c->indent++;
    for (size_t i = 0; i < count; i++)
        c_put(c, "%s,", items[i].value.text);
    c->indent--;
    c_line(c, "};");
    return (CValue){c_format(c, "conn_any_list_of(run, %s, %zu)", name, count),
                    effect};
}

static const Field *field_named(const Type *type, const char *name)
{
    const Record *record = type->kind == TYPE_RECORD ? type->record : NULL;
    for (size_t i = 0; record && i < record->field_count; i++)
        if (strcmp(record->fields[i]->name, name) == 0)
            return record->fields[i];
    return NULL;
}

/* A null of a field that doesn't send one leaves it out. */
static bool leaves_out(const Type *type, const Expr *object)
{
    for (size_t i = 0; i < object->item_count; i++) {
        const Field *field = field_named(type, object->names[i]);
        TypeKind kind = object->items[i]->type->kind;
        if (field && !field->nullable &&
            (kind == TYPE_OPTIONAL || kind == TYPE_NULL))
            return true;
    }
    return false;
}

static Effect put_entry(CHooks *c, const char *object, const Type *type,
                        const char *name, const Expr *expr)
{
    const Field *field = field_named(type, name);
    const Type *as = field                    ? field->type
                     : type->kind == TYPE_MAP ? type->element
                                              : NULL;
    CValue value = c_value_as(c, expr, as);
    if (field)
        value = c_wrapped(c, c_writer(field->type, field->form), value);
    c_put(c, "conn_any_map_put(run, %s, %s, %s);", object,
          c_key(c, field ? field->wire : name), value.text);
    return value.effect;
}

static CValue object(CHooks *c, const Expr *expr)
{
    const Type *type = type_strip(expr->type);
    CValue made = {c_fresh(c, "object"), EFFECT_NONE};
    c_put(c, "conn_any %s = conn_any_map_new(run);", made.text);
    for (size_t i = 0; i < expr->item_count; i++)
        made.effect =
            c_worse(made.effect, put_entry(c, made.text, type, expr->names[i],
                                           expr->items[i]));
    if (leaves_out(type, expr))
        made.text = c_format(c, "conn_fn_given(run, %s, %s)", made.text,
                             c_names(c, type->record, true));
    if (type->kind == TYPE_MAP)
        made.text = c_format(c, "conn_fn_map_of(run, %s)", made.text);
    return made;
}

/* ---- conditions ---- */

/* What begins with a parenthesis is all between parentheses. */
const char *c_condition(CHooks *c, const char *test)
{
    return *test == '(' ? arena_text(c->arena, test + 1, strlen(test) - 2)
                        : test;
}

CValue c_null_test(CHooks *c, const Expr *expr, bool null)
{
    CValue value = c_value(c, expr);
    value.text =
        c_format(c, "%sconn_any_is_null(%s)", null ? "" : "!", value.text);
    return value;
}

CValue c_test(CHooks *c, const Expr *expr)
{
    if (expr->kind == EXPR_BOOL)
        return pure(expr->integer ? "true" : "false");
    if (c_is_test(expr))
        return expr->kind == EXPR_UNARY ? c_unary(c, expr) : c_binary(c, expr);
    CValue value = c_value(c, expr);
    value.text = c_format(c, "conn_any_is_true(%s)", value.text);
    return value;
}

/* ---- choices ---- */

/* `name = …;` within braces. */
static Effect branch(CHooks *c, const char *name, const Expr *expr,
                     const Type *type);

static Effect into_condition(CHooks *c, const char *name, const Expr *expr,
                             const Type *type)
{
    CValue test = c_test(c, expr->a);
    c_put(c, "if (%s) {", c_condition(c, test.text));
    Effect a = branch(c, name, expr->b, type);
    c_line(c, "} else {");
    Effect b = branch(c, name, expr->c, type);
    c_line(c, "}");
    return c_worse(test.effect, c_worse(a, b));
}

static Effect into_match(CHooks *c, const char *name, const Expr *expr,
                         const Type *type)
{
    CValue subject = c_value(c, expr->a);
    const char *held = c_hold(c, subject, "subject");
    Effect effect = subject.effect;
    for (size_t i = 0; i < expr->arm_count; i++) {
        const ExprArm *arm = &expr->arms[i];
        bool all = arm->pattern_count == 0 || (i + 1 == expr->arm_count && i);
        const char *before = i ? "} else " : "";
        if (all)
            c_put(c, "%s{", before);
        else
            c_put(c, "%sif (%s) {", before,
                  c_condition(c, c_patterns(c, held, expr->a->type,
                                            arm->patterns, arm->pattern_count)
                                     .text));
        effect = c_worse(effect, branch(c, name, arm->value, type));
        if (all)
            break;
    }
    c_line(c, "}");
    return effect;
}

static Effect into_coalesce(CHooks *c, const char *name, const Expr *expr,
                            const Type *type)
{
    CValue first = c_value(c, expr->a);
    CWrap wrap = c_converter(expr->a->type, type);
    c_put(c, "%s = %s;", name, first.text);
    c_put(c, "if (conn_any_is_null(%s)) {", name);
    Effect effect = c_worse(first.effect, branch(c, name, expr->b, type));
    if (wrap.function) {
        c_line(c, "} else {");
        CValue made = c_wrapped(c, wrap, pure(name));
        c->indent++;
        c_put(c, "%s = %s;", name, made.text);
        c->indent--;
        effect = c_worse(effect, made.effect);
    }
    c_line(c, "}");
    return effect;
}

/* What failed before is no affair of this one. */
static Effect into_catch(CHooks *c, const char *name, const Expr *expr,
                         const Type *type, bool first)
{
    Effect effect = EFFECT_ANY;
    if (!first) {
        c_line(c, "if (!conn_stopped(run)) {");
        c->indent++;
    }
    c_into(c, name, expr->a, type);
    c_line(c, "if (conn_caught(run)) {");
    branch(c, name, expr->b, type);
    c_line(c, "}");
    if (!first) {
        c->indent--;
        c_line(c, "}");
    }
    return effect;
}

static Effect into(CHooks *c, const char *name, const Expr *expr,
                   const Type *type, bool first)
{
    while (expr->kind == EXPR_TRY)
        expr = expr->a;
    if (c_is_block(expr) && expr->kind == EXPR_CATCH)
        return into_catch(c, name, expr, type, first);
    if (expr->kind == EXPR_MATCH)
        return into_match(c, name, expr, type);
    if (expr->kind == EXPR_COND)
        return into_condition(c, name, expr, type);
    if (c_is_block(expr))
        return into_coalesce(c, name, expr, type);
    CValue value = c_value_as(c, expr, type);
    c_put(c, "%s = %s;", name, value.text);
    return value.effect;
}

static Effect branch(CHooks *c, const char *name, const Expr *expr,
                     const Type *type)
{
    c->indent++;
    Effect effect = into(c, name, expr, type, false);
    c->indent--;
    return effect;
}

Effect c_into(CHooks *c, const char *name, const Expr *expr, const Type *type)
{
    return into(c, name, expr, type, true);
}

/* Whether writing it costs nothing. */
static bool is_simple(const Expr *expr)
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
        return true;
    default: /* may do something */
        return false;
    }
}

/* `value.items() catch []`: of what is no array there are none. */
static bool is_any_items(const Expr *expr)
{
    const Expr *a = expr->a, *b = expr->b;
    return a->kind == EXPR_CALL && a->receiver &&
           strcmp(a->receiver, "json") == 0 && strcmp(a->text, "items") == 0 &&
           b->kind == EXPR_LIST && b->item_count == 0;
}

bool c_is_block(const Expr *expr)
{
    while (expr->kind == EXPR_TRY)
        expr = expr->a;
    if (expr->kind == EXPR_COALESCE)
        return !is_simple(expr->b) ||
               c_converter(expr->a->type, expr->type).function;
    if (expr->kind == EXPR_CATCH)
        return !is_any_items(expr);
    return expr->kind == EXPR_MATCH || expr->kind == EXPR_COND;
}

/* A variable that a block gives its value. */
static CValue block(CHooks *c, const Expr *expr)
{
    const char *name = c_fresh(c, "value");
    c_put(c, "conn_any %s = conn_any_null();", name);
    Effect effect = into(c, name, expr, expr->type, false);
    return (CValue){name, effect};
}

static CValue coalesce(CHooks *c, const Expr *expr)
{
    CItem items[] = {{.expr = expr->a}, {.expr = expr->b, .type = expr->type}};
    if (c_is_block(expr))
        return block(c, expr);
    Effect effect = c_in_order(c, items, 2);
    return (CValue){c_format(c, "conn_any_either(%s, %s)", items[0].value.text,
                             items[1].value.text),
                    effect};
}

/* `?:` where neither side needs a statement. */
static CValue condition(CHooks *c, const Expr *expr)
{
    Aside asides[2];
    size_t statements = 0;
    CValue values[2];
    const Expr *sides[] = {expr->b, expr->c};
    if (c_is_block(expr->b) || c_is_block(expr->c))
        return block(c, expr);
    CValue test = c_test(c, expr->a);
    c->indent++;
    for (size_t i = 0; i < 2; i++) {
        c_aside_begin(c, &asides[i]);
        values[i] = c_value_as(c, sides[i], expr->type);
        c_aside_end(c, &asides[i]);
        statements += asides[i].text.length;
        test.effect = c_worse(test.effect, values[i].effect);
    }
    c->indent--;
    if (statements == 0) {
        test.text = c_format(c, "%s ? %s : %s", test.text, values[0].text,
                             values[1].text);
        return test;
    }
    const char *name = c_fresh(c, "value");
    c_put(c, "conn_any %s;", name);
    for (size_t i = 0; i < 2; i++) {
        if (i)
            c_line(c, "} else {");
        else
            c_put(c, "if (%s) {", c_condition(c, test.text));
        c->indent++;
        c_aside_put(c, &asides[i]);
        c_put(c, "%s = %s;", name, values[i].text);
        c->indent--;
    }
    c_line(c, "}");
    return (CValue){name, test.effect};
}

/* ---- failure ---- */

bool c_is_thrown(const Expr *expr)
{
    while (expr->kind == EXPR_TRY)
        expr = expr->a;
    return expr->kind == EXPR_FAIL ||
           (expr->kind == EXPR_CALL && !expr->receiver && !expr->function &&
            !expr->mapping && strcmp(expr->text, "skip") == 0);
}

static const char *status_of(CHooks *c, const char *kind)
{
    return c_format(c, "CONN_%s", name_upper(c->arena, kind));
}

/* The code of a failure stays in the source: no target carries it. */
static CValue raise(CHooks *c, const Expr *expr)
{
    CItem items[3] = {{.value = {status_of(c, expr->text), EFFECT_NONE}},
                      {.value = {"conn_any_null()", EFFECT_NONE}},
                      {.value = {"conn_any_null()", EFFECT_NONE}}};
    for (size_t i = 0; i < expr->item_count; i++)
        if (strcmp(expr->names[i], "message") == 0)
            items[1].expr = expr->items[i];
        else if (strcmp(expr->names[i], "after") == 0)
            items[2].expr = expr->items[i];
    return c_call(c, "conn_raise", items, 3, EFFECT_ANY);
}

static CValue skip(CHooks *c, const Expr *expr)
{
    CItem item = {.expr = expr->items[0]};
    return c_call(c, "conn_skip", &item, 1, EFFECT_ANY);
}

/* ---- all of them ---- */

static CValue items_of(CHooks *c, const Expr *expr)
{
    CItem item = {.expr = expr->a->items[0]};
    return c_call(c, "conn_fn_items_of", &item, 1, EFFECT_NONE);
}

static CValue test_value(CHooks *c, const Expr *expr)
{
    CValue value = c_test(c, expr);
    value.text = c_format(c, "conn_any_bool(%s)", c_condition(c, value.text));
    return value;
}

static CValue call(CHooks *c, const Expr *expr)
{
    return c_is_thrown(expr) ? skip(c, expr) : c_any_call(c, expr);
}

/* Literals, names and parts of what the hook sees. */
static CValue leaf(CHooks *c, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_NULL:
        return pure("conn_any_null()");
    case EXPR_BOOL:
        return pure(expr->integer ? "conn_any_bool(true)"
                                  : "conn_any_bool(false)");
    case EXPR_INT:
    case EXPR_FLOAT:
    case EXPR_SIZE:
    case EXPR_DURATION:
        return number(c, expr);
    case EXPR_TEXT:
    case EXPR_WORD:
        return text(c, expr);
    case EXPR_ENUM:
        return pure(literal(c, expr->member->wire));
    case EXPR_CONFIG:
        return c_config(c, expr);
    case EXPR_ACCOUNT:
        return c_account(c, expr);
    case EXPR_ARG:
        return c_argument(c, expr);
    case EXPR_HEADER:
        return c_header(c, expr);
    case EXPR_LOCAL:
    case EXPR_ROOT:
    case EXPR_BODY:
        return c_root(c, expr);
    default: /* a lambda stands only where calls.c sees it */
        return c_refuse(c, expr->span, "this expression");
    }
}

CValue c_value(CHooks *c, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_LIST:
        return list(c, expr);
    case EXPR_OBJECT:
        return object(c, expr);
    case EXPR_MEMBER:
        return c_member(c, expr);
    case EXPR_INDEX:
        return c_index(c, expr);
    case EXPR_CALL:
        return call(c, expr);
    case EXPR_CONCAT:
        return c_concat(c, expr);
    case EXPR_BINARY:
        return c_is_test(expr) ? test_value(c, expr) : c_binary(c, expr);
    case EXPR_UNARY:
        return c_is_test(expr) ? test_value(c, expr) : c_unary(c, expr);
    case EXPR_COALESCE:
        return coalesce(c, expr);
    case EXPR_TRY:
        return c_value(c, expr->a);
    case EXPR_CATCH:
        return is_any_items(expr) ? items_of(c, expr) : block(c, expr);
    case EXPR_COND:
        return condition(c, expr);
    case EXPR_MATCH:
        return block(c, expr);
    case EXPR_CAST:
        return c_cast(c, expr);
    case EXPR_FAIL:
        return raise(c, expr);
    case EXPR_OP_CALL:
        return c_operation(c, expr);
    default: /* made of nothing else */
        return leaf(c, expr);
    }
}

CValue c_value_as(CHooks *c, const Expr *expr, const Type *type)
{
    CValue value = c_value(c, expr);
    return type ? c_wrapped(c, c_converter(expr->type, type), value) : value;
}
