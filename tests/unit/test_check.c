/* test_check.c - the checker: what goldens can't show.
 *
 * Every row of the tables has a case, mistakes don't hide or cause each other,
 * imports of all sorts end, and nothing grows faster than the source. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "checked.h"

#include <ctype.h>
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(items) (sizeof(items) / sizeof *(items))

/* ---- every row of the tables stands in some good case ---- */

static Buf read_cases(void)
{
    Buf all = {0};
    DIR *dir = opendir("tests/cases/good");
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        const char *suffix = strrchr(entry->d_name, '.');
        char path[512];
        if (!suffix || strcmp(suffix, ".conn") != 0)
            continue;
        snprintf(path, sizeof path, "tests/cases/good/%s", entry->d_name);
        char *text = checked_read(path, NULL);
        assert_non_null(text);
        buf_puts(&all, text);
        free(text);
    }
    closedir(dir);
    return all;
}

static bool is_word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Whether `word` stands there as a word of its own, after `before`, and the
 * next sign but blanks is one of `after` ("" for any). */
static bool stands(const char *text, const char *before, const char *word,
                   const char *after)
{
    size_t length = strlen(word), lead = strlen(before);
    for (const char *at = text; (at = strstr(at, word)); at++) {
        const char *end = at + length;
        if ((size_t)(at - text) < lead + 1 || is_word_char(*end) ||
            (!lead && is_word_char(at[-1])) ||
            strncmp(at - lead, before, lead) != 0)
            continue;
        end += strspn(end, " \n");
        if (!*after || strchr(after, *end))
            return true;
    }
    return false;
}

static size_t missing(const char *what, const char *owner, const char *name)
{
    print_error("no case in tests/cases/good has the %s %s %s\n", what, owner,
                name);
    return 1;
}

