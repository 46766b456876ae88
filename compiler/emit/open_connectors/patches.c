/* patches.c - `platform` blocks: JSON Pointers (RFC 6901) into the definition.
 *
 * They come last, so that whatever the platform holds can be said, in a place
 * that the language has no words for. A part of a pointer that leads into an
 * array is an index, `-` for a new item, or the `key` or `name` of an item. */
#include "emit/open_connectors/patches.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_tree.h"

typedef struct Walk {
    Platform *platform;
    const Patch *patch;
    const char *rest; /* of the pointer */
} Walk;

/* The next part of the pointer, `~1` and `~0` replaced. */
static const char *walk_part(Walk *walk)
{
    const char *start = walk->rest + 1;
    size_t length = strcspn(start, "/"), kept = 0;
    char *part = arena_text(walk->platform->arena, start, length);
    for (size_t i = 0; i < length; i++) {
        char c = part[i];
        if (c == '~' && (part[i + 1] == '0' || part[i + 1] == '1'))
            c = part[++i] == '1' ? '/' : '~';
        part[kept++] = c;
    }
    part[kept] = '\0';
    walk->rest = start + length;
    return part;
}

static bool item_is_called(const Json *item, const char *part)
{
    const char *key = json_get_text(item, "key");
    const char *name = json_get_text(item, "name");
    return (key && strcmp(key, part) == 0) || (name && strcmp(name, part) == 0);
}

/* Number of the item that `part` means; count for a new one; SIZE_MAX. */
static size_t array_place(const Json *array, const char *part)
{
    if (strcmp(part, "-") == 0)
        return array->count;
    if (*part && strspn(part, "0123456789") == strlen(part) &&
        strlen(part) < 9) {
        size_t at = strtoul(part, NULL, 10);
        return at <= array->count ? at : SIZE_MAX;
    }
    for (size_t i = 0; i < array->count; i++)
        if (item_is_called(array->items[i], part))
            return i;
    return SIZE_MAX;
}

static void walk_lost(const Walk *walk, const char *part)
{
    diag_report(walk->platform->diags, D_OC_POINTER, walk->patch->span,
                walk->patch->pointer, part);
}

static void array_change(Walk *walk, Json *array, const char *part, Json *value)
{
    size_t at = array_place(array, part);
    if (at == SIZE_MAX || (!value && at == array->count))
        walk_lost(walk, part);
    else if (!value)
        json_remove(array, at);
    else if (at == array->count)
        json_insert(walk->platform->arena, array, at, value);
    else
        array->items[at] = value;
}

/* Members on the way are made where they are missing. */
static Json *walk_down(Walk *walk, Json *from, const char *part, bool make)
{
    if (from->kind == JSON_ARRAY) {
        size_t at = array_place(from, part);
        return at < from->count ? from->items[at] : NULL;
    }
    Json *next = json_get(from, part);
    if (!next && make && from->kind == JSON_OBJECT) {
        next = json_new(walk->platform->arena, JSON_OBJECT);
        json_set(walk->platform->arena, from, part, next);
    }
    return next;
}

static void patch_apply(Platform *platform, Json *root, const Patch *patch)
{
    Walk walk = {platform, patch, patch->pointer};
    Json *value =
        json_tree_parse(platform->arena, patch->json, strlen(patch->json));
    if (value && value->kind == JSON_NULL)
        value = NULL;
    while (*walk.rest) {
        const char *part = walk_part(&walk);
        if (!*walk.rest) {
            if (root->kind == JSON_ARRAY)
                array_change(&walk, root, part, value);
            else if (root->kind == JSON_OBJECT)
                json_set(platform->arena, root, part, value);
            else
                walk_lost(&walk, part);
            return;
        }
        root = walk_down(&walk, root, part, value != NULL);
        if (!root) {
            if (value)
                walk_lost(&walk, part);
            return;
        }
    }
}

static void patches_apply_all(Platform *platform, Json *root,
                              const Patches *patches)
{
    for (size_t i = 0; i < patches->count; i++)
        if (*patches->items[i].pointer)
            patch_apply(platform, root, &patches->items[i]);
}

static bool patches_any(const Platform *platform)
{
    bool any = platform->connector->platform.count > 0;
    for (size_t i = 0; !any && i < platform->endpoints.count; i++)
        any = platform->endpoints.items[i].operation->platform.count > 0;
    return any;
}

/* ---- settings with a name ---- */

const Json *patches_setting(const Platform *platform, const char *name)
{
    const Patches *patches = &platform->connector->platform;
    for (size_t i = 0; i < patches->count; i++)
        if (patches->items[i].name && strcmp(patches->items[i].name, name) == 0)
            return json_tree_parse(platform->arena, patches->items[i].json,
                                   strlen(patches->items[i].json));
    return NULL;
}

/* ---- order of the configuration ---- */

typedef struct Ranked {
    long rank;
    size_t at; /* where it stood: equals stay in order */
    Json *entry;
} Ranked;

static long display_order(const Json *entry)
{
    const Json *order = json_get(entry, "displayOrder");
    return order && order->kind == JSON_NUMBER ? strtol(order->text, NULL, 10)
                                               : 0;
}

