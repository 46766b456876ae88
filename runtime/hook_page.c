/* hook_page.c - lists whose steps say what each request carries.
 *
 * What is other in the next page's request is kept between two requests as
 * JSON: {"query": {...}, "headers": {...}, "body": ...}, whatever was set for
 * the pages before included.
 */
#include <string.h>

#include "call.h"
#include "fail.h"
#include "hook_request.h"
#include "paginate.h"

enum { PARTS = CONN_PART_QUERY | CONN_PART_HEADERS | CONN_PART_BODY };

static const conn_paginate_hooks *steps_of(const conn_exchange *call)
{
    return (const conn_paginate_hooks *)(const void *)call->page->how;
}

static conn_any get(conn_any map, conn_str name)
{
    return conn_any_map_get(map, name);
}

/* Takes back what the steps set that was there before: the caller's wins. */
static void keep_given(conn_run *run, conn_any before, conn_any after)
{
    conn_str name;
    conn_any value;
    for (size_t at = 0; conn_any_map_next(before, &at, &name, &value);)
        conn_any_map_put(run, after, name, value);
}

/* What the pages before have set, in the request. */
static void put_state(conn_run *run, conn_any request, conn_any state)
{
    static const char *const maps[] = {"query", "headers"};
    conn_str name;
    conn_any value;
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        conn_any into = get(request, conn_str_of(maps[i]));
        conn_any from = get(state, conn_str_of(maps[i]));
        for (size_t at = 0; conn_any_map_next(from, &at, &name, &value);)
            conn_any_map_put(run, into, name, value);
    }
    if (conn_any_map_has(state, CONN_KEY("body")))
        conn_any_map_put(run, request, CONN_KEY("body"),
                         get(state, CONN_KEY("body")));
}

conn_status conn_hook_put_page(conn_request *request, conn_exchange *call,
                               conn_error *err)
{
    const conn_hook *steps = steps_of(call)->request;
    const conn_value *at = &call->page->at;
    conn_hook_run hook;
    conn_hook_request before = {0};
    conn_status status = conn_hook_open(&hook, &request->scope, call, err);
    if (status == CONN_OK &&
        conn_hook_put_request(&hook, request, call, PARTS, &before) != CONN_OK)
        status = conn_fail_memory(err);
    if (status == CONN_OK && steps != NULL) {
        steps->steps(hook.run, &hook.at);
        keep_given(hook.run, before.query,
                   get(hook.at.request, CONN_KEY("query")));
        status = conn_hook_status(&hook, CONN_USAGE, err);
    }
    if (status == CONN_OK && at->kind == CONN_V_TEXT)
        put_state(hook.run, hook.at.request,
                  conn_hook_read(hook.run, at->text.data, at->text.len));
    if (status == CONN_OK)
        status =
            conn_hook_take_request(&hook, request, call, PARTS, &before, err);
    conn_hook_close(&hook);
    return status;
}

/* Adds the entries that the steps have changed; whether there are any. */
static bool add_changed(conn_run *run, conn_any state, conn_str part,
                        conn_any before, conn_any after)
{
    conn_str name;
    conn_any value, kept = get(state, part);
    bool changed = false;
    if (kept.kind != CONN_ANY_MAP) {
        kept = conn_any_map_new(run);
        conn_any_map_put(run, state, part, kept);
    }
    for (size_t at = 0; conn_any_map_next(after, &at, &name, &value);) {
        if (!conn_hook_changed(before, after, name))
            continue;
        conn_any_map_put(run, kept, name, value);
        changed = true;
    }
    return changed;
}

/* The state of the next page; null where the steps set nothing. */
static conn_any next_state(conn_hook_run *hook, const conn_value *at,
                           const conn_hook_request *before)
{
    conn_run *run = hook->run;
    conn_any request = hook->at.request, state = conn_any_map_new(run);
    conn_any body = get(request, CONN_KEY("body"));
    if (at->kind == CONN_V_TEXT)
        state = conn_hook_read(run, at->text.data, at->text.len);
    bool query = add_changed(run, state, CONN_KEY("query"), before->query,
                             get(request, CONN_KEY("query")));
    bool headers = add_changed(run, state, CONN_KEY("headers"), before->headers,
                               get(request, CONN_KEY("headers")));
    bool other = !conn_equal(before->body, body);
    if (other)
        conn_any_map_put(run, state, CONN_KEY("body"), body);
    return query || headers || other ? conn_any_write(run, state)
                                     : conn_any_null();
}

conn_status conn_hook_read_page(conn_exchange *call, conn_error *err)
{
    const conn_hook *steps = steps_of(call)->next;
    conn_page *page = call->page;
    conn_hook_run hook;
    conn_hook_request before = {0};
    if (steps == NULL)
        return CONN_OK;
    conn_status status = conn_hook_open(&hook, &call->request.scope, call, err);
    if (status == CONN_OK && conn_hook_put_request(&hook, &call->request, call,
                                                   PARTS, &before) != CONN_OK)
        status = conn_fail_memory(err);
    if (status == CONN_OK) {
        conn_hook_put_answer(&hook, &call->reply->response, steps->reads);
        steps->steps(hook.run, &hook.at);
        status = conn_hook_status(&hook, CONN_DECODE, err);
    }
    if (status == CONN_OK) {
        /* Null would end the list: it must not come of a lack of memory. */
        conn_any next = next_state(&hook, &page->at, &before);
        status = conn_hook_status(&hook, CONN_DECODE, err);
        if (status == CONN_OK && conn_hook_value_to(hook.run, next, page->arena,
                                                    &page->next) != CONN_OK)
            status = conn_fail_memory(err);
    }
    conn_hook_close(&hook);
    return status;
}
