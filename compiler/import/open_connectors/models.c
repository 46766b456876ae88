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

static bool find_node(const ModelSet *set, const char *name, size_t *node)
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
        find_node(set, ref + sizeof prefix - 1, node))
        return REFERENCE_POINTER;
    if (ref && find_node(set, ref, node))
        return REFERENCE_NAME;
    if (type && !ref && !is_plain_type(type) && find_node(set, type, node))
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

typedef void ReferenceVisitor(Models *models, size_t node, void *context);

/* The items of a list may be lists themselves, and objects stand in them. */
static void visit_value(Models *models, const ModelSet *set, const Json *json,
                        size_t depth, ReferenceVisitor *visit, void *context)
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

static void visit_references(Models *models, const ModelNode *node,
                             ReferenceVisitor *visit, void *context)
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
            visit_references(models, node, put_class, &key);
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

/* ---- roots ---- */

/* Nodes of one set that were met, and those of them to go on from. */
typedef struct Marks {
    size_t first; /* node of the set */
    bool *nodes;
    size_t *waiting;
    size_t count;
} Marks;

static Marks marks_new(Models *models, const ModelSet *set)
{
    Arena *arena = models->draft->arena;
    Marks marks = {.first = set->first,
                   .nodes = arena_array(arena, bool, set->count + 1),
                   .waiting = arena_array(arena, size_t, set->count + 1)};
    return marks;
}

static void mark(Models *models, size_t node, void *context)
{
    Marks *marks = context;
    (void)models;
    if (!marks->nodes[node - marks->first])
        marks->waiting[marks->count++] = node;
    marks->nodes[node - marks->first] = true;
}

/* Nodes that others refer to. */
static Marks mark_referred(Models *models, const ModelSet *set)
{
    Marks marks = marks_new(models, set);
    for (size_t i = 0; i < set->count; i++)
        visit_references(models, &models->nodes[set->first + i], mark, &marks);
    return marks;
}

/* The first definition that nothing refers to, or else the first one. */
static bool find_root(Models *models, const ModelSet *set, size_t *root)
{
    Marks referred = mark_referred(models, set);
    *root = set->first;
    for (size_t i = set->count; i-- > 0;)
        if (!referred.nodes[i])
            *root = set->first + i;
    return set->count > 0;
}

/* The node that the model is about: the one that has its name; `*list`: as
 * items of a list, which has no definition itself. */
static bool model_root(Models *models, const ModelSet *set, size_t *root,
                       bool *list)
{
    *list = false;
    if (set->name && find_node(set, set->name, root))
        return true;
    const char *path = json_get_text(set->op->resource, "path");
    const char *method = json_get_text(set->op->resource, "method");
    const char *object = arena_format(models->draft->arena, "%sObject",
                                      set->name ? set->name : "");
    if (find_node(set, object, root)) {
        *list = path[strlen(path) - 1] != '}' && strcmp(method, "GET") == 0 &&
                !set->request &&
                !models->classes[models->nodes[*root].class].alias;
        return true;
    }
    return find_root(models, set, root);
}

/* ---- names ---- */

static void order_add(Models *models, size_t node, void *context)
{
    (void)context;
    ModelClass *class = &models->classes[models->nodes[node].class];
    if (class->type)
        return;
    Draft *draft = models->draft;
    const char *wanted = name_of_type(draft->arena, models->nodes[node].name);
    if (map_get(&draft->names, wanted) && class->request)
        wanted = arena_format(draft->arena, "%sInput", wanted);
    class->type = name_unique(draft->arena, &draft->names, wanted);
    class->place = models->order_count;
    vec_push(draft->arena, models->order, models->order_count,
             models->nodes[node].class);
}

/* Types come as operations need them: what a model is about, then what that
 * refers to. */
static void models_order(Models *models)
{
    size_t done = 0;
    for (size_t i = 0; i < models->set_count; i++) {
        const ModelSet *set = &models->sets[i];
        size_t root;
        bool list;
        if (model_root(models, set, &root, &list))
            order_add(models, root, NULL);
        for (size_t k = 0; k <= set->count; k++) {
            for (; done < models->order_count; done++) {
                size_t node = models->classes[models->order[done]].node;
                visit_references(models, &models->nodes[node], order_add, NULL);
            }
            if (k < set->count)
                order_add(models, set->first + k, NULL);
        }
    }
}

/* ---- operations ---- */

static const char *model_annotation(Models *models, const char *name)
{
    Buf text = {0};
    buf_puts(&text, "@model(");
    draft_string(&text, name);
    buf_putc(&text, ')');
    const char *made =
        arena_text(models->draft->arena, buf_text(&text), text.length);
    buf_free(&text);
    return made;
}

/* The type of one side, as written; sets `*behind` where the model has another
 * name than the type gives it. */
static const char *side_type(Models *models, const ModelSet *set,
                             const char **behind)
{
    size_t root;
    bool list;
    *behind = NULL;
    if (!model_root(models, set, &root, &list)) {
        *behind = model_annotation(models, set->name);
        return "json";
    }
    const ModelNode *node = &models->nodes[root];
    const char *type = models->classes[node->class].type;
    if (list)
        return arena_format(models->draft->arena, "%s[]", type);
    if (set->name && strcmp(set->name, node->name) != 0)
        *behind = model_annotation(models, set->name);
    return type;
}

