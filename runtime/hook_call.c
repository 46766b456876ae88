/* hook_call.c - the hooks around a call: those before it see and change the
 * request when all but its credentials is there, those behind it the answer
 * before it is decoded. */
#include <string.h>

#include "call.h"
#include "fail.h"
#include "hook_caller.h"
#include "hook_request.h"
#include "hook_run.h"
#include "paginate.h"

/* ---- running ---- */

static unsigned parts_of(const conn_hook *const *hooks, size_t count,
                         bool written)
{
    unsigned parts = 0;
    for (size_t i = 0; i < count; i++)
        parts |= written ? hooks[i]->writes : hooks[i]->reads;
    return parts;
}

/* Says which hook it was, where it was not the language's own failure. */
static conn_status stopped_by(const conn_hook_run *run, const conn_hook *hook,
                              conn_status other, conn_error *err)
{
    conn_status status = conn_caller_take(run->at.caller, run->run, err);
    if (status != CONN_OK)
        return status;
    status = conn_hook_status(run, other, err);
    const conn_run_stop *why = conn_run_why(run->run);
    if (why->state == CONN_RUN_ENDED && status != CONN_MEMORY)
        conn_fail(err, status, "the hook `%s` of `%s` ended: %s", hook->kind,
                  hook->owner, why->reason);
    return status;
}

static conn_status run_all(conn_hook_run *run, const conn_hook *const *hooks,
                           size_t count, bool failed, conn_status other,
                           conn_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (failed && hooks[i]->guarded)
            continue;
        run->at.caller->hook = hooks[i];
        hooks[i]->steps(run->run, &run->at);
        if (conn_stopped(run->run))
            return stopped_by(run, hooks[i], other, err);
    }
    return CONN_OK;
}

static conn_any get(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_str_of(name));
}

/* What hooks stored, added to `kept`. */
static bool gather(conn_hook_run *run, conn_arena *arena, conn_kept *kept,
                   size_t *count)
{
    for (size_t i = 0; i < run->slot_count; i++) {
        if (!run->at.keeps[i])
            continue;
        kept[*count].slot = i;
        if (conn_hook_value_to(run->run, run->at.kept[i], arena,
                               &kept[(*count)++].value) != CONN_OK)
            return false;
    }
    return true;
}

conn_status conn_hook_store(conn_session *session, conn_hook_run *run,
                            conn_arena *arena, conn_error *err)
{
    conn_kept *kept =
        conn_arena_alloc(arena, (run->slot_count + 1) * sizeof *kept);
    size_t count = 0;
    return kept != NULL && gather(run, arena, kept, &count) &&
                   conn_session_put(session, kept, count)
               ? CONN_OK
               : conn_fail_memory(err);
}

conn_status conn_hook_token(const conn_exchange *call, const conn_scope *scope,
                            const conn_hook *steps, conn_kept *kept,
                            size_t *count, conn_error *err)
{
    conn_hook_run run;
    conn_caller caller = conn_caller_within(call);
    conn_status status = conn_hook_open(&run, scope, call, err);
    if (status == CONN_OK) {
        caller.hook = steps;
        caller.mode = CONN_UNSIGNED; /* there is no token yet */
        run.at.caller = &caller;
        conn_hook_put_answer(&run, scope->response, steps->reads);
        steps->steps(run.run, &run.at);
        status = stopped_by(&run, steps, CONN_DECODE, err);
    }
    if (status == CONN_OK && !gather(&run, scope->arena, kept, count))
        status = conn_fail_memory(err);
    conn_caller_end(&caller);
    conn_hook_close(&run);
    return status;
}

/* ---- the answer's parts ---- */

/* Leaves out the lines of the name; `value` null: they stay out. */
static bool set_header(conn_http_response *response, conn_str name,
                       conn_any value)
{
    conn_buf kept = {0};
    const char *at = response->headers.data;
    const char *end = at != NULL ? at + response->headers.len : NULL;
    while (at != NULL && at < end) {
        const char *text = at + strlen(at) + 1;
        size_t len = (size_t)(text - at) + strlen(text) + 1;
        bool same = strlen(at) == name.len;
        for (size_t i = 0; same && i < name.len; i++)
            same = (at[i] | 0x20) == (name.data[i] | 0x20);
        if (!same)
            conn_buf_add(&kept, at, len);
        at += len;
    }
    if (value.kind == CONN_ANY_TEXT &&
        memchr(value.as.text.data, '\0', value.as.text.len) == NULL) {
        conn_buf_add(&kept, name.data, name.len);
        conn_buf_putc(&kept, '\0');
        conn_buf_add(&kept, value.as.text.data, value.as.text.len);
        conn_buf_putc(&kept, '\0');
    }
    conn_buf_free(&response->headers);
    response->headers = kept;
    return kept.status == CONN_OK;
}

