/* test_fmt.c - the formatter: three laws over many sources: the same tree, the
 * same comments, and what is formatted stays as it is. The layouts themselves
 * are the goldens of tests/cases/fmt. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "front/fmt.h"
#include "front/parse.h"
#include "front/program.h"

static FmtResult format(const char *text, size_t length, Buf *out)
{
    Arena arena = {0};
    Sources sources = {.arena = &arena};
    Diags diags = {.arena = &arena};
    uint32_t file = source_add(&sources, "test.conn", text, length);
    FmtResult result = fmt_source(&arena, &sources, file, &diags, out);
    arena_free(&arena);
    return result;
}

static bool same_tree(const char *a, size_t a_length, const char *b,
                      size_t b_length)
{
    Arena arena = {0};
    Sources sources = {.arena = &arena};
    Diags diags = {.arena = &arena};
    uint32_t one = source_add(&sources, "a.conn", a, a_length);
    uint32_t two = source_add(&sources, "b.conn", b, b_length);
    Parsed x = parse_file(&arena, &sources, one, &diags);
    Parsed y = parse_file(&arena, &sources, two, &diags);
    bool same = !diags.errors && x.comment_count == y.comment_count &&
                node_equal(x.file, y.file);
    arena_free(&arena);
    return same;
}

/* Formats `text`, which may have faults, and tests the laws. */
static bool obeys(const char *name, const char *text, size_t length)
{
    Buf once = {0}, twice = {0};
    FmtResult result = format(text, length, &once);
    if (result == FMT_BUG)
        fail_msg("%s would change its meaning:\n%s", name, text);
    if (result == FMT_DONE) {
        if (!same_tree(text, length, buf_text(&once), once.length))
            fail_msg("%s is another tree:\n%s", name, buf_text(&once));
        assert_int_equal(format(buf_text(&once), once.length, &twice),
                         FMT_DONE);
        if (strcmp(buf_text(&once), buf_text(&twice)) != 0)
            fail_msg("%s changes again:\n%s\n---\n%s", name, buf_text(&once),
                     buf_text(&twice));
    }
    buf_free(&once);
    buf_free(&twice);
    return result == FMT_DONE;
}

static Buf read_whole(const char *path)
{
    Buf text = {0};
    const char *why = "";
    if (!program_read(path, &text, &why))
        fail_msg("%s: %s", path, why);
    return text;
}

/* ---- texts and what becomes of them ---- */

static void expect(const char *text, size_t length, const char *wanted)
{
    Buf made = {0};
    assert_int_equal(format(text, length, &made), FMT_DONE);
    assert_string_equal(buf_text(&made), wanted);
    buf_free(&made);
}

static void line_ends(void **state)
{
    (void)state;
#define EXPECT(text, wanted) expect(text, sizeof(text) - 1, wanted)
    EXPECT("", "");
    EXPECT("\n\n", "");
    EXPECT("// only\r\n", "// only\n");
    EXPECT("\xEF\xBB\xBF"
           "a = 1\r\n\r\n\r\nb = 2",
           "a = 1\n\nb = 2\n");
    EXPECT("t = \"\"\"\r\n  x\r\n  \"\"\"\r\n",
           "t = \"\"\"\r\n  x\r\n  \"\"\"\n");
    EXPECT("a = 1   // x  \nbb = 2 // y\n", "a  = 1  // x\nbb = 2  // y\n");
#undef EXPECT
}

static void refuses_faults(void **state)
{
    (void)state;
    static const char *const texts[] = {"a {", "a = ", "a = 1;\n", "\x80",
                                        "a = \"x\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Buf made = {0};
        assert_int_equal(format(texts[i], strlen(texts[i]), &made), FMT_FAULTS);
        assert_int_equal(made.length, 0);
    }
}

