/* fuzz_source.c - hostile .conn text through the whole front of the compiler.
 *
 * The input is a source file. It is parsed, its imports are followed, the tree
 * is printed and so is every diagnostic, in both forms. */
#include <stdint.h>
#include <string.h>

#include "base/render.h"
#include "front/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whether it imports an absolute path: a fuzzer must not read such a file. The
 * others are looked for beside the source, in a folder that does not exist. */
static bool imports_absolute_path(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i + 6 <= size; i++) {
        if (memcmp(data + i, "import", 6) != 0)
            continue;
        size_t at = i + 6;
        while (at < size && (data[at] == ' ' || data[at] == '\n'))
            at++;
        if (at + 1 < size && data[at] == '"' && data[at + 1] == '/')
            return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (imports_absolute_path(data, size))
        return 0;
    Program program;
    Buf out = {0};
    program_start(&program);
    if (program_load_text(&program, "/nonexistent/fuzz.conn",
                          (const char *)data, size))
        node_dump(&out, program.units[0]->tree, &program.sources);
    diag_sort(&program.diags);
    render_text(&out, &program.diags, &program.sources, true);
    render_json(&out, &program.diags, &program.sources);
    buf_free(&out);
    program_free(&program);
    return 0;
}
