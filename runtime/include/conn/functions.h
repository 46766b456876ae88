/* functions.h - the standard functions of the language for hooks in C.
 *
 * Owns: conn_fn_RECEIVER_NAME for each function of the language (`list` for
 * T[]), which give, byte for byte, what those in JavaScript give, and the
 * helpers beneath them that generated hooks need. What a function does is in
 * docs/language.md; said here is what C adds. See conn/hook.h for the values,
 * for failing and for memory; a text is a value that shares the bytes of its
 * argument where it can. Arguments are unchanged unless said.
 */
#ifndef CONN_FUNCTIONS_H
#define CONN_FUNCTIONS_H

#include "conn/hook.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a lambda is in C: `self` points to the variables that it uses. */
typedef conn_any conn_lambda_fn(conn_run *run, void *self, conn_any item);
typedef struct conn_lambda {
    conn_lambda_fn *call;
    void *self;
} conn_lambda;

/* A function of one value, as most of those below are. */
typedef conn_any conn_convert_fn(conn_run *run, conn_any value);

/* ---- text: counted in Unicode scalars ---- */

/* Length, search and pieces. */
conn_any conn_fn_string_length(conn_run *run, conn_any text);
conn_any conn_fn_string_is_empty(conn_run *run, conn_any text);
conn_any conn_fn_string_contains(conn_run *run, conn_any text, conn_any part);
conn_any conn_fn_string_starts_with(conn_run *run, conn_any text,
                                    conn_any part);
conn_any conn_fn_string_ends_with(conn_run *run, conn_any text, conn_any part);
conn_any conn_fn_string_index_of(conn_run *run, conn_any text, conn_any part);
conn_any conn_fn_string_before(conn_run *run, conn_any text,
                               conn_any separator);
conn_any conn_fn_string_after(conn_run *run, conn_any text, conn_any separator);
conn_any conn_fn_string_split(conn_run *run, conn_any text, conn_any separator);
conn_any conn_fn_string_lines(conn_run *run, conn_any text);
conn_any conn_fn_list_join(conn_run *run, conn_any list, conn_any separator);

/* Parts by position; `to` may be null. */
conn_any conn_fn_string_slice(conn_run *run, conn_any text, conn_any from,
                              conn_any to);
conn_any conn_fn_string_take(conn_run *run, conn_any text, conn_any count);
conn_any conn_fn_string_drop(conn_run *run, conn_any text, conn_any count);
conn_any conn_fn_string_trim(conn_run *run, conn_any text);

/* Replacing, repeating, filling up; `by` of padding may be null. */
conn_any conn_fn_string_replace(conn_run *run, conn_any text, conn_any part,
                                conn_any by);
conn_any conn_fn_string_replace_first(conn_run *run, conn_any text,
                                      conn_any part, conn_any by);
conn_any conn_fn_string_repeat(conn_run *run, conn_any text, conn_any count);
conn_any conn_fn_string_pad_start(conn_run *run, conn_any text, conn_any length,
                                  conn_any by);
conn_any conn_fn_string_pad_end(conn_run *run, conn_any text, conn_any length,
                                conn_any by);
conn_any conn_fn_string_lower(conn_run *run, conn_any text);
conn_any conn_fn_string_upper(conn_run *run, conn_any text);

/* Conversions of texts and bools. */
conn_any conn_fn_string_to_string(conn_run *run, conn_any text);
conn_any conn_fn_enum_to_string(conn_run *run, conn_any value);
conn_any conn_fn_bool_to_string(conn_run *run, conn_any value);
conn_any conn_fn_string_to_bool(conn_run *run, conn_any text);

/* Write a line to the log of the run's settings; null. */
conn_any conn_fn_log_debug(conn_run *run, conn_any text);
conn_any conn_fn_log_info(conn_run *run, conn_any text);
conn_any conn_fn_log_warn(conn_run *run, conn_any text);
conn_any conn_fn_log_error(conn_run *run, conn_any text);

/* ---- numbers ---- */

/* Reading whole texts; int64 and decimal stay texts, an int64 in its one
 * form. */
conn_any conn_fn_string_to_int(conn_run *run, conn_any text);
conn_any conn_fn_string_to_int64(conn_run *run, conn_any text);
conn_any conn_fn_string_to_float(conn_run *run, conn_any text);
conn_any conn_fn_string_to_decimal(conn_run *run, conn_any text);
conn_any conn_fn_string_to_duration(conn_run *run, conn_any text);

