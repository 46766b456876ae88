/* test_diag.c - messages as data: JSON lines, columns, marks, did-you-mean. */
#include "checked.h"

#include <cjson/cJSON.h>

/* ---- JSON ---- */

static const char *const diag_keys[] = {
    "file",     "line",    "column", "end_line", "end_column", "code",
    "severity", "message", "help",   "related",  "fixes"};
static const char *const related_keys[] = {"file",     "line",       "column",
                                           "end_line", "end_column", "message"};
static const char *const fix_keys[] = {
    "file", "line", "column", "end_line", "end_column", "text", "certain"};
#define COUNT(items) (sizeof(items) / sizeof *(items))

static void check_keys(const cJSON *object, const char *const *keys,
                       size_t count)
{
    assert_true(cJSON_IsObject(object));
    assert_int_equal(cJSON_GetArraySize(object), count);
    size_t i = 0;
    const cJSON *member;
    cJSON_ArrayForEach(member, object)
    {
        assert_string_equal(member->string, keys[i]);
        i++;
    }
}

static int number(const cJSON *object, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
    assert_true(cJSON_IsNumber(value));
    return value->valueint;
}

static void check_place(const cJSON *object)
{
    assert_true(number(object, "line") >= 1);
    assert_true(number(object, "column") >= 1);
    assert_true(number(object, "end_line") >= number(object, "line"));
    if (number(object, "end_line") == number(object, "line"))
        assert_true(number(object, "end_column") >= number(object, "column"));
}

static void check_list(const cJSON *object, const char *name,
                       const char *const *keys, size_t count)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, name), *item;
    assert_true(cJSON_IsArray(list));
    cJSON_ArrayForEach(item, list)
    {
        check_keys(item, keys, count);
        check_place(item);
    }
}

static void check_json_line(const char *line, size_t length)
{
    cJSON *object = cJSON_ParseWithLength(line, length);
    assert_non_null(object);
    check_keys(object, diag_keys, COUNT(diag_keys));
    check_place(object);
    const char *severity = cJSON_GetStringValue(
        cJSON_GetObjectItemCaseSensitive(object, "severity"));
    assert_true(strcmp(severity, "error") == 0 ||
                strcmp(severity, "warning") == 0);
    const cJSON *help = cJSON_GetObjectItemCaseSensitive(object, "help");
    assert_true(cJSON_IsNull(help) || cJSON_IsString(help));
    check_list(object, "related", related_keys, COUNT(related_keys));
    check_list(object, "fixes", fix_keys, COUNT(fix_keys));
    cJSON_Delete(object);
}

static const char many[] =
    "connector x\n"
    "information { nmae = \"a\" api: rest, tags = [1, \"\\t\\u0001\", \n"
    "  \"two\n"
    "  lines\"] }\n"
    "type A { a: int = \"x\", a: string @wire(3), b: A, c: Q\"\\q\" }\n"
    "resource r { op list GTE \"/a/{b\" -> B[] }\n"
    "enum E { a, a }\n"
    "type F { e: E = d }\n";

static void test_json_lines(void **state)
{
    (void)state;
    Checked run;
    Buf out = {0};
    checked_text(&run, many, sizeof many - 1);
    render_json(&out, &run.program.diags, &run.program.sources);
    size_t lines = 0;
    for (const char *at = buf_text(&out); *at; lines++) {
        size_t length = strcspn(at, "\n");
        assert_int_equal(at[length], '\n');
        check_json_line(at, length);
        at += length + 1;
    }
    assert_int_equal(lines, checked_count(&run));
    assert_true(lines > 5);
    buf_free(&out);
    checked_free(&run);
}

/* ---- columns ---- */

static void check_position(const char *text, DiagCode code, size_t line,
                           size_t column)
{
    Checked run;
    checked_text(&run, text, strlen(text));
    assert_int_equal(checked_has(&run, code), 1);
    for (size_t i = 0; i < checked_count(&run); i++) {
        const Diag *diag = run.program.diags.items[i];
        Position at = source_position(&run.program.sources, diag->span.file,
                                      diag->span.start);
        if (diag->code != code)
            continue;
        assert_int_equal(at.line, line);
        assert_int_equal(at.column, column);
    }
    checked_free(&run);
}

