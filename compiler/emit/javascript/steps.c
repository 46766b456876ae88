/* steps.c - statements. Where an expression can leave in its middle, as in
 * `x ?? fail …`, the statement around it is written as several. */
#include "emit/javascript/writer.h"

#include <string.h>

/* ---- lines ---- */

static void begin_line(JsWriter *js, const char *text)
{
    js_indent(js);
    buf_puts(js->out, text);
}

static void write_line(JsWriter *js, const char *text)
{
    begin_line(js, text);
    buf_putc(js->out, '\n');
}

static void write_block(JsWriter *js, const StepList *steps)
{
    js->indent++;
    js_steps(js, steps);
    js->indent--;
}

/* ---- where a value goes ---- */

typedef struct Sink {
    const char *name; /* a variable; NULL: it is returned */
    bool declared;    /* it has its `var` */
    const Type *type;
} Sink;

static void write_to(JsWriter *js, const Sink *sink, const Expr *value);

static bool is_never(const Expr *expr)
{
    return expr->type->kind == TYPE_NEVER;
}

static bool is_thrown(const Expr *expr)
{
    return is_never(expr) &&
           (expr->kind == EXPR_FAIL ||
            (expr->kind == EXPR_CALL && !expr->receiver &&
             strcmp(expr->text, "skip") == 0));
}

static void write_throw(JsWriter *js, const Expr *expr)
{
    begin_line(js, "throw ");
    js_thrown(js, expr);
    buf_puts(js->out, ";\n");
}

static const Expr *without_try(const Expr *expr)
{
    while (expr->kind == EXPR_TRY)
        expr = expr->a;
    return expr;
}

/* Whether it is written as statements of its own. */
static bool is_several(const Sink *sink, const Expr *expr)
{
    if (expr->kind == EXPR_COALESCE)
        return sink->name && is_thrown(without_try(expr->b));
    if (expr->kind == EXPR_CATCH)
        return sink->name != NULL;
    if (expr->kind == EXPR_COND)
        return is_thrown(expr->b) || is_thrown(expr->c);
    for (size_t i = 0; expr->kind == EXPR_MATCH && i < expr->arm_count; i++)
        if (is_thrown(expr->arms[i].value))
            return true;
    return false;
}

static void declare(JsWriter *js, Sink *sink)
{
    if (sink->name && !sink->declared) {
        js_indent(js);
        buf_printf(js->out, "var %s;\n", sink->name);
    }
    sink->declared = true;
}

static void write_branch(JsWriter *js, const Sink *sink, const Expr *value)
{
    js->indent++;
    write_to(js, sink, value);
    js->indent--;
}

static void write_plain(JsWriter *js, const Sink *sink, const Expr *value)
{
    js_indent(js);
    if (!sink->name)
        buf_puts(js->out, "return ");
    else
        buf_printf(js->out, "%s%s = ", sink->declared ? "" : "var ",
                   sink->name);
    js_value_as(js, value, sink->type, BIND_CONDITION);
    buf_puts(js->out, ";\n");
}

static void write_coalesce(JsWriter *js, const Sink *sink, const Expr *expr)
{
    write_plain(js, sink, expr->a);
    js_indent(js);
    buf_printf(js->out, "if (%s == null) {\n", sink->name);
    write_branch(js, sink, without_try(expr->b));
    write_line(js, "}");
}

static void write_catch(JsWriter *js, const Sink *sink, const Expr *expr)
{
    write_line(js, "try {");
    write_branch(js, sink, expr->a);
    write_line(js, "} catch (error) {");
    js->indent++;
    js_indent(js);
    buf_printf(js->out, "%s(error);\n", js_helper(js, "caught"));
    write_to(js, sink, expr->b);
    js->indent--;
    write_line(js, "}");
}

