/* fuzz_fmt.c - hostile .conn text through the formatter.
 *
 * What it accepts must keep its meaning and must not change when it is
 * formatted again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "front/fmt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static FmtResult format(const char *text, size_t length, Buf *out)
{
    Arena arena = {0};
    Sources sources = {.arena = &arena};
    Diags diags = {.arena = &arena};
    uint32_t file = source_add(&sources, "fuzz.conn", text, length);
    FmtResult result = fmt_source(&arena, &sources, file, &diags, out);
    arena_free(&arena);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Buf once = {0}, twice = {0};
    FmtResult result = format((const char *)data, size, &once);
    if (result == FMT_BUG)
        abort();
    if (result == FMT_DONE &&
        (format(buf_text(&once), once.length, &twice) != FMT_DONE ||
         once.length != twice.length ||
         memcmp(buf_text(&once), buf_text(&twice), once.length) != 0))
        abort();
    buf_free(&once);
    buf_free(&twice);
    return 0;
}
