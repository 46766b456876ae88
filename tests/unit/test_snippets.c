/* test_snippets.c - hundreds of small sources, right and wrong, and exactly the
 * codes that the checker gives for each: tests/cases/snippets.
 *
 * A snippet starts with a line `--- PLACE: CODES`, the codes in the order in
 * which they are shown, and stands where PLACE.around says `%s`.
 */
#include "checked.h"

#include "base/buf.h"

#define FOLDER "tests/cases/snippets/"

static void read_text(Buf *out, const char *name, const char *suffix)
{
    char path[256];
    const char *why;
    snprintf(path, sizeof path, FOLDER "%s%s", name, suffix);
    if (!program_read(path, out, &why))
        fail_msg("%s: %s", path, why);
}

static bool snippet_holds(const char *place, const char *codes,
                          const char *text, size_t length)
{
    Buf around = {0}, source = {0}, found = {0};
    Checked run;
    read_text(&around, place, ".around");
    const char *hole = strstr(buf_text(&around), "%s");
    assert_non_null(hole);
    buf_write(&source, buf_text(&around), (size_t)(hole - buf_text(&around)));
    buf_write(&source, text, length);
    buf_puts(&source, hole + 2);
    checked_text(&run, buf_text(&source), source.length);
    for (size_t i = 0; i < checked_count(&run); i++)
        buf_printf(&found, "%s%s", i ? " " : "",
                   diag_row(run.program.diags.items[i]->code)->code);
    bool good = strcmp(buf_text(&found), codes) == 0;
    if (!good)
        print_error("%s: %.*s    expected \"%s\", found \"%s\"\n", place,
                    (int)length, text, codes, buf_text(&found));
    checked_render(&run);
    checked_free(&run);
    buf_free(&around);
    buf_free(&source);
    buf_free(&found);
    return good;
}

/* Takes the next snippet at *at apart; false behind the last. */
static bool snippet_next(const char **at, size_t *bad)
{
    char place[32], codes[128];
    const char *head = *at, *text = strchr(head, '\n');
    const char *colon = strchr(head, ':');
    if (strncmp(head, "--- ", 4) != 0 || !text || !colon || colon > text)
        return false;
    snprintf(place, sizeof place, "%.*s", (int)(colon - head - 4), head + 4);
    snprintf(codes, sizeof codes, "%.*s", (int)(text - colon - 2), colon + 2);
    const char *end = strstr(text, "\n--- ");
    *at = end ? end + 1 : text + strlen(text);
    *bad += !snippet_holds(place, codes, text + 1, (size_t)(*at - text - 1));
    return true;
}

static void check_snippets(const char *name)
{
    Buf text = {0};
    size_t count = 0, bad = 0;
    read_text(&text, name, ".txt");
    const char *at = buf_text(&text);
    while (snippet_next(&at, &bad))
        count++;
    assert_string_equal(at, "");
    assert_true(count > 100);
    assert_int_equal(bad, 0);
    buf_free(&text);
}

static void steps_are_checked(void **state)
{
    (void)state;
    check_snippets("steps");
}

static void types_are_checked(void **state)
{
    (void)state;
    check_snippets("types");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_checked),
        cmocka_unit_test(types_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
