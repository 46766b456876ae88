/* mapping.c - the script of a transformation: the platform hands over what is
 * to be translated, what it has translated itself, and which way. */
#include "emit/javascript/writer.h"
#include "model/mappings.h"

typedef struct Ways {
    const char *read, *write; /* names of the functions, NULL: none */
} Ways;

static Buf write_ways(JsWriter *js, const Mapping *mapping,
                      MappingFilter *wanted, Ways *ways)
{
    Buf text = {0}, *outer = js->out;
    StepList read = mapping_read_steps(js->arena, mapping, wanted, true);
    StepList write = mapping_write_steps(js->arena, mapping, wanted);
    js->out = &text;
    if (read.count > 0) {
        ways->read = script_fresh(js, "from_vendor");
        script_write_mapping(js, mapping, false, ways->read, &read);
    }
    if (write.count > 0) {
        ways->write = script_fresh(js, "to_vendor");
        script_write_mapping(js, mapping, true, ways->write, &write);
    }
    script_write_functions(js);
    js->out = outer;
    return text;
}

static void write_calls(JsWriter *js, const Ways *ways)
{
    static const char with[] = "(originalObject, transformedObject);\n";
    if (ways->read)
        buf_printf(js->out, "if (fromVendor) {\n  %s%s", ways->read, with);
    if (ways->write)
        buf_printf(js->out, "%s {\n  %s%s",
                   ways->read ? "} else" : "if (!fromVendor)", ways->write,
                   with);
    buf_puts(js->out, "}\ndone(transformedObject);\n");
}

bool javascript_transformation(const Connector *connector, const JsNames *names,
                               Arena *arena, Diags *diags,
                               const Mapping *mapping, MappingFilter *wanted,
                               const char **out)
{
    Buf text = {0};
    JsWriter js = script_make(connector, names, arena, diags, JS_BEFORE, &text);
    Ways ways = {NULL, NULL};
    script_plan_functions(&js);
    Buf functions = write_ways(&js, mapping, wanted, &ways);
    write_calls(&js, &ways);
    buf_write(&text, buf_text(&functions), functions.length);
    script_write_helpers(&js);
    if (map_get(&js.variables, "configuration")) {
        diag_report(diags, D_OC_MAP_LOST, mapping->span,
                    mapping->common->record->name,
                    "on the platform it sees neither `config` nor `account`");
        js.failed = true;
    }
    *out = arena_text(arena, buf_text(&text), text.length);
    buf_free(&functions);
    buf_free(&text);
    return !js.failed;
}
