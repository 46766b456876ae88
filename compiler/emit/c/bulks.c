/* bulks.c - bulk jobs: started, waited for, and their rows as an iterator. */
#include "emit/c/client.h"

#include <inttypes.h>
#include <string.h>

/* ---- the plan ---- */

/* The call; `try` may stand before it. */
static const Expr *call_of(const Expr *expr)
{
    if (expr && expr->kind == EXPR_TRY)
        expr = expr->a;
    return expr && expr->kind == EXPR_OP_CALL ? expr : NULL;
}

static const Call *offered(const Client *client, const Expr *expr)
{
    const Expr *call = call_of(expr);
    for (size_t i = 0; call && i < client->call_count; i++)
        if (client->calls[i].op == call->operation)
            return &client->calls[i];
    return NULL;
}

/* What a row is, or NULL. */
static const Type *row_type(const Call *rows)
{
    if (rows->pages)
        return operation_pages(rows->op)->item;
    const Type *result = rows->op->result;
    bool many = rows->stream || result->kind == TYPE_LIST;
    return many ? result->element : NULL;
}

/* What the client can't do of it. */
static const char *hindrance(const Client *client, const BulkJob *job)
{
    const Call *start = offered(client, job->start);
    const Call *poll = offered(client, job->poll);
    const Call *rows = offered(client, job->rows);
    if (!start || start->pages || start->stream)
        return "a `bulk` job whose `start` is no call of an operation that the "
               "client offers";
    if (!poll || poll->pages || poll->stream ||
        poll->op->result->kind == TYPE_NONE)
        return "a `bulk` job whose `poll` is no call of an operation that "
               "tells of it";
    if (!rows || !row_type(rows))
        return "a `bulk` job whose `rows` is no call of an operation that "
               "lists";
    return job->done ? NULL : "a `bulk` job without `done`";
}

static void plan_bulk(Client *client, const BulkJob *job)
{
    static const char *const suffixes[] = {"",      "_job",   "_poll", "_wait",
                                           "_next", "_value", "_end"};
    Bulk bulk = {.job = job,
                 .start = offered(client, job->start),
                 .poll = offered(client, job->poll),
                 .rows = offered(client, job->rows)};
    const char *base = arena_format(client->arena, "%s_bulk_%s", client->prefix,
                                    name_snake(client->arena, job->name));
    bulk.name = name_claim_all(&client->names, base, suffixes,
                               sizeof suffixes / sizeof *suffixes);
    client->at = job->span;
    bulk.row = shape_value(client, row_type(bulk.rows));
    bulk.state = shape_value(client, bulk.poll->op->result);
    vec_push(client->arena, client->bulks, client->bulk_count, bulk);
}

void plan_bulks(Client *client)
{
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->bulk_count; i++) {
        const BulkJob *job = &connector->bulks[i];
        const char *what = hindrance(client, job);
        if (what)
            client_lose(client, job->span, what);
        else
            plan_bulk(client, job);
    }
}

/* ---- tables ---- */

static const char *op_of(Client *client, const Call *call)
{
    return map_get(&client->known,
                   arena_format(client->arena, "op of %s", call->name));
}

static const char *args_of(Client *client, const Expr *expr)
{
    const Expr *call = call_of(expr);
    return call->item_count > 0 ? c_hooks_arguments(client->hooks, call, "")
                                : "NULL";
}

static const char *value_of(Client *client, const Expr *expr, const char *like)
{
    return expr ? c_hooks_value(client->hooks, expr, like, false).name : "NULL";
}

/* A time: microseconds in the table, or a function. */
static const char *time_of(Client *client, const Expr *expr, const char *like,
                           int64_t *constant)
{
    return value_int(expr, constant) ? "NULL" : value_of(client, expr, like);
}

static const char *bulk_table(Client *client, const Bulk *bulk)
{
    Arena *arena = client->arena;
    const BulkJob *job = bulk->job;
    int64_t every = 0, give_up = 0;
    client->at = job->span;
    const char *start = args_of(client, job->start);
    const char *poll = args_of(client, job->poll);
    const char *rows = args_of(client, job->rows);
    const char *done = value_of(client, job->done, "done");
    const char *failed = value_of(client, job->failed, "failed");
    const char *every_fn = time_of(client, job->every, "every", &every);
    const char *give_up_fn = time_of(client, job->give_up, "give_up", &give_up);
    const char *name =
        arena_format(arena, "%s.%s", job->resource->name, job->name);
    const char *text = arena_format(
        arena,
        "{\n    %s, %s, %s, %s,\n    %s, %s, %s, /* arguments */\n"
        "    %s, %s, /* done, failed */\n"
        "    %s, %s, %" PRId64 ", %" PRId64 "}",
        client_literal(client, name), op_of(client, bulk->start),
        op_of(client, bulk->poll), op_of(client, bulk->rows), start, poll, rows,
        done, failed, every_fn, give_up_fn, every, give_up);
    return table_share(client, &client->operations, "conn_job_how", "bulk",
                       text);
}

