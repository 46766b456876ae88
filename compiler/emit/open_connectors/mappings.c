/* mappings.c - maps as common objects and transformations: rows that the
 * platform's own mapping says are entries of `fields`, others a script. */
#include "emit/open_connectors/mappings.h"

#include <ctype.h>
#include <string.h>

#include "emit/javascript/javascript.h"
#include "emit/open_connectors/object_fields.h"

/* ---- names ---- */

/* "contact" of `Contact`: identifiers, so that they are safe in paths. */
static const char *common_name(Arena *arena, const Mapping *mapping)
{
    const char *id = mapping->common->record->id;
    char *name = arena_text(arena, id, strlen(id));
    *name = (char)tolower((unsigned char)*name);
    return name;
}

static bool names_record(const Type *type, const Record *record)
{
    while (type && (type->kind == TYPE_LIST || type->kind == TYPE_OPTIONAL ||
                    type->kind == TYPE_STREAM))
        type = type->element;
    return type && type->kind == TYPE_RECORD && type->record == record;
}

static bool answers_with(const Operation *op, const Record *record)
{
    const Type *item = op->pagination ? op->pagination->item : op->item;
    return names_record(item ? item : op->result, record);
}

/* "contacts" of "/contacts/{id}", where the vendor's record is offered. */
static const char *vendor_name(Platform *platform, const Mapping *mapping)
{
    for (size_t i = 0; i < platform->endpoints.count; i++) {
        const Endpoint *endpoint = &platform->endpoints.items[i];
        if (!endpoint->operation->resource ||
            !answers_with(endpoint->operation, mapping->vendor->record))
            continue;
        const char *path = endpoint->path + (*endpoint->path == '/');
        return arena_text(platform->arena, path, strcspn(path, "/?"));
    }
    return NULL;
}

/* ---- rows ---- */

/* "properties.firstname", the names as they are on the wire. */
static const char *wire_path(Arena *arena, const Expr *path)
{
    if (path->a->kind == EXPR_LOCAL)
        return path->field->wire;
    return arena_format(arena, "%s.%s", wire_path(arena, path->a),
                        path->field->wire);
}

/* Names with a dot or bracket mean something else in a path. */
static bool is_sayable(const Expr *path)
{
    for (; path->kind == EXPR_MEMBER; path = path->a)
        if (strpbrk(path->field->wire, ".[]"))
            return false;
    return true;
}

/* Whether one field takes the value of the other, both ways and as it is. */
static bool is_plain(const MapRow *row)
{
    return row->into && mapping_row_copies(row) && is_sayable(row->value);
}

static bool is_scripted(const MapRow *row)
{
    return !is_plain(row);
}

static void row_write(Platform *platform, const MapRow *row)
{
    JsonWriter *json = &platform->json;
    const char *type = object_field_type(platform->arena, row->field);
    json_object(json, NULL);
    json_text(json, "path", row->field->wire);
    json_text(json, "type", type);
    if (is_plain(row)) {
        json_text(json, "vendorPath", wire_path(platform->arena, row->value));
        json_text(json, "vendorType", type);
    }
    json_object_end(json);
}

/* ---- files ---- */

static void definition_write(Platform *platform, const Mapping *mapping,
                             const char *name)
{
    Object object = {
        .name = name, .span = mapping->span, .fields = mapping->common->record};
    json_object(&platform->json, NULL);
    json_text(&platform->json, "level", "organization");
    object_fields_write_common(platform, &object);
    json_object_end(&platform->json);
}

/* What no row names is not handed on. */
static void configuration_write(JsonWriter *json)
{
    json_array(json, "configuration");
    json_object(json, NULL);
    json_text(json, "type", "passThrough");
    json_object(json, "properties");
    json_bool(json, "fromVendor", false);
    json_bool(json, "toVendor", false);
    json_object_end(json);
    json_object_end(json);
    json_array_end(json);
}

