/* parameters.c - one parameter of the platform: making, merging, writing. */
#include "emit/open_connectors/parameters.h"

#include <ctype.h>
#include <string.h>

#include "emit/open_connectors/values.h"

const char *parameter_place(Place place)
{
    static const char *const words[] = {
        [PLACE_PATH] = "path",      [PLACE_QUERY] = "query",
        [PLACE_HEADER] = "header",  [PLACE_COOKIE] = "header",
        [PLACE_FORM] = "form",      [PLACE_MULTIPART] = "form",
        [PLACE_BODY] = "bodyField", [PLACE_TOKEN] = "bodyToken",
        [PLACE_NONE] = "no-op",
    };
    return words[place];
}

/* On the wire, which for a caller of the platform is all there is. */
const char *parameter_data_type(const Field *field)
{
    if (field->form == WIRE_QUOTED)
        return "string";
    if (field->form == WIRE_UNIX || field->form == WIRE_MILLIS)
        return "integer";
    switch (field->type->kind) {
    case TYPE_BOOL:
        return "boolean";
    case TYPE_INT:
    case TYPE_INT32:
    case TYPE_INT64:
        return "integer";
    case TYPE_FLOAT:
    case TYPE_DECIMAL:
    case TYPE_DURATION:
        return "number";
    case TYPE_TIMESTAMP:
        return "dateTime";
    case TYPE_DATE:
        return "date";
    case TYPE_BYTES:
        return "byte";
    case TYPE_LIST:
        return field->list_style == LIST_JOIN ? "string" : "array";
    case TYPE_JSON:
    case TYPE_MAP:
    case TYPE_RECORD:
    case TYPE_UNION:
        return "object";
    case TYPE_STREAM:
        return "file";
    case TYPE_STRING:
    case TYPE_URL:
    case TYPE_UUID:
    case TYPE_ENUM:
    case TYPE_NONE:
    case TYPE_OPTIONAL:
    case TYPE_NULL:
    case TYPE_ERROR:
    case TYPE_NEVER:
    case TYPE_VARIABLE:
        break;
    }
    return "string";
}

Parameter parameter_constant(Value value, const char *vendor_type,
                             const char *vendor_name)
{
    bool configured = value.kind == VALUE_CONFIGURATION;
    return (Parameter){
        .name = value.text,
        .type = configured ? "configuration" : "value",
        .vendor_name = vendor_name,
        .vendor_type = vendor_type,
        .source = "request",
        .data_type = "string",
        .vendor_data_type = "string",
    };
}

Parameter parameter_argument(const char *name, const char *type,
                             const char *vendor_type, const char *vendor_name,
                             bool required)
{
    return (Parameter){
        .name = name,
        .type = type,
        .vendor_name = vendor_name,
        .vendor_type = vendor_type,
        .source = "request",
        .data_type = "string",
        .vendor_data_type = "string",
        .required = required,
    };
}

Parameter parameter_response(const char *key, const char *vendor_type,
                             const char *vendor_name)
{
    return (Parameter){
        .name = key,
        .type = "configuration",
        .vendor_name = vendor_name,
        .vendor_type = vendor_type,
        .source = "response",
        .data_type = "string",
        .vendor_data_type = "string",
    };
}

static bool parameter_same_header(const char *a, const char *b)
{
    while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b))
        a++, b++;
    return *a == *b;
}

static bool parameter_is_at(const Parameter *p, const char *vendor_type,
                            const char *vendor_name)
{
    if (strcmp(p->vendor_type, vendor_type) != 0)
        return false;
    return strcmp(vendor_type, "header") == 0
               ? parameter_same_header(p->vendor_name, vendor_name)
               : strcmp(p->vendor_name, vendor_name) == 0;
}

const Parameter *parameters_find(const Parameters *list,
                                 const char *vendor_type,
                                 const char *vendor_name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].source, "request") == 0 &&
            parameter_is_at(&list->items[i], vendor_type, vendor_name))
            return &list->items[i];
    return NULL;
}

void parameters_add(Platform *platform, Parameters *list, Parameter parameter)
{
    if (strcmp(parameter.source, "request") == 0) {
        const Parameter *old =
            parameters_find(list, parameter.vendor_type, parameter.vendor_name);
        if (old) {
            list->items[old - list->items] = parameter;
            return;
        }
    }
    vec_push(platform->arena, list->items, list->count, parameter);
}

