/* hook.c - a whole hook: what it takes from the platform, its blocks, what it
 * hands back, and what it needs for that. */
#include "emit/javascript/pages.h"
#include "model/cost.h"

#include <string.h>

/* ---- the contract ---- */

/* A part of a request or answer: the field here, the variable there. */
typedef struct PartText {
    const char *object, *field, *variable;
    bool map; /* nothing there is an empty one */
} PartText;

static const PartText part_texts[PART_COUNT] = {
    [PART_METHOD] = {"request", "method", "request_vendor_method", false},
    [PART_URL] = {"request", "url", "request_vendor_url", false},
    [PART_PATH] = {"request", "path", "request_vendor_path", false},
    [PART_VARIABLES] = {"request", "path_variables", "request_path_variables",
                        true},
    [PART_QUERY] = {"request", "query", "request_vendor_parameters", true},
    [PART_HEADERS] = {"request", "headers", "request_vendor_headers", true},
    [PART_BODY] = {"request", "body", "request_vendor_body", false},
    [PART_STATUS] = {"response", "status", "response_status_code", false},
    [PART_FAILED] = {"response", "failed", "response_iserror", false},
    [PART_ERROR] = {"response", "error", "response_error", false},
    [PART_ANSWER_HEADERS] = {"response", "headers", "response_headers", true},
    [PART_ANSWER_BODY] = {"response", "body", "response_body", false},
    [PART_CALLER_METHOD] = {"caller", "method", "request_method", false},
    [PART_CALLER_PATH] = {"caller", "path", "request_path", false},
    [PART_CALLER_QUERY] = {"caller", "query", "request_parameters", true},
    [PART_CALLER_HEADERS] = {"caller", "headers", "request_headers", true},
    [PART_CALLER_BODY] = {"caller", "json", "request_body_map", false},
    [PART_CALLER_TEXT] = {"caller", "text", "request_body", false},
    [PART_CALLER_FILTER] = {"caller", "filter", "request_expression", false},
};

#define SCRIPT_VARIABLE(name, home) #name,
const char *const javascript_variables[] = {
#include "grammar/script_variables.def"
    NULL,
};

static bool has(unsigned parts, HookPart part)
{
    return parts >> part & 1;
}

/* ---- taking ---- */

static void write_part(JsWriter *js, HookPart part)
{
    const PartText *text = &part_texts[part];
    bool changed = has(js->uses.changes, part);
    const char *variable = script_variable(js, text->variable);
    buf_printf(js->out, "%s: ", text->field);
    if (changed)
        buf_printf(js->out, "%s(%s%s)", script_helper(js, "copy"), variable,
                   text->map ? " || {}" : "");
    else if (has(js->uses.loose, part))
        buf_printf(js->out, "%s(%s)", script_helper(js, "known"), variable);
    else
        buf_printf(js->out, "%s%s", variable, text->map ? " || {}" : "");
}

/* var request = {…}; */
static void write_taken(JsWriter *js, const char *object, HookPart first,
                        HookPart end)
{
    const char *between = "";
    if (!((js->uses.reads | js->uses.writes) >> first &
          ((1U << (end - first)) - 1)))
        return;
    buf_printf(js->out, "var %s = {", object);
    for (HookPart part = first; part < end; part++) {
        if (!has(js->uses.reads | js->uses.writes, part) ||
            !part_texts[part].field)
            continue;
        buf_puts(js->out, between);
        write_part(js, part);
        between = ", ";
    }
    buf_puts(js->out, "};\n");
}

/* ---- handing back ---- */

static void write_result(JsWriter *js)
{
    const char *between = "";
    if (js->kind == JS_EVENT) {
        buf_puts(js->out, "{events: made}");
        return;
    }
    buf_putc(js->out, '{');
    /* Behind an answer, a request is changed for the next page alone. */
    HookPart first = js->kind == JS_AFTER ? PART_STATUS : 0;
    for (HookPart part = first; part < PART_COUNT; part++) {
        const PartText *text = &part_texts[part];
        if (!has(js->uses.writes, part) || !text->field)
            continue;
        buf_printf(js->out, "%s%s: %s.%s", between, text->variable,
                   text->object, text->field);
        between = ", ";
    }
    if (js->uses.stores)
        buf_printf(js->out, "%sconfiguration: kept", between);
    buf_putc(js->out, '}');
}

