/* settings.c - settings of blocks and arguments of kinds, given or default. */
#include "check/settings.h"

#include <string.h>

#include "base/buf.h"
#include "front/parse.h"

/* ---- defaults ---- */

void defaults_parse(Checker *ck)
{
    size_t count = schema_row_count();
    Buf text = {0};
    for (size_t i = 0; i < count; i++) {
        const char *fallback = schema_row(i)->fallback;
        buf_printf(&text, "d = %s\n", *fallback ? fallback : "null");
    }
    uint32_t file = source_add(&ck->program->sources, "settings.def",
                               buf_text(&text), text.length);
    buf_free(&text);
    NodeList items =
        parse_file(ck->arena, &ck->program->sources, file, ck->diags)
            .file->as.file.items;
    ck->defaults = arena_array(ck->arena, const Node *, count);
    for (size_t i = 0; i < count && i < items.count; i++)
        if (*schema_row(i)->fallback)
            ck->defaults[i] = items.items[i]->as.setting.value;
}

static const Node *row_default(Checker *ck, const SettingRow *row)
{
    return ck->defaults[row - schema_row(0)];
}

/* ---- settings of a block ---- */

/* A default `config.x` counts only where the configuration has an `x`. */
static bool default_applies(Checker *ck, const Node *node)
{
    if (node->kind != NODE_MEMBER || !is_root(node->as.access.object, "config"))
        return true;
    for (size_t i = 0; i < ck->connector->configuration_count; i++)
        if (strcmp(ck->connector->configuration[i]->name,
                   node->as.access.name.text) == 0)
            return true;
    return false;
}

static void report_missing(Checker *ck, const SettingRow *row, Span span)
{
    const char *owner =
        row->kind ? arena_format(ck->arena, "%s %s", row->owner, row->kind)
                  : row->owner;
    Diag *d = diag_report(ck->diags, D_MISSING_SETTING, span, owner, row->name);
    if (strncmp(row->fallback, "config.", 7) == 0)
        diag_help(ck->diags, d,
                  "its default is `%s`, and the configuration has no such "
                  "entry",
                  row->fallback);
}

static void fill_default(Checker *ck, const Env *env, const SettingRow *row,
                         Setting *setting, Span span, bool doubtful)
{
    const Node *node = row_default(ck, row);
    Env clean = *env; /* a template's parameters don't reach into defaults */
    clean.locals = NULL;
    if (node && default_applies(ck, node)) {
        setting->value = setting_check(ck, &clean, row, node);
        if (setting->value)
            setting->value->span = span;
    } else if ((node || setting_required(row)) && !doubtful) {
        report_missing(ck, row, span);
    }
}

Choice *choice_make(Checker *ck, const char *kind, const SettingRow *rows,
                    size_t count, Span span)
{
    Choice *choice = arena_new(ck->arena, Choice);
    *choice =
        (Choice){kind, arena_array(ck->arena, Setting, count + 1), count, span};
    for (size_t i = 0; i < count; i++)
        choice->settings[i] = (Setting){.name = rows[i].name, .span = span};
    return choice;
}

/* `doubtful`: what is missing may be there under another name. */
static void choice_finish(Checker *ck, const Env *env, Choice *choice,
                          const SettingRow *rows, bool doubtful)
{
    for (size_t i = 0; i < choice->count; i++)
        if (!choice->settings[i].given)
            fill_default(ck, env, &rows[i], &choice->settings[i], choice->span,
                         doubtful);
}

/* Whether a setting among them is none of the table. */
static bool has_unknown(NodeList items, const char *owner, const char *kind)
{
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_SETTING &&
            !schema_setting(owner, kind, items.items[i]->as.setting.name.text))
            return true;
    return false;
}

Choice *settings_read(Checker *ck, const Env *env, const char *owner,
                      const char *kind, Span span, NodeList items)
{
    size_t count;
    const SettingRow *rows = schema_settings(owner, kind, &count);
    Choice *choice = choice_make(ck, kind ? kind : owner, rows, count, span);
    for (size_t i = 0; i < count; i++) {
        const Node *node = find_setting(items, rows[i].name);
        if (!node)
            continue;
        Setting *setting = &choice->settings[i];
        setting->given = true;
        setting->span = node->span;
        setting->value =
            setting_check(ck, env, &rows[i], node->as.setting.value);
    }
    choice_finish(ck, env, choice, rows, has_unknown(items, owner, kind));
    return choice;
}

/* ---- arguments of a kind or template ---- */

static const char *join_names(Checker *ck, const char *const *names,
                              size_t count)
{
    const char *all = names[0];
    for (size_t i = 1; i < count; i++)
        all = arena_format(ck->arena, "%s, %s", all, names[i]);
    return all;
}

