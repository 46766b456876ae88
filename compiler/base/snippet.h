/* snippet.h - lines of source with places marked in them.
 *
 * Owns: how a place is shown to people: the line, carets below it, what they
 * say, and the arithmetic of terminal columns. Used by render.c alone.
 */
#ifndef BASE_SNIPPET_H
#define BASE_SNIPPET_H

#include "base/buf.h"
#include "base/source.h"

/* Escape sequences, all "" where there are no colours. */
typedef struct Palette {
    const char *error, *warning, *mark, *frame, *bold, *reset;
} Palette;

extern const Palette palette_plain, palette_color;

enum { SNIPPET_MARKS = 16 };

/* A place with what is said about it. The first one of a snippet is the main
 * one, underlined with `^`. */
typedef struct Mark {
    Span span;
    const char *label; /* or NULL */
    const char *color;
    char sign;
    size_t line;
    size_t column, end; /* on the terminal, from the start of what is shown */
} Mark;

typedef struct Snippet {
    const Sources *sources;
    const Palette *palette;
    Mark marks[SNIPPET_MARKS];
    size_t count;
    size_t left_out; /* marks beyond SNIPPET_MARKS */
} Snippet;

/* Adds a place; `span` has a file. */
void snippet_mark(Snippet *snippet, Span span, const char *label,
                  const char *color);
/* Draws it all, files and lines in order, the marks of one line below one copy
 * of it. Returns the width of the line numbers. */
int snippet_put(Buf *out, Snippet *snippet);

#endif
