/* fn_lists_order.c - the functions of lists that order, compare and add up
 * their items (stdlib/lists.js). */
#include "fn.h"

#include "decimal.h"

/* ---- sorting ---- */

typedef struct pair {
    conn_any key, item;
} pair;

/* Merges two sorted runs, which end at `middle` and `end`; of equals the left
 * one comes first. */
static void merge(const pair *from, size_t start, size_t middle, size_t end,
                  pair *to, bool digits)
{
    size_t i = start;
    size_t j = middle;
    for (size_t k = start; k < end; k++) {
        bool left = j >= end;
        if (i < middle && j < end) {
            conn_any a = from[i].key;
            conn_any b = from[j].key;
            left =
                (digits ? conn_compare_digits(a, b) : conn_compare(a, b)) <= 0;
        }
        to[k] = left ? from[i++] : from[j++];
    }
}

/* Sorts `pairs` with the help of `other`, of the same size, from runs of one to
 * runs twice as long and so on; returns which of the two holds the result. */
static pair *sort(pair *pairs, pair *other, size_t count, bool digits)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = count - start < width ? count : start + width;
            size_t end = count - middle < width ? count : middle + width;
            merge(pairs, start, middle, end, other, digits);
        }
        pair *swapped = pairs;
        pairs = other;
        other = swapped;
    }
    return pairs;
}

conn_any conn_fn_list_sort_by(conn_run *run, conn_any list, conn_lambda key,
                              bool digits)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    size_t count = list.as.list->count;
    conn_any made = conn_fn_list(run, count);
    pair *pairs = conn_run_alloc(run, (count + 1) * sizeof *pairs);
    pair *other = conn_run_alloc(run, (count + 1) * sizeof *other);
    for (size_t i = 0; conn_fn_goes(run) && i < count; i++) {
        pairs[i].item = list.as.list->items[i];
        pairs[i].key = key.call(run, key.self, pairs[i].item);
    }
    if (!conn_fn_goes(run))
        return conn_any_null();
    pairs = sort(pairs, other, count, digits);
    for (size_t i = 0; i < count; i++)
        conn_any_list_add(run, made, pairs[i].item);
    return made;
}

/* ---- equal items ---- */

/* The same text for equal values of a type; texts get a mark that the JSON of
 * no other value has. */
static conn_any key_text(conn_run *run, conn_any value, bool digits)
{
    if (value.kind != CONN_ANY_TEXT)
        return conn_fn_json_to_json(run, value);
    conn_buf *out = conn_fn_write(run);
    if (digits) {
        conn_decimal_put_key(out, value.as.text);
    } else {
        conn_buf_putc(out, '"');
        conn_buf_add(out, value.as.text.data, value.as.text.len);
    }
    return conn_fn_written(run, CONN_ANY_TEXT);
}

conn_any conn_fn_list_unique_by(conn_run *run, conn_any list, conn_lambda key,
                                bool digits)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any seen = conn_any_map_new(run);
    conn_any made = conn_fn_list(run, 0);
    for (size_t i = 0; conn_fn_goes(run) && i < list.as.list->count; i++) {
        conn_any item = list.as.list->items[i];
        conn_any text = key_text(run, key.call(run, key.self, item), digits);
        if (!conn_fn_goes(run) || conn_any_map_has(seen, text.as.text))
            continue;
        conn_any_map_put(run, seen, text.as.text, conn_any_bool(true));
        conn_any_list_add(run, made, item);
    }
    return conn_fn_goes(run) ? made : conn_any_null();
}

static conn_any itself(conn_run *run, void *self, conn_any item)
{
    (void)run;
    (void)self;
    return item;
}

conn_any conn_fn_list_unique(conn_run *run, conn_any list, bool digits)
{
    return conn_fn_list_unique_by(run, list, (conn_lambda){itself, NULL},
                                  digits);
}

conn_any conn_fn_list_index_of(conn_run *run, conn_any list, conn_any item,
                               bool digits)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    for (size_t i = 0; i < list.as.list->count; i++) {
        conn_any other = list.as.list->items[i];
        if (digits ? conn_decimals_equal(other, item) : conn_equal(other, item))
            return conn_any_int((int64_t)i);
    }
    return conn_any_null();
}

conn_any conn_fn_list_contains(conn_run *run, conn_any list, conn_any item,
                               bool digits)
{
    conn_any at = conn_fn_list_index_of(run, list, item, digits);
    return conn_fn_goes(run) ? conn_any_bool(!conn_any_is_null(at))
                             : conn_any_null();
}

/* ---- numbers ---- */

typedef conn_any add_fn(conn_run *run, conn_any a, conn_any b);

static conn_any sum(conn_run *run, conn_any list, add_fn *add)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any made = conn_any_int(0);
    for (size_t i = 0; conn_fn_goes(run) && i < list.as.list->count; i++)
        made = add(run, made, list.as.list->items[i]);
    return made;
}

/* The item that comes first when all are multiplied by the sign. */
static conn_any least(conn_run *run, conn_any list, double sign)
{
    if (!conn_fn_takes_list(run, list))
        return conn_any_null();
    conn_any made = conn_any_null();
    for (size_t i = 0; i < list.as.list->count; i++) {
        conn_any item = list.as.list->items[i];
        if (!conn_fn_takes_number(run, item))
            return conn_any_null();
        if (conn_any_is_null(made) ||
            conn_fn_double(item) * sign < conn_fn_double(made) * sign)
            made = item;
    }
    return made;
}

conn_any conn_fn_int_list_sum(conn_run *run, conn_any list)
{
    return sum(run, list, conn_int_add);
}

conn_any conn_fn_float_list_sum(conn_run *run, conn_any list)
{
    return sum(run, list, conn_float_add);
}

conn_any conn_fn_int_list_min(conn_run *run, conn_any list)
{
    return least(run, list, 1);
}

conn_any conn_fn_int_list_max(conn_run *run, conn_any list)
{
    return least(run, list, -1);
}

conn_any conn_fn_float_list_min(conn_run *run, conn_any list)
{
    return least(run, list, 1);
}

conn_any conn_fn_float_list_max(conn_run *run, conn_any list)
{
    return least(run, list, -1);
}
