/* json.h - JSON text to typed values and back, without a tree.
 *
 * Owns: the policies where RFC 8259 leaves a choice, the same in every
 * function below unless it says otherwise:
 *   - the whole text is one value between whitespace; no byte order mark;
 *   - invalid UTF-8 is refused, in skipped members too;
 *   - an escaped lone surrogate is read as U+FFFD (real servers cut strings in
 *     the middle of a pair), and stays as written in values kept as JSON;
 *   - \u0000 is a character like any other: the text is longer than strlen;
 *   - member names match after unescaping;
 *   - a declared member, a map's key or a kept unknown member that comes twice
 *     is refused; a repeated member that is skipped is not looked at;
 *   - an integer may be written 1.0 or 1e3 if it is one; beyond the range of
 *     its type it is refused, never rounded;
 *   - a double beyond the range (1e400) is refused; one too small becomes 0;
 *   - nesting deeper than the limit is CONN_LIMIT.
 */
#ifndef CONN_JSON_H
#define CONN_JSON_H

#include "conn/desc.h"
#include "memory.h"

/* Zero means the default. */
typedef struct conn_json_limits {
    size_t max_depth; /* arrays and objects within each other; 128, and never
                         more than CONN_JSON_DEPTH */
    bool whole;       /* fields with CONN_F_WRITEONLY are read, too: the value
                         is for a server, not from one */
    size_t room; /* of conn_json_decode: bytes from the end of the text that
                    may be written to, its NUL among them; 1. With some, a
                    short text is read as fast as a long one */
} conn_json_limits;

#define CONN_JSON_DEPTH 1024

/* Decodes `text` into `out`, one value of `type` that is zero before. Works in
 * place: strings are unescaped and ended within `text`, which must live as long
 * as the value and is spoilt for any other use; the rest comes from `arena`,
 * whose cap is the bound on memory: "{}" may stand for a large record.
 * text[len] must be a NUL. On failure `out` is unfinished, and `err` has the
 * offset and the JSON Pointer (RFC 6901) of what did not fit: CONN_DECODE,
 * CONN_LIMIT or CONN_MEMORY. Fields with CONN_F_HEADER or CONN_F_WRITEONLY are
 * not read, unless `limits` says so of the latter. `limits` may be NULL. */
conn_status conn_json_decode(conn_arena *arena, char *text, size_t len,
                             const conn_type *type, void *out,
                             const conn_json_limits *limits, conn_error *err);

/* Checks that `text` is one strict JSON value. text[len] must be a NUL. */
conn_status conn_json_check(const char *text, size_t len,
                            const conn_json_limits *limits, conn_error *err);

/* Reads the plain text `text` (a header's value) into a scalar field of
 * `record`: numbers and bools as JSON writes them, strings as they are, times
 * by wire form, bytes as base64, json as JSON text. What it keeps is copied to
 * `arena`. CONN_DECODE if it does not fit, CONN_USAGE if the field is no
 * scalar. */
conn_status conn_field_set_text(conn_arena *arena, const conn_field *field,
                                void *record, const char *text, size_t len,
                                conn_error *err);

/* Appends `value`, one value of `type`, as compact JSON. Required fields are
 * written always, optional ones unless they are absent, null as null; fields
 * with CONN_F_READONLY or CONN_F_HEADER never. What JSON cannot say (NaN, text
 * that is not UTF-8, a required value that is missing, a json value that is
 * none) is CONN_USAGE with the pointer; the buffer is then unfinished. */
conn_status conn_json_encode(conn_buf *buf, const conn_type *type,
                             const void *value, conn_error *err);

/* The same with all fields, whichever way they go: for what stays here. */
conn_status conn_json_encode_whole(conn_buf *buf, const conn_type *type,
                                   const void *value, conn_error *err);

/* Appends `len` bytes of UTF-8 as a JSON string with its quotes. False if the
 * text is not UTF-8 or the buffer has failed. */
bool conn_json_quote(conn_buf *buf, const char *text, size_t len);

/* Appends a scalar as plain text for a query, a header, a path or a form: true,
 * 42, text as it is, times by wire form, bytes as base64, an enum's text (a
 * plain int with CONN_W_PLAIN_ENUM), json as it is. CONN_USAGE if `type` is no
 * scalar or the value can't be written. */
conn_status conn_scalar_print(conn_buf *buf, const conn_type *type,
                              const void *value, conn_error *err);

/* Whether conn_scalar_print can print the kind: all but records, lists, maps,
 * unions and none. */
bool conn_kind_is_scalar(conn_kind kind);

/* Whether the enum has the constant `is`; its wire text, or NULL. */
const char *conn_enum_text(const conn_enum_desc *desc, int is);

/* ---- single values in a raw body ---- */

/* A value's raw text within a larger one; not NUL-terminated. */
typedef struct conn_json_slice {
    const char *data;
    size_t len;
} conn_json_slice;

/* Finds the value that `pointer` (RFC 6901; "" is the whole) names. The text is
 * not changed and need not be valid throughout: of a member that comes twice
 * the first counts, and what is not on the way is only skipped. Takes no
 * memory, and time in proportion to `len` for each step of the pointer. False
 * if there is none, or a step is longer than 256 bytes. */
bool conn_json_find(const char *text, size_t len, const char *pointer,
                    conn_json_slice *out);

/* Finds the member `name` of an object slice, which may go on behind the
 * object. False if there is none, or the slice begins with no object. */
bool conn_json_member(conn_json_slice object, const char *name,
                      conn_json_slice *out);

/* Reading a slice. Each is false if the slice is something else.
 * conn_json_slice_text appends a string's characters, or a number's or bool's
 * text as written; a slice of null, an array or an object has none, nor has a
 * string that is not UTF-8. conn_json_slice_int64 takes an integer in a string,
 * too. */
bool conn_json_slice_text(conn_json_slice slice, conn_buf *buf);
bool conn_json_slice_int64(conn_json_slice slice, int64_t *out);
bool conn_json_slice_bool(conn_json_slice slice, bool *out);
bool conn_json_slice_is_null(conn_json_slice slice);
/* Whether the slice is a string with exactly these characters. */
bool conn_json_slice_is(conn_json_slice slice, const char *text);

/* The next element of an array slice, in order. `*at` is 0 at the start and
 * moves on; false at the end, or if the slice is no array. */
bool conn_json_slice_next(conn_json_slice array, size_t *at,
                          conn_json_slice *out);

#endif
