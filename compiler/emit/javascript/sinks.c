/* sinks.c - values that go somewhere. Where an expression can leave in its
 * middle, as in `x ?? fail …`, the statement around it becomes several. */
#include "emit/javascript/writer.h"

/* ---- lines ---- */

void script_begin(JsWriter *js, const char *text)
{
    script_indent(js);
    buf_puts(js->out, text);
}

void script_line(JsWriter *js, const char *text)
{
    script_begin(js, text);
    buf_putc(js->out, '\n');
}

/* ---- where a value goes ---- */

void script_throw(JsWriter *js, const Expr *expr)
{
    script_begin(js, "throw ");
    script_thrown(js, expr);
    buf_puts(js->out, ";\n");
}

const Expr *script_without_try(const Expr *expr)
{
    while (expr->kind == EXPR_TRY)
        expr = expr->a;
    return expr;
}

/* Whether it is written as statements of its own. */
static bool is_several(const JsSink *sink, const Expr *expr)
{
    if (expr->kind == EXPR_COALESCE)
        return sink->name && script_is_thrown(script_without_try(expr->b));
    if (expr->kind == EXPR_CATCH)
        return sink->name != NULL && expr->b->kind != EXPR_LIST;
    if (expr->kind == EXPR_COND)
        return script_is_thrown(expr->b) || script_is_thrown(expr->c);
    for (size_t i = 0; expr->kind == EXPR_MATCH && i < expr->arm_count; i++)
        if (script_is_thrown(expr->arms[i].value))
            return true;
    return false;
}

static void declare(JsWriter *js, JsSink *sink)
{
    if (sink->name && !sink->declared) {
        script_indent(js);
        buf_printf(js->out, "var %s;\n", sink->name);
    }
    sink->declared = true;
}

static void write_branch(JsWriter *js, const JsSink *sink, const Expr *value)
{
    js->indent++;
    script_sink(js, sink, value);
    js->indent--;
}

static void write_plain(JsWriter *js, const JsSink *sink, const Expr *value)
{
    script_indent(js);
    if (!sink->name)
        buf_puts(js->out, "return ");
    else
        buf_printf(js->out, "%s%s = ", sink->declared ? "" : "var ",
                   sink->name);
    script_value_as(js, value, sink->type, BIND_CONDITION);
    buf_puts(js->out, ";\n");
}

static void write_coalesce(JsWriter *js, const JsSink *sink, const Expr *expr)
{
    write_plain(js, sink, expr->a);
    script_indent(js);
    buf_printf(js->out, "if (%s == null) {\n", sink->name);
    write_branch(js, sink, script_without_try(expr->b));
    script_line(js, "}");
}

static void write_catch(JsWriter *js, const JsSink *sink, const Expr *expr)
{
    script_line(js, "try {");
    write_branch(js, sink, expr->a);
    script_line(js, "} catch (error) {");
    js->indent++;
    script_indent(js);
    buf_printf(js->out, "%s(error);\n", script_helper(js, "caught"));
    script_sink(js, sink, expr->b);
    js->indent--;
    script_line(js, "}");
}

static void write_condition(JsWriter *js, const JsSink *sink, const Expr *expr)
{
    script_begin(js, "if (");
    script_value(js, expr->a, BIND_ANY);
    buf_puts(js->out, ") {\n");
    write_branch(js, sink, expr->b);
    script_line(js, "} else {");
    write_branch(js, sink, expr->c);
    script_line(js, "}");
}

/* The subject of a match under a name that can be written again. */
const char *script_subject(JsWriter *js, const Expr *value)
{
    if (value->kind == EXPR_LOCAL && hook_local(&js->uses, value->text))
        return hook_local(&js->uses, value->text)->text;
    const char *name = script_fresh(js, "subject");
    JsSink sink = {.name = name, .type = value->type};
    script_sink(js, &sink, value);
    return name;
}

/* The head of arm number i; false where it takes all that is left. */
bool script_arm(JsWriter *js, const char *name, const Expr *value, size_t i,
                Expr **patterns, size_t count, bool last)
{
    bool all = count == 0 || (last && i > 0);
    script_begin(js, i == 0 ? "" : "} else ");
    if (!all || i == 0) {
        buf_puts(js->out, "if (");
        if (count == 0)
            buf_puts(js->out, "true");
        else
            script_patterns(js, name, name, value->type, patterns, count);
        buf_puts(js->out, ") ");
    }
    buf_puts(js->out, "{\n");
    return !all;
}

static void write_match(JsWriter *js, const JsSink *sink, const Expr *expr)
{
    const char *name = script_subject(js, expr->a);
    for (size_t i = 0; i < expr->arm_count; i++) {
        const ExprArm *arm = &expr->arms[i];
        bool on = script_arm(js, name, expr->a, i, arm->patterns,
                             arm->pattern_count, i + 1 == expr->arm_count);
        write_branch(js, sink, arm->value);
        if (!on)
            break;
    }
    script_line(js, "}");
}

void script_sink(JsWriter *js, const JsSink *given, const Expr *value)
{
    JsSink sink = *given;
    value = script_without_try(value);
    if (script_is_thrown(value)) {
        script_throw(js, value);
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
