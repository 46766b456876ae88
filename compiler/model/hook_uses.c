/* hook_uses.c - the walk over the steps of a hook that finds what it reads and
 * changes. */
#include "model/hook_uses.h"

#include <string.h>

HookUses hook_uses_make(const Connector *connector, Arena *arena)
{
    return (HookUses){
        .connector = connector,
        .arena = arena,
        .loops = arena_array(arena, int, connector->function_count + 1),
        .mapping_loops = arena_array(arena, int, connector->mapping_count + 1)};
}

HookLocal *hook_local(const HookUses *uses, const char *name)
{
    for (HookLocal *l = uses->locals; l; l = l->next)
        if (l->name && strcmp(l->name, name) == 0)
            return l;
    return NULL;
}

enum { ALL_PARTS = (1 << PART_COUNT) - 1 };

typedef struct PartRow {
    const char *root, *name;
    HookPart part;
} PartRow;

static const PartRow part_rows[] = {
    {"request", "method", PART_METHOD},
    {"request", "url", PART_URL},
    {"request", "path", PART_PATH},
    {"request", "path_variables", PART_VARIABLES},
    {"request", "query", PART_QUERY},
    {"request", "headers", PART_HEADERS},
    {"request", "cookies", PART_COOKIES},
    {"request", "body", PART_BODY},
    {"request", "json", PART_BODY},
    {"request", "raw_body", PART_RAW_BODY},
    {"response", "status", PART_STATUS},
    {"response", "failed", PART_FAILED},
    {"response", "error", PART_ERROR},
    {"response", "headers", PART_ANSWER_HEADERS},
    {"response", "body", PART_ANSWER_BODY},
    {"response", "json", PART_ANSWER_BODY},
    {"response", "raw_body", PART_ANSWER_RAW_BODY},
    {"caller", "method", PART_CALLER_METHOD},
    {"caller", "path", PART_CALLER_PATH},
    {"caller", "query", PART_CALLER_QUERY},
    {"caller", "headers", PART_CALLER_HEADERS},
    {"caller", "json", PART_CALLER_BODY},
    {"caller", "text", PART_CALLER_TEXT},
    {"caller", "filter", PART_CALLER_FILTER},
    /* in `send` and `sign` */
    {"query", NULL, PART_QUERY},
    {"body", NULL, PART_BODY},
    {"token", NULL, PART_ANSWER_BODY},
    {"status", NULL, PART_STATUS},
    {"headers", NULL, PART_HEADERS},
    {"cookies", NULL, PART_COOKIES},
    {"event", NULL, PART_EVENT},
};

static unsigned part_of(const char *root, const char *name)
{
    for (size_t i = 0; i < sizeof part_rows / sizeof *part_rows; i++)
        if (strcmp(part_rows[i].root, root) == 0 &&
            (!part_rows[i].name ||
             (name && strcmp(part_rows[i].name, name) == 0)))
            return 1U << part_rows[i].part;
    return 0;
}

/* All parts of a root that has no name behind it. */
static unsigned parts_of_root(const char *root)
{
    unsigned parts = 0;
    for (size_t i = 0; i < sizeof part_rows / sizeof *part_rows; i++)
        if (strcmp(part_rows[i].root, root) == 0)
            parts |= 1U << part_rows[i].part;
    return parts;
}

/* What a value is a part of, one step up; NULL: it is one itself. The items of
 * an array are parts of it. */
static const Expr *owner_of(const Expr *expr)
{
    bool items = expr->kind == EXPR_CALL && expr->receiver &&
                 expr->item_count == 1 && strcmp(expr->text, "items") == 0;
    switch (expr->kind) {
    case EXPR_MEMBER:
    case EXPR_INDEX:
    case EXPR_COALESCE:
    case EXPR_TRY:
    case EXPR_CATCH:
    case EXPR_CAST:
        return expr->a;
    default: /* no path */
        return items ? expr->items[0] : NULL;
    }
}

