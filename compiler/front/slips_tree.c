/* slips_tree.c - slips that show only when a whole block has been read. */
#include "front/slips.h"

#include <string.h>

typedef struct BlockRow {
    const char *name, *parents, *content, *labels;
} BlockRow;

#define BLOCK(name, parents, content, labels, doc)                             \
    {#name, parents, content, labels},
#define SETTING(block, name, type, fallback, doc)
#define KIND(setting, kind, doc)
#define PARAM(setting, kind, name, type, fallback, doc)
static const BlockRow block_rows[] = {
#include "grammar/settings.def"
};
#undef BLOCK
#undef SETTING
#undef KIND
#undef PARAM

typedef struct KeywordSlip {
    const char *word, *keyword, *text;
} KeywordSlip;

#define SLIP(name, text, fix)
#define KEYWORD_SLIP(word, keyword, text) {word, keyword, text},
static const KeywordSlip keyword_slips[] = {
#include "grammar/slips.def"
};
#undef SLIP
#undef KEYWORD_SLIP

static bool holds_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (; *list; list += strspn(list, " ")) {
        size_t n = strcspn(list, " ");
        if (n == length && memcmp(list, word, n) == 0)
            return true;
        list += n;
    }
    return false;
}

static const BlockRow *find_block(const char *name, const char *parent)
{
    for (size_t i = 0; i < sizeof block_rows / sizeof *block_rows; i++)
        if (*block_rows[i].name == *name &&
            strcmp(block_rows[i].name, name) == 0 &&
            holds_word(block_rows[i].parents, parent))
            return &block_rows[i];
    return NULL;
}

bool parse_is_block(const char *word, size_t length, bool fields)
{
    bool found = false;
    for (size_t i = 0; i < sizeof block_rows / sizeof *block_rows; i++) {
        const BlockRow *row = &block_rows[i];
        if (strlen(row->name) != length || memcmp(row->name, word, length) != 0)
            continue;
        found = true;
        if (!fields && strcmp(row->content, "fields") == 0)
            return false;
    }
    return found;
}

/* `"setup": { … }`: a field of that name and with such a type, where only a
 * block of that name can stand. */
static void mend_field(ParseContext *cx, Node *node, const char *parent)
{
    Node *type = node->as.field.type;
    Word name = node->as.field.name;
    const BlockRow *row = find_block(name.text, parent);
    if (!row || !type || type->kind != NODE_TYPE_RECORD ||
        strchr(row->labels, 'N') || strchr(row->labels, 'M'))
        return;
    Span head = {node->span.file, node->span.start, type->span.start};
    Diag *d = parse_report(
        cx, D_SYNTAX, name.span,
        arena_format(cx->arena, "a block is written `%s { … }`", name.text));
    diag_fix(cx->diags, d, head, arena_format(cx->arena, "%s ", name.text),
             true);
    *node = (Node){.kind = NODE_BLOCK,
                   .depth = node->depth,
                   .span = node->span,
                   .doc = node->doc,
                   .as.block = {.keyword = name,
                                .items = type->as.type_record.items,
                                .has_body = true}};
}

/* `connector = "x"`, `connector: x`, `"connector": "x"` */
static void mend_connector(ParseContext *cx, Node *node)
{
    bool set = node->kind == NODE_SETTING;
    Word key = set ? node->as.setting.name : node->as.field.name;
    Node *value = set ? node->as.setting.value : node->as.field.type;
    Word name = {NULL, value->span};
    if (value->kind == NODE_STRING)
        name.text = value->as.string.text;
    else if (value->kind == NODE_NAME)
        name = value->as.name.name;
    else if (value->kind == NODE_TYPE_NAME)
        name = value->as.type_name.name;
    if (strcmp(key.text, "connector") != 0 || !name.text)
        return;
    parse_withdraw(cx, node->span);
    parse_form(cx, node->span, "the connector is named by `connector NAME`",
               arena_format(cx->arena,
                            parse_is_name(name.text) ? "connector %s"
                                                     : "connector \"%s\"",
                            name.text));
    *node = (Node){.kind = NODE_CONNECTOR,
                   .depth = node->depth,
                   .span = node->span,
                   .doc = node->doc,
                   .as.connector = {.name = name}};
}

/* `"_comment": "text"` and `"$schema": "file"`, which are no settings. */
static void mend_remark(ParseContext *cx, Node *node)
{
    const char *name = node->as.setting.name.text;
    Node *value = node->as.setting.value;
    bool schema = strcmp(name, "$schema") == 0;
    bool remark = strcmp(name, "_comment") == 0 || strcmp(name, "//") == 0 ||
                  strcmp(name, "$comment") == 0;
    if ((!schema && !remark) || !value || value->kind != NODE_STRING)
        return;
    const char *rest = source_of(cx->sources, cx->file)->text + node->span.end;
    Span all = node->span;
    all.end += *rest == ',';
    rest += *rest == ',';
    rest += strspn(rest, " \t\r");
    parse_withdraw(cx, node->span);
    const char *right =
        schema ? "" : arena_format(cx->arena, "// %s", value->as.string.text);
    bool alone = (*rest == '\n' || !*rest) && !strchr(right, '\n');
    parse_form(cx, all,
               schema ? "`edition = 2026` says which language this is"
                      : "a comment is written `// …`",
               alone ? right : NULL);
    *node =
        (Node){.kind = NODE_ERROR, .depth = node->depth, .span = node->span};
}

