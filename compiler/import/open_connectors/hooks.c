/* hooks.c - hooks of a definition: as statements where those do the same
 * (import/javascript), else as scripts. */
#include <stdint.h>
#include <string.h>

#include "import/javascript/translate.h"
#include "import/open_connectors/draft.h"

/* Columns of a block in `hooks`, an operation or a step: where the closing
 * quotes stand, the indentation of a block text ends. */
enum { IN_HOOKS = 2, IN_OPERATION = 4, IN_STEP = 6 };

static const struct HookType {
    const char *type, *keyword;
    JsHookKind kind;
} hook_types[] = {{"preRequest", "before", JS_BEFORE},
                  {"postRequest", "after", JS_AFTER}};
enum { HOOK_TYPE_COUNT = sizeof hook_types / sizeof *hook_types };

static size_t hook_type(const Json *hook)
{
    const char *type = json_get_text(hook, "type");
    for (size_t i = 0; type && i < HOOK_TYPE_COUNT; i++)
        if (strcmp(hook_types[i].type, type) == 0)
            return i;
    return HOOK_TYPE_COUNT;
}

/* An older engine runs legacy ones, in other ways. */
static bool put_statements(Draft *draft, const Json *hook, size_t type,
                           Buf *out)
{
    const char *body = json_get_text(hook, "body");
    JsTranslation made = {0};
    bool good = !draft->scripts && !json_get_true(hook, "isLegacy") &&
                js_translate(draft->arena, body, strlen(body),
                             hook_types[type].kind, &made);
    if (good) {
        bool ends = made.statements.length &&
                    made.statements.text[made.statements.length - 1] == '\n';
        buf_printf(out, "%s {\n%s%s}\n", hook_types[type].keyword,
                   buf_text(&made.statements), ends ? "" : "\n");
        draft->uses_now = draft->uses_now || made.uses_now;
        draft->typed_hooks++;
    }
    buf_free(&made.statements);
    return good;
}

/* Of two hooks of one type, the second stays in the residue. */
static void hooks_import_all(Draft *draft, const Json *hooks, Buf *out,
                             int column, bool *typed)
{
    bool taken[HOOK_TYPE_COUNT] = {false};
    for (size_t i = 0; i < json_count(hooks); i++) {
        size_t type = hook_type(hooks->items[i]);
        const char *body = json_get_text(hooks->items[i], "body");
        if (type == HOOK_TYPE_COUNT || taken[type] || !body)
            continue;
        taken[type] = true;
        typed[type] = put_statements(draft, hooks->items[i], type, out);
        if (typed[type] || !draft_is_block(body))
            continue;
        buf_printf(out, "%s js ", hook_types[type].keyword);
        draft_block(out, body, column);
        buf_putc(out, '\n');
    }
}

void hooks_import(Draft *draft)
{
    hooks_import_all(draft, json_get(draft->root, "hooks"), &draft->hooks,
                     IN_HOOKS, draft->typed);
    for (size_t i = 0; i < draft->op_count; i++)
        hooks_import_all(draft, json_get(draft->ops[i].resource, "hooks"),
                         &draft->ops[i].block.text,
                         draft->ops[i].group == SIZE_MAX ? IN_STEP
                                                         : IN_OPERATION,
                         draft->ops[i].typed);
    if (draft->uses_now)
        buf_puts(&draft->imports, "import std.time { now }\n");
}
