/* test_functions.c - the examples of functions.def: each parses, each has the
 * type of its value, and each function that needs no more room has one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "base/render.h"
#include "check/check.h"

typedef struct Row {
    const char *module, *receiver, *name, *example, *value, *doc;
} Row;

#define FUNCTION(module, receiver, name, parameters, result, example, value,   \
                 doc)                                                          \
    {module, receiver, #name, example, value, doc},
static const Row rows[] = {
#include "grammar/functions.def"
};
#undef FUNCTION

enum { ROWS = sizeof rows / sizeof *rows };

static void put_test(Buf *out, const Row *row)
{
    if (*row->module)
        buf_printf(out, "import %s { %s }\n", row->module, row->name);
    if (*row->value)
        buf_printf(out, "test \"t\" { expect (%s) == %s }\n", row->example,
                   row->value);
    else
        buf_printf(out, "test \"t\" { let _x = %s }\n", row->example);
}

static size_t messages_of(const char *text, size_t length)
{
    Program program;
    program_start(&program);
    program_load_text(&program, "example.conn", text, length);
    check_program(&program);
    size_t count = program.diags.count;
    if (count) {
        Buf out = {0};
        render_text(&out, &program.diags, &program.sources, false);
        print_error("%s\n%s", text, buf_text(&out));
        buf_free(&out);
    }
    program_free(&program);
    return count;
}

static void each_example_has_the_type_of_its_value(void **state)
{
    (void)state;
    size_t bad = 0, checked = 0;
    for (size_t i = 0; i < ROWS; i++) {
        Buf text = {0};
        if (!*rows[i].example)
            continue;
        put_test(&text, &rows[i]);
        bad += messages_of(buf_text(&text), text.length) > 0;
        checked++;
        buf_free(&text);
    }
    assert_int_equal(bad, 0);
    assert_true(checked > 100);
}

/* A value of another type is refused: the examples prove something. */
static void a_wrong_value_is_told(void **state)
{
    static const char text[] =
        "test \"t\" { expect \"a\".length == \"one\" }\n"
        "test \"t\" { expect [1].map(x => \"\") == [1] }\n";
    Program program;
    (void)state;
    program_start(&program);
    program_load_text(&program, "example.conn", text, strlen(text));
    check_program(&program);
    assert_int_equal(program.diags.errors, 2);
    assert_int_equal(program.diags.items[0]->code, D_BAD_OPERAND);
    assert_int_equal(program.diags.items[1]->code, D_TYPE_MISMATCH);
    program_free(&program);
}

static void each_row_is_documented_and_unique(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(strlen(rows[i].doc) > 4);
        for (size_t j = 0; j < i; j++)
            assert_false(strcmp(rows[i].name, rows[j].name) == 0 &&
                         strcmp(rows[i].receiver, rows[j].receiver) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_example_has_the_type_of_its_value),
        cmocka_unit_test(a_wrong_value_is_told),
        cmocka_unit_test(each_row_is_documented_and_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
