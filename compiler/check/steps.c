/* steps.c - statements: what each says, and where a run of them ends. */
#include "check/steps.h"

#include <string.h>

static Step *step_new(Checker *ck, StepKind kind, Span span)
{
    Step *step = arena_new(ck->arena, Step);
    step->kind = kind;
    step->span = span;
    return step;
}

Expr *local_new(Checker *ck, Word name, const Type *type)
{
    Expr *local = expr_new(ck, EXPR_LOCAL, name.span, type);
    local->text = name.text;
    return local;
}

/* `try value.items()`: the items of an array are parts of it. */
static const Node *items_owner(const Node *node)
{
    if (node->kind == NODE_TRY)
        node = node->as.trying.value;
    else if (node->kind == NODE_CATCH)
        node = node->as.catching.value;
    const Node *callee = node->kind == NODE_CALL ? node->as.call.callee : NULL;
    return callee && callee->kind == NODE_MEMBER &&
                   strcmp(callee->as.access.name.text, "items") == 0
               ? callee->as.access.object
               : NULL;
}

bool is_writable(const Env *env, const Node *node)
{
    const Node *owner = items_owner(node);
    if (owner)
        return is_writable(env, owner);
    const char *base = node_base(node);
    const Binding *b = base ? env_find(env, base) : NULL;
    return b && b->writable;
}

/* ---- assignment ---- */

static void report_target(Checker *ck, const Node *target, const char *help)
{
    Diag *d = diag_report(ck->diags, D_BAD_ASSIGNMENT, target->span,
                          SOURCE_AT(ck, target->span));
    if (help)
        diag_help(ck->diags, d, "%s", help);
}

/* A field that no source declares and steps may not set. */
static bool is_fixed(const Expr *target)
{
    return target->kind == EXPR_MEMBER && target->field &&
           target->field->readonly && target->field->span.file == 0;
}

static void assign_stored(Checker *ck, const Env *env, const Node *node,
                          Step *step)
{
    const Type *type = type_strip(step->value->type);
    (void)env;
    if (!type_is_scalar(type) && !type_is_error(type) &&
        type->kind != TYPE_JSON && type->kind != TYPE_NEVER)
        diag_report(ck->diags, D_NOT_TEXT, node->as.assign.value->span,
                    quoted_type(ck, step->value->type));
}

void assign_check(Checker *ck, const Env *env, const Node *node, Step *step)
{
    const Node *target = node->as.assign.target;
    const char *base = node_base(target);
    bool stored = base && strcmp(base, "account") == 0 && !env_find(env, base);
    bool config = base && strcmp(base, "config") == 0 && !env_find(env, base);
    bool kept = target->kind == NODE_INDEX &&
                target->as.index.object->kind == NODE_NAME;
    bool stores = env->scene->stores && (kept || target->kind == NODE_MEMBER);
    if (stored || config ? !stores : !is_writable(env, target)) {
        const Binding *b = base ? env_find(env, base) : NULL;
        report_target(ck, target,
                      b && b->value->kind == EXPR_LOCAL
                          ? "what a `let` names never changes"
                          : NULL);
        expr_check(ck, env, node->as.assign.value,
                   type_of_kind(ck, TYPE_ERROR));
        return;
    }
    step->target = expr_check(ck, env, target, NULL);
    if (is_fixed(step->target)) {
        report_target(ck, target, NULL);
        return;
    }
    Env inner = *env;
    inner.because = target->span;
    step->value = expr_check(ck, &inner, node->as.assign.value,
                             stored ? NULL : step->target->type);
    if (stored)
        assign_stored(ck, env, node, step);
}

/* What has a field of that name: `event` for `kind`. Or NULL. */
static const char *owner_of(const Env *env, const char *name)
{
    static const char *const owners[] = {"event", "request", "response",
                                         "subscription"};
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
        const Binding *b = env_find(env, owners[i]);
        const Type *type = b ? b->value->type : NULL;
        if (type && type->kind == TYPE_RECORD &&
            record_field(type->record, name))
            return owners[i];
    }
    return NULL;
}

/* `x = 1`, a setting to the parser. */
static void report_setting(Checker *ck, Env *env, const Node *node)
{
    Word name = node->as.setting.name;
    Diag *d = diag_report(ck->diags, D_BAD_ASSIGNMENT, name.span, name.text);
    if (env_find(env, name.text)) {
        diag_help(ck->diags, d, "what a name stands for never changes");
    } else {
        Span front = {name.span.file, name.span.start, name.span.start};
        const char *owner = owner_of(env, name.text);
        if (owner)
            diag_label(ck->diags, d, "did you mean `%s.%s`?", owner, name.text);
        else
            diag_help(ck->diags, d, "`let %s = …` names a value", name.text);
        diag_fix(ck->diags, d, front,
                 owner ? arena_format(ck->arena, "%s.", owner) : "let ", false);
    }
    const Type *lost = type_of_kind(ck, TYPE_ERROR);
    expr_check(ck, env, node->as.setting.value, lost);
    if (!env_find(env, name.text))
        env_bind(ck, env, name.text, local_new(ck, name, lost));
}

