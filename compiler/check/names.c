/* names.c - what a name or a path means where it stands. */
#include "check/expressions.h"

#include <inttypes.h>
#include <string.h>

#include "check/steps.h"
#include "check/types.h"
#include "front/words.h"

/* ---- names ---- */

typedef struct Root {
    const char *name;
    unsigned bit;
    const char *part; /* an example of what may follow */
} Root;

static const Root roots[] = {
    {"config", ROOT_CONFIG, "token"},
    {"account", ROOT_ACCOUNT, "token"},
    {"information", ROOT_INFORMATION, "version"},
    {"args", ROOT_ARGS, "id"},
    {"response", ROOT_RESPONSE, "body"},
    {"headers", ROOT_RESPONSE | ROOT_ERROR, "get(\"Name\")"},
    {"custom", ROOT_CUSTOM, "names()"},
};

static const Root *find_root(const char *name)
{
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (strcmp(roots[i].name, name) == 0)
            return &roots[i];
    return NULL;
}

static Expr *enum_member(Checker *ck, Word name, const Type *expected)
{
    const Type *want = expected ? type_strip(expected) : NULL;
    if (!want || want->kind != TYPE_ENUM)
        return NULL;
    const Enum *made = want->enumeration;
    for (size_t i = 0; i < made->member_count; i++) {
        if (strcmp(made->members[i].name, name.text) != 0)
            continue;
        Expr *expr = expr_new(ck, EXPR_ENUM, name.span, want);
        expr->member = &made->members[i];
        return expr;
    }
    return NULL;
}

static Expr *report_member(Checker *ck, Word name, const Enum *made)
{
    if (ck->unit->broken)
        return expr_poison(ck, name.span); /* it may be among what was lost */
    const char **names =
        arena_array(ck->arena, const char *, made->member_count + 1);
    for (size_t i = 0; i < made->member_count; i++)
        names[i] = made->members[i].name;
    Diag *d = diag_report(ck->diags, D_UNKNOWN_MEMBER, name.span, name.text,
                          made->name);
    const char *near = diag_nearest(name.text, names, made->member_count);
    diag_suggest(ck->diags, d, name.span, near);
    diag_also(ck->diags, d, made->span, "the enum is declared here");
    return expr_poison(ck, name.span);
}

static Expr *report_name(Checker *ck, const Env *env, Word name,
                         const Type *want)
{
    const Root *root = find_root(name.text);
    if (env->constant && root) {
        diag_report(ck->diags, D_NOT_CONSTANT, name.span);
        return expr_poison(ck, name.span);
    }
    const char *names[64];
    size_t count = 0;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (roots[i].bit & env->roots)
            names[count++] = roots[i].name;
    if (env->roots & ROOT_ERROR)
        names[count++] = "body";
    for (const Binding *b = env->locals; b && count < 64; b = b->next)
        names[count++] = b->name;
    const Symbol *symbol = scope_find(ck, name.text);
    if (function_of_module("", name.text) ||
        (symbol && (symbol->function || symbol->node->kind == NODE_FN))) {
        diag_report(ck->diags, D_FUNCTION_VALUE, name.span, name.text);
        return expr_poison(ck, name.span);
    }
    if (scope_guessed(ck, name.text))
        return expr_poison(ck, name.span);
    Diag *d = diag_report(ck->diags, D_UNKNOWN_NAME, name.span, name.text);
    const char *near = diag_nearest(name.text, names, count);
    if (word_explain(ck->diags, d, WORD_VALUE, name))
        return expr_poison(ck, name.span);
    if (symbol && symbol->node && symbol->node->kind == NODE_TYPE) {
        diag_label(ck->diags, d, "a type is no value: `x as %s` makes one",
                   name.text);
        return expr_poison(ck, name.span);
    }
    if (resource_find(ck, name.text)) {
        diag_label(ck->diags, d, "an operation is called: `%s.NAME(…)`",
                   name.text);
        return expr_poison(ck, name.span);
    }
    diag_suggest(ck->diags, d, name.span, near);
    if (!near && env->constant && want && type_is_text(want)) {
        diag_label(ck->diags, d, "a text stands in double quotes");
        diag_fix(ck->diags, d, name.span,
                 arena_format(ck->arena, "\"%s\"", name.text), false);
    }
    return expr_poison(ck, name.span);
}

