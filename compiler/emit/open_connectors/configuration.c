/* configuration.c - what the user of a connector fills in, and the entries that
 * the platform itself reads: base.url, pagination, credentials. */
#include "emit/open_connectors/configuration.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "emit/open_connectors/authentication.h"
#include "emit/open_connectors/keys.h"
#include "emit/open_connectors/paging.h"
#include "emit/open_connectors/values.h"

static void config_add(Platform *platform, ConfigEntries *entries,
                       ConfigEntry entry)
{
    vec_push(platform->arena, entries->items, entries->count, entry);
}

/* ---- fields of the source ---- */

/* By length, the smallest that holds it; without a bound, the usual one. */
static const char *config_text_type(int64_t length)
{
    static const struct {
        int64_t most;
        const char *type;
    } sizes[] = {{-1, "TEXTFIELD_128"},
                 {32, "TEXTFIELD_32"},
                 {64, "TEXTFIELD_64"},
                 {128, "TEXTFIELD_128"},
                 {1000, "TEXTFIELD_1000"}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (length <= sizes[i].most)
            return sizes[i].type;
    return "TEXTAREA";
}

static const char *config_type(const Field *field)
{
    if (field->secret)
        return "PASSWORD";
    switch (field->type->kind) {
    case TYPE_BOOL:
        return "BOOLEAN";
    case TYPE_ENUM:
        return "COMBO";
    case TYPE_INT:
    case TYPE_INT32:
    case TYPE_INT64:
    case TYPE_FLOAT:
    case TYPE_DECIMAL:
    case TYPE_DURATION:
        return "TEXTFIELD_32";
    case TYPE_TIMESTAMP:
    case TYPE_DATE:
    case TYPE_UUID:
        return "TEXTFIELD_64";
    case TYPE_STRING:
        return config_text_type(field->length_max);
    case TYPE_URL:
    case TYPE_BYTES:
        return "TEXTFIELD_1000";
    case TYPE_JSON:
    case TYPE_LIST:
    case TYPE_MAP:
    case TYPE_STREAM:
    case TYPE_RECORD:
    case TYPE_UNION:
    case TYPE_NONE:
    case TYPE_OPTIONAL:
    case TYPE_NULL:
    case TYPE_ERROR:
    case TYPE_NEVER:
    case TYPE_VARIABLE:
        break;
    }
    return "TEXTAREA";
}

/* "api_key" as "Api Key". */
static const char *config_title(Arena *arena, const char *name)
{
    char *title = arena_text(arena, name, strlen(name));
    bool start = true;
    for (char *c = title; *c; c++) {
        if (*c == '_' || *c == '.')
            *c = ' ';
        else if (start)
            *c = (char)toupper((unsigned char)*c);
        start = *c == ' ';
    }
    return title;
}

/* Without the slash at its end, since paths begin with one. */
static const char *config_base_url(Arena *arena, const char *url)
{
    size_t length = url ? strlen(url) : 0;
    if (length < 2 || url[length - 1] != '/')
        return url;
    return arena_text(arena, url, length - 1);
}

/* A field of text has no unit, so the description says it. */
static const char *config_description(Arena *arena, const Field *field)
{
    if (field->type->kind != TYPE_DURATION)
        return field->doc;
    return field->doc ? arena_format(arena, "%s (seconds)", field->doc)
                      : "Seconds";
}

static ConfigEntry config_of_field(Platform *platform, size_t i)
{
    const Field *field = platform->connector->configuration[i];
    Arena *arena = platform->arena;
    ConfigEntry entry = {
        .key = platform->config_keys[i],
        .name = field->label ? field->label : config_title(arena, field->name),
        .description = config_description(arena, field),
        .type = config_type(field),
        .default_value = value_constant(arena, field->fallback),
        .group = authentication_group(platform, field),
        .options = field->type->enumeration,
        .required = !field->optional && !field->fallback,
        .secret = field->secret,
        .order = (int)i + 1,
    };
    if (field->fallback && !entry.default_value &&
        field->fallback->kind != EXPR_NULL)
        diag_report(platform->diags, D_OC_VALUE, field->fallback->span,
                    "this default");
    return entry;
}

/* Keys that the platform reads have a type of its own choosing. */
static void config_adjust(Platform *platform, ConfigEntry *entry)
{
    bool username = strcmp(entry->key, "username") == 0;
    bool password = strcmp(entry->key, "password") == 0;
    if (strcmp(entry->key, "base.url") == 0) {
        entry->type = "TEXTFIELD_1000";
        entry->default_value =
            config_base_url(platform->arena, entry->default_value);
    } else if (password) {
        entry->type = "PASSWORD";
        entry->secret = true;
    }
    if ((username || password) && platform->way_count == 1 &&
        authentication_way(platform, "basic") && !entry->default_value)
        entry->required = true;
}

static void config_add_fields(Platform *platform, ConfigEntries *entries)
{
    for (size_t i = 0; i < platform->connector->configuration_count; i++) {
        ConfigEntry entry = config_of_field(platform, i);
        config_adjust(platform, &entry);
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
    if (keys_has(platform, entry.key))
        return;
    if (expr)
        entry.default_value = value_template(platform, expr, what);
    config_add(platform, entries, entry);
}

static void config_add_base_url(Platform *platform, ConfigEntries *entries)
{
    ConfigEntry entry = {.key = "base.url",
                         .name = "Base Url",
                         .type = "TEXTFIELD_1000",
                         .hidden = true};
    size_t before = entries->count;
    config_add_made(platform, entries, entry,
                    platform->connector->properties->base_url, "this base URL");
    if (entries->count > before) {
        ConfigEntry *made = &entries->items[before];
        made->default_value =
            config_base_url(platform->arena, made->default_value);
    }
}

static void config_add_basic(Platform *platform, ConfigEntries *entries,
                             const Auth *auth)
{
    const char *group = platform->way_count > 1 ? "basic" : NULL;
    ConfigEntry username = {.key = "username",
                            .name = "Username",
                            .type = "TEXTFIELD_1000",
                            .group = group,
                            .hidden = true};
    ConfigEntry password = {.key = "password",
                            .name = "Password",
                            .type = "PASSWORD",
                            .group = group,
                            .hidden = true,
                            .secret = true};
    config_add_made(platform, entries, username,
                    choice_value(auth->settings, "username"), "this user name");
    config_add_made(platform, entries, password,
                    choice_value(auth->settings, "password"), "this password");
}

static void config_add_ways(Platform *platform, ConfigEntries *entries)
{
    if (platform->way_count > 1)
        config_add(platform, entries,
                   (ConfigEntry){.key = "authentication.type",
                                 .name = "Authentication Type",
                                 .type = "COMBO",
                                 .default_value = platform->ways[0].type,
                                 .required = true});
    for (size_t i = 0; i < platform->way_count; i++) {
        const Way *way = &platform->ways[i];
        if (strcmp(way->type, "basic") == 0)
            config_add_basic(platform, entries, way->auth);
        else if (strcmp(way->type, "oauth2") == 0)
            configuration_add_oauth(platform, entries, way->auth);
    }
}

/* What the steps of an authentication keep: nobody sees or fills it in. */
static void config_add_slots(Platform *platform, ConfigEntries *entries)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->slot_count; i++)
        if (platform->slot_keys[i])
            config_add(platform, entries,
                       (ConfigEntry){
                           .key = platform->slot_keys[i],
                           .name = config_title(platform->arena, c->slots[i]),
                           .type = "TEXTFIELD_1000",
                           .hidden = true,
                           .internal = true,
                           .secret = true});
}

