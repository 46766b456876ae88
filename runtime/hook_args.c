/* hook_args.c - arguments of an operation that steps of the connector compute:
 * values of a run become members of the struct that a call takes. */
#include "hook_args.h"

#include <string.h>

#include "args.h"
#include "fail.h"
#include "hook_run.h"
#include "json.h"

size_t conn_hook_args_size(const conn_op *op)
{
    return op->call_offset + sizeof(const conn_call_options *);
}

/* Where the value of the field goes in the struct; NULL: no memory. */
static void *place_of(const conn_field *field, char *args, conn_arena *arena)
{
    char *out = args + field->offset;
    if (field->flags & CONN_F_OPTIONAL) {
        *(conn_state *)(void *)out = CONN_VALUE;
        out += field->value_offset;
    }
    if (!(field->flags & CONN_F_POINTER))
        return out;
    void *value = conn_arena_alloc(arena, field->type->size);
    if (value != NULL)
        memcpy(out, &value, sizeof value);
    return value;
}

static conn_status put_json(conn_run *run, const conn_field *field, char *args,
                            conn_any value, conn_arena *arena, conn_error *err)
{
    static const conn_json_limits whole = {.whole = true};
    conn_str json = conn_any_write(run, value).as.text;
    if (conn_stopped(run))
        return conn_fail_memory(err);
    char *text = conn_arena_text(arena, json.data, json.len);
    void *out = place_of(field, args, arena);
    if (text == NULL || out == NULL)
        return conn_fail_memory(err);
    return conn_json_decode(arena, text, json.len, field->type, out, &whole,
                            err);
}

static conn_status put(conn_run *run, const conn_arg *arg, char *args,
                       conn_any value, conn_arena *arena, conn_error *err)
{
    bool scalar = conn_kind_is_scalar((conn_kind)arg->field.type->kind);
    conn_status status;
    if (value.kind == CONN_ANY_NULL)
        return CONN_OK;
    if (scalar && value.kind != CONN_ANY_LIST && value.kind != CONN_ANY_MAP) {
        conn_value text;
        conn_str plain = {NULL, 0};
        if (conn_hook_value_to(run, value, arena, &text) == CONN_OK)
            plain = text.kind == CONN_V_JSON ? text.text
                                             : conn_value_text(arena, &text);
        status = plain.data == NULL
                     ? conn_fail_memory(err)
                     : conn_field_set_text(arena, &arg->field, args, plain.data,
                                           plain.len, err);
    } else {
        status = put_json(run, &arg->field, args, value, arena, err);
    }
    return status == CONN_DECODE
               ? conn_fail(err, CONN_USAGE,
                           "a hook gives the argument `%s` a value that is "
                           "not of its type",
                           arg->label)
               : status;
}

void *conn_hook_args(conn_run *run, const conn_op *op, conn_any given,
                     conn_arena *arena, conn_error *err)
{
    char *args = conn_arena_alloc(arena, conn_hook_args_size(op));
    conn_status status = CONN_OK;
    if (args == NULL) {
        conn_fail_memory(err);
        return NULL;
    }
    memset(args, 0, conn_hook_args_size(op));
    for (size_t i = 0; status == CONN_OK && i < op->arg_count; i++)
        status = put(run, &op->args[i], args,
                     conn_any_map_get(given, conn_str_of(op->args[i].label)),
                     arena, err);
    return status == CONN_OK ? args : NULL;
}
