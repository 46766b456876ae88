/* polls.c - events that are found by polling a list, as an iterator. */
#include "emit/c/client.h"

#include <inttypes.h>
#include <string.h>

/* ---- the plan ---- */

static const Call *lister(const Client *client, const Operation *op)
{
    for (size_t i = 0; i < client->call_count; i++)
        if (client->calls[i].op == op && client->calls[i].pages)
            return &client->calls[i];
    return NULL;
}

static bool is_root(const Expr *expr, const char *name)
{
    return expr->kind == EXPR_ROOT && strcmp(expr->text, name) == 0;
}

/* The name of the argument that is the watermark, or NULL. */
static const char *marked(const Expr *call)
{
    for (size_t i = 0; i < call->item_count; i++)
        if (is_root(call->items[i], "watermark"))
            return call->names[i];
    return NULL;
}

static bool is_path(const Expr *mark)
{
    while (mark->kind == EXPR_MEMBER && mark->field)
        mark = mark->a;
    return is_root(mark, "item");
}

/* The call; `try` may stand before it. */
static const Expr *list_call(const Polling *polling)
{
    const Expr *source = polling->source;
    return source && source->kind == EXPR_TRY ? source->a : source;
}

/* What the client can't poll. */
static const char *hindrance(const Client *client, const Polling *polling)
{
    int64_t overlap;
    const Expr *source = list_call(polling);
    if (!source || source->kind != EXPR_OP_CALL ||
        !lister(client, source->operation))
        return "events polled from what the client does not list";
    if (xml_is_read(source->operation))
        return "events polled from a list that is XML";
    if (!marked(source))
        return "events polled without `watermark` as an argument of the list";
    if (!polling->watermark || polling->watermark->kind != EXPR_MEMBER ||
        !is_path(polling->watermark))
        return "a `watermark` that is no field of the item";
    if (polling->overlap && !value_int(polling->overlap, &overlap))
        return "an `overlap` that is computed";
    for (size_t i = polling->hook; i < polling->hook_end; i++)
        if (client->connector->hooks[i].script)
            return "events that a script makes";
    return polling->hook_end - polling->hook == 1
               ? NULL
               : "polled events without one `on`";
}

void plan_polls(Client *client)
{
    static const char *const suffixes[] = {"",     "_next", "_value", "_every",
                                           "_ack", "_end",  "_state"};
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->polling_count; i++) {
        const Polling *polling = &connector->pollings[i];
        const char *what = hindrance(client, polling);
        if (what) {
            client_lose(client, polling->span, what);
            continue;
        }
        const char *base =
            arena_format(client->arena, "%s_poll_%s", client->prefix,
                         name_snake(client->arena, polling->name));
        Poller poller = {.polling = polling,
                         .call = lister(client, list_call(polling)->operation)};
        poller.name = name_claim_all(&client->names, base, suffixes,
                                     sizeof suffixes / sizeof *suffixes);
        client->at = polling->span;
        poller.type =
            shape_value(client, operation_pages(poller.call->op)->item);
        vec_push(client->arena, client->pollers, client->poller_count, poller);
    }
}

/* ---- tables ---- */

/* The JSON Pointer of the watermark in an item. */
static const char *pointer_of(Arena *arena, const Expr *mark)
{
    if (mark->kind != EXPR_MEMBER)
        return "";
    return arena_format(arena, "%s/%s", pointer_of(arena, mark->a),
                        mark->field->wire);
}

static size_t argument_index(const Poller *poller)
{
    const char *name = marked(list_call(poller->polling));
    size_t i = 0;
    while (i < poller->call->arg_count &&
           strcmp(poller->call->args[i].member.field->name, name) != 0)
        i++;
    return i;
}

static const char *value_or_null(Client *client, const Expr *expr,
                                 const char *like)
{
    return expr ? c_hooks_value(client->hooks, expr, like, false).name : "NULL";
}

