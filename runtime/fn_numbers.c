/* fn_numbers.c - conversions of numbers, and what float and int can do
 * (stdlib/numbers.js). */
#include "fn.h"

#include <stdlib.h>

#include "number.h"

/* ---- reading ---- */

static const char *past_digits(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

static const char *past_sign(const char *p, const char *end)
{
    return p < end && *p == '-' ? p + 1 : p;
}

/* Whether all of it is -?[0-9]+. */
static bool is_integer(conn_str text)
{
    const char *end = conn_fn_end(text);
    const char *first = past_sign(text.data, end);
    return first < end && past_digits(first, end) == end;
}

static const char *past_exponent(const char *p, const char *end)
{
    if (p == end || (*p | 0x20) != 'e')
        return p;
    const char *first = p + 1;
    if (first < end && (*first == '+' || *first == '-'))
        first++;
    const char *last = past_digits(first, end);
    return last > first ? last : p;
}

bool conn_fn_is_number_text(conn_str text, bool exponent)
{
    const char *end = conn_fn_end(text);
    const char *first = past_sign(text.data, end);
    const char *p = past_digits(first, end);
    if (p == first)
        return false;
    if (p < end && *p == '.') {
        first = p + 1;
        p = past_digits(first, end);
        if (p == first)
            return false;
    }
    return (exponent ? past_exponent(p, end) : p) == end;
}

bool conn_fn_is_json_number(conn_str text)
{
    conn_number number;
    return text.len > 0 &&
           conn_number_scan(text.data, conn_fn_end(text), &number) &&
           number.end == conn_fn_end(text);
}

/* JSON has no zeros before other digits: they are skipped. */
double conn_fn_read_number(conn_str text)
{
    const char *end = conn_fn_end(text);
    const char *first = past_sign(text.data, end);
    bool negative = first > text.data;
    while (end - first > 1 && first[0] == '0' && first[1] >= '0' &&
           first[1] <= '9')
        first++;
    conn_number number;
    double value;
    if (!conn_number_scan(first, end, &number))
        value = 0;
    else if (!conn_number_double(&number, &value))
        value = HUGE_VAL;
    return negative ? -value : value;
}

static conn_any read_int(conn_run *run, conn_str text)
{
    double value = is_integer(text) ? conn_fn_read_number(text) : HUGE_VAL;
    if (fabs(value) > (double)CONN_FN_MOST)
        return conn_fn_invalid(run, "not an integer within 2^53");
    return conn_fn_number(value + 0);
}

conn_any conn_fn_string_to_int(conn_run *run, conn_any text)
{
    return conn_fn_takes_text(run, text) ? read_int(run, text.as.text)
                                         : conn_any_null();
}

/* The digits without sign and needless zeros; at least one. */
static conn_str magnitude(conn_str text)
{
    const char *end = conn_fn_end(text);
    const char *p = past_sign(text.data, end);
    while (end - p > 1 && *p == '0')
        p++;
    return (conn_str){p, (size_t)(end - p)};
}

static bool is_within_64(conn_str digits, bool negative)
{
    const conn_str most = CONN_STR("9223372036854775807");
    const conn_str least = CONN_STR("9223372036854775808");
    return digits.len < most.len ||
           (digits.len == most.len &&
            conn_fn_compare_texts(digits, negative ? least : most) <= 0);
}

conn_any conn_fn_string_to_int64(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    conn_str given = text.as.text;
    bool number = is_integer(given);
    bool negative = number && given.data[0] == '-';
    conn_str digits = number ? magnitude(given) : given;
    if (!number || !is_within_64(digits, negative))
        return conn_fn_invalid(run, "not an integer of 64 bits");
    if (!negative || digits.data[0] == '0')
        return conn_fn_str(digits);
    if (digits.len + 1 == given.len)
        return text;
    conn_buf *out = conn_fn_write(run);
    conn_buf_putc(out, '-');
    conn_buf_add(out, digits.data, digits.len);
    return conn_fn_written(run, CONN_ANY_TEXT);
}

conn_any conn_fn_string_to_float(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    double value = HUGE_VAL;
    if (conn_fn_is_json_number(text.as.text))
        value = conn_fn_read_number(text.as.text);
    return isfinite(value) ? conn_fn_number(value)
                           : conn_fn_invalid(run, "not a number");
}

conn_any conn_fn_string_to_decimal(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    return conn_fn_is_json_number(text.as.text)
               ? text
               : conn_fn_invalid(run, "not a decimal number");
}

/* Math.round of ECMAScript: a half goes up. */
static double rounded_up(double number)
{
    double below = floor(number);
    return number - below >= 0.5 ? below + 1 : below;
}

conn_any conn_fn_string_to_duration(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    if (!conn_fn_is_number_text(text.as.text, false))
        return conn_fn_invalid(run, "not a number of seconds");
    return conn_fn_finite(
        run, rounded_up(conn_fn_read_number(text.as.text) * 1000000) + 0);
}

/* ---- conversions ---- */

static conn_any number_text(conn_run *run, conn_any number)
{
    return conn_fn_takes_number(run, number) ? conn_any_to_text(run, number)
                                             : conn_any_null();
}

static conn_any itself(conn_run *run, conn_any text)
{
    return conn_fn_takes_text(run, text) ? text : conn_any_null();
}

conn_any conn_fn_int_to_string(conn_run *run, conn_any number)
{
    return number_text(run, number);
}

conn_any conn_fn_float_to_string(conn_run *run, conn_any number)
{
    return number_text(run, number);
}

conn_any conn_fn_int_to_float(conn_run *run, conn_any number)
{
    return conn_fn_takes_number(run, number) ? number : conn_any_null();
}

conn_any conn_fn_int64_to_string(conn_run *run, conn_any number)
{
    return itself(run, number);
}

conn_any conn_fn_int64_to_int(conn_run *run, conn_any number)
{
    return conn_fn_string_to_int(run, number);
}

conn_any conn_fn_decimal_to_string(conn_run *run, conn_any number)
{
    return itself(run, number);
}

conn_any conn_fn_decimal_to_float(conn_run *run, conn_any number)
{
    if (!conn_fn_takes_text(run, number))
        return conn_any_null();
    return conn_fn_finite(run, conn_fn_read_number(number.as.text));
}

conn_any conn_fn_number_to_int(conn_run *run, conn_any value)
{
    if (value.kind != CONN_ANY_TEXT && !conn_fn_takes_number(run, value))
        return conn_any_null();
    double number = value.kind == CONN_ANY_TEXT
                        ? conn_fn_read_number(value.as.text)
                        : conn_fn_double(value);
    if (!(fabs(number) <= (double)CONN_FN_MOST) || floor(number) != number)
        return conn_fn_invalid(run, "not an integer within 2^53");
    return conn_fn_number(number + 0);
}

conn_any conn_fn_number_to_int64(conn_run *run, conn_any value)
{
    if (value.kind == CONN_ANY_TEXT)
        return conn_fn_string_to_int64(run, value);
    value = conn_fn_number_to_int(run, value);
    return conn_fn_goes(run) ? conn_any_to_text(run, value) : conn_any_null();
}

conn_any conn_fn_int32(conn_run *run, conn_any value)
{
    double number = conn_fn_double(value);
    if (!conn_fn_goes(run))
        return conn_any_null();
    return number < INT32_MIN || number > INT32_MAX ? conn_end(run, "overflow")
                                                    : value;
}

/* ---- arithmetic ---- */

conn_any conn_fn_int_abs(conn_run *run, conn_any number)
{
    return conn_fn_takes_number(run, number)
               ? conn_fn_number(fabs(conn_fn_double(number)))
               : conn_any_null();
}

conn_any conn_fn_float_abs(conn_run *run, conn_any number)
{
    return conn_fn_int_abs(run, number);
}

conn_any conn_fn_int_idiv(conn_run *run, conn_any number, conn_any by)
{
    if (!conn_fn_takes_int(run, number) || !conn_fn_takes_int(run, by))
        return conn_any_null();
    return by.as.integer == 0 ? conn_end(run, "division by zero")
                              : conn_any_int(number.as.integer / by.as.integer);
}

static conn_any whole(conn_run *run, double number)
{
    if (fabs(number) > (double)CONN_FN_MOST)
        return conn_fn_invalid(run, "beyond the range of int");
    return conn_fn_number(number + 0);
}

conn_any conn_fn_float_floor(conn_run *run, conn_any number)
{
    return conn_fn_takes_number(run, number)
               ? whole(run, floor(conn_fn_double(number)))
               : conn_any_null();
}

conn_any conn_fn_float_ceil(conn_run *run, conn_any number)
{
    return conn_fn_takes_number(run, number)
               ? whole(run, ceil(conn_fn_double(number)))
               : conn_any_null();
}
