/* client_config.c - the configuration, copied once into values that
 * expressions read, and the way in that it chooses. */
#include <string.h>

#include "client_state.h"
#include "fail.h"
#include "json.h"
#include "request.h"

static conn_status copy_value(conn_client *client, const conn_arg *arg,
                              const void *config, conn_value *out,
                              conn_error *err)
{
    conn_given given = conn_arg_read(arg, config);
    conn_status status = conn_value_of(&client->arena, arg, given, out, err);
    if (status == CONN_USAGE)
        return conn_fail(err, CONN_MISCONFIGURED,
                         "setting `%s` can't be read as text", arg->label);
    return status;
}

static conn_status copy_config(conn_client *client, const void *config,
                               conn_error *err)
{
    const conn_connector *connector = client->connector;
    size_t count = connector->config_count;
    const conn_arg *missing =
        conn_args_missing(connector->config, count, config);
    if (missing != NULL)
        return conn_fail(err, CONN_MISCONFIGURED, "setting `%s` is missing",
                         missing->label);
    client->config =
        conn_arena_alloc(&client->arena, (count + 1) * sizeof(conn_value));
    if (client->config == NULL)
        return conn_fail_memory(err);
    conn_status status = CONN_OK;
    for (size_t i = 0; status == CONN_OK && i < count; i++)
        status = copy_value(client, &connector->config[i], config,
                            &client->config[i], err);
    return status;
}

static conn_status choose_auth(conn_client *client, const void *config,
                               conn_error *err)
{
    const conn_connector *connector = client->connector;
    int chosen = 0;
    if (config != NULL && connector->auth_count > 0)
        memcpy(&chosen, (const char *)config + connector->auth_offset,
               sizeof chosen);
    if (chosen < 0 || (size_t)chosen > connector->auth_count)
        return conn_fail(err, CONN_MISCONFIGURED,
                         "there is no authentication number %d", chosen);
    if (connector->auth_count > 0)
        client->auth = &connector->auths[chosen > 0 ? chosen - 1 : 0];
    return CONN_OK;
}

/* A base URL that needs no login is looked at now, and not at each call. */
static conn_status take_base_url(conn_client *client, conn_error *err)
{
    conn_scope scope = {.arena = &client->arena,
                        .connector = client->connector,
                        .config = client->config};
    if (conn_expr_uses_account(client->connector->base_url))
        return CONN_OK;
    conn_status status =
        conn_base_url(client->connector, &scope, &client->base, err);
    if (status == CONN_OK)
        client->base_uri = conn_uri_split(client->base.data, client->base.len);
    return status;
}

/* The certificate that the way in names, unless the options name one. */
static conn_status take_certificate(conn_client *client, conn_error *err)
{
    const conn_auth *auth = client->auth;
    conn_options *options = &client->options;
    conn_scope scope = {.arena = &client->arena,
                        .connector = client->connector,
                        .config = client->config};
    conn_value file, key;
    if (auth == NULL || auth->kind != CONN_A_CERTIFICATE ||
        options->cert_file != NULL)
        return CONN_OK;
    conn_status status = conn_expr_eval(&scope, auth->first, &file, err);
    if (status == CONN_OK)
        status = conn_expr_eval(&scope, auth->second, &key, err);
    if (status != CONN_OK)
        return status;
    if (file.kind != CONN_V_TEXT)
        return conn_fail(err, CONN_MISCONFIGURED,
                         "the file of the certificate is not set");
    options->cert_file = file.text.data;
    if (key.kind == CONN_V_TEXT)
        options->key_file = key.text.data;
    return CONN_OK;
}

conn_status conn_client_configure(conn_client *client, const void *config,
                                  conn_error *err)
{
    conn_status status = copy_config(client, config, err);
    if (status == CONN_OK)
        status = choose_auth(client, config, err);
    if (status == CONN_OK)
        status = take_certificate(client, err);
    return status == CONN_OK ? take_base_url(client, err) : status;
}
