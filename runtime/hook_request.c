/* hook_request.c - the parts of a request as values, and back. */
#include "hook_request.h"

#include <string.h>

#include "call.h"
#include "conn/functions.h"
#include "fail.h"

static void put(conn_run *run, conn_any map, const char *name, conn_any value)
{
    conn_any_map_put(run, map, conn_str_of(name), value);
}

static conn_any get(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_str_of(name));
}

static conn_any text_of(conn_run *run, const char *text, size_t len)
{
    return conn_any_copy_text(run, len > 0 ? text : "", len);
}

/* ---- as values ---- */

/* The parameters by name; of a repeated one the last. */
static conn_any query_of(conn_run *run, const conn_buf *pairs)
{
    conn_any text = text_of(run, pairs->data, pairs->len);
    conn_any map = conn_fn_string_parse_query(run, text);
    return conn_caught(run) ? conn_any_map_new(run) : map;
}

static conn_any headers_of(conn_run *run, const conn_request *request)
{
    conn_any map = conn_any_map_new(run);
    for (size_t i = 0; i < request->header_count; i++) {
        const conn_header *header = &request->headers[i];
        conn_any name = text_of(run, header->name, strlen(header->name));
        conn_fn_headers_set(run, map, name,
                            text_of(run, header->value, strlen(header->value)));
    }
    return map;
}

conn_any conn_hook_cookies(conn_run *run, conn_str cookies)
{
    conn_any map = conn_any_map_new(run);
    const char *at = cookies.data;
    const char *end = at != NULL ? at + cookies.len : NULL;
    while (at != NULL && at < end) {
        const char *stop = memchr(at, ';', (size_t)(end - at));
        stop = stop != NULL ? stop : end;
        const char *mark = memchr(at, '=', (size_t)(stop - at));
        if (mark != NULL) {
            conn_any name = text_of(run, at, (size_t)(mark - at));
            conn_any_map_put(run, map, name.as.text,
                             text_of(run, mark + 1, (size_t)(stop - mark - 1)));
        }
        at = stop < end ? stop + 1 : end;
        while (at < end && *at == ' ')
            at++;
    }
    return map;
}

static conn_any body_of(conn_run *run, const conn_request *request,
                        const conn_op *op)
{
    if (request->has_json && request->json.len > 0)
        return conn_hook_read(run, request->json.data, request->json.len);
    if (request->body == NULL)
        return conn_any_null();
    conn_any value = text_of(run, request->body, request->body_len);
    for (size_t i = 0; i < op->arg_count; i++)
        if (op->args[i].place == CONN_IN_CALL &&
            op->args[i].field.type->kind == CONN_K_BYTES)
            value.kind = CONN_ANY_BYTES;
    return value;
}

/* A form as it will be sent. */
static conn_any form_of(conn_run *run, const conn_request *request,
                        const conn_op *op)
{
    conn_buf form = {0};
    bool flat = op->encoding == CONN_ENC_FORM_BRACKETS ||
                op->encoding == CONN_ENC_FORM_DOTS;
    conn_any text = conn_any_null();
    conn_status status = CONN_OK;
    conn_buf_add(&form, request->form.len > 0 ? request->form.data : "",
                 request->form.len);
    if (flat && request->has_json)
        status = conn_pairs_add_json(
            &form, "", (conn_str){request->json.data, request->json.len},
            op->encoding == CONN_ENC_FORM_DOTS, NULL);
    if (status == CONN_OK && form.status == CONN_OK)
        text = text_of(run, form.data, form.len);
    else
        conn_end(run, "out of memory");
    conn_buf_free(&form);
    return text;
}

static conn_any raw_body_of(conn_run *run, const conn_request *request,
                            const conn_op *op)
{
    bool flat = op->encoding == CONN_ENC_FORM_BRACKETS ||
                op->encoding == CONN_ENC_FORM_DOTS;
    conn_any value = request->form.len > 0 || (flat && request->has_json)
                         ? form_of(run, request, op)
                     : request->has_json
                         ? text_of(run, request->json.data, request->json.len)
                         : text_of(run, request->body, request->body_len);
    if (value.kind == CONN_ANY_TEXT)
        value.kind = CONN_ANY_BYTES;
    return value;
}

