/* hooks.c - hooks of the source as hooks of the platform: which of them run
 * around a call, joined to one of each type; a script is carried as it is. */
#include "emit/open_connectors/hooks.h"

#include <string.h>

#include "emit/javascript/javascript.h"
#include "emit/open_connectors/hook_steps.h"

/* ---- which run ---- */

typedef struct Blocks {
    JsBlock *items;
    size_t count;
} Blocks;

static void blocks_add(Platform *platform, Blocks *blocks, const char *kind,
                       const char *owner, const Operation *op)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->hook_count; i++) {
        const Hook *hook = &c->hooks[i];
        JsBlock block = {hook, op};
        if (strcmp(hook->kind, kind) == 0 && strcmp(hook->owner, owner) == 0)
            vec_push(platform->arena, blocks->items, blocks->count, block);
    }
}

static void blocks_add_hook(Platform *platform, Blocks *blocks,
                            const Hook *hook, const Operation *op)
{
    JsBlock block = {hook, op};
    vec_push(platform->arena, blocks->items, blocks->count, block);
}

static void blocks_add_computed(Platform *platform, Blocks *blocks,
                                const char *owner, const Parameters *list,
                                const Operation *op)
{
    if (list->computed_count > 0)
        blocks_add_hook(platform, blocks,
                        hook_of_computed(platform, owner, list->computed,
                                         list->computed_count),
                        op);
}

static bool errors_differ(const Platform *platform, const Operation *op)
{
    return op->properties &&
           op->properties->errors != platform->connector->properties->errors;
}

/* Whether all operations read errors as `setup` says; then one hook does. */
static bool errors_are_common(const Platform *platform)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < platform->endpoints.count; i++)
        if (errors_differ(platform, platform->endpoints.items[i].operation))
            return false;
    return c->properties->errors != NULL;
}

static void blocks_add_errors(Platform *platform, Blocks *blocks,
                              const char *owner, const Errors *errors,
                              const Operation *op)
{
    if (errors && errors->row_count > 0)
        blocks_add_hook(platform, blocks,
                        hook_of_errors(platform, owner, errors), op);
}

/* Whose token the operation gets; a request that the source has no step for is
 * called like its authentication. */
static const char *token_owner(const Platform *platform, const Operation *op)
{
    for (size_t i = 0; i < platform->way_count; i++)
        if (platform->ways[i].auth->steps[AUTH_EXCHANGE] == op)
            return platform->ways[i].auth->id;
    return op->full_name;
}

/* Of a list whose pages hooks turn. One that is not paged after all has its
 * first page. */
static void blocks_add_page(Platform *platform, Blocks *blocks,
                            const Endpoint *endpoint, JsKind kind)
{
    const Operation *op = endpoint->operation;
    const TemplatePagination *own = op->template_pagination;
    const Pagination *pages = operation_pages(op);
    bool turned = endpoint->paged && javascript_turns_pages(pages->choice);
    if (own && own->request && kind == JS_BEFORE)
        blocks_add_hook(platform, blocks, own->request, op);
    else if (turned && own && kind == JS_AFTER)
        blocks_add_hook(platform, blocks, own->next, op);
    else if (turned)
        blocks_add_hook(
            platform, blocks,
            hook_of_page(platform, op, kind == JS_BEFORE ? "request" : "next"),
            op);
}

/* Nearest to the vendor last on the way out, first on the way back. */
static Blocks blocks_of_operation(Platform *platform, const Endpoint *endpoint,
                                  JsKind kind)
{
    const Operation *op = endpoint->operation;
    Blocks blocks = {0};
    const char *resource = op->resource ? op->resource->name : "";
    if (kind == JS_BEFORE) {
        blocks_add_page(platform, &blocks, endpoint, kind);
        blocks_add_computed(platform, &blocks, op->full_name,
                            &endpoint->parameters, op);
        blocks_add(platform, &blocks, "send", op->full_name, op);
        blocks_add(platform, &blocks, "before", resource, op);
        blocks_add(platform, &blocks, "before", op->full_name, op);
    } else {
        blocks_add(platform, &blocks, "after_token", token_owner(platform, op),
                   op);
        blocks_add(platform, &blocks, "save", op->full_name, op);
        blocks_add(platform, &blocks, "after", op->full_name, op);
        blocks_add(platform, &blocks, "after", resource, op);
        blocks_add_page(platform, &blocks, endpoint, kind);
        if (op->properties && !errors_are_common(platform))
            blocks_add_errors(platform, &blocks, op->full_name,
                              op->properties->errors, op);
    }
    return blocks;
}

/* Of several ways in, only one is in use: what it does to each call can't
 * stand in a hook of all of them. */
static void blocks_add_signs(Platform *platform, Blocks *blocks)
{
    for (size_t i = 0; i < platform->way_count; i++) {
        size_t first = blocks->count;
        blocks_add(platform, blocks, "sign", platform->ways[i].auth->id, NULL);
        for (size_t k = first; platform->way_count > 1 && k < blocks->count;
             k++)
            diag_report(platform->diags, D_OC_HOOK, blocks->items[k].hook->span,
                        "tell which of several ways in is in use");
        if (platform->way_count > 1)
            blocks->count = first;
    }
}

static Blocks blocks_of_element(Platform *platform, JsKind kind)
{
    Blocks blocks = {0};
    if (kind == JS_BEFORE)
        blocks_add_computed(platform, &blocks, "setup", &platform->global,
                            NULL);
    blocks_add(platform, &blocks, kind == JS_BEFORE ? "before" : "after",
               "setup", NULL);
    if (kind == JS_BEFORE)
        blocks_add_signs(platform, &blocks);
    else if (errors_are_common(platform))
        blocks_add_errors(platform, &blocks, "setup",
                          platform->connector->properties->errors, NULL);
    return blocks;
}

