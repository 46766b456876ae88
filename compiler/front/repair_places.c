/* repair_places.c - brackets: indentation and partners say where to look.
 * Quotes: the line does. */
#include "front/repair_places.h"

#include <stdlib.h>
#include <string.h>

static void add(Places *places, Patch patch)
{
    if (places->count > places->most)
        return;
    for (size_t i = 0; i < places->count; i++)
        if (places->items[i].at == patch.at &&
            places->items[i].removed == patch.removed &&
            strcmp(places->items[i].text, patch.text) == 0)
            return;
    vec_push(places->arena, places->items, places->count, patch);
}

/* Quotes beside a quote may be read as one sign with it. */
static bool joins_quotes(const Places *places, uint32_t at, const char *sign)
{
    const char *text = places->text;
    size_t before = 0, behind = 0;
    while (before < 2 && at - before > places->region.start &&
           text[at - before - 1] == '"')
        before++;
    while (behind < 2 && text[at + behind] == '"')
        behind++;
    return *sign == '"' &&
           ((before && behind) || (!sign[1] && before + behind > 1));
}

static void add_sign(Places *places, uint32_t at, const char *sign)
{
    if (joins_quotes(places, at, sign))
        return;
    add(places, (Patch){.at = at, .text = sign});
}

static void add_removal(Places *places, uint32_t at, uint32_t length)
{
    add(places, (Patch){.at = at, .removed = length, .text = ""});
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_';
}

/* ---- brackets ---- */

typedef struct Walk {
    Places *places;
    char open, close;
    bool lacks_close;
    const char *sign; /* that is lacking */
    size_t *stack;    /* numbers of tokens that open */
    size_t depth, capacity;
    size_t *suspects; /* numbers of tokens on whose lines to look */
    size_t suspect_count;
} Walk;

static const Token *token_at(const Walk *walk, size_t i)
{
    return &walk->places->tokens[i];
}

static bool opens(const Token *token)
{
    return token->bracket && strchr("{([", token->bracket);
}

static bool closes(const Token *token)
{
    return token->bracket && strchr("})]", token->bracket);
}

static bool is_pair(const Token *open, const Token *close)
{
    return (open->bracket == '{' && close->bracket == '}') ||
           (open->bracket == '(' && close->bracket == ')') ||
           (open->bracket == '[' && close->bracket == ']');
}

static size_t line_first(const Walk *walk, size_t i)
{
    while (i > 0 && !token_at(walk, i)->first)
        i--;
    return i;
}

static size_t line_last(const Walk *walk, size_t i)
{
    while (i + 1 < walk->places->token_count && !token_at(walk, i + 1)->first)
        i++;
    return i;
}

static void suspect(Walk *walk, size_t i)
{
    vec_push(walk->places->arena, walk->suspects, walk->suspect_count, i);
}

/* What token `opener` opens should be closed before token `i`. */
static void found_unclosed(Walk *walk, size_t opener, size_t i)
{
    if (!walk->lacks_close || token_at(walk, opener)->bracket != walk->open)
        return;
    add_sign(walk->places, token_at(walk, i - 1)->span.end, walk->sign);
    suspect(walk, i - 1);
    suspect(walk, opener);
}

/* The first token of the line to which a `}` at the start of its own line
 * belongs, by indentation; or `i`. */
static size_t find_header(const Walk *walk, size_t i)
{
    uint32_t column = token_at(walk, i)->column;
    for (size_t at = i; at-- > 0;) {
        if (!token_at(walk, at)->first)
            continue;
        if (token_at(walk, at)->column == column)
            return at;
        if (token_at(walk, at)->column < column)
            return i;
    }
    return i;
}

/* Nothing is open that token `i` could close. */
static void found_unopened(Walk *walk, size_t i)
{
    const Token *token = token_at(walk, i);
    if (walk->lacks_close || token->bracket != walk->close)
        return;
    if (!token->first) {
        suspect(walk, i);
        return;
    }
    size_t header = find_header(walk, i), last = line_last(walk, header);
    if (header != i && !closes(token_at(walk, header)))
        add_sign(walk->places, token_at(walk, last)->span.end, walk->sign);
    add_removal(walk->places, token->span.start, 1);
    suspect(walk, last);
}

static void walk_open(Walk *walk, size_t i)
{
    walk->stack = arena_grow(walk->places->arena, walk->stack, walk->depth,
                             sizeof(size_t));
    walk->stack[walk->depth++] = i;
}

/* Whether what closes a block stands where nobody writes it: behind others on
 * a later line, or deeper than the block. */
