/* generator_peer.c - what bench/generator.sh measures of the common generator's
 * client; generator_mine.c is the same for ours. The argument says what: decode
 * FILE, or calls URL CA-FILE COUNT. Prints seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "IssuesAPI.h"

enum { ROUNDS = 7 };

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int decode(const char *file)
{
    static char text[1 << 24];
    double best = 1e9;
    FILE *in = fopen(file, "r");
    if (in == NULL)
        return 1;
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    for (int i = 0; i < ROUNDS; i++) {
        double start = now(CLOCK_PROCESS_CPUTIME_ID);
        cJSON *tree = cJSON_Parse(text);
        page_t *page = page_parseFromJSON(tree);
        cJSON_Delete(tree);
        if (page == NULL)
            return 1;
        page_free(page);
        double seconds = now(CLOCK_PROCESS_CPUTIME_ID) - start;
        best = seconds < best ? seconds : best;
    }
    printf("%.6f\n", best);
    return 0;
}

static int calls(const char *url, const char *ca, int count)
{
    sslConfig_t *ssl = *ca != '\0' ? sslConfig_create(NULL, NULL, ca, 0) : NULL;
    apiClient_setupGlobalEnv();
    apiClient_t *client = apiClient_create_with_base_path(url, ssl);
    double start = now(CLOCK_MONOTONIC);
    for (int i = 0; i < count; i++) {
        page_t *page = IssuesAPI_listIssues(client);
        if (page == NULL)
            return 1;
        page_free(page);
    }
    printf("%.6f\n", now(CLOCK_MONOTONIC) - start);
    apiClient_free(client);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "decode") == 0)
        return decode(argv[2]);
    if (argc == 5 && strcmp(argv[1], "calls") == 0)
        return calls(argv[2], argv[3], atoi(argv[4]));
    return 2;
}
