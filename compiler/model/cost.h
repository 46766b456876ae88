/* cost.h - how many steps a hook takes at most.
 *
 * Owns: the bound, a polynomial in the sizes of the lists that steps go
 * through. What counts as a step is said in docs/language.md, "Hooks"; all
 * targets count alike.
 */
#ifndef MODEL_COST_H
#define MODEL_COST_H

#include "base/arena.h"
#include "model/model.h"

/* After so many steps a hook ends, in every target. */
enum { COST_LIMIT = 1000000 };

/* `count` for each combination of one item of each size. */
typedef struct CostTerm {
    int64_t count;      /* never negative; INT64_MAX: that or more */
    const char **sizes; /* "response.body", "response.body[].tags"; sorted */
    size_t size_count;  /* 0: the constant part */
} CostTerm;

typedef struct Cost {
    CostTerm *terms; /* the constant first, then by number of sizes */
    size_t term_count;
    bool vague; /* too many terms to say; they are not complete */
} Cost;

/* Holds what functions cost once it is known. One thread at a time. */
typedef struct Costs Costs;

/* For the hooks and functions of `connector`, whose places lie in `sources`.
 * All that is returned below lives in the arena. */
Costs *costs_make(Arena *arena, const Connector *connector,
                  const Sources *sources);
Cost cost_of_steps(Costs *costs, const StepList *steps);
/* Of one call; its parameters' names stand for what they are given. */
Cost cost_of_function(Costs *costs, const Function *function);
/* Whether no input whatever can lead to more steps than that. */
bool cost_within(const Cost *cost, int64_t limit);
/* "12 + 4·|response.body|": `|x|` is the number of items of `x`. */
const char *cost_text(Arena *arena, const Cost *cost);

#endif
