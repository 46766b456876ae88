/* utf8.c - checking longer texts for UTF-8.
 *
 * Processors with AVX2 look up in tables which pairs of bytes can't follow each
 * other, 32 bytes at a time, as Keiser and Lemire describe in "Validating UTF-8
 * In Less Than One Instruction Per Byte"; others go from character to
 * character. The second way also finds the place where the first fails.
 */
#include "utf8.h"

#include "bytes.h"

static const char *end_by_characters(const char *p, const char *end)
{
    const uint64_t highs = 0x8080808080808080U;
    while (p < end) {
        if (end - p >= 8) {
            uint64_t high = conn_load64(p) & highs;
            if (high == 0) {
                p += 8;
                continue;
            }
            p += conn_trailing_zeros(high) / 8;
        }
        size_t step = conn_utf8_length(p, (size_t)(end - p));
        if (step == 0)
            break;
        p += step;
    }
    return p;
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(CONN_PORTABLE)

#include <immintrin.h>

#define WITH_AVX2 __attribute__((target("avx2")))

/* What may be wrong with two bytes that follow each other: one bit each. */
enum {
    SHORT = 1,   /* a lead without what must follow */
    LONG = 2,    /* ASCII before a continuation */
    LONG_3 = 4,  /* E0 80 to E0 9F */
    LARGE = 8,   /* F4 90 and more */
    HALF = 16,   /* ED A0 to ED BF: a surrogate */
    LONG_2 = 32, /* C0 and C1 */
    LONG_4 = 64, /* F0 80 to F0 8F; F5 80 and more */
    TWO = 128,   /* two continuations: right behind some leads only */
    ANY = SHORT | LONG | TWO
};

/* By the high half and the low half of the first byte, and by the high half of
 * the second: a mistake is one that all three allow. */
static const uint8_t first_high[16] = {LONG,
                                       LONG,
                                       LONG,
                                       LONG,
                                       LONG,
                                       LONG,
                                       LONG,
                                       LONG,
                                       TWO,
                                       TWO,
                                       TWO,
                                       TWO,
                                       SHORT | LONG_2,
                                       SHORT,
                                       SHORT | LONG_3 | HALF,
                                       SHORT | LARGE | LONG_4};
static const uint8_t first_low[16] = {ANY | LONG_2 | LONG_3 | LONG_4,
                                      ANY | LONG_2,
                                      ANY,
                                      ANY,
                                      ANY | LARGE,
                                      ANY | LARGE | LONG_4,
                                      ANY | LARGE | LONG_4,
                                      ANY | LARGE | LONG_4,
                                      ANY | LARGE | LONG_4,
                                      ANY | LARGE | LONG_4,
                                      ANY | LARGE | LONG_4,
                                      ANY | LARGE | LONG_4,
                                      ANY | LARGE | LONG_4,
                                      ANY | LARGE | LONG_4 | HALF,
                                      ANY | LARGE | LONG_4,
                                      ANY | LARGE | LONG_4};
static const uint8_t second_high[16] = {SHORT,
                                        SHORT,
                                        SHORT,
                                        SHORT,
                                        SHORT,
                                        SHORT,
                                        SHORT,
                                        SHORT,
                                        LONG | LONG_2 | TWO | LONG_3 | LONG_4,
                                        LONG | LONG_2 | TWO | LONG_3 | LARGE,
                                        LONG | LONG_2 | TWO | HALF | LARGE,
                                        LONG | LONG_2 | TWO | HALF | LARGE,
                                        SHORT,
                                        SHORT,
                                        SHORT,
                                        SHORT};

WITH_AVX2 static inline __m256i look_up(const uint8_t table[16], __m256i halves)
{
    __m128i half = _mm_loadu_si128((const __m128i *)(const void *)table);
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(half), halves);
}

WITH_AVX2 static inline __m256i high_halves(__m256i bytes)
{
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
}

/* What is wrong in a block; `before` is the one that it follows. */
WITH_AVX2 static inline __m256i mistakes(__m256i block, __m256i before)
{
    __m256i across = _mm256_permute2x128_si256(before, block, 0x21);
    __m256i back1 = _mm256_alignr_epi8(block, across, 15);
    __m256i back2 = _mm256_alignr_epi8(block, across, 14);
    __m256i back3 = _mm256_alignr_epi8(block, across, 13);
    __m256i low = _mm256_and_si256(back1, _mm256_set1_epi8(15));
    __m256i pairs = _mm256_and_si256(
        _mm256_and_si256(look_up(first_high, high_halves(back1)),
                         look_up(first_low, low)),
        look_up(second_high, high_halves(block)));
    /* Third and fourth bytes are where two continuations are right. */
    __m256i third = _mm256_subs_epu8(back2, _mm256_set1_epi8(0xE0 - 0x80));
    __m256i fourth = _mm256_subs_epu8(back3, _mm256_set1_epi8(0xF0 - 0x80));
    __m256i right = _mm256_and_si256(_mm256_or_si256(third, fourth),
                                     _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(right, pairs);
}

/* Ends with a block that zeros fill up, so that a character cut short is seen.
 */
WITH_AVX2 static bool is_valid_by_blocks(const char *p, const char *end)
{
    __m256i before = _mm256_setzero_si256();
    __m256i wrong = before;
    __m256i block;
    for (; end - p >= 32; p += 32, before = block) {
        block = _mm256_loadu_si256((const __m256i *)(const void *)p);
        wrong = _mm256_or_si256(wrong, mistakes(block, before));
    }
    char last[32] = {0};
    memcpy(last, p, (size_t)(end - p));
    block = _mm256_loadu_si256((const __m256i *)(const void *)last);
    wrong = _mm256_or_si256(wrong, mistakes(block, before));
    return _mm256_testz_si256(wrong, wrong) != 0;
}

const char *conn_utf8_end(const char *text, const char *end)
{
    if (__builtin_cpu_supports("avx2") && is_valid_by_blocks(text, end))
        return end;
    return end_by_characters(text, end);
}

#else

const char *conn_utf8_end(const char *text, const char *end)
{
    return end_by_characters(text, end);
}

#endif

bool conn_utf8_valid(const char *text, size_t len)
{
    return len == 0 || conn_utf8_end(text, text + len) == text + len;
}
