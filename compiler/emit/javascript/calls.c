/* calls.c - calls: of what ES5.1 has itself, of helpers for the rest of the
 * standard functions, and of the source's own. */
#include "emit/javascript/writer.h"

#include <string.h>

/* A standard function that ES5.1 says exactly: `$` is the receiver, `1` and `2`
 * are arguments. */
typedef struct InlineRow {
    const char *receiver, *name, *text;
    JsBinding binding;
} InlineRow;

static const InlineRow inline_rows[] = {
    {"T[]", "length", "$.length", BIND_CALL},
    {"T[]", "is_empty", "$.length === 0", BIND_EQUAL},
    {"T[]", "map", "$.map(1)", BIND_CALL},
    {"T[]", "filter", "$.filter(1)", BIND_CALL},
    {"T[]", "any", "$.some(1)", BIND_CALL},
    {"T[]", "all", "$.every(1)", BIND_CALL},
    {"T[]", "concat", "$.concat(1)", BIND_CALL},
    {"T[]", "append", "$.concat([1])", BIND_CALL},
    {"T[]", "reverse", "$.slice().reverse()", BIND_CALL},
    {"string[]", "join", "$.join(1)", BIND_CALL},
    {"string", "is_empty", "$ === \"\"", BIND_EQUAL},
    {"string", "contains", "$.indexOf(1) >= 0", BIND_LESS},
    {"string", "to_string", "$", BIND_CALL},
    {"enum", "to_string", "$", BIND_CALL},
    {"int64", "to_string", "$", BIND_CALL},
    {"decimal", "to_string", "$", BIND_CALL},
    {"date", "to_string", "$", BIND_CALL},
    {"int", "to_string", "String($)", BIND_CALL},
    {"bool", "to_string", "String($)", BIND_CALL},
    {"int", "to_float", "$", BIND_CALL},
    {"bytes", "length", "$.length", BIND_CALL},
};

static const InlineRow *inline_row(const Expr *expr)
{
    for (size_t i = 0; i < sizeof inline_rows / sizeof *inline_rows; i++)
        if (strcmp(inline_rows[i].name, expr->text) == 0 &&
            strcmp(inline_rows[i].receiver, expr->receiver) == 0)
            return &inline_rows[i];
    return NULL;
}

/* ---- lambdas ---- */

void script_lambda(JsWriter *js, const Expr *expr, JsBinding least)
{
    (void)least;
    HookLocal *outer = js->uses.locals;
    buf_puts(js->out, "function (");
    for (size_t i = 0; i < expr->item_count; i++)
        buf_printf(js->out, "%s%s", i ? ", " : "",
                   script_bind(js, expr->names[i], 0));
    buf_puts(js->out, ") { ");
    if (js->uses.counted)
        buf_printf(js->out, "%s(1); ", script_helper(js, "step"));
    buf_puts(js->out, "return ");
    script_value(js, expr->a, BIND_ANY);
    buf_puts(js->out, "; }");
    js->uses.locals = outer;
}

/* ---- standard functions ---- */

/* Items of a list are compared and joined as what the list holds. */
static const Type *argument_type(const Expr *expr, size_t i)
{
    const Type *type = i > 0 && expr->item_count > 0 && expr->items[0]->type
                           ? type_strip(expr->items[0]->type)
                           : NULL;
    static const char *const of_item[] = {"append", "contains", "index_of"};
    if (!type || type->kind != TYPE_LIST || strcmp(expr->receiver, "T[]") != 0)
        return NULL;
    for (size_t k = 0; k < sizeof of_item / sizeof *of_item; k++)
        if (strcmp(expr->text, of_item[k]) == 0)
            return type->element;
    return strcmp(expr->text, "concat") == 0 ? type : NULL;
}

static void write_argument(JsWriter *js, const Expr *expr, size_t i,
                           JsBinding least)
{
    script_value_as(js, expr->items[i], argument_type(expr, i), least);
}

/* How tightly the receiver at `at` of the row's text must bind. */
static JsBinding receiver_binding(const InlineRow *row, const char *at)
{
    if (at[1] == '.')
        return BIND_CALL;
    return at[1] == ')' ? BIND_CONDITION : row->binding + 1;
}

