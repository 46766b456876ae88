/* models_fields.c - properties of a model as fields. */
#include <string.h>

#include "import/open_connectors/models.h"

/* ---- types ---- */

/* The first row of a type is for formats that have no type of their own. */
static const struct ScalarRow {
    const char *type, *format, *name;
} scalars[] = {
    {"string", "", "string"},        {"string", "date-time", "timestamp"},
    {"string", "date", "date"},      {"string", "byte", "bytes"},
    {"string", "uri", "url"},        {"string", "uuid", "uuid"},
    {"boolean", "", "bool"},         {"integer", NULL, "int"},
    {"integer", "int32", "int32"},   {"integer", "int64", "int64"},
    {"number", NULL, "float"},       {"number", "double", "float"},
    {"number", "decimal", "decimal"}};

bool model_put_scalar(const Json *json, Buf *out, const char **format)
{
    const char *type = json_get_text(json, "type");
    const char *said = json_get_text(json, "format");
    const struct ScalarRow *found = NULL;
    bool exact = false;
    for (size_t i = 0; type && !exact && i < sizeof scalars / sizeof *scalars;
         i++) {
        const struct ScalarRow *row = &scalars[i];
        if (strcmp(row->type, type) != 0)
            continue;
        exact = row->format && strcmp(row->format, said ? said : "") == 0;
        if (exact || !found)
            found = row;
    }
    if (!found)
        return false;
    buf_puts(out, found->name);
    if (format && !exact && strcmp(type, "string") != 0)
        *format = said ? said : "";
    return true;
}

/* Lists in lists, and records in records, as deep as anyone has written them.
 */
enum { MAX_LISTS = 8, MAX_NESTED = 8 };

bool model_is_list(const Json *json)
{
    const char *type = json_get_text(json, "type");
    return type && strcmp(type, "array") == 0;
}

const Json *model_nested(const Json *json, size_t depth)
{
    const char *type = json_get_text(json, "type");
    const Json *properties = json_get(json, "properties");
    if (depth >= MAX_NESTED || !type || strcmp(type, "object") != 0 ||
        json_get(json, "$ref") || json_get(json, "additionalProperties") ||
        !properties || properties->kind != JSON_OBJECT || !properties->count)
        return NULL;
    for (size_t i = 0; i < properties->count; i++)
        if (!*properties->names[i] || properties->items[i]->kind != JSON_OBJECT)
            return NULL;
    return properties;
}

bool model_is_required(const Json *json, const char *name)
{
    const Json *required = json_get(json, "required");
    for (size_t i = 0; i < json_count(required); i++)
        if (required->items[i]->kind == JSON_STRING &&
            strcmp(required->items[i]->text, name) == 0)
            return true;
    return false;
}

void model_put_type(Models *models, const ModelSet *set, const Json *json,
                    Buf *out, const char **format)
{
    size_t node, lists = 0;
    const char *type = json_get_text(json, "type");
    while (type && strcmp(type, "array") == 0 && lists < MAX_LISTS) {
        lists++;
        json = json_get(json, "items");
        type = json_get_text(json, "type");
        format = NULL;
    }
    if (model_reference(models, set, json, &node) != REFERENCE_NONE)
        buf_puts(out, models->classes[models->nodes[node].class].type);
    else if (type && strcmp(type, "object") == 0)
        buf_puts(out, "map<json>");
    else if (!model_put_scalar(json, out, format))
        buf_puts(out, "json");
    for (size_t i = 0; i < lists; i++)
        buf_puts(out, "[]");
}

/* ---- enums ---- */

/* Different texts, none of them empty. */
static bool is_enum(const Json *json)
{
    const Json *values = json_get(json, "enum");
    const char *type = json_get_text(json, "type");
    if (!values || values->kind != JSON_ARRAY || !values->count || !type ||
        strcmp(type, "string") != 0 || json_get(json, "format") ||
        json_get(json, "default"))
        return false;
    for (size_t i = 0; i < values->count; i++) {
        if (values->items[i]->kind != JSON_STRING || !*values->items[i]->text)
            return false;
        for (size_t k = 0; k < i; k++)
            if (strcmp(values->items[k]->text, values->items[i]->text) == 0)
                return false;
    }
    return values->count <= 2000;
}

