/* functions.c - the functions and maps of the source, as functions of the
 * script. */
#include "emit/javascript/writer.h"
#include "model/mappings.h"

void script_plan_functions(JsWriter *js)
{
    const Connector *c = js->connector;
    size_t count = c->function_count + 1, maps = 2 * c->mapping_count + 1;
    js->functions = arena_array(js->arena, const char *, count);
    js->function_used = arena_array(js->arena, bool, count);
    js->function_written = arena_array(js->arena, bool, count);
    js->mappings = arena_array(js->arena, const char *, maps);
    js->mapping_used = arena_array(js->arena, bool, maps);
    js->mapping_written = arena_array(js->arena, bool, maps);
    for (size_t i = 0; i < c->function_count; i++)
        js->functions[i] = script_fresh(js, c->functions[i].name);
    for (size_t i = 0; i < c->mapping_count; i++) {
        const char *common = c->mappings[i]->common->record->id;
        js->mappings[2 * i] =
            script_fresh(js, arena_format(js->arena, "read_%s", common));
        js->mappings[2 * i + 1] =
            script_fresh(js, arena_format(js->arena, "write_%s", common));
    }
}

const char *script_function(JsWriter *js, const Function *function)
{
    size_t i = (size_t)(function - js->connector->functions);
    js->function_used[i] = true;
    return js->functions[i];
}

static void write_function(JsWriter *js, size_t number)
{
    const Function *function = &js->connector->functions[number];
    HookLocal *outer = js->uses.locals;
    js->result = function->result;
    buf_printf(js->out, "\n// %s\n", script_place(js, function->span));
    buf_printf(js->out, "function %s(", js->functions[number]);
    for (size_t i = 0; i < function->parameter_count; i++)
        buf_printf(js->out, "%s%s", i ? ", " : "",
                   script_bind(js, function->parameters[i], 0));
    buf_puts(js->out, ") {\n");
    js->indent++;
    script_body(js, &function->steps, 1);
    js->indent--;
    buf_puts(js->out, "}\n");
    js->uses.locals = outer;
    js->result = NULL;
}

/* ---- maps ---- */

const char *script_mapping(JsWriter *js, const Mapping *mapping, bool back)
{
    for (size_t i = 0; i < js->connector->mapping_count; i++)
        if (js->connector->mappings[i] == mapping) {
            js->mapping_used[2 * i + back] = true;
            return js->mappings[2 * i + back];
        }
    return "";
}

void script_write_mapping(JsWriter *js, const Mapping *mapping, bool back,
                          const char *name, const StepList *steps)
{
    HookLocal *outer = js->uses.locals;
    const char *vendor = script_bind(js, "vendor", 0);
    const char *common = script_bind(js, "common", 0);
    buf_printf(js->out, "\n// %s: map %s from %s\n",
               script_place(js, mapping->span), mapping->common->record->name,
               mapping->vendor->record->name);
    buf_printf(js->out, "function %s(%s, %s) {\n", name, back ? common : vendor,
               back ? vendor : common);
    js->indent++;
    script_body(js, steps, 1);
    script_indent(js);
    buf_printf(js->out, "return %s;\n", back ? vendor : common);
    js->indent--;
    buf_puts(js->out, "}\n");
    js->uses.locals = outer;
}

static void write_mapping(JsWriter *js, size_t number)
{
    const Mapping *mapping = js->connector->mappings[number / 2];
    bool back = number % 2;
    StepList steps = back ? mapping_write_steps(js->arena, mapping, NULL)
                          : mapping_read_steps(js->arena, mapping, NULL, false);
    script_write_mapping(js, mapping, back, js->mappings[number], &steps);
}

/* ---- all ---- */

static bool write_used(JsWriter *js, const bool *used, bool *written,
                       size_t count, void (*write)(JsWriter *, size_t))
{
    bool more = false;
    for (size_t i = 0; i < count; i++) {
        if (!used[i] || written[i])
            continue;
        written[i] = more = true;
        write(js, i);
    }
    return more;
}

/* Writing one may use another: again, until none is left. */
void script_write_functions(JsWriter *js)
{
    const Connector *c = js->connector;
    bool more = true;
    while (more) {
        more = write_used(js, js->function_used, js->function_written,
                          c->function_count, write_function);
        more = write_used(js, js->mapping_used, js->mapping_written,
                          2 * c->mapping_count, write_mapping) ||
               more;
    }
}
