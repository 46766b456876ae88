/* op_steps.c - `send` and `save` as far as they are plain assignments. */
#include "check/checker.h"

#include <stdint.h>
#include <string.h>

/* `headers`, `request.headers`: the part of the request that it names. */
static bool read_target_root(const Node *node, Place *place)
{
    static const struct {
        const char *name;
        Place place;
    } roots[] = {{"headers", PLACE_HEADER},
                 {"query", PLACE_QUERY},
                 {"cookies", PLACE_COOKIE},
                 {"body", PLACE_BODY}};
    const char *name = NULL;
    if (node->kind == NODE_NAME)
        name = node->as.name.name.text;
    else if (node->kind == NODE_MEMBER &&
             is_root(node->as.access.object, "request"))
        name = node->as.access.name.text;
    for (size_t i = 0; name && i < sizeof roots / sizeof *roots; i++) {
        if (strcmp(roots[i].name, name) != 0)
            continue;
        *place = roots[i].place;
        return true;
    }
    return false;
}

/* Reads `request.headers["X"]`, `query.x`, `body.a.b` into a place and a name;
 * false if it is none of them. */
static bool read_target(Checker *ck, const Node *node, Assign *out)
{
    const char *step = NULL;
    if (node->kind == NODE_NAME)
        return false;
    const Node *object = node->kind == NODE_MEMBER  ? node->as.access.object
                         : node->kind == NODE_INDEX ? node->as.index.object
                                                    : NULL;
    if (node->kind == NODE_MEMBER)
        step = node->as.access.name.text;
    else if (node->kind == NODE_INDEX &&
             node->as.index.index->kind == NODE_STRING)
        step = node->as.index.index->as.string.text;
    if (!object || !step)
        return false;
    if (read_target_root(object, &out->place)) {
        out->name = step;
        return true;
    }
    if (!read_target(ck, object, out) || out->place != PLACE_BODY)
        return false;
    out->name = arena_format(ck->arena, "%s.%s", out->name, step);
    return true;
}

/* `mixed`: among other steps, which are all a hook. What it computes of names
 * that only those know is left to it, and so is what is wrong with it. */
static void add_send(Checker *ck, const Env *env, const Node *node, bool mixed,
                     Assign **out, size_t *count)
{
    size_t said = ck->diags->count;
    const Node *target = node->as.assign.target;
    Assign assign = {.span = node->span};
    if (!read_target(ck, target, &assign)) {
        Diag *d = diag_report(ck->diags, D_BAD_ASSIGNMENT, target->span,
                              SOURCE_AT(ck, target->span));
        diag_help(ck->diags, d,
                  "what can be set is `request.headers[\"Name\"]`, "
                  "`request.query.name`, `request.cookies[\"name\"]` and "
                  "`request.body.name`");
        return;
    }
    assign.value = expr_check(ck, env, node->as.assign.value, NULL);
    if (mixed && ck->diags->count > said)
        diag_take_back(ck->diags, said);
    else
        vec_push(ck->arena, *out, *count, assign);
}

void sends_read(Checker *ck, const Env *env, NodeList items, Assign **out,
                size_t *count)
{
    bool mixed = false;
    for (size_t i = 0; i < items.count; i++)
        mixed = mixed || (items.items[i]->kind != NODE_ASSIGN &&
                          items.items[i]->kind != NODE_SETTING);
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (node->kind == NODE_ASSIGN)
            add_send(ck, env, node, mixed, out, count);
        else if (node->kind != NODE_SETTING) /* which hooks.c reports */
            feature_note(ck, FEATURE_HOOK, node->span);
    }
}

/* `account.NAME`, `config.NAME`. */
static bool save_target(const Node *target, const char *root, Word *name)
{
    if (target->kind != NODE_MEMBER || !is_root(target->as.access.object, root))
        return false;
    *name = target->as.access.name;
    return true;
}

static Save save_read(Checker *ck, const Env *env, const Node *node, Word name,
                      bool config)
{
    const Node *target = node->as.assign.target;
    Save save = {.name = name.text, .slot = SIZE_MAX, .span = node->span};
    if (config) {
        const Expr *entry = expr_check(ck, env, target, NULL);
        save.config = entry->kind == EXPR_CONFIG ? entry->field : NULL;
        feature_note(ck, FEATURE_SAVE_CONFIG, target->span);
    } else {
        save.slot = (size_t)account_slot(ck, name.text);
    }
    save.value = expr_check(ck, env, node->as.assign.value, NULL);
    return save;
}

void saves_read(Checker *ck, const Env *env, NodeList items, Save **out,
                size_t *count)
{
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        Word name;
        if (node->kind != NODE_ASSIGN) {
            feature_note(ck, FEATURE_HOOK, node->span);
            continue;
        }
        bool config = save_target(node->as.assign.target, "config", &name);
        if (!config && !save_target(node->as.assign.target, "account", &name)) {
            Span span = node->as.assign.target->span;
            Diag *d = diag_report(ck->diags, D_BAD_ASSIGNMENT, span,
                                  SOURCE_AT(ck, span));
            diag_help(ck->diags, d,
                      "what can be kept is `account.name = …`, or "
                      "`config.name = …`");
            continue;
        }
        Save save = save_read(ck, env, node, name, config);
        if (save.config || !config) /* else it was reported */
            vec_push(ck->arena, *out, *count, save);
    }
}
