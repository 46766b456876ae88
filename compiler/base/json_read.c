/* json_read.c - the strict reader of json_tree.h (RFC 8259). */
#include <string.h>

#include "base/json_tree.h"

enum { MOST_NESTED = 200 };

typedef struct Reader {
    Arena *arena;
    Diags *diags; /* NULL: nobody listens */
    uint32_t file;
    const unsigned char *text;
    size_t length;
    size_t at;
    int depth;
} Reader;

static Json *read_value(Reader *r);

static Span span_of(const Reader *r, size_t start, size_t end)
{
    return (Span){r->file, (uint32_t)start, (uint32_t)end};
}

static void *fail(Reader *r, size_t start, const char *what)
{
    size_t end = r->at > start ? r->at : start + (start < r->length);
    if (r->diags)
        diag_report(r->diags, D_JSON_SYNTAX, span_of(r, start, end), what);
    return NULL;
}

static int peek(const Reader *r)
{
    return r->at < r->length ? r->text[r->at] : -1;
}

static void skip_space(Reader *r)
{
    int c;
    while ((c = peek(r)) == ' ' || c == '\t' || c == '\n' || c == '\r')
        r->at++;
}

/* ---- strings ---- */

static int hex_digit(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits at `at`, or -1. */
static long read_unit(const Reader *r, size_t at)
{
    long unit = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = at + i < r->length ? hex_digit(r->text[at + i]) : -1;
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static void put_scalar(Buf *out, unsigned long c)
{
    if (c < 0x80) {
        buf_putc(out, (char)c);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char heads[] = {0, 0xC0, 0xE0, 0xF0};
    buf_putc(out, (char)(heads[more] | (c >> (6 * more))));
    while (more-- > 0)
        buf_putc(out, (char)(0x80 | ((c >> (6 * more)) & 0x3F)));
}

/* What follows `\u`; two of them where they are surrogates. */
static bool read_escaped(Reader *r, Buf *out)
{
    size_t start = r->at - 2;
    long unit = read_unit(r, r->at);
    if (unit < 0)
        return fail(r, start, "`\\u` needs four hexadecimal digits");
    r->at += 4;
    if (unit == 0)
        return fail(r, start, "U+0000 can't stand in a text");
    if (unit < 0xD800 || unit > 0xDFFF) {
        put_scalar(out, (unsigned long)unit);
        return true;
    }
    long low = unit < 0xDC00 && r->at + 6 <= r->length &&
                       r->text[r->at] == '\\' && r->text[r->at + 1] == 'u'
                   ? read_unit(r, r->at + 2)
                   : -1;
    if (low < 0xDC00 || low > 0xDFFF)
        return fail(r, start, "half of a surrogate pair stands for nothing");
    r->at += 6;
    put_scalar(out, (unsigned long)(0x10000 + ((unit - 0xD800) << 10) +
                                    (low - 0xDC00)));
    return true;
}

static bool read_escape(Reader *r, Buf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    int c = r->at + 1 < r->length ? r->text[r->at + 1] : -1;
    r->at += 2;
    if (c == 'u')
        return read_escaped(r, out);
    const char *found = c > 0 ? strchr(from, c) : NULL;
    if (!found)
        return fail(r, r->at - 2, "there is no such escape");
    buf_putc(out, to[found - from]);
    return true;
}

/* Length of the UTF-8 sequence at `at`, 0 if it is none (RFC 3629). */
static size_t sequence(const Reader *r, size_t at)
{
    unsigned char c = r->text[at];
    size_t length = c < 0x80   ? 1
                    : c < 0xC2 ? 0
                    : c < 0xE0 ? 2
                    : c < 0xF0 ? 3
                    : c < 0xF5 ? 4
                               : 0;
    if (length == 0 || at + length > r->length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((r->text[at + i] & 0xC0) != 0x80)
            return 0;
    unsigned char second = length > 1 ? r->text[at + 1] : 0;
    bool wrong = (c == 0xE0 && second < 0xA0) || (c == 0xED && second > 0x9F) ||
                 (c == 0xF0 && second < 0x90) || (c == 0xF4 && second > 0x8F);
    return wrong ? 0 : length;
}

static bool read_characters(Reader *r, Buf *out, size_t start)
{
    for (int c; (c = peek(r)) != '"';) {
        size_t length = c < 0 ? 0 : sequence(r, r->at);
        if (c < 0)
            return fail(r, start, "this text is not closed");
        if (c < 0x20)
            return fail(r, r->at,
                        "a control character in a text is written `\\u00..`");
        if (length == 0)
            return fail(r, r->at, "this byte is not UTF-8");
        if (c == '\\') {
            if (!read_escape(r, out))
                return false;
            continue;
        }
        buf_write(out, (const char *)r->text + r->at, length);
        r->at += length;
    }
    r->at++;
    return true;
}

static const char *read_text(Reader *r)
{
    size_t start = r->at++;
    size_t plain = r->at;
    while (plain < r->length && r->text[plain] >= 0x20 &&
           r->text[plain] < 0x80 && r->text[plain] != '"' &&
           r->text[plain] != '\\')
        plain++;
    const char *first = (const char *)r->text + r->at;
    if (plain < r->length && r->text[plain] == '"') {
        const char *text = arena_text(r->arena, first, plain - r->at);
        r->at = plain + 1;
        return text;
    }
    Buf out = {0};
    bool done = read_characters(r, &out, start);
    const char *text =
        done ? arena_text(r->arena, buf_text(&out), out.length) : NULL;
    buf_free(&out);
    return text;
}

/* ---- other values ---- */

static size_t digits(Reader *r)
{
    size_t start = r->at;
    for (int c; (c = peek(r)) >= '0' && c <= '9';)
        r->at++;
    return r->at - start;
}

static bool read_digits(Reader *r)
{
    if (peek(r) == '-')
        r->at++;
    bool zero = peek(r) == '0';
    size_t whole = digits(r);
    if (whole == 0 || (zero && whole > 1))
        return false;
    if (peek(r) == '.') {
        r->at++;
        if (digits(r) == 0)
            return false;
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        r->at++;
        if (peek(r) == '+' || peek(r) == '-')
            r->at++;
        return digits(r) > 0;
    }
    return true;
}

static Json *read_number(Reader *r, Json *json)
{
    size_t start = r->at;
    json->kind = JSON_NUMBER;
    if (!read_digits(r))
        return fail(r, start, "this is not a number");
    json->text =
        arena_text(r->arena, (const char *)r->text + start, r->at - start);
    return json;
}

static Json *read_word(Reader *r, Json *json)
{
    static const char *const words[] = {"null", "false", "true"};
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);
        if (r->at + length <= r->length &&
            memcmp(r->text + r->at, words[i], length) == 0) {
            r->at += length;
            json->kind = (JsonKind)i; /* in the order of the enumeration */
            return json;
        }
    }
    return fail(r, r->at,
                peek(r) < 0 ? "the text ends here, and a value is missing"
                            : "this is not a JSON value");
}

static Json *read_array(Reader *r, Json *json)
{
    size_t start = r->at++;
    json->kind = JSON_ARRAY;
    skip_space(r);
    while (peek(r) != ']') {
        Json *item = read_value(r);
        if (!item)
            return NULL;
        vec_push(r->arena, json->items, json->count, item);
        skip_space(r);
        if (peek(r) == ',' && r->at++) {
            skip_space(r);
            if (peek(r) == ']')
                return fail(r, r->at - 1, "a comma with nothing behind it");
        } else if (peek(r) != ']') {
            return fail(r, peek(r) < 0 ? start : r->at,
                        peek(r) < 0 ? "this array is not closed"
                                    : "`,` or `]` is wanted here");
        }
    }
    r->at++;
    return json;
}

static bool read_member(Reader *r, Json *json)
{
    size_t start = r->at;
    const char *name = peek(r) == '"' ? read_text(r) : NULL;
    if (!name)
        return peek(r) == '"' || r->at > start
                   ? false
                   : fail(r, start, "a name in quotes is wanted here");
    Span span = span_of(r, start, r->at);
    const Json *other = json_get(json, name);
    if (other && r->diags)
        diag_also(r->diags, diag_report(r->diags, D_JSON_TWICE, span, name),
                  other->span, "its first value");
    skip_space(r);
    if (peek(r) != ':')
        return fail(r, r->at, "`:` is wanted here");
    r->at++;
    Json *value = other ? NULL : read_value(r);
    if (value)
        json_add(r->arena, json, name, value);
    return value;
}

static Json *read_object(Reader *r, Json *json)
{
    size_t start = r->at++;
    json->kind = JSON_OBJECT;
    skip_space(r);
    while (peek(r) != '}') {
        if (!read_member(r, json))
            return NULL;
        skip_space(r);
        if (peek(r) == ',' && r->at++) {
            skip_space(r);
            if (peek(r) == '}')
                return fail(r, r->at - 1, "a comma with nothing behind it");
        } else if (peek(r) != '}') {
            return fail(r, peek(r) < 0 ? start : r->at,
                        peek(r) < 0 ? "this object is not closed"
                                    : "`,` or `}` is wanted here");
        }
    }
    r->at++;
    return json;
}

static Json *read_container(Reader *r, Json *json)
{
    if (r->depth >= MOST_NESTED)
        return fail(r, r->at, "this is nested more than 200 deep");
    r->depth++;
    json = peek(r) == '{' ? read_object(r, json) : read_array(r, json);
    r->depth--;
    return json;
}

static Json *read_value(Reader *r)
{
    skip_space(r);
    size_t start = r->at;
    int c = peek(r);
    Json *json = arena_new(r->arena, Json);
    if (c == '{' || c == '[') {
        json = read_container(r, json);
    } else if (c == '"') {
        json->kind = JSON_STRING;
        json->text = read_text(r);
        json = json->text ? json : NULL;
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        json = read_number(r, json);
    } else {
        json = read_word(r, json);
    }
    if (json)
        json->span = span_of(r, start, r->at);
    return json;
}

static Json *read_document(Reader *r)
{
    if (r->length >= 3 && memcmp(r->text, "\xEF\xBB\xBF", 3) == 0)
        r->at = 3;
    Json *json = read_value(r);
    skip_space(r);
    if (json && r->at < r->length)
        return fail(r, r->at, "the JSON value has ended before this");
    return json;
}

Json *json_tree_read(Arena *arena, const Sources *sources, uint32_t file,
                     Diags *diags)
{
    const Source *source = source_of(sources, file);
    Reader reader = {.arena = arena,
                     .diags = diags,
                     .file = file,
                     .text = (const unsigned char *)source->text,
                     .length = source->length};
    return read_document(&reader);
}

Json *json_tree_parse(Arena *arena, const char *text, size_t length)
{
    Reader reader = {
        .arena = arena, .text = (const unsigned char *)text, .length = length};
    return read_document(&reader);
}
