/* calls.c - calls of standard functions and of methods. */
#include "check/checker.h"

#include <string.h>

#include "check/signature.h"
#include "check/steps.h"
#include "front/words.h"

static const char *count_text(Checker *ck, size_t count)
{
    return count == 0   ? "no argument"
           : count == 1 ? "one argument"
                        : arena_format(ck->arena, "%zu arguments", count);
}

/* `x => …` for a parameter that is a function. */
static Expr *check_lambda(Checker *ck, const Env *env, const Node *node,
                          const SignatureParam *param, TypeVars *vars)
{
    NodeList names = node->as.lambda.parameters;
    Env inner = *env;
    Expr *made = expr_new(ck, EXPR_LAMBDA, node->span, param->type);
    if (names.count != param->takes_count)
        diag_report(ck->diags, D_LAMBDA_PARAMETERS, node->span, param->name,
                    count_text(ck, param->takes_count));
    for (size_t i = 0; i < names.count; i++) {
        Word name = names.items[i]->as.name.name;
        const Type *type = i < param->takes_count
                               ? signature_fill(ck, param->takes[i], vars)
                               : NULL;
        Expr *local = expr_new(ck, EXPR_LOCAL, name.span,
                               type ? type : type_of_kind(ck, TYPE_ERROR));
        local->text = name.text;
        env_bind(ck, &inner, name.text, local);
        size_t count = made->item_count;
        vec_push(ck->arena, made->names, count, name.text);
        vec_push(ck->arena, made->items, made->item_count, local);
    }
    const Type *wanted = signature_fill(ck, param->type, vars);
    made->a = expr_check(ck, &inner, node->as.lambda.value, wanted);
    if (!wanted && !signature_match(ck, param->type, made->a->type, vars))
        report_mismatch(ck, made->a->span, param->type, made->a->type);
    return made;
}

static Expr *check_function_argument(Checker *ck, const Env *env,
                                     const Node *node,
                                     const SignatureParam *param,
                                     TypeVars *vars)
{
    if (node->kind == NODE_LAMBDA)
        return check_lambda(ck, env, node, param, vars);
    Diag *d = diag_report(ck->diags, D_TYPE_MISMATCH, node->span, "a function",
                          mistyped_text(node));
    diag_help(ck->diags, d, "write it in place, as in `x => x.name`");
    return expr_poison(ck, node->span);
}

static Expr *check_argument(Checker *ck, const Env *env, const Node *node,
                            const SignatureParam *param, TypeVars *vars)
{
    if (param->function)
        return check_function_argument(ck, env, node, param, vars);
    const Type *wanted = signature_fill(ck, param->type, vars);
    Expr *value = expr_check(ck, env, node, wanted);
    if (!wanted && !signature_match(ck, param->type, value->type, vars))
        report_mismatch(ck, node->span, param->type, value->type);
    if (param->pattern)
        pattern_check(ck, value);
    return value;
}

static void check_variadic(Checker *ck, const Env *env, const Node *node,
                           const Signature *signature, TypeVars *vars,
                           Expr *call)
{
    NodeList arguments = node->as.call.arguments;
    for (size_t i = 0; i < arguments.count; i++)
        vec_push(ck->arena, call->items, call->item_count,
                 check_argument(ck, env, arguments.items[i]->as.argument.value,
                                &signature->params[0], vars));
}

static bool any_named(NodeList arguments)
{
    for (size_t i = 0; i < arguments.count; i++)
        if (arguments.items[i]->as.argument.name.text)
            return true;
    return false;
}

/* Whether the number of arguments can be right; said once for all of them. */
static bool check_count(Checker *ck, const Node *node, const char *name,
                        size_t least, size_t most)
{
    NodeList arguments = node->as.call.arguments;
    if (arguments.count <= most &&
        (arguments.count >= least || any_named(arguments)))
        return true;
    diag_report(
        ck->diags, D_ARGUMENT_COUNT, node->span, name,
        least == most || arguments.count < least
            ? count_text(ck, least)
            : arena_format(ck->arena, "at most %s", count_text(ck, most)),
        arena_format(ck->arena, "%zu", arguments.count));
    return false;
}

