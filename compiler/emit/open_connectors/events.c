/* events.c - events of the source as the platform keeps them: which entries of
 * the configuration there are, and who registers at the vendor. */
#include "emit/open_connectors/events.h"

#include <inttypes.h>
#include <string.h>

#include "emit/open_connectors/entries.h"
#include "emit/open_connectors/known.h"
#include "emit/open_connectors/polling.h"

enum { MICROS_IN_MINUTE = 60 * 1000 * 1000 };

static bool names_operation(const Operation *const *list, size_t count,
                            const Operation *op)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == op)
            return true;
    return false;
}

const char *events_resource_type(const Platform *platform, const Operation *op)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->webhook_count; i++) {
        const Webhook *webhook = &c->webhooks[i];
        if (names_operation(webhook->registers, webhook->register_count, op))
            return "onProvisionWebhook";
        if (names_operation(webhook->unregisters, webhook->unregister_count,
                            op))
            return "onDeleteWebhook";
    }
    return NULL;
}

/* The standard entries of one group. */
static void events_add_group(Platform *platform, ConfigEntries *entries,
                             const char *group)
{
    KnownKey row;
    for (size_t i = 0; known_at(i, &row); i++) {
        if (strcmp(row.group, group) != 0 || entries_find(entries, row.key))
            continue;
        ConfigEntry entry = entry_known(platform, row.key);
        vec_push(platform->arena, entries->items, entries->count, entry);
    }
}

/* Where the source lists entries itself, only those are there. */
static void events_set(ConfigEntries *entries, const char *key,
                       const char *value)
{
    ConfigEntry *entry = entries_find(entries, key);
    if (entry && value)
        entry->default_value = value;
}

/* Whole minutes, at least one: an entry of the configuration counts with what
 * it is unless the user says something else. */
static const char *events_minutes(Platform *platform, const Polling *polling)
{
    const Expr *every = polling->every;
    if (every && every->kind == EXPR_CONFIG) {
        every = every->field->fallback;
        diag_report(platform->diags, D_OC_POLL_LOST, polling->every->span,
                    "every",
                    "it asks the user for minutes in an entry of its own");
    }
    if (!every || every->kind != EXPR_DURATION)
        return NULL;
    int64_t minutes =
        (every->integer + MICROS_IN_MINUTE - 1) / MICROS_IN_MINUTE;
    return arena_format(platform->arena, "%" PRId64, minutes > 0 ? minutes : 1);
}

static void events_add_polling(Platform *platform, ConfigEntries *entries)
{
    const Connector *c = platform->connector;
    bool listed = entries_are_listed(platform);
    const char *configuration = polling_configuration(platform);
    if (!listed) {
        events_add_group(platform, entries, "events");
        events_add_group(platform, entries, "polling");
        events_add_group(platform, entries, "callbacks");
    }
    events_set(entries, "event.vendor.type", "polling");
    events_set(entries, "event.poller.configuration", configuration);
    events_set(entries, "event.poller.refresh_interval",
               events_minutes(platform, &c->pollings[0]));
}

static void events_add_webhook(Platform *platform, ConfigEntries *entries)
{
    const Webhook *webhook = &platform->connector->webhooks[0];
    if (!entries_are_listed(platform)) {
        events_add_group(platform, entries, "events");
        events_add_group(platform, entries, "webhooks");
        events_add_group(platform, entries, "callbacks");
    }
    events_set(entries, "event.vendor.type", "webhooks");
    events_set(entries, "event.notification.instance.finder",
               webhook->instance);
}

void events_add(Platform *platform, ConfigEntries *entries)
{
    const Connector *c = platform->connector;
    if (c->webhook_count)
        events_add_webhook(platform, entries);
    if (c->polling_count)
        events_add_polling(platform, entries);
    if (c->webhook_count && c->polling_count)
        diag_report(platform->diags, D_OC_HOOK, c->webhooks[0].span,
                    "receive events of a connector that polls");
}
