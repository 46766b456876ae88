/* hook.h - what NAME_hooks.c, the typed hooks of a connector in C, stands on.
 *
 * Owns: the values that hooks compute with, and one run of a hook. Generated
 * hooks call these and the standard functions (conn/functions.h); users of a
 * client never need this header. All values of a run live in its arena and end
 * with it. A run belongs to one thread.
 *
 * Values are what they are in the JavaScript of the same hook, so that both
 * compute the same: see conn_any_kind.
 *
 * Failing: a function that can't go on notes that in the run and returns null.
 * While a run is stopped every function below and every standard function does
 * nothing and returns null (false, 0), so that generated code looks once a
 * statement. An argument of another kind than a function takes ends the run:
 * "unexpected data".
 */
#ifndef CONN_HOOK_H
#define CONN_HOOK_H

#include "conn/error.h"
#include "conn/log.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- values ---- */

typedef enum conn_any_kind {
    CONN_ANY_NULL = 0,
    CONN_ANY_BOOL,
    CONN_ANY_INT,   /* a number that is an integer within +-(2^53-1): of int,
                       float, timestamp and duration (microseconds) */
    CONN_ANY_FLOAT, /* any other number, always finite; 1.0 may be either */
    CONN_ANY_TEXT,  /* string, int64, decimal, date, url, uuid, enum: UTF-8 */
    CONN_ANY_BYTES,
    CONN_ANY_DIGITS, /* within json: an integer beyond +-(2^53-1), its digits */
    CONN_ANY_LIST,
    CONN_ANY_MAP /* map, record, json object */
} conn_any_kind;

typedef struct conn_any_list conn_any_list;
typedef struct conn_any_map conn_any_map; /* see conn_any_map_get */

/* A value. Lists and maps are shared by copies of it, as in JavaScript. Texts
 * are never changed, may be parts of others, and need not end with a NUL. */
typedef struct conn_any {
    conn_any_kind kind;
    union {
        bool boolean;
        int64_t integer;
        double number;
        conn_str text; /* TEXT, BYTES, DIGITS */
        conn_any_list *list;
        conn_any_map *map;
    } as;
} conn_any;

struct conn_any_list {
    conn_any *items;
    size_t count, room;
};

static inline conn_any conn_any_null(void)
{
    conn_any value;
    value.kind = CONN_ANY_NULL;
    value.as.integer = 0;
    return value;
}

static inline conn_any conn_any_bool(bool boolean)
{
    conn_any value;
    value.kind = CONN_ANY_BOOL;
    value.as.boolean = boolean;
    return value;
}

/* `integer` is within +-(2^53-1). */
static inline conn_any conn_any_int(int64_t integer)
{
    conn_any value;
    value.kind = CONN_ANY_INT;
    value.as.integer = integer;
    return value;
}

/* `number` is finite. */
static inline conn_any conn_any_float(double number)
{
    conn_any value;
    value.kind = CONN_ANY_FLOAT;
    value.as.number = number;
    return value;
}

/* Text in UTF-8 that outlives the run; it is not copied. What comes from
 * outside and was not checked goes through conn_any_received. */
static inline conn_any conn_any_text(const char *data, size_t len)
{
    conn_any value;
    value.kind = CONN_ANY_TEXT;
    value.as.text.data = data;
    value.as.text.len = len;
    return value;
}

/* A literal as a text. */
#define CONN_ANY_LITERAL(text) conn_any_text((text), sizeof(text) - 1)

static inline bool conn_any_is_null(conn_any value)
{
    return value.kind == CONN_ANY_NULL;
}

/* Whether it is the bool true. */
static inline bool conn_any_is_true(conn_any value)
{
    return value.kind == CONN_ANY_BOOL && value.as.boolean;
}

/* `value`, or `otherwise` where it is null. */
static inline conn_any conn_any_either(conn_any value, conn_any otherwise)
{
    return value.kind == CONN_ANY_NULL ? otherwise : value;
}

/* ---- a run ---- */

typedef struct conn_run conn_run;

/* What a run is given; all zero is a good choice. */
typedef struct conn_run_settings {
    size_t memory;     /* bytes that its values may take; 0: 64 MiB */
    conn_opt_time now; /* what now() gives; else the clock, asked once */
    uint32_t seed;     /* of xorshift32, from which uuid() and nonce() then
                          draw, for tests; 0: the system's randomness */
    void (*log)(void *user, conn_log_level level, conn_str line);
    void *user;
} conn_run_settings;

/* Begins a run; NULL on memory shortage. `settings` may be NULL. */
conn_run *conn_run_open(const conn_run_settings *settings);

/* Frees the run and all of its values. NULL is allowed. */
void conn_run_close(conn_run *run);

typedef enum conn_run_state {
    CONN_RUN_GOES_ON = 0,
    CONN_RUN_FAILED, /* with a failure of the language, which can be caught */
    CONN_RUN_ENDED,  /* for good: `reason` */
    CONN_RUN_SKIPPED /* answered by skip(): `response` */
} conn_run_state;

/* Why a run is stopped. */
typedef struct conn_run_stop {
    conn_run_state state;
    conn_status kind;   /* FAILED: CONN_AUTH_EXPIRED to CONN_VENDOR. ENDED:
                           CONN_LIMIT by conn_end_at_limit */
    conn_any message;   /* FAILED: a text, or null */
    conn_any after;     /* FAILED: INT of microseconds, or null */
    const char *reason; /* ENDED: "overflow", "division by zero", "too many
                           steps", "too large", "out of range", "no such item",
                           "unexpected data", "out of memory" */
    conn_any response;  /* SKIPPED */
} conn_run_stop;