void parameters_add_cookie(Platform *platform, Parameters *list,
                           const char *name, Value value)
{
    Arena *arena = platform->arena;
    const char *text =
        arena_format(arena, "%s=%s", name, value_text(arena, value));
    const Parameter *old = parameters_find(list, "header", "Cookie");
    if (!old) /* the header takes the place of the common one */
        old = parameters_find(&platform->global, "header", "Cookie");
    if (old) {
        bool configured = strcmp(old->type, "configuration") == 0;
        Value before = {configured ? VALUE_CONFIGURATION : VALUE_TEXT,
                        old->name, NULL};
        text = arena_format(arena, "%s; %s", value_text(arena, before), text);
    }
    Value cookies = {VALUE_TEXT, text, NULL};
    parameters_add(platform, list,
                   parameter_constant(cookies, "header", "Cookie"));
}

/* Whether it needs a value that nothing keeps. */
static bool parameter_uses_lost(const Platform *platform, const Expr *expr)
{
    if (!expr)
        return false;
    for (size_t i = 0; i < expr->item_count; i++)
        if (parameter_uses_lost(platform, expr->items[i]))
            return true;
    return (expr->kind == EXPR_ACCOUNT && !slot_key(platform, expr)) ||
           parameter_uses_lost(platform, expr->a) ||
           parameter_uses_lost(platform, expr->b) ||
           parameter_uses_lost(platform, expr->c);
}

/* Whether a hook sets it: what needs computing, where a hook can put it. */
static bool parameter_is_computed(const Platform *platform,
                                  const Assign *assign)
{
    bool member = assign->place == PLACE_BODY && !strpbrk(assign->name, ".[/");
    return (assign->place == PLACE_HEADER || assign->place == PLACE_QUERY ||
            member) &&
           value_of(platform, assign->value).kind == VALUE_UNKNOWN &&
           !parameter_uses_lost(platform, assign->value);
}

static void parameters_add_assign(Platform *platform, Parameters *list,
                                  const Assign *assign)
{
    if (parameter_is_computed(platform, assign)) {
        vec_push(platform->arena, list->computed, list->computed_count,
                 *assign);
        return;
    }
    const char *what =
        arena_format(platform->arena, "the value of `%s`", assign->name);
    Value value = value_require(platform, assign->value, what);
    if (value.kind == VALUE_NOTHING || value.kind == VALUE_UNKNOWN)
        return;
    const char *place = parameter_place(assign->place);
    Parameter made;
    if (value.kind == VALUE_ARGUMENT && assign->place == PLACE_COOKIE) {
        diag_report(platform->diags, D_OC_ARGUMENT_LOST, assign->span,
                    value.text, "is left out: the platform can't send cookies");
        return;
    }
    if (value.kind == VALUE_ARGUMENT) {
        made = parameter_argument(value.text, "query", place, assign->name,
                                  !value.argument->optional &&
                                      !value.argument->fallback);
    } else if (assign->place == PLACE_COOKIE) {
        parameters_add_cookie(platform, list, assign->name, value);
        return;
    } else {
        made = parameter_constant(value, place, assign->name);
    }
    made.description = assign->doc;
    made.required = made.required || assign->required;
    if (assign->data_type) {
        made.data_type = assign->data_type;
        made.vendor_data_type = assign->vendor_data_type;
    }
    parameters_add(platform, list, made);
}

void parameters_add_assigns(Platform *platform, Parameters *list,
                            const Assign *assigns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        parameters_add_assign(platform, list, &assigns[i]);
}

static void parameter_write(JsonWriter *json, const Parameter *p, bool global)
{
    const char *description = p->description;
    json_object(json, NULL);
    json_text(json, "name", p->name);
    json_text(json, "type", p->type);
    json_text(json, "vendorName", p->vendor_name);
    json_text(json, "vendorType", p->vendor_type);
    json_text(json, "source", p->source);
    if (!global) {
        json_text(json, "dataType", p->data_type);
        json_text(json, "vendorDataType", p->vendor_data_type);
        description = description ? description : p->vendor_name;
    }
    if (description)
        json_text(json, "description", description);
    json_bool(json, "required", p->required);
    if (p->converter)
        json_text(json, "converter", p->converter);
    if (p->sample)
        json_text(json, "sampleData", p->sample);
    json_object_end(json);
}

static void parameters_write(JsonWriter *json, const Parameters *list,
                             bool global)
{
    json_array(json, "parameters");
    for (size_t i = 0; i < list->count; i++)
        parameter_write(json, &list->items[i], global);
    json_array_end(json);
}

void parameters_write_global(Platform *platform)
{
    parameters_write(&platform->json, &platform->global, true);
}

void parameters_write_endpoint(Platform *platform, const Endpoint *endpoint)
{
    parameters_write(&platform->json, &endpoint->parameters, false);
}
