/* number_power.h - integers of 128 bits and powers of 5, for those who convert
 * between doubles and decimal digits. Nothing where the compiler has no such
 * integers: then __SIZEOF_INT128__ is not defined. */
#ifndef CONN_NUMBER_POWER_H
#define CONN_NUMBER_POWER_H

#include <stdint.h>

#ifdef __SIZEOF_INT128__

__extension__ typedef unsigned __int128 conn_uint128;

enum { CONN_MAX_POWER = 27 }; /* 5^27 is the last below 2^64 */

/* `exponent` is 0 to CONN_MAX_POWER. */
static inline uint64_t conn_power_of_5(int64_t exponent)
{
    uint64_t power = 1;
    uint64_t base = 5;
    for (; exponent > 0; exponent >>= 1, base *= base)
        if (exponent & 1)
            power *= base;
    return power;
}

#endif
#endif