static bool set_headers(conn_http_response *response, conn_run *run,
                        conn_any before, conn_any after)
{
    conn_str name;
    conn_any value;
    bool done = true;
    for (size_t at = 0; done && conn_any_map_next(after, &at, &name, &value);)
        if (conn_hook_changed(before, after, name))
            done = set_header(response, name,
                              value.kind == CONN_ANY_NULL
                                  ? value
                                  : conn_any_to_text(run, value));
    return done && !conn_stopped(run);
}

static bool set_body(conn_http_response *response, conn_run *run,
                     conn_any value, bool raw)
{
    conn_buf *body = &response->body;
    conn_buf_reset(body);
    if (value.kind == CONN_ANY_NULL)
        return true;
    if (!(raw && value.kind == CONN_ANY_TEXT) && value.kind != CONN_ANY_BYTES)
        value = conn_any_write(run, value);
    return !conn_stopped(run) &&
           conn_buf_add(body, value.as.text.data, value.as.text.len);
}

/* Puts back what hooks have changed. */
static conn_status take_answer(conn_exchange *call, conn_hook_run *run,
                               conn_any headers, unsigned parts,
                               conn_error *err)
{
    conn_http_response *response = &call->reply->response;
    conn_any map = run->at.response, status = get(map, "status");
    bool done = true;
    if (parts & CONN_PART_STATUS && status.kind == CONN_ANY_INT &&
        status.as.integer >= 100 && status.as.integer <= 999)
        response->status = (int)status.as.integer;
    if (parts & CONN_PART_ANSWER_HEADERS)
        done = set_headers(response, run->run, headers, get(map, "headers"));
    if (done && parts & CONN_PART_ANSWER_BODY)
        done = set_body(response, run->run, get(map, "body"),
                        call->op->raw_result);
    return done ? CONN_OK : conn_fail_memory(err);
}

/* What a hook says is what the vendor says. */
static bool note_said(conn_exchange *call, conn_any text)
{
    if (text.kind != CONN_ANY_TEXT)
        return true;
    call->said.data = conn_arena_text(&call->reply->arena, text.as.text.data,
                                      text.as.text.len);
    call->said.len = text.as.text.len;
    return call->said.data != NULL;
}

/* ---- an answer without a call ---- */

/* skip(response): what is not said is 200, no headers, no body. */
static conn_status take_skip(conn_exchange *call, conn_any given,
                             conn_error *err)
{
    conn_http_response *response = &call->reply->response;
    conn_run *out = conn_run_open(NULL); /* the other one is stopped */
    if (out == NULL)
        return conn_fail_memory(err);
    conn_any status = get(given, "status"), body = get(given, "json");
    response->status =
        status.kind == CONN_ANY_INT ? (int)status.as.integer : 200;
    if (body.kind == CONN_ANY_NULL)
        body = get(given, "body");
    conn_buf_reset(&response->headers);
    bool done = set_headers(response, out, conn_any_map_new(out),
                            get(given, "headers")) &&
                set_body(response, out, body, call->op->raw_result) &&
                conn_reply_set_url(call->reply, call->request.url.data) &&
                note_said(call, get(given, "error"));
    conn_run_close(out);
    return done ? CONN_OK : conn_fail_memory(err);
}

/* ---- around a call ---- */

