/* webhook.c - requests that webhooks receive: verified before anything else of
 * them is believed, routed, and made events. */
#include <string.h>

#include "call.h"
#include "conn/functions.h"
#include "event_made.h"
#include "fail.h"
#include "hook_caller.h"
#include "hook_request.h"
#include "hook_run.h"
#include "json.h"
#include "log.h"

typedef struct receipt {
    const conn_webhook *webhook;
    const conn_type *const *types;
    const conn_webhook_request *request;
    conn_hook_run hook;
    conn_caller caller;
    conn_event_made *made;
} receipt;

/* ---- what came ---- */

static conn_status put_headers(receipt *r, conn_any map, conn_error *err)
{
    for (size_t i = 0; i < r->request->header_count; i++) {
        const conn_header *header = &r->request->headers[i];
        if (header->name == NULL || header->value == NULL)
            return conn_fail(err, CONN_USAGE,
                             "a header has no name or no value");
        conn_hook_add_header(r->hook.run, map, header->name, header->value);
    }
    return CONN_OK;
}

/* Path and query, of a URL with or without an origin. */
static void put_url(receipt *r, conn_any map, const char *url)
{
    conn_run *run = r->hook.run;
    const char *origin = strstr(url, "://");
    size_t mark = strcspn(url, "/?#");
    const char *path = url;
    if (origin != NULL && origin + 1 == url + mark)
        path = origin + 3 + strcspn(origin + 3, "/?#");
    size_t len = strcspn(path, "?#");
    const char *query = path[len] == '?' ? path + len + 1 : "";
    conn_any_map_put(run, map, CONN_KEY("url"),
                     conn_any_received(run, url, strlen(url)));
    conn_any_map_put(run, map, CONN_KEY("path"),
                     conn_any_received(run, path, len));
    conn_any pairs = conn_fn_string_parse_query(
        run, conn_any_received(run, query, strcspn(query, "#")));
    conn_any_map_put(run, map, CONN_KEY("query"),
                     conn_caught(run) ? conn_any_map_new(run) : pairs);
}

static conn_status put_address(receipt *r, conn_any map, conn_error *err)
{
    const conn_webhook_request *request = r->request;
    bool given = request->method != NULL && request->url != NULL;
    if (r->webhook->addressed && !given)
        return conn_fail(err, CONN_USAGE,
                         "the request has no method or no URL");
    if (given) {
        const char *method = request->method;
        conn_any_map_put(
            r->hook.run, map, CONN_KEY("method"),
            conn_any_received(r->hook.run, method, strlen(method)));
        put_url(r, map, request->url);
    }
    return CONN_OK;
}

static conn_any cookies_of(receipt *r, conn_any headers)
{
    conn_any text =
        conn_fn_headers_get(r->hook.run, headers, CONN_ANY_LITERAL("Cookie"));
    return text.kind == CONN_ANY_TEXT
               ? conn_hook_cookies(r->hook.run, text.as.text)
               : conn_any_map_new(r->hook.run);
}

static conn_status put_request(receipt *r, conn_error *err)
{
    conn_run *run = r->hook.run;
    conn_any map = r->hook.at.request;
    conn_any headers = conn_any_map_new(run);
    const char *body = r->request->body_size > 0 ? r->request->body : "";
    conn_str text = {body, r->request->body_size};
    conn_status status = put_headers(r, headers, err);
    conn_any_map_put(run, map, CONN_KEY("headers"), headers);
    conn_any_map_put(run, map, CONN_KEY("raw_body"),
                     conn_hook_bytes(run, text));
    conn_any_map_put(run, map, CONN_KEY("cookies"), cookies_of(r, headers));
    conn_any_map_put(run, map, CONN_KEY("path_variables"),
                     conn_any_map_new(run));
    return status == CONN_OK ? put_address(r, map, err) : status;
}

/* The body is read only of a request that is believed. */
static void put_body(receipt *r)
{
    const char *body = r->request->body_size > 0 ? r->request->body : "";
    conn_str text = {body, r->request->body_size};
    conn_any_map_put(r->hook.run, r->hook.at.request, CONN_KEY("body"),
                     conn_hook_body(r->hook.run, text));
}

/* ---- routes ---- */

static bool takes(const char *pattern, conn_str topic)
{
    size_t len = strlen(pattern);
    bool begins = len > 0 && pattern[len - 1] == '*';
    if (begins)
        len--;
    return (begins ? topic.len >= len : topic.len == len) &&
           memcmp(pattern, topic.data, len) == 0;
}

/* The number of the route, or the count of all: none. */
static size_t find_route(receipt *r, conn_str *topic)
{
    const conn_webhook *webhook = r->webhook;
    conn_any text = CONN_ANY_LITERAL("");
    if (webhook->route != NULL)
        text = webhook->route(r->hook.run, &r->hook.at);
    if (text.kind != CONN_ANY_TEXT)
        text = CONN_ANY_LITERAL("");
    *topic = text.as.text;
    for (size_t i = 0; i < webhook->route_count; i++)
        if (takes(webhook->routes[i].pattern, *topic))
            return i;
    return webhook->route_count;
}

