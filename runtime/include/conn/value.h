/* value.h - the values that arguments and replies are made of.
 *
 * Owns: text, bytes, optional values, dates, enumerations, lists and maps as
 * generated structs hold them. A struct set to zero is always valid and means
 * "nothing given". Nothing here allocates or locks; every type may be copied.
 */
#ifndef CONN_VALUE_H
#define CONN_VALUE_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Text in UTF-8. `data` ends with a NUL that `len` does not count; text that
 * holds U+0000 is longer than strlen says. NULL data is the empty string. In a
 * reply it lives as long as the reply. */
typedef struct conn_str {
    const char *data;
    size_t len;
} conn_str;

/* Octets. In a reply they live as long as the reply. */
typedef struct conn_bytes {
    const unsigned char *data;
    size_t len;
} conn_bytes;

/* clang-format off: initialisers and small structs read best on one line */

/* A string literal, or an array that holds text, as a conn_str initialiser. */
#define CONN_STR(literal)                                                      \
    {                                                                          \
        (literal), sizeof(literal) - 1                                         \
    }

/* clang-format on */

/* `text` (NUL-terminated, may be NULL) as a conn_str; it is not copied. */
conn_str conn_str_of(const char *text);

/* Whether `a` holds exactly the text `b` (NUL-terminated). */
bool conn_str_is(conn_str a, const char *b);

/* What an optional field or argument holds. */
typedef enum conn_state {
    CONN_ABSENT = 0, /* not there: not sent, or the sender left it out */
    CONN_IS_NULL,    /* null on the wire */
    CONN_VALUE       /* there: `value` holds it */
} conn_state;

/* clang-format off */

typedef struct conn_opt_bool { conn_state state; bool value; } conn_opt_bool;
typedef struct conn_opt_int32 { conn_state state; int32_t value; } conn_opt_int32;
typedef struct conn_opt_int64 { conn_state state; int64_t value; } conn_opt_int64;
typedef struct conn_opt_double { conn_state state; double value; } conn_opt_double;
typedef struct conn_opt_str { conn_state state; conn_str value; } conn_opt_str;
typedef struct conn_opt_bytes { conn_state state; conn_bytes value; } conn_opt_bytes;

/* Initialisers for every optional: `.limit = CONN_SOME(0)`,
 * `.note = CONN_SOME_STR("text")`, `.note = CONN_NULL`. */
#define CONN_SOME(x) { CONN_VALUE, (x) }
#define CONN_SOME_STR(literal) { CONN_VALUE, CONN_STR(literal) }
#ifdef __cplusplus
#define CONN_NULL { CONN_IS_NULL, {} }
#else
#define CONN_NULL { .state = CONN_IS_NULL }
#endif

/* Initialiser of every struct, in C and in C++: all of it zero. */
#ifdef __cplusplus
#define CONN_ZERO {}
#else
#define CONN_ZERO { 0 }
#endif

/* clang-format on */

/* Microseconds since 1970-01-01T00:00:00Z, without leap seconds. */
typedef int64_t conn_time;
typedef conn_opt_int64 conn_opt_time;

/* Microseconds. */
typedef int64_t conn_duration;

/* A day of the proleptic Gregorian calendar. */
typedef struct conn_date {
    int32_t year;
    uint8_t month; /* 1..12 */
    uint8_t day;   /* 1..31 */
} conn_date;
typedef struct conn_opt_date {
    conn_state state;
    conn_date value;
} conn_opt_date;

/* A value of an open enumeration. `is` is the generated constant, 0 where the
 * wire text is none that the connector knows; `text` is the wire text, kept for
 * values unknown today. Writing sends the text of `is`, else `text`. */
typedef struct conn_enum {
    int is;
    conn_str text;
} conn_enum;
typedef struct conn_opt_enum {
    conn_state state;
    conn_enum value;
} conn_opt_enum;

/* Generated lists and maps are `struct { const T *items; size_t count; }`; a
 * map's items are `struct { conn_str key; T value; }` in wire order. */
typedef struct conn_list {
    const void *items;
    size_t count;
} conn_list;

/* A value kept as its JSON text, checked to be one valid JSON value. */
typedef conn_str conn_json;
typedef conn_opt_str conn_opt_json;

/* A member that an @open record did not declare. */
typedef struct conn_member {
    conn_str name;
    conn_json value;
} conn_member;
typedef struct conn_members {
    const conn_member *items;
    size_t count;
} conn_members;

/* Reads an RFC 3339 date and time (section 5.6; an offset is required, a
 * second of 60 is refused) into microseconds. Digits beyond the sixth of a
 * fraction are dropped. Returns false, leaving *out, if `text` is none or is
 * outside the years 0..9999 in UTC. */
bool conn_time_parse(const char *text, size_t len, conn_time *out);

/* Writes `time` as RFC 3339 in UTC, with a fraction only if there is one.
 * `out` takes CONN_TIME_SIZE bytes with the NUL; returns the length without
 * it, or 0 if the year is outside 0..9999. */
#define CONN_TIME_SIZE 32
size_t conn_time_print(conn_time time, char out[CONN_TIME_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