/* Conversions. */
conn_any conn_fn_int_to_string(conn_run *run, conn_any number);
conn_any conn_fn_int_to_float(conn_run *run, conn_any number);
conn_any conn_fn_int64_to_string(conn_run *run, conn_any number);
conn_any conn_fn_int64_to_int(conn_run *run, conn_any number);
conn_any conn_fn_decimal_to_string(conn_run *run, conn_any number);
conn_any conn_fn_decimal_to_float(conn_run *run, conn_any number);
conn_any conn_fn_float_to_string(conn_run *run, conn_any number);

/* Arithmetic; `digits` may be null. */
conn_any conn_fn_int_abs(conn_run *run, conn_any number);
conn_any conn_fn_int_idiv(conn_run *run, conn_any number, conn_any by);
conn_any conn_fn_float_abs(conn_run *run, conn_any number);
conn_any conn_fn_float_round(conn_run *run, conn_any number, conn_any digits);
conn_any conn_fn_float_floor(conn_run *run, conn_any number);
conn_any conn_fn_float_ceil(conn_run *run, conn_any number);

/* `as` between numbers: of a float, or the digits of int64 and decimal. */
conn_any conn_fn_number_to_int(conn_run *run, conn_any value);
conn_any conn_fn_number_to_int64(conn_run *run, conn_any value);

/* `-a` of an int64 or decimal; an int that must be within int32. */
conn_any conn_fn_negated(conn_run *run, conn_any digits);
conn_any conn_fn_int32(conn_run *run, conn_any value);

/* ---- time: microseconds since 1970 ---- */

/* The time of the run's settings, the same for the whole run. */
conn_any conn_fn_now(conn_run *run);

/* Reading. */
conn_any conn_fn_from_unix(conn_run *run, conn_any seconds);
conn_any conn_fn_from_millis(conn_run *run, conn_any milliseconds);
conn_any conn_fn_parse_time(conn_run *run, conn_any text);
conn_any conn_fn_parse_date(conn_run *run, conn_any text);
conn_any conn_fn_string_to_time(conn_run *run, conn_any text);
conn_any conn_fn_string_to_date(conn_run *run, conn_any text);
conn_any conn_fn_date_to_string(conn_run *run, conn_any date);

/* Of a time, in UTC. */
conn_any conn_fn_timestamp_to_unix(conn_run *run, conn_any time);
conn_any conn_fn_timestamp_to_millis(conn_run *run, conn_any time);
conn_any conn_fn_timestamp_to_string(conn_run *run, conn_any time);
conn_any conn_fn_timestamp_format(conn_run *run, conn_any time,
                                  conn_any pattern);
conn_any conn_fn_timestamp_date(conn_run *run, conn_any time);
conn_any conn_fn_timestamp_year(conn_run *run, conn_any time);
conn_any conn_fn_timestamp_month(conn_run *run, conn_any time);
conn_any conn_fn_timestamp_day(conn_run *run, conn_any time);
conn_any conn_fn_timestamp_hour(conn_run *run, conn_any time);
conn_any conn_fn_timestamp_minute(conn_run *run, conn_any time);
conn_any conn_fn_timestamp_second(conn_run *run, conn_any time);

/* Of a duration. */
conn_any conn_fn_duration_abs(conn_run *run, conn_any duration);
conn_any conn_fn_duration_seconds(conn_run *run, conn_any duration);
conn_any conn_fn_duration_millis(conn_run *run, conn_any duration);

/* ---- lists: none of these changes the list ---- */

/* With a function for each item. `digits` of sort_by and unique_by: whether
 * the keys are int64 or decimal (unique: decimal only). */
conn_any conn_fn_list_map(conn_run *run, conn_any list, conn_lambda by);
conn_any conn_fn_list_filter(conn_run *run, conn_any list, conn_lambda test);
conn_any conn_fn_list_find(conn_run *run, conn_any list, conn_lambda test);
conn_any conn_fn_list_any(conn_run *run, conn_any list, conn_lambda test);
conn_any conn_fn_list_all(conn_run *run, conn_any list, conn_lambda test);
conn_any conn_fn_list_count(conn_run *run, conn_any list, conn_lambda test);
conn_any conn_fn_list_flat_map(conn_run *run, conn_any list, conn_lambda by);
conn_any conn_fn_list_sort_by(conn_run *run, conn_any list, conn_lambda key,
                              bool digits);
conn_any conn_fn_list_unique_by(conn_run *run, conn_any list, conn_lambda key,
                                bool digits);
