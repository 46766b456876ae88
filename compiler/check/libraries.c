/* libraries.c - files without a `connector` line hold nothing that describes
 * one. */
#include "check/checker.h"

#include <string.h>

static bool is_of_connector(const Node *node)
{
    static const char *const blocks[] = {"information", "setup",  "hooks",
                                         "resource",    "object", "platform"};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (node->kind == NODE_BLOCK &&
            strcmp(node->as.block.keyword.text, blocks[i]) == 0)
            return true;
    return false;
}

/* Whether the line that names the connector is there and could not be read. */
static bool connector_lost(const Checker *ck)
{
    static const char word[] = "connector";
    for (size_t i = 0; i < ck->diags->damaged_count; i++) {
        Span span = ck->diags->damaged[i];
        const char *text = source_of(&ck->program->sources, span.file)->text;
        if (span.end - span.start >= sizeof word - 1 &&
            memcmp(text + span.start, word, sizeof word - 1) == 0)
            return true;
    }
    return false;
}

static void report_library(Checker *ck, Word keyword)
{
    Diag *d =
        diag_report(ck->diags, D_NOT_ALLOWED_HERE, keyword.span,
                    arena_format(ck->arena, "`%s`", keyword.text), "a library");
    diag_help(ck->diags, d,
              "a file without a `connector NAME` line is a library");
}

/* What describes a connector would never be looked at in a library. That is one
 * mistake, however many blocks there are. */
void library_check(Checker *ck, NodeList items)
{
    bool said = connector_lost(ck);
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_CONNECTOR)
            return;
    for (size_t i = 0; i < items.count; i++) {
        const Node *block = items.items[i];
        if (!is_of_connector(block))
            continue;
        if (!said)
            report_library(ck, block->as.block.keyword);
        said = true;
        diag_damage(ck->diags, block->span);
    }
}
