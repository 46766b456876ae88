/* hooks.c - steps around requests: what each sees, by where it stands. */
#include "check/steps.h"

#include <string.h>

enum { ROOTS = ROOT_CONFIG | ROOT_ACCOUNT | ROOT_INFORMATION };

static bool is_block(const Node *node, const char *keyword)
{
    return node->kind == NODE_BLOCK &&
           strcmp(node->as.block.keyword.text, keyword) == 0;
}

Env hook_env(const Scene *scene)
{
    return (Env){.roots = ROOTS, .scene = scene};
}

void hook_read(Checker *ck, const Env *env, const Node *block,
               const char *owner)
{
    Hook hook = {.kind = block->as.block.keyword.text,
                 .owner = owner,
                 .span = block->as.block.keyword.span};
    if (block->as.block.raw) {
        hook.script = block->as.block.raw->as.string.text;
        hook.text = block->as.block.raw->span;
    } else {
        steps_check(ck, env, block->as.block.items, &hook.steps);
    }
    Connector *connector = ck->connector;
    vec_push(ck->arena, connector->hooks, connector->hook_count, hook);
}

/* ---- what operations have in common ---- */

/* A record, or the whole one that a partial one was made of: a hook of many
 * operations sees the declared record. */
static const Type *whole_type(Checker *ck, const Type *type)
{
    if (type->kind != TYPE_RECORD || !type->record->partial_of)
        return type;
    Type *whole = arena_new(ck->arena, Type);
    *whole = (Type){.kind = TYPE_RECORD,
                    .record = (Record *)(uintptr_t)type->record->partial_of};
    return whole;
}

/* The one type that the bodies of all operations have, or json. Operations
 * without a body make it one that may be null. */
static const Type *common_body(Checker *ck, const Resource *resource)
{
    const Type *common = NULL;
    bool null = false;
    for (size_t i = 0; resource && i < resource->operation_count; i++) {
        const Field *body = resource->operations[i]->body;
        null = null || !body || body->optional;
        if (!body)
            continue;
        const Type *type = whole_type(ck, body->type);
        if (common && !type_equal(common, type))
            return type_optional(ck, type_of_kind(ck, TYPE_JSON));
        common = type;
    }
    return common ? type_nullable(ck, common, null)
                  : type_optional(ck, type_of_kind(ck, TYPE_JSON));
}

static const Type *common_result(Checker *ck, const Resource *resource)
{
    const Type *common = NULL;
    for (size_t i = 0; resource && i < resource->operation_count; i++) {
        const Type *type = resource->operations[i]->result;
        if (common && !type_equal(common, type))
            return type_of_kind(ck, TYPE_JSON);
        common = type;
    }
    return common && common->kind != TYPE_NONE ? common
                                               : type_of_kind(ck, TYPE_JSON);
}

/* ---- before and after ---- */

/* Where hooks stand: of an operation, of a resource, or of all. */
typedef struct Level {
    const Operation *operation;
    const Resource *resource;
    const char *owner;
} Level;

static const Type *request_body(Checker *ck, const Level *level)
{
    const Operation *op = level->operation;
    if (!op)
        return common_body(ck, level->resource);
    return op->body ? type_nullable(ck, op->body->type, op->body->optional)
                    : type_optional(ck, type_of_kind(ck, TYPE_JSON));
}

static const Type *response_body(Checker *ck, const Level *level)
{
    const Operation *op = level->operation;
    if (!op)
        return common_result(ck, level->resource);
    if (op->result->kind == TYPE_NONE)
        return type_optional(ck, type_of_kind(ck, TYPE_JSON));
    return type_nullable(ck, op->result, op->result_optional);
}

static void read_hook(Checker *ck, const Level *level, const Node *block)
{
    bool before = is_block(block, "before");
    Scene scene = {.skips = before, .stores = true};
    Env env = hook_env(&scene);
    if (level->operation)
        env.roots |= ROOT_ARGS;
    env.operation = level->operation;
    env.body = response_body(ck, level);
    root_request(ck, &env, request_body(ck, level), before);
    root_caller(ck, &env);
    if (!before)
        root_response(ck, &env, env.body, true);
    hook_read(ck, &env, block, level->owner);
}

static void read_hooks(Checker *ck, const Level *level, NodeList items)
{
    for (size_t i = 0; i < items.count; i++)
        if (is_block(items.items[i], "before") ||
            is_block(items.items[i], "after"))
            read_hook(ck, level, items.items[i]);
}

/* ---- send, save, sign: more than assignments ---- */

static bool only_assigns(NodeList items)
{
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind != NODE_ASSIGN)
            return false;
    return true;
}

