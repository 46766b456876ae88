/* hook_steps.c - settings as the steps that do what they say. They are the same
 * trees as those that the checker makes of hooks. */
#include "emit/open_connectors/hook_steps.h"

#include <string.h>

/* ---- trees ---- */

static const Type *type_of_kind(Arena *arena, TypeKind kind,
                                const Type *element)
{
    Type *type = arena_new(arena, Type);
    type->kind = kind;
    type->element = element;
    return type;
}

static Expr *expr_new(Arena *arena, ExprKind kind, Span span, const Type *type)
{
    Expr *expr = arena_new(arena, Expr);
    *expr = (Expr){.kind = kind, .span = span, .type = type};
    return expr;
}

static Expr *text_new(Arena *arena, Span span, const char *text)
{
    Expr *expr = expr_new(arena, EXPR_TEXT, span,
                          type_of_kind(arena, TYPE_STRING, NULL));
    expr->text = text;
    return expr;
}

/* `request.headers` and the like: a part of what no source declares. */
static Expr *part_new(Arena *arena, Span span, const char *root,
                      const char *name, const Type *type)
{
    Record *record = arena_new(arena, Record);
    *record = (Record){.name = root, .id = arena_format(arena, "#%s", root)};
    Field *field = arena_new(arena, Field);
    *field = (Field){.name = name, .wire = name, .type = type};
    Type *owner = arena_new(arena, Type);
    *owner = (Type){.kind = TYPE_RECORD, .record = record};
    Expr *expr = expr_new(arena, EXPR_MEMBER, span, type);
    expr->a = expr_new(arena, EXPR_ROOT, span, owner);
    expr->a->text = root;
    expr->text = name;
    expr->field = field;
    return expr;
}

static Step *step_new(Arena *arena, StepList *list, StepKind kind, Span span)
{
    Step *step = arena_new(arena, Step);
    step->kind = kind;
    step->span = span;
    vec_push(arena, list->items, list->count, step);
    return step;
}

static Hook *hook_new(Arena *arena, const char *kind, const char *owner,
                      Span span)
{
    Hook *hook = arena_new(arena, Hook);
    *hook = (Hook){.kind = kind, .owner = owner, .span = span};
    return hook;
}

const Hook *hook_of_page(Platform *platform, const Operation *op,
                         const char *kind)
{
    const TemplatePagination *own = op->template_pagination;
    return hook_new(platform->arena, kind, op->full_name,
                    own ? own->next->span : op->pagination->choice->span);
}

/* ---- computed values ---- */

/* The map or object that the assignment goes into. */
static Expr *computed_owner(Arena *arena, const Assign *assign)
{
    const Type *json = type_of_kind(arena, TYPE_JSON, NULL);
    const Type *text = type_of_kind(arena, TYPE_STRING, NULL);
    if (assign->place == PLACE_HEADER)
        return part_new(arena, assign->span, "request", "headers",
                        type_of_kind(arena, TYPE_MAP, text));
    if (assign->place == PLACE_QUERY)
        return part_new(arena, assign->span, "request", "query",
                        type_of_kind(arena, TYPE_MAP, json));
    return part_new(arena, assign->span, "request", "json", json);
}

const Hook *hook_of_computed(Platform *platform, const char *owner,
                             const Assign *assigns, size_t count)
{
    Arena *arena = platform->arena;
    Hook *hook = hook_new(arena, "send", owner, assigns[0].span);
    for (size_t i = 0; i < count; i++) {
        Step *step =
            step_new(arena, &hook->steps, STEP_ASSIGN, assigns[i].span);
        Expr *into = computed_owner(arena, &assigns[i]);
        step->target = expr_new(
            arena, EXPR_INDEX, assigns[i].span,
            into->type->kind == TYPE_MAP
                ? type_of_kind(arena, TYPE_OPTIONAL, into->type->element)
                : into->type);
        step->target->a = into;
        step->target->b = text_new(arena, assigns[i].span, assigns[i].name);
        step->value = assigns[i].value;
    }
    return hook;
}

/* ---- errors ---- */

/* Statuses by which the platform knows each kind. */
static const struct KindRow {
    const char *kind;
    int status;
} kind_rows[] = {
    {"auth_expired", 401}, {"unauthorized", 401}, {"forbidden", 403},
    {"not_found", 404},    {"conflict", 409},     {"invalid", 400},
    {"rate_limited", 429}, {"unavailable", 502},  {"misconfigured", 400},
    {"vendor", 502},
};

