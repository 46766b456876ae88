/* cost.c - counts the steps of hooks and functions before they run.
 *
 * A name stands for the path it was made of, so that what a loop goes through
 * is named by what the hook was given: "response.body[].tags".
 */
#include "model/cost.h"

#include <string.h>

#include "base/map.h"
#include "model/cost_sums.h"

/* Functions below functions, and bytes of a path that is spelled out. */
enum { MAX_CALLS = 32, MAX_PATH = 100 };

struct Costs {
    Arena *arena;
    const Connector *connector;
    const Sources *sources;
    Cost *functions; /* of each of the connector's */
    bool *known;
    int depth;
};

/* What a name of the steps holds. */
typedef struct Local {
    const char *name;
    const char *path;
    Cost size; /* of it, where it is a list or map */
    const struct Local *next;
} Local;

static Cost steps_cost(Costs *costs, const StepList *steps, const Local *env);
static Cost expr_cost(Costs *costs, const Expr *expr, const Local *env);

Costs *costs_make(Arena *arena, const Connector *connector,
                  const Sources *sources)
{
    Costs *costs = arena_new(arena, Costs);
    size_t count = connector->function_count + 1;
    *costs = (Costs){.arena = arena,
                     .connector = connector,
                     .sources = sources,
                     .functions = arena_array(arena, Cost, count),
                     .known = arena_array(arena, bool, count)};
    return costs;
}

static Cost add(Costs *costs, Cost a, Cost b)
{
    return cost_add(costs->arena, a, b);
}

static Cost constant(Costs *costs, int64_t count)
{
    return cost_constant(costs->arena, count);
}

/* ---- names and paths ---- */

static const Local *find_local(const Local *env, const char *name)
{
    while (env && strcmp(env->name, name) != 0)
        env = env->next;
    return env;
}

static const Local *bind(Costs *costs, const Local *env, const char *name,
                         const char *path, Cost size)
{
    Local *local = arena_new(costs->arena, Local);
    *local = (Local){name, path, size, env};
    return local;
}

static const char *path_of(Costs *costs, const Expr *expr, const Local *env);

static const char *path_on(Costs *costs, const Expr *expr, const Local *env,
                           const char *separator, const char *step)
{
    const char *path = path_of(costs, expr->a, env);
    return strlen(path) + strlen(step) > MAX_PATH
               ? NULL
               : arena_format(costs->arena, "%s%s%s", path, separator, step);
}

/* What functions of lists leave of their items: the same ones, or fewer. */
static bool keeps_items(const Expr *call)
{
    static const char *const names[] = {"filter",  "sort_by", "unique",
                                        "reverse", "take",    "drop",
                                        "slice",   "compact", "unique_by"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!call->function && strcmp(call->text, names[i]) == 0)
            return true;
    return false;
}

/* "response.body[].tags", or NULL where `expr` is no path. */
static const char *known_path(Costs *costs, const Expr *expr, const Local *env)
{
    const Local *local = NULL;
    switch (expr->kind) {
    case EXPR_LOCAL:
        local = find_local(env, expr->text);
        return local ? local->path : expr->text;
    case EXPR_ROOT:
        return expr->text;
    case EXPR_BODY:
        return "response.body";
    case EXPR_MEMBER:
        return path_on(costs, expr, env, ".", expr->text);
    case EXPR_INDEX:
        return path_on(costs, expr, env, "[]", "");
    case EXPR_TRY:
    case EXPR_CAST:
    case EXPR_COALESCE:
    case EXPR_CATCH:
        return known_path(costs, expr->a, env);
    case EXPR_CALL:
        return expr->item_count && keeps_items(expr)
                   ? known_path(costs, expr->items[0], env)
                   : NULL;
    default: /* nothing else leads somewhere */
        return NULL;
    }
}

/* What a reader calls the value of `expr`: its path, or what the source says.
 */
static const char *path_of(Costs *costs, const Expr *expr, const Local *env)
{
    const char *path = known_path(costs, expr, env);
    return path ? path : source_excerpt(costs->sources, expr->span);
}

/* A name for the value of `expr`. */
static const Local *bind_value(Costs *costs, const Local *env, const char *name,
                               const Expr *expr, Cost size)
{
    const char *path = known_path(costs, expr, env);
    return bind(costs, env, name, path ? path : name, size);
}

/* ---- sizes ---- */

static Cost size_of(Costs *costs, const Expr *expr, const Local *env);

/* Standard functions whose result has as many items as what they are called
 * on, or fewer. */
static bool keeps_size(const Expr *call)
{
    static const char *const names[] = {
        "map",      "keys",  "values", "map_values", "without", "to_map",
        "group_by", "items", "all",    "chunk",      "to_json", "others"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(call->text, names[i]) == 0)
            return true;
    return keeps_items(call);
}