/* ---- scripts ---- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static bool script_says(const char *script, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = script; (at = strstr(at, word)); at += length)
        if ((at == script || !is_word(at[-1])) && !is_word(at[length]))
            return true;
    return false;
}

static JsHook script_hook(Platform *platform, const Hook *hook)
{
    Buf out = {0};
    for (const char *const *name = javascript_variables; *name; name++)
        if (script_says(hook->script, *name))
            buf_printf(&out, "%s%s", out.length ? "," : "", *name);
    JsHook made = {hook->script,
                   arena_text(platform->arena, buf_text(&out), out.length)};
    buf_free(&out);
    return made;
}

/* ---- writing ---- */

static void hook_write(Platform *platform, const char *type, const JsHook *hook)
{
    JsonWriter *json = &platform->json;
    json_object(json, NULL);
    json_text(json, "type", type);
    json_text(json, "mimeType", "application/javascript");
    json_text(json, "body", hook->body);
    json_text(json, "contextParams", hook->context);
    json_bool(json, "isLegacy", false);
    json_object_end(json);
}

/* A script says `done` itself, and so can't be one of several. */
static bool blocks_have_script(Platform *platform, Blocks *blocks,
                               JsHook *script)
{
    bool found = false;
    for (size_t i = 0; i < blocks->count; i++) {
        const Hook *hook = blocks->items[i].hook;
        if (!hook->script)
            continue;
        found = true;
        *script = script_hook(platform, hook);
        if (blocks->count > 1)
            diag_report(platform->diags, D_OC_HOOK, hook->span,
                        "be joined with others where it is JavaScript");
    }
    return found;
}

static void blocks_write(Platform *platform, Blocks *blocks, JsKind kind)
{
    JsNames names = {platform->config_keys, platform->slot_keys};
    const char *type = kind == JS_BEFORE ? "preRequest" : "postRequest";
    JsHook made = {0};
    if (blocks->count == 0)
        return;
    if (blocks_have_script(platform, blocks, &made) ||
        javascript_hook(platform->connector, &names, platform->arena,
                        platform->diags, kind, blocks->items, blocks->count,
                        &made))
        hook_write(platform, type, &made);
}

static const Hook *webhook_script(const Platform *platform,
                                  const Webhook *webhook)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < webhook->route_count; i++)
        if (c->hooks[webhook->routes[i].hook].script)
            return &c->hooks[webhook->routes[i].hook];
    return NULL;
}

/* Subscribing calls the vendor, which hooks can't. */
static void webhook_report(Platform *platform, const Webhook *webhook)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->hook_count; i++)
        if (strcmp(c->hooks[i].owner, webhook->name) == 0 &&
            (strcmp(c->hooks[i].kind, "subscribe") == 0 ||
             strcmp(c->hooks[i].kind, "unsubscribe") == 0))
            diag_report(platform->diags, D_OC_HOOK, c->hooks[i].span,
                        "call an operation, which `register` and "
                        "`unregister` have the platform do");
}

/* A script takes all that comes, and nothing else can stand beside it. */
static void webhook_report_beside(Platform *platform, const Webhook *webhook,
                                  const Hook *script)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->hook_count; i++)
        if (strcmp(c->hooks[i].owner, webhook->name) == 0 &&
            (strcmp(c->hooks[i].kind, "verify") == 0 ||
             (strcmp(c->hooks[i].kind, "on") == 0 && &c->hooks[i] != script)))
            diag_report(platform->diags, D_OC_HOOK, c->hooks[i].span,
                        "be joined with one that is JavaScript");
}

static void webhook_write(Platform *platform, const Webhook *webhook)
{
    JsNames names = {platform->config_keys, platform->slot_keys};
    const Hook *script = webhook_script(platform, webhook);
    JsHook made = {0};
    webhook_report(platform, webhook);
    if (script) {
        made = script_hook(platform, script);
        webhook_report_beside(platform, webhook, script);
    }
    if (script ||
        javascript_webhook(platform->connector, &names, platform->arena,
                           platform->diags, webhook, &made))
        hook_write(platform, "event", &made);
}

/* The platform has one event hook. */
static void webhooks_write(Platform *platform)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->webhook_count; i++)
        if (i == 0)
            webhook_write(platform, &c->webhooks[i]);
        else
            diag_report(platform->diags, D_OC_HOOK, c->webhooks[i].span,
                        "receive a second kind of events");
}

void hooks_write_element(Platform *platform)
{
    json_array(&platform->json, "hooks");
    Blocks before = blocks_of_element(platform, JS_BEFORE);
    Blocks after = blocks_of_element(platform, JS_AFTER);
    blocks_write(platform, &before, JS_BEFORE);
    blocks_write(platform, &after, JS_AFTER);
    webhooks_write(platform);
    json_array_end(&platform->json);
}

void hooks_write_endpoint(Platform *platform, const Endpoint *endpoint)
{
    json_array(&platform->json, "hooks");
    Blocks before = blocks_of_operation(platform, endpoint, JS_BEFORE);
    Blocks after = blocks_of_operation(platform, endpoint, JS_AFTER);
    blocks_write(platform, &before, JS_BEFORE);
    blocks_write(platform, &after, JS_AFTER);
    json_array_end(&platform->json);
}
