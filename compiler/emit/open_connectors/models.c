/* models.c - each model of the platform carries all definitions that it needs.
 * A request leaves out what is read-only, an answer what is write-only. */
#include "emit/open_connectors/models.h"

#include <ctype.h>
#include <string.h>

#include "base/map.h"
#include "emit/open_connectors/properties.h"

/* ---- names ---- */

unsigned model_style(const Platform *platform, const Schema *schema)
{
    return schema && schema->styled ? schema->style
                                    : platform->connector->model_style;
}

/* What a type says of itself, or NULL. */
static const Schema *model_schema(const Type *type)
{
    return type->alias                 ? type->alias
           : type->kind == TYPE_RECORD ? type->record->schema
                                       : NULL;
}

/* Models of the platform begin with a small letter. */
static const char *model_spell(const Platform *platform, const char *id)
{
    if (platform->connector->model_style & STYLE_CAPITAL)
        return id;
    char *name = arena_text(platform->arena, id, strlen(id));
    *name = (char)tolower((unsigned char)*name);
    return name;
}

/* The name of a type that is a definition of its own, or NULL. */
static const char *model_own_name(const Platform *platform, const Type *type)
{
    const Schema *schema = model_schema(type);
    if (schema && schema->model)
        return schema->model;
    if (type->alias)
        return model_spell(platform, type->alias->name);
    if (type->kind == TYPE_RECORD)
        return model_spell(platform, type->record->id);
    if (type->kind == TYPE_UNION)
        return model_spell(platform, type->alternatives->id);
    return NULL;
}

/* "contacts" for "contactsObject": the platform knows what the items of a model
 * are by this name, so that the list needs no definition. */
static const char *model_of_object(Arena *arena, const char *item)
{
    size_t length = strlen(item), end = strlen("Object");
    return length > end && strcmp(item + length - end, "Object") == 0
               ? arena_text(arena, item, length - end)
               : NULL;
}

const char *model_name(const Platform *platform, const Type *type)
{
    if (!type)
        return NULL;
    const char *own = model_own_name(platform, type);
    if (own || (type->kind != TYPE_LIST && type->kind != TYPE_STREAM))
        return own;
    const char *item = model_name(platform, type->element);
    const char *list = item ? model_of_object(platform->arena, item) : NULL;
    return !item  ? NULL
           : list ? list
                  : arena_format(platform->arena, "%sList", item);
}

/* ---- which definitions are needed ---- */

typedef struct Definitions {
    const Type **types; /* records, unions and aliases, each once */
    size_t count;
    Map names; /* of these -> Type */
} Definitions;

static bool model_is_same(const Type *a, const Type *b)
{
    return a->alias || b->alias
               ? a->alias == b->alias
               : a->kind == b->kind && a->record == b->record &&
                     a->alternatives == b->alternatives;
}

static void model_report_same(Platform *platform, const Type *type,
                              const Type *other, const char *name)
{
    const Schema *schema = model_schema(type), *first = model_schema(other);
    Span span = schema ? schema->span : platform->connector->span;
    Diag *diag = diag_report(platform->diags, D_OC_SAME_MODEL, span, name);
    if (first)
        diag_also(platform->diags, diag, first->span, "the other one");
}

/* What lists and maps are made of. */
static const Type *model_content(const Type *type)
{
    while (!type->alias &&
           (type->kind == TYPE_LIST || type->kind == TYPE_MAP ||
            type->kind == TYPE_STREAM || type->kind == TYPE_OPTIONAL))
        type = type->element;
    return type;
}

static void definitions_need(Platform *platform, Definitions *definitions,
                             const Type *type)
{
    type = model_content(type);
    const char *name = model_own_name(platform, type);
    if (!name)
        return;
    const Type *other = map_get(&definitions->names, name);
    if (other && !model_is_same(type, other))
        model_report_same(platform, type, other, name);
    if (other)
        return;
    map_set(platform->arena, &definitions->names, name,
            (void *)(uintptr_t)type);
    vec_push(platform->arena, definitions->types, definitions->count, type);
}

/* What the fields need; records inside of them need no definition, but theirs
 * may: those nest as deep as the source does. */
static void definitions_need_fields(Platform *platform,
                                    Definitions *definitions,
                                    const Record *record, PropertySide side)
{
    for (size_t i = 0; record && i < record->field_count; i++) {
        if (!property_is_sent(record->fields[i], side))
            continue;
        const Type *type = model_content(record->fields[i]->type);
        if (property_is_nested(type))
            definitions_need_fields(platform, definitions, type->record, side);
        else
            definitions_need(platform, definitions, type);
    }
}

/* The list grows while it is walked, so chains of any length need no stack. */
static Definitions definitions_collect(Platform *platform, const Operation *op,
                                       const Type *root, PropertySide side)
{
    Definitions definitions = {0};
    definitions_need(platform, &definitions, root);
    for (size_t i = 0; i < op->model_count && side == PROPERTY_ANSWER; i++)
        definitions_need(platform, &definitions, op->models[i]);
    for (size_t i = 0; i < definitions.count; i++) {
        const Type *type = definitions.types[i];
        definitions_need_fields(platform, &definitions, type->record, side);
        if (type->alias && type->element)
            definitions_need(platform, &definitions, type->element);
    }
    return definitions;
}

/* ---- writing ---- */

