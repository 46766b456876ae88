/* canonical.h - values of a run as JSON that can be compared as text.
 *
 * Owns: what platform.js calls canonical: names sorted as JavaScript sorts
 * them, ASCII only.
 */
#ifndef TESTS_HOOKS_CANONICAL_H
#define TESTS_HOOKS_CANONICAL_H

#include "conn/hook.h"

/* Prints the value. */
void canonical_put(conn_run *run, conn_any value);

#endif
