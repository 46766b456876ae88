/* records.c - tables of records and unions: the types that can contain
 * themselves. Such a type is declared before its table is written, and so is
 * one that is met very deep within others: it waits in a queue, so that no
 * chain of types can exhaust the stack.
 */
#include "emit/c/client.h"

#include <string.h>

enum { MAX_DEPTH = 100 };

/* A record's or a union's conn_type. */
struct Nested {
    const char *name; /* of the struct */
    const char *type; /* of the table */
    const Record *record;
    const Union *alternatives;
    bool declared; /* before its table */
    bool begun;
    bool written;
};

/* ---- fields ---- */

static void add_flag(Buf *flags, bool set, const char *name)
{
    if (set)
        buf_printf(flags, "%s%s", flags->length ? " | " : "", name);
}

static const char *field_type(Client *client, const Member *member,
                              bool argument)
{
    const Field *field = member->field;
    if (member->upload)
        return type_upload_table(client);
    return argument ? type_argument_table(client, field->type, field->form)
                    : type_table(client, field->type, field->form);
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
    const char *type = field_type(client, member, argument);
    const char *fallback = "NULL";
    if (field->fallback)
        fallback = value_table(client, field->type, field->fallback, argument);
    const char *value_offset = "0";
    if (member->optional)
        value_offset =
            arena_format(client->arena, "offsetof(%s, value)", member->type);
    const char *wire = field->header && !argument ? field->header : field->wire;
    buf_printf(out, "{%s, %zu, &%s, offsetof(%s, %s), %s, ",
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
    const char *fields =
        table_share_rows(client, &client->types, "conn_field",
                         arena_format(client->arena, "fields_%s", stem), &rows);
    buf_free(&rows);
    return fields;
}

/* ---- the record and the union ---- */

/* The name without the client's prefix. */
static const char *stem_of(const Client *client, const char *name)
{
    return name + strlen(client->prefix) + 1;
}

/* Writes the conn_record and returns its name. */
static const char *record_info(Client *client, const Record *record)
{
    Arena *arena = client->arena;
    const Struct *plan = plan_record(client, record);
    const char *stem = stem_of(client, plan->name);
    const char *fields = record_fields(client, plan, stem);
    const char *others = "0";
    if (plan->others)
        others =
            arena_format(arena, "offsetof(%s, %s)", plan->name, plan->others);
    client->at = record->span;
    const char *text = arena_format(arena, "{%s, %s, %zu, sizeof(%s), %s}",
                                    client_literal(client, record->name),
                                    fields, plan->count, plan->name, others);
    return table_share(client, &client->types, "conn_record",
                       arena_format(arena, "record_%s", stem), text);
}

static const char *union_alternatives(Client *client, const Union *of,
                                      const Variants *plan, const char *stem)
{
    Buf rows = {0};
    for (size_t i = 0; i < plan->count; i++)
        buf_printf(
            &rows, "    {&%s, %s, offsetof(%s, as), %s},\n",
            type_table(client, of->types[i], WIRE_PLAIN),
            client_literal(client, of->discriminator ? of->tags[i] : NULL),
            plan->name, plan->items[i].pointer ? "true" : "false");
    const char *name = table_share_rows(
        client, &client->types, "conn_alternative",
        arena_format(client->arena, "alternatives_%s", stem), &rows);
    buf_free(&rows);
    return name;
}

/* Writes the conn_union_desc and returns its name. */
static const char *union_info(Client *client, const Union *of)
{
    Arena *arena = client->arena;
    const Variants *plan = plan_union(client, of);
    const char *stem = stem_of(client, plan->name);
    client->at = of->span;
    const char *rows = union_alternatives(client, of, plan, stem);
    const char *text = arena_format(
        arena, "{%s, %s, %s, %zu}", client_literal(client, of->name),
        client_literal(client, of->discriminator), rows, plan->count);
    return table_share(client, &client->types, "conn_union_desc",
                       arena_format(arena, "union_%s", stem), text);
}

/* ---- what contains itself ---- */

static Nested *nested_of(Client *client, const char *name, const Record *record,
                         const Union *alternatives)
{
    Arena *arena = client->arena;
    const char *key = arena_format(arena, "nested %s", name);
    Nested *nested = map_get(&client->known, key);
    if (nested)
        return nested;
    nested = arena_new(arena, Nested);
    *nested =
        (Nested){.name = name, .record = record, .alternatives = alternatives};
    nested->type = name_claim(
        &client->names, arena_format(arena, "type_%s", stem_of(client, name)));
    client_remember(client, key, nested);
    return nested;
}

static void nested_declare(Client *client, Nested *nested)
{
    if (nested->declared)
        return;
    nested->declared = true;
    buf_printf(&client->forward, "FORWARD_DECLARED conn_type %s;\n",
               nested->type);
    if (!nested->begun)
        vec_push(client->arena, client->waiting, client->waiting_count, nested);
}

static void nested_write(Client *client, Nested *nested)
{
    nested->begun = true;
    client->depth++;
    const char *info = nested->record
                           ? record_info(client, nested->record)
                           : union_info(client, nested->alternatives);
    client->depth--;
    buf_printf(&client->types,
               "%s conn_type %s = {%s, CONN_W_PLAIN, sizeof(%s), NULL, 0, 0, "
               "&%s};\n",
               nested->declared ? "FORWARD_DEFINED" : "static const",
               nested->type, nested->record ? "CONN_K_RECORD" : "CONN_K_UNION",
               nested->name, info);
    nested->written = true;
}

static const char *nested_table(Client *client, Nested *nested)
{
    if (nested->begun || client->depth >= MAX_DEPTH) {
        if (!nested->written)
            nested_declare(client, nested);
        return nested->type;
    }
    nested_write(client, nested);
    while (client->depth == 0 && client->waiting_count > 0) {
        Nested *next = client->waiting[--client->waiting_count];
        if (!next->begun)
            nested_write(client, next);
    }
    return nested->type;
}

const char *type_record_table(Client *client, const Record *record)
{
    const char *name = plan_record_name(client, record);
    return nested_table(client, nested_of(client, name, record, NULL));
}

const char *type_union_table(Client *client, const Union *alternatives)
{
    const char *name = plan_union_name(client, alternatives);
    return nested_table(client, nested_of(client, name, NULL, alternatives));
}
