/* normalize.c - one dialect, and nothing that says nothing.
 *
 * Definitions come in two dialects: `preRequest`, and `PRE_REQUEST` from the
 * catalogue's own export. What the server assigns (ids, dates) is no part of a
 * connector, and is left out. */
#include <stdlib.h>
#include <string.h>

#include "import/open_connectors/draft.h"

/* Most words differ in their first letter. */
static bool is_same(const char *a, const char *b)
{
    return *a == *b && strcmp(a, b) == 0;
}

static bool is_among(const char *const *words, const char *word)
{
    for (; *words; words++)
        if (is_same(*words, word))
            return true;
    return false;
}

/* ---- what the server assigns ---- */

static bool is_bookkeeping(const char *name)
{
    static const char *const names[] = {"id",
                                        "elementId",
                                        "resourceId",
                                        "ownerAccountId",
                                        "createdDate",
                                        "updatedDate",
                                        "usage",
                                        "migrated",
                                        "modelMigrated",
                                        "operationId",
                                        "object",
                                        "formulaId",
                                        "elementModelId",
                                        "listResponse",
                                        "captured",
                                        "contentTypeAsString",
                                        NULL};
    return is_among(names, name);
}

/* ---- what a field is when it is left out ---- */

static const struct {
    const char *name;
    const char *text; /* NULL: a bool */
    bool truth;
} defaults[] = {{"active", NULL, true},
                {"deleted", NULL, false},
                {"trialAccount", NULL, false},
                {"typeOauth", NULL, false},
                {"companyConfig", NULL, false},
                {"resellerConfig", NULL, false},
                {"groupControl", NULL, false},
                {"isPrivate", NULL, false},
                {"internal", NULL, false},
                {"hideFromConsole", NULL, false},
                {"required", NULL, false},
                {"isLegacy", NULL, false},
                {"mimeType", "application/javascript", false},
                {"kind", "eb", false},
                {"tryitoutDisable", NULL, false},
                {"transform", NULL, false}};

static bool is_default(const char *name, const Json *json)
{
    if (json->kind != JSON_STRING && json->kind != JSON_TRUE &&
        json->kind != JSON_FALSE)
        return false;
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        if (!is_same(defaults[i].name, name))
            continue;
        if (defaults[i].text)
            return json->kind == JSON_STRING &&
                   strcmp(json->text, defaults[i].text) == 0;
        return json->kind == (defaults[i].truth ? JSON_TRUE : JSON_FALSE);
    }
    return false;
}

static bool is_blank(const char *text)
{
    return !text[strspn(text, " \t\r\n\v\f")];
}

/* Models have fields of any name, which are described by objects: there `id` is
 * no bookkeeping. */
static bool is_described(const char *name, const Json *json)
{
    return json->kind == JSON_OBJECT && json->count &&
           (strcmp(name, "usage") != 0 || json_get(json, "type"));
}

/* Absent, null, an empty text, and what holds only such are one and the same to
 * the platform. */
bool json_is_nothing(const char *name, const Json *json)
{
    if (!json || json->kind == JSON_NULL || (name && is_default(name, json)) ||
        (name && is_bookkeeping(name) && !is_described(name, json)))
        return true;
    if (json->kind == JSON_STRING)
        return is_blank(json->text);
    if (json->kind != JSON_ARRAY && json->kind != JSON_OBJECT)
        return false;
    for (size_t i = 0; i < json->count; i++)
        if (!json_is_nothing(json->kind == JSON_OBJECT ? json->names[i] : NULL,
                             json->items[i]))
            return false;
    return true;
}

/* In a model, what holds nothing still has a name that others refer to, and
 * `id` is a word like any other. */
static bool is_left_out(const char *name, const Json *json, bool model)
{
    if (!model)
        return json_is_nothing(name, json);
    return name && json->kind != JSON_OBJECT && json_is_nothing(NULL, json);
}

static Json *meaning_of(Arena *arena, const Json *json, bool model)
{
    static const char *const models[] = {"swagger", "requestSwagger",
                                         "rawSwagger", NULL};
    Json *made = json_new(arena, json->kind);
    made->span = json->span;
    made->text = json->text;
    for (size_t i = 0; i < json->count; i++) {
        const char *name = json->kind == JSON_OBJECT ? json->names[i] : NULL;
        if (is_left_out(name, json->items[i], model))
            continue;
        Json *item = meaning_of(arena, json->items[i],
                                model || (name && is_among(models, name)));
        if (name)
            json_set(arena, made, name, item);
        else
            json_insert(arena, made, made->count, item);
    }
    return made;
}

Json *json_meaning(Arena *arena, const char *pointer, const Json *json)
{
    return meaning_of(arena, json, strstr(pointer, "wagger") != NULL);
}

/* ---- the other dialect ---- */

