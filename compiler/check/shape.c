/* shape.c - what may stand where: the tree against settings.def.
 *
 * Knows no block by name but the file and those whose settings depend on a
 * label (`authentication KIND`). Values are not looked at here.
 */
#include "check/checker.h"

#include <string.h>

#include "base/buf.h"
#include "front/words.h"

/* A block as its members see it. */
typedef struct Frame {
    const char *name;    /* "file", or the block's keyword */
    const char *kind;    /* kind that the first label names, or NULL */
    const char *content; /* column of settings.def */
} Frame;

static void shape_items(Checker *ck, const Frame *frame, NodeList items);
static void shape_record(Checker *ck, NodeList items);
static void shape_type(Checker *ck, const Node *type);
static void lose(Checker *ck, Span span);

const Node *find_block(NodeList items, const char *keyword)
{
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_BLOCK &&
            strcmp(items.items[i]->as.block.keyword.text, keyword) == 0)
            return items.items[i];
    return NULL;
}

const Node *find_setting(NodeList items, const char *name)
{
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_SETTING &&
            strcmp(items.items[i]->as.setting.name.text, name) == 0)
            return items.items[i];
    return NULL;
}

/* ---- members ---- */

static const char *members_text(Checker *ck, const Frame *frame)
{
    size_t count;
    const char **names =
        schema_members(ck->arena, frame->name, frame->kind, &count);
    Buf text = {0};
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s%s", i ? ", " : "", names[i]);
    const char *made = arena_text(ck->arena, buf_text(&text), text.length);
    buf_free(&text);
    return made;
}

static const char *frame_text(Checker *ck, const Frame *frame)
{
    if (strcmp(frame->name, "file") == 0)
        return "a file";
    return arena_format(ck->arena, "`%s`", frame->name);
}

static void suggest_member(Checker *ck, Diag *d, const Frame *frame, Word word)
{
    size_t count;
    const char **names =
        schema_members(ck->arena, frame->name, frame->kind, &count);
    const char *near = diag_nearest(word.text, names, count);
    diag_suggest(ck->diags, d, word.span, near);
    if (count)
        diag_help(ck->diags, d, "%s takes: %s", frame_text(ck, frame),
                  members_text(ck, frame));
}

/* `retry { … }` where `retry = …` is meant has the right name. */
static void suggest_block(Checker *ck, Diag *d, const Frame *frame, Word word)
{
    if (schema_setting(frame->name, frame->kind, word.text))
        diag_label(ck->diags, d, "this is a setting: `%s = …`", word.text);
    else
        suggest_member(ck, d, frame, word);
}

static const char *item_text(const Node *node)
{
    switch (node->kind) {
    case NODE_FIELD:
        return "a field (`name: type`)";
    case NODE_SPREAD:
        return "a spread";
    case NODE_ROW:
        return "a row (`value -> …`)";
    case NODE_MAP_ROW:
        return "a mapping";
    case NODE_SETTING:
        return "a setting";
    case NODE_TYPE:
    case NODE_ENUM:
    case NODE_FN:
    case NODE_TEMPLATE:
    case NODE_IMPORT:
    case NODE_CONNECTOR:
        return "a declaration";
    default: /* the rest are statements */
        return "a statement";
    }
}

static void report_place(Checker *ck, const Frame *frame, const Node *node)
{
    Diag *d = diag_report(ck->diags, D_NOT_ALLOWED_HERE, node->span,
                          item_text(node), frame_text(ck, frame));
    const char *members = members_text(ck, frame);
    if (node->kind == NODE_FIELD && schema_has_word(frame->content, "assigns"))
        diag_label(ck->diags, d, "a value is set by `%s = …`",
                   node->as.field.name.text);
    if (*members)
        diag_help(ck->diags, d, "%s takes: %s", frame_text(ck, frame), members);
}

/* A field right in an `op`. */
static void report_argument(Checker *ck, const Node *node)
{
    Diag *d = diag_report(ck->diags, D_NOT_ALLOWED_HERE, node->span,
                          item_text(node), "`op`");
    diag_help(ck->diags, d,
              "arguments stand in `query { … }`, `path { … }`, `header { … }` "
              "or `form { … }`, what is sent is `body: TYPE`");
}

