/* write_avx2.c - writing values with AVX2, where there may be a processor that
 * has it.
 */
#include "json_core.h"

#ifdef CONN_MAY_HAVE_AVX2

/* From here on the compiler uses AVX2, not in what the system's headers hold.
 */
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi"))),              \
                             apply_to = function)
#else
#pragma GCC target("avx2,bmi")
#endif

#define CONN_AVX2
#define CONN_WRITE_CORE conn_write_core_avx2
#include "write_core.h"

#if defined(__clang__)
#pragma clang attribute pop
#endif

#endif