/* ---- every source there is, as it is and shaken ---- */

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Another layout of the same tokens, with comments strewn in. */
static Buf shake(const Buf *text, uint32_t *seed)
{
    static const char *const blanks[] = {" ",          "\n",        "  \t",
                                         "\n\n\n    ", " /* c */ ", " // c\n",
                                         " /// d\n",   "\n "};
    Arena arena = {0};
    Sources sources = {.arena = &arena};
    Diags diags = {.arena = &arena};
    Buf out = {0};
    uint32_t at = 0;
    uint32_t file =
        source_add(&sources, "test.conn", buf_text(text), text->length);
    Parsed parsed = parse_file_tokens(&arena, &sources, file, &diags);
    uint32_t rarely = 4 + (uint32_t)parsed.token_count / 6;
    for (size_t i = 0; i < parsed.token_count; i++) {
        uint32_t start = parsed.tokens[i].start;
        bool in_string =
            buf_text(text)[start] == '}' && parsed.tokens[i].end - start > 1;
        bool blank = start > at && strspn(text->text + at, " \n") == start - at;
        if (blank && !in_string && next_random(seed) % rarely == 0)
            buf_puts(&out, blanks[next_random(seed) % 8]);
        else
            buf_write(&out, text->text + at, start - at);
        at = parsed.tokens[i].end;
        buf_write(&out, text->text + start, at - start);
    }
    buf_puts(&out, buf_text(text) + at);
    arena_free(&arena);
    return out;
}

static size_t shake_file(const char *path, bool samples)
{
    Buf text = read_whole(path);
    uint32_t seed = 7;
    bool good = obeys(path, buf_text(&text), text.length);
    size_t formatted = good;
    if (samples) {
        Buf made = {0};
        assert_true(good);
        assert_int_equal(format(buf_text(&text), text.length, &made), FMT_DONE);
        assert_string_equal(buf_text(&made), buf_text(&text));
        buf_free(&made);
    }
    for (int i = 0; good && i < 30; i++) {
        Buf other = shake(&text, &seed);
        formatted += obeys(path, buf_text(&other), other.length);
        buf_free(&other);
    }
    buf_free(&text);
    return formatted;
}

static size_t shake_files(const char *pattern, bool good)
{
    glob_t found;
    size_t formatted = 0;
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            formatted += shake_file(found.gl_pathv[i], good);
    globfree(&found);
    return formatted;
}

static void every_source(void **state)
{
    (void)state;
    assert_true(shake_files("stdlib/*.conn", true) > 20);
    assert_true(shake_files("examples/*.conn", true) > 20);
    shake_files("tests/cases/*/*.conn", false);
}

static void samples(void **state)
{
    (void)state;
    if (!shake_files("../shared/design/samples/*.conn", true)) {
        fputs("samples: no ../shared/design/samples here\n", stderr);
        skip();
    }
}

/* ---- random sources ---- */

typedef struct Maker {
    Buf out;
    uint32_t seed;
    int depth;
} Maker;

static void make(Maker *m, const char *form);

static void make_one(Maker *m, const char *const *forms, size_t count)
{
    m->depth++;
    make(m, forms[m->depth > 7 ? 0 : next_random(&m->seed) % count]);
    m->depth--;
}