/* ---- names ---- */

static void check_let(Checker *ck, Env *env, const Node *node, Step *step)
{
    const Node *value = node->as.let.value;
    Word name = node->as.let.name;
    const Type *type = NULL;
    if (node->as.let.type) {
        type = type_resolve_value(ck, node->as.let.type, NULL, name.text,
                                  "a `let`");
        records_settle(ck);
    }
    Env inner = *env;
    if (node->as.let.type)
        inner.because = node->as.let.type->span;
    step->value = expr_check(ck, &inner, value, type);
    step->name = name.text;
    if (!type)
        type = step->value->type;
    step->type = type;
    if (type->kind == TYPE_NONE)
        diag_report(ck->diags, D_NO_VALUE, value->span);
    Binding *b = env_bind(ck, env, name.text, local_new(ck, name, type));
    b->writable = is_writable(env, value);
    b->used = type->kind == TYPE_NONE ? NULL : arena_new(ck->arena, bool);
}

static void check_if_let(Checker *ck, const Env *env, const Node *node,
                         Step *step)
{
    const Node *value = node->as.branch_let.value;
    Word name = node->as.branch_let.name;
    if (value->kind == NODE_BINARY &&
        strcmp(value->as.binary.operator_text, "and") == 0) {
        diag_report(ck->diags, D_SYNTAX, value->span,
                    "`if let` takes a value: a condition stands inside, "
                    "`if let x = a { if … { } }`");
        value = value->as.binary.left;
    }
    step->value = expr_check(ck, env, value, NULL);
    step->name = name.text;
    const Type *type = step->value->type;
    if (!type_is_optional(type) && type->kind != TYPE_JSON &&
        !type_is_error(type))
        diag_report(ck->diags, D_NEVER_NULL, value->span);
    Env inner = *env;
    Binding *b =
        env_bind(ck, &inner, name.text, local_new(ck, name, type_strip(type)));
    b->writable = is_writable(env, value);
    steps_check(ck, &inner, node->as.branch_let.then_items, &step->body);
    steps_check(ck, env, node->as.branch_let.else_items, &step->otherwise);
}

/* ---- choices ---- */

/* What follows an `if` whose other side always leaves knows its condition. */
static bool check_if(Checker *ck, Env *env, const Node *node, Step *step)
{
    const Node *condition = node->as.branch.condition;
    Env yes = *env, no = *env;
    step->value = expr_check(ck, env, condition, type_of_kind(ck, TYPE_BOOL));
    narrow(ck, &yes, condition, true);
    narrow(ck, &no, condition, false);
    bool then_ends =
        steps_check(ck, &yes, node->as.branch.then_items, &step->body);
    bool else_ends =
        steps_check(ck, &no, node->as.branch.else_items, &step->otherwise);
    if (then_ends)
        narrow(ck, env, condition, false);
    else if (else_ends)
        narrow(ck, env, condition, true);
    return then_ends && else_ends;
}

static bool check_switch(Checker *ck, const Env *env, const Node *node,
                         Step *step)
{
    NodeList arms = node->as.switching.arms;
    bool ends = arms.count > 0;
    step->value = expr_check(ck, env, node->as.switching.value, NULL);
    for (size_t i = 0; i < arms.count; i++) {
        StepArm arm = {0};
        patterns_check(ck, env, arms.items[i]->as.arm.patterns,
                       step->value->type, &arm.patterns, &arm.pattern_count);
        if (!steps_check(ck, env, arms.items[i]->as.arm.items, &arm.body))
            ends = false;
        vec_push(ck->arena, step->arms, step->arm_count, arm);
    }
    step->arms = fallback_step_arms(ck, step->value->type, step->arms,
                                    &step->arm_count, node->span);
    return match_cover(ck, node->as.switching.value, node->span, arms,
                       step->value) &&
           ends;
}

/* ---- leaving ---- */

static void report_unwanted(Checker *ck, const Env *env, Span span,
                            const Expr *value)
{
    Diag *d = diag_report(ck->diags, D_RETURN_NOTHING, span);
    if (env->scene->fn && !type_is_error(value->type))
        diag_help(ck->diags, d,
                  "`-> %s` behind the parameters says that `%s` gives one",
                  type_name(ck->arena, value->type), env->scene->fn->name);
}

static void check_return(Checker *ck, const Env *env, const Node *node,
                         Step *step)
{
    const Type *result = env->scene->result;
    const Node *value = node->as.returning.value;
    Env inner = *env;
    if (!value) {
        if (result)
            diag_report(ck->diags, D_RETURN_VALUE, node->span,
                        quoted_type(ck, result));
        return;
    }
    if (env->scene->fn && env->scene->fn->node->as.fn.result)
        inner.because = env->scene->fn->node->as.fn.result->span;
    step->value = expr_check(ck, &inner, value, result);
    if (!result)
        report_unwanted(ck, env, value->span, step->value);
}