/* `headers = { … }`: a setting, where only a block can be called so. */
static void mend_setting(ParseContext *cx, Node *node, const char *parent)
{
    Word name = node->as.setting.name;
    Node *value = node->as.setting.value;
    const BlockRow *row = find_block(name.text, parent);
    if (!row || *row->labels || !value || value->kind != NODE_OBJECT)
        return;
    NodeList items = {0}, entries = value->as.object.entries;
    const char *text = source_of(cx->sources, cx->file)->text;
    parse_withdraw(cx, node->span);
    Diag *d = parse_report(
        cx, D_SYNTAX, name.span,
        arena_format(cx->arena, "a block is written `%s { … }`", name.text));
    diag_fix(cx->diags, d,
             (Span){cx->file, node->span.start, value->span.start},
             arena_format(cx->arena, "%s ", name.text), true);
    for (size_t i = 0; i < entries.count; i++) {
        Word key = entries.items[i]->as.entry.name;
        Node *set = entries.items[i]->as.entry.value;
        Span sign = {cx->file, key.span.end, set->span.start};
        if (!memchr(text + sign.start, '=', sign.end - sign.start))
            diag_fix(cx->diags, d, sign, " = ", true);
        Node *made = NODE_NEW(SETTING, setting, entries.items[i]->span,
                              .name = key, .value = set);
        vec_push(cx->arena, items.items, items.count, made);
    }
    *node =
        (Node){.kind = NODE_BLOCK,
               .depth = node->depth,
               .span = node->span,
               .doc = node->doc,
               .as.block = {.keyword = name, .items = items, .has_body = true}};
}

/* `resource "items" { … }` */
static void mend_label(ParseContext *cx, const Node *block, const BlockRow *row)
{
    NodeList labels = block->as.block.labels;
    if (!labels.count || labels.items[0]->kind != NODE_STRING ||
        strncmp(row->labels, "NAME", 4) != 0 || row->labels[4] == '/')
        return;
    Node *label = labels.items[0];
    Word word = node_word(label);
    if (!parse_is_name(word.text))
        return;
    Diag *d = diag_report(
        cx->diags, D_BAD_LABELS, label->span, block->as.block.keyword.text,
        arena_format(cx->arena, row->labels[4] ? "`%s NAME …`" : "`%s NAME`",
                     row->name));
    diag_label(cx->diags, d, "a name stands without quotes");
    diag_fix(cx->diags, d, label->span, word.text, true);
    label->kind = NODE_NAME;
    label->as.name.name = word;
}

/* `interface Item { … }`, `variable "x" { … }` */
static void mend_keyword(ParseContext *cx, Node *node, const KeywordSlip *slip)
{
    Word keyword = node->as.block.keyword;
    NodeList labels = node->as.block.labels, items = node->as.block.items;
    Diag *d = diag_report(cx->diags, D_UNKNOWN_BLOCK, keyword.span,
                          keyword.text, "a file");
    diag_help(cx->diags, d, "%s", slip->text);
    if (slip->keyword && labels.count == 1)
        diag_fix(cx->diags, d, keyword.span, slip->keyword, true);
    else if (slip->keyword)
        diag_help(cx->diags, d, "`...OTHER` takes over the members of another");
    Node made = {.kind = NODE_ERROR, .depth = node->depth, .span = node->span};
    if (slip->keyword && labels.count) {
        made.kind = NODE_TYPE;
        made.as.type.name = node_word(labels.items[0]);
        made.as.type.items = items;
    }
    *node = made;
}

static const KeywordSlip *find_keyword(const char *word)
{
    for (size_t i = 0; i < sizeof keyword_slips / sizeof *keyword_slips; i++)
        if (strcmp(keyword_slips[i].word, word) == 0)
            return &keyword_slips[i];
    return NULL;
}

static void mend_items(ParseContext *cx, NodeList items, const char *parent);

static void mend_block(ParseContext *cx, Node *node, const char *parent)
{
    const char *keyword = node->as.block.keyword.text;
    const BlockRow *row = find_block(keyword, parent);
    const KeywordSlip *slip =
        strcmp(parent, "file") == 0 && !row ? find_keyword(keyword) : NULL;
    if (slip) {
        mend_keyword(cx, node, slip);
    } else if (row) {
        mend_label(cx, node, row);
        if (strcmp(row->content, "fields") == 0)
            parse_mend_fields(cx, node->as.block.items);
        else
            mend_items(cx, node->as.block.items, keyword);
    }
}

/* Trees are at most MAX_DEPTH deep, so this may recurse. */
static void mend_items(ParseContext *cx, NodeList items, const char *parent)
{
    bool file = strcmp(parent, "file") == 0;
    for (size_t i = 0; i < items.count; i++) {
        Node *node = items.items[i];
        if (file && (node->kind == NODE_FIELD || node->kind == NODE_SETTING))
            mend_connector(cx, node);
        if (node->kind == NODE_FIELD)
            mend_field(cx, node, parent);
        if (node->kind == NODE_SETTING)
            mend_setting(cx, node, parent);
        if (node->kind == NODE_SETTING)
            mend_remark(cx, node);
        if (node->kind == NODE_BLOCK)
            mend_block(cx, node, parent);
        if (node->kind == NODE_TYPE)
            parse_mend_type(cx, node);
    }
}

void parse_withdraw(ParseContext *cx, Span span)
{
    vec_push(cx->arena, cx->withdrawn, cx->withdrawn_count, span);
}

void parse_mend_tree(ParseContext *cx, size_t first)
{
    size_t mark = cx->diags->count;
    mend_items(cx, cx->root->as.file.items, "file");
    diag_withdraw(cx->diags, first, mark, cx->withdrawn, cx->withdrawn_count);
}
