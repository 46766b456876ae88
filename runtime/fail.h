/* fail.h - how the runtime's functions report an error.
 *
 * Owns: filling a conn_error and the memory behind its pointers. `err` may be
 * NULL in every function; the status is then all there is.
 */
#ifndef CONN_FAIL_H
#define CONN_FAIL_H

#include "memory.h"

/* Clears `err`, sets status and message (cut at a character if too long,
 * control characters replaced) and returns `status`, so that a function may
 * end with `return conn_fail(...)`. The arguments may be texts that `err` owns:
 * the message is made first. */
conn_status conn_fail(conn_error *err, conn_status status, const char *format,
                      ...) CONN_PRINTF(3, 4);

/* Clears `err` and reports that memory ran out; returns CONN_MEMORY. */
conn_status conn_fail_memory(conn_error *err);

/* The arena that conn_error_clear frees, made on first use; NULL if `err` is
 * NULL or memory is short. */
conn_arena *conn_error_arena(conn_error *err);

/* A copy of `text` that lives as long as what `err` owns, for one of its
 * pointers; NULL if `text` or `err` is NULL, or memory is short: an error
 * without the detail is still the error. */
const char *conn_error_text(conn_error *err, const char *text, size_t len);

/* Copies `body` into `err->body`. */
void conn_error_keep_body(conn_error *err, const void *body, size_t len);

#endif
