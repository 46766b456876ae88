/* patterns.c - regular expressions: the subset that means the same in every
 * target. Literals, `.`, ASCII classes, groups, `|`, `^ $ \b`, and the
 * quantifiers; no look-around, no reference to a group, nothing possessive.
 */
#include "check/checker.h"

#include <ctype.h>
#include <string.h>

enum { MAX_GROUPS = 64, MAX_REPEAT = 1000 };

typedef struct Pattern {
    const char *at;
    const char *fault; /* what is wrong, or NULL */
    int depth;
    bool item; /* something that a quantifier may repeat stands before */
} Pattern;

static void fault(Pattern *p, const char *text)
{
    if (!p->fault)
        p->fault = text;
}

static void read_escape(Pattern *p)
{
    char c = *++p->at;
    if (!c)
        fault(p, "it ends with a `\\`");
    else if (isdigit((unsigned char)c) || c == 'k')
        fault(p, "it refers back to a group");
    else if (isalpha((unsigned char)c) && !strchr("dDwWsSbBntrfv", c))
        fault(p, "an escape of it is not one of `\\d \\w \\s \\b \\n \\t`");
    p->at += c != '\0';
}

static void read_class(Pattern *p)
{
    p->at++;
    if (*p->at == '^')
        p->at++;
    if (*p->at == ']')
        fault(p, "a `[ ]` of it is empty");
    while (*p->at && *p->at != ']' && !p->fault) {
        unsigned char low = (unsigned char)*p->at;
        if (strncmp(p->at, "[:", 2) == 0)
            fault(p, "it names a class as in `[:alpha:]`");
        if (low == '\\') {
            read_escape(p);
            continue;
        }
        if (p->at[1] == '-' && p->at[2] && p->at[2] != ']' &&
            p->at[2] != '\\' && (unsigned char)p->at[2] < low)
            fault(p, "a range of it runs backwards");
        p->at++;
    }
    if (*p->at == ']')
        p->at++;
    else
        fault(p, "a `[` of it is not closed");
}

static int read_count(Pattern *p)
{
    int count = 0;
    while (isdigit((unsigned char)*p->at)) {
        count = count * 10 + (*p->at++ - '0');
        if (count > MAX_REPEAT) {
            fault(p, "it repeats more than 1000 times");
            return count;
        }
    }
    return count;
}

/* `{2}`, `{2,}`, `{2,5}`. */
static void read_repeat(Pattern *p)
{
    p->at++;
    if (!isdigit((unsigned char)*p->at)) {
        fault(p, "a `{` of it is no repetition; write `\\{`");
        return;
    }
    int least = read_count(p), most = least;
    if (*p->at == ',') {
        p->at++;
        if (isdigit((unsigned char)*p->at))
            most = read_count(p);
    }
    if (most < least)
        fault(p, "a repetition of it runs backwards");
    if (*p->at == '}')
        p->at++;
    else
        fault(p, "a `{` of it is not closed");
}

static void read_quantifier(Pattern *p)
{
    if (!p->item)
        fault(p, "a quantifier of it has nothing to repeat");
    if (*p->at == '{')
        read_repeat(p);
    else
        p->at++;
    if (*p->at == '?') /* as few as possible */
        p->at++;
    if (*p->at && strchr("*+?{", *p->at))
        fault(p, "two of its quantifiers follow each other");
    p->item = false;
}

static void read_group(Pattern *p)
{
    p->at++;
    if (++p->depth > MAX_GROUPS)
        fault(p, "its groups are nested too deep");
    if (*p->at != '?')
        return;
    if (p->at[1] == ':')
        p->at += 2;
    else if (p->at[1] && strchr("=!<", p->at[1]))
        fault(p, "it looks around, or names a group");
    else
        fault(p, "a `(?` of it is none that all targets know");
}

static void read_piece(Pattern *p)
{
    bool item = false;
    switch (*p->at) {
    case '(':
        read_group(p);
        break;
    case ')':
        if (--p->depth < 0)
            fault(p, "a `)` of it closes nothing");
        p->at++;
        item = true;
        break;
    case '[':
        read_class(p);
        item = true;
        break;
    case '\\':
        item = p->at[1] != 'b' && p->at[1] != 'B';
        read_escape(p);
        break;
    case '*':
    case '+':
    case '?':
    case '{':
        read_quantifier(p);
        break;
    case '|':
    case '^':
    case '$':
        p->at++;
        break;
    default:
        p->at++;
        item = true;
        break;
    }
    p->item = item;
}

/* Whether the text itself was reported: then it isn't what was meant. */
static bool was_blamed(const Checker *ck, Span span)
{
    for (size_t i = 0; i < ck->diags->count; i++) {
        Span other = ck->diags->items[i]->span;
        if (other.file == span.file && other.start >= span.start &&
            other.end <= span.end)
            return true;
    }
    return false;
}

void pattern_check_text(Checker *ck, const char *text, Span span)
{
    Pattern p = {.at = text};
    while (*p.at && !p.fault)
        read_piece(&p);
    if (p.depth > 0)
        fault(&p, "a `(` of it is not closed");
    if (p.fault && !was_blamed(ck, span))
        diag_report(ck->diags, D_BAD_PATTERN, span, p.fault);
}

void pattern_check(Checker *ck, const Expr *value)
{
    if (type_is_error(value->type))
        return;
    if (value->kind == EXPR_TEXT)
        pattern_check_text(ck, value->text, value->span);
    else
        diag_report(ck->diags, D_NOT_CONSTANT, value->span);
}
