/* decimal.h - a number's text taken apart, without leaving it. */
#ifndef CONN_DECIMAL_H
#define CONN_DECIMAL_H

#include "conn/value.h"
#include "memory.h"

/* The number is 0.DIGITS times ten to the exponent. */
typedef struct conn_decimal {
    int sign;          /* -1, 0, 1 */
    double exponent;   /* as JavaScript counts it */
    const char *first; /* the first digit that is not 0 ... */
    const char *last;  /* ... and behind the last; a point may be between */
    size_t count;      /* of these digits */
} conn_decimal;

conn_decimal conn_decimal_of(conn_str text);

/* Appends a text that is the same for equal numbers, however they are written
 * (`decimal_key` of stdlib/core.js). */
void conn_decimal_put_key(conn_buf *out, conn_str text);

#endif
