/* fix.h - puts the fixes of messages into a text. */
#ifndef BASE_FIX_H
#define BASE_FIX_H

#include "base/buf.h"
#include "base/diag.h"

/* Writes the text of `file` into `out` with the fixes that are certain. The
 * certain fixes of one message belong together: they are applied all or not at
 * all. A message whose fixes overlap those of an earlier one is left for
 * another round, as its reason may be gone. Returns the number of messages
 * whose fixes were applied; nothing is written where that is 0. */
size_t fix_apply(Buf *out, const Diags *diags, const Sources *sources,
                 uint32_t file);

#endif
