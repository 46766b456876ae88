/* diff.c - the lines in which two texts differ, as `diff -u` prints them.
 *
 * Made for texts that are versions of each other: goes through both at once,
 * and where they part, looks for the nearest lines that are the same again.
 */
#include "cli/cli.h"

#include <string.h>

enum { CONTEXT = 3, LOOK_AHEAD = 200 };

typedef struct Text {
    const char *at, *end;
    size_t line; /* number of the line at `at`, from 1 */
} Text;

/* One hunk while it grows. */
typedef struct Hunk {
    Buf lines;
    size_t old_line, new_line; /* the first ones */
    size_t old_count, new_count;
    size_t same; /* unchanged lines at its end */
} Hunk;

static size_t line_length(const Text *text)
{
    const char *end = memchr(text->at, '\n', (size_t)(text->end - text->at));
    return (size_t)((end ? end + 1 : text->end) - text->at);
}

static void next_line(Text *text)
{
    text->at += line_length(text);
    text->line++;
}

static bool same_line(const Text *a, const Text *b)
{
    size_t length = line_length(a);
    return a->at < a->end && b->at < b->end && length == line_length(b) &&
           memcmp(a->at, b->at, length) == 0;
}

static void put_line(Hunk *hunk, char mark, Text *text)
{
    size_t length = line_length(text);
    buf_putc(&hunk->lines, mark);
    buf_write(&hunk->lines, text->at, length);
    if (text->at[length - 1] != '\n')
        buf_puts(&hunk->lines, "\n\\ No newline at end of file\n");
    hunk->old_count += mark != '+';
    hunk->new_count += mark != '-';
    next_line(text);
}

static void end_hunk(Buf *out, Hunk *hunk)
{
    if (hunk->lines.length)
        buf_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n%s",
                   hunk->old_line - !hunk->old_count, hunk->old_count,
                   hunk->new_line - !hunk->new_count, hunk->new_count,
                   buf_text(&hunk->lines));
    buf_free(&hunk->lines);
    *hunk = (Hunk){0};
}

/* The fewest lines to leave out until both go on alike. */
static void find_same(Text a, Text b, size_t *skip_a, size_t *skip_b)
{
    for (size_t sum = 1; sum < LOOK_AHEAD; sum++) {
        Text x = a;
        for (size_t i = 0; i <= sum; i++) {
            Text y = b;
            for (size_t j = i; j < sum && y.at < y.end; j++)
                next_line(&y);
            if (same_line(&x, &y)) {
                *skip_a = i, *skip_b = sum - i;
                return;
            }
            if (x.at < x.end)
                next_line(&x);
        }
    }
    *skip_a = *skip_b = LOOK_AHEAD;
}

static void put_change(Hunk *hunk, Text *a, Text *b)
{
    size_t skip_a, skip_b;
    find_same(*a, *b, &skip_a, &skip_b);
    while (skip_a-- > 0 && a->at < a->end)
        put_line(hunk, '-', a);
    while (skip_b-- > 0 && b->at < b->end)
        put_line(hunk, '+', b);
    hunk->same = 0;
}

/* A hunk starts with the last lines before it that are the same. */
static void start_hunk(Hunk *hunk, const Text *a, const Text *b,
                       const char *start)
{
    Text from = *a;
    size_t lines = 0;
    while (lines < CONTEXT && from.at > start) {
        do
            from.at--;
        while (from.at > start && from.at[-1] != '\n');
        lines++;
    }
    *hunk = (Hunk){.old_line = a->line - lines, .new_line = b->line - lines};
    while (lines-- > 0)
        put_line(hunk, ' ', &from);
}

void cli_diff(Buf *out, const char *name, const Buf *old_text,
              const Buf *new_text)
{
    Text a = {buf_text(old_text), buf_text(old_text) + old_text->length, 1};
    Text b = {buf_text(new_text), buf_text(new_text) + new_text->length, 1};
    const char *start = a.at; /* behind the last hunk */
    Hunk hunk = {0};
    buf_printf(out, "--- %s\n+++ %s (formatted)\n", name, name);
    while (a.at < a.end || b.at < b.end) {
        if (!same_line(&a, &b)) {
            if (!hunk.lines.length)
                start_hunk(&hunk, &a, &b, start);
            put_change(&hunk, &a, &b);
            continue;
        }
        if (!hunk.lines.length) {
            next_line(&a);
        } else {
            put_line(&hunk, ' ', &a);
            if (++hunk.same == CONTEXT) {
                end_hunk(out, &hunk);
                start = a.at;
            }
        }
        next_line(&b);
    }
    end_hunk(out, &hunk);
}