static void check_arguments(Checker *ck, const Env *env, const Node *node,
                            const FunctionRow *row, const Signature *signature,
                            TypeVars *vars, Expr *call)
{
    const char *names[SIGNATURE_PARAMETERS];
    size_t least = 0, count = signature->count;
    Env inner = *env;
    inner.because = (Span){0};
    if (count == 1 && signature->params[0].variadic) {
        check_variadic(ck, &inner, node, signature, vars, call);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = signature->params[i].name;
        least += !signature->params[i].optional;
    }
    if (!check_count(ck, node, row->name, least, count)) {
        call->type = type_of_kind(ck, TYPE_ERROR);
        return;
    }
    const Node *const *values =
        arguments_place(ck, node->as.call.arguments, names, count, row->name);
    for (size_t i = 0; i < count; i++) {
        if (values[i])
            vec_push(ck->arena, call->items, call->item_count,
                     check_argument(ck, &inner, values[i],
                                    &signature->params[i], vars));
        else if (!signature->params[i].optional)
            diag_report(ck->diags, D_MISSING_ARGUMENT, node->span, row->name,
                        names[i]);
    }
}

/* Something that can fail stands here: says so where nothing catches it. */
void failure_note(Checker *ck, const Env *env, Span span, const char *name)
{
    if (env->failure) {
        *env->failure = true;
        return;
    }
    Diag *d = diag_report(ck->diags, D_UNHANDLED_FAILURE, span, name);
    if (env->scene && !env->scene->infallible)
        diag_help(ck->diags, d, "`try` in front of it hands the error on");
    diag_help(ck->diags, d, "`%s catch VALUE` says what to use then",
              strncmp(name, "as ", 3) == 0
                  ? arena_format(ck->arena, "… %s", name)
                  : arena_format(ck->arena, "%s(…)", name));
}

/* A call, or a property (`node` is no call), of a standard function. */
Expr *function_apply(Checker *ck, const Env *env, const Node *node,
                     const FunctionRow *row, Expr *receiver)
{
    Signature signature;
    TypeVars vars = {0};
    signature_read(ck, row, &signature);
    Expr *call = expr_new(ck, EXPR_CALL, node->span, NULL);
    call->text = row->name;
    call->receiver = row->receiver;
    if (receiver) {
        vec_push(ck->arena, call->items, call->item_count, receiver);
        if (signature.receiver)
            signature_match(ck, signature.receiver, receiver->type, &vars);
    }
    if (signature.property && node->kind == NODE_CALL) {
        Span name = node->as.call.callee->as.access.name.span;
        Span behind = {node->span.file, name.end, node->span.end};
        Diag *d = diag_report(ck->diags, D_PROPERTY_CALLED, behind, row->name);
        diag_fix(ck->diags, d, behind, "", true);
    } else if (node->kind == NODE_CALL) {
        check_arguments(ck, env, node, row, &signature, &vars, call);
    }
    if (call->type)
        return call;
    const Type *type = signature_fill(ck, signature.result, &vars);
    bool lost = receiver && type_strip(receiver->type)->element &&
                type_is_error(type_strip(receiver->type)->element);
    for (size_t i = 0; i < call->item_count; i++)
        lost = lost || call->items[i]->kind == EXPR_ERROR;
    call->type = type ? type : type_of_kind(ck, lost ? TYPE_ERROR : TYPE_JSON);
    call->fallible = signature.fallible;
    if (call->fallible)
        failure_note(ck, env, node->span, row->name);
    return call;
}

static Expr *call_function(Checker *ck, const Env *env, const Node *node,
                           const FunctionRow *row, Expr *receiver)
{
    return function_apply(ck, env, node, row, receiver);
}

static void report_unknown_function(Checker *ck, Word name)
{
    const char *module = function_module(name.text);
    if (!module && scope_guessed(ck, name.text))
        return;
    if (!module) {
        Diag *unknown =
            diag_report(ck->diags, D_UNKNOWN_NAME, name.span, name.text);
        const char *near = scope_nearest(ck, name.text, NODE_FN);
        if (!near)
            near = function_nearest("", name.text);
        if (!word_explain(ck->diags, unknown, WORD_FUNCTION, name))
            diag_suggest(ck->diags, unknown, name.span, near);
        return;
    }
    Diag *d = diag_report(ck->diags, D_NOT_IMPORTED, name.span, name.text);
    diag_help(ck->diags, d, "`import %s { %s }` at the top of the file does",
              module, name.text);
}

