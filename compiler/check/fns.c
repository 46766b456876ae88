/* fns.c - bodies of functions, their call graph, and tests. */
#include "check/steps.h"

#include <string.h>

#include "base/buf.h"

/* ---- bodies ---- */

static void bind_parameters(Checker *ck, Env *env, const Node *node,
                            Function *out)
{
    NodeList parameters = node->as.fn.parameters;
    for (size_t i = 0; i < parameters.count; i++) {
        const Node *field = parameters.items[i];
        Word name = field->as.field.name;
        const Type *type = type_resolve_value(ck, field->as.field.type, NULL,
                                              name.text, "a parameter");
        records_settle(ck);
        Env constant = {.constant = true,
                        .because = field->as.field.type->span};
        Expr *fallback = NULL;
        if (field->as.field.value)
            fallback = expr_check(ck, &constant, field->as.field.value, type);
        for (const Binding *b = env->locals; b; b = b->next)
            if (strcmp(b->name, name.text) == 0)
                diag_also(ck->diags,
                          diag_report(ck->diags, D_DUPLICATE_NAME, name.span,
                                      "the parameter", name.text),
                          b->value->span, "first declared here");
        Expr *local = expr_new(ck, EXPR_LOCAL, name.span, type);
        local->text = name.text;
        env_bind(ck, env, name.text, local);
        size_t count = out->parameter_count;
        vec_push(ck->arena, out->types, count, type);
        count = out->parameter_count;
        vec_push(ck->arena, out->fallbacks, count, fallback);
        vec_push(ck->arena, out->parameters, out->parameter_count, name.text);
    }
}

static void check_fn(Checker *ck, Symbol *symbol)
{
    const Node *node = symbol->node;
    const Node *result = node->as.fn.result;
    const Type *none = type_of_kind(ck, TYPE_NONE);
    Function made = {.name = symbol->name,
                     .doc = node->doc,
                     .span = node->as.fn.name.span,
                     .fallible = node->as.fn.fallible,
                     .result = none};
    if (result)
        made.result = type_resolve(ck, result, NULL, symbol->name);
    records_settle(ck);
    bool gives = made.result->kind != TYPE_NONE;
    Scene scene = {.fn = symbol,
                   .result = gives ? made.result : NULL,
                   .infallible = !made.fallible};
    Env env = {.scene = &scene};
    bind_parameters(ck, &env, node, &made);
    bool ends = steps_check(ck, &env, node->as.fn.items, &made.steps);
    /* What could not be read may well have been the `return`. */
    if (gives && !ends && !type_is_error(made.result) &&
        !diag_stands_in(ck->diags, D_SYNTAX, node->span))
        diag_also(ck->diags,
                  diag_report(ck->diags, D_NO_RETURN, node->as.fn.name.span,
                              symbol->name),
                  result->span, "so it must give this");
    *symbol->made = made;
}

/* ---- cycles ---- */

typedef struct FnPath {
    Symbol *symbol;
    const FnCall *call; /* that leads on from here */
    const struct FnPath *outer;
} FnPath;

static void report_cycle(Checker *ck, const FnPath *path, const Symbol *first)
{
    const char *text = first->name;
    for (const FnPath *p = path; p; p = p->outer) {
        text = arena_format(ck->arena, "%s -> %s", p->symbol->name, text);
        if (p->symbol == first)
            break;
    }
    Diag *d = diag_report(ck->diags, D_FN_CYCLE, path->call->span, text);
    for (const FnPath *p = path->outer; p && path->symbol != first;
         p = p->outer) {
        diag_also(ck->diags, d, p->call->span, "`%s` is called here",
                  p->call->to->name);
        if (p->symbol == first)
            break;
    }
    diag_help(ck->diags, d, "every hook ends: functions don't call themselves");
}

/* `done` holds those below which there is no cycle that wasn't reported. */
static void find_cycle(Checker *ck, Symbol *symbol, const FnPath *outer,
                       Map *done, int depth)
{
    enum { DEEPEST = 1000 };
    const char *key = arena_format(ck->arena, "%p", (void *)symbol);
    if (map_get(done, key))
        return;
    if (depth > DEEPEST) {
        diag_report(ck->diags, D_TOO_DEEP, outer->call->span,
                    "1000 calls inside each other");
        return;
    }
    symbol->busy = true;
    for (size_t i = 0; i < symbol->call_count; i++) {
        FnPath path = {symbol, &symbol->calls[i], outer};
        if (symbol->calls[i].to->busy)
            report_cycle(ck, &path, symbol->calls[i].to);
        else
            find_cycle(ck, symbol->calls[i].to, &path, done, depth + 1);
    }
    symbol->busy = false;
    map_set(ck->arena, done, key, symbol);
}

/* ---- all functions ---- */

typedef void FnVisit(Checker *ck, Symbol *symbol, void *data);

