/* test_json_tree.c - the compiler's JSON: what is written as a text and as a
 * tree is the same, and members are found, changed and removed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/json_tree.h"

static const char sample[] = "{\n"
                             "  \"text\": \"a \\\"b\\\"\\n\\u007f\",\n"
                             "  \"whole\": -9223372036854775808,\n"
                             "  \"digits\": 1.50e+3,\n"
                             "  \"no\": false,\n"
                             "  \"yes\": true,\n"
                             "  \"nothing\": null,\n"
                             "  \"list\": [\n"
                             "    {},\n"
                             "    [],\n"
                             "    \"\"\n"
                             "  ]\n"
                             "}";

static void write_sample(JsonWriter *json)
{
    char passing[] = "text"; /* is copied: it changes before the end */
    json_object(json, NULL);
    json_text(json, passing, "a \"b\"\n\x7F");
    passing[0] = 'n';
    json_int(json, "whole", INT64_MIN);
    json_number(json, "digits", "1.50e+3");
    json_bool(json, "no", false);
    json_bool(json, "yes", true);
    json_null(json, "nothing");
    json_array(json, "list");
    json_object(json, NULL);
    json_object_end(json);
    json_array(json, NULL);
    json_array_end(json);
    json_text(json, NULL, "");
    json_array_end(json);
    json_object_end(json);
}

static void assert_writes(const Json *tree, const char *wanted)
{
    Buf text = {0};
    JsonWriter json = {.out = &text, .first = true};
    json_tree_write(&json, NULL, tree);
    assert_string_equal(buf_text(&text), wanted);
    buf_free(&text);
}

static void test_text_and_tree(void **state)
{
    (void)state;
    Arena arena = {0};
    Buf text = {0};
    JsonTree tree = {.arena = &arena};
    write_sample(&(JsonWriter){.out = &text, .first = true});
    write_sample(&(JsonWriter){.tree = &tree});
    assert_string_equal(buf_text(&text), sample);
    assert_writes(tree.root, sample);
    assert_int_equal(tree.depth, 0);
    const Json *read = json_tree_parse(&arena, buf_text(&text), text.length);
    assert_non_null(read);
    assert_true(json_equal(read, tree.root));
    buf_free(&text);
    arena_free(&arena);
}

/* A name that is written again keeps its place and has its last value. */
static void test_written_twice(void **state)
{
    (void)state;
    Arena arena = {0};
    JsonTree tree = {.arena = &arena};
    JsonWriter json = {.tree = &tree};
    json_object(&json, NULL);
    json_int(&json, "a", 1);
    json_int(&json, "b", 2);
    json_text(&json, "a", "three");
    json_object_end(&json);
    assert_writes(tree.root, "{\n  \"a\": \"three\",\n  \"b\": 2\n}");
    arena_free(&arena);
}

/* Beyond a dozen members there is an index, which must follow every change. */
static void test_members(void **state)
{
    (void)state;
    enum { MANY = 100 };
    Arena arena = {0};
    Json *object = json_new(&arena, JSON_OBJECT);
    for (int i = 0; i < MANY; i++) {
        const char *name = arena_format(&arena, "m%d", i);
        assert_null(json_get(object, name));
        json_set(&arena, object, name, json_new_text(&arena, name));
    }
    json_set(&arena, object, "m7", NULL);
    json_set(&arena, object, "m9", json_new(&arena, JSON_TRUE));
    json_set(&arena, object, "m100", json_new_text(&arena, "m100"));
    assert_int_equal(object->count, MANY);
    assert_null(json_get(object, "m7"));
    assert_true(json_get_true(object, "m9"));
    assert_string_equal(json_get_text(object, "m8"), "m8");
    assert_string_equal(json_get_text(object, "m99"), "m99");
    assert_string_equal(json_get_text(object, "m100"), "m100");
    assert_string_equal(object->names[7], "m8");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_and_tree),
        cmocka_unit_test(test_written_twice),
        cmocka_unit_test(test_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
