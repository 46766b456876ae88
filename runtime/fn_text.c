/* fn_text.c - the functions of string: search, pieces, conversions
 * (stdlib/text.js). Those by position and those that make longer texts are in
 * fn_text_parts.c. */
#include "fn.h"

conn_any conn_fn_string_length(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    conn_str t = text.as.text;
    return conn_any_int((int64_t)conn_fn_scalars(t.data, conn_fn_end(t)));
}

conn_any conn_fn_string_is_empty(conn_run *run, conn_any text)
{
    return conn_fn_takes_text(run, text) ? conn_any_bool(text.as.text.len == 0)
                                         : conn_any_null();
}

/* ---- search ---- */

/* Where `part` first is in `text`, or NULL. */
static const char *find(conn_str text, conn_str part)
{
    conn_finder finder = conn_fn_finder(part);
    return conn_fn_find(&finder, text.data, conn_fn_end(text));
}

conn_any conn_fn_string_contains(conn_run *run, conn_any text, conn_any part)
{
    if (!conn_fn_takes_texts(run, text, part))
        return conn_any_null();
    return conn_any_bool(part.as.text.len == 0 ||
                         find(text.as.text, part.as.text) != NULL);
}

static bool begins(conn_str text, conn_str start)
{
    return text.len >= start.len &&
           (start.len == 0 || memcmp(text.data, start.data, start.len) == 0);
}

conn_any conn_fn_string_starts_with(conn_run *run, conn_any text, conn_any part)
{
    return conn_fn_takes_texts(run, text, part)
               ? conn_any_bool(begins(text.as.text, part.as.text))
               : conn_any_null();
}

conn_any conn_fn_begins_with(conn_run *run, conn_any text, conn_any start)
{
    return conn_fn_goes(run) && text.kind == CONN_ANY_NULL
               ? conn_any_bool(false)
               : conn_fn_string_starts_with(run, text, start);
}

conn_any conn_fn_string_ends_with(conn_run *run, conn_any text, conn_any part)
{
    if (!conn_fn_takes_texts(run, text, part))
        return conn_any_null();
    conn_str t = text.as.text;
    size_t len = part.as.text.len;
    if (len > t.len)
        return conn_any_bool(false);
    conn_str tail = {len > 0 ? t.data + t.len - len : t.data, len};
    return conn_any_bool(conn_fn_same(tail, part.as.text));
}

conn_any conn_fn_string_index_of(conn_run *run, conn_any text, conn_any part)
{
    if (!conn_fn_takes_texts(run, text, part))
        return conn_any_null();
    conn_str t = text.as.text;
    if (part.as.text.len == 0)
        return conn_any_int(0);
    const char *at = find(t, part.as.text);
    return at != NULL ? conn_any_int((int64_t)conn_fn_scalars(t.data, at))
                      : conn_any_null();
}

conn_any conn_fn_string_before(conn_run *run, conn_any text, conn_any separator)
{
    if (!conn_fn_takes_texts(run, text, separator))
        return conn_any_null();
    conn_str t = text.as.text;
    const char *at = find(t, separator.as.text);
    return at != NULL ? conn_fn_part(t.data, at) : text;
}

conn_any conn_fn_string_after(conn_run *run, conn_any text, conn_any separator)
{
    if (!conn_fn_takes_texts(run, text, separator))
        return conn_any_null();
    conn_str t = text.as.text;
    size_t len = separator.as.text.len;
    if (len == 0)
        return text;
    const char *at = find(t, separator.as.text);
    return at != NULL ? conn_fn_part(at + len, conn_fn_end(t))
                      : CONN_ANY_LITERAL("");
}

/* ---- pieces ---- */

static conn_any split_characters(conn_run *run, conn_str text)
{
    const char *end = conn_fn_end(text);
    conn_any list = conn_fn_list(run, conn_fn_scalars(text.data, end));
    const char *p = text.data;
    while (conn_fn_goes(run) && p < end) {
        const char *next = p + 1;
        while (next < end && ((unsigned char)*next & 0xC0) == 0x80)
            next++;
        conn_any_list_add(run, list, conn_fn_part(p, next));
        p = next;
    }
    return list;
}

conn_any conn_fn_string_split(conn_run *run, conn_any text, conn_any separator)
{
    if (!conn_fn_takes_texts(run, text, separator))
        return conn_any_null();
    conn_str part = separator.as.text;
    if (part.len == 0)
        return split_characters(run, text.as.text);
    conn_finder finder = conn_fn_finder(part);
    conn_any list = conn_fn_list(run, 0);
    const char *end = conn_fn_end(text.as.text);
    const char *p = text.as.text.data;
    const char *at = conn_fn_find(&finder, p, end);
    for (; conn_fn_goes(run) && at != NULL;
         at = conn_fn_find(&finder, p, end)) {
        conn_any_list_add(run, list, conn_fn_part(p, at));
        p = at + part.len;
    }
    conn_any_list_add(run, list, conn_fn_part(p, end));
    return conn_fn_goes(run) ? list : conn_any_null();
}

conn_any conn_fn_string_lines(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    conn_any list = conn_fn_list(run, 0);
    const char *end = conn_fn_end(text.as.text);
    const char *p = text.as.text.data;
    while (conn_fn_goes(run) && p < end) {
        const char *feed = memchr(p, '\n', (size_t)(end - p));
        const char *last = feed != NULL ? feed : end;
        bool carriage = feed != NULL && last > p && last[-1] == '\r';
        conn_any_list_add(run, list, conn_fn_part(p, last - carriage));
        p = feed != NULL ? feed + 1 : end;
    }
    return conn_fn_goes(run) ? list : conn_any_null();
}

conn_any conn_fn_list_join(conn_run *run, conn_any list, conn_any separator)
{
    if (!conn_fn_takes_list(run, list) || !conn_fn_takes_text(run, separator))
        return conn_any_null();
    conn_buf *out = conn_fn_write(run);
    for (size_t i = 0; i < list.as.list->count; i++) {
        conn_any item = list.as.list->items[i];
        if (i > 0)
            conn_buf_add(out, separator.as.text.data, separator.as.text.len);
        if (conn_fn_is_number(item))
            conn_fn_put_number(out, item);
        else if (item.kind == CONN_ANY_TEXT)
            conn_buf_add(out, item.as.text.data, item.as.text.len);
        else if (item.kind != CONN_ANY_NULL && !conn_fn_mistyped(run))
            return conn_any_null();
    }
    return conn_fn_written(run, CONN_ANY_TEXT);
}

/* ---- conversions ---- */

conn_any conn_fn_string_to_string(conn_run *run, conn_any text)
{
    return conn_fn_takes_text(run, text) ? text : conn_any_null();
}

conn_any conn_fn_enum_to_string(conn_run *run, conn_any value)
{
    return conn_fn_takes_text(run, value) ? value : conn_any_null();
}

conn_any conn_fn_bool_to_string(conn_run *run, conn_any value)
{
    if (!conn_fn_takes(run, value, CONN_ANY_BOOL))
        return conn_any_null();
    return value.as.boolean ? CONN_ANY_LITERAL("true")
                            : CONN_ANY_LITERAL("false");
}

conn_any conn_fn_string_to_bool(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    bool yes = conn_str_is(text.as.text, "true");
    return yes || conn_str_is(text.as.text, "false")
               ? conn_any_bool(yes)
               : conn_fn_invalid(run, "not true or false");
}
