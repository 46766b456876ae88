/* fn_json.c - json values: written, looked into, changed (stdlib/json.js,
 * contract.js). */
#include "fn.h"

#include "json.h"

/* ---- writing ---- */

typedef struct writer {
    conn_run *run;
    conn_buf *out;
    int depth;
} writer;

static void put_value(writer *w, conn_any value);

static void put_list(writer *w, const conn_any_list *list)
{
    conn_buf_putc(w->out, '[');
    for (size_t i = 0; conn_fn_goes(w->run) && i < list->count; i++) {
        if (i > 0)
            conn_buf_putc(w->out, ',');
        put_value(w, list->items[i]);
    }
    conn_buf_putc(w->out, ']');
}

static void put_member(writer *w, conn_str key, conn_any value, bool first)
{
    if (!first)
        conn_buf_putc(w->out, ',');
    conn_json_quote(w->out, key.data, key.len);
    conn_buf_putc(w->out, ':');
    put_value(w, value);
}

static void put_in_order(writer *w, conn_any map)
{
    size_t at = 0;
    conn_str key;
    conn_any value;
    bool first = true;
    while (conn_fn_goes(w->run) && conn_any_map_next(map, &at, &key, &value)) {
        put_member(w, key, value, first);
        first = false;
    }
}

static void put_sorted(writer *w, conn_any map)
{
    conn_any keys = conn_fn_sorted_keys(w->run, map);
    for (size_t i = 0; conn_fn_goes(w->run) && i < keys.as.list->count; i++) {
        conn_str key = keys.as.list->items[i].as.text;
        put_member(w, key, conn_any_map_get(map, key), i == 0);
    }
}

static void put_map(writer *w, conn_any map)
{
    conn_buf_putc(w->out, '{');
    if (conn_fn_keeps_order(map))
        put_in_order(w, map);
    else
        put_sorted(w, map);
    conn_buf_putc(w->out, '}');
}

/* Bytes are an array of numbers to JavaScript. */
static void put_bytes(writer *w, conn_str bytes)
{
    conn_buf_putc(w->out, '[');
    for (size_t i = 0; i < bytes.len; i++)
        conn_buf_printf(w->out, "%s%u", i > 0 ? "," : "",
                        (unsigned)(unsigned char)bytes.data[i]);
    conn_buf_putc(w->out, ']');
}

static void put_nested(writer *w, conn_any value)
{
    if (++w->depth > CONN_FN_DEPTH)
        conn_end(w->run, "too large");
    else if (value.kind == CONN_ANY_LIST)
        put_list(w, value.as.list);
    else
        put_map(w, value);
    w->depth--;
}

static void put_value(writer *w, conn_any value)
{
    switch (value.kind) {
    case CONN_ANY_NULL:
        conn_buf_puts(w->out, "null");
        return;
    case CONN_ANY_BOOL:
        conn_buf_puts(w->out, value.as.boolean ? "true" : "false");
        return;
    case CONN_ANY_INT:
    case CONN_ANY_FLOAT:
        conn_fn_put_number(w->out, value);
        return;
    case CONN_ANY_TEXT:
        conn_json_quote(w->out, value.as.text.data, value.as.text.len);
        return;
    case CONN_ANY_BYTES:
        put_bytes(w, value.as.text);
        return;
    case CONN_ANY_DIGITS:
        conn_buf_add(w->out, value.as.text.data, value.as.text.len);
        return;
    case CONN_ANY_LIST:
    case CONN_ANY_MAP:
        put_nested(w, value);
        return;
    }
}

conn_any conn_fn_json_to_json(conn_run *run, conn_any value)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    writer w = {run, conn_fn_write(run), 0};
    put_value(&w, value);
    return conn_fn_goes(run) ? conn_fn_written(run, CONN_ANY_TEXT)
                             : conn_any_null();
}