static void put_enum(Buf *out, const char *name, const Json *values)
{
    buf_printf(out, "\nenum %s {\n", name);
    for (size_t i = 0; i < values->count; i++) {
        draft_name(out, values->items[i]->text);
        buf_putc(out, '\n');
    }
    buf_puts(out, "}\n");
}

/* The name of the enum; one that says the same under the same name is known. */
static const char *enum_name(Models *models, const ModelClass *class,
                             const char *field, const Json *values, Buf *enums)
{
    Draft *draft = models->draft;
    Buf key = {0};
    const char *wanted = name_of_type(draft->arena, field);
    buf_printf(&key, "%s", wanted);
    for (size_t i = 0; i < values->count; i++)
        buf_printf(&key, "\n%s", values->items[i]->text);
    const char *name = map_get(&models->enums, buf_text(&key));
    if (!name) {
        if (map_get(&draft->names, wanted))
            wanted = arena_format(draft->arena, "%s%s", class->type, wanted);
        name = name_unique(draft->arena, &draft->names, wanted);
        map_set(draft->arena, &models->enums,
                arena_text(draft->arena, buf_text(&key), key.length),
                (void *)(uintptr_t)name);
        put_enum(enums, name, values);
    }
    buf_free(&key);
    return name;
}

/* ---- annotations ---- */

static void put_text(Buf *out, const char *name, const char *text)
{
    buf_printf(out, " @%s(", name);
    draft_string(out, text);
    buf_putc(out, ')');
}

static const char *word_of(const Json *json, const char *member)
{
    const char *text = json_get_text(json, member);
    return text && text[strspn(text, " \t\r\n")] ? text : NULL;
}

static bool is_date(const char *type)
{
    return strcmp(type, "timestamp") == 0 || strcmp(type, "date") == 0;
}

/* A time as `timestamp @millis` writes it. */
static bool is_millis(const Json *json)
{
    const char *type = json_get_text(json, "type");
    const char *format = json_get_text(json, "format");
    const char *mask = json_get_text(json, "x-mask");
    return type && strcmp(type, "integer") == 0 && format &&
           strcmp(format, "int64") == 0 && mask &&
           strcmp(mask, "milliseconds") == 0;
}

/* Whether `@searchable` says it. */
static bool is_searchable(const Json *json)
{
    const Json *operators = json_get(json, "x-searchable-operators");
    if (!json_get_true(json, "x-searchable") || json_count(operators) > 64)
        return false;
    for (size_t i = 0; i < json_count(operators); i++)
        if (operators->items[i]->kind != JSON_STRING)
            return false;
    return !operators || operators->count > 0;
}

static void put_searchable(Buf *out, const Json *json)
{
    const Json *operators = json_get(json, "x-searchable-operators");
    buf_puts(out, " @searchable");
    for (size_t i = 0; i < json_count(operators); i++) {
        buf_puts(out, i ? ", " : "(");
        draft_string(out, operators->items[i]->text);
    }
    if (json_count(operators))
        buf_putc(out, ')');
}

static void put_length(Buf *out, const Json *json, const char *type)
{
    const Json *most = json_get(json, "maxLength");
    if (strcmp(type, "string") == 0 && most && most->kind == JSON_NUMBER &&
        strlen(most->text) <= 15 && !strpbrk(most->text, "-.eE"))
        buf_printf(out, " @length(0, %s)", most->text);
}

