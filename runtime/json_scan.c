/* json_scan.c - strict RFC 8259: strings, values nobody wants, the checker. */
#include "json_scan.h"

#include "number.h"
#include "utf8.h"

/* ---- strings ---- */

/* Four hexadecimal digits, or -1. */
static int32_t read_hex(const char *p, const char *end)
{
    int32_t value = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int32_t digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* Behind \u: a code point, from two sequences if they are a surrogate pair. */
static const char *unescape_unicode(const char *p, const char *end, char *out,
                                    size_t *size)
{
    int32_t code = read_hex(p, end);
    if (code < 0)
        return NULL;
    p += 4;
    if (code >= 0xD800 && code < 0xDC00 && end - p >= 6 && p[0] == '\\' &&
        p[1] == 'u') {
        int32_t low = read_hex(p + 2, end);
        if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            p += 6;
        }
    }
    if (code >= 0xD800 && code < 0xE000)
        code = 0xFFFD;
    *size = conn_utf8_write((uint32_t)code, out);
    return p;
}

const char *conn_json_unescape(const char *p, const char *end, char *out,
                               size_t *size)
{
    static const char values[256] = {
        ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
        ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
    };
    if (end - p < 2)
        return NULL;
    if (p[1] == 'u')
        return unescape_unicode(p + 2, end, out, size);
    *out = values[(unsigned char)p[1]];
    *size = 1;
    return *out != '\0' ? p + 2 : NULL;
}

static char *fail_in_string(conn_reader *r, const char *p)
{
    if (p == r->end)
        return conn_reader_fail(r, p, CONN_DECODE,
                                "the text ends within a string");
    if (*p == '\\')
        return conn_reader_fail(r, p, CONN_DECODE, "bad escape in a string");
    if ((unsigned char)*p < ' ')
        return conn_reader_fail(r, p, CONN_DECODE,
                                "control character 0x%02X in a string",
                                (unsigned char)*p);
    return conn_reader_fail(r, p, CONN_DECODE, "a string is not UTF-8");
}

/* Moves over characters that stand for themselves: to a quote, a backslash, or
 * something that must not be there. */
static char *scan_text(const conn_reader *r, char *p)
{
    for (;;) {
        p += conn_scan_plain(p, r->end) - p;
        if ((unsigned char)*p < 0x80)
            return p;
        do {
            size_t step = conn_utf8_length(p, (size_t)(r->end - p));
            if (step == 0)
                return p;
            p += step;
        } while ((unsigned char)*p >= 0x80);
    }
}

/* The rest of a string that is not all plain ASCII; `p` is where that begins.
 * What follows an escape moves towards the front. */
static char *read_text_slowly(conn_reader *r, char *p, char **text_end)
{
    char *to = NULL;
    for (;;) {
        char *run = p;
        p = scan_text(r, p);
        if (to == NULL)
            to = p;
        else {
            memmove(to, run, (size_t)(p - run));
            to += p - run;
        }
        if (*p == '"')
            break;
        char escape[4];
        size_t size;
        const char *next =
            *p == '\\' ? conn_json_unescape(p, r->end, escape, &size) : NULL;
        if (next == NULL)
            return fail_in_string(r, p);
        p += next - p;
        memcpy(to, escape, size);
        to += size;
    }
    *text_end = to;
    return p;
}

char *conn_read_text(conn_reader *r, char *p, conn_str *out)
{
    char *start = p;
    p += conn_scan_plain(p, r->end) - p;
    char *text_end = p;
    if (*p != '"') {
        p = read_text_slowly(r, p, &text_end);
        if (p == NULL)
            return NULL;
    }
    *text_end = '\0';
    out->data = start;
    out->len = (size_t)(text_end - start);
    return p + 1;
}

/* ---- values nobody wants ---- */

static char *past_string(conn_reader *r, char *p)
{
    for (p = scan_text(r, p + 1); *p != '"'; p = scan_text(r, p)) {
        char escape[4];
        size_t size;
        const char *next =
            *p == '\\' ? conn_json_unescape(p, r->end, escape, &size) : NULL;
        if (next == NULL)
            return fail_in_string(r, p);
        p += next - p;
    }
    return p + 1;
}

static char *past_word(conn_reader *r, char *p, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(p, word, len) != 0)
        return conn_reader_expected(r, p, "a value");
    return p + len;
}

char *conn_read_null(conn_reader *r, char *p)
{
    return past_word(r, p, "null");
}

static char *past_number(conn_reader *r, char *p)
{
    conn_number number;
    if (!conn_number_scan(p, r->end, &number))
        return conn_reader_fail(r, p, CONN_DECODE, "malformed number");
    return p + (number.end - p);
}

static char *past_member(conn_reader *r, char *p, conn_frame *frame)
{
    if (*p != '"')
        return conn_reader_between(r, p, "a member's name");
    char *name = p + 1;
    r->frame = frame->up;
    p = past_string(r, p);
    if (p == NULL)
        return NULL;
    r->frame = frame;
    frame->name = name;
    frame->length = (size_t)(p - name) - 1;
    p = conn_read_colon(r, p);
    return p != NULL ? conn_read_past(r, p) : NULL;
}

static char *past_members(conn_reader *r, char *p, conn_frame *frame)
{
    bool more;
    p = conn_read_open(p, '}', &more);
    while (more) {
        p = past_member(r, p, frame);
        p = conn_read_step(r, p, '}', &more);
    }
    return p;
}

static char *past_elements(conn_reader *r, char *p, conn_frame *frame)
{
    bool more;
    p = conn_read_open(p, ']', &more);
    for (; more; frame->index++) {
        p = conn_read_past(r, p);
        p = conn_read_step(r, p, ']', &more);
    }
    return p;
}

static char *past_container(conn_reader *r, char *p)
{
    conn_frame frame = {0};
    if (!conn_reader_enter(r, p, &frame))
        return NULL;
    p = *p == '{' ? past_members(r, p, &frame) : past_elements(r, p, &frame);
    conn_reader_leave(r, &frame);
    return p;
}

char *conn_read_past(conn_reader *r, char *p)
{
    switch (*p) {
    case '"':
        return past_string(r, p);
    case '{':
    case '[':
        return past_container(r, p);
    case 't':
        return past_word(r, p, "true");
    case 'f':
        return past_word(r, p, "false");
    case 'n':
        return past_word(r, p, "null");
    }
    if (*p == '-' || (*p >= '0' && *p <= '9'))
        return past_number(r, p);
    return conn_reader_expected(r, p, "a value");
}

char *conn_read_end(conn_reader *r, char *p)
{
    p = conn_skip_space(p);
    return p == r->end ? p : conn_reader_expected(r, p, "the end of the text");
}

conn_status conn_json_check(const char *text, size_t len,
                            const conn_json_limits *limits, conn_error *err)
{
    /* Reading past values never writes to them. */
    conn_reader r;
    conn_reader_init(&r, (char *)(uintptr_t)text, len, limits, err);
    conn_error_clear(err);
    char *p = conn_read_past(&r, conn_skip_space(r.text));
    if (p != NULL)
        p = conn_read_end(&r, p);
    return p != NULL ? CONN_OK : r.status;
}
