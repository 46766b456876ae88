/* fn.h - what the standard functions share: the state of a run, looking at
 * arguments, and making results.
 *
 * Functions end the run ("unexpected data") where an argument is of another
 * kind than theirs. What they can't get memory for ends it too, so that their
 * callers need not ask: a null comes out.
 */
#ifndef CONN_FN_H
#define CONN_FN_H

#include <math.h>
#include <string.h>

#include "conn/functions.h"
#include "memory.h"

/* No text or list that a hook asks for may be longer (`limited` of core.js). */
#define CONN_FN_LONGEST 16777216.0

/* The integers that a double holds exactly. */
#define CONN_FN_MOST INT64_C(9007199254740991)

/* How deep JSON text may be nested, and values that are gone through. */
enum { CONN_FN_DEEPEST = 128, CONN_FN_DEPTH = 1024 };

typedef struct conn_pattern conn_pattern;

struct conn_run {
    conn_arena arena;
    conn_buf scratch; /* of one function at a time: conn_fn_write */
    conn_run_stop why;
    int64_t steps;
    conn_run_settings settings;
    uint64_t hash_seed;     /* of maps; 0: not drawn yet */
    conn_pattern *patterns; /* that were parsed in this run */
};

static inline bool conn_fn_goes(const conn_run *run)
{
    return run->why.state == CONN_RUN_GOES_ON;
}

/* ---- arguments ---- */

/* Ends the run for what an argument is; false. */
bool conn_fn_mistyped(conn_run *run);

/* Whether the run goes on and `value` is of that kind. */
static inline bool conn_fn_takes(conn_run *run, conn_any value,
                                 conn_any_kind kind)
{
    return conn_fn_goes(run) && (value.kind == kind || conn_fn_mistyped(run));
}

static inline bool conn_fn_takes_text(conn_run *run, conn_any value)
{
    return conn_fn_takes(run, value, CONN_ANY_TEXT);
}

static inline bool conn_fn_takes_texts(conn_run *run, conn_any a, conn_any b)
{
    return conn_fn_takes_text(run, a) && conn_fn_takes_text(run, b);
}

static inline bool conn_fn_takes_int(conn_run *run, conn_any value)
{
    return conn_fn_takes(run, value, CONN_ANY_INT);
}

static inline bool conn_fn_takes_list(conn_run *run, conn_any value)
{
    return conn_fn_takes(run, value, CONN_ANY_LIST);
}

static inline bool conn_fn_takes_map(conn_run *run, conn_any value)
{
    return conn_fn_takes(run, value, CONN_ANY_MAP);
}

static inline bool conn_fn_is_number(conn_any value)
{
    return value.kind == CONN_ANY_INT || value.kind == CONN_ANY_FLOAT;
}

/* A number as a double; 0 for what is none. */
static inline double conn_fn_double(conn_any value)
{
    return value.kind == CONN_ANY_INT     ? (double)value.as.integer
           : value.kind == CONN_ANY_FLOAT ? value.as.number
                                          : 0;
}

static inline bool conn_fn_takes_number(conn_run *run, conn_any value)
{
    return conn_fn_goes(run) &&
           (conn_fn_is_number(value) || conn_fn_mistyped(run));
}

/* Text, or bytes, which share a form. */
static inline bool conn_fn_takes_data(conn_run *run, conn_any value)
{
    return value.kind == CONN_ANY_BYTES ? conn_fn_goes(run)
                                        : conn_fn_takes_text(run, value);
}

/* Whether the run goes on; false, and the run ended, where `count` is more than
 * a hook may ask for. */
bool conn_fn_limited(conn_run *run, double count);

/* ---- results ---- */

/* Fails with CONN_INVALID and a literal; null. */
conn_any conn_fn_invalid(conn_run *run, const char *message);

/* A finite number: an INT where it is a safe integer other than -0. */
conn_any conn_fn_number(double number);

/* The result of arithmetic on int, and on float. */
conn_any conn_fn_checked(conn_run *run, double number);
conn_any conn_fn_finite(conn_run *run, double number);

