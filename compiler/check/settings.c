/* settings.c - values of settings and kinds, as settings.def types them. */
#include "check/checker.h"

#include <string.h>

#include "base/buf.h"
#include "front/parse.h"

enum { MAX_TEMPLATES = 16 };

/* The type column of a row, taken apart. */
typedef struct Spec {
    bool dynamic;     /* may use config, account, information */
    bool required;    /* * behind the type */
    char base[64];    /* "string", "words" ... */
    const char *rest; /* behind "words " */
} Spec;

static Spec read_spec(const char *type)
{
    Spec spec = {0};
    if (strncmp(type, "dynamic ", 8) == 0) {
        spec.dynamic = true;
        type += 8;
    }
    size_t length = strcspn(type, " *?");
    spec.required = type[length] == '*';
    memcpy(spec.base, type, length);
    spec.rest = type[length] == ' ' ? type + length + 1 : "";
    return spec;
}

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

/* ---- values ---- */

static const Expr *local_value(const Env *env, const Node *node)
{
    if (node->kind != NODE_NAME)
        return NULL;
    for (const Binding *b = env->locals; b; b = b->next)
        if (strcmp(b->name, node->as.name.name.text) == 0)
            return b->value;
    return NULL;
}

static bool word_allowed(const char *words, const char *word)
{
    size_t length = strlen(word);
    while (*words) {
        size_t next = strcspn(words, "|");
        if (next == length && strncmp(words, word, length) == 0)
            return true;
        words += next + (words[next] == '|');
    }
    return false;
}

static const char *words_text(Checker *ck, const char *words)
{
    Buf out = {0};
    for (; *words; words++)
        buf_puts(&out, *words == '|' ? ", " : (char[]){*words, 0});
    const char *text = arena_text(ck->arena, buf_text(&out), out.length);
    buf_free(&out);
    return text;
}

static Expr *word_value(Checker *ck, const Env *env, const Node *node,
                        const char *words)
{
    const Expr *local = local_value(env, node);
    if (local && local->kind == EXPR_ERROR)
        return expr_poison(ck, node->span);
    const char *word = local                       ? local->text
                       : node->kind == NODE_NAME   ? node->as.name.name.text
                       : node->kind == NODE_STRING ? node->as.string.text
                                                   : NULL;
    if (word && (!*words || word_allowed(words, word))) {
        Expr *expr =
            expr_new(ck, EXPR_WORD, node->span, type_of_kind(ck, TYPE_STRING));
        expr->text = word;
        return expr;
    }
    diag_report(ck->diags, D_BAD_WORD, node->span,
                word ? word : SOURCE_AT(ck, node->span),
                *words ? words_text(ck, words) : "the names known here");
    return expr_poison(ck, node->span);
}

static void add_value(Checker *ck, Expr *list, Expr *value)
{
    vec_push(ck->arena, list->items, list->item_count, value);
}

static Expr *status_value(Checker *ck, const Node *node)
{
    Expr *expr =
        expr_new(ck, EXPR_STATUS, node->span, type_of_kind(ck, TYPE_INT));
    if (node->kind == NODE_STATUS) {
        expr->integer = node->as.status.hundreds * 100;
        expr->integer2 = expr->integer + 99;
        return expr;
    }
    if (node->kind == NODE_INT && node->as.integer.value >= 100 &&
        node->as.integer.value <= 599) {
        expr->integer = expr->integer2 = node->as.integer.value;
        return expr;
    }
    diag_report(ck->diags, D_BAD_STATUS, node->span, SOURCE_AT(ck, node->span));
    return expr_poison(ck, node->span);
}

static Expr *list_value(Checker *ck, const Env *env, const Node *node,
                        const char *base)
{
    Expr *list =
        expr_new(ck, EXPR_LIST, node->span,
                 type_make(ck, TYPE_LIST, type_of_kind(ck, TYPE_STRING)));
    /* One value may stand for a list of one. */
    NodeList items = {(Node **)(uintptr_t)&node, 1};
    if (node->kind == NODE_LIST)
        items = node->as.list.items;
    for (size_t i = 0; i < items.count; i++) {
        const Node *item = items.items[i];
        if (strcmp(base, "statuses") == 0)
            add_value(ck, list, status_value(ck, item));
        else if (strcmp(base, "names") == 0)
            add_value(ck, list, word_value(ck, env, item, ""));
        else
            add_value(ck, list,
                      expr_check(ck, env, item, type_of_kind(ck, TYPE_STRING)));
    }
    return list;
}

static bool is_header_name(const char *text)
{
    static const char specials[] = "!#$%&'*+-.^_`|~";
    if (!*text)
        return false;
    for (; *text; text++)
        if (!(*text >= '0' && *text <= '9') &&
            !(*text >= 'A' && *text <= 'Z') &&
            !(*text >= 'a' && *text <= 'z') && !strchr(specials, *text))
            return false;
    return true;
}

