/* client.c - opening and ending a client, its options and its counters. */
#include <string.h>

#include "call.h"
#include "conn/auth.h"
#include "fail.h"

static int64_t or_else(int64_t value, int64_t fallback)
{
    return value > 0 ? value : fallback;
}

static size_t size_or_else(size_t value, size_t fallback)
{
    return value > 0 ? value : fallback;
}

/* Copies the text of an option, if there is one, into the arena. */
static bool keep(conn_client *client, const char **text)
{
    if (*text == NULL)
        return true;
    *text = conn_arena_text(&client->arena, *text, strlen(*text));
    return *text != NULL;
}

static bool keep_store(conn_client *client)
{
    const conn_token_store *given = client->options.token_store;
    if (given == NULL)
        return true;
    conn_token_store *own = conn_arena_alloc(&client->arena, sizeof *own);
    if (own != NULL)
        *own = *given;
    client->options.token_store = own;
    return own != NULL;
}

static conn_status take_options(conn_client *client,
                                const conn_options *options, conn_error *err)
{
    conn_options *own = &client->options;
    if (options != NULL)
        *own = *options;
    client->named = own->user_agent != NULL;
    own->connect_timeout_ms = or_else(own->connect_timeout_ms, 10000);
    own->retry_total_ms = or_else(own->retry_total_ms, 120000);
    own->max_response = size_or_else(own->max_response, (size_t)64 << 20);
    own->max_headers = size_or_else(own->max_headers, (size_t)256 << 10);
    own->max_depth = size_or_else(own->max_depth, 128);
    own->max_pages = size_or_else(own->max_pages, 100000);
    own->max_item = size_or_else(own->max_item, (size_t)16 << 20);
    if (own->user_agent == NULL)
        own->user_agent = "conn/" CONN_VERSION;
    own->max_idle = size_or_else(own->max_idle, 32);
    if ((int)own->log_level == 0)
        own->log_level = CONN_LOG_INFO;
    const char **texts[] = {
        &own->user_agent, &own->ca_file,     &own->ca_path,
        &own->cert_file,  &own->key_file,    &own->key_password,
        &own->proxy,      &own->no_proxy,    &own->unix_socket,
        &own->account,    &own->state_folder};
    bool kept = keep_store(client);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        kept = keep(client, texts[i]) && kept;
    return kept ? CONN_OK : conn_fail_memory(err);
}

/* What a client that is not whole yet holds is freed by conn_close. */
static conn_status prepare(conn_client *client, const void *config,
                           const conn_options *options, conn_error *err)
{
    conn_status status = take_options(client, options, err);
    if (status == CONN_OK)
        status = conn_client_configure(client, config, err);
    if (status == CONN_OK && client->transport == NULL)
        status = conn_transport_curl(&client->transport, &client->options, err);
    return status;
}

conn_status conn_client_open(conn_client **out, const conn_connector *connector,
                             const void *config, const conn_options *options,
                             conn_transport *transport, conn_error *err)
{
    *out = NULL;
    conn_client *client = conn_alloc_zeroed(sizeof *client);
    if (client == NULL)
        goto no_client;
    client->connector = connector;
    client->transport = transport;
    if (!conn_session_init(&client->session, connector->slot_count))
        goto no_session;
    if (!conn_throttles_init(&client->throttles))
        goto no_throttles;
    conn_status status = prepare(client, config, options, err);
    if (status == CONN_OK)
        *out = client;
    else
        conn_close(client);
    return status;
no_throttles:
    conn_session_free(&client->session);
no_session:
    conn_free(client);
no_client:
    if (transport != NULL)
        transport->close(transport);
    return conn_fail_memory(err);
}

conn_status conn_open(conn_client **out, const conn_connector *connector,
                      const void *config, const conn_options *options,
                      conn_error *err)
{
    *out = NULL;
    conn_error_clear(err);
    if (connector->desc_version != CONN_DESC_VERSION) {
        if (options != NULL && options->transport != NULL)
            options->transport->close(options->transport);
        return conn_fail(err, CONN_MISCONFIGURED,
                         "the client was generated for another version of the "
                         "runtime");
    }
    return conn_client_open(out, connector, config, options,
                            options != NULL ? options->transport : NULL, err);
}

/* Secrets of the configuration do not outlive the client. */
static void wipe_config(conn_client *client)
{
    for (size_t i = 0;
         client->config != NULL && i < client->connector->config_count; i++)
        if (client->config[i].secret && client->config[i].text.data != NULL)
            conn_wipe((char *)client->config[i].text.data,
                      client->config[i].text.len);
}

void conn_close(conn_client *client)
{
    if (client == NULL)
        return;
    if (client->transport != NULL)
        client->transport->close(client->transport);
    conn_throttles_free(&client->throttles);
    conn_session_free(&client->session);
    wipe_config(client);
    if (client->options.key_password != NULL)
        conn_wipe((char *)client->options.key_password,
                  strlen(client->options.key_password));
    if (client->base.data != NULL)
        conn_wipe(client->base.data, client->base.size);
    conn_buf_free(&client->base);
    conn_arena_free(&client->arena);
    conn_free(client);
}

conn_stats conn_client_stats(conn_client *client)
{
    conn_counters *counters = &client->counters;
    return (conn_stats){.requests = counters->requests,
                        .retries = counters->retries,
                        .connections = counters->connections,
                        .logins = counters->logins};
}

conn_status conn_validate(conn_client *client, conn_error *err)
{
    conn_error_clear(err);
    if (client->auth == NULL || client->auth->validate == NULL)
        return CONN_OK;
    conn_reply *reply = NULL;
    conn_exchange call = {.client = client,
                          .op = client->auth->validate,
                          .terms = {.deadline = CONN_NEVER}};
    conn_status status = conn_call_run(&call, &reply, err);
    conn_reply_free(reply);
    return status;
}
