/* test_poll.c - polling a list: what is handed out, once and again; the state;
 * and a poller that is killed at any moment. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api.h"
#include "cancel.h"
#include "conn/poll.h"
#include "retry.h"

static const conn_path_part path[] = {{"/list", 0, false, false}};
static const conn_arg args_table[] = {ARG_NUMBER("since", CONN_IN_QUERY),
                                      ARG_OTHER("from", CONN_IN_QUERY)};
static const conn_paginate cursor = {.kind = CONN_P_CURSOR,
                                     .place = CONN_IN_QUERY,
                                     .param = "after",
                                     .from = "/next",
                                     .items = "/items",
                                     .item = &type_item};
static const conn_op list = {.name = "things.list",
                             .method = "GET",
                             .path = path,
                             .path_count = 1,
                             .args = args_table,
                             .arg_count = 2,
                             .call_offset = CALL_OFFSET,
                             .result = &type_page,
                             .paginate = &cursor};

static const conn_type millis = {
    CONN_K_TIMESTAMP, CONN_W_MILLIS, sizeof(conn_time), NULL, 0, 0, NULL};
static const conn_expr name_expr = BODY("/name");
static const conn_poll_how by_id = {"ids",       &list, 0, "/id",
                                    &type_int64, NULL,  0};
static const conn_poll_how by_time = {"times", &list,      0,   "/id",
                                      &millis, &name_expr, 2000};
static const conn_poll_how by_name = {"names",      &list, 1, "/name",
                                      &type_string, NULL,  0};

#define L "GET /v1/list"
#define ITEM(id, name) "{\"id\":" id ",\"name\":\"" name "\"}"
#define PAGE(items) "200\n\n{\"items\":[" items "]}"
#define PART(items, next) "200\n\n{\"items\":[" items "],\"next\":\"" next "\"}"

/* ---- a state in memory ---- */

typedef struct memory {
    char text[2000];
    int saved;
    bool fails;
} memory;

static conn_status load(void *user, conn_str *state)
{
    memory *m = user;
    *state = conn_str_of(m->text);
    return m->fails ? CONN_FORBIDDEN : CONN_OK;
}

static conn_status save(void *user, conn_str state)
{
    memory *m = user;
    m->saved++;
    if (m->fails)
        return CONN_FORBIDDEN;
    assert_true(state.len < sizeof m->text);
    memcpy(m->text, state.data, state.len + 1);
    return CONN_OK;
}

static conn_poll *open_poll(fixture *f, const conn_poll_how *how, memory *m)
{
    conn_poll_options options = {.load = load, .save = save, .user = m};
    return conn_poll_open(f->client, how, NULL, sizeof(api_args), &options,
                          &f->err);
}

/* The names of a round, each with a space behind it. */
static const char *round_of(conn_poll *poll, conn_error *err)
{
    static char names[200];
    const item *it;
    *names = '\0';
    while ((it = conn_poll_next(poll, err)) != NULL) {
        size_t len = strlen(names);
        snprintf(names + len, sizeof names - len, "%s ", it->name.data);
    }
    return names;
}

static void test_rounds(void **state)
{
    (void)state;
    step steps[] = {
        STEP(L, PART(ITEM("2", "b"), "x")),
        STEP(L "?after=x", PAGE(ITEM("1", "a"))),
        STEP(L "?since=2", PAGE(ITEM("2", "b") "," ITEM("3", "c"))),
        STEP(L "?since=3", PAGE(ITEM("3", "c"))),
        STEP(L "?since=3", PAGE(ITEM("3", "d"))),
    };
    memory m = {0};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    conn_poll *poll = open_poll(&f, &by_id, &m);
    assert_non_null(poll);
    assert_string_equal(round_of(poll, &f.err), "b a ");
    assert_int_equal(conn_poll_ack(poll, &f.err), CONN_OK);
    assert_string_equal(m.text,
                        "{\"watermark\":\"2\",\"seen\":{\n\"{\\\"id\\\":2,"
                        "\\\"name\\\":\\\"b\\\"}\":\"2\"}}\n");
    assert_string_equal(round_of(poll, &f.err), "c ");
    assert_int_equal(conn_poll_ack(poll, &f.err), CONN_OK);
    conn_poll_end(poll);
    poll = open_poll(&f, &by_id, &m);
    assert_string_equal(round_of(poll, &f.err), "");
    assert_int_equal(conn_poll_ack(poll, &f.err), CONN_OK);
    assert_string_equal(round_of(poll, &f.err), "d ");
    assert_int_equal(f.err.status, CONN_OK);
    conn_poll_end(poll);
    conn_poll_end(NULL);
    fixture_close(&f);
}

