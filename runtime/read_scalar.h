/* read_scalar.h - single values. A part of read_core.h. */
#ifndef CONN_READ_SCALAR_H
#define CONN_READ_SCALAR_H

#include "decode.h"
#include "read_past.h"

/* ---- the short way for most numbers and bools ---- */

/* Reads an integer that is nothing but up to 15 digits, as most are. Returns
 * NULL for all else, also what is wrong. */
CONN_INLINE char *read_digits(const conn_reader *r, char *p, int64_t *out)
{
    static const uint32_t powers[] = {1,     10,     100,     1000,
                                      10000, 100000, 1000000, 10000000};
    uint32_t value;
    if (p >= r->wide_end)
        return NULL;
    int count = conn_digits8(p, &value);
    int64_t number = value;
    if (count == 8) {
        int more = conn_digits8(p + 8, &value);
        if (more == 8)
            return NULL;
        number = number * powers[more] + value;
        count += more;
    }
    char next = p[count];
    if ((*p == '0' && count > 1) || count == 0 || next == '.' ||
        (next | 0x20) == 'e')
        return NULL;
    *out = number;
    return p + count;
}

/* Reads true or false; NULL for all else. */
CONN_INLINE char *read_word(const conn_reader *r, char *p, bool *out)
{
    bool no = *p == 'f';
    if (p >= r->wide_end ||
        conn_word32(p + no) != conn_word32(no ? "alse" : "true"))
        return NULL;
    *out = !no;
    return p + 4 + no;
}

/* ---- each kind ---- */

/* Goes on at `next`, or reports the problem of what stands at `p`. */
static char *settle(conn_reader *r, const char *p, char *next,
                    const char *problem)
{
    if (problem == NULL)
        return next;
    return conn_reader_fail(r, p, CONN_DECODE, "%s", problem);
}

static char *read_quoted(conn_reader *r, char *p, const conn_type *type,
                         void *out)
{
    conn_str text;
    char *next = read_text(r, p + 1, &text);
    if (next == NULL)
        return NULL;
    return settle(r, p, next,
                  conn_scalar_of_unquoted(type, text.data, text.len, out));
}

static char *read_number(conn_reader *r, char *p, const conn_type *type,
                         void *out)
{
    conn_number number;
    if (*p != '-' && (*p < '0' || *p > '9'))
        return conn_reader_expected(r, p, "number");
    if (!conn_number_scan(p, r->end, &number))
        return conn_reader_fail(r, p, CONN_DECODE, "malformed number");
    size_t len = (size_t)(number.end - p);
    if (type->kind == CONN_K_DECIMAL) {
        number.text = conn_arena_text(r->arena, p, len);
        if (number.text == NULL)
            return conn_reader_memory(r, p);
        number.end = number.text + len;
    }
    return settle(r, p, p + len, conn_scalar_of_number(type, &number, out));
}

static char *read_bool(conn_reader *r, char *p, void *out)
{
    bool yes = *p == 't';
    if (!yes && *p != 'f')
        return conn_reader_expected(r, p, "boolean");
    *(bool *)out = yes;
    return read_past(r, p);
}

/* Reads a string that holds more than any text. */
static char *read_string(conn_reader *r, char *p, const conn_type *type,
                         void *out)
{
    conn_str text;
    if (*p != '"')
        return conn_reader_expected(r, p, "string");
    char *next = read_text(r, p + 1, &text);
    if (next == NULL)
        return NULL;
    return settle(r, p, next, conn_scalar_of_text(type, p + 1, text.len, out));
}

static char *read_json(conn_reader *r, char *p, void *out)
{
    char *next = read_past(r, p);
    if (next == NULL)
        return NULL;
    conn_json *json = out;
    json->len = (size_t)(next - p);
    json->data = conn_arena_text(r->arena, p, json->len);
    return json->data != NULL ? next : conn_reader_memory(r, p);
}

static char *read_scalar(conn_reader *r, char *p, const conn_type *type,
                         void *out)
{
    bool quoted = *p == '"' && type->wire == CONN_W_QUOTED;
    switch ((conn_kind)type->kind) {
    case CONN_K_BOOL:
        return quoted ? read_quoted(r, p, type, out) : read_bool(r, p, out);
    case CONN_K_INT:
    case CONN_K_INT32:
    case CONN_K_INT64:
    case CONN_K_DOUBLE:
    case CONN_K_DECIMAL:
    case CONN_K_DURATION:
        return quoted ? read_quoted(r, p, type, out)
                      : read_number(r, p, type, out);
    case CONN_K_TIMESTAMP:
        return conn_type_is_number(type) ? read_number(r, p, type, out)
                                         : read_string(r, p, type, out);
    case CONN_K_STRING:
        if (*p == '"')
            return read_text(r, p + 1, out);
        return conn_reader_expected(r, p, "string");
    case CONN_K_CSTR:
    case CONN_K_BYTES:
    case CONN_K_DATE:
    case CONN_K_ENUM:
        return read_string(r, p, type, out);
    case CONN_K_JSON:
        return read_json(r, p, out);
    case CONN_K_NONE:
    case CONN_K_RECORD:
    case CONN_K_LIST:
    case CONN_K_MAP:
    case CONN_K_UNION:
        break;
    }
    return read_past(r, p);
}

#endif
