/* parse_text.c - what strings and numbers of a source mean: escapes, block
 * strings, units; and whether the source is text at all. */
#include "front/parse_context.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void put_utf8(Buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_putc(out, (char)c);
    } else if (c < 0x800) {
        buf_putc(out, (char)(0xC0 | c >> 6));
        buf_putc(out, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        buf_putc(out, (char)(0xE0 | c >> 12));
        buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buf_putc(out, (char)(0x80 | (c & 0x3F)));
    } else {
        buf_putc(out, (char)(0xF0 | c >> 18));
        buf_putc(out, (char)(0x80 | (c >> 12 & 0x3F)));
        buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buf_putc(out, (char)(0x80 | (c & 0x3F)));
    }
}

static bool escape_unicode(ParseContext *cx, const char *text, size_t length,
                           Span span)
{
    const char *digits = text[2] == '{' ? text + 3 : text + 2;
    char *end;
    unsigned long c = strtoul(digits, &end, 16);
    bool braced = text[2] == '{';
    if (end == digits || end != text + length - braced || *digits == '-' ||
        c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return false;
    if (c == 0)
        parse_report(cx, D_NUL_CHARACTER, span, "");
    else
        put_utf8(&cx->string, (uint32_t)c);
    return true;
}

void parse_escape(ParseContext *cx, const char *text, size_t length, Span span)
{
    static const char names[] = "ntrbf\"\\/$'";
    static const char values[] = "\n\t\r\b\f\"\\/$'";
    const char *at = length == 2 ? strchr(names, text[1]) : NULL;
    if (at && text[1]) {
        buf_putc(&cx->string, values[at - names]);
        return;
    }
    if (length > 2 && escape_unicode(cx, text, length, span))
        return;
    Diag *d =
        parse_report(cx, D_BAD_ESCAPE, span, parse_text(cx, text, length));
    if (!cx->quiet)
        diag_help(cx->diags, d,
                  "escapes are \\n \\t \\r \\b \\f \\\" \\\\ \\/ \\$ \\u0041 "
                  "and \\u{1F600}");
}

/* The indentation of the line on which the closing quotes stand, if nothing
 * else stands there before them. */
static size_t closing_indent(const char *text, size_t length, bool *alone)
{
    size_t start = length;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    *alone = start > 0;
    for (size_t i = start; i < length; i++)
        if (text[i] != ' ' && text[i] != '\t')
            *alone = false;
    return length - start;
}

const char *parse_block_string(ParseContext *cx, Span closing)
{
    (void)closing;
    const char *text = buf_text(&cx->string);
    size_t length = cx->string.length;
    bool alone;
    size_t indent = closing_indent(text, length, &alone);
    if (length == 0 || (text[0] != '\n' && strncmp(text, "\r\n", 2) != 0) ||
        !alone)
        return parse_text(cx, text, length);
    const char *end = text + length - indent - 1; /* its last line break */
    const char *at = strchr(text, '\n') + 1;
    Buf out = {0};
    while (at < end) {
        size_t skip = 0;
        while (skip < indent && at + skip < end &&
               (at[skip] == ' ' || at[skip] == '\t'))
            skip++;
        at += skip;
        const char *next = memchr(at, '\n', (size_t)(end - at));
        next = next ? next + 1 : end;
        buf_write(&out, at, (size_t)(next - at));
        at = next;
    }
    const char *made = parse_text(cx, buf_text(&out), out.length);
    buf_free(&out);
    return made;
}

typedef struct Unit {
    const char *name;
    NumberKind kind;
    int64_t factor; /* microseconds or bytes */
} Unit;

static const Unit units[] = {
    {"us", NUMBER_DURATION, 1},
    {"ms", NUMBER_DURATION, 1000},
    {"s", NUMBER_DURATION, 1000000},
    {"m", NUMBER_DURATION, INT64_C(60000000)},
    {"h", NUMBER_DURATION, INT64_C(3600000000)},
    {"d", NUMBER_DURATION, INT64_C(86400000000)},
    {"B", NUMBER_SIZE, 1},
    {"KB", NUMBER_SIZE, 1024},
    {"MB", NUMBER_SIZE, 1024 * 1024},
    {"GB", NUMBER_SIZE, 1024 * 1024 * 1024},
};

static NumberKind bad_number(ParseContext *cx, DiagCode code, Span span,
                             const char *text)
{
    Diag *d = parse_report(cx, code, span, text);
    if (code == D_UNKNOWN_UNIT && !cx->quiet)
        diag_help(cx->diags, d,
                  "units are us, ms, s, m, h, d (times), B, KB, MB, GB "
                  "(sizes); `5xx` is a class of statuses");
    return NUMBER_BAD;
}

/* digits[.digits] times `factor`, exactly; false if it is no whole number or
 * out of range. */
static bool scale_number(const char *text, size_t length, int64_t factor,
                         int64_t *value)
{
    int64_t whole = 0, fraction = 0, place = factor;
    size_t i = 0;
    for (; i < length && text[i] != '.'; i++) {
        if (whole > (INT64_MAX - (text[i] - '0')) / 10)
            return false;
        whole = whole * 10 + (text[i] - '0');
    }
    for (i++; i < length; i++) {
        if (place % 10 != 0 && text[i] != '0')
            return false;
        place /= 10;
        fraction += (text[i] - '0') * place;
    }
    if (whole > (INT64_MAX - fraction) / factor)
        return false;
    *value = whole * factor + fraction;
    return true;
}

/* What ends in `x` was meant for a class of statuses. */
static NumberKind bad_unit(ParseContext *cx, Span span, const char *all,
                           const char *unit)
{
    size_t length = strlen(unit);
    if (length > 2 || strspn(unit, "xX") != length)
        return bad_number(cx, D_UNKNOWN_UNIT, span, unit);
    Diag *d = parse_report(cx, D_UNKNOWN_UNIT, span, unit);
    bool known = length == 2 && unit == all + 1 && *all >= '1' && *all <= '5';
    diag_label(cx->diags, d, "a class of statuses is `1xx` to `5xx`");
    if (known)
        diag_fix(cx->diags, d, span, arena_format(cx->arena, "%cxx", *all),
                 true);
    return NUMBER_BAD;
}

NumberKind parse_number(ParseContext *cx, const char *text, size_t length,
                        Span span, int64_t *value)
{
    const char *all = parse_text(cx, text, length);
    size_t digits = strspn(all, "0123456789.");
    const char *unit = all + digits;
    if (!*unit && !memchr(all, '.', digits)) {
        if (digits > 1 && all[0] == '0')
            return bad_number(cx, D_BAD_NUMBER, span, all);
        if (!scale_number(all, digits, 1, value))
            return bad_number(cx, D_NUMBER_TOO_LARGE, span, all);
        return NUMBER_INT;
    }
    if (!*unit || ((*unit == 'e' || *unit == 'E') &&
                   strspn(unit + 1, "+-0123456789") == strlen(unit + 1)))
        return NUMBER_FLOAT;
    if (digits == 1 && strcmp(unit, "xx") == 0 && *all >= '1' && *all <= '5') {
        *value = *all - '0';
        return NUMBER_STATUS;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i].name) != 0)
            continue;
        if (!scale_number(all, digits, units[i].factor, value))
            return bad_number(cx, D_NUMBER_TOO_LARGE, span, all);
        return units[i].kind;
    }
    return bad_unit(cx, span, all, unit);
}

