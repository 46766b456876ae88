/* subscribe.c - webhooks that the connector's steps subscribe with the vendor,
 * and end again. */
#include <string.h>

#include "client_state.h"
#include "conn/events.h"
#include "fail.h"
#include "hook_caller.h"
#include "hook_run.h"

typedef struct subscriber {
    conn_client *client;
    const conn_subscribing *how;
    conn_arena arena;
    conn_hook_run hook;
    conn_caller caller;
} subscriber;

/* ---- texts of structs ---- */

static const char *text_at(const void *values, const conn_text_field *field)
{
    const char *text = NULL;
    if (values != NULL)
        memcpy(&text, (const char *)values + field->offset, sizeof text);
    return text;
}

/* Adds the texts to a map; one that this step needs must be there. */
static conn_status put_texts(conn_run *run, conn_any map, const void *values,
                             const conn_text_field *fields, size_t count,
                             unsigned use, conn_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = text_at(values, &fields[i]);
        if (text == NULL && fields[i].uses & use)
            return conn_fail(err, CONN_USAGE, "argument `%s` is missing",
                             fields[i].name);
        if (text != NULL)
            conn_any_map_put(run, map, conn_str_of(fields[i].name),
                             conn_any_received(run, text, strlen(text)));
    }
    return CONN_OK;
}

/* ---- a run ---- */

static conn_terms terms_of(const conn_subscribing *how, const void *args)
{
    const conn_call_options *options = NULL;
    if (args != NULL)
        memcpy(&options, (const char *)args + how->call_offset, sizeof options);
    return conn_terms_from(options);
}

static conn_status open_run(subscriber *s, const void *args, conn_error *err)
{
    uint64_t login;
    conn_terms terms = terms_of(s->how, args);
    s->caller = conn_caller_alone(s->client, &terms);
    conn_scope scope = {
        .arena = &s->arena,
        .connector = s->client->connector,
        .config = s->client->config,
        .slots = conn_session_copy(&s->client->session, &s->arena, &login)};
    if (scope.slots == NULL)
        return conn_fail_memory(err);
    conn_status status = conn_hook_open(&s->hook, &scope, NULL, err);
    s->hook.at.caller = &s->caller;
    s->hook.at.callback = conn_any_map_new(s->hook.run);
    s->hook.at.subscription = conn_any_map_new(s->hook.run);
    return status;
}

/* Runs the steps; what they store is in the session then. */
static conn_status run_steps(subscriber *s, const conn_hook *steps,
                             const void *args, unsigned use, conn_error *err)
{
    const conn_subscribing *how = s->how;
    conn_status status = put_texts(s->hook.run, s->hook.at.args, args,
                                   how->args, how->arg_count, use, err);
    if (status != CONN_OK)
        return status;
    s->caller.hook = steps;
    steps->steps(s->hook.run, &s->hook.at);
    status = conn_hook_status(&s->hook, CONN_USAGE, err);
    return status == CONN_OK
               ? conn_hook_store(&s->client->session, &s->hook, &s->arena, err)
               : status;
}

static void close_run(subscriber *s)
{
    conn_hook_close(&s->hook);
    conn_caller_end(&s->caller);
    conn_arena_free(&s->arena);
}

/* ---- what is kept ---- */

static conn_str kept_text(const subscriber *s, size_t i)
{
    conn_any value = conn_any_map_get(s->hook.at.subscription,
                                      conn_str_of(s->how->kept[i].name));
    return value.kind == CONN_ANY_TEXT ? value.as.text : (conn_str){NULL, 0};
}

/* One block: the struct, then its texts. */
static conn_status keep_texts(const subscriber *s, void **out, conn_error *err)
{
    const conn_subscribing *how = s->how;
    size_t size = how->kept_size;
    for (size_t i = 0; i < how->kept_count; i++)
        size += kept_text(s, i).len + 1;
    char *block = conn_alloc_zeroed(size);
    if (block == NULL)
        return conn_fail_memory(err);
    char *at = block + how->kept_size;
    for (size_t i = 0; i < how->kept_count; i++) {
        conn_str text = kept_text(s, i);
        if (text.data == NULL)
            continue;
        memcpy(at, text.data, text.len);
        memcpy(block + how->kept[i].offset, &at, sizeof at);
        at += text.len + 1;
    }
    *out = block;
    return CONN_OK;
}

/* ---- subscribing ---- */

conn_status conn_subscribe(conn_client *client, const conn_subscribing *how,
                           const char *url, const void *args, void **out,
                           conn_error *err)
{
    subscriber s = {.client = client, .how = how};
    *out = NULL;
    conn_error_clear(err);
    if (url == NULL)
        return conn_fail(err, CONN_USAGE, "argument `url` is missing");
    conn_status status = open_run(&s, args, err);
    if (status == CONN_OK) {
        conn_any_map_put(s.hook.run, s.hook.at.callback, CONN_KEY("url"),
                         conn_any_received(s.hook.run, url, strlen(url)));
        status = run_steps(&s, how->subscribe, args, CONN_USE_SUBSCRIBE, err);
    }
    if (status == CONN_OK)
        status = keep_texts(&s, out, err);
    close_run(&s);
    return status;
}

conn_status conn_unsubscribe(conn_client *client, const conn_subscribing *how,
                             const void *subscription, const void *args,
                             conn_error *err)
{
    subscriber s = {.client = client, .how = how};
    conn_error_clear(err);
    conn_status status = open_run(&s, args, err);
    if (status == CONN_OK)
        status =
            put_texts(s.hook.run, s.hook.at.subscription, subscription,
                      how->kept, how->kept_count, CONN_USE_UNSUBSCRIBE, err);
    if (status == CONN_OK)
        status =
            run_steps(&s, how->unsubscribe, args, CONN_USE_UNSUBSCRIBE, err);
    close_run(&s);
    return status;
}

void conn_subscription_free(void *subscription)
{
    conn_free(subscription);
}
