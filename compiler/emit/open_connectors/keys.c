/* keys.c - names of the source to keys of the platform, and the keys that the
 * platform keeps for itself. */
#include "emit/open_connectors/keys.h"

#include <string.h>

#include "emit/open_connectors/authentication.h"

/* A last dot: everything that starts so. */
static const char *const reserved_keys[] = {
    "base.url",
    "pagination",
    "pagination.",
    "oauth.",
    "bulk.",
    "event.",
    "aws.",
    "expires",
    "expires_in",
    "authentication.type",
    "authentication.time",
    "timeout.interval",
    "filter.response.nulls",
};

bool key_is_reserved(const char *key)
{
    for (size_t i = 0; i < sizeof reserved_keys / sizeof *reserved_keys; i++) {
        const char *reserved = reserved_keys[i];
        size_t length = strlen(reserved);
        if (reserved[length - 1] == '.' ? strncmp(key, reserved, length) == 0
                                        : strcmp(key, reserved) == 0)
            return true;
    }
    return false;
}

/* The field that `expr` is, and nothing around it; else the count. */
static size_t key_field_of(const Connector *c, const Expr *expr)
{
    for (size_t i = 0;
         expr && expr->kind == EXPR_CONFIG && i < c->configuration_count; i++)
        if (strcmp(c->configuration[i]->name, expr->field->name) == 0)
            return i;
    return c->configuration_count;
}

/* The field that `expr` is gets the key, unless it has one already. */
static void key_give(Platform *platform, const Expr *expr, const char *key)
{
    size_t i = key_field_of(platform->connector, expr);
    if (i < platform->connector->configuration_count &&
        !platform->config_keys[i])
        platform->config_keys[i] = key;
}

/* The same for a setting whose default is the field of its name. */
static void key_give_named(Platform *platform, const char *name,
                           const char *key)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->configuration_count; i++)
        if (strcmp(c->configuration[i]->name, name) == 0 &&
            !platform->config_keys[i])
            platform->config_keys[i] = key;
}

static bool key_is_taken(const Platform *platform, const char *key)
{
    for (size_t i = 0; i < platform->connector->configuration_count; i++)
        if (platform->config_keys[i] &&
            strcmp(platform->config_keys[i], key) == 0)
            return true;
    return false;
}

static void keys_plan_known(Platform *platform)
{
    key_give(platform, platform->connector->properties->base_url, "base.url");
    const Credential *row;
    for (size_t i = 0; (row = authentication_credential(i)); i++) {
        const Way *way = authentication_way(platform, row->type);
        const Expr *value =
            way ? choice_value(way->auth->settings, row->setting) : NULL;
        if (value)
            key_give(platform, value, row->key);
        else if (way)
            key_give_named(platform, row->setting, row->key);
    }
}

/* A reserved key that the source writes out, as @wire, is meant. */
static void keys_plan_field(Platform *platform, size_t i)
{
    const Field *field = platform->connector->configuration[i];
    if (platform->config_keys[i])
        return;
    bool basic = authentication_takes_password(platform);
    bool credential = strcmp(field->wire, "username") == 0 ||
                      strcmp(field->wire, "password") == 0;
    bool meant = strcmp(field->wire, field->name) != 0;
    if ((key_is_reserved(field->wire) && !meant) || (basic && credential) ||
        key_is_taken(platform, field->wire)) {
        Diag *diag = diag_report(platform->diags, D_OC_RESERVED_KEY,
                                 field->span, field->wire);
        diag_help(platform->diags, diag, "give `%s` another name", field->name);
    }
    platform->config_keys[i] = field->wire;
}

/* Of the reserved keys, `expires_in` means to the platform what it means in a
 * source: seconds until the next login. */
static const char *key_of_slot(Platform *platform, const char *name)
{
    bool lifetime = strcmp(name, "expires_in") == 0;
    bool credential =
        strcmp(name, "username") == 0 || strcmp(name, "password") == 0;
    if (!credential && !key_is_taken(platform, name) &&
        (lifetime || !key_is_reserved(name)))
        return name;
    return arena_format(platform->arena, "account.%s", name);
}

static bool key_step_keeps(const Operation *step, size_t slot)
{
    for (size_t i = 0; step && i < step->save_count; i++)
        if (step->saves[i].slot == slot)
            return true;
    return false;
}

static bool key_steps_keep(const StepList *steps, size_t slot)
{
    for (size_t i = 0; i < steps->count; i++) {
        const Step *step = steps->items[i];
        const Expr *target = step->target;
        if ((target && target->kind == EXPR_ACCOUNT &&
             (size_t)target->integer == slot) ||
            key_steps_keep(&step->body, slot) ||
            key_steps_keep(&step->otherwise, slot))
            return true;
        for (size_t k = 0; k < step->arm_count; k++)
            if (key_steps_keep(&step->arms[k].body, slot))
                return true;
    }
    return false;
}

static bool key_hook_keeps(const Platform *platform, size_t slot)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->hook_count; i++)
        if (key_steps_keep(&c->hooks[i].steps, slot))
            return true;
    return false;
}

static bool key_operation_keeps(const Platform *platform, size_t slot)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->resource_count; i++)
        for (size_t k = 0; k < c->resources[i]->operation_count; k++)
            if (key_step_keeps(c->resources[i]->operations[k], slot))
                return true;
    return false;
}

/* A way that is left out keeps nothing. */
static bool key_is_kept(const Platform *platform, size_t slot)
{
    for (size_t i = 0; i < platform->way_count; i++) {
        const Auth *auth = platform->ways[i].auth;
        for (size_t k = 0; k < AUTH_STEP_COUNT; k++)
            if (key_step_keeps(auth->steps[k], slot))
                return true;
    }
    return key_hook_keeps(platform, slot) ||
           key_operation_keeps(platform, slot);
}

void keys_plan(Platform *platform)
{
    const Connector *c = platform->connector;
    platform->config_keys =
        arena_array(platform->arena, const char *, c->configuration_count + 1);
    platform->slot_keys =
        arena_array(platform->arena, const char *, c->slot_count + 1);
    keys_plan_known(platform);
    for (size_t i = 0; i < c->configuration_count; i++)
        keys_plan_field(platform, i);
    for (size_t i = 0; i < c->slot_count; i++)
        if (key_is_kept(platform, i))
            platform->slot_keys[i] = key_of_slot(platform, c->slots[i]);
}

PlatformKeys keys_of(const Connector *connector, Arena *arena)
{
    Diags unheard = {.arena = arena};
    Platform platform = {
        .connector = connector, .arena = arena, .diags = &unheard};
    authentication_plan(&platform);
    keys_plan(&platform);
    return (PlatformKeys){platform.config_keys, platform.slot_keys};
}

bool keys_has(const Platform *platform, const char *key)
{
    if (key_is_taken(platform, key))
        return true;
    for (size_t i = 0; i < platform->connector->slot_count; i++)
        if (platform->slot_keys[i] && strcmp(platform->slot_keys[i], key) == 0)
            return true;
    return false;
}
