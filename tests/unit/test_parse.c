/* test_parse.c - the parser against broken, deep and hostile sources.
 *
 * What the tree of a good source is, goldens show (tests/cases/good/); here is
 * what can't be a golden: every position, every depth, every table row. */
#include "checked.h"

#include <dirent.h>

/* ---- every node of the table stands in some golden ---- */

static Buf read_folder(const char *folder, const char *suffix)
{
    Buf all = {0};
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        size_t length = strlen(entry->d_name), end = strlen(suffix);
        char path[512];
        if (length < end || strcmp(entry->d_name + length - end, suffix) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        char *text = checked_read(path, NULL);
        assert_non_null(text);
        buf_puts(&all, text);
        free(text);
    }
    closedir(dir);
    return all;
}

static void test_every_node(void **state)
{
    (void)state;
    static const char *const names[] = {
#define NODE(kind, member, fields) #member,
#include "grammar/nodes.def"
#undef NODE
    };
    Buf trees = read_folder("tests/cases/good", ".ast");
    size_t missing = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char wanted[64];
        snprintf(wanted, sizeof wanted, " %s ", names[i]);
        bool root = strcmp(names[i], "file") == 0;
        bool poison = strcmp(names[i], "error") == 0; /* of broken sources */
        if (root || poison || strstr(buf_text(&trees), wanted))
            continue;
        print_error("no golden in tests/cases/good shows a %s\n", names[i]);
        missing++;
    }
    buf_free(&trees);
    assert_int_equal(missing, 0);
}

/* ---- depth ---- */

enum { DEEP = 100000 };

/* head, then DEEP times `open`, `middle`, DEEP times `close`, tail. */
typedef struct Nest {
    const char *head, *open, *middle, *close, *tail;
} Nest;

static const Nest nests[] = {
    {"connector x\nsetup ", "{ a ", "", "}", ""},
    {"connector x\nsetup ", "{ a ", "", "", ""},
    {"connector x\ninformation { name = ", "(", "1", ")", " }"},
    {"connector x\ninformation { name = ", "(", "", "", ""},
    {"connector x\ninformation { tags = ", "[", "", "]", " }"},
    {"connector x\ninformation { tags = ", "[", "", "", ""},
    {"connector x\ninformation { name = ", "{ a: ", "1", "}", " }"},
    {"connector x\ninformation { name = a", ".b", "", "", " }"},
    {"connector x\ninformation { name = a", "?.b", "", "", " }"},
    {"connector x\nhooks { before { a", ".b", "", "", " = 1 } }"},
    {"connector x\nhooks { before { a", "(1)", "", "", " } }"},
    {"connector x\ninformation { name = a", "[1]", "", "", " }"},
    {"connector x\ninformation { name = ", "-", "1", "", " }"},
    {"connector x\ninformation { name = ", "not ", "1", "", " }"},
    {"connector x\ninformation { name = 1", " + 1", "", "", " }"},
    {"connector x\ninformation { name = 1", " ?? 1", "", "", " }"},
    {"connector x\ninformation { name = 1", " catch 1", "", "", " }"},
    {"connector x\ninformation { name = 1", " as int", "", "", " }"},
    {"connector x\ninformation { name = ", "try ", "1", "", " }"},
    {"connector x\ninformation { name = ", "if a then 1 else ", "1", "", " }"},
    {"connector x\ninformation { name = ", "match 1 { else -> ", "1", "}",
     " }"},
    {"connector x\ninformation { name = ", "match 1 { 1 -> ", "a.b", "}", " }"},
    {"connector x\ninformation { name = ", "{ a: ", "-1", "}", " }"},
    {"connector x\ninformation { name = ", "\"${", "1", "}\"", " }"},
    {"connector x\ninformation { name = ", "f(x => ", "1", ")", " }"},
    {"connector x\nhooks { before { ", "if a { } else ", "{ }", "", " } }"},
    {"connector x\nhooks { before { ", "for a in b { ", "", "}", " } }"},
    {"connector x\ntype A { a: int", "[]", "", "", " }"},
    {"connector x\ntype A { a: int", " ?", "", "", " }"},
    {"connector x\ntype A { a: ", "map<", "int", ">", " }"},
    {"connector x\ntype A { a: ", "{ a: ", "int", "}", " }"},
    {"connector x\ntype A { a: ", "(", "int", ")", " }"},
};

static Buf nest_text(const Nest *nest, size_t depth, size_t closed)
{
    Buf text = {0};
    buf_puts(&text, nest->head);
    for (size_t i = 0; i < depth; i++)
        buf_puts(&text, nest->open);
    buf_puts(&text, nest->middle);
    for (size_t i = 0; i < closed; i++)
        buf_puts(&text, nest->close);
    buf_puts(&text, nest->tail);
    return text;
}