static bool is_odd_pair(const Walk *walk, size_t open, size_t close)
{
    size_t first = line_first(walk, close);
    if (first <= open)
        return false;
    return first == close
               ? token_at(walk, open)->indent < token_at(walk, close)->column
               : !closes(token_at(walk, first));
}

static void walk_close(Walk *walk, size_t i)
{
    const Token *token = token_at(walk, i);
    size_t at = walk->depth;
    while (at > 0 && !is_pair(token_at(walk, walk->stack[at - 1]), token))
        at--;
    bool odd = at > 0 && !walk->lacks_close && token->bracket == walk->close &&
               (at < walk->depth || is_odd_pair(walk, walk->stack[at - 1], i));
    if (at == 0 || odd) {
        found_unopened(walk, i);
        return;
    }
    while (walk->depth > at)
        found_unclosed(walk, walk->stack[--walk->depth], i);
    walk->depth--;
}

/* A line that stands no deeper than the one that opened a block is not in it.
 */
static void walk_line(Walk *walk, size_t i)
{
    const Token *token = token_at(walk, i);
    while (walk->depth > 0) {
        const Token *top = token_at(walk, walk->stack[walk->depth - 1]);
        if (top->indent < token->column ||
            (top->indent == token->column && closes(token)))
            return;
        found_unclosed(walk, walk->stack[--walk->depth], i);
    }
}

static void walk_tokens(Walk *walk)
{
    size_t count = walk->places->token_count;
    for (size_t i = 0; i < count; i++) {
        if (token_at(walk, i)->first && i > 0)
            walk_line(walk, i);
        if (opens(token_at(walk, i)))
            walk_open(walk, i);
        else if (closes(token_at(walk, i)))
            walk_close(walk, i);
    }
    while (walk->depth > 0)
        found_unclosed(walk, walk->stack[--walk->depth], count);
}

/* Beside the tokens of a line: those before token `i` from right to left, since
 * what is short is likelier than what is long, then those behind it. */
static void add_line(Walk *walk, size_t i)
{
    size_t first = line_first(walk, i), last = line_last(walk, i);
    if (walk->lacks_close) {
        for (size_t at = last + 1; at-- > first;)
            add_sign(walk->places, token_at(walk, at)->span.end, walk->sign);
        return;
    }
    for (size_t at = i + 1; at-- > first;)
        add_sign(walk->places, token_at(walk, at)->span.start, walk->sign);
    for (size_t at = i; at <= last; at++)
        add_sign(walk->places, token_at(walk, at)->span.end, walk->sign);
}

/* Inside of the words of a line: without its `(` a call is one word. */
static void add_words(Walk *walk, size_t i)
{
    size_t last = line_last(walk, i);
    for (size_t at = line_first(walk, i); at <= last; at++) {
        Span span = token_at(walk, at)->span;
        if (is_word(walk->places->text[span.start]))
            for (uint32_t in = span.start + 1; in < span.end; in++)
                add_sign(walk->places, in, walk->sign);
    }
}

static void add_lines(Walk *walk)
{
    size_t count = walk->places->token_count;
    size_t from = walk->suspect_count ? walk->suspects[0] : count - 1;
    for (size_t i = 0; i < walk->suspect_count; i++)
        add_line(walk, walk->suspects[i]);
    for (size_t i = 0; i < walk->suspect_count && !walk->lacks_close; i++)
        add_words(walk, walk->suspects[i]);
    for (size_t i = 0; i < count; i++)
        if (token_at(walk, i)->bracket ==
            (walk->lacks_close ? walk->open : walk->close))
            add_removal(walk->places, token_at(walk, i)->span.start, 1);
    for (size_t i = from + 1; i-- > 0;)
        if (token_at(walk, i)->first)
            add_line(walk, i);
    for (size_t i = from; i < count; i++)
        if (token_at(walk, i)->first)
            add_line(walk, i);
}

void places_of_bracket(Places *places, char open, char close, long excess)
{
    static const char *const signs[][2] = {{"{", "}"}, {"(", ")"}, {"[", "]"}};
    size_t row = open == '{' ? 0 : open == '(' ? 1 : 2;
    Walk walk = {.places = places,
                 .open = open,
                 .close = close,
                 .lacks_close = excess > 0,
                 .sign = signs[row][excess > 0]};
    walk_tokens(&walk);
    add_lines(&walk);
}

