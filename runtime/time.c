/* time.c - RFC 3339 dates and times of the proleptic Gregorian calendar.
 *
 * No locale, no time zone data, no leap seconds; a day that does not exist is
 * refused.
 */
#include "calendar.h"

#include <string.h>

#include "bytes.h"

enum { SECONDS_A_DAY = 86400, MICROS = 1000000 };

/* An offset may lead out of the years that can be written, in seconds. */
#define YEAR_0 INT64_C(-62167219200)
#define YEAR_10000 INT64_C(253402300800)

/* The calendar is counted in years that begin in March, so that the leap day is
 * a year's last, and in eras of 400 years, which all have the same days. */
enum { DAYS_AN_ERA = 146097, DAYS_TO_1970 = 719468 };

int64_t conn_days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day;
    int64_t days = of_era * 365 + of_era / 4 - of_era / 100 + of_year - 1;
    return era * DAYS_AN_ERA + days - DAYS_TO_1970;
}

static conn_date date_of_days(int64_t days)
{
    days += DAYS_TO_1970;
    int64_t era = (days >= 0 ? days : days - DAYS_AN_ERA + 1) / DAYS_AN_ERA;
    int64_t of_era = days - era * DAYS_AN_ERA;
    int64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    conn_date date = {0};
    date.day = (uint8_t)(of_year - (153 * month + 2) / 5 + 1);
    date.month = (uint8_t)(month < 10 ? month + 3 : month - 9);
    date.year = (int32_t)(year + era * 400 + (date.month <= 2));
    return date;
}

static bool date_exists(conn_date date)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31};
    if (date.month < 1 || date.month > 12 || date.day < 1)
        return false;
    int32_t year = date.year;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return date.day <= days[date.month - 1] + (date.month == 2 && leap);
}

/* Reads `count` digits, or returns -1. */
static int read_digits(const char *text, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        unsigned digit = (unsigned char)text[i] - (unsigned)'0';
        if (digit > 9)
            return -1;
        value = value * 10 + (int)digit;
    }
    return value;
}

bool conn_date_parse(const char *text, size_t len, conn_date *out)
{
    if (len != 10 || text[4] != '-' || text[7] != '-')
        return false;
    int year = read_digits(text, 4);
    int month = read_digits(text + 5, 2);
    int day = read_digits(text + 8, 2);
    if (year < 0 || month < 0 || day < 0)
        return false;
    conn_date date = {year, (uint8_t)month, (uint8_t)day};
    if (!date_exists(date))
        return false;
    *out = date;
    return true;
}

/* HH:MM:SS as seconds, or -1. */
static int read_clock(const char *text)
{
    int hour = read_digits(text, 2);
    int minute = read_digits(text + 3, 2);
    int second = read_digits(text + 6, 2);
    if (text[2] != ':' || text[5] != ':' || hour < 0 || minute < 0 ||
        second < 0 || hour > 23 || minute > 59 || second > 59)
        return -1;
    return hour * 3600 + minute * 60 + second;
}

/* A fraction behind its point: microseconds, or -1. Moves *text behind it. */
static int read_fraction(const char **text, const char *end)
{
    int micros = 0;
    int count = 0;
    const char *p = *text;
    for (; p < end && *p >= '0' && *p <= '9'; p++, count++)
        if (count < 6)
            micros = micros * 10 + (*p - '0');
    *text = p;
    if (count == 0)
        return -1;
    for (; count < 6; count++)
        micros *= 10;
    return micros;
}

/* Z or +HH:MM, the whole rest of a time; false if it is neither. */
static bool read_offset(const char *text, size_t len, int *seconds)
{
    if (len == 1 && (*text == 'Z' || *text == 'z')) {
        *seconds = 0;
        return true;
    }
    if (len != 6 || (*text != '+' && *text != '-') || text[3] != ':')
        return false;
    int hour = read_digits(text + 1, 2);
    int minute = read_digits(text + 4, 2);
    if (hour < 0 || minute < 0 || hour > 23 || minute > 59)
        return false;
    *seconds = (hour * 60 + minute) * (*text == '-' ? -60 : 60);
    return true;
}

/* Takes `zeros` from 8 characters, the text as it is where all digits are 0.
 * False unless what is left is digits where that has them, and nothing else. */
