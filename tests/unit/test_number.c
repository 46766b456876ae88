/* test_number.c - numbers to text and back, base64. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base64.h"
#include "number.h"

/* ---- integers ---- */

static const struct {
    const char *text;
    bool ok;
    int64_t value;
} integers[] = {
    {"0", true, 0},
    {"-0", true, 0},
    {"7", true, 7},
    {"9223372036854775807", true, INT64_MAX},
    {"-9223372036854775808", true, INT64_MIN},
    {"9223372036854775808", false, 0},
    {"-9223372036854775809", false, 0},
    {"18446744073709551616", false, 0},
    {"99999999999999999999999", false, 0},
    {"9007199254740993", true, 9007199254740993},
    {"1.0", true, 1},
    {"1e3", true, 1000},
    {"-1.5e1", true, -15},
    {"10000000000000000000000e-10", true, 1000000000000},
    {"1000000000000000000000000.000e-24", true, 1},
    {"9223372036854775807.0", true, INT64_MAX},
    {"0e999999999999999999", true, 0},
    {"0.000e-999999999999999999", true, 0},
    {"1e19", false, 0},
    {"1e999999999999999999", false, 0},
    {"1e-1", false, 0},
    {"1.5", false, 0},
    {"1.00000000000000000000001", false, 0},
    {"", false, 0},
    {"-", false, 0},
    {"+1", false, 0},
    {"01", false, 0},
    {"1.", false, 0},
    {".5", false, 0},
    {"1e", false, 0},
    {"1e+", false, 0},
    {"1 ", false, 0},
    {" 1", false, 0},
    {"0x10", false, 0},
    {"NaN", false, 0},
};

static void test_integers_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        int64_t value = -77;
        const char *text = integers[i].text;
        bool ok = conn_int64_parse(text, strlen(text), &value);
        if (ok != integers[i].ok || (ok && value != integers[i].value))
            fail_msg("\"%s\" gave %d, %lld", text, ok, (long long)value);
    }
}

static void check_int64(int64_t value)
{
    char text[CONN_INT64_SIZE];
    char want[32];
    size_t len = conn_int64_print(value, text);
    snprintf(want, sizeof want, "%lld", (long long)value);
    assert_int_equal(len, strlen(want));
    assert_memory_equal(text, want, len);
}

static void test_integers_print(void **state)
{
    (void)state;
    check_int64(0);
    check_int64(INT64_MAX);
    check_int64(INT64_MIN);
    for (int shift = 0; shift < 63; shift++) {
        check_int64((int64_t)1 << shift);
        check_int64(-((int64_t)1 << shift) + 1);
    }
}

static void check_scaled(const char *text, int shift, bool ok, int64_t want)
{
    conn_number number;
    int64_t value = 0;
    assert_true(conn_number_scan(text, text + strlen(text), &number));
    assert_int_equal(conn_number_scaled(&number, shift, &value), ok);
    if (ok)
        assert_true(value == want);
}

static void test_scaled(void **state)
{
    (void)state;
    check_scaled("1700000000", 6, true, 1700000000000000);
    check_scaled("1.5", 6, true, 1500000);
    check_scaled("1.2345678", 6, true, 1234567);
    check_scaled("-1.2345678", 6, true, -1234568);
    check_scaled("-0.0000001", 6, true, -1);
    check_scaled("1e-30", 6, true, 0);
    check_scaled("1.0000000000000000000000000001", 6, true, 1000000);
    check_scaled("9223372036854.775807", 6, true, INT64_MAX);
    check_scaled("9223372036854.775808", 6, false, 0);
    check_scaled("1e300", 6, false, 0);
}

/* ---- doubles ---- */

static uint64_t random_bits(uint64_t *state)
{
    *state += 0x9E3779B97F4A7C15U;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

static double double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The rule itself: the first p for which %.{p}e reads back. */
static int digits_needed(double value)
{
    char text[64];
    int p = 0;
    do
        snprintf(text, sizeof text, "%.*e", p++, value);
    while (p < 17 && strtod(text, NULL) != value);
    return p;
}

static int digits_in(const char *text)
{
    int count = 0;
    int zeros = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text < '0' || *text > '9' || (count == 0 && *text == '0'))
            continue;
        count++;
        zeros = *text == '0' ? zeros + 1 : 0;
    }
    return count - zeros;
}

