/* test_mistakes.c - mistakes that people make, one at a time, in the samples:
 * each is told once, and where it was made.
 *
 * tests/cases/snippets/mistakes.txt has three lines for each: `--- SAMPLE:
 * CODES`, with ` elsewhere` behind it where another place is rightly blamed;
 * what the sample says; what is written instead.
 */
#include "checked.h"

#define LIST "tests/cases/snippets/mistakes.txt"

typedef struct Mistake {
    char sample[32], codes[64], right[256], wrong[256];
    bool elsewhere;
} Mistake;

/* The next line at *at, without its end, into `out`. */
static bool next_line(const char **at, char *out, size_t size)
{
    size_t length = strcspn(*at, "\n");
    if (!**at)
        return false;
    assert_true(length < size);
    memcpy(out, *at, length);
    out[length] = '\0';
    *at += length + ((*at)[length] == '\n');
    return true;
}

static bool next_mistake(const char **at, Mistake *mistake)
{
    char head[128];
    if (!next_line(at, head, sizeof head))
        return false;
    char *colon = strchr(head, ':'), *elsewhere = strstr(head, " elsewhere");
    assert_true(strncmp(head, "--- ", 4) == 0 && colon);
    if (elsewhere)
        *elsewhere = '\0';
    *colon = '\0';
    mistake->elsewhere = elsewhere != NULL;
    snprintf(mistake->sample, sizeof mistake->sample, "%.30s", head + 4);
    snprintf(mistake->codes, sizeof mistake->codes, "%.60s", colon + 2);
    assert_true(next_line(at, mistake->right, sizeof mistake->right));
    assert_true(next_line(at, mistake->wrong, sizeof mistake->wrong));
    return true;
}

static bool is_near(const Checked *run, size_t line)
{
    const Diag *diag = run->program.diags.items[0];
    size_t at = source_line_of(&run->program.sources, diag->span.file,
                               diag->span.start);
    return at + 2 >= line && at <= line + 2;
}

static bool is_told(const Mistake *mistake, Checked *run, size_t line)
{
    Buf found = {0};
    for (size_t i = 0; i < checked_count(run); i++)
        buf_printf(&found, "%s%s", i ? " " : "",
                   diag_row(run->program.diags.items[i]->code)->code);
    bool good = strcmp(buf_text(&found), mistake->codes) == 0;
    if (!good)
        print_error("%s: `%s`: expected \"%s\", found \"%s\"\n",
                    mistake->sample, mistake->wrong, mistake->codes,
                    buf_text(&found));
    else if (!mistake->elsewhere && !is_near(run, line)) {
        print_error("%s: `%s` is blamed elsewhere\n", mistake->sample,
                    mistake->wrong);
        good = false;
    }
    buf_free(&found);
    return good;
}

static bool check_mistake(const Mistake *mistake, const char *sample)
{
    Buf text = {0};
    Checked run;
    const char *at = strstr(sample, mistake->right);
    size_t line = 1;
    if (!at)
        fail_msg("%s: there is no `%s`", mistake->sample, mistake->right);
    for (const char *c = sample; c < at; c++)
        line += *c == '\n';
    buf_write(&text, sample, (size_t)(at - sample));
    buf_puts(&text, mistake->wrong);
    buf_puts(&text, at + strlen(mistake->right));
    checked_text(&run, buf_text(&text), text.length);
    bool good = is_told(mistake, &run, line);
    checked_render(&run);
    checked_free(&run);
    buf_free(&text);
    return good;
}

static void each_mistake_is_told_once(void **state)
{
    (void)state;
    Mistake mistake;
    size_t count = 0, bad = 0;
    char *list = checked_read(LIST, NULL);
    assert_non_null(list);
    for (const char *at = list; next_mistake(&at, &mistake); count++) {
        char path[128];
        snprintf(path, sizeof path, "../shared/design/samples/%s.conn",
                 mistake.sample);
        char *sample = checked_read(path, NULL);
        if (!sample) {
            free(list);
            fputs("skipped: ../shared/design/samples is not there\n", stderr);
            skip();
        }
        bad += !check_mistake(&mistake, sample);
        free(sample);
    }
    free(list);
    assert_true(count > 200);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
