/* number.c - exact conversions between numbers and their text.
 *
 * Doubles are read by integer arithmetic where 128 bits hold it all, which is
 * nearly always; else by strtod, which rounds correctly but must not see a
 * decimal point, because that depends on the locale.
 */
#include "number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "number_power.h"

/* ---- reading ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Adds digits to the mantissa, eight at a time, as long as there are eight
 * bytes and 64 bits hold the outcome. */
static const char *scan_eights(conn_number *n, const char *p, const char *end)
{
    static const uint32_t powers[] = {
        1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    const uint64_t full = 100000000000U; /* times 10^8 is within 64 bits */
    int count = 8;
    while (count == 8 && end - p >= 8 && n->mantissa < full) {
        uint32_t value;
        count = conn_digits8(p, &value);
        n->mantissa = n->mantissa * powers[count] + value;
        p += count;
    }
    return p;
}

/* Adds the digits at `p` to the mantissa, and to the exponent what they are
 * worth: `step` is 0 for the integer part and -1 for the fraction. */
static const char *scan_digits(conn_number *n, const char *p, const char *end,
                               int step)
{
    const uint64_t full = 1000000000000000000U; /* 19 digits from here on */
    const char *start = p;
    p = scan_eights(n, p, end);
    while (p < end && n->mantissa < full && is_digit(*p))
        n->mantissa = n->mantissa * 10 + (unsigned)(*p++ - '0');
    n->exponent += step * (p - start);
    for (; p < end && is_digit(*p); p++) {
        n->truncated |= *p != '0';
        n->exponent += step + 1;
    }
    return p;
}

/* The exponent of a number, behind its "e"; NULL if there is none. */
static const char *scan_exponent(conn_number *n, const char *p, const char *end)
{
    const int64_t huge = 1000000000000000; /* beyond the digits of any text */
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end || !is_digit(*p))
        return NULL;
    int64_t value = 0;
    for (; p < end && is_digit(*p); p++)
        if (value < huge)
            value = value * 10 + (*p - '0');
    n->exponent += negative ? -value : value;
    return p;
}

bool conn_number_scan(const char *text, const char *end, conn_number *out)
{
    conn_number n = {.text = text};
    const char *p = text;
    if (p < end && *p == '-') {
        n.negative = true;
        p++;
    }
    if (p == end || !is_digit(*p))
        return false;
    p = *p == '0' ? p + 1 : scan_digits(&n, p, end, 0);
    if (p < end && *p == '.') {
        const char *fraction = p + 1;
        p = scan_digits(&n, fraction, end, -1);
        if (p == fraction)
            return false;
    }
    if (p < end && (*p == 'e' || *p == 'E'))
        p = scan_exponent(&n, p + 1, end);
    if (p == NULL)
        return false;
    n.end = p;
    *out = n;
    return true;
}

/* A magnitude with its sign, if that is within int64. */
static bool signed_of(uint64_t magnitude, bool negative, int64_t *out)
{
    if (magnitude > (uint64_t)INT64_MAX + negative)
        return false;
    if (negative)
        *out = magnitude > 0 ? -(int64_t)(magnitude - 1) - 1 : 0;
    else
        *out = (int64_t)magnitude;
    return true;
}

/* Multiplies by 10^exponent; false if that is beyond 64 bits. */
static bool scale_up(uint64_t *value, int64_t exponent)
{
    for (; exponent > 0 && *value > 0; exponent--) {
        if (*value > UINT64_MAX / 10)
            return false;
        *value *= 10;
    }
    return true;
}

/* Divides by 10^-exponent; returns whether that left a rest. */
static bool scale_down(uint64_t *value, int64_t exponent)
{
    bool rest = false;
    for (; exponent < 0 && *value > 0; exponent++) {
        rest |= *value % 10 != 0;
        *value /= 10;
    }
    return rest;
}

bool conn_number_int64(const conn_number *number, int64_t *out)
{
    uint64_t value = number->mantissa;
    if (number->truncated || !scale_up(&value, number->exponent) ||
        scale_down(&value, number->exponent))
        return false;
    return signed_of(value, number->negative, out);
}

