/* The forms in which messages leave for programs, and the mending of sources:
 * workflow commands and SARIF are read back and looked at, `--fix` works on
 * real files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <cjson/cJSON.h>

#include "base/fix.h"
#include "base/render.h"
#include "check/check.h"
#include "cli/cli.h"

/* Two mistakes that are certain, one that is a guess, one with two places. */
static const char faulty[] = "connector widget\n"
                             "information { name: \"W\" }\n"
                             "type Item { id: string; name: strnig }\n"
                             "type Item { id: string }\n";
static const char mended[] = "connector widget\n"
                             "information { name = \"W\" }\n"
                             "type Item { id: string, name: strnig }\n"
                             "type Item { id: string }\n";

static void check_text(Program *program, const char *name, const char *text)
{
    program_start(program);
    assert_true(program_load_text(program, name, text, strlen(text)));
    check_program(program);
    diag_sort(&program->diags);
}

/* ---- GitHub ---- */

static void github_shows_place_and_text(void **state)
{
    (void)state;
    Program program;
    Buf out = {0};
    check_text(&program, "a,b.conn", faulty);
    render_github(&out, &program.diags, &program.sources);
    const char *line = buf_text(&out);
    assert_true(strncmp(line,
                        "::error file=a%2Cb.conn,line=2,endLine=2,col=19,"
                        "endColumn=20,title=E0102::settings use `=`",
                        80) == 0);
    size_t lines = 0;
    for (const char *at = line; *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, program.diags.count);
    assert_non_null(strstr(line, "title=E0201::"));
    buf_free(&out);
    program_free(&program);
}

static void github_escapes_lines_and_percent(void **state)
{
    (void)state;
    Arena arena = {0};
    Sources sources = {.arena = &arena};
    Diags diags = {.arena = &arena};
    uint32_t file = source_add(&sources, "a.conn", "x\ny\n", 4);
    Diag *d = diag_report(&diags, D_SYNTAX, (Span){file, 0, 3}, "100%\r\n:,");
    diag_help(&diags, d, "b");
    Buf out = {0};
    render_github(&out, &diags, &sources);
    assert_string_equal(buf_text(&out),
                        "::error file=a.conn,line=1,endLine=2,title=E0100::"
                        "100%25%0D%0A:,%0Ahelp: b\n");
    buf_free(&out);
    arena_free(&arena);
}

/* ---- SARIF ---- */

static const cJSON *member(const cJSON *json, const char *name)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(json, name);
    if (!found)
        print_error("no member %s\n", name);
    assert_non_null(found);
    return found;
}

static const char *text_of(const cJSON *json, const char *name)
{
    const char *text = cJSON_GetStringValue(member(json, name));
    assert_non_null(text);
    return text;
}

static int number_of(const cJSON *json, const char *name)
{
    assert_true(cJSON_IsNumber(member(json, name)));
    return member(json, name)->valueint;
}

/* A region is 1-based, and its end is not before its start. */
static void check_region(const cJSON *region, const char *source)
{
    int line = number_of(region, "startLine"),
        end = number_of(region, "endLine");
    assert_true(line >= 1 && end >= line);
    assert_true(number_of(region, "startColumn") >= 1);
    if (line == end)
        assert_true(number_of(region, "endColumn") >=
                    number_of(region, "startColumn"));
    assert_true((size_t)number_of(region, "byteOffset") +
                    (size_t)number_of(region, "byteLength") <=
                strlen(source));
}

static void check_place(const cJSON *location, const char *source)
{
    const cJSON *place = member(location, "physicalLocation");
    assert_string_equal(text_of(member(place, "artifactLocation"), "uri"),
                        "my%20file.conn");
    check_region(member(place, "region"), source);
}

static void check_result(const cJSON *result, const cJSON *rules,
                         const char *source)
{
    const cJSON *rule, *item;
    bool known = false;
    cJSON_ArrayForEach(rule, rules) known |=
        strcmp(text_of(rule, "id"), text_of(result, "ruleId")) == 0;
    assert_true(known);
    assert_true(strcmp(text_of(result, "level"), "error") == 0 ||
                strcmp(text_of(result, "level"), "warning") == 0);
    assert_true(*text_of(member(result, "message"), "text"));
    assert_int_equal(cJSON_GetArraySize(member(result, "locations")), 1);
    check_place(member(result, "locations")->child, source);
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(result, "relatedLocations"))
    {
        check_place(item, source);
        assert_true(*text_of(member(item, "message"), "text"));
    }
}