static bool take_digits(const char *text, const char *zeros, uint64_t *digits)
{
    const uint64_t ones = 0x0101010101010101U;
    uint64_t pattern = conn_load64(zeros);
    uint64_t left = conn_load64(text) ^ pattern;
    /* What is added makes 128 of 10 for a digit, of 1 for any other. */
    uint64_t is_zero = (pattern ^ (ones * '0')) + ones * 0x7F;
    uint64_t add = ones * 0x76 + ((is_zero >> 7 & ones) * 9);
    *digits = left;
    return ((left | (left + add)) & (ones * 0x80)) == 0;
}

/* Two of the digits as a number. */
static int pair_at(uint64_t digits, int at)
{
    uint64_t pair = digits >> (8 * at);
    return (int)((pair & 15) * 10 + (pair >> 8 & 15));
}

/* YYYY-MM-DDTHH:MM:SSZ, as most times are. False for all else. */
static bool parse_utc(const char *text, conn_time *out)
{
    uint64_t date, day, clock;
    if (!take_digits(text, "0000-00-", &date) ||
        !take_digits(text + 8, "00T00:00", &day) ||
        !take_digits(text + 12, "0:00:00Z", &clock))
        return false;
    int year = pair_at(date, 0) * 100 + pair_at(date, 2);
    conn_date of = {year, (uint8_t)pair_at(date, 5), (uint8_t)pair_at(day, 0)};
    int hour = pair_at(day, 3), minute = pair_at(day, 6);
    int second = pair_at(clock, 5);
    if (!date_exists(of) || hour > 23 || minute > 59 || second > 59)
        return false;
    int64_t days = conn_days_of(of.year, of.month, of.day);
    int64_t seconds = hour * 3600 + minute * 60 + second;
    *out = (days * SECONDS_A_DAY + seconds) * MICROS;
    return true;
}

bool conn_time_parse(const char *text, size_t len, conn_time *out)
{
    enum { CLOCK = 11, REST = 19 };
    conn_date date;
    if (len == 20 && parse_utc(text, out))
        return true;
    if (len <= REST || !conn_date_parse(text, 10, &date) ||
        (text[10] != 'T' && text[10] != 't'))
        return false;
    int seconds = read_clock(text + CLOCK);
    const char *p = text + REST;
    const char *end = text + len;
    int micros = 0;
    if (*p == '.') {
        p++;
        micros = read_fraction(&p, end);
    }
    int offset;
    if (seconds < 0 || micros < 0 ||
        !read_offset(p, (size_t)(end - p), &offset))
        return false;
    int64_t days = conn_days_of(date.year, date.month, date.day);
    int64_t time = days * SECONDS_A_DAY + seconds - offset;
    if (time < YEAR_0 || time >= YEAR_10000)
        return false;
    *out = time * MICROS + micros;
    return true;
}

static char *put_digits(char *p, int64_t value, int count)
{
    for (int i = count; i-- > 0; value /= 10)
        p[i] = (char)('0' + value % 10);
    return p + count;
}

static char *put_date(char *p, conn_date date)
{
    p = put_digits(p, date.year, 4);
    *p++ = '-';
    p = put_digits(p, date.month, 2);
    *p++ = '-';
    return put_digits(p, date.day, 2);
}

size_t conn_date_print(conn_date date, char out[CONN_DATE_SIZE])
{
    out[0] = '\0';
    if (!date_exists(date) || date.year < 0 || date.year > 9999)
        return 0;
    char *p = put_date(out, date);
    *p = '\0';
    return (size_t)(p - out);
}

static char *put_clock(char *p, int64_t seconds)
{
    p = put_digits(p, seconds / 3600, 2);
    *p++ = ':';
    p = put_digits(p, seconds / 60 % 60, 2);
    *p++ = ':';
    return put_digits(p, seconds % 60, 2);
}

size_t conn_time_print(conn_time time, char out[CONN_TIME_SIZE])
{
    int64_t micros = (time % MICROS + MICROS) % MICROS;
    int64_t seconds = time / MICROS - (time % MICROS < 0);
    int64_t clock = (seconds % SECONDS_A_DAY + SECONDS_A_DAY) % SECONDS_A_DAY;
    conn_date date = date_of_days((seconds - clock) / SECONDS_A_DAY);
    out[0] = '\0';
    if (date.year < 0 || date.year > 9999)
        return 0;
    char *p = put_date(out, date);
    *p++ = 'T';
    p = put_clock(p, clock);
    if (micros > 0) {
        *p++ = '.';
        p = put_digits(p, micros, 6);
        while (p[-1] == '0')
            p--;
    }
    *p++ = 'Z';
    *p = '\0';
    return (size_t)(p - out);
}