static const char *poll_table(Client *client, const Poller *poller)
{
    Arena *arena = client->arena;
    const Polling *polling = poller->polling;
    const Expr *mark = polling->watermark, *source = list_call(polling);
    int64_t overlap = 0;
    const char *args = "NULL";
    client->at = polling->span;
    if (polling->overlap)
        value_int(polling->overlap, &overlap);
    if (source->item_count > 1)
        args = c_hooks_arguments(client->hooks, source, marked(source));
    const char *key = arena_format(arena, "op of %s", poller->call->name);
    const char *op = map_get(&client->known, key);
    const char *type =
        type_table(client, type_strip(mark->type), mark->field->form);
    const char *how = arena_format(
        arena, "{%s, %s, %zu, %s,\n     &%s, NULL, %" PRId64 "}",
        client_literal(client, polling->name), op, argument_index(poller),
        client_literal(client, pointer_of(arena, mark)), type, overlap);
    const char *text = arena_format(
        arena, "{\n    %s,\n    %s, %s, /* arguments, dedupe */\n    %s, %s}",
        how, args, value_or_null(client, polling->dedupe, "dedupe"),
        value_or_null(client, polling->every, "every"),
        c_hooks_steps(client->hooks, &client->connector->hooks[polling->hook]));
    return table_share(client, &client->operations, "conn_poll_events",
                       "polled", text);
}

void poll_tables(Client *client)
{
    for (size_t i = 0; i < client->poller_count; i++)
        client->pollers[i].table = poll_table(client, &client->pollers[i]);
}

/* ---- functions ---- */

typedef struct Row {
    const char *type, *suffix, *params, *body;
} Row;

/* `$` stands for the name. */
static const Row rows[] = {
    {"const conn_event *", "_next", "$ *poll, conn_error *err",
     "    return conn_poller_next((conn_poller *)poll, err);\n"},
    {"conn_status ", "_ack", "$ *poll, conn_error *err",
     "    return conn_poller_ack((conn_poller *)poll, err);\n"},
    {"conn_duration ", "_every", "const $ *poll",
     "    return conn_poller_every((const conn_poller *)poll);\n"},
    {"void ", "_end", "$ *poll", "    conn_poller_end((conn_poller *)poll);\n"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static const char *filled(Client *client, const Poller *poller,
                          const char *params)
{
    const char *at = strchr(params, '$');
    return arena_format(client->arena, "%.*s%s_state%s", (int)(at - params),
                        params, poller->name, at + 1);
}

static const char *open_params(Client *client)
{
    return arena_format(client->arena,
                        "%s *client,\n    const conn_poll_options *options, "
                        "conn_error *err",
                        client->handle);
}

static void write_head(Client *client, Buf *out, const Poller *poller,
                       const Row *row, const char *end)
{
    api_signature(
        out, row->type,
        arena_format(client->arena, "%s%s", poller->name, row->suffix),
        filled(client, poller, row->params), end);
}

static const char what_polls_do[] =
    "---- polled events ----\n\n"
    "NAME begins to poll with the state as `options` say where it is kept "
    "(conn/poll.h), NAME_next gives event after event, each until the next "
    "call: NULL is the end of the list for now, or an error if err->status is "
    "not CONN_OK. NAME_ack says that all of them were taken; what was not "
    "comes again. Then wait NAME_every microseconds and go on with NAME_next. "
    "NAME_value gives the item of an event. NAME_end frees everything.";

void polls_declare(Client *client, Buf *out)
{
    if (client->poller_count > 0)
        text_comment(out, 0, what_polls_do);
    for (size_t i = 0; i < client->poller_count; i++) {
        const Poller *poller = &client->pollers[i];
        buf_printf(out,
                   "typedef struct %s_state %s_state;\n"
                   "%s_state *\n%s(%s);\n",
                   poller->name, poller->name, poller->name, poller->name,
                   open_params(client));
        for (size_t k = 0; k < ROWS; k++)
            write_head(client, out, poller, &rows[k], ";\n");
        api_signature(out,
                      arena_format(client->arena, "const %s *", poller->type),
                      arena_format(client->arena, "%s_value", poller->name),
                      "const conn_event *event", ";\n\n");
    }
}

void polls_define(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->poller_count; i++) {
        const Poller *poller = &client->pollers[i];
        const char *type =
            arena_format(client->arena, "const %s *", poller->type);
        buf_printf(out,
                   "%s_state *\n%s(%s)\n{\n"
                   "    return (%s_state *)conn_poller_open(\n"
                   "        (conn_client *)client, &%s, options, err);\n}\n\n",
                   poller->name, poller->name, open_params(client),
                   poller->name, poller->table);
        for (size_t k = 0; k < ROWS; k++) {
            write_head(client, out, poller, &rows[k], "\n{\n");
            buf_printf(out, "%s}\n\n", rows[k].body);
        }
        api_signature(out, type,
                      arena_format(client->arena, "%s_value", poller->name),
                      "const conn_event *event", "\n{\n");
        buf_printf(out, "    return (%s)(event ? event->value : NULL);\n}\n\n",
                   type);
    }
}
