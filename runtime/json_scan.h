/* json_scan.h - reading JSON text forward, token by token, strictly.
 *
 * Owns: the state of one run over a text and the primitives that the typed
 * decoder and the checker share. Functions that read take the place where they
 * begin and return the place behind what they read, or NULL after they have
 * reported an error. The NUL behind the text stops every loop.
 */
#ifndef CONN_JSON_SCAN_H
#define CONN_JSON_SCAN_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__) && !defined(CONN_PORTABLE)
#define CONN_SSE2
#include <emmintrin.h>
#endif

#include "bytes.h"
#include "json.h"

/* Where in the value the reader is: a chain from the innermost array or object
 * to the root, made into a JSON Pointer when something is wrong. */
typedef struct conn_frame conn_frame;
struct conn_frame {
    const conn_frame *up;
    const char *name; /* of the member; NULL in an array */
    size_t length;
    size_t index; /* of the element */
};

enum { CONN_PLANS = 32 };

/* The order in which a record's members came last time. */
typedef struct conn_plan {
    const conn_record *record;
    uint16_t *next; /* next[i + 1] came behind field i, next[0] first */
} conn_plan;

typedef struct conn_reader {
    char *text;
    char *end;
    size_t depth;
    size_t max_depth;
    const conn_frame *frame;
    conn_arena *arena;      /* of the values */
    conn_arena *plan_arena; /* of what is known from object to object */
    conn_error *err;
    conn_status status; /* of the failure */
    conn_plan plans[CONN_PLANS];
} conn_reader;

/* Sets up a reader; text[len] is a NUL. */
void conn_reader_init(conn_reader *r, char *text, size_t len,
                      const conn_json_limits *limits, conn_error *err);

/* Report an error at `at`; all return NULL. _expected says what stands there
 * instead; _between does so where no member or element has begun, so that the
 * error is the array's or object's own; _memory reports what the arena could
 * not give. */
char *conn_reader_fail(conn_reader *r, const char *at, conn_status status,
                       const char *format, ...) CONN_PRINTF(4, 5);
char *conn_reader_expected(conn_reader *r, const char *at, const char *what);
char *conn_reader_between(conn_reader *r, const char *at, const char *what);
char *conn_reader_memory(conn_reader *r, const char *at);

/* Writes the JSON Pointer of a frame. */
void conn_frame_print(conn_buf *buf, const conn_frame *frame);

/* Go into an array or object, and out of it, also after an error. */
bool conn_reader_enter(conn_reader *r, const char *at, conn_frame *frame);
static inline void conn_reader_leave(conn_reader *r, const conn_frame *frame)
{
    r->depth--;
    r->frame = frame->up;
}

/* Reads one value of any kind; the text stays as it is. */
char *conn_read_past(conn_reader *r, char *p);

/* Reads a member's name and notes it in the frame: its place is then known. */
char *conn_read_name(conn_reader *r, char *p, conn_frame *frame);

/* Read a string behind its opening quote: _other_text as conn_read_text below,
 * but any; _past_text leaves the text as it is. */
char *conn_read_other_text(conn_reader *r, char *p, conn_str *out);
char *conn_past_text(conn_reader *r, char *p);

/* Reads null, behind whose first letter nothing has been looked at. */
char *conn_read_null(conn_reader *r, char *p);

/* Reads the end of the text behind the one value. */
char *conn_read_end(conn_reader *r, char *p);

/* Whether the value at `p`, or with `member` the member, goes on behind `end`
 * as far as its quotes and brackets tell. */
bool conn_json_is_cut(const char *p, const char *end, bool member);

/* Decodes one escape sequence, whose backslash is at `p`. Writes up to 4 bytes
 * of UTF-8 to `out` and their number to *size; returns the place behind the
 * sequence, or NULL if it is none. */
const char *conn_json_unescape(const char *p, const char *end, char *out,
                               size_t *size);

/* Moves behind whitespace. */
static inline char *conn_skip_space(char *p)
{
    while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')
        p++;
    return p;
}

/* Reads the colon behind a name. */
static inline char *conn_read_colon(conn_reader *r, char *p)
{
    if (p[0] == ':' && p[1] > ' ')
        return p + 1;
    p = conn_skip_space(p);
    if (*p != ':')
        return conn_reader_expected(r, p, "':'");
    return conn_skip_space(p + 1);
}

/* Reads the bracket at `p`. `more` tells whether a member or an element comes,
 * which is where the text goes on, or the array or object is over. */
static inline char *conn_read_open(char *p, char closer, bool *more)
{
    p = conn_skip_space(p + 1);
    *more = *p != closer;
    return *more ? p : p + 1;
}

/* Reads what stands between members or elements, as conn_read_open does; a NULL
 * from what came before is passed on. */