/* `id = vendor.id` and `id -> vendor.id` in a map. */
static void report_map_row(Checker *ck, const Node *node, const char *name)
{
    Diag *d = diag_report(ck->diags, D_NOT_ALLOWED_HERE, node->span,
                          item_text(node), "`map`");
    diag_label(ck->diags, d, "a row is written `%s <- …`", name);
    diag_damage(ck->diags, node->span);
}

static void shape_setting(Checker *ck, const Frame *frame, const Node *node)
{
    Word name = node->as.setting.name;
    annotations_check(ck, node->as.setting.annotations, "setting");
    if (schema_has_word(frame->content, "assigns") ||
        schema_has_word(frame->content, "steps"))
        return;
    if (strcmp(frame->name, "file") == 0) {
        if (strcmp(name.text, "edition") != 0)
            diag_help(ck->diags,
                      diag_report(ck->diags, D_UNKNOWN_SETTING, name.span,
                                  name.text, "file"),
                      "the only setting outside of blocks is `edition`");
        return;
    }
    if (schema_setting(frame->name, frame->kind, name.text))
        return;
    if (schema_has_word(frame->content, "maps")) {
        report_map_row(ck, node, name.text);
        return;
    }
    Diag *d = diag_report(ck->diags, D_UNKNOWN_SETTING, name.span, name.text,
                          frame->name);
    if (strcmp(frame->name, "op") == 0 && strcmp(name.text, "body") == 0) {
        diag_label(ck->diags, d, "written `body: TYPE`");
        return;
    }
    if (word_explain(ck->diags, d, WORD_SETTING, name))
        return;
    suggest_member(ck, d, frame, name);
    if (strcmp(frame->name, "configuration") == 0 &&
        schema_setting("properties", NULL, name.text))
        diag_label(ck->diags, d,
                   "this setting stands in `setup { properties { … } }`");
    else if (schema_has_word(frame->content, "fields"))
        diag_help(ck->diags, d, "a field is written `%s: type = default`",
                  name.text);
}

/* `api: rest` in a block of settings: a field to the parser, but the user
 * meant the setting. */
static void shape_field(Checker *ck, const Frame *frame, const Node *node)
{
    Word name = node->as.field.name;
    if (schema_has_word(frame->content, "fields") ||
        (strcmp(frame->name, "op") == 0 &&
         (strcmp(name.text, "body") == 0 ||
          strcmp(name.text, "request") == 0))) {
        shape_type(ck, node->as.field.type);
        return;
    }
    lose(ck, node->as.field.type->span);
    if (!schema_setting(frame->name, frame->kind, name.text)) {
        if (strcmp(frame->name, "op") == 0)
            report_argument(ck, node);
        else
            report_place(ck, frame, node);
        return;
    }
    const char *text = source_of(&ck->program->sources, name.span.file)->text;
    uint32_t at = name.span.end;
    while (text[at] != ':' && at < node->as.field.type->span.start)
        at++;
    Span colon = {name.span.file, at, at + 1};
    Diag *d = diag_report(ck->diags, D_YAML_SETTING, colon);
    diag_label(ck->diags, d, "`:` says what something is, `=` what it equals");
    diag_fix(ck->diags, d, colon, at == name.span.end ? " =" : "=", true);
}

static const char *block_kind(Checker *ck, const Node *block)
{
    NodeList labels = block->as.block.labels;
    const char *keyword = block->as.block.keyword.text;
    if (strcmp(keyword, "authentication") != 0 || !labels.count ||
        labels.items[0]->kind != NODE_NAME)
        return NULL;
    Word kind = labels.items[0]->as.name.name;
    if (schema_kind(keyword, kind.text))
        return kind.text;
    Diag *d =
        diag_report(ck->diags, D_UNKNOWN_KIND, kind.span, kind.text, keyword);
    const char *near = schema_nearest_kind(ck->arena, keyword, kind.text);
    diag_suggest(ck->diags, d, kind.span, near);
    diag_help(ck->diags, d, "kinds are: %s",
              schema_kinds_text(ck->arena, keyword));
    return kind.text;
}

/* `op` and the like, whose annotations are read with their labels. */
static bool takes_annotations(const BlockRow *row)
{
    return schema_has_word(row->labels, "METHOD") &&
           strcmp(row->name, "mock") != 0;
}

