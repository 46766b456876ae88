/* hook.c - hooks and values as functions, the table of hooks, and the files. */
#include <string.h>

#include "emit/c_hooks/writer.h"
#include "model/cost.h"

CHooks *c_hooks_make(const Connector *connector, Arena *arena, Diags *diags,
                     Names *client, const char *prefix)
{
    CHooks *c = arena_new(arena, CHooks);
    *c = (CHooks){.connector = connector,
                  .arena = arena,
                  .diags = diags,
                  .client = client,
                  .prefix = prefix,
                  .file_names = {.arena = arena, .file_scope = true},
                  .names = {.arena = arena}};
    c_plan_functions(c);
    return c;
}

void c_hooks_free(CHooks *c)
{
    Buf *texts[] = {&c->tables, &c->heads,  &c->functions, &c->hooks,
                    &c->rows,   &c->values, &c->webhooks};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        buf_free(texts[i]);
}

bool c_hooks_any(const CHooks *c)
{
    return c->hooks.length > 0 || c->webhooks.length > 0;
}

bool c_hooks_have_scripts(const CHooks *c)
{
    return c->has_scripts;
}

/* ---- parts ---- */

static const char *const part_names[PART_COUNT] = {
    [PART_METHOD] = "CONN_PART_METHOD",
    [PART_URL] = "CONN_PART_URL",
    [PART_PATH] = "CONN_PART_PATH",
    [PART_VARIABLES] = "CONN_PART_PATH_VARIABLES",
    [PART_QUERY] = "CONN_PART_QUERY",
    [PART_HEADERS] = "CONN_PART_HEADERS",
    [PART_COOKIES] = "CONN_PART_COOKIES",
    [PART_BODY] = "CONN_PART_BODY",
    [PART_RAW_BODY] = "CONN_PART_RAW_BODY",
    [PART_STATUS] = "CONN_PART_STATUS",
    [PART_FAILED] = "CONN_PART_FAILED",
    [PART_ERROR] = "CONN_PART_ERROR",
    [PART_ANSWER_HEADERS] = "CONN_PART_ANSWER_HEADERS",
    [PART_ANSWER_BODY] = "CONN_PART_ANSWER_BODY",
    [PART_ANSWER_RAW_BODY] = "CONN_PART_ANSWER_RAW_BODY",
};

/* What the caller of the platform gave has no place in a client: reading it was
 * refused. */
static const char *parts_text(CHooks *c, unsigned parts)
{
    const char *text = "";
    for (int part = 0; part < PART_COUNT; part++)
        if (parts >> part & 1 && part_names[part])
            text = c_format(c, "%s%s%s", text, *text ? " | " : "",
                            part_names[part]);
    return *text ? text : "0";
}

/* ---- what is used ---- */

/* Where a bound says that the limit is out of reach nothing is counted. */
static void note(CHooks *c, const StepList *steps, const Expr *expr)
{
    c->uses = hook_uses_make(c->connector, c->arena);
    if (steps)
        hook_uses_note(&c->uses, steps);
    else
        hook_uses_note_expr(&c->uses, expr);
    if (steps && c->uses.counted) {
        if (!c->costs)
            c->costs =
                costs_make(c->arena, c->connector, c->connector->sources);
        Cost cost = cost_of_steps(c->costs, steps);
        c->uses.counted = !cost_within(&cost, COST_LIMIT);
    }
    c->any_counted = c->any_counted || c->uses.counted;
}

/* ---- hooks ---- */

static const char *unused_head(const CHooks *c)
{
    return c->frame->uses_scene ? "    (void)run;\n"
                                : "    (void)run;\n    (void)at;\n";
}

static const char *table_name(CHooks *c)
{
    if (!c->table)
        c->table = name_claim(c->client, c_format(c, "%s_hooks", c->prefix));
    return c->table;
}

/* An answer that is a failure is not what the operation promises: steps that
 * use its body are not for it. */
static bool is_guarded(const CHooks *c, const Hook *hook)
{
    return strcmp(hook->kind, "after_token") == 0 ||
           (strcmp(hook->kind, "after") == 0 && c->uses.typed_body);
}

static const char *reads_key(const CHooks *c, const Hook *hook)
{
    return arena_format(c->arena, "reads %p", (const void *)hook);
}

/* The parts that the steps of a hook read, which were written. */
static unsigned reads_of(const CHooks *c, const Hook *hook)
{
    const unsigned *parts = map_get(&c->known, reads_key(c, hook));
    return parts ? *parts : 0;
}

static const char *given_key(const CHooks *c, const Hook *hook)
{
    return arena_format(c->arena, "given %p", (const void *)hook);
}

const GivenNames *c_hooks_given(const CHooks *c, const Hook *hook)
{
    return map_get(&c->known, given_key(c, hook));
}

