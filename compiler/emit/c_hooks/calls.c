/* calls.c - calls of the standard functions, of the source's own, and lambdas
 * as functions with what they use around them. */
#include <string.h>

#include "emit/c_hooks/writer.h"

/* ---- lambdas ---- */

/* The variables around the lambda that it uses, oldest first. */
static size_t captures_of(const Frame *frame, const Capture **out)
{
    size_t count = 0;
    for (const Capture *at = frame->captures; at; at = at->next)
        count++;
    size_t i = count;
    for (const Capture *at = frame->captures; at; at = at->next)
        out[--i] = at;
    return count;
}

static size_t capture_count(const Frame *frame)
{
    size_t count = 0;
    for (const Capture *at = frame->captures; at; at = at->next)
        count++;
    return count;
}

/* struct NAME_around with the scene and the captured variables. */
static void declare_captures(CHooks *c, const char *name, const Frame *frame,
                             const Capture **captures, size_t count)
{
    buf_printf(&c->functions, "\nstruct %s_around {\n", name);
    if (frame->uses_scene)
        buf_puts(&c->functions, "    conn_scene *at;\n");
    for (size_t i = 0; i < count; i++)
        buf_printf(&c->functions, "    conn_any %s;\n",
                   captures[i]->local->text);
    buf_puts(&c->functions, "};\n");
}

/* The struct filled in where the lambda is made; its address. */
static const char *fill_captures(CHooks *c, const char *name,
                                 const Frame *frame, const Capture **captures,
                                 size_t count)
{
    Buf text = {0};
    const char *variable = c_fresh(c, c_format(c, "around_%s", name));
    if (frame->uses_scene)
        buf_puts(&text, "at");
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s%s", text.length ? ", " : "", captures[i]->outer);
    c_put(c, "struct %s_around %s = {%s};", name, variable, buf_text(&text));
    buf_free(&text);
    return c_format(c, "&%s", variable);
}

/* What makes `with` and `at` of `self`. */
static const char *unpack(CHooks *c, const char *name, const Frame *frame)
{
    if (!frame->uses_scene && !frame->captures)
        return "    (void)run;\n    (void)self;\n";
    return c_format(
        c,
        "    const struct %s_around *with = (const struct %s_around *)self;\n"
        "    (void)run;\n%s",
        name, name,
        frame->uses_scene ? "    conn_scene *at = with->at;\n" : "");
}

/* The lambda as a function of its own; a conn_lambda that is it. */
static CValue lambda(CHooks *c, const Expr *expr)
{
    Begun begun;
    Buf written = {0};
    const char *name = c_fresh_in_file(c, "lambda");
    if (expr->item_count != 1)
        return c_refuse(c, expr->span, "a function of several values");
    c_begin(c, &begun, "return conn_any_null();", true);
    HookLocal *item = c_bind(c, expr->names[0], 0);
    if (c->uses.counted) {
        c_line(c, "if (!conn_step(run, 1))");
        c_line(c, "    return conn_any_null();");
    }
    c->line = 0;
    c_mark(c, expr->span);
    CValue value = c_value(c, expr->a);
    c_put(c, "return %s;", value.text);
    const char *head = c_format(
        c, "static conn_any %s(conn_run *run, void *self, conn_any %s)", name,
        item->text);
    Frame frame = begun.frame;
    const char *first = unpack(c, name, &frame);
    if (!item->used)
        first = c_format(c, "%s    (void)%s;\n", first, item->text);
    c_finish(c, &begun, &written, head, first);
    const Capture **captures =
        arena_array(c->arena, const Capture *, capture_count(&frame) + 1);
    size_t count = captures_of(&frame, captures);
    const char *self = "NULL";
    if (count > 0 || frame.uses_scene) {
        declare_captures(c, name, &frame, captures, count);
        self = fill_captures(c, name, &frame, captures, count);
    }
    buf_write(&c->functions, buf_text(&written), written.length);
    buf_free(&written);
    const char *variable = c_fresh(c, "by");
    c_put(c, "conn_lambda %s = {%s, %s};", variable, name, self);
    return (CValue){variable, value.effect == EFFECT_NONE && !c->uses.counted
                                  ? EFFECT_NONE
                                  : EFFECT_ANY};
}

/* ---- standard functions ---- */

/* "T[]" as "list_", "int[]" as "int_list_", "map<T>" as "map_", "log." as
 * "log_". */
static const char *receiver_word(CHooks *c, const char *receiver)
{
    size_t length = strcspn(receiver, "[");
    if (!receiver[length]) {
        length = strcspn(receiver, "<.");
        return length ? c_format(c, "%.*s_", (int)length, receiver) : "";
    }
    if (*receiver == 'T' || strcmp(receiver, "string[]") == 0)
        return "list_";
    return c_format(c, "%.*s_list_", (int)length, receiver);
}