/* The records that are written in place somewhere in a type. */
static void shape_type(Checker *ck, const Node *type)
{
    if (!type)
        return;
    if (type->kind == NODE_TYPE_LIST)
        shape_type(ck, type->as.type_list.element);
    else if (type->kind == NODE_TYPE_OPTIONAL)
        shape_type(ck, type->as.type_optional.element);
    else if (type->kind == NODE_TYPE_RECORD)
        shape_record(ck, type->as.type_record.items);
    else if (type->kind == NODE_TYPE_UNION)
        for (size_t i = 0; i < type->as.type_union.types.count; i++)
            shape_type(ck, type->as.type_union.types.items[i]);
    else if (type->kind == NODE_TYPE_NAME)
        for (size_t i = 0; i < type->as.type_name.arguments.count; i++)
            shape_type(ck, type->as.type_name.arguments.items[i]);
}

/* What stands in `span` has to be written anew: how it is written now doesn't
 * matter. */
static void lose(Checker *ck, Span span)
{
    diag_damage(ck->diags, span);
    vec_push(ck->arena, ck->anew, ck->anew_count, span);
}

static void shape_block(Checker *ck, const Frame *frame, const Node *block)
{
    Word keyword = block->as.block.keyword;
    const BlockRow *row = schema_block(keyword.text, frame->name);
    if (!row) {
        Diag *d = diag_report(ck->diags, D_UNKNOWN_BLOCK, keyword.span,
                              keyword.text, frame_text(ck, frame));
        if (!word_explain(ck->diags, d, WORD_BLOCK, keyword))
            suggest_block(ck, d, frame, keyword);
        lose(ck, block->span);
        return;
    }
    labels_check(ck, row, block);
    const char *kind = block_kind(ck, block);
    bool known = !kind || schema_kind(keyword.text, kind);
    if (!takes_annotations(row))
        annotations_check(ck, block->as.block.annotations, "block");
    shape_type(ck, block->as.block.result);
    Frame inner = {row->name, kind, known ? row->content : "assigns"};
    shape_items(ck, &inner, block->as.block.items);
}

/* ---- statements ---- */

static void shape_arms(Checker *ck, const Frame *frame, NodeList arms)
{
    for (size_t i = 0; i < arms.count; i++)
        shape_items(ck, frame, arms.items[i]->as.arm.items);
}

static void shape_statement(Checker *ck, const Frame *frame, const Node *node)
{
    if (!schema_has_word(frame->content, "steps")) {
        report_place(ck, frame, node);
        return;
    }
    Frame steps = {frame->name, NULL, "steps"};
    if (node->kind == NODE_IF) {
        shape_items(ck, &steps, node->as.branch.then_items);
        shape_items(ck, &steps, node->as.branch.else_items);
    } else if (node->kind == NODE_IF_LET) {
        shape_items(ck, &steps, node->as.branch_let.then_items);
        shape_items(ck, &steps, node->as.branch_let.else_items);
    } else if (node->kind == NODE_FOR) {
        shape_items(ck, &steps, node->as.loop.items);
    } else if (node->kind == NODE_SWITCH) {
        shape_arms(ck, &steps, node->as.switching.arms);
    }
}

/* ---- declarations ---- */

static void shape_record(Checker *ck, NodeList items)
{
    Frame frame = {"type", NULL, "fields"};
    shape_items(ck, &frame, items);
}

static const char *const template_targets[] = {
    "pagination",  "retry",   "throttle", "encode",
    "idempotency", "refresh", "decode"};
enum { TARGETS = sizeof template_targets / sizeof *template_targets };

static bool template_fits(const char *target)
{
    for (size_t i = 0; i < TARGETS; i++)
        if (strcmp(template_targets[i], target) == 0)
            return true;
    return false;
}

static void report_target(Checker *ck, Word target)
{
    Diag *d = diag_report(ck->diags, D_UNKNOWN_KIND, target.span, target.text,
                          "template");
    diag_suggest(ck->diags, d, target.span,
                 diag_nearest(target.text, template_targets, TARGETS));
    diag_help(ck->diags, d,
              "templates are for: pagination, retry, throttle, encode, "
              "idempotency, refresh, decode");
}

static void shape_template(Checker *ck, const Node *node)
{
    const char *target = node->as.template.target.text;
    const BlockRow *row = schema_block(target, "template");
    if (!row && !template_fits(target))
        report_target(ck, node->as.template.target);
    Frame frame = {target, NULL, row ? row->content : "assigns"};
    shape_items(ck, &frame, node->as.template.items);
}

