/* steps.c - statements, and how they are counted. */
#include <string.h>

#include "emit/c_hooks/writer.h"

static void block(CHooks *c, const StepList *steps)
{
    c->indent++;
    c_steps(c, steps, 0);
    c->indent--;
}

void c_check(CHooks *c, Effect effect)
{
    if (effect == EFFECT_NONE)
        return;
    c_line(c, "if (conn_stopped(run))");
    c_put(c, "    %s", c->end);
}

/* ---- names ---- */

static const Expr *without_try(const Expr *expr)
{
    while (expr->kind == EXPR_TRY)
        expr = expr->a;
    return expr;
}

static void write_let(CHooks *c, const Step *step, Declared **declared)
{
    const Expr *value = without_try(step->value);
    const Type *type = step->type ? step->type : value->type;
    unsigned parts = hook_parts_of(&c->uses, step->value);
    const char *text = NULL;
    Effect effect;
    if (c_is_block(value) && value->kind != EXPR_COND) {
        text = c_fresh(c, step->name);
        c_put(c, "conn_any %s = conn_any_null();", text);
        effect = c_into(c, text, value, type);
    } else {
        CValue made = c_value_as(c, value, type);
        text = c_fresh(c, step->name);
        c_put(c, "conn_any %s = %s;", text, made.text);
        effect = made.effect;
    }
    HookLocal *local = c_bind_as(c, step->name, text, parts);
    c_declared(c, declared, local);
    c_check(c, effect);
}

/* ---- choices ---- */

static void write_otherwise(CHooks *c, const StepList *steps)
{
    if (steps->count > 0) {
        c_line(c, "} else {");
        block(c, steps);
    }
    c_line(c, "}");
}

/* What stops while the condition is computed leaves before the branches. */
static const char *checked_test(CHooks *c, const Expr *expr)
{
    CValue test = c_test(c, expr);
    if (test.effect == EFFECT_NONE)
        return c_condition(c, test.text);
    const char *name = c_fresh(c, "test");
    c_put(c, "bool %s = %s;", name, c_condition(c, test.text));
    c_check(c, test.effect);
    return name;
}

static void write_if(CHooks *c, const Step *step)
{
    c_put(c, "if (%s) {", checked_test(c, step->value));
    block(c, &step->body);
    write_otherwise(c, &step->otherwise);
}

static void write_if_let(CHooks *c, const Step *step)
{
    HookLocal *outer = c->uses.locals;
    Declared *declared = NULL;
    unsigned parts = hook_parts_of(&c->uses, step->value);
    CValue value = c_value(c, step->value);
    const char *text = c_fresh(c, step->name);
    c_put(c, "conn_any %s = %s;", text, value.text);
    c_check(c, value.effect);
    c_put(c, "if (!conn_any_is_null(%s)) {", text);
    c_bind_as(c, step->name, text, parts);
    (void)declared; /* the condition uses it */
    block(c, &step->body);
    c->uses.locals = outer;
    write_otherwise(c, &step->otherwise);
}

/* ---- loops ---- */

/* The body, and the step that the turn itself is. */
static void write_turn(CHooks *c, const Step *step, const Declared *declared)
{
    c_steps(c, &step->body, 1);
    c_mark_unused(c, declared);
}

static bool is_range(const Expr *expr)
{
    return expr->kind == EXPR_CALL && expr->receiver &&
           strcmp(expr->text, "range") == 0 && expr->item_count == 2;
}

static void bind_item(CHooks *c, const char *name, unsigned parts,
                      const char *value, Declared **declared)
{
    HookLocal *local = c_bind(c, name, parts);
    c_put(c, "conn_any %s = %s;", local->text, value);
    c_declared(c, declared, local);
}

