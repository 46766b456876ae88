/* The examples of `connc explain` keep their word: each wrong one gives exactly
 * its message and no other, each right one nothing at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/render.h"
#include "check/check.h"
#include "cli/cli.h"
#include "emit/emit.h"
#include "import/import.h"

/* What the examples import; `example.conn` is the example itself. */
static const struct {
    const char *name, *text;
} beside[] = {
    {"types.conn", "type Item { id: string }\n"},
    {"other.conn", "connector other\ntype Item { id: string }\n"},
};
static char folder[] = "/tmp/conn-explain.XXXXXX";

static void put_file(const char *name, const char *text)
{
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
    assert_int_equal(fclose(out), 0);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        put_file(beside[i].name, beside[i].text);
    return 0;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"types.conn", "other.conn",
                                        "example.conn"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static void build_example(Program *program, const char *target)
{
    Outputs outputs = {.arena = &program->arena};
    const Connector *connector = cli_check_connector(program);
    assert_non_null(emit_target_find(target));
    if (!connector || program->diags.count)
        return; /* only the build objects: this is told as not right */
    emit_target_build(emit_target_find(target), connector, &program->arena,
                      &program->diags, &outputs);
    outputs_free(&outputs);
}

static void import_example(Program *program, const char *format,
                           const char *text)
{
    Buf made = {0};
    ImportStats stats = {0};
    const ImportOptions options = {false};
    size_t i = 0;
    while (i < import_format_count && strcmp(import_formats[i].name, format))
        i++;
    assert_true(i < import_format_count);
    uint32_t file =
        source_add(&program->sources, "example.json", text, strlen(text));
    import_formats[i].import(&program->arena, &program->sources, file,
                             &program->diags, &options, &made, &stats);
    buf_free(&made);
}

static void check_example(Program *program, DiagCode code, const char *text)
{
    const Explanation *about = cli_explanation(code);
    char path[64];
    const char *why;
    put_file("example.conn", text);
    snprintf(path, sizeof path, "%s/example.conn", folder);
    program_start(program);
    if (about->format)
        import_example(program, about->format, text);
    else if (!program_load(program, path, &why))
        fail_msg("%s", why);
    else if (about->target)
        build_example(program, about->target);
    else if (code == D_NO_CONNECTOR)
        cli_check_connector(program); /* only a build needs one */
    else
        check_program(program);
    diag_sort(&program->diags);
}

static void show(const char *what, const Program *program)
{
    Buf out = {0};
    render_text(&out, &program->diags, &program->sources, false);
    print_error("%s:\n%s", what, buf_text(&out));
    buf_free(&out);
}

static bool wrong_is_wrong(DiagCode code, const char *text)
{
    Program program;
    check_example(&program, code, text);
    const Diags *diags = &program.diags;
    bool good = diags->count > 0;
    for (size_t i = 0; i < diags->count; i++)
        good = good && diags->items[i]->code == code;
    if (!good)
        show(diag_row(code)->code, &program);
    program_free(&program);
    return good;
}

static bool right_is_right(DiagCode code, const char *text)
{
    Program program;
    check_example(&program, code, text);
    bool good = program.diags.count == 0;
    if (!good)
        show(diag_row(code)->code, &program);
    program_free(&program);
    return good;
}

static void examples_keep_their_word(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t i = 0; i < DIAG_COUNT; i++) {
        const Explanation *about = cli_explanation((DiagCode)i);
        if (!about->why)
            continue; /* told by the next test */
        bad += !wrong_is_wrong((DiagCode)i, about->wrong);
        bad += !right_is_right((DiagCode)i, about->right);
    }
    assert_int_equal(bad, 0);
}

static void each_message_is_explained(void **state)
{
    (void)state;
    size_t missing = 0;
    for (size_t i = 0; i < DIAG_COUNT; i++) {
        const Explanation *about = cli_explanation((DiagCode)i);
        if (about->why && *about->wrong && *about->right)
            continue;
        print_error("%s is not explained\n", diag_row((DiagCode)i)->code);
        missing++;
    }
    assert_int_equal(missing, 0);
}

/* A code of the targets shows for which it is. */
static void messages_of_targets_are_built(void **state)
{
    (void)state;
    for (size_t i = 0; i < DIAG_COUNT; i++) {
        const Explanation *about = cli_explanation((DiagCode)i);
        bool import = i >= D_JSON_SYNTAX;
        bool target = i >= D_FEATURE_REFUSED && !import;
        assert_int_equal(about->target != NULL, target);
        assert_int_equal(about->format != NULL, import);
    }
}

static int run_explain(char *word)
{
    char *argv[] = {"explain", word, NULL};
    return explain_verb.run(2, argv);
}

static void verb_answers_for_known_codes(void **state)
{
    (void)state;
    assert_int_equal(run_explain("e0110"), EXIT_CLEAN);
    assert_int_equal(run_explain("--list"), EXIT_CLEAN);
    assert_int_equal(run_explain("E9999"), EXIT_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_keep_their_word),
        cmocka_unit_test(each_message_is_explained),
        cmocka_unit_test(messages_of_targets_are_built),
        cmocka_unit_test(verb_answers_for_known_codes),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