/* What stands behind the base URL. */
static conn_any path_of(conn_run *run, const conn_request *request)
{
    size_t base = request->complete_url ? 0 : request->base_text.len;
    const conn_buf *url = &request->url;
    base = base <= url->len ? base : 0;
    return text_of(run, url->data + base, url->len - base);
}

static conn_any variables_of(conn_run *run, const conn_exchange *call)
{
    conn_any map = conn_any_map_new(run);
    const conn_op *op = call->op;
    for (size_t i = 0; i < op->arg_count; i++) {
        conn_buf text = {0};
        if (op->args[i].place != CONN_IN_PATH)
            continue;
        if (conn_request_print_arg(&text, &op->args[i],
                                   conn_arg_read(&op->args[i], call->args),
                                   NULL) == CONN_OK)
            put(run, map, op->args[i].label, text_of(run, text.data, text.len));
        conn_buf_free(&text);
    }
    return map;
}

/* Arguments that go to one of two places, by their names; those not given are
 * left out. */
static conn_any given_of(conn_hook_run *hook, const conn_op *op,
                         conn_place place, conn_place other)
{
    conn_any map = conn_any_map_new(hook->run);
    for (size_t i = 0; i < op->arg_count; i++) {
        const conn_arg *arg = &op->args[i];
        conn_any value = get(hook->at.args, arg->label);
        if ((arg->place == place || arg->place == other) &&
            value.kind != CONN_ANY_NULL)
            put(hook->run, map, arg->label, value);
    }
    return map;
}

/* The whole body, or an object of what becomes one; null without any. */
static conn_any given_body(conn_hook_run *hook, const conn_op *op)
{
    for (size_t i = 0; i < op->arg_count; i++)
        if (op->args[i].place == CONN_IN_CALL)
            return get(hook->at.args, op->args[i].label);
    conn_any map = given_of(hook, op, CONN_IN_FORM, CONN_IN_PART);
    return conn_any_map_count(map) > 0 ? map : conn_any_null();
}

static void put_given(conn_hook_run *hook, const conn_op *op)
{
    conn_any map = hook->at.request;
    put(hook->run, map, "caller_query",
        given_of(hook, op, CONN_IN_QUERY, CONN_IN_QUERY));
    put(hook->run, map, "caller_headers",
        given_of(hook, op, CONN_IN_HEADER, CONN_IN_COOKIE));
    put(hook->run, map, "caller_body", given_body(hook, op));
}

conn_status conn_hook_put_request(conn_hook_run *hook,
                                  const conn_request *request,
                                  const conn_exchange *call, unsigned parts,
                                  conn_hook_request *before)
{
    conn_run *run = hook->run;
    conn_any map = hook->at.request;
    const char *method = call->op->method;
    put(run, map, "method", text_of(run, method, strlen(method)));
    if (parts & CONN_PART_URL)
        put(run, map, "url", text_of(run, request->url.data, request->url.len));
    if (parts & CONN_PART_PATH)
        put(run, map, "path", path_of(run, request));
    if (parts & CONN_PART_PATH_VARIABLES)
        put(run, map, "path_variables", variables_of(run, call));
    if (parts & CONN_PART_QUERY)
        put(run, map, "query", query_of(run, &request->query));
    if (parts & CONN_PART_HEADERS)
        put(run, map, "headers", headers_of(run, request));
    if (parts & CONN_PART_COOKIES)
        put(run, map, "cookies",
            conn_hook_cookies(
                run, (conn_str){request->cookies.data, request->cookies.len}));
    if (parts & CONN_PART_BODY)
        put(run, map, "body", body_of(run, request, call->op));
    if (parts & CONN_PART_RAW_BODY)
        put(run, map, "raw_body", raw_body_of(run, request, call->op));
    if (parts & CONN_PART_CALLER)
        put_given(hook, call->op);
    *before =
        (conn_hook_request){.query = conn_any_copy(run, get(map, "query")),
                            .headers = conn_any_copy(run, get(map, "headers")),
                            .cookies = conn_any_copy(run, get(map, "cookies")),
                            .body = conn_any_copy(run, get(map, "body"))};
    return conn_stopped(run) ? CONN_MEMORY : CONN_OK;
}

