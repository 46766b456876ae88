/* expressions.c - operators, failure and choices; every expression passes here.
 */
#include "check/expressions.h"

#include <inttypes.h>
#include <string.h>

#include "check/steps.h"

static Expr *elaborate(Checker *ck, const Env *env, const Node *node,
                       const Type *expected);

Expr *expr_new(Checker *ck, ExprKind kind, Span span, const Type *type)
{
    Expr *expr = arena_new(ck->arena, Expr);
    *expr = (Expr){.kind = kind, .span = span, .type = type};
    return expr;
}

Expr *expr_poison(Checker *ck, Span span)
{
    return expr_new(ck, EXPR_ERROR, span, type_of_kind(ck, TYPE_ERROR));
}

/* ---- operators ---- */

/* The fix that leaves `kept` of `whole`. */
static void needless(Checker *ck, Diag *d, Span kept, Span whole)
{
    Span before = {whole.file, whole.start, kept.start};
    Span behind = {whole.file, kept.end, whole.end};
    if (before.end > before.start)
        diag_fix(ck->diags, d, before, "", true);
    if (behind.end > behind.start)
        diag_fix(ck->diags, d, behind, "", true);
}

Expr *operand_report(Checker *ck, const Node *node, const char *operator_,
                     const Expr *a, const Expr *b)
{
    if (!type_is_error(a->type) && (!b || !type_is_error(b->type))) {
        const char *types = quoted_type(ck, a->type);
        if (b)
            types = arena_format(ck->arena, "%s and %s", types,
                                 quoted_type(ck, b->type));
        operand_explain(ck, operator_, a, b,
                        diag_report(ck->diags, D_BAD_OPERAND, node->span,
                                    operator_, types));
    }
    return expr_poison(ck, node->span);
}

static const Type *arithmetic_type(Checker *ck, const char *operator_,
                                   const Type *a, const Type *b)
{
    if (type_is_number(a) && type_is_number(b) && a->kind != TYPE_DECIMAL &&
        a->kind != TYPE_INT64 && b->kind != TYPE_INT64) {
        bool whole =
            type_is_integer(a) && type_is_integer(b) && *operator_ != '/';
        return type_of_kind(ck, whole ? TYPE_INT : TYPE_FLOAT);
    }
    bool adds = *operator_ == '+' || *operator_ == '-';
    if (adds && b->kind == TYPE_DURATION &&
        (a->kind == TYPE_TIMESTAMP || a->kind == TYPE_DURATION))
        return a;
    if (*operator_ == '-' && a->kind == TYPE_TIMESTAMP &&
        b->kind == TYPE_TIMESTAMP)
        return type_of_kind(ck, TYPE_DURATION);
    return NULL;
}

static const Type *comparison_type(Checker *ck, const char *operator_,
                                   const Type *a, const Type *b)
{
    bool equality = operator_[0] == '=' || operator_[0] == '!';
    bool joins =
        type_join(ck, a, b) != NULL || (type_is_number(a) && type_is_number(b));
    bool ordered = type_is_text(a) || type_is_number(a) ||
                   a->kind == TYPE_TIMESTAMP || a->kind == TYPE_DATE ||
                   a->kind == TYPE_DURATION;
    return joins && (equality || ordered) ? type_of_kind(ck, TYPE_BOOL) : NULL;
}

static const Type *logic_type(Checker *ck, const Type *a, const Type *b)
{
    return a->kind == TYPE_BOOL && b->kind == TYPE_BOOL
               ? type_of_kind(ck, TYPE_BOOL)
               : NULL;
}

static const Type *binary_type(Checker *ck, const char *operator_,
                               const Type *a, const Type *b)
{
    if (strcmp(operator_, "and") == 0 || strcmp(operator_, "or") == 0)
        return logic_type(ck, a, b);
    if (strchr("=!<>", *operator_))
        return comparison_type(ck, operator_, a, b);
    return arithmetic_type(ck, operator_, a, b);
}

/* `x == null` where x never is: what tests look at, and the errors of servers
 * in trouble, may be anything. */
static void check_null(Checker *ck, const Env *env, const Expr *a,
                       const Expr *b)
{
    const Expr *value = a->kind == EXPR_NULL ? b : a;
    const Type *type = value->type;
    if ((a->kind == EXPR_NULL) == (b->kind == EXPR_NULL) || !env->scene ||
        env->scene->test || env->roots & ROOT_ERROR)
        return;
    if (!type_is_optional(type) && !type_is_error(type) &&
        type->kind != TYPE_JSON && type->kind != TYPE_NEVER)
        diag_report(ck->diags, D_NEVER_NULL, value->span);
}

