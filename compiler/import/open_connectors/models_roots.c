/* models_roots.c - which of a model's definitions it is about, in which order
 * types come, and what they are called. */
#include "import/open_connectors/models.h"

#include <string.h>

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
        model_visit(models, &models->nodes[set->first + i], mark, &marks);
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

/* The node that the model is about: the one that has its name; set->list: as
 * items of a list, which has no definition itself. */
static bool set_find_root(Models *models, ModelSet *set)
{
    if (set->name && model_find(set, set->name, &set->root))
        return true;
    const char *path = json_get_text(set->op->resource, "path");
    const char *method = json_get_text(set->op->resource, "method");
    const char *object = arena_format(models->draft->arena, "%sObject",
                                      set->name ? set->name : "");
    if (model_find(set, object, &set->root)) {
        set->list = path[strlen(path) - 1] != '}' &&
                    strcmp(method, "GET") == 0 && !set->request &&
                    !models->classes[models->nodes[set->root].class].alias;
        return true;
    }
    return find_root(models, set, &set->root);
}

static void models_find_roots(Models *models)
{
    for (size_t i = 0; i < models->set_count; i++) {
        ModelSet *set = &models->sets[i];
        set->rooted = set_find_root(models, set);
        if (!set->request && set->rooted && strcmp(set->op->keyword, "op") == 0)
            set->op->lists =
                set->list || model_is_list(models->nodes[set->root].json);
    }
}

/* Marks what `node` leads to, itself included. */
static void mark_all(Models *models, Marks *marks, size_t node)
{
    size_t done = marks->count;
    for (mark(models, node, marks); done < marks->count; done++)
        model_visit(models, &models->nodes[marks->waiting[done]], mark, marks);
}

/* Definitions that the answer's own doesn't lead to: those that nothing refers
 * to first, so that they lead to the others. */
void model_put_others(Models *models, const ModelSet *set)
{
    size_t others = 0;
    Buf *out = &set->op->block.text;
    if (!set->rooted)
        return;
    Marks reached = marks_new(models, set);
    Marks referred = mark_referred(models, set);
    mark_all(models, &reached, set->root);
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

/* ---- names ---- */

static bool is_free(const Models *models, const char *name)
{
    return !map_get(&models->draft->names, name);
}

/* "CreateInvoice" of what the operation `create` has as Invoices. */
static const char *name_of_side(const Models *models, const ModelSet *set,
                                const char *name)
{
    Arena *arena = models->draft->arena;
    const DraftOp *op = set->op;
    const char *verb = op->name ? op->name : op->keyword;
    size_t length = strcspn(verb, "_");
    if (!op->lists)
        name = name_singular(arena, name);
    if (!set->request && !op->lists && is_free(models, name))
        return name;
    return arena_format(arena, "%s%s%s",
                        name_of_type(arena, arena_text(arena, verb, length)),
                        name, set->request ? "Input" : "");
}

/* What a definition is called whose name another type has: after the operation
 * that it is for, or else after the type that it is a part of. */
static const char *name_of_other(const Models *models, const ModelNode *node,
                                 const char *name)
{
    const ModelSet *set = &models->sets[node->set];
    const char *owner =
        set->rooted ? models->classes[models->nodes[set->root].class].type
                    : NULL;
    if (!owner)
        return name_of_side(models, set, name);
    return strncmp(owner, name, strlen(name)) == 0
               ? name
               : arena_format(models->draft->arena, "%s%s", owner, name);
}

static const char *name_of_class(const Models *models, const ModelClass *class)
{
    Arena *arena = models->draft->arena;
    const ModelNode *node = &models->nodes[class->node];
    const char *name = name_of_type(arena, node->name);
    if (is_free(models, name))
        return name;
    const char *input = arena_format(arena, "%sInput", name);
    if (class->request && is_free(models, input))
        return input;
    const char *other = name_of_other(models, node, name);
    return is_free(models, other) || !class->request ? other : input;
}

static void order_add(Models *models, size_t node, void *context)
{
    (void)context;
    ModelClass *class = &models->classes[models->nodes[node].class];
    if (class->type)
        return;
    class->type = name_unique(models->draft->arena, &models->draft->names,
                              name_of_class(models, class));
    class->place = models->order_count;
    vec_push(models->draft->arena, models->order, models->order_count,
             models->nodes[node].class);
}

/* Types come as operations need them: what a model is about, then what that
 * refers to. */
void models_order(Models *models)
{
    size_t done = 0;
    models_find_roots(models);
    for (size_t i = 0; i < models->set_count; i++) {
        const ModelSet *set = &models->sets[i];
        if (set->rooted)
            order_add(models, set->root, NULL);
        for (size_t k = 0; k <= set->count; k++) {
            for (; done < models->order_count; done++) {
                size_t node = models->classes[models->order[done]].node;
                model_visit(models, &models->nodes[node], order_add, NULL);
            }
            if (k < set->count)
                order_add(models, set->first + k, NULL);
        }
    }
}
