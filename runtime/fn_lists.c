/* fn_lists.c - the functions of lists (stdlib/lists.js) but those that put in
 * order or look for equal items, which are in fn_lists_order.c. None changes
 * what it is given. */
#include "fn.h"

static size_t count_of(conn_any list)
{
    return list.as.list->count;
}

static conn_any item_at(conn_any list, size_t i)
{
    return list.as.list->items[i];
}

static conn_any call(conn_run *run, conn_lambda lambda, conn_any item)
{
    return lambda.call(run, lambda.self, item);
}

/* The list, or null where the run has stopped on the way. */
static conn_any finished(const conn_run *run, conn_any list)
{
    return conn_fn_goes(run) ? list : conn_any_null();
}

/* ---- a function for each item ---- */

conn_any conn_fn_list_map(conn_run *run, conn_any list, conn_lambda by)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any made = conn_fn_list(run, count_of(list));
    for (size_t i = 0; conn_fn_goes(run) && i < count_of(list); i++)
        conn_any_list_add(run, made, call(run, by, item_at(list, i)));
    return finished(run, made);
}

conn_any conn_fn_list_filter(conn_run *run, conn_any list, conn_lambda test)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any made = conn_fn_list(run, 0);
    for (size_t i = 0; conn_fn_goes(run) && i < count_of(list); i++)
        if (conn_any_is_true(call(run, test, item_at(list, i))))
            conn_any_list_add(run, made, item_at(list, i));
    return finished(run, made);
}

/* The place of the first item for which the test gives `wanted`, or the list's
 * length. */
static size_t search(conn_run *run, conn_any list, conn_lambda test,
                     bool wanted)
{
    size_t i = 0;
    while (conn_fn_goes(run) && i < count_of(list) &&
           conn_any_is_true(call(run, test, item_at(list, i))) != wanted)
        i++;
    return i;
}

conn_any conn_fn_list_find(conn_run *run, conn_any list, conn_lambda test)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    size_t i = search(run, list, test, true);
    return conn_fn_goes(run) && i < count_of(list) ? item_at(list, i)
                                                   : conn_any_null();
}

conn_any conn_fn_list_any(conn_run *run, conn_any list, conn_lambda test)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    bool found = search(run, list, test, true) < count_of(list);
    return finished(run, conn_any_bool(found));
}

conn_any conn_fn_list_all(conn_run *run, conn_any list, conn_lambda test)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    bool found = search(run, list, test, false) < count_of(list);
    return finished(run, conn_any_bool(!found));
}

conn_any conn_fn_list_count(conn_run *run, conn_any list, conn_lambda test)
{
    int64_t count = 0;
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    for (size_t i = 0; conn_fn_goes(run) && i < count_of(list); i++)
        count += conn_any_is_true(call(run, test, item_at(list, i)));
    return finished(run, conn_any_int(count));
}

static void add_all(conn_run *run, conn_any to, conn_any list)
{
    if (!conn_fn_takes_list(run, list))
        return;
    for (size_t i = 0; conn_fn_goes(run) && i < count_of(list); i++)
        conn_any_list_add(run, to, item_at(list, i));
}

conn_any conn_fn_list_flat_map(conn_run *run, conn_any list, conn_lambda by)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any made = conn_fn_list(run, 0);
    for (size_t i = 0; conn_fn_goes(run) && i < count_of(list); i++)
        add_all(run, made, call(run, by, item_at(list, i)));
    return finished(run, made);
}

/* ---- maps of items ---- */

static void add_to_group(conn_run *run, conn_any groups, conn_any key,
                         conn_any item)
{
    if (!conn_fn_takes_text(run, key))
        return;
    conn_any group = conn_any_map_get(groups, key.as.text);
    if (conn_any_is_null(group)) {
        group = conn_fn_list(run, 0);
        conn_any_map_put(run, groups, key.as.text, group);
    }
    conn_any_list_add(run, group, item);
}

conn_any conn_fn_list_group_by(conn_run *run, conn_any list, conn_lambda key)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any groups = conn_any_map_new(run);
    for (size_t i = 0; conn_fn_goes(run) && i < count_of(list); i++) {
        conn_any item = item_at(list, i);
        add_to_group(run, groups, call(run, key, item), item);
    }
    return finished(run, groups);
}

conn_any conn_fn_list_to_map(conn_run *run, conn_any list, conn_lambda key,
                             conn_lambda value)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any map = conn_any_map_new(run);
    for (size_t i = 0; conn_fn_goes(run) && i < count_of(list); i++) {
        conn_any item = item_at(list, i);
        conn_any name = call(run, key, item);
        conn_any made = call(run, value, item);
        if (conn_fn_takes_text(run, name))
            conn_any_map_put(run, map, name.as.text, made);
    }
    return finished(run, map);
}

/* ---- by position ---- */

conn_any conn_fn_list_length(conn_run *run, conn_any list)
{
    return conn_fn_takes_list(run, list) ? conn_any_int((int64_t)count_of(list))
                                         : conn_any_null();
}

conn_any conn_fn_list_is_empty(conn_run *run, conn_any list)
{
    return conn_fn_takes_list(run, list) ? conn_any_bool(count_of(list) == 0)
                                         : conn_any_null();
}

static bool is_within(conn_any list, conn_any index)
{
    return index.kind == CONN_ANY_INT && index.as.integer >= 0 &&
           (uint64_t)index.as.integer < count_of(list);
}

