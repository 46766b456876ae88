/* fn_json_read.c - JSON text as values of a run, by the rules of
 * stdlib/json.js: the strings, escapes and numbers are the runtime's own, but
 * errors are said in the words of the other engines, counted in UTF-16 units.
 */
#include "fn.h"

#include <stdio.h>

#include "json_scan.h"
#include "number.h"
#include "utf8.h"

typedef struct reader {
    conn_run *run;
    const char *text;
    const char *at;
    const char *end;
    int depth;
    int deepest;
} reader;

static conn_any refuse(reader *r, const char *at, const char *what)
{
    char message[100];
    int len =
        snprintf(message, sizeof message, "not JSON at character %.0f: %s",
                 conn_fn_units(r->text, at), what);
    conn_any text = conn_any_copy_text(r->run, message, (size_t)len);
    return conn_raise(r->run, CONN_INVALID, text, conn_any_null());
}

/* The byte at `at`, 0 at the end; a zero byte is no token either. */
static char peek(const reader *r)
{
    return (char)(r->at < r->end ? *r->at : '\0');
}

static void skip_space(reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' ||
                              *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

/* ---- strings ---- */

/* A string with escapes, the first of which is at r->at. */
static conn_any read_escaped(reader *r, const char *start)
{
    conn_buf *out = conn_fn_write(r->run);
    bool high = false;
    for (;;) {
        conn_buf_add(out, start, (size_t)(r->at - start));
        if (peek(r) != '\\' || r->at == r->end)
            break;
        char character[4];
        size_t size;
        start = conn_json_unescape(r->at, r->end, character, &size);
        if (start == NULL)
            return refuse(r, r->at, "an escape");
        conn_buf_add(out, character, size);
        r->at = conn_scan_run(start, r->end, &high);
    }
    if (peek(r) != '"')
        return refuse(r, r->at, "a character of a string");
    r->at++;
    return conn_fn_written(r->run, CONN_ANY_TEXT);
}

static conn_any read_string(reader *r)
{
    bool high = false;
    const char *start = ++r->at;
    r->at = conn_scan_run(start, r->end, &high);
    if (peek(r) != '"')
        return read_escaped(r, start);
    r->at++;
    return conn_fn_part(start, r->at - 1);
}

/* ---- scalars ---- */

static bool is_of_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' ||
           c == 'e' || c == 'E';
}

static bool has_only_digits(const char *p, const char *end)
{
    p += p < end && *p == '-';
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p == end;
}

static conn_any read_number(reader *r)
{
    const char *start = r->at;
    const char *end = start;
    conn_number number;
    double value = HUGE_VAL;
    while (end < r->end && is_of_number(*end))
        end++;
    if (end == start || !conn_number_scan(start, end, &number) ||
        number.end != end)
        return refuse(r, start, "no value");
    r->at = end;
    bool fits = conn_number_double(&number, &value);
    bool safe = fits && fabs(value) <= (double)CONN_FN_MOST;
    if (!safe && has_only_digits(start, end)) {
        conn_any digits = conn_fn_part(start, end);
        digits.kind = CONN_ANY_DIGITS;
        return digits;
    }
    return fits ? conn_fn_number(value)
                : refuse(r, end, "a number out of range");
}

static conn_any read_word(reader *r, const char *word, conn_any value)
{
    size_t len = strlen(word);
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
        return refuse(r, r->at, "no value");
    r->at += len;
    return value;
}

/* ---- arrays and objects ---- */

/* Whether an item follows, `first` being whether none has come yet. */
static bool is_next(reader *r, bool first, char close)
{
    skip_space(r);
    if (peek(r) == close) {
        r->at++;
        r->depth--;
        return false;
    }
    if (first)
        return true;
    if (peek(r) != ',') {
        refuse(r, r->at, "no comma");
        return false;
    }
    r->at++;
    return true;
}

static bool enter(reader *r)
{
    r->at++;
    if (++r->depth > r->deepest)
        refuse(r, r->at, "nested too deep");
    return conn_fn_goes(r->run);
}

static conn_any read_value(reader *r);

static conn_any read_array(reader *r)
{
    if (!enter(r))
        return conn_any_null();
    conn_any list = conn_fn_list(r->run, 0);
    while (conn_fn_goes(r->run) && is_next(r, list.as.list->count == 0, ']')) {
        conn_any item = read_value(r);
        conn_any_list_add(r->run, list, item);
    }
    return list;
}

static void read_member(reader *r, conn_any object)
{
    skip_space(r);
    if (peek(r) != '"') {
        refuse(r, r->at, "no name");
        return;
    }
    conn_any name = read_string(r);
    if (!conn_fn_goes(r->run))
        return;
    if (conn_any_map_has(object, name.as.text)) {
        refuse(r, r->at, "a name twice");
        return;
    }
    skip_space(r);
    if (peek(r) != ':') {
        refuse(r, r->at, "no colon");
        return;
    }
    r->at++;
    conn_any value = read_value(r);
    conn_any_map_put(r->run, object, name.as.text, value);
}

static conn_any read_object(reader *r)
{
    if (!enter(r))
        return conn_any_null();
    conn_any object = conn_any_map_new(r->run);
    bool first = true;
    while (conn_fn_goes(r->run) && is_next(r, first, '}')) {
        first = false;
        read_member(r, object);
    }
    return object;
}

static conn_any read_value(reader *r)
{
    skip_space(r);
    switch (peek(r)) {
    case '{':
        return read_object(r);
    case '[':
        return read_array(r);
    case '"':
        return read_string(r);
    case 't':
        return read_word(r, "true", conn_any_bool(true));
    case 'f':
        return read_word(r, "false", conn_any_bool(false));
    case 'n':
        return read_word(r, "null", conn_any_null());
    default:
        return read_number(r);
    }
}

conn_any conn_fn_read(conn_run *run, conn_str text, int deepest)
{
    reader r = {run, text.data, text.data, conn_fn_end(text), 0, deepest};
    conn_any value = read_value(&r);
    skip_space(&r);
    if (conn_fn_goes(run) && r.at != r.end)
        refuse(&r, r.at, "more than one value");
    return conn_fn_goes(run) ? value : conn_any_null();
}

conn_any conn_any_read(conn_run *run, const char *text, size_t len)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    if (!conn_utf8_valid(text, len))
        return conn_fn_invalid(run, "not JSON: not UTF-8");
    return conn_fn_read(run, (conn_str){text, len}, CONN_FN_DEEPEST);
}

conn_any conn_fn_string_parse_json(conn_run *run, conn_any text)
{
    return conn_fn_takes_text(run, text)
               ? conn_fn_read(run, text.as.text, CONN_FN_DEEPEST)
               : conn_any_null();
}
