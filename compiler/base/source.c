/* source.c - line tables are made when a message first asks for one. */
#include "base/source.h"

#include <stdbool.h>
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

enum { BLOCK = 1024 };

static bool is_inner(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Bytes before `offset` that do not start a scalar. */
static size_t inner_before(const Source *source, uint32_t offset)
{
    size_t count = source->inner[offset / BLOCK];
    for (uint32_t i = offset / BLOCK * BLOCK; i < offset; i++)
        count += is_inner(source->text[i]);
    return count;
}

static void index_inner(Arena *arena, Source *source)
{
    uint32_t count = 0;
    source->inner = arena_array(arena, uint32_t, source->length / BLOCK + 1);
    for (size_t i = 0; i < source->length; i++) {
        if (i % BLOCK == 0)
            source->inner[i / BLOCK] = count;
        count += is_inner(source->text[i]);
    }
    if (source->length % BLOCK == 0)
        source->inner[source->length / BLOCK] = count;
}

static void source_index(Arena *arena, Source *source)
{
    index_inner(arena, source);
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
    uint32_t start = source->lines[line - 1];
    size_t column =
        1 + (offset - start) -
        (inner_before(source, offset) - inner_before(source, start));
    /* A byte order mark is no part of the text. */
    if (line == 1 && offset >= 3 &&
        memcmp(source->text, "\xEF\xBB\xBF", 3) == 0)
        column--;
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
