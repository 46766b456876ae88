/* casts.c - `x as T`: what can become what, and whether it can fail. */
#include "check/expressions.h"
#include "check/types.h"

/* Whether each number of `from` is one of `to`. */
static bool widens(const Type *to, const Type *from)
{
    bool small = from->kind == TYPE_INT32 || from->kind == TYPE_INT;
    return (to->kind == TYPE_DECIMAL && type_is_integer(from)) ||
           (to->kind == TYPE_FLOAT && small) ||
           (to->kind == TYPE_INT && from->kind == TYPE_INT32) ||
           (to->kind == TYPE_INT64 && small);
}

bool cast_fits(const Type *to, const Type *from, bool *fails)
{
    const Type *a = type_strip(from), *b = type_strip(to);
    *fails = true;
    if (type_is_error(a) || type_is_error(b))
        return true;
    if (type_accepts(to, from)) {
        *fails = false;
        return true;
    }
    if (type_is_optional(from) && !type_is_optional(to) && a->kind != TYPE_JSON)
        return false;
    if (a->kind == TYPE_JSON || a->kind == TYPE_UNION)
        return true; /* it is one, or the cast fails */
    if (b->kind == TYPE_STRING && type_is_scalar(a)) {
        *fails = false;
        return true;
    }
    if (type_is_text(a))
        return type_is_scalar(b);
    if (widens(b, a)) {
        *fails = false;
        return true;
    }
    return type_is_number(a) && type_is_number(b);
}

Expr *cast_check(Checker *ck, const Env *env, const Node *node)
{
    const Type *type = type_resolve(ck, node->as.cast.type, NULL, "Cast");
    records_settle(ck);
    Expr *expr = expr_new(ck, EXPR_CAST, node->span, type);
    expr->a = expr_check(ck, env, node->as.cast.value, NULL);
    if (!cast_fits(type, expr->a->type, &expr->fallible)) {
        diag_report(ck->diags, D_BAD_CAST, node->span,
                    quoted_type(ck, expr->a->type), quoted_type(ck, type));
        return expr_poison(ck, node->span);
    }
    if (expr->fallible && env->scene)
        failure_note(
            ck, env, node->span,
            arena_format(ck->arena, "as %s", type_name(ck->arena, type)));
    else if (expr->fallible && env->failure)
        *env->failure = true;
    return union_cast(ck, expr);
}
