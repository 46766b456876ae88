/* fallbacks.c - the value of an enum that stands for the unknown ones: what a
 * `match` and a comparison with it mean is said here, once for all targets.
 */
#include "check/steps.h"

#include <string.h>

static bool is_fallback(const Expr *expr)
{
    return expr->kind == EXPR_ENUM && expr->member->fallback;
}

/* What the patterns of a match name. */
typedef struct Named {
    const char **wires;
    size_t count;
    bool null;
} Named;

static void note_patterns(Checker *ck, Named *named, Expr **patterns,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (patterns[i]->kind == EXPR_ENUM)
            vec_push(ck->arena, named->wires, named->count,
                     patterns[i]->member->wire);
        named->null = named->null || patterns[i]->kind == EXPR_NULL;
    }
}

static bool is_named(const Named *named, const char *wire)
{
    for (size_t i = 0; i < named->count; i++)
        if (strcmp(named->wires[i], wire) == 0)
            return true;
    return false;
}

static bool has_fallback(Expr **patterns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_fallback(patterns[i]))
            return true;
    return false;
}

/* Patterns for all that `named` leaves out, but for the unknown. */
static Expr **other_patterns(Checker *ck, const Type *subject,
                             const Named *named, Span span, size_t *count)
{
    Expr **patterns = NULL;
    const Type *type = type_strip(subject);
    const Enum *made = type->enumeration;
    *count = 0;
    for (size_t i = 0; i < made->member_count; i++) {
        const EnumMember *member = &made->members[i];
        if (member->fallback || is_named(named, member->wire))
            continue;
        Expr *pattern = expr_new(ck, EXPR_ENUM, span, type);
        pattern->member = member;
        vec_push(ck->arena, patterns, *count, pattern);
    }
    if (type_is_optional(subject) && !named->null) {
        Expr *null = expr_new(ck, EXPR_NULL, span, type_of_kind(ck, TYPE_NULL));
        vec_push(ck->arena, patterns, *count, null);
    }
    return patterns;
}

/* The patterns of one arm, whatever else it holds. */
typedef struct ArmView {
    Expr ***patterns;
    size_t *pattern_count; /* 0: else */
} ArmView;

/* The arm that names the fallback goes behind the others and takes what is
 * left; an `else` beside it takes the values that no arm names. Gives the order
 * in which the arms stand then, *count of them, or NULL where they stay. */
static size_t *arm_order(Checker *ck, const Type *subject, ArmView *arms,
                         size_t *count, Span span)
{
    Named named = {0};
    size_t last = *count, kept = 0;
    size_t *order = arena_array(ck->arena, size_t, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        note_patterns(ck, &named, *arms[i].patterns, *arms[i].pattern_count);
        if (has_fallback(*arms[i].patterns, *arms[i].pattern_count))
            last = i;
    }
    if (last == *count || type_strip(subject)->kind != TYPE_ENUM)
        return NULL;
    for (size_t i = 0; i < *count; i++) {
        if (!*arms[i].pattern_count)
            *arms[i].patterns = other_patterns(ck, subject, &named, span,
                                               arms[i].pattern_count);
        if (i != last && *arms[i].pattern_count)
            order[kept++] = i;
    }
    *arms[last].pattern_count = 0;
    order[kept++] = last;
    *count = kept;
    return order;
}

ExprArm *fallback_expr_arms(Checker *ck, const Type *subject, ExprArm *arms,
                            size_t *count, Span span)
{
    ArmView *views = arena_array(ck->arena, ArmView, *count + 1);
    for (size_t i = 0; i < *count; i++)
        views[i] = (ArmView){&arms[i].patterns, &arms[i].pattern_count};
    const size_t *order = arm_order(ck, subject, views, count, span);
    if (!order)
        return arms;
    ExprArm *made = arena_array(ck->arena, ExprArm, *count);
    for (size_t i = 0; i < *count; i++)
        made[i] = arms[order[i]];
    return made;
}

StepArm *fallback_step_arms(Checker *ck, const Type *subject, StepArm *arms,
                            size_t *count, Span span)
{
    ArmView *views = arena_array(ck->arena, ArmView, *count + 1);
    for (size_t i = 0; i < *count; i++)
        views[i] = (ArmView){&arms[i].patterns, &arms[i].pattern_count};
    const size_t *order = arm_order(ck, subject, views, count, span);
    if (!order)
        return arms;
    StepArm *made = arena_array(ck->arena, StepArm, *count);
    for (size_t i = 0; i < *count; i++)
        made[i] = arms[order[i]];
    return made;
}

static Expr *truth(Checker *ck, Span span, bool value)
{
    Expr *expr = expr_new(ck, EXPR_BOOL, span, type_of_kind(ck, TYPE_BOOL));
    expr->integer = value;
    return expr;
}

Expr *fallback_comparison(Checker *ck, const Node *node, Expr *a, Expr *b)
{
    Expr *subject = is_fallback(b) ? a : b;
    if (is_fallback(a) == is_fallback(b) ||
        type_strip(subject->type)->kind != TYPE_ENUM)
        return NULL;
    bool equal = *node->as.binary.operator_text == '=';
    Named named = {0};
    Expr *expr =
        expr_new(ck, EXPR_MATCH, node->span, type_of_kind(ck, TYPE_BOOL));
    ExprArm known = {.value = truth(ck, node->span, !equal)};
    ExprArm unknown = {.value = truth(ck, node->span, equal)};
    known.patterns = other_patterns(ck, subject->type, &named, node->span,
                                    &known.pattern_count);
    expr->a = subject;
    if (known.pattern_count)
        vec_push(ck->arena, expr->arms, expr->arm_count, known);
    vec_push(ck->arena, expr->arms, expr->arm_count, unknown);
    return expr;
}
