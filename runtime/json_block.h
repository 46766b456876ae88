/* json_block.h - blocks of JSON text as bits, by the instructions at hand.
 *
 * Owns: what is looked for in a block, in three ways: AVX2 (only where
 * CONN_AVX2 is defined, read_avx2.c), SSE2 and words of 8 bytes.
 * -DCONN_PORTABLE leaves the first two out.
 */
#ifndef CONN_JSON_BLOCK_H
#define CONN_JSON_BLOCK_H

#include "bytes.h"

#if defined(__SSE2__) && !defined(CONN_PORTABLE)
#define CONN_SSE2
#endif

#if defined(CONN_AVX2)
#include <immintrin.h>
#elif defined(CONN_SSE2)
#include <emmintrin.h>
#endif

/* Blocks are no longer than this, whatever the instructions. */
enum { CONN_WIDEST = 32 };

/* A block of text as bits, the lowest for the first byte: where a plain run
 * must stop (a quote, a backslash or a control character), and where bytes
 * beyond ASCII are. Words have only the lowest `stop` bit exact, and whether
 * `high` is zero below it. */
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

/* Each set of instructions has: CONN_BLOCK, the bytes of a block, with CONN_BIT
 * bits for each; conn_bits_of; conn_odd_bits, the bits of `stop` and `high` in
 * one; and conn_begins, whether the text at `p` begins with the `length` bytes
 * at `text`, of both of which CONN_WIDEST can be read. */

#if defined(CONN_AVX2)

enum { CONN_BLOCK = 32, CONN_BIT = 1, CONN_SPAN = 64 };

static inline __m256i conn_load256(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* Quotes and backslashes: the only bytes that are what the table has for their
 * low half. Bytes beyond ASCII are looked up as 0. */
static inline __m256i conn_quotes256(__m256i block)
{
    const __m128i halves =
        _mm_setr_epi8(-1, 0, '"', 0, 0, 0, 0, 0, 0, 0, 0, 0, '\\', 0, 0, 0);
    __m256i table = _mm256_broadcastsi128_si256(halves);
    return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, block), block);
}

