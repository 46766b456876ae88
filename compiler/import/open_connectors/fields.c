/* fields.c - warns of fields that no definition has, and of values of another
 * kind than theirs: grammar/definition.def says which there are. */
#include <string.h>

#include "import/open_connectors/draft.h"

static const struct FieldRow {
    const char *object, *name, *type;
} rows[] = {
#define DEFINITION_FIELD(object, name, type, doc) {#object, name, type},
#include "grammar/definition.def"
#undef DEFINITION_FIELD
};
enum { ROW_COUNT = sizeof rows / sizeof *rows, MOST_NESTED_OBJECTS = 8 };

static const struct FieldRow *row_find(const char *object, const char *name)
{
    /* Most names differ in their first letter. */
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (*rows[i].name == *name && strcmp(rows[i].name, name) == 0 &&
            strcmp(rows[i].object, object) == 0)
            return &rows[i];
    return NULL;
}

static const char *nearest_field(const char *object, const char *name)
{
    const char *names[ROW_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(rows[i].object, object) == 0)
            names[count++] = rows[i].name;
    return diag_nearest(name, names, count);
}

/* What a value of that type is called; NULL: `value` is one. */
static const char *type_wanted(const char *type, const Json *value)
{
    static const struct {
        const char *type, *text;
        JsonKind kind, other;
    } types[] = {{"string", "a text", JSON_STRING, JSON_STRING},
                 {"int", "a number", JSON_NUMBER, JSON_NUMBER},
                 {"bool", "true or false", JSON_TRUE, JSON_FALSE},
                 {"strings", "a list of texts", JSON_ARRAY, JSON_ARRAY},
                 {"words", "a text", JSON_STRING, JSON_STRING},
                 {"[", "a list", JSON_ARRAY, JSON_ARRAY},
                 {"{", "an object", JSON_OBJECT, JSON_OBJECT}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strncmp(types[i].type, type, strlen(types[i].type)) == 0 &&
            !(strcmp(types[i].type, "string") == 0 && type[6] == 's'))
            return value->kind == types[i].kind || value->kind == types[i].other
                       ? NULL
                       : types[i].text;
    return NULL;
}

static void object_check(const char *object, const Json *json, Diags *diags,
                         int depth);

/* The object that a type in brackets names. */
static const char *type_object(Arena *arena, const char *type)
{
    return arena_text(arena, type + 1, strcspn(type + 1, "]}"));
}

static void value_check(const struct FieldRow *row, const Json *value,
                        Diags *diags, int depth)
{
    if (value->kind == JSON_NULL)
        return;
    const char *wanted = type_wanted(row->type, value);
    if (wanted) {
        diag_report(diags, D_IMPORT_TYPE, value->span, row->name, wanted);
        return;
    }
    if (*row->type == '{')
        object_check(type_object(diags->arena, row->type), value, diags, depth);
    for (size_t i = 0; *row->type == '[' && i < value->count; i++)
        object_check(type_object(diags->arena, row->type), value->items[i],
                     diags, depth);
}

static void object_check(const char *object, const Json *json, Diags *diags,
                         int depth)
{
    if (json->kind != JSON_OBJECT || depth > MOST_NESTED_OBJECTS)
        return;
    for (size_t i = 0; i < json->count; i++) {
        const struct FieldRow *row = row_find(object, json->names[i]);
        if (row) {
            value_check(row, json->items[i], diags, depth + 1);
            continue;
        }
        Diag *diag = diag_report(diags, D_IMPORT_FIELD, json->items[i]->span,
                                 json->names[i]);
        const char *near = nearest_field(object, json->names[i]);
        if (near)
            diag_label(diags, diag, "the value of a misspelt `%s`?", near);
    }
}

void fields_check(const Json *root, Diags *diags)
{
    object_check("element", root, diags, 0);
}
