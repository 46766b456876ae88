/* models.c - `model` of resources as results, bodies and types. */
#include "import/open_connectors/models.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ROUNDS = 64 }; /* of telling classes apart */

/* ---- collecting ---- */

static void set_add(Models *models, DraftOp *op, bool request)
{
    const Json *model = json_get(op->resource, "model");
    const Json *definitions =
        json_get(model, request ? "requestSwagger" : "swagger");
    ModelSet set = {.op = op,
                    .request = request,
                    .name =
                        json_get_text(model, request ? "requestName" : "name"),
                    .first = models->node_count};
    Arena *arena = models->draft->arena;
    bool any = definitions && definitions->kind == JSON_OBJECT;
    for (size_t i = 0; any && i < definitions->count; i++) {
        if (definitions->items[i]->kind != JSON_OBJECT ||
            !*definitions->names[i])
            continue;
        ModelNode node = {definitions->names[i], definitions->items[i],
                          models->set_count, 0};
        vec_push(arena, models->nodes, models->node_count, node);
        map_set(arena, &set.nodes, node.name,
                (void *)(uintptr_t)models->node_count);
    }
    set.count = models->node_count - set.first;
    if (set.name && !*set.name)
        set.name = NULL;
    if (set.count || set.name)
        vec_push(arena, models->sets, models->set_count, set);
}

static void models_collect(Models *models)
{
    Draft *draft = models->draft;
    for (size_t i = 0; i < draft->op_count; i++) {
        set_add(models, &draft->ops[i], false);
        set_add(models, &draft->ops[i], true);
    }
}

/* ---- references ---- */

static bool is_plain_type(const char *type)
{
    static const char *const types[] = {"string", "boolean", "integer",
                                        "number", "array",   "object"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i], type) == 0)
            return true;
    return false;
}

bool model_find(const ModelSet *set, const char *name, size_t *node)
{
    size_t number = (size_t)(uintptr_t)map_get(&set->nodes, name);
    *node = number - 1;
    return number > 0;
}

ModelReference model_reference(const Models *models, const ModelSet *set,
                               const Json *json, size_t *node)
{
    static const char prefix[] = "#/definitions/";
    const char *ref = json_get_text(json, "$ref");
    const char *type = json_get_text(json, "type");
    (void)models;
    if (ref && strncmp(ref, prefix, sizeof prefix - 1) == 0 &&
        model_find(set, ref + sizeof prefix - 1, node))
        return REFERENCE_POINTER;
    if (ref && model_find(set, ref, node))
        return REFERENCE_NAME;
    if (type && !ref && !is_plain_type(type) && model_find(set, type, node))
        return REFERENCE_TYPE;
    return REFERENCE_NONE;
}

/* ---- classes ---- */

typedef struct Member {
    const char *name;
    const Json *value;
} Member;

static int by_name(const void *a, const void *b)
{
    return strcmp(((const Member *)a)->name, ((const Member *)b)->name);
}

static void put_canonical(Arena *arena, Buf *out, const Json *json);

static void put_members(Arena *arena, Buf *out, const Json *object)
{
    Member *members = arena_array(arena, Member, object->count + 1);
    bool sorted = true;
    for (size_t i = 0; i < object->count; i++) {
        members[i] = (Member){object->names[i], object->items[i]};
        sorted = sorted &&
                 (i == 0 || strcmp(members[i - 1].name, members[i].name) < 0);
    }
    if (!sorted)
        qsort(members, object->count, sizeof *members, by_name);
    for (size_t i = 0; i < object->count; i++) {
        buf_puts(out, members[i].name);
        buf_putc(out, ':');
        put_canonical(arena, out, members[i].value);
    }
}

/* The same text for the same content, whatever the order of members. */
static void put_canonical(Arena *arena, Buf *out, const Json *json)
{
    bool object = json->kind == JSON_OBJECT;
    if (!object && json->kind != JSON_ARRAY) {
        buf_putc(out, (char)('0' + (int)json->kind));
        buf_puts(out, json->text ? json->text : "");
        buf_putc(out, ';');
        return;
    }
    buf_putc(out, object ? '{' : '[');
    if (object)
        put_members(arena, out, json);
    for (size_t i = 0; !object && i < json->count; i++)
        put_canonical(arena, out, json->items[i]);
    buf_putc(out, '}');
}

