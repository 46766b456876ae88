/* hook_scene.c - what generated hooks call beside the standard functions. */
#include "conn/scene.h"

conn_any conn_get(conn_run *run, conn_any object, conn_str key)
{
    if (object.kind == CONN_ANY_NULL)
        return conn_end(run, "unexpected data");
    return conn_any_map_get(object, key);
}

conn_any conn_set(conn_run *run, conn_any object, conn_str key, conn_any value)
{
    if (object.kind != CONN_ANY_MAP)
        return conn_end(run, "unexpected data");
    conn_any_map_put(run, object, key, value);
    return conn_any_null();
}

conn_any conn_set_any(conn_run *run, conn_any object, conn_any key,
                      conn_any value)
{
    if (key.kind != CONN_ANY_TEXT)
        return conn_end(run, "unexpected data");
    return conn_set(run, object, key.as.text, value);
}

conn_any conn_unset(conn_run *run, conn_any object, conn_str key)
{
    if (object.kind != CONN_ANY_MAP)
        return conn_end(run, "unexpected data");
    conn_any_map_remove(run, object, key);
    return conn_any_null();
}

size_t conn_list_length(conn_run *run, conn_any list)
{
    if (list.kind == CONN_ANY_NULL)
        conn_end(run, "unexpected data");
    return list.kind == CONN_ANY_LIST ? list.as.list->count : 0;
}

int64_t conn_whole(conn_any value)
{
    if (value.kind == CONN_ANY_FLOAT)
        return (int64_t)value.as.number;
    return value.kind == CONN_ANY_INT ? value.as.integer : 0;
}

conn_any conn_join_1(conn_run *run, conn_any a)
{
    return conn_any_concat(run, &a, 1);
}

conn_any conn_join_2(conn_run *run, conn_any a, conn_any b)
{
    const conn_any parts[] = {a, b};
    return conn_any_concat(run, parts, 2);
}

conn_any conn_join_3(conn_run *run, conn_any a, conn_any b, conn_any c)
{
    const conn_any parts[] = {a, b, c};
    return conn_any_concat(run, parts, 3);
}

void conn_keep(conn_run *run, conn_scene *at, int slot, conn_any value)
{
    if (conn_stopped(run))
        return;
    at->kept[slot] = value;
    at->keeps[slot] = true;
}