static bool config_keeps_time(const Platform *platform)
{
    for (size_t i = 0; i < platform->way_count; i++) {
        const Way *way = &platform->ways[i];
        if (strcmp(way->type, "oauth2") == 0 ||
            way->auth->steps[AUTH_PROVISION] || way->auth->steps[AUTH_REFRESH])
            return true;
    }
    return false;
}

static void config_add_system(Platform *platform, ConfigEntries *entries)
{
    int64_t timeout = platform->connector->properties->timeout;
    if (timeout > 0)
        config_add(platform, entries,
                   (ConfigEntry){.key = "timeout.interval",
                                 .name = "Timeout (ms)",
                                 .type = "TEXTFIELD_32",
                                 .default_value =
                                     arena_format(platform->arena, "%" PRId64,
                                                  timeout / 1000),
                                 .hidden = true});
    /* Absent and null differ in a source, so nulls must arrive. */
    config_add(platform, entries,
               (ConfigEntry){.key = "filter.response.nulls",
                             .name = "Filter null values from the response",
                             .type = "BOOLEAN",
                             .default_value = "false",
                             .order = 99});
    if (config_keeps_time(platform))
        config_add(platform, entries,
                   (ConfigEntry){.key = "authentication.time",
                                 .name = "Time of Getting Token or Performing "
                                         "Authentication",
                                 .type = "TEXTFIELD_32",
                                 .hidden = true,
                                 .internal = true,
                                 .order = 100});
}

static void config_add_paging(Platform *platform, ConfigEntries *entries)
{
    config_add(platform, entries,
               (ConfigEntry){.key = "pagination.type",
                             .name = "Pagination Type",
                             .type = "TEXTFIELD_32",
                             .default_value = paging_type(platform),
                             .hidden = true});
    config_add(platform, entries,
               (ConfigEntry){.key = "pagination.max",
                             .name = "Max Page Size (or limit)",
                             .type = "TEXTFIELD_32",
                             .default_value = paging_max(platform),
                             .hidden = true});
    const char *start = paging_start(platform);
    if (start)
        config_add(platform, entries,
                   (ConfigEntry){.key = "pagination.page.startindex",
                                 .name = "Pagination Start Index",
                                 .type = "TEXTFIELD_32",
                                 .default_value = start,
                                 .hidden = true});
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

static void config_write_flags(JsonWriter *json, const ConfigEntry *entry,
                               bool chooses)
{
    json_bool(json, "required", entry->required);
    json_bool(json, "hideFromConsole", entry->hidden);
    json_bool(json, "internal", entry->internal);
    json_bool(json, "isPrivate", entry->secret);
    json_bool(json, "active", true);
    json_bool(json, "companyConfig", false);
    json_bool(json, "resellerConfig", false);
    json_bool(json, "groupControl", chooses);
}

static void config_write(Platform *platform, const ConfigEntry *entry)
{
    JsonWriter *json = &platform->json;
    bool combo = strcmp(entry->type, "COMBO") == 0;
    json_object(json, NULL);
    json_text(json, "key", entry->key);
    json_text(json, "name", entry->name);
    json_text(json, "description",
              entry->description ? entry->description : entry->name);
    json_text(json, "type", entry->type);
    if (entry->default_value)
        json_text(json, "defaultValue", entry->default_value);
    config_write_flags(json, entry, combo && !entry->options);
    if (entry->group)
        json_text(json, "groupName", entry->group);
    json_int(json, "displayOrder", entry->order ? entry->order : 1);
    if (combo)
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
