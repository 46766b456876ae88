/* hook_args.h - arguments that steps of the connector compute.
 *
 * Owns: an operation's arguments as values of a run, put into the struct that
 * a call takes.
 */
#ifndef CONN_HOOK_ARGS_H
#define CONN_HOOK_ARGS_H

#include "conn/events.h"
#include "memory.h"

/* The struct of the arguments of `op`, zero but for what `given` names, by the
 * labels of the arguments; all of it in `arena`. NULL on failure: CONN_USAGE
 * for a value that does not fit, CONN_MEMORY. */
void *conn_hook_args(conn_run *run, const conn_op *op, conn_any given,
                     conn_arena *arena, conn_error *err);

/* How large that struct is: `call` is its last member. */
size_t conn_hook_args_size(const conn_op *op);

#endif
