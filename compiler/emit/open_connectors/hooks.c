/* hooks.c - hooks of the source as hooks of the platform: which of them run
 * around a call, joined to one of each type; a script is carried as it is. */
#include "emit/open_connectors/hooks.h"

#include <string.h>

#include "emit/javascript/javascript.h"

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

/* Nearest to the vendor last on the way out, first on the way back. */
static Blocks blocks_of_operation(Platform *platform, const Operation *op,
                                  JsKind kind)
{
    Blocks blocks = {0};
    const char *resource = op->resource ? op->resource->name : "";
    if (kind == JS_BEFORE) {
        blocks_add(platform, &blocks, "send", op->full_name, op);
        blocks_add(platform, &blocks, "before", resource, op);
        blocks_add(platform, &blocks, "before", op->full_name, op);
    } else {
        blocks_add(platform, &blocks, "save", op->full_name, op);
        blocks_add(platform, &blocks, "after", op->full_name, op);
        blocks_add(platform, &blocks, "after", resource, op);
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
    blocks_add(platform, &blocks, kind == JS_BEFORE ? "before" : "after",
               "setup", NULL);
    if (kind == JS_BEFORE)
        blocks_add_signs(platform, &blocks);
    return blocks;
}

/* ---- scripts ---- */

/* Variables of the platform, in the order in which it documents them. */
static const char *const hook_variables[] = {
    "request_body",
    "request_body_map",
    "request_body_raw",
    "request_headers",
    "request_path",
    "request_path_variables",
    "request_parameters",
    "request_method",
    "request_expression",
    "request_vendor_parameters",
    "request_vendor_method",
    "request_vendor_path",
    "request_vendor_headers",
    "request_vendor_body",
    "request_vendor_body_map",
    "request_vendor_url",
    "request_previous_response",
    "request_previous_response_headers",
    "request_root_key",
    "response_root_key",
    "meta_data",
    "object_name",
    "configuration",
    "multipart_hook_context_items",
    "response_body",
    "response_body_raw",
    "response_body_map",
    "response_body_raw_map",
    "response_headers",
    "response_status_code",
    "response_iserror",
    "response_error",
    "events",
};

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
    for (size_t i = 0; i < sizeof hook_variables / sizeof *hook_variables; i++)
        if (script_says(hook->script, hook_variables[i]))
            buf_printf(&out, "%s%s", out.length ? "," : "", hook_variables[i]);
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

void hooks_write_element(Platform *platform)
{
    json_array(&platform->json, "hooks");
    Blocks before = blocks_of_element(platform, JS_BEFORE);
    Blocks after = blocks_of_element(platform, JS_AFTER);
    blocks_write(platform, &before, JS_BEFORE);
    blocks_write(platform, &after, JS_AFTER);
    json_array_end(&platform->json);
}

void hooks_write_endpoint(Platform *platform, const Endpoint *endpoint)
{
    const Operation *op = endpoint->operation;
    json_array(&platform->json, "hooks");
    Blocks before = blocks_of_operation(platform, op, JS_BEFORE);
    Blocks after = blocks_of_operation(platform, op, JS_AFTER);
    blocks_write(platform, &before, JS_BEFORE);
    blocks_write(platform, &after, JS_AFTER);
    json_array_end(&platform->json);
}