/* ---- the whole text ---- */

/* The offset of the first byte that is not UTF-8 (RFC 3629), or -1. */
static int64_t find_invalid_utf8(const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + length;
    while (p < end) {
        if (*p < 0x80) {
            p++;
            continue;
        }
        size_t n = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;
        if (*p < 0xC2 || *p > 0xF4 || n > (size_t)(end - p))
            break;
        if ((*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] > 0x9F) ||
            (*p == 0xF0 && p[1] < 0x90) || (*p == 0xF4 && p[1] > 0x8F))
            break;
        size_t i = 1;
        while (i < n && (p[i] & 0xC0) == 0x80)
            i++;
        if (i < n)
            break;
        p += n;
    }
    return p < end ? (int64_t)(p - (const unsigned char *)text) : -1;
}

bool parse_check_text(ParseContext *cx, const Source *source)
{
    int64_t bad = find_invalid_utf8(source->text, source->length);
    if (bad >= 0) {
        Span span = {cx->file, (uint32_t)bad, (uint32_t)bad + 1};
        Diag *d = parse_report(
            cx, D_INVALID_UTF8, span,
            arena_format(cx->arena, "0x%02X",
                         (unsigned)(unsigned char)source->text[bad]));
        diag_label(cx->diags, d, "byte %" PRId64 " of the file", bad);
        diag_help(cx->diags, d, "a source is saved as UTF-8");
        return false;
    }
    const char *nul = memchr(source->text, 0, source->length);
    if (nul) {
        uint32_t at = (uint32_t)(nul - source->text);
        parse_report(cx, D_NUL_CHARACTER, (Span){cx->file, at, at + 1}, "");
        return false;
    }
    return true;
}
