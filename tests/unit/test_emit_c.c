/* test_emit_c.c - the target `c`: models built by hand become clients that four
 * compilers take without a warning, and that hold what the model says.
 */
#include "emit_c/emitted.h"
#include "sanitize.h"

#include "emit/c/names.h"
#include "emit/c/text.h"

static void test_everything_compiles(void **state)
{
    (void)state;
    Build b;
    Everything e;
    build_everything(&b, &e);
    bool done = emit(&b);
    assert_clean(&b);
    assert_true(done);
    assert_compiles(&b, "github");
    build_end(&b);
}

/* ---- what the client does ---- */

/* The folder of the build that this program is from. */
static void build_folder(char *out, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", out, size - 1);
    assert_true(length > 0);
    out[length] = '\0';
    for (int up = 0; up < 3; up++) {
        char *slash = strrchr(out, '/');
        assert_non_null(slash);
        *slash = '\0';
    }
}

/* The program is built as this one was: libconn.a wants the same. */
#ifdef __clang__
#define COMPILER "clang"
#else
#define COMPILER "gcc"
#endif

static void assert_runs(const char *builds, const char *folder,
                        const char *sources)
{
    assert_int_equal(
        run(COMPILER
            " -std=c11 -D_POSIX_C_SOURCE=200809L -g %s %s -I'%s' "
            "-o '%s/use' %s '%s/libconn.a' "
            "$(pkg-config --libs libcurl libcjson libcrypto) -lpthread -lm",
            SANITIZE, include_flags, folder, folder, sources, builds),
        0);
    assert_int_equal(run("'%s/use'", folder), 0);
}

static void test_client_works(void **state)
{
    (void)state;
    Build b;
    Everything e;
    char builds[1024];
    build_folder(builds, sizeof builds);
    if (run("test -f '%s/libconn.a'", builds) != 0) {
        fprintf(stderr, "test_emit_c: SKIPPED the program, no libconn.a\n");
        skip();
    }
    build_everything(&b, &e);
    assert_true(emit(&b));
    const char *folder = make_folder(&b);
    assert_runs(builds, folder, "tests/unit/emit_c/use.c");
    remove_folder(folder);
    build_end(&b);
}

/* A connector whose bodies are XML, from its source to its calls. */
static void test_xml_client_works(void **state)
{
    (void)state;
    Build b = {0};
    char builds[1024];
    build_folder(builds, sizeof builds);
    if (run("test -f '%s/libconn.a' && test -x '%s/connc'", builds, builds)) {
        fprintf(stderr, "test_emit_c: SKIPPED the XML, no connc\n");
        skip();
    }
    const char *folder = make_folder(&b);
    char sources[1200];
    snprintf(sources, sizeof sources, "tests/unit/emit_c/s3.c '%s/s3.c'",
             folder);
    assert_int_equal(run("'%s/connc' build --target c "
                         "tests/unit/emit_c/s3.conn -o '%s'",
                         builds, folder),
                     0);
    assert_runs(builds, folder, sources);
    remove_folder(folder);
    arena_free(&b.arena);
}

/* ---- names ---- */

static void test_names(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"createdAt", "created_at"},
        {"HTTPServer", "http_server"},
        {"userIDs", "user_ids"},
        {"@odata.type", "odata_type"},
        {"9 lives", "x9_lives"},
        {"__x__", "x"},
        {"\303\274ber", "ber"},
        {"\xE2\x9C\x93", "x"},
        {"", "x"},
        {"A", "a"},
        {"PageOfCustomer", "page_of_customer"},
        {"a--b", "a_b"},
        {"v2Beta1", "v2_beta1"}};
    Arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(name_snake(&arena, cases[i][0]), cases[i][1]);
    Names names = {.arena = &arena};
    assert_string_equal(name_claim(&names, "class"), "class_");
    assert_string_equal(name_claim(&names, "a"), "a");
    assert_string_equal(name_claim(&names, "a"), "a_2");
    assert_string_equal(name_claim(&names, "a"), "a_3");
    assert_string_equal(name_claim(&names, "time"), "time");
    const char *const suffixes[] = {"", "_next"};
    assert_string_equal(name_claim(&names, "list_next"), "list_next");
    assert_string_equal(name_claim_all(&names, "list", suffixes, 2), "list_2");
    assert_true(name_is_taken(&names, "list_2_next"));
    Names file = {.arena = &arena, .file_scope = true};
    assert_string_equal(name_claim(&file, "time"), "time_");
    arena_free(&arena);
}

