/* test_time.c - RFC 3339 times and days. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "calendar.h"

static const struct {
    const char *text;
    conn_time time;
    const char *printed; /* NULL: as it was */
} good[] = {
    {"1970-01-01T00:00:00Z", 0, NULL},
    {"1969-12-31T23:59:59.999999Z", -1, NULL},
    {"2023-11-14T22:13:20Z", 1700000000000000, NULL},
    {"1985-04-12T23:20:50.52Z", 482196050520000, NULL},
    {"1996-12-19T16:39:57-08:00", 851042397000000, "1996-12-20T00:39:57Z"},
    {"1937-01-01T12:00:27.87+00:20", -1041337172130000,
     "1937-01-01T11:40:27.87Z"},
    {"2000-02-29t23:59:59.1234567z", 951868799123456,
     "2000-02-29T23:59:59.123456Z"},
    {"2024-02-29T00:00:00.000000000-00:00", 1709164800000000,
     "2024-02-29T00:00:00Z"},
    {"0000-01-01T00:00:00Z", -62167219200000000, NULL},
    {"9999-12-31T23:59:59.999999Z", 253402300799999999, NULL},
};

static const char *const bad[] = {
    "",
    "2023",
    "2023-11-14",
    "2023-11-14T22:13:20",
    "2023-11-14T22:13Z",
    "2023-11-14 22:13:20Z",
    "2023-11-14T22:13:60Z",
    "2023-11-14T24:00:00Z",
    "2023-11-14T22:60:00Z",
    "2023-11-31T22:13:20Z",
    "2023-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2023-13-01T00:00:00Z",
    "2023-00-01T00:00:00Z",
    "2023-01-00T00:00:00Z",
    "2023-11-14T22:13:20.Z",
    "2023-11-14T22:13:20.5",
    "2023-11-14T22:13:20+0100",
    "2023-11-14T22:13:20+01",
    "2023-11-14T22:13:20+24:00",
    "2023-11-14T22:13:20+01:60",
    "2023-11-14T22:13:20+01:0",
    "2023-11-14T22:13:20ZZ",
    "2023-11-14T22:13:20Z ",
    " 2023-11-14T22:13:20Z",
    "+2023-11-14T22:13:20Z",
    "12023-11-14T22:13:20Z",
    "2023-1-14T22:13:20Z",
    "2023-11-14T-1:13:20Z",
    "2023/11/14T22:13:20Z",
    "0000-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
};

static void test_read_and_print(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        conn_time time = 77;
        char text[CONN_TIME_SIZE];
        const char *want = good[i].printed ? good[i].printed : good[i].text;
        assert_true(conn_time_parse(good[i].text, strlen(good[i].text), &time));
        if (time != good[i].time)
            fail_msg("%s is %lld", good[i].text, (long long)time);
        assert_int_equal(conn_time_print(time, text), strlen(want));
        assert_string_equal(text, want);
    }
}

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        conn_time time = 77;
        if (conn_time_parse(bad[i], strlen(bad[i]), &time))
            fail_msg("\"%s\" was read", bad[i]);
        assert_true(time == 77);
    }
}

/* Every day of 800 years follows the one before it. */
static void test_every_day(void **state)
{
    (void)state;
    int64_t days = conn_days_of(1600, 1, 1);
    conn_date date = {1600, 1, 1};
    for (; date.year < 2400; days++) {
        char text[CONN_TIME_SIZE];
        char day[CONN_DATE_SIZE];
        assert_int_equal(conn_days_of(date.year, date.month, date.day), days);
        assert_int_equal(conn_time_print(days * 86400000000, text), 20);
        assert_int_equal(conn_date_print(date, day), 10);
        assert_memory_equal(text, day, 10);
        conn_date next = {date.year, date.month, (uint8_t)(date.day + 1)};
        if (conn_date_print(next, day) == 0)
            next = (conn_date){date.year, (uint8_t)(date.month + 1), 1};
        if (conn_date_print(next, day) == 0)
            next = (conn_date){date.year + 1, 1, 1};
        date = next;
    }
    assert_int_equal(days, conn_days_of(2400, 1, 1));
}

static void test_years_beyond(void **state)
{
    (void)state;
    char text[CONN_TIME_SIZE];
    assert_int_equal(conn_time_print(253402300800000000, text), 0);
    assert_int_equal(conn_time_print(-62167219200000001, text), 0);
    assert_int_equal(conn_time_print(INT64_MAX, text), 0);
    assert_int_equal(conn_time_print(INT64_MIN, text), 0);
    assert_string_equal(text, "");
}

static void test_days(void **state)
{
    (void)state;
    conn_date date;
    char text[CONN_DATE_SIZE];
    assert_true(conn_date_parse("2024-02-29", 10, &date));
    assert_int_equal(date.year, 2024);
    assert_int_equal(date.month, 2);
    assert_int_equal(date.day, 29);
    assert_int_equal(conn_date_print(date, text), 10);
    assert_string_equal(text, "2024-02-29");
    assert_false(conn_date_parse("2023-02-29", 10, &date));
    assert_false(conn_date_parse("2024-2-29", 9, &date));
    assert_false(conn_date_parse("2024-02-29T", 11, &date));
    assert_int_equal(conn_date_print((conn_date){0}, text), 0);
    assert_int_equal(conn_date_print((conn_date){10000, 1, 1}, text), 0);
    assert_int_equal(conn_date_print((conn_date){2023, 2, 29}, text), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_and_print),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_years_beyond),
        cmocka_unit_test(test_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
