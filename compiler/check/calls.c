/* calls.c - calls of standard functions and of methods. */
#include "check/checker.h"

#include <string.h>

/* ---- signatures: the columns of functions.def ---- */

static const Type *signature_type(Checker *ck, const char *word, size_t length)
{
    if (length > 2 && word[length - 1] == ']')
        return type_make(ck, TYPE_LIST, signature_type(ck, word, length - 2));
#define TYPE(constant, name, json, format)                                     \
    if (strlen(name) == length && strncmp(word, name, length) == 0)            \
        return type_of_kind(ck, TYPE_##constant);
#include "grammar/types.def"
#undef TYPE
    return type_of_kind(ck, TYPE_JSON);
}

typedef struct Parameter {
    const Type *type;
    bool optional;
} Parameter;

static size_t read_parameters(Checker *ck, const char *text, Parameter *out,
                              size_t most)
{
    size_t count = 0;
    while (*text && count < most) {
        size_t length = strcspn(text, " ");
        bool optional = text[length - 1] == '?';
        out[count++] =
            (Parameter){signature_type(ck, text, length - optional), optional};
        text += length + (text[length] == ' ');
    }
    return count;
}

static const Type *read_result(Checker *ck, const char *text, bool *fallible)
{
    size_t length = strlen(text);
    *fallible = length && text[length - 1] == '!';
    length -= *fallible;
    bool optional = length && text[length - 1] == '?';
    const Type *type = signature_type(ck, text, length - optional);
    return optional ? type_optional(ck, type) : type;
}

/* ---- calls ---- */

static const char *count_text(Checker *ck, size_t count)
{
    return count == 0   ? "no argument"
           : count == 1 ? "one argument"
                        : arena_format(ck->arena, "%zu arguments", count);
}

static void check_arguments(Checker *ck, const Env *env, const Node *node,
                            const FunctionRow *row, Expr *call)
{
    enum { MOST = 8 };
    Parameter parameters[MOST];
    size_t most = read_parameters(ck, row->parameters, parameters, MOST);
    size_t least = most;
    while (least > 0 && parameters[least - 1].optional)
        least--;
    NodeList arguments = node->as.call.arguments;
    Env inner = *env;
    inner.because = (Span){0};
    if (arguments.count < least || arguments.count > most)
        diag_report(ck->diags, D_ARGUMENT_COUNT, node->span, row->name,
                    count_text(ck, most),
                    arena_format(ck->arena, "%zu", arguments.count));
    for (size_t i = 0; i < arguments.count && i < most; i++) {
        const Node *argument = arguments.items[i];
        if (argument->as.argument.name.text)
            diag_report(ck->diags, D_UNKNOWN_ARGUMENT,
                        argument->as.argument.name.span, row->name,
                        argument->as.argument.name.text);
        Expr *value = expr_check(ck, &inner, argument->as.argument.value,
                                 parameters[i].type);
        vec_push(ck->arena, call->items, call->item_count, value);
    }
}

static Expr *call_function(Checker *ck, const Env *env, const Node *node,
                           const FunctionRow *row, Expr *receiver)
{
    Expr *call = expr_new(ck, EXPR_CALL, node->span, NULL);
    call->text = row->name;
    if (receiver)
        vec_push(ck->arena, call->items, call->item_count, receiver);
    check_arguments(ck, env, node, row, call);
    call->type = read_result(ck, row->result, &call->fallible);
    if (!call->fallible)
        return call;
    if (env->failure)
        *env->failure = true;
    else
        diag_help(
            ck->diags,
            diag_report(ck->diags, D_UNHANDLED_FAILURE, node->span, row->name),
            "`%s(…) catch VALUE` says what to use then", row->name);
    return call;
}

static void report_unknown_function(Checker *ck, Word name)
{
    const char *module = function_module(name.text);
    if (!module) {
        diag_report(ck->diags, D_UNKNOWN_NAME, name.span, name.text);
        return;
    }
    Diag *d = diag_report(ck->diags, D_NOT_IMPORTED, name.span, name.text);
    diag_help(ck->diags, d, "`import %s { %s }` at the top of the file does",
              module, name.text);
}

static Expr *call_name(Checker *ck, const Env *env, const Node *node)
{
    Word name = node->as.call.callee->as.name.name;
    Symbol *symbol = scope_find(ck, name.text);
    const FunctionRow *row = symbol && symbol->function
                                 ? symbol->function
                                 : function_of_module("", name.text);
    if (row)
        return call_function(ck, env, node, row, NULL);
    if (symbol)
        diag_report(ck->diags, D_NOT_CALLABLE, name.span, name.text);
    else
        report_unknown_function(ck, name);
    return expr_poison(ck, node->span);
}

/* `headers.get("X")` is a value of its own, which every target has. */
static bool is_headers(const Env *env, const Node *node)
{
    if (!(env->roots & (ROOT_RESPONSE | ROOT_ERROR)))
        return false;
    if (node->kind == NODE_MEMBER)
        return is_root(node->as.access.object, "response") &&
               strcmp(node->as.access.name.text, "headers") == 0;
    return node->kind == NODE_NAME &&
           strcmp(node->as.name.name.text, "headers") == 0;
}

bool is_root(const Node *node, const char *name)
{
    return node->kind == NODE_NAME &&
           strcmp(node->as.name.name.text, name) == 0;
}

static void report_function(Checker *ck, Word name, const char *owner,
                            const char *receiver)
{
    Diag *d =
        diag_report(ck->diags, D_UNKNOWN_FUNCTION, name.span, owner, name.text);
    diag_suggest(ck->diags, d, name.span,
                 function_nearest(receiver, name.text));
}

static Expr *call_headers(Checker *ck, const Env *env, const Node *node)
{
    Word name = node->as.call.callee->as.access.name;
    const FunctionRow *row = function_find("headers", name.text);
    if (!row) {
        report_function(ck, name, "`headers`", "headers");
        return expr_poison(ck, node->span);
    }
    Expr *call = call_function(ck, env, node, row, NULL);
    if (call->item_count != 1 || call->items[0]->kind != EXPR_TEXT) {
        if (call->item_count == 1 && !type_is_error(call->items[0]->type))
            diag_report(ck->diags, D_NOT_CONSTANT, call->items[0]->span);
        return expr_poison(ck, node->span);
    }
    call->kind = EXPR_HEADER;
    call->text = call->items[0]->text;
    return call;
}

static Expr *call_custom(Checker *ck, const Env *env, const Node *node)
{
    Word name = node->as.call.callee->as.access.name;
    const FunctionRow *row = function_find("custom", name.text);
    if (row)
        return call_function(ck, env, node, row, NULL);
    report_function(ck, name, "`custom`", "custom");
    return expr_poison(ck, node->span);
}

static Expr *call_method(Checker *ck, const Env *env, const Node *node)
{
    const Node *callee = node->as.call.callee;
    Word name = callee->as.access.name;
    if (env->roots & ROOT_CUSTOM && is_root(callee->as.access.object, "custom"))
        return call_custom(ck, env, node);
    if (is_headers(env, callee->as.access.object))
        return call_headers(ck, env, node);
    Expr *receiver = expr_check(ck, env, callee->as.access.object, NULL);
    if (type_is_error(receiver->type))
        return receiver;
    if (type_is_optional(receiver->type)) {
        diag_report(ck->diags, D_MAYBE_NULL, receiver->span);
        return expr_poison(ck, node->span);
    }
    const char *type = type_is_text(receiver->type)
                           ? "string"
                           : type_kind_name(receiver->type->kind);
    const FunctionRow *row = function_find(type, name.text);
    if (row)
        return call_function(ck, env, node, row, receiver);
    report_function(ck, name, quoted_type(ck, receiver->type), type);
    return expr_poison(ck, node->span);
}

Expr *call_check(Checker *ck, const Env *env, const Node *node,
                 const Type *expected)
{
    (void)expected;
    const Node *callee = node->as.call.callee;
    if (callee->kind == NODE_NAME)
        return call_name(ck, env, node);
    if (callee->kind == NODE_MEMBER)
        return call_method(ck, env, node);
    diag_report(ck->diags, D_NOT_CALLABLE, callee->span,
                SOURCE_AT(ck, callee->span));
    return expr_poison(ck, node->span);
}
