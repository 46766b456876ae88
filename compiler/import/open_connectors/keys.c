/* keys.c - standard entries of a configuration: which of the platform's forms
 * each has, so that a list of keys says them. */
#include "import/open_connectors/entry.h"

#include <string.h>

static const char *text_or(const Json *json, const char *name,
                           const char *otherwise)
{
    const char *text = json_get_text(json, name);
    return text ? text : otherwise;
}

static bool same_value(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* In how many ways the entry is not what the row says. */
static int entry_differs(const Draft *draft, const Entry *entry,
                         const KnownKey *row)
{
    const Json *json = entry->json;
    const char *description =
        known_description(draft->arena, row, draft->keys_title);
    const char *value = entry->derived ? entry->value : row->value;
    return (strcmp(text_or(json, "name", ""), row->name) != 0) +
           (strcmp(text_or(json, "description", ""), description) != 0) +
           (strcmp(text_or(json, "type", ""), row->type) != 0) +
           (json_get_true(json, "required") != row->required) +
           (json_get_true(json, "hideFromConsole") != row->hidden) +
           (json_get_true(json, "internal") != row->internal) +
           (entry_order(json) != row->order) +
           !same_value(json_get_text(json, "defaultValue"), value);
}

/* ---- what the descriptions call the connector ---- */

/* The part in front of what the row says after {title}, or NULL. */
static const char *title_in(Draft *draft, const Json *json, const KnownKey *row)
{
    const char *text = json_get_text(json, "description");
    if (!text || strncmp(row->description, "{title}", 7) != 0)
        return NULL;
    const char *tail = known_description(draft->arena, row, "");
    size_t length = strlen(text), end = strlen(tail);
    if (length <= end || strcmp(text + length - end, tail) != 0)
        return NULL;
    return arena_text(draft->arena, text, length - end);
}

static size_t title_count(Draft *draft, const Json *entries, const char *title)
{
    size_t count = 0;
    KnownKey row;
    for (size_t i = 0; i < json_count(entries); i++)
        for (int older = 0; older < 2; older++) {
            const char *key = json_get_text(entries->items[i], "key");
            const char *other = known_find(key, older, &row)
                                    ? title_in(draft, entries->items[i], &row)
                                    : NULL;
            count += other && strcmp(other, title) == 0;
        }
    return count;
}

void keys_find_title(Draft *draft)
{
    const Json *entries = json_get(draft->root, "configuration");
    const char *name = text_or(draft->root, "name", "");
    size_t most = title_count(draft, entries, name);
    draft->keys_title = name;
    Map counted = {0};
    KnownKey row;
    for (size_t i = 0; i < json_count(entries); i++)
        for (int older = 0; older < 2; older++) {
            const char *key = json_get_text(entries->items[i], "key");
            const char *title = known_find(key, older, &row)
                                    ? title_in(draft, entries->items[i], &row)
                                    : NULL;
            bool known = title && map_get(&counted, title);
            size_t count =
                title && !known ? title_count(draft, entries, title) : 0;
            if (title)
                map_set(draft->arena, &counted, title, draft);
            if (count > most) {
                most = count;
                draft->keys_title = title;
            }
        }
}

/* ---- forms ---- */

void key_choose(Draft *draft, Entry *entry)
{
    KnownKey newer, older;
    entry->known = known_find(entry->key, false, &newer) &&
                   known_find(entry->key, true, &older);
    if (!entry->known)
        return;
    entry->older = entry_differs(draft, entry, &older) <
                   entry_differs(draft, entry, &newer);
    entry->row = entry->older ? older : newer;
    if (!entry->derived)
        entry->value = entry->row.value;
}

/* ---- lists ---- */

/* Whether the whole group is there, in that form. */
static bool group_is_whole(const Entry *entries, size_t count,
                           const char *group, bool older)
{
    KnownKey row;
    for (size_t i = 0; *group && known_at(i, &row); i++) {
        if (strcmp(row.group, group) != 0 ||
            row.age == (older ? KNOWN_NEWER : KNOWN_OLDER))
            continue;
        const Entry *entry = entry_find(entries, count, row.key);
        if (!entry || entry->older != older)
            return false;
    }
    return *group;
}

/* An entry that always looks the same goes with its group. */
static void join_group(Entry *entry, const Entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (entries[i].known && entries[i].older &&
            strcmp(entries[i].row.group, entry->row.group) == 0)
            entry->older = true;
}

static bool has_text(const Json *list, const char *text)
{
    for (size_t i = 0; i < json_count(list); i++)
        if (strcmp(list->items[i]->text, text) == 0)
            return true;
    return false;
}

/* Entries that follow from the rest are listed where they look older. */
static const Json *list_make(Draft *draft, const Entry *entries, size_t count,
                             bool older)
{
    Json *list = json_new(draft->arena, JSON_ARRAY);
    for (size_t i = 0; i < count; i++) {
        const Entry *entry = &entries[i];
        if (!entry->known || entry->older != older ||
            (entry->derived && !older))
            continue;
        const char *group = entry->row.group;
        const char *word =
            group_is_whole(entries, count, group, older) ? group : entry->key;
        if (!has_text(list, word))
            json_insert(draft->arena, list, list->count,
                        json_new_text(draft->arena, word));
    }
    return list;
}

void keys_import(Draft *draft, Entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (entries[i].known && entries[i].row.age == KNOWN_ALWAYS &&
            *entries[i].row.group)
            join_group(&entries[i], entries, count);
    const Json *newer = list_make(draft, entries, count, false);
    const Json *older = list_make(draft, entries, count, true);
    /* Even an empty list says that nothing is added. */
    if (newer->count || !older->count)
        draft_setting(draft, "keys", newer);
    if (older->count)
        draft_setting(draft, "older_keys", older);
    const char *name = text_or(draft->root, "name", "");
    if (strcmp(draft->keys_title, name) != 0)
        draft_setting(draft, "keys_title",
                      json_new_text(draft->arena, draft->keys_title));
}
