/* object_fields.c - fields of objects as flat lists with dotted names. */
#include "emit/open_connectors/object_fields.h"

#include <inttypes.h>
#include <string.h>

#include "base/json_tree.h"
#include "emit/open_connectors/properties.h"

/* How much a list of fields may hold: records within records multiply. */
enum { MAX_DEPTH = 64, MAX_BYTES = 16 << 20, BYTES_OF_FIELD = 1024 };

/* A record that the walk is in. */
typedef struct Within {
    const Record *record;
    const struct Within *above;
    int depth;
} Within;

typedef struct FieldWalk {
    Platform *platform;
    const Object *object;
    void (*write)(struct FieldWalk *walk, const Field *field, const char *name);
    const char *list_mark; /* behind the name of a list */
    bool leaves_only;      /* records are not fields themselves */
    size_t count, bytes;
} FieldWalk;

bool object_is_listed(const Object *object, const char *list)
{
    const Expr *lists = choice_value(object->settings, "lists");
    for (size_t i = 0; lists && i < lists->item_count; i++)
        if (lists->items[i]->text && strcmp(lists->items[i]->text, list) == 0)
            return true;
    return !lists && (strcmp(list, "objects") == 0 ||
                      (strcmp(list, "models") == 0 && object->fields));
}

static const char *object_vendor_name(const Object *object)
{
    const char *name = choice_text(object->settings, "vendor_name");
    return name ? name : object->name;
}

/* ---- the walk ---- */

static bool walk_may_go_on(FieldWalk *walk, const Within *within,
                           const char *name)
{
    size_t before = walk->bytes;
    walk->bytes += BYTES_OF_FIELD + strlen(name);
    if (walk->bytes <= MAX_BYTES && within->depth <= MAX_DEPTH)
        return true;
    if (before <= MAX_BYTES) /* once */
        diag_report(walk->platform->diags, D_OC_OBJECT_FIELDS,
                    walk->object->span, walk->object->name);
    walk->bytes = MAX_BYTES + 1;
    return false;
}

static bool is_within(const Within *within, const Record *record)
{
    for (; within; within = within->above)
        if (within->record == record)
            return true;
    return false;
}

/* A record that holds itself is described once. */
static void walk_record(FieldWalk *walk, const Within *within,
                        const char *prefix)
{
    const Record *record = within->record;
    for (size_t i = 0; i < record->field_count; i++) {
        const Field *field = record->fields[i];
        if (field->header)
            continue;
        Arena *arena = walk->platform->arena;
        const char *name = arena_format(arena, "%s%s", prefix, field->wire);
        const Type *type = field->type;
        for (; type->element && type->kind != TYPE_MAP; type = type->element)
            if (type->kind == TYPE_LIST)
                name = arena_format(arena, "%s%s", name, walk->list_mark);
        if (!walk_may_go_on(walk, within, name))
            return;
        bool inner =
            type->kind == TYPE_RECORD && !is_within(within, type->record);
        if (!inner || !walk->leaves_only)
            walk->write(walk, field, name);
        if (!inner)
            continue;
        Within next = {type->record, within, within->depth + 1};
        walk_record(walk, &next, arena_format(arena, "%s.", name));
    }
}

static void walk_object(FieldWalk *walk)
{
    Within within = {walk->object->fields, NULL, 1};
    json_array(&walk->platform->json, "fields");
    if (within.record)
        walk_record(walk, &within, "");
    json_array_end(&walk->platform->json);
}

/* ---- types ---- */

static const char *field_json_type(const Type *type)
{
    switch (type->kind) {
    case TYPE_LIST:
    case TYPE_STREAM:
        return "array";
    case TYPE_RECORD:
    case TYPE_UNION:
    case TYPE_MAP:
    case TYPE_JSON:
        return "object";
    case TYPE_ENUM:
        return "string";
    case TYPE_OPTIONAL:
        return field_json_type(type->element);
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
    case TYPE_NULL:
    case TYPE_ERROR:
    case TYPE_NEVER:
    case TYPE_VARIABLE:
        break;
    }
    return type_json_type(type->kind);
}

static bool is_date(const Field *field)
{
    return field->type->kind == TYPE_TIMESTAMP ||
           field->type->kind == TYPE_DATE;
}

static bool is_number(const char *json_type)
{
    return strcmp(json_type, "integer") == 0 ||
           strcmp(json_type, "number") == 0;
}

/* On the wire: a scalar may stand there in another form than its type's own. */
static const char *field_wire_type(const Field *field)
{
    return field->form == WIRE_QUOTED  ? "string"
           : field->form != WIRE_PLAIN ? "integer"
                                       : field_json_type(field->type);
}

static const char *field_format(const Field *field)
{
    const char *type = field_wire_type(field);
    const char *format = type_json_format(field->type->kind);
    if (field->type->kind == TYPE_LIST)
        return field_json_type(field->type->element);
    if (field->form != WIRE_PLAIN)
        return field->form == WIRE_QUOTED ? type : "int64";
    if (field->format && is_number(type))
        return field->format;
    return *format ? format : type;
}

