/* api.c - the functions of a client: each a call into the runtime with its
 * table, and the comments that say what it does. */
#include "emit/c/client.h"

#include <string.h>

/* The type of a result, as a person would declare a variable. */
static const char *result_name(Client *client, const Operation *op)
{
    client->at = op->span;
    return shape_value(client, op->result);
}

static const char *item_name(Client *client, const Operation *op)
{
    client->at = op->span;
    return shape_value(client, op->pagination->item);
}

/* ---- the client itself ---- */

static void declare_client(Client *client, Buf *out)
{
    const char *p = client->prefix, *t = client->handle;
    buf_printf(out,
               "/* Opens a client. `options` may be NULL. On success *out is to "
               "be closed with\n * %s_close. Makes no request. */\n"
               "conn_status %s_open(%s **out, const %s *config,\n"
               "    const conn_options *options, conn_error *err);\n",
               p, p, t, client->config_name);
    buf_printf(out,
               "/* Ends the client; NULL is allowed. No call may be running. "
               "*/\nvoid %s_close(%s *client);\n",
               p, t);
    buf_printf(out,
               "/* Asks the server whether the credentials are good, if the way "
               "in says how. */\n"
               "conn_status %s_validate(%s *client, conn_error *err);\n",
               p, t);
    buf_printf(out,
               "/* The same client, for the functions of conn/client.h. */\n"
               "conn_client *%s_as_conn(%s *client);\n\n",
               p, t);
}

static void define_client(Client *client, Buf *out)
{
    const char *p = client->prefix, *t = client->handle;
    buf_printf(out,
               "conn_status %s_open(%s **out, const %s *config,\n"
               "    const conn_options *options, conn_error *err)\n{\n"
               "    conn_client *client = NULL;\n"
               "    conn_status status =\n"
               "        conn_open(&client, &%s, config, options, err);\n"
               "    *out = (%s *)client;\n    return status;\n}\n\n",
               p, t, client->config_name, client->table_name, t);
    buf_printf(out,
               "void %s_close(%s *client)\n{\n"
               "    conn_close((conn_client *)client);\n}\n\n",
               p, t);
    buf_printf(out,
               "conn_status %s_validate(%s *client, conn_error *err)\n{\n"
               "    return conn_validate((conn_client *)client, err);\n}\n\n",
               p, t);
    buf_printf(out,
               "conn_client *%s_as_conn(%s *client)\n{\n"
               "    return (conn_client *)client;\n}\n\n",
               p, t);
}

/* ---- typed errors ---- */

static void declare_errors(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->error_body_count; i++) {
        const ErrorBody *body = &client->error_bodies[i];
        buf_printf(out,
                   "/* What the server said about an error; NULL if it said "
                   "nothing of this form.\n * Lives until `err` is cleared. */\n"
                   "const %s *%s(conn_error *err);\n\n",
                   shape_value(client, body->errors->body), body->name);
    }
}

static void define_errors(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->error_body_count; i++) {
        const ErrorBody *body = &client->error_bodies[i];
        const char *type = shape_value(client, body->errors->body);
        buf_printf(out,
                   "const %s *%s(conn_error *err)\n{\n"
                   "    return (const %s *)conn_error_typed(err, %s);\n}\n\n",
                   type, body->name, type,
                   setting_errors(client, body->errors));
    }
}

/* ---- one operation ---- */

static void call_comment(Client *client, Buf *out, const Call *call)
{
    const Operation *op = call->op;
    const char *doc = op->doc && op->doc[0] ? op->doc : NULL;
    text_comment(out, 0,
                 arena_format(client->arena, "%s: %s %s%s%s%s", op->full_name,
                              op->method, op->path, doc ? "\n" : "",
                              doc ? doc : "",
                              op->deprecated ? "\nDeprecated." : ""));
}

static void declare_request(Client *client, Buf *out, const Call *call,
                            const char *suffix)
{
    buf_printf(out,
               "conn_reply *%s%s(%s *client,\n    const %s_args *args, "
               "conn_error *err) CONN_MUST_CHECK;\n",
               call->name, suffix, client->handle, call->name);
    if (call->op->result->kind != TYPE_NONE)
        buf_printf(out,
                   "const %s *%s%s_value(\n    const conn_reply *reply);\n",
                   result_name(client, call->op), call->name, suffix);
}

static void define_request(Client *client, Buf *out, const Call *call,
                           const char *suffix, const char *table)
{
    buf_printf(out,
               "conn_reply *%s%s(%s *client,\n    const %s_args *args, "
               "conn_error *err)\n{\n"
               "    return conn_call((conn_client *)client, %s, args, err);\n"
               "}\n\n",
               call->name, suffix, client->handle, call->name, table);
    if (call->op->result->kind == TYPE_NONE)
        return;
    const char *type = result_name(client, call->op);
    buf_printf(out,
               "const %s *%s%s_value(\n    const conn_reply *reply)\n{\n"
               "    return (const %s *)conn_reply_value(reply);\n}\n\n",
               type, call->name, suffix, type);
}

