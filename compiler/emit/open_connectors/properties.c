/* properties.c - what stands on the wire, in the words of Swagger 2.0 and the
 * platform's own x- ones. */
#include "emit/open_connectors/properties.h"

#include <string.h>

#include "base/json_tree.h"
#include "emit/open_connectors/models.h"
#include "emit/open_connectors/values.h"

bool property_is_sent(const Field *field, PropertySide side)
{
    if (field->header)
        return false;
    return side == PROPERTY_REQUEST ? !field->readonly : !field->writeonly;
}

bool property_is_called(const Field *field, const char *name)
{
    return strcmp(field->name, name) == 0 || strcmp(field->wire, name) == 0;
}

/* ---- types ---- */

/* `item`: of a list. */
static void property_write_reference(Platform *platform, const Type *type,
                                     unsigned style, bool item)
{
    JsonWriter *json = &platform->json;
    const char *name = model_name(platform, type);
    if (style & (item ? STYLE_ITEMS_BY_TYPE : STYLE_REFS_BY_TYPE))
        json_text(json, "type", name);
    else if (style & (item ? STYLE_ITEMS_BY_NAME : STYLE_REFS_BY_NAME))
        json_text(json, "$ref", name);
    else
        json_text(json, "$ref",
                  arena_format(platform->arena, "#/definitions/%s", name));
}

static void property_write_any(Platform *platform, const Type *type,
                               PropertySide side, unsigned style, bool item);

static void property_write_element(Platform *platform, const char *key,
                                   const Type *element, PropertySide side,
                                   unsigned style)
{
    json_object(&platform->json, key);
    property_write_any(platform, element, side, style, true);
    json_object_end(&platform->json);
}

static void property_write_enum(JsonWriter *json, const Enum *enumeration)
{
    json_text(json, "type", "string");
    json_array(json, "enum");
    for (size_t i = 0; i < enumeration->member_count; i++)
        json_text(json, NULL, enumeration->members[i].wire);
    json_array_end(json);
}

/* `json` is any value, and so has no type. */
static void property_write_scalar(JsonWriter *json, const char *type,
                                  const char *format)
{
    if (*type)
        json_text(json, "type", type);
    if (*format)
        json_text(json, "format", format);
}

bool property_is_nested(const Type *type)
{
    return !type->alias && type->kind == TYPE_RECORD && type->record->nested;
}

