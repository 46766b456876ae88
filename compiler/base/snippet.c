/* snippet.c - the caret printer.
 *
 * Tabs are four columns, wide characters two, combining ones none; control
 * characters are shown as U+FFFD, so that a source can't drive the terminal.
 * Long lines are cut around what is marked.
 */
#include "base/snippet.h"

#include <stdbool.h>
#include <stdlib.h>

enum { TAB_WIDTH = 4, MAX_WIDTH = 120, CONTEXT = 40, MAX_COLUMNS = 1024 };

const Palette palette_plain = {"", "", "", "", "", ""};
const Palette palette_color = {"\033[1;31m", "\033[1;33m", "\033[1;36m",
                               "\033[1;34m", "\033[1m",    "\033[0m"};

/* ---- widths ---- */

/* Decodes the scalar at `text`; returns its length in bytes. The source was
 * checked to be UTF-8, but a broken one must still be shown. */
static size_t scalar_at(const char *text, const char *end, uint32_t *scalar)
{
    unsigned char c = (unsigned char)*text;
    size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    bool whole = length <= (size_t)(end - text) && (c & 0xC0) != 0x80;
    uint32_t value = length == 1 ? c : c & (0xFFu >> (length + 1));
    for (size_t i = 1; whole && i < length; i++) {
        whole = ((unsigned char)text[i] & 0xC0) == 0x80;
        value = value << 6 | ((unsigned char)text[i] & 0x3F);
    }
    *scalar = whole && value <= 0x10FFFF ? value : 0xFFFD;
    return whole ? length : 1;
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
        {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x1AB0, 0x1AFF},
        {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
        {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};
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

/* Whether it would drive the terminal, or turn what stands around it. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFD ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Without a byte order mark; control characters are shown as U+FFFD. */
static void put_source(Buf *out, const char *text, const char *end)
{
    while (text < end) {
        uint32_t c;
        size_t length = scalar_at(text, end, &c);
        if (c == '\t')
            buf_puts(out, "    ");
        else if (is_control(c))
            buf_puts(out, "\xEF\xBF\xBD");
        else if (c != 0xFEFF)
            buf_write(out, text, length);
        text += length;
    }
}

/* ---- marks ---- */

void snippet_mark(Snippet *snippet, Span span, const char *label,
                  const char *color)
{
    if (snippet->count == SNIPPET_MARKS) {
        snippet->left_out++;
        return;
    }
    snippet->marks[snippet->count] =
        (Mark){.span = span,
               .label = label,
               .color = color,
               .sign = snippet->count == 0 ? '^' : '-',
               .line = source_line_of(snippet->sources, span.file, span.start)};
    snippet->count++;
}

/* By place; the main file's marks come first. */
static void sort_marks(Snippet *s)
{
    uint32_t main_file = s->marks[0].span.file;
    for (size_t i = 1; i < s->count; i++) {
        Mark mark = s->marks[i];
        size_t at = i;
        for (; at > 0; at--) {
            const Mark *other = &s->marks[at - 1];
            bool same = other->span.file == mark.span.file;
            bool before = same ? other->span.start <= mark.span.start
                          : mark.span.file == main_file ? false
                          : other->span.file == main_file
                              ? true
                              : other->span.file < mark.span.file;
            if (before)
                break;
            s->marks[at] = s->marks[at - 1];
        }
        s->marks[at] = mark;
    }
}

static int gutter_width(const Snippet *s)
{
    size_t last = 0;
    for (size_t i = 0; i < s->count; i++)
        last = s->marks[i].line > last ? s->marks[i].line : last;
    int digits = 1;
    for (; last >= 10; last /= 10)
        digits++;
    return digits + 1;
}

/* ---- one line ---- */

typedef struct Line {
    const Snippet *snippet;
    int gutter;
    Mark *marks; /* those on this line, in order */
    size_t count;
} Line;

static void put_gutter(Buf *out, const Line *line, size_t number)
{
    const Palette *p = line->snippet->palette;
    buf_puts(out, p->frame);
    if (number)
        buf_printf(out, "%*zu |", line->gutter, number);
    else
        buf_printf(out, "%*s |", line->gutter, "");
    buf_puts(out, p->reset);
}

static const char *back_to_scalar(const char *text, const char *start)
{
    while (text > start && ((unsigned char)*text & 0xC0) == 0x80)
        text--;
    return text;
}

static bool is_long(const Snippet *s, const Mark *mark)
{
    size_t length;
    source_line(s->sources, mark->span.file, mark->line, &length);
    return length > MAX_WIDTH;
}

/* Where the mark begins and ends, and of a long line the part around it. */
static void find_columns(const Line *line, Mark *mark, const char **shown,
                         const char **shown_end)
{
    const Sources *sources = line->snippet->sources;
    size_t length;
    const char *text =
        source_line(sources, mark->span.file, mark->line, &length);
    const char *base = source_of(sources, mark->span.file)->text;
    const char *end = text + length;
    const char *from = base + mark->span.start;
    const char *to = base + mark->span.end;
    from = from < end ? from : end;
    to = to < end ? to : end;
    *shown = text;
    *shown_end = end;
    if (length > MAX_WIDTH) {
        if (from - text > CONTEXT)
            *shown = back_to_scalar(from - CONTEXT, text);
        if (to - from > MAX_WIDTH)
            to = back_to_scalar(from + MAX_WIDTH, from);
        if (end - to > CONTEXT)
            *shown_end = back_to_scalar(to + CONTEXT, to);
    }
    mark->column = text_width(*shown, from) + (*shown > text);
    mark->end = mark->column + text_width(from, to);
    if (mark->end == mark->column)
        mark->end++;
}

static void put_text(Buf *out, const Line *line)
{
    const char *shown = NULL, *shown_end = NULL;
    for (size_t i = 0; i < line->count; i++)
        find_columns(line, &line->marks[i], &shown, &shown_end);
    const Mark *mark = &line->marks[0];
    size_t length;
    const char *text = source_line(line->snippet->sources, mark->span.file,
                                   mark->line, &length);
    put_gutter(out, line, mark->line);
    buf_puts(out, shown > text ? " …" : " ");
    put_source(out, shown, shown_end);
    buf_puts(out, shown_end < text + length ? "…\n" : "\n");
}

static const Mark *mark_at(const Line *line, size_t column)
{
    const Mark *found = NULL;
    for (size_t i = 0; i < line->count; i++) {
        const Mark *mark = &line->marks[i];
        if (column >= mark->column && column < mark->end &&
            (!found || mark->sign == '^'))
            found = mark;
    }
    return found;
}

static size_t last_column(const Line *line)
{
    size_t last = 0;
    for (size_t i = 0; i < line->count; i++)
        last = line->marks[i].end > last ? line->marks[i].end : last;
    return last < MAX_COLUMNS ? last : MAX_COLUMNS;
}

static void put_colored(Buf *out, const Line *line, const Mark *mark,
                        const char *text)
{
    buf_printf(out, "%s%s%s", mark->color, text, line->snippet->palette->reset);
}

/* The carets; the label of the last mark stands on their line if nothing is
 * marked behind it. Returns how many labels are still to be put. */
static size_t put_carets(Buf *out, const Line *line)
{
    size_t last = last_column(line), count = line->count;
    const Mark *before = NULL;
    put_gutter(out, line, 0);
    buf_putc(out, ' ');
    for (size_t column = 0; column < last; column++) {
        const Mark *mark = mark_at(line, column);
        if (mark != before && before)
            buf_puts(out, line->snippet->palette->reset);
        if (mark != before && mark)
            buf_puts(out, mark->color);
        buf_putc(out, mark ? mark->sign : ' ');
        before = mark;
    }
    buf_puts(out, line->snippet->palette->reset);
    const Mark *end = &line->marks[count - 1];
    if (end->label && end->end == last_column(line)) {
        buf_putc(out, ' ');
        put_colored(out, line, end, end->label);
        count--;
    } else if (!end->label) {
        count--;
    }
    buf_putc(out, '\n');
    return count;
}

/* A `|` below each of the first `count` marks that say something, and behind
 * them the label of `said`, if given. */
static void put_stems(Buf *out, const Line *line, size_t count,
                      const Mark *said)
{
    size_t column = 0;
    put_gutter(out, line, 0);
    buf_putc(out, ' ');
    for (size_t i = 0; i < count; i++) {
        const Mark *mark = &line->marks[i];
        if (!mark->label || mark->column < column ||
            (said && mark->column >= said->column))
            continue;
        buf_printf(out, "%*s", (int)(mark->column - column), "");
        put_colored(out, line, mark, "|");
        column = mark->column + 1;
    }
    if (said) {
        buf_printf(out, "%*s", (int)(said->column - column), "");
        put_colored(out, line, said, said->label);
    }
    buf_putc(out, '\n');
}

static void put_line(Buf *out, const Line *line)
{
    put_text(out, line);
    size_t left = put_carets(out, line);
    bool stems = true;
    while (left > 0) {
        const Mark *said = &line->marks[left - 1];
        if (said->label && stems)
            put_stems(out, line, left, NULL);
        if (said->label) {
            put_stems(out, line, left, said);
            stems = false;
        }
        left--;
    }
}

/* ---- all lines ---- */

static void put_place(Buf *out, const Snippet *s, int gutter, const Mark *mark)
{
    Position at =
        source_position(s->sources, mark->span.file, mark->span.start);
    buf_printf(out, "%*s%s-->%s %s:%zu:%zu\n", gutter, "", s->palette->frame,
               s->palette->reset, source_of(s->sources, mark->span.file)->name,
               at.line, at.column);
}

static const Mark *main_mark(const Snippet *s)
{
    const Mark *mark = s->marks;
    while (mark->sign != '^')
        mark++;
    return mark;
}

int snippet_put(Buf *out, Snippet *s)
{
    sort_marks(s);
    int gutter = gutter_width(s);
    const Mark *before = NULL;
    for (size_t i = 0; i < s->count;) {
        Mark *mark = &s->marks[i];
        Line line = {s, gutter, mark, 1};
        while (i + line.count < s->count && !is_long(s, mark) &&
               mark[line.count].span.file == mark->span.file &&
               mark[line.count].line == mark->line)
            line.count++;
        if (!before || before->span.file != mark->span.file) {
            put_place(out, s, gutter, before ? mark : main_mark(s));
            put_gutter(out, &line, 0);
            buf_putc(out, '\n');
        } else if (mark->line > before->line + 1) {
            buf_printf(out, "%s...%s\n", s->palette->frame, s->palette->reset);
        }
        put_line(out, &line);
        before = mark;
        i += line.count;
    }
    if (s->left_out)
        buf_printf(out, "%*s = and %zu places more\n", gutter, "", s->left_out);
    return gutter;
}
