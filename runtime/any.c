/* any.c - values of a run: made, compared, copied, put together, computed. */
#include "fn.h"

#include "number.h"

/* ---- lists ---- */

conn_any conn_fn_list(conn_run *run, size_t count)
{
    conn_any value = {.kind = CONN_ANY_LIST};
    conn_any_list *list = conn_run_alloc(run, sizeof *list);
    if (list == NULL)
        return conn_any_null();
    if (count > SIZE_MAX / sizeof *list->items)
        return conn_end(run, "out of memory");
    if (count > 0) {
        list->items = conn_run_alloc(run, count * sizeof *list->items);
        list->room = list->items != NULL ? count : 0;
    }
    value.as.list = list;
    return conn_fn_goes(run) ? value : conn_any_null();
}

conn_any conn_any_list_of(conn_run *run, const conn_any *items, size_t count)
{
    conn_any value = conn_fn_list(run, count);
    if (value.kind == CONN_ANY_LIST && count > 0) {
        memcpy(value.as.list->items, items, count * sizeof *items);
        value.as.list->count = count;
    }
    return value;
}

static bool grow_list(conn_run *run, conn_any_list *list)
{
    size_t room = list->room > 0 ? list->room * 2 : 4;
    size_t size = sizeof *list->items;
    conn_any *items = NULL;
    if (room <= SIZE_MAX / size)
        items = conn_arena_resize(&run->arena, list->items, list->room * size,
                                  room * size);
    if (items == NULL) {
        conn_end(run, "out of memory");
        return false;
    }
    list->items = items;
    list->room = room;
    return true;
}

void conn_any_list_add(conn_run *run, conn_any value, conn_any item)
{
    if (!conn_fn_takes_list(run, value))
        return;
    conn_any_list *list = value.as.list;
    if (list->count < list->room || grow_list(run, list))
        list->items[list->count++] = item;
}

/* ---- comparing ---- */

int conn_fn_compare_texts(conn_str a, conn_str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len > 0 ? memcmp(a.data, b.data, len) : 0;
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static bool equal_within(conn_any a, conn_any b, int depth);

static bool equal_lists(const conn_any_list *a, const conn_any_list *b,
                        int depth)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!equal_within(a->items[i], b->items[i], depth))
            return false;
    return true;
}

static bool equal_maps(conn_any a, conn_any b, int depth)
{
    size_t at = 0;
    conn_str key;
    conn_any value;
    if (conn_any_map_count(a) != conn_any_map_count(b))
        return false;
    while (conn_any_map_next(a, &at, &key, &value))
        if (!conn_any_map_has(b, key) ||
            !equal_within(value, conn_any_map_get(b, key), depth))
            return false;
    return true;
}

/* What is nested deeper than any document is never equal. */
static bool equal_within(conn_any a, conn_any b, int depth)
{
    if (conn_fn_is_number(a) && conn_fn_is_number(b))
        return conn_fn_double(a) == conn_fn_double(b);
    if (a.kind != b.kind || depth >= CONN_FN_DEPTH)
        return false;
    switch (a.kind) {
    case CONN_ANY_NULL:
        return true;
    case CONN_ANY_BOOL:
        return a.as.boolean == b.as.boolean;
    case CONN_ANY_INT:
    case CONN_ANY_FLOAT: /* two numbers, above */
        break;
    case CONN_ANY_TEXT:
    case CONN_ANY_BYTES:
    case CONN_ANY_DIGITS:
        return conn_fn_same(a.as.text, b.as.text);
    case CONN_ANY_LIST:
        return a.as.list == b.as.list ||
               equal_lists(a.as.list, b.as.list, depth + 1);
    case CONN_ANY_MAP:
        return a.as.map == b.as.map || equal_maps(a, b, depth + 1);
    }
    return false;
}

bool conn_equal(conn_any a, conn_any b)
{
    return equal_within(a, b, 0);
}

