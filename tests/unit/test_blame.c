/* test_blame.c - a mistake is blamed where it was made, once.
 *
 * Every bracket and quote of every source is taken away in turn; then every
 * line and some words are taken away or written twice. Under a sanitizer, which
 * takes minutes for all, it is one in PART of them. */
#include "checked.h"
#include "sanitize.h"

#include <dirent.h>

#define PART (IS_SANITIZED ? 11 : 1)

/* ---- the sources ---- */

typedef struct Sample {
    char path[512];
    char *text;
    size_t length;
    size_t messages; /* about the sample as it is */
} Sample;

static const char *const folders[] = {"../shared/design/samples", "examples",
                                      "stdlib"};

typedef void Visit(const Sample *sample, void *data);

static void visit_file(const char *folder, const char *name, Visit *visit,
                       void *data)
{
    Sample sample = {0};
    Checked run;
    snprintf(sample.path, sizeof sample.path, "%s/%s", folder, name);
    sample.text = checked_read(sample.path, &sample.length);
    assert_non_null(sample.text);
    checked_text(&run, sample.text, sample.length);
    sample.messages = checked_count(&run);
    checked_free(&run);
    visit(&sample, data);
    free(sample.text);
}

static void visit_folder(const char *folder, Visit *visit, void *data)
{
    DIR *dir = opendir(folder);
    if (!dir) {
        print_error("test_blame: %s is not there, its sources are skipped\n",
                    folder);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        size_t length = strlen(entry->d_name);
        if (length > 5 && strcmp(entry->d_name + length - 5, ".conn") == 0)
            visit_file(folder, entry->d_name, visit, data);
    }
    closedir(dir);
}

static void visit_all(Visit *visit, void *data)
{
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        visit_folder(folders[i], visit, data);
}

/* ---- changes ---- */

/* `sample` with bytes start..end-1 taken away, or written twice. */
static void check_changed(Checked *run, const Sample *sample, size_t start,
                          size_t end, bool twice)
{
    Buf text = {0};
    buf_write(&text, sample->text, twice ? end : start);
    buf_write(&text, sample->text + (twice ? start : end),
              sample->length - (twice ? start : end));
    checked_text(run, buf_text(&text), text.length);
    checked_render(run);
    buf_free(&text);
}

static size_t added(const Checked *run, const Sample *sample)
{
    size_t count = checked_count(run);
    return count > sample->messages ? count - sample->messages : 0;
}

static size_t line_at(const char *text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += text[i] == '\n';
    return line;
}

static bool is_near(const Checked *run, Span span, size_t line)
{
    size_t at = source_line_of(&run->program.sources, span.file, span.start);
    return at + 2 >= line && at <= line + 2;
}

/* Whether the first message that is new names a place within two lines. */
static bool is_blamed(const Checked *run, const Sample *sample, size_t line)
{
    const Diags *diags = &run->program.diags;
    for (size_t i = 0; i < diags->count && added(run, sample); i++) {
        const Diag *diag = diags->items[i];
        if (diag->span.file != 1)
            continue;
        if (diag->severity == SEVERITY_WARNING && sample->messages)
            continue;
        bool near = is_near(run, diag->span, line);
        for (size_t j = 0; j < diag->related_count; j++)
            near = near || is_near(run, diag->related[j].span, line);
        return near;
    }
    return false;
}

/* ---- a sign lost ---- */

enum { MOST_MESSAGES = 5 };

typedef struct Lost {
    size_t signs, texts, far, counts[MOST_MESSAGES + 1];
} Lost;

/* Whether the sign at `at` is a letter of a text: `"a (b)"`. The `{` of `${` is
 * one as soon as it is gone. */
static bool is_text(const char *text, size_t at)
{
    size_t start = at, quotes = 0;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    for (size_t i = start; i < at; i++)
        quotes += text[i] == '"' && (i == start || text[i - 1] != '\\');
    return text[at] != '"' && quotes % 2 == 1;
}

static size_t sign_length(const char *at)
{
    if (!strchr("{}()[]\"", *at))
        return 0;
    return strncmp(at, "\"\"\"", 3) == 0 ? 3 : 1;
}

