/* decode_scalar.c - single values: from JSON, and from the text of a header. */
#include "decode.h"

#include "base64.h"
#include "calendar.h"
#include "fail.h"
#include "utf8.h"

/* ---- from numbers ---- */

bool conn_type_is_number(const conn_type *type)
{
    switch ((conn_kind)type->kind) {
    case CONN_K_INT:
    case CONN_K_INT32:
    case CONN_K_INT64:
    case CONN_K_DOUBLE:
    case CONN_K_DECIMAL:
    case CONN_K_DURATION:
        return true;
    case CONN_K_TIMESTAMP:
        return type->wire == CONN_W_UNIX || type->wire == CONN_W_MILLIS;
    case CONN_K_NONE:
    case CONN_K_BOOL:
    case CONN_K_STRING:
    case CONN_K_CSTR:
    case CONN_K_BYTES:
    case CONN_K_DATE:
    case CONN_K_JSON:
    case CONN_K_ENUM:
    case CONN_K_RECORD:
    case CONN_K_LIST:
    case CONN_K_MAP:
    case CONN_K_UNION:
        break;
    }
    return false;
}

static const char *set_integer(const conn_type *type, const conn_number *number,
                               void *out)
{
    const int64_t safe = 9007199254740991;
    int64_t value;
    if (!conn_number_int64(number, &value))
        return conn_number_scaled(number, 0, &value)
                   ? "expected an integer, found a number with a fraction"
                   : "number is beyond 64 bits";
    if (type->kind == CONN_K_INT32) {
        if (value < INT32_MIN || value > INT32_MAX)
            return "number is beyond 32 bits";
        *(int32_t *)out = (int32_t)value;
        return NULL;
    }
    if (type->kind == CONN_K_INT && (value < -safe || value > safe))
        return "number is beyond 2^53-1";
    *(int64_t *)out = value;
    return NULL;
}

static const char *set_micros(const conn_type *type, const conn_number *number,
                              void *out)
{
    int shift = type->wire == CONN_W_MILLIS ? 3 : 6;
    return conn_number_scaled(number, shift, out) ? NULL
                                                  : "time is out of range";
}

const char *conn_scalar_of_number(const conn_type *type,
                                  const conn_number *number, void *out)
{
    if (type->kind == CONN_K_DOUBLE)
        return conn_number_double(number, out) ? NULL
                                               : "number is beyond a double";
    if (type->kind == CONN_K_TIMESTAMP || type->kind == CONN_K_DURATION)
        return set_micros(type, number, out);
    if (type->kind != CONN_K_DECIMAL)
        return set_integer(type, number, out);
    conn_str *text = out;
    text->data = number->text;
    text->len = (size_t)(number->end - number->text);
    return NULL;
}

/* ---- from text ---- */

bool conn_type_is_text(const conn_type *type)
{
    switch ((conn_kind)type->kind) {
    case CONN_K_STRING:
    case CONN_K_CSTR:
    case CONN_K_BYTES:
    case CONN_K_DATE:
    case CONN_K_ENUM:
        return true;
    case CONN_K_TIMESTAMP:
        return !conn_type_is_number(type);
    case CONN_K_NONE:
    case CONN_K_BOOL:
    case CONN_K_INT:
    case CONN_K_INT32:
    case CONN_K_INT64:
    case CONN_K_DOUBLE:
    case CONN_K_DECIMAL:
    case CONN_K_DURATION:
    case CONN_K_JSON:
    case CONN_K_RECORD:
    case CONN_K_LIST:
    case CONN_K_MAP:
    case CONN_K_UNION:
        break;
    }
    return false;
}

static const char *set_enum(const conn_type *type, const char *text, size_t len,
                            void *out)
{
    const conn_enum_desc *desc = type->info;
    int is = 0;
    for (size_t i = 0; i < desc->count && is == 0; i++) {
        const char *name = desc->members[i].text;
        if (*name == *text && strlen(name) == len &&
            memcmp(name, text, len) == 0)
            is = desc->members[i].value;
    }
    if (type->wire == CONN_W_PLAIN_ENUM) {
        *(int *)out = is;
        return is != 0 ? NULL : "text is no member of the enumeration";
    }
    *(conn_enum *)out = (conn_enum){is, {text, len}};
    return NULL;
}

static const char *set_bytes(char *text, size_t len, void *out)
{
    conn_bytes *bytes = out;
    bytes->data = (unsigned char *)text;
    return conn_base64_decode(text, len, text, &bytes->len)
               ? NULL
               : "string is not base64";
}

const char *conn_scalar_of_text(const conn_type *type, char *text, size_t len,
                                void *out)
{
    switch (type->kind) {
    case CONN_K_CSTR:
        *(const char **)out = text;
        return memchr(text, '\0', len) == NULL ? NULL : "text holds U+0000";
    case CONN_K_BYTES:
        return set_bytes(text, len, out);
    case CONN_K_TIMESTAMP:
        return conn_time_parse(text, len, out)
                   ? NULL
                   : "string is not an RFC 3339 time";
    case CONN_K_DATE:
        return conn_date_parse(text, len, out)
                   ? NULL
                   : "string is not an RFC 3339 day";
    case CONN_K_ENUM:
        return set_enum(type, text, len, out);
    }
    *(conn_str *)out = (conn_str){text, len};
    return NULL;
}

static const char *set_bool(const char *text, size_t len, void *out)
{
    bool yes = len == 4 && memcmp(text, "true", 4) == 0;
    bool no = len == 5 && memcmp(text, "false", 5) == 0;
    *(bool *)out = yes;
    return yes || no ? NULL : "expected boolean, found other text";
}

/* Sets a number, or a bool, from all of a text. */
const char *conn_scalar_of_unquoted(const conn_type *type, const char *text,
                                    size_t len, void *out)
{
    if (type->kind == CONN_K_BOOL)
        return set_bool(text, len, out);
    conn_number number;
    if (!conn_number_scan(text, text + len, &number) ||
        number.end != text + len)
        return "expected number, found other text";
    return conn_scalar_of_number(type, &number, out);
}

/* ---- from a header ---- */

static const char *set_from_text(const conn_type *type, char *text, size_t len,
                                 void *out)
{
    if (type->kind == CONN_K_JSON) {
        *(conn_json *)out = (conn_json){text, len};
        return conn_json_check(text, len, NULL, NULL) == CONN_OK
                   ? NULL
                   : "text is not JSON";
    }
    if (!conn_type_is_text(type))
        return conn_scalar_of_unquoted(type, text, len, out);
    if (!conn_utf8_valid(text, len))
        return "text is not UTF-8";
    return conn_scalar_of_text(type, text, len, out);
}

conn_status conn_field_set_text(conn_arena *arena, const conn_field *field,
                                void *record, const char *text, size_t len,
                                conn_error *err)
{
    char *out = (char *)record + field->offset;
    if (!conn_kind_is_scalar((conn_kind)field->type->kind) ||
        (field->flags & CONN_F_POINTER) != 0)
        return conn_fail(err, CONN_USAGE, "%s can't be read from a text",
                         field->name);
    char *copy = conn_arena_text(arena, text, len);
    if (copy == NULL)
        return conn_fail(err, conn_arena_status(arena), "out of memory");
    if ((field->flags & CONN_F_OPTIONAL) != 0) {
        *(conn_state *)(void *)out = CONN_VALUE;
        out += field->value_offset;
    }
    const char *problem = set_from_text(field->type, copy, len, out);
    if (problem != NULL)
        return conn_fail(err, CONN_DECODE, "%s: %s", field->name, problem);
    conn_error_clear(err);
    return CONN_OK;
}