/* One message says that it is too deep, and nothing comes of it. Parentheses
 * that nothing is in are no tree: bison's own stack is what ends there. */
static void test_depth(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof nests / sizeof *nests; i++) {
        Buf text = nest_text(&nests[i], DEEP, DEEP);
        Checked run;
        checked_text(&run, buf_text(&text), text.length);
        checked_render(&run);
        if (checked_has(&run, D_TOO_DEEP) != 1 || checked_count(&run) != 1)
            fail_msg("%s%s…: %zu messages", nests[i].head, nests[i].open,
                     checked_count(&run));
        checked_free(&run);
        buf_free(&text);
    }
}

/* Depths that people reach are no trouble. */
static void test_depth_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof nests / sizeof *nests; i++) {
        Buf text = nest_text(&nests[i], 40, 40);
        Checked run;
        checked_text(&run, buf_text(&text), text.length);
        assert_int_equal(checked_has(&run, D_TOO_DEEP), 0);
        checked_free(&run);
        buf_free(&text);
    }
}

/* Whatever stands where the depth is reached, with its end or without. */
static void test_depth_reached(void **state)
{
    (void)state;
    static const size_t depths[] = {62,  63,  84,  85,  126, 127,
                                    128, 129, 254, 255, 256, 257};
    for (size_t i = 0; i < sizeof nests / sizeof *nests * 2; i++)
        for (size_t j = 0; j < sizeof depths / sizeof *depths; j++) {
            Buf text =
                nest_text(&nests[i / 2], depths[j], i % 2 ? depths[j] : 0);
            Checked run;
            checked_text(&run, buf_text(&text), text.length);
            checked_render(&run);
            assert_true(i % 2 || !*nests[i / 2].close ||
                        checked_count(&run) > 0);
            checked_free(&run);
            buf_free(&text);
        }
}

/* ---- a sign lost ---- */

static const char sample[] = "edition = 2026\n"
                             "import std.paginate { link_header }\n"
                             "\n"
                             "/// A connector with one of each.\n"
                             "connector sample\n"
                             "\n"
                             "information {\n"
                             "  name = \"Sample\"\n"
                             "  hub  = \"general\"\n"
                             "}\n"
                             "\n"
                             "setup {\n"
                             "  properties {\n"
                             "    base_url = \"https://${config.host}/v1\"\n"
                             "    paginate = link_header(size: 100)\n"
                             "    headers {\n"
                             "      \"Accept\" = \"application/json\"\n"
                             "    }\n"
                             "    errors Fault {\n"
                             "      404 -> not_found(body.message)\n"
                             "      5xx -> unavailable(body.message)\n"
                             "    }\n"
                             "  }\n"
                             "  configuration {\n"
                             "    host: string = \"example.com\"\n"
                             "  }\n"
                             "}\n"
                             "\n"
                             "resource items {\n"
                             "  op list GET \"/items\" -> Item[] {\n"
                             "    query {\n"
                             "      state: State = open\n"
                             "    }\n"
                             "  }\n"
                             "  op get GET \"/items/{id}\" -> Item\n"
                             "}\n"
                             "\n"
                             "enum State {\n"
                             "  open\n"
                             "  closed\n"
                             "}\n"
                             "\n"
                             "type Item {\n"
                             "  id: string\n"
                             "  state: State\n"
                             "}\n"
                             "\n"
                             "type Fault {\n"
                             "  message: string = \"\"\n"
                             "}\n";

/* The offset of the bracket that text[at] closes, or `at` itself. */
static size_t opener_of(const char *text, size_t at)
{
    static const char open[] = "{([", close[] = "})]";
    const char *kind = strchr(close, text[at]);
    size_t depth = 0;
    for (size_t i = at; kind && i-- > 0;) {
        depth += text[i] == *kind;
        if (text[i] == open[kind - close] && depth-- == 0)
            return i;
    }
    return at;
}

/* Whether a message stands within two lines of `line`, or says that the
 * bracket at `opener` is not closed. */
static bool is_blamed(const Checked *run, size_t line, size_t opener)
{
    const Sources *sources = &run->program.sources;
    for (size_t i = 0; i < run->program.diags.count; i++) {
        const Diag *diag = run->program.diags.items[i];
        Span span = diag->span;
        if (diag->code == D_UNCLOSED_BRACE && span.start == opener)
            return true;
        size_t at = source_line_of(sources, span.file, span.start);
        if (at + 2 >= line && at <= line + 2)
            return true;
    }
    return false;
}