static void property_write_required(JsonWriter *json, const Record *record,
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

void property_write_members(Platform *platform, const Record *record,
                            PropertySide side, unsigned style)
{
    JsonWriter *json = &platform->json;
    property_write_required(json, record, side);
    json_object(json, "properties");
    for (size_t i = 0; i < record->field_count; i++)
        property_write(platform, record->fields[i], side, style);
    json_object_end(json);
}

static void property_write_parts(Platform *platform, const Type *type,
                                 PropertySide side, unsigned style, bool item)
{
    JsonWriter *json = &platform->json;
    switch (type->kind) {
    case TYPE_RECORD:
        if (!property_is_nested(type)) {
            property_write_reference(platform, type, style, item);
            break;
        }
        json_text(json, "type", "object");
        property_write_members(platform, type->record, side, style);
        break;
    case TYPE_UNION:
        property_write_reference(platform, type, style, item);
        break;
    case TYPE_ENUM:
        property_write_enum(json, type->enumeration);
        break;
    case TYPE_LIST:
    case TYPE_STREAM:
        json_text(json, "type", "array");
        property_write_element(platform, "items", type->element, side, style);
        break;
    case TYPE_MAP:
        json_text(json, "type", "object");
        property_write_element(platform, "additionalProperties", type->element,
                               side, style);
        break;
    case TYPE_OPTIONAL:
        property_write_any(platform, type->element, side, style, item);
        break;
    case TYPE_NONE:
    case TYPE_BOOL:
    case TYPE_INT:
    case TYPE_INT32:
    case TYPE_INT64:
    case TYPE_FLOAT:
    case TYPE_DECIMAL:
    case TYPE_STRING:
    case TYPE_BYTES:
    case TYPE_TIMESTAMP:
    case TYPE_DATE:
    case TYPE_DURATION:
    case TYPE_URL:
    case TYPE_UUID:
    case TYPE_JSON:
    case TYPE_NULL:
    case TYPE_ERROR:
    case TYPE_NEVER:
    case TYPE_VARIABLE:
        property_write_scalar(json, type_json_type(type->kind),
                              type_json_format(type->kind));
        break;
    }
}

static void property_write_any(Platform *platform, const Type *type,
                               PropertySide side, unsigned style, bool item)
{
    if (type->alias)
        property_write_reference(platform, type, style, item);
    else
        property_write_parts(platform, type, side, style, item);
}

void property_write_type(Platform *platform, const Type *type,
                         PropertySide side, unsigned style)
{
    property_write_any(platform, type, side, style, false);
}

void property_write_alias(Platform *platform, const Type *alias,
                          PropertySide side, unsigned style)
{
    property_write_parts(platform, alias, side, style, false);
}

/* Dates are written by a mask, texts have a sub-format; `format` itself says
 * how many bits a number has: an empty one says nothing. */
static const char *property_format_member(const Field *field)
{
    switch (field->type->kind) {
    case TYPE_TIMESTAMP:
    case TYPE_DATE:
        return "x-mask";
    case TYPE_INT:
    case TYPE_INT32:
    case TYPE_INT64:
    case TYPE_FLOAT:
    case TYPE_DECIMAL:
        return "format";
    case TYPE_NONE:
    case TYPE_BOOL:
    case TYPE_STRING:
    case TYPE_BYTES:
    case TYPE_DURATION:
    case TYPE_URL:
    case TYPE_UUID:
    case TYPE_JSON:
    case TYPE_LIST:
    case TYPE_MAP:
    case TYPE_STREAM:
    case TYPE_OPTIONAL:
    case TYPE_RECORD:
    case TYPE_ENUM:
    case TYPE_UNION:
    case TYPE_NULL:
    case TYPE_ERROR:
    case TYPE_NEVER:
    case TYPE_VARIABLE:
        break;
    }
    return "x-sub-format";
}

static void property_write_plain(Platform *platform, const Field *field,
                                 PropertySide side, unsigned style)
{
    const Type *type = field->type;
    const char *member = field->format ? property_format_member(field) : NULL;
    if (member && strcmp(member, "format") == 0 && !type->alias) {
        property_write_scalar(&platform->json, type_json_type(type->kind),
                              field->format);
        return;
    }
    property_write_type(platform, type, side, style);
    if (member && *field->format)
        json_text(&platform->json, member, field->format);
}

/* A scalar may stand on the wire in another form than its type's own. */
static void property_write_form(Platform *platform, const Field *field,
                                PropertySide side, unsigned style)
{
    JsonWriter *json = &platform->json;
    switch (field->form) {
    case WIRE_PLAIN:
        property_write_plain(platform, field, side, style);
        break;
    case WIRE_QUOTED:
        json_text(json, "type", "string");
        break;
    case WIRE_UNIX:
        property_write_scalar(json, "integer", "int64");
        break;
    case WIRE_MILLIS:
        property_write_scalar(json, "integer", "int64");
        json_text(json, "x-mask", "milliseconds");
        break;
    }
}

/* ---- constants ---- */

void property_write_constant(JsonWriter *json, Arena *arena, const char *key,
                             const Expr *expr)
{
    const char *text = expr ? value_constant(arena, expr) : NULL;
    if (!text)
        return;
    if (expr->kind == EXPR_LIST) {
        json_array(json, key);
        for (size_t i = 0; i < expr->item_count; i++)
            property_write_constant(json, arena, NULL, expr->items[i]);
        json_array_end(json);
    } else if (expr->kind == EXPR_BOOL) {
        json_bool(json, key, expr->integer != 0);
    } else if (expr->kind == EXPR_TEXT || expr->kind == EXPR_ENUM ||
               expr->kind == EXPR_WORD || expr->kind == EXPR_CONCAT) {
        json_text(json, key, text);
    } else {
        json_number(json, key, text);
    }
}

static void property_write_bounds(Platform *platform, const Field *field)
{
    JsonWriter *json = &platform->json;
    property_write_constant(json, platform->arena, "default", field->fallback);
    property_write_constant(json, platform->arena, "minimum", field->min);
    property_write_constant(json, platform->arena, "maximum", field->max);
    bool list = field->type->kind == TYPE_LIST;
    if (field->length_min > 0)
        json_int(json, list ? "minItems" : "minLength", field->length_min);
    if (field->length_max > 0)
        json_int(json, list ? "maxItems" : "maxLength", field->length_max);
    if (field->pattern)
        json_text(json, "pattern", field->pattern);
}

/* ---- the property ---- */

static const char *property_describe(Arena *arena, const Field *field)
{
    const char *doc = field->doc ? field->doc : "";
    if (!field->deprecated)
        return doc;
    return arena_format(arena, "Deprecated%s%s. %s",
                        *field->deprecated ? ": " : "", field->deprecated, doc);
}

/* What stands beside `$ref` is ignored but for the platform's own words. */
static bool property_is_reference(const Field *field, unsigned style)
{
    return !(style & STYLE_REFS_BY_TYPE) && !property_is_nested(field->type) &&
           (field->type->kind == TYPE_RECORD ||
            field->type->kind == TYPE_UNION || field->type->alias);
}

/* A JSON text of the model, written as a value. */
static void property_write_json(JsonWriter *json, Arena *arena,
                                const char *name, const char *text)
{
    const Json *value = json_tree_parse(arena, text, strlen(text));
    if (value)
        json_tree_write(json, name, value);
}

void property_write_extensions(JsonWriter *json, Arena *arena,
                               const Extensions *extensions)
{
    for (size_t i = 0; i < extensions->count; i++)
        property_write_json(json, arena, extensions->items[i].name,
                            extensions->items[i].json);
}

static void property_write_search(JsonWriter *json, const Field *field)
{
    if (!field->searchable)
        return;
    json_bool(json, "x-searchable", true);
    if (!field->operator_count)
        return;
    json_array(json, "x-searchable-operators");
    for (size_t i = 0; i < field->operator_count; i++)
        json_text(json, NULL, field->operators[i]);
    json_array_end(json);
}

static void property_write_notes(Platform *platform, const Field *field,
                                 unsigned style)
{
    JsonWriter *json = &platform->json;
    const char *doc = property_describe(platform->arena, field);
    if (*doc)
        json_text(json,
                  property_is_reference(field, style) ? "x-description"
                                                      : "description",
                  doc);
    if (field->label)
        json_text(json, style & STYLE_TITLES ? "title" : "x-displayName",
                  field->label);
    if (field->readonly)
        json_bool(json, "x-readOnly", true);
    if (field->example)
        property_write_json(json, platform->arena, "x-samplevalue",
                            field->example);
    property_write_search(json, field);
    property_write_extensions(json, platform->arena, &field->extensions);
}

void property_write(Platform *platform, const Field *field, PropertySide side,
                    unsigned style)
{
    JsonWriter *json = &platform->json;
    if (field->header && side == PROPERTY_ANSWER)
        diag_report(platform->diags, D_OC_HEADER_FIELD, field->span,
                    field->name);
    if (!property_is_sent(field, side))
        return;
    json_object(json, field->wire);
    property_write_form(platform, field, side, style);
    property_write_notes(platform, field, style);
    property_write_bounds(platform, field);
    json_object_end(json);
}
