/* hints.c - explains a syntax error by the tokens around it. */
#include "front/hints.h"

#include <string.h>

#include "front/slips.h"

typedef enum HintPlace { HERE, BEFORE, ABOVE_COLON, APART } HintPlace;

typedef struct HintRow {
    const char *line, *before, *found, *expected;
    HintPlace place;
    const char *text, *fix;
} HintRow;

#define HINT(line, before, found, expected, place, text, fix)                  \
    {line, before, found, expected, place, text, fix},
static const HintRow hint_rows[] = {
#include "grammar/hints.def"
};
#undef HINT

/* ---- what stands there ---- */

static const char *file_text(const ParseContext *cx)
{
    return source_of(cx->sources, cx->file)->text;
}

/* Whether `word` of `length` bytes is what stands at `span`. */
static bool is_text(const ParseContext *cx, Span span, const char *word,
                    size_t length)
{
    return span.end - span.start == length &&
           memcmp(file_text(cx) + span.start, word, length) == 0;
}

static bool is_word(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

static bool is_name_at(ParseContext *cx, Span span)
{
    return span.end > span.start && parse_is_name(parse_text_at(cx, span));
}

static bool is_number_at(const ParseContext *cx, Span span)
{
    char first = file_text(cx)[span.start];
    return span.end > span.start && first >= '0' && first <= '9';
}

static size_t line_at(const ParseContext *cx, Span span)
{
    return source_line_of(cx->sources, cx->file, span.start);
}

/* Whether the token before starts a member. */
static bool starts_member(ParseContext *cx)
{
    Span span = cx->tokens_before[1];
    return is_name_at(cx, span) && parse_starts_member(cx, span);
}

/* ---- rows ---- */

typedef bool Fits(ParseContext *cx, const Misplaced *at, const char *word,
                  size_t length);

/* "" fits, and else one of the words. */
static bool one_fits(ParseContext *cx, const Misplaced *at, const char *words,
                     Fits *fits)
{
    if (!*words)
        return true;
    while (*words) {
        size_t length = strcspn(words, " ");
        if (fits(cx, at, words, length))
            return true;
        words += length;
        words += strspn(words, " ");
    }
    return false;
}

static bool line_fits(ParseContext *cx, const Misplaced *at, const char *word,
                      size_t length)
{
    Span span = cx->tokens_before[1];
    const char *text = file_text(cx);
    uint32_t start = span.end > span.start ? span.start : at->span.start;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    while (text[start] == ' ' || text[start] == '\t')
        start++;
    if (*word == '*') {
        const char *found = strstr(text + start, word + 1);
        return found && found < text + at->span.start;
    }
    return strncmp(text + start, word, length) == 0 && text[start + length] &&
           strchr(" \t\r\n(:", text[start + length]) != NULL;
}

static bool before_fits(ParseContext *cx, const Misplaced *at, const char *word,
                        size_t length)
{
    Span span = cx->tokens_before[1];
    const char *plus = length > 2 ? memchr(word + 1, '+', length - 2) : NULL;
    if (plus) {
        size_t first = (size_t)(plus - word);
        Span above = cx->tokens_before[0];
        bool fits = is_word(word, first, "#") ? is_number_at(cx, above)
                    : is_word(word, first, "NAME")
                        ? is_name_at(cx, above)
                        : is_text(cx, above, word, first);
        return fits && before_fits(cx, at, plus + 1, length - first - 1);
    }
    if (is_word(word, length, "#"))
        return is_number_at(cx, span);
    if (is_word(word, length, "NAME"))
        return is_name_at(cx, span);
    if (is_word(word, length, "TEXT"))
        return span.end > span.start && file_text(cx)[span.start] == '"';
    if (is_word(word, length, "^NAME"))
        return starts_member(cx);
    return is_text(cx, span, word, length);
}

static bool is_kind(const Misplaced *at, const char *const *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(at->found, kinds[i]) == 0)
            return true;
    return false;
}

static bool found_fits(ParseContext *cx, const Misplaced *at, const char *word,
                       size_t length)
{
    static const char *const values[] = {"a number",   "a decimal number",
                                         "a duration", "a size",
                                         "`true`",     "`false`"};
    static const char *const spliced[] = {"a string with `${`"};
    if (*word == '^' && !cx->first_on_line)
        return false;
    if (*word == '^')
        word++, length--;
    if (length == 0)
        return true;
    if (is_word(word, length, "NAME"))
        return strcmp(at->found, "a name") == 0;
    if (is_word(word, length, "TEXT"))
        return strcmp(at->found, "a string") == 0;
    if (is_word(word, length, "SPLICED"))
        return is_kind(at, spliced, 1);
    if (is_word(word, length, "VALUE"))
        return is_kind(at, values, sizeof values / sizeof *values);
    return is_text(cx, at->span, word, length);
}

