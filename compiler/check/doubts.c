/* doubts.c - what can hardly be meant: variables of a path that nothing fills
 * in, keys that nothing defines, words and entries that the platform reads in
 * another way. */
#include "check/doubts.h"

#include <string.h>

#include "base/json_tree.h"

/* ---- variables of paths ---- */

/* A script in front of the request may fill it in. */
static bool script_paths(const Checker *ck, const Operation *op)
{
    const Connector *c = ck->connector;
    for (size_t i = 0; i < c->hook_count; i++) {
        const Hook *hook = &c->hooks[i];
        if (hook->script && strcmp(hook->kind, "before") == 0 &&
            (strcmp(hook->owner, op->full_name) == 0 ||
             !strchr(hook->owner, '.')) &&
            (strstr(hook->script, "request_vendor_path") ||
             strstr(hook->script, "request_vendor_url")))
            return true;
    }
    return false;
}

static void unbound_check(Checker *ck, const Operation *op)
{
    for (size_t i = 0; i < op->param_count; i++) {
        const Field *field = &op->params[i].field;
        bool elsewhere = op->params[i].place == PLACE_PATH && field->to &&
                         strcmp(field->to, "path") != 0;
        if ((!field->unbound && !elsewhere) || script_paths(ck, op))
            continue;
        Diag *diag = diag_report(ck->diags, D_UNBOUND_VARIABLE, field->span,
                                 field->name);
        diag_help(ck->diags, diag,
                  "without `@%s` it is an argument of the operation",
                  field->unbound ? "unbound" : "to");
    }
}

/* ---- keys of the configuration ---- */

void known_add(Checker *ck, KnownNames *known, const char *name)
{
    if (!name || map_get(&known->names, name))
        return;
    map_set(ck->arena, &known->names, name, (void *)(uintptr_t)name);
    vec_push(ck->arena, known->list, known->count, name);
}

/* A patch may add an entry of the configuration, or a parameter that stores
 * one: whatever it calls a key or a name may be meant. */
static void known_add_json(Checker *ck, KnownNames *known, const Json *json)
{
    known_add(ck, known, json_get_text(json, "key"));
    known_add(ck, known, json_get_text(json, "name"));
    for (size_t i = 0; i < json->count; i++)
        known_add_json(ck, known, json->items[i]);
}

static Json *patch_value(Checker *ck, const Patch *patch)
{
    return json_tree_parse(ck->arena, patch->json, strlen(patch->json));
}

static void known_add_patches(Checker *ck, KnownNames *known,
                              const Patches *patches)
{
    for (size_t i = 0; i < patches->count; i++) {
        const Json *value = patch_value(ck, &patches->items[i]);
        if (value)
            known_add_json(ck, known, value);
    }
}

static void known_add_standard(Checker *ck, KnownNames *known)
{
    static const char *const keys[] = {
#define PLATFORM_KEY(key, age, group, name, description, type, flags, order,   \
                     value)                                                    \
    key,
#include "grammar/platform_keys.def"
#undef PLATFORM_KEY
        "username",
        "password",
        "expires",
        "expires_in",
        "authentication.type",
        "aws.api.key",
        "aws.api.secret",
        "aws.region",
        "oauth.user.token.secret",
        "oauth.request.url",
        "oauth.request.authorization.type",
        "event.metadata",
        "event.helper.key",
        "event.poller.urls"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        known_add(ck, known, keys[i]);
}

static void known_add_connector(Checker *ck, KnownNames *known)
{
    const Connector *c = ck->connector;
    for (size_t i = 0; i < c->configuration_count; i++) {
        known_add(ck, known, c->configuration[i]->wire);
        known_add(ck, known, c->configuration[i]->name);
    }
    for (size_t i = 0; i < c->entry_count; i++)
        known_add(ck, known, c->entries[i]->wire);
    for (size_t i = 0; i < c->slot_count; i++)
        known_add(ck, known, c->slots[i]);
    known_add_patches(ck, known, &c->platform);
}

/* ---- words of the platform ---- */

static const struct Doubt {
    const char *word, *meant;
} doubts[] = {{"webhook", "webhooks"}, {"supported", "VENDOR_SUPPORTED"}};

static const struct Doubt *doubt_find(const char *word)
{
    for (size_t i = 0; i < sizeof doubts / sizeof *doubts; i++)
        if (word && strcmp(doubts[i].word, word) == 0)
            return &doubts[i];
    return NULL;
}

