/* json_quote.c - texts as JSON strings: values, and the names of members. Most
 * need no escapes, which shows while they are copied. */
#include "encode.h"

#include "json_block.h"
#include "utf8.h"

/* What stands behind the backslash for a character that must be escaped; 'u' if
 * only \u00XX will do. */
static char escape_of(char c)
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    }
    return 'u';
}

static void put_escape(conn_buf *buf, char c)
{
    static const char digits[] = "0123456789abcdef";
    char text[] = {'\\', escape_of(c), '0', '0', '0', '0'};
    text[4] = digits[(unsigned char)c >> 4];
    text[5] = digits[c & 15];
    conn_buf_add(buf, text, text[1] == 'u' ? 6 : 2);
}

/* A text that needs escapes; the first of them is at `p`. Runs between them are
 * appended as a whole. */
static bool quote_slowly(conn_buf *buf, const char *text, const char *p,
                         const char *end)
{
    bool high = false;
    conn_buf_putc(buf, '"');
    while (p < end) {
        conn_buf_add(buf, text, (size_t)(p - text));
        put_escape(buf, *p);
        text = p + 1;
        p = conn_scan_run(text, end, &high);
    }
    conn_buf_add(buf, text, (size_t)(end - text));
    return conn_buf_putc(buf, '"');
}

/* Copies a block and returns whether it is plain: ASCII without anything that
 * must be escaped. */
static inline bool copy_block(char *to, const char *from)
{
    conn_bits bits = conn_bits_of(from);
    memcpy(to, from, CONN_BLOCK);
    return (bits.stop | bits.high) == 0;
}

static inline bool copy_word(char *to, const char *from)
{
    conn_bits bits = conn_word_bits(conn_load64(from));
    memcpy(to, from, sizeof(uint64_t));
    return (bits.stop | bits.high) == 0;
}

static inline bool copy_bytes(char *to, const char *from, size_t len)
{
    bool plain = true;
    for (size_t i = 0; i < len; i++) {
        plain = plain && !conn_ends_run(from[i]) && (from[i] & 0x80) == 0;
        to[i] = from[i];
    }
    return plain;
}

/* Copies a text and returns whether all of it is plain. The last block or word
 * overlaps with the one before. */
CONN_INLINE bool copy_plain(char *to, const char *from, size_t len)
{
    bool plain = true;
    size_t at = 0;
    if (len >= CONN_BLOCK) {
        for (; plain && len - at >= CONN_BLOCK; at += CONN_BLOCK)
            plain = copy_block(to + at, from + at);
        at = len - CONN_BLOCK;
        return plain && copy_block(to + at, from + at);
    }
    if (len < sizeof(uint64_t))
        return copy_bytes(to, from, len);
    for (; plain && len - at >= sizeof(uint64_t); at += sizeof(uint64_t))
        plain = copy_word(to + at, from + at);
    at = len - sizeof(uint64_t);
    return plain && copy_word(to + at, from + at);
}

bool conn_json_quote(conn_buf *buf, const char *text, size_t len)
{
    text = len > 0 ? text : "";
    char *room = conn_buf_room(buf, len + 2);
    if (room == NULL)
        return false;
    if (copy_plain(room + 1, text, len)) {
        room[0] = '"';
        room[len + 1] = '"';
        conn_buf_wrote(buf, len + 2);
        return true;
    }
    bool high = false;
    const char *end = text + len;
    const char *p = conn_scan_run(text, end, &high);
    return conn_utf8_valid(text, len) && quote_slowly(buf, text, p, end);
}

bool conn_json_name(conn_buf *buf, const char *name, size_t len, bool first)
{
    char *room = conn_buf_room(buf, len + 4);
    if (room == NULL)
        return false;
    if (!first)
        *room++ = ',';
    if (copy_plain(room + 1, name, len)) {
        room[0] = '"';
        room[len + 1] = '"';
        room[len + 2] = ':';
        conn_buf_wrote(buf, len + 4 - first);
        return true;
    }
    conn_buf_wrote(buf, !first);
    return conn_json_quote(buf, name, len) && conn_buf_putc(buf, ':');
}