static void check_double(double value)
{
    char text[CONN_DOUBLE_SIZE + 1];
    double back = 0;
    size_t len = conn_double_print(value, text);
    assert_true(len < CONN_DOUBLE_SIZE);
    text[len] = '\0';
    if (strtod(text, NULL) != value)
        fail_msg("%a is printed as %s", value, text);
    if (!conn_double_parse(text, len, &back) || back != value)
        fail_msg("%s is read as %a, not %a", text, back, value);
    if (value != 0 && digits_in(text) != digits_needed(fabs(value)))
        fail_msg("%a has %d digits in %s", value, digits_in(text), text);
}

static void test_doubles_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 200000; i++) {
        uint64_t bits = random_bits(&seed);
        if (i % 4 == 1)
            bits &= 0x800FFFFFFFFFFFFFU; /* subnormal */
        if (i % 4 == 2)                  /* near 1 */
            bits = (bits & 0x803FFFFFFFFFFFFFU) | 0x3FC0000000000000U;
        if (isfinite(double_of(bits)))
            check_double(double_of(bits));
    }
}

static void test_doubles_at_powers(void **state)
{
    (void)state;
    for (int e = -1074; e < 1024; e++) {
        double power = ldexp(1, e);
        check_double(power);
        check_double(nextafter(power, 0));
        check_double(nextafter(power, INFINITY));
    }
    for (uint64_t bits = 0; bits < 2000; bits++)
        check_double(double_of(bits));
}

/* Any text of digits, against strtod: mantissas of up to 40 digits. */
static void test_doubles_read(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int i = 0; i < 200000; i++) {
        char text[80];
        int len = 0;
        int count = 1 + (int)(random_bits(&seed) % 40);
        text[len++] = (char)('1' + random_bits(&seed) % 9);
        if (count > 1)
            text[len++] = '.';
        while (--count > 0)
            text[len++] = (char)('0' + random_bits(&seed) % 10);
        int exponent =
            (int)(random_bits(&seed) % (i % 2 ? 60 : 620)) - (i % 2 ? 30 : 310);
        len += sprintf(text + len, "e%d", exponent);
        double want = strtod(text, NULL);
        double got = 0;
        bool ok = conn_double_parse(text, (size_t)len, &got);
        if (ok != (isinf(want) == 0) || (ok && got != want))
            fail_msg("%s is read as %a, not %a", text, got, want);
    }
}

static void check_layout(double value, const char *want)
{
    char text[CONN_DOUBLE_SIZE + 1];
    text[conn_double_print(value, text)] = '\0';
    assert_string_equal(text, want);
}

static void test_layout(void **state)
{
    (void)state;
    check_layout(0, "0");
    check_layout(-0.0, "0");
    check_layout(1, "1");
    check_layout(-1.5, "-1.5");
    check_layout(0.1, "0.1");
    check_layout(0.30000000000000004, "0.30000000000000004");
    check_layout(100, "100");
    check_layout(123456789012345680000.0, "123456789012345680000");
    check_layout(1e21, "1e+21");
    check_layout(1.5e300, "1.5e+300");
    check_layout(0.000001, "0.000001");
    check_layout(0.00000123, "0.00000123");
    check_layout(1e-7, "1e-7");
    check_layout(-1.25e-9, "-1.25e-9");
    check_layout(5e-324, "5e-324");
    check_layout(1.7976931348623157e308, "1.7976931348623157e+308");
    check_layout(9007199254740991.0, "9007199254740991");
    check_layout(9007199254740992.0, "9007199254740992");
    check_layout(1e20, "100000000000000000000");
}

static void check_read(const char *text, bool ok, double want)
{
    double value = 0;
    if (conn_double_parse(text, strlen(text), &value) != ok ||
        (ok && value != want))
        fail_msg("%s is read as %a", text, value);
}

