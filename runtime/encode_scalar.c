/* encode_scalar.c - single values: as JSON, and as the text of a parameter. */
#include "encode.h"

#include <math.h>
#include <string.h>

#include "base64.h"
#include "calendar.h"
#include "fail.h"
#include "json_scan.h"
#include "number.h"
#include "utf8.h"

/* ---- plain text ---- */

static void put_int(conn_buf *buf, int64_t value)
{
    char *room = conn_buf_room(buf, CONN_INT64_SIZE);
    if (room != NULL)
        conn_buf_wrote(buf, conn_int64_print(value, room));
}

static const char *put_safe_int(conn_buf *buf, int64_t value)
{
    const int64_t safe = 9007199254740991;
    if (value < -safe || value > safe)
        return "number is beyond 2^53-1";
    put_int(buf, value);
    return NULL;
}

static const char *put_double(conn_buf *buf, double value)
{
    if (!isfinite(value))
        return "number is infinite or not a number";
    char *room = conn_buf_room(buf, CONN_DOUBLE_SIZE);
    if (room != NULL)
        conn_buf_wrote(buf, conn_double_print(value, room));
    return NULL;
}

/* The digits as they are, if they are a number as JSON writes it. */
static const char *put_decimal(conn_buf *buf, conn_str text)
{
    conn_number number;
    if (text.len == 0)
        return "no value is given";
    const char *end = text.data + text.len;
    if (!conn_number_scan(text.data, end, &number) || number.end != end)
        return "text is not a decimal";
    conn_buf_add(buf, text.data, text.len);
    return NULL;
}

/* Microseconds as seconds (`digits` 6) or milliseconds (3), with a fraction of
 * up to that many digits if there is a rest. */
static void put_micros(conn_buf *buf, int64_t micros, int digits)
{
    int64_t unit = digits == 3 ? 1000 : 1000000;
    int64_t whole = micros / unit;
    int64_t rest = micros % unit;
    if (rest == 0) {
        put_int(buf, whole);
        return;
    }
    char text[8] = ".000000";
    for (int i = digits; i > 0; i--, rest /= 10)
        text[i] = (char)('0' + (rest < 0 ? -(rest % 10) : rest % 10));
    size_t len = (size_t)digits + 1;
    while (text[len - 1] == '0')
        len--;
    if (micros < 0 && whole == 0)
        conn_buf_putc(buf, '-');
    put_int(buf, whole);
    conn_buf_add(buf, text, len);
}

static const char *put_time(conn_buf *buf, const conn_type *type,
                            conn_time time)
{
    if (type->wire == CONN_W_UNIX || type->wire == CONN_W_MILLIS) {
        put_micros(buf, time, type->wire == CONN_W_UNIX ? 6 : 3);
        return NULL;
    }
    char text[CONN_TIME_SIZE];
    size_t len = conn_time_print(time, text);
    conn_buf_add(buf, text, len);
    return len > 0 ? NULL : "time is outside the years 0 to 9999";
}

static const char *put_date(conn_buf *buf, conn_date date)
{
    char text[CONN_DATE_SIZE];
    size_t len = conn_date_print(date, text);
    conn_buf_add(buf, text, len);
    return len > 0 ? NULL : "there is no such day";
}

static void put_bytes(conn_buf *buf, conn_bytes bytes)
{
    size_t len = conn_base64_length(bytes.len);
    char *room = conn_buf_room(buf, len);
    if (room == NULL)
        return;
    conn_base64_encode(bytes.data, bytes.len, room);
    conn_buf_wrote(buf, len);
}

const char *conn_enum_text(const conn_enum_desc *desc, int is)
{
    for (size_t i = 0; i < desc->count; i++)
        if (desc->members[i].value == is)
            return desc->members[i].text;
    return NULL;
}

/* The wire text of an enum value, in whichever form it is held. */
static const char *enum_text(const conn_type *type, const void *value,
                             conn_str *text)
{
    const conn_enum *open = value;
    bool plain = type->wire == CONN_W_PLAIN_ENUM;
    int is = plain ? *(const int *)value : open->is;
    if (is != 0) {
        *text = conn_str_of(conn_enum_text(type->info, is));
        return text->data != NULL ? NULL : "the enumeration has no such value";
    }
    if (plain || open->text.len == 0)
        return "no value is given";
    *text = open->text;
    return NULL;
}

static const char *put_enum(conn_buf *buf, const conn_type *type,
                            const void *value)
{
    conn_str text;
    const char *problem = enum_text(type, value, &text);
    if (problem == NULL)
        conn_buf_add(buf, text.data, text.len);
    return problem;
}

static const char *put_str(conn_buf *buf, const conn_str *text)
{
    conn_buf_add(buf, text->data, text->data != NULL ? text->len : 0);
    return NULL;
}

