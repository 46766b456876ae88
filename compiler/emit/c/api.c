/* api.c - the functions of a client: each a call into the runtime with its
 * table, and the comments that say what it does. */
#include "emit/c/client.h"

#include <string.h>

void api_signature(Buf *out, const char *type, const char *name,
                   const char *params, const char *end)
{
    size_t head = strlen(type) + strlen(name) + 1;
    size_t tail = strlen(params) + 1 + strcspn(end, "\n");
    bool breaks = head + tail > 80;
    bool breaks_end = breaks && 4 + tail > 80;
    buf_printf(out, "%s%s(%s%s)%s%s", type, name, breaks ? "\n    " : "",
               params, breaks_end ? "\n   " : "", end);
}

void api_inline(Client *client, Buf *out, const char *type, const char *name,
                const char *params)
{
    api_signature(out, arena_format(client->arena, "static inline %s", type),
                  name, params, "\n{\n");
}

const char *api_pointer(Client *client, const Type *type, Span span)
{
    client->at = span;
    return arena_format(client->arena, "const %s *", shape_value(client, type));
}

static const char *result_pointer(Client *client, const Operation *op)
{
    return api_pointer(client, op->result, op->span);
}

static const char *item_pointer(Client *client, const Operation *op)
{
    return api_pointer(client, operation_pages(op)->item, op->span);
}

/* NAME with a suffix. */
static const char *suffixed(Client *client, const char *name,
                            const char *suffix)
{
    return arena_format(client->arena, "%s%s", name, suffix);
}

/* ---- the client itself ---- */

static const char *open_params(Client *client)
{
    return arena_format(client->arena,
                        "%s **out, const %s *config,\n"
                        "    const conn_options *options, conn_error *err",
                        client->handle, client->config_name);
}

static void declare_client(Client *client, Buf *out)
{
    const char *p = client->prefix, *t = client->handle;
    buf_printf(out,
               "/* Opens a client. `options` may be NULL. On success *out is "
               "to be closed with\n * %s_close. Makes no request. */\n"
               "conn_status %s_open(%s);\n",
               p, p, open_params(client));
    buf_printf(out,
               "/* Ends the client; NULL is allowed. No call may be running. "
               "*/\nvoid %s_close(%s *client);\n",
               p, t);
    buf_printf(out,
               "/* Asks the server whether the credentials are good, if the "
               "way in says how. */\n"
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
               "conn_status %s_open(%s)\n{\n"
               "    conn_client *client = NULL;\n"
               "    conn_status status =\n"
               "        conn_open(&client, &%s, config, options, err);\n"
               "    *out = (%s *)client;\n    return status;\n}\n\n",
               p, open_params(client), client->table_name, t);
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

/* ---- logging in and out ---- */

static bool has_login(Client *client)
{
    for (size_t i = 0; i < client->way_count; i++)
        if (way_has_person(client, client->ways[i].auth))
            return true;
    return false;
}

static bool has_logout(const Client *client)
{
    for (size_t i = 0; i < client->way_count; i++) {
        const Auth *auth = client->ways[i].auth;
        if (strcmp(auth->kind, "oauth2") == 0 || auth->steps[AUTH_DELETE])
            return true;
    }
    return false;
}

static const char *login_params(Client *client)
{
    return arena_format(client->arena,
                        "%s *client,\n"
                        "    const conn_login_options *options, conn_error "
                        "*err",
                        client->handle);
}

static const char *logout_params(Client *client)
{
    return arena_format(client->arena,
                        "%s *client,\n"
                        "    const conn_call_options *options, conn_error *err",
                        client->handle);
}

static void declare_logins(Client *client, Buf *out)
{
    if (has_login(client))
        buf_printf(out,
                   "/* Begins the login of a person: open conn_login_url(), "
                   "then conn_login_wait(),\n * then conn_login_end(); see "
                   "conn/auth.h. */\n"
                   "conn_login *%s_login(%s);\n",
                   client->prefix, login_params(client));
    if (has_logout(client))
        buf_printf(out,
                   "/* Gives the login up at the server, if the way in says "
                   "how, and forgets it. */\n"
                   "conn_status %s_logout(%s);\n",
                   client->prefix, logout_params(client));
    if (has_login(client) || has_logout(client))
        buf_putc(out, '\n');
}

static void define_logins(Client *client, Buf *out)
{
    if (has_login(client))
        buf_printf(out,
                   "conn_login *%s_login(%s)\n{\n"
                   "    return conn_login_begin((conn_client *)client, "
                   "options, err);\n}\n\n",
                   client->prefix, login_params(client));
    if (has_logout(client))
        buf_printf(out,
                   "conn_status %s_logout(%s)\n{\n"
                   "    return conn_logout((conn_client *)client, options, "
                   "err);\n}\n\n",
                   client->prefix, logout_params(client));
}

/* ---- typed errors ---- */

static void declare_errors(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->error_body_count; i++) {
        const ErrorBody *body = &client->error_bodies[i];
        const Errors *errors = body->errors;
        buf_puts(out, "/* What the server said about an error; NULL if it said "
                      "nothing of this form.\n"
                      " * Lives until `err` is cleared. */\n");
        api_signature(out, api_pointer(client, errors->body, errors->span),
                      body->name, "conn_error *err", ";\n\n");
    }
}