/* ---- blocks ---- */

static const char *block_title(JsWriter *js, const JsBlock *block)
{
    return arena_format(js->arena, "%s: %s of %s",
                        script_place(js, block->hook->span), block->hook->kind,
                        block->hook->owner);
}

/* "after_issues_list" */
static const char *block_name(JsWriter *js, const JsBlock *block)
{
    char *name =
        arena_format(js->arena, "%s_%s", block->hook->kind, block->hook->owner);
    for (char *c = name; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
              (*c >= '0' && *c <= '9')))
            *c = '_';
    return script_fresh(js, name);
}

/* An answer that is a failure is not what the operation promises: a block that
 * uses its body is not for it. */
static bool is_guarded(JsWriter *js, Costs *costs, const JsBlock *block)
{
    const StepList *steps = &block->hook->steps;
    bool counted = js->uses.counted;
    js->uses.typed_body = false;
    hook_uses_note(&js->uses, steps);
    if (!counted && js->uses.counted) {
        Cost cost = cost_of_steps(costs, steps);
        js->uses.counted = !cost_within(&cost, COST_LIMIT);
    }
    if (page_is_block(block))
        page_note(js, block);
    bool token = strcmp(block->hook->kind, "after_token") == 0;
    return js->kind == JS_AFTER &&
           (js->uses.typed_body || token || page_is_block(block));
}

static void write_guard(JsWriter *js, bool guarded)
{
    if (!guarded)
        return;
    script_indent(js);
    buf_printf(js->out, "if (!%s) {\n",
               script_variable(js, "response_iserror"));
    js->indent++;
}

static void write_guard_end(JsWriter *js, bool guarded)
{
    if (!guarded)
        return;
    js->indent--;
    script_indent(js);
    buf_puts(js->out, "}\n");
}

/* The steps themselves, or a call of a function that has them. */
static void write_block(JsWriter *js, const JsBlock *block, const char *name,
                        bool guarded)
{
    js->operation = block->operation;
    write_guard(js, guarded);
    if (page_is_block(block)) {
        page_write(js, block, name);
    } else if (name) {
        script_indent(js);
        buf_printf(js->out, "%s();\n", name);
    } else {
        script_body(js, &block->hook->steps, 0);
    }
    write_guard_end(js, guarded);
}

static void write_block_function(JsWriter *js, const JsBlock *block,
                                 const char *name)
{
    js->operation = block->operation;
    buf_printf(js->out, "\n// %s\nfunction %s() {\n", block_title(js, block),
               name);
    js->indent++;
    script_body(js, &block->hook->steps, 0);
    if (page_is_block(block))
        page_write_steps(js, block);
    js->indent--;
    buf_puts(js->out, "}\n");
}

/* ---- the whole ---- */

typedef struct Parts {
    const JsBlock *blocks;
    const char **names; /* of functions, NULL: in place */
    bool *guarded;
    size_t count;
    const Webhook *webhook; /* of an event: the first block verifies if it */
    bool verifies;          /* does, each other is a route's */
} Parts;

static void plan(JsWriter *js, Parts *parts)
{
    const Connector *c = js->connector;
    Costs *costs = costs_make(js->arena, c, c->sources);
    script_plan_functions(js);
    for (size_t i = 0; i < parts->count; i++)
        parts->guarded[i] = is_guarded(js, costs, &parts->blocks[i]);
    for (size_t i = 0; i < parts->count; i++)
        if (parts->count > 1 || parts->webhook ||
            page_is_block(&parts->blocks[i]) ||
            script_leaves(&parts->blocks[i].hook->steps))
            parts->names[i] = block_name(js, &parts->blocks[i]);
}