static void write_hook(CHooks *c, const Hook *hook)
{
    Begun begun;
    const char *name =
        c_fresh_in_file(c, c_format(c, "%s_%s", hook->kind, hook->owner));
    if (hook->script) {
        c_write_script(c, hook, name);
        return;
    }
    note(c, &hook->steps, NULL);
    c_begin(c, &begun, "return;", false);
    c->hook = hook;
    c->given = arena_new(c->arena, GivenNames);
    *c->given = (GivenNames){0};
    map_set(c->arena, &c->known, given_key(c, hook), c->given);
    c_steps(c, &hook->steps, 0);
    c->hook = NULL;
    const char *head =
        c_format(c,
                 "/* %s: %s of %s */\n"
                 "static void %s(conn_run *run, conn_scene *at)",
                 c_place(c, hook->span), hook->kind, hook->owner, name);
    c_finish(c, &begun, &c->hooks, head, unused_head(c));
    buf_printf(&c->rows, "    {\"%s\", %s, %s,\n     %s,\n     %s, %s},\n",
               hook->kind, c_quoted(c, hook->owner), name,
               parts_text(c, c->uses.reads | c->uses.writes),
               parts_text(c, c->uses.writes),
               is_guarded(c, hook) ? "true" : "false");
    unsigned *reads = arena_new(c->arena, unsigned);
    *reads = c->uses.reads;
    map_set(c->arena, &c->known, reads_key(c, hook), reads);
}

const char *c_hooks_steps(CHooks *c, const Hook *hook)
{
    const char *key = c_format(c, "hook %p", (const void *)hook);
    const char *known = map_get(&c->known, key);
    if (known)
        return known;
    write_hook(c, hook);
    known = c_format(c, "&%s[%zu]", table_name(c), c->row_count++);
    map_set(c->arena, &c->known, key, (void *)(uintptr_t)known);
    return known;
}

bool c_hooks_has(const CHooks *c, const Hook *hook)
{
    return map_get(&c->known, arena_format(c->arena, "hook %p",
                                           (const void *)hook)) != NULL;
}

/* ---- values ---- */

CHookValue c_hooks_value(CHooks *c, const Expr *expr, const char *like,
                         bool millis)
{
    Begun begun;
    const char *key = c_format(c, "value %p", (const void *)expr);
    CHookValue *known = map_get(&c->known, key);
    if (known)
        return *known;
    known = arena_new(c->arena, CHookValue);
    const char *name =
        name_claim(c->client, c_format(c, "%s_value_%s", c->prefix, like));
    note(c, NULL, expr);
    c_begin(c, &begun, "return conn_any_null();", false);
    c_mark(c, expr->span);
    c->valued = true;
    CValue value = c_value(c, expr);
    c->valued = false;
    c_put(c, millis ? "return conn_fn_duration_millis(run, %s);" : "return %s;",
          value.text);
    const char *head =
        c_format(c, "conn_any %s(conn_run *run, conn_scene *at)", name);
    buf_printf(&c->values, "%s;\n", head);
    c_finish(c, &begun, &c->hooks,
             c_format(c, "/* %s: a value */\n%s", c_place(c, expr->span), head),
             unused_head(c));
    *known = (CHookValue){name, parts_text(c, c->uses.reads), c->uses.reads};
    map_set(c->arena, &c->known, key, known);
    return *known;
}

CHookValue c_hooks_default(CHooks *c, const Field *field)
{
    Begun begun;
    const char *name =
        name_claim(c->client, c_format(c, "%s_value_default_%s", c->prefix,
                                       name_snake(c->arena, field->name)));
    note(c, NULL, field->fallback);
    c_begin(c, &begun, "return conn_any_null();", false);
    c_mark(c, field->span);
    c_put(c, "if (!conn_any_is_null(conn_any_map_get(%s->args, %s)))",
          c_scene(c), c_key(c, field->name));
    c_line(c, "    return conn_any_null();");
    c->valued = true;
    CValue value = c_value_as(c, field->fallback, field->type);
    c->valued = false;
    value = c_wrapped(c, c_writer(field->type, field->form), value);
    c_put(c, "return %s;", value.text);
    const char *head =
        c_format(c, "conn_any %s(conn_run *run, conn_scene *at)", name);
    buf_printf(&c->values, "%s;\n", head);
    c_finish(
        c, &begun, &c->hooks,
        c_format(c, "/* %s: a default */\n%s", c_place(c, field->span), head),
        unused_head(c));
    return (CHookValue){name, parts_text(c, c->uses.reads), c->uses.reads};
}

const char *c_hooks_arguments(CHooks *c, const Expr *call, const char *skip)
{
    Begun begun;
    const char *name =
        name_claim(c->client, c_format(c, "%s_value_arguments", c->prefix));
    c->uses = hook_uses_make(c->connector, c->arena);
    c_begin(c, &begun, "return conn_any_null();", false);
    c_mark(c, call->span);
    c->valued = true;
    const char *map = c_arguments(c, call, skip);
    c->valued = false;
    c_put(c, "return %s;", map);
    const char *head =
        c_format(c, "conn_any %s(conn_run *run, conn_scene *at)", name);
    buf_printf(&c->values, "%s;\n", head);
    c_finish(
        c, &begun, &c->hooks,
        c_format(c, "/* %s: arguments */\n%s", c_place(c, call->span), head),
        unused_head(c));
    return name;
}

/* ---- webhooks ---- */

