/* retry.c - backoff with full jitter, and what the server asks to wait. */
#include "retry.h"

#include <stdio.h>
#include <string.h>

#include "cancel.h"
#include "number.h"

bool conn_random(void *out, size_t n)
{
    FILE *source = fopen("/dev/urandom", "rb");
    if (source == NULL)
        return false;
    setvbuf(source, NULL, _IONBF, 0);
    bool done = fread(out, 1, n, source) == n;
    fclose(source);
    return done;
}

bool conn_random_uuid(char out[CONN_UUID_SIZE])
{
    unsigned char b[16];
    if (!conn_random(b, sizeof b))
        return false;
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    char *at = out;
    for (size_t i = 0; i < sizeof b; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        at += snprintf(at, 3, "%02x", b[i]);
    }
    return true;
}

int64_t conn_backoff_most(const conn_retry *retry, int number)
{
    int64_t cap = retry->cap_ms > 0 ? retry->cap_ms : INT64_MAX / 2;
    int64_t most = retry->base_ms > 0 ? retry->base_ms : 0;
    for (int i = 1; i < number && most < cap; i++)
        most = most > cap / 2 ? cap : most * 2;
    return most < cap ? most : cap;
}

int64_t conn_backoff_ms(const conn_retry *retry, int number)
{
    uint64_t most = (uint64_t)conn_backoff_most(retry, number);
    uint64_t random;
    if (!conn_random(&random, sizeof random))
        return (int64_t)most;
    return (int64_t)(random % (most + 1));
}

bool conn_status_among(const uint16_t *statuses, int status)
{
    for (; statuses != NULL && *statuses != 0; statuses++)
        if (*statuses == status)
            return true;
    return false;
}

/* The month's number, 0 for none. */
static int month_of(const char *name)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const char *at = strlen(name) == 3 ? strstr(months, name) : NULL;
    return at != NULL && (at - months) % 3 == 0 ? (int)(at - months) / 3 + 1
                                                : 0;
}

typedef struct date_parts {
    int year, day, hour, minute, second;
    char month[4];
} date_parts;

static bool scan_date(const char *text, date_parts *p)
{
    int end = 0;
    *p = (date_parts){0};
    if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n",
               &p->day, p->month, &p->year, &p->hour, &p->minute, &p->second,
               &end) == 6 &&
        end > 0)
        return text[end] == '\0';
    if (sscanf(text, "%*[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n",
               &p->day, p->month, &p->year, &p->hour, &p->minute, &p->second,
               &end) == 6 &&
        end > 0) {
        p->year += p->year < 70 ? 2000 : 1900;
        return text[end] == '\0';
    }
    return sscanf(text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n",
                  p->month, &p->day, &p->hour, &p->minute, &p->second, &p->year,
                  &end) == 6 &&
           end > 0 && text[end] == '\0';
}

bool conn_http_date(const char *text, int64_t *out)
{
    date_parts p;
    char iso[64];
    conn_time time;
    if (!scan_date(text, &p))
        return false;
    /* The reader of RFC 3339 knows which days and times exist. */
    int n = snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02dZ", p.year,
                     month_of(p.month), p.day, p.hour, p.minute, p.second);
    if (n < 0 || !conn_time_parse(iso, (size_t)n, &time))
        return false;
    *out = time / 1000000;
    return true;
}

bool conn_retry_after(const char *text, int64_t now, int64_t *out)
{
    int64_t value;
    if (*text != '\0' && strspn(text, "0123456789") == strlen(text)) {
        bool fits = conn_int64_parse(text, strlen(text), &value) &&
                    value <= INT64_MAX / 1000;
        *out = fits ? value * 1000 : INT64_MAX;
        return true;
    }
    if (!conn_http_date(text, &value))
        return false;
    *out = value > now ? (value - now) * 1000 : 0;
    return true;
}