static void declare_pages(Client *client, Buf *out, const Call *call)
{
    const char *n = call->name;
    buf_printf(out,
               "%s_pages *%s(\n    %s *client, const %s_args *args);\n", n, n,
               client->handle, n);
    buf_printf(out,
               "const %s *%s_next(\n    %s_pages *pages, conn_error *err);\n",
               item_name(client, call->op), n, n);
    buf_printf(
        out,
        "const %s *%s_next_page(\n    %s_pages *pages, conn_error *err);\n",
        result_name(client, call->op), n, n);
    buf_printf(out,
               "const conn_reply *%s_reply(\n    const %s_pages *pages);\n",
               n, n);
    buf_printf(out, "void %s_end(%s_pages *pages);\n", n, n);
    buf_puts(out, "/* One request, without the pages that follow. */\n");
    declare_request(client, out, call, "_once");
}

static void define_next(Buf *out, const char *name, const char *suffix,
                        const char *type)
{
    buf_printf(out,
               "const %s *%s_%s(\n    %s_pages *pages, conn_error *err)\n{\n"
               "    return (const %s *)\n"
               "        conn_pages_%s((conn_pages *)pages, err);\n}\n\n",
               type, name, suffix, name, type, suffix);
}

static void define_pages(Client *client, Buf *out, const Call *call,
                         const char *table)
{
    const char *n = call->name;
    buf_printf(out,
               "%s_pages *%s(\n    %s *client, const %s_args *args)\n{\n"
               "    return (%s_pages *)conn_pages_open(\n"
               "        (conn_client *)client, %s, args, sizeof *args);\n"
               "}\n\n",
               n, n, client->handle, n, n, table);
    define_next(out, n, "next", item_name(client, call->op));
    define_next(out, n, "next_page", result_name(client, call->op));
    buf_printf(out,
               "const conn_reply *%s_reply(\n    const %s_pages *pages)\n{\n"
               "    return conn_pages_reply((const conn_pages *)pages);\n}\n\n",
               n, n);
    buf_printf(out,
               "void %s_end(%s_pages *pages)\n{\n"
               "    conn_pages_end((conn_pages *)pages);\n}\n\n",
               n, n);
    define_request(client, out, call, "_once", table);
}

/* ---- all of them ---- */

static void declare_call(Client *client, Buf *out, const Call *call)
{
    header_arguments(client, out, call);
    if (call->pages)
        buf_printf(out, "typedef struct %s_pages %s_pages;\n", call->name,
                   call->name);
    call_comment(client, out, call);
    if (call->pages)
        declare_pages(client, out, call);
    else
        declare_request(client, out, call, "");
    buf_putc(out, '\n');
}

static void resource_comment(Client *client, Buf *out, const Resource *resource)
{
    const char *doc = resource->doc && resource->doc[0] ? resource->doc : NULL;
    text_comment(out, 0,
                 arena_format(client->arena, "---- %s ----%s%s",
                              resource->name, doc ? "\n" : "", doc ? doc : ""));
    buf_putc(out, '\n');
}

static const char how_to_call[] =
    "/* Every call: arguments of zero are not sent, `args` may be NULL where "
    "none is\n"
    " * required. A reply is to be freed with conn_reply_free, and all that its "
    "value\n"
    " * points to lives until then; the value is NULL where there was no body. "
    "NULL\n"
    " * instead of a reply is a failure, and *err says which.\n"
    " *\n"
    " * Lists: NAME begins one, NAME_next gives item after item and reads pages "
    "as\n"
    " * needed, NAME_next_page whole pages. NULL is the end, or an error if\n"
    " * err->status is not CONN_OK. An item lives until the next page is read. "
    "What\n"
    " * `args` points to must live until NAME_end, which frees everything. */\n"
    "\n";

void api_declare(Client *client, Buf *out)
{
    declare_client(client, out);
    declare_errors(client, out);
    if (client->call_count)
        buf_puts(out, how_to_call);
    const Resource *resource = NULL;
    for (size_t i = 0; i < client->call_count; i++) {
        const Call *call = &client->calls[i];
        if (call->op->resource != resource)
            resource_comment(client, out, call->op->resource);
        resource = call->op->resource;
        declare_call(client, out, call);
    }
}

void api_define(Client *client, Buf *out)
{
    define_client(client, out);
    define_errors(client, out);
    for (size_t i = 0; i < client->call_count; i++) {
        const Call *call = &client->calls[i];
        const char *table = map_get(
            &client->known,
            arena_format(client->arena, "op of %s", call->name));
        if (call->pages)
            define_pages(client, out, call, table);
        else
            define_request(client, out, call, "", table);
    }
}
