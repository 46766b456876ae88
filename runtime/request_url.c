/* request_url.c - where a request goes: base URL, path, next pages. */
#include <string.h>

#include "call.h"
#include "fail.h"
#include "paginate.h"
#include "request.h"

static conn_uri split(const conn_buf *url)
{
    return conn_uri_split(url->data, url->len);
}

conn_status conn_base_url(const conn_connector *connector,
                          const conn_scope *scope, conn_buf *out,
                          conn_error *err)
{
    conn_value value;
    conn_status status =
        conn_expr_eval(scope, connector->base_url, &value, err);
    if (status != CONN_OK)
        return status;
    if (value.kind != CONN_V_TEXT)
        return conn_fail(err, CONN_MISCONFIGURED, "the base URL is not set");
    conn_uri uri = conn_uri_split(value.text.data, value.text.len);
    if (!conn_uri_is_http(&uri) || uri.query.data != NULL ||
        uri.fragment.data != NULL ||
        !conn_uri_clean(out, value.text.data, value.text.len))
        return conn_fail(err, CONN_MISCONFIGURED,
                         "the base URL is no http or https URL of scheme, host "
                         "and path alone");
    return out->status == CONN_OK ? CONN_OK : conn_fail_memory(err);
}

/* Appends an argument's value as the part of the path says. */
static conn_status put_value(conn_request *request, const conn_path_part *part,
                             const conn_arg *arg, conn_str value,
                             conn_error *err)
{
    bool odd = part->reserved ? conn_uri_has_odd_segment(value.data, value.len)
                              : value.len == 0 || conn_str_is(value, ".") ||
                                    conn_str_is(value, "..");
    if (odd)
        return conn_fail(err, CONN_USAGE,
                         "argument `%s` has an empty, `.` or `..` part, which "
                         "a path can't hold",
                         arg->label);
    conn_uri_encode(&request->url, value.data, value.len,
                    part->reserved ? CONN_URI_KEEP_PATH : "");
    return CONN_OK;
}

/* A URL that an earlier answer gave: resolved, and held to the base URL's
 * origin, because credentials go with it. */
static conn_status put_whole(conn_request *request, const conn_arg *arg,
                             conn_str value, conn_error *err)
{
    conn_uri ref = conn_uri_split(value.data, value.len);
    conn_buf_reset(&request->url);
    if (!conn_uri_resolve(&request->url, &request->base, &ref))
        return conn_fail(err, CONN_USAGE, "argument `%s` is no http URL",
                         arg->label);
    if (request->url.status != CONN_OK)
        return conn_fail_memory(err);
    conn_uri target = split(&request->url);
    if (!conn_uri_same_origin(&request->base, &target))
        return conn_fail(err, CONN_USAGE,
                         "argument `%s` leads to another origin than the base "
                         "URL",
                         arg->label);
    return CONN_OK;
}

/* An argument as text: where it is, or else printed into `buf`. */
static conn_status text_of(conn_buf *buf, const conn_arg *arg, conn_given given,
                           conn_str *text, conn_error *err)
{
    unsigned kind = arg->field.type->kind;
    conn_status status = CONN_OK;
    *text = (conn_str){NULL, 0};
    if (kind == CONN_K_CSTR)
        *text = conn_str_of(*(const char *const *)given.value);
    else if (kind == CONN_K_STRING)
        *text = *(const conn_str *)given.value;
    if (text->data == NULL) {
        status = conn_request_print_arg(buf, arg, given, err);
        *text = (conn_str){buf->data != NULL ? buf->data : "", buf->len};
    }
    return status;
}

static conn_status put_arg(conn_request *request, const conn_exchange *call,
                           const conn_path_part *part, conn_error *err)
{
    const conn_arg *arg = &call->op->args[part->arg];
    conn_given given = conn_arg_read(arg, call->args);
    conn_buf buf = {0};
    conn_str value;
    if (given.state != CONN_VALUE)
        return conn_fail(err, CONN_USAGE, "argument `%s` is missing",
                         arg->label);
    conn_status status = text_of(&buf, arg, given, &value, err);
    if (status == CONN_OK && part->whole)
        status = put_whole(request, arg, value, err);
    else if (status == CONN_OK)
        status = put_value(request, part, arg, value, err);
    conn_buf_free(&buf);
    return status;
}

