/* generator_raw.c - the ceiling of bench/generator.sh: the same calls by
 * libcurl alone, with one handle and nothing read of the answer. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static size_t take(char *bytes, size_t size, size_t count, void *user)
{
    static char body[1 << 16];
    size_t *len = user;
    if (*len + size * count > sizeof body)
        return 0;
    memcpy(body + *len, bytes, size * count);
    *len += size * count;
    return size * count;
}

static int calls(const char *url, const char *ca, int count)
{
    char issues[256];
    size_t len;
    CURL *easy = curl_easy_init();
    snprintf(issues, sizeof issues, "%s/issues", url);
    curl_easy_setopt(easy, CURLOPT_URL, issues);
    curl_easy_setopt(easy, CURLOPT_CAINFO, *ca != '\0' ? ca : NULL);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &len);
    double start = now();
    for (int i = 0; i < count; i++) {
        len = 0;
        if (curl_easy_perform(easy) != CURLE_OK || len == 0)
            return 1;
    }
    printf("%.6f\n", now() - start);
    curl_easy_cleanup(easy);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "calls") == 0)
        return calls(argv[2], argv[3], atoi(argv[4]));
    return 2;
}
