/* hints.h - what a token that can't stand where it does was meant for. */
#ifndef FRONT_HINTS_H
#define FRONT_HINTS_H

#include "front/parse_context.h"

/* A token where no rule wants it: `found` and `expected` as users read them,
 * "`->`" or "a name". */
typedef struct Misplaced {
    Span span;
    const char *found;
    const char *const *expected;
    size_t expected_count;
} Misplaced;

/* Reports it: by the row of grammar/hints.def that fits, or by what could stand
 * there. */
void hint_report(ParseContext *cx, const Misplaced *at);

#endif
