/* reference.c - prints docs/reference.md from the tables of grammar/.
 *
 * What the tables say is written nowhere else: `make golden` runs this program
 * again, and a test fails where the page differs from its output.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A cell: `|` and line breaks would end it. */
static void put_cell(const char *text)
{
    for (; *text; text++)
        if (*text == '|')
            fputs("\\|", stdout);
        else
            putchar(*text == '\n' ? ' ' : *text);
}

/* A cell in code; "" stays empty. */
static void put_code(const char *text)
{
    if (!*text)
        return;
    fputs(strchr(text, '`') ? "`` " : "`", stdout);
    put_cell(text);
    fputs(strchr(text, '`') ? " ``" : "`", stdout);
}

static void put_row(const char *code, const char *type, const char *fallback,
                    const char *doc)
{
    fputs("| ", stdout);
    put_code(code);
    fputs(" | ", stdout);
    put_cell(type);
    fputs(" | ", stdout);
    put_code(fallback);
    fputs(" | ", stdout);
    put_cell(doc);
    fputs(" |\n", stdout);
}

/* ---- blocks ---- */

typedef struct Setting {
    const char *owner, *kind, *name, *type, *fallback, *doc;
} Setting;

#define BLOCK(...)
#define SETTING(block, name, type, fallback, doc)                              \
    {#block, "", #name, type, fallback, doc},
#define KIND(...)
#define PARAM(setting, kind, name, type, fallback, doc)                        \
    {#setting, #kind, #name, type, fallback, doc},
static const Setting settings[] = {
#include "grammar/settings.def"
};
#undef BLOCK
#undef SETTING
#undef KIND
#undef PARAM

static void put_settings(const char *owner, const char *kind)
{
    int rows = 0;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const Setting *s = &settings[i];
        if (strcmp(s->owner, owner) != 0 || strcmp(s->kind, kind) != 0)
            continue;
        if (rows++ == 0)
            puts("\n| setting | type | default | |\n|---|---|---|---|");
        put_row(s->name, s->type, s->fallback, s->doc);
    }
}

static void put_block(const char *name, const char *parents,
                      const char *content, const char *labels, const char *doc)
{
    printf("\n### `%s`\n", name);
    printf("\n%s Stands in: %s.", doc, parents);
    if (*labels)
        printf(" Written `%s %s`.", name, labels);
    if (*content)
        printf(" Holds: %s.", content);
    putchar('\n');
    put_settings(name, "");
}

static void put_kind(const char *setting, const char *kind, const char *doc)
{
    printf("\n**`%s` `%s`.** %s\n", setting, kind, doc);
    put_settings(setting, kind);
}

static void put_blocks(void)
{
    puts("\n## Blocks and their settings\n");
    puts("`dynamic` before a type: the value may use `config`, `account` and\n"
         "`information`. `*` behind it: the setting must be given; `?`: null "
         "is allowed.\n"
         "Numbers and "
         "durations are never negative, and a `positive` one is not 0.");
#define BLOCK(name, parents, content, labels, doc)                             \
    put_block(#name, parents, content, labels, doc);
#define SETTING(...)
#define KIND(...)
#define PARAM(...)
#include "grammar/settings.def"
#undef BLOCK
#undef KIND
    puts("\n## Kinds\n");
    puts("A setting of type `kind` takes one of these, as in\n"
         "`retry = backoff(max: 5)`; so does the first label of\n"
         "`authentication`.");
#define BLOCK(...)
#define KIND(setting, kind, doc) put_kind(#setting, #kind, doc);
#include "grammar/settings.def"
#undef BLOCK
#undef SETTING
#undef KIND
#undef PARAM
}

/* ---- the small tables ---- */

static void put_types(void)
{
    puts("\n## Types of the language\n\n| type | in JSON | format |\n|---|---|"
         "---|");
#define TYPE(constant, name, json, format)                                     \
    printf("| `%s` | %s | %s |\n", name, json, format);
#include "grammar/types.def"
#undef TYPE
}

static void put_annotations(void)
{
    puts(
        "\n## Annotations\n\n| annotation | takes | stands behind | |\n|---|---"
        "|---|---|");
#define ANNOTATION(name, places, arguments, doc)                               \
    printf("| `@%s` | %s | %s | %s |\n", #name, arguments, places, doc);
#include "grammar/annotations.def"
#undef ANNOTATION
}

static void put_platform(void)
{
    puts("\n## The `platform` block\n\n"
         "Settings of the file's block and of an operation's. A name in quotes "
         "is\na JSON Pointer, for what has no setting.\n\n"
         "| setting | of | type | |\n|---|---|---|---|");
#define PLATFORM(place, name, pointer, type, doc)                              \
    printf("| `%s` | %s | %s | %s |\n", #name, #place, #type, doc);
#include "grammar/platform.def"
#undef PLATFORM
}

static void put_styles(void)
{
    puts("\n## Styles of models\n\nWords of `@style`, and of `model_style` in "
         "`platform`.\n\n| style | |\n|---|---|");
#define MODEL_STYLE(constant, name, doc) printf("| `%s` | %s |\n", #name, doc);
#include "grammar/model_styles.def"
#undef MODEL_STYLE
}

static void put_errors(void)
{
    puts("\n## Kinds of errors\n\n| kind | |\n|---|---|");
#define ERROR_KIND(name, doc) printf("| `%s` | %s |\n", #name, doc);
#include "grammar/errors.def"
#undef ERROR_KIND
}

/* ---- functions ---- */

static void put_function(const char *module, const char *receiver,
                         const char *name, const char *parameters,
                         const char *result, const char *example,
                         const char *value, const char *doc)
{
    char text[512];
    const char *dot =
        *receiver && receiver[strlen(receiver) - 1] != '.' ? "." : "";
    if (strcmp(parameters, "-") == 0)
        snprintf(text, sizeof text, "%s%s%s: %s", receiver, dot, name, result);
    else
        snprintf(text, sizeof text, "%s%s%s(%s) -> %s", receiver, dot, name,
                 parameters, result);
    fputs("| ", stdout);
    put_code(text);
    fputs(" | ", stdout);
    put_cell(module);
    fputs(" | ", stdout);
    put_cell(doc);
    fputs(" | ", stdout);
    put_code(example);
    if (*example)
        fputs(" is ", stdout);
    put_code(value);
    fputs(" |\n", stdout);
}

static void put_functions(void)
{
    puts("\n## Standard functions\n");
    puts("A module is to be imported, as in `import std.crypto { sha256 }`;\n"
         "without one the function is known everywhere. `!` behind a result:\n"
         "the call can fail, and stands under `try` or before `catch`.\n");
    puts("| function | module | | example |\n|---|---|---|---|");
#define FUNCTION(module, receiver, name, parameters, result, example, value,   \
                 doc)                                                          \
    put_function(module, receiver, #name, parameters, result, example, value,  \
                 doc);
#include "grammar/functions.def"
#undef FUNCTION
}

/* ---- habits ---- */

typedef struct Habit {
    const char *writer, *wrong, *right;
    bool fixed;
} Habit;

#define HABIT(writer, place, wrong, right, fixed)                              \
    {#writer, wrong, right, fixed},
static const Habit habits[] = {
#include "grammar/habits.def"
};
#undef HABIT

/* Lines one behind the other, with a sign where each ends. */
static void put_lines(const char *text)
{
    char line[512];
    size_t length = 0;
    while (*text == ' ')
        text++;
    for (; *text && length < sizeof line - 8; text++)
        if (*text == '\n')
            length += (size_t)snprintf(line + length, 6, " ⏎");
        else if (*text != ' ' || text[1] != ' ')
            line[length++] = *text;
    while (length && line[length - 1] == ' ')
        length--;
    line[length] = '\0';
    put_code(line);
}

static void put_habits_of(const char *writer, const char *name)
{
    printf("\n### Habits of %s\n\n", name);
    puts("| you write | write instead | `--fix` |\n|---|---|---|");
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        if (strcmp(habits[i].writer, writer) != 0)
            continue;
        fputs("| ", stdout);
        put_lines(habits[i].wrong);
        fputs(" | ", stdout);
        put_lines(habits[i].right);
        printf(" | %s |\n", habits[i].fixed ? "yes" : "");
    }
}

static void put_habits(void)
{
    puts("\n## Habits of other languages\n");
    puts("What each of these gives is an error that says what to write; where\n"
         "`--fix` says yes, `connc check --fix` writes it. `⏎` is the end "
         "of a\nline. `connc check` knows more names of other languages than\n"
         "these examples: `grammar/words.def`.");
    put_habits_of("YAML", "YAML");
    put_habits_of("JSON", "JSON");
    put_habits_of("TYPESCRIPT", "TypeScript");
    put_habits_of("HCL", "HCL");
}

/* ---- messages ---- */

static void put_messages(void)
{
    puts("\n## Messages\n");
    puts("`connc explain CODE` shows a wrong example, a right one, and why.\n");
    puts("| code | severity | text |\n|---|---|---|");
#define DIAG(name, code, severity, text)                                       \
    fputs("| `" code "` | " #severity " | ", stdout), put_cell(text),          \
        puts(" |");
#include "grammar/diags.def"
#undef DIAG
}

int main(void)
{
    puts("# Reference\n");
    puts(
        "Every block, setting, kind, type, annotation, function and message,\n"
        "printed from the tables in `grammar/` that the compiler itself uses.");
    put_blocks();
    put_types();
    put_annotations();
    put_platform();
    put_styles();
    put_errors();
    put_functions();
    put_habits();
    put_messages();
    return 0;
}
