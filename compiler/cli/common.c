/* common.c - options, loading and reporting, the same for every verb. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/check.h"

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

static const char *const formats[] = {[FORMAT_TEXT] = "text",
                                      [FORMAT_JSON] = "json",
                                      [FORMAT_SARIF] = "sarif",
                                      [FORMAT_GITHUB] = "github"};

static bool find_format(const char *name, Format *format)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        *format = (Format)i;
        if (strcmp(formats[i], name) == 0)
            return true;
    }
    return false;
}

bool cli_report_start(Report *report, const char *format)
{
    *report = (Report){.format = FORMAT_TEXT};
    if (format && !find_format(format, &report->format)) {
        fprintf(stderr,
                "connc: there is no format `%s`; formats are text, json, "
                "sarif, github\n",
                format);
        return false;
    }
    if (report->format == FORMAT_SARIF)
        sarif_start(&report->sarif, &report->out);
    return true;
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
    if (diags->full)
        buf_puts(out, "; more are not shown");
    if (diags->count)
        buf_putc(out, '\n');
}

static void report_text(Buf *out, const Program *program)
{
    render_text(out, &program->diags, &program->sources, use_color());
    put_count(out, &program->diags);
}

static void report_show(Report *report)
{
    fwrite(buf_text(&report->out), 1, report->out.length,
           report->format == FORMAT_TEXT ? stderr : stdout);
    report->out.length = 0;
}

int cli_report(Report *report, Program *program)
{
    const Diags *diags = &program->diags;
    diag_sort(&program->diags);
    switch (report->format) {
    case FORMAT_TEXT:
        report_text(&report->out, program);
        break;
    case FORMAT_JSON:
        render_json(&report->out, diags, &program->sources);
        break;
    case FORMAT_SARIF:
        sarif_add(&report->sarif, diags, &program->sources);
        break;
    case FORMAT_GITHUB:
        render_github(&report->out, diags, &program->sources);
        break;
    }
    if (report->format != FORMAT_SARIF)
        report_show(report);
    return diags->errors ? EXIT_FAULTS : EXIT_CLEAN;
}

void cli_report_end(Report *report)
{
    if (report->format == FORMAT_SARIF)
        sarif_end(&report->sarif, CONNC_VERSION);
    report_show(report);
    buf_free(&report->out);
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

const Connector *cli_check_connector(Program *program)
{
    const Connector *connector = check_program(program);
    if (!connector && !program->diags.errors)
        diag_report(&program->diags, D_NO_CONNECTOR,
                    (Span){program->units[0]->file, 0, 0});
    return program->diags.errors ? NULL : connector;
}
