/* arguments.c - arguments of an operation as parameters of a resource. On the
 * platform an argument is one text under the caller's name; what it allows and
 * what stands in for it are words in its description. */
#include "emit/open_connectors/arguments.h"

#include <string.h>

#include "emit/open_connectors/models.h"
#include "emit/open_connectors/paging.h"
#include "emit/open_connectors/parameters.h"
#include "emit/open_connectors/values.h"

/* ---- description ---- */

static void argument_write_sentence(Buf *out, const char *text)
{
    if (!text || !*text)
        return;
    if (out->length > 0)
        buf_putc(out, ' ');
    buf_puts(out, text);
}

static void argument_write_options(Buf *out, const Enum *options)
{
    argument_write_sentence(out, "One of: ");
    for (size_t i = 0; i < options->member_count; i++)
        buf_printf(out, "%s%s", i ? ", " : "", options->members[i].wire);
    buf_putc(out, '.');
}

static const Enum *argument_options(const Field *field)
{
    const Type *type = field->type;
    if (type->kind == TYPE_LIST)
        type = type->element;
    return type->kind == TYPE_ENUM ? type->enumeration : NULL;
}

static const char *argument_describe(Arena *arena, const Field *field,
                                     const char *fallback)
{
    Buf out = {0};
    argument_write_sentence(&out, field->deprecated ? "Deprecated." : NULL);
    argument_write_sentence(&out, field->doc ? field->doc : field->label);
    if (argument_options(field))
        argument_write_options(&out, argument_options(field));
    if (field->type->kind == TYPE_LIST && field->list_style == LIST_JOIN)
        argument_write_sentence(
            &out, arena_format(arena, "Several are joined by \"%s\".",
                               field->join ? field->join : ","));
    if (fallback && *fallback)
        argument_write_sentence(&out,
                                arena_format(arena, "Usual: %s.", fallback));
    const char *text =
        out.length ? arena_text(arena, buf_text(&out), out.length) : NULL;
    buf_free(&out);
    return text;
}

/* ---- losses ---- */

/* An empty list or text as default sends nothing anyway. */
static bool argument_default_matters(const Expr *fallback, const char *text)
{
    if (!fallback || fallback->kind == EXPR_NULL)
        return false;
    return !text || *text;
}

/* What is lost of a value that is no scalar, or NULL. */
static const char *argument_shape(const Field *field)
{
    switch (field->type->kind) {
    case TYPE_LIST:
        return field->list_style == LIST_JOIN
                   ? NULL
                   : "is one value on the platform, not a list";
    case TYPE_RECORD:
    case TYPE_MAP:
    case TYPE_UNION:
        return "is one value on the platform, without members";
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
    case TYPE_ENUM:
    case TYPE_STREAM:
    case TYPE_OPTIONAL:
    case TYPE_NULL:
    case TYPE_ERROR:
    case TYPE_NEVER:
    case TYPE_VARIABLE:
        break;
    }
    return NULL;
}

static void argument_warn(Platform *platform, const Param *param,
                          const char *fallback)
{
    const Field *field = &param->field;
    Diags *diags = platform->diags;
    if (argument_default_matters(field->fallback, fallback))
        diag_report(diags, D_OC_DEFAULT_LOST, field->span, field->name);
    if (param->reserved)
        diag_report(diags, D_OC_PATH_SLASH, field->span, field->name);
    const char *shape = argument_shape(field);
    if (shape && param->place != PLACE_BODY)
        diag_report(diags, D_OC_ARGUMENT_LOST, field->span, field->name, shape);
    if (param->place == PLACE_COOKIE)
        diag_report(diags, D_OC_ARGUMENT_LOST, field->span, field->name,
                    "is left out: the platform can't send cookies");
}

/* ---- parameters ---- */

static bool argument_is_in_path(const Endpoint *endpoint, const char *name)
{
    size_t length = strlen(name);
    for (const char *open = strchr(endpoint->path, '{'); open;
         open = strchr(open + 1, '{'))
        if (strncmp(open + 1, name, length) == 0 && open[1 + length] == '}')
            return true;
    return false;
}

/* Where the caller of the platform puts it. */
static const char *argument_type(const Endpoint *endpoint, const Param *param)
{
    static const char *const types[] = {
        [PLACE_PATH] = "query",     [PLACE_QUERY] = "query",
        [PLACE_HEADER] = "header",  [PLACE_COOKIE] = "header",
        [PLACE_FORM] = "form",      [PLACE_MULTIPART] = "multipart",
        [PLACE_BODY] = "bodyField", [PLACE_TOKEN] = "body",
        [PLACE_NONE] = "query",
    };
    if (param->field.from)
        return param->field.from;
    return argument_is_in_path(endpoint, param->field.name)
               ? "path"
               : types[param->place];
}

