/* quota.c - quota headers: X-RateLimit-* of many vendors, RateLimit-* and the
 * RateLimit field of draft-ietf-httpapi-ratelimit-headers in its forms
 * "limit=9, remaining=3, reset=7" and "name";r=3;t=7. */
#include "quota.h"

#include <string.h>

/* A reset above this is a time since 1970, one below a number of seconds. */
#define MOST_SECONDS 1000000000

/* The whole number at `text`, -1 if there is none; a fraction is dropped. */
static int64_t number_at(const char *text)
{
    int64_t n = 0;
    if (text == NULL)
        return -1;
    while (*text == ' ')
        text++;
    if (*text < '0' || *text > '9')
        return -1;
    for (; *text >= '0' && *text <= '9' && n < INT64_MAX / 100; text++)
        n = n * 10 + (*text - '0');
    return n;
}

static int64_t header_number(const conn_http_response *response,
                             const char *const names[3])
{
    for (size_t i = 0; i < 3; i++) {
        int64_t n = number_at(conn_response_header(response, names[i], NULL));
        if (n >= 0)
            return n;
    }
    return -1;
}

/* The parameter `name`= of a field, behind its start, a comma or semicolon. */
static int64_t parameter(const char *field, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = field; at != NULL && *at != '\0';) {
        while (*at == ' ')
            at++;
        if (strncmp(at, name, len) == 0 && at[len] == '=')
            return number_at(at + len + 1);
        at += strcspn(at, ",;");
        at += *at != '\0';
    }
    return -1;
}

static int64_t first_of(int64_t a, int64_t b)
{
    return a >= 0 ? a : b;
}

conn_quota conn_quota_of(const conn_http_response *response, int64_t now)
{
    static const char *const limits[] = {"X-RateLimit-Limit", "RateLimit-Limit",
                                         "X-Rate-Limit-Limit"};
    static const char *const lefts[] = {"X-RateLimit-Remaining",
                                        "RateLimit-Remaining",
                                        "X-Rate-Limit-Remaining"};
    static const char *const resets[] = {"X-RateLimit-Reset", "RateLimit-Reset",
                                         "X-Rate-Limit-Reset"};
    const char *field = conn_response_header(response, "RateLimit", NULL);
    const char *policy =
        conn_response_header(response, "RateLimit-Policy", NULL);
    conn_quota quota = {header_number(response, limits),
                        header_number(response, lefts), -1};
    int64_t reset = header_number(response, resets);
    quota.limit = first_of(quota.limit, parameter(field, "limit"));
    quota.limit = first_of(quota.limit, parameter(policy, "q"));
    quota.remaining = first_of(quota.remaining, parameter(field, "remaining"));
    quota.remaining = first_of(quota.remaining, parameter(field, "r"));
    reset = first_of(reset, parameter(field, "reset"));
    reset = first_of(reset, parameter(field, "t"));
    if (reset > MOST_SECONDS)
        reset = reset > now ? reset - now : 0;
    if (reset >= 0)
        quota.reset_ms = reset * 1000;
    return quota;
}