static void test_limits_of_doubles(void **state)
{
    (void)state;
    char text[1200];
    check_read("1e400", false, 0);
    check_read("-1e400", false, 0);
    check_read("1e99999999999999999999", false, 0);
    check_read("1e-400", true, 0);
    check_read("1.7976931348623157e308", true, 1.7976931348623157e308);
    check_read("1.7976931348623159e308", false, 0);
    check_read("2.2250738585072011e-308", true, 2.2250738585072011e-308);
    check_read("2.4703282292062327e-324", true, 0);
    check_read("2.4703282292062329e-324", true, 5e-324);
    check_read("9007199254740993", true, 9007199254740992.0);
    check_read("9007199254740993.0000000000000000000001", true,
               9007199254740994.0);
    /* Exactly between two doubles, but for a digit far away. */
    int len = sprintf(text, "9007199254740993.");
    memset(text + len, '0', 1000);
    strcpy(text + len + 1000, "1");
    check_read(text, true, 9007199254740994.0);
    /* An integer of 400 digits is beyond the range; as 0.000... it is not. */
    memset(text, '9', 400);
    text[400] = '\0';
    check_read(text, false, 0);
    strcpy(text + 400, "e-400");
    check_read(text, true, 1.0);
}

/* The decimal point of the locale, if there is one with another. */
static void test_no_locale(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE",
                                        "sv_SE.UTF-8"};
    size_t i = 0;
    while (i < 4 && setlocale(LC_NUMERIC, names[i]) == NULL)
        i++;
    if (i == 4) {
        fprintf(stderr, "test_number: no locale with a decimal comma is "
                        "installed, one test skipped\n");
        skip();
    }
    check_layout(1.5, "1.5");
    check_read("1.2345678901234567890123e-300", true,
               1.2345678901234567890123e-300);
    setlocale(LC_NUMERIC, "C");
}

/* ---- base64 ---- */

static void check_base64(const char *plain, const char *coded)
{
    char text[64];
    size_t len = strlen(plain);
    assert_int_equal(conn_base64_length(len), strlen(coded));
    conn_base64_encode(plain, len, text);
    assert_memory_equal(text, coded, strlen(coded));
    size_t back = 99;
    assert_true(conn_base64_decode(text, strlen(coded), text, &back));
    assert_int_equal(back, len);
    assert_memory_equal(text, plain, len);
}

/* The vectors of RFC 4648 section 10. */
static void test_base64(void **state)
{
    (void)state;
    check_base64("", "");
    check_base64("f", "Zg==");
    check_base64("fo", "Zm8=");
    check_base64("foo", "Zm9v");
    check_base64("foob", "Zm9vYg==");
    check_base64("fooba", "Zm9vYmE=");
    check_base64("foobar", "Zm9vYmFy");
    check_base64("\xfb\xff\xbf", "+/+/");
}

static void test_bad_base64(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "Z",        "Zg",       "Zg=",      "Zh==",
        "Zm9=",     "====",     "Z===",     "Zg==",
        "Zm9vZg=a", "Zm9v Zg=", "Zm9vZm8-", "Zg==Zg==",
        "=g==",     "Z=g=",     "Zm9v\n",   "\xff\xff\xff\xff",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char out[64];
        size_t len;
        bool ok = conn_base64_decode(bad[i], strlen(bad[i]), out, &len);
        assert_int_equal(ok, strcmp(bad[i], "Zg==") == 0);
    }
}

/* Digits whose quotient by a power of 10 lies next to the middle between two
 * doubles, or anywhere, against strtod. */
static void test_quotients(void **state)
{
    (void)state;
    uint64_t bits = 88172645463325252U;
    char text[40];
    for (int i = 0; i < 200000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        uint64_t digits = bits >> (i % 8 == 0 ? bits % 64 : 1);
        if (i % 2 == 1)
            digits = (digits >> 10 << 10 | 512) + bits % 3 - 1;
        int len = snprintf(text, sizeof text, "%llue-%d",
                           (unsigned long long)digits, i % 28);
        double got;
        assert_true(conn_double_parse(text, (size_t)len, &got));
        assert_true(got == strtod(text, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotients),
        cmocka_unit_test(test_integers_read),
        cmocka_unit_test(test_integers_print),
        cmocka_unit_test(test_scaled),
        cmocka_unit_test(test_doubles_round_trip),
        cmocka_unit_test(test_doubles_at_powers),
        cmocka_unit_test(test_doubles_read),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_limits_of_doubles),
        cmocka_unit_test(test_no_locale),
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_bad_base64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
