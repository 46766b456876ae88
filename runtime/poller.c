/* poller.c - events that are polled: items of the list, as the steps of the
 * connector make events of them. */
#include <string.h>

#include "call.h"
#include "event_made.h"
#include "fail.h"
#include "hook_caller.h"
#include "hook_args.h"
#include "hook_run.h"
#include "log.h"
#include "poll_state.h"

struct conn_poller {
    conn_client *client;
    const conn_poll_events *events;
    conn_poll *poll;
    conn_event_made *made; /* the event that was handed out last */
    conn_arena arena;      /* of the arguments */
    int64_t every;
};

/* ---- runs ---- */

static conn_status begin(const conn_poller *poller, conn_arena *arena,
                         conn_hook_run *hook, conn_error *err)
{
    uint64_t login;
    conn_client *client = poller->client;
    *hook = (conn_hook_run){0};
    conn_scope scope = {.arena = arena,
                        .connector = client->connector,
                        .config = client->config,
                        .slots =
                            conn_session_copy(&client->session, arena, &login)};
    return scope.slots != NULL ? conn_hook_open(hook, &scope, NULL, err)
                               : conn_fail_memory(err);
}

static conn_status key_of(void *user, conn_str item, conn_arena *arena,
                          conn_str *key, conn_error *err)
{
    const conn_poller *poller = user;
    conn_hook_run hook;
    conn_status status = begin(poller, arena, &hook, err);
    if (status == CONN_OK) {
        hook.at.item = conn_hook_read(hook.run, item.data, item.len);
        conn_any value = poller->events->dedupe(hook.run, &hook.at);
        value = conn_any_to_text(hook.run, value);
        status = conn_hook_status(&hook, CONN_DECODE, err);
        if (status == CONN_OK) {
            key->len = value.as.text.len;
            key->data = conn_arena_text(
                arena, key->len ? value.as.text.data : "", key->len);
            status = key->data != NULL ? CONN_OK : conn_fail_memory(err);
        }
    }
    conn_hook_close(&hook);
    return status;
}

/* Hands the error out, or frees it. What steps say may hold secrets. */
static void report(const conn_poller *poller, conn_error *local,
                   conn_error *err)
{
    conn_error_clear(err);
    if (err == NULL) {
        conn_error_clear(local);
        return;
    }
    if (poller != NULL && local->status != CONN_OK) {
        static const conn_op op = {.name = "poll", .method = "GET"};
        const conn_exchange call = {.client = poller->client, .op = &op};
        conn_redact_error(&call, local);
    }
    *err = *local;
}

/* ---- opening ---- */

static conn_status prepare(conn_poller *poller, void **args, conn_error *err)
{
    const conn_poll_events *events = poller->events;
    conn_hook_run hook;
    conn_any given = conn_any_null(), every = conn_any_null();
    conn_status status = begin(poller, &poller->arena, &hook, err);
    if (status == CONN_OK && events->args != NULL)
        given = events->args(hook.run, &hook.at);
    if (status == CONN_OK && events->every != NULL)
        every = events->every(hook.run, &hook.at);
    if (status == CONN_OK)
        status = conn_hook_status(&hook, CONN_USAGE, err);
    if (every.kind == CONN_ANY_INT)
        poller->every = every.as.integer;
    if (status == CONN_OK) {
        *args = conn_hook_args(hook.run, events->how.op, given, &poller->arena,
                               err);
        status = *args != NULL ? CONN_OK : err->status;
    }
    conn_hook_close(&hook);
    return status;
}

conn_poller *conn_poller_open(conn_client *client,
                              const conn_poll_events *events,
                              const conn_poll_options *options, conn_error *err)
{
    conn_error local = {0};
    void *args = NULL;
    conn_poller *poller = conn_alloc_zeroed(sizeof *poller);
    conn_status status = conn_fail(&local, CONN_MEMORY, "out of memory");
    conn_error_clear(err);
    if (poller != NULL) {
        poller->client = client;
        poller->events = events;
        status = prepare(poller, &args, &local);
    }
    if (status == CONN_OK)
        poller->poll = conn_poll_open(client, &events->how, args,
                                      conn_hook_args_size(events->how.op),
                                      options, &local);
    if (status == CONN_OK && poller->poll != NULL) {
        if (events->dedupe != NULL)
            conn_poll_key_by(poller->poll, key_of, poller);
        conn_error_clear(&local);
        return poller;
    }
    report(poller, &local, err);
    conn_poller_end(poller);
    return NULL;
}

void conn_poller_end(conn_poller *poller)
{
    if (poller == NULL)
        return;
    conn_poll_end(poller->poll);
    if (poller->made != NULL)
        conn_event_free(&poller->made->event);
    conn_arena_free(&poller->arena);
    conn_free(poller);
}

/* ---- events ---- */

/* *skipped: the steps make no event of the item. */
static conn_status make(conn_poller *poller, const void *value, bool *skipped,
                        conn_error *err)
{
    conn_hook_run hook;
    conn_event_made *made = poller->made;
    conn_str item = conn_poll_item(poller->poll);
    conn_terms terms = conn_terms_from(NULL);
    conn_caller caller = conn_caller_alone(poller->client, &terms);
    conn_status status = begin(poller, &made->arena, &hook, err);
    if (status == CONN_OK) {
        hook.at.caller = &caller;
        hook.at.item = conn_hook_read(hook.run, item.data, item.len);
        if (poller->events->steps != NULL)
            poller->events->steps->steps(hook.run, &hook.at);
        status = conn_hook_status(&hook, CONN_DECODE, err);
        *skipped = status == CONN_OK && conn_stopped(hook.run);
    }
    if (status == CONN_OK && !*skipped) {
        made->event.route = 1;
        made->event.value = value;
        status = conn_event_fill(made, &hook, (conn_str){"", 0}, err);
    }
    conn_caller_end(&caller);
    conn_hook_close(&hook);
    return status;
}

const conn_event *conn_poller_next(conn_poller *poller, conn_error *err)
{
    conn_error local = {0};
    conn_status status = CONN_OK;
    bool skipped = true;
    while (skipped) {
        const void *value = conn_poll_next(poller->poll, &local);
        if (value == NULL)
            break;
        if (poller->made != NULL)
            conn_event_free(&poller->made->event);
        poller->made = conn_event_new();
        skipped = false;
        status = poller->made != NULL ? make(poller, value, &skipped, &local)
                                      : conn_fail_memory(&local);
    }
    if (status != CONN_OK)
        conn_poll_give_back(poller->poll);
    report(poller, &local, err);
    bool good = !skipped && status == CONN_OK;
    return good ? &poller->made->event : NULL;
}

conn_status conn_poller_ack(conn_poller *poller, conn_error *err)
{
    return conn_poll_ack(poller->poll, err);
}

conn_duration conn_poller_every(const conn_poller *poller)
{
    return poller->every;
}