static void test_text(void **state)
{
    (void)state;
    Buf out = {0};
    text_literal(&out, "a\"\\\n?\?/\xC3\xA9"
                       "1");
    assert_string_equal(buf_text(&out), "\"a\\\"\\\\\\012?\\?/\\303\\2511\"");
    buf_free(&out);
    text_literal(&out, NULL);
    assert_string_equal(buf_text(&out), "NULL");
    buf_free(&out);
    text_comment(&out, 0, "a */ b /* c ?\?/ \xE2\x80\xAE d\n\ne\n");
    assert_string_equal(buf_text(&out),
                        "/* a * / b / * c ? ?/ . d\n *\n * e */\n");
    buf_free(&out);
    text_comment(&out, 4, "");
    assert_int_equal(out.length, 0);
}

/* What would break a client that takes names and texts as they are. */
static const char *const hard_names[] = {
    "type",  "class", "int",    "default",     "NULL",    "errno",
    "list",  "call",  "body",   "others",      "a-b",     "a_b",
    "aB",    "@type", "9lives", "\303\274ber", "",        "*/",
    "bool",  "stdin", "this",   "new",         "unused_", "value",
    "state", "\"q\"", "?\?/",   "a\nb",        "alignas", "EOF"};
enum { HARD_NAMES = sizeof hard_names / sizeof *hard_names };

static const char hard_doc[] =
    "Ends */ here, /* begins ?\?/ \xE2\x80\xAE\xE2\x81\xA6 caf\xC3\xA9 \\\n"
    "// and \"quotes\" \\\n#error no\n\n"
    "A line that is much longer than eighty columns, so that it must be broken "
    "somewhere between its words and not within one of them.";

static void hard_model(Build *b, const char *id)
{
    build_begin(b, id);
    add_no_auth(b);
    b->connector->key = "x\n$(shell false) \"\\\n";
    b->connector->doc = hard_doc;
    b->properties->base_url = text(b, "http://127.0.0.1:1/?\?/\"\\");
    const Type *string = type(b, TYPE_STRING);
    static const char *const members[] = {"a", "A", "a b", "a_b", "", "int"};
    Enum *e = enumeration(b, "Open", 6, members);
    e->doc = hard_doc;
    Record *r = record(b, "Config");
    r->open = true;
    r->doc = hard_doc;
    for (size_t i = 0; i < HARD_NAMES; i++) {
        Field *f = i % 3 == 0 ? optional(b, r, hard_names[i], string)
                              : field(b, r, hard_names[i], string);
        f->doc = hard_doc;
        f->pattern = "^*/?\?/$";
        f->label = "\"";
    }
    field(b, r, "fallback", string)->fallback = text(b, "?\?/\"\\\n\xC3\xA9"
                                                        "1");
    record(b, "String");
    record(b, "StringList");
    record(b, "IssuesList");
    Record *open = record(b, "conn_str");
    field(b, open, "strings", of(b, TYPE_LIST, string));
    field(b, open, "others", enum_type(b, e));
    optional(b, open, "config", record_type(b, r));
    Resource *first = resource(b, "issues");
    Operation *list = operation(b, first, "list", "GET", "/*/?\?/\"", NULL);
    list->result = of(b, TYPE_LIST, record_type(b, open));
    list->doc = hard_doc;
    pages(b, list, choice(b, "link", 0, NULL), record_type(b, open), 0, NULL);
    operation(b, first, "list_next", "GET", "/", NULL);
    operation(b, first, "int", "GET", "/", record_type(b, r));
    Operation *get = operation(b, first, "get", "POST", "/", NULL);
    for (size_t i = 0; i < HARD_NAMES; i++)
        param(b, get, hard_names[i], string, PLACE_QUERY, i % 2 == 0);
    body(b, get, record_type(b, open));
    Resource *second = resource(b, "issues_list");
    operation(b, second, "next", "GET", "/", NULL);
    for (size_t i = 0; i < HARD_NAMES; i++)
        config_field(b, hard_names[i], TYPE_STRING)->fallback = text(b, "x");
}