static Expr *header_value(Checker *ck, const Env *env, const Node *node)
{
    Expr *expr = expr_check(ck, env, node, type_of_kind(ck, TYPE_STRING));
    if (expr->kind == EXPR_TEXT && !is_header_name(expr->text))
        diag_report(ck->diags, D_BAD_HEADER, node->span, expr->text);
    return expr;
}

static const Type *scalar_type(Checker *ck, const char *base)
{
    if (strcmp(base, "path") == 0)
        return type_of_kind(ck, TYPE_STRING);
    if (strcmp(base, "size") == 0)
        return type_of_kind(ck, TYPE_INT);
#define TYPE(constant, name, json, format)                                     \
    if (strcmp(base, name) == 0)                                               \
        return type_of_kind(ck, TYPE_##constant);
#include "grammar/types.def"
#undef TYPE
    return NULL;
}

static Expr *kind_word(Checker *ck, const Env *env, const SettingRow *row,
                       const Node *node)
{
    const Choice *choice = kind_read(ck, env, row->name, node);
    Expr *expr =
        expr_new(ck, EXPR_WORD, node->span, type_of_kind(ck, TYPE_STRING));
    expr->text = choice ? choice->kind : "none";
    return expr;
}

Expr *setting_check(Checker *ck, const Env *env, const SettingRow *row,
                    const Node *node)
{
    Spec spec = read_spec(row->type);
    Env constant = {.constant = true, .locals = env->locals};
    const Env *use = spec.dynamic ? env : &constant;
    if (strcmp(spec.base, "words") == 0)
        return word_value(ck, env, node, spec.rest);
    if (strcmp(spec.base, "name") == 0)
        return word_value(ck, env, node, "");
    if (strcmp(spec.base, "header") == 0)
        return header_value(ck, use, node);
    if (strcmp(spec.base, "kind") == 0)
        return kind_word(ck, env, row, node);
    const Type *type = scalar_type(ck, spec.base);
    if (type)
        /* Null is allowed where the configuration may leave a value out. */
        return expr_check(ck, use, node,
                          spec.dynamic ? type_optional(ck, type) : type);
    if (strcmp(spec.base, "strings") == 0 || strcmp(spec.base, "paths") == 0 ||
        strcmp(spec.base, "statuses") == 0 || strcmp(spec.base, "names") == 0)
        return list_value(ck, use, node, spec.base);
    return NULL; /* any, operation: read by whoever knows them */
}

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
                         Setting *setting, Span span)
{
    const Node *node = row_default(ck, row);
    Env clean = *env; /* a template's parameters don't reach into defaults */
    clean.locals = NULL;
    if (node && default_applies(ck, node)) {
        setting->value = setting_check(ck, &clean, row, node);
        if (setting->value)
            setting->value->span = span;
    } else if (node || read_spec(row->type).required) {
        report_missing(ck, row, span);
    }
}

static Choice *choice_new(Checker *ck, const char *kind, const SettingRow *rows,
                          size_t count, Span span)
{
    Choice *choice = arena_new(ck->arena, Choice);
    *choice =
        (Choice){kind, arena_array(ck->arena, Setting, count + 1), count, span};
    for (size_t i = 0; i < count; i++)
        choice->settings[i] = (Setting){.name = rows[i].name, .span = span};
    return choice;
}

static void choice_finish(Checker *ck, const Env *env, Choice *choice,
                          const SettingRow *rows)
{
    for (size_t i = 0; i < choice->count; i++)
        if (!choice->settings[i].given)
            fill_default(ck, env, &rows[i], &choice->settings[i], choice->span);
}

Choice *settings_read(Checker *ck, const Env *env, const char *owner,
                      const char *kind, Span span, NodeList items)
{
    size_t count;
    const SettingRow *rows = schema_settings(owner, kind, &count);
    Choice *choice = choice_new(ck, kind ? kind : owner, rows, count, span);
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
    choice_finish(ck, env, choice, rows);
    return choice;
}

/* ---- arguments of a kind or template ---- */

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
    return -1;
}

