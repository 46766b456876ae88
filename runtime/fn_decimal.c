/* fn_decimal.c - numbers as their digits: int64 and decimal compared, negated,
 * and floats rounded by what their shortest text shows (stdlib/core.js,
 * numbers.js). Texts are taken for what a number's grammar lets through. */
#include "fn.h"

#include <stdio.h>

#include "decimal.h"
#include "number.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The exponent behind the digits, as JavaScript reads it. */
static double read_exponent(const char *p, const char *end)
{
    if (p >= end || (*p | 0x20) != 'e')
        return 0;
    p += p + 1 < end && p[1] == '+' ? 2 : 1;
    return conn_fn_read_number((conn_str){p, (size_t)(end - p)});
}

conn_decimal conn_decimal_of(conn_str text)
{
    conn_decimal d = {0};
    const char *end = conn_fn_end(text);
    const char *p = text.data;
    d.sign = p < end && *p == '-' ? -1 : 1;
    p += d.sign < 0;
    double zeros = 0;
    double whole = 0;
    bool point = false;
    size_t seen = 0;
    for (; p < end && (is_digit(*p) || *p == '.'); p++) {
        if (*p == '.') {
            point = true;
            continue;
        }
        whole += !point;
        if (d.first == NULL && *p == '0') {
            zeros++;
        } else {
            d.first = d.first != NULL ? d.first : p;
            seen++;
        }
        if (*p != '0') {
            d.last = p + 1;
            d.count = seen;
        }
    }
    d.exponent = whole - zeros + read_exponent(p, end);
    if (d.first == NULL)
        d = (conn_decimal){0};
    return d;
}

/* The digit at `*p`, which moves on; NUL at the end. */
static char next_digit(const char **p, const char *end)
{
    if (*p < end && **p == '.')
        (*p)++;
    return (char)(*p < end ? *(*p)++ : '\0');
}

static int compare_magnitudes(const conn_decimal *x, const conn_decimal *y)
{
    const char *p = x->first;
    const char *q = y->first;
    char a = '\0';
    char b = '\0';
    if (x->exponent != y->exponent)
        return x->exponent < y->exponent ? -1 : 1;
    do {
        a = next_digit(&p, x->last);
        b = next_digit(&q, y->last);
    } while (a == b && a != '\0');
    return (a > b) - (a < b);
}

int conn_compare_digits(conn_any a, conn_any b)
{
    if (a.kind != CONN_ANY_TEXT || b.kind != CONN_ANY_TEXT)
        return 0;
    conn_decimal x = conn_decimal_of(a.as.text);
    conn_decimal y = conn_decimal_of(b.as.text);
    if (x.sign != y.sign)
        return x.sign - y.sign;
    return x.sign == 0 ? 0 : x.sign * compare_magnitudes(&x, &y);
}

bool conn_decimals_equal(conn_any a, conn_any b)
{
    if (a.kind != CONN_ANY_TEXT || b.kind != CONN_ANY_TEXT)
        return conn_equal(a, b);
    return conn_fn_same(a.as.text, b.as.text) || conn_compare_digits(a, b) == 0;
}

void conn_decimal_put_key(conn_buf *out, conn_str text)
{
    conn_decimal d = conn_decimal_of(text);
    conn_buf_printf(out, "%de", d.sign);
    conn_fn_put_number(out, conn_fn_number(d.exponent));
    conn_buf_putc(out, '|');
    for (const char *p = d.first; p < d.last; p++)
        if (*p != '.')
            conn_buf_putc(out, *p);
}

/* ---- other sign ---- */

conn_any conn_fn_negated(conn_run *run, conn_any digits)
{
    if (!conn_fn_takes_text(run, digits))
        return conn_any_null();
    conn_str text = digits.as.text;
    if (conn_str_is(text, "-9223372036854775808"))
        return conn_end(run, "overflow");
    if (text.len > 0 && text.data[0] == '-')
        return conn_any_text(text.data + 1, text.len - 1);
    bool zero = true;
    for (size_t i = 0; i < text.len; i++)
        zero = zero && !(text.data[i] >= '1' && text.data[i] <= '9');
    if (zero)
        return digits;
    const conn_any parts[] = {CONN_ANY_LITERAL("-"), digits};
    return conn_any_concat(run, parts, 2);
}

/* ---- rounding ---- */

enum { DIGITS = 24 };

/* Adds one to the last of the digits; there is a 0 before the first. */
static void add_one(char *digits, size_t count)
{
    size_t i = count - 1;
    for (; digits[i] == '9'; i--)
        digits[i] = '0';
    digits[i]++;
}

/* Of the digits the first `kept`, rounded half to even, as a number times
 * 10^-places. */
static double rounded(const conn_decimal *d, double kept, double places)
{
    char digits[DIGITS + 2] = "0";
    size_t count = 1;
    const char *p = d->first;
    size_t from = kept > 0 ? (size_t)kept : 0;
    for (size_t i = 0; i < from && i < DIGITS; i++)
        digits[count++] = next_digit(&p, d->last);
    if (count == 1)
        digits[count++] = '0';
    char next = kept < 0 ? '0' : next_digit(&p, d->last);
    bool more = kept < 0 || next_digit(&p, d->last) != '\0';
    bool odd = (digits[count - 1] - '0') % 2 != 0;
    if (next > '5' || (next == '5' && (more || odd)))
        add_one(digits, count);
    char text[DIGITS + 40];
    int len =
        snprintf(text, sizeof text, "%.*se%.0f", (int)count, digits, -places);
    return conn_fn_read_number((conn_str){text, (size_t)len});
}

conn_any conn_fn_float_round(conn_run *run, conn_any number, conn_any digits)
{
    if (!conn_fn_takes_number(run, number) ||
        (digits.kind != CONN_ANY_NULL && !conn_fn_takes_int(run, digits)))
        return conn_any_null();
    char text[CONN_DOUBLE_SIZE];
    size_t len = conn_double_print(conn_fn_double(number), text);
    conn_decimal d = conn_decimal_of((conn_str){text, len});
    double places = conn_fn_double(digits);
    double kept = d.exponent + places;
    if (d.sign == 0 || kept >= (double)d.count)
        return number;
    return conn_fn_finite(run, d.sign * rounded(&d, kept, places));
}
