/* mappings.h - the rows of a `map` as steps, for emitters that write steps. */
#ifndef MODEL_MAPPINGS_H
#define MODEL_MAPPINGS_H

#include "model/model.h"

/* Which rows are wanted; NULL: all. */
typedef bool MappingFilter(const MapRow *row);

/* Whether the common field takes what a path from `vendor` holds, and as it is
 * on the wire. */
bool mapping_row_copies(const MapRow *row);
/* Steps that fill the EXPR_LOCAL `common` in from `vendor`. `lenient`: a row
 * that fails gives null, and what is only copied is not looked at. In the
 * arena. */
StepList mapping_read_steps(Arena *arena, const Mapping *mapping,
                            MappingFilter *wanted, bool lenient);
/* Steps that fill `vendor` in from `common`, and make the records on the way to
 * what they set. In the arena. */
StepList mapping_write_steps(Arena *arena, const Mapping *mapping,
                             MappingFilter *wanted);

#endif
