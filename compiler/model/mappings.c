/* mappings.c - what a `map` does, as the assignments that its rows stand for.
 */
#include "model/mappings.h"

#include <string.h>

#include "base/arena.h"

static const Type none_type = {.kind = TYPE_NONE};
static const Type bool_type = {.kind = TYPE_BOOL};
static const Type json_type = {.kind = TYPE_JSON};

/* ---- rows that copy ---- */

static bool same_type(const Type *a, const Type *b)
{
    while (a->kind == b->kind && a->element && b->element)
        a = a->element, b = b->element;
    return a->kind == b->kind && a->record == b->record &&
           a->enumeration == b->enumeration &&
           a->alternatives == b->alternatives;
}

static bool same_format(const Field *a, const Field *b)
{
    const char *x = a->format ? a->format : "", *y = b->format ? b->format : "";
    bool date = a->type->kind == TYPE_TIMESTAMP || a->type->kind == TYPE_DATE;
    return a->form == b->form && (!date || strcmp(x, y) == 0);
}

static bool is_path(const Expr *expr)
{
    for (; expr->kind == EXPR_MEMBER; expr = expr->a)
        if (!expr->field || expr->field->header || expr->field->fallback)
            return false;
    return expr->kind == EXPR_LOCAL && strcmp(expr->text, "vendor") == 0;
}

bool mapping_row_copies(const MapRow *row)
{
    const Expr *value = row->value;
    return !row->fallible && value->kind == EXPR_MEMBER && is_path(value) &&
           same_type(value->field->type, row->field->type) &&
           same_format(value->field, row->field);
}

static Expr *make_expr(Arena *arena, ExprKind kind, const Expr *like)
{
    Expr *expr = arena_new(arena, Expr);
    *expr = (Expr){.kind = kind, .span = like->span, .type = like->type};
    return expr;
}

static Step *add_step(Arena *arena, StepList *list, StepKind kind, Span span)
{
    Step *step = arena_new(arena, Step);
    *step = (Step){.kind = kind, .span = span};
    vec_push(arena, list->items, list->count, step);
    return step;
}

static void add_assign(Arena *arena, StepList *list, Expr *target, Expr *value)
{
    Step *step = add_step(arena, list, STEP_ASSIGN, value->span);
    step->target = target;
    step->value = value;
}

/* ---- reading ---- */

static Expr *common_field(Arena *arena, const Mapping *mapping,
                          const MapRow *row)
{
    Expr *common = make_expr(arena, EXPR_LOCAL, row->value);
    common->text = "common";
    common->type = mapping->common;
    Expr *member = make_expr(arena, EXPR_MEMBER, row->value);
    member->a = common;
    member->text = row->field->name;
    member->field = row->field;
    member->type = row->field->type;
    return member;
}

static Expr *or_null(Arena *arena, Expr *value)
{
    Type *type = arena_new(arena, Type);
    *type = (Type){.kind = TYPE_OPTIONAL,
                   .element = value->type->kind == TYPE_OPTIONAL
                                  ? value->type->element
                                  : value->type};
    Expr *either = make_expr(arena, EXPR_CATCH, value);
    either->type = type;
    either->a = value;
    either->b = make_expr(arena, EXPR_NULL, value);
    either->b->type = type;
    return either;
}

/* A member as what the wire has there. */
static Expr *as_on_wire(Arena *arena, const Expr *member)
{
    Expr *wire = make_expr(arena, EXPR_MEMBER, member);
    *wire = *member;
    wire->text = member->field->wire;
    wire->field = NULL;
    wire->type = &json_type;
    return wire;
}

StepList mapping_read_steps(Arena *arena, const Mapping *mapping,
                            MappingFilter *wanted, bool lenient)
{
    StepList steps = {0};
    for (size_t i = 0; i < mapping->row_count; i++) {
        const MapRow *row = &mapping->rows[i];
        if (wanted && !wanted(row))
            continue;
        Expr *value = row->value;
        Expr *field = common_field(arena, mapping, row);
        if (lenient && mapping_row_copies(row)) {
            value = as_on_wire(arena, value);
            field = as_on_wire(arena, field);
        } else if (lenient && row->fallible) {
            value = or_null(arena, value);
        }
        add_assign(arena, &steps, field, value);
    }
    return steps;
}

