/* configuration.c - what the user of a connector fills in, and the entries that
 * the platform itself reads: base.url, pagination, credentials. */
#include "emit/open_connectors/configuration.h"

#include <inttypes.h>
#include <string.h>

#include "emit/open_connectors/authentication.h"
#include "emit/open_connectors/entries.h"
#include "emit/open_connectors/events.h"
#include "emit/open_connectors/keys.h"
#include "emit/open_connectors/known.h"
#include "emit/open_connectors/paging.h"
#include "emit/open_connectors/patches.h"
#include "emit/open_connectors/values.h"

#define CONFIG_TIMEOUT INT64_C(30000000) /* of settings.def, microseconds */

static void config_add(Platform *platform, ConfigEntries *entries,
                       ConfigEntry entry)
{
    vec_push(platform->arena, entries->items, entries->count, entry);
}

/* ---- fields of the source ---- */

/* Without the slash at its end, since paths begin with one. */
static const char *config_base_url(Arena *arena, const char *url)
{
    size_t length = url ? strlen(url) : 0;
    if (length < 2 || url[length - 1] != '/')
        return url;
    return arena_text(arena, url, length - 1);
}

/* A field that the platform reads under its own key looks as that entry does,
 * but for what it says. */
static ConfigEntry config_of_field(Platform *platform, size_t i)
{
    const Field *field = platform->connector->configuration[i];
    const char *key = platform->config_keys[i];
    KnownKey row;
    ConfigEntry entry;
    if (strcmp(key, field->wire) == 0 && known_find(key, false, &row)) {
        entry = entry_known(platform, key);
        entry_change(platform, &entry, field);
    } else {
        entry = entry_of_field(platform, field, key);
    }
    entry.group = authentication_group(platform, field);
    return entry;
}

/* Keys that the platform reads have a type of its own choosing. */
static void config_adjust(Platform *platform, const Field *field,
                          ConfigEntry *entry)
{
    bool username = strcmp(entry->key, "username") == 0;
    bool password = strcmp(entry->key, "password") == 0;
    if (strcmp(entry->key, "base.url") == 0) {
        if (!field->screen)
            entry->type = "TEXTFIELD_1000";
        entry->default_value =
            config_base_url(platform->arena, entry->default_value);
    } else if (password && !field->screen) {
        entry->type = "PASSWORD";
        entry->secret = true;
    }
    if ((username || password) && platform->way_count == 1 &&
        authentication_takes_password(platform) && !entry->default_value &&
        field->required == SAID_NOTHING)
        entry->required = true;
}

static void config_add_fields(Platform *platform, ConfigEntries *entries)
{
    for (size_t i = 0; i < platform->connector->configuration_count; i++) {
        ConfigEntry entry = config_of_field(platform, i);
        config_adjust(platform, platform->connector->configuration[i], &entry);
        ConfigEntry *made = entries_find(entries, entry.key);
        if (made && !entry.default_value)
            entry.default_value = made->default_value;
        if (made)
            *made = entry;
        else
            config_add(platform, entries, entry);
    }
}

/* ---- what is not a field of the source ---- */

/* The platform looks for `key`, and the source makes the value of constants
 * and other fields. */
static void config_add_made(Platform *platform, ConfigEntries *entries,
                            ConfigEntry entry, const Expr *expr,
                            const char *what)
{
    if (keys_has(platform, entry.key) || entries_find(entries, entry.key))
        return;
    if (expr)
        entry.default_value = value_template(platform, expr, what);
    config_add(platform, entries, entry);
}

static void config_add_base_url(Platform *platform, ConfigEntries *entries)
{
    ConfigEntry entry = entry_known(platform, "base.url");
    size_t before = entries->count;
    config_add_made(platform, entries, entry,
                    platform->connector->properties->base_url, "this base URL");
    if (entries->count > before) {
        ConfigEntry *made = &entries->items[before];
        made->default_value =
            config_base_url(platform->arena, made->default_value);
    }
}

static void config_add_credentials(Platform *platform, ConfigEntries *entries,
                                   const Way *way)
{
    const Credential *row;
    for (size_t i = 0; (row = authentication_credential(i)); i++) {
        if (strcmp(row->type, way->type) != 0)
            continue;
        ConfigEntry entry = {.key = row->key,
                             .name = row->name,
                             .type = row->screen,
                             .group =
                                 platform->way_count > 1 ? way->type : NULL,
                             .hidden = true,
                             .secret = row->secret,
                             .order = 1};
        config_add_made(platform, entries, entry,
                        choice_value(way->auth->settings, row->setting),
                        "this credential");
    }
}

static void config_add_ways(Platform *platform, ConfigEntries *entries)
{
    if (platform->way_count > 1)
        config_add(platform, entries,
                   (ConfigEntry){.key = "authentication.type",
                                 .name = "Authentication Type",
                                 .type = "COMBO",
                                 .default_value = platform->ways[0].type,
                                 .required = true,
                                 .order = 1});
    for (size_t i = 0; i < platform->way_count; i++) {
        const Way *way = &platform->ways[i];
        config_add_credentials(platform, entries, way);
        configuration_add_oauth(platform, entries, way);
    }
}

/* What the steps of an authentication keep: nobody sees or fills it in. */
static void config_add_slots(Platform *platform, ConfigEntries *entries)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->slot_count; i++)
        if (platform->slot_keys[i])
            config_add(
                platform, entries,
                (ConfigEntry){.key = platform->slot_keys[i],
                              .name = entry_title(platform->arena, c->slots[i]),
                              .type = "TEXTFIELD_1000",
                              .hidden = true,
                              .internal = true,
                              .secret = true,
                              .order = 1});
}

