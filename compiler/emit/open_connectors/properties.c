/* properties.c - what stands on the wire, in the words of Swagger 2.0 and the
 * platform's own x- ones. */
#include "emit/open_connectors/properties.h"

#include <string.h>

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

static void property_write_reference(Platform *platform, const char *id)
{
    json_text(&platform->json, "$ref",
              arena_format(platform->arena, "#/definitions/%s", id));
}

static void property_write_element(Platform *platform, const char *key,
                                   const Type *element)
{
    json_object(&platform->json, key);
    property_write_type(platform, element);
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

void property_write_type(Platform *platform, const Type *type)
{
    JsonWriter *json = &platform->json;
    switch (type->kind) {
    case TYPE_RECORD:
        property_write_reference(platform, type->record->id);
        break;
    case TYPE_UNION:
        property_write_reference(platform, type->alternatives->id);
        break;
    case TYPE_ENUM:
        property_write_enum(json, type->enumeration);
        break;
    case TYPE_LIST:
    case TYPE_STREAM:
        json_text(json, "type", "array");
        property_write_element(platform, "items", type->element);
        break;
    case TYPE_MAP:
        json_text(json, "type", "object");
        property_write_element(platform, "additionalProperties", type->element);
        break;
    case TYPE_OPTIONAL:
        property_write_type(platform, type->element);
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

/* A scalar may stand on the wire in another form than its type's own. */
static void property_write_form(Platform *platform, const Field *field)
{
    JsonWriter *json = &platform->json;
    switch (field->form) {
    case WIRE_PLAIN:
        property_write_type(platform, field->type);
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

static void property_write_constant(JsonWriter *json, Arena *arena,
                                    const char *key, const Expr *expr)
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
static bool property_is_reference(const Field *field)
{
    return field->type->kind == TYPE_RECORD || field->type->kind == TYPE_UNION;
}

void property_write(Platform *platform, const Field *field, PropertySide side)
{
    JsonWriter *json = &platform->json;
    if (field->header && side == PROPERTY_ANSWER)
        diag_report(platform->diags, D_OC_HEADER_FIELD, field->span,
                    field->name);
    if (!property_is_sent(field, side))
        return;
    json_object(json, field->wire);
    property_write_form(platform, field);
    const char *doc = property_describe(platform->arena, field);
    if (*doc)
        json_text(json,
                  property_is_reference(field) ? "x-description"
                                               : "description",
                  doc);
    if (field->label)
        json_text(json, "x-displayName", field->label);
    if (field->readonly)
        json_bool(json, "x-readOnly", true);
    property_write_bounds(platform, field);
    json_object_end(json);
}
