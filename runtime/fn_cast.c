/* fn_cast.c - `as`: whether a value of json has a shape (stdlib/wire.js). */
#include "fn.h"

static const char *kind_of(conn_any value)
{
    switch (value.kind) {
    case CONN_ANY_NULL:
        return "null";
    case CONN_ANY_BOOL:
        return "bool";
    case CONN_ANY_INT:
    case CONN_ANY_FLOAT:
    case CONN_ANY_DIGITS:
        return "number";
    case CONN_ANY_TEXT:
        return "string";
    case CONN_ANY_BYTES:
    case CONN_ANY_LIST:
        return "array";
    case CONN_ANY_MAP:
        return "object";
    }
    return "null";
}

static conn_any literal(const char *text)
{
    return conn_any_text(text, strlen(text));
}

static void expected(conn_run *run, const char *name, conn_any found)
{
    const conn_any parts[] = {CONN_ANY_LITERAL("expected "), literal(name),
                              CONN_ANY_LITERAL(", found "), found};
    conn_any message = conn_any_concat(run, parts, 4);
    conn_raise(run, CONN_INVALID, message, conn_any_null());
}

/* What a scalar is called in the language, and what it is in JSON. */
typedef struct scalar {
    const char *name, *kind;
    bool whole, or_text;
} scalar;

static scalar scalar_of(const conn_shape *shape)
{
    static const scalar scalars[] = {
        [CONN_SHAPE_BOOL] = {"bool", "bool", false, false},
        [CONN_SHAPE_INT] = {"int", "number", true, false},
        [CONN_SHAPE_INT32] = {"int32", "number", true, false},
        [CONN_SHAPE_INT64] = {"int64", "number", true, true},
        [CONN_SHAPE_FLOAT] = {"float", "number", false, false},
        [CONN_SHAPE_DECIMAL] = {"decimal", "number", false, true},
        [CONN_SHAPE_DURATION] = {"duration", "number", false, false},
    };
    if (shape->kind < sizeof scalars / sizeof *scalars)
        return scalars[shape->kind];
    return (scalar){shape->name != NULL ? shape->name : "string", "string",
                    false, false};
}

static void check_scalar(conn_run *run, conn_any value, const conn_shape *shape)
{
    scalar wanted = scalar_of(shape);
    const char *kind = kind_of(value);
    bool text = wanted.or_text && value.kind == CONN_ANY_TEXT;
    if (!text && strcmp(kind, wanted.kind) != 0)
        expected(run, wanted.name, literal(kind));
    else if (wanted.whole && value.kind == CONN_ANY_FLOAT &&
             value.as.number != 0)
        expected(run, wanted.name, value);
}

static void check(conn_run *run, conn_any value, const conn_shape *shape);

static void check_fields(conn_run *run, conn_any value, const conn_shape *shape)
{
    for (size_t i = 0; conn_fn_goes(run) && i < shape->field_count; i++) {
        const conn_shape_field *field = &shape->fields[i];
        conn_any member = conn_any_map_get(value, field->name);
        if (!conn_any_is_null(member)) {
            check(run, member, field->shape);
        } else if (field->needed) {
            const conn_any parts[] = {CONN_ANY_LITERAL("the member "),
                                      conn_fn_str(field->name),
                                      CONN_ANY_LITERAL(" is missing")};
            conn_any message = conn_any_concat(run, parts, 3);
            conn_raise(run, CONN_INVALID, message, conn_any_null());
        }
    }
}

static void check_items(conn_run *run, conn_any value, const conn_shape *inner)
{
    size_t at = 0;
    conn_str key;
    conn_any item;
    if (value.kind == CONN_ANY_LIST) {
        for (size_t i = 0; conn_fn_goes(run) && i < value.as.list->count; i++)
            check(run, value.as.list->items[i], inner);
        return;
    }
    while (conn_fn_goes(run) && conn_any_map_next(value, &at, &key, &item))
        check(run, item, inner);
}

static void check_nested(conn_run *run, conn_any value, const conn_shape *shape)
{
    bool list = shape->kind == CONN_SHAPE_LIST;
    if (value.kind != (list ? CONN_ANY_LIST : CONN_ANY_MAP))
        expected(run, list ? "array" : "object", literal(kind_of(value)));
    else if (shape->kind == CONN_SHAPE_RECORD)
        check_fields(run, value, shape);
    else
        check_items(run, value, shape->inner);
}

static void check(conn_run *run, conn_any value, const conn_shape *shape)
{
    switch (shape->kind) {
    case CONN_SHAPE_JSON:
        return;
    case CONN_SHAPE_OPTIONAL:
        if (!conn_any_is_null(value))
            check(run, value, shape->inner);
        return;
    case CONN_SHAPE_LIST:
    case CONN_SHAPE_MAP:
    case CONN_SHAPE_RECORD:
        check_nested(run, value, shape);
        return;
    case CONN_SHAPE_BOOL:
    case CONN_SHAPE_INT:
    case CONN_SHAPE_INT32:
    case CONN_SHAPE_INT64:
    case CONN_SHAPE_FLOAT:
    case CONN_SHAPE_DECIMAL:
    case CONN_SHAPE_DURATION:
    case CONN_SHAPE_TEXT:
        check_scalar(run, value, shape);
        return;
    }
}

conn_any conn_fn_cast(conn_run *run, conn_any value, const conn_shape *shape)
{
    if (conn_fn_goes(run))
        check(run, value, shape);
    return conn_fn_goes(run) ? value : conn_any_null();
}