static conn_status put_text(conn_request *request, const char *text,
                            conn_error *err)
{
    if (!conn_uri_clean(&request->url, text, strlen(text)))
        return conn_fail(err, CONN_USAGE, "the path holds a control character");
    return CONN_OK;
}

/* The connector itself may name a whole URL, for a login elsewhere. */
static bool is_absolute(const conn_op *op)
{
    const char *text = op->path_count > 0 ? op->path[0].text : NULL;
    if (text == NULL || *text == '/')
        return false;
    conn_uri uri = conn_uri_split(text, strlen(text));
    return uri.scheme.data != NULL && uri.authority.data != NULL;
}

/* The base URL's end and the path's start make one slash, so that no value can
 * lengthen the host. */
static void put_base(conn_request *request, const conn_op *op)
{
    const char *first = "";
    if (op->path_count > 0)
        first = op->path[0].text != NULL ? op->path[0].text : "{";
    bool follows = *first != '?' && (*first != '\0' || op->path_count > 1);
    conn_str base = request->base_text;
    if (follows && base.data[base.len - 1] == '/')
        base.len--;
    conn_buf_add(&request->url, base.data, base.len);
    if (follows && *first != '/')
        conn_buf_putc(&request->url, '/');
}

static conn_status put_path(conn_request *request, const conn_exchange *call,
                            conn_error *err)
{
    const conn_op *op = call->op;
    conn_status status = CONN_OK;
    /* Behind a base URL is a path or a query: the origin stays. */
    request->home = !is_absolute(op);
    if (request->home)
        put_base(request, op);
    for (size_t i = 0; status == CONN_OK && i < op->path_count; i++) {
        const conn_path_part *part = &op->path[i];
        status = part->text != NULL ? put_text(request, part->text, err)
                                    : put_arg(request, call, part, err);
    }
    if (status == CONN_OK && request->url.status != CONN_OK)
        status = conn_fail_memory(err);
    if (status != CONN_OK || request->home)
        return status;
    conn_uri uri = split(&request->url);
    if (!conn_uri_is_http(&uri))
        return conn_fail(err, CONN_USAGE, "the path leads to no http URL");
    request->home = conn_uri_same_origin(&request->base, &uri);
    return CONN_OK;
}

static conn_status put_next_page(conn_request *request,
                                 const conn_exchange *call, conn_error *err)
{
    const char *url = call->page->url;
    conn_buf_puts(&request->url, url);
    if (request->url.status != CONN_OK)
        return conn_fail_memory(err);
    conn_uri next = split(&request->url);
    request->complete_url = true;
    request->home = conn_uri_same_origin(&request->base, &next);
    request->bare = !request->home;
    if (request->bare && !call->client->options.allow_foreign_pages)
        return conn_fail(err, CONN_USAGE,
                         "the next page is on another origin, `%.*s`, which "
                         "the options don't allow",
                         (int)next.authority.len, next.authority.data);
    return CONN_OK;
}

static conn_status find_base(conn_request *request, const conn_client *client,
                             conn_error *err)
{
    const conn_buf *base = &client->base;
    conn_status status = CONN_OK;
    request->base = client->base_uri;
    if (base->len == 0) {
        base = &request->own_base;
        status = conn_base_url(client->connector, &request->scope,
                               &request->own_base, err);
        if (status == CONN_OK)
            request->base = split(base);
    }
    request->base_text = (conn_str){base->data, base->len};
    return status;
}

conn_status conn_request_put_url(conn_request *request, conn_exchange *call,
                                 conn_error *err)
{
    conn_status status = find_base(request, call->client, err);
    if (status != CONN_OK)
        return status;
    if (call->page != NULL && call->page->url != NULL)
        return put_next_page(request, call, err);
    return put_path(request, call, err);
}
