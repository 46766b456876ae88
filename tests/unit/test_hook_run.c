/* test_hook_run.c - runs of hooks: how they stop and go on, their limits, maps
 * and patterns beyond what the vectors ask (tests/hooks), and each allocation
 * failed in turn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fn.h"

static conn_any text(const char *literal)
{
    return conn_any_text(literal, strlen(literal));
}

static void assert_text(conn_any value, const char *wanted)
{
    assert_int_equal(value.kind, CONN_ANY_TEXT);
    assert_int_equal(value.as.text.len, strlen(wanted));
    assert_memory_equal(value.as.text.data, wanted, strlen(wanted));
}

static void assert_ended(conn_run *run, const char *reason)
{
    assert_int_equal(conn_run_why(run)->state, CONN_RUN_ENDED);
    assert_string_equal(conn_run_why(run)->reason, reason);
    conn_run_close(run);
}

/* ---- stopping ---- */

static void test_a_failure_is_caught(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_any value = conn_fn_string_to_int(run, text("x"));
    assert_true(conn_any_is_null(value) && conn_stopped(run));
    assert_int_equal(conn_run_why(run)->kind, CONN_INVALID);
    assert_text(conn_run_why(run)->message, "not an integer within 2^53");
    /* The first failure stays, and nothing works meanwhile. */
    conn_raise(run, CONN_VENDOR, text("later"), conn_any_null());
    assert_int_equal(conn_run_why(run)->kind, CONN_INVALID);
    assert_true(conn_any_is_null(conn_fn_string_upper(run, text("a"))));
    assert_true(conn_caught(run));
    assert_false(conn_caught(run) || conn_stopped(run));
    assert_text(conn_fn_string_upper(run, text("a")), "A");
    conn_run_close(run);
}

static void test_an_end_is_not_caught(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_any most = conn_any_int(INT64_C(9007199254740991));
    conn_int_add(run, most, conn_any_int(1));
    assert_false(conn_caught(run));
    assert_ended(run, "overflow");
    run = conn_run_open(NULL);
    conn_fn_string_length(run, conn_any_int(1));
    assert_ended(run, "unexpected data");
}

static void test_skip(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_skip(run, text("answer"));
    assert_int_equal(conn_run_why(run)->state, CONN_RUN_SKIPPED);
    assert_text(conn_run_why(run)->response, "answer");
    assert_false(conn_caught(run));
    conn_run_close(run);
}

static void test_steps_are_limited(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    assert_true(conn_step(run, 999999));
    assert_true(conn_step(run, 1));
    assert_false(conn_step(run, 1));
    assert_ended(run, "too many steps");
}

static void test_memory_is_limited(void **state)
{
    (void)state;
    conn_run_settings settings = {.memory = 100000};
    conn_run *run = conn_run_open(&settings);
    assert_false(conn_any_is_null(
        conn_fn_string_repeat(run, text("x"), conn_any_int(10000))));
    assert_true(conn_any_is_null(
        conn_fn_string_repeat(run, text("x"), conn_any_int(200000))));
    assert_ended(run, "out of memory");
    run = conn_run_open(NULL);
    conn_fn_string_repeat(run, text("x"), conn_any_int(16777217));
    assert_ended(run, "too large");
}

/* A list within itself has no JSON text, and equals nothing. */
static void test_depth_is_limited(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_any list = conn_fn_list(run, 0);
    conn_any other = conn_fn_list(run, 0);
    conn_any_list_add(run, list, list);
    conn_any_list_add(run, other, other);
    assert_false(conn_equal(list, other));
    conn_any_write(run, list);
    assert_ended(run, "too large");
}

