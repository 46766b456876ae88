/* hook_map.c - maps of the connector: a value in, another out. */
#include "client_state.h"
#include "conn/functions.h"
#include "fail.h"
#include "hook_run.h"
#include "json.h"
#include "reply.h"

/* The value as a hook sees it: JSON, every field of it. */
static conn_status take(conn_hook_run *hook, const conn_mapping *mapping,
                        const void *from, conn_error *err)
{
    conn_buf json = {0};
    conn_status status =
        conn_json_encode_whole(&json, mapping->from, from, err);
    if (status == CONN_OK) {
        hook->at.item = conn_hook_read(hook->run, json.data, json.len);
        status = conn_hook_status(hook, CONN_USAGE, err);
    }
    conn_buf_free(&json);
    return status;
}

static conn_status give(conn_hook_run *hook, const conn_mapping *mapping,
                        conn_any made, conn_reply *reply, conn_error *err)
{
    conn_str json = conn_any_write(hook->run, made).as.text;
    conn_status status = conn_hook_status(hook, CONN_DECODE, err);
    if (status != CONN_OK)
        return status;
    char *text = conn_arena_text(&reply->arena, json.data, json.len);
    void *value = conn_arena_alloc(&reply->arena, mapping->to->size);
    if (text == NULL || value == NULL)
        return conn_fail_memory(err);
    reply->value = value;
    return conn_json_decode(&reply->arena, text, json.len, mapping->to, value,
                            NULL, err);
}

static conn_status map(conn_client *client, const conn_mapping *mapping,
                       const void *from, conn_reply *reply, conn_error *err)
{
    uint64_t login;
    conn_hook_run hook = {0};
    conn_scope scope = {
        .arena = &reply->arena,
        .connector = client->connector,
        .config = client->config,
        .slots = conn_session_copy(&client->session, &reply->arena, &login)};
    conn_status status = scope.slots != NULL
                             ? conn_hook_open(&hook, &scope, NULL, err)
                             : conn_fail_memory(err);
    if (status == CONN_OK)
        status = take(&hook, mapping, from, err);
    if (status == CONN_OK)
        status = give(&hook, mapping, mapping->value(hook.run, &hook.at), reply,
                      err);
    conn_hook_close(&hook);
    return status;
}

conn_reply *conn_map(conn_client *client, const conn_mapping *mapping,
                     const void *from, conn_error *err)
{
    conn_reply *reply = conn_reply_new(client->options.max_response);
    conn_error_clear(err);
    if (reply == NULL) {
        conn_fail_memory(err);
        return NULL;
    }
    if (map(client, mapping, from, reply, err) == CONN_OK)
        return reply;
    conn_reply_free(reply);
    return NULL;
}
