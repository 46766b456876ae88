/* test_slips.c - what writers of other languages write by habit: every row of
 * grammar/habits.def, and that nobody is blamed for what is right. */
#include "checked.h"

#include <glob.h>

#include "base/fix.h"
#include "front/parse.h"

#define COUNT(items) (sizeof(items) / sizeof *(items))

/* ---- habits ---- */

typedef enum Where {
    AT_FILE,
    AT_INFORMATION,
    AT_PROPERTIES,
    AT_CONFIGURATION,
    AT_TYPE,
    AT_RESOURCE,
    AT_BEFORE,
    AT_FUNCTION
} Where;

typedef struct Frame {
    const char *before, *behind;
} Frame;

static const Frame frames[] = {
    {"", "\n"},
    {"connector widget\n"
     "\n"
     "information {\n"
     "  ",
     "\n"
     "}\n"},
    {"connector widget\n"
     "\n"
     "setup {\n"
     "  configuration { region: string }\n"
     "  properties {\n"
     "    ",
     "\n"
     "  }\n"
     "}\n"},
    {"connector widget\n"
     "\n"
     "setup {\n"
     "  configuration {\n"
     "    ",
     "\n"
     "  }\n"
     "}\n"},
    {"type Widget {\n"
     "  ",
     "\n"
     "}\n"
     "\n"
     "type Other { name: string }\n"},
    {"connector widget\n"
     "\n"
     "setup {\n"
     "  properties { base_url = \"https://api.example.com\" }\n"
     "}\n"
     "\n"
     "resource widgets {\n"
     "  ",
     "\n"
     "}\n"
     "\n"
     "type Widget { id: string }\n"},
    {"connector widget\n"
     "\n"
     "setup {\n"
     "  configuration { region: string }\n"
     "  properties { base_url = \"https://api.example.com\" }\n"
     "}\n"
     "\n"
     "resource widgets {\n"
     "  op list GET \"/widgets\" -> Widget[] {\n"
     "    before {\n"
     "      ",
     "\n"
     "    }\n"
     "  }\n"
     "}\n"
     "\n"
     "type Widget { id: string }\n"},
    {"fn f(a: string, n: int, items: string[], o: string?, b: bool) -> string! "
     "{\n"
     "  ",
     "\n"
     "}\n"}};

typedef struct Habit {
    const char *writer;
    Where place;
    const char *wrong, *right;
    bool fixed;
} Habit;

#define HABIT(writer, place, wrong, right, fixed)                              \
    {#writer, AT_##place, wrong, right, fixed},
static const Habit habits[] = {
#include "grammar/habits.def"
};
#undef HABIT

/* The text in its frame, its lines indented as far as the first. */
static void put_framed(Buf *out, Where place, const char *text)
{
    const char *before = frames[place].before;
    const char *line = strrchr(before, '\n');
    size_t indent = strlen(line ? line + 1 : before);
    buf_puts(out, before);
    for (; *text; text++) {
        buf_putc(out, *text);
        for (size_t i = 0; *text == '\n' && i < indent; i++)
            buf_putc(out, ' ');
    }
    buf_puts(out, frames[place].behind);
}

static size_t error_count(const char *text)
{
    Checked run;
    checked_text(&run, text, strlen(text));
    checked_render(&run);
    size_t errors = run.program.diags.errors;
    checked_free(&run);
    return errors;
}

/* One round of `--fix`; false: nothing was certain. */
static bool fix_round(Buf *text)
{
    Checked run;
    Buf out = {0};
    checked_text(&run, buf_text(text), text->length);
    uint32_t file =
        run.program.diags.count ? run.program.diags.items[0]->span.file : 0;
    size_t count =
        file ? fix_apply(&out, &run.program.diags, &run.program.sources, file)
             : 0;
    if (count) {
        text->length = 0;
        buf_write(text, buf_text(&out), out.length);
    }
    buf_free(&out);
    checked_free(&run);
    return count > 0;
}

static bool same_but_blanks(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, " \n");
        b += strspn(b, " \n");
        if (*a != *b)
            return false;
        if (!*a)
            return true;
    }
}

static void check_habit(const Habit *habit)
{
    enum { ROUNDS = 8 };
    Buf wrong = {0}, right = {0};
    put_framed(&wrong, habit->place, habit->wrong);
    put_framed(&right, habit->place, habit->right);
    if (error_count(buf_text(&right)) || !error_count(buf_text(&wrong)))
        fail_msg("%s: `%s` and `%s`", habit->writer, habit->wrong,
                 habit->right);
    for (int i = 0; i < ROUNDS && fix_round(&wrong); i++)
        continue;
    if (habit->fixed != same_but_blanks(buf_text(&wrong), buf_text(&right)) ||
        habit->fixed != !error_count(buf_text(&wrong)))
        fail_msg("`%s` is fixed to:\n%s", habit->wrong, buf_text(&wrong));
    buf_free(&wrong);
    buf_free(&right);
}