/* ---- writing ---- */

/* The path without `?.`: what it leads through has been made. */
static Expr *sure_path(Arena *arena, const Expr *path)
{
    Expr *sure = make_expr(arena, path->kind, path);
    *sure = *path;
    sure->optional_chain = false;
    if (sure->a)
        sure->a = sure_path(arena, path->a);
    if (sure->a && sure->a->type->kind == TYPE_OPTIONAL)
        sure->a->type = sure->a->type->element;
    return sure;
}

static bool same_path(const Expr *a, const Expr *b)
{
    if (a->kind != b->kind || (a->a == NULL) != (b->a == NULL))
        return false;
    bool key = a->kind != EXPR_INDEX || (a->b->text && b->b->text &&
                                         strcmp(a->b->text, b->b->text) == 0);
    bool name = !a->text || strcmp(a->text, b->text) == 0;
    return key && name && (!a->a || same_path(a->a, b->a));
}

static bool is_made(const StepList *steps, const Expr *path)
{
    for (size_t i = 0; i < steps->count; i++)
        if (steps->items[i]->kind == STEP_IF &&
            same_path(steps->items[i]->value->a, path))
            return true;
    return false;
}

/* if path == null { path = {} }, for all that the path leads through. */
static void make_way(Arena *arena, StepList *steps, Expr *path)
{
    if (path->kind == EXPR_LOCAL || is_made(steps, path))
        return;
    make_way(arena, steps, path->a);
    Expr *test = make_expr(arena, EXPR_BINARY, path);
    test->type = &bool_type;
    test->text = "==";
    test->a = path;
    test->b = make_expr(arena, EXPR_NULL, path);
    Step *made = add_step(arena, steps, STEP_IF, path->span);
    made->value = test;
    add_assign(arena, &made->body, path, make_expr(arena, EXPR_OBJECT, path));
}

static Expr *local(Arena *arena, const Expr *like, const char *name,
                   const Type *type)
{
    Expr *expr = make_expr(arena, EXPR_LOCAL, like);
    expr->text = name;
    expr->type = type;
    return expr;
}

/* The way back of `others()`:
 * if let others = back { for key, value in others { record[key] = value } } */
static void write_others(Arena *arena, StepList *steps, const MapRow *row,
                         Expr *record)
{
    const Type *map = row->back->type->kind == TYPE_OPTIONAL
                          ? row->back->type->element
                          : row->back->type;
    Step *known = add_step(arena, steps, STEP_IF_LET, row->into->span);
    known->name = "others";
    known->value = row->back;
    Step *each = add_step(arena, &known->body, STEP_FOR, row->into->span);
    each->key = "key";
    each->name = "value";
    each->value = local(arena, row->into, "others", map);
    Expr *member = make_expr(arena, EXPR_INDEX, row->into);
    member->type = map->element ? map->element : &none_type;
    member->a = record;
    member->b = local(arena, row->into, "key", row->into->type);
    add_assign(arena, &each->body, member,
               local(arena, row->into, "value", member->type));
}

StepList mapping_write_steps(Arena *arena, const Mapping *mapping,
                             MappingFilter *wanted)
{
    StepList steps = {0};
    for (size_t i = 0; i < mapping->row_count; i++) {
        const MapRow *row = &mapping->rows[i];
        if (!row->into || (wanted && !wanted(row)))
            continue;
        bool others = row->into->kind == EXPR_CALL;
        Expr *path = sure_path(arena, others ? row->into->items[0] : row->into);
        make_way(arena, &steps, others ? path : path->a);
        if (others)
            write_others(arena, &steps, row, path);
        else
            add_assign(arena, &steps, path, row->back);
    }
    return steps;
}
