/* labels.c - what stands between a keyword and its brace. */
#include "check/checker.h"

#include <string.h>

#include "base/buf.h"

static bool label_fits(const Node *label, const char *word, size_t length)
{
    bool text = length > 0 && word[0] == '"';
    bool either = length > 5 && strncmp(word, "NAME/", 5) == 0;
    if (either && label->kind == NODE_STRING)
        return *label->as.string.text;
    return label->kind == (text ? NODE_STRING : NODE_NAME);
}

static bool labels_fit(const Node *block, const char *spec)
{
    NodeList labels = block->as.block.labels;
    size_t at = 0;
    bool result = false;
    while (*spec) {
        size_t length = strcspn(spec, " ");
        bool optional = length > 1 && spec[length - 1] == '?';
        if (strncmp(spec, "->", 2) == 0) {
            result = block->as.block.result != NULL;
            if (!result && !optional)
                return false;
        } else if (at < labels.count &&
                   label_fits(labels.items[at], spec, length)) {
            at++;
        } else if (!optional) {
            return false;
        }
        spec += length + (spec[length] == ' ');
    }
    return at == labels.count && (result || !block->as.block.result);
}

/* "NAME \"TEXT\"? ->" as a user reads it: `op NAME METHOD "TEXT" -> TYPE`. */
static const char *labels_text(Arena *arena, const BlockRow *row)
{
    Buf text = {0};
    buf_printf(&text, "`%s", row->name);
    for (const char *at = row->labels; *at;) {
        size_t length = strcspn(at, " ");
        bool optional = at[length - 1] == '?';
        bool arrow = strncmp(at, "->", 2) == 0;
        size_t shown = strcspn(at, " /");
        buf_printf(&text, " %s%.*s%s%s", optional ? "[" : "",
                   (int)(shown - optional), at, arrow ? " TYPE" : "",
                   optional ? "]" : "");
        at += length + (at[length] == ' ');
    }
    buf_puts(&text, "`");
    const char *made = arena_text(arena, buf_text(&text), text.length);
    buf_free(&text);
    return made;
}

/* before js """…""" */
static bool is_script(const BlockRow *row, const Node *block)
{
    NodeList labels = block->as.block.labels;
    return schema_has_word(row->content, "steps") &&
           !schema_has_word(row->content, "typed") && labels.count == 1 &&
           labels.items[0]->kind == NODE_NAME &&
           strcmp(labels.items[0]->as.name.name.text, "js") == 0;
}

static void report_labels(Checker *ck, const BlockRow *row, const Node *block)
{
    NodeList labels = block->as.block.labels;
    Span head = block->as.block.keyword.span;
    if (labels.count)
        head = span_join(head, labels.items[labels.count - 1]->span);
    diag_damage(ck->diags, block->span);
    if (diag_stands_in(ck->diags, D_BAD_LABELS, head))
        return;
    diag_report(ck->diags, D_BAD_LABELS, block->as.block.keyword.span,
                row->name,
                strcmp(row->name, "map") == 0 ? "`map COMMON from VENDOR`"
                                              : labels_text(ck->arena, row));
}

void labels_check(Checker *ck, const BlockRow *row, const Node *block)
{
    if (block->as.block.raw && is_script(row, block))
        return;
    if (block->as.block.raw)
        diag_help(ck->diags,
                  diag_report(ck->diags, D_NOT_ALLOWED_HERE,
                              block->as.block.raw->span, "a script",
                              arena_format(ck->arena, "`%s`", row->name)),
                  "hooks may be written `before js \"\"\"…\"\"\"`");
    else if (!labels_fit(block, row->labels))
        report_labels(ck, row, block);
    else if (!block->as.block.has_body && !schema_has_word(row->labels, "->") &&
             !schema_has_word(row->labels, "->?"))
        diag_report(ck->diags, D_NO_BODY, block->as.block.keyword.span,
                    row->name, "a `{ … }`");
}