static void write_condition(JsWriter *js, const Sink *sink, const Expr *expr)
{
    begin_line(js, "if (");
    js_value(js, expr->a, BIND_ANY);
    buf_puts(js->out, ") {\n");
    write_branch(js, sink, expr->b);
    write_line(js, "} else {");
    write_branch(js, sink, expr->c);
    write_line(js, "}");
}

/* The subject of a match under a name that can be written again. */
static const char *subject(JsWriter *js, const Expr *value)
{
    if (value->kind == EXPR_LOCAL && js_local(js, value->text))
        return js_local(js, value->text)->text;
    const char *name = js_fresh(js, "subject");
    Sink sink = {.name = name, .type = value->type};
    write_to(js, &sink, value);
    return name;
}

/* The head of arm number i; false where it takes all that is left. */
static bool write_arm(JsWriter *js, const char *name, const Expr *value,
                      size_t i, Expr **patterns, size_t count, bool last)
{
    bool all = count == 0 || (last && i > 0);
    begin_line(js, i == 0 ? "" : "} else ");
    if (!all || i == 0) {
        buf_puts(js->out, "if (");
        if (count == 0)
            buf_puts(js->out, "true");
        else
            js_patterns(js, name, name, value->type, patterns, count);
        buf_puts(js->out, ") ");
    }
    buf_puts(js->out, "{\n");
    return !all;
}

static void write_match(JsWriter *js, const Sink *sink, const Expr *expr)
{
    const char *name = subject(js, expr->a);
    for (size_t i = 0; i < expr->arm_count; i++) {
        const ExprArm *arm = &expr->arms[i];
        bool on = write_arm(js, name, expr->a, i, arm->patterns,
                            arm->pattern_count, i + 1 == expr->arm_count);
        write_branch(js, sink, arm->value);
        if (!on)
            break;
    }
    write_line(js, "}");
}

static void write_to(JsWriter *js, const Sink *given, const Expr *value)
{
    Sink sink = *given;
    value = without_try(value);
    if (is_thrown(value)) {
        write_throw(js, value);
        return;
    }
    if (!is_several(&sink, value)) {
        write_plain(js, &sink, value);
        return;
    }
    if (value->kind == EXPR_COALESCE) {
        write_coalesce(js, &sink, value);
        return;
    }
    declare(js, &sink);
    if (value->kind == EXPR_CATCH)
        write_catch(js, &sink, value);
    else if (value->kind == EXPR_COND)
        write_condition(js, &sink, value);
    else
        write_match(js, &sink, value);
}

/* ---- names ---- */

static void bind_text(JsWriter *js, const char *name, const char *text,
                      unsigned parts)
{
    JsLocal *local = arena_new(js->arena, JsLocal);
    *local = (JsLocal){name, text, parts, js->locals};
    js->locals = local;
}

static void write_let(JsWriter *js, const Step *step)
{
    unsigned parts = js_parts_of(js, step->value);
    const char *text = js_fresh(js, step->name);
    Sink sink = {.name = text,
                 .type = step->type ? step->type : step->value->type};
    write_to(js, &sink, step->value);
    bind_text(js, step->name, text, parts);
}

static void write_otherwise(JsWriter *js, const StepList *steps)
{
    if (steps->count > 0) {
        write_line(js, "} else {");
        write_block(js, steps);
    }
    write_line(js, "}");
}

static void write_if(JsWriter *js, const Step *step)
{
    begin_line(js, "if (");
    for (;;) {
        js_value(js, step->value, BIND_ANY);
        buf_puts(js->out, ") {\n");
        write_block(js, &step->body);
        const StepList *otherwise = &step->otherwise;
        if (otherwise->count != 1 || otherwise->items[0]->kind != STEP_IF)
            break;
        begin_line(js, "} else if (");
        step = otherwise->items[0];
    }
    write_otherwise(js, &step->otherwise);
}