/* Headers have names in any case, and removing one is something to say. */
static bool is_of_headers(CHooks *c, const Expr *expr)
{
    return expr->item_count > 0 && hook_is_headers(&c->uses, expr->items[0]) &&
           (strcmp(expr->text, "get") == 0 || strcmp(expr->text, "has") == 0 ||
            strcmp(expr->text, "remove") == 0);
}

/* Functions with an argument that may be missing, and their arguments then. */
typedef struct OptionalRow {
    const char *receiver, *name;
    size_t count;
} OptionalRow;

static const OptionalRow optional_rows[] = {
    {"string", "slice", 3},   {"string", "pad_start", 3},
    {"string", "pad_end", 3}, {"T[]", "slice", 3},
    {"float", "round", 2},    {"", "nonce", 1},
};

static size_t argument_count(const Expr *expr)
{
    for (size_t i = 0; i < sizeof optional_rows / sizeof *optional_rows; i++)
        if (strcmp(optional_rows[i].receiver, expr->receiver) == 0 &&
            strcmp(optional_rows[i].name, expr->text) == 0)
            return optional_rows[i].count;
    return expr->item_count;
}

/* Items of a list are compared and joined as what the list holds. */
static const Type *argument_type(const Expr *expr, size_t i)
{
    static const char *const of_item[] = {"append", "contains", "index_of"};
    const Type *type = i > 0 ? type_strip(expr->items[0]->type) : NULL;
    if (!type || type->kind != TYPE_LIST || strcmp(expr->receiver, "T[]") != 0)
        return NULL;
    for (size_t k = 0; k < sizeof of_item / sizeof *of_item; k++)
        if (strcmp(expr->text, of_item[k]) == 0)
            return type->element;
    return strcmp(expr->text, "concat") == 0 ? type : NULL;
}

/* What lists are searched and sorted by, of types whose texts don't tell:
 * "true" or "false", or NULL where the function does not ask. */
static const char *digits_of(const Expr *expr)
{
    static const char *const asking[] = {"sort_by", "unique", "unique_by",
                                         "contains", "index_of"};
    if (expr->item_count == 0 || strcmp(expr->receiver, "T[]") != 0)
        return NULL;
    const Expr *last = expr->items[expr->item_count - 1];
    const Type *type = last->kind == EXPR_LAMBDA
                           ? last->a->type
                           : type_strip(expr->items[0]->type)->element;
    TypeKind kind = type ? type_strip(type)->kind : TYPE_STRING;
    bool sorts = strcmp(expr->text, "sort_by") == 0;
    for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
        if (strcmp(asking[i], expr->text) == 0)
            return kind == TYPE_DECIMAL || (sorts && kind == TYPE_INT64)
                       ? "true"
                       : "false";
    return NULL;
}

static CItem argument(CHooks *c, const Expr *expr, size_t i)
{
    (void)c;
    if (i >= expr->item_count)
        return (CItem){.value = {"conn_any_null()", EFFECT_NONE}};
    return (CItem){.expr = expr->items[i],
                   .type = argument_type(expr, i),
                   .make = expr->items[i]->kind == EXPR_LAMBDA ? lambda : NULL};
}

/* bytes(…) of any number of parts. */
static CValue all_bytes(CHooks *c, const Expr *expr)
{
    CItem *items = arena_array(c->arena, CItem, expr->item_count + 1);
    for (size_t i = 0; i < expr->item_count; i++)
        items[i] = argument(c, expr, i);
    Effect effect = c_in_order(c, items, expr->item_count);
    const char *name = c_fresh(c, "parts");
    c_put(c, "const conn_any %s[] = {", name);
    for (size_t i = 0; i < expr->item_count; i++)
        c_put(c, "    %s,", items[i].value.text);
    c_line(c, "};");
    return (CValue){
        c_format(c, "conn_fn_bytes(run, %s, %zu)", name, expr->item_count),
        c_worse(effect, EFFECT_DATA)};
}

/* What a value is as JSON, and which members a record does not declare. */
static bool is_of_record(const Expr *expr)
{
    return strcmp(expr->text, "to_json") == 0 ||
           strcmp(expr->text, "others") == 0;
}

static CValue of_record(CHooks *c, const Expr *expr)
{
    const Type *type = type_strip(expr->items[0]->type);
    CItem items[] = {{.expr = expr->items[0]}, {.expr = NULL}};
    if (strcmp(expr->text, "others") == 0) {
        items[1].value.text = c_names(c, type->record, false);
        return c_call(c, "conn_fn_record_others", items, 2, EFFECT_DATA);
    }
    items[0].wrap = c_writer(type, WIRE_PLAIN);
    return c_call(c,
                  type->kind == TYPE_RECORD ? "conn_fn_record_to_json"
                                            : "conn_fn_json_to_json",
                  items, 1, EFFECT_DATA);
}

/* Functions that can do no more than end a run where data is not what its type
 * says. */
