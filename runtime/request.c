/* request.c - the order in which a request is built, its headers and its
 * parameters. */
#include "request.h"

#include <string.h>

#include "call.h"
#include "fail.h"
#include "upload.h"
#include "hook_run.h"

void conn_request_free(conn_request *request)
{
    conn_buf *buffers[] = {&request->own_base, &request->url,  &request->query,
                           &request->cookies,  &request->form, &request->json};
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
        if (buffers[i]->data != NULL)
            conn_wipe(buffers[i]->data, buffers[i]->size);
        conn_buf_free(buffers[i]);
    }
    conn_pieces_end(request->pieces);
    conn_arena_wipe(&request->arena);
}

/* ---- headers ---- */

/* A token (RFC 9110 section 5.6.2). */
static bool is_token(const char *name)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";
    const char *c = name;
    for (; *c != '\0'; c++) {
        bool letter = (*c | 0x20) >= 'a' && (*c | 0x20) <= 'z';
        bool digit = *c >= '0' && *c <= '9';
        if (!letter && !digit && strchr(marks, *c) == NULL)
            return false;
    }
    return c > name;
}

static bool is_field_value(conn_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if ((c < ' ' && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

/* What frames a message is decided by its body, not by parameters. */
static bool is_framing(const char *name)
{
    return conn_same_name(name, "Content-Length") ||
           conn_same_name(name, "Transfer-Encoding");
}

static bool grow_headers(conn_request *request)
{
    size_t old = request->header_room, room = old > 0 ? old * 2 : 16;
    if (request->header_count < old)
        return true;
    conn_header *more =
        conn_arena_resize(&request->arena, request->headers, old * sizeof *more,
                          room * sizeof *more);
    if (more == NULL)
        return false;
    request->headers = more;
    request->header_room = room;
    return true;
}

conn_status conn_request_add_header(conn_request *request, const char *name,
                                    conn_str value, conn_error *err)
{
    if (!is_token(name))
        return conn_fail(err, CONN_USAGE, "`%s` is no header name", name);
    if (is_framing(name))
        return conn_fail(err, CONN_USAGE, "header `%s` can't be set", name);
    if (!is_field_value(value))
        return conn_fail(err, CONN_USAGE,
                         "header `%s` can't hold a control character", name);
    char *text = NULL, *label = NULL;
    if (grow_headers(request)) {
        text = conn_arena_text(&request->arena, value.len > 0 ? value.data : "",
                               value.len);
        label = conn_arena_text(&request->arena, name, strlen(name));
    }
    if (text == NULL || label == NULL)
        return conn_fail_memory(err);
    request->headers[request->header_count++] = (conn_header){label, text};
    return CONN_OK;
}

conn_status conn_request_set_header(conn_request *request, const char *name,
                                    conn_str value, conn_error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < request->header_count; i++)
        if (!conn_same_name(request->headers[i].name, name))
            request->headers[kept++] = request->headers[i];
    request->header_count = kept;
    return conn_request_add_header(request, name, value, err);
}

bool conn_request_has_header(const conn_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (conn_same_name(request->headers[i].name, name))
            return true;
    return false;
}

/* ---- parameters ---- */

/* A cookie-value (RFC 6265 section 4.1.1), without quotes around it. */
static bool is_cookie_value(conn_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c <= ' ' || c >= 0x7F || strchr("\",;\\", c) != NULL)
            return false;
    }
    return true;
}

static conn_status put_cookie(conn_request *request, const char *name,
                              conn_str value, conn_error *err)
{
    if (!is_token(name) || !is_cookie_value(value))
        return conn_fail(err, CONN_USAGE, "cookie `%s` can't be sent", name);
    if (request->cookies.len > 0)
        conn_buf_puts(&request->cookies, "; ");
    conn_buf_puts(&request->cookies, name);
    conn_buf_putc(&request->cookies, '=');
    conn_buf_add(&request->cookies, value.data, value.len);
    return CONN_OK;
}

static conn_status put_member(conn_request *request, const char *pointer,
                              const conn_value *value, conn_error *err)
{
    conn_buf text = {0};
    conn_status status;
    if (request->body != NULL)
        return conn_fail(err, CONN_USAGE,
                         "a member can't be set in a raw body");
    if (conn_json_put_value(&text, value))
        status = conn_json_put(&request->json, pointer,
                               (conn_str){text.data, text.len}, err);
    else
        status = text.status == CONN_OK
                     ? conn_fail(err, CONN_USAGE,
                                 "`%s` of the body is not UTF-8", pointer)
                     : conn_fail_memory(err);
    conn_buf_free(&text);
    request->has_json = true;
    return status;
}