bool conn_number_scaled(const conn_number *number, int shift, int64_t *out)
{
    uint64_t value = number->mantissa;
    int64_t exponent = number->exponent + shift;
    if (!scale_up(&value, exponent))
        return false;
    bool rest = scale_down(&value, exponent) || number->truncated;
    if (rest && number->negative)
        value++;
    return signed_of(value, number->negative, out);
}

#ifdef __SIZEOF_INT128__

static int leading_zeros(uint64_t value)
{
    return __builtin_clzll(value); /* what has __int128 has it, too */
}

/* `value` * 2^shift, rounded once: what falls off the low end is kept as a last
 * bit that is set, below the 53 bits that the conversion rounds to. */
static double round_once(conn_uint128 value, bool rest, int shift)
{
    uint64_t high = (uint64_t)(value >> 64);
    if (high != 0) {
        int drop = 64 - leading_zeros(high);
        rest |= (value & (((conn_uint128)1 << drop) - 1)) != 0;
        value >>= drop;
        shift += drop;
    }
    return ldexp((double)((uint64_t)value | rest), shift);
}

/* The value if its digits and its power of 10 are exact as doubles, so that the
 * one division rounds once. */
static bool double_by_division(const conn_number *n, double *out)
{
    static const double powers[] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (FLT_EVAL_METHOD != 0 || n->truncated || n->mantissa >> 53 != 0 ||
        n->exponent < -22)
        return false;
    *out = (double)n->mantissa / powers[-n->exponent];
    return true;
}

/* The value of digits * 10^exponent, exponent < 0, by what 5^-exponent is the
 * divisor of: a product with 1/5^-exponent in 128 bits is off by less than 2 in
 * its last place. False if that may matter to the 53 bits of a double. */
static bool double_by_inverse(const conn_number *n, double *out)
{
    static const uint64_t inverses[CONN_MAX_POWER][2] = {
        {0xCCCCCCCCCCCCCCCC, 0xCCCCCCCCCCCCCCCD},
        {0xA3D70A3D70A3D70A, 0x3D70A3D70A3D70A4},
        {0x83126E978D4FDF3B, 0x645A1CAC083126EA},
        {0xD1B71758E219652B, 0xD3C36113404EA4A9},
        {0xA7C5AC471B478423, 0x0FCF80DC33721D54},
        {0x8637BD05AF6C69B5, 0xA63F9A49C2C1B110},
        {0xD6BF94D5E57A42BC, 0x3D32907604691B4D},
        {0xABCC77118461CEFC, 0xFDC20D2B36BA7C3E},
        {0x89705F4136B4A597, 0x31680A88F8953031},
        {0xDBE6FECEBDEDD5BE, 0xB573440E5A884D1C},
        {0xAFEBFF0BCB24AAFE, 0xF78F69A51539D749},
        {0x8CBCCC096F5088CB, 0xF93F87B7442E45D4},
        {0xE12E13424BB40E13, 0x2865A5F206B06FBA},
        {0xB424DC35095CD80F, 0x538484C19EF38C95},
        {0x901D7CF73AB0ACD9, 0x0F9D37014BF60A11},
        {0xE69594BEC44DE15B, 0x4C2EBE687989A9B4},
        {0xB877AA3236A4B449, 0x09BEFEB9FAD487C3},
        {0x9392EE8E921D5D07, 0x3AFF322E62439FD0},
        {0xEC1E4A7DB69561A5, 0x2B31E9E3D06C32E6},
        {0xBCE5086492111AEA, 0x88F4BB1CA6BCF585},
        {0x971DA05074DA7BEE, 0xD3F6FC16EBCA5E04},
        {0xF1C90080BAF72CB1, 0x5324C68B12DD6339},
        {0xC16D9A0095928A27, 0x75B7053C0F178294},
        {0x9ABE14CD44753B52, 0xC4926A9672793543},
        {0xF79687AED3EEC551, 0x3A83DDBD83F52205},
        {0xC612062576589DDA, 0x95364AFE032A819E},
        {0x9E74D1B791E07E48, 0x775EA264CF55347E},
    };
    const uint64_t *inverse = inverses[-n->exponent - 1];
    int zeros = leading_zeros(n->mantissa);
    uint64_t digits = n->mantissa << zeros;
    conn_uint128 product = (conn_uint128)digits * inverse[0] +
                           ((conn_uint128)digits * inverse[1] >> 64);
    /* 127 bits at least, so 73 below the one that decides on rounding. */
    const uint64_t middle = ((uint64_t)1 << 9) - 1;
    uint64_t high = (uint64_t)(product >> 64) & middle;
    uint64_t low = (uint64_t)product;
    if ((high == 0 && low < 4) || (high == middle && low > UINT64_MAX - 4))
        return false;
    int power_bits = (int)(-n->exponent * 2379 >> 10) + 1; /* of the power */
    *out =
        round_once(product, true, (int)n->exponent - zeros - 63 - power_bits);
    return true;
}