/* "invoice.*" stands for all that begin so. */
static void write_route_test(JsWriter *js, const char *route,
                             const char *pattern)
{
    size_t length = strlen(pattern);
    bool begins = length > 0 && pattern[length - 1] == '*';
    if (!begins) {
        buf_printf(js->out, "%s === ", route);
        script_quote(js->out, pattern);
        return;
    }
    buf_printf(js->out, "%s(%s, ", script_helper(js, "begins_with"), route);
    script_quote(js->out, arena_text(js->arena, pattern, length - 1));
    buf_putc(js->out, ')');
}

static void write_route(JsWriter *js, const Parts *parts, size_t i,
                        const char *route)
{
    const EventRoute *row = &parts->webhook->routes[i];
    const char *pattern = row->pattern ? row->pattern : "*";
    script_begin(js, i ? "} else if (" : "if (");
    write_route_test(js, route, pattern);
    buf_puts(js->out, ") {\n");
    js->indent++;
    script_indent(js);
    buf_printf(js->out, "%s();\n", parts->names[i + parts->verifies]);
    script_indent(js);
    buf_printf(js->out, "made.push(%s(event, %s));\n",
               script_helper(js, "event_of"), route);
    js->indent--;
}

static void write_routes(JsWriter *js, const Parts *parts)
{
    const Expr *value = parts->webhook->route;
    JsSink sink = {.name = "route", .type = value ? value->type : NULL};
    if (parts->verifies) {
        script_indent(js);
        buf_printf(js->out, "%s();\n", parts->names[0]);
    }
    if (value)
        script_sink(js, &sink, value);
    else
        script_line(js, "var route = \"\";");
    for (size_t i = 0; i < parts->webhook->route_count; i++)
        write_route(js, parts, i, "route");
    if (parts->webhook->route_count > 0)
        script_line(js, "}");
}

static void write_blocks(JsWriter *js, const Parts *parts)
{
    if (parts->webhook) {
        write_routes(js, parts);
        return;
    }
    for (size_t i = 0; i < parts->count; i++)
        write_block(js, &parts->blocks[i], parts->names[i], parts->guarded[i]);
}

static void write_run(JsWriter *js, const Parts *parts)
{
    static const char *const stopped[] = {
        [JS_BEFORE] = "before_stopped",
        [JS_AFTER] = "after_stopped",
        [JS_EVENT] = "event_stopped",
    };
    js->indent = 1;
    write_blocks(js, parts);
    script_indent(js);
    buf_puts(js->out, "result = ");
    write_result(js);
    buf_puts(js->out, ";\n");
    js->indent = 0;
    script_helper(js, stopped[js->kind]);
}

/* What is written inside of `try` where anything can be thrown. */
static const char *take_text(JsWriter *js, Buf *text)
{
    const char *taken = arena_text(js->arena, buf_text(text), text->length);
    buf_free(text);
    return taken;
}

static const char *write_aside(JsWriter *js,
                               void (*write)(JsWriter *, const Parts *),
                               const Parts *parts)
{
    Buf text = {0}, *outer = js->out;
    js->out = &text;
    write(js, parts);
    js->out = outer;
    return take_text(js, &text);
}

static void write_block_functions(JsWriter *js, const Parts *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        if (parts->names[i])
            write_block_function(js, &parts->blocks[i], parts->names[i]);
    script_write_functions(js);
}

/* What a vendor sent is one variable, its headers among the body. */
static void write_event_head(JsWriter *js, const Parts *parts)
{
    const char *events = script_variable(js, "events");
    buf_printf(js->out, "// %s: events %s\n",
               script_place(js, parts->webhook->span), parts->webhook->name);
    buf_printf(js->out,
               "var request = {headers: %s.eventHeaders || {}, body: %s};\n",
               events, events);
    buf_puts(js->out, "var event = {};\nvar made = [];\n");
}

