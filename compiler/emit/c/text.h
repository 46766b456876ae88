/* text.h - literals and comments of the emitted C.
 *
 * Owns: writing any text of a source so that nothing in it can end a literal or
 * a comment, form a trigraph or reorder what a reader sees.
 */
#ifndef EMIT_C_TEXT_H
#define EMIT_C_TEXT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

/* The longest string literal that every C11 compiler must take (5.2.4.1). */
#define TEXT_MAX 4095

/* `text` as a string literal with its quotes; NULL as NULL. All but printable
 * ASCII is escaped, so the length in bytes is strlen(text). */
void text_literal(Buf *out, const char *text);
/* The same in the arena. */
const char *text_quoted(Arena *arena, const char *text);

/* `doc` as a block comment, `indent` columns in, wrapped at 80 columns; nothing
 * if `doc` is NULL or empty. */
void text_comment(Buf *out, int indent, const char *doc);

/* `text` on one line without control characters: for build files. */
const char *text_line(Arena *arena, const char *text);

#endif
