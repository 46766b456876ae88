/* faults_check.c - one round of work over a network that fails.
 *
 * Owns: what must hold however the network behaves. Threads share a client;
 * they list, store and create until the time is up. Every call must end within
 * its deadline, with success or with an error of a kind that is allowed; what
 * was listed must be whole and in order; connections must not leak.
 *
 *   faults_check URL PASSWORD NAME SECONDS KIND...
 *
 * NAME begins the names of the created items, the KINDs are the statuses that
 * may come beside ok, by their names; `must:retry` and the like say what must
 * have happened at least once. Ends with `N passed, N failed`.
 */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "faults.h"

enum { THREADS = 4, DEADLINE_MS = 4000, SLACK_MS = 700, UPLOAD = 150000 };
enum { STATUSES = CONN_MEMORY + 1 };

typedef struct Work {
    faults *client;
    const char *name;
    int64_t until;
    atomic_int next;
    atomic_int calls, lists, seen[STATUSES];
    atomic_int late, broken_lists, wrong;
    atomic_llong slowest;
} Work;

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Notes how a call that began at `start` has ended. */
static void ended(Work *work, int64_t start, conn_error *err)
{
    int64_t took = now_ms() - start;
    atomic_fetch_add(&work->calls, 1);
    atomic_fetch_add(&work->seen[err->status], 1);
    if (took > DEADLINE_MS + SLACK_MS)
        atomic_fetch_add(&work->late, 1);
    if (took > atomic_load(&work->slowest))
        atomic_store(&work->slowest, took);
    if (err->status != CONN_OK && !err->message[0])
        atomic_fetch_add(&work->wrong, 1);
    conn_error_clear(err);
}

/* A list ends whole, or with an error; items come in order either way. */
static void list(Work *work)
{
    conn_error err = {0};
    conn_call_options call = {.deadline_ms = DEADLINE_MS};
    faults_items_list_args args = {.call = &call};
    faults_items_list_pages *pages = faults_items_list(work->client, &args);
    const faults_item *item;
    int64_t wanted = 0;
    bool ordered = true;
    int64_t start = now_ms(), began = start;
    while ((item = faults_items_list_next(pages, &err))) {
        ordered = ordered && item->id == wanted++;
        /* The deadline is one of a page's call. */
        if (now_ms() - began > DEADLINE_MS + SLACK_MS)
            atomic_fetch_add(&work->late, 1);
        began = now_ms();
    }
    faults_items_list_end(pages);
    if (!ordered || (err.status == CONN_OK && wanted != 200))
        atomic_fetch_add(&work->broken_lists, 1);
    if (err.status == CONN_OK)
        atomic_fetch_add(&work->lists, 1);
    ended(work, began, &err);
}

static void store(Work *work, int number)
{
    conn_error err = {0};
    unsigned char *data = malloc(UPLOAD);
    if (!data)
        abort();
    for (size_t i = 0; i < UPLOAD; i++)
        data[i] = (unsigned char)(i * 31 + (unsigned)number);
    conn_call_options call = {.deadline_ms = DEADLINE_MS};
    faults_items_store_args args = {
        .id = CONN_SOME(number), .body = {data, UPLOAD}, .call = &call};
    int64_t start = now_ms();
    conn_reply *reply = faults_items_store(work->client, &args, &err);
    const faults_stored *stored =
        reply ? faults_items_store_value(reply) : NULL;
    if (reply && (!stored || stored->sha256.len != 64))
        atomic_fetch_add(&work->wrong, 1);
    conn_reply_free(reply);
    ended(work, start, &err);
    free(data);
}

static void create(Work *work, int number)
{
    conn_error err = {0};
    char name[64];
    snprintf(name, sizeof name, "%s-%d", work->name, number);
    conn_call_options call = {.deadline_ms = DEADLINE_MS};
    faults_items_create_args args = {.body = {.name = conn_str_of(name)},
                                     .call = &call};
    int64_t start = now_ms();
    conn_reply *reply = faults_items_create(work->client, &args, &err);
    const faults_item *item = reply ? faults_items_create_value(reply) : NULL;
    if (reply && (!item || !conn_str_is(item->name, name)))
        atomic_fetch_add(&work->wrong, 1);
    conn_reply_free(reply);
    ended(work, start, &err);
}

static void *worker(void *user)
{
    Work *work = user;
    while (now_ms() < work->until) {
        int number = atomic_fetch_add(&work->next, 1);
        if (number % 5 == 0)
            list(work);
        else if (number % 5 == 1)
            store(work, number);
        else
            create(work, number);
    }
    return NULL;
}

/* ---- what must hold ---- */

static int passed, failed;

static void check(bool ok, const char *what, long long number)
{
    printf("  %s  %s (%lld)\n", ok ? "ok    " : "NOT OK", what, number);
    if (ok)
        passed++;
    else
        failed++;
}

static int open_files(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

static bool among(const char *name, char **names, int count)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

static void check_statuses(Work *work, char **kinds, int count)
{
    for (int i = 0; i < STATUSES; i++) {
        const char *name = conn_status_name((conn_status)i);
        int seen = atomic_load(&work->seen[i]);
        if (seen > 0)
            check(i == 0 || among(name, kinds, count), name, seen);
    }
}

static void check_musts(const Work *work, conn_stats stats, char **kinds,
                        int count)
{
    if (among("must:retry", kinds, count))
        check(stats.retries > 0, "calls were tried again",
              (long long)stats.retries);
    if (among("must:list", kinds, count))
        check(atomic_load(&work->lists) > 0, "lists came whole",
              atomic_load(&work->lists));
    if (among("must:login", kinds, count))
        check(stats.logins > 1, "tokens were renewed", (long long)stats.logins);
    if (among("must:fail", kinds, count))
        check(atomic_load(&work->seen[0]) < atomic_load(&work->calls),
              "calls failed",
              atomic_load(&work->calls) - atomic_load(&work->seen[0]));
}

static void run_threads(Work *work)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, worker, work))
            abort();
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    conn_error err = {0};
    static Work work;
    int files = open_files();
    faults_config config = {.base_url = argv[1], .password = argv[2]};
    if (faults_open(&work.client, &config, NULL, &err))
        return conn_error_print(stderr, &err) + 1;
    work.name = argv[3];
    work.until = now_ms() + atoi(argv[4]) * 1000;
    run_threads(&work);
    conn_stats stats = conn_client_stats(faults_as_conn(work.client));
    faults_close(work.client);

    check(atomic_load(&work.calls) > 0, "calls", atomic_load(&work.calls));
    check(atomic_load(&work.late) == 0, "ended after their deadline",
          atomic_load(&work.late));
    check(atomic_load(&work.broken_lists) == 0, "lists lost or mixed items",
          atomic_load(&work.broken_lists));
    check(atomic_load(&work.wrong) == 0, "wrong values, errors without words",
          atomic_load(&work.wrong));
    check_statuses(&work, argv + 5, argc - 5);
    check_musts(&work, stats, argv + 5, argc - 5);
    check(open_files() == files, "files left open", open_files() - files);
    printf("          slowest call %lld ms, %" PRIu64 " requests, %" PRIu64
           " connections\n",
           (long long)atomic_load(&work.slowest), stats.requests,
           stats.connections);
    printf("%d passed, %d failed\n", passed, failed);
    return failed ? 1 : 0;
}
