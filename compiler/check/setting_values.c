/* setting_values.c - the value of one setting, as its row types it. */
#include "check/settings.h"

#include <string.h>

#include "base/buf.h"

/* The type column of a row, taken apart. */
typedef struct Spec {
    bool dynamic;     /* may use config, account, information */
    bool positive;    /* larger than 0 */
    bool required;    /* * behind the type */
    bool optional;    /* ? behind it: null is allowed */
    char base[64];    /* "string", "words" ... */
    const char *rest; /* behind "words ": which there are */
} Spec;

static Spec read_spec(const char *type)
{
    Spec spec = {0};
    if (strncmp(type, "positive ", 9) == 0) {
        spec.positive = true;
        type += 9;
    }
    if (strncmp(type, "dynamic ", 8) == 0) {
        spec.dynamic = true;
        type += 8;
    }
    size_t length = strcspn(type, " *?");
    memcpy(spec.base, type, length);
    spec.required = type[length] == '*';
    spec.optional = type[length] == '?';
    type += length + (spec.required || spec.optional);
    spec.rest = *type == ' ' ? type + 1 : "";
    return spec;
}

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
                        const Spec *spec)
{
    const char *base = spec->base;
    const Type *item_type =
        type_of_kind(ck, strcmp(base, "ints") == 0 ? TYPE_INT : TYPE_STRING);
    Expr *list = expr_new(ck, EXPR_LIST, node->span,
                          type_make(ck, TYPE_LIST, item_type));
    /* One value may stand for a list of one. */
    NodeList items = {(Node **)(uintptr_t)&node, 1};
    if (node->kind == NODE_LIST)
        items = node->as.list.items;
    for (size_t i = 0; i < items.count; i++) {
        const Node *item = items.items[i];
        if (strcmp(base, "statuses") == 0)
            add_value(ck, list, status_value(ck, item));
        else if (strcmp(base, "names") == 0)
            add_value(ck, list, word_value(ck, env, item, spec->rest));
        else
            add_value(ck, list, expr_check(ck, env, item, item_type));
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

static void check_least(Checker *ck, const SettingRow *row, const Expr *value,
                        bool positive)
{
    bool number = value->kind == EXPR_INT || value->kind == EXPR_DURATION;
    if (!number || value->integer >= positive)
        return;
    diag_report(ck->diags, D_OUT_OF_RANGE, value->span,
                SOURCE_AT(ck, value->span),
                arena_format(ck->arena, "what `%s` can be: %s", row->name,
                             !positive                 ? "0 or more"
                             : value->kind == EXPR_INT ? "1 or more"
                                                       : "longer than 0s"));
}

static bool is_list(const char *base)
{
    static const char *const lists[] = {"strings", "paths", "ints", "statuses",
                                        "names"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i], base) == 0)
            return true;
    return false;
}

Expr *setting_check(Checker *ck, const Env *env, const SettingRow *row,
                    const Node *node)
{
    Spec spec = read_spec(row->type);
    Env constant = {.constant = true, .locals = env->locals};
    const Env *use = spec.dynamic ? env : &constant;
    if (spec.optional && node->kind == NODE_NIL)
        return expr_new(ck, EXPR_NULL, node->span, type_of_kind(ck, TYPE_NULL));
    if (strcmp(spec.base, "words") == 0)
        return word_value(ck, env, node, spec.rest);
    if (strcmp(spec.base, "name") == 0)
        return word_value(ck, env, node, "");
    if (strcmp(spec.base, "header") == 0)
        return header_value(ck, use, node);
    if (strcmp(spec.base, "kind") == 0)
        return kind_word(ck, env, row, node);
    const Type *type = scalar_type(ck, spec.base);
    if (type) {
        /* Null is allowed where the configuration may leave a value out. */
        Expr *value = expr_check(ck, use, node,
                                 spec.dynamic ? type_optional(ck, type) : type);
        check_least(ck, row, value, spec.positive);
        return value;
    }
    if (is_list(spec.base))
        return list_value(ck, use, node, &spec);
    return NULL; /* any, operation: read by whoever knows them */
}

bool setting_required(const SettingRow *row)
{
    return read_spec(row->type).required;
}