static bool expected_fits(ParseContext *cx, const Misplaced *at,
                          const char *word, size_t length)
{
    (void)cx;
    for (size_t i = 0; i < at->expected_count; i++)
        if (*at->expected[i] == '`' && strlen(at->expected[i]) == length + 2 &&
            memcmp(at->expected[i] + 1, word, length) == 0)
            return true;
    return false;
}

static bool all_expected(ParseContext *cx, const Misplaced *at,
                         const char *words)
{
    size_t count = 0;
    for (const char *word = words + strlen("only "); *word; count++) {
        size_t length = strcspn(word, " ");
        if (!expected_fits(cx, at, word, length))
            return false;
        word += length;
        word += strspn(word, " ");
    }
    return count == at->expected_count;
}

/* `NAME:` at the end of a line, and the next member taken for its type. */
static bool place_fits(ParseContext *cx, HintPlace place)
{
    Span colon = cx->tokens_before[0];
    return place != ABOVE_COLON ||
           (is_text(cx, colon, ":", 1) &&
            line_at(cx, colon) < line_at(cx, cx->tokens_before[1]));
}

static const HintRow *find_row(ParseContext *cx, const Misplaced *at)
{
    for (size_t i = 0; i < sizeof hint_rows / sizeof *hint_rows; i++) {
        const HintRow *row = &hint_rows[i];
        bool expected = strncmp(row->expected, "only ", 5) == 0
                            ? all_expected(cx, at, row->expected)
                            : one_fits(cx, at, row->expected, expected_fits);
        if (expected && place_fits(cx, row->place) &&
            one_fits(cx, at, row->found, found_fits) &&
            one_fits(cx, at, row->before, before_fits) &&
            one_fits(cx, at, row->line, line_fits))
            return row;
    }
    return NULL;
}

/* ---- the report ---- */

/* `a: b.c`: a value, so the colon is a slip. */
static bool is_yaml_path(ParseContext *cx, const Misplaced *at)
{
    return is_text(cx, cx->tokens_before[0], ":", 1) &&
           is_name_at(cx, cx->tokens_before[1]) &&
           is_text(cx, at->span, ".", 1);
}

static void report_yaml_path(ParseContext *cx)
{
    Span colon = cx->tokens_before[0];
    const char *text = file_text(cx);
    bool blank = colon.start > 0 && strchr(" \t", text[colon.start - 1]);
    Diag *d = parse_report(cx, D_YAML_SETTING, colon, "");
    diag_label(cx->diags, d, "`:` says what something is, `=` what it equals");
    diag_fix(cx->diags, d, colon, blank ? "=" : " =", false);
}

static void put_expected(Buf *out, const Misplaced *at)
{
    for (size_t i = 0; i < at->expected_count; i++)
        buf_printf(out, "%s%s",
                   i == 0                       ? ""
                   : i + 1 < at->expected_count ? ", "
                                                : " or ",
                   at->expected[i]);
}

/* Where few things could stand, they are named; what starts a line is not to
 * blame, but what lacks them before it. */
static void report_plain(ParseContext *cx, const Misplaced *at)
{
    enum { SHOWN = 4 };
    Buf text = {0};
    Span before = cx->tokens_before[1], span = at->span;
    bool few = at->expected_count && at->expected_count <= SHOWN;
    if (few && cx->first_on_line && before.end > before.start) {
        span = before;
        put_expected(&text, at);
        buf_puts(&text, " is missing behind this");
    } else {
        buf_printf(&text, "%s can't stand here", at->found);
        buf_puts(&text, few ? ": expected " : "");
        if (few)
            put_expected(&text, at);
    }
    parse_report(cx, D_SYNTAX, span,
                 parse_text(cx, buf_text(&text), text.length));
    buf_free(&text);
}

void hint_report(ParseContext *cx, const Misplaced *at)
{
    if (is_yaml_path(cx, at)) {
        report_yaml_path(cx);
        return;
    }
    const HintRow *row = find_row(cx, at);
    if (!row) {
        report_plain(cx, at);
        return;
    }
    Span span = row->place == HERE     ? at->span
                : row->place == BEFORE ? cx->tokens_before[1]
                                       : cx->tokens_before[0];
    if (row->place == APART)
        span = span_join(span, cx->tokens_before[1]);
    Diag *d = parse_report(cx, D_SYNTAX, span, row->text);
    if (row->place == APART)
        diag_mute(cx->diags, span);
    if (row->fix)
        diag_fix(cx->diags, d, span, row->fix, false);
}
