/* request_form.c - pairs for queries and form bodies. A typed body becomes a
 * form by way of its JSON, so that wire forms are decided in one place. */
#include <string.h>

#include "fail.h"
#include "json.h"
#include "request.h"

static void begin_pair(conn_buf *pairs)
{
    if (pairs->len > 0)
        conn_buf_putc(pairs, '&');
}

void conn_pairs_add(conn_buf *pairs, conn_str name, conn_str value)
{
    begin_pair(pairs);
    conn_uri_encode(pairs, name.data, name.len, "[]");
    conn_buf_putc(pairs, '=');
    conn_uri_encode(pairs, value.data, value.len, "");
}

/* The walk's state: `path` is the encoded name so far. */
typedef struct flattener {
    conn_buf *pairs;
    conn_buf path;
    const char *at;
    const char *end;
    bool dots;
    bool failed; /* it is no JSON, too deep, or ... */
    bool memory; /* ... memory is short */
} flattener;

static void flatten(flattener *f, size_t depth);

static void stop(flattener *f, const conn_buf *cause)
{
    f->failed = true;
    f->memory = f->memory || cause->status != CONN_OK;
}

/* Values that the caller gave as JSON text may have space between tokens. */
static void skip_space(flattener *f)
{
    while (f->at < f->end && memchr(" \t\r\n", *f->at, 4) != NULL)
        f->at++;
}

static bool take(flattener *f, char c)
{
    skip_space(f);
    if (f->at == f->end || *f->at != c)
        return false;
    f->at++;
    return true;
}

/* The raw text of a string, a number or a word. */
static conn_json_slice take_scalar(flattener *f)
{
    skip_space(f);
    const char *start = f->at;
    if (take(f, '"')) {
        while (f->at < f->end && *f->at != '"')
            f->at += *f->at == '\\' ? 2 : 1;
        f->at += f->at < f->end;
    } else {
        while (f->at < f->end && memchr(",:]} \t\r\n", *f->at, 8) == NULL)
            f->at++;
    }
    f->failed = f->failed || f->at > f->end || f->at == start;
    return (conn_json_slice){start, (size_t)(f->at - start)};
}

/* Appends one step to the path; returns the length to cut it back to. */
static size_t enter(flattener *f, const char *name, size_t len)
{
    size_t before = f->path.len;
    bool nested = before > 0;
    if (nested)
        conn_buf_putc(&f->path, f->dots ? '.' : '[');
    conn_uri_encode(&f->path, name, len, nested ? "" : "[]");
    if (nested && !f->dots)
        conn_buf_putc(&f->path, ']');
    return before;
}

static void flatten_object(flattener *f, size_t depth)
{
    conn_buf name = {0};
    while (!f->failed && !take(f, '}')) {
        conn_buf_reset(&name);
        conn_json_slice key = take_scalar(f);
        if (f->failed || !conn_json_slice_text(key, &name) || !take(f, ':')) {
            stop(f, &name);
            break;
        }
        size_t before = enter(f, name.len > 0 ? name.data : "", name.len);
        flatten(f, depth);
        conn_buf_cut(&f->path, before);
        take(f, ',');
    }
    conn_buf_free(&name);
}

static void flatten_array(flattener *f, size_t depth)
{
    for (size_t i = 0; !f->failed && !take(f, ']'); i++) {
        conn_buf index = {0};
        conn_buf_printf(&index, "%zu", i);
        size_t before = f->path.len;
        if (index.status == CONN_OK)
            enter(f, index.data, index.len);
        else
            stop(f, &index);
        conn_buf_free(&index);
        flatten(f, depth);
        conn_buf_cut(&f->path, before);
        take(f, ',');
    }
}

/* A null is sent as an empty value, which is how forms clear a field. */
static void flatten_scalar(flattener *f)
{
    conn_buf text = {0};
    conn_json_slice slice = take_scalar(f);
    if (f->failed)
        return;
    if (!conn_json_slice_is_null(slice) && !conn_json_slice_text(slice, &text))
        stop(f, &text);
    begin_pair(f->pairs);
    conn_buf_add(f->pairs, f->path.len > 0 ? f->path.data : "", f->path.len);
    conn_buf_putc(f->pairs, '=');
    conn_uri_encode(f->pairs, text.len > 0 ? text.data : "", text.len, "");
    conn_buf_free(&text);
}

static void flatten(flattener *f, size_t depth)
{
    if (f->failed || depth == 0)
        f->failed = true;
    else if (take(f, '{'))
        flatten_object(f, depth - 1);
    else if (take(f, '['))
        flatten_array(f, depth - 1);
    else
        flatten_scalar(f);
}

conn_status conn_pairs_add_json(conn_buf *pairs, const char *name,
                                conn_str json, bool dots, conn_error *err)
{
    flattener f = {.pairs = pairs,
                   .at = json.data,
                   .end = json.data + json.len,
                   .dots = dots};
    enter(&f, name, strlen(name));
    flatten(&f, CONN_JSON_DEPTH);
    bool memory = f.memory || f.path.status != CONN_OK;
    conn_buf_free(&f.path);
    if (memory || pairs->status != CONN_OK)
        return conn_fail_memory(err);
    if (f.failed)
        return conn_fail(err, CONN_LIMIT, "a form can't hold the body");
    return CONN_OK;
}
