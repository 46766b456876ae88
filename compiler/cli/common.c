/* common.c - options, loading and reporting, the same for every verb. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/render.h"

static const Option *find_option(const char *word, const Option *options,
                                 size_t count)
{
    size_t length = strcspn(word, "=");
    for (size_t i = 0; i < count; i++) {
        const Option *option = &options[i];
        if ((strlen(option->name) == length &&
             strncmp(option->name, word, length) == 0) ||
            (option->other && strcmp(option->other, word) == 0))
            return option;
    }
    return NULL;
}

static bool complain(const Verb *verb, const char *word, const char *what)
{
    fprintf(stderr, "connc %s: %s %s\nTry `connc %s --help`.\n", verb->name,
            word, what, verb->name);
    return false;
}

/* Takes the option at argv[*at], and its value behind it. */
static bool take_option(const Verb *verb, int argc, char **argv, int *at,
                        const Option *options, size_t count)
{
    char *word = argv[*at];
    const Option *option = find_option(word, options, count);
    if (!option)
        return complain(verb, word, "is not an option");
    char *value = word[1] == '-' ? strchr(word, '=') : NULL;
    if (option->flag) {
        *option->flag = true;
        return !value || complain(verb, word, "takes no value");
    }
    if (!value && *at + 1 >= argc)
        return complain(verb, word, "needs a value");
    *option->value = value ? value + 1 : argv[++*at];
    return true;
}

bool cli_options(const Verb *verb, int argc, char **argv, const Option *options,
                 size_t option_count, const char **files, size_t *file_count)
{
    bool only_files = false;
    *file_count = 0;
    for (int i = 1; i < argc; i++) {
        bool option = !only_files && argv[i][0] == '-' && argv[i][1];
        if (option && strcmp(argv[i], "--") == 0)
            only_files = true;
        else if (!option)
            files[(*file_count)++] = argv[i];
        else if (!take_option(verb, argc, argv, &i, options, option_count))
            return false;
    }
    return true;
}

bool cli_format(const char *name, Format *format)
{
    *format = name && strcmp(name, "json") == 0 ? FORMAT_JSON : FORMAT_TEXT;
    if (!name || strcmp(name, "json") == 0 || strcmp(name, "text") == 0)
        return true;
    fprintf(stderr, "connc: there is no format `%s`; formats are text, json\n",
            name);
    return false;
}

static bool use_color(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return isatty(STDERR_FILENO) && !(no_color && *no_color) &&
           !(terminal && strcmp(terminal, "dumb") == 0);
}

static void put_count(Buf *out, const Diags *diags)
{
    size_t warnings = diags->count - diags->errors;
    if (diags->errors)
        buf_printf(out, "%zu error%s", diags->errors,
                   diags->errors == 1 ? "" : "s");
    if (warnings)
        buf_printf(out, "%s%zu warning%s", diags->errors ? ", " : "", warnings,
                   warnings == 1 ? "" : "s");
    if (diags->count)
        buf_putc(out, '\n');
}

int cli_report(Program *program, Format format)
{
    Buf out = {0};
    diag_sort(&program->diags);
    if (format == FORMAT_JSON) {
        render_json(&out, &program->diags, &program->sources);
    } else {
        render_text(&out, &program->diags, &program->sources, use_color());
        put_count(&out, &program->diags);
    }
    fwrite(buf_text(&out), 1, out.length,
           format == FORMAT_JSON ? stdout : stderr);
    buf_free(&out);
    return program->diags.errors ? EXIT_FAULTS : EXIT_CLEAN;
}

bool cli_load(Program *program, const char *path, bool strict)
{
    const char *why = "";
    program_start(program);
    program->diags.strict = strict;
    if (program_load(program, path, &why))
        return true;
    fprintf(stderr, "connc: can't read %s: %s\n", path, why);
    program_free(program);
    return false;
}
