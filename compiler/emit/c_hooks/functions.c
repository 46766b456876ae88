/* functions.c - functions of C: begun and finished, and those that are fns and
 * maps of the source. */
#include <string.h>

#include "emit/c_hooks/writer.h"
#include "model/mappings.h"

/* ---- one function ---- */

void c_begin(CHooks *c, Begun *begun, const char *end, bool lambda)
{
    static const char *const taken[] = {"run", "at", "self", "with"};
    *begun = (Begun){.out = c->out,
                     .indent = c->indent,
                     .names = c->names,
                     .outer = c->frame,
                     .locals = c->uses.locals,
                     .end = c->end,
                     .result = c->result,
                     .line = c->line};
    if (!lambda)
        c->uses.locals = NULL;
    begun->frame =
        (Frame){.locals = c->uses.locals, .outer = lambda ? c->frame : NULL};
    c->frame = &begun->frame;
    c->names = (Names){.arena = c->arena};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        name_claim(&c->names, taken[i]);
    c->out = &begun->body;
    c->indent = 1;
    c->end = end;
    c->line = 0;
}

void c_finish(CHooks *c, Begun *begun, Buf *out, const char *head,
              const char *first)
{
    buf_printf(out, "\n%s\n{\n%s", head, first);
    buf_write(out, buf_text(&begun->body), begun->body.length);
    buf_puts(out, begun->body.length ? "#line\n}\n" : "}\n");
    buf_free(&begun->body);
    c->out = begun->out;
    c->indent = begun->indent;
    c->names = begun->names;
    c->frame = begun->outer;
    c->uses.locals = begun->locals;
    c->end = begun->end;
    c->result = begun->result;
    c->line = begun->line;
}

/* ---- fns ---- */

void c_plan_functions(CHooks *c)
{
    size_t count = c->connector->function_count + 1;
    size_t maps = 2 * c->connector->mapping_count + 1;
    c->fns = arena_array(c->arena, const char *, count);
    c->fn_used = arena_array(c->arena, bool, count);
    c->fn_written = arena_array(c->arena, bool, count);
    c->map_used = arena_array(c->arena, bool, maps);
    c->map_written = arena_array(c->arena, bool, maps);
    for (size_t i = 0; i + 1 < count; i++)
        c->fns[i] = c_fresh_in_file(
            c, c_format(c, "fn_%s", c->connector->functions[i].name));
}

const char *c_function(CHooks *c, const Function *function)
{
    size_t i = (size_t)(function - c->connector->functions);
    c->fn_used[i] = true;
    return c->fns[i];
}

/* `(void)` for the parameters that are not used. */
static const char *unused(CHooks *c, HookLocal *const *locals, size_t count)
{
    Buf text = {0};
    buf_puts(&text, "    (void)run;\n");
    if (!c->frame->uses_scene)
        buf_puts(&text, "    (void)at;\n");
    for (size_t i = 0; i < count; i++)
        if (!locals[i]->used)
            buf_printf(&text, "    (void)%s;\n", locals[i]->text);
    const char *made = arena_text(c->arena, buf_text(&text), text.length);
    buf_free(&text);
    return made;
}

static void write_function(CHooks *c, size_t number)
{
    const Function *function = &c->connector->functions[number];
    size_t count = function->parameter_count;
    HookLocal **locals = arena_array(c->arena, HookLocal *, count + 1);
    Begun begun;
    Buf head = {0};
    c_begin(c, &begun, "return conn_any_null();", false);
    c->result = function->result;
    buf_printf(&head, "static conn_any %s(conn_run *run, conn_scene *at",
               c->fns[number]);
    for (size_t i = 0; i < count; i++) {
        locals[i] = c_bind(c, function->parameters[i], 0);
        buf_printf(&head, ", conn_any %s", locals[i]->text);
    }
    buf_putc(&head, ')');
    c_steps(c, &function->steps, 1);
    c_line(c, "return conn_any_null();");
    buf_printf(&c->heads, "%s;\n", buf_text(&head));
    const char *title =
        c_format(c, "/* %s: fn %s */\n%s", c_place(c, function->span),
                 function->name, buf_text(&head));
    c_finish(c, &begun, &c->functions, title, unused(c, locals, count));
    buf_free(&head);
}

/* ---- maps ---- */

static const char *mapping_name(CHooks *c, size_t number)
{
    const Mapping *mapping = c->connector->mappings[number / 2];
    const char *key = c_format(c, "map %zu", number);
    const char *known = map_get(&c->known, key);
    if (known)
        return known;
    known =
        c_fresh_in_file(c, c_format(c, "%s_%s", number % 2 ? "write" : "read",
                                    mapping->common->record->id));
    map_set(c->arena, &c->known, key, (void *)(uintptr_t)known);
    return known;
}

const char *c_mapping(CHooks *c, const Mapping *mapping, bool back)
{
    size_t i = 0;
    while (c->connector->mappings[i] != mapping)
        i++;
    c->map_used[2 * i + back] = true;
    return mapping_name(c, 2 * i + back);
}

static void write_mapping(CHooks *c, size_t number)
{
    const Mapping *mapping = c->connector->mappings[number / 2];
    bool back = number % 2;
    StepList steps = back ? mapping_write_steps(c->arena, mapping, NULL)
                          : mapping_read_steps(c->arena, mapping, NULL, false);
    Begun begun;
    c_begin(c, &begun, "return conn_any_null();", false);
    HookLocal *vendor = c_bind(c, "vendor", 0),
              *common = c_bind(c, "common", 0);
    HookLocal *locals[] = {vendor, common};
    const char *head = c_format(
        c,
        "static conn_any %s(conn_run *run, conn_scene *at, conn_any %s, "
        "conn_any %s)",
        mapping_name(c, number), back ? common->text : vendor->text,
        back ? vendor->text : common->text);
    c_steps(c, &steps, 1);
    c_put(c, "return %s;", back ? vendor->text : common->text);
    buf_printf(&c->heads, "%s;\n", head);
    const char *title = c_format(
        c, "/* %s: map %s from %s */\n%s", c_place(c, mapping->span),
        mapping->common->record->name, mapping->vendor->record->name, head);
    c_finish(c, &begun, &c->functions, title, unused(c, locals, 2));
}

const char *c_hooks_mapping(CHooks *c, const Mapping *mapping, bool back)
{
    const char *own = c_mapping(c, mapping, back);
    const char *name =
        name_claim(c->client, c_format(c, "%s_%s", c->prefix, own));
    buf_printf(&c->values, "conn_any %s(conn_run *run, conn_scene *at);\n",
               name);
    buf_printf(&c->hooks,
               "\nconn_any %s(conn_run *run, conn_scene *at)\n{\n"
               "    return %s(run, at, at->item, conn_any_map_new(run));\n}\n",
               name, own);
    return name;
}

/* ---- all ---- */

static bool write_used(CHooks *c, const bool *used, bool *written, size_t count,
                       void (*write)(CHooks *, size_t))
{
    bool more = false;
    for (size_t i = 0; i < count; i++) {
        if (!used[i] || written[i])
            continue;
        written[i] = more = true;
        write(c, i);
    }
    return more;
}

/* Writing one may use another: again, until none is left. */
void c_write_functions(CHooks *c)
{
    bool more = true;
    while (more) {
        more = write_used(c, c->fn_used, c->fn_written,
                          c->connector->function_count, write_function);
        more = write_used(c, c->map_used, c->map_written,
                          2 * c->connector->mapping_count, write_mapping) ||
               more;
    }
}