static void write_inline(JsWriter *js, const Expr *expr, const InlineRow *row,
                         JsBinding least)
{
    if (strcmp(row->text, "$") == 0) {
        write_argument(js, expr, 0, least);
        return;
    }
    bool open = script_open(js, row->binding, least);
    for (const char *c = row->text; *c; c++) {
        if (*c == '$')
            write_argument(js, expr, 0, receiver_binding(row, c));
        else if (*c == '1' || *c == '2')
            write_argument(js, expr, (size_t)(*c - '0'), BIND_CONDITION);
        else
            buf_putc(js->out, *c);
    }
    script_close(js, open);
}

/* "T[]" as "list", "int[]" as "int_list", "map<T>" as "map", "log." as "log".
 */
static const char *receiver_word(JsWriter *js, const char *receiver)
{
    size_t length = strcspn(receiver, "[");
    if (!receiver[length]) {
        length = strcspn(receiver, "<.");
        return arena_text(js->arena, receiver, length);
    }
    if (*receiver == 'T' || strcmp(receiver, "string[]") == 0)
        return "list";
    return arena_format(js->arena, "%.*s_list", (int)length, receiver);
}

static const char *helper_name(JsWriter *js, const Expr *expr)
{
    const char *receiver = receiver_word(js, expr->receiver);
    return *receiver ? arena_format(js->arena, "%s_%s", receiver, expr->text)
                     : expr->text;
}

/* Headers have names in any case, and removing one is something to say. */
static const char *header_helper(JsWriter *js, const Expr *expr)
{
    static const char *const names[] = {"get", "has", "remove"};
    if (expr->item_count == 0 || !hook_is_headers(&js->uses, expr->items[0]))
        return NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(expr->text, names[i]) == 0)
            return arena_format(js->arena, "headers_%s", names[i]);
    return NULL;
}

/* What a value is as JSON, and in which order. */
static bool write_json_text(JsWriter *js, const Expr *expr)
{
    if (strcmp(expr->text, "to_json") != 0)
        return false;
    const Type *type = type_strip(expr->items[0]->type);
    JsWrap wrap = script_writer(js, type, WIRE_PLAIN);
    buf_printf(js->out, "%s(%s",
               script_helper(js, type->kind == TYPE_RECORD ? "record_to_json"
                                                           : "json_to_json"),
               wrap.before);
    script_value(js, expr->items[0], BIND_CONDITION);
    buf_printf(js->out, "%s)", wrap.after);
    return true;
}

/* The members that an open record doesn't declare. */
static bool write_others(JsWriter *js, const Expr *expr)
{
    if (strcmp(expr->text, "others") != 0)
        return false;
    const Record *record = type_strip(expr->items[0]->type)->record;
    buf_printf(js->out, "%s(", script_helper(js, "record_others"));
    script_value(js, expr->items[0], BIND_CONDITION);
    buf_puts(js->out, ", [");
    for (size_t i = 0; i < record->field_count; i++) {
        buf_puts(js->out, i ? ", " : "");
        script_quote(js->out, record->fields[i]->wire);
    }
    buf_puts(js->out, "])");
    return true;
}

typedef struct OrderRow {
    const char *name;
    TypeKind type;
    const char *helper;
} OrderRow;

/* What lists are searched and sorted by, of types whose texts don't tell. */
static const OrderRow order_rows[] = {
    {"sort_by", TYPE_INT64, "compare_digits"},
    {"sort_by", TYPE_DECIMAL, "compare_digits"},
    {"unique", TYPE_DECIMAL, "decimal_key"},
    {"unique_by", TYPE_DECIMAL, "decimal_key"},
    {"contains", TYPE_DECIMAL, "decimals_equal"},
    {"index_of", TYPE_DECIMAL, "decimals_equal"},
};

/* Hands that over, behind the other arguments. */
static void write_order(JsWriter *js, const Expr *expr)
{
    if (expr->item_count == 0 || strcmp(expr->receiver, "T[]") != 0)
        return;
    const Expr *last = expr->items[expr->item_count - 1];
    const Type *type = last->kind == EXPR_LAMBDA
                           ? last->a->type
                           : type_strip(expr->items[0]->type)->element;
    type = type ? type_strip(type) : NULL;
    for (size_t i = 0; type && i < sizeof order_rows / sizeof *order_rows; i++)
        if (order_rows[i].type == type->kind &&
            strcmp(order_rows[i].name, expr->text) == 0)
            buf_printf(js->out, ", %s",
                       script_helper(js, order_rows[i].helper));
}

