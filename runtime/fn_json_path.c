/* fn_json_path.c - json.at: a dotted path or a JSON Pointer (RFC 6901). */
#include "fn.h"

/* Into an object by name, into an array by an index without needless zeros. */
static conn_any step_into(conn_any value, conn_str name)
{
    if (value.kind != CONN_ANY_LIST)
        return conn_any_map_get(value, name);
    uint64_t index = 0;
    const uint64_t count = value.as.list->count;
    bool fits = name.len > 0 && (name.len == 1 || name.data[0] != '0');
    for (size_t i = 0; fits && i < name.len; i++) {
        char c = name.data[i];
        fits = c >= '0' && c <= '9' && index < count;
        index = index * 10 + (uint64_t)(unsigned char)(c - '0');
    }
    return fits && index < count ? value.as.list->items[index]
                                 : conn_any_null();
}

/* ---- pointers ---- */

static bool has_bad_tilde(conn_str path)
{
    for (size_t i = 0; i < path.len; i++)
        if (path.data[i] == '~' &&
            (i + 1 == path.len ||
             (path.data[i + 1] != '0' && path.data[i + 1] != '1')))
            return true;
    return false;
}

/* A step with its escapes resolved. */
static conn_any resolved(conn_run *run, const char *from, const char *to)
{
    if (from == to || memchr(from, '~', (size_t)(to - from)) == NULL)
        return conn_fn_part(from, to);
    conn_buf *out = conn_fn_write(run);
    for (const char *p = from; p < to; p++) {
        if (*p != '~')
            conn_buf_putc(out, *p);
        else
            conn_buf_putc(out, *++p == '1' ? '/' : '~');
    }
    return conn_fn_written(run, CONN_ANY_TEXT);
}

static conn_any by_pointer(conn_run *run, conn_any value, conn_str path)
{
    const char *end = conn_fn_end(path);
    const char *p = path.data;
    if (has_bad_tilde(path))
        return conn_any_null();
    while (p < end && !conn_any_is_null(value)) {
        const char *from = p + 1;
        p = from < end ? memchr(from, '/', (size_t)(end - from)) : NULL;
        p = p != NULL ? p : end;
        conn_any name = resolved(run, from, p);
        if (!conn_fn_goes(run))
            return conn_any_null();
        value = step_into(value, name.as.text);
    }
    return value;
}

/* ---- paths ---- */

/* The next step of `a.b[0].c`, which *p moves behind; false at the end. */
static bool next_step(const char **p, const char *end, conn_str *out)
{
    while (*p < end && **p == '.')
        (*p)++;
    if (*p == end)
        return false;
    const char *from = *p;
    if (*from == '[') {
        const char *close = memchr(from, ']', (size_t)(end - from));
        *p = close != NULL ? close + 1 : end;
        close = close != NULL ? close : end;
        *out = (conn_str){from + 1, (size_t)(close - from - 1)};
        return true;
    }
    while (*p < end && **p != '.' && **p != '[')
        (*p)++;
    *out = (conn_str){from, (size_t)(*p - from)};
    return true;
}

conn_any conn_fn_json_at(conn_run *run, conn_any value, conn_any path)
{
    if (!conn_fn_takes_text(run, path))
        return conn_any_null();
    conn_str steps = path.as.text;
    if (steps.len > 0 && steps.data[0] == '/')
        return by_pointer(run, value, steps);
    const char *p = steps.data;
    conn_str name;
    while (!conn_any_is_null(value) && next_step(&p, conn_fn_end(steps), &name))
        value = step_into(value, name);
    return value;
}
