/* uses.c - what a hook reads and changes of a request and its answer, found
 * before anything is written: arguments on the platform are immutable, so what
 * changes is copied first and handed back at the end. */
#include "emit/javascript/writer.h"

#include <string.h>

enum { ALL_PARTS = (1 << PART_COUNT) - 1 };

typedef struct PartRow {
    const char *root, *name;
    JsPart part;
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

unsigned script_parts_of(const JsWriter *js, const Expr *path)
{
    const char *name = NULL;
    for (const Expr *owner; (owner = owner_of(path)); path = owner)
        name = path->kind == EXPR_MEMBER ? path->text : NULL;
    if (path->kind == EXPR_LOCAL) {
        const JsLocal *local = script_local(js, path->text);
        return local ? local->parts : 0;
    }
    if (path->kind != EXPR_ROOT)
        return 0;
    unsigned part = name ? part_of(path->text, name) : 0;
    return part ? part : parts_of_root(path->text);
}

bool script_is_headers(const JsWriter *js, const Expr *expr)
{
    if (!expr->type || script_strip(expr->type)->kind != TYPE_MAP)
        return false;
    unsigned parts = script_parts_of(js, expr);
    return parts == 1U << PART_HEADERS || parts == 1U << PART_ANSWER_HEADERS ||
           parts == 1U << PART_CALLER_HEADERS;
}

/* ---- the walk ---- */

/* `depth`: how many loops are around. */
static void note_steps(JsWriter *js, const StepList *steps, int depth);

/* Where turns multiply, they are counted; so are those of a range. */
static void note_loop(JsWriter *js, int depth)
{
    if (depth > js->deepest)
        js->deepest = depth;
    js->counted = js->counted || depth > 1;
}

/* How deep the loops of a fn, and of those that it calls, are in each other. */
static int loops_of(JsWriter *js, const Function *function)
{
    int *known = &js->loops[function - js->connector->functions];
    if (*known == 0) {
        int deepest = js->deepest;
        JsLocal *locals = js->locals;
        js->deepest = 0;
        js->locals = NULL;
        note_steps(js, &function->steps, 0);
        *known = js->deepest + 1;
        js->deepest = deepest;
        js->locals = locals;
    }
    return *known - 1;
}

static void note_expr(JsWriter *js, const Expr *expr, int depth);

/* The same of a map, whose rows see nothing of the hook. */
static int loops_of_mapping(JsWriter *js, const Mapping *mapping)
{
    size_t i = 0;
    while (js->connector->mappings[i] != mapping)
        i++;
    if (js->mapping_loops[i] == 0) {
        int deepest = js->deepest;
        JsLocal *locals = js->locals;
        js->deepest = 0;
        js->locals = NULL;
        for (size_t k = 0; k < mapping->row_count; k++)
            note_expr(js, mapping->rows[k].value, 0);
        js->mapping_loops[i] = js->deepest + 1;
        js->deepest = deepest;
        js->locals = locals;
    }
    return js->mapping_loops[i] - 1;
}

static void note_call(JsWriter *js, const Expr *expr, int depth)
{
    if (expr->mapping)
        note_loop(js, depth + loops_of_mapping(js, expr->mapping));
    if (expr->function)
        note_loop(js, depth + loops_of(js, expr->function));
    if (expr->receiver && strcmp(expr->text, "range") == 0)
        js->counted = true;
    bool changes = expr->receiver && (strcmp(expr->text, "remove") == 0 ||
                                      strcmp(expr->text, "push") == 0 ||
                                      strcmp(expr->text, "set") == 0);
    if (changes && expr->item_count > 0) {
        js->writes |= script_parts_of(js, expr->items[0]);
        js->changes |= script_parts_of(js, expr->items[0]);
    }
}

/* An answer that is a failure has no body of the type that was promised. */
static void note_member(JsWriter *js, const Expr *expr)
{
    if (expr->a->kind != EXPR_ROOT || strcmp(expr->a->text, "response") != 0 ||
        strcmp(expr->text, "body") != 0)
        return;
    js->typed_body =
        js->typed_body || script_strip(expr->type)->kind != TYPE_JSON;
}

/* Whether nothing may be there, and that is read as null. */
static void note_null(JsWriter *js, const Expr *expr)
{
    bool body =
        strcmp(expr->text, "body") == 0 || strcmp(expr->text, "json") == 0;
    if (expr->a->kind == EXPR_ROOT &&
        (body || strcmp(expr->text, "error") == 0 ||
         strcmp(expr->text, "filter") == 0 ||
         strcmp(expr->text, "text") == 0) &&
        (expr->type->kind == TYPE_OPTIONAL || expr->type->kind == TYPE_JSON))
        js->loose |= script_parts_of(js, expr);
}

static void note_expr(JsWriter *js, const Expr *expr, int depth)
{
    if (!expr)
        return;
    if (expr->kind == EXPR_LAMBDA)
        note_loop(js, ++depth);
    if (expr->kind == EXPR_BODY)
        js->reads |= 1U << PART_ANSWER_BODY;
    if (expr->kind == EXPR_HEADER)
        js->reads |= 1U << PART_ANSWER_HEADERS;
    if (expr->kind == EXPR_CALL)
        note_call(js, expr, depth);
    if (expr->kind == EXPR_MEMBER)
        note_member(js, expr);
    if (expr->kind == EXPR_MEMBER)
        note_null(js, expr);
    if (expr->kind == EXPR_MEMBER || expr->kind == EXPR_ROOT ||
        expr->kind == EXPR_LOCAL)
        js->reads |= script_parts_of(js, expr);
    bool path = expr->kind == EXPR_MEMBER && expr->a->kind == EXPR_ROOT;
    if (!path)
        note_expr(js, expr->a, depth);
    note_expr(js, expr->b, depth);
    note_expr(js, expr->c, depth);
    for (size_t i = 0; i < expr->item_count; i++)
        note_expr(js, expr->items[i], depth);
    for (size_t i = 0; i < expr->arm_count; i++)
        note_expr(js, expr->arms[i].value, depth);
}

bool script_is_kept(const Expr *expr)
{
    return expr->kind == EXPR_CONFIG || expr->kind == EXPR_ACCOUNT ||
           (expr->kind == EXPR_INDEX && expr->a->kind == EXPR_ROOT &&
            (strcmp(expr->a->text, "config") == 0 ||
             strcmp(expr->a->text, "account") == 0));
}

static void note_assign(JsWriter *js, const Step *step, int depth)
{
    const Expr *target = step->target;
    if (script_is_kept(target)) {
        js->stores = true;
        return;
    }
    js->writes |= script_parts_of(js, target);
    /* What stands above the part that is set, and any index, is read. */
    bool whole = target->kind == EXPR_MEMBER && target->a->kind == EXPR_ROOT;
    if (!whole)
        note_expr(js, target->a, depth);
    if (!whole)
        js->changes |= script_parts_of(js, target);
    note_expr(js, target->b, depth);
}

/* The name leads where its value does. */
static void note_name(JsWriter *js, const char *name, unsigned parts)
{
    JsLocal *local = arena_new(js->arena, JsLocal);
    *local = (JsLocal){name, name, parts, js->locals};
    js->locals = local;
}

static void note_step(JsWriter *js, const Step *step, int depth)
{
    const JsLocal *outer = js->locals;
    bool loop = step->kind == STEP_FOR;
    if (step->value)
        note_expr(js, step->value, depth);
    if (step->kind == STEP_ASSIGN)
        note_assign(js, step, depth);
    unsigned parts = step->value ? script_parts_of(js, step->value) : 0;
    if (step->kind == STEP_LET) {
        note_name(js, step->name, parts);
        return;
    }
    if (loop && step->key)
        note_name(js, step->key, 0);
    if (loop || step->kind == STEP_IF_LET)
        note_name(js, step->name, parts);
    if (loop)
        note_loop(js, depth + 1);
    note_steps(js, &step->body, depth + loop);
    js->locals = (JsLocal *)(uintptr_t)outer;
    note_steps(js, &step->otherwise, depth);
    for (size_t i = 0; i < step->arm_count; i++)
        note_steps(js, &step->arms[i].body, depth);
}

static void note_steps(JsWriter *js, const StepList *steps, int depth)
{
    JsLocal *outer = js->locals;
    for (size_t i = 0; i < steps->count; i++)
        note_step(js, steps->items[i], depth);
    js->locals = outer;
}

void script_note_uses(JsWriter *js, const StepList *steps)
{
    note_steps(js, steps, 0);
}