conn_any conn_fn_list_group_by(conn_run *run, conn_any list, conn_lambda key);
conn_any conn_fn_list_to_map(conn_run *run, conn_any list, conn_lambda key,
                             conn_lambda value);

/* By value; `digits`: whether the items are decimal. */
conn_any conn_fn_list_unique(conn_run *run, conn_any list, bool digits);
conn_any conn_fn_list_contains(conn_run *run, conn_any list, conn_any item,
                               bool digits);
conn_any conn_fn_list_index_of(conn_run *run, conn_any list, conn_any item,
                               bool digits);

/* By position. list_item is list[index]: outside the list it ends the run,
 * where list_get gives null. `to` may be null. */
conn_any conn_fn_list_length(conn_run *run, conn_any list);
conn_any conn_fn_list_is_empty(conn_run *run, conn_any list);
conn_any conn_fn_list_first(conn_run *run, conn_any list);
conn_any conn_fn_list_last(conn_run *run, conn_any list);
conn_any conn_fn_list_item(conn_run *run, conn_any list, conn_any index);
conn_any conn_fn_list_get(conn_run *run, conn_any list, conn_any index);
conn_any conn_fn_list_take(conn_run *run, conn_any list, conn_any count);
conn_any conn_fn_list_drop(conn_run *run, conn_any list, conn_any count);
conn_any conn_fn_list_slice(conn_run *run, conn_any list, conn_any from,
                            conn_any to);
conn_any conn_fn_list_reverse(conn_run *run, conn_any list);
conn_any conn_fn_list_chunk(conn_run *run, conn_any list, conn_any size);

/* Put together. */
conn_any conn_fn_list_concat(conn_run *run, conn_any list, conn_any other);
conn_any conn_fn_list_append(conn_run *run, conn_any list, conn_any item);
conn_any conn_fn_list_compact(conn_run *run, conn_any list);
conn_any conn_fn_range(conn_run *run, conn_any from, conn_any to);

/* Of numbers. */
conn_any conn_fn_int_list_sum(conn_run *run, conn_any list);
conn_any conn_fn_int_list_min(conn_run *run, conn_any list);
conn_any conn_fn_int_list_max(conn_run *run, conn_any list);
conn_any conn_fn_float_list_sum(conn_run *run, conn_any list);
conn_any conn_fn_float_list_min(conn_run *run, conn_any list);
conn_any conn_fn_float_list_max(conn_run *run, conn_any list);

/* ---- maps: read in the order of the sorted keys ---- */

conn_any conn_fn_map_length(conn_run *run, conn_any map);
conn_any conn_fn_map_keys(conn_run *run, conn_any map);
conn_any conn_fn_map_values(conn_run *run, conn_any map);
conn_any conn_fn_map_get(conn_run *run, conn_any map, conn_any key);
conn_any conn_fn_map_has(conn_run *run, conn_any map, conn_any key);
conn_any conn_fn_map_merge(conn_run *run, conn_any map, conn_any other);
conn_any conn_fn_map_without(conn_run *run, conn_any map, conn_any key);
conn_any conn_fn_map_map_values(conn_run *run, conn_any map, conn_lambda by);

/* Changes the map; null. */
conn_any conn_fn_map_remove(conn_run *run, conn_any map, conn_any key);

/* Headers: names in any case; of names that differ in case only the first of
 * the sorted ones counts. A header that is removed becomes null. */
conn_any conn_fn_headers_get(conn_run *run, conn_any headers, conn_any name);
conn_any conn_fn_headers_has(conn_run *run, conn_any headers, conn_any name);
conn_any conn_fn_headers_set(conn_run *run, conn_any headers, conn_any name,
                             conn_any value);
conn_any conn_fn_headers_remove(conn_run *run, conn_any headers, conn_any name);

/* Names of the members that are there, the `count` declared ones first; the
 * members that are not among these. */
conn_any conn_fn_record_keys(conn_run *run, conn_any record,
                             const conn_str *declared, size_t count);
conn_any conn_fn_record_others(conn_run *run, conn_any record,
                               const conn_str *declared, size_t count);

/* ---- json ---- */

/* Text to json and back (RFC 8259). */
conn_any conn_fn_string_parse_json(conn_run *run, conn_any text);
conn_any conn_fn_json_to_json(conn_run *run, conn_any value);
conn_any conn_fn_list_to_json(conn_run *run, conn_any list);
conn_any conn_fn_map_to_json(conn_run *run, conn_any map);
conn_any conn_fn_record_to_json(conn_run *run, conn_any record);

