/* fn_text_parts.c - the functions of string by position, and those that make
 * other texts: replaced, repeated, filled up, in another case (stdlib/text.js).
 */
#include "fn.h"

#include "utf8.h"

/* ---- by position ---- */

/* The place `count` characters behind `p`, at most the end. */
static const char *past(const char *p, const char *end, int64_t count)
{
    if (count >= end - p)
        return end;
    for (; count > 0 && p < end; count--) {
        p++;
        while (p < end && conn_utf8_tail((unsigned char)*p))
            p++;
    }
    return p;
}

/* The place of a position, which counts from the end where it is negative. */
static const char *place_of(conn_str text, int64_t at)
{
    const char *end = conn_fn_end(text);
    if (at < 0)
        at += (int64_t)conn_fn_scalars(text.data, end);
    return past(text.data, end, at);
}

conn_any conn_fn_string_slice(conn_run *run, conn_any text, conn_any from,
                              conn_any to)
{
    bool open = to.kind == CONN_ANY_NULL;
    if (!conn_fn_takes_text(run, text) || !conn_fn_takes_int(run, from) ||
        (!open && !conn_fn_takes_int(run, to)))
        return conn_any_null();
    conn_str t = text.as.text;
    const char *first = place_of(t, from.as.integer);
    const char *last = open ? conn_fn_end(t) : place_of(t, to.as.integer);
    return conn_fn_part(first, last > first ? last : first);
}

conn_any conn_fn_string_take(conn_run *run, conn_any text, conn_any count)
{
    if (!conn_fn_takes_text(run, text) || !conn_fn_takes_int(run, count))
        return conn_any_null();
    conn_str t = text.as.text;
    return conn_fn_part(t.data, past(t.data, conn_fn_end(t), count.as.integer));
}