/* The value if 128 bits hold what it takes. */
static bool double_by_integers(const conn_number *n, double *out)
{
    int64_t e = n->exponent;
    if (e < 0 && double_by_division(n, out))
        return true;
    if (n->truncated || e > CONN_MAX_POWER || e < -CONN_MAX_POWER)
        return false;
    if (e >= 0) {
        conn_uint128 product = (conn_uint128)n->mantissa * conn_power_of_5(e);
        *out = round_once(product, false, (int)e);
        return true;
    }
    if (double_by_inverse(n, out))
        return true;
    /* The quotient has 64 bits or more, so the rest is below its last. */
    uint64_t divisor = conn_power_of_5(-e);
    int zeros = leading_zeros(n->mantissa);
    conn_uint128 dividend = (conn_uint128)(n->mantissa << zeros) << 64;
    conn_uint128 quotient = dividend / divisor;
    bool rest = quotient * divisor != dividend;
    *out = round_once(quotient, rest, (int)e - zeros - 64);
    return true;
}

#else

static bool double_by_integers(const conn_number *n, double *out)
{
    (void)n;
    (void)out;
    return false;
}

#endif

/* The value by way of strtod: its digits as an integer and an exponent. No
 * double's upper neighbour needs more than 767 digits to tell apart; one more
 * says whether any followed. */
static bool double_by_strtod(const conn_number *n, double *out)
{
    enum { DIGITS = 770 };
    char text[DIGITS + 32];
    size_t len = 0;
    size_t count = 0;    /* significant digits seen */
    size_t mantissa = 0; /* of those, in n->mantissa */
    bool more = false;
    for (const char *p = n->text; p < n->end && *p != 'e' && *p != 'E'; p++) {
        if (!is_digit(*p) || (count == 0 && *p == '0'))
            continue;
        count++;
        if (len < DIGITS)
            text[len++] = *p;
        else
            more |= *p != '0';
    }
    for (uint64_t m = n->mantissa; m > 0; m /= 10)
        mantissa++;
    int64_t exponent = n->exponent + (int64_t)mantissa - (int64_t)len;
    if (more) {
        text[len++] = '1';
        exponent--;
    }
    exponent = exponent > 99999 ? 99999 : exponent;
    exponent = exponent < -99999 ? -99999 : exponent;
    snprintf(text + len, sizeof text - len, "e%d", (int)exponent);
    *out = strtod(text, NULL);
    return !isinf(*out);
}

bool conn_number_double(const conn_number *number, double *out)
{
    double value = 0;
    if (number->mantissa != 0 && !double_by_integers(number, &value) &&
        !double_by_strtod(number, &value))
        return false;
    *out = number->negative ? -value : value;
    return true;
}

static bool whole_number(const char *text, size_t len, conn_number *out)
{
    return conn_number_scan(text, text + len, out) && out->end == text + len;
}

bool conn_int64_parse(const char *text, size_t len, int64_t *out)
{
    conn_number number;
    return whole_number(text, len, &number) && conn_number_int64(&number, out);
}

bool conn_double_parse(const char *text, size_t len, double *out)
{
    conn_number number;
    return whole_number(text, len, &number) && conn_number_double(&number, out);
}