/* Entries that the list names come as it names them, the rest behind. A key may
 * stand twice: then its first entry takes the first place. */
static void rank_listed(Arena *arena, Ranked *ranked, size_t count,
                        const Json *listed)
{
    Map heads = {0}; /* key -> first entry without a place + 1 */
    size_t *next = arena_array(arena, size_t, count + 1);
    for (size_t i = count; i-- > 0;) {
        const char *key = json_get_text(ranked[i].entry, "key");
        ranked[i].rank = LONG_MAX;
        if (!key)
            continue;
        next[i] = (size_t)(uintptr_t)map_get(&heads, key);
        map_set(arena, &heads, key, (void *)(uintptr_t)(i + 1));
    }
    for (size_t i = 0; i < listed->count; i++) {
        const char *key = listed->items[i]->text;
        size_t at = key ? (size_t)(uintptr_t)map_get(&heads, key) : 0;
        if (!at)
            continue;
        ranked[at - 1].rank = (long)i;
        map_set(arena, &heads, key, (void *)(uintptr_t)next[at - 1]);
    }
}

static int by_rank(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

void configuration_sort(Arena *arena, Json *entries, const Json *listed)
{
    size_t count = json_count(entries);
    Ranked *ranked = arena_array(arena, Ranked, count + 1);
    for (size_t i = 0; i < count; i++)
        ranked[i] = (Ranked){.rank = display_order(entries->items[i]),
                             .at = i,
                             .entry = entries->items[i]};
    if (listed)
        rank_listed(arena, ranked, count, listed);
    qsort(ranked, count, sizeof *ranked, by_rank);
    for (size_t i = 0; i < count; i++)
        entries->items[i] = ranked[i].entry;
}

static void patches_leave_out(Platform *platform, Json *root)
{
    const Json *names = patches_setting(platform, "without");
    for (size_t i = 0; i < json_count(names); i++)
        if (names->items[i]->kind == JSON_STRING)
            json_set(platform->arena, root, names->items[i]->text, NULL);
}

/* ---- what all resources have in common ---- */

/* `part` is a resource or the definition. */
static void patches_hooks_plain(Platform *platform, const Json *part)
{
    const Json *hooks = json_get(part, "hooks");
    for (size_t i = 0; i < json_count(hooks); i++)
        json_set(platform->arena, hooks->items[i], "contextParams", NULL);
}

/* Said for the whole file: what an operation says itself comes later. */
static void patches_apply_common(Platform *platform, Json *root)
{
    const Json *names = patches_setting(platform, "without");
    const Json *pagination = patches_setting(platform, "pagination");
    bool plain = json_has_text(names, "contextParams");
    bool uncalled = json_has_text(names, "vendorPath");
    const Json *resources = json_get(root, "resources");
    if (plain)
        patches_hooks_plain(platform, root);
    for (size_t i = 0; i < json_count(resources); i++) {
        Json *resource = resources->items[i];
        if (plain)
            patches_hooks_plain(platform, resource);
        if (uncalled)
            json_set(platform->arena, resource, "vendorPath", NULL);
        if (pagination && pagination->kind == JSON_STRING)
            json_set(platform->arena, resource, "paginationType",
                     json_new_text(platform->arena, pagination->text));
    }
}

void patches_apply(Platform *platform, Json *root)
{
    if (!patches_any(platform))
        return;
    Json *resources = json_get(root, "resources");
    /* Pointers count entries in an order that no list changes. */
    configuration_sort(platform->arena, json_get(root, "configuration"), NULL);
    patches_apply_common(platform, root);
    for (size_t i = 0; i < json_count(resources); i++)
        patches_apply_all(platform, resources->items[i],
                          &platform->endpoints.items[i].operation->platform);
    patches_apply_all(platform, root, &platform->connector->platform);
    patches_leave_out(platform, root);
    configuration_sort(platform->arena, json_get(root, "configuration"),
                       patches_setting(platform, "configuration_order"));
}

/* ---- positions ---- */

/* The place that the operation asks for, or -1. */
static long endpoint_position(const Endpoint *endpoint)
{
    const Patches *patches = &endpoint->operation->platform;
    for (size_t i = 0; i < patches->count; i++)
        if (patches->items[i].name &&
            strcmp(patches->items[i].name, "position") == 0)
            return strtol(patches->items[i].json, NULL, 10);
    return -1;
}

void patches_order(Platform *platform)
{
    Endpoints *all = &platform->endpoints;
    Endpoint *ordered = arena_array(platform->arena, Endpoint, all->count + 1);
    bool *taken = arena_array(platform->arena, bool, all->count + 1);
    bool *placed = arena_array(platform->arena, bool, all->count + 1);
    for (size_t i = 0; i < all->count; i++) {
        long at = endpoint_position(&all->items[i]);
        if (at < 0 || (size_t)at >= all->count || taken[at])
            continue;
        taken[at] = placed[i] = true;
        ordered[at] = all->items[i];
    }
    for (size_t i = 0, next = 0; i < all->count; i++) {
        while (next < all->count && taken[next])
            next++;
        if (!placed[i])
            ordered[next++] = all->items[i];
    }
    all->items = ordered;
}