static void define_errors(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->error_body_count; i++) {
        const ErrorBody *body = &client->error_bodies[i];
        const Errors *errors = body->errors;
        const char *type = api_pointer(client, errors->body, errors->span);
        api_signature(out, type, body->name, "conn_error *err", "\n{\n");
        buf_printf(out, "    return (%s)conn_error_typed(err, %s);\n}\n\n",
                   type, setting_errors(client, errors));
    }
}

/* ---- one request ---- */

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

static const char *request_params(Client *client, const Call *call)
{
    return arena_format(client->arena,
                        "%s *client, const %s_args *args, conn_error *err",
                        client->handle, call->name);
}

/* The value of a reply, of its type. */
static void inline_value(Client *client, Buf *out, const Call *call,
                         const char *name)
{
    if (call->op->result->kind == TYPE_NONE)
        return;
    const char *type = result_pointer(client, call->op);
    api_inline(client, out, type, suffixed(client, name, "_value"),
               "const conn_reply *reply");
    buf_printf(out, "    return CONN_AS(%s, conn_reply_value(reply));\n}\n",
               type);
}

static void declare_request(Client *client, Buf *out, const Call *call,
                            const char *suffix)
{
    const char *name = suffixed(client, call->name, suffix);
    api_signature(out, "conn_reply *", name, request_params(client, call),
                  " CONN_MUST_CHECK;\n");
    inline_value(client, out, call, name);
}

static void define_request(Client *client, Buf *out, const Call *call,
                           const char *suffix, const char *table)
{
    const char *name = suffixed(client, call->name, suffix);
    api_signature(out, "conn_reply *", name, request_params(client, call),
                  "\n{\n");
    buf_printf(out,
               "    return conn_call((conn_client *)client, %s, args, err);\n"
               "}\n\n",
               table);
}

/* ---- in a batch ---- */

/* A pointer to the table, as its layout is the runtime's and may change. */
static void declare_add(Buf *out, const Call *call)
{
    const char *n = call->name;
    buf_printf(out,
               "extern const conn_op *const %s_op;\n"
               "static inline conn_status %s_add(\n"
               "    conn_batch *batch, const %s_args *args, void *tag,\n"
               "    conn_error *err)\n{\n"
               "    return conn_batch_add(\n"
               "        batch, %s_op, args, sizeof *args, tag, err);\n}\n",
               n, n, n, n);
}

static void define_add(Buf *out, const Call *call, const char *table)
{
    buf_printf(out, "const conn_op *const %s_op = %s;\n\n", call->name, table);
}

/* ---- lists ---- */

