/* number_print.c - numbers as text: the shortest that reads back as the same.
 */
#include "number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "number_power.h"

static const char digit_pairs[] =
    "00010203040506070809101112131415161718192021222324"
    "25262728293031323334353637383940414243444546474849"
    "50515253545556575859606162636465666768697071727374"
    "75767778798081828384858687888990919293949596979899";

static int count_digits(uint64_t value)
{
    int count = 1;
    for (; value >= 10000; value /= 10000)
        count += 4;
    return count + (value >= 10) + (value >= 100) + (value >= 1000);
}

size_t conn_int64_print(int64_t value, char *out)
{
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    *out = '-';
    size_t len = (size_t)(count_digits(rest) + (value < 0));
    char *p = out + len;
    for (; rest >= 100; rest /= 100)
        memcpy(p -= 2, digit_pairs + 2 * (rest % 100), 2);
    if (rest >= 10)
        memcpy(p - 2, digit_pairs + 2 * rest, 2);
    else
        p[-1] = (char)('0' + rest);
    return len;
}

/* A positive value as digits * 10^exponent. */
typedef struct decimal {
    uint64_t digits;
    int exponent;
    bool known;   /* whether this is known of it: */
    bool returns; /* it reads back as the value that it was made of */
} decimal;

/* Rounds `value` to `count` digits. printf's decimal point, whatever the locale
 * has there, is skipped. */
static decimal round_by_printf(double value, int count)
{
    decimal d = {.exponent = 1 - count};
    char text[64];
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    const char *p = text;
    for (int i = 0; i < count; p++)
        if (*p >= '0' && *p <= '9') {
            d.digits = d.digits * 10 + (unsigned)(*p - '0');
            i++;
        }
    d.exponent += (int)strtol(p + 1, NULL, 10);
    return d;
}

#ifdef __SIZEOF_INT128__

/* The same where 128 bits hold the value times a power of 10, whole: a power of
 * 5 above, and bits to drop below. False elsewhere. */
static bool round_by_integers(double value, int count, decimal *out)
{
    int shift;
    uint64_t mantissa = (uint64_t)ldexp(frexp(value, &shift), 53);
    const uint64_t power_of_2 = (uint64_t)1 << 52;
    int places = count - 1 - (int)floor(log10(value));
    int drop = 53 - shift - places;
    if (places < 0 || places > CONN_MAX_POWER || drop < 1 || drop > 120)
        return false;
    conn_uint128 product = (conn_uint128)mantissa * conn_power_of_5(places);
    conn_uint128 half = (conn_uint128)1 << (drop - 1);
    conn_uint128 rest = product & (2 * half - 1);
    uint64_t digits = (uint64_t)(product >> drop);
    digits += rest > half || (rest == half && (digits & 1) != 0);
    /* The value's neighbours are 5^places away, the lower one of a power of 2
     * half of that. */
    conn_uint128 off = rest > half ? 2 * half - rest : rest;
    bool tie = rest == half;
    *out = (decimal){digits, -places, !tie && mantissa != power_of_2,
                     2 * off < conn_power_of_5(places)};
    uint64_t least = conn_power_of_5(count - 1) << (count - 1);
    return digits >= least && digits / 10 < least;
}

#else

static bool round_by_integers(double value, int count, decimal *out)
{
    (void)value;
    (void)count;
    (void)out;
    return false;
}

#endif

static decimal decimal_round(double value, int count)
{
    decimal d;
    return round_by_integers(value, count, &d) ? d
                                               : round_by_printf(value, count);
}

static bool decimal_is(const decimal *d, double value)
{
    if (d->known)
        return d->returns;
    char text[2 * CONN_INT64_SIZE];
    size_t len = conn_int64_print((int64_t)d->digits, text);
    text[len++] = 'e';
    len += conn_int64_print(d->exponent, text + len);
    double back;
    return conn_double_parse(text, len, &back) && back == value;
}

/* The fewest digits that read back. A normal double that has a text of 15
 * digits or fewer gets that very text when rounded to 15, because those
 * survive a round trip; subnormals have no such promise. */
static decimal decimal_shortest(double value)
{
    int count = isnormal(value) ? 15 : 1;
    decimal d = decimal_round(value, count);
    while (count < 17 && !decimal_is(&d, value))
        d = decimal_round(value, ++count);
    for (; d.digits % 10 == 0; d.digits /= 10)
        d.exponent++;
    return d;
}

static char *put_zeros(char *p, int count)
{
    if (count > 0)
        memset(p, '0', (size_t)count);
    return count > 0 ? p + count : p;
}

static char *put(char *p, const char *bytes, int count)
{
    memcpy(p, bytes, (size_t)count);
    return p + count;
}

/* ECMA-262, Number::toString, steps 5 to 10. */
static char *put_decimal(char *p, const decimal *d)
{
    char digits[CONN_INT64_SIZE];
    int count = (int)conn_int64_print((int64_t)d->digits, digits);
    int point = count + d->exponent;
    if (point > 0 && point <= 21) {
        int whole = count < point ? count : point;
        p = put(p, digits, whole);
        p = put_zeros(p, point - count);
        if (count > whole)
            *p++ = '.';
        return put(p, digits + whole, count - whole);
    }
    if (point > -6 && point <= 0) {
        p = put(p, "0.", 2);
        p = put_zeros(p, -point);
        return put(p, digits, count);
    }
    *p++ = digits[0];
    if (count > 1)
        *p++ = '.';
    p = put(p, digits + 1, count - 1);
    *p++ = 'e';
    if (point > 0)
        *p++ = '+';
    return p + conn_int64_print(point - 1, p);
}

size_t conn_double_print(double value, char *out)
{
    if (fabs(value) < 9007199254740992.0 && value == floor(value))
        return conn_int64_print((int64_t)value, out);
    char *p = out;
    if (value < 0)
        *p++ = '-';
    decimal d = decimal_shortest(fabs(value));
    return (size_t)(put_decimal(p, &d) - out);
}