/* Plain assignments were read with the operation; other steps are hooks. */
static void read_step_block(Checker *ck, const Operation *op, NodeList items,
                            const char *keyword, const char *owner)
{
    const Node *block = find_block(items, keyword);
    if (!block || (!block->as.block.raw && only_assigns(block->as.block.items)))
        return;
    bool save = strcmp(keyword, "save") == 0;
    Level level = {.operation = op, .owner = owner};
    Scene scene = {.stores = save};
    Env env = hook_env(&scene);
    env.operation = op;
    if (op)
        env.roots |= ROOT_ARGS;
    const Type *json = type_optional(ck, type_of_kind(ck, TYPE_JSON));
    root_request(ck, &env, op ? request_body(ck, &level) : json, !save);
    static const char *const parts[] = {"headers", "query", "cookies", "body"};
    const Type *request = env_find(&env, "request")->value->type;
    for (size_t i = 0; i < 4 && !save; i++) {
        const Field *field = record_field(request->record, parts[i]);
        root_value(ck, &env, parts[i],
                   type_nullable(ck, field->type, field->optional))
            ->writable = true;
    }
    if (save && op)
        root_response(ck, &env, response_body(ck, &level), false);
    hook_read(ck, &env, block, owner);
}

/* ---- the blocks of the file ---- */

/* The operations of a resource by name; of two of one name the first. */
static Map operations_of(Checker *ck, const Resource *resource)
{
    Map map = {0};
    for (size_t i = resource->operation_count; i-- > 0;)
        map_set(ck->arena, &map, resource->operations[i]->name,
                resource->operations[i]);
    return map;
}

static Operation *operation_of(const Map *operations, const Node *block)
{
    NodeList labels = block->as.block.labels;
    return labels.count && labels.items[0]->kind == NODE_NAME
               ? map_get(operations, labels.items[0]->as.name.name.text)
               : NULL;
}

static void read_resource(Checker *ck, const Node *block)
{
    NodeList labels = block->as.block.labels, items = block->as.block.items;
    if (!labels.count || labels.items[0]->kind != NODE_NAME)
        return;
    Level level = {.resource =
                       resource_find(ck, labels.items[0]->as.name.name.text)};
    if (!level.resource)
        return;
    level.owner = level.resource->name;
    read_hooks(ck, &level, items);
    references_check_resource(ck, level.resource, items);
    Map operations = operations_of(ck, level.resource);
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (is_block(node, "bulk"))
            bulk_check(ck, level.resource, node);
        Operation *op =
            is_block(node, "op") ? operation_of(&operations, node) : NULL;
        if (!op)
            continue;
        Level own = {op, level.resource, op->full_name};
        read_hooks(ck, &own, node->as.block.items);
        references_check_operation(ck, op, node->as.block.items);
        read_step_block(ck, op, node->as.block.items, "send", op->full_name);
        read_step_block(ck, op, node->as.block.items, "save", op->full_name);
    }
}

static void read_auth_steps(Checker *ck, const Auth *auth, NodeList items)
{
    for (size_t i = 0; i < AUTH_STEP_COUNT; i++) {
        const Operation *op = auth->steps[i];
        const Node *block = op ? find_block(items, op->name) : NULL;
        if (!block)
            continue;
        Level own = {op, NULL, op->full_name};
        read_hooks(ck, &own, block->as.block.items);
        read_step_block(ck, op, block->as.block.items, "send", op->full_name);
        read_step_block(ck, op, block->as.block.items, "save", op->full_name);
    }
    read_step_block(ck, NULL, items, "sign", auth->id);
    const Node *after = find_block(items, "after_token");
    if (!after)
        return;
    Scene scene = {.stores = true};
    Env env = hook_env(&scene);
    root_value(ck, &env, "token", type_of_kind(ck, TYPE_JSON));
    hook_read(ck, &env, after, auth->id);
}

static void read_setup(Checker *ck, NodeList setup)
{
    Level all = {.owner = "setup"};
    size_t auth = 0;
    for (size_t i = 0; i < setup.count; i++) {
        const Node *node = setup.items[i];
        if (is_block(node, "hooks"))
            read_hooks(ck, &all, node->as.block.items);
        if (is_block(node, "events"))
            events_check(ck, node);
        if (!is_block(node, "authentication"))
            continue;
        /* The model has those that could be read, in the same order. */
        Span kind = node->as.block.labels.count
                        ? node->as.block.labels.items[0]->span
                        : node->span;
        const Connector *connector = ck->connector;
        if (auth < connector->auth_count &&
            connector->auths[auth].span.start == kind.start)
            read_auth_steps(ck, &connector->auths[auth++],
                            node->as.block.items);
    }
}

void hooks_check(Checker *ck)
{
    NodeList items = ck->program->units[0]->tree->as.file.items;
    const Node *setup = find_block(items, "setup");
    Level all = {.owner = "setup"};
    maps_declare(ck, items);
    if (setup)
        read_setup(ck, setup->as.block.items);
    for (size_t i = 0; i < items.count; i++) {
        if (is_block(items.items[i], "hooks"))
            read_hooks(ck, &all, items.items[i]->as.block.items);
        if (is_block(items.items[i], "resource"))
            read_resource(ck, items.items[i]);
    }
    maps_check(ck);
    fns_check(ck);
    tests_check(ck, items);
}
