/* shapes.c - the C types that hold values, and the structs made for them. */
#include "emit/c/client.h"

#include <string.h>

/* Of the built-in types: C type, C type of an optional, CONN_K_ constant, and
 * the word for it in longer names. */
static const struct Builtin {
    const char *value, *optional, *kind, *stem;
} builtins[] = {
    [TYPE_NONE] = {NULL, NULL, "CONN_K_NONE", "none"},
    [TYPE_BOOL] = {"bool", "conn_opt_bool", "CONN_K_BOOL", "bool"},
    [TYPE_INT] = {"int64_t", "conn_opt_int64", "CONN_K_INT", "int"},
    [TYPE_INT32] = {"int32_t", "conn_opt_int32", "CONN_K_INT32", "int32"},
    [TYPE_INT64] = {"int64_t", "conn_opt_int64", "CONN_K_INT64", "int64"},
    [TYPE_FLOAT] = {"double", "conn_opt_double", "CONN_K_DOUBLE", "double"},
    [TYPE_DECIMAL] = {"conn_str", "conn_opt_str", "CONN_K_DECIMAL", "decimal"},
    [TYPE_STRING] = {"conn_str", "conn_opt_str", "CONN_K_STRING", "string"},
    [TYPE_BYTES] = {"conn_bytes", "conn_opt_bytes", "CONN_K_BYTES", "bytes"},
    [TYPE_TIMESTAMP] = {"conn_time", "conn_opt_time", "CONN_K_TIMESTAMP",
                        "timestamp"},
    [TYPE_DATE] = {"conn_date", "conn_opt_date", "CONN_K_DATE", "date"},
    [TYPE_DURATION] = {"conn_duration", "conn_opt_int64", "CONN_K_DURATION",
                       "duration"},
    [TYPE_URL] = {"conn_str", "conn_opt_str", "CONN_K_STRING", "string"},
    [TYPE_UUID] = {"conn_str", "conn_opt_str", "CONN_K_STRING", "string"},
    [TYPE_JSON] = {"conn_json", "conn_opt_json", "CONN_K_JSON", "json"},
};

const char *shape_kind(TypeKind kind)
{
    return builtins[kind].kind;
}

bool shape_is_text(const Type *type)
{
    return type->kind < TYPE_LIST && builtins[type->kind].value &&
           strcmp(builtins[type->kind].value, "conn_str") == 0;
}

static const char *shape_refuse(Client *client, const char *what)
{
    client_refuse(client, client->at, what);
    return "conn_json"; /* something that compiles; nothing is written */
}

const char *shape_stem(Client *client, const Type *type)
{
    if (type->kind < TYPE_LIST)
        return builtins[type->kind].stem;
    const char *name = type->kind == TYPE_ENUM
                           ? plan_enum_name(client, type->enumeration)
                           : shape_value(client, type);
    size_t length = strlen(client->prefix);
    if (strncmp(name, client->prefix, length) == 0 && name[length] == '_')
        return name + length + 1;
    return name;
}

static Shape *shape_new(Client *client, ShapeKind kind, const char *key,
                        const char *name)
{
    static const char *const suffixes[] = {"", "_entry"};
    Shape *shape = arena_new(client->arena, Shape);
    shape->kind = kind;
    shape->name = name_claim_all(&client->names, name, suffixes,
                                 kind == SHAPE_MAP ? 2 : 1);
    client_remember(client, key, shape);
    vec_push(client->arena, client->shapes, client->shape_count, shape);
    return shape;
}

static const char *shape_collection(Client *client, const Type *element,
                                    ShapeKind kind)
{
    Arena *arena = client->arena;
    const char *word = kind == SHAPE_LIST ? "list" : "map";
    const char *value = shape_value(client, element);
    const char *stem = shape_stem(client, element);
    const char *key = arena_format(arena, "%s of %s %s", word, value, stem);
    const Shape *known = map_get(&client->known, key);
    if (known)
        return known->name;
    Shape *shape =
        shape_new(client, kind, key,
                  arena_format(arena, "%s_%s_%s", client->prefix, stem, word));
    shape->element = value;
    return shape->name;
}

const char *shape_value(Client *client, const Type *type)
{
    switch (type->kind) {
#define TYPE(constant, name, json, format) case TYPE_##constant:
#include "grammar/types.def"
#undef TYPE
        return builtins[type->kind].value
                   ? builtins[type->kind].value
                   : shape_refuse(client, "a value of type `none`");
    case TYPE_LIST:
        return shape_collection(client, type->element, SHAPE_LIST);
    case TYPE_MAP:
        return shape_collection(client, type->element, SHAPE_MAP);
    case TYPE_RECORD:
        return plan_record_name(client, type->record);
    case TYPE_ENUM:
        plan_enum_name(client, type->enumeration);
        return "conn_enum";
    case TYPE_UNION:
        return plan_union_name(client, type->alternatives);
    case TYPE_OPTIONAL:
        return shape_refuse(client, "an item that may be null");
    case TYPE_STREAM:
        return shape_refuse(client, "a stream within other values");
    case TYPE_NULL:
    case TYPE_ERROR:
    case TYPE_NEVER:
    case TYPE_VARIABLE:
        break; /* only inside the checker */
    }
    return shape_refuse(client, "a type without values");
}

const char *shape_optional(Client *client, const Type *type)
{
    Arena *arena = client->arena;
    const char *value = shape_value(client, type);
    if (type->kind < TYPE_LIST)
        return builtins[type->kind].optional ? builtins[type->kind].optional
                                             : value;
    if (type->kind == TYPE_ENUM)
        return "conn_opt_enum";
    const char *key = arena_format(arena, "optional %s", value);
    const Shape *known = map_get(&client->known, key);
    if (known)
        return known->name;
    Shape *shape = shape_new(client, SHAPE_OPTIONAL, key,
                             arena_format(arena, "%s_%s_opt", client->prefix,
                                          shape_stem(client, type)));
    shape->element = value;
    shape->pointer = type->kind == TYPE_RECORD;
    return shape->name;
}