conn_status conn_request_put(conn_request *request, conn_place place,
                             const char *name, const conn_value *value,
                             conn_error *err)
{
    if (place == CONN_IN_BODY)
        return put_member(request, name, value, err);
    conn_str text = conn_value_text(&request->arena, value);
    if (text.data == NULL)
        return conn_fail_memory(err);
    switch (place) {
    case CONN_IN_QUERY:
        conn_pairs_add(&request->query, conn_str_of(name), text);
        return CONN_OK;
    case CONN_IN_FORM:
        conn_pairs_add(&request->form, conn_str_of(name), text);
        return CONN_OK;
    case CONN_IN_PART:
        return conn_request_add_part(request, conn_str_of(name), text, err);
    case CONN_IN_HEADER:
        return conn_request_set_header(request, name, text, err);
    case CONN_IN_COOKIE:
        return put_cookie(request, name, text, err);
    case CONN_IN_PATH:
    case CONN_IN_BODY:
    case CONN_IN_CALL:
        break;
    }
    return conn_fail(err, CONN_USAGE, "`%s` has no place in a request", name);
}

/* ---- order ---- */

static conn_status begin(conn_request *request, conn_exchange *call,
                         conn_error *err)
{
    conn_client *client = call->client;
    const conn_value *slots =
        conn_session_copy(&client->session, &request->arena, &request->login);
    if (slots == NULL)
        return conn_fail_memory(err);
    request->scope = (conn_scope){.arena = &request->arena,
                                  .connector = client->connector,
                                  .config = client->config,
                                  .slots = slots,
                                  .op = call->op,
                                  .args = call->args};
    return CONN_OK;
}

static conn_status put_account(conn_request *request, conn_exchange *call,
                               conn_error *err)
{
    conn_status status = conn_request_begin_body(request, call, err);
    if (status == CONN_OK)
        status = conn_request_put_params(request, call, err);
    if (status == CONN_OK)
        status = conn_hooks_before(request, call, &call->answered, err);
    bool sign =
        call->mode != CONN_UNSIGNED && !call->op->anonymous && request->home;
    if (status == CONN_OK && sign)
        status = conn_auth_sign(request, call, err);
    if (status == CONN_OK)
        status = conn_request_end_body(request, call, err);
    if (status == CONN_OK && request->cookies.len > 0)
        status = conn_request_set_header(
            request, "Cookie",
            (conn_str){request->cookies.data, request->cookies.len}, err);
    return status;
}

/* Adds a header, or with `instead` replaces it, unless it is there. Name and
 * value are not copied: they live as long as the operation and the client. */
static conn_status put_default(conn_request *request, const char *name,
                               const char *value, bool instead, conn_error *err)
{
    if (conn_request_has_header(request, name))
        return instead ? conn_request_set_header(request, name,
                                                 conn_str_of(value), err)
                       : CONN_OK;
    if (!is_field_value(conn_str_of(value)))
        return conn_fail(err, CONN_USAGE,
                         "header `%s` can't hold a control character", name);
    if (!grow_headers(request))
        return conn_fail_memory(err);
    request->headers[request->header_count++] = (conn_header){name, value};
    return CONN_OK;
}

static conn_status put_defaults(conn_request *request, conn_exchange *call,
                                conn_error *err)
{
    const conn_op *op = call->op;
    const char *accept = op->accept;
    const char *agent = call->client->options.user_agent;
    conn_status status = CONN_OK;
    if (accept == NULL && op->result != NULL && !op->raw_result)
        accept = "application/json";
    if (accept != NULL)
        status = put_default(request, "Accept", accept, false, err);
    if (status == CONN_OK)
        status =
            put_default(request, "User-Agent", agent, call->client->named, err);
    return status;
}

/* Where an event stream goes on (WHATWG HTML section 9.2). */
static conn_status put_last_event(conn_request *request,
                                  const conn_exchange *call, conn_error *err)
{
    if (call->last_event == NULL || *call->last_event == '\0')
        return CONN_OK;
    return conn_request_set_header(request, "Last-Event-ID",
                                   conn_str_of(call->last_event), err);
}

static conn_status finish(conn_request *request, conn_error *err)
{
    if (request->query.len > 0) {
        const char *mark = strchr(request->url.data, '?');
        bool more = mark != NULL && mark[1] != '\0';
        if (mark == NULL || more)
            conn_buf_putc(&request->url, more ? '&' : '?');
        conn_buf_add(&request->url, request->query.data, request->query.len);
    }
    bool whole = request->url.status == CONN_OK &&
                 request->query.status == CONN_OK &&
                 request->cookies.status == CONN_OK;
    return whole ? CONN_OK : conn_fail_memory(err);
}

conn_status conn_request_build(conn_request *request, conn_exchange *call,
                               conn_error *err)
{
    conn_status status = begin(request, call, err);
    if (status == CONN_OK)
        status = conn_request_put_url(request, call, err);
    if (status == CONN_OK && !request->bare)
        status = put_account(request, call, err);
    if (status == CONN_OK)
        status = put_defaults(request, call, err);
    if (status == CONN_OK)
        status = put_last_event(request, call, err);
    return status == CONN_OK ? finish(request, err) : status;
}
