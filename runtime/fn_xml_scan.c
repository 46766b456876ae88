/* fn_xml_scan.c - names, texts, references, comments and the declaration of
 * XML, by the rules of stdlib/xml.js. */
#include "fn_xml.h"

#include <stdio.h>

#include "utf8.h"

conn_any conn_xml_refuse(conn_xml *x, const char *what)
{
    char message[100];
    const char *at = x->at < x->end ? x->at : x->end;
    int len = snprintf(message, sizeof message, "not XML at character %.0f: %s",
                       conn_fn_units(x->text, at), what);
    conn_any text = conn_any_copy_text(x->run, message, (size_t)len);
    return conn_raise(x->run, CONN_INVALID, text, conn_any_null());
}

bool conn_xml_is_at(const conn_xml *x, const char *word)
{
    size_t len = strlen(word);
    return x->at <= x->end && (size_t)(x->end - x->at) >= len &&
           memcmp(x->at, word, len) == 0;
}

bool conn_xml_skip_space(conn_xml *x)
{
    const char *start = x->at;
    while (x->at < x->end &&
           (*x->at == ' ' || *x->at == '\t' || *x->at == '\n'))
        x->at++;
    return x->at > start;
}

bool conn_xml_holds(conn_str text, const char *word)
{
    conn_finder finder = conn_fn_finder(conn_str_of(word));
    return conn_fn_find(&finder, text.data, conn_fn_end(text)) != NULL;
}

conn_str conn_xml_up_to(conn_xml *x, const char *word)
{
    const char *start = x->at;
    conn_finder finder = conn_fn_finder(conn_str_of(word));
    const char *found = conn_fn_find(&finder, start, x->end);
    if (found == NULL) {
        char what[16];
        snprintf(what, sizeof what, "no %s", word);
        conn_xml_refuse(x, what);
        return (conn_str){start, 0};
    }
    x->at = found + strlen(word);
    return (conn_str){start, (size_t)(found - start)};
}

/* ---- characters ---- */

static bool is_character(uint32_t code)
{
    return code == 9 || code == 10 || code == 13 ||
           (code >= 32 && code < 0xD800) || (code > 0xDFFF && code < 0xFFFE) ||
           (code > 0xFFFF && code < 0x110000);
}

/* The runtime's words of a name: letters, and behind the first some more. */
static bool begins_name(uint32_t code)
{
    return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') ||
           code == '_' || code == ':' || (code >= 0xC0 && code <= 0x2FF) ||
           code >= 0x370;
}

static bool is_of_name(uint32_t code)
{
    return begins_name(code) || code == '-' || code == '.' ||
           (code >= '0' && code <= '9') || code >= 0xB7;
}

conn_any conn_xml_name(conn_xml *x)
{
    const char *p = x->at;
    bool fits = p < x->end;
    while (p < x->end) {
        size_t size;
        uint32_t code = conn_fn_code(p, x->end, &size);
        bool first = p == x->at;
        bool good = first ? begins_name(code) : is_of_name(code);
        /* What else goes on beyond ASCII makes it no name. */
        if (!good && code != '!' && code < 0x80)
            break;
        fits = fits && good;
        p += size;
    }
    if (!fits || p == x->at)
        return conn_xml_refuse(x, "no name");
    conn_any name = conn_fn_part(x->at, p);
    x->at = p;
    return name;
}

bool conn_xml_is_name(conn_str text)
{
    const char *end = conn_fn_end(text);
    size_t size;
    for (const char *p = text.data; p < end; p += size) {
        uint32_t code = conn_fn_code(p, end, &size);
        bool first = p == text.data;
        if (!is_character(code) ||
            !(first ? begins_name(code) : is_of_name(code)))
            return false;
    }
    return text.len > 0;
}