static Expr *check_body(Checker *ck, const Env *env, Span span)
{
    return expr_new(ck, EXPR_BODY, span,
                    env->body ? env->body : type_of_kind(ck, TYPE_JSON));
}

/* What a binding stands for, used at `span`: messages are about the use. */
static Expr *bound_value(Checker *ck, const Binding *binding, Span span)
{
    Expr *expr = arena_new(ck->arena, Expr);
    *expr = *binding->value;
    expr->span = span;
    return expr;
}

Expr *name_check(Checker *ck, const Env *env, const Node *node,
                 const Type *expected)
{
    Word name = node->as.name.name;
    const Binding *local = env_find(env, name.text);
    if (local)
        return bound_value(ck, local, node->span);
    Expr *member = enum_member(ck, name, expected);
    if (member)
        return member;
    if (strcmp(name.text, "body") == 0 && env->roots & ROOT_ERROR)
        return check_body(ck, env, node->span);
    if (strcmp(name.text, "status") == 0 && env->roots & ROOT_ERROR) {
        Expr *expr =
            expr_new(ck, EXPR_ROOT, node->span, type_of_kind(ck, TYPE_INT));
        expr->text = "status";
        return expr;
    }
    const Root *root = find_root(name.text);
    if (root && root->bit & env->roots) {
        diag_report(ck->diags, D_NAMESPACE_VALUE, name.span, name.text,
                    root->part);
        return expr_poison(ck, node->span);
    }
    const Type *want = expected ? type_strip(expected) : NULL;
    if (want && want->kind == TYPE_ENUM)
        return report_member(ck, name, want->enumeration);
    if (want && want->kind == TYPE_ERROR)
        return expr_poison(ck, name.span); /* it may name a value of an enum */
    return report_name(ck, env, name, want);
}

/* ---- members ---- */

static Expr *report_field(Checker *ck, Word name, const char *owner,
                          const char *const *names, size_t count)
{
    Diag *d =
        diag_report(ck->diags, D_UNKNOWN_FIELD, name.span, owner, name.text);
    const char *near = diag_nearest(name.text, names, count);
    diag_suggest(ck->diags, d, name.span, near);
    return expr_poison(ck, name.span);
}

