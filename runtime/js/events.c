/* events.c - what a webhook received, as a script of the platform sees it, and
 * the events that it makes of it. */
#include <string.h>

#include "conn/functions.h"
#include "js/js.h"

static conn_any get(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_key(name, strlen(name)));
}

static void put(conn_run *run, conn_any map, const char *name, conn_any value)
{
    conn_any_map_put(run, map, conn_key(name, strlen(name)), value);
}

/* `created`, `updated`, `deleted`; null for what else a script may say. */
static conn_any kind_of(conn_run *run, conn_any type)
{
    static const char *const kinds[] = {"created", "updated", "deleted"};
    if (type.kind != CONN_ANY_TEXT)
        return conn_any_null();
    conn_any word = conn_fn_string_lower(run, type);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        conn_any kind = conn_any_text(kinds[i], strlen(kinds[i]));
        if (conn_equal(word, kind))
            return kind;
    }
    return conn_any_null();
}

/* A text as JavaScript writes a date, or its milliseconds since 1970; what is
 * neither is no reason to lose the event. */
static conn_any time_of(conn_run *run, conn_any date)
{
    conn_any time = conn_any_null();
    if (date.kind == CONN_ANY_INT)
        time = conn_fn_from_millis(run, date);
    else if (date.kind == CONN_ANY_TEXT)
        time = conn_fn_string_to_time(run, date);
    if (conn_caught(run) ||
        (time.kind == CONN_ANY_NULL && date.kind != CONN_ANY_NULL)) {
        conn_fn_log_warn(
            run, CONN_ANY_LITERAL("an event_date of a script is no time"));
        return conn_any_null();
    }
    return time;
}

/* The members that the steps of an `on` would have set. */
static conn_any event_of(conn_run *run, conn_any given)
{
    conn_any event = conn_any_map_new(run);
    put(run, event, "kind", kind_of(run, get(given, "event_type")));
    put(run, event, "topic", get(given, "event_object_type"));
    put(run, event, "id", get(given, "event_object_id"));
    put(run, event, "at", time_of(run, get(given, "event_date")));
    put(run, event, "object", given);
    return event;
}

static conn_any events_of(conn_run *run, const conn_script *script,
                          conn_any given)
{
    conn_any made = conn_any_list_of(run, NULL, 0);
    conn_any list = get(given, "events");
    if (list.kind != CONN_ANY_LIST) {
        if (list.kind != CONN_ANY_NULL)
            conn_js_complain(run, script, "gives events that are no list");
        return made;
    }
    for (size_t i = 0; i < list.as.list->count && !conn_stopped(run); i++)
        if (list.as.list->items[i].kind == CONN_ANY_MAP)
            conn_any_list_add(run, made, event_of(run, list.as.list->items[i]));
        else
            conn_js_complain(run, script, "gives an event that is no object");
    return made;
}

void conn_js_receive(conn_run *run, conn_scene *at, const conn_script *script,
                     conn_any configuration)
{
    conn_any variables = conn_any_map_new(run);
    put(run, variables, "configuration", configuration);
    put(run, variables, "events", get(at->request, "body"));
    put(run, variables, CONN_JS_HEADERS, get(at->request, "headers"));
    conn_any given = conn_js_play(run, script, variables, NULL);
    if (!conn_stopped(run))
        at->event = events_of(run, script, given);
}