conn_any conn_fn_list_item(conn_run *run, conn_any list, conn_any index)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    return is_within(list, index) ? item_at(list, (size_t)index.as.integer)
                                  : conn_end(run, "out of range");
}

conn_any conn_fn_list_get(conn_run *run, conn_any list, conn_any index)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    return is_within(list, index) ? item_at(list, (size_t)index.as.integer)
                                  : conn_any_null();
}

conn_any conn_fn_list_first(conn_run *run, conn_any list)
{
    return conn_fn_list_item(run, list, conn_any_int(0));
}

conn_any conn_fn_list_last(conn_run *run, conn_any list)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    return conn_fn_list_item(run, list,
                             conn_any_int((int64_t)count_of(list) - 1));
}

conn_any conn_fn_list_put(conn_run *run, conn_any list, conn_any index,
                          conn_any item)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    if (!is_within(list, index))
        return conn_end(run, "no such item");
    list.as.list->items[index.as.integer] = item;
    return conn_any_null();
}

/* ---- parts ---- */

/* A position within a list of `count`; a negative one counts from the end. */
static size_t within(int64_t at, size_t count)
{
    if (at < 0)
        at += (int64_t)count;
    if (at < 0)
        return 0;
    return (uint64_t)at < count ? (size_t)at : count;
}

static conn_any slice(conn_run *run, conn_any list, size_t from, size_t to)
{
    return from < to
               ? conn_any_list_of(run, list.as.list->items + from, to - from)
               : conn_fn_list(run, 0);
}

conn_any conn_fn_list_slice(conn_run *run, conn_any list, conn_any from,
                            conn_any to)
{
    bool open = to.kind == CONN_ANY_NULL;
    if (!conn_fn_takes_list(run, list) || !conn_fn_takes_int(run, from) ||
        (!open && !conn_fn_takes_int(run, to)))
        return conn_any_null();
    size_t count = count_of(list);
    return slice(run, list, within(from.as.integer, count),
                 open ? count : within(to.as.integer, count));
}

/* How many of a list a count of at least 0 leaves. */
static size_t at_most(conn_any count, conn_any list)
{
    return count.as.integer > 0 ? within(count.as.integer, count_of(list)) : 0;
}

conn_any conn_fn_list_take(conn_run *run, conn_any list, conn_any count)
{
    if (!conn_fn_takes_list(run, list) || !conn_fn_takes_int(run, count))
        return conn_any_null();
    return slice(run, list, 0, at_most(count, list));
}

conn_any conn_fn_list_drop(conn_run *run, conn_any list, conn_any count)
{
    if (!conn_fn_takes_list(run, list) || !conn_fn_takes_int(run, count))
        return conn_any_null();
    return slice(run, list, at_most(count, list), count_of(list));
}

conn_any conn_fn_list_reverse(conn_run *run, conn_any list)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any made = conn_fn_list(run, count_of(list));
    for (size_t i = count_of(list); conn_fn_goes(run) && i-- > 0;)
        conn_any_list_add(run, made, item_at(list, i));
    return finished(run, made);
}

conn_any conn_fn_list_chunk(conn_run *run, conn_any list, conn_any size)
{
    if (!conn_fn_takes_list(run, list) || !conn_fn_takes_int(run, size))
        return conn_any_null();
    if (size.as.integer < 1)
        return conn_end(run, "out of range");
    conn_any made = conn_fn_list(run, 0);
    size_t count = count_of(list);
    size_t step = at_most(size, list);
    for (size_t i = 0; conn_fn_goes(run) && i < count; i += step) {
        size_t end = count - i < step ? count : i + step;
        conn_any_list_add(run, made, slice(run, list, i, end));
    }
    return finished(run, made);
}

/* ---- put together ---- */

conn_any conn_fn_list_concat(conn_run *run, conn_any list, conn_any other)
{
    if (!conn_fn_takes_list(run, list) || !conn_fn_takes_list(run, other))
        return conn_any_null();
    conn_any made = conn_fn_list(run, count_of(list) + count_of(other));
    add_all(run, made, list);
    add_all(run, made, other);
    return finished(run, made);
}

conn_any conn_fn_list_append(conn_run *run, conn_any list, conn_any item)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any made = conn_fn_list(run, count_of(list) + 1);
    add_all(run, made, list);
    conn_any_list_add(run, made, item);
    return finished(run, made);
}

conn_any conn_fn_list_compact(conn_run *run, conn_any list)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any made = conn_fn_list(run, 0);
    for (size_t i = 0; conn_fn_goes(run) && i < count_of(list); i++)
        if (!conn_any_is_null(item_at(list, i)))
            conn_any_list_add(run, made, item_at(list, i));
    return finished(run, made);
}

conn_any conn_fn_range(conn_run *run, conn_any from, conn_any to)
{
    if (!conn_fn_takes_int(run, from) || !conn_fn_takes_int(run, to) ||
        !conn_fn_limited(run, conn_fn_double(to) - conn_fn_double(from)))
        return conn_any_null();
    int64_t first = from.as.integer;
    int64_t last = to.as.integer;
    conn_any made =
        conn_fn_list(run, last > first ? (size_t)(last - first) : 0);
    for (int64_t i = first; conn_fn_goes(run) && i < last; i++)
        conn_any_list_add(run, made, conn_any_int(i));
    return finished(run, made);
}