static inline uint64_t conn_mask256(__m256i bytes)
{
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

static inline conn_bits conn_bits_of(const char *p)
{
    __m256i block = conn_load256(p);
    __m256i low = _mm256_min_epu8(block, _mm256_set1_epi8(' ' - 1));
    __m256i stop =
        _mm256_or_si256(conn_quotes256(block), _mm256_cmpeq_epi8(low, block));
    return (conn_bits){conn_mask256(stop), conn_mask256(block)};
}

/* Bytes beyond ASCII are negative, and so below the space as well. */
static inline uint64_t conn_odd_bits(const char *p)
{
    __m256i block = conn_load256(p);
    __m256i low = _mm256_cmpgt_epi8(_mm256_set1_epi8(' '), block);
    return conn_mask256(_mm256_or_si256(conn_quotes256(block), low));
}

static inline bool conn_begins(const char *p, const char *text, size_t length)
{
    __m256i same = _mm256_cmpeq_epi8(conn_load256(p), conn_load256(text));
    return (size_t)conn_trailing_zeros(~conn_mask256(same)) >= length;
}

#elif defined(CONN_SSE2)

enum { CONN_BLOCK = 32, CONN_BIT = 1, CONN_SPAN = 64 };

static inline __m128i conn_load128(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static inline __m128i conn_quotes128(__m128i block)
{
    return _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('"')),
                        _mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
}

static inline uint64_t conn_masks128(__m128i first, __m128i second)
{
    return (uint32_t)_mm_movemask_epi8(first) |
           (uint64_t)(uint32_t)_mm_movemask_epi8(second) << 16;
}

static inline __m128i conn_stops128(__m128i block)
{
    __m128i low = _mm_min_epu8(block, _mm_set1_epi8(' ' - 1));
    return _mm_or_si128(conn_quotes128(block), _mm_cmpeq_epi8(low, block));
}

static inline conn_bits conn_bits_of(const char *p)
{
    __m128i first = conn_load128(p);
    __m128i second = conn_load128(p + 16);
    return (conn_bits){
        conn_masks128(conn_stops128(first), conn_stops128(second)),
        conn_masks128(first, second)};
}

/* Bytes beyond ASCII are negative, and so below the space as well. */
static inline __m128i conn_odd128(__m128i block)
{
    return _mm_or_si128(conn_quotes128(block),
                        _mm_cmplt_epi8(block, _mm_set1_epi8(' ')));
}

static inline uint64_t conn_odd_bits(const char *p)
{
    return conn_masks128(conn_odd128(conn_load128(p)),
                         conn_odd128(conn_load128(p + 16)));
}

static inline bool conn_begins(const char *p, const char *text, size_t length)
{
    uint64_t same = conn_masks128(
        _mm_cmpeq_epi8(conn_load128(p), conn_load128(text)),
        _mm_cmpeq_epi8(conn_load128(p + 16), conn_load128(text + 16)));
    return (size_t)conn_trailing_zeros(~same) >= length;
}

#else

enum { CONN_BLOCK = 8, CONN_BIT = 8, CONN_SPAN = 16 };

static inline conn_bits conn_bits_of(const char *p)
{
    return conn_word_bits(conn_load64(p));
}

/* The highest bits of bytes that are odd. Those beyond ASCII are, so it does no
 * harm that a difference has their highest bit as well. A borrow may set bits
 * above the lowest one. */
static inline uint64_t conn_odd_word(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101U;
    uint64_t quote = (word ^ (ones * '"')) - ones;
    uint64_t backslash = (word ^ (ones * '\\')) - ones;
    return (quote | backslash | (word - ones * ' ') | word) & (ones * 0x80);
}

/* Two words at once: how often a loop runs is harder to foretell the shorter
 * its steps are. */
enum { CONN_STRIDE = 16 };

static inline size_t conn_plain_length(const char *p)
{
    uint64_t first = conn_odd_word(conn_load64(p));
    uint64_t second = conn_odd_word(conn_load64(p + 8));
    if ((first | second) == 0)
        return CONN_STRIDE;
    uint64_t odd = first != 0 ? first : second;
    size_t before = first != 0 ? 0 : 8;
    return before + (size_t)conn_trailing_zeros(odd) / CONN_BIT;
}

/* The words are compared whole, as far as `length` reaches into them: lengths
 * differ from member to member, and branches on them are hard to foretell. Most
 * end within two words. */
static inline bool conn_begins(const char *p, const char *text, size_t length)
{
    static const unsigned char mask[2 * CONN_WIDEST] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    const char *from = (const char *)mask + CONN_WIDEST - length;
    uint64_t other = (conn_word64(p) ^ conn_word64(text)) & conn_word64(from);
    other |=
        (conn_word64(p + 8) ^ conn_word64(text + 8)) & conn_word64(from + 8);
    for (int at = 16; length > 16 && at < CONN_WIDEST; at += 8)
        other |= (conn_word64(p + at) ^ conn_word64(text + at)) &
                 conn_word64(from + at);
    return other == 0;
}

#endif

/* How many bytes of a block lie before the lowest bit, which is not 0. */
static inline size_t conn_bits_before(uint64_t bits)
{
    return (size_t)conn_trailing_zeros(bits) / CONN_BIT;
}

/* How many of CONN_SPAN bytes lie before the first that ends a plain run.
 * `*high` becomes true where there is one beyond ASCII, perhaps behind that. */
static inline size_t conn_span_length(const char *p, bool *high)
{
    conn_bits first = conn_bits_of(p);
    conn_bits second = conn_bits_of(p + CONN_BLOCK);
    *high |= (first.high | second.high) != 0;
    if (first.stop != 0)
        return conn_bits_before(first.stop);
    return CONN_BLOCK +
           (second.stop != 0 ? conn_bits_before(second.stop) : CONN_BLOCK);
}

#if defined(CONN_AVX2) || defined(CONN_SSE2)
enum { CONN_STRIDE = CONN_BLOCK };

static inline size_t conn_plain_length(const char *p)
{
    uint64_t odd = conn_odd_bits(p);
    return odd != 0 ? conn_bits_before(odd) : CONN_STRIDE;
}
#endif

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

#endif
