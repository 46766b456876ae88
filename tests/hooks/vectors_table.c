/* vectors_table.c - the standard functions by name, and the lambdas and helpers
 * that a vector may hand over. */
#include "hooks/vectors.h"

/* ---- lambdas, by their text in .conn ---- */

static conn_any same(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self;
    return x;
}

static conn_any plus_one(conn_run *run, void *self, conn_any x)
{
    (void)self;
    return conn_int_add(run, x, conn_any_int(1));
}

static conn_any squared(conn_run *run, void *self, conn_any x)
{
    (void)self;
    return conn_float_multiply(run, x, x);
}

static conn_any above_one(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self;
    return conn_any_bool(conn_fn_double(x) > 1);
}

static conn_any modulo_two(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self;
    return conn_fn_number(fmod(conn_fn_double(x), 2));
}

static conn_any by_three(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self;
    return conn_any_bool(fmod(conn_fn_double(x), 3) == 0);
}

static conn_any yes(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self, (void)x;
    return conn_any_bool(true);
}

static conn_any no(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self, (void)x;
    return conn_any_bool(false);
}

static conn_any zero(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self, (void)x;
    return conn_any_int(0);
}

static conn_any negative(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self;
    return conn_fn_number(-conn_fn_double(x));
}

static conn_any twice(conn_run *run, void *self, conn_any x)
{
    (void)self;
    return conn_any_list_of(run, (const conn_any[]){x, x}, 2);
}

static conn_any nothing(conn_run *run, void *self, conn_any x)
{
    (void)self, (void)x;
    return conn_fn_list(run, 0);
}

static conn_any nested(conn_run *run, void *self, conn_any x)
{
    (void)self;
    conn_any inner = conn_any_list_of(run, &x, 1);
    return conn_any_list_of(run, &inner, 1);
}

static conn_any null(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self, (void)x;
    return conn_any_null();
}

static conn_any letter_k(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self, (void)x;
    return CONN_ANY_LITERAL("k");
}

static conn_any exclaimed(conn_run *run, void *self, conn_any x)
{
    (void)self;
    return conn_any_concat(run, (const conn_any[]){x, CONN_ANY_LITERAL("!")},
                           2);
}

static conn_any length(conn_run *run, void *self, conn_any x)
{
    (void)self;
    return conn_fn_string_length(run, x);
}

static conn_any is_b(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self;
    return conn_any_bool(conn_equal(x, CONN_ANY_LITERAL("b")));
}

static conn_any is_empty(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self;
    return conn_any_bool(conn_equal(x, CONN_ANY_LITERAL("")));
}

static conn_any failing(conn_run *run, void *self, conn_any x)
{
    (void)self, (void)x;
    return conn_raise(run, CONN_INVALID, CONN_ANY_LITERAL("no"),
                      conn_any_null());
}

static conn_any member_k(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self;
    return conn_any_map_get(x, (conn_str)CONN_STR("k"));
}

static conn_any member_v(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self;
    return conn_any_map_get(x, (conn_str)CONN_STR("v"));
}

static conn_any is_null(conn_run *run, void *self, conn_any x)
{
    (void)run, (void)self;
    return conn_any_bool(conn_any_is_null(x));
}

static const struct {
    const char *text;
    conn_lambda_fn *call;
} lambdas[] = {
    {"x => x", same},
    {"x => x + 1", plus_one},
    {"x => x * x", squared},
    {"x => x > 1", above_one},
    {"x => x % 2", modulo_two},
    {"x => x % 3 == 0", by_three},
    {"x => true", yes},
    {"x => false", no},
    {"x => 0", zero},
    {"x => -x", negative},
    {"x => [x, x]", twice},
    {"x => []", nothing},
    {"x => [[x]]", nested},
    {"x => null", null},
    {"x => \"k\"", letter_k},
    {"s => s + \"!\"", exclaimed},
    {"s => s.length", length},
    {"s => s == \"b\"", is_b},
    {"s => s.is_empty", is_empty},
    {"x => fail invalid(\"no\")", failing},
    {"p => p.k", member_k},
    {"p => p.v", member_v},
    {"x => x == null", is_null},
};

