/* call_places.c - calls of what the source itself declares: functions,
 * operations, maps, and the events of a test.
 */
#include "check/steps.h"

#include <string.h>

/* ---- arguments by name ---- */

/* What one argument has to be. */
typedef struct Wanted {
    const char *name;
    const Type *type;
    bool required;
    Span span; /* where it is declared */
} Wanted;

static void add_argument(Checker *ck, Expr *call, const char *name, Expr *value)
{
    size_t count = call->item_count;
    vec_push(ck->arena, call->names, count, name);
    vec_push(ck->arena, call->items, call->item_count, value);
}

static void check_wanted(Checker *ck, const Env *env, const Node *node,
                         const char *callee, const Wanted *wanted, size_t count,
                         Expr *call)
{
    const char **names = arena_array(ck->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        names[i] = wanted[i].name;
    const Node *const *values =
        arguments_place(ck, node->as.call.arguments, names, count, callee);
    Env inner = *env;
    for (size_t i = 0; i < count; i++) {
        inner.because = wanted[i].span;
        if (values[i]) {
            add_argument(ck, call, names[i],
                         expr_check(ck, &inner, values[i], wanted[i].type));
        } else if (wanted[i].required) {
            Diag *d = diag_report(ck->diags, D_MISSING_ARGUMENT, node->span,
                                  callee, names[i]);
            diag_also(ck->diags, d, wanted[i].span, "it is declared here");
        }
    }
}

/* ---- functions of the source ---- */

static const Type *fn_type(Checker *ck, const Symbol *symbol, const Node *node)
{
    Unit *unit = ck->unit;
    ck->unit = symbol->unit;
    const Type *type = node ? type_resolve(ck, node, NULL, symbol->name)
                            : type_of_kind(ck, TYPE_NONE);
    records_settle(ck);
    ck->unit = unit;
    return type;
}

/* Notes that the fn or map whose steps these are calls that one. */
static void note_edge(Checker *ck, const Env *env, Symbol *to, Span span)
{
    Symbol *caller = env->scene ? env->scene->fn : NULL;
    FnCall edge = {to, span};
    if (caller)
        vec_push(ck->arena, caller->calls, caller->call_count, edge);
}

Expr *call_fn(Checker *ck, const Env *env, const Node *node, Symbol *symbol)
{
    const Node *fn = symbol->node;
    NodeList parameters = fn->as.fn.parameters;
    Wanted *wanted = arena_array(ck->arena, Wanted, parameters.count + 1);
    for (size_t i = 0; i < parameters.count; i++) {
        const Node *parameter = parameters.items[i];
        wanted[i] =
            (Wanted){.name = parameter->as.field.name.text,
                     .type = fn_type(ck, symbol, parameter->as.field.type),
                     .span = parameter->span};
        wanted[i].required =
            !parameter->as.field.value && !type_is_optional(wanted[i].type);
    }
    Expr *call = expr_new(ck, EXPR_CALL, node->span, NULL);
    call->text = symbol->name;
    call->function = symbol->made;
    check_wanted(ck, env, node, symbol->name, wanted, parameters.count, call);
    call->type = fn_type(ck, symbol, fn->as.fn.result);
    call->fallible = fn->as.fn.fallible;
    if (call->fallible)
        failure_note(ck, env, node->span, symbol->name);
    note_edge(ck, env, symbol, node->span);
    return call;
}

/* ---- operations ---- */

const Resource *resource_find(const Checker *ck, const char *name)
{
    return map_get(&ck->resources, name);
}

void resource_report(Checker *ck, Word name)
{
    const Connector *connector = ck->connector;
    Nearest nearest = nearest_to(name.text);
    for (size_t i = 0; i < connector->resource_count; i++)
        nearest_try(&nearest, connector->resources[i]->name);
    Diag *d = diag_report(ck->diags, D_UNKNOWN_NAME, name.span, name.text);
    diag_suggest(ck->diags, d, name.span, nearest.found);
}

const Operation *operation_find(Checker *ck, const Resource *resource,
                                Word name)
{
    Operation *const *operations = resource->operations;
    for (size_t i = 0; i < resource->operation_count; i++)
        if (strcmp(operations[i]->name, name.text) == 0)
            return operations[i];
    if (scope_guessed(ck, name.text))
        return NULL;
    Nearest nearest = nearest_to(name.text);
    for (size_t i = 0; i < resource->operation_count; i++)
        nearest_try(&nearest, operations[i]->name);
    Diag *d = diag_report(ck->diags, D_UNKNOWN_OPERATION, name.span,
                          resource->name, name.text);
    diag_suggest(ck->diags, d, name.span, nearest.found);
    return NULL;
}

static Wanted wanted_field(Checker *ck, const Field *field, bool required)
{
    return (Wanted){field->name,
                    type_nullable(ck, field->type, field->optional), required,
                    field->span};
}

static void report_positional(Checker *ck, const Operation *op, NodeList list)
{
    for (size_t i = 0; i < list.count; i++)
        if (!list.items[i]->as.argument.name.text)
            diag_report(ck->diags, D_OPERATION_ARGUMENT, list.items[i]->span,
                        op->full_name);
}

Expr *call_operation(Checker *ck, const Env *env, const Node *node,
                     const Resource *resource)
{
    Word name = node->as.call.callee->as.access.name;
    const Operation *op = operation_find(ck, resource, name);
    if (!op)
        return expr_poison(ck, node->span);
    report_positional(ck, op, node->as.call.arguments);
    Wanted *wanted = arena_array(ck->arena, Wanted, op->param_count + 1);
    size_t count = 0;
    for (; count < op->param_count; count++)
        wanted[count] = wanted_field(ck, &op->params[count].field,
                                     op->params[count].required);
    if (op->body)
        wanted[count++] = wanted_field(ck, op->body, !op->body->optional);
    const Type *result =
        op->item ? type_make(ck, TYPE_STREAM, op->item)
                 : type_nullable(ck, op->result, op->result_optional);
    Expr *call = expr_new(ck, EXPR_OP_CALL, node->span, result);
    call->operation = op;
    call->fallible = true;
    if (!op->broken)
        check_wanted(ck, env, node, op->full_name, wanted, count, call);
    failure_note(ck, env, node->span, op->full_name);
    return call;
}

/* ---- maps ---- */

static const MapRule *find_map(Checker *ck, const char *name, bool *back)
{
    for (size_t i = 0; i < ck->map_count; i++) {
        const MapRule *rule = &ck->maps[i];
        *back = strcmp(type_name(ck->arena, rule->source), name) == 0;
        if (*back || strcmp(type_name(ck->arena, rule->target), name) == 0)
            return rule;
    }
    return NULL;
}

Expr *call_map(Checker *ck, const Env *env, const Node *node)
{
    Word name = node->as.call.callee->as.access.name;
    bool back = false;
    const MapRule *rule = find_map(ck, name.text, &back);
    if (!rule) {
        const char **names =
            arena_array(ck->arena, const char *, ck->map_count + 1);
        for (size_t i = 0; i < ck->map_count; i++)
            names[i] = type_name(ck->arena, ck->maps[i].target);
        Diag *d = diag_report(ck->diags, D_UNKNOWN_MAP, name.span, name.text);
        diag_suggest(ck->diags, d, name.span,
                     diag_nearest(name.text, names, ck->map_count));
        return expr_poison(ck, node->span);
    }
    Wanted wanted = {"value", back ? rule->target : rule->source, true,
                     rule->node->as.block.keyword.span};
    const char *callee = arena_format(ck->arena, "map.%s", name.text);
    Expr *call =
        expr_new(ck, EXPR_CALL, node->span, back ? rule->source : rule->result);
    call->text = callee;
    call->fallible = true;
    call->mapping = rule->mapping;
    call->integer = back;
    check_wanted(ck, env, node, callee, &wanted, 1, call);
    failure_note(ck, env, node->span, callee);
    note_edge(ck, env, rule->symbol, node->span);
    return call;
}

/* ---- events of a test ---- */

static const EventRule *find_events(Checker *ck, Word name)
{
    const char **names =
        arena_array(ck->arena, const char *, ck->event_count + 1);
    for (size_t i = 0; i < ck->event_count; i++) {
        names[i] = ck->events[i].name;
        if (strcmp(names[i], name.text) == 0)
            return &ck->events[i];
    }
    Diag *d =
        diag_report(ck->diags, D_UNKNOWN_FIELD, name.span, "events", name.text);
    diag_suggest(ck->diags, d, name.span,
                 diag_nearest(name.text, names, ck->event_count));
    return NULL;
}

/* `events.NAME.poll(watermark: …)`, `events.NAME.receive(headers:, body:)`. */
Expr *call_events(Checker *ck, const Env *env, const Node *node)
{
    const Node *callee = node->as.call.callee;
    Word verb = callee->as.access.name;
    const EventRule *rule =
        find_events(ck, callee->as.access.object->as.access.name);
    if (!rule)
        return expr_poison(ck, node->span);
    const char *fits = rule->polling ? "poll" : "receive";
    if (strcmp(verb.text, fits) != 0) {
        Diag *d = diag_report(
            ck->diags, D_UNKNOWN_FUNCTION, verb.span,
            arena_format(ck->arena, "`events.%s`", rule->name), verb.text);
        diag_suggest(ck->diags, d, verb.span, fits);
        return expr_poison(ck, node->span);
    }
    const Type *json = type_of_kind(ck, TYPE_JSON);
    const Type *texts = type_make(ck, TYPE_MAP, type_of_kind(ck, TYPE_STRING));
    Wanted poll[] = {{"watermark",
                      rule->watermark ? rule->watermark : json,
                      false,
                      {0, 0, 0}}};
    Wanted receive[] = {{"body", json, true, {0, 0, 0}},
                        {"headers", texts, false, {0, 0, 0}}};
    Expr *call = expr_new(ck, EXPR_CALL, node->span,
                          type_make(ck, TYPE_LIST, root_event(ck)));
    call->text = arena_format(ck->arena, "events.%s.%s", rule->name, fits);
    call->fallible = true;
    check_wanted(ck, env, node, call->text, rule->polling ? poll : receive,
                 rule->polling ? 1 : 2, call);
    return call;
}

/* ---- skip ---- */

/* `{}`, or one with a body without a type or an error: the body that the
 * operation promises is not given. */
static bool is_untyped_answer(const Node *node)
{
    NodeList arguments = node->as.call.arguments;
    const Node *answer =
        arguments.count ? arguments.items[0]->as.argument.value : NULL;
    if (!answer || answer->kind != NODE_OBJECT)
        return false;
    NodeList entries = answer->as.object.entries;
    for (size_t i = 0; i < entries.count; i++) {
        const char *name = entries.items[i]->as.entry.name.text;
        if (strcmp(name, "json") == 0 || strcmp(name, "error") == 0)
            return true;
    }
    return entries.count == 0;
}

Expr *call_skip(Checker *ck, const Env *env, const Node *node)
{
    Expr *call =
        expr_new(ck, EXPR_CALL, node->span, type_of_kind(ck, TYPE_NEVER));
    call->text = "skip";
    if (!env->scene->skips) {
        diag_report(ck->diags, D_SKIP_HERE, node->span);
        return expr_poison(ck, node->span);
    }
    const Type *body = env->body ? env->body : type_of_kind(ck, TYPE_JSON);
    if (is_untyped_answer(node))
        body = type_optional(ck, body);
    Wanted wanted = {"response", root_answer(ck, body), true, {0, 0, 0}};
    check_wanted(ck, env, node, "skip", &wanted, 1, call);
    return call;
}
