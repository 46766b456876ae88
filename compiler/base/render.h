/* render.h - shows diagnostics to people and to programs. */
#ifndef BASE_RENDER_H
#define BASE_RENDER_H

#include "base/buf.h"
#include "base/diag.h"

/* All messages in the order of their places, in the style of rustc: code,
 * message, source line with the span marked, second places, helps. Colours
 * only if `color`. Widths are terminal columns (wide and combining characters
 * counted as such); long lines are cut around the span. */
void render_text(Buf *out, const Diags *diags, const Sources *sources,
                 bool color);

/* One JSON object a line: file, line, column, end_line, end_column, code,
 * severity, message, help, related, fixes. Lines and columns are 1-based,
 * columns in Unicode scalars. */
void render_json(Buf *out, const Diags *diags, const Sources *sources);

/* Sorts the messages by file and place; both renderers expect it done. */
void diag_sort(Diags *diags);

#endif
