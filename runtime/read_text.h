/* read_text.h - strings of JSON text: found, checked, unescaped in place. A
 * part of read_core.h.
 *
 * Most are plain ASCII and end within a block or two. The rest is gone through
 * up to three times while it is in the cache: for its end and for the form of
 * its escapes, for UTF-8 if there is more than ASCII, and to move what follows
 * an escape towards the front.
 */
#ifndef CONN_READ_TEXT_H
#define CONN_READ_TEXT_H

#include "json_scan.h"
#include "utf8.h"

/* ---- strings that are not plain ASCII ---- */

/* What a run over such a string knows. */
typedef struct text_run {
    const char *p; /* how far it came */
    bool high;     /* there were bytes beyond ASCII */
} text_run;

/* Goes on behind the escape at run->p, and appends what it stands for to `out`;
 * false if it is none. */
static inline bool take_escape(const conn_reader *r, text_run *run, char *out,
                               size_t *len)
{
    size_t size = 1;
    const char *next = run->p + 2;
    out[*len] = conn_json_escapes[(unsigned char)run->p[1]];
    if (out[*len] == '\0')
        next = conn_json_unescape(run->p, r->end, out + *len, &size);
    if (next == NULL)
        return false;
    run->p = next;
    *len += size;
    return true;
}

enum { PIECE = 512, BEYOND = CONN_SPAN + 4 };

/* Unescapes into `out`, until it holds PIECE bytes or the text goes on with
 * what no string holds. Whole blocks are copied; what is too much of them is
 * overwritten or not looked at. */
static size_t unescape_piece(const conn_reader *r, text_run *run, char *out)
{
    size_t len = 0;
    while (len < PIECE) {
        size_t step = 1;
        if (r->end - run->p >= CONN_SPAN) {
            memcpy(out + len, run->p, CONN_SPAN);
            step = conn_span_length(run->p, &run->high);
        } else {
            out[len] = *run->p;
            run->high |= (unsigned char)*run->p >= 0x80;
            step = !conn_ends_run(*run->p);
        }
        run->p += step;
        len += step;
        if (conn_ends_run(*run->p) &&
            (*run->p != '\\' || !take_escape(r, run, out, &len)))
            break;
    }
    return len;
}

/* A full piece may end within a character, which is then left to the next one.
 * Returns how many bytes are. */
static size_t leave_character(text_run *run, const char *from)
{
    size_t left = 0;
    while (left < 3 && run->p > from &&
           conn_utf8_tail((unsigned char)*run->p)) {
        run->p--;
        left++;
    }
    return left;
}

static char *read_other_text(conn_reader *r, char *start, conn_str *out)
{
    char piece[PIECE + BEYOND];
    char *to = start;
    text_run run = {start, false};
    size_t len;
    do {
        const char *from = run.p;
        len = unescape_piece(r, &run, piece);
        size_t left = len < PIECE ? 0 : leave_character(&run, from);
        const char *valid = run.high ? conn_utf8_end(from, run.p) : run.p;
        if (valid < run.p)
            return conn_fail_in_string(r, valid);
        memcpy(to, piece, len - left);
        to += len - left;
    } while (len >= PIECE);
    if (*run.p != '"')
        return conn_fail_in_string(r, run.p);
    *to = '\0';
    out->data = start;
    out->len = (size_t)(to - start);
    return start + (run.p - start) + 1;
}

static char *past_other_text(conn_reader *r, char *start)
{
    text_run run = {start, false};
    run.p = conn_scan_run(run.p, r->end, &run.high);
    while (*run.p == '\\') {
        char out[4];
        size_t len = 0;
        if (!take_escape(r, &run, out, &len))
            break;
        run.p = conn_scan_run(run.p, r->end, &run.high);
    }
    const char *valid = run.high ? conn_utf8_end(start, run.p) : run.p;
    if (valid < run.p || *run.p != '"')
        return conn_fail_in_string(r, valid);
    return start + (run.p - start) + 1;
}

/* ---- strings that are plain ASCII ---- */

/* The quote that ends such a string, whose content begins at `p`; NULL if it is
 * none, or ends too near to the end of the text. */
CONN_INLINE char *plain_quote(const conn_reader *r, char *p)
{
    for (; p < r->wide_end; p += CONN_STRIDE) {
        size_t plain = conn_plain_length(p);
        if (plain < CONN_STRIDE)
            return p[plain] == '"' ? p + plain : NULL;
    }
    return NULL;
}

/* ---- any string, behind its opening quote ---- */

/* Reads it, unescapes it in place and ends it with a NUL. */
CONN_INLINE char *read_text(conn_reader *r, char *p, conn_str *out)
{
    char *quote = plain_quote(r, p);
    if (quote == NULL)
        return read_other_text(r, p, out);
    *quote = '\0';
    out->data = p;
    out->len = (size_t)(quote - p);
    return quote + 1;
}

/* Leaves it as it is. */
CONN_INLINE char *past_text(conn_reader *r, char *p)
{
    char *quote = plain_quote(r, p);
    return quote != NULL ? quote + 1 : past_other_text(r, p);
}

/* Reads a member's name with its quotes and notes it in the frame: its place is
 * then known. */
static char *read_name(conn_reader *r, char *p, conn_frame *frame)
{
    conn_str name;
    if (*p != '"')
        return conn_reader_between(r, p, "a member's name");
    r->frame = frame->up;
    p = read_text(r, p + 1, &name);
    if (p == NULL)
        return NULL;
    r->frame = frame;
    frame->field = NULL;
    frame->name = name.data;
    frame->length = name.len;
    return p;
}

#endif