/* Looking into a value of any kind. */
conn_any conn_fn_json_get(conn_run *run, conn_any value, conn_any name);
conn_any conn_fn_json_has(conn_run *run, conn_any value, conn_any name);
conn_any conn_fn_json_at(conn_run *run, conn_any value, conn_any path);
conn_any conn_fn_json_items(conn_run *run, conn_any value);
conn_any conn_fn_json_keys(conn_run *run, conn_any value);
conn_any conn_fn_json_truthy(conn_run *run, conn_any value);
conn_any conn_fn_json_to_string(conn_run *run, conn_any value);

/* value[index], of an object or array, or null; the items of an array, of
 * anything else none. */
conn_any conn_fn_json_item(conn_run *run, conn_any value, conn_any index);
conn_any conn_fn_items_of(conn_run *run, conn_any value);

/* Change the value; null. json_put sets value[index] and fails where there
 * is no object or array; put_value sets a member, or takes it away where the
 * value is null; list_put ends the run where there is no such item. */
conn_any conn_fn_json_remove(conn_run *run, conn_any value, conn_any name);
conn_any conn_fn_json_push(conn_run *run, conn_any value, conn_any item);
conn_any conn_fn_json_put(conn_run *run, conn_any value, conn_any index,
                          conn_any item);
conn_any conn_fn_put_value(conn_run *run, conn_any object, conn_any name,
                           conn_any value);
conn_any conn_fn_list_put(conn_run *run, conn_any list, conn_any index,
                          conn_any item);

/* ---- url and query ---- */

conn_any conn_fn_string_url_encode(conn_run *run, conn_any text);
conn_any conn_fn_string_url_decode(conn_run *run, conn_any text);
conn_any conn_fn_string_parse_query(conn_run *run, conn_any text);
conn_any conn_fn_map_to_query(conn_run *run, conn_any map);
conn_any conn_fn_string_url_host(conn_run *run, conn_any text);
conn_any conn_fn_string_url_path(conn_run *run, conn_any text);
conn_any conn_fn_string_url_param(conn_run *run, conn_any text, conn_any name);

/* ---- bytes and digests; `data`, `key`: bytes or text ---- */

/* Bytes of all parts, one behind the other. */
conn_any conn_fn_bytes(conn_run *run, const conn_any *parts, size_t count);

conn_any conn_fn_bytes_length(conn_run *run, conn_any data);
conn_any conn_fn_bytes_to_hex(conn_run *run, conn_any data);
conn_any conn_fn_bytes_to_base64(conn_run *run, conn_any data);
conn_any conn_fn_bytes_to_base64url(conn_run *run, conn_any data);
conn_any conn_fn_bytes_to_text(conn_run *run, conn_any data);
conn_any conn_fn_string_to_bytes(conn_run *run, conn_any text);
conn_any conn_fn_string_from_hex(conn_run *run, conn_any text);
conn_any conn_fn_string_from_base64(conn_run *run, conn_any text);

/* RFC 1321, FIPS 180-4, RFC 2104. */
conn_any conn_fn_md5(conn_run *run, conn_any data);
conn_any conn_fn_sha1(conn_run *run, conn_any data);
conn_any conn_fn_sha256(conn_run *run, conn_any data);
conn_any conn_fn_sha512(conn_run *run, conn_any data);
conn_any conn_fn_hmac_md5(conn_run *run, conn_any key, conn_any data);
conn_any conn_fn_hmac_sha1(conn_run *run, conn_any key, conn_any data);
conn_any conn_fn_hmac_sha256(conn_run *run, conn_any key, conn_any data);
conn_any conn_fn_hmac_sha512(conn_run *run, conn_any key, conn_any data);
conn_any conn_fn_constant_time_eq(conn_run *run, conn_any a, conn_any b);

/* Random, from the source of the run's settings; `length` may be null. */
conn_any conn_fn_uuid(conn_run *run);
conn_any conn_fn_nonce(conn_run *run, conn_any length);

/* ---- patterns: of the checked subset, as ECMAScript's RegExp finds; xml ----
 */

conn_any conn_fn_string_matches(conn_run *run, conn_any text, conn_any pattern);
conn_any conn_fn_string_find_match(conn_run *run, conn_any text,
                                   conn_any pattern);
conn_any conn_fn_string_find_matches(conn_run *run, conn_any text,
                                     conn_any pattern);
