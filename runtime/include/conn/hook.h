/* hook.h - what NAME_hooks.c, the typed hooks of a connector in C, stands on.
 *
 * Owns: the values that hooks compute with, and one run of a hook. Generated
 * hooks call these and the standard functions (conn/functions.h); users of a
 * client never need this header. All values of a run live in its arena and end
 * with it. A run belongs to one thread.
 *
 * Failing: a function that can't go on notes that in the run and returns null.
 * While a run is stopped every function below and every standard function does
 * nothing and returns null, so that generated code looks once a statement.
 */
#ifndef CONN_HOOK_H
#define CONN_HOOK_H

#include "conn/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- values ---- */

typedef enum conn_any_kind {
    CONN_ANY_NULL = 0,
    CONN_ANY_BOOL,
    CONN_ANY_INT,   /* int, int64, timestamp and duration (microseconds) */
    CONN_ANY_FLOAT, /* always finite */
    CONN_ANY_TEXT,  /* string, decimal, date, url, uuid, enum: UTF-8 */
    CONN_ANY_BYTES,
    CONN_ANY_NUMBER, /* within json: a number's digits, where neither an int
                        of +-(2^53-1) nor a float holds them exactly */
    CONN_ANY_LIST,
    CONN_ANY_MAP /* map, record, json object */
} conn_any_kind;

typedef struct conn_any_list conn_any_list;
typedef struct conn_any_map conn_any_map;

/* A value. Lists and maps are shared by copies of it, as in JavaScript. */
typedef struct conn_any {
    conn_any_kind kind;
    union {
        bool boolean;
        int64_t integer;
        double number;
        conn_str text; /* TEXT, BYTES, NUMBER */
        conn_any_list *list;
        conn_any_map *map;
    } as;
} conn_any;

struct conn_any_list {
    conn_any *items;
    size_t count, room;
};

typedef struct conn_any_entry {
    conn_str key;
    conn_any value;
} conn_any_entry;

/* Entries stand in the order in which they were set; what goes through a map
 * sorts its keys by code point. `is_record`: fields keep their order. */
struct conn_any_map {
    conn_any_entry *entries;
    size_t count, room;
    bool is_record;
};

/* ---- a run ---- */

typedef struct conn_run conn_run;

/* What a lambda is in C: `self` points to the variables that it uses. */
typedef conn_any conn_lambda_fn(conn_run *run, void *self, conn_any item);
typedef struct conn_lambda {
    conn_lambda_fn *call;
    void *self;
} conn_lambda;

/* Whether the run is stopped: something failed, the hook was ended (overflow,
 * division by zero, too many steps, memory), or it answered by skip(). */
bool conn_stopped(const conn_run *run);

/* Stops with a failure of the language; `after` is an INT of microseconds or
 * null. Returns null. */
conn_any conn_fail(conn_run *run, conn_status kind, conn_any message,
                   conn_any after);
/* Stops for good: no `catch` takes it. `reason` is a literal ("overflow"). */
conn_any conn_end(conn_run *run, const char *reason);
/* Whether the run is stopped by a failure; then it goes on: `a catch b`. */
bool conn_caught(conn_run *run);
/* Counts `steps`; beyond 1,000,000 in all the run ends ("too many steps"). */
bool conn_step(conn_run *run, int64_t steps);

#ifdef __cplusplus
}
#endif
#endif