/* What JavaScript compares a bool or null as. */
static double number_in(conn_any value)
{
    return value.kind == CONN_ANY_BOOL ? value.as.boolean
                                       : conn_fn_double(value);
}

int conn_compare(conn_any a, conn_any b)
{
    bool texts = a.kind == CONN_ANY_TEXT;
    if (texts != (b.kind == CONN_ANY_TEXT))
        return 0;
    if (texts)
        return conn_fn_compare_texts(a.as.text, b.as.text);
    double x = number_in(a);
    double y = number_in(b);
    return (x > y) - (x < y);
}

/* ---- copying ---- */

static conn_any copy_within(conn_run *run, conn_any value, int depth);

static conn_any copy_list(conn_run *run, const conn_any_list *list, int depth)
{
    conn_any copy = conn_fn_list(run, list->count);
    for (size_t i = 0; conn_fn_goes(run) && i < list->count; i++)
        conn_any_list_add(run, copy, copy_within(run, list->items[i], depth));
    return copy;
}

static conn_any copy_map(conn_run *run, conn_any map, int depth)
{
    conn_any copy = conn_any_map_new(run);
    size_t at = 0;
    conn_str key;
    conn_any value;
    while (conn_fn_goes(run) && conn_any_map_next(map, &at, &key, &value))
        conn_any_map_put(run, copy, key, copy_within(run, value, depth));
    if (conn_fn_keeps_order(map))
        conn_any_map_keep_order(copy);
    return copy;
}

static conn_any copy_within(conn_run *run, conn_any value, int depth)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    if (depth >= CONN_FN_DEPTH)
        return conn_end(run, "too large");
    if (value.kind == CONN_ANY_LIST)
        return copy_list(run, value.as.list, depth + 1);
    return value.kind == CONN_ANY_MAP ? copy_map(run, value, depth + 1) : value;
}

conn_any conn_any_copy(conn_run *run, conn_any value)
{
    return copy_within(run, value, 0);
}

/* ---- text ---- */

void conn_fn_put_number(conn_buf *out, conn_any number)
{
    char text[CONN_DOUBLE_SIZE];
    size_t len = number.kind == CONN_ANY_INT
                     ? conn_int64_print(number.as.integer, text)
                     : conn_double_print(number.as.number, text);
    conn_buf_add(out, text, len);
}

/* Appends what String() makes of a value; false if there is no such text. */
static bool put_text(conn_buf *out, conn_any value)
{
    switch (value.kind) {
    case CONN_ANY_NULL:
        return conn_buf_puts(out, "null");
    case CONN_ANY_BOOL:
        return conn_buf_puts(out, value.as.boolean ? "true" : "false");
    case CONN_ANY_INT:
    case CONN_ANY_FLOAT:
        conn_fn_put_number(out, value);
        return true;
    case CONN_ANY_TEXT:
    case CONN_ANY_DIGITS:
        conn_buf_add(out, value.as.text.data, value.as.text.len);
        return true;
    case CONN_ANY_BYTES:
    case CONN_ANY_LIST:
    case CONN_ANY_MAP:
        break;
    }
    return false;
}

conn_any conn_any_to_text(conn_run *run, conn_any value)
{
    if (value.kind == CONN_ANY_TEXT)
        return conn_fn_goes(run) ? value : conn_any_null();
    return conn_any_concat(run, &value, 1);
}

conn_any conn_any_concat(conn_run *run, const conn_any *parts, size_t count)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    conn_buf *out = conn_fn_write(run);
    for (size_t i = 0; i < count; i++)
        if (!put_text(out, parts[i]) && out->status == CONN_OK) {
            conn_fn_mistyped(run);
            return conn_any_null();
        }
    return conn_fn_written(run, CONN_ANY_TEXT);
}

/* ---- arithmetic ---- */

conn_any conn_fn_number(double number)
{
    bool whole = number >= -(double)CONN_FN_MOST &&
                 number <= (double)CONN_FN_MOST && floor(number) == number;
    if (whole && !(number == 0 && signbit(number)))
        return conn_any_int((int64_t)number);
    return conn_any_float(number);
}