/* The functions of an iterator; `next` and `next_page` are the runtime's. */
typedef struct Iterator {
    const char *pages; /* "NAME_pages *" */
    const char *open, *next, *next_page, *reply, *end;
    const char *open_params, *next_params, *reply_params, *end_params;
} Iterator;

static Iterator iterator_of(Client *client, const Call *call)
{
    Arena *arena = client->arena;
    const char *n = call->name;
    return (Iterator){
        .pages = arena_format(arena, "%s_pages *", n),
        .open = n,
        .next = suffixed(client, n, "_next"),
        .next_page = suffixed(client, n, "_next_page"),
        .reply = suffixed(client, n, "_reply"),
        .end = suffixed(client, n, "_end"),
        .open_params = arena_format(arena, "%s *client, const %s_args *args",
                                    client->handle, n),
        .next_params =
            arena_format(arena, "%s_pages *pages, conn_error *err", n),
        .reply_params = arena_format(arena, "const %s_pages *pages", n),
        .end_params = arena_format(arena, "%s_pages *pages", n)};
}

static void inline_next(Client *client, Buf *out, const char *type,
                        const char *name, const char *params,
                        const char *function)
{
    api_inline(client, out, type, name, params);
    buf_printf(out,
               "    return CONN_AS(%s,\n"
               "        %s(CONN_AS(conn_pages *, pages), err));\n}\n",
               type, function);
}

static void inline_pages(Client *client, Buf *out, const Call *call)
{
    Iterator i = iterator_of(client, call);
    inline_next(client, out, item_pointer(client, call->op), i.next,
                i.next_params, "conn_pages_next");
    inline_next(client, out, result_pointer(client, call->op), i.next_page,
                i.next_params, "conn_pages_next_page");
    api_inline(client, out, "const conn_reply *", i.reply, i.reply_params);
    buf_puts(out, "    return conn_pages_reply("
                  "CONN_AS(const conn_pages *, pages));\n}\n");
    api_inline(client, out, "void ", i.end, i.end_params);
    buf_puts(out, "    conn_pages_end(CONN_AS(conn_pages *, pages));\n}\n");
}

static void declare_pages(Client *client, Buf *out, const Call *call)
{
    Iterator i = iterator_of(client, call);
    api_signature(out, i.pages, i.open, i.open_params, ";\n");
    inline_pages(client, out, call);
    buf_puts(out, "/* One request, without the pages that follow. */\n");
    declare_request(client, out, call, "_once");
}

static void define_pages(Client *client, Buf *out, const Call *call,
                         const char *table)
{
    Iterator i = iterator_of(client, call);
    api_signature(out, i.pages, i.open, i.open_params, "\n{\n");
    buf_printf(out,
               "    return (%s)conn_pages_open(\n"
               "        (conn_client *)client, %s, args, sizeof *args);\n"
               "}\n\n",
               i.pages, table);
    define_request(client, out, call, "_once", table);
}

/* ---- maps ---- */

static const char *map_params(Client *client, const Mapper *mapper)
{
    return arena_format(client->arena,
                        "%s *client, const %s *from, conn_error *err",
                        client->handle, mapper->from);
}

static void declare_maps(Client *client, Buf *out)
{
    if (client->mapper_count)
        buf_puts(out, "/* Maps, without a request. The reply is to be freed; "
                      "its value lives until then. */\n");
    for (size_t i = 0; i < client->mapper_count; i++) {
        const Mapper *mapper = &client->mappers[i];
        api_signature(out, "conn_reply *", mapper->name,
                      map_params(client, mapper), " CONN_MUST_CHECK;\n");
        api_signature(out,
                      arena_format(client->arena, "const %s *", mapper->to),
                      suffixed(client, mapper->name, "_value"),
                      "const conn_reply *reply", ";\n\n");
    }
}