#define MAKE_ONE(m, ...)                                                       \
    make_one(m, (const char *const[]){__VA_ARGS__},                            \
             sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void make_part(Maker *m, char part)
{
    if (part == 'n')
        MAKE_ONE(m, "a", "name", "longer_name", "type", "x1");
    else if (part == 's')
        MAKE_ONE(m, "\"s\"", "\"é\\n\"", "\"a ${n} b\"", "\"${f(1 + 2)}\"",
                 "\"\"\"\n  raw\n   x\n  \"\"\"");
    else if (part == 'l')
        MAKE_ONE(m, "1", "2.5", "30s", "10MB", "5xx", "true", "null");
    else if (part == 'e')
        MAKE_ONE(m, "%n", "%l", "%s", "(%e)", "%e + %e", "-%e", "not %e",
                 "%n(%e,%w%n: %e)", "%n.%n", "%n?.%n", "%n[%e]", "[%e,%w%e]",
                 "{ %n: %e,%w%n: %e }", "if %e then %e%welse %e",
                 "match %n { 1 -> %e,%w else -> %e }", "%n ?? %e", "%n as %t",
                 "%n(%n => %e)", "(%e) * (%e)", "try %n(%e)", "%n(%e) catch %l",
                 "{}", "[]", "%n(%e,%w)");
    else if (part == 't')
        MAKE_ONE(m, "string", "%n", "%n<%t>", "%n[]", "%n?", "map<%t>[]?",
                 "(%t | %t)[]", "{ %n: %t%w%n: %t }");
    else if (part == 'a')
        MAKE_ONE(m, "", "", " @%n", " @%n(%e)", " @%n  @%n(%l,%w%e)");
    else if (part == 'w')
        MAKE_ONE(m, " ", "\n", "  ", " /* c */ ", " // c\n", "\n\n\n",
                 " /// d\n");
    else if (part == 'm')
        MAKE_ONE(m, "%n = %e", "%n: %t%a", "%n: %t = %e%a", "\"q\": %t%a",
                 "%n.%n = %e", "let %n = %e", "let %n: %t = %e", "...%n",
                 "if %e {%w%m%w}", "if %e { %m } else { %m }",
                 "for k, v in %n {%w%m%w}", "401 -> %e", "4xx | 500 -> %n(%e)",
                 "%n <- %e", "%n.%n <-> %e", "return %e", "fail %n(%e)",
                 "query { %m%w%m }", "op %n GET %q -> %t%a",
                 "op %n DELETE %q -> %t%a {%w%m,%w%m%w}", "headers {}",
                 "match %n {%w1 -> { %m },%w else -> f(%e)%w}",
                 "/// doc\n%n: %t", "expect %e",
                 "let %n%b= %n%b?? %e\nlet %n%b= %n%b?? %l",
                 "%n.%n%b= %n()%bcatch %l\n%n.%n%b= %n()%bcatch %l",
                 "%n = {\n%n:%b%l\n\"q\":%b%l,\n%n: {\n%n: %e }\n}",
                 "%n = %e%b// c\n%n = %l%b// cc\n",
                 "%n: %t%b= %l%b@%n\n%n: %t%b@%n\n%n: %t%b= %l");
    else if (part == 'b')
        MAKE_ONE(m, " ", " ", "  ", "   ", "     ");
    else if (part == 'q')
        MAKE_ONE(m, "\"/a\"", "\"/a/{id}\"", "\"/längere/{id}\"");
    else
        MAKE_ONE(m, "%m", "type %n {%w%m%w%m%w}", "enum %n { %n, %n = %q %a}",
                 "type %n<a, b> = %t",
                 "fn %n(%n: %t, %n: int = 1) -> %t {%w"
                 "%m%w}",
                 "import std.%n { %n,%w%n }", "%n %n {%w%m%w}",
                 "template %n(%n: int): %n = %e", "test %q {%w%m%w}",
                 "type %n%b{ %m }\ntype %n%b{ %m }\nenum %n%b{ %n }",
                 "type %n%b= %t\ntype %n%w=%w%t%w|%w%t");
}

static void make(Maker *m, const char *form)
{
    for (; *form; form++) {
        if (*form == '%' && m->out.length < 20000)
            make_part(m, *++form);
        else
            buf_putc(&m->out, *form);
    }
}

static void random_sources(void **state)
{
    (void)state;
    size_t formatted = 0;
    Maker m = {.seed = 2026};
    for (int i = 0; i < 4000; i++) {
        m.out.length = 0;
        buf_puts(&m.out, "");
        for (int members = 0; members < 4; members++)
            make(&m, "%i\n");
        formatted += obeys("random", m.out.text, m.out.length);
    }
    buf_free(&m.out);
    assert_true(formatted > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_ends),      cmocka_unit_test(refuses_faults),
        cmocka_unit_test(every_source),   cmocka_unit_test(samples),
        cmocka_unit_test(random_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