static void test_every_row(void **state)
{
    (void)state;
    Buf cases = read_cases();
    const char *text = buf_text(&cases);
    size_t lost = 0;
#define BLOCK(block, parents, content, labels, doc)                            \
    if (!stands(text, "", #block, *labels ? "" : "{j"))                        \
        lost += missing("block", parents, #block);
#define SETTING(block, name, type, fallback, doc)                              \
    if (!stands(text, "", #name, "="))                                         \
        lost += missing("setting", #block, #name);
#define KIND(setting, kind, doc)                                               \
    if (!stands(text,                                                          \
                strcmp(#setting, "authentication") ? "= " : #setting " ",      \
                #kind, ""))                                                    \
        lost += missing("kind", #setting, #kind);
#define PARAM(setting, kind, name, type, fallback, doc)                        \
    if (!stands(text, "", #name, ":="))                                        \
        lost += missing("parameter", #setting " " #kind, #name);
#include "grammar/settings.def"
#undef BLOCK
#undef SETTING
#undef KIND
#undef PARAM
#define ANNOTATION(name, places, arguments, doc)                               \
    if (!stands(text, "@", #name, ""))                                         \
        lost += missing("annotation", places, "@" #name);
#include "grammar/annotations.def"
#undef ANNOTATION
#define TYPE(constant, name, json, format)                                     \
    if (!stands(text, "", name, ""))                                           \
        lost += missing("type", "", name);
#include "grammar/types.def"
#undef TYPE
    buf_free(&cases);
    assert_int_equal(lost, 0);
}

/* ---- the acceptance sources ---- */

static void test_samples_are_clean(void **state)
{
    (void)state;
    static const char *const names[] = {"crm", "github", "stripe"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char path[128];
        size_t length = 0;
        snprintf(path, sizeof path, "../shared/design/samples/%s.conn",
                 names[i]);
        char *text = checked_read(path, &length);
        if (!text) {
            print_error("%s is not there: skipped\n", path);
            skip();
        }
        Checked run;
        checked_text(&run, text, length);
        assert_int_equal(checked_count(&run), 0);
        assert_non_null(run.connector);
        checked_free(&run);
        free(text);
    }
}

/* ---- independent mistakes ---- */

typedef struct Slip {
    const char *good, *bad;
} Slip;

/* A connector line by line; a slip where `bad` is given. */
static const Slip slips[] = {
    {"edition = 2026\n", "edition = 2031\n"},
    {"import std.paginate { link_header }\n",
     "import std.paginate { link_haeder }\n"},
    {"connector widget\n", NULL},
    {"information {\n", NULL},
    {"  name = \"Widget\"\n", "  name: \"Widget\"\n"},
    {"  api = rest\n", "  api = graphql\n"},
    {"}\nsetup {\n  properties {\n", NULL},
    {"    base_url = config.host\n", "    base_url = config.hots\n"},
    {"    timeout = 30s\n", "    timeout = 30sec\n"},
    {"    retry = backoff(max: 3)\n", "    rerty = backoff(max: 3)\n"},
    {"    errors {\n      404 -> not_found(body.message)\n    }\n", NULL},
    {"  }\n  configuration { host: url }\n", NULL},
    {"  authentication basic { username = \"a\", password = \"b\" }\n",
     "  authentication basci { username = \"a\", password = \"b\" }\n"},
    {"}\nresource items {\n", NULL},
    {"  op list GET \"/items\" -> Item[] { paginate = link_header() }\n",
     "  op list GTE \"/items\" -> Item[] { paginate = link_header() }\n"},
    {"  op get GET \"/items/{id}\" -> Item\n",
     "  op get GET \"/items/{id\" -> Item\n"},
    {"  op add POST \"/items\" -> Item { body: Item }\n",
     "  op add POST \"/items\" -> Itme { body: Item }\n"},
    {"  op put PUT \"/items/{id}\" -> Item { body: Item @partial }\n",
     "  op put PUT \"/items/{id}\" -> Item { body: Item @partail }\n"},
    {"}\ntype Item {\n", NULL},
    {"  id: string\n", "  id string\n"},
    {"  other: string\n", NULL},
    {"  size: int = 3\n", "  size: int = \"3\"\n"},
    {"  name: string?\n", "  name?: string\n"},
    {"  flag: bool\n", "  flag: bool;\n"},
    {"}\n", NULL},
};

/* The source with every slip but number `but`; gives the number of slips. */
static size_t slip_text(Buf *out, size_t but)
{
    size_t made = 0;
    for (size_t i = 0; i < COUNT(slips); i++) {
        bool bad = slips[i].bad && i != but;
        buf_puts(out, bad ? slips[i].bad : slips[i].good);
        made += bad;
    }
    return made;
}

static void test_mistakes_are_independent(void **state)
{
    (void)state;
    for (size_t but = 0; but <= COUNT(slips); but++) {
        Buf text = {0};
        Checked run;
        size_t made = slip_text(&text, but);
        checked_text(&run, buf_text(&text), text.length);
        if (checked_count(&run) != made)
            fail_msg("%zu mistakes (without number %zu) give %zu messages",
                     made, but, checked_count(&run));
        checked_free(&run);
        buf_free(&text);
    }
}

/* Each of them alone gives one message. */
static void test_mistakes_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(slips); i++) {
        Buf text = {0};
        Checked run;
        for (size_t j = 0; j < COUNT(slips); j++)
            buf_puts(&text,
                     j == i && slips[j].bad ? slips[j].bad : slips[j].good);
        checked_text(&run, buf_text(&text), text.length);
        if (checked_count(&run) != (slips[i].bad != NULL))
            fail_msg("mistake number %zu gives %zu messages", i,
                     checked_count(&run));
        checked_free(&run);
        buf_free(&text);
    }
}

/* ---- imports ---- */

typedef struct Folder {
    char path[64];
} Folder;

static int make_folder(void **state)
{
    Folder *folder = calloc(1, sizeof *folder);
    const char *base = getenv("TMPDIR");
    snprintf(folder->path, sizeof folder->path, "%s/conn-XXXXXX",
             base && strlen(base) < 40 ? base : "/tmp");
    *state = folder;
    return mkdtemp(folder->path) ? 0 : -1;
}

static int remove_folder(void **state)
{
    Folder *folder = *state;
    DIR *dir = opendir(folder->path);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", folder->path, entry->d_name);
        if (unlink(path) != 0)
            rmdir(path);
    }
    if (dir)
        closedir(dir);
    int status = rmdir(folder->path);
    free(folder);
    return status;
}

static void put_file(const Folder *folder, const char *name, const char *text)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void check_file(Checked *run, const Folder *folder, const char *name)
{
    char path[400];
    const char *why = NULL;
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    program_start(&run->program);
    assert_true(program_load(&run->program, path, &why));
    run->connector = check_program(&run->program);
    diag_sort(&run->program.diags);
    checked_render(run);
}

enum { CHAIN = 2000 };

/* File number i imports number i + 1; the last one `last`. */
static void put_chain(const Folder *folder, const char *last)
{
    for (int i = 0; i < CHAIN; i++) {
        char name[32], text[128];
        snprintf(name, sizeof name, "a%d.conn", i);
        if (i + 1 < CHAIN)
            snprintf(text, sizeof text,
                     "import \"a%d.conn\" { T%d }\ntype T%d { a: T%d }\n",
                     i + 1, i + 1, i, i + 1);
        else
            snprintf(text, sizeof text, "%s\ntype T%d { a: int }\n", last, i);
        put_file(folder, name, text);
    }
}

static void test_chain_of_imports(void **state)
{
    Checked run;
    put_chain(*state, "");
    check_file(&run, *state, "a0.conn");
    assert_int_equal(checked_count(&run), 0);
    assert_int_equal(run.program.unit_count, CHAIN + 1); /* and the prelude */
    checked_free(&run);
}

static void test_cycle_of_imports(void **state)
{
    Checked run;
    put_chain(*state, "import \"./a0.conn\" { T0 }");
    check_file(&run, *state, "a0.conn");
    assert_int_equal(checked_has(&run, D_IMPORT_CYCLE), 1);
    checked_free(&run);
}

static void test_odd_imports(void **state)
{
    const Folder *folder = *state;
    char path[400];
    Checked run;
    put_file(folder, "odd.conn",
             "import \"odd.conn\" { A }\n"
             "import \"folder\" { A }\n"
             "import \"pipe\" { A }\n"
             "import \"missing.conn\" { A }\n"
             "import \"\" { A }\n"
             "import \"empty.conn\" { A }\n"
             "import \"link.conn\" { A }\n");
    put_file(folder, "empty.conn", "");
    snprintf(path, sizeof path, "%s/folder", folder->path);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/pipe", folder->path);
    assert_int_equal(mkfifo(path, 0600), 0);
    snprintf(path, sizeof path, "%s/link.conn", folder->path);
    assert_int_equal(symlink("odd.conn", path), 0);
    check_file(&run, folder, "odd.conn");
    assert_int_equal(checked_has(&run, D_IMPORT_NOT_FOUND), 4);
    assert_int_equal(checked_has(&run, D_IMPORT_CYCLE), 2);
    assert_int_equal(checked_has(&run, D_IMPORT_NAME), 1);
    checked_free(&run);
}

/* ---- growth ---- */

enum { MANY = 20000 };

/* head, then MANY times the text with its number for each %d, then tail. What
 * takes time that grows with the square of MANY would take minutes. */
typedef struct Growth {
    const char *head, *text, *tail;
    size_t messages;
} Growth;

#define SETUP                                                                  \
    "connector x\nsetup { properties { base_url = \"https://a.b\" } }\n"

static const Growth growths[] = {
    {"connector x\ntype A {", " f%d: int", "}", 0},
    {"connector x\nenum A {", " f%d", "}", 0},
    {"connector x\n", "resource r%d { }\n", "", 0},
    {SETUP "resource r {", "op r%d GET \"/a\" -> json\n", "}", 0},
    {SETUP "resource r { op a GET \"/a\" -> json { query {", " f%d: int",
     "} } }", 0},
    {SETUP "resource r { op a GET \"", "/{f%d}", "\" -> json }", 0},
    {"connector x\nsetup { configuration {", " f%d: int", "} }", 0},
    {"connector x\nsetup {", " authentication none \"a\" { }", "}", 0},
    {"connector x\nsetup { headers {", " \"f%d\" = \"a\"", "} }", 0},
    {"connector x\ntype A { a: json = {", " f%d: 1", "} }", 0},
    {"connector x\nsetup { errors {", " 404 -> not_found()", "} }", MANY - 1},
    {"connector x\nsetup { authentication custom { sign {", " account.f%d = 1",
     "} } }", MANY},
    {"connector x\n", "type f%d { a: int }\n", "", 0},
    {"connector x\ntype A = int", " | string", "", 1},
    {"connector x\n", "type A { a: int }\n", "", MANY - 1},
    /* what nothing declares is told once */
    {"connector x\ntype A {", " f%d: Q", "}", 1},
    {"connector x\ntype A {", " f%d: Q", "", 2}, /* never closed */
    {"connector x\ntype A { a: int", " @min(1)", "}", MANY - 1},
    {"connector x\n", "type A%d { x: Missing%d }\n", "", MANY},
    {"connector x\n", "// %d\n", "#", 1},
};

static void test_growth(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(growths); i++) {
        Buf text = {0};
        Checked run;
        buf_puts(&text, growths[i].head);
        for (int j = 0; j < MANY; j++)
            for (const char *p = growths[i].text; *p; p++)
                if (p[0] == '%')
                    buf_printf(&text, "%d", j), p++;
                else
                    buf_putc(&text, *p);
        buf_puts(&text, growths[i].tail);
        checked_text(&run, buf_text(&text), text.length);
        checked_render(&run);
        if (checked_count(&run) != growths[i].messages)
            fail_msg("%s%s: %zu messages", growths[i].head, growths[i].text,
                     checked_count(&run));
        checked_free(&run);
        buf_free(&text);
    }
}

/* head, a chain in which number i names number i + 1, and its end. */
static void check_chain(const char *format, const char *end, DiagCode code)
{
    Buf text = {0};
    Checked run;
    buf_puts(&text, "connector x\n");
    for (int i = 0; i < MANY; i++)
        for (const char *p = format; *p; p++)
            if (p[0] == '%')
                buf_printf(&text, "%d", i + (p[1] == 'n')), p++;
            else
                buf_putc(&text, *p);
    buf_printf(&text, "%s", end);
    checked_text(&run, buf_text(&text), text.length);
    checked_render(&run);
    if (code == DIAG_COUNT)
        assert_int_equal(checked_count(&run), 0);
    else
        assert_true(checked_has(&run, code) > 0);
    checked_free(&run);
    buf_free(&text);
}

static void test_chains(void **state)
{
    (void)state;
    check_chain("type A%i { a: A%n }\n", "type A20000 { a: int }", DIAG_COUNT);
    check_chain("type A%i { a: A%n }\n", "type A20000 { a: A0 }",
                D_INFINITE_TYPE);
    check_chain("type A%i = A%n\n", "type A20000 = int", D_TYPE_TOO_COMPLEX);
    check_chain("type A%i = A%n\n", "type A20000 = A0", D_TYPE_TOO_COMPLEX);
    check_chain("type A%i { ...A%n }\n", "type A20000 { a: int }",
                D_TYPE_TOO_COMPLEX);
    check_chain("template a%i(): pagination = a%n()\n",
                "template a20000(): pagination = page()", D_TOO_DEEP);
}

/* What a few lines of generics or templates can grow to is bounded. */
static void test_explosions(void **state)
{
    (void)state;
    static const char *const texts[] = {
        ("type B<T> { a: T }\ntype C<T> { a: T }\n"
         "type A<T> { x: A<B<T>>?, y: A<C<T>>? }\ntype D { a: A<int> }\n"),
        "type A<T> { a: A<T[]>?, b: A<map<T>>? }\ntype D { a: A<int> }\n",
        "type A<T> { a: A<A<T>>? }\ntype D { a: A<int> }\n",
        "type P0<T> { a: P0<P0<T>>?, b: P0<T[]>? }\ntype A { a: P0<int> }\n",
        ("type A<T> { x: A<B<T>>? }\n"
         "type B<T> { x: B<A<T>>?, y: A<B<B<T>>>? }\ntype C { x: A<int>? }\n"),
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        Checked run;
        checked_text(&run, texts[i], strlen(texts[i]));
        assert_int_equal(checked_has(&run, D_TYPE_TOO_COMPLEX), 1);
        assert_int_equal(checked_count(&run), 1);
        assert_true(run.program.arena.total < 32 << 20);
        checked_free(&run);
    }
    Buf text = {0};
    Checked run;
    buf_puts(&text, SETUP);
    for (int i = 0; i < 14; i++) {
        buf_printf(&text, "template a%d(x: string): pagination = a%d(x: \"", i,
                   i + 1);
        for (int j = 0; j < 10; j++)
            buf_puts(&text, "${x}");
        buf_puts(&text, "\")\n");
    }
    buf_puts(&text, "template a14(x: string): pagination = page(param: x)\n"
                    "resource r { op a GET \"/a\" -> json[] "
                    "{ paginate = a0(x: \"abcdefgh\") } }\n");
    checked_text(&run, buf_text(&text), text.length);
    assert_true(checked_has(&run, D_TEXT_TOO_COMPLEX) > 0);
    checked_free(&run);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row),
        cmocka_unit_test(test_samples_are_clean),
        cmocka_unit_test(test_mistakes_are_independent),
        cmocka_unit_test(test_mistakes_alone),
        cmocka_unit_test_setup_teardown(test_chain_of_imports, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_cycle_of_imports, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_odd_imports, make_folder,
                                        remove_folder),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_chains),
        cmocka_unit_test(test_explosions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