static Expr *check_binary(Checker *ck, const Env *env, const Node *node)
{
    const char *operator_ = node->as.binary.operator_text;
    Expr *a = expr_check(ck, env, node->as.binary.left, NULL);
    const Type *side = strchr("=!", *operator_) ? a->type : NULL;
    Env right = *env;
    if (*operator_ == 'a' || *operator_ == 'o')
        narrow(ck, &right, node->as.binary.left, *operator_ == 'a');
    Expr *b = elaborate(ck, &right, node->as.binary.right, side);
    if (*operator_ == '+' && (type_is_text(type_strip(a->type)) ||
                              type_is_text(type_strip(b->type)))) {
        Expr *concat = expr_new(ck, EXPR_CONCAT, node->span,
                                type_of_kind(ck, TYPE_STRING));
        text_add(ck, concat, a);
        text_add(ck, concat, b);
        return text_fold(ck, concat);
    }
    const Type *type = binary_type(ck, operator_, a->type, b->type);
    if (!type)
        return operand_report(ck, node, operator_, a, b);
    if (side)
        check_null(ck, env, a, b);
    Expr *unknown = side ? fallback_comparison(ck, node, a, b) : NULL;
    if (unknown)
        return unknown;
    Expr *expr = expr_new(ck, EXPR_BINARY, node->span, type);
    expr->text = operator_;
    expr->a = a;
    expr->b = b;
    return expr;
}

static Expr *check_unary(Checker *ck, const Env *env, const Node *node,
                         const Type *expected)
{
    const char *operator_ = node->as.unary.operator_text;
    const Node *operand = node->as.unary.operand;
    bool not = *operator_ == 'n';
    if (!not &&operand->kind == NODE_INT && operand->as.integer.value) {
        Node negative = *operand;
        negative.as.integer.value = -operand->as.integer.value;
        negative.span = node->span;
        return literal_int(ck, &negative, expected);
    }
    Expr *a = elaborate(ck, env, operand, expected);
    if (type_is_error(a->type))
        return a;
    if (not ? a->type->kind != TYPE_BOOL
            : !type_is_number(a->type) && a->type->kind != TYPE_DURATION)
        return operand_report(ck, node, operator_, a, NULL);
    if (!not &&a->kind == EXPR_DURATION) {
        Expr *negative = expr_new(ck, a->kind, node->span, a->type);
        negative->integer = -a->integer;
        return negative;
    }
    Expr *expr = expr_new(ck, EXPR_UNARY, node->span, a->type);
    expr->text = operator_;
    expr->a = a;
    return expr;
}

/* What stands in for `a` is an object or a value of an enum as `a` is. */
static const Type *otherwise_type(const Type *expected, const Expr *a)
{
    const Type *type = type_strip(a->type);
    bool named = type->kind == TYPE_RECORD || type->kind == TYPE_ENUM;
    return expected ? expected : named ? type : NULL;
}

/* `text.to_int() ?? 0`: a failure is no null. */
static void report_coalesced_failure(Checker *ck, const Node *node)
{
    const Node *left = node->as.coalesce.left;
    Span between = {left->span.file, left->span.end,
                    node->as.coalesce.right->span.start};
    Diag *d = diag_report(ck->diags, D_UNHANDLED_FAILURE, left->span,
                          SOURCE_AT(ck, left->span));
    diag_also(ck->diags, d, between, "`??` is for null, `catch` for failure");
    diag_fix(ck->diags, d, between, " catch ", false);
}

static Expr *check_coalesce(Checker *ck, const Env *env, const Node *node,
                            const Type *expected)
{
    bool failure = false;
    Env inner = *env;
    if (!env->failure)
        inner.failure = &failure;
    Expr *a = elaborate(ck, &inner, node->as.coalesce.left,
                        expected ? type_optional(ck, expected) : NULL);
    Expr *b = elaborate(ck, env, node->as.coalesce.right,
                        otherwise_type(expected, a));
    if (failure)
        report_coalesced_failure(ck, node);
    else if (!type_is_optional(a->type) && !type_is_error(a->type) &&
             a->type->kind != TYPE_JSON)
        needless(ck, diag_report(ck->diags, D_NEEDLESS_COALESCE, node->span),
                 node->as.coalesce.left->span, node->span);
    /* What stands in for null may be null itself. */
    if (type_is_error(b->type))
        return expr_poison(ck, node->span);
    const Type *type = type_join(ck, type_strip(a->type), b->type);
    if (!type)
        return operand_report(ck, node, "??", a, b);
    Expr *expr = expr_new(ck, EXPR_COALESCE, node->span, type);
    expr->a = a;
    expr->b = b;
    return expr;
}

