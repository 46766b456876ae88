/* render.c - the caret printer and the JSON lines. */
#include "base/render.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_writer.h"

enum { TAB_WIDTH = 4, MAX_WIDTH = 120, CONTEXT = 40 };

typedef struct Palette {
    const char *error, *warning, *mark, *frame, *bold, *reset;
} Palette;

static const Palette plain_palette = {"", "", "", "", "", ""};
static const Palette color_palette = {"\033[1;31m", "\033[1;33m", "\033[1;36m",
                                      "\033[1;34m", "\033[1m",    "\033[0m"};

/* ---- widths ---- */

/* Decodes the scalar at `text`; returns its length in bytes. The source was
 * checked to be UTF-8, but a broken one must still be shown. */
static size_t scalar_at(const char *text, const char *end, uint32_t *scalar)
{
    unsigned char c = (unsigned char)*text;
    size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (length > (size_t)(end - text) || (c & 0xC0) == 0x80) {
        *scalar = 0xFFFD;
        return 1;
    }
    uint32_t value = length == 1 ? c : c & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++)
        value = value << 6 | ((unsigned char)text[i] & 0x3F);
    *scalar = value;
    return length;
}

typedef struct Range {
    uint32_t first, last;
} Range;

static bool in_ranges(const Range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

/* Unicode's East Asian Wide and emoji blocks, and combining marks: the blocks
 * that matter, not the whole table. */
static size_t scalar_width(uint32_t c)
{
    static const Range wide[] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},
        {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
        {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};
    static const Range zero[] = {
        {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},
        {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F},
        {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
    if (c < 0x300)
        return 1;
    if (in_ranges(zero, sizeof zero / sizeof *zero, c))
        return 0;
    return in_ranges(wide, sizeof wide / sizeof *wide, c) ? 2 : 1;
}

static size_t text_width(const char *text, const char *end)
{
    size_t width = 0;
    while (text < end) {
        uint32_t c;
        if (*text == '\t') {
            width += TAB_WIDTH;
            text++;
            continue;
        }
        text += scalar_at(text, end, &c);
        width += scalar_width(c);
    }
    return width;
}

/* Control characters are shown as U+FFFD so that a source can't drive the
 * terminal. */
static void put_source(Buf *out, const char *text, const char *end)
{
    while (text < end) {
        uint32_t c;
        size_t length = scalar_at(text, end, &c);
        if (c == '\t')
            buf_puts(out, "    ");
        else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFD)
            buf_puts(out, "\xEF\xBF\xBD");
        else
            buf_write(out, text, length);
        text += length;
    }
}

/* ---- text ---- */

typedef struct Snippet {
    const Sources *sources;
    const Palette *palette;
    int gutter; /* digits of the largest line number */
} Snippet;

static void put_gutter(Buf *out, const Snippet *s, size_t line)
{
    buf_puts(out, s->palette->frame);
    if (line)
        buf_printf(out, "%*zu |", s->gutter, line);
    else
        buf_printf(out, "%*s |", s->gutter, "");
    buf_puts(out, s->palette->reset);
}

static const char *back_to_scalar(const char *text, const char *start)
{
    while (text > start && ((unsigned char)*text & 0xC0) == 0x80)
        text--;
    return text;
}

/* One line of source with [from, to) marked; `mark` is ^ or -. */
static void put_marked_line(Buf *out, const Snippet *s, Span span, char mark,
                            const char *label, const char *color)
{
    size_t line = source_line_of(s->sources, span.file, span.start), length;
    const char *text = source_line(s->sources, span.file, line, &length);
    const char *base = source_of(s->sources, span.file)->text;
    const char *end = text + length;
    const char *from = base + span.start < end ? base + span.start : end;
    const char *to = base + span.end < end ? base + span.end : end;
    const char *shown = text, *shown_end = end;
    if (length > MAX_WIDTH) {
        if (from - text > CONTEXT)
            shown = back_to_scalar(from - CONTEXT, text);
        if (to - from > MAX_WIDTH)
            to = back_to_scalar(from + MAX_WIDTH, from);
        if (end - to > CONTEXT)
            shown_end = back_to_scalar(to + CONTEXT, to);
    }
    put_gutter(out, s, line);
    buf_puts(out, shown > text ? " …" : " ");
    put_source(out, shown, shown_end);
    buf_puts(out, shown_end < end ? "…\n" : "\n");
    put_gutter(out, s, 0);
    size_t indent = text_width(shown, from) + (shown > text);
    size_t width = text_width(from, to);
    buf_printf(out, " %*s%s", (int)indent, "", color);
    for (size_t i = 0; i < (width ? width : 1); i++)
        buf_putc(out, mark);
    buf_printf(out, "%s%s%s\n", label ? " " : "", label ? label : "",
               s->palette->reset);
}

static void put_place(Buf *out, const Snippet *s, Span span)
{
    Position at = source_position(s->sources, span.file, span.start);
    buf_printf(out, "%*s%s-->%s %s:%zu:%zu\n", s->gutter, "", s->palette->frame,
               s->palette->reset, source_of(s->sources, span.file)->name,
               at.line, at.column);
}

static int gutter_of(const Diag *diag, const Sources *sources)
{
    size_t last = source_line_of(sources, diag->span.file, diag->span.start);
    for (size_t i = 0; i < diag->related_count; i++) {
        Span span = diag->related[i].span;
        size_t line = source_line_of(sources, span.file, span.start);
        last = line > last ? line : last;
    }
    int digits = 1;
    for (; last >= 10; last /= 10)
        digits++;
    return digits + 1;
}

static void put_snippets(Buf *out, const Snippet *s, const Diag *diag)
{
    const Palette *p = s->palette;
    put_place(out, s, diag->span);
    put_gutter(out, s, 0);
    buf_putc(out, '\n');
    put_marked_line(out, s, diag->span, '^', diag->label,
                    diag->severity == SEVERITY_ERROR ? p->error : p->warning);
    for (size_t i = 0; i < diag->related_count; i++) {
        const DiagLabel *label = &diag->related[i];
        if (label->span.file != diag->span.file)
            put_place(out, s, label->span);
        put_marked_line(out, s, label->span, '-', label->text, p->mark);
    }
}

static void put_diag(Buf *out, const Diag *diag, const Sources *sources,
                     const Palette *p)
{
    bool error = diag->severity == SEVERITY_ERROR;
    buf_printf(out, "%s%s[%s]%s%s: %s%s\n", error ? p->error : p->warning,
               severity_name(diag->severity), diag_row(diag->code)->code,
               p->reset, p->bold, diag->message, p->reset);
    Snippet s = {sources, p, 2};
    if (diag->span.file) {
        s.gutter = gutter_of(diag, sources);
        put_snippets(out, &s, diag);
    }
    if (diag->help_count && diag->span.file) {
        put_gutter(out, &s, 0);
        buf_putc(out, '\n');
    }
    for (size_t i = 0; i < diag->help_count; i++)
        buf_printf(out, "%*s%s=%s help: %s\n", s.gutter + 1, "", p->frame,
                   p->reset, diag->helps[i]);
    buf_putc(out, '\n');
}

void render_text(Buf *out, const Diags *diags, const Sources *sources,
                 bool color)
{
    for (size_t i = 0; i < diags->count; i++)
        put_diag(out, diags->items[i], sources,
                 color ? &color_palette : &plain_palette);
}

/* ---- JSON ---- */

static void json_place(JsonWriter *json, const Sources *sources, Span span)
{
    const Source *source = source_of(sources, span.file);
    Position start = source_position(sources, span.file, span.start);
    Position end = source_position(sources, span.file, span.end);
    json_text(json, "file", source ? source->name : "");
    json_int(json, "line", (int64_t)start.line);
    json_int(json, "column", (int64_t)start.column);
    json_int(json, "end_line", (int64_t)end.line);
    json_int(json, "end_column", (int64_t)end.column);
}

static void json_helps(JsonWriter *json, const Diag *diag)
{
    Buf help = {0};
    if (diag->label)
        buf_puts(&help, diag->label);
    for (size_t i = 0; i < diag->help_count; i++)
        buf_printf(&help, "%s%s", help.length ? "\n" : "", diag->helps[i]);
    if (help.length)
        json_text(json, "help", buf_text(&help));
    else
        json_null(json, "help");
    buf_free(&help);
}

static void json_related(JsonWriter *json, const Diag *diag,
                         const Sources *sources)
{
    json_array(json, "related");
    for (size_t i = 0; i < diag->related_count; i++) {
        json_object(json, NULL);
        json_place(json, sources, diag->related[i].span);
        json_text(json, "message", diag->related[i].text);
        json_object_end(json);
    }
    json_array_end(json);
}

static void json_fixes(JsonWriter *json, const Diag *diag,
                       const Sources *sources)
{
    json_array(json, "fixes");
    for (size_t i = 0; i < diag->fix_count; i++) {
        json_object(json, NULL);
        json_place(json, sources, diag->fixes[i].span);
        json_text(json, "text", diag->fixes[i].text);
        json_bool(json, "certain", diag->fixes[i].certain);
        json_object_end(json);
    }
    json_array_end(json);
}

void render_json(Buf *out, const Diags *diags, const Sources *sources)
{
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *diag = diags->items[i];
        JsonWriter json = {.out = out, .compact = true};
        json_object(&json, NULL);
        json_place(&json, sources, diag->span);
        json_text(&json, "code", diag_row(diag->code)->code);
        json_text(&json, "severity", severity_name(diag->severity));
        json_text(&json, "message", diag->message);
        json_helps(&json, diag);
        json_related(&json, diag, sources);
        json_fixes(&json, diag, sources);
        json_object_end(&json);
        buf_putc(out, '\n');
    }
}

static int diag_compare(const void *a, const void *b)
{
    const Diag *x = *(const Diag *const *)a, *y = *(const Diag *const *)b;
    if (x->span.file != y->span.file)
        return x->span.file < y->span.file ? -1 : 1;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    return (int)x->code - (int)y->code;
}

void diag_sort(Diags *diags)
{
    if (diags->count > 1)
        qsort(diags->items, diags->count, sizeof *diags->items, diag_compare);
}