static void model_write_union(Platform *platform, const Union *alternatives)
{
    JsonWriter *json = &platform->json;
    diag_report(platform->diags, D_OC_UNION_LOST, alternatives->span,
                alternatives->name);
    json_text(json, "title", alternatives->name);
    if (alternatives->doc)
        json_text(json, "description", alternatives->doc);
}

/* What the resource is about is identified by the resource's key, unless the
 * type says better. */
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

static void model_write_keys(JsonWriter *json, const Schema *schema)
{
    if (!schema->key_count)
        return;
    json_array(json, "x-primary-key");
    for (size_t i = 0; i < schema->key_count; i++)
        json_text(json, NULL, schema->keys[i]);
    json_array_end(json);
}

/* What the file says of titles is of records: no builder gives lists any. */
static void model_write_schema(Platform *platform, const Type *type,
                               const char *name)
{
    JsonWriter *json = &platform->json;
    const Schema *schema = model_schema(type);
    unsigned style = model_style(platform, schema);
    if (type->alias && !type->alias->styled)
        style &= ~(unsigned)STYLE_TITLED;
    const char *title = schema && schema->label ? schema->label
                        : style & STYLE_TITLED  ? name
                                                : NULL;
    if (title)
        json_text(json, "title", title);
    if (style & STYLE_ID)
        json_text(json, "id", name);
    if (!schema)
        return;
    model_write_keys(json, schema);
    if (schema->vendor)
        json_text(json, "x-vendor-objectname", schema->vendor);
    property_write_extensions(json, platform->arena, &schema->extensions);
}

/* An instance of a generic type has a title, since its name looks strange. */
static void model_write_title(JsonWriter *json, const Record *record,
                              unsigned style)
{
    bool said = record->schema && record->schema->label;
    if (!said && !(style & STYLE_TITLED) && strcmp(record->name, record->id))
        json_text(json, "title", record->name);
}

static void model_write_record(Platform *platform, const Record *record,
                               PropertySide side, const char *key)
{
    JsonWriter *json = &platform->json;
    unsigned style = model_style(platform, record->schema);
    model_write_title(json, record, style);
    if (!(style & STYLE_UNTYPED))
        json_text(json, "type", "object");
    if (record->doc)
        json_text(json, "description", record->doc);
    if (!record->schema || !record->schema->key_count)
        model_write_key(json, record, key);
    if (record->open || style & STYLE_CLOSED)
        json_bool(json, "x-has-customfields", record->open);
    property_write_members(platform, record, side, style);
}

static void model_write_alias(Platform *platform, const Type *type,
                              PropertySide side)
{
    if (type->alias->doc)
        json_text(&platform->json, "description", type->alias->doc);
    property_write_alias(platform, type, side,
                         model_style(platform, type->alias));
}

static void model_write(Platform *platform, const Type *type, PropertySide side,
                        const char *key)
{
    const char *name = model_own_name(platform, type);
    json_object(&platform->json, name);
    model_write_schema(platform, type, name);
    if (type->alias)
        model_write_alias(platform, type, side);
    else if (type->kind == TYPE_UNION)
        model_write_union(platform, type->alternatives);
    else
        model_write_record(platform, type->record, side, key);
    json_object_end(&platform->json);
}

/* A list without a name of its own: see model_of_object. */
static void model_write_list(Platform *platform, const Type *type)
{
    const char *item = model_name(platform, type->element);
    if (type->alias || !item || model_of_object(platform->arena, item))
        return;
    json_object(&platform->json, model_name(platform, type));
    property_write_type(platform, type, PROPERTY_ANSWER,
                        platform->connector->model_style);
    json_object_end(&platform->json);
}

static void model_write_definitions(Platform *platform, const Operation *op,
                                    const char *member, const Type *root,
                                    PropertySide side)
{
    JsonWriter *json = &platform->json;
    const char *key = op->resource ? op->resource->key : NULL;
    Definitions definitions = definitions_collect(platform, op, root, side);
    json_object(json, member);
    if (root->kind == TYPE_LIST || root->kind == TYPE_STREAM)
        model_write_list(platform, root);
    for (size_t i = 0; i < definitions.count; i++)
        /* The first one is what the resource is about. */
        model_write(platform, definitions.types[i], side, i == 0 ? key : NULL);
    json_object_end(json);
}

/* One side of a model: its name is `said`, or else its type's. */
static void model_write_answer(Platform *platform, const Operation *op,
                               const Type *type)
{
    const char *name = model_name(platform, type);
    if (op->model || name)
        json_text(&platform->json, "name", op->model ? op->model : name);
    if (name)
        model_write_definitions(platform, op, "swagger", type, PROPERTY_ANSWER);
}

static void model_write_request(Platform *platform, const Operation *op)
{
    const Field *sent = op->request ? op->request : op->body;
    const char *name = sent ? model_name(platform, sent->type) : NULL;
    const char *said = sent ? sent->model : NULL;
    if (said || name)
        json_text(&platform->json, "requestName", said ? said : name);
    if (name)
        model_write_definitions(platform, op, "requestSwagger", sent->type,
                                PROPERTY_REQUEST);
}

void models_write(Platform *platform, const Endpoint *endpoint)
{
    JsonWriter *json = &platform->json;
    const Operation *op = endpoint->operation;
    const Field *sent = op->request ? op->request : op->body;
    if (!op->model && !model_name(platform, endpoint->response) &&
        !(sent && (sent->model || model_name(platform, sent->type))))
        return;
    json_object(json, "model");
    model_write_answer(platform, op, endpoint->response);
    model_write_request(platform, op);
    json_bool(json, "transform", false);
    json_object_end(json);
}
