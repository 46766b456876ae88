/* objects.c - kinds of things: each resource with a key, each `object` block,
 * and what `objects` of a `platform` block names. */
#include "emit/open_connectors/objects.h"

#include <string.h>

#include "emit/open_connectors/object_fields.h"
#include "emit/open_connectors/paging.h"
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
    const Pagination *pages = operation_pages(op);
    const Type *type = pages ? pages->item : op->result;
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

const char *object_date_format(const Field *field)
{
    if (field->format)
        return field->format;
    if (field->form == WIRE_UNIX)
        return NULL;
    if (field->form == WIRE_MILLIS)
        return "milliseconds";
    return field->type->kind == TYPE_DATE ? "yyyy-MM-dd"
                                          : "yyyy-MM-dd'T'HH:mm:ssXXX";
}

static const Field *object_date(const Record *record, const char *const *names)
{
    for (; record && *names; names++) {
        const Field *field = object_field(record, *names);
        if (field && (field->type->kind == TYPE_TIMESTAMP ||
                      field->type->kind == TYPE_DATE))
            return field;
    }
    return NULL;
}

/* ---- one of the list ---- */

typedef struct Listed {
    const char *name;
    const Object *object;     /* what the source says of it, or NULL */
    const Resource *resource; /* the one with a key, or NULL */
    const Record *record;     /* that its operations answer, or NULL */
} Listed;

static const ObjectMember object_members[] = {
    {"vendor_name", "vendorName", "", "="},
    {"key", "primaryKeyName", "", "="},
    {"created", "createdDateName", "", "="},
    {"created_format", "createdDateFormat", "", "="},
    {"updated", "updatedDateName", "", "="},
    {"updated_format", "updatedDateFormat", "", "="},
    {"query_date", "queryDateName", "", ""},
    {"query_format", "queryDateFormat", "", ""},
    {"query_operator", "queryDateOperator", "", ""},
    {"discovery", "metadataDiscovery", "false", "false"},
    {"custom_fields", "customFields", "", ""},
    {"nulls_required", "nullsRequired", "", ""},
    {"operations", "operationsSupported", "[\"unknown\"]", "[\"unknown\"]"},
    {"events", "eventsEnabled", "false", "false"},
    {"event_types", "vendorEventTypes", "\"unknown\"", "\"unknown\""},
    {"bulk_download", "bulkDownloadEnabled", "", "false"},
    {"bulk_upload", "bulkUploadEnabled", "", "false"},
    {"hulk_download", "hulkDownloadEnabled", "true", ""},
    {"hulk_upload", "hulkUploadEnabled", "false", ""},
    {"native_bulk_download", "nativeBulkDownload", "false", "false"},
    {"native_bulk_upload", "nativeBulkUpload", "false", "false"},
};

static const ObjectEvent object_events[] = {
    {"created", "eventCreatedSupported"},
    {"updated", "eventUpdatedSupported"},
    {"deleted", "eventDeletedSupported"},
};

const ObjectMember *object_member_at(size_t i)
{
    bool there = i < sizeof object_members / sizeof *object_members;
    return there ? &object_members[i] : NULL;
}

const ObjectEvent *object_event_at(size_t i)
{
    bool there = i < sizeof object_events / sizeof *object_events;
    return there ? &object_events[i] : NULL;
}

/* `hulk_download` says what `bulk_download` does not. */
const char *object_plain(const ObjectMember *row, bool bulk)
{
    bool hulk = strcmp(row->setting, "hulk_download") == 0;
    return hulk && bulk ? "false" : row->plain;
}

static const Expr *object_said(const Listed *listed, const char *setting)
{
    return listed->object ? choice_value(listed->object->settings, setting)
                          : NULL;
}

/* What a resource with a key tells of a member, or NULL. */
static const char *object_known(const Listed *listed, const char *setting)
{
    const Field *key = listed->record
                           ? object_field(listed->record, listed->resource->key)
                           : NULL;
    const Field *created = object_date(listed->record, created_names);
    const Field *updated = object_date(listed->record, updated_names);
    const struct {
        const char *setting, *text;
    } known[] = {
        {"vendor_name", listed->name},
        {"key", key ? key->wire : listed->resource->key},
        {"created", created ? created->wire : NULL},
        {"created_format", created ? object_date_format(created) : NULL},
        {"updated", updated ? updated->wire : NULL},
        {"updated_format", updated ? object_date_format(updated) : NULL}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].setting, setting) == 0)
            return known[i].text;
    return NULL;
}

