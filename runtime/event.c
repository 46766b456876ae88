/* event.c - events as values that their users keep. */
#include <string.h>

#include "event_made.h"
#include "fail.h"

conn_event_made *conn_event_new(void)
{
    return conn_alloc_zeroed(sizeof(conn_event_made));
}

void conn_event_free(conn_event *event)
{
    for (conn_event *next; event != NULL; event = next) {
        conn_event_made *made = (conn_event_made *)(void *)event;
        next = event->next;
        conn_arena_free(&made->arena);
        conn_free(made);
    }
}

static conn_event_kind kind_of(conn_any value)
{
    static const struct {
        const char *name;
        conn_event_kind kind;
    } rows[] = {{"created", CONN_EVENT_CREATED},
                {"updated", CONN_EVENT_UPDATED},
                {"deleted", CONN_EVENT_DELETED}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (value.kind == CONN_ANY_TEXT &&
            value.as.text.len == strlen(rows[i].name) &&
            memcmp(value.as.text.data, rows[i].name, value.as.text.len) == 0)
            return rows[i].kind;
    return CONN_EVENT_UNSAID;
}

static bool keep(conn_event_made *made, conn_str text, conn_str *out)
{
    out->len = text.len;
    out->data =
        conn_arena_text(&made->arena, text.len > 0 ? text.data : "", text.len);
    return out->data != NULL;
}

conn_status conn_event_fill(conn_event_made *made, conn_hook_run *hook,
                            conn_str topic, conn_error *err)
{
    conn_event *event = &made->event;
    conn_any map = hook->at.event;
    conn_any id = conn_any_map_get(map, CONN_KEY("id"));
    conn_any at = conn_any_map_get(map, CONN_KEY("at"));
    conn_any object = conn_any_map_get(map, CONN_KEY("object"));
    event->kind = kind_of(conn_any_map_get(map, CONN_KEY("kind")));
    if (at.kind == CONN_ANY_INT) {
        event->at.state = CONN_VALUE;
        event->at.value = at.as.integer;
    }
    if (!conn_any_is_null(id))
        id = conn_any_to_text(hook->run, id);
    if (!conn_any_is_null(object))
        object = conn_any_write(hook->run, object);
    conn_status status = conn_hook_status(hook, CONN_DECODE, err);
    if (status != CONN_OK)
        return status;
    bool kept = keep(made, topic, &event->topic);
    if (kept && id.kind == CONN_ANY_TEXT)
        kept = keep(made, id.as.text, &event->id);
    if (kept && object.kind == CONN_ANY_TEXT)
        kept = keep(made, object.as.text, &event->object);
    return kept ? CONN_OK : conn_fail_memory(err);
}
