/* slips_text.c - slips that the scanner recognises: other quotes, other
 * comments, and texts of several lines. */
#include "front/slips.h"

#include <stdlib.h>
#include <string.h>

static const char *source_text(const ParseContext *cx)
{
    return source_of(cx->sources, cx->file)->text;
}

/* ---- quotes, comments, nothing, addresses ---- */

static Diag *report_stray(ParseContext *cx, Span span, const char *character,
                          const char *fix)
{
    Diag *d = parse_report(cx, D_STRAY_CHARACTER, span, character);
    diag_fix(cx->diags, d, span, fix, true);
    return d;
}

/* What stands between other quotes, as a string: quotes inside are escaped, and
 * backslashes that escape nothing here. */
static const char *quote(ParseContext *cx, const char *text, size_t length)
{
    Buf out = {0};
    buf_putc(&out, '"');
    for (size_t i = 0; i < length; i++) {
        bool escape = text[i] == '\\' && i + 1 < length;
        if (text[i] == '"' || (escape && !strchr("ntrbf\"\\/$'u", text[i + 1])))
            buf_putc(&out, '\\');
        else if (escape)
            buf_putc(&out, text[i++]);
        buf_putc(&out, text[i]);
        if (i + 1 < length && text[i] == '\'' && text[i + 1] == '\'')
            i++;
    }
    buf_putc(&out, '"');
    const char *made = parse_text(cx, buf_text(&out), out.length);
    buf_free(&out);
    return made;
}

const char *parse_other_quotes(ParseContext *cx, const char *text,
                               size_t length, Span span)
{
    char shown[2] = {*text, 0};
    const char *right = quote(cx, text + 1, length - 2);
    Diag *d = report_stray(cx, span, shown, right);
    diag_label(cx->diags, d, "a string stands in double quotes");
    return parse_text(cx, right + 1, strlen(right) - 2);
}

void parse_hash(ParseContext *cx, Span span)
{
    span.end = span.start + 1;
    Diag *d = report_stray(cx, span, "#", "//");
    diag_label(cx->diags, d, "a comment starts with `//`");
}

void parse_braced_name(ParseContext *cx, const char *text, size_t length,
                       Span span)
{
    size_t before = strcspn(text, "{"), after = 0;
    while (text[before] == '{')
        before++;
    before += strspn(text + before, " \t");
    while (strchr("} \t", text[length - 1 - after]))
        after++;
    Diag *d = parse_report(cx, D_SYNTAX, span,
                           "outside of a string a value stands without braces");
    diag_fix(cx->diags, d, span,
             parse_text(cx, text + before, length - before - after), true);
    cx->swallow = span.end;
}

void parse_tilde(ParseContext *cx, Span span)
{
    Diag *d = report_stray(cx, span, "~", "null");
    diag_label(cx->diags, d, "nothing is written `null`");
}

bool parse_other_number(ParseContext *cx, const char *text, Span span,
                        int64_t *value)
{
    bool hex = text[1] == 'x' || text[1] == 'X';
    int64_t number = 0;
    for (const char *at = hex ? text + 2 : text; *at; at++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        if (*at == '_')
            continue;
        int digit = (int)(strchr(digits, *at) - digits) % 16;
        if (number > (INT64_MAX - digit) / (hex ? 16 : 10)) {
            parse_report(cx, D_NUMBER_TOO_LARGE, span,
                         parse_text(cx, text, span.end - span.start));
            return false;
        }
        number = number * (hex ? 16 : 10) + digit;
    }
    Diag *d = parse_report(cx, D_BAD_NUMBER, span,
                           parse_text(cx, text, span.end - span.start));
    diag_label(cx->diags, d, "numbers are decimal digits");
    diag_fix(cx->diags, d, span,
             arena_format(cx->arena, "%lld", (long long)number), true);
    *value = number;
    return true;
}

/* ---- texts of several lines ---- */

static size_t indent_of(const char *line)
{
    return strspn(line, " \t");
}

