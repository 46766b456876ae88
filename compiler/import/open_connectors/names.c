/* names.c - words of a definition as words of the language. */
#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "import/open_connectors/draft.h"

static bool is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_reserved(const char *word)
{
    static const char *const words[] = {
        "and",    "as",     "catch",    "connector", "else", "enum",
        "expect", "fail",   "false",    "fn",        "for",  "if",
        "import", "in",     "let",      "match",     "not",  "null",
        "or",     "return", "template", "true",      "try",  "type"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (*words[i] == *word && strcmp(words[i], word) == 0)
            return true;
    return false;
}

bool name_is_plain(const char *text)
{
    if (!is_letter((unsigned char)*text))
        return false;
    for (const char *c = text; *c; c++)
        if (!is_letter((unsigned char)*c) && !is_digit((unsigned char)*c))
            return false;
    return !is_reserved(text);
}

static const char *finish(Arena *arena, Buf *out)
{
    const char *text = arena_text(arena, buf_text(out), out->length);
    buf_free(out);
    return text;
}

/* Whether capitals part words, as in "insertAsset-InsertAsset". */
static bool is_camel(const char *text)
{
    for (const char *c = text; *c; c++)
        if (islower((unsigned char)*c) && isupper((unsigned char)c[1]))
            return true;
    return false;
}

/* Camel case stays; everything that is no letter or digit parts words. */
const char *name_of(Arena *arena, const char *text)
{
    Buf out = {0};
    bool gap = false, words = strpbrk(text, " -") && !is_camel(text);
    for (const char *c = text; *c; c++) {
        if (!is_letter((unsigned char)*c) && !is_digit((unsigned char)*c)) {
            gap = out.length > 0;
            continue;
        }
        if ((gap && *c != '_') || (!out.length && is_digit((unsigned char)*c)))
            buf_putc(&out, '_');
        buf_putc(&out, words ? (char)tolower((unsigned char)*c) : *c);
        gap = false;
    }
    if (!out.length)
        buf_puts(&out, "unnamed");
    if (is_reserved(out.text))
        buf_putc(&out, '_');
    return finish(arena, &out);
}

const char *name_of_type(Arena *arena, const char *text)
{
    Buf out = {0};
    bool start = true;
    for (const char *c = text; *c; c++) {
        bool part = is_letter((unsigned char)*c) && *c != '_';
        if (!part && !is_digit((unsigned char)*c)) {
            start = true;
            continue;
        }
        if (!out.length && !part)
            buf_putc(&out, 'T');
        buf_putc(&out, start ? (char)toupper((unsigned char)*c) : *c);
        start = false;
    }
    if (!out.length)
        buf_puts(&out, "Unnamed");
    return finish(arena, &out);
}

const char *name_unique(Arena *arena, Map *names, const char *wanted)
{
    const char *name = wanted;
    for (int i = 2; map_get(names, name); i++)
        name = arena_format(arena, "%s%d", wanted, i);
    map_set(arena, names, name, names);
    return name;
}

bool name_is_plural(const char *word)
{
    static const char *const single[] = {"ss", "us", "is", "Res"};
    size_t length = strlen(word);
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
        size_t ending = strlen(single[i]);
        if (length >= ending && strcmp(word + length - ending, single[i]) == 0)
            return false;
    }
    return length > 2 && word[length - 1] == 's';
}

const char *name_singular(Arena *arena, const char *word)
{
    size_t length = strlen(word);
    if (!name_is_plural(word))
        return word;
    if (length > 4 && strcmp(word + length - 3, "ies") == 0)
        return arena_format(arena, "%.*sy", (int)length - 3, word);
    return arena_text(arena, word, length - 1);
}

/* ---- text ---- */

bool name_is_word(const char *text)
{
    if (!is_letter((unsigned char)*text))
        return false;
    for (const char *c = text; *c; c++)
        if (!is_letter((unsigned char)*c) && !is_digit((unsigned char)*c) &&
            *c != '.' && *c != '-')
            return false;
    return true;
}

void draft_text(Buf *out, const char *text, size_t length)
{
    for (const char *c = text; c < text + length; c++) {
        unsigned char byte = (unsigned char)*c;
        if (*c == '"' || *c == '\\')
            buf_printf(out, "\\%c", *c);
        else if (*c == '$' && c[1] == '{')
            buf_puts(out, "\\$");
        else if (*c == '\n')
            buf_puts(out, "\\n");
        else if (*c == '\t')
            buf_puts(out, "\\t");
        else if (*c == '\r')
            buf_puts(out, "\\r");
        else if (byte < 0x20 || byte == 0x7F)
            buf_printf(out, "\\u{%x}", byte);
        else
            buf_putc(out, *c);
    }
}

void draft_string(Buf *out, const char *text)
{
    buf_putc(out, '"');
    draft_text(out, text, strlen(text));
    buf_putc(out, '"');
}

bool draft_is_block(const char *text)
{
    for (const char *c = text; *c; c++)
        if (((unsigned char)*c < 0x20 && !strchr("\n\t\r", *c)) || *c == 0x7F ||
            (*c == '\r' && c[1] != '\n'))
            return false;
    return !strstr(text, "\"\"\"");
}