static const char *other_dialect(const char *word)
{
    static const struct {
        const char *other, *word;
    } words[] = {{"PRE_REQUEST", "preRequest"},
                 {"POST_REQUEST", "postRequest"},
                 {"EVENT", "event"},
                 {"NO_OP", "no-op"},
                 {"BODY_FIELD", "bodyField"},
                 {"BODY_TOKEN", "bodyToken"},
                 {"API_NODOCUMENTATION", "apiNoDocumentation"},
                 {"ON_PROVISION", "onProvision"},
                 {"ON_PROVISION_WEBHOOK", "onProvisionWebhook"},
                 {"ON_DELETE", "onDelete"},
                 {"ON_DELETE_WEBHOOK", "onDeleteWebhook"},
                 {"ON_REFRESH", "onRefresh"},
                 {"PROVISION_AUTH_VALIDATION", "provisionAuthValidation"},
                 {"OAUTH2_PASSWORD", "oauth2Password"},
                 {"APPLICATION_JSON", "application/json"},
                 {"API", "api"},
                 {"QUERY", "query"},
                 {"PATH", "path"},
                 {"BODY", "body"},
                 {"HEADER", "header"},
                 {"VALUE", "value"},
                 {"REQUEST", "request"},
                 {"RESPONSE", "response"},
                 {"HTTP", "http"},
                 {"SOAP", "soap"},
                 {"ODATA", "odata"},
                 {"JDBC", "jdbc"},
                 {"BASIC", "basic"},
                 {"CUSTOM", "custom"},
                 {"OAUTH1", "oauth1"},
                 {"OAUTH2", "oauth2"},
                 {"EB", "eb"},
                 {"CONFIGURATION", "configuration"},
                 {"MULTIPART", "multipart"},
                 {"FORM", "form"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_same(words[i].other, word))
            return words[i].word;
    return word;
}

/* Only where such words stand: a model may have a field called `type`, too,
 * but its values are other ones. */
static bool is_word_field(const char *name)
{
    static const char *const names[] = {
        "type", "vendorType",  "source", "protocolType",
        "kind", "contentType", NULL};
    return is_among(names, name);
}

/* Blanks at the end of words for people, and of scripts, mean nothing. */
static Json *trim(Arena *arena, const char *name, Json *json)
{
    size_t length = strlen(json->text);
    size_t kept = length;
    static const char *const names[] = {"description", "body",         "hub",
                                        "method",      "vendorMethod", NULL};
    if (!is_among(names, name) && !is_word_field(name))
        return json;
    while (kept > 0 && strchr(" \t\r\n", json->text[kept - 1]))
        kept--;
    if (kept == length)
        return json;
    Json *made = json_new_text(arena, arena_text(arena, json->text, kept));
    made->span = json->span;
    return made;
}

static Json *normalize(Arena *arena, const char *name, Json *json)
{
    if (json->kind == JSON_STRING && name)
        json = trim(arena, name, json);
    if (json->kind == JSON_STRING && name && is_word_field(name)) {
        const char *word = other_dialect(json->text);
        if (word == json->text)
            return json;
        Json *made = json_new_text(arena, word);
        made->span = json->span;
        return made;
    }
    for (size_t i = 0; i < json->count; i++)
        json->items[i] =
            normalize(arena, json->kind == JSON_OBJECT ? json->names[i] : NULL,
                      json->items[i]);
    return json;
}

/* ---- order ---- */

typedef struct Member {
    const char *rank;
    size_t at; /* where it stood: equals stay in order */
    Json *item;
} Member;

static int by_rank(const void *a, const void *b)
{
    const Member *x = a, *y = b;
    int order = strcmp(x->rank, y->rank);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* Hooks stand as they run, parameters by the vendor's name. */
static const char *rank_of(const char *set, const Json *item)
{
    static const char *const types[] = {"preRequest", "postRequest", "event"};
    static const char *const ranks[] = {"0", "1", "2", "3"};
    bool hooks = strcmp(set, "hooks") == 0;
    const char *text = json_get_text(item, hooks ? "type" : "vendorName");
    size_t rank = 0;
    if (!hooks)
        return text ? text : "";
    while (rank < 3 && !(text && strcmp(text, types[rank]) == 0))
        rank++;
    return ranks[rank];
}

/* Sets have no order of their own: they get one, so that a definition that was
 * built gives the same source again. */
static void order_set(Arena *arena, const Json *object, const char *name)
{
    const Json *set = json_get(object, name);
    size_t count = json_count(set);
    Member *members = arena_array(arena, Member, count + 1);
    for (size_t i = 0; i < count; i++)
        members[i] = (Member){.rank = rank_of(name, set->items[i]),
                              .at = i,
                              .item = set->items[i]};
    if (count > 1)
        qsort(members, count, sizeof *members, by_rank);
    for (size_t i = 0; i < count; i++)
        set->items[i] = members[i].item;
}

static void order_sets(Arena *arena, const Json *root)
{
    const Json *resources = json_get(root, "resources");
    order_set(arena, root, "parameters");
    order_set(arena, root, "hooks");
    for (size_t i = 0; i < json_count(resources); i++) {
        order_set(arena, resources->items[i], "parameters");
        order_set(arena, resources->items[i], "hooks");
    }
}

Json *definition_normalize(Arena *arena, Json *root, Diags *diags)
{
    (void)diags;
    root = meaning_of(arena, normalize(arena, NULL, root), false);
    order_sets(arena, root);
    return root;
}