/* ---- failure ---- */

static void check_needless(Checker *ck, const Node *node, const char *word,
                           const Expr *a, bool failure)
{
    if (failure || type_is_error(a->type))
        return;
    const Node *value = node->kind == NODE_TRY ? node->as.trying.value
                                               : node->as.catching.value;
    needless(ck, diag_report(ck->diags, D_NEEDLESS_TRY, node->span, word),
             value->span, node->span);
}

static Expr *check_catch(Checker *ck, const Env *env, const Node *node,
                         const Type *expected)
{
    bool failure = false;
    Env inner = *env;
    inner.failure = &failure;
    Expr *a = elaborate(ck, &inner, node->as.catching.value, expected);
    Expr *b = elaborate(ck, env, node->as.catching.otherwise,
                        otherwise_type(expected, a));
    check_needless(ck, node, "catch", a, failure);
    const Type *type = type_join(ck, a->type, b->type);
    if (!type)
        return operand_report(ck, node, "catch", a, b);
    Expr *expr = expr_new(ck, EXPR_CATCH, node->span, type);
    expr->a = a;
    expr->b = b;
    return expr;
}

/* An error leaves the steps around it: a fn must say that it can fail. */
static void leave_check(Checker *ck, const Env *env, Span span,
                        const char *word)
{
    if (!env->scene || !env->scene->infallible)
        return;
    const Node *fn = env->scene->fn->node;
    Diag *d =
        diag_report(ck->diags, D_INFALLIBLE, span, word, env->scene->fn->name);
    if (!fn->as.fn.result)
        return;
    Span behind = span_after(fn->as.fn.result->span);
    diag_also(ck->diags, d, fn->as.fn.result->span,
              "`!` behind the result says that it can fail");
    diag_fix(ck->diags, d, behind, "!", false);
}

static Expr *check_try(Checker *ck, const Env *env, const Node *node,
                       const Type *expected)
{
    bool failure = false;
    Env inner = *env;
    inner.failure = &failure;
    Expr *a = elaborate(ck, &inner, node->as.trying.value, expected);
    check_needless(ck, node, "try", a, failure);
    leave_check(ck, env, node->span, "try");
    Expr *expr = expr_new(ck, EXPR_TRY, node->span, a->type);
    expr->a = a;
    return expr;
}

/* ---- choices ---- */

static Expr *check_cond(Checker *ck, const Env *env, const Node *node,
                        const Type *expected)
{
    Expr *expr = expr_new(ck, EXPR_COND, node->span, NULL);
    Env yes = *env, no = *env;
    no.because = (Span){0}; /* that is about the value, not the condition */
    expr->a = expr_check(ck, &no, node->as.cond.condition,
                         type_of_kind(ck, TYPE_BOOL));
    no = *env;
    narrow(ck, &yes, node->as.cond.condition, true);
    narrow(ck, &no, node->as.cond.condition, false);
    expr->b = elaborate(ck, &yes, node->as.cond.then_value, expected);
    expr->c = elaborate(ck, &no, node->as.cond.else_value, expected);
    expr->type = type_join(ck, expr->b->type, expr->c->type);
    return expr->type ? expr : operand_report(ck, node, "if", expr->b, expr->c);
}

static ExprArm check_arm(Checker *ck, const Env *env, const Node *node,
                         const Type *subject, const Type *expected)
{
    ExprArm arm = {0};
    patterns_check(ck, env, node->as.arm.patterns, subject, &arm.patterns,
                   &arm.pattern_count);
    arm.value = elaborate(ck, env, node->as.arm.value, expected);
    return arm;
}

static Expr *check_match(Checker *ck, const Env *env, const Node *node,
                         const Type *expected)
{
    Expr *expr =
        expr_new(ck, EXPR_MATCH, node->span, type_of_kind(ck, TYPE_NEVER));
    expr->a = expr_check(ck, env, node->as.match.value, NULL);
    for (size_t i = 0; i < node->as.match.arms.count; i++) {
        ExprArm arm = check_arm(ck, env, node->as.match.arms.items[i],
                                expr->a->type, expected);
        const Type *type = type_join(ck, expr->type, arm.value->type);
        if (!type)
            return operand_report(ck, node, "match", expr, arm.value);
        expr->type = type;
        vec_push(ck->arena, expr->arms, expr->arm_count, arm);
    }
    expr->arms = fallback_expr_arms(ck, expr->a->type, expr->arms,
                                    &expr->arm_count, node->span);
    match_cover(ck, node->as.match.value, node->span, node->as.match.arms,
                expr->a);
    return expr;
}

