/* render.c - the pieces of a draft as one source. Layout is the formatter's. */
#include <stdint.h>
#include <string.h>

#include "import/open_connectors/draft.h"

static void put_block(Buf *out, const char *keyword, const Buf *text)
{
    if (!text->length)
        return;
    buf_printf(out, "%s {\n", keyword);
    buf_puts(out, buf_text(text));
    buf_puts(out, "}\n");
}

void draft_setting(Draft *draft, const char *name, const Json *value)
{
    DraftPatch patch = {.name = name, .pointer = "", .value = value};
    vec_push(draft->arena, draft->patches.items, draft->patches.count, patch);
}

/* Columns of settings in a `platform` block of the file and of an operation. */
enum { IN_PLATFORM = 2, IN_OPERATION = 6 };

static void put_platform(Buf *out, const DraftPatches *patches, int column)
{
    if (!patches->count)
        return;
    buf_puts(out, "platform {\n");
    for (size_t i = 0; i < patches->count; i++) {
        const DraftPatch *patch = &patches->items[i];
        if (patch->name)
            buf_puts(out, patch->name);
        else
            draft_string(out, patch->pointer);
        buf_puts(out, " = ");
        if (patch->value)
            draft_value_lines(out, patch->value, column);
        else
            buf_puts(out, "null");
        buf_putc(out, '\n');
    }
    buf_puts(out, "}\n");
}

static void put_op(Buf *out, const DraftOp *op)
{
    draft_doc(out, op->doc);
    buf_printf(out, "%s %s %s ", op->keyword, op->name ? op->name : "",
               op->method);
    draft_string(out, op->path);
    if (op->result)
        buf_printf(out, " -> %s", op->result);
    if (op->behind)
        buf_printf(out, " %s", op->behind);
    if (op->block.text.length || op->block.patches.count) {
        buf_puts(out, " {\n");
        buf_puts(out, buf_text(&op->block.text));
        put_platform(out, &op->block.patches, IN_OPERATION);
        buf_puts(out, "}");
    }
    buf_putc(out, '\n');
}

static void put_group(Buf *out, const Draft *draft, size_t number)
{
    const DraftGroup *group = &draft->groups[number];
    buf_putc(out, '\n');
    draft_doc(out, group->doc);
    buf_puts(out, "resource ");
    buf_printf(out, "%s {\n", group->name);
    buf_puts(out, buf_text(&group->text));
    for (size_t i = 0; i < draft->op_count; i++)
        if (draft->ops[i].group == number)
            put_op(out, &draft->ops[i]);
    buf_puts(out, "}\n");
}

static void put_authentication(Buf *out, const Draft *draft)
{
    Buf steps = {0};
    for (size_t i = 0; i < draft->op_count; i++)
        if (draft->ops[i].group == SIZE_MAX)
            put_op(&steps, &draft->ops[i]);
    bool custom = draft->auth_kind && strcmp(draft->auth_kind, "custom") == 0;
    if (draft->auth_kind && (!custom || steps.length)) {
        buf_printf(out, "authentication %s {\n", draft->auth_kind);
        buf_puts(out, buf_text(&draft->authentication));
        buf_puts(out, buf_text(&steps));
        buf_puts(out, "}\n");
    }
    buf_free(&steps);
}

static void put_setup(Buf *out, const Draft *draft)
{
    Buf setup = {0};
    put_block(&setup, "properties", &draft->properties);
    put_authentication(&setup, draft);
    put_block(&setup, "configuration", &draft->configuration);
    put_block(&setup, "parameters", &draft->parameters);
    buf_puts(&setup, buf_text(&draft->events));
    buf_puts(&setup, buf_text(&draft->setup));
    put_block(out, "\nsetup", &setup);
    buf_free(&setup);
}

void draft_render(const Draft *draft, Buf *out)
{
    const char *key = json_get_text(draft->root, "key");
    buf_puts(out, "edition = 2026\n");
    buf_puts(out, buf_text(&draft->imports));
    buf_putc(out, '\n');
    draft_doc(out, draft->doc);
    buf_puts(out, "connector ");
    draft_name(out, key);
    buf_puts(out, "\n\n");
    put_block(out, "information", &draft->information);
    put_setup(out, draft);
    put_block(out, "\nhooks", &draft->hooks);
    for (size_t i = 0; i < draft->group_count; i++)
        put_group(out, draft, i);
    buf_puts(out, buf_text(&draft->objects));
    buf_puts(out, "\n");
    buf_puts(out, buf_text(&draft->types));
    buf_putc(out, '\n');
    put_platform(out, &draft->patches, IN_PLATFORM);
}
