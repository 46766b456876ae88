/* source.c - line tables are made when a message first asks for one. */
#include "base/source.h"

#include <string.h>

uint32_t source_add(Sources *sources, const char *name, const char *text,
                    size_t length)
{
    Source *source = arena_new(sources->arena, Source);
    source->name = arena_text(sources->arena, name, strlen(name));
    char *copy = arena_alloc(sources->arena, length + 2);
    if (length)
        memcpy(copy, text, length);
    source->text = copy;
    source->length = length;
    vec_push(sources->arena, sources->files, sources->count, source);
    return (uint32_t)sources->count;
}

Source *source_of(const Sources *sources, uint32_t file)
{
    return file >= 1 && file <= sources->count ? sources->files[file - 1]
                                               : NULL;
}

static void source_index(Arena *arena, Source *source)
{
    size_t count = 1;
    for (size_t i = 0; i < source->length; i++)
        count += source->text[i] == '\n';
    source->lines = arena_array(arena, uint32_t, count);
    source->line_count = 1;
    for (size_t i = 0; i < source->length; i++)
        if (source->text[i] == '\n')
            source->lines[source->line_count++] = (uint32_t)(i + 1);
}

size_t source_line_of(const Sources *sources, uint32_t file, uint32_t offset)
{
    Source *source = source_of(sources, file);
    if (!source)
        return 0;
    if (!source->lines)
        source_index(sources->arena, source);
    size_t low = 0, high = source->line_count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (source->lines[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low + 1;
}

const char *source_line(const Sources *sources, uint32_t file, size_t line,
                        size_t *length)
{
    Source *source = source_of(sources, file);
    source_line_of(sources, file, 0); /* makes the table */
    const char *start = source->text + source->lines[line - 1];
    const char *end = line < source->line_count
                          ? source->text + source->lines[line] - 1
                          : source->text + source->length;
    if (end > start && end[-1] == '\r')
        end--;
    *length = (size_t)(end - start);
    return start;
}

Position source_position(const Sources *sources, uint32_t file, uint32_t offset)
{
    Source *source = source_of(sources, file);
    if (!source)
        return (Position){0, 0};
    size_t line = source_line_of(sources, file, offset);
    uint32_t at = source->lines[line - 1];
    size_t column = 1;
    if (source->column && source->counted >= at && source->counted <= offset) {
        at = source->counted;
        column = source->column;
    }
    for (; at < offset; at++)
        column += ((unsigned char)source->text[at] & 0xC0) != 0x80;
    source->counted = offset;
    source->column = column;
    return (Position){line, column};
}

const char *source_excerpt(const Sources *sources, Span span)
{
    enum { MOST = 40 };
    const Source *source = source_of(sources, span.file);
    const char *text = source->text + span.start;
    size_t whole = span.end - span.start, length = 0;
    while (length < whole && length < MOST && text[length] != '\r' &&
           text[length] != '\n')
        length++;
    while (length < whole && length > 0 &&
           ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return arena_format(sources->arena, "%.*s%s", (int)length, text,
                        length == whole ? "" : "…");
}

Span span_join(Span a, Span b)
{
    if (a.file == 0)
        return b;
    if (b.file != a.file)
        return a;
    return (Span){a.file, a.start < b.start ? a.start : b.start,
                  a.end > b.end ? a.end : b.end};
}

Span span_after(Span a)
{
    return (Span){a.file, a.end, a.end};
}
