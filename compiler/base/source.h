/* source.h - source texts, and places in them.
 *
 * Owns: the files of one compilation and the translation of byte offsets into
 * lines and columns. A span is a file and two byte offsets; lines are computed
 * only when something is shown.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Bytes start..end-1 of file number `file` (0: no place at all). */
typedef struct Span {
    uint32_t file;
    uint32_t start;
    uint32_t end;
} Span;

typedef struct Source {
    const char *name; /* as the user gave it, or "std.paginate" */
    const char *text; /* followed by two NULs, as flex scans it */
    size_t length;
    uint32_t *lines; /* offset of each line's first byte; made on demand */
    size_t line_count;
    uint32_t *inner; /* bytes inside of scalars before each kilobyte; made with
                        lines, so that a column of a long line is cheap */
} Source;

typedef struct Sources {
    Arena *arena;
    Source **files; /* file number 1 is files[0] */
    size_t count;
} Sources;

/* 1-based line, and 1-based column in Unicode scalars. */
typedef struct Position {
    size_t line;
    size_t column;
} Position;

/* Adds a text, copied into the arena; returns its file number. `length` is at
 * most 1 GiB (the caller checks). */
uint32_t source_add(Sources *sources, const char *name, const char *text,
                    size_t length);
Source *source_of(const Sources *sources, uint32_t file);
Position source_position(const Sources *sources, uint32_t file,
                         uint32_t offset);
/* The text of a 1-based line without its end; *length is set. */
const char *source_line(const Sources *sources, uint32_t file, size_t line,
                        size_t *length);
/* What stands at `span`, cut to 40 bytes of its first line; in the arena. */
const char *source_excerpt(const Sources *sources, Span span);
/* Line number of an offset. */
size_t source_line_of(const Sources *sources, uint32_t file, uint32_t offset);

/* From the start of `a` to the end of `b`, which follows it in one file. */
Span span_join(Span a, Span b);
/* The empty span right behind `a`. */
Span span_after(Span a);

#endif
