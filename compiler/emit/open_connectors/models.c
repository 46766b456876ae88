/* models.c - each model of the platform carries all definitions that it needs.
 * A request leaves out what is read-only, an answer what is write-only. */
#include "emit/open_connectors/models.h"

#include "base/map.h"
#include "emit/open_connectors/properties.h"

const char *model_name(Arena *arena, const Type *type)
{
    if (!type)
        return NULL;
    if (type->kind == TYPE_RECORD)
        return type->record->id;
    if (type->kind == TYPE_UNION)
        return type->alternatives->id;
    if (type->kind != TYPE_LIST && type->kind != TYPE_STREAM)
        return NULL;
    const char *item = model_name(arena, type->element);
    return item ? arena_format(arena, "%sList", item) : NULL;
}

/* ---- which definitions are needed ---- */

typedef struct Definitions {
    const Type **types; /* records and unions, each once */
    size_t count;
    Map ids; /* of these */
} Definitions;

static void definitions_need(Platform *platform, Definitions *definitions,
                             const Type *type)
{
    while (type->kind == TYPE_LIST || type->kind == TYPE_MAP ||
           type->kind == TYPE_STREAM || type->kind == TYPE_OPTIONAL)
        type = type->element;
    if (type->kind != TYPE_RECORD && type->kind != TYPE_UNION)
        return;
    const char *id = model_name(platform->arena, type);
    if (map_get(&definitions->ids, id))
        return;
    map_set(platform->arena, &definitions->ids, id, definitions);
    vec_push(platform->arena, definitions->types, definitions->count, type);
}

/* The list grows while it is walked, so chains of any length need no stack. */
static Definitions definitions_collect(Platform *platform, const Type *root,
                                       PropertySide side)
{
    Definitions definitions = {0};
    definitions_need(platform, &definitions, root);
    for (size_t i = 0; i < definitions.count; i++) {
        const Record *record = definitions.types[i]->record;
        for (size_t k = 0; record && k < record->field_count; k++)
            if (property_is_sent(record->fields[k], side))
                definitions_need(platform, &definitions,
                                 record->fields[k]->type);
    }
    return definitions;
}

/* ---- writing ---- */

static void model_write_union(Platform *platform, const Union *alternatives)
{
    JsonWriter *json = &platform->json;
    diag_report(platform->diags, D_OC_UNION_LOST, alternatives->span,
                alternatives->name);
    json_object(json, alternatives->id);
    json_text(json, "title", alternatives->name);
    if (alternatives->doc)
        json_text(json, "description", alternatives->doc);
    json_object_end(json);
}

static void model_write_required(JsonWriter *json, const Record *record,
                                 PropertySide side)
{
    bool open = false;
    for (size_t i = 0; i < record->field_count; i++) {
        const Field *field = record->fields[i];
        if (field->optional || field->fallback ||
            !property_is_sent(field, side))
            continue;
        if (!open)
            json_array(json, "required");
        open = true;
        json_text(json, NULL, field->wire);
    }
    if (open)
        json_array_end(json);
}

static void model_write_key(JsonWriter *json, const Record *record,
                            const char *key)
{
    for (size_t i = 0; key && i < record->field_count; i++)
        if (property_is_called(record->fields[i], key)) {
            json_array(json, "x-primary-key");
            json_text(json, NULL, record->fields[i]->wire);
            json_array_end(json);
        }
}

static void model_write_record(Platform *platform, const Record *record,
                               PropertySide side, const char *key)
{
    JsonWriter *json = &platform->json;
    json_object(json, record->id);
    json_text(json, "title", record->name);
    json_text(json, "type", "object");
    if (record->doc)
        json_text(json, "description", record->doc);
    model_write_key(json, record, key);
    if (record->open)
        json_bool(json, "x-has-customfields", true);
    model_write_required(json, record, side);
    json_object(json, "properties");
    for (size_t i = 0; i < record->field_count; i++)
        property_write(platform, record->fields[i], side);
    json_object_end(json);
    json_object_end(json);
}

static void model_write_list(Platform *platform, const Type *type,
                             const char *name)
{
    json_object(&platform->json, name);
    property_write_type(platform, type);
    json_object_end(&platform->json);
}

static void model_write_definitions(Platform *platform, const char *member,
                                    const Type *root, PropertySide side,
                                    const char *key)
{
    JsonWriter *json = &platform->json;
    Definitions definitions = definitions_collect(platform, root, side);
    json_object(json, member);
    if (root->kind == TYPE_LIST || root->kind == TYPE_STREAM)
        model_write_list(platform, root, model_name(platform->arena, root));
    for (size_t i = 0; i < definitions.count; i++) {
        const Type *type = definitions.types[i];
        if (type->kind == TYPE_UNION)
            model_write_union(platform, type->alternatives);
        else
            /* The first one is what the resource is about. */
            model_write_record(platform, type->record, side,
                               i == 0 ? key : NULL);
    }
    json_object_end(json);
}

void models_write(Platform *platform, const Endpoint *endpoint)
{
    JsonWriter *json = &platform->json;
    Arena *arena = platform->arena;
    const Operation *op = endpoint->operation;
    const char *key = op->resource ? op->resource->key : NULL;
    const Type *body = op->body ? op->body->type : NULL;
    const char *answer = model_name(arena, endpoint->response);
    const char *request = model_name(arena, body);
    if (!answer && !request)
        return;
    json_object(json, "model");
    if (answer) {
        json_text(json, "name", answer);
        model_write_definitions(platform, "swagger", endpoint->response,
                                PROPERTY_ANSWER, key);
    }
    if (request) {
        json_text(json, "requestName", request);
        model_write_definitions(platform, "requestSwagger", body,
                                PROPERTY_REQUEST, key);
    }
    json_bool(json, "transform", false);
    json_object_end(json);
}
