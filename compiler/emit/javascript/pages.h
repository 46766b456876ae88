/* pages.h - blocks that turn the pages of a list; only hook.c needs them. */
#ifndef EMIT_JAVASCRIPT_PAGES_H
#define EMIT_JAVASCRIPT_PAGES_H

#include "emit/javascript/writer.h"

/* `request` of a page, or `next` behind it. */
bool page_is_block(const JsBlock *block);
/* Notes what such a block uses. */
void page_note(JsWriter *js, const JsBlock *block);
/* Calls its function of that name. */
void page_write(JsWriter *js, const JsBlock *block, const char *name);
/* The body of that function where no source has its steps. */
void page_write_steps(JsWriter *js, const JsBlock *block);

#endif
