/* render_plain.c - messages and rows as plain text, for forms of others. */
#include "base/render.h"

void render_message(Buf *out, const Diag *diag)
{
    buf_puts(out, diag->message);
    if (diag->label)
        buf_printf(out, ": %s", diag->label);
    for (size_t i = 0; i < diag->help_count; i++)
        buf_printf(out, "\nhelp: %s", diag->helps[i]);
}

void render_row(Buf *out, const DiagRow *row)
{
    for (const char *at = row->text; *at; at++) {
        if (at[0] == '{' && at[1] && at[2] == '}') {
            buf_puts(out, "…");
            at += 2;
        } else {
            buf_putc(out, *at);
        }
    }
}