static void object_write_member(Platform *platform, const Listed *listed,
                                const ObjectMember *row)
{
    JsonWriter *json = &platform->json;
    const Expr *said = object_said(listed, row->setting);
    const char *otherwise =
        listed->resource
            ? row->keyed
            : object_plain(row, object_said(listed, "bulk_download") != NULL);
    if (said) {
        if (said->kind != EXPR_NULL)
            property_write_constant(json, platform->arena, row->member, said);
    } else if (strcmp(otherwise, "=") == 0) {
        const char *known = object_known(listed, row->setting);
        if (known)
            json_text(json, row->member, known);
    } else if (*otherwise) {
        json_tree_write(
            json, row->member,
            json_tree_parse(platform->arena, otherwise, strlen(otherwise)));
    }
}

static bool object_tells(const Expr *kinds, const char *kind)
{
    for (size_t i = 0; kinds && i < kinds->item_count; i++)
        if (kinds->items[i]->text && strcmp(kinds->items[i]->text, kind) == 0)
            return true;
    return false;
}

static void object_write_kinds(JsonWriter *json, const Listed *listed)
{
    const Expr *said = object_said(listed, "event_kinds");
    const ObjectEvent *event;
    for (size_t i = 0; (event = object_event_at(i)); i++)
        if (!said || said->kind != EXPR_NULL)
            json_bool(json, event->member, object_tells(said, event->word));
}

static void object_write(Platform *platform, const Listed *listed)
{
    JsonWriter *json = &platform->json;
    json_object(json, NULL);
    json_text(json, "name", listed->name);
    if (listed->object && listed->object->doc)
        json_text(json, "description", listed->object->doc);
    const ObjectMember *row;
    for (size_t i = 0; (row = object_member_at(i)); i++)
        object_write_member(platform, listed, row);
    object_write_kinds(json, listed);
    if (listed->resource) {
        json_array(json, "tags");
        json_array_end(json);
    }
    json_object_end(json);
}

/* ---- the list ---- */

static const Object *object_find(const Connector *c, const char *name)
{
    for (size_t i = 0; i < c->object_count; i++)
        if (strcmp(c->objects[i].name, name) == 0)
            return &c->objects[i];
    return NULL;
}

static bool object_has_resource(const Connector *c, const char *name)
{
    for (size_t i = 0; i < c->resource_count; i++)
        if (c->resources[i]->key && strcmp(c->resources[i]->name, name) == 0)
            return true;
    return false;
}

/* Those that the `platform` block names: as builders make them. */
static void objects_write_named(Platform *platform)
{
    const Connector *c = platform->connector;
    const Json *names = patches_setting(platform, "objects");
    for (size_t i = 0; i < json_count(names); i++) {
        Listed listed = {.name = names->items[i]->text};
        if (names->items[i]->kind == JSON_STRING &&
            !object_has_resource(c, listed.name) &&
            !object_find(c, listed.name))
            object_write(platform, &listed);
    }
}

void objects_write(Platform *platform)
{
    const Connector *c = platform->connector;
    json_array(&platform->json, "objects");
    for (size_t i = 0; i < c->resource_count; i++) {
        const Resource *resource = c->resources[i];
        Listed listed = {.name = resource->name,
                         .object = object_find(c, resource->name),
                         .resource = resource,
                         .record =
                             resource->key ? object_record(resource) : NULL};
        if (resource->key)
            object_write(platform, &listed);
    }
    for (size_t i = 0; i < c->object_count; i++) {
        Listed listed = {.name = c->objects[i].name, .object = &c->objects[i]};
        if (object_is_listed(&c->objects[i], "objects") &&
            !object_has_resource(c, listed.name))
            object_write(platform, &listed);
    }
    objects_write_named(platform);
    json_array_end(&platform->json);
}