/* Without a byte order mark, CR LF and CR as LF. */
static conn_any with_line_feeds(conn_run *run, conn_str text)
{
    const conn_str mark = CONN_STR("\xEF\xBB\xBF");
    if (text.len >= mark.len && memcmp(text.data, mark.data, mark.len) == 0) {
        text.data += mark.len;
        text.len -= mark.len;
    }
    if (text.len == 0 || memchr(text.data, '\r', text.len) == NULL)
        return conn_fn_str(text);
    char *copy = conn_run_alloc(run, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; copy != NULL && i < text.len; i++) {
        char c = text.data[i];
        if (c == '\n' && i > 0 && text.data[i - 1] == '\r')
            continue;
        copy[len++] = (char)(c == '\r' ? '\n' : c);
    }
    return copy != NULL ? conn_any_text(copy, len) : conn_any_null();
}

bool conn_xml_is_text(conn_str text)
{
    const char *p = text.data, *end = conn_fn_end(text);
    size_t size;
    for (; p < end; p += size)
        if (!is_character(conn_fn_code(p, end, &size)))
            return false;
    return true;
}

bool conn_xml_begin(conn_xml *x, conn_str text)
{
    conn_any plain = with_line_feeds(x->run, text);
    if (!conn_fn_goes(x->run))
        return false;
    x->text = x->at = plain.as.text.data;
    x->end = conn_fn_end(plain.as.text);
    if (!conn_xml_is_text(plain.as.text))
        conn_xml_refuse(x, "a control character");
    return conn_fn_goes(x->run);
}

/* ---- references ---- */

static const struct {
    const char *name;
    char character;
} entities[] = {
    {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};

/* The number behind `#`, or -1 where there is none of up to eight digits. */
static int64_t read_code(conn_str name)
{
    bool hex = name.len > 1 && name.data[1] == 'x';
    size_t first = hex ? 2 : 1;
    int64_t code = 0;
    if (name.len <= first || name.len > first + 8)
        return -1;
    for (size_t i = first; i < name.len; i++) {
        int digit = conn_fn_hex_digit(name.data[i]);
        if (digit < 0 || (!hex && digit > 9))
            return -1;
        code = code * (hex ? 16 : 10) + digit;
    }
    return code;
}

static void put_reference(conn_xml *x, conn_buf *out, conn_str name)
{
    int64_t code = -1;
    if (name.len > 0 && name.data[0] == '#') {
        code = read_code(name);
        if (code >= 0 && !is_character((uint32_t)code)) {
            conn_xml_refuse(x, "no character");
            return;
        }
    }
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (conn_str_is(name, entities[i].name))
            code = entities[i].character;
    if (code < 0) {
        conn_xml_refuse(x, "an entity");
        return;
    }
    char bytes[4];
    conn_buf_add(out, bytes, conn_utf8_write((uint32_t)code, bytes));
}

/* The semicolon that ends the reference at `p`; NULL if none does before
 * another `&`, or right behind it. */
static const char *reference_end(const char *p, const char *end)
{
    const char *q = p + 1;
    while (q < end && *q != ';' && *q != '&')
        q++;
    return q < end && *q == ';' && q > p + 1 ? q : NULL;
}

/* All ampersands are looked at before the first is resolved. */
static bool has_bad_ampersand(conn_str raw)
{
    const char *end = conn_fn_end(raw);
    for (const char *p = raw.data; p < end; p++)
        if (*p == '&' && reference_end(p, end) == NULL)
            return true;
    return false;
}

/* Whether it stands for itself. */
static bool is_plain(conn_str raw, bool attribute)
{
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.data[i];
        if (c == '&' || (attribute && (c == '\t' || c == '\n')))
            return false;
    }
    return true;
}