static void lose_sign(const Sample *sample, size_t at, size_t length,
                      Lost *lost)
{
    Checked run;
    size_t line = line_at(sample->text, at);
    check_changed(&run, sample, at, at + length, false);
    size_t count = added(&run, sample);
    lost->signs++;
    if (count == 0 && is_text(sample->text, at)) {
        lost->texts++;
    } else if (!is_blamed(&run, sample, line)) {
        print_error("%s:%zu: `%.*s` lost at byte %zu is blamed elsewhere\n",
                    sample->path, line, (int)length, sample->text + at, at);
        lost->far++;
    } else if (count > MOST_MESSAGES) {
        fail_msg("%s:%zu: `%.*s` lost at byte %zu gives %zu messages",
                 sample->path, line, (int)length, sample->text + at, at, count);
    } else {
        lost->counts[count]++;
    }
    checked_free(&run);
}

static void lose_signs(const Sample *sample, void *data)
{
    size_t length = 1, number = 0;
    for (size_t i = 0; i < sample->length; i += length) {
        const char *at = sample->text + i;
        bool comment = strncmp(at, "//", 2) == 0 &&
                       (i == 0 || at[-1] == ' ' || at[-1] == '\n');
        length = comment ? strcspn(at, "\n") : sign_length(at);
        if (length && !comment && number++ % PART == 0)
            lose_sign(sample, i, length, data);
        length = length ? length : 1;
    }
}

static void test_lost_sign(void **state)
{
    (void)state;
    Lost lost = {0};
    visit_all(lose_signs, &lost);
    print_message("%zu signs lost: %zu elsewhere, %zu letters of a text, "
                  "1 message for %zu, 2 for %zu, more for %zu\n",
                  lost.signs, lost.far, lost.texts, lost.counts[1],
                  lost.counts[2],
                  lost.counts[3] + lost.counts[4] + lost.counts[5]);
    assert_int_equal(lost.far, 0);
    /* Texts that remain texts: nothing is wrong with them. */
    assert_true(lost.texts * 50 <= lost.signs);
    assert_true(lost.counts[1] * 100 >= (lost.signs - lost.texts) * 97);
    assert_true((lost.counts[1] + lost.counts[2]) * 1000 >=
                (lost.signs - lost.texts) * 995);
}

/* ---- lines and words lost or doubled ---- */

typedef struct Tally {
    size_t changes, messages, most;
} Tally;

static void change(const Sample *sample, size_t start, size_t end, bool twice,
                   Tally *tally)
{
    Checked run;
    check_changed(&run, sample, start, end, twice);
    size_t count = added(&run, sample);
    tally->changes++;
    tally->messages += count;
    if (count > tally->most)
        tally->most = count;
    if (getenv("VERBOSE") && count > 8)
        print_message("%s:%zu %s: %zu |%.*s\n", sample->path,
                      line_at(sample->text, start), twice ? "twice" : "lost",
                      count, (int)(end - start), sample->text + start);
    checked_free(&run);
}

static void change_lines(const Sample *sample, void *data)
{
    size_t number = 0;
    for (size_t i = 0, end; i < sample->length; i = end) {
        end = i + strcspn(sample->text + i, "\n") + 1;
        end = end < sample->length ? end : sample->length;
        if (number++ % PART)
            continue;
        change(sample, i, end, false, data);
        change(sample, i, end, true, data);
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_';
}

/* Every seventh word or sign. */
static void change_words(const Sample *sample, void *data)
{
    size_t number = 0;
    for (size_t i = 0, end; i < sample->length; i = end) {
        end = i + 1;
        while (is_letter(sample->text[i]) && end < sample->length &&
               is_letter(sample->text[end]))
            end++;
        if (strchr(" \n", sample->text[i]) || number++ % (7 * PART))
            continue;
        change(sample, i, end, false, data);
        change(sample, i, end, true, data);
    }
}

static void report_tally(const char *what, const Tally *tally)
{
    print_message("%zu %s lost or doubled: %zu messages, %zu at most\n",
                  tally->changes, what, tally->messages, tally->most);
}

static void test_changed_line(void **state)
{
    (void)state;
    Tally tally = {0};
    visit_all(change_lines, &tally);
    report_tally("lines", &tally);
    assert_true(tally.messages <= tally.changes * 3);
    assert_true(tally.most <= 40);
}

static void test_changed_word(void **state)
{
    (void)state;
    Tally tally = {0};
    visit_all(change_words, &tally);
    report_tally("words", &tally);
    assert_true(tally.messages <= tally.changes * 2);
    assert_true(tally.most <= 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lost_sign),
        cmocka_unit_test(test_changed_line),
        cmocka_unit_test(test_changed_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
