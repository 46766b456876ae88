/* args.c - presence and place of arguments. */
#include "args.h"

#include "json.h"
#include "upload.h"

/* Whether a value that is not held in an optional says "nothing given". */
static bool is_blank(const conn_type *type, const void *value)
{
    switch ((conn_kind)type->kind) {
    case CONN_K_CSTR:
        return *(const char *const *)value == NULL;
    case CONN_K_DECIMAL:
    case CONN_K_STRING:
    case CONN_K_JSON:
        return ((const conn_str *)value)->data == NULL;
    case CONN_K_BYTES:
        if (type->wire == CONN_W_UPLOAD)
            return conn_upload_is_none(value);
        return ((const conn_bytes *)value)->data == NULL;
    case CONN_K_LIST:
    case CONN_K_MAP:
        return ((const conn_list *)value)->items == NULL;
    case CONN_K_UNION:
        return *(const int *)value == 0;
    case CONN_K_ENUM:
        if (type->wire == CONN_W_PLAIN_ENUM)
            return *(const int *)value == 0;
        return ((const conn_enum *)value)->is == 0 &&
               ((const conn_enum *)value)->text.data == NULL;
    case CONN_K_NONE:
        return true;
    case CONN_K_BOOL:
    case CONN_K_INT:
    case CONN_K_INT32:
    case CONN_K_INT64:
    case CONN_K_DOUBLE:
    case CONN_K_TIMESTAMP:
    case CONN_K_DATE:
    case CONN_K_DURATION:
    case CONN_K_RECORD:
        return false;
    }
    return true;
}

static conn_given read_field(const conn_field *field, const void *args)
{
    const char *at = (const char *)args + field->offset;
    conn_given given = {CONN_VALUE, at};
    if (field->flags & CONN_F_OPTIONAL) {
        given.state = *(const conn_state *)(const void *)at;
        given.value = at + field->value_offset;
        if (given.state != CONN_VALUE)
            return given;
    }
    if (field->flags & CONN_F_POINTER)
        given.value = *(const void *const *)given.value;
    bool blank = given.value == NULL;
    if (!(field->flags & CONN_F_OPTIONAL) && !blank)
        blank = is_blank(field->type, given.value);
    if (blank)
        given.state = CONN_ABSENT;
    return given;
}

conn_given conn_arg_read(const conn_arg *arg, const void *args)
{
    conn_given given = {CONN_ABSENT, NULL};
    if (args != NULL)
        given = read_field(&arg->field, args);
    if (given.state == CONN_ABSENT && arg->field.fallback != NULL)
        given = (conn_given){CONN_VALUE, arg->field.fallback};
    return given;
}

const conn_arg *conn_args_missing(const conn_arg *table, size_t count,
                                  const void *args)
{
    for (size_t i = 0; i < count; i++)
        if (table[i].required &&
            conn_arg_read(&table[i], args).state == CONN_ABSENT)
            return &table[i];
    return NULL;
}

size_t conn_given_count(const conn_arg *arg, conn_given given)
{
    if (given.state != CONN_VALUE)
        return 0;
    if (arg->field.type->kind != CONN_K_LIST)
        return 1;
    return ((const conn_list *)given.value)->count;
}

const void *conn_given_at(const conn_arg *arg, conn_given given, size_t i,
                          const conn_type **type)
{
    *type = arg->field.type;
    if ((*type)->kind != CONN_K_LIST)
        return given.value;
    const conn_list *list = given.value;
    *type = (*type)->element;
    return (const char *)list->items + i * (*type)->size;
}