conn_any conn_fn_string_drop(conn_run *run, conn_any text, conn_any count)
{
    if (!conn_fn_takes_text(run, text) || !conn_fn_takes_int(run, count))
        return conn_any_null();
    conn_str t = text.as.text;
    const char *end = conn_fn_end(t);
    return conn_fn_part(past(t.data, end, count.as.integer), end);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

conn_any conn_fn_string_trim(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    const char *first = text.as.text.data;
    const char *last = conn_fn_end(text.as.text);
    while (first < last && is_space(*first))
        first++;
    while (last > first && is_space(last[-1]))
        last--;
    return conn_fn_part(first, last);
}

/* ---- replacing ---- */

static double units_of(conn_str text)
{
    return conn_fn_units(text.data, conn_fn_end(text));
}

/* Appends with every occurrence replaced; how many there were. */
static double put_replaced(conn_buf *out, conn_str text, conn_str part,
                           conn_str by, double most)
{
    conn_finder finder = conn_fn_finder(part);
    const char *end = conn_fn_end(text);
    const char *p = text.data;
    double count = 0;
    const char *at = conn_fn_find(&finder, p, end);
    for (; at != NULL; at = conn_fn_find(&finder, p, end)) {
        if (++count <= most) {
            conn_buf_add(out, p, (size_t)(at - p));
            conn_buf_add(out, by.data, by.len);
        }
        p = at + part.len;
    }
    conn_buf_add(out, p, (size_t)(end - p));
    return count;
}

conn_any conn_fn_string_replace(conn_run *run, conn_any text, conn_any part,
                                conn_any by)
{
    if (!conn_fn_takes_texts(run, text, part) || !conn_fn_takes_text(run, by))
        return conn_any_null();
    if (part.as.text.len == 0)
        return text;
    double units = units_of(by.as.text);
    double most = units > 0 ? CONN_FN_LONGEST / units : HUGE_VAL;
    double count = put_replaced(conn_fn_write(run), text.as.text, part.as.text,
                                by.as.text, most);
    if (count == 0)
        return text;
    return conn_fn_limited(run, count * units)
               ? conn_fn_written(run, CONN_ANY_TEXT)
               : conn_any_null();
}

conn_any conn_fn_string_replace_first(conn_run *run, conn_any text,
                                      conn_any part, conn_any by)
{
    if (!conn_fn_takes_texts(run, text, part) || !conn_fn_takes_text(run, by))
        return conn_any_null();
    conn_str t = text.as.text;
    conn_str p = part.as.text;
    conn_finder finder = conn_fn_finder(p);
    const char *at =
        p.len > 0 ? conn_fn_find(&finder, t.data, conn_fn_end(t)) : NULL;
    if (at == NULL)
        return text;
    if (!conn_fn_limited(run, units_of(t) + units_of(by.as.text)))
        return conn_any_null();
    const conn_any parts[] = {conn_fn_part(t.data, at), by,
                              conn_fn_part(at + p.len, conn_fn_end(t))};
    return conn_any_concat(run, parts, sizeof parts / sizeof *parts);
}

/* ---- longer texts ---- */

static void put_repeated(conn_buf *out, conn_str text, double count)
{
    for (; count >= 1 && out->status == CONN_OK; count--)
        conn_buf_add(out, text.data, text.len);
}

conn_any conn_fn_string_repeat(conn_run *run, conn_any text, conn_any count)
{
    if (!conn_fn_takes_text(run, text) || !conn_fn_takes_int(run, count))
        return conn_any_null();
    double times = conn_fn_double(count);
    if (text.as.text.len == 0 || times <= 0)
        return CONN_ANY_LITERAL("");
    if (!conn_fn_limited(run, times * units_of(text.as.text)))
        return conn_any_null();
    put_repeated(conn_fn_write(run), text.as.text, times);
    return conn_fn_written(run, CONN_ANY_TEXT);
}

/* Appends what fills a text up: `by` again and again, its end cut off. */
static void put_filling(conn_buf *out, conn_str text, int64_t length,
                        conn_str by)
{
    int64_t missing =
        length - (int64_t)conn_fn_scalars(text.data, conn_fn_end(text));
    int64_t size = (int64_t)conn_fn_scalars(by.data, conn_fn_end(by));
    if (missing <= 0 || size == 0)
        return;
    put_repeated(out, by, (double)(missing / size));
    const char *last = past(by.data, conn_fn_end(by), missing % size);
    conn_buf_add(out, by.data, (size_t)(last - by.data));
}

static conn_any pad(conn_run *run, conn_any text, conn_any length, conn_any by,
                    bool before)
{
    by = conn_any_either(by, CONN_ANY_LITERAL(" "));
    if (!conn_fn_takes_texts(run, text, by) || !conn_fn_takes_int(run, length))
        return conn_any_null();
    if (!conn_fn_limited(run, conn_fn_double(length)))
        return conn_any_null();
    conn_str t = text.as.text;
    conn_str filler = by.as.text;
    double units = units_of(filler);
    double missing = conn_fn_double(length) -
                     (double)conn_fn_scalars(t.data, conn_fn_end(t));
    double size = (double)conn_fn_scalars(filler.data, conn_fn_end(filler));
    if (missing > 0 && size > 0 &&
        !conn_fn_limited(run, floor(missing / size) * units))
        return conn_any_null();
    conn_buf *out = conn_fn_write(run);
    if (before)
        put_filling(out, t, length.as.integer, filler);
    conn_buf_add(out, t.data, t.len);
    if (!before)
        put_filling(out, t, length.as.integer, filler);
    return conn_fn_written(run, CONN_ANY_TEXT);
}

conn_any conn_fn_string_pad_start(conn_run *run, conn_any text, conn_any length,
                                  conn_any by)
{
    return pad(run, text, length, by, true);
}

conn_any conn_fn_string_pad_end(conn_run *run, conn_any text, conn_any length,
                                conn_any by)
{
    return pad(run, text, length, by, false);
}

/* ---- case ---- */

/* A copy with the letters from `first` to `last` moved by `step`. */
static conn_any in_case(conn_run *run, conn_any text, char first, char last,
                        int step)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    conn_str t = text.as.text;
    char *copy = conn_run_alloc(run, t.len + 1);
    if (copy == NULL)
        return conn_any_null();
    for (size_t i = 0; i < t.len; i++) {
        bool other = t.data[i] >= first && t.data[i] <= last;
        copy[i] = (char)(t.data[i] + (other ? step : 0));
    }
    return conn_any_text(copy, t.len);
}

conn_any conn_fn_string_lower(conn_run *run, conn_any text)
{
    return in_case(run, text, 'A', 'Z', 'a' - 'A');
}

conn_any conn_fn_string_upper(conn_run *run, conn_any text)
{
    return in_case(run, text, 'a', 'z', 'A' - 'a');
}
