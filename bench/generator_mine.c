/* generator_mine.c - what bench/generator.sh measures of our client;
 * generator_peer.c is the same for the common generator's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "issues.h"
#include "tracker.h"

enum { ROUNDS = 7 };

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int decode(const char *file)
{
    static char text[1 << 24], copy[1 << 24];
    double best = 1e9;
    FILE *in = fopen(file, "r");
    if (in == NULL)
        return 1;
    size_t len = fread(text, 1, sizeof text - 1, in);
    fclose(in);
    for (int i = 0; i < ROUNDS; i++) {
        conn_arena arena = {0};
        page value = {0};
        double start = now(CLOCK_PROCESS_CPUTIME_ID);
        memcpy(copy, text, len + 1);
        if (conn_json_decode(&arena, copy, len, &t_page, &value, NULL, NULL) !=
            CONN_OK)
            return 1;
        conn_arena_free(&arena);
        double seconds = now(CLOCK_PROCESS_CPUTIME_ID) - start;
        best = seconds < best ? seconds : best;
    }
    printf("%.6f\n", best);
    return 0;
}

static int calls(const char *url, const char *ca, int count)
{
    tracker *client;
    tracker_config config = {.base_url = url};
    conn_options options = {.ca_file = *ca != '\0' ? ca : NULL};
    if (tracker_open(&client, &config, &options, NULL) != CONN_OK)
        return 1;
    double start = now(CLOCK_MONOTONIC);
    for (int i = 0; i < count; i++) {
        conn_reply *reply = tracker_issues_list(client, NULL, NULL);
        if (tracker_issues_list_value(reply) == NULL)
            return 1;
        conn_reply_free(reply);
    }
    printf("%.6f\n", now(CLOCK_MONOTONIC) - start);
    tracker_close(client);
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
