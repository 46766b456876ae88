/* explain.c - `connc explain`: each message with a wrong and a right example.
 * The texts are rows of grammar/explain.def and explain_targets.def. */
#include "cli/cli.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 76 }; /* of what is printed, in bytes */

#define NAMED "connector widget\n\n"
#define SERVED                                                                 \
    "connector widget\n\nsetup { properties { base_url = "                     \
    "\"https://api.example.com\" } }\n\n"
#define OPENED                                                                 \
    "connector widget\n\nsetup {\n  properties { base_url = "                  \
    "\"https://api.example.com\" }\n"
#define TEN(x) x x x x x x x x x x
#define HUNDRED(x) TEN(TEN(x))
#define DEEP                                                                   \
    HUNDRED("[")                                                               \
    HUNDRED("[") HUNDRED("[") HUNDRED("]") HUNDRED("]") HUNDRED("]")

#define LONG                                                                   \
    TEN(HUNDRED("xxxx"))                                                       \
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"                  \
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

/* LONG shows what is too long for C, with a text that is. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

#define EXPLAIN(name, wrong, right, why)                                       \
    [D_##name] = {NULL, NULL, wrong, right, why},
#define BUILT(target, name, wrong, right, why)                                 \
    [D_##name] = {target, NULL, wrong, right, why},
#define IMPORTED(format, name, wrong, right, why)                              \
    [D_##name] = {NULL, format, wrong, right, why},
static const Explanation explanations[DIAG_COUNT] = {
#include "grammar/explain.def"
#include "grammar/explain_targets.def"
};
#undef EXPLAIN
#undef BUILT
#undef IMPORTED

const Explanation *cli_explanation(DiagCode code)
{
    return &explanations[code];
}

/* ---- printing ---- */

static void put_wrapped(const char *text)
{
    size_t column = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        if (column && column + 1 + length > WIDTH)
            column = 0, putchar('\n');
        else if (column)
            column++, putchar(' ');
        fwrite(text, 1, length, stdout);
        column += length;
        text += length + (text[length] == ' ');
    }
    putchar('\n');
}

/* Number of bytes of the UTF-8 character at `text`; 0 where there is none. */
static size_t character_length(const char *text)
{
    unsigned char first = (unsigned char)*text;
    size_t length = first < 0x80   ? 1
                    : first < 0xC2 ? 0
                    : first < 0xE0 ? 2
                    : first < 0xF0 ? 3
                                   : 4;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

static void put_line(const char *line, size_t length)
{
    fputs(length ? "    " : "", stdout);
    for (size_t i = 0; i < length;) {
        size_t size = character_length(line + i);
        if (i >= WIDTH) {
            fputs("…", stdout);
            break;
        }
        if (size)
            fwrite(line + i, 1, size, stdout);
        else
            printf("<byte 0x%02X>", (unsigned)(unsigned char)line[i]);
        i += size ? size : 1;
    }
    putchar('\n');
}

static void put_example(const Explanation *about, const char *title,
                        const char *text)
{
    printf("\n%s", title);
    if (about->target)
        printf(", built with `--target %s`", about->target);
    if (about->format)
        printf(", imported from `%s`", about->format);
    puts(":\n");
    while (*text) {
        size_t length = strcspn(text, "\n");
        put_line(text, length);
        text += length + (text[length] == '\n');
    }
}

static void put_title(DiagCode code, int width)
{
    const DiagRow *row = diag_row(code);
    Buf text = {0};
    render_row(&text, row);
    printf("%s %-*s %s\n", row->code, width, severity_name(row->severity),
           *row->text == '{' && row->text[3] == '\0' ? "(says what is wrong)"
                                                     : buf_text(&text));
    buf_free(&text);
}

static void put_explanation(DiagCode code)
{
    const Explanation *about = cli_explanation(code);
    put_title(code, 0);
    putchar('\n');
    put_wrapped(about->why);
    put_example(about, "Wrong", about->wrong);
    put_example(about, "Right", about->right);
}

/* ---- the verb ---- */

static bool same_code(const char *a, const char *b)
{
    while (*a && toupper((unsigned char)*a) == toupper((unsigned char)*b))
        a++, b++;
    return !*a && !*b;
}

static bool explain(const char *word)
{
    const char *codes[DIAG_COUNT];
    for (size_t i = 0; i < DIAG_COUNT; i++) {
        codes[i] = diag_row((DiagCode)i)->code;
        if (same_code(codes[i], word)) {
            put_explanation((DiagCode)i);
            return true;
        }
    }
    const char *near = diag_nearest(word, codes, DIAG_COUNT);
    fprintf(stderr, "connc explain: there is no message `%s`", word);
    if (near)
        fprintf(stderr, "; did you mean `%s`?", near);
    fputs("\n`connc explain --list` shows them all.\n", stderr);
    return false;
}

static void list_all(void)
{
    for (size_t i = 0; i < DIAG_COUNT; i++)
        put_title((DiagCode)i, 7);
}

static int run(int argc, char **argv)
{
    bool list = false;
    const Option options[] = {{"--list", NULL, NULL, &list}};
    const char **codes = calloc((size_t)argc, sizeof *codes);
    size_t count = 0;
    int status = EXIT_USAGE;
    if (!codes ||
        !cli_options(&explain_verb, argc, argv, options, 1, codes, &count))
        goto done;
    if (list == (count > 0)) {
        fputs("connc explain: give a code, or --list\n"
              "Try `connc explain --help`.\n",
              stderr);
        goto done;
    }
    status = EXIT_CLEAN;
    if (list)
        list_all();
    for (size_t i = 0; i < count; i++) {
        if (i)
            putchar('\n');
        if (!explain(codes[i]))
            status = EXIT_USAGE;
    }
done:
    free(codes);
    return status;
}

const Verb explain_verb = {
    "explain", "tell more about a message, with examples",
    "usage: connc explain CODE...\n"
    "       connc explain --list\n\n"
    "CODE stands in brackets in front of a message: E0110. --list shows all\n"
    "codes and their texts.\n\n"
    "Exit status: 0 explained, 2 there is no such code.\n",
    run};
