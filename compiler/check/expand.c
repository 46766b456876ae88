/* expand.c - templates: their values where settings use them. */
#include "check/settings.h"

#include <string.h>

enum { MAX_TEMPLATES = 16 };

static const char *template_target(const char *setting)
{
    return strcmp(setting, "paginate") == 0 ? "pagination" : setting;
}

/* What doesn't fit its parameter was reported, and fits nothing inside. */
static Expr *template_argument(Checker *ck, const Env *env, const Node *node,
                               const Type *type)
{
    Expr *value = expr_check(ck, env, node, type);
    return type_accepts(type, value->type) ? value
                                           : expr_poison(ck, node->span);
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
        const Type *type = type_resolve_value(ck, parameter->as.field.type,
                                              NULL, names[i], "a parameter");
        const Node *fallback = parameter->as.field.value;
        bool missing = !values[i] && !fallback && !type_is_optional(type);
        if (missing)
            diag_report(ck->diags, D_MISSING_ARGUMENT, span, name, names[i]);
        Binding *binding = arena_new(ck->arena, Binding);
        binding->name = names[i];
        binding->next = bindings;
        binding->value =
            values[i]  ? template_argument(ck, &constant, values[i], type)
            : fallback ? template_argument(ck, &none, fallback, type)
            : missing
                ? expr_poison(ck, span)
                : expr_new(ck, EXPR_NULL, span, type_of_kind(ck, TYPE_NULL));
        bindings = binding;
    }
    return bindings;
}

Choice *template_expand(Checker *ck, const Env *env, const char *setting,
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
                    arena_format(ck->arena, "%d templates inside each other",
                                 MAX_TEMPLATES));
        return NULL;
    }
    Env inner = *env;
    inner.locals = bind_template(ck, env, node, span, arguments);
    if (!node->as.template.value) {
        feature_note(ck, FEATURE_TEMPLATE_PAGING, span);
        TemplateUse *use = arena_new(ck->arena, TemplateUse);
        *use = (TemplateUse){
            .choice = choice_make(ck, "template", schema_row(0), 0, span),
            .symbol = symbol,
            .locals = inner.locals,
            .next = ck->template_uses};
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

/* Only pagination has steps. */
static void report_steps(Checker *ck, const Node *node)
{
    const char *target = node->as.template.target.text;
    Diag *d = diag_report(
        ck->diags, D_NOT_ALLOWED_HERE, node->as.template.name.span, "`{ … }`",
        arena_format(ck->arena, "a template for `%s`", target));
    diag_help(ck->diags, d, "it stands for a value: `template %s(…): %s = …`",
              node->as.template.name.text, target);
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
        const Type *type = type_resolve_value(ck, parameter->as.field.type,
                                              NULL, name.text, "a parameter");
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
    else if (!node->as.template.value && strcmp(target, "pagination") != 0 &&
             schema_kind(setting, "none"))
        report_steps(ck, node);
    ck->connector->feature_count = features;
}

void templates_check(Checker *ck, const Unit *unit)
{
    NodeList items = unit->tree->as.file.items;
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_TEMPLATE)
            check_template(ck, items.items[i]);
}
