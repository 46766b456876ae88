/* operations.c - calls of operations in hooks: their arguments as a map, and
 * the operation's table, which NAME.c has. */
#include <string.h>

#include "emit/c_hooks/writer.h"

/* ---- arguments ---- */

static const Field *parameter_of(const Operation *op, const char *name)
{
    for (size_t i = 0; i < op->param_count; i++)
        if (strcmp(op->params[i].field.name, name) == 0)
            return &op->params[i].field;
    return op->body;
}

const char *c_arguments(CHooks *c, const Expr *call, const char *skip)
{
    const char *map =
        c_hold(c, (CValue){"conn_any_map_new(run)", EFFECT_ANY}, "args");
    for (size_t i = 0; i < call->item_count; i++) {
        if (strcmp(call->names[i], skip) == 0)
            continue;
        const Field *field = parameter_of(call->operation, call->names[i]);
        CValue value = c_value_as(c, call->items[i], field->type);
        value = c_wrapped(c, c_writer(field->type, WIRE_PLAIN), value);
        c_put(c, "conn_any_map_put(run, %s, %s, %s);", map,
              c_key(c, field->name), value.text);
    }
    return map;
}

/* ---- the call ---- */

static size_t number_of(CHooks *c, const Expr *call)
{
    for (size_t i = 0; i < c->called_count; i++)
        if (c->called[i].op == call->operation)
            return i;
    CalledOperation called = {call->operation, call->span};
    vec_push(c->arena, c->called, c->called_count, called);
    return c->called_count - 1;
}

/* Whether the hook being written runs around each call of the operation. */
static bool runs_around(const Hook *hook, const Operation *op)
{
    static const char *const kinds[] = {"before", "after", "send", "save"};
    bool around = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        around = around || strcmp(hook->kind, kinds[i]) == 0;
    return around &&
           (strcmp(hook->owner, "setup") == 0 ||
            strcmp(hook->owner, op->full_name) == 0 ||
            (op->resource && strcmp(hook->owner, op->resource->name) == 0));
}

/* Steps of pagination. */
static bool is_of_template(const Hook *hook)
{
    return strcmp(hook->kind, "request") == 0 ||
           strcmp(hook->kind, "next") == 0;
}

static bool takes_file(const Operation *op)
{
    for (size_t i = 0; i < op->param_count; i++)
        if (op->params[i].place == PLACE_MULTIPART &&
            op->params[i].field.type->kind == TYPE_BYTES)
            return true;
    return false;
}

/* Why there can be no such call here, or NULL. */
static const char *hindrance(const CHooks *c, const Operation *op)
{
    if (c->valued)
        return "a call of an operation in a value";
    if (c->hook && is_of_template(c->hook))
        return "a call of an operation in a template";
    if (c->hook && strcmp(c->hook->kind, "sign") == 0)
        return "a call of an operation in `sign`";
    if (c->hook && runs_around(c->hook, op))
        return "a call of an operation in a hook that runs around it";
    if (op->result->kind == TYPE_STREAM)
        return "a stream in a hook";
    return takes_file(op) ? "a file in a hook" : NULL;
}

static bool is_raw(const Operation *op)
{
    return op->result->kind == TYPE_BYTES;
}

CValue c_operation(CHooks *c, const Expr *call)
{
    const char *why = hindrance(c, call->operation);
    if (why)
        return c_refuse(c, call->span, why);
    const char *map = c_arguments(c, call, "");
    CValue value = {c_format(c, "conn_hook_call(run, %s, %s[%zu], %s)",
                             c_scene(c), c_called_name(c), number_of(c, call),
                             map),
                    EFFECT_ANY};
    if (call->type->kind == TYPE_NONE || is_raw(call->operation))
        return value;
    value = c_wrapped(c, c_reader(call->type, WIRE_PLAIN), value);
    return (CValue){value.text, EFFECT_ANY};
}

/* ---- the table ---- */

const char *c_called_name(CHooks *c)
{
    if (!c->called_table)
        c->called_table =
            name_claim(c->client, c_format(c, "%s_called", c->prefix));
    return c->called_table;
}

size_t c_hooks_called(CHooks *c, const CalledOperation **out, const char **name)
{
    *out = c->called;
    *name = c->called_table;
    return c->called_count;
}
