/* types.c - tables of types: conn_type, conn_record, conn_enum_desc and
 * conn_union_desc. A type that contains itself is declared before its table is
 * written; all others simply follow what they need. */
#include "emit/c/client.h"

#include <string.h>

static const char *wire_constant(WireForm form)
{
    switch (form) {
    case WIRE_PLAIN:
        return "CONN_W_PLAIN";
    case WIRE_QUOTED:
        return "CONN_W_QUOTED";
    case WIRE_UNIX:
        return "CONN_W_UNIX";
    case WIRE_MILLIS:
        return "CONN_W_MILLIS";
    }
    return "CONN_W_PLAIN";
}

/* ---- scalars ---- */

static const char *scalar_table(Client *client, const char *kind,
                                const char *wire, const char *c_type,
                                const char *stem)
{
    Arena *arena = client->arena;
    return table_share(
        client, &client->types, "conn_type",
        arena_format(arena, "type_%s", stem),
        arena_format(arena, "{%s, %s, sizeof(%s), NULL, 0, 0, NULL}", kind,
                     wire, c_type));
}

static const char *wire_stem(WireForm form)
{
    switch (form) {
    case WIRE_PLAIN:
        return "";
    case WIRE_QUOTED:
        return "_quoted";
    case WIRE_UNIX:
        return "_unix";
    case WIRE_MILLIS:
        return "_millis";
    }
    return "";
}

static const char *builtin_table(Client *client, const Type *type,
                                 WireForm form)
{
    const char *stem = arena_format(client->arena, "%s%s",
                                    shape_stem(client, type), wire_stem(form));
    return scalar_table(client, shape_kind(type->kind), wire_constant(form),
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
    const char *members = table_share_rows(
        client, &client->types, "conn_enum_member",
        arena_format(arena, "members_%s", stem), &rows);
    buf_free(&rows);
    const char *text =
        arena_format(arena, "{%s, %s, %zu}",
                     client_literal(client, enumeration->name), members,
                     plan->count);
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
    const char *stem = plan_enum_name(client, enumeration) +
                       strlen(client->prefix) + 1;
    return table_share(client, &client->types, "conn_type",
                       arena_format(arena, "type_%s%s", stem,
                                    plain ? "_plain" : ""),
                       text);
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
                                    shape_stem(client, type), wire_stem(form)),
                       text);
}

static const char *map_table(Client *client, const Type *type, WireForm form)
{
    Arena *arena = client->arena;
    const char *element = type_table(client, type->element, form);
    const char *name = shape_value(client, type);
    const char *text = arena_format(
        arena,
        "{CONN_K_MAP, CONN_W_PLAIN, sizeof(%s), &%s,\n"
        "    offsetof(%s_entry, value), sizeof(%s_entry), NULL}",
        name, element, name, name);
    return table_share(client, &client->types, "conn_type",
                       arena_format(arena, "type_%s%s",
                                    shape_stem(client, type), wire_stem(form)),
                       text);
}

/* ---- records and unions: what can contain itself ---- */

typedef struct Recursive {
    const char *type; /* name of the conn_type */
    bool written;
    bool declared; /* before it is written */
} Recursive;

/* The state of a type that can contain itself. If it is being written just now
 * it is declared, so that what is within can refer to it. */
static Recursive *recursive_enter(Client *client, const char *name)
{
    Arena *arena = client->arena;
    const char *key = arena_format(arena, "recursive %s", name);
    Recursive *state = (Recursive *)map_get(&client->known, key);
    if (state) {
        if (!state->written && !state->declared)
            buf_printf(&client->forward, "FORWARD_DECLARED conn_type %s;\n",
                       state->type);
        state->declared = true;
        return state;
    }
    state = arena_new(arena, Recursive);
    const char *stem = name + strlen(client->prefix) + 1;
    state->type = name_claim(&client->names,
                             arena_format(arena, "type_%s", stem));
    client_remember(client, key, state);
    return NULL;
}

static const char *recursive_write(Client *client, const char *name,
                                   const char *kind, const char *info)
{
    Recursive *state = (Recursive *)map_get(
        &client->known, arena_format(client->arena, "recursive %s", name));
    buf_printf(&client->types,
               "%s conn_type %s = {\n"
               "    %s, CONN_W_PLAIN, sizeof(%s), NULL, 0, 0,\n    &%s};\n",
               state->declared ? "FORWARD_DEFINED" : "static const",
               state->type, kind, name, info);
    state->written = true;
    return state->type;
}

static void add_flag(Buf *flags, bool set, const char *name)
{
    if (set)
        buf_printf(flags, "%s%s", flags->length ? " | " : "", name);
}