/* `x.remove("a")` and `x.push(1)` change x. */
static void check_change(Checker *ck, const Env *env, const Node *node,
                         const Expr *call)
{
    if (node->kind != NODE_CALL || call->kind != EXPR_CALL ||
        (strcmp(call->text, "remove") != 0 && strcmp(call->text, "push") != 0))
        return;
    const Node *callee = node->as.call.callee;
    if (callee->kind == NODE_MEMBER &&
        !is_writable(env, callee->as.access.object))
        report_target(ck, callee->as.access.object, NULL);
}

static bool check_do(Checker *ck, const Env *env, const Node *node, Step *step)
{
    const Node *value = node->as.statement.value;
    step->value = expr_check(ck, env, value, NULL);
    const Expr *expr = step->value;
    bool leaves = expr->type->kind == TYPE_NEVER;
    bool tried = expr->kind == EXPR_TRY; /* called for its failure */
    if (tried)
        expr = expr->a;
    check_change(ck, env, value, expr);
    if (expr->kind == EXPR_CALL && expr->type->kind != TYPE_NONE && !leaves &&
        !tried && !type_is_error(expr->type))
        diag_report(ck->diags, D_UNUSED_VALUE, value->span, expr->text);
    return leaves;
}

static void check_expect(Checker *ck, const Env *env, const Node *node,
                         Step *step)
{
    step->value =
        expr_check(ck, env, node->as.expect.value, type_of_kind(ck, TYPE_BOOL));
    if (!env->scene->test)
        diag_report(ck->diags, D_NOT_ALLOWED_HERE, node->span, "`expect`",
                    "steps outside of a `test`");
}

/* ---- all ---- */

static bool check_step(Checker *ck, Env *env, const Node *node, Step *step)
{
    switch (node->kind) {
    case NODE_LET:
        step->kind = STEP_LET;
        check_let(ck, env, node, step);
        return step->value->type->kind == TYPE_NEVER;
    case NODE_ASSIGN:
        step->kind = STEP_ASSIGN;
        assign_check(ck, env, node, step);
        return false;
    case NODE_IF:
        step->kind = STEP_IF;
        return check_if(ck, env, node, step);
    case NODE_IF_LET:
        step->kind = STEP_IF_LET;
        check_if_let(ck, env, node, step);
        return false;
    case NODE_FOR:
        step->kind = STEP_FOR;
        loop_check(ck, env, node, step);
        return false;
    case NODE_SWITCH:
        step->kind = STEP_MATCH;
        return check_switch(ck, env, node, step);
    case NODE_RETURN:
        step->kind = STEP_RETURN;
        check_return(ck, env, node, step);
        return true;
    case NODE_EXPECT:
        step->kind = STEP_EXPECT;
        check_expect(ck, env, node, step);
        return false;
    case NODE_DO:
        return check_do(ck, env, node, step);
    case NODE_SETTING:
        report_setting(ck, env, node);
        return false;
    default: /* blocks; the rest was reported by shape */
        return false;
    }
}

static bool list_mentions(NodeList list, const char *name)
{
    for (size_t i = 0; i < list.count; i++)
        if (node_mentions(list.items[i], name))
            return true;
    return false;
}

/* `faulty`: what a mistake hides may be the use of a name. */
static void report_unused(Checker *ck, const Env *env, const Binding *outer,
                          NodeList items, bool faulty)
{
    for (const Binding *b = env->locals; b != outer; b = b->next)
        if (b->used && !*b->used && b->name[0] != '_' &&
            b->value->kind == EXPR_LOCAL && !scope_guessed(ck, b->name) &&
            !(faulty && list_mentions(items, b->name)))
            diag_report(ck->diags, D_UNUSED_LET, b->value->span, b->name);
}

/* Two names of one run of steps are different ones. */
static void check_again(Checker *ck, Map *names, Word name)
{
    Word *first = map_get(names, name.text);
    if (first) {
        Diag *d = diag_report(ck->diags, D_DUPLICATE_NAME, name.span,
                              "the name", name.text);
        diag_also(ck->diags, d, first->span, "first declared here");
        return;
    }
    Word *kept = arena_new(ck->arena, Word);
    *kept = name;
    map_set(ck->arena, names, name.text, kept);
}

bool steps_check(Checker *ck, const Env *env, NodeList items, StepList *out)
{
    Env inner = *env;
    bool ends = false, said = false;
    size_t errors = ck->diags->errors;
    Map names = {0};
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (node->kind == NODE_BLOCK || node->kind == NODE_ERROR)
            continue;
        if (ends && !said)
            diag_report(ck->diags, D_UNREACHABLE_STEP, node->span);
        said = said || ends;
        if (node->kind == NODE_LET)
            check_again(ck, &names, node->as.let.name);
        Step *step = step_new(ck, STEP_DO, node->span);
        ends = check_step(ck, &inner, node, step) || ends;
        vec_push(ck->arena, out->items, out->count, step);
    }
    report_unused(ck, &inner, env->locals, items, ck->diags->errors > errors);
    return ends;
}
