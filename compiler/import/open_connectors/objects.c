/* objects.c - lists of objects as `object` blocks.
 *
 * A definition tells of objects in four lists: what is called alike in several
 * of them is one block. */
#include "import/open_connectors/objects.h"

#include <stdlib.h>
#include <string.h>

#include "check/checker.h"
#include "emit/open_connectors/objects.h"

typedef enum List {
    LIST_OBJECTS,
    LIST_MODELS,
    LIST_METADATA,
    LIST_TRANSFORMATIONS,
    LIST_COUNT
} List;

typedef struct Thing {
    const char *name;
    const Json *in[LIST_COUNT]; /* its entry in each list, or NULL */
} Thing;

typedef struct Things {
    Draft *draft;
    Thing *items;
    size_t count;
} Things;

/* ---- collecting ---- */

static Thing *thing_of(Things *things, const char *name)
{
    for (size_t i = 0; i < things->count; i++)
        if (strcmp(things->items[i].name, name) == 0)
            return &things->items[i];
    Thing thing = {.name = name};
    vec_push(things->draft->arena, things->items, things->count, thing);
    return &things->items[things->count - 1];
}

static void collect(Things *things, List list, const char *member)
{
    const Json *entries = json_get(things->draft->root, member);
    for (size_t i = 0; i < json_count(entries); i++) {
        const char *name = json_get_text(entries->items[i], "name");
        Thing *thing = name && *name ? thing_of(things, name) : NULL;
        if (thing && !thing->in[list])
            thing->in[list] = entries->items[i];
    }
}

/* Metadata goes by the vendor's name. */
static Thing *thing_of_vendor(Things *things, const char *vendor)
{
    for (size_t i = 0; i < things->count; i++) {
        const char *name = json_get_text(
            things->items[i].in[LIST_TRANSFORMATIONS], "vendorName");
        if (name && strcmp(name, vendor) == 0)
            return &things->items[i];
    }
    return thing_of(things, vendor);
}

static void collect_metadata(Things *things)
{
    const Json *metadata = json_get(things->draft->root, "objectMetadata");
    if (!metadata || metadata->kind != JSON_OBJECT)
        return;
    for (size_t i = 0; i < metadata->count; i++)
        if (*metadata->names[i])
            thing_of_vendor(things, metadata->names[i])->in[LIST_METADATA] =
                metadata->items[i];
}

/* ---- settings ---- */

static void put_json(Buf *out, const char *setting, const Json *value)
{
    buf_printf(out, "%s = ", setting);
    draft_json(out, value);
    buf_putc(out, '\n');
}

static bool is_texts(const Json *json)
{
    for (size_t i = 0; i < json_count(json); i++)
        if (json->items[i]->kind != JSON_STRING)
            return false;
    return json->kind == JSON_ARRAY;
}

static bool is_word(const char *words, const char *text)
{
    size_t length = strlen(text);
    for (const char *at = words; length && (at = strstr(at, text)); at++)
        if (strchr(" |", at[-1]) && (at[length] == '|' || !at[length]))
            return true;
    return false;
}

/* Whether the setting can hold it. */
static bool fits(const char *setting, const Json *value)
{
    const char *type = schema_setting("object", NULL, setting)->type;
    if (strncmp(type, "bool", 4) == 0)
        return value->kind == JSON_TRUE || value->kind == JSON_FALSE;
    if (strncmp(type, "strings", 7) == 0)
        return is_texts(value);
    return value->kind == JSON_STRING &&
           (strncmp(type, "words", 5) != 0 || is_word(type, value->text));
}

static void put_member(Buf *out, const Draft *draft, const Json *object,
                       const ObjectMember *row)
{
    const Json *value = json_get(object, row->member);
    bool bulk = json_get(object, "bulkDownloadEnabled") != NULL;
    const char *usual = object_plain(row, bulk);
    if (!value && *usual)
        buf_printf(out, "%s = null\n", row->setting);
    if (!value || !fits(row->setting, value) ||
        (*usual && json_equal(value, json_tree_parse(draft->arena, usual,
                                                     strlen(usual)))))
        return;
    if (strncmp(schema_setting("object", NULL, row->setting)->type, "words",
                5) == 0)
        buf_printf(out, "%s = %s\n", row->setting, value->text);
    else
        put_json(out, row->setting, value);
}

static void put_events(Buf *out, const Json *object)
{
    const ObjectEvent *event;
    size_t there = 0, told = 0;
    Buf words = {0};
    for (size_t i = 0; (event = object_event_at(i)); i++) {
        there += json_get(object, event->member) != NULL;
        if (json_get_true(object, event->member))
            buf_printf(&words, "%s%s", told++ ? ", " : "", event->word);
    }
    if (!there)
        buf_puts(out, "event_kinds = null\n");
    else if (told)
        buf_printf(out, "event_kinds = [%s]\n", buf_text(&words));
    buf_free(&words);
}

static void put_object(Buf *out, const Draft *draft, const Json *object)
{
    const ObjectMember *row;
    for (size_t i = 0; (row = object_member_at(i)); i++)
        put_member(out, draft, object, row);
    put_events(out, object);
}

