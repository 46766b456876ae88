/* repair.h - finds the bracket or quote that was lost.
 *
 * A source with one sign too few or too many is read as if the sign were put
 * right at one place after another; where that leaves the fewest errors is
 * where it was lost. Only the members of the file that hold the fault are read
 * again, and only so much of them in all.
 */
#ifndef FRONT_REPAIR_H
#define FRONT_REPAIR_H

#include "front/parse_context.h"

/* The patches with which the file that was read into `cx` has fewer errors, in
 * order of their places, in cx->arena; *count is 0 if there are none. */
const Patch *repair_find(const ParseContext *cx, size_t *count);

#endif