static void field_flags(Buf *out, const Member *member, bool argument)
{
    const Field *field = member->field;
    Buf flags = {0};
    add_flag(&flags, !argument && !member->optional && !field->fallback,
             "CONN_F_REQUIRED");
    add_flag(&flags, member->optional, "CONN_F_OPTIONAL");
    add_flag(&flags, member->pointer, "CONN_F_POINTER");
    add_flag(&flags, field->readonly, "CONN_F_READONLY");
    add_flag(&flags, field->writeonly, "CONN_F_WRITEONLY");
    add_flag(&flags, field->secret, "CONN_F_SECRET");
    add_flag(&flags, field->header && !argument, "CONN_F_HEADER");
    buf_puts(out, flags.length ? buf_text(&flags) : "0");
    buf_free(&flags);
}

void type_field_row(Client *client, Buf *out, const char *owner,
                    const Member *member, bool argument)
{
    const Field *field = member->field;
    client->at = field->span;
    const char *type =
        argument ? type_argument_table(client, field->type, field->form)
                 : type_table(client, field->type, field->form);
    const char *fallback = "NULL";
    if (field->fallback)
        fallback =
            value_table(client, field->type, field->fallback, argument);
    const char *value_offset = "0";
    if (member->optional)
        value_offset = arena_format(client->arena, "offsetof(%s, value)",
                                    member->type);
    const char *wire =
        field->header && !argument ? field->header : field->wire;
    buf_printf(out, "{%s, %zu, &%s,\n        offsetof(%s, %s), %s,\n        ",
               client_literal(client, wire), strlen(wire), type, owner,
               member->name, value_offset);
    field_flags(out, member, argument);
    buf_printf(out, ", %s}", fallback);
}

static const char *record_fields(Client *client, const Struct *plan,
                                 const char *stem)
{
    Buf rows = {0};
    for (size_t i = 0; i < plan->count; i++) {
        buf_puts(&rows, "    ");
        type_field_row(client, &rows, plan->name, &plan->members[i], false);
        buf_puts(&rows, ",\n");
    }
    const char *fields = table_share_rows(
        client, &client->types, "conn_field",
        arena_format(client->arena, "fields_%s", stem), &rows);
    buf_free(&rows);
    return fields;
}

static const char *record_table(Client *client, const Record *record)
{
    Arena *arena = client->arena;
    const Struct *plan = plan_record(client, record);
    const Recursive *known = recursive_enter(client, plan->name);
    if (known)
        return known->type;
    const char *stem = plan->name + strlen(client->prefix) + 1;
    const char *fields = record_fields(client, plan, stem);
    const char *others = "0";
    if (plan->others)
        others = arena_format(arena, "offsetof(%s, %s)", plan->name,
                              plan->others);
    client->at = record->span;
    const char *text = arena_format(
        arena, "{%s, %s, %zu, sizeof(%s), %s}",
        client_literal(client, record->name), fields, plan->count, plan->name,
        others);
    const char *info =
        table_share(client, &client->types, "conn_record",
                    arena_format(arena, "record_%s", stem), text);
    return recursive_write(client, plan->name, "CONN_K_RECORD", info);
}

static const char *union_alternatives(Client *client, const Union *of,
                                      const Variants *plan, const char *stem)
{
    Buf rows = {0};
    for (size_t i = 0; i < plan->count; i++)
        buf_printf(&rows, "    {&%s, %s, offsetof(%s, as), %s},\n",
                   type_table(client, of->types[i], WIRE_PLAIN),
                   client_literal(client, of->discriminator ? of->tags[i]
                                                            : NULL),
                   plan->name, plan->items[i].pointer ? "true" : "false");
    const char *name = table_share_rows(
        client, &client->types, "conn_alternative",
        arena_format(client->arena, "alternatives_%s", stem), &rows);
    buf_free(&rows);
    return name;
}

static const char *union_table(Client *client, const Union *of)
{
    Arena *arena = client->arena;
    const Variants *plan = plan_union(client, of);
    const Recursive *known = recursive_enter(client, plan->name);
    if (known)
        return known->type;
    const char *stem = plan->name + strlen(client->prefix) + 1;
    client->at = of->span;
    const char *rows = union_alternatives(client, of, plan, stem);
    const char *text =
        arena_format(arena, "{%s, %s, %s, %zu}",
                     client_literal(client, of->name),
                     client_literal(client, of->discriminator), rows,
                     plan->count);
    const char *info =
        table_share(client, &client->types, "conn_union_desc",
                    arena_format(arena, "union_%s", stem), text);
    return recursive_write(client, plan->name, "CONN_K_UNION", info);
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
        return record_table(client, type->record);
    case TYPE_ENUM:
        return enum_type_table(client, type->enumeration, false);
    case TYPE_UNION:
        return union_table(client, type->alternatives);
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

const char *type_argument_table(Client *client, const Type *type,
                                WireForm form)
{
    if (type->kind == TYPE_ENUM)
        return enum_type_table(client, type->enumeration, true);
    if (shape_is_text(type))
        return scalar_table(client, "CONN_K_CSTR", "CONN_W_PLAIN",
                            "const char *", "text");
    return type_table(client, type, form);
}
