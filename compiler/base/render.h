/* render.h - shows diagnostics to people and to programs. */
#ifndef BASE_RENDER_H
#define BASE_RENDER_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/json_writer.h"

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

/* One workflow command of GitHub a line, which is shown beside the source:
 * `::error file=…,line=…,title=E0110::text`. */
void render_github(Buf *out, const Diags *diags, const Sources *sources);

/* Message, label and helps as plain text. */
void render_message(Buf *out, const Diag *diag);
/* The text of a row, `…` for what each message fills in. */
void render_row(Buf *out, const DiagRow *row);

/* A SARIF 2.1.0 log of one run over any number of programs: start writes its
 * head into `out`, add the messages of one program, end the rules that were
 * broken. The certain fixes of a message are one fix of the log, each other
 * one is a fix of its own. */
typedef struct Sarif {
    JsonWriter json;
    bool broken[DIAG_COUNT];
} Sarif;
void sarif_start(Sarif *sarif, Buf *out);
void sarif_add(Sarif *sarif, const Diags *diags, const Sources *sources);
void sarif_end(Sarif *sarif, const char *version);

/* Sorts the messages by file and place; the renderers expect it done. */
void diag_sort(Diags *diags);

#endif
