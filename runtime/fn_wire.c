/* fn_wire.c - values as they are on the wire, as a hook computes with them, and
 * back (stdlib/wire.js). Null stays null. */
#include "fn.h"

/* Whether the run goes on with a value that is not null. */
static bool is_given(const conn_run *run, conn_any value)
{
    return conn_fn_goes(run) && value.kind != CONN_ANY_NULL;
}

static conn_any unreadable(conn_run *run)
{
    conn_fn_mistyped(run);
    return conn_any_null();
}

/* What a function makes of a value that it can fail at: then the run ends. */
static conn_any readable(conn_run *run, conn_convert_fn *by, conn_any value)
{
    value = by(run, value);
    return conn_caught(run) ? unreadable(run) : value;
}

/* ---- numbers ---- */

conn_any conn_fn_int64_of(conn_run *run, conn_any value)
{
    if (!is_given(run, value))
        return conn_any_null();
    if (value.kind == CONN_ANY_FLOAT)
        value = conn_fn_number(value.as.number + 0); /* not -0 */
    if (value.kind == CONN_ANY_DIGITS)
        value.kind = CONN_ANY_TEXT;
    else if (value.kind == CONN_ANY_INT)
        value = conn_any_to_text(run, value);
    return readable(run, conn_fn_string_to_int64, value);
}

conn_any conn_fn_int64_json(conn_run *run, conn_any value)
{
    if (!is_given(run, value) || !conn_fn_takes_text(run, value))
        return conn_any_null();
    double number = conn_fn_read_number(value.as.text);
    if (fabs(number) <= (double)CONN_FN_MOST)
        return conn_fn_number(number);
    value.kind = CONN_ANY_DIGITS;
    return value;
}

conn_any conn_fn_decimal_of(conn_run *run, conn_any value)
{
    if (!is_given(run, value))
        return conn_any_null();
    if (value.kind == CONN_ANY_DIGITS) {
        value.kind = CONN_ANY_TEXT;
        return value;
    }
    return conn_fn_is_number(value)
               ? conn_any_to_text(run, value)
               : readable(run, conn_fn_string_to_decimal, value);
}

conn_any conn_fn_decimal_json(conn_run *run, conn_any value)
{
    if (!is_given(run, value) || !conn_fn_takes_text(run, value))
        return conn_any_null();
    double number = conn_fn_read_number(value.as.text);
    if (!isfinite(number))
        return value;
    conn_any made = conn_fn_number(number);
    conn_any text = conn_any_to_text(run, made);
    return conn_compare_digits(text, value) == 0 ? made : value;
}

conn_any conn_fn_quoted(conn_run *run, conn_any value)
{
    return is_given(run, value) ? conn_any_to_text(run, value)
                                : conn_any_null();
}

/* A number, or a text that is one, times `unit`; a part of one is cut off. */
static conn_any scaled(conn_run *run, conn_any value, double unit)
{
    bool text = value.kind == CONN_ANY_TEXT;
    if (!is_given(run, value) || (text && value.as.text.len == 0))
        return conn_any_null();
    if (text ? !conn_fn_is_number_text(value.as.text, true)
             : !conn_fn_is_number(value))
        return unreadable(run);
    double number =
        text ? conn_fn_read_number(value.as.text) : conn_fn_double(value);
    if (!isfinite(number))
        return unreadable(run);
    return conn_fn_checked(run, trunc(number * unit));
}

/* ---- times ---- */

enum { SECOND = 1000000, MILLI = 1000 };

conn_any conn_fn_time_of(conn_run *run, conn_any value)
{
    return is_given(run, value) ? readable(run, conn_fn_string_to_time, value)
                                : conn_any_null();
}

conn_any conn_fn_time_text(conn_run *run, conn_any value)
{
    return is_given(run, value) ? conn_fn_timestamp_to_string(run, value)
                                : conn_any_null();
}

conn_any conn_fn_time_of_unix(conn_run *run, conn_any value)
{
    return scaled(run, value, SECOND);
}

conn_any conn_fn_unix_of_time(conn_run *run, conn_any value)
{
    return is_given(run, value) ? conn_fn_timestamp_to_unix(run, value)
                                : conn_any_null();
}