unsigned hook_parts_of(const HookUses *uses, const Expr *path)
{
    const char *name = NULL;
    for (const Expr *owner; (owner = owner_of(path)); path = owner)
        name = path->kind == EXPR_MEMBER ? path->text : NULL;
    if (path->kind == EXPR_LOCAL) {
        const HookLocal *local = hook_local(uses, path->text);
        return local ? local->parts : 0;
    }
    if (path->kind != EXPR_ROOT)
        return 0;
    unsigned part = name ? part_of(path->text, name) : 0;
    return part ? part : parts_of_root(path->text);
}

bool hook_is_headers(const HookUses *uses, const Expr *expr)
{
    if (!expr->type || type_strip(expr->type)->kind != TYPE_MAP)
        return false;
    unsigned parts = hook_parts_of(uses, expr);
    return parts == 1U << PART_HEADERS || parts == 1U << PART_ANSWER_HEADERS ||
           parts == 1U << PART_CALLER_HEADERS;
}

/* ---- the walk ---- */

/* `depth`: how many loops are around. */
static void note_steps(HookUses *uses, const StepList *steps, int depth);

/* Where turns multiply, they are counted; so are those of a range. */
static void note_loop(HookUses *uses, int depth)
{
    if (depth > uses->deepest)
        uses->deepest = depth;
    uses->counted = uses->counted || depth > 1;
}

/* How deep the loops of a fn, and of those that it calls, are in each other. */
static int loops_of(HookUses *uses, const Function *function)
{
    int *known = &uses->loops[function - uses->connector->functions];
    if (*known == 0) {
        int deepest = uses->deepest;
        HookLocal *locals = uses->locals;
        uses->deepest = 0;
        uses->locals = NULL;
        note_steps(uses, &function->steps, 0);
        *known = uses->deepest + 1;
        uses->deepest = deepest;
        uses->locals = locals;
    }
    return *known - 1;
}

static void note_expr(HookUses *uses, const Expr *expr, int depth);

/* The same of a map, whose rows see nothing of the hook. */
static int loops_of_mapping(HookUses *uses, const Mapping *mapping)
{
    size_t i = 0;
    while (uses->connector->mappings[i] != mapping)
        i++;
    if (uses->mapping_loops[i] == 0) {
        int deepest = uses->deepest;
        HookLocal *locals = uses->locals;
        uses->deepest = 0;
        uses->locals = NULL;
        for (size_t k = 0; k < mapping->row_count; k++)
            note_expr(uses, mapping->rows[k].value, 0);
        uses->mapping_loops[i] = uses->deepest + 1;
        uses->deepest = deepest;
        uses->locals = locals;
    }
    return uses->mapping_loops[i] - 1;
}

static void note_call(HookUses *uses, const Expr *expr, int depth)
{
    if (expr->mapping)
        note_loop(uses, depth + loops_of_mapping(uses, expr->mapping));
    if (expr->function)
        note_loop(uses, depth + loops_of(uses, expr->function));
    if (expr->receiver && strcmp(expr->text, "range") == 0)
        uses->counted = true;
    bool changes = expr->receiver && (strcmp(expr->text, "remove") == 0 ||
                                      strcmp(expr->text, "push") == 0 ||
                                      strcmp(expr->text, "set") == 0);
    if (changes && expr->item_count > 0) {
        uses->writes |= hook_parts_of(uses, expr->items[0]);
        uses->changes |= hook_parts_of(uses, expr->items[0]);
    }
}

/* An answer that is a failure has no body of the type that was promised. */
static void note_member(HookUses *uses, const Expr *expr)
{
    if (expr->a->kind != EXPR_ROOT || strcmp(expr->a->text, "response") != 0 ||
        strcmp(expr->text, "body") != 0)
        return;
    uses->typed_body =
        uses->typed_body || type_strip(expr->type)->kind != TYPE_JSON;
}

/* Whether nothing may be there, and that is read as null. */
static void note_null(HookUses *uses, const Expr *expr)
{
    bool body =
        strcmp(expr->text, "body") == 0 || strcmp(expr->text, "json") == 0;
    if (expr->a->kind == EXPR_ROOT &&
        (body || strcmp(expr->text, "error") == 0 ||
         strcmp(expr->text, "filter") == 0 ||
         strcmp(expr->text, "text") == 0) &&
        (expr->type->kind == TYPE_OPTIONAL || expr->type->kind == TYPE_JSON))
        uses->loose |= hook_parts_of(uses, expr);
}

