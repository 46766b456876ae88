/* hooks.c - hooks of a definition as scripts of the source. */
#include <string.h>

#include "import/open_connectors/draft.h"

/* Columns of a block in `hooks`, and in an operation: where the closing quotes
 * stand, the indentation of a block text ends. */
enum { IN_HOOKS = 2, IN_OPERATION = 4 };

static const struct HookType {
    const char *type, *keyword;
} hook_types[] = {{"preRequest", "before"}, {"postRequest", "after"}};
enum { HOOK_TYPE_COUNT = sizeof hook_types / sizeof *hook_types };

static size_t hook_type(const Json *hook)
{
    const char *type = json_get_text(hook, "type");
    for (size_t i = 0; type && i < HOOK_TYPE_COUNT; i++)
        if (strcmp(hook_types[i].type, type) == 0)
            return i;
    return HOOK_TYPE_COUNT;
}

/* Of two hooks of one type, the second stays in the residue. */
static void hooks_import_all(const Json *hooks, Buf *out, int column)
{
    bool taken[HOOK_TYPE_COUNT] = {false};
    for (size_t i = 0; i < json_count(hooks); i++) {
        size_t type = hook_type(hooks->items[i]);
        const char *body = json_get_text(hooks->items[i], "body");
        if (type == HOOK_TYPE_COUNT || taken[type] || !body ||
            !draft_is_block(body))
            continue;
        taken[type] = true;
        buf_printf(out, "%s js ", hook_types[type].keyword);
        draft_block(out, body, column);
        buf_putc(out, '\n');
    }
}

void hooks_import(Draft *draft)
{
    hooks_import_all(json_get(draft->root, "hooks"), &draft->hooks, IN_HOOKS);
    for (size_t i = 0; i < draft->op_count; i++)
        hooks_import_all(json_get(draft->ops[i].resource, "hooks"),
                         &draft->ops[i].block.text, IN_OPERATION);
}