static void define_maps(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->mapper_count; i++) {
        const Mapper *mapper = &client->mappers[i];
        const char *type =
            arena_format(client->arena, "const %s *", mapper->to);
        api_signature(out, "conn_reply *", mapper->name,
                      map_params(client, mapper), "\n{\n");
        buf_printf(out,
                   "    return conn_map((conn_client *)client, %s, from, err);"
                   "\n}\n\n",
                   mapper->table);
        api_signature(out, type, suffixed(client, mapper->name, "_value"),
                      "const conn_reply *reply", "\n{\n");
        buf_printf(out, "    return (%s)conn_reply_value(reply);\n}\n\n", type);
    }
}

/* ---- all of them ---- */

static void declare_call(Client *client, Buf *out, const Call *call)
{
    header_arguments(client, out, call);
    const char *iterator = call->pages ? "pages" : "stream";
    if (call->pages || call->stream)
        buf_printf(out, "typedef struct %s_%s %s_%s;\n", call->name, iterator,
                   call->name, iterator);
    call_comment(client, out, call);
    if (call->pages)
        declare_pages(client, out, call);
    else if (call->stream)
        stream_declare(client, out, call);
    else
        declare_request(client, out, call, "");
    if (!call->pages)
        declare_add(out, call);
    buf_putc(out, '\n');
}

static void resource_comment(Client *client, Buf *out, const Resource *resource)
{
    const char *doc = resource->doc && resource->doc[0] ? resource->doc : NULL;
    text_comment(out, 0,
                 arena_format(client->arena, "---- %s ----%s%s", resource->name,
                              doc ? "\n" : "", doc ? doc : ""));
    buf_putc(out, '\n');
}

static const char how_to_call[] =
    "Every call: arguments of zero are not sent, `args` may be NULL where none "
    "is required. A reply is to be freed with conn_reply_free, and all that "
    "its value points to lives until then; the value is NULL where there was "
    "no body. NULL instead of a reply is a failure, and *err says which. "
    "NAME_add adds the same call to a batch (conn/batch.h), which gives `tag` "
    "back with the reply; what `args` points to must live until then. NAME_op "
    "is the operation itself.\n\n"
    "Lists: NAME begins one, NAME_next gives item after item and reads pages "
    "as needed, NAME_next_page whole pages. NULL is the end, or an error if "
    "err->status is not CONN_OK. An item lives until the next page is read. "
    "What `args` points to must live until NAME_end, which frees everything. "
    "With `item_by_item` of the call options pages are read while they arrive, "
    "and an item lives until the next.\n\n"
    "Streams: NAME begins one, NAME_next gives item after item as they arrive, "
    "and NAME_end ends it, wherever it is. NULL is as above, an item lives "
    "until the next, and `args` as for lists.";

void api_declare(Client *client, Buf *out)
{
    declare_client(client, out);
    declare_logins(client, out);
    declare_errors(client, out);
    if (client->call_count) {
        text_comment(out, 0, how_to_call);
        buf_putc(out, '\n');
    }
    const Resource *resource = NULL;
    for (size_t i = 0; i < client->call_count; i++) {
        const Call *call = &client->calls[i];
        if (call->op->resource != resource)
            resource_comment(client, out, call->op->resource);
        resource = call->op->resource;
        declare_call(client, out, call);
    }
    declare_maps(client, out);
    events_declare(client, out);
    polls_declare(client, out);
    bulks_declare(client, out);
}

void api_define(Client *client, Buf *out)
{
    define_client(client, out);
    define_logins(client, out);
    define_errors(client, out);
    for (size_t i = 0; i < client->call_count; i++) {
        const Call *call = &client->calls[i];
        const char *table =
            map_get(&client->known,
                    arena_format(client->arena, "op of %s", call->name));
        if (call->pages)
            define_pages(client, out, call, table);
        else if (call->stream)
            stream_define(client, out, call, table);
        else
            define_request(client, out, call, "", table);
        if (!call->pages)
            define_add(out, call, table);
    }
    define_maps(client, out);
    events_define(client, out);
    polls_define(client, out);
    bulks_define(client, out);
}