static bool is_blank(const char *line)
{
    line += strspn(line, " \t\r");
    return *line == '\n' || *line == '\0';
}

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return *line ? line + 1 : line;
}

/* Lines from `start` to `end`, without the first line's indentation, or with
 * `indent` spaces instead. */
static void copy_lines(Buf *out, const char *start, const char *end,
                       size_t indent)
{
    size_t cut = is_blank(start) ? 0 : indent_of(start);
    for (const char *line = start; line < end; line = next_line(line)) {
        size_t gone = indent_of(line);
        gone = gone < cut ? gone : cut;
        if (!is_blank(line))
            for (size_t i = 0; i < indent; i++)
                buf_putc(out, ' ');
        size_t length = strcspn(line + gone, "\n");
        if (line + gone + length > end)
            length = (size_t)(end - line) - gone;
        buf_write(out, line + gone, length);
        buf_putc(out, '\n');
    }
}

/* The lines as text for the parser and as a `"""` string for the fix, which is
 * certain where nothing in them would mean something else. */
static void take_lines(ParseContext *cx, Diag *d, Span span, const char *before,
                       const char *start, const char *end)
{
    Buf fix = {0};
    cx->string.length = 0;
    buf_puts(&cx->string, "");
    copy_lines(&cx->string, start, end, 0);
    buf_printf(&fix, "%s\"\"\"\n", before);
    copy_lines(&fix, start, end, cx->line_indent + 2);
    buf_printf(&fix, "%*s\"\"\"", (int)cx->line_indent, "");
    bool certain = !strstr(buf_text(&cx->string), "${") &&
                   !strstr(buf_text(&cx->string), "\"\"\"");
    span.end = cx->skip_end;
    diag_fix(cx->diags, d, span, buf_text(&fix), certain);
    buf_free(&fix);
    cx->string_start = span.start;
}

/* The line that holds `word` alone, or NULL. */
static const char *find_terminator(const char *line, const char *word,
                                   size_t length)
{
    for (; *line; line = next_line(line)) {
        const char *at = line + indent_of(line);
        if (strncmp(at, word, length) == 0 && is_blank(at + length))
            return line;
    }
    return NULL;
}

bool parse_heredoc(ParseContext *cx, const char *text, size_t length, Span span)
{
    const char *word = text + 2 + strspn(text + 2, "-~");
    size_t word_length = strcspn(word, " \t\r\n");
    const char *start = next_line(source_text(cx) + span.start);
    const char *end = find_terminator(start, word, word_length);
    (void)length;
    cx->no_heredoc = !end;
    if (!end)
        return false;
    Span sign = {span.file, span.start, span.start + 2};
    Diag *d = parse_report(cx, D_SYNTAX, sign,
                           "a text of several lines stands between `\"\"\"`");
    const char *last = end + indent_of(end) + word_length;
    cx->skip_end = (uint32_t)(last - source_text(cx));
    take_lines(cx, d, span, "", start, end);
    return true;
}

bool parse_block_scalar(ParseContext *cx, Span span)
{
    const char *start = next_line(source_text(cx) + span.start);
    const char *end = start;
    for (const char *line = start; *line; line = next_line(line)) {
        if (!is_blank(line) && indent_of(line) <= cx->line_indent)
            break;
        if (!is_blank(line))
            end = line + strcspn(line, "\r\n");
    }
    if (end == start)
        return false;
    Span colon = {span.file, span.start, span.start + 1};
    Diag *d = parse_report(cx, D_YAML_SETTING, colon, "");
    diag_label(cx->diags, d, "`:` says what something is, `=` what it equals");
    diag_help(cx->diags, d, "a text of several lines stands between `\"\"\"`");
    cx->skip_end = (uint32_t)(end - source_text(cx));
    take_lines(cx, d, span, " = ", start, end);
    return true;
}

/* ---- blocks without braces, and braces without a block ---- */

/* Whether the innermost block holds no fields, so that a line `a = b` can't be
 * the type and the default of one. */
