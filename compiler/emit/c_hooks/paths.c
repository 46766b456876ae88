/* paths.c - names and paths: what a hook reads, and what it sets. */
#include <string.h>

#include "emit/c_hooks/writer.h"

/* ---- roots ---- */

/* Names that steps see, and where the scene has what they stand for. */
typedef struct RootRow {
    const char *name, *object, *part;
} RootRow;

static const RootRow root_rows[] = {
    {"request", "request", NULL},
    {"response", "response", NULL},
    {"event", "event", NULL},
    {"item", "item", NULL},
    {"query", "request", "query"},
    {"headers", "request", "headers"},
    {"cookies", "request", "cookies"},
    {"body", "request", "body"},
    {"status", "response", "status"},
    {"token", "response", "body"},
    {"callback", "callback", NULL},
    {"subscription", "subscription", NULL},
    {"job", "item", NULL},
};

static const RootRow *root_row(const char *name)
{
    for (size_t i = 0; i < sizeof root_rows / sizeof *root_rows; i++)
        if (strcmp(root_rows[i].name, name) == 0)
            return &root_rows[i];
    return NULL;
}

static CValue part(CHooks *c, const char *object, const char *name)
{
    const char *text = c_format(c, "%s->%s", c_scene(c), object);
    if (name)
        text = c_format(c, "conn_any_map_get(%s, %s)", text, c_key(c, name));
    return (CValue){text, EFFECT_NONE};
}

/* A root that a client's hooks don't see. */
static CValue refuse_root(CHooks *c, const Expr *expr, Span span)
{
    bool caller = strcmp(expr->text, "caller") == 0;
    return c_refuse(c, span,
                    caller ? "`caller`, the request that came to the platform,"
                           : c_format(c, "`%s`", expr->text));
}

/* `args.NAME` of steps that subscribe: whatever their caller gives. */
static CValue given(CHooks *c, const char *name)
{
    size_t i = 0;
    while (i < c->given->count && strcmp(c->given->items[i], name) != 0)
        i++;
    if (i == c->given->count)
        vec_push(c->arena, c->given->items, c->given->count, name);
    return part(c, "args", name);
}

CValue c_root(CHooks *c, const Expr *expr)
{
    if (expr->kind == EXPR_BODY)
        return part(c, "response", "body");
    if (expr->kind == EXPR_LOCAL) {
        const char *text = c_local(c, expr->text);
        if (text)
            return (CValue){text, EFFECT_NONE};
    }
    const RootRow *row = root_row(expr->text);
    if (strncmp(expr->text, "args.", 5) == 0)
        return given(c, expr->text + 5);
    if (row)
        return part(c, row->object, row->part);
    return refuse_root(c, expr, expr->span);
}

/* Request, response and event, which no source declares: what their fields
 * hold has been read already. */
static bool is_root_record(const Type *type)
{
    return type->kind == TYPE_RECORD && type->record->id &&
           type->record->id[0] == '#';
}

/* ---- reading ---- */

/* The body of a failed call is whatever a server in trouble sends. */
static bool is_of_failure(const Expr *expr)
{
    while (expr->kind == EXPR_MEMBER || expr->kind == EXPR_INDEX)
        expr = expr->a;
    return expr->kind == EXPR_BODY;
}

/* Where the object may not be there, or may be none. */
static bool is_cautious(const Expr *expr)
{
    return is_of_failure(expr) || expr->optional_chain ||
           expr->a->type->kind == TYPE_OPTIONAL ||
           expr->a->type->kind == TYPE_JSON;
}

static const char *wire_name(const Expr *expr)
{
    const char *name = expr->field ? expr->field->wire : expr->text;
    bool json = expr->a->kind == EXPR_ROOT && strcmp(expr->text, "json") == 0;
    return json ? "body" : name; /* the same body, whatever its type */
}

/* As it is on the wire. */
static CValue raw_member(CHooks *c, const Expr *expr)
{
    if (expr->a->kind == EXPR_ROOT && !root_row(expr->a->text))
        return refuse_root(c, expr->a, expr->span);
    CValue object = c_path(c, expr->a);
    const char *key = c_key(c, wire_name(expr));
    if (expr->a->kind == EXPR_ROOT || is_cautious(expr)) {
        object.text = c_format(c, "conn_any_map_get(%s, %s)", object.text, key);
        return object;
    }
    object.text = c_format(c, "conn_get(run, %s, %s)", object.text, key);
    object.effect = c_worse(object.effect, EFFECT_DATA);
    return object;
}

