/* connector.c - tables of the configuration, of the ways in and of the
 * connector, and of every operation that the client offers. */
#include "emit/c/client.h"

#include <string.h>

/* ---- ways in ---- */

/* A step of a login: an operation without arguments. */
static const char *step_table(Client *client, const Operation *op,
                              bool anonymous)
{
    if (!op)
        return "NULL";
    Call call = {.op = op};
    if (op->param_count > 0 || op->body) {
        client_refuse(client, op->span, false, "a step with arguments");
        return "NULL";
    }
    return operation_table(client, &call, anonymous);
}

typedef struct Credentials {
    const char *place, *name, *first, *second;
} Credentials;

static const char *credential(Client *client, const Auth *auth,
                              const char *name)
{
    const char *expr =
        expr_table(client, setting_value(auth->settings, name), NULL, false);
    return expr ? expr : "NULL";
}

static const char *credential_place(Client *client, const Auth *auth)
{
    const char *in = setting_text(client, auth->settings, "in");
    if (in && strcmp(in, "query") == 0)
        return "CONN_IN_QUERY";
    return in && strcmp(in, "cookie") == 0 ? "CONN_IN_COOKIE"
                                           : "CONN_IN_HEADER";
}

static Credentials credentials_of(Client *client, const Auth *auth)
{
    Credentials c = {"CONN_IN_HEADER", "NULL", "NULL", "NULL"};
    if (strcmp(auth->kind, "basic") == 0) {
        c.first = credential(client, auth, "username");
        c.second = credential(client, auth, "password");
    } else if (strcmp(auth->kind, "bearer") == 0) {
        c.first = credential(client, auth, "token");
    } else if (strcmp(auth->kind, "api_key") == 0) {
        c.place = credential_place(client, auth);
        c.name = client_literal(client,
                                setting_text(client, auth->settings, "name"));
        c.first = credential(client, auth, "value");
    }
    return c;
}

/* The flow is the runtime's own: what takes the place of a part of it is
 * left out. */
static void steps_lose(Client *client, const Auth *auth)
{
    for (size_t i = AUTH_DELETE + 1; i < AUTH_STEP_COUNT; i++)
        if (auth->steps[i])
            client_lose(client, auth->steps[i]->span,
                        arena_format(client->arena, "the step `%s`",
                                     auth->steps[i]->name));
}

static void way_row(Client *client, Buf *rows, const WayIn *way)
{
    const Auth *auth = way->auth;
    size_t sign_count;
    client->at = auth->span;
    steps_lose(client, auth);
    Credentials c = credentials_of(client, auth);
    const char *provision =
        step_table(client, auth->steps[AUTH_PROVISION], true);
    const char *refresh = step_table(client, auth->steps[AUTH_REFRESH], false);
    const char *validate =
        step_table(client, auth->steps[AUTH_VALIDATE], false);
    const char *logout = step_table(client, auth->steps[AUTH_DELETE], false);
    const char *sign =
        assign_table(client, auth->sign, auth->sign_count, NULL, &sign_count);
    client->at = auth->span;
    buf_printf(rows, "    {%s, %s, %s, %s,\n        %s, %s,\n",
               client_literal(client, auth->label), plan_auth_kind(auth->kind),
               c.place, c.name, c.first, c.second);
    buf_printf(rows, "        %s, %s, %s, %s,\n        %s, %zu,\n", provision,
               refresh, validate, logout, sign, sign_count);
    buf_puts(rows, "        NULL, NULL, NULL, NULL},\n");
}

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
        way_row(client, &rows, &client->ways[i]);
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
        expr_table(client, connector->properties->base_url, NULL, false);
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
    buf_printf(out, "    %s,\n    %s, %zu,\n    %s, %zu\n};\n",
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
    connector_row(client);
}
