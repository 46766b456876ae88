/* scan.c - the text of a hook as tokens. */
#include "import/javascript/syntax.h"

#include <ctype.h>
#include <string.h>

typedef struct Scanner {
    Arena *arena;
    const char *at, *end;
    JsTokens *out;
    const char *comment;
    bool newline;
} Scanner;

static bool push(Scanner *s, JsTokenKind kind, const char *text)
{
    if (s->out->count >= JS_MAX_TOKENS)
        return false;
    JsToken token = {kind, text, s->comment, s->newline};
    vec_push(s->arena, s->out->items, s->out->count, token);
    s->comment = NULL;
    s->newline = false;
    return true;
}

/* ---- white space and comments ---- */

static void keep_comment(Scanner *s, const char *from, const char *to)
{
    const char *text = arena_text(s->arena, from, (size_t)(to - from));
    s->comment =
        s->comment ? arena_format(s->arena, "%s\n%s", s->comment, text) : text;
}

static bool skip_comment(Scanner *s)
{
    const char *from = s->at + 2;
    if (s->at[1] == '/') {
        while (s->at < s->end && *s->at != '\n')
            s->at++;
        keep_comment(s, from, s->at);
        return true;
    }
    for (const char *p = from; p + 1 < s->end; p++) {
        if (p[0] != '*' || p[1] != '/')
            continue;
        keep_comment(s, from, p);
        s->at = p + 2;
        return true;
    }
    return false;
}

static bool skip_space(Scanner *s)
{
    while (s->at < s->end) {
        if (*s->at == '\n' || *s->at == '\r')
            s->newline = true;
        if (strchr(" \t\r\n", *s->at) && *s->at)
            s->at++;
        else if (*s->at == '/' && s->at + 1 < s->end &&
                 (s->at[1] == '/' || s->at[1] == '*')) {
            if (!skip_comment(s))
                return false;
        } else
            return true;
    }
    return true;
}

/* ---- texts ---- */

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* The character of an escape other than \x and \u; 0: unknown. */
static char escape_of(char c)
{
    static const char from[] = "nrtbfv'\"\\/`$", to[] = "\n\r\t\b\f\v'\"\\/`$";
    const char *found = c ? strchr(from, c) : NULL;
    return found ? to[found - from] : 0;
}

/* The value of what stands between quotes; NULL where it has something that is
 * not read. */
static const char *unescape(Arena *arena, const char *from, const char *to)
{
    char *out = arena_alloc(arena, (size_t)(to - from) + 1), *p = out;
    for (; from < to; from++) {
        if (*from != '\\') {
            *p++ = *from;
            continue;
        }
        char c = ++from < to ? escape_of(*from) : '\0';
        if (!c)
            return NULL;
        *p++ = c;
    }
    return out;
}

static bool scan_quoted(Scanner *s)
{
    char quote = *s->at++;
    const char *from = s->at;
    while (s->at < s->end && *s->at != quote) {
        if (*s->at == '\n' && quote != '`')
            return false;
        s->at += *s->at == '\\' ? 2 : 1;
    }
    if (s->at >= s->end)
        return false;
    const char *text = quote == '`'
                           ? arena_text(s->arena, from, (size_t)(s->at - from))
                           : unescape(s->arena, from, s->at);
    s->at++;
    return text && push(s, quote == '`' ? JS_TEMPLATE : JS_STRING, text);
}

/* ---- the others ---- */

static bool scan_while(Scanner *s, JsTokenKind kind, bool (*test)(char))
{
    const char *from = s->at;
    while (s->at < s->end && test(*s->at))
        s->at++;
    return push(s, kind, arena_text(s->arena, from, (size_t)(s->at - from)));
}

static bool is_number(char c)
{
    return isdigit((unsigned char)c) || c == '.';
}

/* Whether a slash begins a regular expression: it can't divide here. */
static bool regex_here(const Scanner *s)
{
    if (!s->out->count)
        return true;
    const JsToken *last = &s->out->items[s->out->count - 1];
    if (last->kind == JS_NAME)
        return strcmp(last->text, "return") == 0;
    return last->kind == JS_SIGN && strcmp(last->text, ")") != 0 &&
           strcmp(last->text, "]") != 0 && strcmp(last->text, "}") != 0;
}

static bool scan_regex(Scanner *s)
{
    const char *from = s->at++;
    bool in_class = false;
    for (; s->at < s->end && (*s->at != '/' || in_class); s->at++) {
        if (*s->at == '\n')
            return false;
        if (*s->at == '[' || *s->at == ']')
            in_class = *s->at == '[';
        if (*s->at == '\\')
            s->at++;
    }
    if (s->at >= s->end)
        return false;
    s->at++;
    while (s->at < s->end && isalpha((unsigned char)*s->at))
        s->at++;
    return push(s, JS_REGEX,
                arena_text(s->arena, from, (size_t)(s->at - from)));
}

static bool scan_sign(Scanner *s)
{
    static const char *const signs[] = {
        "===", "!==", "...", "=>", "==", "!=", "<=", ">=", "&&", "||",
        "++",  "--",  "+=",  "-=", "{",  "}",  "(",  ")",  "[",  "]",
        ";",   ",",   "<",   ">",  "+",  "-",  "*",  "/",  "%",  "=",
        "!",   "?",   ":",   ".",  "|",  "&",  "^",  "~"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i]);
        if ((size_t)(s->end - s->at) < length ||
            strncmp(s->at, signs[i], length) != 0)
            continue;
        s->at += length;
        return push(s, JS_SIGN, signs[i]);
    }
    return false;
}

static bool scan_token(Scanner *s)
{
    char c = *s->at;
    if (isdigit((unsigned char)c))
        return scan_while(s, JS_NUMBER, is_number) &&
               (s->at >= s->end || !is_name(*s->at));
    if (is_name(c))
        return scan_while(s, JS_NAME, is_name);
    if (c == '"' || c == '\'' || c == '`')
        return scan_quoted(s);
    if (c == '/' && regex_here(s))
        return scan_regex(s);
    return scan_sign(s);
}

bool js_scan(Arena *arena, const char *source, size_t length, JsTokens *out)
{
    Scanner s = {.arena = arena, .at = source, .out = out};
    s.end = source + length;
    if (length > JS_MAX_SOURCE || memchr(source, 0, length))
        return false;
    while (skip_space(&s) && s.at < s.end)
        if (!scan_token(&s) || s.at > s.end)
            return false;
    return s.at == s.end && push(&s, JS_END, "");
}
