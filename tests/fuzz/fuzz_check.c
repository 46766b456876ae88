/* fuzz_check.c - hostile .conn text through the checker and the targets.
 *
 * The input is a source file. What is wrong in it is reported and drawn; where
 * nothing is, every target builds it, since a model without errors must leave
 * an emitter nothing to stumble over. */
#include <stdint.h>
#include <string.h>

#include "base/render.h"
#include "check/check.h"
#include "emit/emit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A fuzzer must not read the files that it makes up names of: a source that
 * imports by path is left to fuzz_source.c, which looks into no folder. */
static bool imports_file(const char *text, size_t size)
{
    for (size_t i = 0; i + 6 <= size; i++) {
        if (memcmp(text + i, "import", 6) != 0)
            continue;
        size_t at = i + 6;
        while (at < size && strchr(" \t\r\n", text[at]))
            at++;
        if (at < size && (text[at] == '"' || text[at] == '/'))
            return true;
    }
    return false;
}

static void build(Program *program, const Connector *connector)
{
    for (size_t i = 0; i < emit_target_count; i++) {
        Outputs outputs = {.arena = &program->arena};
        emit_target_build(&emit_targets[i], connector, &program->arena,
                          &program->diags, &outputs);
        outputs_free(&outputs);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    Program program;
    Buf out = {0};
    if (imports_file(text, size))
        return 0;
    program_start(&program);
    if (program_load_text(&program, "/nonexistent/fuzz.conn", text, size)) {
        const Connector *connector = check_program(&program);
        if (connector && !program.diags.errors)
            build(&program, connector);
    }
    diag_sort(&program.diags);
    render_text(&out, &program.diags, &program.sources, true);
    render_json(&out, &program.diags, &program.sources);
    buf_free(&out);
    program_free(&program);
    return 0;
}
