/* client.c - the target `c`: plan, tables, files; and tables written once. */
#include "emit/c/client.h"

#include <string.h>

const char *client_refuse(Client *client, Span span, const char *what)
{
    diag_report(client->diags, D_C_CANT_CARRY, span, what);
    return NULL;
}

void client_lose(Client *client, Span span, const char *what)
{
    diag_report(client->diags, D_C_LEFT_OUT, span, what);
}

const char *client_literal(Client *client, const char *text)
{
    if (text && strlen(text) > TEXT_MAX)
        diag_report(client->diags, D_C_TEXT_TOO_LONG, client->at,
                    arena_format(client->arena, "%d", TEXT_MAX));
    return text_quoted(client->arena, text);
}

void client_remember(Client *client, const char *key, const void *value)
{
    map_set(client->arena, &client->known, key, (void *)value);
}

/* Tables have a line for each row, however long; what stands before the rows
 * may be so wide. */
enum { TABLE_WIDTH = 130 };

static const char *table_write(Client *client, Buf *out, const char *type,
                               const char *name, const char *brackets,
                               const char *text)
{
    Arena *arena = client->arena;
    const char *key =
        arena_format(arena, "table %s%s %s", type, brackets, text);
    const char *known = map_get(&client->known, key);
    if (known)
        return known;
    name = name_claim(&client->names, name);
    size_t start = out->length;
    buf_printf(out, "static const %s %s%s =", type, name, brackets);
    bool breaks = out->length - start + strcspn(text, "\n") > TABLE_WIDTH;
    buf_printf(out, "%s%s;\n", breaks ? "\n    " : " ", text);
    client_remember(client, key, name);
    return name;
}

const char *table_share(Client *client, Buf *out, const char *type,
                        const char *name, const char *text)
{
    return table_write(client, out, type, name, "", text);
}

const char *table_share_array(Client *client, Buf *out, const char *type,
                              const char *name, const char *text)
{
    return table_write(client, out, type, name, "[]", text);
}

const char *table_share_rows(Client *client, Buf *out, const char *type,
                             const char *name, const Buf *rows)
{
    if (rows->length == 0)
        return "NULL";
    return table_share_array(
        client, out, type, name,
        arena_format(client->arena, "{\n%s}", buf_text(rows)));
}

/* "conn_" is the runtime's. */
static const char *client_prefix(Arena *arena, const char *id)
{
    const char *prefix = name_snake(arena, id);
    bool taken =
        strcmp(prefix, "conn") == 0 || strncmp(prefix, "conn_", 5) == 0;
    return taken ? arena_format(arena, "my_%s", prefix) : prefix;
}

static void client_start(Client *client)
{
    Arena *arena = client->arena;
    client->names.arena = arena;
    client->names.file_scope = true;
    client->at = client->connector->span;
    client->prefix = client_prefix(arena, client->connector->id);
    client->upper = name_upper(arena, client->prefix);
    client->handle = name_claim(&client->names, client->prefix);
}

static Buf *client_file(Client *client, Outputs *outputs, const char *suffix)
{
    return output_file(
        outputs, arena_format(client->arena, "%s%s", client->prefix, suffix));
}

/* What a client has no place for, or nothing to run it with. */
static void script_refuse(Client *client, const Hook *hook)
{
    const char *what =
        arena_format(client->arena, "the JavaScript of `%s`", hook->kind);
    Diag *diag = diag_report(client->diags, D_C_CANT_CARRY, hook->span, what);
    if (!c_hooks_run_scripts())
        diag_help(client->diags, diag,
                  "this connc was built without the sources of Duktape, which "
                  "run it (Debian: duktape-dev)");
}

/* Steps that a client has no place for yet. */
static void hooks_refuse(Client *client)
{
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->hook_count; i++) {
        const Hook *hook = &connector->hooks[i];
        if (hook->script && !c_hooks_has(client->hooks, hook)) {
            script_refuse(client, hook);
            continue;
        }
        if (strcmp(hook->kind, "after_token") == 0 &&
            !c_hooks_has(client->hooks, hook))
            client_lose(client, hook->span, "the steps of `after_token`");
    }
}

/* What the source says too little of for a client. */
static void features_lose(Client *client)
{
    static const struct {
        FeatureKind kind;
        const char *what;
    } rows[] = {{FEATURE_EXPAND,
                 "`expand`: which parameter asks for it is not said "
                 "(one in `query` can)"},
                {FEATURE_CUSTOM_FIELDS,
                 "`custom` fields, whose names only the platform "
                 "asks for (`@open` keeps their values)"}};
    const Connector *connector = client->connector;
    for (size_t i = 0; i < connector->feature_count; i++)
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
            if (connector->features[i].kind == rows[k].kind)
                client_lose(client, connector->features[i].span, rows[k].what);
}

static void hooks_write(Client *client, Outputs *outputs)
{
    hooks_refuse(client);
    if (!c_hooks_any(client->hooks))
        return;
    Buf *head = client_file(client, outputs, "_hooks.h");
    c_hooks_define(client->hooks, client_file(client, outputs, "_hooks.c"));
    c_hooks_declare(client->hooks, head);
}

bool emit_c(const Connector *connector, Arena *arena, Diags *diags,
            Outputs *outputs)
{
    size_t errors = diags->errors;
    Client client = {.connector = connector, .arena = arena, .diags = diags};
    client_start(&client);
    client.hooks =
        c_hooks_make(connector, arena, diags, &client.names, client.prefix);
    plan_client(&client);
    features_lose(&client);
    connector_tables(&client);
    hooks_write(&client, outputs);
    header_write(&client, client_file(&client, outputs, ".h"));
    source_write(&client, client_file(&client, outputs, ".c"));
    project_write(&client, outputs);
    example_write(&client, client_file(&client, outputs, "_example.c"));
    c_hooks_free(client.hooks);
    buf_free(&client.forward);
    buf_free(&client.types);
    buf_free(&client.shared);
    buf_free(&client.operations);
    return diags->errors == errors;
}
