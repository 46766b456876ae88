/* configuration.c - what the user of the connector fills in: fields; and what
 * is not as usual in the entries that the platform reads. */
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "emit/open_connectors/entries.h"
#include "emit/open_connectors/keys.h"
#include "import/open_connectors/paging.h"

Entry *entry_find(const Entry *entries, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(entries[i].key, key) == 0)
            return (Entry *)(uintptr_t)&entries[i];
    return NULL;
}

/* ---- what names a key ---- */

static bool text_names(const char *text, const char *key)
{
    static const char mark[] = "${configuration.";
    size_t length = strlen(key);
    for (const char *at = text ? strstr(text, mark) : NULL; at;
         at = strstr(at + 1, mark)) {
        const char *name = at + sizeof mark - 1;
        if (strncmp(name, key, length) == 0 && name[length] == '}')
            return true;
    }
    return false;
}

static bool parameters_name(const Json *parameters, const char *key)
{
    for (size_t i = 0; i < json_count(parameters); i++) {
        const char *type = json_get_text(parameters->items[i], "type");
        const char *name = json_get_text(parameters->items[i], "name");
        if (type && name &&
            ((strcmp(type, "configuration") == 0 && strcmp(name, key) == 0) ||
             (strcmp(type, "value") == 0 && text_names(name, key))))
            return true;
    }
    return false;
}

static bool key_is_used(const Draft *draft, const char *key)
{
    const Json *resources = json_get(draft->root, "resources");
    for (size_t i = 0; i < json_count(resources); i++)
        if (parameters_name(json_get(resources->items[i], "parameters"), key))
            return true;
    return parameters_name(json_get(draft->root, "parameters"), key);
}

/* ---- names ---- */

const char *configuration_name(const Draft *draft, const char *key)
{
    return map_get(&draft->config_names, key);
}

/* A reserved key is meant where the source writes it out. */
static const char *field_name(Draft *draft, Map *taken, const char *key)
{
    const char *name = name_of(draft->arena, key);
    if (strcmp(name, key) == 0 && key_is_reserved(key))
        name = arena_format(draft->arena, "token_%s", name);
    return name_unique(draft->arena, taken, name);
}

/* ---- one entry ---- */

long entry_order(const Json *json)
{
    const Json *order = json_get(json, "displayOrder");
    bool number = order && order->kind == JSON_NUMBER &&
                  order->text[strspn(order->text, "0123456789")] == '\0' &&
                  strlen(order->text) < 9;
    return number ? strtol(order->text, NULL, 10) : 1;
}

static const char *default_of(const Json *json)
{
    const char *text = json_get_text(json, "defaultValue");
    return text && text[strspn(text, " \t\r\n")] ? text : NULL;
}

const char *entry_default(const Entry *entry)
{
    return default_of(entry->json);
}

/* User name and password are its own. */
static bool draft_is_basic(const Draft *draft)
{
    return draft->auth_kind &&
           (strcmp(draft->auth_kind, "basic") == 0 || draft->auth_password);
}

