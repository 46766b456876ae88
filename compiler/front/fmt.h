/* fmt.h - the one layout of a source.
 *
 * Owns: nothing but white space and the commas that may be left out. Tokens
 * and comments stay as they are and where they are; where the author broke an
 * expression's lines it stays broken. There are no options.
 */
#ifndef FRONT_FMT_H
#define FRONT_FMT_H

#include "base/buf.h"
#include "base/diag.h"

typedef enum FmtResult {
    FMT_DONE,
    FMT_FAULTS, /* reported: what can't be parsed has no layout */
    FMT_BUG     /* the layout would mean something else: nothing is written */
} FmtResult;

/* Appends file number `file` of `sources` to `out` as it ought to be laid out:
 * lines end with LF, two columns a level. What is written parses to the same
 * tree, which is verified, and formats to itself. Linear in the text's length.
 */
FmtResult fmt_source(Arena *arena, Sources *sources, uint32_t file,
                     Diags *diags, Buf *out);

#endif