static inline conn_any conn_fn_str(conn_str text)
{
    return conn_any_text(text.data, text.len);
}

static inline conn_any conn_fn_octets(const void *data, size_t len)
{
    conn_any value = conn_any_text(data, len);
    value.kind = CONN_ANY_BYTES;
    return value;
}

/* The bytes from one place up to another of a text, as a text. */
static inline conn_any conn_fn_part(const char *from, const char *to)
{
    return conn_any_text(from, (size_t)(to - from));
}

/* An empty list with room for `count` items. */
conn_any conn_fn_list(conn_run *run, size_t count);

/* The run's buffer, empty: for a function that calls no other which writes.
 * What is written becomes a text or bytes with _written; a failure of the
 * buffer ends the run. */
conn_buf *conn_fn_write(conn_run *run);
conn_any conn_fn_written(conn_run *run, conn_any_kind kind);

/* ---- texts ---- */

static inline bool conn_fn_same(conn_str a, conn_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline const char *conn_fn_end(conn_str text)
{
    return text.len > 0 ? text.data + text.len : text.data;
}

/* < 0, 0, > 0 by code point, which is the order of UTF-8's bytes. */
int conn_fn_compare_texts(conn_str a, conn_str b);

/* Whether they are the same but for the case of ASCII letters. */
bool conn_fn_same_letters(conn_str a, conn_str b);

/* Number of scalars, and of UTF-16 units, which limits count. */
size_t conn_fn_scalars(const char *from, const char *to);
double conn_fn_units(const char *from, const char *to);

/* The code point at a place of UTF-8 before `end`, and how many bytes it has.
 */
static inline uint32_t conn_fn_code(const char *p, const char *end,
                                    size_t *size)
{
    const unsigned char *b = (const unsigned char *)p;
    size_t most = (size_t)(end - p);
    *size = b[0] < 0x80 ? 1 : b[0] < 0xE0 ? 2 : b[0] < 0xF0 ? 3 : 4;
    uint32_t code = *size == 1 ? b[0] : b[0] & (0x7FU >> *size);
    if (*size > most) /* no text that a run made itself */
        *size = most;
    for (size_t i = 1; i < *size; i++)
        code = code << 6 | (b[i] & 0x3F);
    return code;
}

/* Looks for a text again and again, in time linear in what it looks through
 * (Crochemore and Perrin, "Two-way string-matching", 1991). */
typedef struct conn_finder {
    conn_str part;
    size_t middle; /* the critical position */
    size_t period;
    size_t known; /* bytes that still match after a step of a period */
} conn_finder;

conn_finder conn_fn_finder(conn_str part);

/* Where it first is, or NULL. An empty text is everywhere. */
const char *conn_fn_find(const conn_finder *finder, const char *from,
                         const char *to);

/* The value of a hexadecimal digit, or -1. */
int conn_fn_hex_digit(char c);

/* ---- numbers as text ---- */

/* Appends a number as ECMAScript writes it. */
void conn_fn_put_number(conn_buf *out, conn_any number);

/* Whether all of a text is a number as JSON writes it. */
bool conn_fn_is_json_number(conn_str text);

/* The double that `text`, which is -?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?, is to
 * JavaScript: infinite where it is beyond the range. */
double conn_fn_read_number(conn_str text);

/* Whether a text has that form; with or without the exponent. */
bool conn_fn_is_number_text(conn_str text, bool exponent);

/* ---- json ---- */

/* Reads a text that is valid UTF-8 and nested no deeper than said. */
conn_any conn_fn_read(conn_run *run, conn_str text, int deepest);

/* ---- maps ---- */

/* The list of the keys, sorted. */
conn_any conn_fn_sorted_keys(conn_run *run, conn_any map);

/* Sets a member that is none for what goes through the map. */
void conn_fn_put_hidden(conn_run *run, conn_any map, conn_str key,
                        conn_any value);

bool conn_fn_keeps_order(conn_any map);

/* ---- random ---- */

/* Fills `out`: from the seed, a byte for each number, or the system's. */
bool conn_fn_random(conn_run *run, unsigned char *out, size_t len);

#endif