static conn_lambda lambda_of(conn_any given)
{
    conn_any text = conn_any_map_get(given, (conn_str)CONN_STR("$fn"));
    for (size_t i = 0; i < sizeof lambdas / sizeof *lambdas; i++)
        if (text.kind == CONN_ANY_TEXT &&
            conn_str_is(text.as.text, lambdas[i].text))
            return (conn_lambda){lambdas[i].call, NULL};
    return (conn_lambda){NULL, NULL};
}

/* ---- what core.js has as functions, and C as operators ---- */

static conn_any checked(conn_run *run, conn_any a)
{
    return conn_fn_checked(run, conn_fn_double(a));
}

static conn_any finite(conn_run *run, conn_any a)
{
    return conn_fn_finite(run, conn_fn_double(a));
}

static conn_any equal(conn_run *run, conn_any a, conn_any b)
{
    (void)run;
    return conn_any_bool(conn_equal(a, b));
}

static conn_any decimals_equal(conn_run *run, conn_any a, conn_any b)
{
    (void)run;
    return conn_any_bool(conn_decimals_equal(a, b));
}

static conn_any copy(conn_run *run, conn_any a)
{
    return conn_any_copy(run, a);
}

/* ---- the functions ---- */

typedef conn_any none_fn(conn_run *);
typedef conn_any one_fn(conn_run *, conn_any);
typedef conn_any two_fn(conn_run *, conn_any, conn_any);
typedef conn_any three_fn(conn_run *, conn_any, conn_any, conn_any);
typedef conn_any by_fn(conn_run *, conn_any, conn_lambda);
typedef conn_any by_two_fn(conn_run *, conn_any, conn_lambda, conn_lambda);
typedef conn_any by_key_fn(conn_run *, conn_any, conn_lambda, bool);
typedef conn_any whole_fn(conn_run *, conn_any, bool);
typedef conn_any item_fn(conn_run *, conn_any, conn_any, bool);
typedef conn_any names_fn(conn_run *, conn_any, const conn_str *, size_t);
typedef conn_any parts_fn(conn_run *, const conn_any *, size_t);

typedef struct function_row {
    const char *name;
    none_fn *none;
    one_fn *one;
    two_fn *two;
    three_fn *three;
    by_fn *by;
    by_two_fn *by_two;
    by_key_fn *by_key;
    whole_fn *whole;
    item_fn *item;
    names_fn *names;
    parts_fn *parts;
} function_row;

#define ROW(kind, function) {.name = #function, .kind = conn_fn_##function},

