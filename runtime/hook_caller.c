/* hook_caller.c - operations that hooks call: one after the other, with the
 * client and within the terms of the call that the hook runs around. */
#include "hook_caller.h"

#include <string.h>

#include "fail.h"
#include "hook_args.h"
#include "hook_run.h"
#include "json.h"
#include "paginate.h"

enum { STEPS_OF_CALL = 1000, MOST_DEEP = 8 };

/* ---- callers ---- */

conn_caller conn_caller_alone(conn_client *client, const conn_terms *terms)
{
    conn_caller caller = {.client = client, .terms = *terms};
    caller.terms.key = NULL; /* of another call */
    caller.terms.upload = NULL;
    caller.terms.download = NULL;
    caller.terms.keep_body = true;
    return caller;
}

conn_caller conn_caller_within(const conn_exchange *call)
{
    conn_caller caller = conn_caller_alone(call->client, &call->terms);
    caller.mode = call->mode;
    caller.outer = call->caller;
    caller.depth = call->caller != NULL ? call->caller->depth + 1 : 1;
    return caller;
}

void conn_caller_end(conn_caller *caller)
{
    conn_error_clear(&caller->error);
}

void conn_caller_lend(const conn_caller *caller, conn_exchange *call)
{
    call->terms = caller->terms;
    call->mode = caller->mode;
    call->caller = caller;
}

conn_status conn_caller_take(conn_caller *caller, const conn_run *run,
                             conn_error *err)
{
    const conn_run_stop *why = conn_run_why(run);
    const char *stopped = why->state == CONN_RUN_ENDED    ? why->reason
                          : why->state != CONN_RUN_FAILED ? NULL
                          : why->message.kind == CONN_ANY_TEXT
                              ? why->message.as.text.data
                              : NULL;
    if (caller == NULL || stopped == NULL || stopped != caller->raised)
        return CONN_OK;
    conn_status status = caller->error.status;
    conn_error_clear(err);
    if (err != NULL) {
        *err = caller->error;
        caller->error = (conn_error){0};
    }
    return status;
}

/* ---- failures ---- */

/* What a failure is to `catch`; CONN_OK: nothing that may be caught. */
static conn_status kind_of(const conn_caller *caller, conn_status status)
{
    if (status <= CONN_VENDOR)
        return status;
    switch (status) {
    case CONN_TRANSPORT:
        return CONN_UNAVAILABLE;
    case CONN_TIMEOUT:
        return conn_clock_ms() < caller->terms.deadline ? CONN_UNAVAILABLE
                                                        : CONN_OK;
    case CONN_USAGE:
        return CONN_INVALID;
    case CONN_DECODE:
    case CONN_LIMIT:
        return CONN_VENDOR;
    default: /* cancelled, out of memory */
        return CONN_OK;
    }
}

static const char *end_of(conn_status status)
{
    static const char memory[] = "out of memory", cancelled[] = "cancelled",
                      late[] = "out of time";
    return status == CONN_MEMORY      ? memory
           : status == CONN_CANCELLED ? cancelled
                                      : late;
}

/* Stops the run as the error says, which the caller keeps. */
static conn_any fail_run(conn_run *run, conn_caller *caller, conn_error *err)
{
    conn_status kind = kind_of(caller, err->status);
    const char *said =
        err->vendor_message != NULL ? err->vendor_message : err->message;
    conn_any message = conn_any_copy_text(run, said, strlen(said));
    conn_any after = conn_any_null();
    if (err->retry_after_ms > 0 && err->retry_after_ms < INT64_MAX / 1000000)
        after = conn_any_int(err->retry_after_ms * 1000);
    conn_error_clear(&caller->error);
    caller->error = *err;
    *err = (conn_error){0};
    if (kind == CONN_OK) {
        caller->raised = end_of(caller->error.status);
        return conn_end(run, caller->raised);
    }
    caller->raised =
        message.kind == CONN_ANY_TEXT ? message.as.text.data : NULL;
    return conn_raise(run, kind, message, after);
}

/* ---- results ---- */

