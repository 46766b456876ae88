/* fmt.c - runs the formatter over a file and verifies what it made. */
#include "front/fmt.h"

#include "front/fmt_pieces.h"

/* Whether `text` parses to the tree and the comments of `parsed`. */
static bool same_meaning(Arena *arena, Sources *sources, const Parsed *parsed,
                         const Buf *text)
{
    Diags diags = {.arena = arena};
    uint32_t file =
        source_add(sources, "formatted", buf_text(text), text->length);
    Parsed again = parse_file(arena, sources, file, &diags);
    return !diags.errors && again.comment_count == parsed->comment_count &&
           node_equal(parsed->file, again.file);
}

FmtResult fmt_source(Arena *arena, Sources *sources, uint32_t file,
                     Diags *diags, Buf *out)
{
    size_t errors = diags->errors;
    Parsed parsed = parse_file_tokens(arena, sources, file, diags);
    if (diags->errors > errors)
        return FMT_FAULTS;
    Fmt fmt = {.arena = arena, .text = source_of(sources, file)->text};
    fmt_scan(&fmt, &parsed);
    fmt_mark(&fmt);
    fmt_break(&fmt);
    fmt_align(&fmt);
    Buf text = {0};
    fmt_write(&fmt, &text);
    bool same = same_meaning(arena, sources, &parsed, &text);
    if (same)
        buf_write(out, buf_text(&text), text.length);
    buf_free(&text);
    return same ? FMT_DONE : FMT_BUG;
}