static bool config_keeps_time(const Platform *platform)
{
    for (size_t i = 0; i < platform->way_count; i++) {
        const Way *way = &platform->ways[i];
        if (strncmp(way->type, "oauth2", 6) == 0 ||
            way->auth->steps[AUTH_PROVISION] || way->auth->steps[AUTH_REFRESH])
            return true;
    }
    return false;
}

static void config_add_timeout(Platform *platform, ConfigEntries *entries)
{
    int64_t timeout = platform->connector->properties->timeout;
    if (timeout <= 0 ||
        (timeout == CONFIG_TIMEOUT && entries_are_listed(platform)))
        return;
    const char *value =
        arena_format(platform->arena, "%" PRId64, timeout / 1000);
    config_add(platform, entries,
               (ConfigEntry){.key = "timeout.interval",
                             .name = "Timeout (ms)",
                             .type = "TEXTFIELD_32",
                             .default_value = value,
                             .hidden = true,
                             .order = 1});
}

/* Where the source doesn't list the standard entries, it has these. */
static void config_add_system(Platform *platform, ConfigEntries *entries)
{
    config_add_timeout(platform, entries);
    if (entries_are_listed(platform))
        return;
    /* Absent and null differ in a source, so nulls must arrive. */
    ConfigEntry nulls = entry_known(platform, "filter.response.nulls");
    nulls.default_value = "false";
    config_add(platform, entries, nulls);
    if (config_keeps_time(platform))
        config_add(platform, entries,
                   entry_known(platform, "authentication.time"));
}

static void config_add_paging(Platform *platform, ConfigEntries *entries)
{
    ConfigEntry type = entry_known(platform, "pagination.type");
    ConfigEntry max = entry_known(platform, "pagination.max");
    ConfigEntry start = entry_known(platform, "pagination.page.startindex");
    type.default_value = paging_type(platform);
    max.default_value = paging_max(platform);
    start.default_value = paging_start(platform);
    config_add(platform, entries, type);
    config_add(platform, entries, max);
    if (start.default_value &&
        (!entries_are_listed(platform) || entries_name(platform, start.key)))
        config_add(platform, entries, start);
}

/* What the source changes in entries that are not its own. */
static void config_change_entries(Platform *platform, ConfigEntries *entries)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->entry_count; i++) {
        const Field *field = c->entries[i];
        ConfigEntry *entry = entries_find(entries, field->wire);
        KnownKey row;
        if (!entry) {
            config_add(platform, entries,
                       known_find(field->wire, false, &row)
                           ? entry_known(platform, field->wire)
                           : entry_of_field(platform, field, field->wire));
            entry = &entries->items[entries->count - 1];
        }
        entry_change(platform, entry, field);
    }
}

ConfigEntries configuration_collect(Platform *platform)
{
    ConfigEntries entries = {0};
    config_add_base_url(platform, &entries);
    config_add_ways(platform, &entries);
    config_add_fields(platform, &entries);
    config_add_slots(platform, &entries);
    config_add_paging(platform, &entries);
    config_add_system(platform, &entries);
    entries_add_listed(platform, &entries);
    events_add(platform, &entries);
    config_change_entries(platform, &entries);
    return entries;
}

/* ---- writing ---- */

static void config_write_option(JsonWriter *json, const char *description,
                                const char *value)
{
    json_object(json, NULL);
    json_text(json, "description", description);
    json_text(json, "value", value);
    json_object_end(json);
}

static void config_write_options(Platform *platform, const ConfigEntry *entry)
{
    JsonWriter *json = &platform->json;
    json_array(json, "options");
    const Enum *options = entry->options;
    for (size_t i = 0; options && i < options->member_count; i++) {
        const EnumMember *member = &options->members[i];
        config_write_option(json, member->doc ? member->doc : member->name,
                            member->wire);
    }
    for (size_t i = 0; !options && i < platform->way_count; i++)
        config_write_option(json, platform->ways[i].auth->label,
                            platform->ways[i].type);
    json_array_end(json);
}

static void config_write_flags(Platform *platform, const ConfigEntry *entry,
                               bool chooses)
{
    JsonWriter *json = &platform->json;
    const Json *redact = patches_setting(platform, "redact");
    bool redacts = !redact || redact->kind != JSON_FALSE;
    json_bool(json, "required", entry->required);
    json_bool(json, "hideFromConsole", entry->hidden);
    json_bool(json, "internal", entry->internal);
    json_bool(json, "isPrivate", redacts && entry->secret);
    json_bool(json, "active", true);
    json_bool(json, "companyConfig", false);
    json_bool(json, "resellerConfig", false);
    json_bool(json, "groupControl", chooses);
}

static void config_write(Platform *platform, const ConfigEntry *entry)
{
    JsonWriter *json = &platform->json;
    bool combo = strcmp(entry->type, "COMBO") == 0;
    bool chooses = combo && strcmp(entry->key, "authentication.type") == 0;
    json_object(json, NULL);
    json_text(json, "key", entry->key);
    json_text(json, "name", entry->name);
    json_text(json, "description",
              entry->description ? entry->description : entry->name);
    json_text(json, "type", entry->type);
    if (entry->default_value)
        json_text(json, "defaultValue", entry->default_value);
    config_write_flags(platform, entry, chooses);
    if (entry->group)
        json_text(json, "groupName", entry->group);
    json_int(json, "displayOrder", entry->order);
    if (combo && (entry->options || chooses))
        config_write_options(platform, entry);
    json_object_end(json);
}

void configuration_write(Platform *platform, const ConfigEntries *entries)
{
    json_array(&platform->json, "configuration");
    for (size_t i = 0; i < entries->count; i++)
        config_write(platform, &entries->items[i]);
    json_array_end(&platform->json);
}