static Cost range_size(Costs *costs, const Expr *call, const Local *env)
{
    const Expr *from = call->items[0], *to = call->items[1];
    if (from->kind == EXPR_INT && to->kind == EXPR_INT)
        return constant(costs, to->integer > from->integer
                                   ? to->integer - from->integer
                                   : 0);
    if (from->kind == EXPR_INT && from->integer >= 0 && to->kind == EXPR_CALL &&
        strcmp(to->text, "length") == 0)
        return size_of(costs, to->items[0], env);
    return cost_size(costs->arena, source_excerpt(costs->sources, call->span));
}

static Cost call_size(Costs *costs, const Expr *call, const Local *env)
{
    const char *name = call->function ? "" : call->text;
    if (strcmp(name, "range") == 0 && call->item_count == 2)
        return range_size(costs, call, env);
    if (call->item_count && !call->function && keeps_size(call))
        return size_of(costs, call->items[0], env);
    if (call->item_count == 2 &&
        (strcmp(name, "concat") == 0 || strcmp(name, "merge") == 0))
        return add(costs, size_of(costs, call->items[0], env),
                   size_of(costs, call->items[1], env));
    if (call->item_count && strcmp(name, "append") == 0)
        return add(costs, size_of(costs, call->items[0], env),
                   constant(costs, 1));
    return cost_size(costs->arena, path_of(costs, call, env));
}

static Cost larger_size(Costs *costs, const Expr *a, const Expr *b,
                        const Local *env)
{
    return cost_larger(costs->arena, size_of(costs, a, env),
                       size_of(costs, b, env));
}

/* How many items the value of `expr` has at most. */
static Cost size_of(Costs *costs, const Expr *expr, const Local *env)
{
    const Local *local = NULL;
    switch (expr->kind) {
    case EXPR_LOCAL:
        local = find_local(env, expr->text);
        return local ? local->size : cost_size(costs->arena, expr->text);
    case EXPR_NULL:
        return constant(costs, 0);
    case EXPR_LIST:
    case EXPR_OBJECT:
        return constant(costs, (int64_t)expr->item_count);
    case EXPR_TRY:
    case EXPR_CAST:
        return size_of(costs, expr->a, env);
    case EXPR_COALESCE:
    case EXPR_CATCH:
        return larger_size(costs, expr->a, expr->b, env);
    case EXPR_COND:
        return larger_size(costs, expr->b, expr->c, env);
    case EXPR_CALL:
        return call_size(costs, expr, env);
    default: /* a path, or what the source says */
        return cost_size(costs->arena, path_of(costs, expr, env));
    }
}

/* A name for the items of `list`. */
static const Local *bind_item(Costs *costs, const Local *env, const char *name,
                              const Expr *list, const Local *list_env)
{
    const char *path =
        arena_format(costs->arena, "%s[]", path_of(costs, list, list_env));
    return bind(costs, env, name, path, cost_size(costs->arena, path));
}

/* ---- calls of functions ---- */

/* The argument for the parameter that starts a path, and what follows it. */
static const Expr *argument_of(const Expr *call, const char *path,
                               const char **rest)
{
    size_t length = strcspn(path, ".[?(");
    for (size_t i = 0; i < call->item_count; i++) {
        const char *name = call->names[i];
        if (strlen(name) != length || strncmp(name, path, length) != 0)
            continue;
        *rest = path + length;
        return call->items[i];
    }
    return NULL;
}

static Cost fill_size(Costs *costs, const Expr *call, const char *size,
                      const Local *env)
{
    const char *rest = "";
    const Expr *given = argument_of(call, size, &rest);
    if (!given)
        return cost_size(costs->arena, size);
    if (!*rest)
        return size_of(costs, given, env);
    return cost_size(
        costs->arena,
        arena_format(costs->arena, "%s%s", path_of(costs, given, env), rest));
}

/* The cost of a function with what this call gives it. */
static Cost fill_in(Costs *costs, const Expr *call, Cost cost, const Local *env)
{
    Cost out = {.vague = cost.vague};
    for (size_t i = 0; i < cost.term_count; i++) {
        const CostTerm *term = &cost.terms[i];
        Cost product = constant(costs, term->count);
        for (size_t j = 0; j < term->size_count; j++)
            product = cost_times(costs->arena, product,
                                 fill_size(costs, call, term->sizes[j], env));
        out = add(costs, out, product);
    }
    return out;
}

Cost cost_of_function(Costs *costs, const Function *function)
{
    size_t number = (size_t)(function - costs->connector->functions);
    if (costs->known[number])
        return costs->functions[number];
    if (costs->depth >= MAX_CALLS)
        return (Cost){.vague = true};
    const Local *env = NULL;
    for (size_t i = 0; i < function->parameter_count; i++) {
        const char *name = function->parameters[i];
        env = bind(costs, env, name, name, cost_size(costs->arena, name));
    }
    costs->depth++;
    Cost cost = steps_cost(costs, &function->steps, env);
    costs->depth--;
    costs->functions[number] = cost;
    costs->known[number] = true;
    return cost;
}