static void test_what_is_received(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    assert_text(conn_any_received(run, "a\xC3\xA9", 3), "a\xC3\xA9");
    assert_text(conn_any_received(run, "a\xE9z\xF0\x9F", 5),
                "a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_text(conn_any_received(run, NULL, 0), "");
    conn_run_close(run);
}

/* ---- chance and time ---- */

static void test_without_a_seed(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_any a = conn_fn_uuid(run);
    conn_any b = conn_fn_uuid(run);
    assert_int_equal(a.as.text.len, 36);
    assert_false(conn_equal(a, b));
    conn_any nonce = conn_fn_nonce(run, conn_any_null());
    assert_int_equal(nonce.as.text.len, 32);
    assert_false(conn_equal(nonce, conn_fn_nonce(run, conn_any_null())));
    conn_any now = conn_fn_now(run);
    assert_true(now.as.integer > INT64_C(1700000000000000));
    assert_int_equal(conn_fn_now(run).as.integer, now.as.integer);
    conn_run_close(run);
}

/* ---- maps ---- */

enum { KEYS = 5000 };

static conn_any key_of(conn_run *run, int i)
{
    char name[16];
    int len = snprintf(name, sizeof name, "%d", i * 7919 % 100003);
    return conn_any_copy_text(run, name, (size_t)len);
}

static void test_large_maps(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_any map = conn_any_map_new(run);
    for (int i = 0; i < KEYS; i++)
        conn_any_map_put(run, map, key_of(run, i).as.text, conn_any_int(i));
    for (int i = 0; i < KEYS; i += 2)
        conn_any_map_remove(run, map, key_of(run, i).as.text);
    assert_int_equal(conn_any_map_count(map), KEYS / 2);
    for (int i = 0; i < KEYS; i++) {
        conn_any value = conn_any_map_get(map, key_of(run, i).as.text);
        assert_int_equal(value.kind, i % 2 ? CONN_ANY_INT : CONN_ANY_NULL);
        assert_true(i % 2 == 0 || value.as.integer == i);
    }
    conn_any keys = conn_fn_map_keys(run, map);
    for (size_t i = 1; i < keys.as.list->count; i++)
        assert_true(conn_compare(keys.as.list->items[i - 1],
                                 keys.as.list->items[i]) < 0);
    conn_run_close(run);
}

/* Taken out and put in again and again it stays as small as it is. */
static void test_maps_do_not_grow(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_any map = conn_any_map_new(run);
    conn_any keys[20];
    for (int i = 0; i < 20; i++)
        keys[i] = key_of(run, i);
    for (int i = 0; i < 20; i++)
        conn_any_map_put(run, map, keys[i].as.text, conn_any_int(i));
    size_t total = 0;
    for (int i = 0; i < 100000; i++) {
        conn_str key = keys[i % 20].as.text;
        conn_any_map_remove(run, map, key);
        conn_any_map_put(run, map, key, conn_any_int(i));
        total = i == 1000 ? run->arena.total : total;
    }
    assert_int_equal(conn_any_map_count(map), 20);
    assert_int_equal(run->arena.total, total);
    conn_run_close(run);
}

static void test_members_can_be_hidden(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_any common = conn_any_read(run, "{\"a\":1}", 7);
    conn_fn_with_vendor(run, common, text("source"));
    assert_text(conn_fn_json_get(run, common, text("vendor")), "source");
    assert_text(conn_any_write(run, common), "{\"a\":1}");
    assert_true(conn_equal(common, conn_any_read(run, "{\"a\":1}", 7)));
    conn_run_close(run);
}

static void test_records_keep_their_order(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_any record = conn_any_read(run, "{\"b\":1,\"a\":2}", 13);
    assert_text(conn_any_write(run, record), "{\"a\":2,\"b\":1}");
    conn_any_map_keep_order(record);
    assert_text(conn_any_write(run, conn_any_copy(run, record)),
                "{\"b\":1,\"a\":2}");
    conn_run_close(run);
}

/* ---- patterns: what ECMAScript does and other engines do not ---- */

static void test_groups_are_forgotten(void **state)
{
    (void)state;
    static const struct {
        const char *text, *pattern, *groups;
    } cases[] = {
        {"ba", "(?:(a)|b)*", "[\"a\"]"},
        {"ab", "(?:(a)|b)*", "[null]"},
        {"b", "(a*)*", "[null]"},
        {"aab", "(z)((a+)?(b+)?(c))*", "null"},
        {"zaacbbbcac", "(z)((a+)?(b+)?(c))*",
         "[\"z\",\"ac\",\"a\",null,\"c\"]"},
        {"abc", "((a)|(ab))((c)|(bc))",
         "[\"a\",\"a\",null,\"bc\",null,\"bc\"]"},
        {"aaaa", "(a{2,3}?)(a*)", "[\"aa\",\"aa\"]"},
        {"", "()*", "[null]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        conn_run *run = conn_run_open(NULL);
        conn_any groups = conn_fn_string_groups(run, text(cases[i].text),
                                                text(cases[i].pattern));
        assert_text(conn_any_write(run, groups), cases[i].groups);
        conn_run_close(run);
    }
}

static void test_hostile_patterns_end(void **state)
{
    (void)state;
    conn_run *run = conn_run_open(NULL);
    conn_any many = conn_fn_string_repeat(run, text("a"), conn_any_int(64));
    conn_fn_string_matches(run, many, text("^(?:(?:a+)+)+$b"));
    assert_ended(run, "too many steps");
    run = conn_run_open(NULL);
    conn_fn_string_matches(run, text("a"), text("(a"));
    assert_ended(run, "unexpected data");
}

/* ---- memory ---- */

static _Thread_local long allowed;

static bool allow_some(size_t size)
{
    (void)size;
    return allowed-- > 0;
}

static conn_any upper(conn_run *run, void *self, conn_any item)
{
    (void)self;
    return conn_fn_string_upper(run, item);
}

/* A bit of everything that takes memory. */
static conn_any use_memory(conn_run *run)
{
    static const char document[] =
        "{\"a\":[\"b\\u0041\",\"c\",\"b\\u0041\"],\"b\":2,\"c\":3,\"d\":4,"
        "\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":{\"k\":1e400}}";
    conn_any value = conn_any_read(run, document, sizeof document - 1);
    assert_true(conn_any_is_null(value));
    if (!conn_caught(run)) /* a number out of range */
        return conn_any_null();
    static const char rest[] = "[\"b\",\"a\",\"c\",\"a\",\"d\\n\",\"e\"]";
    value = conn_any_read(run, rest, sizeof rest - 1);
    conn_lambda by = {upper, NULL};
    value = conn_fn_list_sort_by(run, value, by, false);
    conn_any groups = conn_fn_list_group_by(run, value, by);
    conn_any map =
        conn_fn_list_to_map(run, conn_fn_list_unique(run, value, 0), by, by);
    map = conn_fn_map_merge(run, map, conn_any_copy(run, groups));
    conn_any line = conn_fn_list_join(run, value, text("-"));
    line = conn_fn_string_replace(run, line, text("a"), text("<b>x</b>"));
    conn_any parts[] = {text("<a c='&lt;'>"), line, text("</a>")};
    conn_any xml =
        conn_fn_string_parse_xml(run, conn_any_concat(run, parts, 3));
    line = conn_fn_string_replace_matches(run, line, text("([<>])|(?:b|x)+"),
                                          text("!"));
    conn_any all[] = {map, xml, line, conn_fn_sha256(run, line)};
    return conn_any_write(run, conn_any_list_of(run, all, 4));
}

static void test_every_allocation_fails(void **state)
{
    (void)state;
    bool done = false;
    for (long n = 0; !done && n < 1000; n++) {
        allowed = n;
        conn_alloc_hook(allow_some);
        conn_run *run = conn_run_open(NULL);
        conn_any made = run != NULL ? use_memory(run) : conn_any_null();
        conn_alloc_hook(NULL);
        done = made.kind == CONN_ANY_TEXT;
        if (run != NULL && !done) {
            assert_int_equal(conn_run_why(run)->state, CONN_RUN_ENDED);
            assert_string_equal(conn_run_why(run)->reason, "out of memory");
        }
        conn_run_close(run);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_failure_is_caught),
        cmocka_unit_test(test_an_end_is_not_caught),
        cmocka_unit_test(test_skip),
        cmocka_unit_test(test_steps_are_limited),
        cmocka_unit_test(test_memory_is_limited),
        cmocka_unit_test(test_depth_is_limited),
        cmocka_unit_test(test_what_is_received),
        cmocka_unit_test(test_without_a_seed),
        cmocka_unit_test(test_large_maps),
        cmocka_unit_test(test_maps_do_not_grow),
        cmocka_unit_test(test_members_can_be_hidden),
        cmocka_unit_test(test_records_keep_their_order),
        cmocka_unit_test(test_groups_are_forgotten),
        cmocka_unit_test(test_hostile_patterns_end),
        cmocka_unit_test(test_every_allocation_fails),
    };
    return cmocka_run_group_tests_name("hook_run", tests, NULL, NULL);
}