/* The number of the parameter that argument `i` is for, or -1. */
static int argument_target(Checker *ck, const Node *argument, size_t i,
                           const char *const *names, size_t count,
                           const char *callee)
{
    Word name = argument->as.argument.name;
    if (!name.text) {
        if (i < count)
            return (int)i;
        diag_report(ck->diags, D_ARGUMENT_COUNT, argument->span, callee,
                    arena_format(ck->arena, "at most %zu argument%s", count,
                                 count == 1 ? "" : "s"),
                    "more");
        return -1;
    }
    for (size_t j = 0; j < count; j++)
        if (strcmp(names[j], name.text) == 0)
            return (int)j;
    Diag *d = diag_report(ck->diags, D_UNKNOWN_ARGUMENT, name.span, callee,
                          name.text);
    const char *near = diag_nearest(name.text, names, count);
    diag_suggest(ck->diags, d, name.span, near);
    if (!near && count)
        diag_help(ck->diags, d, "`%s` takes: %s", callee,
                  join_names(ck, names, count));
    return -1;
}

/* An argument that was misspelt counts for what it may mean, so that nothing is
 * said to be missing. */
static void place_misspelt(NodeList arguments, const char *const *names,
                           size_t count, const Node **values)
{
    for (size_t i = 0; i < arguments.count; i++) {
        const char *name = arguments.items[i]->as.argument.name.text;
        const char *near = name ? diag_nearest(name, names, count) : NULL;
        for (size_t j = 0; near && j < count; j++)
            if (names[j] == near && !values[j])
                values[j] = arguments.items[i]->as.argument.value;
    }
}

/* `on: 429, 502, 503`: said for the first of a run. */
static void report_unnamed(Checker *ck, NodeList arguments, size_t at)
{
    const Node *before = arguments.items[at - 1];
    if (!before->as.argument.name.text)
        return;
    Diag *d = diag_report(ck->diags, D_POSITIONAL_AFTER_NAMED,
                          arguments.items[at]->span);
    if (before->as.argument.value->kind ==
        arguments.items[at]->as.argument.value->kind)
        diag_help(ck->diags, d, "several values are a list: `%s: [ … ]`",
                  before->as.argument.name.text);
}

const Node *const *arguments_place(Checker *ck, NodeList arguments,
                                   const char *const *names, size_t count,
                                   const char *callee)
{
    const Node **values = arena_array(ck->arena, const Node *, count + 1);
    size_t errors = ck->diags->errors;
    bool named = false;
    for (size_t i = 0; i < arguments.count; i++) {
        const Node *argument = arguments.items[i];
        if (!argument->as.argument.name.text && named) {
            report_unnamed(ck, arguments, i);
            continue;
        }
        named = named || argument->as.argument.name.text;
        int at = argument_target(ck, argument, i, names, count, callee);
        if (at < 0)
            continue;
        if (values[at])
            diag_report(ck->diags, D_DUPLICATE_ARGUMENT, argument->span,
                        names[at]);
        values[at] = argument->as.argument.value;
    }
    if (ck->diags->errors > errors)
        place_misspelt(arguments, names, count, values);
    return values;
}

static Choice *read_kind_call(Checker *ck, const Env *env, const char *setting,
                              const char *kind, Span span, NodeList arguments)
{
    size_t count;
    const SettingRow *rows = schema_settings(setting, kind, &count);
    const char **names = arena_array(ck->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        names[i] = rows[i].name;
    const Node *const *values =
        arguments_place(ck, arguments, names, count, kind);
    Choice *choice = choice_make(ck, kind, rows, count, span);
    for (size_t i = 0; i < count; i++) {
        if (!values[i])
            continue;
        choice->settings[i].given = true;
        choice->settings[i].span = values[i]->span;
        choice->settings[i].value = setting_check(ck, env, &rows[i], values[i]);
    }
    choice_finish(ck, env, choice, rows, false);
    return choice;
}

/* ---- kinds ---- */

static Choice *report_kind(Checker *ck, const char *setting, Word name)
{
    Diag *d =
        diag_report(ck->diags, D_UNKNOWN_KIND, name.span, name.text, setting);
    const char *near = schema_nearest_kind(ck->arena, setting, name.text);
    if (!near)
        near = scope_nearest(ck, name.text, NODE_TEMPLATE);
    diag_suggest(ck->diags, d, name.span, near);
    diag_help(ck->diags, d, "kinds of `%s` are: %s", setting,
              schema_kinds_text(ck->arena, setting));
    return NULL;
}

Choice *kind_read(Checker *ck, const Env *env, const char *setting,
                  const Node *value)
{
    NodeList arguments = {0};
    const Node *callee = value;
    if (value->kind == NODE_CALL) {
        callee = value->as.call.callee;
        arguments = value->as.call.arguments;
    }
    if (callee->kind != NODE_NAME) {
        diag_report(ck->diags, D_TYPE_MISMATCH, value->span,
                    arena_format(ck->arena, "a kind of `%s`: %s", setting,
                                 schema_kinds_text(ck->arena, setting)),
                    mistyped_text(value));
        return NULL;
    }
    Word name = callee->as.name.name;
    if (strcmp(name.text, "none") == 0)
        return NULL;
    if (schema_kind(setting, name.text))
        return read_kind_call(ck, env, setting, name.text, value->span,
                              arguments);
    Symbol *symbol = scope_find(ck, name.text);
    if (symbol && symbol->node && symbol->node->kind == NODE_TEMPLATE)
        return template_expand(ck, env, setting, symbol, value->span,
                               arguments);
    return report_kind(ck, setting, name);
}
