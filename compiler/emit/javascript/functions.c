/* functions.c - the functions of the source, as functions of the script. */
#include "emit/javascript/writer.h"

const char *script_function(JsWriter *js, const Function *function)
{
    size_t i = (size_t)(function - js->connector->functions);
    js->function_used[i] = true;
    return js->functions[i];
}

static void write_function(JsWriter *js, size_t number)
{
    const Function *function = &js->connector->functions[number];
    JsLocal *outer = js->locals;
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
    js->locals = outer;
    js->result = NULL;
}

/* Writing one may use another: again, until none is left. */
void script_write_functions(JsWriter *js)
{
    bool more = true;
    while (more) {
        more = false;
        for (size_t i = 0; i < js->connector->function_count; i++) {
            if (!js->function_used[i] || js->function_written[i])
                continue;
            js->function_written[i] = more = true;
            write_function(js, i);
        }
    }
}
