/* fn_times.c - dates, times and durations (stdlib/times.js), on time.c. */
#include "fn.h"

#include "calendar.h"

#define DAY INT64_C(86400000000)
enum { SECOND = 1000000, MILLI = 1000 };

/* Divided, rounded down; `by` is positive. */
static int64_t floor_of(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

/* ---- reading ---- */

conn_any conn_fn_from_unix(conn_run *run, conn_any seconds)
{
    return conn_int_multiply(run, seconds, conn_any_int(SECOND));
}

conn_any conn_fn_from_millis(conn_run *run, conn_any milliseconds)
{
    return conn_int_multiply(run, milliseconds, conn_any_int(MILLI));
}

conn_any conn_fn_parse_time(conn_run *run, conn_any text)
{
    conn_time time;
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    if (!conn_time_parse(text.as.text.data, text.as.text.len, &time))
        return conn_fn_invalid(run, "no time as in 2026-01-31T12:30:00Z");
    if (time < -CONN_FN_MOST || time > CONN_FN_MOST)
        return conn_fn_invalid(run, "a time before 1684 or after 2255");
    return conn_any_int(time);
}

conn_any conn_fn_parse_date(conn_run *run, conn_any text)
{
    conn_date date;
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    return conn_date_parse(text.as.text.data, text.as.text.len, &date)
               ? text
               : conn_fn_invalid(run, "no date as in 2026-01-31");
}

conn_any conn_fn_string_to_time(conn_run *run, conn_any text)
{
    return conn_fn_parse_time(run, text);
}

conn_any conn_fn_string_to_date(conn_run *run, conn_any text)
{
    return conn_fn_parse_date(run, text);
}

conn_any conn_fn_date_to_string(conn_run *run, conn_any date)
{
    return conn_fn_takes_text(run, date) ? date : conn_any_null();
}

/* ---- of a time ---- */

conn_any conn_fn_timestamp_to_unix(conn_run *run, conn_any time)
{
    return conn_fn_takes_int(run, time)
               ? conn_any_int(floor_of(time.as.integer, SECOND))
               : conn_any_null();
}

conn_any conn_fn_timestamp_to_millis(conn_run *run, conn_any time)
{
    return conn_fn_takes_int(run, time)
               ? conn_any_int(floor_of(time.as.integer, MILLI))
               : conn_any_null();
}

conn_any conn_fn_timestamp_to_string(conn_run *run, conn_any time)
{
    char text[CONN_TIME_SIZE];
    if (!conn_fn_takes_int(run, time))
        return conn_any_null();
    return conn_any_copy_text(run, text,
                              conn_time_print(time.as.integer, text));
}

conn_any conn_fn_timestamp_date(conn_run *run, conn_any time)
{
    enum { DATE = 10 };
    char text[CONN_TIME_SIZE];
    if (!conn_fn_takes_int(run, time))
        return conn_any_null();
    conn_time_print(time.as.integer, text);
    return conn_any_copy_text(run, text, DATE);
}

/* Parts of "2026-01-31T12:30:00Z": where they are, and how long. */
typedef struct part {
    char letter; /* in a pattern */
    unsigned char at, len;
} part;

static const part parts[] = {{'Y', 0, 4},  {'m', 5, 2},  {'d', 8, 2},
                             {'H', 11, 2}, {'M', 14, 2}, {'S', 17, 2}};

static conn_any part_of(conn_run *run, conn_any time, char letter)
{
    char text[CONN_TIME_SIZE];
    if (!conn_fn_takes_int(run, time))
        return conn_any_null();
    conn_time_print(time.as.integer, text);
    int64_t number = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (size_t k = 0; parts[i].letter == letter && k < parts[i].len; k++)
            number = number * 10 + (text[parts[i].at + k] - '0');
    return conn_any_int(number);
}

conn_any conn_fn_timestamp_year(conn_run *run, conn_any time)
{
    return part_of(run, time, 'Y');
}

conn_any conn_fn_timestamp_month(conn_run *run, conn_any time)
{
    return part_of(run, time, 'm');
}

conn_any conn_fn_timestamp_day(conn_run *run, conn_any time)
{
    return part_of(run, time, 'd');
}

conn_any conn_fn_timestamp_hour(conn_run *run, conn_any time)
{
    return part_of(run, time, 'H');
}

conn_any conn_fn_timestamp_minute(conn_run *run, conn_any time)
{
    return part_of(run, time, 'M');
}

conn_any conn_fn_timestamp_second(conn_run *run, conn_any time)
{
    return part_of(run, time, 'S');
}

/* ---- format ---- */

/* Appends what a letter behind % stands for; false if it is none. */
static bool put_part(conn_buf *out, char letter, int64_t time, const char *text)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static const char weekdays[] = "SunMonTueWedThuFriSat";
    if (letter == '%')
        return conn_buf_putc(out, '%') || true;
    if (letter == 'b') {
        int month = (text[5] - '0') * 10 + text[6] - '0';
        return conn_buf_add(out, months + (month - 1) * 3, 3) || true;
    }
    if (letter == 'a') {
        int64_t weekday = (floor_of(time, DAY) % 7 + 11) % 7;
        return conn_buf_add(out, weekdays + weekday * 3, 3) || true;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].letter == letter)
            return conn_buf_add(out, text + parts[i].at, parts[i].len) || true;
    return false;
}

conn_any conn_fn_timestamp_format(conn_run *run, conn_any time,
                                  conn_any pattern)
{
    char text[CONN_TIME_SIZE];
    if (!conn_fn_takes_int(run, time) || !conn_fn_takes_text(run, pattern))
        return conn_any_null();
    conn_time_print(time.as.integer, text);
    conn_buf *out = conn_fn_write(run);
    const char *end = conn_fn_end(pattern.as.text);
    for (const char *p = pattern.as.text.data; p < end; p++) {
        bool known = *p == '%' && p + 1 < end &&
                     put_part(out, p[1], time.as.integer, text);
        if (known)
            p++;
        else
            conn_buf_putc(out, *p);
    }
    return conn_fn_written(run, CONN_ANY_TEXT);
}

/* ---- durations ---- */

conn_any conn_fn_duration_abs(conn_run *run, conn_any duration)
{
    return conn_fn_int_abs(run, duration);
}

conn_any conn_fn_duration_seconds(conn_run *run, conn_any duration)
{
    return conn_fn_takes_number(run, duration)
               ? conn_fn_number(conn_fn_double(duration) / SECOND)
               : conn_any_null();
}

conn_any conn_fn_duration_millis(conn_run *run, conn_any duration)
{
    return conn_fn_takes_int(run, duration)
               ? conn_any_int(duration.as.integer / MILLI)
               : conn_any_null();
}