/* ---- quotes ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

static uint32_t line_start(const Places *places, uint32_t at)
{
    while (at > places->region.start && places->text[at - 1] != '\n')
        at--;
    return at;
}

static uint32_t line_end(const Places *places, uint32_t at)
{
    while (at < places->region.end && places->text[at] != '\n')
        at++;
    while (at > places->region.start && is_blank(places->text[at - 1]) &&
           places->text[at - 1] != '\n')
        at--;
    return at;
}

typedef struct Guess {
    uint32_t at;
    size_t cost;
} Guess;

/* What a quote costs whose outer and inner neighbours are these: it stands
 * beside blanks and brackets, and no text begins or ends with a blank. */
static size_t quote_cost(char outer, char inner)
{
    bool free = is_blank(outer) || strchr("()[]{},.:\"", outer);
    bool odd = is_blank(inner) || strchr(",:=", inner);
    return (free ? 0U : 1000U) + (odd ? 1000U : 0U);
}

/* How odd the line from `first` to `last` is with a quote at `at`; of two
 * lines, that with the shorter strings is likelier. */
static size_t line_cost(const Places *places, uint32_t first, uint32_t last,
                        uint32_t at)
{
    const char *text = places->text;
    size_t cost = 0;
    bool inside = false;
    char before = ' ';
    for (uint32_t i = first; i <= last; i++) {
        bool more = i < last;
        if (i == at) {
            char behind = more ? text[i] : ' ';
            cost += inside ? quote_cost(behind, before)
                           : quote_cost(before, behind);
            inside = !inside;
            before = '"';
        }
        if (more && text[i] == '"') {
            char behind = i + 1 == at ? '"' : text[i + 1];
            cost += inside ? quote_cost(behind, before)
                           : quote_cost(before, behind);
            inside = !inside;
        } else {
            cost += inside;
        }
        before = more ? text[i] : ' ';
    }
    return cost + (inside ? 5000 : 0);
}

static int compare_guesses(const void *a, const void *b)
{
    const Guess *one = a, *other = b;
    if (one->cost != other->cost)
        return one->cost < other->cost ? -1 : 1;
    return one->at < other->at ? -1 : one->at > other->at;
}

void places_of_quote(Places *places, uint32_t start)
{
    enum { MOST = 512 };
    uint32_t first = line_start(places, start), last = line_end(places, start);
    Guess guesses[MOST];
    size_t count = 0;
    for (uint32_t at = first; at <= last && count < MOST; at++)
        if (at == first || at == last || !is_word(places->text[at]) ||
            !is_word(places->text[at - 1]))
            guesses[count++] = (Guess){at, line_cost(places, first, last, at)};
    qsort(guesses, count, sizeof *guesses, compare_guesses);
    for (size_t i = 0; i < count; i++)
        add_sign(places, guesses[i].at, "\"");
    for (uint32_t at = first; at < last; at++)
        if (places->text[at] == '"')
            add_removal(places, at, 1);
}

void places_of_interpolation(Places *places, uint32_t start)
{
    uint32_t last = line_end(places, start);
    for (uint32_t at = start + 1; at <= last; at++)
        if (!is_word(places->text[at]) && places->text[at] != '.')
            add_sign(places, at, "}");
    places_of_quote(places, start);
}

static uint32_t indent_of(const Places *places, uint32_t line)
{
    return (uint32_t)strspn(places->text + line, " \t");
}

/* Where the text ends by its indentation, then at the end of each line. */
static void add_block_ends(Places *places, uint32_t start)
{
    uint32_t indent = indent_of(places, line_start(places, start));
    uint32_t end = line_end(places, start);
    for (int pass = 0; pass < 2; pass++) {
        uint32_t last = end;
        for (uint32_t at = start; at < places->region.end; at++) {
            if (places->text[at] != '\n' || at + 1 >= places->region.end)
                continue;
            uint32_t next = line_end(places, at + 1);
            bool blank = next == at + 1;
            if (!blank && (pass || indent_of(places, at + 1) <= indent))
                add_sign(places, last, "\"\"\"");
            last = blank ? last : next;
        }
        add_sign(places, last, "\"\"\"");
    }
}

void places_of_block_string(Places *places, uint32_t start)
{
    uint32_t line = line_start(places, start);
    add_block_ends(places, start);
    for (uint32_t at = line_end(places, start) + 1; at-- > line;)
        add_sign(places, at, "\"\"\"");
    while (line > places->region.start) {
        add_sign(places, line_end(places, line - 1), "\"\"\"");
        line = line_start(places, line - 1);
    }
    add_removal(places, start, 3);
}
