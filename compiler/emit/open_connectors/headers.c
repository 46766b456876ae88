/* headers.c - the platform has global headers, which a resource can replace but
 * not remove. The model has all headers of each operation. This file takes the
 * difference. */
#include "emit/open_connectors/headers.h"

#include <string.h>

#include "emit/open_connectors/parameters.h"
#include "emit/open_connectors/values.h"

static bool headers_encode_form(const Properties *properties)
{
    const Choice *encode = properties->encode;
    return encode && strcmp(encode->kind, "form") == 0;
}

/* What bodies are sent as, unless the operation says it. */
static const char *headers_content_type(const Properties *properties)
{
    const char *xml = choice_is(properties->encode, "xml")
                          ? choice_text(properties->encode, "content_type")
                          : NULL;
    if (xml)
        return xml;
    return headers_encode_form(properties) ? "application/x-www-form-urlencoded"
                                           : "application/json";
}

static void headers_add_text(Platform *platform, Parameters *list,
                             const char *name, const char *text)
{
    Value value = {VALUE_TEXT, text, NULL};
    parameters_add(platform, list, parameter_constant(value, "header", name));
}

/* A null header is one that is not sent, whatever was said before. */
static void headers_remove(Parameters *list, const char *name)
{
    const Parameter *found = parameters_find(list, "header", name);
    if (!found)
        return;
    size_t at = (size_t)(found - list->items);
    memmove(&list->items[at], &list->items[at + 1],
            (list->count - at - 1) * sizeof *list->items);
    list->count--;
}

static void headers_collect(Platform *platform, Parameters *list,
                            const Properties *properties, const Choice *decode,
                            const char *accept, const char *content_type)
{
    if (!content_type)
        content_type = headers_content_type(properties);
    headers_add_text(platform, list, "Accept",
                     choice_is(decode, "xml") ? "application/xml"
                                              : "application/json");
    headers_add_text(platform, list, "Content-Type", content_type);
    for (size_t i = 0; i < properties->header_count; i++) {
        const Assign *header = &properties->headers[i];
        if (header->value && header->value->kind == EXPR_NULL)
            headers_remove(list, header->name);
        else
            parameters_add_assigns(platform, list, header, 1);
    }
    if (accept)
        headers_add_text(platform, list, "Accept", accept);
}

void headers_add_global(Platform *platform)
{
    const Properties *properties = platform->connector->properties;
    headers_collect(platform, &platform->global, properties, properties->decode,
                    NULL, NULL);
}

static bool headers_same(const Parameter *a, const Parameter *b)
{
    return a && b && strcmp(a->type, b->type) == 0 &&
           strcmp(a->name, b->name) == 0;
}

static bool headers_computed_alike(const Parameters *common, const Assign *own)
{
    for (size_t i = 0; i < common->computed_count; i++)
        if (common->computed[i].value == own->value)
            return true;
    return false;
}

void headers_add_operation(Platform *platform, Parameters *list,
                           const Operation *operation)
{
    Parameters common = {0}, own = {0};
    const Properties *all = platform->connector->properties;
    headers_collect(platform, &common, all, all->decode, NULL, NULL);
    headers_collect(platform, &own, operation->properties, operation->decode,
                    operation->accept, operation->content_type);
    for (size_t i = 0; i < own.count; i++)
        if (!headers_same(
                &own.items[i],
                parameters_find(&common, "header", own.items[i].vendor_name)))
            parameters_add(platform, list, own.items[i]);
    for (size_t i = 0; i < own.computed_count; i++)
        if (!headers_computed_alike(&common, &own.computed[i]))
            vec_push(platform->arena, list->computed, list->computed_count,
                     own.computed[i]);
    for (size_t i = 0; i < common.count; i++)
        if (!parameters_find(&own, "header", common.items[i].vendor_name))
            diag_report(platform->diags, D_OC_HEADER_KEPT, operation->span,
                        common.items[i].vendor_name, operation->full_name);
}
