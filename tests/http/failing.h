/* failing.h - makes one allocation of the runtime fail, for tests that let each
 * fail in turn. */
#ifndef TESTS_HTTP_FAILING_H
#define TESTS_HTTP_FAILING_H

#include <stdbool.h>

#include "conn/error.h"

/* From here on the allocation behind `n` others fails, and no other one. */
void failing_begin(int n);
/* Whether it was asked for since then. */
bool failing_happened(void);
/* No allocation fails any more. Returns whether one did. */
bool failing_end(void);

/* What is run again and again; CONN_OK, CONN_MEMORY, or what went wrong. */
typedef conn_status failing_course(void *user, conn_error *err);

/* Runs it with its first allocation failed, then with its second, until none
 * fails. Each time the outcome must be CONN_OK or CONN_MEMORY, at last CONN_OK.
 * Returns how many failed. */
int failing_in_turn(const char *name, failing_course *course, void *user);

#endif
