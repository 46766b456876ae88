/* cost_sums.h - arithmetic of costs: polynomials without negative parts. */
#ifndef MODEL_COST_SUMS_H
#define MODEL_COST_SUMS_H

#include "model/cost.h"

Cost cost_constant(Arena *arena, int64_t count);
/* The number of items of `name`. */
Cost cost_size(Arena *arena, const char *name);
Cost cost_add(Arena *arena, Cost a, Cost b);
/* At least as much as either, whatever the sizes are. */
Cost cost_larger(Arena *arena, Cost a, Cost b);
Cost cost_times(Arena *arena, Cost a, Cost b);

#endif