static void cut_everywhere(const char *text, bool blame)
{
    size_t length = strlen(text), line = 1;
    char *cut = malloc(length + 1);
    for (size_t i = 0; i < length; i++) {
        line += text[i] == '\n';
        if (!strchr("{}()[]\"", text[i]) || (i > 0 && text[i - 1] == '$'))
            continue; /* without its brace, `$` is a letter like others */
        memcpy(cut, text, i);
        memcpy(cut + i, text + i + 1, length - i);
        Checked run;
        checked_text(&run, cut, length - 1);
        checked_render(&run);
        if (blame && !is_blamed(&run, line, opener_of(text, i)))
            fail_msg("`%c` cut from line %zu is not blamed there", text[i],
                     line);
        /* Without its opening brace a block's members are somebody else's. */
        size_t most = text[i] == '{' ? 6 : 4;
        if (blame && checked_count(&run) > most)
            fail_msg("`%c` cut from line %zu gives %zu messages", text[i], line,
                     checked_count(&run));
        checked_free(&run);
    }
    free(cut);
}

static void test_lost_sign(void **state)
{
    (void)state;
    Checked run;
    checked_text(&run, sample, sizeof sample - 1);
    assert_int_equal(checked_count(&run), 0);
    checked_free(&run);
    cut_everywhere(sample, true);
}

static void test_cut_anywhere(void **state)
{
    (void)state;
    for (size_t length = 0; length < sizeof sample; length++) {
        Checked run;
        checked_text(&run, sample, length);
        checked_render(&run);
        checked_free(&run);
    }
}

static void test_lost_sign_in_samples(void **state)
{
    (void)state;
    static const char *const names[] = {"crm", "github", "stripe"};
    for (size_t i = 0; i < 3; i++) {
        char path[128];
        snprintf(path, sizeof path, "../shared/design/samples/%s.conn",
                 names[i]);
        char *text = checked_read(path, NULL);
        if (!text) {
            print_error("%s is not there: skipped\n", path);
            skip();
        }
        cut_everywhere(text, false);
        free(text);
    }
}

/* ---- bytes ---- */

typedef struct Bytes {
    const char *text;
    size_t length;
    DiagCode code;
} Bytes;

#define BYTES(text, code)                                                      \
    {                                                                          \
        text, sizeof(text) - 1, code                                           \
    }

static void test_bytes(void **state)
{
    (void)state;
    static const Bytes cases[] = {
        BYTES("connector x\0\n", D_NUL_CHARACTER),
        BYTES("// \0", D_NUL_CHARACTER),
        BYTES("type A { a: string = \"\0\" }", D_NUL_CHARACTER),
        BYTES("\x80", D_INVALID_UTF8),
        BYTES("// \xC0\xAF", D_INVALID_UTF8),
        BYTES("/* \xC3", D_INVALID_UTF8),
        BYTES("type A { a: string = \"\xED\xA0\x80\" }", D_INVALID_UTF8),
        BYTES("type A { a: string = \"\"\"\xF5\x80\x80\x80\"\"\" }",
              D_INVALID_UTF8),
        BYTES("/// \xFF", D_INVALID_UTF8),
        BYTES("type \xF0\x9F\x98", D_INVALID_UTF8),
        BYTES("type A { a: int \xEF\xBB\xBF }", D_STRAY_CHARACTER),
        BYTES("type \xC3\x84 { }", D_STRAY_CHARACTER),
        BYTES("\"", D_UNCLOSED_STRING),
        BYTES("\"\"\"", D_UNCLOSED_BLOCK_STRING),
        BYTES("/*", D_UNCLOSED_COMMENT),
        BYTES("setup {", D_UNCLOSED_BRACE),
        BYTES("}", D_STRAY_CHARACTER),
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Checked run;
        checked_text(&run, cases[i].text, cases[i].length);
        checked_render(&run);
        if (!checked_has(&run, cases[i].code))
            fail_msg("case %zu lacks %s", i, diag_row(cases[i].code)->code);
        checked_free(&run);
    }
}

static void test_same_with_crlf_and_bom(void **state)
{
    (void)state;
    Buf text = {0};
    buf_puts(&text, "\xEF\xBB\xBF");
    for (const char *p = sample; *p; p++) {
        if (*p == '\n')
            buf_putc(&text, '\r');
        buf_putc(&text, *p);
    }
    Checked plain, other;
    checked_text(&plain, sample, sizeof sample - 1);
    checked_text(&other, buf_text(&text), text.length);
    assert_int_equal(checked_count(&other), 0);
    assert_true(
        node_equal(plain.program.units[0]->tree, other.program.units[0]->tree));
    checked_free(&plain);
    checked_free(&other);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_node),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_depth_allowed),
        cmocka_unit_test(test_depth_reached),
        cmocka_unit_test(test_lost_sign),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_lost_sign_in_samples),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_same_with_crlf_and_bom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