static void test_columns_are_scalars(void **state)
{
    (void)state;
    check_position("type A { a: Q }", D_UNKNOWN_TYPE, 1, 13);
    check_position("\xEF\xBB\xBFtype A { a: Q }", D_UNKNOWN_TYPE, 1, 13);
    check_position("\xEF\xBB\xBF\ntype A { a: Q }", D_UNKNOWN_TYPE, 2, 13);
    check_position("\n\ttype A { a: Q }", D_UNKNOWN_TYPE, 2, 14);
    check_position("\r\n\r\ntype A {\r\n a: Q }", D_UNKNOWN_TYPE, 4, 5);
    check_position("/* \xE6\x97\xA5\xF0\x9F\x98\x80"
                   "e\xCC\x81 */ type A { a: Q }",
                   D_UNKNOWN_TYPE, 1, 24);
}

/* ---- marks ---- */

static void check_text(const char *text, const char *expected)
{
    Checked run;
    Buf out = {0};
    checked_text(&run, text, strlen(text));
    render_text(&out, &run.program.diags, &run.program.sources, false);
    assert_string_equal(buf_text(&out), expected);
    buf_free(&out);
    checked_free(&run);
}

static void test_marks_of_one_line(void **state)
{
    (void)state;
    check_text("type A { a: int, a: int }",
               "error[E0114]: the field `a` is declared twice\n"
               "  --> /nonexistent/a.conn:1:18\n"
               "   |\n"
               " 1 | type A { a: int, a: int }\n"
               "   |          -       ^\n"
               "   |          |\n"
               "   |          the first one\n"
               "\n");
}

static void test_marks_in_order_of_lines(void **state)
{
    (void)state;
    check_text("type A { }\n\n\ntype A { }",
               "error[E0114]: the type `A` is declared twice\n"
               "  --> /nonexistent/a.conn:4:6\n"
               "   |\n"
               " 1 | type A { }\n"
               "   |      - first declared here\n"
               "...\n"
               " 4 | type A { }\n"
               "   |      ^\n"
               "\n");
}

/* A wide character takes two columns, a combining one none, a tab four, and
 * control characters are not let through to the terminal. */
static void test_widths(void **state)
{
    (void)state;
    check_text("\t/* \xE6\x97\xA5"
               "e\xCC\x81\x1B */ type A { a: Q }",
               "error[E0201]: there is no type `Q`\n"
               "  --> /nonexistent/a.conn:1:25\n"
               "   |\n"
               " 1 |     /* \xE6\x97\xA5"
               "e\xCC\x81\xEF\xBF\xBD */ type A { a: Q }\n"
               "   |                            ^\n"
               "\n");
}

/* Neither a byte order mark nor the `\r` of a line end is shown or counted. */
static void test_mark_and_line_ends(void **state)
{
    (void)state;
    static const char expected[] = "error[E0201]: there is no type `Q`\n"
                                   "  --> /nonexistent/a.conn:1:13\n"
                                   "   |\n"
                                   " 1 | type A { a: Q }\n"
                                   "   |             ^\n"
                                   "\n";
    check_text("\xEF\xBB\xBFtype A { a: Q }\r\n", expected);
    check_text("type A { a: Q }\r\n", expected);
}

static void test_invalid_utf8_has_its_offset(void **state)
{
    (void)state;
    check_text("type A { }\r\n/* \xE6\x97\xA5 */ // \xC3\x28",
               "error[E0001]: the byte 0xC3 is not valid UTF-8\n"
               "  --> /nonexistent/a.conn:2:12\n"
               "   |\n"
               " 2 | /* \xE6\x97\xA5 */ // \xEF\xBF\xBD(\n"
               "   |             ^ byte 25 of the file\n"
               "   |\n"
               "   = help: a source is saved as UTF-8\n"
               "\n");
}

/* What turns the direction of a line could make it look like another. */
static void test_no_turned_text(void **state)
{
    (void)state;
    Checked run;
    Buf out = {0};
    static const char text[] = "/* \xE2\x80\xAE */ type A { a: Q }";
    checked_text(&run, text, sizeof text - 1);
    render_text(&out, &run.program.diags, &run.program.sources, false);
    assert_null(strstr(buf_text(&out), "\xE2\x80\xAE"));
    buf_free(&out);
    checked_free(&run);
}

