/* entries.c - entries of the configuration: as the platform makes them, and
 * what a source changes in them. */
#include "emit/open_connectors/entries.h"

#include <ctype.h>
#include <string.h>

#include "emit/open_connectors/known.h"
#include "emit/open_connectors/patches.h"
#include "emit/open_connectors/values.h"

/* ---- fields of the source ---- */

/* By length, the smallest that holds it; without a bound, the usual one. */
static const char *entry_text_type(int64_t length)
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

static const char *entry_type(const Field *field)
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
        return entry_text_type(field->length_max);
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

const char *entry_title(Arena *arena, const char *name)
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

/* A field of text has no unit, so the description says it. */
static const char *entry_description(Arena *arena, const Field *field)
{
    if (field->type->kind != TYPE_DURATION)
        return field->doc;
    return field->doc ? arena_format(arena, "%s (seconds)", field->doc)
                      : "Seconds";
}

/* An empty text is no default. */
static void entry_change_default(Platform *platform, ConfigEntry *entry,
                                 const Field *field)
{
    if (!field->fallback)
        return;
    const char *text = value_constant(platform->arena, field->fallback);
    if (!text && field->fallback->kind != EXPR_NULL)
        diag_report(platform->diags, D_OC_VALUE, field->fallback->span,
                    "this default");
    entry->default_value = text && *text ? text : NULL;
}

static bool said(Said said, bool otherwise)
{
    return said == SAID_NOTHING ? otherwise : said == SAID_YES;
}

void entry_change(Platform *platform, ConfigEntry *entry, const Field *field)
{
    if (field->label)
        entry->name = field->label;
    if (field->doc)
        entry->description = entry_description(platform->arena, field);
    if (field->screen)
        entry->type = field->screen;
    if (field->order >= 0)
        entry->order = field->order;
    entry->required = said(field->required, entry->required);
    entry->hidden = said(field->hidden, entry->hidden);
    entry->internal = said(field->internal, entry->internal);
    entry_change_default(platform, entry, field);
}

ConfigEntry entry_of_field(Platform *platform, const Field *field,
                           const char *key)
{
    ConfigEntry entry = {
        .key = key,
        .name = entry_title(platform->arena, field->name),
        .description = entry_description(platform->arena, field),
        .type = entry_type(field),
        .options = field->type->enumeration,
        .required = !field->optional && !field->fallback,
        .secret = field->secret,
        .order = 1,
    };
    entry_change(platform, &entry, field);
    return entry;
}

/* ---- the platform's own ---- */

static const Json *entries_list(const Platform *platform, bool older)
{
    return patches_setting(platform, older ? "older_keys" : "keys");
}

/* Where all entries stand in order, that names the standard ones, too. */
static const Json *entries_ordered(const Platform *platform)
{
    return patches_setting(platform, "configuration_order");
}

bool entries_are_listed(const Platform *platform)
{
    return entries_list(platform, false) || entries_list(platform, true) ||
           entries_ordered(platform);
}

static bool list_means(const Json *list, const KnownKey *row)
{
    for (size_t i = 0; i < json_count(list); i++)
        if (list->items[i]->kind == JSON_STRING &&
            known_is_meant(row, list->items[i]->text))
            return true;
    return false;
}

static const char *entries_title(const Platform *platform)
{
    const Json *title = patches_setting(platform, "keys_title");
    if (title && title->kind == JSON_STRING)
        return title->text;
    const char *name = choice_text(platform->connector->information, "name");
    return name ? name : platform->connector->key;
}

static ConfigEntry entry_of_row(Platform *platform, const KnownKey *row)
{
    const char *title = entries_title(platform);
    ConfigEntry entry = {
        .key = row->key,
        .name = row->name,
        .description = known_description(platform->arena, row, title),
        .type = row->type,
        .default_value = row->value,
        .required = row->required,
        .hidden = row->hidden,
        .internal = row->internal,
        .secret = row->secret,
        .order = row->order,
    };
    return entry;
}

ConfigEntry entry_known(Platform *platform, const char *key)
{
    KnownKey row = {.key = key, .name = key, .type = "TEXTFIELD_128"};
    if (known_find(key, true, &row) &&
        !list_means(entries_list(platform, true), &row))
        known_find(key, false, &row);
    return entry_of_row(platform, &row);
}

ConfigEntry *entries_find(const ConfigEntries *entries, const char *key)
{
    for (size_t i = 0; i < entries->count; i++)
        if (strcmp(entries->items[i].key, key) == 0)
            return &entries->items[i];
    return NULL;
}

static bool row_is_listed(const Platform *platform, const KnownKey *row)
{
    if (list_means(entries_list(platform, true), row))
        return row->age != KNOWN_NEWER;
    return row->age != KNOWN_OLDER &&
           (list_means(entries_list(platform, false), row) ||
            /* There the name of a group is just another key. */
            json_has_text(entries_ordered(platform), row->key));
}

bool entries_name(const Platform *platform, const char *key)
{
    KnownKey newer, older;
    return (known_find(key, false, &newer) &&
            row_is_listed(platform, &newer)) ||
           (known_find(key, true, &older) && row_is_listed(platform, &older));
}

void entries_add_listed(Platform *platform, ConfigEntries *entries)
{
    KnownKey row;
    for (size_t i = 0; known_at(i, &row); i++) {
        if (!row_is_listed(platform, &row) || entries_find(entries, row.key))
            continue;
        ConfigEntry entry = entry_of_row(platform, &row);
        vec_push(platform->arena, entries->items, entries->count, entry);
    }
    ConfigEntry *kind = entries_find(entries, "event.vendor.type");
    if (kind && !kind->default_value)
        kind->default_value =
            entries_find(entries, "event.poller.configuration") ? "polling"
                                                                : "webhooks";
}