/* clang-format off */
static const function_row functions[] = {
    ROW(none, now)
    ROW(none, uuid)
    ROW(one, string_length)
    ROW(one, string_is_empty)
    ROW(one, string_lines)
    ROW(one, string_trim)
    ROW(one, string_lower)
    ROW(one, string_upper)
    ROW(one, string_to_string)
    ROW(one, enum_to_string)
    ROW(one, bool_to_string)
    ROW(one, string_to_bool)
    ROW(one, log_debug)
    ROW(one, log_info)
    ROW(one, log_warn)
    ROW(one, log_error)
    ROW(one, string_to_int)
    ROW(one, string_to_int64)
    ROW(one, string_to_float)
    ROW(one, string_to_decimal)
    ROW(one, string_to_duration)
    ROW(one, int_to_string)
    ROW(one, int_to_float)
    ROW(one, int64_to_string)
    ROW(one, int64_to_int)
    ROW(one, decimal_to_string)
    ROW(one, decimal_to_float)
    ROW(one, float_to_string)
    ROW(one, int_abs)
    ROW(one, float_abs)
    ROW(one, float_floor)
    ROW(one, float_ceil)
    ROW(one, number_to_int)
    ROW(one, number_to_int64)
    ROW(one, negated)
    ROW(one, int32)
    ROW(one, from_unix)
    ROW(one, from_millis)
    ROW(one, parse_time)
    ROW(one, parse_date)
    ROW(one, string_to_time)
    ROW(one, string_to_date)
    ROW(one, date_to_string)
    ROW(one, timestamp_to_unix)
    ROW(one, timestamp_to_millis)
    ROW(one, timestamp_to_string)
    ROW(one, timestamp_date)
    ROW(one, timestamp_year)
    ROW(one, timestamp_month)
    ROW(one, timestamp_day)
    ROW(one, timestamp_hour)
    ROW(one, timestamp_minute)
    ROW(one, timestamp_second)
    ROW(one, duration_abs)
    ROW(one, duration_seconds)
    ROW(one, duration_millis)
    ROW(one, list_length)
    ROW(one, list_is_empty)
    ROW(one, list_first)
    ROW(one, list_last)
    ROW(one, list_reverse)
    ROW(one, list_compact)
    ROW(one, int_list_sum)
    ROW(one, int_list_min)
    ROW(one, int_list_max)
    ROW(one, float_list_sum)
    ROW(one, float_list_min)
    ROW(one, float_list_max)
    ROW(one, map_length)
    ROW(one, map_keys)
    ROW(one, map_values)
    ROW(one, string_parse_json)
    ROW(one, json_to_json)
    ROW(one, list_to_json)
    ROW(one, map_to_json)
    ROW(one, record_to_json)
    ROW(one, json_items)
    ROW(one, json_keys)
    ROW(one, json_truthy)
    ROW(one, json_to_string)
    ROW(one, items_of)
    ROW(one, string_url_encode)
    ROW(one, string_url_decode)
    ROW(one, string_parse_query)
    ROW(one, map_to_query)
    ROW(one, string_url_host)
    ROW(one, string_url_path)
    ROW(one, bytes_length)
    ROW(one, bytes_to_hex)
    ROW(one, bytes_to_base64)
    ROW(one, bytes_to_base64url)
    ROW(one, bytes_to_text)
    ROW(one, string_to_bytes)
    ROW(one, string_from_hex)
    ROW(one, string_from_base64)
    ROW(one, md5)
    ROW(one, sha1)
    ROW(one, sha256)
    ROW(one, sha512)
    ROW(one, nonce)
    ROW(one, string_parse_xml)
    ROW(one, int64_of)
    ROW(one, int64_json)
    ROW(one, decimal_of)
    ROW(one, decimal_json)
    ROW(one, time_of)
    ROW(one, time_text)
    ROW(one, time_of_unix)
    ROW(one, unix_of_time)
    ROW(one, time_of_millis)
    ROW(one, millis_of_time)
    ROW(one, duration_of)
    ROW(one, seconds_of)
    ROW(one, bytes_of_text)
    ROW(one, text_of_bytes)
    ROW(one, quoted)
    ROW(one, text_of)
    ROW(one, text_bool)
    ROW(one, text_int)
    ROW(one, text_float)
    ROW(one, map_of)
    ROW(one, kept_text)
    ROW(two, string_contains)
    ROW(two, string_starts_with)
    ROW(two, string_ends_with)
    ROW(two, string_index_of)
    ROW(two, string_before)
    ROW(two, string_after)
    ROW(two, string_split)
    ROW(two, list_join)
    ROW(two, string_take)
    ROW(two, string_drop)
    ROW(two, string_repeat)
    ROW(two, int_idiv)
    ROW(two, float_round)
    ROW(two, timestamp_format)
    ROW(two, list_item)
    ROW(two, list_get)
    ROW(two, list_take)
    ROW(two, list_drop)
    ROW(two, list_chunk)
    ROW(two, list_concat)
    ROW(two, list_append)
    ROW(two, range)
    ROW(two, map_get)
    ROW(two, map_has)
    ROW(two, map_merge)
    ROW(two, map_without)
    ROW(two, map_remove)
    ROW(two, headers_get)
    ROW(two, headers_has)
    ROW(two, headers_remove)
    ROW(two, json_get)
    ROW(two, json_has)
    ROW(two, json_at)
    ROW(two, json_item)
    ROW(two, json_remove)
    ROW(two, json_push)
    ROW(two, string_url_param)
    ROW(two, hmac_md5)
    ROW(two, hmac_sha1)
    ROW(two, hmac_sha256)
    ROW(two, hmac_sha512)
    ROW(two, constant_time_eq)
    ROW(two, string_matches)
    ROW(two, string_find_match)
    ROW(two, string_find_matches)
    ROW(two, string_groups)
    ROW(two, begins_with)
    ROW(two, with_vendor)
    ROW(three, string_slice)
    ROW(three, string_replace)
    ROW(three, string_replace_first)
    ROW(three, string_pad_start)
    ROW(three, string_pad_end)
    ROW(three, list_slice)
    ROW(three, headers_set)
    ROW(three, json_put)
    ROW(three, put_value)
    ROW(three, list_put)
    ROW(three, string_replace_matches)
    ROW(by, list_map)
    ROW(by, list_filter)
    ROW(by, list_find)
    ROW(by, list_any)
    ROW(by, list_all)
    ROW(by, list_count)
    ROW(by, list_flat_map)
    ROW(by, list_group_by)
    ROW(by, map_map_values)
    ROW(by_two, list_to_map)
    ROW(by_key, list_sort_by)
    ROW(by_key, list_unique_by)
    ROW(whole, list_unique)
    ROW(item, list_contains)
    ROW(item, list_index_of)
    ROW(names, record_keys)
    ROW(names, record_others)
    ROW(names, given)
    ROW(parts, bytes)
    {.name = "checked", .one = checked},
    {.name = "finite", .one = finite},
    {.name = "copy", .one = copy},
    {.name = "equal", .two = equal},
    {.name = "decimals_equal", .two = decimals_equal},
    {.name = "divided", .two = conn_divide},
    {.name = "remainder", .two = conn_remainder},
};
/* clang-format on */