/* A value that every operation puts into its path is no argument. */
static bool argument_is_global(const Platform *platform, const char *wire)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->parameter_count; i++)
        if (c->parameters[i].place == PLACE_PATH &&
            strcmp(c->parameters[i].name, wire) == 0)
            return true;
    return false;
}

void argument_add(Platform *platform, Endpoint *endpoint, const Param *param)
{
    const Field *field = &param->field;
    bool file =
        param->place == PLACE_MULTIPART &&
        (field->type->kind == TYPE_BYTES || field->type->kind == TYPE_STREAM);
    const char *fallback = value_constant(platform->arena, field->fallback);
    argument_warn(platform, param, fallback);
    if (param->place == PLACE_COOKIE || field->unbound ||
        (param->place == PLACE_PATH &&
         argument_is_global(platform, field->wire)))
        return;
    const char *place = file ? "multipart" : parameter_place(param->place);
    if (field->to)
        place = field->to;
    const char *wire = field->wire;
    if (field->converter && strcmp(wire, field->name) == 0)
        wire = arena_format(platform->arena, "converter:%s", field->converter);
    Parameter made =
        parameter_argument(field->name, argument_type(endpoint, param), place,
                           wire, param->required);
    made.data_type = file ? "file" : parameter_data_type(field);
    made.vendor_data_type = made.data_type;
    if (field->data_type) {
        made.data_type = field->data_type;
        made.vendor_data_type = field->vendor_data_type;
    }
    made.description = argument_describe(platform->arena, field, fallback);
    made.converter = field->converter;
    made.sample = field->sample;
    parameters_add(platform, &endpoint->parameters, made);
}

static bool argument_is_nested(const Type *type)
{
    return type->kind == TYPE_RECORD || type->kind == TYPE_LIST ||
           type->kind == TYPE_MAP || type->kind == TYPE_UNION ||
           type->kind == TYPE_JSON;
}

static void argument_warn_form(Platform *platform, const Operation *op)
{
    const Record *record = op->body->type->record;
    for (size_t i = 0; record && i < record->field_count; i++)
        if (argument_is_nested(record->fields[i]->type)) {
            diag_report(platform->diags, D_OC_FORM_NESTED, op->body->span);
            return;
        }
}

static bool argument_body_is_form(const Operation *op)
{
    const Choice *encode = op->properties->encode;
    return encode && strcmp(encode->kind, "form") == 0 && !op->content_type;
}

static void argument_add_body(Platform *platform, Endpoint *endpoint)
{
    const Operation *op = endpoint->operation;
    const Field *body = op->body;
    bool form = argument_body_is_form(op);
    const char *model = model_name(platform, body->type);
    Parameter made =
        parameter_argument(body->wire, "body", form ? "form" : "body",
                           body->wire, !body->optional);
    made.data_type = model ? model : parameter_data_type(body);
    made.vendor_data_type = made.data_type;
    if (body->data_type) {
        made.data_type = body->data_type;
        made.vendor_data_type = body->vendor_data_type;
    }
    made.description = body->doc;
    parameters_add(platform, &endpoint->parameters, made);
    if (form)
        argument_warn_form(platform, op);
    if (body->type->kind == TYPE_BYTES || body->type->kind == TYPE_STRING)
        diag_report(platform->diags, D_OC_RAW_BODY, op->span, "the body",
                    op->full_name);
}

/* An argument that a `send` passes on may be a part of the caller's path. */
static void arguments_fix_types(Endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->parameters.count; i++) {
        Parameter *p = &endpoint->parameters.items[i];
        if (strcmp(p->type, "query") == 0 &&
            argument_is_in_path(endpoint, p->name))
            p->type = "path";
        if (strcmp(p->type, "path") == 0 && strcmp(p->vendor_type, "path") == 0)
            p->required = true;
    }
}

/* The vendor's body is the template; the platform fills its tokens in. */
void argument_add_template(Platform *platform, Endpoint *endpoint)
{
    const char *doc = endpoint->operation->template_doc;
    Value value = {VALUE_TEXT, endpoint->operation->template, NULL};
    Parameter made = parameter_constant(value, "body", "body");
    made.description = doc ? doc : "Template XML";
    parameters_add(platform, &endpoint->parameters, made);
}

void arguments_add(Platform *platform, Endpoint *endpoint, bool paged)
{
    const Operation *op = endpoint->operation;
    for (size_t i = 0; i < op->param_count; i++)
        if (!paged || !paging_replaces(op, &op->params[i]))
            argument_add(platform, endpoint, &op->params[i]);
    if (op->body)
        argument_add_body(platform, endpoint);
    if (op->template)
        argument_add_template(platform, endpoint);
    parameters_add_assigns(platform, &endpoint->parameters, op->sends,
                           op->send_count);
    arguments_fix_types(endpoint);
}
