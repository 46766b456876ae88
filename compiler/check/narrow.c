/* narrow.c - names that steps see, paths, and what conditions say of them. */
#include "check/steps.h"

#include <string.h>

/* ---- bindings ---- */

Binding *env_bind(Checker *ck, Env *env, const char *name, Expr *value)
{
    Binding *binding = arena_new(ck->arena, Binding);
    *binding = (Binding){.name = name, .value = value, .next = env->locals};
    env->locals = binding;
    return binding;
}

const Binding *env_find(const Env *env, const char *name)
{
    for (const Binding *b = env->locals; b; b = b->next) {
        if (strcmp(b->name, name) != 0)
            continue;
        if (b->used)
            *b->used = true;
        return b;
    }
    return NULL;
}

/* ---- paths ---- */

const char *node_base(const Node *node)
{
    while (node->kind == NODE_MEMBER || node->kind == NODE_INDEX)
        node = node->kind == NODE_MEMBER ? node->as.access.object
                                         : node->as.index.object;
    return node->kind == NODE_NAME ? node->as.name.name.text : NULL;
}

const char *node_path(Checker *ck, const Node *node)
{
    if (node->kind == NODE_NAME)
        return node->as.name.name.text;
    if (node->kind != NODE_MEMBER)
        return NULL;
    const char *object = node_path(ck, node->as.access.object);
    return object ? arena_format(ck->arena, "%s.%s", object,
                                 node->as.access.name.text)
                  : NULL;
}

/* ---- narrowing ---- */

static void bind_stripped(Checker *ck, Env *env, const char *path,
                          const Expr *value, const Binding *from)
{
    Expr *there = expr_new(ck, value->kind, value->span, NULL);
    *there = *value;
    there->type = type_strip(value->type);
    Binding *binding = env_bind(ck, env, path, there);
    binding->writable = from && from->writable;
    binding->used = from ? from->used : NULL;
}

void narrow_path(Checker *ck, Env *env, const Node *node, const Expr *value)
{
    const char *path = node_path(ck, node);
    const char *base = path ? node_base(node) : NULL;
    const Binding *from = base ? env_find(env, base) : NULL;
    if (from && value->type->kind == TYPE_OPTIONAL)
        bind_stripped(ck, env, path, value, from);
}

/* `x != null` and `x == null` of a name that may be null. */
static void narrow_comparison(Checker *ck, Env *env, const Node *node,
                              bool when)
{
    const Node *name = node->as.binary.left, *null = node->as.binary.right;
    bool unequal = strcmp(node->as.binary.operator_text, "!=") == 0;
    if (name->kind == NODE_NIL) {
        const Node *swap = name;
        name = null;
        null = swap;
    }
    if (null->kind != NODE_NIL || name->kind != NODE_NAME || unequal != when)
        return;
    const Binding *b = env_find(env, name->as.name.name.text);
    if (b && b->value->type->kind == TYPE_OPTIONAL)
        bind_stripped(ck, env, b->name, b->value, b);
}

void narrow(Checker *ck, Env *env, const Node *condition, bool when)
{
    if (condition->kind == NODE_UNARY &&
        strcmp(condition->as.unary.operator_text, "not") == 0) {
        narrow(ck, env, condition->as.unary.operand, !when);
        return;
    }
    if (condition->kind != NODE_BINARY)
        return;
    const char *operator_ = condition->as.binary.operator_text;
    if (strcmp(operator_, when ? "and" : "or") == 0) {
        narrow(ck, env, condition->as.binary.left, when);
        narrow(ck, env, condition->as.binary.right, when);
    } else if (strcmp(operator_, "==") == 0 || strcmp(operator_, "!=") == 0) {
        narrow_comparison(ck, env, condition, when);
    }
}