/* The part of the body that is the result. */
static conn_any read_result(conn_run *run, const conn_op *op,
                            const conn_reply *reply)
{
    const char *body = (const char *)reply->kept.data;
    conn_json_slice slice = {body, reply->kept.len};
    if (op->at != NULL && *op->at != '\0' &&
        !conn_json_find(body, slice.len, op->at, &slice))
        return conn_any_null();
    return conn_hook_read(run, slice.data, slice.len);
}

static conn_any result_of(conn_run *run, const conn_op *op,
                          const conn_reply *reply)
{
    conn_str text = {(const char *)reply->kept.data, reply->kept.len};
    if (reply->value == NULL)
        return conn_any_null();
    if (!op->raw_result)
        return read_result(run, op, reply);
    conn_any value = conn_hook_bytes(run, text);
    if (op->result->kind == CONN_K_STRING && value.kind == CONN_ANY_BYTES)
        value.kind = CONN_ANY_TEXT;
    return value;
}

static conn_any call_once(conn_run *run, const conn_caller *caller,
                          const conn_op *op, const void *args, conn_error *err)
{
    conn_any value = conn_any_null();
    conn_reply *reply = NULL;
    conn_exchange call = {.client = caller->client, .op = op, .args = args};
    conn_caller_lend(caller, &call);
    if (conn_call_run(&call, &reply, err) == CONN_OK)
        value = result_of(run, op, reply);
    conn_reply_free(reply);
    return value;
}

/* All items, page after page: the run's memory and steps bound them. */
static conn_any call_pages(conn_run *run, const conn_caller *caller,
                           const conn_op *op, const void *args, conn_error *err)
{
    const conn_json *item;
    conn_any list = conn_any_list_of(run, NULL, 0);
    conn_pages *pages =
        conn_pages_open(caller->client, op, args, conn_hook_args_size(op));
    if (pages == NULL) {
        conn_fail_memory(err);
        return list;
    }
    conn_pages_read_json(pages);
    conn_pages_call_by(pages, caller);
    while (conn_step(run, 1) && (item = conn_pages_next(pages, err)) != NULL)
        conn_any_list_add(run, list,
                          conn_hook_read(run, item->data, item->len));
    conn_pages_end(pages);
    return list;
}

/* ---- calls ---- */

static bool has(const conn_hook *const *hooks, size_t count,
                const conn_hook *hook)
{
    for (size_t i = 0; i < count; i++)
        if (hooks[i] == hook)
            return true;
    return false;
}

/* Whether a hook that is running would run around the operation, too. */
static bool runs_around(const conn_caller *caller, const conn_op *op)
{
    const conn_op_hooks *hooks = op->hooks;
    for (; hooks != NULL && caller != NULL; caller = caller->outer)
        if (has(hooks->before, hooks->before_count, caller->hook) ||
            has(hooks->after, hooks->after_count, caller->hook))
            return true;
    return false;
}

static bool may_call(conn_run *run, const conn_caller *caller,
                     const conn_op *op)
{
    if (!conn_step(run, STEPS_OF_CALL))
        return false;
    if (caller == NULL)
        conn_end(run, "no operation can be called here");
    else if (runs_around(caller, op))
        conn_end(run, "it calls itself");
    else if (caller->depth > MOST_DEEP)
        conn_end(run, "too many calls within calls");
    return !conn_stopped(run);
}

conn_any conn_hook_call(conn_run *run, conn_scene *at, const conn_op *op,
                        conn_any args)
{
    conn_caller *caller = at->caller;
    conn_arena arena = {0};
    conn_error err = {0};
    conn_any value = conn_any_null();
    if (conn_stopped(run) || !may_call(run, caller, op))
        return value;
    void *given = conn_hook_args(run, op, args, &arena, &err);
    if (given == NULL)
        conn_error_label(&err, op, err.status);
    else if (op->paginate != NULL)
        value = call_pages(run, caller, op, given, &err);
    else
        value = call_once(run, caller, op, given, &err);
    if (err.status != CONN_OK)
        value = fail_run(run, caller, &err);
    conn_error_clear(&err);
    conn_arena_free(&arena);
    return conn_stopped(run) ? conn_any_null() : value;
}