const Node *const *arguments_place(Checker *ck, NodeList arguments,
                                   const char *const *names, size_t count,
                                   const char *callee)
{
    const Node **values = arena_array(ck->arena, const Node *, count + 1);
    bool named = false;
    for (size_t i = 0; i < arguments.count; i++) {
        const Node *argument = arguments.items[i];
        if (!argument->as.argument.name.text && named) {
            diag_report(ck->diags, D_POSITIONAL_AFTER_NAMED, argument->span);
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
    Choice *choice = choice_new(ck, kind, rows, count, span);
    for (size_t i = 0; i < count; i++) {
        if (!values[i])
            continue;
        choice->settings[i].given = true;
        choice->settings[i].span = values[i]->span;
        choice->settings[i].value = setting_check(ck, env, &rows[i], values[i]);
    }
    choice_finish(ck, env, choice, rows);
    return choice;
}

/* ---- templates ---- */

static const char *template_target(const char *setting)
{
    return strcmp(setting, "paginate") == 0 ? "pagination" : setting;
}

static const Binding *bind_template(Checker *ck, const Env *env,
                                    const Node *node, Span span,
                                    NodeList arguments)
{
    NodeList parameters = node->as.template.parameters;
    size_t count = parameters.count;
    const char **names = arena_array(ck->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        names[i] = parameters.items[i]->as.field.name.text;
    const char *name = node->as.template.name.text;
    const Node *const *values =
        arguments_place(ck, arguments, names, count, name);
    Env constant = {.constant = true, .locals = env->locals};
    Env none = {.constant = true};
    const Binding *bindings = NULL;
    for (size_t i = 0; i < count; i++) {
        const Node *parameter = parameters.items[i];
        const Type *type =
            type_resolve(ck, parameter->as.field.type, NULL, names[i]);
        const Node *fallback = parameter->as.field.value;
        bool missing = !values[i] && !fallback && !type_is_optional(type);
        if (missing)
            diag_report(ck->diags, D_MISSING_ARGUMENT, span, name, names[i]);
        Binding *binding = arena_new(ck->arena, Binding);
        binding->name = names[i];
        binding->next = bindings;
        binding->value = values[i]  ? expr_check(ck, &constant, values[i], type)
                         : fallback ? expr_check(ck, &none, fallback, type)
                         : missing  ? expr_poison(ck, span)
                                    : expr_new(ck, EXPR_NULL, span,
                                               type_of_kind(ck, TYPE_NULL));
        bindings = binding;
    }
    return bindings;
}

static Choice *expand_template(Checker *ck, const Env *env, const char *setting,
                               Symbol *symbol, Span span, NodeList arguments)
{
    const Node *node = symbol->node;
    Word target = node->as.template.target;
    if (strcmp(target.text, template_target(setting)) != 0) {
        Diag *d = diag_report(
            ck->diags, D_TEMPLATE_KIND, span, symbol->name,
            arena_format(ck->arena, "`%s`", target.text),
            arena_format(ck->arena, "one for `%s`", template_target(setting)));
        diag_also(ck->diags, d, target.span, "it is declared here");
        return NULL;
    }
    if (symbol->busy) {
        diag_report(ck->diags, D_TEMPLATE_CYCLE, span, symbol->name);
        return NULL;
    }
    if (ck->depth > MAX_TEMPLATES) {
        diag_report(ck->diags, D_TOO_DEEP, span,
                    arena_format(ck->arena, "%d", MAX_TEMPLATES));
        return NULL;
    }
    Env inner = *env;
    inner.locals = bind_template(ck, env, node, span, arguments);
    if (!node->as.template.value) {
        feature_note(ck, FEATURE_TEMPLATE_PAGING, span);
        TemplateUse *use = arena_new(ck->arena, TemplateUse);
        *use = (TemplateUse){choice_new(ck, "template", schema_row(0), 0, span),
                             symbol, inner.locals, ck->template_uses};
        ck->template_uses = use;
        return (Choice *)(uintptr_t)use->choice;
    }
    symbol->busy = true;
    ck->depth++;
    Unit *unit = ck->unit;
    ck->unit = symbol->unit;
    Choice *choice = kind_read(ck, &inner, setting, node->as.template.value);
    ck->unit = unit;
    ck->depth--;
    symbol->busy = false;
    if (choice)
        choice->span = span;
    return choice;
}

/* The value of a template with its parameters standing for any value. */
static void check_template(Checker *ck, const Node *node)
{
    NodeList parameters = node->as.template.parameters;
    const char *target = node->as.template.target.text;
    const char *setting =
        strcmp(target, "pagination") == 0 ? "paginate" : target;
    const Binding *bindings = NULL;
    Env env = {.constant = true};
    for (size_t i = 0; i < parameters.count; i++) {
        const Node *parameter = parameters.items[i];
        Word name = parameter->as.field.name;
        const Type *type =
            type_resolve(ck, parameter->as.field.type, NULL, name.text);
        if (parameter->as.field.value)
            expr_check(ck, &env, parameter->as.field.value, type);
        Binding *binding = arena_new(ck->arena, Binding);
        *binding = (Binding){.name = name.text,
                             .value = expr_poison(ck, name.span),
                             .next = bindings};
        bindings = binding;
    }
    records_settle(ck);
    env.locals = bindings;
    size_t features = ck->connector->feature_count;
    if (node->as.template.value && schema_kind(setting, "none"))
        kind_read(ck, &env, setting, node->as.template.value);
    ck->connector->feature_count = features;
}

void templates_check(Checker *ck, const Unit *unit)
{
    NodeList items = unit->tree->as.file.items;
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_TEMPLATE)
            check_template(ck, items.items[i]);
}

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
                    "something else");
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
        return expand_template(ck, env, setting, symbol, value->span,
                               arguments);
    return report_kind(ck, setting, name);
}
