/* costs.c - `connc check --dump cost`: the steps that each hook and function
 * takes at most.
 */
#include "cli/cli.h"

#include "model/cost.h"

/* Room for what a line is about. */
enum { LABEL_WIDTH = 32 };

static void put_cost(Arena *arena, const char *label, const Cost *cost)
{
    printf("%-*s %s\n", LABEL_WIDTH, label, cost_text(arena, cost));
}

static void put_hook(Arena *arena, Costs *costs, const Hook *hook)
{
    const char *label = arena_format(arena, "%s %s", hook->owner, hook->kind);
    if (hook->script) {
        printf("%-*s JavaScript: not counted\n", LABEL_WIDTH, label);
        return;
    }
    Cost cost = cost_of_steps(costs, &hook->steps);
    put_cost(arena, label, &cost);
}

void cli_print_costs(const Program *program, const Connector *connector)
{
    Arena arena = {0};
    Costs *costs = costs_make(&arena, connector, &program->sources);
    for (size_t i = 0; i < connector->hook_count; i++)
        put_hook(&arena, costs, &connector->hooks[i]);
    for (size_t i = 0; i < connector->function_count; i++) {
        const Function *function = &connector->functions[i];
        Cost cost = cost_of_function(costs, function);
        put_cost(&arena, arena_format(&arena, "fn %s", function->name), &cost);
    }
    arena_free(&arena);
}