static Expr *check_fail(Checker *ck, const Env *env, const Node *node)
{
    const char *const names[] = {"message", "code", "after"};
    const Node *call = node->as.fail.value;
    Expr *expr =
        expr_new(ck, EXPR_FAIL, node->span, type_of_kind(ck, TYPE_NEVER));
    leave_check(ck, env, node->span, "fail");
    if (call->as.call.callee->kind != NODE_NAME) {
        diag_report(ck->diags, D_UNKNOWN_ERROR_KIND, call->as.call.callee->span,
                    SOURCE_AT(ck, call->as.call.callee->span));
        return expr;
    }
    expr->text = error_kind(ck, call->as.call.callee->as.name.name);
    if (!expr->text)
        return expr;
    const Node *const *values =
        arguments_place(ck, call->as.call.arguments, names, 3, expr->text);
    for (size_t i = 0; i < 3; i++) {
        if (!values[i])
            continue;
        Expr *value = expr_check(ck, env, values[i], NULL);
        error_value_check(ck, value, names[i]);
        expr_add_item(ck, expr, names[i], value);
    }
    return expr;
}

/* ---- all of them ---- */

static Expr *elaborate(Checker *ck, const Env *env, const Node *node,
                       const Type *expected)
{
    switch (node->kind) {
    case NODE_NIL:
        return expr_new(ck, EXPR_NULL, node->span, type_of_kind(ck, TYPE_NULL));
    case NODE_BOOL:
        return literal_number(ck, node, EXPR_BOOL, TYPE_BOOL,
                              node->as.boolean.value);
    case NODE_INT:
        return literal_int(ck, node, expected);
    case NODE_FLOAT:
        return literal_float(ck, node, expected);
    case NODE_DURATION:
        return literal_number(ck, node, EXPR_DURATION, TYPE_DURATION,
                              node->as.duration.microseconds);
    case NODE_SIZE:
        return literal_number(ck, node, EXPR_SIZE, TYPE_INT,
                              node->as.size.bytes);
    case NODE_STATUS:
        status_report(ck, node, expected);
        return expr_poison(ck, node->span);
    case NODE_STRING:
        placeholders_check(ck, env, node);
        return literal_string(ck, node, expected);
    case NODE_INTERPOLATION:
        return literal_interpolation(ck, env, node);
    case NODE_LIST:
        return literal_list(ck, env, node, expected);
    case NODE_OBJECT:
        return literal_object(ck, env, node, expected);
    case NODE_NAME:
        return name_check(ck, env, node, expected);
    case NODE_MEMBER:
        return member_check(ck, env, node);
    case NODE_INDEX:
        return index_check(ck, env, node);
    case NODE_CALL:
        return call_check(ck, env, node, expected);
    case NODE_UNARY:
        return check_unary(ck, env, node, expected);
    case NODE_BINARY:
        return check_binary(ck, env, node);
    case NODE_COALESCE:
        return check_coalesce(ck, env, node, expected);
    case NODE_TRY:
        return check_try(ck, env, node, expected);
    case NODE_CATCH:
        return check_catch(ck, env, node, expected);
    case NODE_COND:
        return check_cond(ck, env, node, expected);
    case NODE_MATCH:
        return check_match(ck, env, node, expected);
    case NODE_CAST:
        return cast_check(ck, env, node);
    case NODE_FAIL:
        return check_fail(ck, env, node);
    case NODE_LAMBDA:
        diag_report(ck->diags, D_LAMBDA_HERE, node->span);
        return expr_poison(ck, node->span);
    default: /* no expression: already reported */
        return expr_poison(ck, node->span);
    }
}

Expr *expr_check(Checker *ck, const Env *env, const Node *node,
                 const Type *expected)
{
    Expr *expr = elaborate(ck, env, node, expected);
    if (diag_is_muted(ck->diags, node->span))
        return expr_poison(ck, node->span);
    Diag *d =
        expected ? report_mismatch(ck, node->span, expected, expr->type) : NULL;
    if (d) {
        diag_also(ck->diags, d, env->because, "expected because of this");
        mistyped_explain(ck, d, node, expected, expr->type);
        if (d->code == D_MAYBE_NULL && node->kind == NODE_MEMBER)
            diag_help(ck->diags, d,
                      "`if let x = %s { … }` goes on where it is there",
                      SOURCE_AT(ck, node->span));
    }
    return expr;
}
