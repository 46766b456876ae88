/* types.c - tables of scalars, enums, lists and maps; each follows the tables
 * that it needs. */
#include "emit/c/client.h"

#include <string.h>

/* By WireForm: the constant, and what it adds to a table's name. */
static const struct {
    const char *constant, *stem;
} wires[] = {
    [WIRE_PLAIN] = {"CONN_W_PLAIN", ""},
    [WIRE_QUOTED] = {"CONN_W_QUOTED", "_quoted"},
    [WIRE_UNIX] = {"CONN_W_UNIX", "_unix"},
    [WIRE_MILLIS] = {"CONN_W_MILLIS", "_millis"},
};

/* ---- scalars ---- */

static const char *scalar_table(Client *client, const char *kind,
                                const char *wire, const char *c_type,
                                const char *stem)
{
    Arena *arena = client->arena;
    return table_share(client, &client->types, "conn_type",
                       arena_format(arena, "type_%s", stem),
                       arena_format(arena,
                                    "{%s, %s, sizeof(%s), NULL, 0, 0, NULL}",
                                    kind, wire, c_type));
}

static const char *builtin_table(Client *client, const Type *type,
                                 WireForm form)
{
    const char *stem = arena_format(client->arena, "%s%s",
                                    shape_stem(client, type), wires[form].stem);
    return scalar_table(client, shape_kind(type->kind), wires[form].constant,
                        shape_value(client, type), stem);
}

/* ---- enums ---- */

static const char *enum_table(Client *client, const Enum *enumeration)
{
    Arena *arena = client->arena;
    const Variants *plan = plan_enum(client, enumeration);
    const char *stem = plan->name + strlen(client->prefix) + 1;
    Buf rows = {0};
    client->at = enumeration->span;
    for (size_t i = 0; i < plan->count; i++)
        buf_printf(&rows, "    {%s, %s},\n", plan->items[i].constant,
                   client_literal(client, enumeration->members[i].wire));
    const char *members =
        table_share_rows(client, &client->types, "conn_enum_member",
                         arena_format(arena, "members_%s", stem), &rows);
    buf_free(&rows);
    const char *text = arena_format(arena, "{%s, %s, %zu}",
                                    client_literal(client, enumeration->name),
                                    members, plan->count);
    return table_share(client, &client->types, "conn_enum_desc",
                       arena_format(arena, "enum_%s", stem), text);
}

/* `plain`: the value is an int, not a conn_enum. */
static const char *enum_type_table(Client *client, const Enum *enumeration,
                                   bool plain)
{
    Arena *arena = client->arena;
    const char *text = arena_format(
        arena, "{CONN_K_ENUM, %s, sizeof(%s), NULL, 0, 0, &%s}",
        plain ? "CONN_W_PLAIN_ENUM" : "CONN_W_PLAIN",
        plain ? "int" : "conn_enum", enum_table(client, enumeration));
    const char *stem =
        plan_enum_name(client, enumeration) + strlen(client->prefix) + 1;
    return table_share(
        client, &client->types, "conn_type",
        arena_format(arena, "type_%s%s", stem, plain ? "_plain" : ""), text);
}

/* ---- lists and maps ---- */

static const char *list_table(Client *client, const Type *type, WireForm form)
{
    Arena *arena = client->arena;
    const char *element = type_table(client, type->element, form);
    const char *text = arena_format(
        arena, "{CONN_K_LIST, CONN_W_PLAIN, sizeof(%s), &%s, 0, 0, NULL}",
        shape_value(client, type), element);
    return table_share(client, &client->types, "conn_type",
                       arena_format(arena, "type_%s%s",
                                    shape_stem(client, type), wires[form].stem),
                       text);
}

static const char *map_table(Client *client, const Type *type, WireForm form)
{
    Arena *arena = client->arena;
    const char *element = type_table(client, type->element, form);
    const char *name = shape_value(client, type);
    const char *text =
        arena_format(arena,
                     "{CONN_K_MAP, CONN_W_PLAIN, sizeof(%s), &%s, "
                     "offsetof(%s_entry, value), sizeof(%s_entry), NULL}",
                     name, element, name, name);
    return table_share(client, &client->types, "conn_type",
                       arena_format(arena, "type_%s%s",
                                    shape_stem(client, type), wires[form].stem),
                       text);
}

/* ---- any type ---- */

const char *type_table(Client *client, const Type *type, WireForm form)
{
    switch (type->kind) {
#define TYPE(constant, name, json, format) case TYPE_##constant:
#include "grammar/types.def"
#undef TYPE
        return builtin_table(client, type, form);
    case TYPE_LIST:
        return list_table(client, type, form);
    case TYPE_MAP:
        return map_table(client, type, form);
    case TYPE_RECORD:
        return type_record_table(client, type->record);
    case TYPE_ENUM:
        return enum_type_table(client, type->enumeration, false);
    case TYPE_UNION:
        return type_union_table(client, type->alternatives);
    case TYPE_STREAM:
    case TYPE_OPTIONAL:
    case TYPE_NULL:
    case TYPE_ERROR:
    case TYPE_NEVER:
    case TYPE_VARIABLE:
        break; /* shape_value has refused it */
    }
    return "no_type";
}

const char *type_upload_table(Client *client)
{
    return scalar_table(client, "CONN_K_BYTES", "CONN_W_UPLOAD", "conn_upload",
                        "upload");
}

const char *type_argument_table(Client *client, const Type *type, WireForm form)
{
    if (type->kind == TYPE_ENUM)
        return enum_type_table(client, type->enumeration, true);
    if (shape_is_text(type))
        return scalar_table(client, "CONN_K_CSTR", "CONN_W_PLAIN",
                            "const char *", "text");
    return type_table(client, type, form);
}