/* What the entries of other lists say, where none of `objects` does. */
static void put_others(Buf *out, const Thing *thing)
{
    const Json *model = thing->in[LIST_MODELS];
    const Json *transformation = thing->in[LIST_TRANSFORMATIONS];
    const char *vendor =
        json_get_text(model ? model : transformation, "vendorName");
    if (vendor && strcmp(vendor, thing->name) != 0) {
        buf_puts(out, "vendor_name = ");
        draft_string(out, vendor);
        buf_putc(out, '\n');
    }
    if (json_get_true(model, "customFields"))
        buf_puts(out, "custom_fields = true\n");
    if (json_get_true(model, "nullsRequired"))
        buf_puts(out, "nulls_required = true\n");
}

/* ---- numbers of the server ---- */

static bool is_int(const Json *json)
{
    return json && json->kind == JSON_NUMBER && strlen(json->text) <= 15 &&
           !strpbrk(json->text, "-.eE");
}

static const Json *field_number(const Json *field)
{
    const Json *methods = json_get(field, "fieldMethods");
    return json_count(methods) ? json_get(methods->items[0], "fieldId") : NULL;
}

static bool follows(const Json *a, const Json *b)
{
    return strtoll(a->text, NULL, 10) + 1 == strtoll(b->text, NULL, 10);
}

static void put_field_numbers(Buf *out, const Json *fields)
{
    size_t count = json_count(fields);
    for (size_t i = 0; i < count; i++)
        if (!is_int(field_number(fields->items[i])))
            return;
    while (count > 1 && follows(field_number(fields->items[count - 2]),
                                field_number(fields->items[count - 1])))
        count--;
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s%s", i ? ", " : "field_numbers = [",
                   field_number(fields->items[i])->text);
    if (count)
        buf_puts(out, "]\n");
}

static void put_numbers(Buf *out, const Json *model)
{
    const Json *fields = json_get(model, "fields");
    const Json *owner = json_get(model, "ownerCompanyId");
    const Json *number =
        json_count(fields) ? json_get(fields->items[0], "modelId") : NULL;
    if (is_int(number))
        put_json(out, "model_number", number);
    if (is_int(owner))
        put_json(out, "owner_number", owner);
    put_field_numbers(out, fields);
}

/* ---- blocks ---- */

/* Sets `*type` to the name of the record that was declared. */
static bool declare_fields(Draft *draft, const Thing *thing, const char **type)
{
    const Json *model = thing->in[LIST_MODELS];
    const Json *metadata = thing->in[LIST_METADATA];
    const char *vendor =
        json_get_text(thing->in[LIST_TRANSFORMATIONS], "vendorName");
    if (!model && !metadata)
        return false;
    *type = name_unique(
        draft->arena, &draft->names,
        name_of_type(draft->arena, vendor && *vendor ? vendor : thing->name));
    return model
               ? object_fields_declare(draft, *type, json_get(model, "fields"))
               : object_metadata_declare(draft, *type,
                                         json_get(metadata, "fields"));
}

static void put_lists(Buf *out, const Thing *thing, bool fields)
{
    static const char *const words[] = {"objects", "models", "metadata",
                                        "transformations"};
    const char *comma = "";
    bool usual = thing->in[LIST_OBJECTS] && !thing->in[LIST_METADATA] &&
                 !thing->in[LIST_TRANSFORMATIONS] &&
                 (thing->in[LIST_MODELS] != NULL) == fields;
    if (usual)
        return;
    buf_puts(out, "lists = [");
    for (size_t i = 0; i < LIST_COUNT; i++)
        if (thing->in[i]) {
            buf_printf(out, "%s%s", comma, words[i]);
            comma = ", ";
        }
    buf_puts(out, "]\n");
}

static void put_thing(Draft *draft, const Thing *thing, Json *names)
{
    Buf settings = {0};
    const char *type,
        *doc = json_get_text(thing->in[LIST_OBJECTS], "description");
    bool fields = declare_fields(draft, thing, &type);
    put_lists(&settings, thing, fields);
    if (fields)
        buf_printf(&settings, "fields = %s\n", type);
    if (thing->in[LIST_OBJECTS])
        put_object(&settings, draft, thing->in[LIST_OBJECTS]);
    else
        put_others(&settings, thing);
    if (thing->in[LIST_MODELS])
        put_numbers(&settings, thing->in[LIST_MODELS]);
    if (!settings.length && !doc) {
        json_insert(draft->arena, names, names->count,
                    json_new_text(draft->arena, thing->name));
        return;
    }
    buf_putc(&draft->objects, '\n');
    draft_doc(&draft->objects, doc);
    buf_puts(&draft->objects, "object ");
    draft_name(&draft->objects, thing->name);
    buf_printf(&draft->objects, " {\n%s}\n", buf_text(&settings));
    buf_free(&settings);
}

/* Lists that have an order of their own come first. */
void objects_import(Draft *draft)
{
    Things things = {.draft = draft};
    Json *names = json_new(draft->arena, JSON_ARRAY);
    collect(&things, LIST_MODELS, "models");
    collect(&things, LIST_TRANSFORMATIONS, "defaultTransformations");
    collect(&things, LIST_OBJECTS, "objects");
    collect_metadata(&things);
    for (size_t i = 0; i < things.count; i++)
        put_thing(draft, &things.items[i], names);
    if (names->count)
        draft_setting(draft, "objects", names);
}
