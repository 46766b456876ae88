/* fn_maps.c - the functions of maps, read by sorted key, of headers, whose
 * names stand in any case, and of the members of records (stdlib/lists.js,
 * contract.js). */
#include "fn.h"

conn_any conn_fn_map_length(conn_run *run, conn_any map)
{
    return conn_fn_takes_map(run, map)
               ? conn_any_int((int64_t)conn_any_map_count(map))
               : conn_any_null();
}

conn_any conn_fn_map_keys(conn_run *run, conn_any map)
{
    return conn_fn_takes_map(run, map) ? conn_fn_sorted_keys(run, map)
                                       : conn_any_null();
}

/* Replaces the keys of a list by the values that they have. */
conn_any conn_fn_map_values(conn_run *run, conn_any map)
{
    conn_any list = conn_fn_map_keys(run, map);
    if (!conn_fn_goes(run))
        return conn_any_null();
    for (size_t i = 0; i < list.as.list->count; i++) {
        conn_any *item = &list.as.list->items[i];
        *item = conn_any_map_get(map, item->as.text);
    }
    return list;
}

conn_any conn_fn_map_get(conn_run *run, conn_any map, conn_any key)
{
    return conn_fn_takes_map(run, map) && conn_fn_takes_text(run, key)
               ? conn_any_map_get(map, key.as.text)
               : conn_any_null();
}

conn_any conn_fn_map_has(conn_run *run, conn_any map, conn_any key)
{
    return conn_fn_takes_map(run, map) && conn_fn_takes_text(run, key)
               ? conn_any_bool(conn_any_map_has(map, key.as.text))
               : conn_any_null();
}

/* Puts what is in `from` into `to`, by sorted key; but for the key `without`.
 */
static void put_all(conn_run *run, conn_any to, conn_any from,
                    const conn_str *without)
{
    conn_any keys = conn_fn_map_keys(run, from);
    for (size_t i = 0; conn_fn_goes(run) && i < keys.as.list->count; i++) {
        conn_str key = keys.as.list->items[i].as.text;
        if (without == NULL || !conn_fn_same(key, *without))
            conn_any_map_put(run, to, key, conn_any_map_get(from, key));
    }
}

static conn_any finished(const conn_run *run, conn_any map)
{
    return conn_fn_goes(run) ? map : conn_any_null();
}

conn_any conn_fn_map_merge(conn_run *run, conn_any map, conn_any other)
{
    conn_any made = conn_any_map_new(run);
    put_all(run, made, map, NULL);
    put_all(run, made, other, NULL);
    return finished(run, made);
}

conn_any conn_fn_map_without(conn_run *run, conn_any map, conn_any key)
{
    if (!conn_fn_takes_text(run, key))
        return conn_any_null();
    conn_any made = conn_any_map_new(run);
    put_all(run, made, map, &key.as.text);
    return finished(run, made);
}

conn_any conn_fn_map_map_values(conn_run *run, conn_any map, conn_lambda by)
{
    conn_any made = conn_any_map_new(run);
    conn_any keys = conn_fn_map_keys(run, map);
    for (size_t i = 0; conn_fn_goes(run) && i < keys.as.list->count; i++) {
        conn_str key = keys.as.list->items[i].as.text;
        conn_any value = by.call(run, by.self, conn_any_map_get(map, key));
        conn_any_map_put(run, made, key, value);
    }
    return finished(run, made);
}

conn_any conn_fn_map_remove(conn_run *run, conn_any map, conn_any key)
{
    if (conn_fn_takes_text(run, key))
        conn_any_map_remove(run, map, key.as.text);
    return conn_any_null();
}

/* ---- headers ---- */

/* The name as it stands among the headers: of several the one set first, or
 * with `sorted` the first by code point. False if there is none. */
static bool find_name(conn_any headers, conn_str name, bool sorted,
                      conn_str *out)
{
    size_t at = 0;
    conn_str key;
    conn_any value;
    bool found = false;
    while (conn_any_map_next(headers, &at, &key, &value)) {
        if (!conn_fn_same_letters(key, name) ||
            (found && conn_fn_compare_texts(key, *out) >= 0))
            continue;
        *out = key;
        found = true;
        if (!sorted)
            break;
    }
    return found;
}