static bool is_truth(const char *text)
{
    return !text || strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

static bool is_bool(const Entry *entry)
{
    const char *type = json_get_text(entry->json, "type");
    const char *value = default_of(entry->json);
    bool empty = entry->used || (entry->known && entry->value);
    return type && strcmp(type, "BOOLEAN") == 0 && is_truth(value) &&
           (value || !empty);
}

/* Credentials of basic authentication have a type of their own. */
static const char *type_expected(const Draft *draft, const Entry *entry)
{
    const char *type = json_get_text(entry->json, "type");
    if (draft_is_basic(draft) && strcmp(entry->key, "password") == 0)
        return "PASSWORD";
    if (entry->known)
        return entry->row.type;
    if (is_bool(entry))
        return "BOOLEAN";
    return type && strcmp(type, "PASSWORD") == 0 ? "PASSWORD" : "TEXTFIELD_128";
}

static bool is_credential(const Draft *draft, const Entry *entry)
{
    return draft_is_basic(draft) && (strcmp(entry->key, "username") == 0 ||
                                     strcmp(entry->key, "password") == 0);
}

static void put_note(Buf *out, const char *annotation, const char *text)
{
    buf_printf(out, " @%s(", annotation);
    draft_string(out, text);
    buf_putc(out, ')');
}

static void put_flag(Buf *out, const Json *json, const char *member,
                     const char *annotation, bool expected)
{
    bool wanted = json_get_true(json, member);
    if (wanted != expected)
        buf_printf(out, wanted ? " @%s" : " @%s(false)", annotation);
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

enum { IN_CONFIGURATION = 4 }; /* column of an entry */

static void put_default(Buf *out, const char *value, bool truth)
{
    buf_puts(out, " = ");
    if (truth)
        buf_puts(out, value);
    else
        draft_long(out, value, IN_CONFIGURATION);
}

static void put_type(Buf *out, const Draft *draft, const Entry *entry)
{
    const char *type = json_get_text(entry->json, "type");
    const char *value = default_of(entry->json);
    bool required = json_get_true(entry->json, "required");
    bool truth = is_bool(entry);
    bool same = entry->known && same_text(value, entry->value);
    buf_puts(out, truth ? "bool" : "string");
    if (!required && !value && !entry->used &&
        (!entry->known || entry->name != NULL))
        buf_putc(out, '?');
    if (value && (!same || entry->used))
        put_default(out, value, truth);
    else if (!value && ((entry->known && !same) || (entry->used && !required)))
        buf_puts(out, " = \"\"");
    if (type && strcmp(type, "PASSWORD") == 0 && !entry->known)
        buf_puts(out, " @secret");
    if (type && strcmp(type, type_expected(draft, entry)) != 0)
        put_note(out, "screen", type);
}

/* Whether it is required follows from the type, if nothing else is known. */
static bool required_expected(const Draft *draft, const Entry *entry)
{
    if (entry->known)
        return entry->row.required;
    if (default_of(entry->json))
        return false;
    return is_credential(draft, entry) ||
           json_get_true(entry->json, "required");
}

static const char *label_expected(const Draft *draft, const Entry *entry)
{
    return entry->known ? entry->row.name
                        : entry_title(draft->arena, entry->name);
}

static const char *description_expected(const Draft *draft, const Entry *entry)
{
    if (entry->known)
        return known_description(draft->arena, &entry->row, draft->keys_title);
    const char *name = json_get_text(entry->json, "name");
    return name ? name : label_expected(draft, entry);
}

/* A long line stands alone, so that others aren't aligned with it. */
static bool is_long(const Entry *entry)
{
    const char *value = default_of(entry->json);
    return value && strlen(value) > 50;
}

static void entry_put(const Draft *draft, const Entry *entry, Buf *out)
{
    const Json *json = entry->json;
    const char *label = json_get_text(json, "name");
    const char *description = json_get_text(json, "description");
    if (!same_text(description, description_expected(draft, entry)))
        draft_doc(out, description);
    draft_name(out, entry->name ? entry->name : entry->key);
    buf_puts(out, ": ");
    put_type(out, draft, entry);
    if (entry->name && strcmp(entry->name, entry->key) != 0)
        put_note(out, "wire", entry->key);
    if (label && strcmp(label, label_expected(draft, entry)) != 0)
        put_note(out, "label", label);
    put_flag(out, json, "required", "required",
             required_expected(draft, entry));
    put_flag(out, json, "hideFromConsole", "hidden",
             entry->known && entry->row.hidden);
    put_flag(out, json, "internal", "internal",
             entry->known && entry->row.internal);
    long order = entry_order(json);
    if (order != (entry->known ? entry->row.order : 1))
        buf_printf(out, " @order(%ld)", order);
    buf_putc(out, '\n');
}

/* A standard entry has a line if it is not as usual, or something names it. */
static bool entry_is_said(const Draft *draft, const Entry *entry)
{
    Buf text = {0}, usual = {0};
    if (entry->again)
        return false;
    if (!entry->known || entry->name)
        return true;
    entry_put(draft, entry, &text);
    draft_name(&usual, entry->key);
    buf_printf(&usual, ": %s\n", is_bool(entry) ? "bool" : "string");
    bool same = strcmp(buf_text(&text), buf_text(&usual)) == 0;
    buf_free(&text);
    buf_free(&usual);
    return !same;
}

static void entry_add(Draft *draft, const Entry *entry)
{
    Buf *out = &draft->configuration;
    if (is_long(entry))
        buf_putc(out, '\n');
    entry_put(draft, entry, out);
    if (is_long(entry))
        buf_putc(out, '\n');
}

/* ---- what the properties say ---- */

static bool begins_as_url(const char *text)
{
    return (strncmp(text, "https://", 8) == 0 ||
            strncmp(text, "http://", 7) == 0) &&
           literal_is_url(text) && !strchr(text, '$');
}

bool text_is_url(const char *text)
{
    return text && begins_as_url(text) && !strpbrk(text, "{}");
}

static const char *without_slash(Arena *arena, const char *url)
{
    size_t length = strlen(url);
    return length > 1 && url[length - 1] == '/'
               ? arena_text(arena, url, length - 1)
               : url;
}

/* The entry that fills in `{name}`, or NULL. Of two variables for one entry,
 * the first gives the name. */
static const char *filled_from(const Draft *draft, const char *name)
{
    const char *entry = NULL;
    const Json *parameters = json_get(draft->root, "parameters");
    for (size_t i = 0; i < json_count(parameters); i++) {
        const Json *p = parameters->items[i];
        const char *key = json_get_text(p, "name");
        if (!same_text(json_get_text(p, "vendorType"), "path"))
            continue;
        bool named = same_text(json_get_text(p, "vendorName"), name);
        if (named && (entry || !key ||
                      !same_text(json_get_text(p, "type"), "configuration")))
            return NULL;
        if (named)
            entry = configuration_name(draft, key);
    }
    return entry;
}

/* A URL that begins with a variable. */
static bool is_template(const char *url)
{
    for (const char *c = url; *c; c++)
        if (*c <= ' ' || *c >= 127 || strchr("$\"\\", *c))
            return false;
    return *url == '{';
}

/* Puts the URL with `${config.name}` for `{name}`; false if that can't be. */
static bool put_url(const Draft *draft, Buf *out, const char *url)
{
    bool good = begins_as_url(url) || is_template(url);
    buf_putc(out, '"');
    while (good && *url) {
        size_t length = strcspn(url, "{}");
        buf_write(out, url, length);
        url += length;
        if (!*url)
            break;
        size_t end = strcspn(url + 1, "{}");
        const char *name = arena_text(draft->arena, url + 1, end);
        const char *entry = *url == '{' && url[1 + end] == '}'
                                ? filled_from(draft, name)
                                : NULL;
        good = entry != NULL;
        if (good)
            buf_printf(out, "${config.%s}", entry);
        url += good ? end + 2 : 0;
    }
    buf_putc(out, '"');
    return good;
}

static void base_url_import(Draft *draft, Entry *entry)
{
    const char *url = entry ? default_of(entry->json) : NULL;
    Buf text = {0};
    if (url && !text_is_url(url) && put_url(draft, &text, url)) {
        buf_printf(&draft->properties, "base_url = %s\n", buf_text(&text));
    } else {
        url = text_is_url(url) ? url : "https://example.invalid";
        buf_puts(&draft->properties, "base_url = ");
        draft_string(&draft->properties, url);
        buf_putc(&draft->properties, '\n');
    }
    if (entry)
        entry->value = without_slash(draft->arena, url);
    buf_free(&text);
}

/* Which events there are follows from where they are read: see
 * entries_add_listed of the emitter. */
static void derive_events(const Draft *draft, Entry *entries, size_t count)
{
    Entry *kind = entry_find(entries, count, "event.vendor.type");
    if (!kind || !kind->known)
        return;
    bool polls = entry_find(entries, count, "event.poller.configuration");
    kind->value = polls && !draft->webhook ? "polling" : "webhooks";
}

static void derive(Entry *entries, size_t count)
{
    static const struct {
        const char *key, *value;
    } rows[] = {{"base.url", NULL},
                {"pagination.type", NULL},
                {"pagination.max", "100"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Entry *entry = entry_find(entries, count, rows[i].key);
        if (!entry)
            continue;
        entry->derived = true;
        entry->value = rows[i].value;
    }
}

/* Whether secrets are left out of answers is said for all of them at once. */
static void redact_import(Draft *draft, const Entry *entries, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const char *type = json_get_text(entries[i].json, "type");
        if (json_get_true(entries[i].json, "isPrivate"))
            return;
        any = any || (entries[i].known && entries[i].row.secret) ||
              (type && strcmp(type, "PASSWORD") == 0);
    }
    if (any)
        draft_setting(draft, "redact", json_new(draft->arena, JSON_FALSE));
}

void configuration_import(Draft *draft)
{
    const Json *list = json_get(draft->root, "configuration");
    size_t count = json_count(list);
    Entry *entries = arena_array(draft->arena, Entry, count + 1);
    Map taken = {0};
    for (size_t i = 0; i < count; i++)
        entries[i] = (Entry){
            .json = list->items[i],
            .key = json_get_text(list->items[i], "key"),
            .used = key_is_used(draft, json_get_text(list->items[i], "key"))};
    keys_find_title(draft);
    derive(entries, count);
    paging_import_entries(draft, entries, count);
    authentication_import(draft, entries, count);
    events_import_entries(draft, entries, count);
    for (size_t i = 0; i < count; i++) {
        Entry *entry = &entries[i];
        key_choose(draft, entry);
        entry->again = entry_find(entries, count, entry->key) != entry;
        if (entry->again || (entry->known && !entry->used))
            continue;
        entry->name = field_name(draft, &taken, entry->key);
        map_set(draft->arena, &draft->config_names, entry->key,
                (void *)(uintptr_t)entry->name);
    }
    authentication_import_names(draft);
    base_url_import(draft, entry_find(entries, count, "base.url"));
    derive_events(draft, entries, count);
    paging_import_start(draft, entries, count);
    for (size_t i = 0; i < count; i++)
        if (entry_is_said(draft, &entries[i]))
            entry_add(draft, &entries[i]);
    keys_import(draft, entries, count);
    redact_import(draft, entries, count);
}