/* for i in range(a, b) */
static void write_range(CHooks *c, const Step *step)
{
    Declared *declared = NULL;
    CItem items[] = {{.expr = step->value->items[0]},
                     {.expr = step->value->items[1]}};
    Effect effect = c_in_order(c, items, 2);
    const char *end = c_fresh(c, "end"), *i = c_fresh(c, "i");
    c_put(c, "int64_t %s = conn_whole(%s);", i, items[0].value.text);
    c_put(c, "int64_t %s = conn_whole(%s);", end, items[1].value.text);
    c_check(c, effect);
    c_put(c, "for (; %s < %s; %s++) {", i, end, i);
    c->indent++;
    bind_item(c, step->name, 0, c_format(c, "conn_any_int(%s)", i), &declared);
    write_turn(c, step, declared);
    c->indent--;
    c_line(c, "}");
}

/* What is gone through, under a name; what is null has nothing in it. */
static const char *write_subject(CHooks *c, const Step *step, const char *like,
                                 const char *otherwise)
{
    CValue value = c_value(c, step->value);
    if (step->value->type->kind == TYPE_OPTIONAL)
        value.text =
            c_format(c, "conn_any_either(%s, %s)", value.text, otherwise);
    const char *name = c_hold(c, value, like);
    c_check(c, value.effect);
    return name;
}

static void write_list(CHooks *c, const Step *step)
{
    Declared *declared = NULL;
    unsigned parts = hook_parts_of(&c->uses, step->value);
    const char *list =
        write_subject(c, step, "list", "conn_any_list_of(run, NULL, 0)");
    const char *i = c_fresh(c, "i");
    c_put(c, "for (size_t %s = 0; %s < conn_list_length(run, %s); %s++) {", i,
          i, list, i);
    c->indent++;
    if (step->key)
        bind_item(c, step->key, 0, c_format(c, "conn_any_int((int64_t)%s)", i),
                  &declared);
    bind_item(c, step->name, parts,
              c_format(c, "%s.as.list->items[%s]", list, i), &declared);
    write_turn(c, step, declared);
    c->indent--;
    c_line(c, "}");
    c_check(c, EFFECT_DATA);
}

static void write_entries(CHooks *c, const Step *step)
{
    Declared *declared = NULL;
    const Type *type = type_strip(step->value->type);
    unsigned parts = hook_parts_of(&c->uses, step->value);
    const char *map = write_subject(c, step, "map", "conn_any_map_new(run)");
    const char *keys = c_fresh(c, "keys"), *i = c_fresh(c, "i");
    if (type->kind == TYPE_MAP)
        c_put(c, "conn_any %s = conn_fn_map_keys(run, %s);", keys, map);
    else
        c_put(c, "conn_any %s = conn_fn_record_keys(run, %s, %s);", keys, map,
              c_names(c, type->record, false));
    c_check(c, EFFECT_DATA);
    c_put(c, "for (size_t %s = 0; %s < conn_list_length(run, %s); %s++) {", i,
          i, keys, i);
    c->indent++;
    const char *key = c_format(c, "%s.as.list->items[%s]", keys, i);
    if (step->key)
        bind_item(c, step->key, 0, key, &declared);
    bind_item(c, step->name, parts,
              c_format(c, "conn_any_map_get(%s, %s.as.text)", map, key),
              &declared);
    write_turn(c, step, declared);
    c->indent--;
    c_line(c, "}");
}

static void write_for(CHooks *c, const Step *step)
{
    HookLocal *outer = c->uses.locals;
    TypeKind kind = type_strip(step->value->type)->kind;
    if (is_range(step->value) && !step->key)
        write_range(c, step);
    else if (kind == TYPE_LIST || kind == TYPE_STREAM)
        write_list(c, step);
    else if (kind == TYPE_MAP || kind == TYPE_RECORD)
        write_entries(c, step);
    else
        c_refuse(c, step->value->span, "going through this");
    c->uses.locals = outer;
}

/* ---- the rest ---- */

static void write_switch(CHooks *c, const Step *step)
{
    HookLocal *outer = c->uses.locals;
    CValue subject = c_value(c, step->value);
    const char *name = c_hold(c, subject, "subject");
    c_check(c, subject.effect);
    for (size_t i = 0; i < step->arm_count; i++) {
        const StepArm *arm = &step->arms[i];
        const char *test = arm->pattern_count == 0
                               ? "true"
                               : c_patterns(c, name, step->value->type,
                                            arm->patterns, arm->pattern_count)
                                     .text;
        bool all = arm->pattern_count == 0 && i > 0;
        c_put(c, all ? "%s{" : "%sif (%s) {", i ? "} else " : "",
              c_condition(c, test));
        block(c, &arm->body);
        if (arm->pattern_count == 0)
            break;
    }
    if (step->arm_count > 0)
        c_line(c, "}");
    c->uses.locals = outer;
}