static const char *put_cstr(conn_buf *buf, const char *text)
{
    if (text == NULL)
        return "no value is given";
    conn_buf_puts(buf, text);
    return NULL;
}

bool conn_kind_is_scalar(conn_kind kind)
{
    return kind != CONN_K_NONE && kind < CONN_K_RECORD;
}

const char *conn_print_scalar(conn_buf *buf, const conn_type *type,
                              const void *value)
{
    switch ((conn_kind)type->kind) {
    case CONN_K_BOOL:
        conn_buf_puts(buf, *(const bool *)value ? "true" : "false");
        return NULL;
    case CONN_K_INT:
        return put_safe_int(buf, *(const int64_t *)value);
    case CONN_K_INT32:
        put_int(buf, *(const int32_t *)value);
        return NULL;
    case CONN_K_INT64:
        put_int(buf, *(const int64_t *)value);
        return NULL;
    case CONN_K_DOUBLE:
        return put_double(buf, *(const double *)value);
    case CONN_K_DECIMAL:
        return put_decimal(buf, *(const conn_str *)value);
    case CONN_K_STRING:
    case CONN_K_JSON:
        return put_str(buf, value);
    case CONN_K_CSTR:
        return put_cstr(buf, *(const char *const *)value);
    case CONN_K_BYTES:
        put_bytes(buf, *(const conn_bytes *)value);
        return NULL;
    case CONN_K_TIMESTAMP:
        return put_time(buf, type, *(const conn_time *)value);
    case CONN_K_DATE:
        return put_date(buf, *(const conn_date *)value);
    case CONN_K_DURATION:
        put_micros(buf, *(const conn_duration *)value,
                   type->wire == CONN_W_MILLIS ? 3 : 6);
        return NULL;
    case CONN_K_ENUM:
        return put_enum(buf, type, value);
    case CONN_K_NONE:
    case CONN_K_RECORD:
    case CONN_K_LIST:
    case CONN_K_MAP:
    case CONN_K_UNION:
        break;
    }
    return "the value is not a single one";
}

conn_status conn_scalar_print(conn_buf *buf, const conn_type *type,
                              const void *value, conn_error *err)
{
    const char *problem = conn_print_scalar(buf, type, value);
    if (problem != NULL)
        return conn_fail(err, CONN_USAGE, "%s", problem);
    if (buf->status == CONN_MEMORY)
        return conn_fail_memory(err);
    if (buf->status != CONN_OK)
        return conn_fail(err, buf->status, "the value is too long");
    conn_error_clear(err);
    return CONN_OK;
}

/* ---- JSON ---- */

static const char *put_quoted(conn_buf *buf, const char *text, size_t len)
{
    if (conn_json_quote(buf, text, len) || buf->status != CONN_OK)
        return NULL;
    return "text is not UTF-8";
}

static const char *put_json(conn_buf *buf, const conn_json *json)
{
    const conn_json_limits deepest = {.max_depth = CONN_JSON_DEPTH};
    if (json->len == 0)
        return "no value is given";
    if (conn_json_check(json->data, json->len, &deepest, NULL) != CONN_OK)
        return "text is not JSON";
    conn_buf_add(buf, json->data, json->len);
    return NULL;
}

static const char *put_enum_quoted(conn_buf *buf, const conn_type *type,
                                   const void *value)
{
    conn_str text;
    const char *problem = enum_text(type, value, &text);
    return problem != NULL ? problem : put_quoted(buf, text.data, text.len);
}

/* Whether the plain text of a scalar stands in quotes in JSON. */
static bool stands_in_quotes(const conn_type *type)
{
    bool by_kind = type->kind == CONN_K_BYTES || type->kind == CONN_K_DATE ||
                   (type->kind == CONN_K_TIMESTAMP &&
                    type->wire != CONN_W_UNIX && type->wire != CONN_W_MILLIS);
    return by_kind || type->wire == CONN_W_QUOTED;
}

const char *conn_encode_scalar(conn_buf *buf, const conn_type *type,
                               const void *value)
{
    if (type->kind == CONN_K_STRING) {
        const conn_str *text = value;
        return put_quoted(buf, text->data, text->data != NULL ? text->len : 0);
    }
    if (type->kind == CONN_K_CSTR) {
        const char *text = *(const char *const *)value;
        return text != NULL ? put_quoted(buf, text, strlen(text))
                            : "no value is given";
    }
    if (type->kind == CONN_K_JSON)
        return put_json(buf, value);
    if (type->kind == CONN_K_ENUM)
        return put_enum_quoted(buf, type, value);
    if (!stands_in_quotes(type))
        return conn_print_scalar(buf, type, value);
    conn_buf_putc(buf, '"');
    const char *problem = conn_print_scalar(buf, type, value);
    conn_buf_putc(buf, '"');
    return problem;
}