conn_any conn_any_write(conn_run *run, conn_any value)
{
    return conn_fn_json_to_json(run, value);
}

conn_any conn_fn_list_to_json(conn_run *run, conn_any list)
{
    return conn_fn_json_to_json(run, list);
}

conn_any conn_fn_map_to_json(conn_run *run, conn_any map)
{
    return conn_fn_json_to_json(run, map);
}

conn_any conn_fn_record_to_json(conn_run *run, conn_any record)
{
    return conn_fn_json_to_json(run, record);
}

/* ---- looking into a value ---- */

conn_any conn_fn_json_get(conn_run *run, conn_any value, conn_any name)
{
    return conn_fn_takes_text(run, name) ? conn_any_map_get(value, name.as.text)
                                         : conn_any_null();
}

conn_any conn_fn_json_has(conn_run *run, conn_any value, conn_any name)
{
    return conn_fn_takes_text(run, name)
               ? conn_any_bool(conn_any_map_has(value, name.as.text))
               : conn_any_null();
}

conn_any conn_fn_json_item(conn_run *run, conn_any value, conn_any index)
{
    if (index.kind == CONN_ANY_TEXT)
        return conn_fn_json_get(run, value, index);
    return value.kind == CONN_ANY_LIST ? conn_fn_list_get(run, value, index)
                                       : conn_any_null();
}

conn_any conn_fn_json_items(conn_run *run, conn_any value)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    if (value.kind != CONN_ANY_LIST)
        return conn_fn_invalid(run, "not an array");
    return conn_any_list_of(run, value.as.list->items, value.as.list->count);
}

conn_any conn_fn_items_of(conn_run *run, conn_any value)
{
    return value.kind == CONN_ANY_LIST && conn_fn_goes(run)
               ? value
               : conn_fn_list(run, 0);
}

conn_any conn_fn_json_keys(conn_run *run, conn_any value)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    return value.kind == CONN_ANY_MAP ? conn_fn_sorted_keys(run, value)
                                      : conn_fn_invalid(run, "not an object");
}

conn_any conn_fn_json_truthy(conn_run *run, conn_any value)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    bool nothing = value.kind == CONN_ANY_NULL ||
                   (value.kind == CONN_ANY_BOOL && !value.as.boolean) ||
                   (conn_fn_is_number(value) && conn_fn_double(value) == 0) ||
                   (value.kind == CONN_ANY_TEXT && value.as.text.len == 0);
    return conn_any_bool(!nothing);
}

conn_any conn_fn_json_to_string(conn_run *run, conn_any value)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    if (value.kind == CONN_ANY_NULL || value.kind == CONN_ANY_BYTES ||
        value.kind == CONN_ANY_LIST || value.kind == CONN_ANY_MAP)
        return conn_fn_invalid(run, "neither text nor a number or bool");
    return conn_any_to_text(run, value);
}

/* ---- changing it ---- */

conn_any conn_fn_json_remove(conn_run *run, conn_any value, conn_any name)
{
    if (value.kind == CONN_ANY_MAP && conn_fn_takes_text(run, name))
        conn_any_map_remove(run, value, name.as.text);
    return conn_any_null();
}

conn_any conn_fn_json_push(conn_run *run, conn_any value, conn_any item)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    if (value.kind != CONN_ANY_LIST)
        return conn_fn_invalid(run, "no array to put an item into");
    conn_any_list_add(run, value, item);
    return conn_any_null();
}

conn_any conn_fn_json_put(conn_run *run, conn_any value, conn_any index,
                          conn_any item)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    if (index.kind == CONN_ANY_TEXT && value.kind == CONN_ANY_MAP)
        conn_any_map_put(run, value, index.as.text, item);
    else if (conn_fn_is_number(index) && value.kind == CONN_ANY_LIST)
        conn_fn_list_put(run, value, index, item);
    else
        conn_fn_invalid(run, "there is no object to set a member of");
    return conn_any_null();
}
