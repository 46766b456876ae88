/* test_jobs.c - bulk jobs, by the client made of jobs.conn: rows of every form,
 * jobs that fail or take too long, servers that go away, and memory that does
 * not grow with the rows. */
#include <pthread.h>
#include <stdatomic.h>

#include "api.h"
#include "cancel.h"
#include "failing.h"
#include "jobs/jobs.h"
#include "memory.h"

typedef struct scene {
    server *srv;
    jobs *client;
    conn_error err;
} scene;

static void open_for(scene *s, const step *steps, size_t count,
                     conn_duration give_up)
{
    char host[64];
    const conn_options options = {.no_retry = true};
    *s = (scene){.srv = server_start(steps, count, true)};
    snprintf(host, sizeof host, "http://127.0.0.1:%d", server_port(s->srv));
    jobs_config config = {.host = host, .object = "contacts"};
    if (give_up > 0)
        config.give_up = (conn_opt_int64)CONN_SOME(give_up);
    assert_int_equal(jobs_open(&s->client, &config, &options, &s->err),
                     CONN_OK);
}

static void open_scene(scene *s, const step *steps, size_t count)
{
    open_for(s, steps, count, 0);
}

static void close_scene(scene *s)
{
    conn_error_clear(&s->err);
    jobs_close(s->client);
    server_finish(s->srv);
}

#define START                                                                  \
    STEP("POST /exports\n\n"                                                   \
         "{\"object\":\"contacts\",\"limit\":9007199254740993}",               \
         "201\n\n{\"id\":\"a/b\",\"state\":\"queued\"}")
#define ASK(state)                                                             \
    STEP("GET /exports/a%2Fb", "200\n\n{\"job\":{\"id\":\"a/b\",\"state\":"    \
                               "\"" state "\",\"rows\":2}}")

/* ---- rows ---- */

static void test_rows(void **state)
{
    static const step steps[] = {
        START, ASK("queued"), ASK("running"), ASK("complete"),
        STEP_AS(CHUNKED, "GET /exports/a%2Fb/csv\nAccept: text/csv",
                "200\n\nid,name\n9007199254740993,\"a, b\"\n2,c\n")};
    scene s;
    int64_t begin = conn_clock_ms();
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    jobs_bulk_contacts_job *job = jobs_bulk_contacts(s.client, NULL, &s.err);
    assert_string_equal(s.err.message, "");
    assert_null(jobs_bulk_contacts_value(job));
    const jobs_row *row = jobs_bulk_contacts_next(job, &s.err);
    assert_string_equal(s.err.message, "");
    assert_int_equal(row->id, 9007199254740993);
    assert_string_equal(row->name.data, "a, b");
    assert_in_range(conn_clock_ms() - begin, 100, 5000);
    assert_int_equal(jobs_bulk_contacts_value(job)->rows.value, 2);
    row = jobs_bulk_contacts_next(job, &s.err);
    assert_string_equal(row->name.data, "c");
    assert_null(jobs_bulk_contacts_next(job, &s.err));
    assert_int_equal(s.err.status, CONN_OK);
    jobs_bulk_contacts_end(job);
    close_scene(&s);
}

static void test_pages(void **state)
{
    static const step steps[] = {
        STEP("POST /exports", "201\n\n{\"id\":\"a/b\",\"state\":\"queued\"}"),
        ASK("complete"),
        STEP("GET /exports/a%2Fb/pages",
             "200\n\n{\"rows\":[{\"id\":1,\"name\":\"a\"}],"
             "\"next\":\"http://127.0.0.1:$PORT/exports/2\"}"),
        STEP("GET /exports/2",
             "200\n\n{\"rows\":[{\"id\":2,\"name\":\"b\"}]}")};
    scene s;
    int64_t sum = 0;
    const jobs_row *row;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    jobs_bulk_paged_job *job = jobs_bulk_paged(s.client, NULL, &s.err);
    while ((row = jobs_bulk_paged_next(job, &s.err)) != NULL)
        sum = 10 * sum + row->id;
    assert_string_equal(s.err.message, "");
    assert_int_equal(sum, 12);
    jobs_bulk_paged_end(job);
    close_scene(&s);
}

