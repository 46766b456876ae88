/* plan.c - names of all types, and how their values are held in structs. */
#include "emit/c/client.h"

#include <string.h>

/* ---- names ---- */

/* What every client has beside its operations. */
static const char *const fixed_names[] = {"open",   "close",   "validate",
                                          "config", "as_conn", "error_body",
                                          "login",  "logout"};

static void plan_fixed_names(Client *client)
{
    for (size_t i = 0; i < sizeof fixed_names / sizeof *fixed_names; i++)
        name_claim(&client->names,
                   arena_format(client->arena, "%s_%s", client->prefix,
                                fixed_names[i]));
    client->config_name =
        arena_format(client->arena, "%s_config", client->prefix);
}

/* The C name of a declared type; operations have theirs already. */
static const char *plan_type_name(Client *client, const char *id)
{
    const char *name = arena_format(client->arena, "%s_%s", client->prefix,
                                    name_snake(client->arena, id));
    if (name_is_taken(&client->names, name))
        name = arena_format(client->arena, "%s_type", name);
    return name_claim(&client->names, name);
}

const char *plan_enum_name(Client *client, const Enum *enumeration)
{
    const char *key = arena_format(client->arena, "enum %s", enumeration->name);
    const char *name = map_get(&client->known, key);
    if (name)
        return name;
    name = plan_type_name(client, enumeration->name);
    client_remember(client, key, name);
    vec_push(client->arena, client->enums, client->enum_count, enumeration);
    return name;
}

const char *plan_union_name(Client *client, const Union *alternatives)
{
    const char *key = arena_format(client->arena, "union %s", alternatives->id);
    const char *name = map_get(&client->known, key);
    if (name)
        return name;
    name = plan_type_name(client, alternatives->id);
    client_remember(client, key, name);
    vec_push(client->arena, client->unions, client->union_count, alternatives);
    return name;
}

const char *plan_record_name(Client *client, const Record *record)
{
    const char *key = arena_format(client->arena, "record %s", record->id);
    const char *name = map_get(&client->known, key);
    if (name)
        return name;
    name = plan_type_name(client, record->id);
    client_remember(client, key, name);
    vec_push(client->arena, client->records, client->record_count, record);
    return name;
}

/* ---- enums and unions ---- */

static const char *plan_constant(Client *client, const char *type,
                                 const char *name)
{
    Arena *arena = client->arena;
    return name_claim(&client->names,
                      arena_format(arena, "%s_%s", name_upper(arena, type),
                                   name_upper(arena, name)));
}

const Variants *plan_enum(Client *client, const Enum *enumeration)
{
    Arena *arena = client->arena;
    const char *name = plan_enum_name(client, enumeration);
    const char *key = arena_format(arena, "members %s", enumeration->name);
    const Variants *known = map_get(&client->known, key);
    if (known)
        return known;
    Variants *plan = arena_new(arena, Variants);
    plan->name = name;
    plan->count = enumeration->member_count;
    plan->items = arena_array(arena, Variant, plan->count);
    for (size_t i = 0; i < plan->count; i++)
        plan->items[i].constant = plan_constant(
            client, name, name_snake(arena, enumeration->members[i].name));
    client_remember(client, key, plan);
    return plan;
}

const Variants *plan_union(Client *client, const Union *alternatives)
{
    Arena *arena = client->arena;
    const char *name = plan_union_name(client, alternatives);
    const char *key = arena_format(arena, "alternatives %s", alternatives->id);
    const Variants *known = map_get(&client->known, key);
    if (known)
        return known;
    Variants *plan = arena_new(arena, Variants);
    client_remember(client, key, plan);
    plan->name = name;
    plan->count = alternatives->type_count;
    plan->items = arena_array(arena, Variant, plan->count);
    client->at = alternatives->span;
    Names members = {.arena = arena};
    for (size_t i = 0; i < plan->count; i++) {
        const Type *type = alternatives->types[i];
        const char *stem = shape_stem(client, type);
        plan->items[i] = (Variant){
            name_claim(&members, stem), plan_constant(client, name, stem),
            shape_value(client, type),
            type->kind == TYPE_RECORD || type->kind == TYPE_UNION};
    }
    return plan;
}

/* ---- records ---- */

/* Whether a value of all zeros says the same as the default. */
static bool fallback_is_zero(const Expr *value)
{
    int64_t number;
    if (value_int(value, &number))
        return number == 0;
    if (value->kind == EXPR_TEXT)
        return value->text[0] == '\0';
    if (value->kind == EXPR_LIST || value->kind == EXPR_OBJECT)
        return value->item_count == 0;
    return value->kind == EXPR_NULL;
}