/* ---- and back ---- */

static void drop_pairs(conn_buf *pairs, conn_str name)
{
    conn_buf kept = {0}, want = {0};
    const char *at = pairs->data;
    const char *end = at != NULL ? at + pairs->len : NULL;
    conn_pairs_add(&want, name, conn_str_of(""));
    while (at != NULL && at < end) {
        const char *stop = memchr(at, '&', (size_t)(end - at));
        stop = stop != NULL ? stop : end;
        size_t len = (size_t)(stop - at);
        bool same = want.data != NULL && len >= want.len &&
                    memcmp(at, want.data, want.len) == 0;
        if (!same && kept.len > 0)
            conn_buf_putc(&kept, '&');
        if (!same)
            conn_buf_add(&kept, at, len);
        at = stop < end ? stop + 1 : end;
    }
    if (want.status != CONN_OK)
        kept.status = want.status;
    conn_buf_free(&want);
    conn_buf_free(pairs);
    *pairs = kept;
}

static void put_text(conn_run *run, conn_buf *pairs, conn_str name,
                     conn_any value)
{
    conn_any text = conn_any_to_text(run, value);
    if (!conn_stopped(run))
        conn_pairs_add(pairs, name, text.as.text);
}

/* A list is the name again and again, an object its members in brackets. */
static conn_status put_pair(conn_run *run, conn_buf *pairs, conn_str name,
                            conn_any value, conn_error *err)
{
    if (value.kind == CONN_ANY_LIST)
        for (size_t i = 0; i < value.as.list->count; i++)
            put_text(run, pairs, name, value.as.list->items[i]);
    else if (value.kind == CONN_ANY_MAP) {
        conn_str json = conn_any_write(run, value).as.text;
        conn_any text = conn_any_copy_text(run, name.data, name.len);
        if (conn_stopped(run))
            return conn_fail_memory(err);
        return conn_pairs_add_json(pairs, text.as.text.data, json, false, err);
    } else
        put_text(run, pairs, name, value);
    return pairs->status == CONN_OK && !conn_stopped(run)
               ? CONN_OK
               : conn_fail_memory(err);
}

/* Calls `put` for each entry that has changed, null for one that is gone. */
typedef conn_status put_entry(conn_run *run, conn_request *request,
                              conn_str name, conn_any value, conn_error *err);

static conn_status put_changed(conn_run *run, conn_request *request,
                               conn_any before, conn_any after,
                               put_entry *put_one, conn_error *err)
{
    conn_status status = CONN_OK;
    conn_str name;
    conn_any value;
    for (size_t at = 0;
         status == CONN_OK && conn_any_map_next(after, &at, &name, &value);)
        if (conn_hook_changed(before, after, name))
            status = put_one(run, request, name, value, err);
    for (size_t at = 0;
         status == CONN_OK && conn_any_map_next(before, &at, &name, &value);)
        if (!conn_any_map_has(after, name))
            status = put_one(run, request, name, conn_any_null(), err);
    return status;
}

static conn_status put_query(conn_run *run, conn_request *request,
                             conn_str name, conn_any value, conn_error *err)
{
    drop_pairs(&request->query, name);
    if (value.kind == CONN_ANY_NULL)
        return request->query.status == CONN_OK ? CONN_OK
                                                : conn_fail_memory(err);
    return put_pair(run, &request->query, name, value, err);
}

static conn_status put_header(conn_run *run, conn_request *request,
                              conn_str name, conn_any value, conn_error *err)
{
    conn_any label = conn_any_copy_text(run, name.data, name.len);
    conn_any text = value.kind == CONN_ANY_NULL ? CONN_ANY_LITERAL("")
                                                : conn_any_to_text(run, value);
    if (conn_stopped(run))
        return conn_fail_memory(err);
    if (memchr(name.data, '\0', name.len) != NULL)
        return conn_fail(err, CONN_USAGE, "a header's name holds a NUL");
    conn_status status =
        conn_request_set_header(request, label.as.text.data, text.as.text, err);
    if (status == CONN_OK && value.kind == CONN_ANY_NULL)
        request->header_count--; /* the one just set is the last */
    return status;
}