/* What was not taken comes again, what was does not, though the list failed. */
static void test_failure(void **state)
{
    (void)state;
    step steps[] = {
        STEP(L, PART(ITEM("1", "a") "," ITEM("2", "b"), "x")),
        STEP(L "?after=x", "500"),
        STEP(L, PART(ITEM("1", "a") "," ITEM("2", "b"), "x")),
        STEP(L "?after=x", PAGE(ITEM("3", "c"))),
        STEP(L, PAGE(ITEM("2", "b") "," ITEM("3", "c"))),
    };
    memory m = {0};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    conn_poll *poll = open_poll(&f, &by_id, &m);
    assert_non_null(conn_poll_next(poll, &f.err));
    assert_int_equal(conn_poll_ack(poll, &f.err), CONN_OK);
    assert_string_equal(round_of(poll, &f.err), "b ");
    assert_error(&f.err, CONN_UNAVAILABLE, "things.list: 500 unavailable");
    assert_string_equal(round_of(poll, &f.err), "b c ");
    m.fails = true;
    assert_int_equal(conn_poll_ack(poll, &f.err), CONN_FORBIDDEN);
    m.fails = false;
    assert_string_equal(round_of(poll, &f.err), "b c ");
    conn_poll_end(poll);
    fixture_close(&f);
}

/* Near the watermark the list is read again, and keys tell what is known. */
static void test_overlap(void **state)
{
    (void)state;
    step steps[] = {
        STEP(L, PAGE(ITEM("5", "a") "," ITEM("7", "b") "," ITEM("9", "c"))),
        STEP(L "?since=7000",
             PAGE(ITEM("8", "late") "," ITEM("7", "b") "," ITEM("9", "c"))),
        STEP(L "?since=7000", PAGE(ITEM("9", "c") "," ITEM("5", "a"))),
    };
    memory m = {0};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    conn_poll *poll = open_poll(&f, &by_time, &m);
    assert_string_equal(round_of(poll, &f.err), "a b c ");
    assert_int_equal(conn_poll_ack(poll, &f.err), CONN_OK);
    assert_string_equal(round_of(poll, &f.err), "late ");
    assert_int_equal(conn_poll_ack(poll, &f.err), CONN_OK);
    assert_string_equal(m.text,
                        "{\"watermark\":\"9000\",\"seen\":{\n\"b\":\"7000\",\n"
                        "\"c\":\"9000\",\n\"late\":\"8000\"}}\n");
    /* Before the overlap nothing is known any more. */
    assert_string_equal(round_of(poll, &f.err), "a ");
    conn_poll_end(poll);
    fixture_close(&f);
}

static void test_texts(void **state)
{
    (void)state;
    step steps[] = {
        STEP(L, PART(ITEM("1", "b") "," ITEM("2", "a"), "x")),
        STEP(L "?after=x", PAGE(ITEM("3", "bb"))),
        STEP(L "?from=bb", PART(ITEM("3", "bb"), "y")),
        STEP(L "?from=bb&after=y",
             PAGE(ITEM("4", "c") "," ITEM("5", "\\u0000"))),
    };
    memory m = {0};
    fixture f;
    fixture_open(&f, steps, COUNT(steps), 0, NULL);
    conn_poll *poll = open_poll(&f, &by_name, &m);
    assert_string_equal(round_of(poll, &f.err), "b a bb ");
    assert_int_equal(conn_poll_ack(poll, &f.err), CONN_OK);
    assert_non_null(conn_poll_next(poll, &f.err));
    assert_int_equal(conn_poll_ack(poll, &f.err), CONN_OK);
    assert_non_null(conn_poll_next(poll, &f.err));
    assert_null(conn_poll_next(poll, &f.err));
    conn_poll_end(poll);
    fixture_close(&f);
}

static void test_no_mark(void **state)
{
    (void)state;
    step steps[] = {STEP(L, PAGE("{\"id\":null,\"name\":\"a\"}")),
                    STEP(L, PAGE("{\"id\":\"x\",\"name\":\"a\"}"))};
    memory m = {0};
    fixture f;
    fixture_open(&f, steps, 2, 0, NULL);
    conn_poll *poll = open_poll(&f, &by_id, &m);
    for (int i = 0; i < 2; i++) {
        assert_null(conn_poll_next(poll, &f.err));
        assert_error(&f.err, CONN_DECODE,
                     "things.list: an item has no `/id` that can be read");
    }
    conn_poll_end(poll);
    fixture_close(&f);
}

