/* resources.c - writes the endpoints. */
#include "emit/open_connectors/resources.h"

#include "emit/open_connectors/hooks.h"
#include "emit/open_connectors/models.h"
#include "emit/open_connectors/parameters.h"

static void resource_write_text(JsonWriter *json, const char *key,
                                const char *text)
{
    if (text)
        json_text(json, key, text);
}

static void resource_write_response(JsonWriter *json)
{
    json_object(json, "response");
    json_text(json, "contentType", "application/json");
    json_object_end(json);
}

/* "GET:/hubs/crm/contacts/{id}" of the operation that goes on from here. */
static void resource_write_next(Platform *platform, const Operation *op)
{
    if (!op->next)
        return;
    for (size_t i = 0; i < platform->endpoints.count; i++) {
        const Endpoint *next = &platform->endpoints.items[i];
        if (next->operation != op->next)
            continue;
        json_text(&platform->json, "nextResource",
                  arena_format(platform->arena, "%s:/hubs/%s%s", next->method,
                               platform->hub, next->path));
        return;
    }
    diag_report(platform->diags, D_OC_SETTING_LOST, op->next_span, "next",
                "what goes on is not offered");
}

static void resource_write(Platform *platform, const Endpoint *endpoint)
{
    JsonWriter *json = &platform->json;
    json_object(json, NULL);
    json_text(json, "path",
              arena_format(platform->arena, "/hubs/%s%s", platform->hub,
                           endpoint->path));
    json_text(json, "method", endpoint->method);
    json_text(json, "vendorPath", endpoint->vendor_path);
    json_text(json, "vendorMethod", endpoint->vendor_method);
    json_text(json, "type", endpoint->type);
    json_text(json, "kind", "eb");
    json_text(json, "description", endpoint->description);
    resource_write_text(json, "objectName", endpoint->object_name);
    resource_write_text(json, "rootKey", endpoint->root_key);
    resource_write_text(json, "paginationType", endpoint->pagination_type);
    resource_write_text(json, "nextPageKey", endpoint->next_page_key);
    resource_write_next(platform, endpoint->operation);
    parameters_write_endpoint(platform, endpoint);
    models_write(platform, endpoint);
    resource_write_response(json);
    hooks_write_endpoint(platform, endpoint);
    json_object_end(json);
}

void resources_write(Platform *platform)
{
    if (platform->endpoints.count == 0)
        return;
    json_array(&platform->json, "resources");
    for (size_t i = 0; i < platform->endpoints.count; i++)
        resource_write(platform, &platform->endpoints.items[i]);
    json_array_end(&platform->json);
}