static void test_habits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(habits); i++)
        check_habit(&habits[i]);
}

static void test_twenty_of_each_writer(void **state)
{
    (void)state;
    static const char *const writers[] = {"YAML", "JSON", "TYPESCRIPT", "HCL"};
    for (size_t w = 0; w < COUNT(writers); w++) {
        size_t count = 0;
        for (size_t i = 0; i < COUNT(habits); i++)
            count += strcmp(habits[i].writer, writers[w]) == 0;
        assert_true(count >= 20);
    }
}

/* ---- nothing that is right is taken for a slip ---- */

static void check_parses(const char *path, const char *how, const Buf *text)
{
    Arena arena = {0};
    Program program;
    program_start(&program);
    assert_true(
        program_load_text(&program, path, buf_text(text), text->length));
    if (program.diags.count) {
        Buf out = {0};
        render_text(&out, &program.diags, &program.sources, false);
        fail_msg("%s, %s:\n%s", path, how, buf_text(&out));
    }
    program_free(&program);
    arena_free(&arena);
}

/* A line break behind each sign after which one may stand. */
static void break_lines(Buf *out, const char *text, const Parsed *parsed)
{
    uint32_t at = 0;
    bool inside = false; /* a string with `${` */
    for (size_t i = 0; i < parsed->token_count; i++) {
        Span span = parsed->tokens[i];
        const char *token = text + span.start;
        size_t length = span.end - span.start;
        bool head = *token == '"' && (length == 1 || token[length - 1] != '"' ||
                                      token[length - 2] == '\\');
        if (*token == '"')
            inside = head;
        else if (*token == '}' && length > 1)
            inside = token[length - 1] != '"';
        buf_write(out, text + at, span.end - at);
        at = span.end;
        if (!inside && length == 1 && strchr(",([{:=", *token))
            buf_putc(out, '\n');
    }
    buf_puts(out, text + at);
}

/* Line breaks to spaces, where no comment and no `"""` needs them. */
static void join_lines(Buf *out, const char *text)
{
    bool raw = false;
    while (*text) {
        size_t length = strcspn(text, "\n");
        char *line = strndup(text, length);
        for (const char *at = line; (at = strstr(at, "\"\"\"")); at += 3)
            raw = !raw;
        bool keep = raw || strstr(line, "//") || strstr(line, "\"\"\"");
        const char *next = text + length + (text[length] == '\n');
        keep = keep || *(next + strspn(next, " \t")) == '/';
        buf_puts(out, line);
        buf_putc(out, keep ? '\n' : ' ');
        free(line);
        text = next;
    }
}

static void check_layouts(const char *path)
{
    Buf text = {0}, broken = {0}, joined = {0};
    char *read = checked_read(path, NULL);
    assert_non_null(read);
    buf_puts(&text, read);
    Program program;
    program_start(&program);
    assert_true(
        program_load_text(&program, path, buf_text(&text), text.length));
    Parsed parsed =
        parse_file_tokens(&program.arena, &program.sources, 1, &program.diags);
    break_lines(&broken, source_of(&program.sources, 1)->text, &parsed);
    join_lines(&joined, read);
    check_parses(path, "lines broken", &broken);
    check_parses(path, "lines joined", &joined);
    program_free(&program);
    buf_free(&text);
    buf_free(&broken);
    buf_free(&joined);
    free(read);
}

static size_t check_folder(const char *pattern)
{
    glob_t found;
    size_t count = 0;
    if (glob(pattern, 0, NULL, &found) != 0)
        return 0;
    for (; count < found.gl_pathc; count++)
        check_layouts(found.gl_pathv[count]);
    globfree(&found);
    return count;
}

static void test_what_is_right_is_no_slip(void **state)
{
    (void)state;
    assert_true(check_folder("stdlib/*.conn") > 5);
    assert_true(check_folder("examples/*.conn") > 2);
    assert_true(check_folder("tests/cases/good/*.conn") > 10);
}

static void test_samples_hold_no_slip(void **state)
{
    (void)state;
    if (!check_folder("../shared/design/samples/*.conn")) {
        fputs("skipped: ../shared/design/samples is not there\n", stderr);
        skip();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_habits),
        cmocka_unit_test(test_twenty_of_each_writer),
        cmocka_unit_test(test_what_is_right_is_no_slip),
        cmocka_unit_test(test_samples_hold_no_slip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
