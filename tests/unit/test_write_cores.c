/* test_write_cores.c - the writers of JSON, one for each set of instructions,
 * held against each other: random values, some of which can't be written. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "sample.h"
#include "write.h"

enum { SAMPLES = 24, ROUNDS = 600, TEXTS = 24 * 16 };

/* Random values, and the memory of their texts. */
typedef struct maker {
    uint32_t seed;
    unsigned broken; /* of a thousand characters, bytes that are none */
    char *texts[TEXTS];
    size_t text_count;
    conn_str tags[SAMPLES][4];
    count_entry counts[SAMPLES][3];
    point points[SAMPLES][5];
    conn_member extra[SAMPLES][2];
} maker;

static uint32_t next(maker *m, uint32_t below)
{
    m->seed = m->seed * 1664525 + 1013904223;
    return (m->seed >> 8) % below;
}

static int64_t number(maker *m)
{
    uint64_t bits = (uint64_t)next(m, 1 << 24) << 40 ^
                    (uint64_t)next(m, 1 << 24) << 20 ^ next(m, 1 << 24);
    return (int64_t)bits >> next(m, 64);
}

static size_t put_character(maker *m, char *to)
{
    static const char *const odd[] = {
        "\"",       "\\",           "\n",
        "\x01",     "\x1F",         "\x7F",
        "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    if (m->broken > 0 && next(m, 1000) < m->broken) {
        *to = (char)(0x80 + next(m, 128));
        return 1;
    }
    if (next(m, 12) > 0) {
        *to = (char)('a' + next(m, 26));
        return 1;
    }
    const char *one = odd[next(m, sizeof odd / sizeof odd[0])];
    memcpy(to, one, strlen(one));
    return strlen(one);
}

/* In memory that ends where the text does. */
static conn_str make_text(maker *m, size_t most)
{
    char text[4 * 300];
    size_t len = 0;
    for (uint32_t count = next(m, (uint32_t)most); count > 0; count--)
        len += put_character(m, text + len);
    char *copy = malloc(len > 0 ? len : 1);
    assert_non_null(copy);
    memcpy(copy, text, len);
    assert_true(m->text_count < TEXTS);
    m->texts[m->text_count++] = copy;
    return (conn_str){copy, len};
}

static conn_state some(maker *m)
{
    static const conn_state states[] = {CONN_ABSENT, CONN_IS_NULL, CONN_VALUE,
                                        CONN_VALUE};
    return states[next(m, 4)];
}

static void make_scalars(maker *m, sample *s)
{
    s->name = make_text(m, 80);
    s->flag = next(m, 2) != 0;
    s->big = number(m);
    s->small = (conn_opt_int32){some(m), (int32_t)number(m)};
    s->safe = (conn_opt_int64){some(m), number(m) >> 11};
    s->ratio = (conn_opt_double){some(m), (double)number(m) / 1024};
    s->note = (conn_opt_str){some(m), make_text(m, 290)};
    s->at = (conn_opt_time){some(m), number(m) >> 9};
    s->at_unix = (conn_opt_time){some(m), number(m) >> 20};
    s->colour = (conn_opt_enum){some(m), {.is = (int)next(m, 2) + 1}};
    s->quoted = (conn_opt_int64){some(m), number(m)};
    s->quoted_flag = (conn_opt_bool){some(m), next(m, 2) != 0};
    s->level = (int32_t)next(m, 20);
}

static void make_sample(maker *m, sample *s, size_t i)
{
    memset(s, 0, sizeof *s);
    make_scalars(m, s);
    s->tags = (str_list){m->tags[i], next(m, 5)};
    for (size_t k = 0; k < s->tags.count; k++)
        m->tags[i][k] = make_text(m, 40);
    s->points = (point_list){m->points[i], next(m, 6)};
    for (size_t k = 0; k < s->points.count; k++)
        m->points[i][k] = (point){(int32_t)number(m), (int32_t)number(m)};
    s->counts = (count_map){m->counts[i], next(m, 4)};
    for (size_t k = 0; k < s->counts.count; k++)
        m->counts[i][k] = (count_entry){make_text(m, 40), number(m)};
    s->extra = (conn_members){m->extra[i], next(m, 3)};
    for (size_t k = 0; k < s->extra.count; k++)
        m->extra[i][k] = (conn_member){make_text(m, 40), CONN_STR("[1,2]")};
    s->value.which = VALUE_TEXT;
    s->value.as.text = make_text(m, 60);
    if (next(m, 2) > 0) {
        s->value.which = VALUE_NUMBER;
        s->value.as.number = number(m);
    }
}

static const conn_type samples_type = {
    .kind = CONN_K_LIST, .size = sizeof(conn_list), .element = &sample_type};

#ifdef CONN_MAY_HAVE_AVX2

/* Whether all could be written. */
static bool compare(const conn_list *list, size_t cap)
{
    conn_buf plain = {.cap = cap}, wide = {.cap = cap};
    conn_error plain_err = {0}, wide_err = {0};
    conn_status status = conn_json_encode_by(&conn_write_core_plain, &plain,
                                             &samples_type, list, &plain_err);
    assert_int_equal(conn_json_encode_by(&conn_write_core_avx2, &wide,
                                         &samples_type, list, &wide_err),
                     status);
    assert_string_equal(wide_err.message, plain_err.message);
    if (status == CONN_USAGE)
        assert_string_equal(wide_err.pointer, plain_err.pointer);
    if (status == CONN_OK) {
        assert_int_equal(wide.len, plain.len);
        assert_memory_equal(wide.data, plain.data, plain.len);
        assert_int_equal(conn_json_check(wide.data, wide.len, NULL, NULL),
                         CONN_OK);
    }
    conn_error_clear(&plain_err);
    conn_error_clear(&wide_err);
    conn_buf_free(&plain);
    conn_buf_free(&wide);
    return status == CONN_OK;
}

static void test_same_bytes(void **state)
{
    static maker m;
    static sample samples[SAMPLES];
    int written = 0;
    (void)state;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi"))
        skip();
    for (uint32_t round = 0; round < ROUNDS; round++) {
        conn_list list = {samples, round % SAMPLES};
        m.seed = round;
        m.broken = round % 3 == 0 ? round % 7 : 0;
        for (size_t i = 0; i < list.count; i++)
            make_sample(&m, &samples[i], i);
        written += compare(&list, round % 5 == 0 ? 1 + round * 20 : 0);
        while (m.text_count > 0)
            free(m.texts[--m.text_count]);
    }
    /* Most must have been whole, and some not. */
    assert_in_range(written, ROUNDS / 2, ROUNDS - ROUNDS / 10);
}

#else

static void test_same_bytes(void **state)
{
    (void)state;
    (void)make_sample;
    (void)samples_type;
    skip(); /* there is one writer alone */
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
