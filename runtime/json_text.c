/* json_text.c - strings of JSON text: found, checked, unescaped in place.
 *
 * Most are plain ASCII and end within a block or two (conn_read_text). The rest
 * is gone through up to three times while it is in the cache: for its end and
 * for the form of its escapes, for UTF-8 if there is more than ASCII, and to
 * move what follows an escape towards the front.
 */
#include "json_scan.h"

#include "utf8.h"

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

static const char escapes[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

const char *conn_json_unescape(const char *p, const char *end, char *out,
                               size_t *size)
{
    if (end - p < 2)
        return NULL;
    if (p[1] == 'u')
        return unescape_unicode(p + 2, end, out, size);
    *out = escapes[(unsigned char)p[1]];
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
    out[*len] = escapes[(unsigned char)run->p[1]];
    if (out[*len] == '\0')
        next = conn_json_unescape(run->p, r->end, out + *len, &size);
    if (next == NULL)
        return false;
    run->p = next;
    *len += size;
    return true;
}

enum { PIECE = 512, BEYOND = CONN_BLOCK + 4 };

/* Unescapes into `out`, until it holds PIECE bytes or the text goes on with
 * what no string holds. Whole blocks are copied; what is too much of them is
 * overwritten or not looked at. */
static size_t unescape_piece(const conn_reader *r, text_run *run, char *out)
{
    size_t len = 0;
    while (len < PIECE) {
        size_t step = 1;
        if (r->end - run->p >= CONN_BLOCK) {
            conn_bits bits = conn_bits_of(run->p);
            memcpy(out + len, run->p, CONN_BLOCK);
            run->high |= (bits.high & (bits.stop ^ (bits.stop - 1))) != 0;
            step = bits.stop != 0 ? conn_bits_before(bits.stop) : CONN_BLOCK;
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

char *conn_read_other_text(conn_reader *r, char *start, conn_str *out)
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
            return fail_in_string(r, valid);
        memcpy(to, piece, len - left);
        to += len - left;
    } while (len >= PIECE);
    if (*run.p != '"')
        return fail_in_string(r, run.p);
    *to = '\0';
    out->data = start;
    out->len = (size_t)(to - start);
    return start + (run.p - start) + 1;
}

char *conn_past_text(conn_reader *r, char *start)
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
        return fail_in_string(r, valid);
    return start + (run.p - start) + 1;
}
