/* test_text.c - long strings and UTF-8, which the runtime takes in blocks:
 * every length, cut and mistake, against going from character to character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json.h"
#include "utf8.h"

/* Numbers that are the same in every run. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 16;
}

/* ---- UTF-8 ---- */

static size_t valid_length(const char *text, size_t len)
{
    size_t at = 0;
    size_t step;
    while ((step = conn_utf8_length(text + at, len - at)) > 0)
        at += step;
    return at;
}

static void check_utf8(const char *text, size_t len)
{
    size_t valid = valid_length(text, len);
    assert_ptr_equal(conn_utf8_end(text, text + len), text + valid);
    assert_int_equal(conn_utf8_valid(text, len), valid == len);
}

static void test_utf8_every_sequence(void **state)
{
    (void)state;
    for (unsigned lead = 0x80; lead < 0x100; lead++)
        for (unsigned second = 0; second < 0x100; second++)
            for (size_t at = 28; at < 34; at++) {
                char text[80];
                memset(text, 'a', sizeof text);
                text[at] = (char)lead;
                text[at + 1] = (char)second;
                check_utf8(text, sizeof text);
                text[at + 2] = (char)0x80;
                check_utf8(text, sizeof text);
                check_utf8(text, at + 3);
                text[at + 3] = (char)0xBF;
                check_utf8(text, sizeof text);
                check_utf8(text, at + 4);
            }
}

/* Appends a random character of 1 to 4 bytes. */
static size_t put_character(char *to, uint32_t *random)
{
    static const uint32_t first[] = {0x20, 0x80, 0x800, 0x10000};
    static const uint32_t count[] = {2, 0x700, 0xD000, 0x100000};
    uint32_t size = next_random(random) % 4;
    uint32_t code = next_random(random) << 8 ^ next_random(random);
    return conn_utf8_write(first[size] + code % count[size], to);
}

static void test_utf8_of_random_text(void **state)
{
    (void)state;
    uint32_t random = 7;
    for (int round = 0; round < 2000; round++) {
        char text[200];
        size_t len = 0;
        while (len < sizeof text - 4)
            len += put_character(text + len, &random);
        check_utf8(text, len);
        check_utf8(text, next_random(&random) % len);
        text[next_random(&random) % len] = (char)next_random(&random);
        check_utf8(text, len);
    }
}

/* ---- strings ---- */

typedef struct sample {
    char json[4096];
    size_t json_len;
    char text[4096];
    size_t text_len;
} sample;

static void put(char *to, size_t *len, const char *bytes, size_t count)
{
    memcpy(to + *len, bytes, count);
    *len += count;
}

/* Appends what `plain` percent of the time is a letter, else an escape or any
 * character. */
static void sample_add(sample *s, uint32_t *random, unsigned plain)
{
    static const char *const pairs[][2] = {
        {"\\n", "\n"},           {"\\\"", "\""},
        {"\\\\", "\\"},          {"\\/", "/"},
        {"\\u00e9", "\xC3\xA9"}, {"\\ud83d\\ude00", "\xF0\x9F\x98\x80"},
        {"\\u0000", ""},         {"\\uDC00", "\xEF\xBF\xBD"}};
    char bytes[4] = "a";
    if (next_random(random) % 100 < plain) {
        put(s->json, &s->json_len, bytes, 1);
        put(s->text, &s->text_len, bytes, 1);
    } else if (next_random(random) % 2 == 0) {
        const char *const *pair = pairs[next_random(random) % 8];
        size_t len = strlen(pair[1]) > 0 ? strlen(pair[1]) : 1;
        put(s->json, &s->json_len, pair[0], strlen(pair[0]));
        put(s->text, &s->text_len, pair[1], len);
    } else {
        size_t len = put_character(bytes, random);
        put(s->json, &s->json_len, bytes, len);
        put(s->text, &s->text_len, bytes, len);
    }
}

static void sample_fill(sample *s, uint32_t seed)
{
    uint32_t random = seed;
    unsigned plain = seed % 3 == 0 ? 99 : seed % 3 == 1 ? 60 : 0;
    size_t count = seed % 1100;
    *s = (sample){.json = "\"", .json_len = 1};
    while (count-- > 0 && s->json_len < sizeof s->json - 16)
        sample_add(s, &random, plain);
    put(s->json, &s->json_len, "\"", 2);
    s->json_len--;
}

static const conn_type string_type = {.kind = CONN_K_STRING,
                                      .size = sizeof(conn_str)};

/* Decodes a copy that ends where its memory ends. */
static conn_status decode(const char *json, size_t len, char **copy,
                          conn_str *out, conn_error *err)
{
    conn_arena arena = {0};
    *copy = conn_text_copy_len(json, len);
    assert_non_null(*copy);
    *out = (conn_str){0};
    return conn_json_decode(&arena, *copy, len, &string_type, out, NULL, err);
}

static void test_strings_of_every_length(void **state)
{
    (void)state;
    static sample s;
    for (uint32_t seed = 1; seed < 3300; seed++) {
        char *copy;
        conn_str text;
        sample_fill(&s, seed);
        assert_int_equal(conn_json_check(s.json, s.json_len, NULL, NULL),
                         CONN_OK);
        assert_int_equal(decode(s.json, s.json_len, &copy, &text, NULL),
                         CONN_OK);
        assert_int_equal(text.len, s.text_len);
        assert_memory_equal(text.data, s.text, s.text_len);
        assert_int_equal(text.data[text.len], '\0');
        conn_free(copy);
    }
}

/* A byte that no string holds is found, and its place told, wherever it is. */
static void test_mistakes_have_their_offset(void **state)
{
    (void)state;
    static sample s;
    static const char bad[] = {'\x01', '\x80', '\xFF', '\xC3'};
    for (uint32_t seed = 1; seed < 3300; seed += 3) {
        sample_fill(&s, seed);
        size_t end = s.json_len - 1;
        s.json[end] = bad[seed % 4];
        memcpy(s.json + end + 1, "\"", 2);
        char *copy;
        conn_str text;
        conn_error err = {0};
        assert_int_equal(decode(s.json, end + 2, &copy, &text, &err),
                         CONN_DECODE);
        assert_int_equal(err.offset, end);
        conn_error_clear(&err);
        assert_int_equal(conn_json_check(s.json, end + 2, NULL, &err),
                         CONN_DECODE);
        assert_int_equal(err.offset, end);
        conn_error_clear(&err);
        conn_free(copy);
    }
}

static void test_quote_gives_the_text_back(void **state)
{
    (void)state;
    static sample s;
    for (uint32_t seed = 1; seed < 3300; seed += 7) {
        char *copy;
        conn_str text;
        conn_buf buf = {0};
        sample_fill(&s, seed);
        assert_true(conn_json_quote(&buf, s.text, s.text_len));
        assert_int_equal(decode(buf.data, buf.len, &copy, &text, NULL),
                         CONN_OK);
        assert_int_equal(text.len, s.text_len);
        assert_memory_equal(text.data, s.text, s.text_len);
        conn_free(copy);
        conn_buf_free(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_every_sequence),
        cmocka_unit_test(test_utf8_of_random_text),
        cmocka_unit_test(test_strings_of_every_length),
        cmocka_unit_test(test_mistakes_have_their_offset),
        cmocka_unit_test(test_quote_gives_the_text_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
