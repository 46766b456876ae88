/* test_memory.c - arenas, buffers, and errors that own text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "fail.h"

/* ---- memory ---- */

static void test_arena(void **state)
{
    (void)state;
    conn_arena arena;
    conn_arena_init(&arena, 0);
    for (size_t size = 0; size < 40000; size += 997) {
        unsigned char *block = conn_arena_alloc(&arena, size);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(block[i], 0);
        memset(block, 0xAA, size);
    }
    assert_string_equal(conn_arena_text(&arena, "abcd", 3), "abc");
    conn_arena_free(&arena);
    assert_int_equal(arena.total, 0);
}

static void test_arena_resize(void **state)
{
    (void)state;
    conn_arena arena = {0};
    size_t old = 0;
    unsigned char *block = NULL;
    for (size_t size = 1; size < 300000; size = size * 3 / 2 + 1) {
        block = conn_arena_resize(&arena, block, old, size);
        assert_non_null(block);
        for (size_t i = 0; i < old; i++)
            assert_int_equal(block[i], i % 251);
        for (size_t i = 0; i < size; i++)
            block[i] = (unsigned char)(i % 251);
        if (size % 2 == 0)
            assert_non_null(conn_arena_alloc(&arena, 10));
        old = size;
    }
    char *one = conn_arena_alloc(&arena, 100);
    assert_ptr_equal(conn_arena_resize(&arena, one, 100, 16), one);
    char *two = conn_arena_alloc(&arena, 10);
    assert_ptr_equal(two, one + 16);
    conn_arena_free(&arena);
}

static void test_arena_cap(void **state)
{
    (void)state;
    conn_arena arena;
    conn_arena_init(&arena, 10000);
    assert_non_null(conn_arena_alloc(&arena, 100));
    assert_int_equal(conn_arena_status(&arena), CONN_MEMORY);
    assert_null(conn_arena_alloc(&arena, 20000));
    assert_int_equal(conn_arena_status(&arena), CONN_LIMIT);
    assert_null(conn_arena_alloc(&arena, SIZE_MAX));
    assert_true(arena.total <= 10000);
    conn_arena_free(&arena);
}

static void test_buf(void **state)
{
    (void)state;
    conn_buf buf;
    size_t len;
    conn_buf_init(&buf, 10);
    assert_true(conn_buf_puts(&buf, "abc"));
    assert_true(conn_buf_printf(&buf, "%d-%s", 42, "x"));
    assert_string_equal(buf.data, "abc42-x");
    assert_true(conn_buf_add(&buf, "yzz", 3));
    assert_false(conn_buf_putc(&buf, '!'));
    assert_int_equal(buf.status, CONN_LIMIT);
    assert_false(conn_buf_puts(&buf, ""));
    assert_int_equal(buf.len, 10);
    assert_null(conn_buf_take(&buf, &len));
    char *text = conn_buf_take(&buf, &len);
    assert_string_equal(text, "");
    assert_int_equal(len, 0);
    conn_free(text);
    conn_buf_puts(&buf, "abcdef");
    conn_buf_cut(&buf, 2);
    conn_buf_cut(&buf, 5);
    text = conn_buf_take(&buf, &len);
    assert_string_equal(text, "ab");
    assert_int_equal(len, 2);
    conn_free(text);
    conn_buf_free(&buf);
}

/* ---- errors as such ---- */

static void test_fail(void **state)
{
    (void)state;
    conn_error err = {0};
    assert_int_equal(conn_fail(NULL, CONN_USAGE, "x"), CONN_USAGE);
    conn_fail(&err, CONN_VENDOR, "one");
    err.vendor_message = conn_error_text(&err, "say\nit", 6);
    conn_error_keep_body(&err, "body", 4);
    assert_memory_equal(err.body.data, "body", 5);
    /* A message may be made of what the error owned until then. */
    conn_fail(&err, CONN_INVALID, "two: %s \xC3\xA9\xFF", err.vendor_message);
    assert_string_equal(err.message, "two: say?it \xC3\xA9?");
    assert_null(err.vendor_message);
    assert_null(err.owned);
    char text[400];
    memset(text, 'x', sizeof text);
    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    text[sizeof text - 1] = '\0';
    conn_fail(&err, CONN_INVALID, "%s", text);
    assert_int_equal(strlen(err.message), 255);
    conn_fail(&err, CONN_INVALID, "y%s", text);
    assert_int_equal(strlen(err.message), 254);
    conn_error_clear(&err);
    conn_error_clear(NULL);
    assert_string_equal(conn_status_name(CONN_RATE_LIMITED), "rate_limited");
    assert_string_equal(conn_status_name(CONN_MEMORY), "memory");
    assert_string_equal(conn_status_name((conn_status)99), "unknown");
}

static void test_error_print(void **state)
{
    (void)state;
    conn_error err = {0};
    char line[64] = "";
    FILE *file = tmpfile();
    assert_non_null(file);
    conn_fail(&err, CONN_TIMEOUT, "it took too long");
    assert_int_equal(conn_error_print(file, &err), 1);
    assert_int_equal(err.status, CONN_OK);
    rewind(file);
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line, "timeout: it took too long\n");
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena),     cmocka_unit_test(test_arena_resize),
        cmocka_unit_test(test_arena_cap), cmocka_unit_test(test_buf),
        cmocka_unit_test(test_fail),      cmocka_unit_test(test_error_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
