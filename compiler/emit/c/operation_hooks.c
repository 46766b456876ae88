/* operation_hooks.c - which hooks run around an operation, in which order: the
 * nearest to the vendor last on the way out, first on the way back. */
#include <string.h>

#include "emit/c/client.h"

/* Adds those of one kind and owner. */
static size_t add(Client *client, Buf *rows, const char *kind,
                  const char *owner)
{
    const Connector *connector = client->connector;
    size_t count = 0;
    for (size_t i = 0; i < connector->hook_count; i++) {
        const Hook *hook = &connector->hooks[i];
        if (strcmp(hook->kind, kind) != 0 || strcmp(hook->owner, owner) != 0 ||
            (hook->script && !c_hooks_run_scripts()))
            continue;
        buf_printf(rows, "    %s,\n", c_hooks_steps(client->hooks, hook));
        count++;
    }
    return count;
}

/* The way in whose token the operation gets: "" if it gets none. */
static const char *token_owner(const Client *client, const Operation *op)
{
    for (size_t i = 0; i < client->way_count; i++)
        if (client->ways[i].auth->steps[AUTH_EXCHANGE] == op)
            return client->ways[i].auth->id;
    return "";
}

static const char *list(Client *client, const char *like, const Buf *rows)
{
    return table_share_rows(client, &client->operations, "conn_hook *const",
                            like, rows);
}

const char *operation_hooks(Client *client, const Operation *op)
{
    Arena *arena = client->arena;
    const char *resource = op->resource ? op->resource->name : "";
    Buf out = {0}, back = {0};
    size_t before = add(client, &out, "before", "setup"), after = 0;
    if (op->resource)
        before += add(client, &out, "before", resource);
    before += add(client, &out, "send", op->full_name);
    before += add(client, &out, "before", op->full_name);
    after += add(client, &back, "after_token", token_owner(client, op));
    after += add(client, &back, "save", op->full_name);
    after += add(client, &back, "after", op->full_name);
    if (op->resource)
        after += add(client, &back, "after", resource);
    after += add(client, &back, "after", "setup");
    const char *text =
        arena_format(arena, "{%s, %zu, %s, %zu}", list(client, "before", &out),
                     before, list(client, "after", &back), after);
    buf_free(&out);
    buf_free(&back);
    if (before + after == 0)
        return "NULL";
    return arena_format(arena, "&%s",
                        table_share(client, &client->operations,
                                    "conn_op_hooks", "hooks", text));
}

const char *operation_called(Client *client, const CalledOperation *called)
{
    for (size_t i = 0; i < client->call_count; i++)
        if (client->calls[i].op == called->op)
            return map_get(
                &client->known,
                arena_format(client->arena, "op of %s", client->calls[i].name));
    client_refuse(client, called->span,
                  "a call of an operation that the client leaves out");
    return "NULL";
}
