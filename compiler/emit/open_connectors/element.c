/* element.c - the whole definition: the target's entry, the fields of the top
 * level and the catalogue card. The values that stand here as constants are
 * those that all exported definitions of custom connectors have. */
#include <string.h>

#include "emit/emit.h"
#include "emit/open_connectors/authentication.h"
#include "emit/open_connectors/configuration.h"
#include "emit/open_connectors/endpoints.h"
#include "emit/open_connectors/entries.h"
#include "emit/open_connectors/headers.h"
#include "emit/open_connectors/hooks.h"
#include "emit/open_connectors/keys.h"
#include "emit/open_connectors/losses.h"
#include "emit/open_connectors/mappings.h"
#include "emit/open_connectors/object_fields.h"
#include "emit/open_connectors/objects.h"
#include "emit/open_connectors/paging.h"
#include "emit/open_connectors/parameters.h"
#include "emit/open_connectors/patches.h"
#include "emit/open_connectors/resources.h"

static const struct ElementFlag {
    const char *name;
    bool value;
} element_flags[] = {
    {"active", true},
    {"deleted", false},
    {"private", true},
    {"beta", false},
    {"cloneable", true},
    {"extendable", true},
    {"extended", false},
    {"trialAccount", false},
    {"typeOauth", false},
    {"transformationsEnabled", true},
    {"childTransformationsEnabled", true},
    {"bulkDownloadEnabled", false},
    {"bulkUploadEnabled", false},
    {"useModelsForMetadata", true},
};

/* Styles of `information.api` as protocolType and as type of the API. */
static const struct ElementApi {
    const char *api, *protocol, *type;
} element_apis[] = {
    {"rest", "http", "rest json"},
    {"soap", "soap", "unknown"},
    {"odata", "odata", "unknown"},
    {"jdbc", "jdbc", "unknown"},
};

static const struct ElementApi *element_api(const Platform *platform)
{
    const char *api = choice_text(platform->connector->information, "api");
    for (size_t i = 0; i < sizeof element_apis / sizeof *element_apis; i++)
        if (api && strcmp(element_apis[i].api, api) == 0)
            return &element_apis[i];
    return &element_apis[0];
}

/* REST is of JSON unless all answers are XML. */
static const char *element_api_type(const Platform *platform)
{
    const struct ElementApi *api = element_api(platform);
    bool xml = choice_is(platform->connector->properties->decode, "xml");
    return xml && api == &element_apis[0] ? "rest xml" : api->type;
}

static const char *element_text(const Platform *platform, const char *setting,
                                const char *otherwise)
{
    const char *text = choice_text(platform->connector->information, setting);
    return text ? text : otherwise;
}

static bool element_is_given(const Platform *platform, const char *setting)
{
    const Choice *information = platform->connector->information;
    for (size_t i = 0; information && i < information->count; i++)
        if (strcmp(information->settings[i].name, setting) == 0)
            return information->settings[i].given;
    return false;
}

static const char *element_description(const Platform *platform)
{
    const char *doc = platform->connector->doc;
    return element_text(platform, "description", doc ? doc : "");
}

/* ---- the catalogue card ---- */

/* A flag of the whole connector: as the `platform` block says. */
static bool element_flag(const Platform *platform, const char *setting,
                         bool otherwise)
{
    const Json *said = patches_setting(platform, setting);
    return said ? said->kind == JSON_TRUE : otherwise;
}

static void metadata_write_bulk(Platform *platform)
{
    static const char *const names[] = {
        "ceSupportNativeBulkDownload", "ceSupportNativeBulkUpload",
        "vendorSupportNativeBulkDownload", "vendorSupportNativeBulkUpload"};
    JsonWriter *json = &platform->json;
    json_object(json, "bulk");
    json_bool(json, "download", element_flag(platform, "bulk_download", false));
    json_bool(json, "upload", element_flag(platform, "bulk_upload", false));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_bool(json, names[i], false);
    json_object_end(json);
}

static void metadata_write_discovery(JsonWriter *json)
{
    static const char *const names[] = {
        "nativeObjectMetadataDiscovery", "vendorSupportCustomFieldsDiscovery",
        "supportCustomFieldsDiscovery",  "nativeObjectDiscovery",
        "objectDiscoverySupport",        "crudsSupported"};
    json_object(json, "discovery");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_bool(json, names[i], false);
    json_object_end(json);
}

static void metadata_write_api(Platform *platform)
{
    JsonWriter *json = &platform->json;
    const char *version = element_text(platform, "api_version", NULL);
    const char *documentation = element_text(platform, "documentation", NULL);
    json_object(json, "api");
    json_text(json, "type", element_api_type(platform));
    if (version)
        json_text(json, "version", version);
    if (documentation)
        json_text(json, "vendorDocumentationUrl", documentation);
    json_bool(json, "vendorSupportWebhooks",
              platform->connector->webhook_count > 0);
    json_object_end(json);
}

static void metadata_write_lists(Platform *platform,
                                 const ConfigEntries *entries)
{
    JsonWriter *json = &platform->json;
    json_array(json, "authenticationTypes");
    for (size_t i = 0; i < platform->way_count; i++)
        json_text(json, NULL, platform->ways[i].type);
    json_array_end(json);
    const ConfigEntry *events = entries_find(entries, "event.vendor.type");
    json_array(json, "eventTypes");
    json_text(json, NULL,
              events && events->default_value ? events->default_value
                                              : "unknown");
    json_array_end(json);
    const Expr *tags = choice_value(platform->connector->information, "tags");
    json_array(json, "tags");
    for (size_t i = 0; tags && i < tags->item_count; i++)
        json_text(json, NULL, tags->items[i]->text);
    json_array_end(json);
}