conn_any conn_fn_checked(conn_run *run, double number)
{
    if (!(number >= -(double)CONN_FN_MOST && number <= (double)CONN_FN_MOST))
        return conn_end(run, "overflow");
    return conn_fn_number(number + 0);
}

conn_any conn_fn_finite(conn_run *run, double number)
{
    return isfinite(number) ? conn_fn_number(number)
                            : conn_end(run, "overflow");
}

static bool takes_numbers(conn_run *run, conn_any a, conn_any b)
{
    return conn_fn_takes_number(run, a) && conn_fn_takes_number(run, b);
}

static bool are_ints(conn_any a, conn_any b)
{
    return a.kind == CONN_ANY_INT && b.kind == CONN_ANY_INT;
}

/* The sum of two safe integers is one of 64 bits. */
static conn_any checked_int(conn_run *run, int64_t number)
{
    if (number < -CONN_FN_MOST || number > CONN_FN_MOST)
        return conn_end(run, "overflow");
    return conn_any_int(number);
}

conn_any conn_int_add(conn_run *run, conn_any a, conn_any b)
{
    if (!takes_numbers(run, a, b))
        return conn_any_null();
    if (are_ints(a, b))
        return checked_int(run, a.as.integer + b.as.integer);
    return conn_fn_checked(run, conn_fn_double(a) + conn_fn_double(b));
}

conn_any conn_int_subtract(conn_run *run, conn_any a, conn_any b)
{
    if (!takes_numbers(run, a, b))
        return conn_any_null();
    if (are_ints(a, b))
        return checked_int(run, a.as.integer - b.as.integer);
    return conn_fn_checked(run, conn_fn_double(a) - conn_fn_double(b));
}

/* What a double can't hold of a product is beyond the range. */
conn_any conn_int_multiply(conn_run *run, conn_any a, conn_any b)
{
    if (!takes_numbers(run, a, b))
        return conn_any_null();
    return conn_fn_checked(run, conn_fn_double(a) * conn_fn_double(b));
}

conn_any conn_float_add(conn_run *run, conn_any a, conn_any b)
{
    if (!takes_numbers(run, a, b))
        return conn_any_null();
    return conn_fn_finite(run, conn_fn_double(a) + conn_fn_double(b));
}

conn_any conn_float_subtract(conn_run *run, conn_any a, conn_any b)
{
    if (!takes_numbers(run, a, b))
        return conn_any_null();
    return conn_fn_finite(run, conn_fn_double(a) - conn_fn_double(b));
}

conn_any conn_float_multiply(conn_run *run, conn_any a, conn_any b)
{
    if (!takes_numbers(run, a, b))
        return conn_any_null();
    return conn_fn_finite(run, conn_fn_double(a) * conn_fn_double(b));
}

conn_any conn_divide(conn_run *run, conn_any a, conn_any b)
{
    if (!takes_numbers(run, a, b))
        return conn_any_null();
    if (conn_fn_double(b) == 0)
        return conn_end(run, "division by zero");
    return conn_fn_finite(run, conn_fn_double(a) / conn_fn_double(b));
}

conn_any conn_remainder(conn_run *run, conn_any a, conn_any b)
{
    if (!takes_numbers(run, a, b))
        return conn_any_null();
    if (conn_fn_double(b) == 0)
        return conn_end(run, "division by zero");
    if (are_ints(a, b))
        return conn_any_int(a.as.integer % b.as.integer);
    return conn_fn_number(fmod(conn_fn_double(a), conn_fn_double(b)) + 0);
}

conn_any conn_negate(conn_run *run, conn_any a)
{
    if (!conn_fn_takes_number(run, a))
        return conn_any_null();
    return a.kind == CONN_ANY_INT ? conn_any_int(-a.as.integer)
                                  : conn_fn_number(-a.as.number);
}