static void shape_parameters(Checker *ck, NodeList parameters)
{
    for (size_t i = 0; i < parameters.count; i++)
        shape_type(ck, parameters.items[i]->as.field.type);
}

static void shape_fn(Checker *ck, const Node *node)
{
    Frame steps = {"fn", NULL, "steps"};
    shape_parameters(ck, node->as.fn.parameters);
    shape_type(ck, node->as.fn.result);
    shape_items(ck, &steps, node->as.fn.items);
}

static void shape_declaration(Checker *ck, const Frame *frame, const Node *node)
{
    if (strcmp(frame->name, "file") != 0) {
        report_place(ck, frame, node);
    } else if (node->kind == NODE_TYPE) {
        shape_record(ck, node->as.type.items);
        shape_type(ck, node->as.type.alias);
    } else if (node->kind == NODE_FN) {
        shape_fn(ck, node);
    } else if (node->kind == NODE_TEMPLATE) {
        shape_parameters(ck, node->as.template.parameters);
        shape_template(ck, node);
    }
}

/* ---- repetition ---- */

static void report_twice(Checker *ck, DiagCode code, Word again, Span first)
{
    Diag *d = diag_report(ck->diags, code, again.span, again.text);
    diag_also(ck->diags, d, first, "first here");
}

/* A pointer to "a new item at the end", which may be said again. */
static bool is_new_item(const Node *setting)
{
    const char *name = setting->as.setting.name.text;
    size_t length = strlen(name);
    return setting->as.setting.quoted && length > 2 &&
           strcmp(name + length - 2, "/-") == 0;
}

static void shape_repetition(Checker *ck, const Frame *frame, NodeList items)
{
    Map seen = {0};
    bool settings = !schema_has_word(frame->content, "steps");
    for (size_t i = 0; i < items.count; i++) {
        Node *node = items.items[i];
        Word word;
        DiagCode code;
        if (node->kind == NODE_BLOCK) {
            word = node->as.block.keyword;
            code = D_DUPLICATE_BLOCK;
            const BlockRow *row = schema_block(word.text, frame->name);
            if (!row || schema_has_word(row->content, "many"))
                continue;
        } else if (node->kind == NODE_SETTING && settings &&
                   !is_new_item(node)) {
            word = node->as.setting.name;
            code = D_DUPLICATE_SETTING;
        } else {
            continue;
        }
        Node *first = map_get(&seen, word.text);
        if (first && first->kind == node->kind)
            report_twice(ck, code, word,
                         first->kind == NODE_BLOCK
                             ? first->as.block.keyword.span
                             : first->as.setting.name.span);
        else
            map_set(ck->arena, &seen, word.text, node);
    }
}

static void shape_item(Checker *ck, const Frame *frame, const Node *node)
{
    switch (node->kind) {
    case NODE_BLOCK:
        shape_block(ck, frame, node);
        return;
    case NODE_SETTING:
        shape_setting(ck, frame, node);
        return;
    case NODE_FIELD:
        shape_field(ck, frame, node);
        return;
    case NODE_SPREAD:
        if (!schema_has_word(frame->content, "fields") ||
            strcmp(frame->name, "path") == 0)
            report_place(ck, frame, node);
        return;
    case NODE_ROW:
        if (schema_has_word(frame->content, "maps"))
            report_map_row(ck, node,
                           SOURCE_AT(ck, node->as.row.patterns.items[0]->span));
        else if (!schema_has_word(frame->content, "rows"))
            report_place(ck, frame, node);
        return;
    case NODE_MAP_ROW:
        if (!schema_has_word(frame->content, "maps"))
            report_place(ck, frame, node);
        return;
    case NODE_TYPE:
    case NODE_ENUM:
    case NODE_FN:
    case NODE_TEMPLATE:
    case NODE_IMPORT:
    case NODE_CONNECTOR:
        shape_declaration(ck, frame, node);
        return;
    case NODE_ERROR:
        return;
    default: /* the rest are statements */
        shape_statement(ck, frame, node);
        return;
    }
}

static void shape_items(Checker *ck, const Frame *frame, NodeList items)
{
    for (size_t i = 0; i < items.count; i++)
        shape_item(ck, frame, items.items[i]);
    shape_repetition(ck, frame, items);
}

void shape_check(Checker *ck, const Node *file)
{
    Frame frame = {"file", NULL, ""};
    shape_items(ck, &frame, file->as.file.items);
    library_check(ck, file->as.file.items);
}