static void write_do(CHooks *c, const Expr *value)
{
    value = without_try(value);
    CValue made = c_value(c, value);
    c_put(c, "%s%s;", strchr(made.text, '(') ? "" : "(void)", made.text);
    if (c_is_thrown(value))
        c_line(c, c->end);
    else
        c_check(c, made.effect);
}

/* A value that is thrown returns by itself. */
static void write_return(CHooks *c, const Step *step)
{
    if (!step->value) {
        c_line(c, c->end);
        return;
    }
    if (c_is_thrown(step->value)) {
        write_do(c, step->value);
        return;
    }
    CValue value = c_value_as(c, without_try(step->value), c->result);
    c_put(c, "return %s;", value.text);
}

static void write_step(CHooks *c, const Step *step, Declared **declared)
{
    c_mark(c, step->span);
    switch (step->kind) {
    case STEP_LET:
        write_let(c, step, declared);
        return;
    case STEP_ASSIGN:
        c_assign(c, step->target, step->value);
        return;
    case STEP_DO:
        write_do(c, step->value);
        return;
    case STEP_IF:
        write_if(c, step);
        return;
    case STEP_IF_LET:
        write_if_let(c, step);
        return;
    case STEP_FOR:
        write_for(c, step);
        return;
    case STEP_MATCH:
        write_switch(c, step);
        return;
    case STEP_RETURN:
        write_return(c, step);
        return;
    case STEP_EXPECT:
        c_refuse(c, step->span, "`expect`");
        return;
    }
}

/* ---- counting ---- */

static bool may_leave(const Expr *expr)
{
    if (!expr)
        return false;
    if (expr->kind == EXPR_TRY || expr->type->kind == TYPE_NEVER)
        return true;
    for (size_t i = 0; i < expr->item_count; i++)
        if (may_leave(expr->items[i]))
            return true;
    for (size_t i = 0; i < expr->arm_count; i++)
        if (may_leave(expr->arms[i].value))
            return true;
    return may_leave(expr->a) || may_leave(expr->b) || may_leave(expr->c);
}

static bool any_leaves(const StepList *steps);

static bool step_leaves(const Step *step)
{
    for (size_t i = 0; i < step->arm_count; i++)
        if (any_leaves(&step->arms[i].body))
            return true;
    return step->kind == STEP_RETURN || may_leave(step->value) ||
           may_leave(step->target) || any_leaves(&step->body) ||
           any_leaves(&step->otherwise);
}

static bool any_leaves(const StepList *steps)
{
    for (size_t i = 0; i < steps->count; i++)
        if (step_leaves(steps->items[i]))
            return true;
    return false;
}

/* Statements are counted together as far as one of them surely leads to the
 * next. */
static void write_count(CHooks *c, const StepList *steps, size_t first,
                        size_t extra)
{
    size_t count = extra;
    for (size_t i = first; i < steps->count; i++) {
        count++;
        if (step_leaves(steps->items[i]))
            break;
    }
    if (count == 0)
        return;
    c_put(c, "if (!conn_step(run, %zu))", count);
    c_put(c, "    %s", c->end);
}

void c_steps(CHooks *c, const StepList *steps, size_t extra)
{
    HookLocal *outer = c->uses.locals;
    Declared *declared = NULL;
    bool begins = true;
    for (size_t i = 0; i < steps->count; i++) {
        if (c->uses.counted && begins)
            write_count(c, steps, i, i == 0 ? extra : 0);
        write_step(c, steps->items[i], &declared);
        begins = step_leaves(steps->items[i]);
    }
    if (c->uses.counted && steps->count == 0)
        write_count(c, steps, 0, extra);
    c_mark_unused(c, declared);
    c->uses.locals = outer;
}
