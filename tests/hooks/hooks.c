/* hooks.c - runs the random hooks of one source as C, the third engine.
 *
 * Linked with random_hooks.c, which connc made of the source. Reads a case on
 * each line, {kind, owner, variables} as random.js writes it, and prints what
 * the hook hands back as canonical JSON: names sorted as JavaScript sorts
 * them, ASCII only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "canonical.h"
#include "conn/functions.h"
#include "random_hooks.h"

/* ---- what a run hands back ---- */

static void set(conn_run *run, conn_any map, const char *name, conn_any value)
{
    conn_any_map_put(run, map, conn_key(name, strlen(name)), value);
}

static conn_any get(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_key(name, strlen(name)));
}

static int64_t status_of(conn_status kind)
{
    return kind == CONN_INVALID     ? 400
           : kind == CONN_CONFLICT  ? 409
           : kind == CONN_NOT_FOUND ? 404
           : kind == CONN_VENDOR    ? 502
                                    : 500;
}

/* As the platform is told of a failure. The values are made in `out`: nothing
 * more happens in a run that is stopped. */
static conn_any failure(conn_run *out, const conn_run *run, bool before)
{
    const conn_run_stop *why = conn_run_why(run);
    bool failed = why->state == CONN_RUN_FAILED;
    conn_any result = conn_any_map_new(out), body = conn_any_map_new(out);
    conn_any message = why->message;
    if (!failed)
        message = conn_any_text(why->reason, strlen(why->reason));
    set(out, body, "message", message);
    set(out, result, "response_status_code",
        conn_any_int(failed ? status_of(why->kind) : 500));
    set(out, result, "response_body", body);
    set(out, result, "response_error", message);
    if (before)
        set(out, result, "continue", conn_any_bool(false));
    return result;
}

static conn_any parts(conn_run *out, const conn_hook *hook,
                      const conn_scene *at)
{
    static const struct {
        unsigned part;
        bool answer;
        const char *name, *variable;
    } rows[] = {
        {CONN_PART_BODY, false, "body", "request_vendor_body"},
        {CONN_PART_HEADERS, false, "headers", "request_vendor_headers"},
        {CONN_PART_QUERY, false, "query", "request_vendor_parameters"},
        {CONN_PART_ANSWER_BODY, true, "body", "response_body"},
        {CONN_PART_ANSWER_HEADERS, true, "headers", "response_headers"},
        {CONN_PART_STATUS, true, "status", "response_status_code"},
    };
    conn_any result = conn_any_map_new(out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (hook->writes & rows[i].part)
            set(out, result, rows[i].variable,
                get(rows[i].answer ? at->response : at->request, rows[i].name));
    return result;
}

/* ---- one case ---- */

static void fill(conn_run *run, conn_scene *at, conn_any variables)
{
    at->request = conn_any_map_new(run);
    at->response = conn_any_map_new(run);
    at->event = conn_any_map_new(run);
    set(run, at->request, "body", get(variables, "request_vendor_body"));
    set(run, at->request, "headers", get(variables, "request_vendor_headers"));
    set(run, at->request, "query", get(variables, "request_vendor_parameters"));
    set(run, at->response, "body", get(variables, "response_body"));
    set(run, at->response, "headers", get(variables, "response_headers"));
    set(run, at->response, "status", get(variables, "response_status_code"));
}

static const conn_hook *find(conn_any given)
{
    conn_str kind = get(given, "kind").as.text;
    conn_str owner = get(given, "owner").as.text;
    for (size_t i = 0; i < sizeof random_hooks / sizeof *random_hooks; i++) {
        const conn_hook *hook = &random_hooks[i];
        if (strlen(hook->kind) == kind.len &&
            memcmp(hook->kind, kind.data, kind.len) == 0 &&
            strlen(hook->owner) == owner.len &&
            memcmp(hook->owner, owner.data, owner.len) == 0)
            return hook;
    }
    fprintf(stderr, "no hook %.*s\n", (int)owner.len, owner.data);
    exit(2);
}

static conn_any call(conn_run *run, conn_run *out, conn_scene *at,
                     conn_any given)
{
    const conn_hook *hook = find(given);
    hook->steps(run, at);
    if (conn_stopped(run))
        return failure(out, run, strcmp(hook->kind, "before") == 0);
    return parts(out, hook, at);
}

/* The one event that is made, or none. */
static conn_any receive(conn_run *run, conn_run *out, conn_scene *at,
                        conn_any events)
{
    const conn_webhook *webhook = &random_webhook_docs;
    conn_any made = conn_any_list_of(out, NULL, 0);
    conn_any event = conn_any_map_new(out), result = conn_any_map_new(out);
    set(run, at->request, "body", events);
    set(run, at->request, "headers", get(events, "eventHeaders"));
    conn_str route = webhook->route(run, at).as.text;
    for (size_t i = 0; i < webhook->route_count; i++) {
        const char *pattern = webhook->routes[i].pattern;
        if (strlen(pattern) != route.len ||
            memcmp(pattern, route.data, route.len) != 0)
            continue;
        webhook->routes[i].steps->steps(run, at);
        set(out, event, "event_type",
            conn_any_text("UNKNOWN", strlen("UNKNOWN")));
        set(out, event, "event_object_type",
            conn_any_text(route.data, route.len));
        if (conn_any_map_has(at->event, CONN_KEY("id")))
            set(out, event, "event_object_id", get(at->event, "id"));
        if (!conn_stopped(run))
            conn_any_list_add(out, made, event);
    }
    set(out, result, "events", made);
    return result;
}

static void play(const char *line, size_t len)
{
    conn_run *run = conn_run_open(NULL), *out = conn_run_open(NULL);
    conn_scene at = {0};
    conn_any given = conn_any_read(run, line, len);
    conn_any variables = get(given, "variables");
    conn_any events = get(variables, "events"), result;
    if (!run || !out || conn_stopped(run))
        exit(2);
    fill(run, &at, variables);
    result = conn_any_map_new(out);
    set(out, result, "done",
        conn_any_is_null(events) ? call(run, out, &at, given)
                                 : receive(run, out, &at, events));
    canonical_put(out, result);
    putchar('\n');
    conn_run_close(run);
    conn_run_close(out);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    while ((len = getline(&line, &room, stdin)) > 0)
        play(line, (size_t)len - (line[len - 1] == '\n'));
    free(line);
    return 0;
}