static void write_if_let(JsWriter *js, const Step *step)
{
    JsLocal *outer = js->locals;
    unsigned parts = js_parts_of(js, step->value);
    const char *text = js_fresh(js, step->name);
    js_indent(js);
    buf_printf(js->out, "var %s = ", text);
    js_nullish(js, step->value, BIND_CONDITION);
    buf_puts(js->out, ";\n");
    js_indent(js);
    buf_printf(js->out, "if (%s != null) {\n", text);
    bind_text(js, step->name, text, parts);
    write_block(js, &step->body);
    js->locals = outer;
    write_otherwise(js, &step->otherwise);
}

/* ---- loops ---- */

static void write_turn(JsWriter *js)
{
    if (!js->counted)
        return;
    js_indent(js);
    buf_printf(js->out, "%s();\n", js_helper(js, "step"));
}

static bool is_range(const Expr *expr)
{
    return expr->kind == EXPR_CALL && expr->receiver &&
           strcmp(expr->text, "range") == 0 && expr->item_count == 2;
}

/* for i in range(a, b) */
static void write_range(JsWriter *js, const Step *step)
{
    const char *end = js_fresh(js, "end");
    const char *name = js_fresh(js, step->name);
    begin_line(js, "for (var ");
    buf_printf(js->out, "%s = ", name);
    js_value(js, step->value->items[0], BIND_CONDITION);
    buf_printf(js->out, ", %s = ", end);
    js_value(js, step->value->items[1], BIND_CONDITION);
    buf_printf(js->out, "; %s < %s; %s += 1) {\n", name, end, name);
    bind_text(js, step->name, name, 0);
    js->indent++;
    write_turn(js);
    js_steps(js, &step->body);
    js->indent--;
    write_line(js, "}");
}

/* What is gone through, under a name. */
static const char *write_subject(JsWriter *js, const Step *step,
                                 const char *like, const char *otherwise)
{
    const Expr *value = step->value;
    bool null = value->type->kind == TYPE_OPTIONAL;
    if (value->kind == EXPR_LOCAL && !null && js_local(js, value->text))
        return js_local(js, value->text)->text;
    const char *name = js_fresh(js, like);
    js_indent(js);
    buf_printf(js->out, "var %s = ", name);
    js_nullish(js, value, null ? BIND_OR : BIND_CONDITION);
    buf_printf(js->out, "%s%s;\n", null ? " || " : "", null ? otherwise : "");
    return name;
}

static void write_list(JsWriter *js, const Step *step)
{
    unsigned parts = js_parts_of(js, step->value);
    const char *list = write_subject(js, step, "list", "[]");
    const char *i = step->key ? js_fresh(js, step->key) : js_fresh(js, "i");
    const char *name = js_fresh(js, step->name);
    js_indent(js);
    buf_printf(js->out, "for (var %s = 0; %s < %s.length; %s += 1) {\n", i, i,
               list, i);
    js->indent++;
    write_turn(js);
    js_indent(js);
    buf_printf(js->out, "var %s = %s[%s];\n", name, list, i);
    if (step->key)
        bind_text(js, step->key, i, 0);
    bind_text(js, step->name, name, parts);
    js_steps(js, &step->body);
    js->indent--;
    write_line(js, "}");
}

static void write_keys(JsWriter *js, const Type *type, const char *map)
{
    if (type->kind == TYPE_MAP) {
        buf_printf(js->out, "%s(%s);\n", js_helper(js, "map_keys"), map);
        return;
    }
    buf_printf(js->out, "%s(%s, [", js_helper(js, "record_keys"), map);
    for (size_t i = 0; i < type->record->field_count; i++) {
        buf_puts(js->out, i ? ", " : "");
        js_quote(js->out, type->record->fields[i]->wire);
    }
    buf_puts(js->out, "]);\n");
}

