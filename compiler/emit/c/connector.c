/* connector.c - tables of the configuration and of the connector, and of every
 * operation that the client offers. */
#include "emit/c/client.h"

#include <string.h>

/* ---- the connector ---- */

static const char *config_rows(Client *client)
{
    Buf rows = {0};
    for (size_t i = 0; i < client->config_count; i++)
        argument_row(client, &rows, client->config_name, &client->config[i]);
    const char *name = table_share_rows(client, &client->types, "conn_arg",
                                        "configuration", &rows);
    buf_free(&rows);
    return name;
}

static const char *slot_rows(Client *client)
{
    const Connector *connector = client->connector;
    Buf rows = {0};
    for (size_t i = 0; i < connector->slot_count; i++)
        buf_printf(&rows, "    %s,\n",
                   client_literal(client, connector->slots[i]));
    const char *name =
        table_share_rows(client, &client->types, "char *const", "slots", &rows);
    buf_free(&rows);
    return name;
}

static const char *way_rows(Client *client)
{
    Buf rows = {0};
    for (size_t i = 0; i < client->way_count; i++)
        way_table(client, &rows, &client->ways[i]);
    const char *name = table_share_rows(client, &client->operations,
                                        "conn_auth", "ways_in", &rows);
    buf_free(&rows);
    return name;
}

static void connector_row(Client *client)
{
    const Connector *connector = client->connector;
    const char *config = config_rows(client);
    const char *base_url =
        expr_table(client, connector->properties->base_url, NULL);
    const char *ways = way_rows(client);
    const char *slots = slot_rows(client);
    const char *version =
        setting_text(client, connector->information, "version");
    client->at = connector->span;
    Buf *out = &client->operations;
    buf_printf(out,
               "static const conn_connector %s = {\n"
               "    CONN_DESC_VERSION, %s, %s,\n",
               client->table_name, client_literal(client, connector->key),
               client_literal(client, version ? version : ""));
    buf_printf(out, "    %s, %zu, offsetof(%s, %s),\n", config,
               client->config_count, client->config_name, client->auth_name);
    buf_printf(out, "    %s, %s, %zu, %s, %zu\n};\n",
               base_url ? base_url : "NULL", ways, client->way_count, slots,
               connector->slot_count);
}

void connector_tables(Client *client)
{
    client->table_name = name_claim(&client->names, "connector");
    for (size_t i = 0; i < client->call_count; i++) {
        Call *call = &client->calls[i];
        const char *key = arena_format(client->arena, "op of %s", call->name);
        client_remember(client, key, operation_table(client, call, false));
    }
    for (size_t i = 0; i < client->error_body_count; i++)
        setting_errors(client, client->error_bodies[i].errors);
    for (size_t i = 0; i < client->mapper_count; i++)
        client->mappers[i].table = mapping_table(client, &client->mappers[i]);
    event_tables(client);
    poll_tables(client);
    bulk_tables(client);
    connector_row(client);
}
