/* number.h - numbers to text and back: exact, and the same in every locale.
 *
 * Owns: the grammar of a JSON number (RFC 8259 section 6) and the conversions.
 * Nothing here allocates; all of it is thread-safe.
 */
#ifndef CONN_NUMBER_H
#define CONN_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A number taken apart. */
typedef struct conn_number {
    const char *text;  /* its first character */
    const char *end;   /* behind its last character */
    uint64_t mantissa; /* its first 19 significant digits */
    int64_t exponent;  /* mantissa * 10^exponent is the magnitude ... */
    bool truncated;    /* ... unless more digits, not all zero, followed */
    bool negative;
} conn_number;

/* Reads one number at `text`, which ends before `end`. False if there is none;
 * what stands behind it (out->end) is for the caller to judge. */
bool conn_number_scan(const char *text, const char *end, conn_number *out);

/* The value as an integer, if it is one within int64. 1.0 and 1e3 are. */
bool conn_number_int64(const conn_number *number, int64_t *out);

/* The value times 10^shift, cut towards minus infinity to an integer: seconds
 * to microseconds with shift 6. False beyond int64. */
bool conn_number_scaled(const conn_number *number, int shift, int64_t *out);

/* The nearest double, ties to even; false if it is beyond the range. */
bool conn_number_double(const conn_number *number, double *out);

/* The same for a whole text of `len` bytes: false if more or less stands
 * there than one number. */
bool conn_int64_parse(const char *text, size_t len, int64_t *out);
bool conn_double_parse(const char *text, size_t len, double *out);

/* Write without a NUL and return the length. Room for CONN_INT64_SIZE and
 * CONN_DOUBLE_SIZE bytes is enough. The double is the shortest text that reads
 * back as the same value, in ECMAScript's layout (ECMA-262, Number::toString);
 * -0 is written 0, as there, and it must be finite. */
#define CONN_INT64_SIZE 20
#define CONN_DOUBLE_SIZE 32
size_t conn_int64_print(int64_t value, char *out);
size_t conn_double_print(double value, char *out);

#endif