static inline char *conn_read_step(conn_reader *r, char *p, char closer,
                                   bool *more)
{
    *more = false;
    if (p == NULL)
        return NULL;
    if (p[0] == ',' && p[1] > ' ') {
        *more = true;
        return p + 1;
    }
    p = conn_skip_space(p);
    if (*p == closer)
        return p + 1;
    if (*p != ',')
        return conn_reader_between(r, p,
                                   closer == '}' ? "',' or '}'" : "',' or ']'");
    *more = true;
    return conn_skip_space(p + 1);
}

/* A block of text as bits, the lowest for the first byte: where a plain run
 * must stop (a quote, a backslash or a control character), and where bytes
 * beyond ASCII are. Without SSE2 only the lowest `stop` bit and whether `high`
 * is zero below it are exact. */
typedef struct conn_bits {
    uint64_t stop;
    uint64_t high;
} conn_bits;

/* The bits of 8 bytes, each for 8 bits. A borrow may set bits of `stop` above
 * the lowest one, which is right. */
static inline conn_bits conn_word_bits(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101U;
    const uint64_t highs = 0x8080808080808080U;
    uint64_t quote = word ^ (ones * '"');
    uint64_t backslash = word ^ (ones * '\\');
    uint64_t stop = ((quote - ones) & ~quote) |
                    ((backslash - ones) & ~backslash) |
                    ((word - ones * ' ') & ~word);
    return (conn_bits){stop & highs, word & highs};
}

#if defined(CONN_SSE2)

enum { CONN_BLOCK = 32, CONN_BIT = 1 };

static inline void conn_bits_add(conn_bits *bits, const char *p, int shift)
{
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(' ' - 1);
    __m128i block = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i stop = _mm_or_si128(_mm_cmpeq_epi8(block, quote),
                                _mm_cmpeq_epi8(block, backslash));
    stop =
        _mm_or_si128(stop, _mm_cmpeq_epi8(_mm_min_epu8(block, control), block));
    bits->stop |= (uint64_t)(unsigned)_mm_movemask_epi8(stop) << shift;
    bits->high |= (uint64_t)(unsigned)_mm_movemask_epi8(block) << shift;
}

static inline conn_bits conn_bits_of(const char *p)
{
    conn_bits bits = {0, 0};
    conn_bits_add(&bits, p, 0);
    conn_bits_add(&bits, p + 16, 16);
    return bits;
}

#else

enum { CONN_BLOCK = 8, CONN_BIT = 8 };

static inline conn_bits conn_bits_of(const char *p)
{
    return conn_word_bits(conn_load64(p));
}

#endif

/* How many bytes of a block lie before the lowest bit, which is not 0. */
static inline size_t conn_bits_before(uint64_t bits)
{
    return (size_t)conn_trailing_zeros(bits) / CONN_BIT;
}

static inline bool conn_ends_run(char c)
{
    return c == '"' || c == '\\' || (unsigned char)c < ' ';
}

/* Moves over characters that need no unescaping: to the first quote, backslash
 * or control character at or behind `p`, or to `end`. Sets *high if there are
 * bytes beyond ASCII on the way. */
static inline const char *conn_scan_run(const char *p, const char *end,
                                        bool *high)
{
    for (; end - p >= CONN_BLOCK; p += CONN_BLOCK) {
        conn_bits bits = conn_bits_of(p);
        if (bits.stop != 0) {
            *high |= (bits.high & (bits.stop ^ (bits.stop - 1))) != 0;
            return p + conn_bits_before(bits.stop);
        }
        *high |= bits.high != 0;
    }
    for (; p < end && !conn_ends_run(*p); p++)
        *high |= (unsigned char)*p >= 0x80;
    return p;
}

/* The quote that ends a string of plain ASCII, whose content begins at `p`;
 * NULL if it is no such string. */
CONN_INLINE char *conn_plain_quote(const conn_reader *r, char *p)
{
    for (; r->end - p >= CONN_BLOCK; p += CONN_BLOCK) {
        conn_bits bits = conn_bits_of(p);
        if ((bits.stop | bits.high) != 0) {
            p += conn_bits_before(bits.stop | bits.high);
            return *p == '"' ? p : NULL;
        }
    }
    return NULL;
}

/* Reads a string behind its opening quote, unescapes it in place and ends it
 * with a NUL. */
CONN_INLINE char *conn_read_text(conn_reader *r, char *p, conn_str *out)
{
    char *quote = conn_plain_quote(r, p);
    if (quote == NULL)
        return conn_read_other_text(r, p, out);
    *quote = '\0';
    out->data = p;
    out->len = (size_t)(quote - p);
    return quote + 1;
}

#endif
