/* steps.c - statements, and how they are counted. */
#include "emit/javascript/writer.h"

#include <string.h>

static void write_block(JsWriter *js, const StepList *steps)
{
    js->indent++;
    script_steps(js, steps);
    js->indent--;
}

/* ---- names ---- */

static void bind_text(JsWriter *js, const char *name, const char *text,
                      unsigned parts)
{
    HookLocal *local = arena_new(js->arena, HookLocal);
    *local = (HookLocal){
        .name = name, .text = text, .parts = parts, .next = js->uses.locals};
    js->uses.locals = local;
}

static void write_let(JsWriter *js, const Step *step)
{
    unsigned parts = hook_parts_of(&js->uses, step->value);
    const char *text = script_fresh(js, step->name);
    JsSink sink = {.name = text,
                   .type = step->type ? step->type : step->value->type};
    script_sink(js, &sink, step->value);
    bind_text(js, step->name, text, parts);
}

static void write_otherwise(JsWriter *js, const StepList *steps)
{
    if (steps->count > 0) {
        script_line(js, "} else {");
        write_block(js, steps);
    }
    script_line(js, "}");
}

static void write_if(JsWriter *js, const Step *step)
{
    script_begin(js, "if (");
    for (;;) {
        script_value(js, step->value, BIND_ANY);
        buf_puts(js->out, ") {\n");
        write_block(js, &step->body);
        const StepList *otherwise = &step->otherwise;
        if (otherwise->count != 1 || otherwise->items[0]->kind != STEP_IF)
            break;
        script_begin(js, "} else if (");
        step = otherwise->items[0];
    }
    write_otherwise(js, &step->otherwise);
}

static void write_if_let(JsWriter *js, const Step *step)
{
    HookLocal *outer = js->uses.locals;
    unsigned parts = hook_parts_of(&js->uses, step->value);
    const char *text = script_fresh(js, step->name);
    script_indent(js);
    buf_printf(js->out, "var %s = ", text);
    script_nullish(js, step->value, BIND_CONDITION);
    buf_puts(js->out, ";\n");
    script_indent(js);
    buf_printf(js->out, "if (%s != null) {\n", text);
    bind_text(js, step->name, text, parts);
    write_block(js, &step->body);
    js->uses.locals = outer;
    write_otherwise(js, &step->otherwise);
}

/* ---- loops ---- */

/* The body, and the step that the turn itself is. */
static void write_turn(JsWriter *js, const Step *step)
{
    script_counted_steps(js, &step->body, 1);
}

static bool is_range(const Expr *expr)
{
    return expr->kind == EXPR_CALL && expr->receiver &&
           strcmp(expr->text, "range") == 0 && expr->item_count == 2;
}

/* for i in range(a, b) */
static void write_range(JsWriter *js, const Step *step)
{
    const char *end = script_fresh(js, "end");
    const char *name = script_fresh(js, step->name);
    script_begin(js, "for (var ");
    buf_printf(js->out, "%s = ", name);
    script_value(js, step->value->items[0], BIND_CONDITION);
    buf_printf(js->out, ", %s = ", end);
    script_value(js, step->value->items[1], BIND_CONDITION);
    buf_printf(js->out, "; %s < %s; %s += 1) {\n", name, end, name);
    bind_text(js, step->name, name, 0);
    js->indent++;
    write_turn(js, step);
    js->indent--;
    script_line(js, "}");
}

/* What is gone through, under a name. */
static const char *write_subject(JsWriter *js, const Step *step,
                                 const char *like, const char *otherwise)
{
    const Expr *value = step->value;
    bool null = value->type->kind == TYPE_OPTIONAL;
    if (value->kind == EXPR_LOCAL && !null &&
        hook_local(&js->uses, value->text))
        return hook_local(&js->uses, value->text)->text;
    const char *name = script_fresh(js, like);
    script_indent(js);
    buf_printf(js->out, "var %s = ", name);
    script_nullish(js, value, null ? BIND_OR : BIND_CONDITION);
    buf_printf(js->out, "%s%s;\n", null ? " || " : "", null ? otherwise : "");
    return name;
}

static void write_list(JsWriter *js, const Step *step)
{
    unsigned parts = hook_parts_of(&js->uses, step->value);
    const char *list = write_subject(js, step, "list", "[]");
    const char *i =
        step->key ? script_fresh(js, step->key) : script_fresh(js, "i");
    const char *name = script_fresh(js, step->name);
    script_indent(js);
    buf_printf(js->out, "for (var %s = 0; %s < %s.length; %s += 1) {\n", i, i,
               list, i);
    js->indent++;
    script_indent(js);
    buf_printf(js->out, "var %s = %s[%s];\n", name, list, i);
    if (step->key)
        bind_text(js, step->key, i, 0);
    bind_text(js, step->name, name, parts);
    write_turn(js, step);
    js->indent--;
    script_line(js, "}");
}

static void write_keys(JsWriter *js, const Type *type, const char *map)
{
    if (type->kind == TYPE_MAP) {
        buf_printf(js->out, "%s(%s);\n", script_helper(js, "map_keys"), map);
        return;
    }
    buf_printf(js->out, "%s(%s, [", script_helper(js, "record_keys"), map);
    for (size_t i = 0; i < type->record->field_count; i++) {
        buf_puts(js->out, i ? ", " : "");
        script_quote(js->out, type->record->fields[i]->wire);
    }
    buf_puts(js->out, "]);\n");
}