static void note_expr(HookUses *uses, const Expr *expr, int depth)
{
    if (!expr)
        return;
    if (expr->kind == EXPR_LAMBDA)
        note_loop(uses, ++depth);
    if (expr->kind == EXPR_BODY)
        uses->reads |= 1U << PART_ANSWER_BODY;
    if (expr->kind == EXPR_HEADER)
        uses->reads |= 1U << PART_ANSWER_HEADERS;
    if (expr->kind == EXPR_CALL)
        note_call(uses, expr, depth);
    if (expr->kind == EXPR_MEMBER)
        note_member(uses, expr);
    if (expr->kind == EXPR_MEMBER)
        note_null(uses, expr);
    if (expr->kind == EXPR_MEMBER || expr->kind == EXPR_ROOT ||
        expr->kind == EXPR_LOCAL)
        uses->reads |= hook_parts_of(uses, expr);
    bool path = expr->kind == EXPR_MEMBER && expr->a->kind == EXPR_ROOT;
    if (!path)
        note_expr(uses, expr->a, depth);
    note_expr(uses, expr->b, depth);
    note_expr(uses, expr->c, depth);
    for (size_t i = 0; i < expr->item_count; i++)
        note_expr(uses, expr->items[i], depth);
    for (size_t i = 0; i < expr->arm_count; i++)
        note_expr(uses, expr->arms[i].value, depth);
}

bool expr_is_kept(const Expr *expr)
{
    return expr->kind == EXPR_CONFIG || expr->kind == EXPR_ACCOUNT ||
           (expr->kind == EXPR_INDEX && expr->a->kind == EXPR_ROOT &&
            (strcmp(expr->a->text, "config") == 0 ||
             strcmp(expr->a->text, "account") == 0));
}

static void note_assign(HookUses *uses, const Step *step, int depth)
{
    const Expr *target = step->target;
    if (expr_is_kept(target)) {
        uses->stores = true;
        return;
    }
    uses->writes |= hook_parts_of(uses, target);
    /* What stands above the part that is set, and any index, is read. */
    bool whole = target->kind == EXPR_MEMBER && target->a->kind == EXPR_ROOT;
    if (!whole)
        note_expr(uses, target->a, depth);
    if (!whole)
        uses->changes |= hook_parts_of(uses, target);
    note_expr(uses, target->b, depth);
}

/* The name leads where its value does. */
static void note_name(HookUses *uses, const char *name, unsigned parts)
{
    HookLocal *local = arena_new(uses->arena, HookLocal);
    *local = (HookLocal){
        .name = name, .text = name, .parts = parts, .next = uses->locals};
    uses->locals = local;
}

static void note_step(HookUses *uses, const Step *step, int depth)
{
    const HookLocal *outer = uses->locals;
    bool loop = step->kind == STEP_FOR;
    if (step->value)
        note_expr(uses, step->value, depth);
    if (step->kind == STEP_ASSIGN)
        note_assign(uses, step, depth);
    unsigned parts = step->value ? hook_parts_of(uses, step->value) : 0;
    if (step->kind == STEP_LET) {
        note_name(uses, step->name, parts);
        return;
    }
    if (loop && step->key)
        note_name(uses, step->key, 0);
    if (loop || step->kind == STEP_IF_LET)
        note_name(uses, step->name, parts);
    if (loop)
        note_loop(uses, depth + 1);
    note_steps(uses, &step->body, depth + loop);
    uses->locals = (HookLocal *)(uintptr_t)outer;
    note_steps(uses, &step->otherwise, depth);
    for (size_t i = 0; i < step->arm_count; i++)
        note_steps(uses, &step->arms[i].body, depth);
}

static void note_steps(HookUses *uses, const StepList *steps, int depth)
{
    HookLocal *outer = uses->locals;
    for (size_t i = 0; i < steps->count; i++)
        note_step(uses, steps->items[i], depth);
    uses->locals = outer;
}

void hook_uses_note(HookUses *uses, const StepList *steps)
{
    note_steps(uses, steps, 0);
}

void hook_uses_note_expr(HookUses *uses, const Expr *expr)
{
    note_expr(uses, expr, 0);
}