static void write_standard(JsWriter *js, const Expr *expr, JsBinding least)
{
    const InlineRow *row = inline_row(expr);
    if (row) {
        write_inline(js, expr, row, least);
        return;
    }
    if (write_json_text(js, expr) || write_others(js, expr))
        return;
    const char *helper = header_helper(js, expr);
    if (!helper)
        helper = helper_name(js, expr);
    if (!script_is_helper(js, helper)) {
        script_refuse(js, expr->span,
                      arena_format(js->arena, "call `%s`", expr->text));
        return;
    }
    buf_printf(js->out, "%s(", script_helper(js, helper));
    for (size_t i = 0; i < expr->item_count; i++) {
        buf_puts(js->out, i ? ", " : "");
        write_argument(js, expr, i, BIND_CONDITION);
    }
    write_order(js, expr);
    buf_putc(js->out, ')');
}

/* ---- functions of the source ---- */

static const Expr *argument_named(const Expr *call, const char *name)
{
    for (size_t i = 0; i < call->item_count; i++)
        if (call->names && call->names[i] && strcmp(call->names[i], name) == 0)
            return call->items[i];
    return NULL;
}

static void write_own(JsWriter *js, const Expr *expr, const Function *function)
{
    buf_printf(js->out, "%s(", script_function(js, function));
    for (size_t i = 0; i < function->parameter_count; i++) {
        const Expr *value = argument_named(expr, function->parameters[i]);
        if (!value)
            value = function->fallbacks[i];
        buf_puts(js->out, i ? ", " : "");
        if (value)
            script_value_as(js, value, function->types[i], BIND_CONDITION);
        else
            buf_puts(js->out, "null");
    }
    buf_putc(js->out, ')');
}

/* `map.X(value)`. What is read has its source beside it, unseen when it is
 * sent. */
static void write_mapped(JsWriter *js, const Expr *expr)
{
    const Mapping *mapping = expr->mapping;
    bool back = expr->integer;
    const char *name = script_mapping(js, mapping, back);
    if (back)
        buf_printf(js->out, "%s(", name);
    else
        buf_printf(js->out, "%s(%s, ", script_helper(js, "with_vendor"), name);
    script_value_as(js, expr->items[0],
                    back ? mapping->common : mapping->vendor, BIND_CONDITION);
    buf_puts(js->out, back ? ", {})" : ")");
}

/* ---- all calls ---- */

/* `a?.f()`: null where `a` is. The receiver becomes a name of its own. */
static void write_chained(JsWriter *js, const Expr *expr, JsBinding least)
{
    Expr call = *expr, receiver = *expr->items[0];
    Expr **items = arena_array(js->arena, Expr *, expr->item_count);
    memcpy(items, expr->items, expr->item_count * sizeof *items);
    HookLocal *outer = js->uses.locals;
    const char *name =
        script_is_simple(expr->items[0]) ? NULL : script_temporary(js);
    bool open = script_open(js, BIND_CONDITION, least);
    if (name)
        buf_printf(js->out, "(%s = ", name);
    script_nullish(js, expr->items[0], name ? BIND_CONDITION : BIND_LESS);
    buf_puts(js->out, name ? ") == null ? null : " : " == null ? null : ");
    if (name) {
        HookLocal *local = arena_new(js->arena, HookLocal);
        *local = (HookLocal){.name = name,
                             .text = name,
                             .parts = hook_parts_of(&js->uses, &receiver),
                             .next = outer};
        js->uses.locals = local;
        receiver.kind = EXPR_LOCAL;
        receiver.text = name;
    }
    receiver.type = type_strip(receiver.type);
    items[0] = &receiver;
    call.items = items;
    call.optional_chain = false;
    script_call(js, &call, BIND_CONDITION);
    js->uses.locals = outer;
    script_close(js, open);
}

void script_call(JsWriter *js, const Expr *expr, JsBinding least)
{
    if (expr->optional_chain && expr->item_count > 0) {
        write_chained(js, expr, least);
        return;
    }
    if (expr->receiver) {
        write_standard(js, expr, least);
        return;
    }
    if (expr->function)
        write_own(js, expr, expr->function);
    else if (expr->mapping)
        write_mapped(js, expr);
    else
        script_refuse(
            js, expr->span,
            arena_format(js->arena, "call `%s` in a hook", expr->text));
}