static void test_hard_names(void **state)
{
    (void)state;
    static const char *const ids[][2] = {
        {"int", "int"},
        {"conn", "my_conn"},
        {"time", "time"},
        {"Http-Palette.se", "http_palette_se"}};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        Build b;
        hard_model(&b, ids[i][0]);
        assert_true(emit(&b));
        assert_clean(&b);
        assert_compiles(&b, ids[i][1]);
        build_end(&b);
    }
}

static void test_header_names(void **state)
{
    (void)state;
    Build b;
    hard_model(&b, "x");
    assert_true(emit(&b));
    const char *header = output_text(&b, "x.h");
    assert_has(header, "struct x_config_type {");
    assert_has(header, "    const char *call_2;\n");
    assert_has(header, "    const char *class_;\n");
    assert_has(header, "    conn_members others;\n");
    assert_has(header, "conn_reply *x_issues_list_next_2(");
    assert_has(header, "X_OPEN_TYPE_A_B_2 = 4");
    assert_lacks(header, "\n#error");
    assert_lacks(output_text(&b, "x.pc"), "$(shell");
    build_end(&b);
}

/* ---- defaults ---- */

static void test_defaults(void **state)
{
    (void)state;
    Build b;
    Operation *op = small_model(&b);
    Expr *half = expr(&b, EXPR_FLOAT);
    half->text = "0.5";
    Expr *minus = expr(&b, EXPR_UNARY);
    minus->text = "-";
    minus->a = number(&b, 2147483648);
    Expr *list[] = {text(&b, "a"), text(&b, "b")};
    const struct {
        const char *name;
        const Type *type;
        Expr *value;
        const char *expected;
    } cases[] = {
        {"price", type(&b, TYPE_DECIMAL), half, " = \"0.5\";"},
        {"ratio", type(&b, TYPE_FLOAT), half, "double default_value_2 = 0.5;"},
        {"whole", type(&b, TYPE_FLOAT), number(&b, 2), " = 2.0;"},
        {"low", type(&b, TYPE_INT32), minus,
         "int32_t default_value_4 = "
         "-2147483648;"},
        {"wait", type(&b, TYPE_DURATION), duration(&b, 90000000),
         "INT64_C(90000000)"},
        {"day", type(&b, TYPE_DATE), text(&b, "2026-08-09"), "{2026, 8, 9}"},
        {"tags", of(&b, TYPE_LIST, type(&b, TYPE_STRING)),
         items(&b, EXPR_LIST, 2, list), "{default_items, 2}"},
        {"any", type(&b, TYPE_JSON), items(&b, EXPR_LIST, 2, list),
         "{\"[\\\"a\\\",\\\"b\\\"]\", 9}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        param(&b, op, cases[i].name, cases[i].type, PLACE_QUERY, false)
            ->field.fallback = cases[i].value;
    assert_true(emit(&b));
    assert_clean(&b);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_has(output_text(&b, "small.c"), cases[i].expected);
    assert_has(output_text(&b, "small.h"), "/* Default: 90s */");
    assert_compiles(&b, "small");
    build_end(&b);
}

/* ---- size and stability ---- */

/* Types within types, further than the tables are nested. */
static void test_long_chain(void **state)
{
    (void)state;
    Build b;
    Operation *op = small_model(&b);
    Record *last = op->result->record;
    for (int i = 0; i < 1000; i++) {
        Record *next = record(&b, arena_format(&b.arena, "Link%d", i));
        optional(&b, last, "next", record_type(&b, next));
        last = next;
    }
    optional(&b, last, "first", op->result);
    assert_true(emit(&b));
    assert_clean(&b);
    assert_compiles(&b, "small");
    build_end(&b);
}

enum { MANY = 1000 };

static void many_operations(Build *b)
{
    Operation *model = small_model(b);
    Resource *things = b->connector->resources[0];
    for (int i = 0; i < MANY; i++) {
        Record *r = record(b, arena_format(&b->arena, "Thing%dInfo", i));
        field(b, r, "id", type(b, TYPE_INT64));
        optional(b, r, "name", type(b, TYPE_STRING));
        optional(b, r, "thing", model->result);
        Operation *op =
            operation(b, things, arena_format(&b->arena, "get%d", i), "GET",
                      "/things/", record_type(b, r));
        param(b, op, "id", type(b, TYPE_STRING), PLACE_PATH, true);
        param(b, op, "limit", type(b, TYPE_INT), PLACE_QUERY, false);
        Assign *send = arena_new(&b->arena, Assign);
        *send = (Assign){PLACE_HEADER,
                         "X-Operation",
                         text(b, arena_format(&b->arena, "%d", i)),
                         place(),
                         NULL,
                         false,
                         NULL,
                         NULL};
        op->sends = send;
        op->send_count = 1;
    }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void test_many_operations(void **state)
{
    (void)state;
    Build b;
    many_operations(&b);
    double start = seconds();
    assert_true(emit(&b));
    double emitted = seconds();
    assert_clean(&b);
    const char *folder = make_folder(&b);
    compile("gcc", c_flags, folder, "small.c");
    fprintf(stderr,
            "test_emit_c: %d operations emitted in %.3f s, read by gcc in "
            "%.2f s\n",
            MANY, emitted - start, seconds() - emitted);
    remove_folder(folder);
    build_end(&b);
}

static void test_same_output(void **state)
{
    (void)state;
    Build one, two;
    Everything e;
    build_everything(&one, &e);
    assert_true(emit(&one));
    build_everything(&two, &e);
    assert_true(emit(&two));
    assert_int_equal(one.outputs.count, 6);
    assert_int_equal(two.outputs.count, 6);
    for (size_t i = 0; i < one.outputs.count; i++) {
        const Output *a = one.outputs.files[i], *b = two.outputs.files[i];
        assert_string_equal(a->path, b->path);
        assert_string_equal(buf_text(&a->text), buf_text(&b->text));
    }
    build_end(&one);
    build_end(&two);
}

/* Bytes of a multipart body come from wherever the caller says. */
static void test_multipart(void **state)
{
    (void)state;
    Build b;
    small_model(&b);
    Operation *op =
        operation(&b, b.connector->resources[0], "send", "POST", "/send", NULL);
    param(&b, op, "file", type(&b, TYPE_BYTES), PLACE_MULTIPART, true);
    param(&b, op, "title", type(&b, TYPE_STRING), PLACE_MULTIPART, false);
    assert_true(emit(&b));
    assert_has(output_text(&b, "small.h"), "    conn_upload file;");
    assert_has(output_text(&b, "small.c"), "CONN_W_UPLOAD");
    assert_has(output_text(&b, "small.c"), "CONN_IN_PART");
    assert_has(output_text(&b, "small.c"), "CONN_ENC_MULTIPART");
    assert_has(output_text(&b, "small.h"),
               "small_things_send_add(\n    conn_batch");
    assert_compiles(&b, "small");
    build_end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_multipart),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_everything_compiles),
        cmocka_unit_test(test_client_works),
        cmocka_unit_test(test_xml_client_works),
        cmocka_unit_test(test_hard_names),
        cmocka_unit_test(test_header_names),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_long_chain),
        cmocka_unit_test(test_many_operations),
        cmocka_unit_test(test_same_output),
    };
    return cmocka_run_group_tests_name("emit_c", tests, NULL, NULL);
}