/* Applies the first fix of a result, as a program that reads the log would. */
static char *apply_log_fix(const cJSON *result, const char *source)
{
    const cJSON *fix = member(result, "fixes")->child;
    assert_true(*text_of(member(fix, "description"), "text"));
    const cJSON *change = member(fix, "artifactChanges")->child;
    text_of(member(change, "artifactLocation"), "uri");
    const cJSON *replacement = member(change, "replacements")->child;
    const cJSON *region = member(replacement, "deletedRegion");
    const char *text = text_of(member(replacement, "insertedContent"), "text");
    check_region(region, source);
    size_t at = (size_t)number_of(region, "byteOffset");
    size_t gone = (size_t)number_of(region, "byteLength");
    char *made = malloc(strlen(source) + strlen(text) + 1);
    assert_non_null(made);
    memcpy(made, source, at);
    strcpy(made + at, text);
    strcat(made, source + at + gone);
    return made;
}

static cJSON *make_log(Program *program, const char *source)
{
    Buf out = {0};
    Sarif sarif;
    check_text(program, "my file.conn", source);
    sarif_start(&sarif, &out);
    sarif_add(&sarif, &program->diags, &program->sources);
    sarif_end(&sarif, "1.2.3");
    cJSON *log = cJSON_ParseWithOpts(buf_text(&out), NULL, true);
    assert_non_null(log);
    buf_free(&out);
    return log;
}

static void sarif_log_has_the_shape_of_the_standard(void **state)
{
    (void)state;
    Program program;
    cJSON *log = make_log(&program, faulty);
    assert_string_equal(text_of(log, "version"), "2.1.0");
    assert_int_equal(cJSON_GetArraySize(member(log, "runs")), 1);
    const cJSON *run = member(log, "runs")->child;
    const cJSON *driver = member(member(run, "tool"), "driver");
    assert_string_equal(text_of(driver, "name"), "connc");
    assert_string_equal(text_of(driver, "version"), "1.2.3");
    const cJSON *results = member(run, "results"), *result;
    assert_int_equal(cJSON_GetArraySize(results), program.diags.count);
    assert_true(cJSON_GetArraySize(results) >= 4);
    cJSON_ArrayForEach(result, results)
        check_result(result, member(driver, "rules"), faulty);
    cJSON_Delete(log);
    program_free(&program);
}

static void sarif_log_of_nothing_has_no_results(void **state)
{
    (void)state;
    Program program;
    cJSON *log = make_log(&program, "connector widget\n");
    const cJSON *run = member(log, "runs")->child;
    assert_int_equal(cJSON_GetArraySize(member(run, "results")), 0);
    cJSON_Delete(log);
    program_free(&program);
}

static void sarif_fix_mends_the_source(void **state)
{
    (void)state;
    Program program, again;
    static const char source[] = "connector widget\n"
                                 "/* ä */ information { name: \"W\" }\n";
    cJSON *log = make_log(&program, source);
    const cJSON *results = member(member(log, "runs")->child, "results");
    char *made = apply_log_fix(results->child, source);
    check_text(&again, "again.conn", made);
    assert_int_equal(again.diags.count, 0);
    free(made);
    cJSON_Delete(log);
    program_free(&again);
    program_free(&program);
}

/* ---- applying fixes ---- */

typedef struct Desk {
    Arena arena;
    Sources sources;
    Diags diags;
    uint32_t file;
} Desk;

static void desk_start(Desk *desk, const char *text)
{
    *desk = (Desk){0};
    desk->sources.arena = desk->diags.arena = &desk->arena;
    desk->file = source_add(&desk->sources, "a.conn", text, strlen(text));
}

static Diag *desk_report(Desk *desk, uint32_t start, uint32_t end,
                         const char *text)
{
    Span span = {desk->file, start, end};
    Diag *d = diag_report(&desk->diags, D_SYNTAX, span, text);
    diag_fix(&desk->diags, d, span, text, true);
    return d;
}