/* Visits each fn of all files, in the order of the source. */
static void each_fn(Checker *ck, FnVisit *visit, void *data)
{
    Program *program = ck->program;
    for (size_t i = 0; i < program->unit_count; i++) {
        ck->unit = program->units[i];
        NodeList items = ck->unit->tree->as.file.items;
        for (size_t j = 0; j < items.count; j++) {
            const Node *node = items.items[j];
            Symbol *symbol = node->kind == NODE_FN
                                 ? scope_find(ck, node->as.fn.name.text)
                                 : NULL;
            if (symbol && symbol->node == node)
                visit(ck, symbol, data);
        }
    }
    ck->unit = program->units[0];
}

static void count_fn(Checker *ck, Symbol *symbol, void *data)
{
    (void)ck, (void)symbol;
    ++*(size_t *)data;
}

static void declare_fn(Checker *ck, Symbol *symbol, void *data)
{
    (void)data;
    Connector *connector = ck->connector;
    symbol->made = &connector->functions[connector->function_count++];
    symbol->made->name = symbol->name;
}

void fns_declare(Checker *ck)
{
    size_t count = 0;
    each_fn(ck, count_fn, &count);
    ck->connector->functions = arena_array(ck->arena, Function, count + 1);
    each_fn(ck, declare_fn, NULL);
}

static void visit_body(Checker *ck, Symbol *symbol, void *data)
{
    (void)data;
    check_fn(ck, symbol);
}

static void visit_calls(Checker *ck, Symbol *symbol, void *data)
{
    find_cycle(ck, symbol, NULL, data, 0);
}

void fns_check(Checker *ck)
{
    Map done = {0};
    each_fn(ck, visit_body, NULL);
    each_fn(ck, visit_calls, &done);
    for (size_t i = 0; i < ck->map_count; i++)
        find_cycle(ck, ck->maps[i].symbol, NULL, &done, 0);
}

/* ---- tests ---- */

static const Type *sent_request(Checker *ck)
{
    const Type *text = type_of_kind(ck, TYPE_STRING);
    const Type *texts = type_make(ck, TYPE_MAP, text);
    const Type *record = root_record(ck, "request");
    root_field(ck, record, "method", text, true);
    root_field(ck, record, "url", text, true);
    root_field(ck, record, "path", text, true);
    root_field(ck, record, "query", texts, true);
    root_field(ck, record, "headers", texts, true);
    root_field(ck, record, "body", type_of_kind(ck, TYPE_JSON), true);
    root_field(ck, record, "raw_body", type_of_kind(ck, TYPE_BYTES), true);
    return record;
}

static void check_mock(Checker *ck, const Env *env, const Node *block)
{
    static const char *const names[] = {"body", "headers", "after"};
    NodeList items = block->as.block.items;
    const Node *result = block->as.block.result;
    if (result && (result->kind != NODE_INT || result->as.integer.value < 100 ||
                   result->as.integer.value > 599))
        diag_report(ck->diags, D_BAD_STATUS, result->span,
                    SOURCE_AT(ck, result->span));
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        if (node->kind != NODE_SETTING)
            continue;
        Word name = node->as.setting.name;
        if (strcmp(name.text, "body") == 0) {
            expr_check(ck, env, node->as.setting.value,
                       type_of_kind(ck, TYPE_JSON));
            continue;
        }
        Diag *d = diag_report(ck->diags, D_UNKNOWN_SETTING, name.span,
                              name.text, "mock");
        diag_suggest(ck->diags, d, name.span,
                     diag_nearest(name.text, names, 2));
        diag_help(ck->diags, d, "`mock` takes: body, headers");
    }
    const Node *headers = find_block(items, "headers");
    Assign *unused = NULL;
    size_t count = 0;
    if (headers)
        assigns_read(ck, env, headers->as.block.items, PLACE_HEADER, &unused,
                     &count);
}

static const Type *watermark_type(Checker *ck)
{
    const Type *type = type_of_kind(ck, TYPE_NEVER);
    for (size_t i = 0; i < ck->event_count; i++) {
        if (!ck->events[i].watermark)
            continue;
        const Type *both = type_join(ck, type, ck->events[i].watermark);
        type = both ? both : type_of_kind(ck, TYPE_JSON);
    }
    return type_optional(ck, type);
}

static void check_test(Checker *ck, const Node *block)
{
    NodeList items = block->as.block.items;
    bool failure = false; /* fails the test */
    Scene scene = {.test = true};
    Env env = hook_env(&scene);
    env.failure = &failure;
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_BLOCK)
            check_mock(ck, &env, items.items[i]);
    root_value(ck, &env, "requests",
               type_make(ck, TYPE_LIST, sent_request(ck)));
    const Type *watermark = watermark_type(ck);
    if (type_strip(watermark)->kind != TYPE_NEVER)
        root_value(ck, &env, "watermark", watermark);
    StepList steps = {0};
    steps_check(ck, &env, items, &steps);
}

void tests_check(Checker *ck, NodeList items)
{
    for (size_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == NODE_BLOCK &&
            strcmp(items.items[i]->as.block.keyword.text, "test") == 0)
            check_test(ck, items.items[i]);
}