/* ---- the event ---- */

static conn_status decode(receipt *r, const conn_type *type, conn_error *err)
{
    conn_arena *arena = &r->made->arena;
    size_t len = r->request->body_size;
    char *text = conn_arena_text(arena, len > 0 ? r->request->body : "", len);
    void *value = conn_arena_alloc(arena, type->size);
    if (text == NULL || value == NULL)
        return conn_fail_memory(err);
    r->made->event.value = value;
    return conn_json_decode(arena, text, len, type, value, NULL, err);
}

/* Behind the first event there are those that a script makes beside it. */
static conn_status fill_next(receipt *r, conn_event **last, size_t route,
                             conn_error *err)
{
    conn_any topic = conn_any_map_get(r->hook.at.event, CONN_KEY("topic"));
    conn_event *event = *last;
    if (event == NULL)
        event = &r->made->event;
    else {
        conn_event_made *made = conn_event_new();
        if (made == NULL)
            return conn_fail_memory(err);
        event = event->next = &made->event;
    }
    *last = event;
    event->route = (int)route + 1;
    event->value = r->made->event.value;
    return conn_event_fill(
        (conn_event_made *)(void *)event, &r->hook,
        topic.kind == CONN_ANY_TEXT ? topic.as.text : conn_str_of(""), err);
}

static conn_status fill_list(receipt *r, size_t route, conn_error *err)
{
    conn_any list = r->hook.at.event;
    conn_event *last = NULL;
    conn_status status = CONN_OK;
    for (size_t i = 0; status == CONN_OK && i < list.as.list->count; i++) {
        r->hook.at.event = list.as.list->items[i];
        status = fill_next(r, &last, route, err);
    }
    return status;
}

static bool makes_nothing(const receipt *r)
{
    conn_any made = r->hook.at.event;
    return conn_stopped(r->hook.run) ||
           (made.kind == CONN_ANY_LIST && made.as.list->count == 0);
}

static conn_status make(receipt *r, size_t route, conn_str topic,
                        conn_event **out, conn_error *err)
{
    conn_hook_run *hook = &r->hook;
    r->webhook->routes[route].steps->steps(hook->run, &hook->at);
    conn_status status = conn_hook_status(hook, CONN_DECODE, err);
    if (status != CONN_OK || makes_nothing(r))
        return status; /* skipped */
    if (r->types != NULL && r->types[route] != NULL)
        status = decode(r, r->types[route], err);
    r->made->event.route = (int)route + 1;
    if (status == CONN_OK)
        status = hook->at.event.kind == CONN_ANY_LIST
                     ? fill_list(r, route, err)
                     : conn_event_fill(r->made, hook, topic, err);
    if (status == CONN_OK) {
        *out = &r->made->event;
        r->made = NULL;
    }
    return status;
}

/* A request that no step takes apart is read all the same. */
static conn_status take(receipt *r, conn_event **out, conn_error *err)
{
    conn_str topic;
    conn_hook_run *hook = &r->hook;
    conn_status status = put_request(r, err);
    if (status != CONN_OK)
        return status;
    if (r->webhook->verify != NULL) {
        if (r->webhook->verify->reads & CONN_PART_BODY)
            put_body(r);
        r->webhook->verify->steps(hook->run, &hook->at);
        status = conn_hook_status(hook, CONN_DECODE, err);
    }
    if (status != CONN_OK || conn_stopped(hook->run))
        return status;
    put_body(r);
    size_t route = find_route(r, &topic);
    status = conn_hook_status(hook, CONN_DECODE, err);
    if (status != CONN_OK || route == r->webhook->route_count)
        return status;
    return make(r, route, topic, out, err);
}

conn_status conn_webhook_receive(conn_client *client,
                                 const conn_webhook *webhook,
                                 const conn_type *const *types,
                                 const conn_webhook_request *request,
                                 conn_event **out, conn_error *err)
{
    static const conn_op op = {.name = "webhook", .method = "POST"};
    conn_exchange call = {.client = client, .op = &op};
    receipt r = {.webhook = webhook, .types = types, .request = request};
    conn_run_settings settings = {
        .now = request->now, .log = conn_hook_log, .user = &call};
    uint64_t login;
    *out = NULL;
    conn_error_clear(err);
    conn_terms terms = conn_terms_from(NULL);
    r.caller = conn_caller_alone(client, &terms);
    r.made = conn_event_new();
    if (r.made == NULL)
        return conn_fail_memory(err);
    conn_scope scope = {
        .arena = &r.made->arena,
        .connector = client->connector,
        .config = client->config,
        .slots = conn_session_copy(&client->session, &r.made->arena, &login)};
    conn_status status =
        scope.slots != NULL
            ? conn_hook_open_with(&r.hook, &scope, &settings, err)
            : conn_fail_memory(err);
    r.hook.at.caller = &r.caller;
    if (status == CONN_OK)
        status = take(&r, out, err);
    conn_caller_end(&r.caller);
    conn_hook_close(&r.hook);
    if (r.made != NULL)
        conn_event_free(&r.made->event);
    if (status != CONN_OK && err != NULL)
        conn_redact_error(&call, err);
    return status;
}