static void test_bad_state(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{", "{}", "{\"watermark\":\"x\",\"seen\":{}}",
        "{\"watermark\":1,\"seen\":{}}", "{\"seen\":{\"a\":\"\"}}"};
    memory m = {0};
    fixture f;
    fixture_open(&f, NULL, 0, 0, NULL);
    for (size_t i = 0; i < COUNT(bad); i++) {
        snprintf(m.text, sizeof m.text, "%s", bad[i]);
        assert_null(open_poll(&f, &by_id, &m));
        assert_error(&f.err, CONN_USAGE, "the state of the poll is not one");
    }
    m.fails = true;
    assert_null(open_poll(&f, &by_id, &m));
    assert_error(&f.err, CONN_FORBIDDEN, "the state of the poll can't be read");
    conn_poll_options options = {.state_file = "/nowhere/at/all"};
    conn_poll *poll = conn_poll_open(f.client, &by_id, NULL, sizeof(api_args),
                                     &options, &f.err);
    assert_non_null(poll);
    assert_int_equal(conn_poll_ack(poll, &f.err), CONN_USAGE);
    assert_non_null(strstr(f.err.message, "`/nowhere/at/all.new` can't be"));
    conn_poll_end(poll);
    fixture_close(&f);
}

/* ---- killed ---- */

enum { TAKEN = 40 };

/* Takes all items, one after the other: an item counts as taken once its line
 * is in the file; acknowledges every third one and the end. */
static int child(const char *url, const char *kept, const char *taken)
{
    conn_client *client = NULL;
    conn_error err = {0};
    api_config config = {url, NULL, NULL, NULL, 0};
    conn_poll_options options = {.state_file = kept};
    FILE *out = fopen(taken, "a");
    if (out == NULL || conn_open(&client, &api, &config, NULL, &err) != CONN_OK)
        return 2;
    conn_poll *poll =
        conn_poll_open(client, &by_id, NULL, sizeof(api_args), &options, &err);
    if (poll == NULL)
        return conn_error_print(stderr, &err);
    int count = 0;
    for (const item *it; (it = conn_poll_next(poll, &err)) != NULL;) {
        fprintf(out, "%d\n", (int)it->id);
        fflush(out);
        if (++count % 3 == 0 && conn_poll_ack(poll, &err) != CONN_OK)
            return conn_error_print(stderr, &err);
    }
    if (err.status != CONN_OK || conn_poll_ack(poll, &err) != CONN_OK)
        return conn_error_print(stderr, &err);
    conn_poll_end(poll);
    conn_close(client);
    return fclose(out);
}

static const char *program; /* this one: run again by test_killed */

/* Runs it until it ends by itself; returns how often it was killed. */
static int run_and_kill(const char *url, const char *kept, const char *taken)
{
    for (int kills = 0;; kills++) {
        unsigned char random = 0;
        int status = 0;
        conn_random(&random, 1);
        pid_t pid = fork();
        if (pid == 0) {
            execl(program, program, url, kept, taken, (char *)NULL);
            _exit(3);
        }
        /* Later kills come later, so that it ends at last. */
        conn_cancel_sleep(NULL, random % (20 + 4 * kills));
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (WIFEXITED(status)) {
            assert_int_equal(WEXITSTATUS(status), 0);
            return kills;
        }
    }
}

static void count_taken(const char *file, int counts[TAKEN + 1])
{
    char line[32];
    FILE *in = fopen(file, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in) != NULL) {
        long id = strtol(line, NULL, 10);
        assert_in_range(id, 1, TAKEN);
        counts[id]++;
    }
    fclose(in);
}

static void test_killed(void **state)
{
    (void)state;
    char folder[] = "/tmp/conn-poll.XXXXXX", kept[64], taken[64], fresh[70];
    static char pages[2][TAKEN * 40];
    for (int i = 1; i <= TAKEN; i++) {
        char *page = pages[i > TAKEN / 2];
        size_t len = strlen(page);
        snprintf(page + len, sizeof pages[0] - len,
                 "%s{\"id\":%d,\"name\":\"n\"}",
                 len == 0 ? "200\n\n{\"items\":[" : ",", i);
    }
    strcat(pages[0], "],\"next\":\"x\"}");
    strcat(pages[1], "]}");
    step steps[] = {{L, pages[0], ANSWER, 2, true},
                    {L "?after=x", pages[1], ANSWER, 2, true},
                    STEP_AGAIN(L "?since=40", PAGE(ITEM("40", "n")))};
    int counts[TAKEN + 1] = {0}, kills = 0, twice = 0;
    assert_non_null(mkdtemp(folder));
    snprintf(kept, sizeof kept, "%s/state", folder);
    snprintf(fresh, sizeof fresh, "%s.new", kept);
    snprintf(taken, sizeof taken, "%s/taken", folder);
    fixture f;
    fixture_open_unordered(&f, steps, 3, 0, NULL);
    for (int i = 0; i < 5; i++) {
        unlink(kept);
        unlink(taken);
        memset(counts, 0, sizeof counts);
        kills += run_and_kill(f.base_url, kept, taken);
        count_taken(taken, counts);
        for (int id = 1; id <= TAKEN; id++) {
            assert_true(counts[id] > 0); /* none is lost */
            twice += counts[id] - 1;
        }
    }
    print_message("killed %d times, %d of %d items came again\n", kills, twice,
                  5 * TAKEN);
    assert_true(kills > 0);
    unlink(kept);
    unlink(taken);
    unlink(fresh);
    rmdir(folder);
    conn_close(f.client);
    free(server_stop(f.srv)); /* not every run asks for everything */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounds),  cmocka_unit_test(test_failure),
        cmocka_unit_test(test_overlap), cmocka_unit_test(test_texts),
        cmocka_unit_test(test_no_mark), cmocka_unit_test(test_bad_state),
        cmocka_unit_test(test_killed),
    };
    program = argv[0];
    if (argc == 4)
        return child(argv[1], argv[2], argv[3]);
    return cmocka_run_group_tests_name("poll", tests, NULL, NULL);
}