/* Whether the run is stopped, and why. */
bool conn_stopped(const conn_run *run);
const conn_run_stop *conn_run_why(const conn_run *run);

/* Stop the run, unless it is stopped already, and return null: with a failure
 * of the language, whose `after` is null or microseconds; for good, so that no
 * `catch` takes it, for a reason that is a literal; with an answer. */
conn_any conn_raise(conn_run *run, conn_status kind, conn_any message,
                    conn_any after);
conn_any conn_end(conn_run *run, const char *reason);
/* The same, for a limit of its own that the run has reached. Here and there
 * `reason` may be a text of the run, too. */
conn_any conn_end_at_limit(conn_run *run, const char *reason);
conn_any conn_skip(conn_run *run, conn_any response);

/* Whether the run is stopped by a failure; then it goes on: `a catch b`. */
bool conn_caught(conn_run *run);

/* Counts `steps`; beyond 1,000,000 in all the run ends. Whether it goes on. */
bool conn_step(conn_run *run, int64_t steps);

/* `size` bytes of the run's arena, zero and aligned for every type; NULL, and
 * the run ended, where there is no more. For a copy of bytes or text, ended
 * with a NUL, conn_any_copy_text. */
void *conn_run_alloc(conn_run *run, size_t size);
conn_any conn_any_copy_text(conn_run *run, const char *data, size_t len);

/* A text from outside that must outlive the run: itself where it is UTF-8; else
 * a copy in which each byte that is none is U+FFFD. */
conn_any conn_any_received(conn_run *run, const char *data, size_t len);

/* ---- lists and maps ---- */

/* A list of `count` items, which are copied. */
conn_any conn_any_list_of(conn_run *run, const conn_any *items, size_t count);

/* Puts an item at the end of a list. */
void conn_any_list_add(conn_run *run, conn_any list, conn_any item);

/* An empty map or object. */
conn_any conn_any_map_new(conn_run *run);

/* The value of a key; null where there is none, or `map` is no map. */
conn_any conn_any_map_get(conn_any map, conn_str key);
bool conn_any_map_has(conn_any map, conn_str key);

/* Sets a key's value; a new one comes behind all others. The key's bytes are
 * not copied. */
void conn_any_map_put(conn_run *run, conn_any map, conn_str key,
                      conn_any value);
void conn_any_map_remove(conn_run *run, conn_any map, conn_str key);
size_t conn_any_map_count(conn_any map);

/* Goes through a map in the order in which its keys were set: `*at` is 0 at
 * the start and moves on. False at the end. The map is not changed meanwhile.
 * What a hook sees goes by sorted key: conn_fn_map_keys. */
bool conn_any_map_next(conn_any map, size_t *at, conn_str *key,
                       conn_any *value);

/* Makes an object a record for the writer: its members are written in the order
 * in which they were set, not sorted (`new Fields` of stdlib/json.js). */
void conn_any_map_keep_order(conn_any map);

/* ---- conversions ---- */

/* Reads JSON text by the rules of string_parse_json: a value, or null and the
 * run failed with CONN_INVALID. */
conn_any conn_any_read(conn_run *run, const char *text, size_t len);

/* The value as compact JSON text, members sorted; see conn_fn_json_to_json. */
conn_any conn_any_write(conn_run *run, conn_any value);

/* A deep copy, which may be changed. */
conn_any conn_any_copy(conn_run *run, conn_any value);

/* What `+` and "{...}" make of a value (String() of JavaScript): a text as it
 * is, a number or bool as JSON writes it. Timestamps and durations go through
 * conn_fn_timestamp_to_string and conn_fn_seconds_of first. */
conn_any conn_any_to_text(conn_run *run, conn_any value);

/* The texts of all parts, one behind the other. */
conn_any conn_any_concat(conn_run *run, const conn_any *parts, size_t count);

/* ---- operators ---- */

/* int, timestamp, duration: beyond +-(2^53-1) the run ends (overflow). */
conn_any conn_int_add(conn_run *run, conn_any a, conn_any b);
conn_any conn_int_subtract(conn_run *run, conn_any a, conn_any b);
conn_any conn_int_multiply(conn_run *run, conn_any a, conn_any b);

/* float: what is not finite ends the run (overflow). Of ints, too. */
conn_any conn_float_add(conn_run *run, conn_any a, conn_any b);
conn_any conn_float_subtract(conn_run *run, conn_any a, conn_any b);
conn_any conn_float_multiply(conn_run *run, conn_any a, conn_any b);

/* `/`: a float. `%`: truncates; of int and float. By zero ends the run. */
conn_any conn_divide(conn_run *run, conn_any a, conn_any b);
conn_any conn_remainder(conn_run *run, conn_any a, conn_any b);

/* `-a` of a number; of int64 and decimal: conn_fn_negated. */
conn_any conn_negate(conn_run *run, conn_any a);

/* `==` of two values of a type, lists and maps by their content. Of decimals:
 * conn_decimals_equal. Null equals null. */
bool conn_equal(conn_any a, conn_any b);
bool conn_decimals_equal(conn_any a, conn_any b);

/* < 0, 0, > 0 for the order of two numbers, or two texts by code point; of
 * int64 and decimal: conn_compare_digits. */
int conn_compare(conn_any a, conn_any b);
int conn_compare_digits(conn_any a, conn_any b);

#ifdef __cplusplus
}
#endif
#endif