/* ---- expressions ---- */

/* One step for each item that the function is applied to, and its own. */
static Cost lambda_cost(Costs *costs, const Expr *call, const Expr *lambda,
                        const Local *env)
{
    const Local *inner = env;
    for (size_t i = 0; i < lambda->item_count; i++)
        inner = bind_item(costs, inner, lambda->names[i], call->items[0], env);
    Cost turn =
        add(costs, constant(costs, 1), expr_cost(costs, lambda->a, inner));
    return cost_times(costs->arena, size_of(costs, call->items[0], env), turn);
}

static Cost items_cost(Costs *costs, const Expr *expr, const Local *env)
{
    Cost cost = {0};
    for (size_t i = 0; i < expr->item_count; i++)
        cost = add(costs, cost,
                   expr->items[i]->kind == EXPR_LAMBDA
                       ? lambda_cost(costs, expr, expr->items[i], env)
                       : expr_cost(costs, expr->items[i], env));
    return cost;
}

static Cost call_cost(Costs *costs, const Expr *call, const Local *env)
{
    Cost cost = items_cost(costs, call, env);
    if (!call->function)
        return cost;
    cost = add(costs, cost, constant(costs, 1));
    return add(
        costs, cost,
        fill_in(costs, call, cost_of_function(costs, call->function), env));
}

static Cost match_cost(Costs *costs, const Expr *expr, const Local *env)
{
    Cost arms = {0};
    for (size_t i = 0; i < expr->arm_count; i++)
        arms = cost_larger(costs->arena, arms,
                           expr_cost(costs, expr->arms[i].value, env));
    return add(costs, expr_cost(costs, expr->a, env), arms);
}

static Cost expr_cost(Costs *costs, const Expr *expr, const Local *env)
{
    if (!expr)
        return (Cost){0};
    if (expr->kind == EXPR_CALL)
        return call_cost(costs, expr, env);
    if (expr->kind == EXPR_MATCH)
        return match_cost(costs, expr, env);
    Cost cost = items_cost(costs, expr, env);
    cost = add(costs, cost, expr_cost(costs, expr->a, env));
    if (expr->kind == EXPR_COND)
        return add(costs, cost,
                   cost_larger(costs->arena, expr_cost(costs, expr->b, env),
                               expr_cost(costs, expr->c, env)));
    return add(costs, cost, expr_cost(costs, expr->b, env));
}

/* ---- steps ---- */

static Cost loop_cost(Costs *costs, const Step *step, const Local *env)
{
    const Local *inner = env;
    if (step->key)
        inner = bind(costs, inner, step->key, step->key, (Cost){0});
    inner = bind_item(costs, inner, step->name, step->value, env);
    Cost turn =
        add(costs, constant(costs, 1), steps_cost(costs, &step->body, inner));
    return cost_times(costs->arena, size_of(costs, step->value, env), turn);
}

/* What a step adds to its own one and its value's. */
static Cost inner_cost(Costs *costs, const Step *step, const Local *env)
{
    Cost cost = {0};
    switch (step->kind) {
    case STEP_LET:
    case STEP_DO:
    case STEP_RETURN:
    case STEP_EXPECT:
        return cost;
    case STEP_ASSIGN:
        return expr_cost(costs, step->target, env);
    case STEP_FOR:
        return loop_cost(costs, step, env);
    case STEP_IF:
    case STEP_IF_LET:
    case STEP_MATCH:
        break;
    }
    const Local *inner = env;
    if (step->kind == STEP_IF_LET)
        inner = bind(costs, env, step->name, path_of(costs, step->value, env),
                     size_of(costs, step->value, env));
    cost = cost_larger(costs->arena, steps_cost(costs, &step->body, inner),
                       steps_cost(costs, &step->otherwise, env));
    for (size_t i = 0; i < step->arm_count; i++)
        cost = cost_larger(costs->arena, cost,
                           steps_cost(costs, &step->arms[i].body, env));
    return cost;
}

static Cost steps_cost(Costs *costs, const StepList *steps, const Local *env)
{
    Cost cost = constant(costs, (int64_t)steps->count);
    for (size_t i = 0; i < steps->count; i++) {
        const Step *step = steps->items[i];
        cost = add(costs, cost, expr_cost(costs, step->value, env));
        cost = add(costs, cost, inner_cost(costs, step, env));
        if (step->kind == STEP_LET)
            env = bind_value(costs, env, step->name, step->value,
                             size_of(costs, step->value, env));
    }
    return cost;
}

Cost cost_of_steps(Costs *costs, const StepList *steps)
{
    return steps_cost(costs, steps, NULL);
}