static void write_entries(JsWriter *js, const Step *step)
{
    unsigned parts = hook_parts_of(&js->uses, step->value);
    const char *map = write_subject(js, step, "map", "{}");
    const char *keys = script_fresh(js, "keys"), *i = script_fresh(js, "i");
    const char *key = script_fresh(js, step->key ? step->key : "key");
    const char *name = script_fresh(js, step->name);
    script_indent(js);
    buf_printf(js->out, "var %s = ", keys);
    write_keys(js, type_strip(step->value->type), map);
    script_indent(js);
    buf_printf(js->out, "for (var %s = 0; %s < %s.length; %s += 1) {\n", i, i,
               keys, i);
    js->indent++;
    script_indent(js);
    buf_printf(js->out, "var %s = %s[%s];\n", key, keys, i);
    script_indent(js);
    buf_printf(js->out, "var %s = %s[%s];\n", name, map, key);
    if (step->key)
        bind_text(js, step->key, key, 0);
    bind_text(js, step->name, name, parts);
    write_turn(js, step);
    js->indent--;
    script_line(js, "}");
}

static void write_for(JsWriter *js, const Step *step)
{
    HookLocal *outer = js->uses.locals;
    TypeKind kind = type_strip(step->value->type)->kind;
    if (is_range(step->value) && !step->key)
        write_range(js, step);
    else if (kind == TYPE_LIST)
        write_list(js, step);
    else if (kind == TYPE_MAP || kind == TYPE_RECORD)
        write_entries(js, step);
    else
        script_refuse(js, step->value->span, "go through this");
    js->uses.locals = outer;
}

/* ---- the rest ---- */

static void write_switch(JsWriter *js, const Step *step)
{
    HookLocal *outer = js->uses.locals;
    const char *name = script_subject(js, step->value);
    for (size_t i = 0; i < step->arm_count; i++) {
        const StepArm *arm = &step->arms[i];
        bool on = script_arm(js, name, step->value, i, arm->patterns,
                             arm->pattern_count, false);
        write_block(js, &arm->body);
        if (!on)
            break;
    }
    if (step->arm_count > 0)
        script_line(js, "}");
    js->uses.locals = outer;
}

static void write_return(JsWriter *js, const Step *step)
{
    JsSink sink = {.type = js->result};
    if (step->value)
        script_sink(js, &sink, step->value);
    else
        script_line(js, "return;");
}

static void write_do(JsWriter *js, const Expr *value)
{
    value = script_without_try(value);
    if (script_is_thrown(value)) {
        script_throw(js, value);
        return;
    }
    script_indent(js);
    script_value(js, value, BIND_ANY);
    buf_puts(js->out, ";\n");
}

static void write_step(JsWriter *js, const Step *step)
{
    switch (step->kind) {
    case STEP_LET:
        write_let(js, step);
        return;
    case STEP_ASSIGN:
        script_indent(js);
        script_assign(js, step->target, step->value);
        return;
    case STEP_DO:
        write_do(js, step->value);
        return;
    case STEP_IF:
        write_if(js, step);
        return;
    case STEP_IF_LET:
        write_if_let(js, step);
        return;
    case STEP_FOR:
        write_for(js, step);
        return;
    case STEP_MATCH:
        write_switch(js, step);
        return;
    case STEP_RETURN:
        write_return(js, step);
        return;
    case STEP_EXPECT:
        script_refuse(js, step->span, "test anything");
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
static void write_count(JsWriter *js, const StepList *steps, size_t first,
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
    script_indent(js);
    buf_printf(js->out, "%s(%zu);\n", script_helper(js, "step"), count);
}

void script_counted_steps(JsWriter *js, const StepList *steps, size_t extra)
{
    HookLocal *outer = js->uses.locals;
    bool begins = true;
    for (size_t i = 0; i < steps->count; i++) {
        if (js->uses.counted && begins)
            write_count(js, steps, i, i == 0 ? extra : 0);
        write_step(js, steps->items[i]);
        begins = step_leaves(steps->items[i]);
    }
    if (js->uses.counted && steps->count == 0)
        write_count(js, steps, 0, extra);
    js->uses.locals = outer;
}

void script_steps(JsWriter *js, const StepList *steps)
{
    script_counted_steps(js, steps, 0);
}

void script_body(JsWriter *js, const StepList *steps, size_t extra)
{
    Buf text = {0}, *outer = js->out;
    const char **temporary = js->temporary;
    size_t count = js->temporary_count;
    js->temporary = NULL;
    js->temporary_count = 0;
    js->out = &text;
    script_counted_steps(js, steps, extra);
    js->out = outer;
    for (size_t i = 0; i < js->temporary_count; i++) {
        script_indent(js);
        buf_printf(js->out, "var %s;\n", js->temporary[i]);
    }
    buf_write(js->out, buf_text(&text), text.length);
    buf_free(&text);
    js->temporary = temporary;
    js->temporary_count = count;
}

bool script_leaves(const StepList *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        const Step *step = steps->items[i];
        if (step->kind == STEP_RETURN || script_leaves(&step->body) ||
            script_leaves(&step->otherwise))
            return true;
        for (size_t k = 0; k < step->arm_count; k++)
            if (script_leaves(&step->arms[k].body))
                return true;
    }
    return false;
}
