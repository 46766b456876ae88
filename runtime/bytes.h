/* bytes.h - several bytes of text at a time, as a number.
 *
 * Owns: loads that need no alignment, digits eight at a time, and where the
 * first set bit is; the only places that know of a machine's byte order.
 */
#ifndef CONN_BYTES_H
#define CONN_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* For what a call would cost more than it does. */
#if defined(__GNUC__)
#define CONN_INLINE static inline __attribute__((always_inline))
#else
#define CONN_INLINE static inline
#endif

/* Says that the memory at `p`, which need not be there, will be read soon. */
static inline void conn_prefetch(const void *p)
{
#if defined(__GNUC__)
    __builtin_prefetch(p);
#else
    (void)p;
#endif
}

/* The position of the lowest set bit; `bits` is not 0. */
static inline int conn_trailing_zeros(uint64_t bits)
{
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#else
    int count = 0;
    for (; (bits & 1) == 0; bits >>= 1)
        count++;
    return count;
#endif
}

/* 4 or 8 bytes in any one order, to be compared with each other. */
static inline uint32_t conn_word32(const char *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

static inline uint64_t conn_word64(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* 8 bytes, the first of them lowest. */
static inline uint64_t conn_load64(const char *p)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return conn_word64(p);
#else
    uint64_t word = 0;
    for (int i = 8; i-- > 0;)
        word = word << 8 | (unsigned char)p[i];
    return word;
#endif
}

/* memcmp() == 0, without a call for the few bytes of a name: blocks that
 * overlap if the length is not theirs. */
static inline bool conn_same_bytes(const char *a, const char *b, size_t len)
{
    if (len < sizeof(uint32_t))
        return len == 0 || (a[0] == b[0] && a[len / 2] == b[len / 2] &&
                            a[len - 1] == b[len - 1]);
    if (len < sizeof(uint64_t)) {
        size_t last = len - sizeof(uint32_t);
        return conn_word32(a) == conn_word32(b) &&
               conn_word32(a + last) == conn_word32(b + last);
    }
    size_t last = len - sizeof(uint64_t);
    for (size_t at = 0; at < last; at += sizeof(uint64_t))
        if (conn_word64(a + at) != conn_word64(b + at))
            return false;
    return conn_word64(a + last) == conn_word64(b + last);
}

/* How many of the 8 bytes at `p` are digits before the first that is none; sets
 * *value to the number that they are. */
static inline int conn_digits8(const char *p, uint32_t *value)
{
    const uint64_t ones = 0x0101010101010101U;
    uint64_t word = conn_load64(p) ^ (ones * '0');
    uint64_t other = ((word + ones * 6) | word) & (ones * 0xF0);
    int count = other != 0 ? conn_trailing_zeros(other) / 8 : 8;
    /* Zeros before the digits make them eight; then pairs, fours and all. */
    word = count > 0 ? word << (64 - 8 * count) : 0;
    word = word * 10 + (word >> 8);
    uint64_t fours = 0x000000FF000000FFU;
    word = (word & fours) * 0x000F424000000064U +
           (word >> 16 & fours) * 0x0000271000000001U;
    *value = (uint32_t)(word >> 32);
    return count;
}

#endif
