/* events.c - the hook that receives events, and the resources that register at
 * the vendor: `events webhook`. */
#include <string.h>

#include "import/open_connectors/entry.h"

enum { IN_EVENTS = 4 }; /* column of a block in `events` */

static const char *text_of(const Json *json, const char *name)
{
    const char *text = json_get_text(json, name);
    return text ? text : "";
}

static bool is_type(const Json *json, const char *type)
{
    return strcmp(text_of(json, "type"), type) == 0;
}

/* Legacy hooks have no words of their own. */
static const char *event_script(const Json *root)
{
    const Json *hooks = json_get(root, "hooks");
    for (size_t i = 0; i < json_count(hooks); i++)
        if (is_type(hooks->items[i], "event")) {
            const char *body = json_get_text(hooks->items[i], "body");
            return body && draft_is_block(body) ? body : NULL;
        }
    return NULL;
}

bool events_register(const Json *resource)
{
    return is_type(resource, "onProvisionWebhook") ||
           is_type(resource, "onDeleteWebhook");
}

void events_plan(Draft *draft)
{
    const Json *resources = json_get(draft->root, "resources");
    draft->webhook = event_script(draft->root) != NULL;
    for (size_t i = 0; i < json_count(resources); i++)
        draft->webhook = draft->webhook || events_register(resources->items[i]);
}

/* The finder stands in the block; the entry then says nothing of its own. */
void events_import_entries(Draft *draft, Entry *entries, size_t count)
{
    Entry *finder =
        entry_find(entries, count, "event.notification.instance.finder");
    const char *value = finder ? entry_default(finder) : NULL;
    if (!draft->webhook || !value || strpbrk(value, "\r\n"))
        return;
    buf_puts(&draft->events, "instance = ");
    draft_string(&draft->events, value);
    buf_putc(&draft->events, '\n');
    finder->derived = true;
    finder->value = value;
}

static void put_operations(Draft *draft, Buf *out, const char *setting,
                           const char *type)
{
    size_t count = 0;
    Buf list = {0};
    for (size_t i = 0; i < draft->op_count; i++) {
        const DraftOp *op = &draft->ops[i];
        if (!is_type(op->resource, type))
            continue;
        buf_printf(&list, "%s%s.%s", count++ ? ", " : "",
                   draft->groups[op->group].name, op->name);
    }
    if (count)
        buf_printf(out, count > 1 ? "%s = [%s]\n" : "%s = %s\n", setting,
                   buf_text(&list));
    buf_free(&list);
}

void events_import(Draft *draft)
{
    const char *script = event_script(draft->root);
    Buf out = {0};
    if (!draft->webhook)
        return;
    buf_puts(&out, "events webhook vendor {\n");
    buf_puts(&out, buf_text(&draft->events));
    put_operations(draft, &out, "register", "onProvisionWebhook");
    put_operations(draft, &out, "unregister", "onDeleteWebhook");
    if (script) {
        buf_puts(&out, "on js ");
        draft_block(&out, script, IN_EVENTS);
        buf_putc(&out, '\n');
    }
    buf_puts(&out, "}\n");
    buf_free(&draft->events);
    draft->events = out;
}