static void desk_expect(Desk *desk, size_t count, const char *text)
{
    Buf out = {0};
    assert_int_equal(fix_apply(&out, &desk->diags, &desk->sources, desk->file),
                     count);
    assert_string_equal(buf_text(&out), text);
    buf_free(&out);
    arena_free(&desk->arena);
}

static void fixes_are_applied_by_place(void **state)
{
    (void)state;
    Desk desk;
    desk_start(&desk, "abcdef");
    desk_report(&desk, 4, 5, "E");
    desk_report(&desk, 0, 1, "");
    desk_report(&desk, 6, 6, "!");
    desk_expect(&desk, 3, "bcdEf!");
}

static void overlapping_fixes_wait(void **state)
{
    (void)state;
    Desk desk;
    desk_start(&desk, "abcdef");
    desk_report(&desk, 1, 4, "X");
    desk_report(&desk, 3, 5, "Y");
    desk_report(&desk, 1, 1, "Z");
    desk_expect(&desk, 1, "aXef");
}

static void fixes_of_one_message_belong_together(void **state)
{
    (void)state;
    Desk desk;
    desk_start(&desk, "(abc)d");
    Diag *d = desk_report(&desk, 0, 1, "[");
    diag_fix(&desk.diags, d, (Span){desk.file, 4, 5}, "]", true);
    desk_report(&desk, 4, 6, "!");
    desk_expect(&desk, 1, "[abc]d");
}

static void guesses_are_not_applied(void **state)
{
    (void)state;
    Desk desk;
    desk_start(&desk, "abc");
    Span span = {desk.file, 0, 1};
    Diag *d = diag_report(&desk.diags, D_SYNTAX, span, "x");
    diag_fix(&desk.diags, d, span, "x", false);
    desk_expect(&desk, 0, "");
}

/* ---- connc check --fix ---- */

static void put_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
    assert_int_equal(fclose(out), 0);
}

static void expect_file(const char *path, const char *text)
{
    char got[1024] = {0};
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    assert_true(fread(got, 1, sizeof got - 1, in) > 0);
    fclose(in);
    assert_string_equal(got, text);
}

static int run_check(char *option, char *path)
{
    char *argv[] = {"check", option, "--format", "json", path, NULL};
    return check_verb.run(5, argv);
}

static void fix_rewrites_the_file(void **state)
{
    (void)state;
    char folder[] = "/tmp/conn-fix.XXXXXX", path[64], link[64];
    struct stat status;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.conn", folder);
    snprintf(link, sizeof link, "%s/b.conn", folder);
    put_file(path, faulty);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(symlink("a.conn", link), 0);
    assert_int_equal(run_check("--strict", link), EXIT_FAULTS);
    expect_file(path, faulty);
    assert_int_equal(run_check("--fix", link), EXIT_FAULTS);
    expect_file(path, mended);
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
    unlink(link);
    unlink(path);
    assert_int_equal(rmdir(folder), 0); /* no temporary file is left */
}

static void fix_ends_clean_where_all_is_mended(void **state)
{
    (void)state;
    char path[] = "/tmp/conn-fix.XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    put_file(path, "connector widget;\ninformation { name: \"W\"; }\n"
                   "type Item { name?: string; if: int }\n");
    assert_int_equal(run_check("--fix", path), EXIT_CLEAN);
    expect_file(path, "connector widget\ninformation { name = \"W\" }\n"
                      "type Item { name: string?, \"if\": int }\n");
    unlink(path);
}

static void fix_refuses_standard_input(void **state)
{
    (void)state;
    assert_int_equal(run_check("--fix", "-"), EXIT_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(github_shows_place_and_text),
        cmocka_unit_test(github_escapes_lines_and_percent),
        cmocka_unit_test(sarif_log_has_the_shape_of_the_standard),
        cmocka_unit_test(sarif_log_of_nothing_has_no_results),
        cmocka_unit_test(sarif_fix_mends_the_source),
        cmocka_unit_test(fixes_are_applied_by_place),
        cmocka_unit_test(overlapping_fixes_wait),
        cmocka_unit_test(fixes_of_one_message_belong_together),
        cmocka_unit_test(guesses_are_not_applied),
        cmocka_unit_test(fix_rewrites_the_file),
        cmocka_unit_test(fix_ends_clean_where_all_is_mended),
        cmocka_unit_test(fix_refuses_standard_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