static bool is_harmless(const Expr *expr)
{
    static const char *const names[] = {
        "length",    "is_empty", "get",    "has",         "contains",
        "to_string", "keys",     "values", "starts_with", "ends_with",
        "before",    "after",    "trim",   "lower",       "upper",
        "compact",   "items"};
    for (size_t i = 0; !expr->fallible && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], expr->text) == 0)
            return true;
    return false;
}

static bool is_missing(const Expr *expr)
{
    return strcmp(expr->receiver, "custom") == 0 ||
           strncmp(expr->receiver, "stream", 6) == 0;
}

static CValue standard(CHooks *c, const Expr *expr)
{
    if (is_missing(expr))
        return c_refuse(c, expr->span,
                        c_format(c, "the function `%s`", expr->text));
    if (is_of_record(expr))
        return of_record(c, expr);
    if (strcmp(expr->text, "bytes") == 0 && !*expr->receiver)
        return all_bytes(c, expr);
    size_t count = argument_count(expr);
    CItem *items = arena_array(c->arena, CItem, count + 2);
    for (size_t i = 0; i < count; i++)
        items[i] = argument(c, expr, i);
    const char *digits = digits_of(expr);
    if (digits)
        items[count++].value.text = digits;
    const char *word =
        is_of_headers(c, expr) ? "headers_" : receiver_word(c, expr->receiver);
    return c_call(c, c_format(c, "conn_fn_%s%s", word, expr->text), items,
                  count, is_harmless(expr) ? EFFECT_DATA : EFFECT_ANY);
}

/* ---- functions of the source ---- */

static const Expr *argument_named(const Expr *call, const char *name)
{
    for (size_t i = 0; i < call->item_count; i++)
        if (call->names && call->names[i] && strcmp(call->names[i], name) == 0)
            return call->items[i];
    return NULL;
}

static CValue own(CHooks *c, const Expr *expr, const Function *function)
{
    size_t count = function->parameter_count;
    CItem *items = arena_array(c->arena, CItem, count + 2);
    items[0].value.text = c_scene(c);
    for (size_t i = 0; i < count; i++) {
        const Expr *value = argument_named(expr, function->parameters[i]);
        if (!value)
            value = function->fallbacks[i];
        items[i + 1] = (CItem){.expr = value, .type = function->types[i]};
        if (!value)
            items[i + 1].value.text = "conn_any_null()";
    }
    return c_call(c, c_function(c, function), items, count + 1, EFFECT_ANY);
}

/* `map.X(value)`. What is read has its source beside it, unseen when it is
 * sent. */
static CValue mapped(CHooks *c, const Expr *expr)
{
    const Mapping *mapping = expr->mapping;
    bool back = expr->integer;
    const char *name = c_mapping(c, mapping, back);
    CValue value =
        c_value_as(c, expr->items[0], back ? mapping->common : mapping->vendor);
    const char *from = c_hold(c, value, "mapped");
    value.text = c_format(c, "%s(run, %s, %s, conn_any_map_new(run))", name,
                          c_scene(c), from);
    if (!back)
        value.text =
            c_format(c, "conn_fn_with_vendor(run, %s, %s)", value.text, from);
    value.effect = EFFECT_ANY;
    return value;
}

/* ---- all calls ---- */

/* `a?.f()`: null where `a` is. The receiver becomes a name of its own. */
static CValue chained(CHooks *c, const Expr *expr)
{
    Expr call = *expr, receiver = *expr->items[0];
    Expr **items = arena_array(c->arena, Expr *, expr->item_count);
    memcpy(items, expr->items, expr->item_count * sizeof *items);
    HookLocal *outer = c->uses.locals;
    CValue value = c_value(c, expr->items[0]);
    const char *name = c_hold(c, value, "value");
    const char *made = c_fresh(c, "value");
    c_put(c, "conn_any %s = conn_any_null();", made);
    c_put(c, "if (!conn_any_is_null(%s)) {", name);
    c->indent++;
    receiver.kind = EXPR_LOCAL;
    receiver.text = c_format(c, "?%s", name); /* no name of a source */
    c_bind_as(c, receiver.text, name, hook_parts_of(&c->uses, expr->items[0]));
    receiver.type = type_strip(receiver.type);
    items[0] = &receiver;
    call.items = items;
    call.optional_chain = false;
    CValue result = c_any_call(c, &call);
    c->uses.locals = outer;
    c_put(c, "%s = %s;", made, result.text);
    c->indent--;
    c_line(c, "}");
    return (CValue){made, c_worse(value.effect, result.effect)};
}

CValue c_any_call(CHooks *c, const Expr *expr)
{
    if (expr->optional_chain && expr->item_count > 0)
        return chained(c, expr);
    if (expr->receiver)
        return standard(c, expr);
    if (expr->function)
        return own(c, expr, expr->function);
    if (expr->mapping)
        return mapped(c, expr);
    return c_refuse(c, expr->span,
                    c_format(c, "the function `%s`", expr->text));
}
