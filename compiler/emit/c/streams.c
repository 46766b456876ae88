/* streams.c - operations whose result is a stream: how its body is cut into
 * items, and the functions of the iterator over them. */
#include "emit/c/client.h"

#include <string.h>

/* The kinds of `decode`, with what a server calls them in `accept`. */
static const struct Form {
    const char *kind, *constant, *accept, *word;
} forms[] = {
    {"json", "CONN_S_ITEMS", "application/json", "/json"},
    {"ndjson", "CONN_S_LINES", "application/x-ndjson", "ndjson"},
    {"csv", "CONN_S_CSV", "text/csv", "csv"},
    {"sse", "CONN_S_EVENTS", "text/event-stream", "event-stream"},
};
enum { FORMS = sizeof forms / sizeof *forms };

static const struct Form *stream_form(const Operation *op)
{
    for (size_t i = 0; op->decode && i < FORMS; i++)
        if (strcmp(forms[i].kind, op->decode->kind) == 0)
            return &forms[i];
    for (size_t i = 0; op->accept && i < FORMS; i++)
        if (strstr(op->accept, forms[i].word))
            return &forms[i];
    return &forms[0];
}

static bool stream_is_pieces(const Operation *op)
{
    return op->result->element->kind == TYPE_BYTES && !op->decode;
}

const char *stream_accept(const Operation *op)
{
    if (!op->accept && xml_accept(op))
        return xml_accept(op);
    if (op->accept || op->result->kind != TYPE_STREAM || stream_is_pieces(op))
        return op->accept;
    return stream_form(op)->accept;
}

/* ---- the table ---- */

static const char *truth(const Choice *choice, const char *name,
                         const char *otherwise)
{
    const Expr *value = choice ? setting_value(choice, name) : NULL;
    if (!value)
        return otherwise;
    return value->integer ? "true" : "false";
}

/* One character between cells, and none that CSV uses for something else. */
static const char *separator(Client *client, const Choice *choice)
{
    const char *text = choice ? setting_text(client, choice, "separator") : ",";
    if (!text)
        text = ",";
    if (strlen(text) != 1 || strchr("\"\r\n\\'", *text) ||
        (unsigned char)*text >= 0x7F) {
        client_refuse(client, choice->span,
                      "a separator that is no single character");
        return "','";
    }
    return *text == '\t' ? "'\\t'" : arena_format(client->arena, "'%c'", *text);
}

static void check_decode(Client *client, const Operation *op)
{
    if (op->decode && op->result->kind != TYPE_STREAM && !xml_is_read(op) &&
        !choice_is(op->decode, "json"))
        client_refuse(client, op->decode->span,
                      "`decode` of a result that is no stream");
}

const char *stream_table(Client *client, const Operation *op)
{
    Arena *arena = client->arena;
    check_decode(client, op);
    if (op->result->kind != TYPE_STREAM)
        return "NULL";
    const struct Form *form = stream_form(op);
    const Choice *decode = op->decode;
    bool csv = strcmp(form->kind, "csv") == 0;
    bool sse = strcmp(form->kind, "sse") == 0;
    client->at = op->span;
    const char *text = arena_format(
        arena,
        "{\n    %s, &%s, %s, /* kind, item, at */\n"
        "    %s, %s, /* end, reconnect */\n"
        "    %s, %s /* header, separator */\n}",
        stream_is_pieces(op) ? "CONN_S_PIECES" : form->constant,
        type_table(client, op->result->element, WIRE_PLAIN),
        client_literal(client, op->result_at),
        client_literal(
            client, sse && decode ? setting_text(client, decode, "end") : NULL),
        sse ? truth(decode, "reconnect", "false") : "false",
        csv ? truth(decode, "header", "true") : "false",
        csv ? separator(client, decode) : "','");
    const char *name =
        table_share(client, &client->shared, "conn_stream_how", "decode", text);
    return arena_format(arena, "&%s", name);
}

/* ---- the functions ---- */

typedef struct Functions {
    const char *type;                      /* "NAME_stream *" */
    const char *open, *next, *reply, *end; /* names */
    const char *event, *event_id;          /* NULL: it has no events */
    const char *item;                      /* "const T *" */
    const char *open_params, *next_params, *reply_params, *end_params;
} Functions;

static Functions functions_of(Client *client, const Call *call)
{
    Arena *arena = client->arena;
    const char *n = call->name;
    bool sse = strcmp(stream_form(call->op)->kind, "sse") == 0 &&
               !stream_is_pieces(call->op);
    return (Functions){
        .type = arena_format(arena, "%s_stream *", n),
        .open = n,
        .next = arena_format(arena, "%s_next", n),
        .reply = arena_format(arena, "%s_reply", n),
        .end = arena_format(arena, "%s_end", n),
        .event = sse ? arena_format(arena, "%s_event", n) : NULL,
        .event_id = sse ? arena_format(arena, "%s_event_id", n) : NULL,
        .item = api_pointer(client, call->op->result->element, call->op->span),
        .open_params = arena_format(arena, "%s *client, const %s_args *args",
                                    client->handle, n),
        .next_params =
            arena_format(arena, "%s_stream *stream, conn_error *err", n),
        .reply_params = arena_format(arena, "const %s_stream *stream", n),
        .end_params = arena_format(arena, "%s_stream *stream", n)};
}

/* A function that hands the stream on to the runtime's. */
static void inline_getter(Client *client, Buf *out, const char *type,
                          const char *name, const char *params,
                          const char *function)
{
    api_inline(client, out, type, name, params);
    buf_printf(out, "    return %s(CONN_AS(const conn_stream *, stream));\n}\n",
               function);
}

static void inline_next(Client *client, Buf *out, const Functions *f)
{
    api_inline(client, out, f->item, f->next, f->next_params);
    buf_printf(out,
               "    return CONN_AS(%s,\n"
               "        conn_stream_next(CONN_AS(conn_stream *, stream), "
               "err));\n}\n",
               f->item);
}

static void inline_events(Client *client, Buf *out, const Functions *f)
{
    buf_puts(out, "/* Type and id of the last item's event. */\n");
    inline_getter(client, out, "conn_str ", f->event, f->reply_params,
                  "conn_stream_event");
    inline_getter(client, out, "conn_str ", f->event_id, f->reply_params,
                  "conn_stream_event_id");
}

void stream_declare(Client *client, Buf *out, const Call *call)
{
    Functions f = functions_of(client, call);
    api_signature(out, f.type, f.open, f.open_params, ";\n");
    inline_next(client, out, &f);
    if (f.event)
        inline_events(client, out, &f);
    inline_getter(client, out, "const conn_reply *", f.reply, f.reply_params,
                  "conn_stream_reply");
    api_inline(client, out, "void ", f.end, f.end_params);
    buf_puts(out, "    conn_stream_end(CONN_AS(conn_stream *, stream));\n}\n");
}

void stream_define(Client *client, Buf *out, const Call *call,
                   const char *table)
{
    Functions f = functions_of(client, call);
    api_signature(out, f.type, f.open, f.open_params, "\n{\n");
    buf_printf(out,
               "    return (%s)conn_stream_open(\n"
               "        (conn_client *)client, %s, args, sizeof *args);\n"
               "}\n\n",
               f.type, table);
}