conn_any conn_fn_headers_get(conn_run *run, conn_any headers, conn_any name)
{
    conn_str key;
    if (!conn_fn_takes_map(run, headers) || !conn_fn_takes_text(run, name) ||
        !find_name(headers, name.as.text, true, &key))
        return conn_any_null();
    return conn_any_map_get(headers, key);
}

conn_any conn_fn_headers_has(conn_run *run, conn_any headers, conn_any name)
{
    conn_any value = conn_fn_headers_get(run, headers, name);
    return conn_fn_goes(run) ? conn_any_bool(!conn_any_is_null(value))
                             : conn_any_null();
}

conn_any conn_fn_headers_set(conn_run *run, conn_any headers, conn_any name,
                             conn_any value)
{
    if (!conn_fn_takes_map(run, headers) || !conn_fn_takes_text(run, name))
        return conn_any_null();
    conn_str key = name.as.text;
    find_name(headers, name.as.text, false, &key);
    conn_any_map_put(run, headers, key, value);
    return conn_any_null();
}

conn_any conn_fn_headers_remove(conn_run *run, conn_any headers, conn_any name)
{
    conn_str key;
    if (conn_fn_takes_map(run, headers) && conn_fn_takes_text(run, name) &&
        find_name(headers, name.as.text, false, &key))
        conn_any_map_put(run, headers, key, conn_any_null());
    return conn_any_null();
}

/* ---- members of records ---- */

static bool is_among(conn_str name, const conn_str *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (conn_fn_same(name, names[i]))
            return true;
    return false;
}

conn_any conn_fn_record_keys(conn_run *run, conn_any record,
                             const conn_str *declared, size_t count)
{
    conn_any keys = conn_fn_map_keys(run, record);
    conn_any made = conn_fn_list(run, 0);
    for (size_t i = 0; conn_fn_goes(run) && i < count; i++)
        if (conn_any_map_has(record, declared[i]))
            conn_any_list_add(run, made, conn_fn_str(declared[i]));
    for (size_t i = 0; conn_fn_goes(run) && i < keys.as.list->count; i++)
        if (!is_among(keys.as.list->items[i].as.text, declared, count))
            conn_any_list_add(run, made, keys.as.list->items[i]);
    return finished(run, made);
}

conn_any conn_fn_record_others(conn_run *run, conn_any record,
                               const conn_str *declared, size_t count)
{
    if (!conn_fn_takes_map(run, record))
        return conn_any_null();
    conn_any made = conn_any_map_new(run);
    size_t at = 0;
    conn_str key;
    conn_any value;
    while (conn_fn_goes(run) && conn_any_map_next(record, &at, &key, &value))
        if (!is_among(key, declared, count))
            conn_any_map_put(run, made, key, value);
    return finished(run, made);
}

conn_any conn_fn_map_of(conn_run *run, conn_any object)
{
    if (!conn_fn_takes_map(run, object))
        return conn_any_null();
    conn_any made = conn_any_map_new(run);
    size_t at = 0;
    conn_str key;
    conn_any value;
    while (conn_fn_goes(run) && conn_any_map_next(object, &at, &key, &value))
        if (!conn_any_is_null(value))
            conn_any_map_put(run, made, key, value);
    return finished(run, made);
}

conn_any conn_fn_given(conn_run *run, conn_any object, const conn_str *sent,
                       size_t count)
{
    if (!conn_fn_takes_map(run, object))
        return conn_any_null();
    size_t at = 0;
    conn_str key;
    conn_any value;
    while (conn_any_map_next(object, &at, &key, &value))
        if (conn_any_is_null(value) && !is_among(key, sent, count))
            conn_any_map_remove(run, object, key);
    return object;
}

conn_any conn_fn_put_value(conn_run *run, conn_any object, conn_any name,
                           conn_any value)
{
    if (!conn_fn_takes_text(run, name))
        return conn_any_null();
    if (conn_any_is_null(value))
        conn_any_map_remove(run, object, name.as.text);
    else
        conn_any_map_put(run, object, name.as.text, value);
    return conn_any_null();
}

conn_any conn_fn_with_vendor(conn_run *run, conn_any common, conn_any vendor)
{
    const conn_str name = CONN_STR("vendor");
    if (!conn_any_map_has(common, name))
        conn_fn_put_hidden(run, common, name, vendor);
    return finished(run, common);
}