void bulk_tables(Client *client)
{
    for (size_t i = 0; i < client->bulk_count; i++)
        client->bulks[i].table = bulk_table(client, &client->bulks[i]);
}

/* ---- functions ---- */

/* `$` stands for the name, `%` in a type for that of a row or the state. */
typedef struct Row {
    const char *type, *suffix, *params, *body;
} Row;

static const Row rows[] = {
    {"conn_status ", "_poll", "$_job *job, bool *done, conn_error *err",
     "    return conn_job_poll((conn_job *)job, done, err);\n"},
    {"conn_status ", "_wait", "$_job *job, conn_error *err",
     "    return conn_job_wait((conn_job *)job, err);\n"},
    {"row", "_next", "$_job *job, conn_error *err",
     "    return (@)conn_job_next((conn_job *)job, err);\n"},
    {"state", "_value", "const $_job *job",
     "    return (@)conn_job_value((const conn_job *)job);\n"},
    {"void ", "_end", "$_job *job", "    conn_job_end((conn_job *)job);\n"},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* The text with what `mark` stands for. */
static const char *filled(Client *client, const char *text, char mark,
                          const char *with)
{
    const char *at = strchr(text, mark);
    if (!at)
        return text;
    return arena_format(client->arena, "%.*s%s%s", (int)(at - text), text, with,
                        at + 1);
}

static const char *type_of(Client *client, const Bulk *bulk, const Row *row)
{
    const char *held = strcmp(row->type, "row") == 0     ? bulk->row
                       : strcmp(row->type, "state") == 0 ? bulk->state
                                                         : NULL;
    return held ? arena_format(client->arena, "const %s *", held) : row->type;
}

static void write_head(Client *client, Buf *out, const Bulk *bulk,
                       const Row *row, const char *end)
{
    api_signature(out, type_of(client, bulk, row),
                  arena_format(client->arena, "%s%s", bulk->name, row->suffix),
                  filled(client, row->params, '$', bulk->name), end);
}

static const char *start_params(Client *client)
{
    return arena_format(client->arena,
                        "%s *client,\n    const conn_call_options *call, "
                        "conn_error *err",
                        client->handle);
}

static const char what_bulks_do[] =
    "---- bulk jobs ----\n\n"
    "NAME starts a job at the vendor; NULL is an error. `call`, which may be "
    "NULL, bounds everything: its deadline counts from there. NAME_next waits "
    "until the job is over and gives row after row, each until the next call: "
    "NULL is the end, or an error if err->status is not CONN_OK. NAME_wait "
    "only "
    "waits, NAME_poll asks once. A job that has failed is CONN_VENDOR, with "
    "what "
    "the vendor says of it as err->body; after another error of waiting the "
    "same function may be called again. NAME_value is what the vendor said "
    "last, "
    "NULL before the first question. NAME_end frees everything; the vendor's "
    "job "
    "goes on.";

void bulks_declare(Client *client, Buf *out)
{
    if (client->bulk_count > 0)
        text_comment(out, 0, what_bulks_do);
    for (size_t i = 0; i < client->bulk_count; i++) {
        const Bulk *bulk = &client->bulks[i];
        buf_printf(out, "typedef struct %s_job %s_job;\n%s_job *\n%s(%s);\n",
                   bulk->name, bulk->name, bulk->name, bulk->name,
                   start_params(client));
        for (size_t k = 0; k < ROWS; k++)
            write_head(client, out, bulk, &rows[k], ";\n");
        buf_putc(out, '\n');
    }
}

static void define(Client *client, Buf *out, const Bulk *bulk)
{
    buf_printf(out,
               "%s_job *\n%s(%s)\n{\n"
               "    return (%s_job *)conn_job_start(\n"
               "        (conn_client *)client, &%s, call, err);\n}\n\n",
               bulk->name, bulk->name, start_params(client), bulk->name,
               bulk->table);
    for (size_t k = 0; k < ROWS; k++) {
        write_head(client, out, bulk, &rows[k], "\n{\n");
        buf_printf(
            out, "%s}\n\n",
            filled(client, rows[k].body, '@', type_of(client, bulk, &rows[k])));
    }
}

void bulks_define(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->bulk_count; i++)
        define(client, out, &client->bulks[i]);
}
