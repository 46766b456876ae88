/* text.c - lines, literals, names and places of the emitted C. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "emit/c/text.h"
#include "emit/c_hooks/writer.h"

/* ---- lines ---- */

void c_indent(CHooks *c)
{
    for (int i = 0; i < c->indent; i++)
        buf_puts(c->out, "    ");
}

/* Where a line of `room` columns may end before its text does: behind a comma,
 * before an operator; never within a literal. 0: nowhere. */
static size_t break_of(const char *text, size_t room)
{
    size_t found = 0;
    bool quoted = false;
    for (size_t i = 0; text[i]; i++) {
        if (i >= room && found)
            return found;
        if (text[i] == '\\' && quoted)
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && text[i] == ' ' &&
                 (text[i - 1] == ',' || text[i - 1] == '=' ||
                  strchr("?:&|", text[i + 1])))
            found = i;
    }
    return 0;
}

void c_line(CHooks *c, const char *text)
{
    size_t used = (size_t)c->indent * 4, at;
    c_indent(c);
    while (used + strlen(text) > 80 && (at = break_of(text, 80 - used)) > 0) {
        buf_write(c->out, text, at);
        buf_putc(c->out, '\n');
        c_indent(c);
        buf_puts(c->out, "    ");
        used = (size_t)c->indent * 4 + 4;
        text += at + 1;
    }
    buf_puts(c->out, text);
    buf_putc(c->out, '\n');
}

static const char *format_text(Arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = arena_array(arena, char, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

void c_put(CHooks *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    c_line(c, format_text(c->arena, format, args));
    va_end(args);
}

const char *c_format(CHooks *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = format_text(c->arena, format, args);
    va_end(args);
    return text;
}

/* ---- places ---- */

/* The name of its file without folders, as it can stand in a literal. */
static const char *file_of(CHooks *c, Span span)
{
    const char *name = source_of(c->connector->sources, span.file)->name;
    const char *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
    char *safe = arena_text(c->arena, name, strlen(name));
    for (char *at = safe; *at; at++)
        if ((unsigned char)*at < 0x20 || (unsigned char)*at > 0x7E ||
            strchr("\"\\?*", *at))
            *at = '_';
    return safe;
}

static unsigned line_of(const CHooks *c, Span span)
{
    return (unsigned)source_line_of(c->connector->sources, span.file,
                                    span.start);
}

const char *c_file(CHooks *c, Span span)
{
    bool placed = c->connector->sources && span.file != 0;
    return placed ? file_of(c, span) : c->connector->key;
}

const char *c_place(CHooks *c, Span span)
{
    if (!c->connector->sources || span.file == 0)
        return c->connector->key;
    return c_format(c, "%s:%u", file_of(c, span), line_of(c, span));
}

void c_mark(CHooks *c, Span span)
{
    if (!c->connector->sources || span.file == 0)
        return;
    unsigned line = line_of(c, span);
    if (line != c->line)
        buf_printf(c->out, "#line %u \"%s\"\n", line, file_of(c, span));
    c->line = line;
}

CValue c_refuse(CHooks *c, Span span, const char *what)
{
    diag_report(c->diags, D_C_CANT_CARRY, span, what);
    return (CValue){"conn_any_null()", EFFECT_NONE};
}

/* ---- literals and names ---- */

const char *c_quoted(CHooks *c, const char *text)
{
    if (strlen(text) > TEXT_MAX)
        diag_report(c->diags, D_C_TEXT_TOO_LONG, c->connector->span,
                    c_format(c, "%d", TEXT_MAX));
    return text_quoted(c->arena, text);
}

const char *c_key(CHooks *c, const char *name)
{
    return c_format(c, "CONN_KEY(%s)", c_quoted(c, name));
}

/* What functions and tables of the file, and of the runtime, are called. */
static bool is_of_the_file(const char *name)
{
    static const char *const starts[] = {"conn_", "fn_",   "lambda",
                                         "each_", "read_", "write_",
                                         "shape", "names", "fields"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(name, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

const char *c_fresh(CHooks *c, const char *like)
{
    const char *name = name_snake(c->arena, like);
    if (is_of_the_file(name))
        name = c_format(c, "own_%s", name);
    return name_claim(&c->names, name);
}

const char *c_fresh_in_file(CHooks *c, const char *like)
{
    return name_claim(&c->file_names, name_snake(c->arena, like));
}
