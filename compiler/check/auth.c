/* auth.c - `authentication` blocks and the values they store. */
#include "check/checker.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"

/* ---- stored values ---- */

int account_slot(Checker *ck, const char *name)
{
    /* The map holds slot + 1. */
    return (int)(uintptr_t)map_get(&ck->slots, name) - 1;
}

static void collect_assign(Checker *ck, const Node *target)
{
    Connector *connector = ck->connector;
    if (target->kind != NODE_MEMBER ||
        !is_root(target->as.access.object, "account"))
        return;
    const char *name = target->as.access.name.text;
    if (account_slot(ck, name) >= 0)
        return;
    vec_push(ck->arena, connector->slots, connector->slot_count, name);
    map_set(ck->arena, &ck->slots, name, (void *)connector->slot_count);
}

void account_collect(Checker *ck, NodeList items)
{
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        switch (node->kind) {
        case NODE_BLOCK:
            account_collect(ck, node->as.block.items);
            break;
        case NODE_ASSIGN:
            collect_assign(ck, node->as.assign.target);
            break;
        case NODE_IF:
            account_collect(ck, node->as.branch.then_items);
            account_collect(ck, node->as.branch.else_items);
            break;
        case NODE_IF_LET:
            account_collect(ck, node->as.branch_let.then_items);
            account_collect(ck, node->as.branch_let.else_items);
            break;
        case NODE_FOR:
            account_collect(ck, node->as.loop.items);
            break;
        case NODE_SWITCH:
            account_collect(ck, node->as.switching.arms);
            break;
        case NODE_ARM:
            account_collect(ck, node->as.arm.items);
            break;
        default: /* nothing else holds statements that store */
            break;
        }
    }
}

/* ---- labels ---- */

const char *id_of_label(Arena *arena, const char *label)
{
    Buf out = {0};
    for (; *label; label++) {
        if (isalnum((unsigned char)*label))
            buf_putc(&out, (char)tolower((unsigned char)*label));
        else if (out.length && out.text[out.length - 1] != '_')
            buf_putc(&out, '_');
    }
    while (out.length && out.text[out.length - 1] == '_')
        out.length--;
    bool digit = out.length && isdigit((unsigned char)out.text[0]);
    const char *id = arena_format(arena, "%s%.*s", digit ? "auth_" : "",
                                  (int)out.length, buf_text(&out));
    buf_free(&out);
    return *id ? id : "auth";
}

static const char *auth_id(Checker *ck, const Auth *auth)
{
    const char *id = id_of_label(ck->arena, auth->label);
    const char *tried = id;
    uintptr_t next = (uintptr_t)map_get(&ck->auth_ids, id);
    for (uintptr_t i = next; next && map_get(&ck->auth_ids, tried); next = ++i)
        tried = arena_format(ck->arena, "%s_%zu", id, (size_t)i);
    if (next)
        map_set(ck->arena, &ck->auth_ids, id, (void *)next);
    map_set(ck->arena, &ck->auth_ids, tried, (void *)(uintptr_t)2);
    return tried;
}

/* ---- blocks ---- */

static const Operation *read_step(Checker *ck, NodeList items,
                                  const char *keyword, const Properties *base)
{
    const Node *block = find_block(items, keyword);
    return block ? operation_read(ck, block, NULL, keyword, base) : NULL;
}

static void note_block(Checker *ck, NodeList items, const char *keyword,
                       FeatureKind kind)
{
    const Node *block = find_block(items, keyword);
    if (block)
        feature_note(ck, kind, block->as.block.keyword.span);
}

static void read_steps(Checker *ck, Auth *auth, NodeList items)
{
    const Properties *base = ck->connector->properties;
    static const char *const names[] = {
#define AUTH_STEP(constant, name, type, path, doc) [AUTH_##constant] = #name,
#include "grammar/auth_steps.def"
#undef AUTH_STEP
    };
    for (size_t i = 0; i < AUTH_STEP_COUNT; i++)
        auth->steps[i] = read_step(ck, items, names[i], base);
    note_block(ck, items, "after_token", FEATURE_AFTER_TOKEN);
    const Node *refresh = find_setting(items, "refresh");
    if (refresh)
        feature_note(ck, FEATURE_REFRESH_RULE, refresh->span);
    const Node *sign = find_block(items, "sign");
    Env env = {.roots = ROOT_CONFIG | ROOT_ACCOUNT | ROOT_INFORMATION};
    if (sign)
        sends_read(ck, &env, sign->as.block.items, &auth->sign,
                   &auth->sign_count);
}

static void read_auth(Checker *ck, const Node *block)
{
    NodeList labels = block->as.block.labels;
    if (!labels.count || labels.items[0]->kind != NODE_NAME)
        return;
    Word kind = labels.items[0]->as.name.name;
    if (!schema_kind("authentication", kind.text))
        return;
    bool labelled = labels.count > 1 && labels.items[1]->kind == NODE_STRING;
    Auth auth = {.kind = kind.text,
                 .label =
                     labelled ? labels.items[1]->as.string.text : kind.text,
                 .doc = block->doc,
                 .span = kind.span};
    auth.id = auth_id(ck, &auth);
    Env env = {.roots = ROOT_CONFIG | ROOT_ACCOUNT | ROOT_INFORMATION};
    size_t errors = ck->diags->errors;
    auth.settings = settings_read(ck, &env, "authentication", kind.text,
                                  kind.span, block->as.block.items);
    const Node *refresh = find_setting(block->as.block.items, "refresh");
    if (refresh && ck->diags->errors == errors)
        auth.refresh =
            kind_read(ck, &env, "refresh", refresh->as.setting.value);
    read_steps(ck, &auth, block->as.block.items);
    Connector *connector = ck->connector;
    vec_push(ck->arena, connector->auths, connector->auth_count, auth);
}

void auths_read(Checker *ck, NodeList setup)
{
    for (size_t i = 0; i < setup.count; i++)
        if (setup.items[i]->kind == NODE_BLOCK &&
            strcmp(setup.items[i]->as.block.keyword.text, "authentication") ==
                0)
            read_auth(ck, setup.items[i]);
    Connector *connector = ck->connector;
    if (connector->auth_count)
        return;
    Auth none = {
        .kind = "none", .label = "none", .id = "none", .span = connector->span};
    Env env = {0};
    none.settings = settings_read(ck, &env, "authentication", "none",
                                  connector->span, (NodeList){0});
    vec_push(ck->arena, connector->auths, connector->auth_count, none);
}
