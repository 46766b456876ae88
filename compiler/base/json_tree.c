/* json_tree.c - looking up, changing, comparing and writing JSON trees. */
#include "base/json_tree.h"

#include <string.h>

/* Objects of more members than this have an index. */
enum { INDEX_FROM = 12 };

static size_t json_find(const Json *object, const char *name)
{
    if (!object || object->kind != JSON_OBJECT)
        return SIZE_MAX;
    if (object->index)
        return (size_t)(uintptr_t)map_get(object->index, name) - 1;
    for (size_t i = 0; i < object->count; i++)
        if (*object->names[i] == *name && strcmp(object->names[i], name) == 0)
            return i;
    return SIZE_MAX;
}

Json *json_get(const Json *object, const char *name)
{
    size_t at = json_find(object, name);
    return at == SIZE_MAX ? NULL : object->items[at];
}

const char *json_get_text(const Json *object, const char *name)
{
    const Json *value = json_get(object, name);
    return value && value->kind == JSON_STRING ? value->text : NULL;
}

bool json_get_true(const Json *object, const char *name)
{
    const Json *value = json_get(object, name);
    return value && value->kind == JSON_TRUE;
}

size_t json_count(const Json *array)
{
    return array && array->kind == JSON_ARRAY ? array->count : 0;
}

bool json_has_text(const Json *array, const char *text)
{
    for (size_t i = 0; i < json_count(array); i++)
        if (array->items[i]->kind == JSON_STRING &&
            strcmp(array->items[i]->text, text) == 0)
            return true;
    return false;
}

/* ---- changing ---- */

Json *json_new(Arena *arena, JsonKind kind)
{
    Json *json = arena_new(arena, Json);
    json->kind = kind;
    return json;
}

Json *json_new_text(Arena *arena, const char *text)
{
    Json *json = json_new(arena, JSON_STRING);
    json->text = text;
    return json;
}

static void json_index(Arena *arena, Json *object)
{
    object->index = arena_new(arena, Map);
    for (size_t i = 0; i < object->count; i++)
        map_set(arena, object->index, object->names[i],
                (void *)(uintptr_t)(i + 1));
}

void json_add(Arena *arena, Json *object, const char *name, Json *value)
{
    size_t count = object->count;
    vec_push(arena, object->names, count, name);
    vec_push(arena, object->items, object->count, value);
    if (object->index)
        map_set(arena, object->index, name, (void *)(uintptr_t)object->count);
    else if (object->count > INDEX_FROM)
        json_index(arena, object);
}

void json_set(Arena *arena, Json *object, const char *name, Json *value)
{
    size_t at = json_find(object, name);
    if (at != SIZE_MAX && value)
        object->items[at] = value;
    else if (at != SIZE_MAX)
        json_remove(object, at);
    else if (value)
        json_add(arena, object, name, value);
}

void json_insert(Arena *arena, Json *array, size_t at, Json *value)
{
    vec_push(arena, array->items, array->count, value);
    for (size_t i = array->count - 1; i > at; i--)
        array->items[i] = array->items[i - 1];
    array->items[at] = value;
}

void json_remove(Json *from, size_t at)
{
    from->count--;
    for (size_t i = at; i < from->count; i++) {
        from->items[i] = from->items[i + 1];
        if (from->names)
            from->names[i] = from->names[i + 1];
    }
    from->index = NULL;
}

/* ---- comparing ---- */

/* Member number `i` of `a`, in `b`: most often it stands at the same place. */
static const Json *json_partner(const Json *a, const Json *b, size_t i)
{
    bool beside = a->kind != JSON_OBJECT || a->names[i] == b->names[i] ||
                  strcmp(a->names[i], b->names[i]) == 0;
    return beside ? b->items[i] : json_get(b, a->names[i]);
}

bool json_equal(const Json *a, const Json *b)
{
    if (a->kind != b->kind || a->count != b->count)
        return false;
    if (a->kind == JSON_STRING || a->kind == JSON_NUMBER)
        return strcmp(a->text, b->text) == 0;
    for (size_t i = 0; i < a->count; i++) {
        const Json *other = json_partner(a, b, i);
        if (!other || !json_equal(a->items[i], other))
            return false;
    }
    return true;
}

size_t json_leaves(const Json *json)
{
    if (json->kind != JSON_OBJECT && json->kind != JSON_ARRAY)
        return 1;
    size_t leaves = 0;
    for (size_t i = 0; i < json->count; i++)
        leaves += json_leaves(json->items[i]);
    return leaves;
}

/* ---- writing ---- */

void json_tree_write(JsonWriter *writer, const char *key, const Json *json)
{
    switch (json->kind) {
    case JSON_NULL:
        json_null(writer, key);
        return;
    case JSON_FALSE:
    case JSON_TRUE:
        json_bool(writer, key, json->kind == JSON_TRUE);
        return;
    case JSON_NUMBER:
        json_number(writer, key, json->text);
        return;
    case JSON_STRING:
        json_text(writer, key, json->text);
        return;
    case JSON_ARRAY:
        json_array(writer, key);
        for (size_t i = 0; i < json->count; i++)
            json_tree_write(writer, NULL, json->items[i]);
        json_array_end(writer);
        return;
    case JSON_OBJECT:
        json_object(writer, key);
        for (size_t i = 0; i < json->count; i++)
            json_tree_write(writer, json->names[i], json->items[i]);
        json_object_end(writer);
        return;
    }
}

/* ---- being written ---- */

static void json_attach(JsonTree *tree, const char *key, Json *value)
{
    Json *parent = tree->depth ? tree->open[tree->depth - 1] : NULL;
    if (!parent)
        tree->root = value;
    else if (key)
        json_set(tree->arena, parent, arena_text(tree->arena, key, strlen(key)),
                 value);
    else
        vec_push(tree->arena, parent->items, parent->count, value);
}

void json_tree_put(JsonTree *tree, const char *key, JsonKind kind,
                   const char *text)
{
    Json *value = json_new(tree->arena, kind);
    if (text)
        value->text = arena_text(tree->arena, text, strlen(text));
    json_attach(tree, key, value);
    if (kind == JSON_OBJECT || kind == JSON_ARRAY)
        vec_push(tree->arena, tree->open, tree->depth, value);
}

void json_tree_close(JsonTree *tree)
{
    tree->depth--;
}