/* ---- models ---- */

/* The number of a field: the last one that is said counts up. */
static bool field_number(const FieldWalk *walk, int64_t *number)
{
    const Expr *said = choice_value(walk->object->settings, "field_numbers");
    size_t known = said ? said->item_count : 0;
    if (known == 0 || said->items[known - 1]->kind != EXPR_INT)
        return false;
    size_t at = walk->count < known ? walk->count : known - 1;
    if (said->items[at]->kind != EXPR_INT)
        return false;
    *number = said->items[at]->integer + (int64_t)(walk->count - at);
    return true;
}

static void field_write_methods(FieldWalk *walk)
{
    static const char *const methods[][2] = {
        {"PATCH", "REQUEST"}, {"POST", "REQUEST"},       {"PUT", "REQUEST"},
        {"GET", "RESPONSE"},  {"GET_BY_ID", "RESPONSE"}, {"PATCH", "RESPONSE"},
        {"POST", "RESPONSE"}, {"PUT", "RESPONSE"}};
    JsonWriter *json = &walk->platform->json;
    int64_t number;
    bool numbered = field_number(walk, &number);
    json_array(json, "fieldMethods");
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        json_object(json, NULL);
        json_text(json, "method", methods[i][0]);
        json_text(json, "direction", methods[i][1]);
        json_text(json, "populated", "NEVER");
        if (numbered)
            json_int(json, "fieldId", number);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_number(JsonWriter *json, const char *member,
                         const Object *object, const char *setting)
{
    int64_t number = choice_int(object->settings, setting, -1);
    if (number >= 0)
        json_int(json, member, number);
}

/* The object's key, or that of the resource of its name. */
static const char *object_key(const FieldWalk *walk)
{
    const Connector *c = walk->platform->connector;
    const char *key = choice_text(walk->object->settings, "key");
    for (size_t i = 0; !key && i < c->resource_count; i++)
        if (strcmp(c->resources[i]->name, walk->object->name) == 0)
            key = c->resources[i]->key;
    return key;
}

static void field_write_flags(FieldWalk *walk, const Field *field,
                              const char *name)
{
    const char *key = object_key(walk);
    const struct {
        const char *member;
        bool value;
    } flags[] = {{"primaryKey", key && (strcmp(key, name) == 0 ||
                                        (!strchr(name, '.') &&
                                         strcmp(key, field->name) == 0))},
                 {"primaryIdentifier", false},
                 {"foreignKey", false},
                 {"readOnly", field->readonly},
                 {"hidden", false},
                 {"nullable", field->optional},
                 {"ignore", false}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        json_bool(&walk->platform->json, flags[i].member, flags[i].value);
}

static void field_write_sample(FieldWalk *walk, const Field *field)
{
    const char *text = field->example;
    if (!text)
        return;
    const Json *sample =
        json_tree_parse(walk->platform->arena, text, strlen(text));
    bool string = sample && sample->kind == JSON_STRING;
    json_text(&walk->platform->json, "sampleValue",
              string ? sample->text : text);
}

static void field_write_texts(FieldWalk *walk, const Field *field)
{
    JsonWriter *json = &walk->platform->json;
    if (field->doc)
        json_text(json, "description", field->doc);
    field_write_sample(walk, field);
    if (field->format && is_date(field))
        json_text(json, "mask", field->format);
    else if (field->format && field->type->kind == TYPE_STRING)
        json_text(json, "subformat", field->format);
    else if (field->form == WIRE_MILLIS)
        json_text(json, "mask", "milliseconds");
    if (field->length_min > 0)
        json_text(
            json, "minLength",
            arena_format(walk->platform->arena, "%" PRId64, field->length_min));
    if (field->length_max > 0)
        json_text(
            json, "maxLength",
            arena_format(walk->platform->arena, "%" PRId64, field->length_max));
}

static void field_write(FieldWalk *walk, const Field *field, const char *name)
{
    JsonWriter *json = &walk->platform->json;
    json_object(json, NULL);
    json_text(json, "vendorName", name);
    json_object(json, "dataType");
    json_text(json, "jsonType", field_wire_type(field));
    json_text(json, "format", field_format(field));
    json_object_end(json);
    field_write_texts(walk, field);
    field_write_flags(walk, field, name);
    field_write_methods(walk);
    write_number(json, "modelId", walk->object, "model_number");
    write_number(json, "ownerCompanyId", walk->object, "owner_number");
    if (choice_value(walk->object->settings, "model_number"))
        json_int(json, "relatedModelId", 0);
    json_object_end(json);
    walk->count++;
}

static void model_write_flag(JsonWriter *json, const char *member,
                             const Object *object, const char *setting)
{
    json_bool(json, member, choice_bool(object->settings, setting, false));
}

static void model_write(Platform *platform, const Object *object)
{
    JsonWriter *json = &platform->json;
    FieldWalk walk = {.platform = platform,
                      .object = object,
                      .write = field_write,
                      .list_mark = ""};
    json_object(json, NULL);
    json_text(json, "name", object->name);
    json_text(json, "vendorName", object_vendor_name(object));
    json_text(json, "modelType", "standard");
    model_write_flag(json, "customFields", object, "custom_fields");
    model_write_flag(json, "nullsRequired", object, "nulls_required");
    json_bool(json, "isQA", false);
    write_number(json, "ownerCompanyId", object, "owner_number");
    walk_object(&walk);
    json_object_end(json);
}

/* ---- older lists ---- */

static const char *metadata_type(Arena *arena, const Field *field)
{
    const char *type = field_wire_type(field);
    if (is_number(type))
        return "number";
    if (field->type->kind != TYPE_LIST)
        return type;
    const char *item = field_json_type(field->type->element);
    return arena_format(arena, "array[%s]", is_number(item) ? "number" : item);
}

static void metadata_field_write(FieldWalk *walk, const Field *field,
                                 const char *name)
{
    JsonWriter *json = &walk->platform->json;
    json_object(json, NULL);
    json_text(json, "type", metadata_type(walk->platform->arena, field));
    json_text(json, "vendorPath", name);
    if (field->format && is_date(field))
        json_text(json, "mask", field->format);
    json_object_end(json);
}

/* It goes by the vendor's name, which must not stand twice. */
static bool metadata_is_alone(Platform *platform, const Object *object)
{
    const char *name = object_vendor_name(object);
    for (const Object *o = platform->connector->objects; o < object; o++) {
        if (!object_is_listed(o, "metadata") ||
            strcmp(object_vendor_name(o), name) != 0)
            continue;
        Diag *diag = diag_report(platform->diags, D_DUPLICATE_NAME,
                                 object->span, "the metadata of", name);
        diag_also(platform->diags, diag, o->span, "first here");
        return false;
    }
    return true;
}

static void metadata_write(Platform *platform, const Object *object)
{
    if (!metadata_is_alone(platform, object))
        return;
    FieldWalk walk = {.platform = platform,
                      .object = object,
                      .write = metadata_field_write,
                      .list_mark = "[*]",
                      .leaves_only = true};
    json_object(&platform->json, object_vendor_name(object));
    walk_object(&walk);
    json_object_end(&platform->json);
}

static void transformation_write(Platform *platform, const Object *object)
{
    json_object(&platform->json, NULL);
    json_text(&platform->json, "name", object->name);
    json_text(&platform->json, "vendorName", object_vendor_name(object));
    json_object_end(&platform->json);
}

/* ---- common objects ---- */

const char *object_field_type(Arena *arena, const Field *field)
{
    if (is_date(field) && field->form == WIRE_PLAIN)
        return "date";
    return field->type->kind == TYPE_LIST ? "array"
                                          : metadata_type(arena, field);
}

static void common_field_write(FieldWalk *walk, const Field *field,
                               const char *name)
{
    JsonWriter *json = &walk->platform->json;
    size_t length = strlen(name), mark = strlen(walk->list_mark);
    if (field->type->kind == TYPE_LIST) /* it is the list itself */
        length -= mark;
    Arena *arena = walk->platform->arena;
    json_object(json, NULL);
    json_text(json, "path", arena_text(arena, name, length));
    json_text(json, "type", object_field_type(arena, field));
    if (field->format && is_date(field))
        json_text(json, "mask", field->format);
    json_object_end(json);
}

void object_fields_write_common(Platform *platform, const Object *object)
{
    FieldWalk walk = {.platform = platform,
                      .object = object,
                      .write = common_field_write,
                      .list_mark = "[*]"};
    walk_object(&walk);
}

/* ---- the lists ---- */

static bool any_is_listed(const Connector *c, const char *list)
{
    for (size_t i = 0; i < c->object_count; i++)
        if (object_is_listed(&c->objects[i], list))
            return true;
    return false;
}

static void list_write(Platform *platform, const char *list,
                       void (*write)(Platform *, const Object *))
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->object_count; i++)
        if (object_is_listed(&c->objects[i], list))
            write(platform, &c->objects[i]);
}

void object_fields_write(Platform *platform)
{
    JsonWriter *json = &platform->json;
    json_array(json, "models");
    list_write(platform, "models", model_write);
    json_array_end(json);
    if (any_is_listed(platform->connector, "transformations")) {
        json_array(json, "defaultTransformations");
        list_write(platform, "transformations", transformation_write);
        json_array_end(json);
    }
    if (any_is_listed(platform->connector, "metadata")) {
        json_object(json, "objectMetadata");
        list_write(platform, "metadata", metadata_write);
        json_object_end(json);
    }
}