void draft_block(Buf *out, const char *text, int column)
{
    static const char blanks[] = "        ";
    assert((size_t)column < sizeof blanks);
    buf_puts(out, "\"\"\"\n");
    for (bool more = true; more;) {
        size_t length = strcspn(text, "\r\n");
        if (length)
            buf_write(out, blanks, (size_t)column);
        buf_write(out, text, length);
        buf_putc(out, '\n');
        text += length + strspn(text + length, "\r");
        more = *text == '\n';
        text += more;
    }
    buf_printf(out, "%*s\"\"\"", column, "");
}

/* Whether the text is the same within `"""`, on one line. */
static bool is_raw(const char *text)
{
    size_t length = strlen(text);
    bool quote = length > 0 && (*text == '"' || text[length - 1] == '"');
    return draft_is_block(text) && !strpbrk(text, "\r\n") && !quote;
}

/* The same on lines of its own: no blanks at the end of lines, no line ends at
 * either end. */
static bool is_raw_block(const char *text)
{
    size_t length = strlen(text);
    if (!draft_is_block(text) || strpbrk(text, "\r\t") || !length ||
        *text == '\n' || text[length - 1] == '\n')
        return false;
    return !strstr(text, " \n") && text[length - 1] != ' ';
}

void draft_long(Buf *out, const char *text, int column)
{
    size_t quotes = 0;
    for (const char *c = text; *c; c++)
        quotes += *c == '"';
    if (strchr(text, '\n') && is_raw_block(text))
        draft_block(out, text, column);
    else if (quotes > 2 && is_raw(text))
        buf_printf(out, "\"\"\"%s\"\"\"", text);
    else
        draft_string(out, text);
}

void draft_name(Buf *out, const char *name)
{
    if (name_is_plain(name))
        buf_puts(out, name);
    else
        draft_string(out, name);
}

/* What a comment can't hold is left out here, and so said in `platform`. */
static bool is_doc(const char *text)
{
    for (const char *c = text; *c; c++)
        if (((unsigned char)*c < 0x20 && *c != '\n' && *c != '\t') ||
            *c == 0x7F)
            return false;
    return *text;
}

void draft_doc(Buf *out, const char *doc)
{
    if (!doc || !is_doc(doc))
        return;
    while (*doc) {
        size_t length = strcspn(doc, "\n");
        buf_puts(out, length ? "/// " : "///");
        buf_write(out, doc, length);
        buf_putc(out, '\n');
        doc += length + (doc[length] == '\n');
    }
}

static void put_members(Buf *out, const Json *json, const char *brackets)
{
    buf_putc(out, brackets[0]);
    for (size_t i = 0; i < json->count; i++) {
        if (i)
            buf_puts(out, ", ");
        if (json->kind == JSON_OBJECT) {
            draft_name(out, json->names[i]);
            buf_puts(out, ": ");
        }
        draft_json(out, json->items[i]);
    }
    buf_putc(out, brackets[1]);
}

/* A whole number of more digits is none to the language. */
static void put_number(Buf *out, const char *digits)
{
    bool whole = !strpbrk(digits, ".eE");
    bool fits = strlen(digits) <= 18 && strcmp(digits, "-0") != 0;
    buf_printf(out, whole && !fits ? "json(\"%s\")" : "%s", digits);
}

void draft_json(Buf *out, const Json *json)
{
    switch (json->kind) {
    case JSON_NULL:
        buf_puts(out, "null");
        return;
    case JSON_FALSE:
        buf_puts(out, "false");
        return;
    case JSON_TRUE:
        buf_puts(out, "true");
        return;
    case JSON_NUMBER:
        put_number(out, json->text);
        return;
    case JSON_STRING:
        draft_string(out, json->text);
        return;
    case JSON_ARRAY:
        put_members(out, json, "[]");
        return;
    case JSON_OBJECT:
        put_members(out, json, "{}");
        return;
    }
}

enum { LIST_WIDTH = 90 }; /* of the lines that a long list is broken into */

/* Characters of the texts of a list, with quotes and commas; 0: other items. */
static size_t texts_width(const Json *json)
{
    size_t width = 0;
    for (size_t i = 0; i < json->count; i++) {
        if (json->kind != JSON_ARRAY || json->items[i]->kind != JSON_STRING)
            return 0;
        width += strlen(json->items[i]->text) + 4;
    }
    return width;
}

/* Like a paragraph: a new line where the next item is too wide. */
static void put_lines(Buf *out, const Json *json)
{
    size_t width = 0;
    for (size_t i = 0; i < json->count; i++) {
        size_t item = strlen(json->items[i]->text) + 4;
        bool breaks = i == 0 || width + item > LIST_WIDTH;
        buf_puts(out, i == 0 ? "[\n" : breaks ? ",\n" : ", ");
        draft_string(out, json->items[i]->text);
        width = breaks ? item : width + item;
    }
    buf_puts(out, "\n]");
}

void draft_value_lines(Buf *out, const Json *json, int column)
{
    if (json->kind == JSON_STRING)
        draft_long(out, json->text, column);
    else if (texts_width(json) > LIST_WIDTH)
        put_lines(out, json);
    else
        draft_json(out, json);
}
