/* mappings.c - maps of the source as functions: a value of one record made of
 * one of the other, both ways. */
#include "emit/c/client.h"

static bool is_written(const Mapping *mapping)
{
    for (size_t i = 0; i < mapping->row_count; i++)
        if (mapping->rows[i].into)
            return true;
    return false;
}

static void add(Client *client, const Mapping *mapping, bool back)
{
    static const char *const suffixes[] = {"", "_value"};
    const Type *to = back ? mapping->vendor : mapping->common;
    const Type *from = back ? mapping->common : mapping->vendor;
    const char *stem = name_snake(client->arena, to->record->id);
    client->at = mapping->span;
    Mapper mapper = {.mapping = mapping,
                     .back = back,
                     .from = plan_record_name(client, from->record),
                     .to = plan_record_name(client, to->record),
                     .name =
                         name_claim_all(&client->names,
                                        arena_format(client->arena, "%s_map_%s",
                                                     client->prefix, stem),
                                        suffixes, 2)};
    vec_push(client->arena, client->mappers, client->mapper_count, mapper);
}

void plan_mappings(Client *client)
{
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->mapping_count; i++) {
        add(client, connector->mappings[i], false);
        if (is_written(connector->mappings[i]))
            add(client, connector->mappings[i], true);
    }
}

const char *mapping_table(Client *client, const Mapper *mapper)
{
    const Mapping *mapping = mapper->mapping;
    const Type *to = mapper->back ? mapping->vendor : mapping->common;
    const Type *from = mapper->back ? mapping->common : mapping->vendor;
    client->at = mapping->span;
    const char *value = c_hooks_mapping(client->hooks, mapping, mapper->back);
    const char *text = arena_format(client->arena, "{%s, &%s, &%s}", value,
                                    type_table(client, from, WIRE_PLAIN),
                                    type_table(client, to, WIRE_PLAIN));
    return arena_format(
        client->arena, "&%s",
        table_share(client, &client->shared, "conn_mapping", "mapping", text));
}