/* The mark stays under its word, wherever in 100 KB it is. */
static void test_long_line_keeps_the_mark(void **state)
{
    (void)state;
    enum { PAD = 30000 };
    Buf text = {0}, out = {0};
    buf_puts(&text, "type A { /* ");
    for (size_t i = 0; i < PAD; i++)
        buf_puts(&text, "\xE6\x97\xA5");
    buf_puts(&text, " */ a: Q, /* ");
    for (size_t i = 0; i < PAD; i++)
        buf_putc(&text, '\t');
    buf_puts(&text, " */ }");
    Checked run;
    checked_text(&run, buf_text(&text), text.length);
    render_text(&out, &run.program.diags, &run.program.sources, false);
    assert_true(out.length < 1000);
    assert_non_null(strstr(buf_text(&out), "a.conn:1:30020\n"));
    const char *line = strstr(buf_text(&out), " 1 | ");
    assert_non_null(line);
    const char *mark = strchr(line, '^'), *word = strstr(line, "Q,");
    assert_non_null(mark);
    assert_non_null(word);
    size_t before = 0; /* columns before the word: wide ones are two */
    for (const char *at = line; at < word; at++)
        if (((unsigned char)*at & 0xC0) != 0x80)
            before += (unsigned char)*at == 0xE6 ? 2 : 1;
    const char *under = strchr(line, '\n') + 1;
    assert_int_equal((size_t)(mark - under), before);
    checked_free(&run);
    buf_free(&text);
    buf_free(&out);
}

static void test_long_line_is_cut(void **state)
{
    (void)state;
    Buf text = {0}, out = {0};
    buf_puts(&text, "type A { a: Q } // ");
    for (size_t i = 0; i < 1 << 20; i++)
        buf_putc(&text, 'x');
    Checked run;
    checked_text(&run, buf_text(&text), text.length);
    render_text(&out, &run.program.diags, &run.program.sources, false);
    assert_true(out.length < 1000);
    assert_non_null(strstr(buf_text(&out), "type A { a: Q }"));
    checked_free(&run);
    buf_free(&text);
    buf_free(&out);
}

/* ---- the list ---- */

static void test_once_and_taken_back(void **state)
{
    (void)state;
    Arena arena = {0};
    Diags diags = {.arena = &arena};
    Span span = {1, 2, 3};
    Diag *first = diag_report(&diags, D_SEMICOLON, span);
    diag_help(&diags, diag_report(&diags, D_SEMICOLON, span), "again");
    assert_int_equal(diags.count, 1);
    assert_ptr_equal(diags.items[0], first);
    assert_int_equal(first->help_count, 0);
    diag_report(&diags, D_UNATTACHED_DOC, span);
    assert_int_equal(diags.errors, 1);
    diag_take_back(&diags, 0);
    assert_int_equal(diags.count, 0);
    assert_int_equal(diags.errors, 0);
    assert_non_null(diag_report(&diags, D_SEMICOLON, span));
    assert_int_equal(diags.count, 1);
    arena_free(&arena);
}

static void test_every_row_has_a_code_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < DIAG_COUNT; i++) {
        const DiagRow *row = diag_row((DiagCode)i);
        assert_int_equal(row->code[0],
                         row->severity == SEVERITY_ERROR ? 'E' : 'W');
        assert_int_equal(strlen(row->code), 5);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(diag_row((DiagCode)j)->code + 1,
                                    row->code + 1);
    }
}

/* ---- did you mean ---- */

static void test_nearest(void **state)
{
    (void)state;
    static const char *const words[] = {"paginate", "properties", "id", "ID"};
    static const struct {
        const char *word, *near;
    } cases[] = {{"paginte", "paginate"},
                 {"pgainate", "paginate"},
                 {"PAGINATE", "paginate"},
                 {"paginates", "paginate"},
                 {"pag", NULL},
                 {"propertys", "properties"},
                 {"porpreties", "properties"},
                 {"i", NULL},
                 {"dd", "id"},
                 {"", NULL},
                 {"xy", NULL},
                 {"properties", "properties"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *near = diag_nearest(cases[i].word, words, COUNT(words));
        if (!near || !cases[i].near)
            assert_ptr_equal(near, cases[i].near);
        else
            assert_string_equal(near, cases[i].near);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_lines),
        cmocka_unit_test(test_columns_are_scalars),
        cmocka_unit_test(test_marks_of_one_line),
        cmocka_unit_test(test_marks_in_order_of_lines),
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_mark_and_line_ends),
        cmocka_unit_test(test_invalid_utf8_has_its_offset),
        cmocka_unit_test(test_no_turned_text),
        cmocka_unit_test(test_long_line_keeps_the_mark),
        cmocka_unit_test(test_long_line_is_cut),
        cmocka_unit_test(test_once_and_taken_back),
        cmocka_unit_test(test_every_row_has_a_code_of_its_own),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
