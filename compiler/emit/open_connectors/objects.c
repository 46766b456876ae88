/* objects.c - each resource with a key is an object of the platform. */
#include "emit/open_connectors/objects.h"

#include <string.h>

#include "emit/open_connectors/patches.h"
#include "emit/open_connectors/properties.h"

/* Names under which APIs keep when something came to be and last changed. */
static const char *const created_names[] = {
    "created_at",    "createdAt",   "created",      "created_on",
    "createdOn",     "createdDate", "created_date", "dateCreated",
    "date_created",  "createdTime", "created_time", "creationDate",
    "creation_date", "createTime",  "create_time",  NULL};
static const char *const updated_names[] = {
    "updated_at",       "updatedAt",     "updated",
    "updated_on",       "updatedOn",     "updatedDate",
    "updated_date",     "dateUpdated",   "date_updated",
    "updatedTime",      "updated_time",  "modified_at",
    "modifiedAt",       "modified",      "modified_on",
    "modifiedOn",       "modifiedDate",  "modified_date",
    "lastModified",     "last_modified", "lastModifiedDate",
    "lastModifiedTime", "updateTime",    "update_time",
    "lastUpdated",      "last_updated",  NULL};

static const Field *object_field(const Record *record, const char *name)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (property_is_sent(record->fields[i], PROPERTY_ANSWER) &&
            property_is_called(record->fields[i], name))
            return record->fields[i];
    return NULL;
}

static const Record *object_record_of(const Operation *op)
{
    const Type *type = op->pagination ? op->pagination->item : op->result;
    while (type && type->kind == TYPE_LIST)
        type = type->element;
    return type && type->kind == TYPE_RECORD ? type->record : NULL;
}

/* The record that has the key, among what the operations answer. */
static const Record *object_record(const Resource *resource)
{
    for (size_t i = 0; i < resource->operation_count; i++) {
        const Record *record = object_record_of(resource->operations[i]);
        if (record && object_field(record, resource->key))
            return record;
    }
    return NULL;
}

/* In the platform's words, which are those of Java's SimpleDateFormat; it has
 * none for seconds since 1970: NULL. */
static const char *object_date_format(const Field *field)
{
    if (field->form == WIRE_UNIX)
        return NULL;
    if (field->form == WIRE_MILLIS)
        return "milliseconds";
    return field->type->kind == TYPE_DATE ? "yyyy-MM-dd"
                                          : "yyyy-MM-dd'T'HH:mm:ssXXX";
}

static void object_write_date(JsonWriter *json, const Record *record,
                              const char *const *names, const char *name_key,
                              const char *format_key)
{
    for (; record && *names; names++) {
        const Field *field = object_field(record, *names);
        if (!field || (field->type->kind != TYPE_TIMESTAMP &&
                       field->type->kind != TYPE_DATE))
            continue;
        const char *format =
            field->format ? field->format : object_date_format(field);
        json_text(json, name_key, field->wire);
        if (format)
            json_text(json, format_key, format);
        return;
    }
}

static void object_write_events(JsonWriter *json)
{
    json_bool(json, "eventsEnabled", false);
    json_bool(json, "eventCreatedSupported", false);
    json_bool(json, "eventUpdatedSupported", false);
    json_bool(json, "eventDeletedSupported", false);
    json_text(json, "vendorEventTypes", "unknown");
}

static void object_write_bulk(JsonWriter *json)
{
    json_bool(json, "bulkDownloadEnabled", false);
    json_bool(json, "bulkUploadEnabled", false);
    json_bool(json, "nativeBulkDownload", false);
    json_bool(json, "nativeBulkUpload", false);
}

static void object_write(Platform *platform, const Resource *resource)
{
    JsonWriter *json = &platform->json;
    const Record *record = object_record(resource);
    const Field *key = record ? object_field(record, resource->key) : NULL;
    json_object(json, NULL);
    json_text(json, "name", resource->name);
    json_text(json, "vendorName", resource->name);
    json_text(json, "primaryKeyName", key ? key->wire : resource->key);
    object_write_date(json, record, created_names, "createdDateName",
                      "createdDateFormat");
    object_write_date(json, record, updated_names, "updatedDateName",
                      "updatedDateFormat");
    json_bool(json, "metadataDiscovery", false);
    json_array(json, "operationsSupported");
    json_text(json, NULL, "unknown");
    json_array_end(json);
    object_write_events(json);
    object_write_bulk(json);
    json_array(json, "tags");
    json_array_end(json);
    json_object_end(json);
}

static bool object_has_resource(const Connector *c, const char *name)
{
    for (size_t i = 0; i < c->resource_count; i++)
        if (c->resources[i]->key && strcmp(c->resources[i]->name, name) == 0)
            return true;
    return false;
}

/* One that the `platform` block names: as builders make it. */
static void object_write_named(JsonWriter *json, const char *name)
{
    json_object(json, NULL);
    json_text(json, "name", name);
    json_bool(json, "metadataDiscovery", false);
    json_array(json, "operationsSupported");
    json_text(json, NULL, "unknown");
    json_array_end(json);
    object_write_events(json);
    json_bool(json, "hulkDownloadEnabled", true);
    json_bool(json, "hulkUploadEnabled", false);
    json_bool(json, "nativeBulkDownload", false);
    json_bool(json, "nativeBulkUpload", false);
    json_object_end(json);
}

static void objects_write_named(Platform *platform)
{
    const Json *names = patches_setting(platform, "objects");
    for (size_t i = 0; i < json_count(names); i++)
        if (names->items[i]->kind == JSON_STRING &&
            !object_has_resource(platform->connector, names->items[i]->text))
            object_write_named(&platform->json, names->items[i]->text);
}

void objects_write(Platform *platform)
{
    const Connector *c = platform->connector;
    json_array(&platform->json, "objects");
    for (size_t i = 0; i < c->resource_count; i++)
        if (c->resources[i]->key)
            object_write(platform, c->resources[i]);
    objects_write_named(platform);
    json_array_end(&platform->json);
}