static bool inside_settings(const ParseContext *cx)
{
    if (cx->opener_count == 0)
        return true;
    const char *text = source_text(cx);
    const char *at = text + cx->openers[cx->opener_count - 1].span.start;
    while (at > text && strchr(" \t\r\n", at[-1]))
        at--;
    while (at > text && !strchr("{}\n,;", at[-1]))
        at--;
    at += indent_of(at);
    return parse_is_block(at, strcspn(at, " \t\r\n{\":"), false);
}

/* Whether the line is a member: a name or string, and `:` or `=`. */
static bool is_member(const ParseContext *cx, const char *line)
{
    line += indent_of(line);
    bool quoted = *line == '"';
    size_t length = quoted ? strcspn(line + 1, "\"\n") + 2
                           : strcspn(line, " \t\r\n:={}[]()\"',#/");
    if (!length || *line == '-' || strlen(line) < length)
        return false;
    line += length;
    line += strspn(line, " \t");
    return *line == ':' ||
           (*line == '=' && line[1] != '=' && (quoted || inside_settings(cx)));
}

/* The end of the last line that stands deeper than `indent`. */
static const char *block_end(const char *line, size_t indent)
{
    const char *end = line;
    for (; *line; line = next_line(line)) {
        if (!is_blank(line) && indent_of(line) <= indent)
            break;
        if (!is_blank(line))
            end = line + strcspn(line, "\r\n");
    }
    return end;
}

/* In a type a member with members is `name: { … }`. */
static bool inside_type(const ParseContext *cx)
{
    const char *text = source_text(cx);
    for (size_t i = 0; i < cx->opener_count; i++) {
        const char *line = text + cx->openers[i].span.start;
        while (line > text && line[-1] != '\n')
            line--;
        line += indent_of(line);
        if (strncmp(line, "type ", 5) == 0)
            return true;
    }
    return false;
}

bool parse_yaml_block(ParseContext *cx, Span colon)
{
    const char *first = next_line(source_text(cx) + colon.start);
    while (*first && is_blank(first))
        first = next_line(first);
    bool listed = cx->opener_count &&
                  strchr("([$", cx->openers[cx->opener_count - 1].bracket);
    if (indent_of(first) <= cx->line_indent || !is_member(cx, first) ||
        listed || inside_type(cx))
        return false;
    const char *end = block_end(first, cx->line_indent);
    Span behind = {colon.file, (uint32_t)(end - source_text(cx)),
                   (uint32_t)(end - source_text(cx))};
    Diag *d = parse_report(cx, D_SYNTAX, colon,
                           "a block stands in braces: `NAME { … }`");
    diag_fix(cx->diags, d, colon, " {", true);
    diag_fix(cx->diags, d, behind,
             arena_format(cx->arena, "\n%*s}", (int)cx->line_indent, ""), true);
    parse_open(cx, '{', colon);
    cx->openers[cx->opener_count - 1].virtual = true;
    return true;
}

void parse_root_brace(ParseContext *cx, Span brace)
{
    const Source *source = source_of(cx->sources, cx->file);
    size_t end = source->length;
    while (end && strchr(" \t\r\n", source->text[end - 1]))
        end--;
    Diag *d =
        parse_report(cx, D_SYNTAX, brace, "no braces stand around a file");
    if (end && source->text[end - 1] == '}') {
        Span last = {brace.file, (uint32_t)end - 1, (uint32_t)end};
        diag_fix(cx->diags, d, brace, "", true);
        diag_fix(cx->diags, d, last, "", true);
    }
    parse_open(cx, ROOT_BRACE, brace);
}

void parse_surrogates(ParseContext *cx, const char *text, Span span)
{
    unsigned long high = strtoul(text + 2, NULL, 16);
    unsigned long low = strtoul(text + 8, NULL, 16);
    unsigned long c = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    const char *right = arena_format(cx->arena, "\\u{%lX}", c);
    Diag *d = parse_report(cx, D_BAD_ESCAPE, span, parse_text(cx, text, 12));
    diag_label(cx->diags, d, "one character is one escape");
    diag_fix(cx->diags, d, span, right, true);
    parse_escape(cx, right, strlen(right), span);
}
