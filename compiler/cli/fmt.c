/* fmt.c - `connc fmt`. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "front/fmt.h"

typedef struct FmtVerb {
    bool check, diff;
    Report report;
} FmtVerb;

static bool same_text(const Buf *a, const Buf *b)
{
    return a->length == b->length &&
           memcmp(buf_text(a), buf_text(b), a->length) == 0;
}

/* `text` is laid out as `made`: shows or writes it. */
static int deliver(const FmtVerb *verb, const char *path, const Buf *text,
                   const Buf *made)
{
    bool same = same_text(text, made);
    if (verb->diff && !same) {
        Buf out = {0};
        cli_diff(&out, path, text, made);
        fwrite(buf_text(&out), 1, out.length, stdout);
        buf_free(&out);
    } else if (verb->check && !same) {
        printf("%s\n", path);
    }
    if (verb->diff || verb->check)
        return same ? EXIT_CLEAN : EXIT_FAULTS;
    if (strcmp(path, "-") == 0)
        fwrite(buf_text(made), 1, made->length, stdout);
    else if (!same && !cli_replace_file(path, made))
        return EXIT_USAGE;
    return EXIT_CLEAN;
}

static int format_text(FmtVerb *verb, const char *path, const Buf *text)
{
    Program program;
    Buf made = {0};
    int status = EXIT_BUG;
    program_start(&program);
    uint32_t file =
        source_add(&program.sources, strcmp(path, "-") == 0 ? "<stdin>" : path,
                   buf_text(text), text->length);
    switch (fmt_source(&program.arena, &program.sources, file, &program.diags,
                       &made)) {
    case FMT_DONE:
        status = deliver(verb, path, text, &made);
        break;
    case FMT_FAULTS:
        status = cli_report(&verb->report, &program);
        break;
    case FMT_BUG:
        fprintf(stderr,
                "connc: %s would change its meaning, so it is left as "
                "it is; this is a fault of connc\n",
                path);
        break;
    }
    buf_free(&made);
    program_free(&program);
    return status;
}

static int format_file(FmtVerb *verb, const char *path)
{
    Buf text = {0};
    const char *why = "";
    int status = EXIT_USAGE;
    if (program_read(path, &text, &why))
        status = format_text(verb, path, &text);
    else
        fprintf(stderr, "connc: can't read %s: %s\n", path, why);
    buf_free(&text);
    return status;
}

static int run(int argc, char **argv)
{
    FmtVerb verb = {0};
    const Option options[] = {{"--check", NULL, NULL, &verb.check},
                              {"--diff", NULL, NULL, &verb.diff}};
    const char **files = calloc((size_t)argc, sizeof *files);
    size_t count = 0;
    int status = EXIT_USAGE;
    if (!files ||
        !cli_options(&fmt_verb, argc, argv, options, 2, files, &count))
        goto done;
    if (count == 0) {
        fputs("connc fmt: no file given\nTry `connc fmt --help`.\n", stderr);
        goto done;
    }
    if (!cli_report_start(&verb.report, NULL))
        goto done;
    status = EXIT_CLEAN;
    for (size_t i = 0; i < count; i++) {
        int one = format_file(&verb, files[i]);
        status = one > status ? one : status;
    }
    cli_report_end(&verb.report);
done:
    free(files);
    return status;
}

const Verb fmt_verb = {
    "fmt", "lay sources out",
    "usage: connc fmt [--check|--diff] FILE...\n\n"
    "Lays each file out the one way there is: blanks, line breaks of bodies,\n"
    "columns of consecutive lines, commas that may be left out. Nothing else\n"
    "changes. `-` is standard input, written to standard output.\n\n"
    "  --check  print the names of files that are laid out otherwise, and\n"
    "           leave them as they are\n"
    "  --diff   print what would change instead, as `diff -u` does\n\n"
    "Exit status: 0 done (or nothing to do), 1 errors in a source or, with\n"
    "--check and --diff, something to do, 2 usage or unreadable file.\n",
    run};