static Expr *config_member(Checker *ck, Word name, Span span)
{
    const Connector *connector = ck->connector;
    size_t count = connector->configuration_count;
    for (size_t i = 0; i < count; i++) {
        const Field *field = connector->configuration[i];
        if (strcmp(field->name, name.text) != 0)
            continue;
        bool null = field->optional && !field->fallback;
        Expr *expr =
            expr_new(ck, EXPR_CONFIG, span,
                     null ? type_optional(ck, field->type) : field->type);
        expr->field = field;
        return expr;
    }
    if (scope_lost(ck, "", name.text, ":"))
        return expr_poison(ck, span);
    const char **names = arena_array(ck->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        names[i] = connector->configuration[i]->name;
    return report_field(ck, name, "config", names, count);
}

static Expr *account_member(Checker *ck, Word name, Span span)
{
    int slot = account_slot(ck, name.text);
    if (slot < 0 && scope_lost(ck, "account.", name.text, " ="))
        return expr_poison(ck, span);
    if (slot < 0) {
        Diag *d = diag_report(ck->diags, D_UNKNOWN_SLOT, name.span, name.text);
        diag_help(ck->diags, d,
                  "a `save { account.%s = … }` of an authentication's step "
                  "would",
                  name.text);
        return expr_poison(ck, span);
    }
    Expr *expr =
        expr_new(ck, EXPR_ACCOUNT, span, type_of_kind(ck, TYPE_STRING));
    expr->text = name.text;
    expr->integer = slot;
    return expr;
}

static Expr *information_member(Checker *ck, Word name, Span span)
{
    const Choice *information = ck->connector->information;
    const char *names[32];
    size_t count = 0;
    for (size_t i = 0; information && i < information->count; i++) {
        const Setting *setting = &information->settings[i];
        names[count++] = setting->name;
        if (strcmp(setting->name, name.text) != 0)
            continue;
        if (setting->value)
            return setting->value;
        return expr_new(ck, EXPR_NULL, span, type_of_kind(ck, TYPE_NULL));
    }
    return report_field(ck, name, "information", names, count);
}

static Expr *arg_member(Checker *ck, const Env *env, Word name, Span span)
{
    const Operation *op = env->operation;
    if (env->scene && env->scene->free_args) {
        Expr *given =
            expr_new(ck, EXPR_ROOT, span, type_of_kind(ck, TYPE_STRING));
        given->text = arena_format(ck->arena, "args.%s", name.text);
        return given;
    }
    size_t count = op ? op->param_count : 0;
    for (size_t i = 0; i < count; i++) {
        const Field *field = &op->params[i].field;
        if (strcmp(field->name, name.text) != 0)
            continue;
        bool null = field->optional && !field->fallback;
        Expr *expr =
            expr_new(ck, EXPR_ARG, span,
                     null ? type_optional(ck, field->type) : field->type);
        expr->field = field;
        return expr;
    }
    const char **names = arena_array(ck->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        names[i] = op->params[i].field.name;
    return report_field(ck, name, "args", names, count);
}

static Expr *response_member(Checker *ck, const Env *env, Word name, Span span)
{
    static const char *const names[] = {"body", "headers", "status"};
    if (strcmp(name.text, "body") == 0)
        return check_body(ck, env, span);
    if (strcmp(name.text, "status") == 0) {
        Expr *expr = expr_new(ck, EXPR_ROOT, span, type_of_kind(ck, TYPE_INT));
        expr->text = "status";
        return expr;
    }
    if (strcmp(name.text, "headers") == 0) {
        diag_report(ck->diags, D_NAMESPACE_VALUE, span, "response.headers",
                    "get(\"Name\")");
        return expr_poison(ck, span);
    }
    return report_field(ck, name, "response", names, 3);
}

static Expr *root_member(Checker *ck, const Env *env, const Root *root,
                         Word name, Span span)
{
    if (root->bit == ROOT_CONFIG)
        return config_member(ck, name, span);
    if (root->bit == ROOT_ACCOUNT)
        return account_member(ck, name, span);
    if (root->bit == ROOT_INFORMATION)
        return information_member(ck, name, span);
    if (root->bit == ROOT_ARGS)
        return arg_member(ck, env, name, span);
    if (root->bit == ROOT_RESPONSE)
        return response_member(ck, env, name, span);
    diag_report(ck->diags, D_NAMESPACE_VALUE, span, root->name, root->part);
    return expr_poison(ck, span);
}

static const Type *field_type(Checker *ck, const Type *object, Word name,
                              const Field **field)
{
    *field = NULL;
    if (object->kind == TYPE_JSON)
        return object;
    if (object->kind != TYPE_RECORD)
        return NULL;
    record_settle(ck, object->record);
    *field = record_field(object->record, name.text);
    if (!*field && object->record->open)
        return type_optional(ck, type_of_kind(ck, TYPE_JSON));
    if (!*field && object->record->partly)
        return type_of_kind(ck, TYPE_ERROR);
    if (!*field)
        return NULL;
    bool null = (*field)->optional && !(*field)->fallback;
    return null ? type_optional(ck, (*field)->type) : (*field)->type;
}

/* `list.length`: a function without parentheses, or one that lacks them. */
static Expr *property_member(Checker *ck, const Env *env, const Node *node,
                             const FunctionRow *row, Expr *object)
{
    if (strcmp(row->parameters, "-") != 0) {
        Word name = node->as.access.name;
        Diag *d =
            diag_report(ck->diags, D_FUNCTION_VALUE, name.span, row->name);
        if (!*row->parameters)
            diag_fix(ck->diags, d, span_after(name.span), "()", true);
        return expr_poison(ck, node->span);
    }
    Expr *expr = function_apply(ck, env, node, row, object);
    expr->optional_chain = node->as.access.optional;
    if (type_is_optional(object->type))
        expr->type = type_optional(ck, expr->type);
    return expr;
}

/* What is read otherwise than by a `.`: said at the last message. */
static void explain_member(Checker *ck, const Node *node, const Type *object)
{
    Word name = node->as.access.name;
    Diag *d = ck->diags->items[ck->diags->count - 1];
    if (d->code != D_UNKNOWN_FIELD || d->span.start != name.span.start)
        return; /* it is not shown */
    if (object->kind == TYPE_MAP)
        diag_label(ck->diags, d, "a key of a map: `%s[\"%s\"]`",
                   SOURCE_AT(ck, node->as.access.object->span), name.text);
    else if (object->kind == TYPE_UNION)
        diag_help(ck->diags, d,
                  "`try (x as T)` is the `T` where it is one of the union");
}

static Expr *value_member(Checker *ck, const Env *env, const Node *node)
{
    Word name = node->as.access.name;
    Expr *a = expr_check(ck, env, node->as.access.object, NULL);
    if (type_is_error(a->type))
        return a;
    bool chain = node->as.access.optional;
    /* The body of an error is whatever a server in trouble sends: a path into
     * it gives null where something is missing, and needs no `?.`. */
    bool lenient = env->roots & ROOT_ERROR || (env->scene && env->scene->test);
    if (type_is_optional(a->type) && !chain && !lenient) {
        Diag *d = diag_report(ck->diags, D_MAYBE_NULL, a->span);
        diag_help(ck->diags, d, "`?.` reads on only where it is not null");
        return expr_poison(ck, node->span);
    }
    const Field *field = NULL;
    const Type *type = field_type(ck, type_strip(a->type), name, &field);
    if (!type) {
        const Type *object = type_strip(a->type);
        const FunctionRow *row = function_for(ck, object, name.text);
        if (row)
            return property_member(ck, env, node, row, a);
        size_t count =
            object->kind == TYPE_RECORD ? object->record->field_count : 0;
        const char **names = arena_array(ck->arena, const char *, count + 1);
        for (size_t i = 0; i < count; i++)
            names[i] = object->record->fields[i]->name;
        Expr *lost =
            report_field(ck, name, type_name(ck->arena, object), names, count);
        explain_member(ck, node, object);
        return lost;
    }
    bool null = type_is_optional(a->type);
    Expr *expr = expr_new(ck, EXPR_MEMBER, node->span,
                          null ? type_optional(ck, type) : type);
    expr->a = a;
    expr->text = name.text;
    expr->field = field;
    expr->optional_chain = chain;
    return expr;
}

/* `State.open`, which is `open`. */
static Expr *qualified_member(Checker *ck, const Env *env, const Node *node)
{
    Word owner = node->as.access.object->as.name.name;
    Symbol *symbol =
        env_find(env, owner.text) ? NULL : scope_find(ck, owner.text);
    if (!symbol || !symbol->node || symbol->node->kind != NODE_ENUM)
        return NULL;
    const Type *type = enum_resolve(ck, symbol);
    Expr *member = enum_member(ck, node->as.access.name, type);
    if (!member)
        return report_member(ck, node->as.access.name, type->enumeration);
    Diag *d = diag_report(ck->diags, D_UNKNOWN_NAME, owner.span, owner.text);
    diag_label(ck->diags, d, "a value of an enum is its name alone");
    diag_fix(ck->diags, d, node->span, node->as.access.name.text, true);
    return member;
}

Expr *member_check(Checker *ck, const Env *env, const Node *node)
{
    const Node *object = node->as.access.object;
    if (object->kind == NODE_NAME) {
        const char *name = object->as.name.name.text;
        const Root *root = find_root(name);
        if (root && root->bit & env->roots && !env_find(env, name))
            return root_member(ck, env, root, node->as.access.name, node->span);
        Expr *member = qualified_member(ck, env, node);
        if (member)
            return member;
    }
    const char *path = env->locals ? node_path(ck, node) : NULL;
    const Binding *known = path ? env_find(env, path) : NULL;
    if (known)
        return bound_value(ck, known, node->span);
    return value_member(ck, env, node);
}

/* `account["oauth.user.token"]`, `config["api.key"]`: what the platform keeps
 * under a key of its own, whether or not it is declared. NULL: it is neither.
 */
static Expr *kept_value(Checker *ck, const Env *env, const Node *node)
{
    const Node *object = node->as.index.object, *key = node->as.index.index;
    const char *name = is_root(object, "account") || is_root(object, "config")
                           ? object->as.name.name.text
                           : NULL;
    if (!name || !env->scene || env_find(env, name) ||
        key->kind != NODE_STRING ||
        !(env->roots & (ROOT_ACCOUNT | ROOT_CONFIG)))
        return NULL;
    const Type *text = type_of_kind(ck, TYPE_STRING);
    Expr *expr = expr_new(ck, EXPR_INDEX, node->span, type_optional(ck, text));
    expr->a =
        expr_new(ck, EXPR_ROOT, object->span, type_make(ck, TYPE_MAP, text));
    expr->a->text = name;
    expr->b = expr_check(ck, env, key, text);
    return expr;
}

static Expr *index_report(Checker *ck, const Node *node, const Expr *a,
                          const Expr *b)
{
    if (type_is_text(type_strip(a->type)) && !type_is_error(b->type))
        diag_help(ck->diags,
                  diag_report(ck->diags, D_BAD_OPERAND, node->span, "[ ]",
                              quoted_type(ck, a->type)),
                  "`text.slice(0, 1)` and `text.take(1)` are parts of a text");
    else
        return operand_report(ck, node, "[ ]", a, b);
    return expr_poison(ck, node->span);
}

Expr *index_check(Checker *ck, const Env *env, const Node *node)
{
    Expr *kept = kept_value(ck, env, node);
    if (kept)
        return kept;
    Expr *a = expr_check(ck, env, node->as.index.object, NULL);
    Expr *b = expr_check(ck, env, node->as.index.index, NULL);
    const Type *object = type_strip(a->type);
    const Type *type = NULL;
    bool lenient = !env->scene || env->scene->test || env->roots & ROOT_ERROR;
    if (type_is_optional(a->type) && !lenient) {
        Diag *d = diag_report(ck->diags, D_MAYBE_NULL, a->span);
        diag_help(ck->diags, d, "`if let` takes it where it is not null");
        return expr_poison(ck, node->span);
    }
    if (object->kind == TYPE_RECORD && object->record->open &&
        type_is_text(b->type))
        type = type_optional(ck, type_of_kind(ck, TYPE_JSON));
    else if (object->kind == TYPE_LIST && type_is_integer(b->type))
        type = object->element;
    else if (object->kind == TYPE_MAP && type_is_text(b->type))
        type = type_optional(ck, object->element);
    else if (object->kind == TYPE_JSON)
        type = object;
    if (!type || type_is_error(b->type))
        return index_report(ck, node, a, b);
    if (object->kind == TYPE_LIST && b->kind == EXPR_INT && b->integer < 0) {
        Diag *d = diag_report(ck->diags, D_OUT_OF_RANGE, b->span,
                              SOURCE_AT(ck, b->span), "every list");
        diag_help(ck->diags, d, "`list.last()` is the last item");
    }
    Expr *expr = expr_new(ck, EXPR_INDEX, node->span, type);
    expr->a = a;
    expr->b = b;
    return expr;
}

/* `fail kind("message", code: …, after: …)`. */