static Expr *call_name(Checker *ck, const Env *env, const Node *node)
{
    Word name = node->as.call.callee->as.name.name;
    if (strcmp(name.text, "skip") == 0 && env->scene)
        return call_skip(ck, env, node);
    Symbol *symbol = scope_find(ck, name.text);
    const FunctionRow *row = symbol && symbol->function
                                 ? symbol->function
                                 : function_of_module("", name.text);
    if (symbol && symbol->node && symbol->node->kind == NODE_FN)
        return call_fn(ck, env, node, symbol);
    if (row)
        return call_function(ck, env, node, row, NULL);
    if (symbol || env_find(env, name.text))
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
    if (!word_explain(ck->diags, d, WORD_METHOD, name))
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

/* `log.debug(…)`: a word before the dot that is no value. */
static Expr *call_word(Checker *ck, const Env *env, const Node *node,
                       const char *word)
{
    Word name = node->as.call.callee->as.access.name;
    const char *receiver = arena_format(ck->arena, "%s.", word);
    const FunctionRow *row = function_find(receiver, name.text);
    if (row)
        return call_function(ck, env, node, row, NULL);
    report_function(ck, name, arena_format(ck->arena, "`%s`", word), receiver);
    return expr_poison(ck, node->span);
}

/* What stands before the dot where it is no value: a resource, `map`, `log`,
 * the events of a test. NULL: it is a value. */
static Expr *call_place(Checker *ck, const Env *env, const Node *node)
{
    const Node *callee = node->as.call.callee;
    const Node *object = callee->as.access.object;
    if (env->scene && env->scene->test && object->kind == NODE_MEMBER &&
        is_root(object->as.access.object, "events") && !env_find(env, "events"))
        return call_events(ck, env, node);
    if (object->kind != NODE_NAME)
        return NULL;
    const char *name = object->as.name.name.text;
    if (!env->scene || env_find(env, name))
        return NULL;
    const Resource *resource = resource_find(ck, name);
    if (resource)
        return call_operation(ck, env, node, resource);
    if (strcmp(name, "map") == 0)
        return call_map(ck, env, node);
    return strcmp(name, "log") == 0 ? call_word(ck, env, node, name) : NULL;
}

static Expr *call_method(Checker *ck, const Env *env, const Node *node)
{
    const Node *callee = node->as.call.callee;
    Word name = callee->as.access.name;
    if (env->roots & ROOT_CUSTOM && is_root(callee->as.access.object, "custom"))
        return call_custom(ck, env, node);
    if (is_headers(env, callee->as.access.object))
        return call_headers(ck, env, node);
    Expr *place = call_place(ck, env, node);
    if (place)
        return place;
    Expr *receiver = expr_check(ck, env, callee->as.access.object, NULL);
    if (type_is_error(receiver->type))
        return receiver;
    bool null = type_is_optional(receiver->type);
    bool lenient = env->scene && env->scene->test;
    if (null && !callee->as.access.optional && !lenient) {
        Diag *d = diag_report(ck->diags, D_MAYBE_NULL, receiver->span);
        diag_help(ck->diags, d, "`?.` calls only where it is not null");
        return expr_poison(ck, node->span);
    }
    if (null && receiver->type->kind == TYPE_OPTIONAL) {
        Expr *there = expr_new(ck, receiver->kind, receiver->span, NULL);
        *there = *receiver;
        there->type = type_strip(receiver->type);
        receiver = there;
    }
    const FunctionRow *row = function_for(ck, receiver->type, name.text);
    if (!row) {
        Diag *d = diag_report(ck->diags, D_UNKNOWN_FUNCTION, name.span,
                              quoted_type(ck, receiver->type), name.text);
        if (!word_explain(ck->diags, d, WORD_METHOD, name))
            diag_suggest(ck->diags, d, name.span,
                         function_near(ck, receiver->type, name.text));
        return expr_poison(ck, node->span);
    }
    Expr *call = call_function(ck, env, node, row, receiver);
    call->optional_chain = callee->as.access.optional;
    if (null && callee->as.access.optional)
        call->type = type_optional(ck, call->type);
    return call;
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