static conn_status put_cookies(conn_run *run, conn_request *request,
                               conn_any after, conn_error *err)
{
    conn_status status = CONN_OK;
    conn_str name;
    conn_any value;
    conn_buf_reset(&request->cookies);
    for (size_t at = 0;
         status == CONN_OK && conn_any_map_next(after, &at, &name, &value);) {
        conn_any label = conn_any_copy_text(run, name.data, name.len);
        conn_any text = conn_any_to_text(run, value);
        conn_value cookie = {.kind = CONN_V_TEXT, .text = text.as.text};
        if (conn_stopped(run))
            return conn_fail_memory(err);
        if (value.kind != CONN_ANY_NULL)
            status = conn_request_put(request, CONN_IN_COOKIE,
                                      label.as.text.data, &cookie, err);
    }
    return status;
}

static conn_status put_body(conn_run *run, conn_request *request,
                            conn_any value, conn_error *err)
{
    conn_buf_reset(&request->json);
    request->has_json = false;
    request->body = NULL;
    request->body_len = 0;
    if (value.kind == CONN_ANY_NULL)
        return CONN_OK;
    if (value.kind == CONN_ANY_BYTES ||
        (value.kind == CONN_ANY_TEXT &&
         request->scope.op->encoding == CONN_ENC_RAW)) {
        request->body_len = value.as.text.len;
        request->body = conn_arena_text(&request->arena, value.as.text.data,
                                        value.as.text.len);
        return request->body != NULL ? CONN_OK : conn_fail_memory(err);
    }
    conn_str text = conn_any_write(run, value).as.text;
    request->has_json = true;
    return !conn_stopped(run) &&
                   conn_buf_add(&request->json, text.data, text.len)
               ? CONN_OK
               : conn_fail_memory(err);
}

/* The base URL stays: a path can't lead to another server. */
static conn_status put_path(conn_request *request, conn_any path,
                            conn_error *err)
{
    conn_str text = {"", 0};
    if (path.kind == CONN_ANY_TEXT)
        text = path.as.text;
    bool plain = text.len > 0 && text.data[0] == '/';
    for (size_t i = 0; i < text.len; i++)
        plain = plain && text.data[i] > ' ' && text.data[i] < 0x7F &&
                text.data[i] != '#';
    if (!plain || request->complete_url)
        return conn_fail(err, CONN_USAGE, "a hook set a path that is none");
    conn_buf_reset(&request->url);
    conn_buf_add(&request->url, request->base_text.data,
                 request->base_text.len);
    return conn_buf_add(&request->url, text.data, text.len)
               ? CONN_OK
               : conn_fail_memory(err);
}

conn_status conn_hook_take_request(conn_hook_run *hook, conn_request *request,
                                   conn_exchange *call, unsigned parts,
                                   const conn_hook_request *before,
                                   conn_error *err)
{
    conn_run *run = hook->run;
    conn_any map = hook->at.request;
    conn_status status = CONN_OK;
    (void)call;
    if (parts & CONN_PART_PATH)
        status = put_path(request, get(map, "path"), err);
    if (status == CONN_OK && parts & CONN_PART_QUERY)
        status = put_changed(run, request, before->query, get(map, "query"),
                             put_query, err);
    if (status == CONN_OK && parts & CONN_PART_HEADERS)
        status = put_changed(run, request, before->headers, get(map, "headers"),
                             put_header, err);
    if (status == CONN_OK && parts & CONN_PART_COOKIES)
        status = put_cookies(run, request, get(map, "cookies"), err);
    if (status == CONN_OK && parts & CONN_PART_BODY &&
        !conn_equal(before->body, get(map, "body")))
        status = put_body(run, request, get(map, "body"), err);
    return status;
}