conn_any conn_fn_time_of_millis(conn_run *run, conn_any value)
{
    return scaled(run, value, MILLI);
}

conn_any conn_fn_millis_of_time(conn_run *run, conn_any value)
{
    return is_given(run, value) ? conn_fn_timestamp_to_millis(run, value)
                                : conn_any_null();
}

conn_any conn_fn_duration_of(conn_run *run, conn_any value)
{
    return scaled(run, value, SECOND);
}

conn_any conn_fn_seconds_of(conn_run *run, conn_any value)
{
    return is_given(run, value) ? conn_fn_duration_seconds(run, value)
                                : conn_any_null();
}

/* ---- bytes ---- */

conn_any conn_fn_bytes_of_text(conn_run *run, conn_any value)
{
    return is_given(run, value)
               ? readable(run, conn_fn_string_from_base64, value)
               : conn_any_null();
}

conn_any conn_fn_text_of_bytes(conn_run *run, conn_any value)
{
    return is_given(run, value) ? conn_fn_bytes_to_base64(run, value)
                                : conn_any_null();
}

/* ---- texts that people gave ---- */

conn_any conn_fn_text_of(conn_run *run, conn_any value)
{
    if (!is_given(run, value))
        return conn_any_null();
    value = conn_any_to_text(run, value);
    return is_given(run, value) && value.as.text.len > 0 ? value
                                                         : conn_any_null();
}

static conn_any text_read(conn_run *run, conn_any value, conn_convert_fn *by)
{
    value = conn_fn_text_of(run, value);
    return is_given(run, value) ? readable(run, by, value) : conn_any_null();
}

conn_any conn_fn_text_bool(conn_run *run, conn_any value)
{
    return text_read(run, value, conn_fn_string_to_bool);
}

conn_any conn_fn_text_int(conn_run *run, conn_any value)
{
    return text_read(run, value, conn_fn_string_to_int);
}

conn_any conn_fn_text_float(conn_run *run, conn_any value)
{
    return text_read(run, value, conn_fn_string_to_float);
}

conn_any conn_fn_kept_text(conn_run *run, conn_any value)
{
    if (!is_given(run, value))
        return conn_any_null();
    bool nested = value.kind == CONN_ANY_LIST || value.kind == CONN_ANY_MAP ||
                  value.kind == CONN_ANY_BYTES;
    return nested ? conn_fn_json_to_json(run, value)
                  : conn_any_to_text(run, value);
}

/* ---- each ---- */

static conn_any each_item(conn_run *run, conn_any list, conn_convert_fn *by)
{
    size_t count = list.as.list->count;
    conn_any made = conn_fn_list(run, count);
    for (size_t i = 0; conn_fn_goes(run) && i < count; i++)
        conn_any_list_add(run, made, by(run, list.as.list->items[i]));
    return conn_fn_goes(run) ? made : conn_any_null();
}

static conn_any each_value(conn_run *run, conn_any map, conn_convert_fn *by)
{
    conn_any made = conn_any_map_new(run);
    size_t at = 0;
    conn_str key;
    conn_any value;
    while (conn_fn_goes(run) && conn_any_map_next(map, &at, &key, &value))
        conn_any_map_put(run, made, key, by(run, value));
    return conn_fn_goes(run) ? made : conn_any_null();
}

conn_any conn_fn_each(conn_run *run, conn_any values, conn_convert_fn *by)
{
    if (!is_given(run, values))
        return conn_any_null();
    if (values.kind == CONN_ANY_LIST)
        return each_item(run, values, by);
    return conn_fn_takes_map(run, values) ? each_value(run, values, by)
                                          : conn_any_null();
}

conn_any conn_fn_text_list(conn_run *run, conn_any value, conn_any separator,
                           conn_convert_fn *by)
{
    if (value.kind != CONN_ANY_LIST) {
        value = conn_fn_text_of(run, value);
        if (is_given(run, value))
            value = conn_fn_string_split(run, value, separator);
    }
    return is_given(run, value) ? each_item(run, value, by) : conn_any_null();
}