static int status_of_kind(const char *kind)
{
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++)
        if (strcmp(kind_rows[i].kind, kind) == 0)
            return kind_rows[i].status;
    return 500;
}

static Expr *int_new(Arena *arena, Span span, int64_t value)
{
    Expr *expr =
        expr_new(arena, EXPR_INT, span, type_of_kind(arena, TYPE_INT, NULL));
    expr->integer = value;
    return expr;
}

static Expr *binary_new(Arena *arena, const char *sign, Expr *a, Expr *b)
{
    Expr *expr = expr_new(arena, EXPR_BINARY, a->span,
                          type_of_kind(arena, TYPE_BOOL, NULL));
    expr->text = sign;
    expr->a = a;
    expr->b = b;
    return expr;
}

static Expr *status_new(Arena *arena, Span span)
{
    return part_new(arena, span, "response", "status",
                    type_of_kind(arena, TYPE_INT, NULL));
}

static Expr *row_test(Arena *arena, const ErrorRow *row)
{
    Span span = row->span;
    if (row->low == row->high)
        return binary_new(arena, "==", status_new(arena, span),
                          int_new(arena, span, row->low));
    return binary_new(arena, "and",
                      binary_new(arena, ">=", status_new(arena, span),
                                 int_new(arena, span, row->low)),
                      binary_new(arena, "<=", status_new(arena, span),
                                 int_new(arena, span, row->high)));
}

static void add_assign(Arena *arena, StepList *list, Expr *target, Expr *value)
{
    Step *step = step_new(arena, list, STEP_ASSIGN, target->span);
    step->target = target;
    step->value = value;
}

/* A message that may be missing leaves the platform's own. */
static void add_message(Arena *arena, StepList *list, const ErrorRow *row)
{
    if (!row->message)
        return;
    const Type *text = type_of_kind(arena, TYPE_STRING, NULL);
    Expr *target = part_new(arena, row->span, "response", "error", text);
    if (row->message->type->kind != TYPE_OPTIONAL &&
        row->message->type->kind != TYPE_JSON) {
        add_assign(arena, list, target, row->message);
        return;
    }
    Step *step = step_new(arena, list, STEP_IF_LET, row->span);
    step->name = "message";
    step->value = row->message;
    Expr *local = expr_new(arena, EXPR_LOCAL, row->span, text);
    local->text = "message";
    add_assign(arena, &step->body, target, local);
}

/* rate_limited(after: …): seconds in the header that says so. */
static void add_after(Arena *arena, StepList *list, const ErrorRow *row)
{
    if (!row->after || (row->after->type->kind != TYPE_DURATION &&
                        row->after->type->kind != TYPE_INT))
        return;
    const Type *text = type_of_kind(arena, TYPE_STRING, NULL);
    Expr *header = expr_new(arena, EXPR_INDEX, row->span, text);
    header->a = part_new(arena, row->span, "response", "headers",
                         type_of_kind(arena, TYPE_MAP, text));
    header->b = text_new(arena, row->span, "Retry-After");
    Expr *seconds = expr_new(arena, EXPR_CONCAT, row->span, text);
    vec_push(arena, seconds->items, seconds->item_count, row->after);
    add_assign(arena, list, header, seconds);
}

static void add_row(Platform *platform, StepList *list, const ErrorRow *row)
{
    Arena *arena = platform->arena;
    int status = status_of_kind(row->kind);
    add_message(arena, list, row);
    add_after(arena, list, row);
    if (row->low != status || row->high != status)
        add_assign(arena, list, status_new(arena, row->span),
                   int_new(arena, row->span, status));
    if (row->code)
        diag_report(platform->diags, D_OC_ERRORS_LOST, row->code->span);
}

const Hook *hook_of_errors(Platform *platform, const char *owner,
                           const Errors *errors)
{
    Arena *arena = platform->arena;
    Hook *hook = hook_new(arena, "errors", owner, errors->span);
    StepList *list = &hook->steps;
    for (size_t i = 0; i < errors->row_count; i++) {
        Step *step = step_new(arena, list, STEP_IF, errors->rows[i].span);
        step->value = row_test(arena, &errors->rows[i]);
        add_row(platform, &step->body, &errors->rows[i]);
        list = &step->otherwise;
    }
    return hook;
}
