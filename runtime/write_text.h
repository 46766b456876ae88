/* write_text.h - texts as JSON strings. A part of write_core.h.
 *
 * Most need no escapes, which shows while they are copied a block at a time.
 * Texts beyond ASCII are checked when they are there.
 */
#ifndef CONN_WRITE_TEXT_H
#define CONN_WRITE_TEXT_H

#include "utf8.h"
#include "write.h"

/* Writes the escape of a character, which is at most 6 bytes. */
static inline char *put_escape(char *p, char c)
{
    static const char digits[] = "0123456789abcdef";
    static const char letters[128] = {
        ['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
        ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
    };
    p[0] = '\\';
    p[1] = letters[c & 127];
    if (p[1] != '\0')
        return p + 2;
    memcpy(p + 1, "u00", 3);
    p[4] = digits[(unsigned char)c >> 4];
    p[5] = digits[c & 15];
    return p + 6;
}

/* Copies a block; `all` gathers the bits of what was copied. */
CONN_INLINE void copy_block(char *to, const char *from, conn_bits *all)
{
    conn_bits bits = conn_bits_of(from);
    memcpy(to, from, CONN_BLOCK);
    all->stop |= bits.stop;
    all->high |= bits.high;
}

CONN_INLINE void copy_word(char *to, const char *from, conn_bits *all)
{
    uint64_t word = conn_load64(from);
    conn_bits bits = conn_word_bits(word);
    memcpy(to, from, sizeof word);
    all->stop |= bits.stop;
    all->high |= bits.high;
}

/* The same for fewer than 8 bytes. */
CONN_INLINE void copy_bytes(char *to, const char *from, size_t len,
                            conn_bits *all)
{
    char word[sizeof(uint64_t)] = "        ";
    for (size_t i = 0; i < len; i++)
        word[i] = from[i];
    copy_word(to, word, all);
}

/* Copies a text up to a block with something to escape; what is behind that
 * block is not in `all`. Its last block or word overlaps with the one before.
 */
CONN_INLINE void copy_text(char *to, const char *from, size_t len,
                           conn_bits *all)
{
    enum { WORD = sizeof(uint64_t) };
    if (len >= CONN_BLOCK) {
        size_t last = len - CONN_BLOCK;
        for (size_t at = 0; at < last && all->stop == 0; at += CONN_BLOCK)
            copy_block(to + at, from + at, all);
        copy_block(to + last, from + last, all);
        return;
    }
    if (len < WORD) {
        copy_bytes(to, from, len, all);
        return;
    }
    size_t last = len - WORD;
    for (size_t at = 0; at < last; at += WORD)
        copy_word(to + at, from + at, all);
    copy_word(to + last, from + last, all);
}

/* Writes what stands between the quotes of a text with escapes. What is too
 * much of a block is overwritten. */
static char *write_escaped(conn_writer *w, char *p, const char *text,
                           const char *end)
{
    char last[CONN_BLOCK] = {0};
    while (text < end) {
        const char *from = text;
        size_t left = (size_t)(end - text);
        if (left < CONN_BLOCK) {
            memcpy(last, text, left);
            from = last;
        }
        conn_bits bits = conn_bits_of(from);
        size_t plain =
            bits.stop != 0 ? conn_bits_before(bits.stop) : CONN_BLOCK;
        memcpy(p, from, CONN_BLOCK);
        if (plain >= left)
            return p + left;
        p += plain;
        text += plain;
        if (plain == CONN_BLOCK)
            continue;
        p = put_escape(p, *text++);
        p = conn_writer_room(w, p, (size_t)(end - text));
        if (p == NULL)
            return NULL;
    }
    return p;
}

/* Writes a text in quotes. NULL if it is not UTF-8, or after a failure. */
CONN_INLINE char *write_text(conn_writer *w, char *p, const char *text,
                             size_t len)
{
    conn_bits all = {0, 0};
    p = conn_writer_room(w, p, len);
    if (p == NULL)
        return NULL;
    *p++ = '"';
    copy_text(p, text, len, &all);
    if ((all.high | all.stop) != 0 && !conn_utf8_valid(text, len))
        return NULL;
    p = all.stop == 0 ? p + len : write_escaped(w, p, text, text + len);
    if (p != NULL)
        *p++ = '"';
    return p;
}

#endif