CValue c_member(CHooks *c, const Expr *expr)
{
    bool part = is_root_record(type_strip(expr->a->type));
    const Field *field = part ? NULL : expr->field;
    CValue value = raw_member(c, expr);
    if (!field)
        return value;
    value = c_wrapped(c, c_reader(expr->type, field->form), value);
    if (!field->fallback)
        return value;
    CItem items[] = {{.value = value},
                     {.expr = field->fallback, .type = field->type}};
    value.effect = c_in_order(c, items, 2);
    value.text = c_format(c, "conn_any_either(%s, %s)", items[0].value.text,
                          items[1].value.text);
    return value;
}

static const char *index_function(CHooks *c, const Expr *expr, Effect *effect)
{
    const Type *object = type_strip(expr->a->type);
    *effect = EFFECT_NONE;
    if (hook_is_headers(&c->uses, expr->a))
        return "conn_fn_headers_get";
    if (object->kind == TYPE_LIST && !is_of_failure(expr)) {
        *effect = EFFECT_ANY;
        return "conn_fn_list_item";
    }
    *effect = EFFECT_DATA;
    return object->kind == TYPE_MAP ? "conn_fn_map_get" : "conn_fn_json_item";
}

static CValue raw_index(CHooks *c, const Expr *expr)
{
    Effect effect;
    const char *function = index_function(c, expr, &effect);
    CItem items[] = {{.expr = expr->a, .make = c_path}, {.expr = expr->b}};
    return c_call(c, function, items, 2, effect);
}

static CValue refuse_kept(CHooks *c, const Expr *expr)
{
    return c_refuse(c, expr->span, "a value that the source does not declare");
}

CValue c_index(CHooks *c, const Expr *expr)
{
    if (expr_is_kept(expr))
        return refuse_kept(c, expr);
    /* A container on the wire holds what the wire holds. */
    bool wire = expr->a->kind == EXPR_MEMBER && expr->a->field &&
                !is_root_record(type_strip(expr->a->a->type));
    CValue value = raw_index(c, expr);
    return wire
               ? c_wrapped(c, c_reader(expr->type, expr->a->field->form), value)
               : value;
}

CValue c_path(CHooks *c, const Expr *expr)
{
    if (expr->kind == EXPR_MEMBER)
        return raw_member(c, expr);
    if (expr->kind == EXPR_INDEX && !expr_is_kept(expr))
        return raw_index(c, expr);
    return c_value(c, expr);
}

/* ---- settings, arguments, headers ---- */

CValue c_config(CHooks *c, const Expr *expr)
{
    const Connector *connector = c->connector;
    size_t i = 0;
    while (i + 1 < connector->configuration_count &&
           strcmp(connector->configuration[i]->name, expr->field->name) != 0)
        i++;
    CValue value = {c_format(c, "%s->config[%zu]", c_scene(c), i), EFFECT_NONE};
    if (expr->type->kind == TYPE_STRING)
        return value;
    return c_read_text(c, value, expr->type, expr->field);
}

CValue c_account(CHooks *c, const Expr *expr)
{
    return (CValue){
        c_format(c, "%s->account[%d]", c_scene(c), (int)expr->integer),
        EFFECT_NONE};
}

CValue c_argument(CHooks *c, const Expr *expr)
{
    const Expr *fallback = expr->field->fallback;
    CValue value = {c_format(c, "conn_any_map_get(%s->args, %s)", c_scene(c),
                             c_key(c, expr->field->name)),
                    EFFECT_NONE};
    value = c_read_text(c, value, expr->type, expr->field);
    if (!fallback)
        return value;
    CItem items[] = {{.value = value},
                     {.expr = fallback, .type = expr->field->type}};
    value.effect = c_in_order(c, items, 2);
    value.text = c_format(c, "conn_any_either(%s, %s)", items[0].value.text,
                          items[1].value.text);
    return value;
}

CValue c_header(CHooks *c, const Expr *expr)
{
    CItem items[] = {
        {.value = part(c, "response", "headers")},
        {.value = {c_format(c, "CONN_ANY_LITERAL(%s)", c_quoted(c, expr->text)),
                   EFFECT_NONE}}};
    return c_call(c, "conn_fn_headers_get", items, 2, EFFECT_NONE);
}

/* ---- setting ---- */

static bool may_be_null(const Expr *value)
{
    return value->type->kind == TYPE_OPTIONAL || value->type->kind == TYPE_NULL;
}