static void write_head(JsWriter *js, const Parts *parts)
{
    if (parts->webhook) {
        write_event_head(js, parts);
        return;
    }
    for (size_t i = 0; i < parts->count; i++)
        if (!parts->names[i])
            buf_printf(js->out, "// %s\n", block_title(js, &parts->blocks[i]));
    write_taken(js, "request", PART_METHOD, PART_STATUS);
    write_taken(js, "response", PART_STATUS, PART_CALLER_METHOD);
    write_taken(js, "caller", PART_CALLER_METHOD, PART_EVENT);
    if (js->uses.stores)
        buf_puts(js->out, "var kept = {};\n");
}

static void write_hook(JsWriter *js, const Parts *parts)
{
    /* The functions first, although they stand behind: they tell whether
     * anything can be thrown. */
    HookLocal *locals = js->uses.locals;
    const char *run = write_aside(js, write_blocks, parts);
    const char *functions = write_aside(js, write_block_functions, parts);
    js->uses.locals = locals;
    write_head(js, parts);
    if (script_throws(js)) {
        run = write_aside(js, write_run, parts);
        buf_puts(js->out, "var result;\ntry {\n");
        buf_puts(js->out, run);
        buf_printf(js->out, "} catch (error) {\n  result = %s(error);\n}\n",
                   js->kind == JS_BEFORE  ? "before_stopped"
                   : js->kind == JS_AFTER ? "after_stopped"
                                          : "event_stopped");
        buf_puts(js->out, "done(result);\n");
    } else {
        buf_puts(js->out, run);
        buf_puts(js->out, "done(");
        write_result(js);
        buf_puts(js->out, ");\n");
    }
    buf_puts(js->out, functions);
    script_write_helpers(js);
}

static const char *context_of(JsWriter *js)
{
    Buf out = {0};
    for (const char *const *name = javascript_variables; *name; name++)
        if (map_get(&js->variables, *name))
            buf_printf(&out, "%s%s", out.length ? "," : "", *name);
    return take_text(js, &out);
}

bool javascript_hook(const Connector *connector, const JsNames *names,
                     Arena *arena, Diags *diags, JsKind kind,
                     const JsBlock *blocks, size_t count, JsHook *out)
{
    Buf text = {0};
    JsWriter js = script_make(connector, names, arena, diags, kind, &text);
    Parts parts = {.blocks = blocks,
                   .names = arena_array(arena, const char *, count),
                   .guarded = arena_array(arena, bool, count),
                   .count = count};
    plan(&js, &parts);
    write_hook(&js, &parts);
    out->body = take_text(&js, &text);
    out->context = context_of(&js);
    return !js.failed;
}

/* ---- events ---- */

static Parts webhook_parts(Arena *arena, const Connector *connector,
                           const Webhook *webhook, bool verifies)
{
    size_t count = webhook->route_count + verifies;
    JsBlock *blocks = arena_array(arena, JsBlock, count + 1);
    if (verifies)
        blocks[0].hook = &connector->hooks[webhook->verify];
    for (size_t i = 0; i < webhook->route_count; i++)
        blocks[i + verifies].hook = &connector->hooks[webhook->routes[i].hook];
    return (Parts){blocks,
                   arena_array(arena, const char *, count + 1),
                   arena_array(arena, bool, count + 1),
                   count,
                   webhook,
                   verifies};
}

bool javascript_webhook(const Connector *connector, const JsNames *names,
                        Arena *arena, Diags *diags, const Webhook *webhook,
                        JsHook *out)
{
    bool verifies = webhook->verifies;
    for (;;) {
        Buf text = {0};
        JsWriter js =
            script_make(connector, names, arena, diags, JS_EVENT, &text);
        Parts parts = webhook_parts(arena, connector, webhook, verifies);
        plan(&js, &parts);
        write_hook(&js, &parts);
        out->body = take_text(&js, &text);
        out->context = context_of(&js);
        if (!js.failed || !verifies)
            return !js.failed;
        verifies = false; /* which was reported; the routes may still do */
    }
}