static bool side_is_list(Models *models, const ModelSet *set)
{
    size_t root;
    bool list;
    return model_root(models, set, &root, &list) &&
           (list || model_is_list(models->nodes[root].json));
}

/* Marks what `node` leads to, itself included. */
static void mark_all(Models *models, Marks *marks, size_t node)
{
    size_t done = marks->count;
    for (mark(models, node, marks); done < marks->count; done++)
        visit_references(models, &models->nodes[marks->waiting[done]], mark,
                         marks);
}

/* Definitions that the answer's own doesn't lead to: those that nothing refers
 * to first, so that they lead to the others. */
static void put_others(Models *models, const ModelSet *set)
{
    bool list;
    size_t root, others = 0;
    Buf *out = &set->op->block.text;
    if (!model_root(models, set, &root, &list))
        return;
    Marks reached = marks_new(models, set);
    Marks referred = mark_referred(models, set);
    mark_all(models, &reached, root);
    for (size_t i = 0; i < 2 * set->count; i++) {
        size_t k = i % set->count;
        const ModelNode *other = &models->nodes[set->first + k];
        if (reached.nodes[k] || (i < set->count && referred.nodes[k]))
            continue;
        buf_printf(out, "%s%s", others++ ? ", " : "models = [",
                   models->classes[other->class].type);
        mark_all(models, &reached, set->first + k);
    }
    if (others)
        buf_puts(out, "]\n");
}

static void set_result(Models *models, const ModelSet *set)
{
    DraftOp *op = set->op;
    const char *behind;
    if (strcmp(op->keyword, "op") != 0)
        return;
    op->result = side_type(models, set, &behind);
    op->lists = side_is_list(models, set);
    put_others(models, set);
    if (behind)
        op->behind = op->behind ? arena_format(models->draft->arena, "%s %s",
                                               op->behind, behind)
                                : behind;
}

/* Its data types where they are not `data`, and a name of its own. */
static void put_body_annotations(Buf *out, const Json *parameter,
                                 const char *data)
{
    const char *name = json_get_text(parameter, "name");
    const char *wire = json_get_text(parameter, "vendorName");
    const char *type = json_get_text(parameter, "dataType");
    const char *vendor = json_get_text(parameter, "vendorDataType");
    if (name && wire && strcmp(name, wire) == 0 && strcmp(name, "body") != 0) {
        buf_puts(out, " @wire(");
        draft_string(out, name);
        buf_putc(out, ')');
    }
    if (!type || !vendor ||
        (data && strcmp(type, data) == 0 && strcmp(vendor, data) == 0))
        return;
    buf_puts(out, " @data(");
    draft_string(out, type);
    if (strcmp(type, vendor) != 0) {
        buf_puts(out, ", ");
        draft_string(out, vendor);
    }
    buf_putc(out, ')');
}

static void put_body(DraftOp *op, const Json *parameter, const char *type,
                     const char *behind, const char *data)
{
    Buf *out = &op->block.text;
    const char *doc = json_get_text(parameter, "description");
    if (doc && doc[strspn(doc, " \t\r\n")])
        draft_doc(out, doc);
    buf_printf(out, "body: %s%s", type,
               json_get_true(parameter, "required") ? "" : "?");
    if (behind)
        buf_printf(out, " %s", behind);
    put_body_annotations(out, parameter, data);
    buf_putc(out, '\n');
}

/* A request without a body has a model all the same where the platform's caller
 * sends one, which is taken apart. */
static void set_body(Models *models, const ModelSet *set)
{
    DraftOp *op = set->op;
    const Json *parameter = arguments_body(op);
    const char *behind;
    if (strcmp(op->keyword, "op") != 0)
        return;
    const char *type = side_type(models, set, &behind);
    if (!parameter) {
        buf_printf(&op->block.text, "request: %s%s%s\n", type,
                   behind ? " " : "", behind ? behind : "");
        return;
    }
    put_body(op, parameter, type, behind, set->name);
}

/* A body without a model. */
static void set_plain_body(DraftOp *op)
{
    const Json *parameter = arguments_body(op);
    if (parameter && strcmp(op->keyword, "op") == 0)
        put_body(op, parameter, "json", NULL, "object");
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
    bool *bodies = arena_array(draft->arena, bool, draft->op_count + 1);
    for (size_t i = 0; i < models.set_count; i++) {
        if (models.sets[i].request)
            bodies[models.sets[i].op - draft->ops] = true;
        if (models.sets[i].request)
            set_body(&models, &models.sets[i]);
        else
            set_result(&models, &models.sets[i]);
    }
    for (size_t i = 0; i < models.order_count; i++)
        model_declare(&models, &models.classes[models.order[i]], &draft->types);
    for (size_t i = 0; i < draft->op_count; i++)
        if (!bodies[i])
            set_plain_body(&draft->ops[i]);
    put_style(&models);
}