/* The annotations of a field of that type, and which members they say. */
static void put_annotations(const ModelClass *class, const Json *json,
                            const char *type, const char *format, Buf *out)
{
    static const char *const members[] = {
        "x-displayName",          "x-mask",     "x-sub-format", "x-searchable",
        "x-searchable-operators", "x-readOnly", "x-samplevalue"};
    const char *known[sizeof members / sizeof *members + 1] = {NULL};
    size_t count = 0;
    const char *label = word_of(json, "x-displayName");
    const char *mask = word_of(json, "x-mask");
    const char *subformat = word_of(json, "x-sub-format");
    const Json *sample = json_get(json, "x-samplevalue");
    if (!label && class->style & STYLE_TITLES)
        label = word_of(json, "title");
    if (label)
        put_text(out, "label", label);
    if (word_of(json, "x-displayName"))
        known[count++] = members[0];
    if (is_millis(json))
        buf_puts(out, " @millis"), known[count++] = members[1];
    else if (mask && is_date(type))
        put_text(out, "format", mask), known[count++] = members[1];
    else if (subformat && strcmp(type, "string") == 0)
        put_text(out, "format", subformat), known[count++] = members[2];
    else if (format)
        put_text(out, "format", format);
    put_length(out, json, type);
    if (json_get_true(json, "x-readOnly") && !class->request)
        buf_puts(out, " @readonly"), known[count++] = members[5];
    if (is_searchable(json)) {
        put_searchable(out, json);
        known[count++] = members[3];
        known[count++] = members[4];
    }
    if (sample && json_is_literal(sample, 8)) {
        buf_puts(out, " @sample(");
        draft_json(out, sample);
        buf_putc(out, ')');
        known[count++] = members[6];
    }
    known[count] = NULL;
    model_put_extensions(out, json, known);
}

/* ---- fields ---- */

static void put_nested(Models *models, const ModelClass *class,
                       const Json *json, size_t depth, Buf *out, Buf *enums);

/* A record that must hold another one, which must hold it, has no end. It has
 * where each must hold later ones only; other fields are optional. */
static bool may_be_endless(const Models *models, const ModelClass *class,
                           const Json *json)
{
    size_t node;
    const ModelSet *set = &models->sets[models->nodes[class->node].set];
    return model_reference(models, set, json, &node) != REFERENCE_NONE &&
           models->classes[models->nodes[node].class].place <= class->place;
}

/* The type of a field: an enum or a record may stand in it. */
static void put_field_type(Models *models, const ModelClass *class,
                           const char *name, const Json *json, size_t depth,
                           Buf *out, const char **format, Buf *enums)
{
    const ModelSet *set = &models->sets[models->nodes[class->node].set];
    const Json *items = json;
    size_t lists = 0;
    while (lists < MAX_LISTS && model_is_list(items)) {
        items = json_get(items, "items");
        lists++;
    }
    if (is_enum(json)) {
        buf_puts(out,
                 enum_name(models, class, name, json_get(json, "enum"), enums));
    } else if (is_millis(json)) {
        buf_puts(out, "timestamp");
    } else if (model_nested(items, depth)) {
        put_nested(models, class, items, depth, out, enums);
        while (lists-- > 0)
            buf_puts(out, "[]");
    } else {
        model_put_type(models, set, json, out, format);
    }
}

static void put_field(Models *models, const ModelClass *class, const char *name,
                      const Json *json, bool required, size_t depth, Buf *out,
                      Buf *enums)
{
    const char *doc = word_of(json, "description"), *format = NULL;
    Buf type = {0};
    put_field_type(models, class, name, json, depth, &type, &format, enums);
    draft_doc(out, doc);
    draft_name(out, name);
    buf_printf(out, ": %s%s", buf_text(&type),
               required && !may_be_endless(models, class, json) ? "" : "?");
    put_annotations(class, json, buf_text(&type), format, out);
    buf_putc(out, '\n');
    buf_free(&type);
}

static void put_nested(Models *models, const ModelClass *class,
                       const Json *json, size_t depth, Buf *out, Buf *enums)
{
    const Json *properties = model_nested(json, depth);
    buf_puts(out, "{\n");
    for (size_t i = 0; i < properties->count; i++)
        put_field(models, class, properties->names[i], properties->items[i],
                  model_is_required(json, properties->names[i]), depth + 1, out,
                  enums);
    buf_puts(out, "}");
}

void model_put_field(Models *models, const ModelClass *class, const char *name,
                     const Json *json, bool required, Buf *out, Buf *enums)
{
    put_field(models, class, name, json, required, 0, out, enums);
}