conn_any conn_fn_string_groups(conn_run *run, conn_any text, conn_any pattern);
conn_any conn_fn_string_replace_matches(conn_run *run, conn_any text,
                                        conn_any pattern, conn_any by);

conn_any conn_fn_string_parse_xml(conn_run *run, conn_any text);

/* ---- the wire: values as they are there, as a hook computes with them, and
 * back. Null stays null; what does not fit ends the run (unexpected data) ----
 */

/* Of json, and as json. */
conn_any conn_fn_int64_of(conn_run *run, conn_any value);
conn_any conn_fn_int64_json(conn_run *run, conn_any value);
conn_any conn_fn_decimal_of(conn_run *run, conn_any value);
conn_any conn_fn_decimal_json(conn_run *run, conn_any value);
conn_any conn_fn_time_of(conn_run *run, conn_any value);
conn_any conn_fn_time_text(conn_run *run, conn_any value);
conn_any conn_fn_time_of_unix(conn_run *run, conn_any value);
conn_any conn_fn_unix_of_time(conn_run *run, conn_any value);
conn_any conn_fn_time_of_millis(conn_run *run, conn_any value);
conn_any conn_fn_millis_of_time(conn_run *run, conn_any value);
conn_any conn_fn_duration_of(conn_run *run, conn_any value);
conn_any conn_fn_seconds_of(conn_run *run, conn_any value);
conn_any conn_fn_bytes_of_text(conn_run *run, conn_any value);
conn_any conn_fn_text_of_bytes(conn_run *run, conn_any value);
conn_any conn_fn_quoted(conn_run *run, conn_any value);

/* Of texts that people gave: an empty one is null. */
conn_any conn_fn_text_of(conn_run *run, conn_any value);
conn_any conn_fn_text_bool(conn_run *run, conn_any value);
conn_any conn_fn_text_int(conn_run *run, conn_any value);
conn_any conn_fn_text_float(conn_run *run, conn_any value);

/* What the function makes of each item of a list or value of a map; of each
 * piece of a text, or item of a list. */
conn_any conn_fn_each(conn_run *run, conn_any values, conn_convert_fn *by);
conn_any conn_fn_text_list(conn_run *run, conn_any value, conn_any separator,
                           conn_convert_fn *by);

/* A map with the members of an object that are not null; an object without
 * its null members but those that may be sent so (changed and returned). */
conn_any conn_fn_map_of(conn_run *run, conn_any object);
conn_any conn_fn_given(conn_run *run, conn_any object, const conn_str *sent,
                       size_t count);

/* The text that the platform keeps of a value. */
conn_any conn_fn_kept_text(conn_run *run, conn_any value);

/* Whether a text begins so; false of null. */
conn_any conn_fn_begins_with(conn_run *run, conn_any text, conn_any start);

/* `common` with `vendor` beside it as the member "vendor", unless it has
 * one; it can be read but is no member for all that goes through them,
 * compares, copies or writes. */
conn_any conn_fn_with_vendor(conn_run *run, conn_any common, conn_any vendor);

/* What a value of json must look like for `as`. */
typedef enum conn_shape_kind {
    CONN_SHAPE_JSON = 0, /* anything */
    CONN_SHAPE_BOOL,
    CONN_SHAPE_INT,
    CONN_SHAPE_INT32,
    CONN_SHAPE_INT64,
    CONN_SHAPE_FLOAT,
    CONN_SHAPE_DECIMAL,
    CONN_SHAPE_DURATION,
    CONN_SHAPE_TEXT,     /* `name` says which: string, timestamp, url ... */
    CONN_SHAPE_OPTIONAL, /* or null; `inner` */
    CONN_SHAPE_LIST,     /* of `inner` */
    CONN_SHAPE_MAP,      /* of `inner` */
    CONN_SHAPE_RECORD    /* with `fields` */
} conn_shape_kind;

typedef struct conn_shape_field conn_shape_field;
typedef struct conn_shape {
    conn_shape_kind kind;
    const char *name; /* TEXT: for the message */
    const struct conn_shape *inner;
    const conn_shape_field *fields;
    size_t field_count;
} conn_shape;

struct conn_shape_field {
    conn_str name; /* on the wire */
    const conn_shape *shape;
    bool needed;
};

/* The value itself where it has that shape (null: an optional without value),
 * else the run fails with CONN_INVALID. The wire's readers come after it. */
conn_any conn_fn_cast(conn_run *run, conn_any value, const conn_shape *shape);

#ifdef __cplusplus
}
#endif
#endif