conn_status conn_hooks_before(conn_request *request, conn_exchange *call,
                              bool *answered, conn_error *err)
{
    const conn_op_hooks *hooks = call->op->hooks;
    conn_hook_run run;
    *answered = false;
    if (hooks == NULL || hooks->before_count == 0)
        return CONN_OK;
    unsigned reads = parts_of(hooks->before, hooks->before_count, false);
    unsigned writes = parts_of(hooks->before, hooks->before_count, true);
    conn_caller caller = conn_caller_within(call);
    conn_status status = conn_hook_open(&run, &request->scope, call, err);
    conn_hook_request before = {0};
    run.at.caller = &caller;
    if (status == CONN_OK &&
        conn_hook_put_request(&run, request, call, reads, &before) != CONN_OK)
        status = conn_fail_memory(err);
    if (status == CONN_OK)
        status = run_all(&run, hooks->before, hooks->before_count, false,
                         CONN_USAGE, err);
    const conn_run_stop *why = run.run != NULL ? conn_run_why(run.run) : NULL;
    if (status == CONN_OK && why->state == CONN_RUN_SKIPPED) {
        status = take_skip(call, why->response, err);
        *answered = status == CONN_OK;
    } else if (status == CONN_OK) {
        status = conn_hook_take_request(&run, request, call,
                                        writes | run.at.set, &before, err);
        if (status == CONN_OK)
            status = conn_hook_store(&call->client->session, &run,
                                     &request->arena, err);
    }
    conn_caller_end(&caller);
    conn_hook_close(&run);
    return status;
}

conn_status conn_hooks_sign(conn_request *request, conn_exchange *call,
                            const conn_hook *steps, conn_error *err)
{
    conn_hook_run run;
    conn_hook_request before = {0};
    conn_status status = conn_hook_open(&run, &request->scope, call, err);
    if (status == CONN_OK &&
        conn_hook_put_request(&run, request, call, steps->reads, &before) !=
            CONN_OK)
        status = conn_fail_memory(err);
    if (status == CONN_OK) {
        steps->steps(run.run, &run.at);
        status = stopped_by(&run, steps, CONN_USAGE, err);
    }
    if (status == CONN_OK && conn_stopped(run.run))
        status =
            conn_fail(err, CONN_USAGE,
                      "the hook `sign` of `%s` answers the call", steps->owner);
    if (status == CONN_OK)
        status = conn_hook_take_request(
            &run, request, call, steps->writes | run.at.set, &before, err);
    conn_hook_close(&run);
    return status;
}

/* response.error, where a hook has set it. */
static conn_status note_error(conn_exchange *call, conn_hook_run *run,
                              unsigned writes, conn_error *err)
{
    return !(writes & CONN_PART_ERROR) ||
                   note_said(call, get(run->at.response, "error"))
               ? CONN_OK
               : conn_fail_memory(err);
}

conn_status conn_hooks_after(conn_exchange *call, conn_error *err)
{
    const conn_op_hooks *hooks = call->op->hooks;
    conn_http_response *response = &call->reply->response;
    conn_hook_run run;
    if (hooks == NULL || hooks->after_count == 0)
        return CONN_OK;
    unsigned reads = parts_of(hooks->after, hooks->after_count, false);
    unsigned writes = parts_of(hooks->after, hooks->after_count, true);
    bool failed = !conn_op_accepts(call->op, response->status);
    conn_scope scope = call->request.scope;
    conn_caller caller = conn_caller_within(call);
    conn_status status = conn_hook_open(&run, &scope, call, err);
    run.at.caller = &caller;
    conn_hook_request before = {0};
    conn_any headers = conn_any_null();
    if (status == CONN_OK && conn_hook_put_request(&run, &call->request, call,
                                                   reads, &before) != CONN_OK)
        status = conn_fail_memory(err);
    if (status == CONN_OK) {
        conn_hook_put_answer(&run, response, reads);
        conn_any_map_put(run.run, run.at.response, CONN_KEY("failed"),
                         conn_any_bool(failed));
        headers = conn_any_copy(run.run, get(run.at.response, "headers"));
        status = run_all(&run, hooks->after, hooks->after_count, failed,
                         CONN_DECODE, err);
    }
    writes |= run.at.set;
    if (status == CONN_OK)
        status = take_answer(call, &run, headers, writes, err);
    if (status == CONN_OK)
        status = note_error(call, &run, writes, err);
    if (status == CONN_OK)
        status = conn_hook_store(&call->client->session, &run,
                                 &call->reply->arena, err);
    else if (err != NULL && err->operation == NULL)
        err->http_status = response->status;
    conn_caller_end(&caller);
    conn_hook_close(&run);
    return status;
}
