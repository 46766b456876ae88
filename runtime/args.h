/* args.h - reading a struct of arguments, or a configuration, by its table.
 *
 * Owns: what counts as given. All functions are pure; values stay where the
 * caller put them.
 */
#ifndef CONN_ARGS_H
#define CONN_ARGS_H

#include "conn/desc.h"
#include "memory.h"

/* What an argument holds: `value` is one value of arg->field.type where `state`
 * is CONN_VALUE. */
typedef struct conn_given {
    conn_state state;
    const void *value;
} conn_given;

/* Reads `arg` from `args` (NULL: nothing is given); its fallback stands in for
 * an absent one. Outside optionals a NULL pointer, an enum of 0 and text,
 * bytes, lists and maps without data are absent. */
conn_given conn_arg_read(const conn_arg *arg, const void *args);

/* The first required argument that is absent, or NULL. */
const conn_arg *conn_args_missing(const conn_arg *table, size_t count,
                                  const void *args);

/* How many values a list holds, 1 for any other type; and one of them, whose
 * type is stored in *type. */
size_t conn_given_count(const conn_arg *arg, conn_given given);
const void *conn_given_at(const conn_arg *arg, conn_given given, size_t i,
                          const conn_type **type);

#endif