static const function_row *row_of(conn_str name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (conn_str_is(name, functions[i].name))
            return &functions[i];
    return NULL;
}

static conn_any with_names(conn_run *run, names_fn *function, conn_any value,
                           conn_any list)
{
    conn_str names[16];
    size_t count = 0;
    for (; count < list.as.list->count; count++)
        names[count] = list.as.list->items[count].as.text;
    return function(run, value, names, count);
}

static conn_any call(conn_run *run, const function_row *row, const conn_any *a,
                     size_t count)
{
    if (row->none != NULL)
        return row->none(run);
    if (row->one != NULL)
        return row->one(run, a[0]);
    if (row->two != NULL)
        return row->two(run, a[0], a[1]);
    if (row->three != NULL)
        return row->three(run, a[0], a[1], a[2]);
    if (row->by != NULL)
        return row->by(run, a[0], lambda_of(a[1]));
    if (row->by_two != NULL)
        return row->by_two(run, a[0], lambda_of(a[1]), lambda_of(a[2]));
    if (row->by_key != NULL)
        return row->by_key(run, a[0], lambda_of(a[1]), count > 2);
    if (row->whole != NULL)
        return row->whole(run, a[0], count > 1);
    if (row->item != NULL)
        return row->item(run, a[0], a[1], count > 2);
    if (row->names != NULL)
        return with_names(run, row->names, a[0], a[1]);
    return row->parts(run, a, count);
}

bool vector_call(conn_run *run, conn_str name, const conn_any *given,
                 size_t count, conn_any *result, bool *makes_map)
{
    static const char *const of_maps[] = {
        "list_group_by", "list_to_map",        "map_map_values", "map_merge",
        "map_without",   "string_parse_query", "record_others",  "map_of"};
    enum { MOST = 8 };
    conn_any arguments[MOST] = {{0}};
    const function_row *row = row_of(name);
    if (row == NULL || count > MOST)
        return false;
    for (size_t i = 0; i < count; i++)
        arguments[i] = given[i];
    *result = call(run, row, arguments, count);
    for (size_t i = 0; i < sizeof of_maps / sizeof *of_maps; i++)
        *makes_map |= conn_str_is(name, of_maps[i]);
    return true;
}