static void test_list(void **state)
{
    static const step steps[] = {
        STEP("POST /exports", "201\n\n{\"id\":\"a/b\",\"state\":\"queued\"}"),
        ASK("complete"),
        STEP("GET /exports/a%2Fb/list",
             "200\n\n{\"rows\":[{\"id\":1,\"name\":\"a\"},"
             "{\"id\":2,\"name\":\"b\"}]}")};
    scene s;
    int64_t sum = 0;
    const jobs_row *row;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    jobs_bulk_listed_job *job = jobs_bulk_listed(s.client, NULL, &s.err);
    assert_int_equal(jobs_bulk_listed_wait(job, &s.err), CONN_OK);
    while ((row = jobs_bulk_listed_next(job, &s.err)) != NULL)
        sum = 10 * sum + row->id;
    assert_string_equal(s.err.message, "");
    assert_int_equal(sum, 12);
    jobs_bulk_listed_end(job);
    close_scene(&s);
}

/* ---- failures ---- */

static void test_failed(void **state)
{
    static const step steps[] = {START, ASK("failed")};
    bool done = true;
    scene s;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    jobs_bulk_contacts_job *job = jobs_bulk_contacts(s.client, NULL, &s.err);
    assert_int_equal(jobs_bulk_contacts_wait(job, &s.err), CONN_VENDOR);
    assert_string_equal(s.err.message, "exports.contacts: the job has failed");
    assert_string_equal(s.err.body.data,
                        "{\"id\":\"a/b\",\"state\":\"failed\",\"rows\":2}");
    assert_null(jobs_bulk_contacts_next(job, &s.err));
    assert_int_equal(jobs_bulk_contacts_poll(job, &done, &s.err), CONN_VENDOR);
    assert_false(done);
    jobs_bulk_contacts_end(job);
    close_scene(&s);
}

static void test_refused(void **state)
{
    static const step steps[] = {
        STEP("POST /exports", "422\n\n{\"message\":\"no such object\"}"),
        STEP("POST /exports", "201\n\n{\"id\":7}")};
    scene s;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    assert_null(jobs_bulk_contacts(s.client, NULL, &s.err));
    assert_int_equal(s.err.status, CONN_INVALID);
    assert_string_equal(s.err.vendor_message, "no such object");
    assert_null(jobs_bulk_contacts(s.client, NULL, &s.err));
    assert_int_equal(s.err.status, CONN_DECODE);
    close_scene(&s);
}

/* A server that goes away while it is asked; the job can be asked about again.
 */
static void test_gone(void **state)
{
    static const step steps[] = {
        START, STEP_AS(CUT, "GET /exports/a%2Fb", "200\n\n{\"job\":{}}"),
        STEP("GET /exports/a%2Fb", "503\n\n{\"message\":\"later\"}"),
        ASK("complete"),
        STEP_AS(CUT, "GET /exports/a%2Fb/csv",
                "200\n\nid,name\n1,a\n2,bcdef\n")};
    scene s;
    (void)state;
    open_scene(&s, steps, COUNT(steps));
    jobs_bulk_contacts_job *job = jobs_bulk_contacts(s.client, NULL, &s.err);
    assert_int_equal(jobs_bulk_contacts_wait(job, &s.err), CONN_TRANSPORT);
    assert_int_equal(jobs_bulk_contacts_wait(job, &s.err), CONN_UNAVAILABLE);
    assert_string_equal(s.err.operation, "exports.status");
    assert_int_equal(jobs_bulk_contacts_next(job, &s.err)->id, 1);
    assert_null(jobs_bulk_contacts_next(job, &s.err));
    assert_int_equal(s.err.status, CONN_TRANSPORT);
    jobs_bulk_contacts_end(job);
    close_scene(&s);
}

/* ---- time ---- */

static void *trigger_soon(void *cancel)
{
    conn_cancel_sleep(NULL, 100);
    conn_cancel_trigger(cancel);
    return NULL;
}

static conn_status wait_with(const step *steps, size_t count,
                             conn_duration give_up,
                             const conn_call_options *call)
{
    scene s;
    int64_t begin = conn_clock_ms();
    open_for(&s, steps, count, give_up);
    jobs_bulk_contacts_job *job = jobs_bulk_contacts(s.client, call, &s.err);
    assert_non_null(job);
    conn_status status = jobs_bulk_contacts_wait(job, &s.err);
    assert_true(conn_clock_ms() - begin < 5000);
    jobs_bulk_contacts_end(job);
    close_scene(&s);
    return status;
}