conn_any conn_xml_resolved(conn_xml *x, conn_str raw, bool attribute)
{
    if (!conn_fn_goes(x->run))
        return conn_any_null();
    if (has_bad_ampersand(raw))
        return conn_xml_refuse(x, "an ampersand");
    if (is_plain(raw, attribute))
        return conn_fn_str(raw);
    conn_buf *out = conn_fn_write(x->run);
    const char *end = conn_fn_end(raw);
    for (const char *p = raw.data; conn_fn_goes(x->run) && p < end; p++) {
        if (*p == '&') {
            const char *last = reference_end(p, end);
            conn_str name = {p + 1, (size_t)(last - p - 1)};
            put_reference(x, out, name);
            p = last;
        } else {
            bool space = attribute && (*p == '\t' || *p == '\n');
            conn_buf_putc(out, (char)(space ? ' ' : *p));
        }
    }
    return conn_fn_goes(x->run) ? conn_fn_written(x->run, CONN_ANY_TEXT)
                                : conn_any_null();
}

/* ---- what is skipped ---- */

void conn_xml_skip_comment(conn_xml *x)
{
    x->at += strlen("<!--");
    conn_str text = conn_xml_up_to(x, "-->");
    if (conn_fn_goes(x->run) &&
        (conn_xml_holds(text, "--") ||
         (text.len > 0 && text.data[text.len - 1] == '-')))
        conn_xml_refuse(x, "a comment");
}

void conn_xml_skip_instruction(conn_xml *x)
{
    x->at += strlen("<?");
    conn_any name = conn_xml_name(x);
    if (!conn_fn_goes(x->run))
        return;
    if (conn_fn_same_letters(name.as.text, (conn_str)CONN_STR("xml")))
        conn_xml_refuse(x, "a declaration");
    else if (!conn_xml_is_at(x, "?>") && !conn_xml_skip_space(x))
        conn_xml_refuse(x, "an instruction");
    else
        conn_xml_up_to(x, "?>");
}

/* ` name = "value"`, the value being of the characters that `fits` allows, at
 * least one; *p moves behind it. */
typedef bool fits_fn(conn_str value);

static bool take_setting(conn_xml *x, const char *name, fits_fn *fits)
{
    const char *start = x->at;
    bool found = conn_xml_skip_space(x) && conn_xml_is_at(x, name);
    if (found) {
        x->at += strlen(name);
        conn_xml_skip_space(x);
        found = conn_xml_is_at(x, "=");
        x->at += found;
        conn_xml_skip_space(x);
    }
    char quote = (char)(x->at < x->end ? *x->at : '\0');
    found = found && (quote == '"' || quote == '\'');
    const char *from = x->at + 1;
    const char *to =
        found ? memchr(from, quote, (size_t)(x->end - from)) : NULL;
    if (to == NULL || !fits((conn_str){from, (size_t)(to - from)})) {
        x->at = start;
        return false;
    }
    x->at = to + 1;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_version(conn_str value)
{
    if (value.len < 3 || memcmp(value.data, "1.", 2) != 0)
        return false;
    for (size_t i = 2; i < value.len; i++)
        if (!is_digit(value.data[i]))
            return false;
    return true;
}

static bool is_encoding(conn_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = (char)(value.data[i] | 0x20);
        bool letter = c >= 'a' && c <= 'z';
        if (!letter && (i == 0 || (!is_digit(value.data[i]) &&
                                   !memchr("-._", value.data[i], 3))))
            return false;
    }
    return value.len > 0;
}

static bool is_yes_or_no(conn_str value)
{
    return conn_str_is(value, "yes") || conn_str_is(value, "no");
}

/* What is none stays, to be refused as an instruction. As the other engines, it
 * is looked for in the first thousand UTF-16 units. */
void conn_xml_skip_declaration(conn_xml *x)
{
    enum { LONGEST = 1000 };
    const char *start = x->at;
    if (!conn_xml_is_at(x, "<?xml"))
        return;
    x->at += strlen("<?xml");
    bool found = take_setting(x, "version", is_version);
    if (found) {
        take_setting(x, "encoding", is_encoding);
        take_setting(x, "standalone", is_yes_or_no);
        conn_xml_skip_space(x);
        found = conn_xml_is_at(x, "?>");
        x->at += 2;
    }
    if (!found || x->at - start > LONGEST)
        x->at = start;
}
