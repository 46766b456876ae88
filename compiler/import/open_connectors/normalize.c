/* normalize.c - one dialect, and nothing that says nothing.
 *
 * Definitions come in two dialects: `preRequest`, and `PRE_REQUEST` from the
 * catalogue's own export. What the server assigns (ids, dates) is no part of a
 * connector, and is left out. */
#include <string.h>

#include "import/open_connectors/draft.h"

static bool is_among(const char *const *words, const char *word)
{
    for (; *words; words++)
        if (strcmp(*words, word) == 0)
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
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        if (strcmp(defaults[i].name, name) != 0)
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

/* Absent, null, an empty text, and what holds only such are one and the same to
 * the platform. */
bool json_is_nothing(const char *name, const Json *json)
{
    if (!json || json->kind == JSON_NULL || (name && is_default(name, json)) ||
        (name && is_bookkeeping(name)))
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
        if (strcmp(words[i].other, word) == 0)
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
    if (strcmp(name, "description") != 0 && strcmp(name, "body") != 0)
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

Json *definition_normalize(Arena *arena, Json *root, Diags *diags)
{
    (void)diags;
    return normalize(arena, NULL, root);
}