static void script_write(JsonWriter *json, const char *body)
{
    json_object(json, "script");
    json_text(json, "body", body);
    json_text(json, "mimeType", "application/javascript");
    json_bool(json, "filterEmptyResponse", false);
    json_object_end(json);
}

static void transformation_write(Platform *platform, const Mapping *mapping,
                                 const char *vendor, const char *script)
{
    JsonWriter *json = &platform->json;
    json_object(json, NULL);
    json_text(json, "level", "organization");
    json_text(json, "vendorName", vendor);
    json_array(json, "fields");
    for (size_t i = 0; i < mapping->row_count; i++)
        row_write(platform, &mapping->rows[i]);
    json_array_end(json);
    configuration_write(json);
    if (script)
        script_write(json, script);
    json_bool(json, "isLegacy", false);
    json_object_end(json);
}

/* ---- all ---- */

static bool is_alone(Platform *platform, size_t number, const char *name)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < number; i++) {
        if (strcmp(common_name(platform->arena, c->mappings[i]), name) != 0)
            continue;
        Diag *diag = diag_report(
            platform->diags, D_OC_MAP_LOST, c->mappings[number]->span,
            c->mappings[number]->common->record->name,
            "each connector has one transformation of an object");
        diag_also(platform->diags, diag, c->mappings[i]->span, "this one");
        return false;
    }
    return true;
}

/* A name of the common object that would be a path. */
static bool has_path_name(Platform *platform, const Mapping *mapping)
{
    for (size_t i = 0; i < mapping->row_count; i++) {
        const char *name = mapping->rows[i].field->wire;
        if (!strpbrk(name, ".[]"))
            continue;
        diag_report(
            platform->diags, D_OC_MAP_LOST, mapping->rows[i].value->span,
            mapping->common->record->name,
            arena_format(platform->arena, "`%s` is no name there", name));
        return true;
    }
    return false;
}

static void warn_of_failures(Platform *platform, const Mapping *mapping)
{
    for (size_t i = 0; i < mapping->row_count; i++)
        if (mapping->rows[i].fallible)
            diag_report(platform->diags, D_OC_MAP_SILENT,
                        mapping->rows[i].value->span,
                        mapping->rows[i].field->name);
}

static bool script_of(Platform *platform, const Mapping *mapping,
                      const char **script)
{
    JsNames names = {platform->config_keys, platform->slot_keys};
    bool any = false;
    for (size_t i = 0; i < mapping->row_count; i++)
        any = any || is_scripted(&mapping->rows[i]);
    *script = NULL;
    return !any || javascript_transformation(platform->connector, &names,
                                             platform->arena, platform->diags,
                                             mapping, is_scripted, script);
}

static void file_begin(Platform *platform, Outputs *outputs, const char *path)
{
    platform->json =
        (JsonWriter){.out = output_file(outputs, path), .first = true};
}

static void mapping_write(Platform *platform, Outputs *outputs,
                          const Mapping *mapping, const char *name)
{
    Arena *arena = platform->arena;
    const char *script, *vendor = vendor_name(platform, mapping);
    if (!vendor) {
        diag_report(platform->diags, D_OC_MAP_LOST, mapping->span,
                    mapping->common->record->name,
                    "nothing that is offered answers with what it reads");
        return;
    }
    if (has_path_name(platform, mapping))
        return;
    warn_of_failures(platform, mapping);
    if (!script_of(platform, mapping, &script))
        return;
    file_begin(platform, outputs, arena_format(arena, "objects/%s.json", name));
    definition_write(platform, mapping, name);
    buf_putc(platform->json.out, '\n');
    file_begin(platform, outputs,
               arena_format(arena, "transformations/%s/%s.json",
                            platform->connector->key, name));
    transformation_write(platform, mapping, vendor, script);
    buf_putc(platform->json.out, '\n');
}

void mappings_write(Platform *platform, Outputs *outputs)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->mapping_count; i++) {
        const char *name = common_name(platform->arena, c->mappings[i]);
        if (is_alone(platform, i, name))
            mapping_write(platform, outputs, c->mappings[i], name);
    }
}
