/* render_github.c - messages as workflow commands, which GitHub shows beside
 * the lines of a change: `::error file=a.conn,line=1,col=2::text`. */
#include "base/render.h"

#include <string.h>

/* `%` and line ends are escaped everywhere, `:` and `,` in properties too. */
static void github_escape(Buf *out, const char *text, const char *escaped)
{
    for (; *text; text++)
        if (strchr(escaped, *text))
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
        else
            buf_putc(out, *text);
}

static void github_place(Buf *out, const Sources *sources, Span span)
{
    if (!span.file)
        return;
    Position start = source_position(sources, span.file, span.start);
    Position end = source_position(sources, span.file, span.end);
    buf_puts(out, "file=");
    github_escape(out, source_of(sources, span.file)->name, "%\r\n:,");
    buf_printf(out, ",line=%zu,endLine=%zu,", start.line, end.line);
    if (start.line == end.line) /* columns of two lines are refused */
        buf_printf(out, "col=%zu,endColumn=%zu,", start.column, end.column);
}

void render_github(Buf *out, const Diags *diags, const Sources *sources)
{
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *diag = diags->items[i];
        Buf text = {0};
        render_message(&text, diag);
        for (size_t j = 0; j < diag->related_count; j++)
            buf_printf(&text, "\nline %zu: %s",
                       source_line_of(sources, diag->related[j].span.file,
                                      diag->related[j].span.start),
                       diag->related[j].text);
        buf_printf(out, "::%s ", severity_name(diag->severity));
        github_place(out, sources, diag->span);
        buf_printf(out, "title=%s::", diag_row(diag->code)->code);
        github_escape(out, buf_text(&text), "%\r\n");
        buf_putc(out, '\n');
        buf_free(&text);
    }
}
