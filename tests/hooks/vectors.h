/* vectors.h - calling a standard function in C by its name. */
#ifndef TESTS_HOOKS_VECTORS_H
#define TESTS_HOOKS_VECTORS_H

#include "fn.h"

/* A value as vectors.ndjson writes it, as it stands in C. */
conn_any vector_value(conn_run *run, conn_any value);

/* Calls the function with `count` arguments; one that is a lambda or a helper
 * is still the object that names it. *makes_map tells whether the result is a
 * map rather than a json object. False if there is no such function. */
bool vector_call(conn_run *run, conn_str name, const conn_any *given,
                 size_t count, conn_any *result, bool *makes_map);

#endif