static const char *webhook_routes(CHooks *c, const Webhook *webhook,
                                  unsigned *parts)
{
    Buf rows = {0};
    for (size_t i = 0; i < webhook->route_count; i++) {
        const EventRoute *route = &webhook->routes[i];
        const Hook *hook = &c->connector->hooks[route->hook];
        buf_printf(&rows, "    {%s, %s},\n",
                   c_quoted(c, route->pattern ? route->pattern : "*"),
                   c_hooks_steps(c, hook));
        *parts |= reads_of(c, hook);
    }
    if (webhook->route_count == 0)
        return "NULL";
    const char *name =
        c_fresh_in_file(c, c_format(c, "routes_%s", webhook->name));
    buf_printf(&c->webhooks, "\nstatic const conn_event_route %s[] = {\n%s};\n",
               name, buf_text(&rows));
    buf_free(&rows);
    return name;
}

/* A request that was received has them only where its receiver gives them. */
enum {
    ADDRESS_PARTS =
        1 << PART_METHOD | 1 << PART_URL | 1 << PART_PATH | 1 << PART_QUERY
};

const char *c_hooks_webhook(CHooks *c, const Webhook *webhook, bool *addressed)
{
    const char *verify = "NULL";
    CHookValue route = {.name = "NULL"};
    const char *name =
        name_claim(c->client, c_format(c, "%s_webhook_%s", c->prefix,
                                       name_snake(c->arena, webhook->name)));
    const Hook *verifier = &c->connector->hooks[webhook->verify];
    if (webhook->verifies)
        verify = c_hooks_steps(c, verifier);
    if (webhook->route)
        route = c_hooks_value(c, webhook->route, "route", false);
    unsigned parts = route.parts;
    if (webhook->verifies)
        parts |= reads_of(c, verifier);
    const char *routes = webhook_routes(c, webhook, &parts);
    *addressed = (parts & ADDRESS_PARTS) != 0;
    buf_printf(&c->webhooks,
               "\nconst conn_webhook %s = {%s, %s, %s, %s, %zu, %s};\n", name,
               c_quoted(c, webhook->name), verify, route.name, routes,
               webhook->route_count, *addressed ? "true" : "false");
    buf_printf(&c->values, "extern const conn_webhook %s;\n", name);
    return c_format(c, "&%s", name);
}

/* ---- the files ---- */

void c_hooks_declare(CHooks *c, Buf *out)
{
    const char *guard =
        c_format(c, "%s_HOOKS_H", name_upper(c->arena, c->prefix));
    buf_printf(out,
               "/* %s_hooks.h - the hooks of the client, for its tables.\n"
               " *\n * Generated by connc; a change belongs into the "
               "connector's source. */\n"
               "#ifndef %s\n#define %s\n\n#include \"conn/events.h\"\n\n"
               "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n",
               c->prefix, guard, guard);
    if (c->row_count > 0)
        buf_printf(out, "extern const conn_hook %s[%zu];\n\n", c->table,
                   c->row_count);
    if (c->called_count > 0)
        buf_printf(out, "extern const conn_op *const %s[%zu];\n\n",
                   c->called_table, c->called_count);
    buf_write(out, buf_text(&c->values), c->values.length);
    buf_printf(out, "%s#ifdef __cplusplus\n}\n#endif\n#endif\n",
               c->values.length ? "\n" : "");
}

/* What stands between two functions says which line of this file follows. */
static void put_lines(CHooks *c, Buf *out, const Buf *text)
{
    size_t line = 1;
    const char *at = buf_text(text);
    while (*at) {
        size_t length = strcspn(at, "\n") + 1;
        if (length == 6 && strncmp(at, "#line\n", 6) == 0)
            buf_printf(out, "#line %zu \"%s_hooks.c\"\n", line + 1, c->prefix);
        else
            buf_write(out, at, length);
        at += length;
        line++;
    }
}

void c_hooks_define(CHooks *c, Buf *out)
{
    Buf text = {0};
    c->uses = hook_uses_make(c->connector, c->arena);
    c->uses.counted = c->any_counted;
    c_write_functions(c);
    buf_printf(&text,
               "/* %s_hooks.c - the hooks of the client.\n"
               " *\n * Generated by connc; a change belongs into the "
               "connector's source. */\n"
               "#include \"%s_hooks.h\"\n\n#include \"conn/functions.h\"\n",
               c->prefix, c->prefix);
    if (c->has_scripts)
        buf_puts(&text, "#include \"conn/js.h\" /* of a runtime that was built "
                        "with Duktape */\n");
    const Buf *parts[] = {&c->tables, &c->heads, &c->functions, &c->hooks};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (i < 2 && parts[i]->length > 0)
            buf_putc(&text, '\n');
        buf_write(&text, buf_text(parts[i]), parts[i]->length);
    }
    if (c->row_count > 0)
        buf_printf(&text, "\nconst conn_hook %s[%zu] = {\n%s};\n", c->table,
                   c->row_count, buf_text(&c->rows));
    buf_write(&text, buf_text(&c->webhooks), c->webhooks.length);
    put_lines(c, out, &text);
    buf_free(&text);
}
