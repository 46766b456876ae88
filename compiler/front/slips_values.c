/* slips_values.c - values and names that other languages write without quotes:
 * URLs, words, dates, versions, names with dashes. */
#include "front/slips.h"

#include <string.h>

static const char *source_text(const ParseContext *cx)
{
    return source_of(cx->sources, cx->file)->text;
}

/* The last byte before `span` on its line that is no blank, or '\n'. */
static char byte_before(const ParseContext *cx, Span span)
{
    const char *text = source_text(cx);
    uint32_t at = span.start;
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
        at--;
    return at > 0 ? text[at - 1] : '\n';
}

bool parse_is_value(const ParseContext *cx, Span span)
{
    return strchr(":=-", byte_before(cx, span)) != NULL;
}

bool parse_starts_member(const ParseContext *cx, Span span)
{
    return strchr("{,;\n", byte_before(cx, span)) != NULL;
}

bool parse_ends_file(const ParseContext *cx, Span span)
{
    const char *rest = source_text(cx) + span.end;
    return rest[strspn(rest, " \t\r\n")] == '\0';
}

static const char *report_bare(ParseContext *cx, const char *text,
                               size_t length, Span span, const char *message)
{
    const char *bare = parse_text(cx, text, length);
    parse_form(cx, span, message, arena_format(cx->arena, "\"%s\"", bare));
    return bare;
}

const char *parse_bare_url(ParseContext *cx, const char *text, size_t length,
                           Span span)
{
    return report_bare(cx, text, length, span, "a URL stands in double quotes");
}

const char *parse_bare_text(ParseContext *cx, const char *text, size_t length,
                            Span span)
{
    return report_bare(cx, text, length, span,
                       memchr(text, '-', length)
                           ? "a date stands in double quotes"
                           : "a version stands in double quotes");
}

const char *parse_dashed_name(ParseContext *cx, const char *text, size_t length,
                              Span span)
{
    return report_bare(cx, text, length, span,
                       "a name with `-` stands in double quotes");
}

const char *parse_bare_fraction(ParseContext *cx, const char *text,
                                size_t length, Span span)
{
    const char *bare = parse_text(cx, text, length);
    const char *right = arena_format(cx->arena, "0%s", bare);
    Diag *d = parse_report(cx, D_BAD_NUMBER, span, bare);
    diag_label(cx->diags, d, "digits stand before the point");
    diag_fix(cx->diags, d, span, right, true);
    return right;
}

/* `int64 readonly` is a type and something else. */
static bool starts_with_type(const char *words)
{
    static const char *const types[] = {
#define TYPE(constant, name, json, format) name,
#include "grammar/types.def"
#undef TYPE
    };
    size_t length = strcspn(words, " \t\r\n");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strlen(types[i]) == length && memcmp(types[i], words, length) == 0)
            return true;
    return false;
}

/* Whether the line behind the words goes on with what they start, or a word of
 * them makes them an expression. */
static bool are_bare(const char *words, size_t length, const char *behind)
{
    behind += strspn(behind, " \t\r\n");
    if (*behind && strchr(":={([<>-.|?@,&+*/%!", *behind))
        return false;
    if (starts_with_type(words))
        return false;
    for (size_t i = 0; i < length;) {
        size_t n = strcspn(words + i, " \t\r\n");
        char word[16];
        if (n < sizeof word) {
            memcpy(word, words + i, n);
            word[n] = '\0';
            if (parse_is_reserved(word))
                return false;
        }
        i += n;
        i += strspn(words + i, " \t\r\n");
    }
    return true;
}

bool parse_bare_words(ParseContext *cx, Span span)
{
    const char *text = source_text(cx);
    uint32_t start = span.start + 1, end = span.end;
    while (text[start] == ' ' || text[start] == '\t')
        start++;
    while (strchr(" \t\r", text[end - 1]))
        end--;
    if (!are_bare(text + start, end - start, text + span.end))
        return false;
    Span colon = {span.file, span.start, span.start + 1};
    Diag *d = parse_report(cx, D_YAML_SETTING, colon, "");
    diag_label(cx->diags, d, "`:` says what something is, `=` what it equals");
    diag_help(cx->diags, d, "a text stands in double quotes");
    const char *bare = parse_text(cx, text + start, end - start);
    diag_fix(cx->diags, d, (Span){span.file, span.start, end},
             arena_format(cx->arena, " = \"%s\"", bare), true);
    cx->string.length = 0;
    buf_puts(&cx->string, bare);
    cx->string_start = start;
    cx->skip_end = end;
    return true;
}
