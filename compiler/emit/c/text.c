/* text.c - escaping for C: see text.h. */
#include "emit/c/text.h"

#include <string.h>

enum { WIDTH = 80 };

void text_literal(Buf *out, const char *text)
{
    if (!text) {
        buf_puts(out, "NULL");
        return;
    }
    buf_putc(out, '"');
    for (const char *at = text; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c == '?' && at > text && at[-1] == '?')
            buf_puts(out, "\\?"); /* or "??/" would be a backslash */
        else if (c < 0x20 || c > 0x7E)
            buf_printf(out, "\\%03o", c);
        else
            buf_putc(out, (char)c);
    }
    buf_putc(out, '"');
}

const char *text_quoted(Arena *arena, const char *text)
{
    Buf out = {0};
    text_literal(&out, text);
    const char *quoted = arena_text(arena, buf_text(&out), out.length);
    buf_free(&out);
    return quoted;
}

/* How many bytes at `text` are an invisible character that changes the order
 * in which a line is shown (U+061C, U+200E, U+200F, U+202A..E, U+2066..9). */
static size_t bidi_length(const char *text)
{
    const unsigned char *u = (const unsigned char *)text;
    if (u[0] == 0xD8 && u[1] == 0x9C)
        return 2;
    if (u[0] != 0xE2)
        return 0;
    bool mark = u[1] == 0x80 && (u[2] == 0x8E || u[2] == 0x8F);
    bool embedding = u[1] == 0x80 && u[2] >= 0xAA && u[2] <= 0xAE;
    bool isolate = u[1] == 0x81 && u[2] >= 0xA6 && u[2] <= 0xA9;
    return mark || embedding || isolate ? 3 : 0;
}

/* One line of a comment. */
static void comment_text(Buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        size_t bidi = bidi_length(text + i);
        char c = text[i];
        char last = out->length ? out->text[out->length - 1] : ' ';
        if (bidi) {
            buf_putc(out, '.');
            i += bidi - 1;
            continue;
        }
        if ((c == '/' && last == '*') || (c == '*' && last == '/') ||
            (c == '?' && last == '?'))
            buf_putc(out, ' ');
        buf_putc(out, (unsigned char)c < 0x20 || c == 0x7F ? ' ' : c);
    }
}

/* Columns of the UTF-8 text, a scalar being one. */
static size_t text_columns(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    return columns;
}

/* How many bytes of the line fit into `columns`, cut between words. */
static size_t line_fit(const char *text, size_t length, size_t columns)
{
    if (text_columns(text, length) <= columns)
        return length;
    size_t best = 0;
    for (size_t i = 1; i < length; i++) {
        if (text_columns(text, i) > columns && best)
            break;
        if (text[i] == ' ' && text[i - 1] != ' ')
            best = i;
    }
    return best ? best : length;
}

static void trim(Buf *out)
{
    while (out->length && out->text[out->length - 1] == ' ')
        out->text[--out->length] = '\0';
}

static void comment_break(Buf *out, int indent)
{
    trim(out);
    buf_printf(out, "\n%*s *", indent, "");
}

/* One line of the doc as one or more lines of the comment. */
static void comment_line(Buf *out, int indent, const char *text, size_t length)
{
    size_t room = (size_t)(WIDTH - 3 - indent);
    while (length > 0) {
        size_t fit = line_fit(text, length, room);
        buf_putc(out, ' ');
        comment_text(out, text, fit);
        text += fit;
        length -= fit;
        while (length > 0 && *text == ' ')
            text++, length--;
        if (length > 0)
            comment_break(out, indent);
    }
}

/* The end, on the last line if there is room. */
static void comment_end(Buf *out, int indent)
{
    trim(out);
    const char *line = strrchr(out->text, '\n');
    line = line ? line + 1 : out->text;
    if (text_columns(line, strlen(line)) + 3 > WIDTH)
        buf_printf(out, "\n%*s */\n", indent, "");
    else
        buf_puts(out, " */\n");
}

void text_comment(Buf *out, int indent, const char *doc)
{
    size_t length = doc ? strlen(doc) : 0;
    while (length > 0 && strchr(" \t\r\n", doc[length - 1]))
        length--;
    if (length == 0)
        return;
    buf_printf(out, "%*s/*", indent, "");
    for (const char *end = doc + length; doc < end;) {
        const char *stop = memchr(doc, '\n', (size_t)(end - doc));
        size_t line = (size_t)((stop ? stop : end) - doc);
        comment_line(out, indent, doc, line);
        doc += line + (stop != NULL);
        if (doc < end)
            comment_break(out, indent);
    }
    comment_end(out, indent);
}

const char *text_line(Arena *arena, const char *text)
{
    char *line = arena_text(arena, text, strlen(text));
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = ' ';
    return line;
}