/* `function(run, object, name, value);` with the name as a key or a value. */
static void set(CHooks *c, const char *function, bool key, const Expr *target,
                const Expr *value, const Type *type, CWrap wrap)
{
    bool member = target->kind == EXPR_MEMBER;
    const char *name = member                         ? wire_name(target)
                       : target->b->kind == EXPR_TEXT ? target->b->text
                                                      : NULL;
    CItem items[] = {{.expr = target->a, .make = c_path},
                     {.expr = member || key ? NULL : target->b},
                     {.expr = value, .type = type, .wrap = wrap}};
    if (key)
        items[1].value.text = c_key(c, name);
    else if (member)
        items[1].value.text =
            c_format(c, "CONN_ANY_LITERAL(%s)", c_quoted(c, name));
    CValue made = c_call(c, function, items, 3, EFFECT_ANY);
    c_put(c, "%s;", made.text);
    c_check(c, made.effect);
}

/* Whether the name is known now. */
static bool is_plain(const Expr *target)
{
    return target->kind == EXPR_MEMBER || target->b->kind == EXPR_TEXT;
}

static void set_member(CHooks *c, const Expr *target, const Expr *value,
                       const Type *type, CWrap wrap)
{
    bool plain = is_plain(target);
    set(c, plain ? "conn_set" : "conn_set_any", plain, target, value, type,
        wrap);
}

static void unset(CHooks *c, const Expr *target)
{
    CValue object = c_path(c, target->a);
    c_put(c, "conn_unset(run, %s, %s);", object.text,
          c_key(c, wire_name(target)));
    c_check(c, EFFECT_DATA);
}

static void assign_member(CHooks *c, const Expr *target, const Expr *value)
{
    const Field *field = target->field;
    const Type *owner = type_strip(target->a->type);
    CWrap wrap = {NULL, 0};
    if (is_root_record(owner) && field) {
        set_member(c, target, value, target->type, wrap);
        return;
    }
    const Type *type = field ? field->type : type_strip(target->type);
    if (field)
        wrap = c_writer(field->type, field->form);
    /* A parameter that is null is not sent. */
    bool query = hook_parts_of(&c->uses, target->a) == 1U << PART_QUERY;
    bool leaves = may_be_null(value) && (!field || !field->nullable) && !query;
    if (owner->kind == TYPE_JSON)
        set(c, "conn_fn_json_put", false, target, value, type, wrap);
    else if (leaves && value->kind == EXPR_NULL && !is_cautious(target))
        unset(c, target);
    else if (leaves)
        set(c, "conn_fn_put_value", false, target, value, type, wrap);
    else
        set_member(c, target, value, type, wrap);
}

static void assign_index(CHooks *c, const Expr *target, const Expr *value)
{
    const Type *owner = type_strip(target->a->type);
    const Type *type = type_strip(target->type);
    CWrap wrap = {NULL, 0};
    if (target->a->kind == EXPR_MEMBER && target->a->field &&
        !is_root_record(type_strip(target->a->a->type)))
        wrap = c_writer(type, target->a->field->form);
    bool query = hook_parts_of(&c->uses, target->a) == 1U << PART_QUERY;
    if (hook_is_headers(&c->uses, target->a))
        set(c, "conn_fn_headers_set", false, target, value, type, wrap);
    else if (owner->kind == TYPE_JSON)
        set(c, "conn_fn_json_put", false, target, value, type, wrap);
    else if (owner->kind == TYPE_LIST)
        set(c, "conn_fn_list_put", false, target, value, target->type, wrap);
    else if (may_be_null(value) && !(is_plain(target) && query))
        set(c, "conn_fn_put_value", false, target, value, type, wrap);
    else
        set_member(c, target, value, type, wrap);
}

/* Texts are kept. */
static void assign_account(CHooks *c, const Expr *target, const Expr *value)
{
    CValue text = c_text(c, value);
    if (value->type->kind != TYPE_STRING)
        text.text = c_format(c, "conn_fn_kept_text(run, %s)", text.text);
    c_put(c, "conn_keep(run, %s, %d, %s);", c_scene(c), (int)target->integer,
          text.text);
    c_check(c, EFFECT_ANY);
}

void c_assign(CHooks *c, const Expr *target, const Expr *value)
{
    if (target->kind == EXPR_ACCOUNT)
        assign_account(c, target, value);
    else if (target->kind == EXPR_CONFIG)
        c_refuse(c, target->span,
                 "setting `config`, which is its user's and kept nowhere "
                 "(`account` is kept)");
    else if (expr_is_kept(target))
        refuse_kept(c, target);
    else if (target->kind == EXPR_MEMBER)
        assign_member(c, target, value);
    else if (target->kind == EXPR_INDEX)
        assign_index(c, target, value);
    else
        c_refuse(c, target->span, "setting this");
}