static void test_time(void **state)
{
    const step slow[] = {START, STEP_AGAIN("GET /exports/a%2Fb",
                                           "200\n\n{\"job\":{\"id\":\"a/b\","
                                           "\"state\":\"running\"}}")};
    const step silent[] = {START, STEP_AS(HANG, "GET /exports/a%2Fb", "")};
    conn_cancel *cancel = conn_cancel_new();
    const conn_call_options soon = {.deadline_ms = 300};
    const conn_call_options stopped = {.cancel = cancel};
    pthread_t thread;
    (void)state;
    assert_int_equal(wait_with(slow, 2, 300000, NULL), CONN_TIMEOUT);
    assert_int_equal(wait_with(slow, 2, 0, &soon), CONN_TIMEOUT);
    assert_int_equal(wait_with(silent, 2, 0, &soon), CONN_TIMEOUT);
    assert_int_equal(pthread_create(&thread, NULL, trigger_soon, cancel), 0);
    assert_int_equal(wait_with(slow, 2, 0, &stopped), CONN_CANCELLED);
    pthread_join(thread, NULL);
    conn_cancel_free(cancel);
}

/* ---- memory ---- */

static atomic_size_t largest; /* block that was asked for */

static bool note_size(size_t size)
{
    size_t before = atomic_load(&largest);
    while (size > before &&
           !atomic_compare_exchange_weak(&largest, &before, size))
        ;
    return true;
}

/* Two megabytes of rows, in blocks that are no larger than for a few. */
static void test_many(void **state)
{
    enum { MANY = 100000 };
    char *text = malloc(64 + (size_t)MANY * 24), *at = text;
    const jobs_row *row;
    int64_t count = 0;
    scene s;
    (void)state;
    at += sprintf(at, "200\n\nid,name\n");
    for (int i = 0; i < MANY; i++)
        at += sprintf(at, "%d,name %d\n", i, i);
    const step steps[] = {START, ASK("complete"),
                          STEP("GET /exports/a%2Fb/csv", text)};
    open_scene(&s, steps, COUNT(steps));
    jobs_bulk_contacts_job *job = jobs_bulk_contacts(s.client, NULL, &s.err);
    conn_alloc_hook(note_size);
    while ((row = jobs_bulk_contacts_next(job, &s.err)) != NULL)
        assert_int_equal(row->id, count++);
    conn_alloc_hook(NULL);
    assert_string_equal(s.err.message, "");
    assert_int_equal(count, MANY);
    assert_in_range(atomic_load(&largest), 1, 300000);
    jobs_bulk_contacts_end(job);
    close_scene(&s);
    free(text);
}

/* ---- failing ---- */

/* Reads all rows with the n-th allocation failing. */
static conn_status read_short(int n, int64_t *count, bool *failed)
{
    static const step steps[] = {
        START, ASK("complete"),
        STEP("GET /exports/a%2Fb/csv", "200\n\nid,name\n1,a\n2,b\n")};
    scene s;
    open_scene(&s, steps, COUNT(steps));
    failing_begin(n);
    jobs_bulk_contacts_job *job = jobs_bulk_contacts(s.client, NULL, &s.err);
    *count = 0;
    while (job != NULL && jobs_bulk_contacts_next(job, &s.err) != NULL)
        ++*count;
    conn_status status = s.err.status;
    *failed = failing_end();
    jobs_bulk_contacts_end(job);
    conn_error_clear(&s.err);
    jobs_close(s.client);
    free(server_stop(s.srv)); /* not every run asks for everything */
    return status;
}

static void test_memory(void **state)
{
    int n = 0;
    (void)state;
    for (bool more = true; more; n++) {
        int64_t count;
        conn_status status = read_short(n, &count, &more);
        if (!more)
            assert_int_equal(count, 2);
        assert_true(status == CONN_OK ? count == 2
                                      : more && status == CONN_MEMORY);
    }
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),    cmocka_unit_test(test_pages),
        cmocka_unit_test(test_list),    cmocka_unit_test(test_failed),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_gone),
        cmocka_unit_test(test_time),    cmocka_unit_test(test_many),
        cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