static void word_check(Checker *ck, Span span, const char *word)
{
    const struct Doubt *doubt = doubt_find(word);
    if (doubt)
        diag_report(ck->diags, D_DOUBTFUL_WORD, span, word, doubt->meant);
}

/* Words stand in members of these names. */
static bool holds_words(const char *name)
{
    static const char *const names[] = {"eventTypes", "vendorEventTypes",
                                        "paginationType"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(name, names[i]))
            return true;
    return false;
}

static void words_check(Checker *ck, Span span, const char *name,
                        const Json *json)
{
    if (json->kind == JSON_STRING && holds_words(name))
        word_check(ck, span, json->text);
    for (size_t i = 0; i < json->count; i++)
        words_check(ck, span, json->kind == JSON_OBJECT ? json->names[i] : name,
                    json->items[i]);
}

static void entry_words_check(Checker *ck)
{
    const Connector *c = ck->connector;
    for (size_t i = 0; i < c->entry_count; i++) {
        const Field *field = c->entries[i];
        if (strcmp(field->wire, "event.vendor.type") == 0 && field->fallback)
            word_check(ck, field->fallback->span,
                       expr_constant_text(ck->arena, field->fallback));
    }
}

/* ---- what stands twice ---- */

/* Of an entry its key, of a parameter all that says where it comes from and
 * goes to. */
static const char *identity_of(Checker *ck, const Json *item)
{
    static const char *const names[] = {"name", "type", "vendorName",
                                        "vendorType", "source"};
    const char *identity = json_get_text(item, "key");
    if (identity)
        return identity;
    identity = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = json_get_text(item, names[i]);
        identity =
            arena_format(ck->arena, "%s\n%s", identity, text ? text : "");
    }
    return identity;
}

static const char *added_to(const char *pointer)
{
    static const struct {
        const char *pointer, *what;
    } lists[] = {{"/configuration/-", "the entry"},
                 {"/parameters/-", "the parameter"}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i].pointer, pointer) == 0)
            return lists[i].what;
    return NULL;
}

static void report_twice(Checker *ck, const Patch *patch, const char *what,
                         const Json *item, Span first)
{
    const char *key = json_get_text(item, "key");
    const char *name = key ? key : json_get_text(item, "name");
    Diag *diag = diag_report(ck->diags, D_STANDS_TWICE, patch->span, what,
                             name ? name : "");
    diag_also(ck->diags, diag, first, "here first");
}

/* `seen` holds places by what identifies an item; entries that blocks declare
 * are in it. */
static void twice_check(Checker *ck, const Patch *patch, const Json *item,
                        Map *seen)
{
    const char *what = added_to(patch->pointer);
    if (!what || item->kind != JSON_OBJECT)
        return;
    const char *identity = identity_of(ck, item);
    const Span *first = map_get(seen, identity);
    if (first)
        report_twice(ck, patch, what, item, *first);
    else
        map_set(ck->arena, seen, identity, (void *)(uintptr_t)&patch->span);
}

static void note_entries(Checker *ck, Map *seen, Field *const *fields,
                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        map_set(ck->arena, seen, fields[i]->wire, &fields[i]->span);
}

/* ---- all ---- */

static void patches_check(Checker *ck, const Patches *patches, Map *seen)
{
    for (size_t i = 0; i < patches->count; i++) {
        const Patch *patch = &patches->items[i];
        const Json *value = patch_value(ck, patch);
        if (!value)
            continue;
        words_check(ck, patch->span, patch->pointer, value);
        twice_check(ck, patch, value, seen);
    }
}

void doubts_check(Checker *ck)
{
    const Connector *c = ck->connector;
    KnownNames known = {0};
    Map entries = {0};
    known_add_connector(ck, &known);
    known_add_standard(ck, &known);
    for (size_t i = 0; i < c->resource_count; i++)
        for (size_t k = 0; k < c->resources[i]->operation_count; k++) {
            const Operation *op = c->resources[i]->operations[k];
            unbound_check(ck, op);
            Map parameters = {0};
            patches_check(ck, &op->platform, &parameters);
            known_add_patches(ck, &known, &op->platform);
        }
    note_entries(ck, &entries, c->configuration, c->configuration_count);
    note_entries(ck, &entries, c->entries, c->entry_count);
    patches_check(ck, &c->platform, &entries);
    entry_words_check(ck);
    scripts_check(ck, &known);
}
