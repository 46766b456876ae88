/* redact.c - finding secrets in text, however they are written there. */
#include <string.h>

#include "base64.h"
#include "secrets_list.h"
#include "utf8.h"

/* ---- one character, as others write it ---- */

typedef struct unit {
    char bytes[4];
    size_t count; /* of bytes */
    size_t len;   /* of text */
} unit;

/* The longest is a pair of \u escapes. */
enum { UNIT_MAX = 12 };

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `count` digits of base 16; -1 if they are none. */
static long hex(const char *at, size_t left, size_t count)
{
    long value = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = i < left ? digit_of(at[i]) : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static unit raw(char c)
{
    return (unit){{c}, 1, 1};
}

/* %2F */
static unit percent(const char *at, size_t left)
{
    long byte = *at == '%' ? hex(at + 1, left - 1, 2) : -1;
    return byte >= 0 ? (unit){{(char)byte}, 1, 3} : raw(*at);
}

static unit code_point(long c, size_t len)
{
    unit u = {{0}, 0, len};
    int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    u.bytes[u.count++] = (char)(lead[more] | (c >> (6 * more)));
    while (more-- > 0)
        u.bytes[u.count++] = (char)(0x80 | ((c >> (6 * more)) & 0x3F));
    return u;
}

/* The escapes of JSON. */
static unit backslash(const char *at, size_t left)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *name = left > 1 && at[1] != '\0' ? strchr(names, at[1]) : NULL;
    if (name != NULL)
        return (unit){{values[name - names]}, 1, 2};
    long high = left > 1 && at[1] == 'u' ? hex(at + 2, left - 2, 4) : -1;
    if (high < 0)
        return raw(*at);
    bool pair = high >= 0xD800 && high < 0xDC00 && left > 7 && at[6] == '\\' &&
                at[7] == 'u';
    long low = pair ? hex(at + 8, left - 8, 4) : -1;
    return low >= 0xDC00 && low < 0xE000
               ? code_point(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00,
                            12)
               : code_point(high, 6);
}

static unit entity(const char *at, size_t left)
{
    static const struct {
        const char *text;
        char is;
    } rows[] = {{"&amp;", '&'},  {"&lt;", '<'},    {"&gt;", '>'},
                {"&quot;", '"'}, {"&apos;", '\''}, {"&#39;", '\''},
                {"&#34;", '"'}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t len = strlen(rows[i].text);
        if (len <= left && memcmp(at, rows[i].text, len) == 0)
            return (unit){{rows[i].is}, 1, len};
    }
    return raw(*at);
}

static unit once(const char *at, size_t left)
{
    switch (*at) {
    case '%':
        return percent(at, left);
    case '\\':
        return backslash(at, left);
    case '&':
        return entity(at, left);
    default:
        return raw(*at == '+' ? ' ' : *at);
    }
}

/* What was encoded before it was encoded: %252F, JSON within JSON. */
static unit twice(const char *at, size_t left)
{
    char text[UNIT_MAX + 4];
    size_t ends[UNIT_MAX + 4], len = 0, from = 0;
    while (from < left && len < UNIT_MAX) {
        unit u = once(at + from, left - from);
        from += u.len;
        for (size_t i = 0; i < u.count; i++) {
            text[len] = u.bytes[i];
            ends[len++] = from;
        }
    }
    unit u = once(text, len);
    if (u.len == 1) /* once was all */
        return once(at, left);
    u.len = ends[u.len - 1];
    return u;
}

/* ---- matching ---- */

static bool is_escape(char c)
{
    return c == '%' || c == '\\' || c == '&' || c == '+';
}

static bool begins(conn_str secret, const unit *u)
{
    return u->count <= secret.len &&
           memcmp(u->bytes, secret.data, u->count) == 0;
}

/* The next character of the secret, in whatever way it is written there. */
static bool step(conn_str secret, const char *text, size_t left, unit *u)
{
    *u = raw(*text);
    if (!is_escape(*text))
        return begins(secret, u);
    unit units[] = {twice(text, left), once(text, left), *u};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        *u = units[i];
        if (begins(secret, u))
            return true;
    }
    return false;
}

/* How much of the text is the secret, written in any way; 0: it is not. `cut`:
 * the text may end before the secret does. */
static size_t encoded(conn_str secret, const char *text, size_t left, bool cut)
{
    size_t i = 0, at = 0;
    unit u;
    while (i < secret.len && at < left &&
           step((conn_str){secret.data + i, secret.len - i}, text + at,
                left - at, &u)) {
        i += u.count;
        at += u.len;
    }
    bool ends =
        cut && (at == left || (left - at < UNIT_MAX && is_escape(text[at])));
    return i == secret.len ? at : ends && at > 0 ? left : 0;
}

static size_t plain(conn_str secret, const char *text, size_t left, bool cut)
{
    bool whole = secret.len <= left;
    if (!whole && !cut)
        return 0;
    size_t len = whole ? secret.len : left;
    return memcmp(text, secret.data, len) == 0 ? len : 0;
}

/* The bytes that may begin there, whatever the encoding. */
typedef struct firsts {
    char bytes[3];
} firsts;

static firsts firsts_at(const char *text, size_t left)
{
    firsts f = {{*text, *text, *text}};
    if (is_escape(*text)) {
        f.bytes[1] = once(text, left).bytes[0];
        f.bytes[2] = twice(text, left).bytes[0];
    }
    return f;
}

/* The longest that starts at `text`; *within says that it is of base64. */
static size_t secret_at(const conn_secrets *list, const char *text, size_t left,
                        bool cut, bool *within)
{
    size_t longest = 0;
    firsts f = firsts_at(text, left);
    for (const conn_secret *s = list->first; s != NULL; s = s->link) {
        if (memchr(f.bytes, *s->text.data, sizeof f.bytes) == NULL)
            continue;
        size_t len = plain(s->text, text, left, cut);
        if (len == 0)
            len = encoded(s->text, text, left, cut);
        if (len > longest) {
            longest = len;
            *within = s->within;
        }
    }
    return longest;
}

static bool is_base64(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '_';
}

/* The characters of base64 around a secret hold some bits of it. */
static size_t widen(conn_str text, size_t end, size_t start, conn_buf *out)
{
    size_t len = out->len;
    while (len > start && is_base64(out->data[len - 1]))
        len--;
    conn_buf_cut(out, len);
    while (
        end < text.len &&
        (is_base64(text.data[end]) || strchr("/=", text.data[end]) != NULL) &&
        text.data[end] != '\0')
        end++;
    return end;
}

bool conn_secrets_hide(const conn_secrets *secrets, conn_str text, bool cut,
                       conn_buf *out)
{
    size_t start = out->len;
    for (size_t i = 0; !secrets->failed && i < text.len;) {
        bool within = false;
        size_t len =
            secret_at(secrets, text.data + i, text.len - i, cut, &within);
        if (len == 0) {
            conn_buf_putc(out, text.data[i++]);
            continue;
        }
        i += len;
        if (within)
            i = widen(text, i, start, out);
        conn_buf_puts(out, CONN_HIDDEN);
    }
    return !secrets->failed && out->status == CONN_OK;
}