static void metadata_write(Platform *platform, const ConfigEntries *entries)
{
    JsonWriter *json = &platform->json;
    const Connector *c = platform->connector;
    json_object(json, "elementMetadata");
    json_text(json, "key", c->key);
    json_text(json, "name", element_text(platform, "name", c->key));
    json_text(json, "description", element_description(platform));
    json_text(json, "image", element_text(platform, "image", ""));
    json_text(json, "hub", platform->hub);
    json_bool(json, "active", true);
    json_bool(json, "beta", element_flag(platform, "beta", false));
    json_bool(json, "extendable", element_flag(platform, "extendable", true));
    json_int(json, "displayOrder", 100);
    json_bool(json, "hasSandboxWarnings", false);
    /* The only place for the version of the connector itself. */
    if (element_is_given(platform, "version"))
        json_text(json, "notes",
                  arena_format(platform->arena, "Version %s",
                               element_text(platform, "version", "")));
    metadata_write_lists(platform, entries);
    metadata_write_api(platform);
    metadata_write_bulk(platform);
    metadata_write_discovery(json);
    json_object(json, "paginationMetadata");
    json_object_end(json);
    json_object_end(json);
}

/* ---- the top level ---- */

static void element_write_head(Platform *platform)
{
    JsonWriter *json = &platform->json;
    const Connector *c = platform->connector;
    json_text(json, "key", c->key);
    json_text(json, "name", element_text(platform, "name", c->key));
    json_text(json, "description", element_description(platform));
    json_text(json, "image", element_text(platform, "image", ""));
    json_text(json, "logo", c->key);
    json_text(json, "hub", platform->hub);
    json_text(json, "protocolType", element_api(platform)->protocol);
    for (size_t i = 0; i < sizeof element_flags / sizeof *element_flags; i++)
        json_bool(json, element_flags[i].name, element_flags[i].value);
    if (platform->paging || entries_are_listed(platform))
        json_text(json, "paginatorVersion", "V2");
    json_object(json, "authentication");
    /* Where the platform has none of the ways in, which is reported. */
    json_text(json, "type",
              platform->way_count > 0 ? platform->ways[0].type : "custom");
    json_object_end(json);
}

static void element_write(Platform *platform, const ConfigEntries *entries)
{
    JsonWriter *json = &platform->json;
    json_object(json, NULL);
    element_write_head(platform);
    metadata_write(platform, entries);
    configuration_write(platform, entries);
    parameters_write_global(platform);
    resources_write(platform);
    hooks_write_element(platform);
    objects_write(platform);
    object_fields_write(platform);
    json_text(json, "modelType", "basic");
    json_object_end(json);
}

/* ---- the target ---- */

static bool element_name_is_safe(const char *name, const char *others)
{
    if (!*name || *name == '.')
        return false;
    for (const char *c = name; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
              (*c >= '0' && *c <= '9') || strchr(others, *c)))
            return false;
    return !strstr(name, "..");
}

/* The key names a file, the hub a segment of each path. */
static void element_check_names(Platform *platform)
{
    const Connector *c = platform->connector;
    if (!element_name_is_safe(c->key, "-_.()")) {
        Diag *diag = diag_report(platform->diags, D_OC_KEY, c->span, c->key);
        diag_help(
            platform->diags, diag,
            "letters, digits, `-`, `_`, `.`, `(` and `)` can stand in it");
    }
    const Expr *hub = choice_value(c->information, "hub");
    if (!element_name_is_safe(platform->hub, "-_")) {
        Diag *diag = diag_report(platform->diags, D_OC_HUB,
                                 hub ? hub->span : c->span, platform->hub);
        diag_help(platform->diags, diag,
                  "letters, digits, `-` and `_` can stand in it");
    }
}

/* Everything is collected before anything is written: paths that operations
 * take may come from the configuration, and its values from the paging. */
static Json *element_make(Platform *platform)
{
    size_t errors = platform->diags->errors;
    platform->hub = element_text(platform, "hub", "general");
    element_check_names(platform);
    authentication_plan(platform);
    keys_plan(platform);
    paging_plan(platform);
    headers_add_global(platform);
    authentication_add_parameters(platform);
    parameters_add_assigns(platform, &platform->global,
                           platform->connector->parameters,
                           platform->connector->parameter_count);
    endpoints_collect(platform);
    patches_order(platform);
    ConfigEntries entries = configuration_collect(platform);
    losses_report(platform);
    if (platform->diags->errors > errors)
        return NULL;
    JsonTree tree = {.arena = platform->arena};
    platform->json = (JsonWriter){.tree = &tree};
    element_write(platform, &entries);
    if (platform->diags->errors > errors)
        return NULL;
    patches_apply(platform, tree.root);
    return platform->diags->errors == errors ? tree.root : NULL;
}

Json *element_tree(const Connector *connector, Arena *arena, Diags *diags)
{
    Platform platform = {
        .connector = connector, .arena = arena, .diags = diags};
    return element_make(&platform);
}

bool emit_open_connectors(const Connector *connector, Arena *arena,
                          Diags *diags, Outputs *outputs)
{
    Platform platform = {
        .connector = connector, .arena = arena, .diags = diags};
    size_t errors = diags->errors;
    const Json *root = element_make(&platform);
    if (!root)
        return false;
    /* Only now is the key known to be fit for the name of a file. */
    const char *path = arena_format(arena, "%s.json", connector->key);
    JsonWriter json = {.out = output_file(outputs, path), .first = true};
    json_tree_write(&json, NULL, root);
    buf_putc(json.out, '\n');
    mappings_write(&platform, outputs);
    return diags->errors == errors;
}