static bool record_is_sent(const Client *client, const Record *record)
{
    return map_get(&client->known,
                   arena_format(client->arena, "sent %s", record->id)) != NULL;
}

/* The records that requests are made of, as they are found. */
typedef struct Sent {
    const Record **items;
    size_t count;
} Sent;

static void add_sent(Client *client, Sent *sent, const Type *type)
{
    if (type->kind == TYPE_UNION) {
        const Union *of = type->alternatives;
        for (size_t i = 0; i < of->type_count; i++)
            if (of->types[i]->kind != TYPE_UNION)
                add_sent(client, sent, of->types[i]);
    } else if (type->kind == TYPE_RECORD) {
        const Record *record = type->record;
        if (record_is_sent(client, record))
            return;
        client_remember(
            client, arena_format(client->arena, "sent %s", record->id), record);
        vec_push(client->arena, sent->items, sent->count, record);
    } else if (type->element) {
        add_sent(client, sent, type->element);
    }
}

static void plan_sent(Client *client)
{
    Sent sent = {0};
    for (size_t i = 0; i < client->call_count; i++) {
        const Operation *op = client->calls[i].op;
        if (op->body)
            add_sent(client, &sent, op->body->type);
        for (size_t k = 0; k < op->param_count; k++)
            add_sent(client, &sent, op->params[k].field.type);
    }
    for (size_t i = 0; i < sent.count; i++) {
        const Record *record = sent.items[i];
        for (size_t k = 0; k < record->field_count; k++)
            if (!record->fields[k]->readonly)
                add_sent(client, &sent, record->fields[k]->type);
    }
}

Member plan_member(Client *client, Names *names, const Field *field,
                   bool optional)
{
    Member member = {.field = field};
    client->at = field->span;
    member.name = name_claim(names, name_snake(client->arena, field->name));
    member.optional = optional || field->optional || field->nullable;
    member.pointer = member.optional && field->type->kind == TYPE_RECORD;
    member.type = member.optional ? shape_optional(client, field->type)
                                  : shape_value(client, field->type);
    return member;
}

const Struct *plan_record(Client *client, const Record *record)
{
    Arena *arena = client->arena;
    const char *name = plan_record_name(client, record);
    const char *key = arena_format(arena, "members of %s", record->id);
    const Struct *known = map_get(&client->known, key);
    if (known)
        return known;
    Struct *plan = arena_new(arena, Struct);
    client_remember(client, key, plan);
    Names names = {.arena = arena};
    plan->record = record;
    plan->name = name;
    plan->others = record->open ? name_claim(&names, "others") : NULL;
    plan->count = record->field_count;
    plan->members = arena_array(arena, Member, plan->count);
    bool sent = record_is_sent(client, record);
    for (size_t i = 0; i < plan->count; i++) {
        const Field *field = record->fields[i];
        /* A struct of zeros must not send 0 where the default is 100. */
        bool defaulted = sent && !field->readonly && field->fallback &&
                         !fallback_is_zero(field->fallback);
        plan->members[i] = plan_member(client, &names, field, defaulted);
    }
    return plan;
}

/* ---- everything ---- */

static void plan_declared_types(Client *client)
{
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->enum_count; i++)
        plan_enum_name(client, connector->enums[i]);
    for (size_t i = 0; i < connector->record_count; i++)
        plan_record_name(client, connector->records[i]);
    for (size_t i = 0; i < connector->union_count; i++)
        plan_union_name(client, connector->unions[i]);
}

/* Lists grow while types are met that the connector's lists do not name. */
static void plan_layouts(Client *client)
{
    for (size_t i = 0; i < client->record_count; i++)
        plan_record(client, client->records[i]);
    for (size_t i = 0; i < client->union_count; i++)
        plan_union(client, client->unions[i]);
    for (size_t i = 0; i < client->record_count; i++)
        plan_record(client, client->records[i]);
    for (size_t i = 0; i < client->enum_count; i++)
        plan_enum(client, client->enums[i]);
}

void plan_client(Client *client)
{
    plan_fixed_names(client);
    plan_calls(client);
    plan_error_bodies(client);
    plan_declared_types(client);
    plan_sent(client);
    plan_ways_in(client);
    plan_config(client);
    for (size_t i = 0; i < client->call_count; i++)
        plan_arguments(client, &client->calls[i]);
    plan_mappings(client);
    plan_events(client);
    plan_polls(client);
    plan_bulks(client);
    plan_layouts(client);
}