/* The items of a list may be lists themselves, and objects stand in them. */
static void visit_value(Models *models, const ModelSet *set, const Json *json,
                        size_t depth, ModelVisitor *visit, void *context)
{
    size_t node;
    for (; json; json = json_get(json, "items")) {
        if (model_reference(models, set, json, &node) != REFERENCE_NONE)
            visit(models, node, context);
        const Json *nested = model_nested(json, depth);
        for (size_t i = 0; nested && i < nested->count; i++)
            visit_value(models, set, nested->items[i], depth + 1, visit,
                        context);
    }
}

void model_visit(Models *models, const ModelNode *node, ModelVisitor *visit,
                 void *context)
{
    const ModelSet *set = &models->sets[node->set];
    const Json *properties = json_get(node->json, "properties");
    visit_value(models, set, json_get(node->json, "items"), 0, visit, context);
    bool any = properties && properties->kind == JSON_OBJECT;
    for (size_t i = 0; any && i < properties->count; i++)
        visit_value(models, set, properties->items[i], 0, visit, context);
}

static void put_class(Models *models, size_t node, void *context)
{
    buf_printf(context, ",%zu", models->nodes[node].class);
}

/* Gives each node the number of its key among all keys; returns how many. */
static size_t classes_number(Models *models, bool first)
{
    Arena *arena = models->draft->arena;
    Map numbers = {0};
    size_t count = 0;
    size_t *classes = arena_array(arena, size_t, models->node_count + 1);
    for (size_t i = 0; i < models->node_count; i++) {
        const ModelNode *node = &models->nodes[i];
        Buf key = {0};
        if (first) {
            buf_printf(&key, "%s\n", node->name);
            put_canonical(arena, &key, node->json);
        } else {
            buf_printf(&key, "%zu", node->class);
            model_visit(models, node, put_class, &key);
        }
        size_t number = (size_t)(uintptr_t)map_get(&numbers, buf_text(&key));
        if (!number) {
            number = ++count;
            map_set(arena, &numbers,
                    arena_text(arena, buf_text(&key), key.length),
                    (void *)(uintptr_t)number);
        }
        buf_free(&key);
        classes[i] = number - 1;
    }
    for (size_t i = 0; i < models->node_count; i++)
        models->nodes[i].class = classes[i];
    return count;
}

/* Alike is what says the same and refers to what is alike. */
static void models_classify(Models *models)
{
    Arena *arena = models->draft->arena;
    size_t count = classes_number(models, true), before = 0;
    for (int i = 0; i < MAX_ROUNDS && count != before; i++) {
        before = count;
        count = classes_number(models, false);
    }
    models->class_count = count;
    models->classes = arena_array(arena, ModelClass, count + 1);
    for (size_t i = models->node_count; i-- > 0;) {
        const ModelNode *node = &models->nodes[i];
        ModelClass *class = &models->classes[node->class];
        class->node = i;
        class->request |= models->sets[node->set].request;
        const char *type = json_get_text(node->json, "type");
        class->alias =
            type && strcmp(type, "object") != 0 && is_plain_type(type);
    }
}

/* ---- all of it ---- */

static void put_style(Models *models)
{
    if (!models->style)
        return;
    Arena *arena = models->draft->arena;
    Json *words = json_new(arena, JSON_ARRAY);
    for (size_t i = 0; i < STYLE_COUNT; i++)
        if (models->style & 1u << i)
            json_insert(arena, words, words->count,
                        json_new_text(arena, model_style_name(i)));
    DraftPatch patch = {.name = "model_style", .pointer = "", .value = words};
    DraftPatches *patches = &models->draft->patches;
    vec_push(arena, patches->items, patches->count, patch);
}

void models_import(Draft *draft)
{
    Models models = {.draft = draft};
    models_collect(&models);
    models_classify(&models);
    models_order(&models);
    models_find_style(&models);
    models_put_sides(&models);
    for (size_t i = 0; i < models.order_count; i++)
        model_declare(&models, &models.classes[models.order[i]], &draft->types);
    put_style(&models);
}