static void write_entries(JsWriter *js, const Step *step)
{
    unsigned parts = js_parts_of(js, step->value);
    const char *map = write_subject(js, step, "map", "{}");
    const char *keys = js_fresh(js, "keys"), *i = js_fresh(js, "i");
    const char *key = js_fresh(js, step->key ? step->key : "key");
    const char *name = js_fresh(js, step->name);
    js_indent(js);
    buf_printf(js->out, "var %s = ", keys);
    write_keys(js, js_strip(step->value->type), map);
    js_indent(js);
    buf_printf(js->out, "for (var %s = 0; %s < %s.length; %s += 1) {\n", i, i,
               keys, i);
    js->indent++;
    write_turn(js);
    js_indent(js);
    buf_printf(js->out, "var %s = %s[%s];\n", key, keys, i);
    js_indent(js);
    buf_printf(js->out, "var %s = %s[%s];\n", name, map, key);
    if (step->key)
        bind_text(js, step->key, key, 0);
    bind_text(js, step->name, name, parts);
    js_steps(js, &step->body);
    js->indent--;
    write_line(js, "}");
}

static void write_for(JsWriter *js, const Step *step)
{
    JsLocal *outer = js->locals;
    TypeKind kind = js_strip(step->value->type)->kind;
    if (is_range(step->value) && !step->key)
        write_range(js, step);
    else if (kind == TYPE_LIST)
        write_list(js, step);
    else if (kind == TYPE_MAP || kind == TYPE_RECORD)
        write_entries(js, step);
    else
        js_refuse(js, step->value->span, "go through this");
    js->locals = outer;
}

/* ---- the rest ---- */

static void write_switch(JsWriter *js, const Step *step)
{
    JsLocal *outer = js->locals;
    const char *name = subject(js, step->value);
    for (size_t i = 0; i < step->arm_count; i++) {
        const StepArm *arm = &step->arms[i];
        bool on = write_arm(js, name, step->value, i, arm->patterns,
                            arm->pattern_count, false);
        write_block(js, &arm->body);
        if (!on)
            break;
    }
    if (step->arm_count > 0)
        write_line(js, "}");
    js->locals = outer;
}

static void write_return(JsWriter *js, const Step *step)
{
    Sink sink = {.type = js->result};
    if (step->value)
        write_to(js, &sink, step->value);
    else
        write_line(js, "return;");
}

static void write_do(JsWriter *js, const Expr *value)
{
    value = without_try(value);
    if (is_thrown(value)) {
        write_throw(js, value);
        return;
    }
    js_indent(js);
    js_value(js, value, BIND_ANY);
    buf_puts(js->out, ";\n");
}

static void write_step(JsWriter *js, const Step *step)
{
    switch (step->kind) {
    case STEP_LET:
        write_let(js, step);
        return;
    case STEP_ASSIGN:
        js_indent(js);
        js_assign(js, step->target, step->value);
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
        js_refuse(js, step->span, "test anything");
        return;
    }
}

void js_steps(JsWriter *js, const StepList *steps)
{
    JsLocal *outer = js->locals;
    for (size_t i = 0; i < steps->count; i++)
        write_step(js, steps->items[i]);
    js->locals = outer;
}

void js_body(JsWriter *js, const StepList *steps)
{
    Buf text = {0}, *outer = js->out;
    const char **temporary = js->temporary;
    size_t count = js->temporary_count;
    js->temporary = NULL;
    js->temporary_count = 0;
    js->out = &text;
    js_steps(js, steps);
    js->out = outer;
    for (size_t i = 0; i < js->temporary_count; i++) {
        js_indent(js);
        buf_printf(js->out, "var %s;\n", js->temporary[i]);
    }
    buf_write(js->out, buf_text(&text), text.length);
    buf_free(&text);
    js->temporary = temporary;
    js->temporary_count = count;
}

bool js_leaves(const StepList *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        const Step *step = steps->items[i];
        if (step->kind == STEP_RETURN || js_leaves(&step->body) ||
            js_leaves(&step->otherwise))
            return true;
        for (size_t k = 0; k < step->arm_count; k++)
            if (js_leaves(&step->arms[k].body))
                return true;
    }
    return false;
}
