/* check.c - `connc check`. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "check/check.h"

static int check_file(const char *path, const char *dump, Format format,
                      bool strict)
{
    Program program;
    if (!cli_load(&program, path, strict))
        return EXIT_USAGE;
    if (dump) {
        Buf out = {0};
        node_dump(&out, program.units[0]->tree, &program.sources);
        fwrite(buf_text(&out), 1, out.length, stdout);
        buf_free(&out);
    } else {
        check_program(&program);
    }
    int status = cli_report(&program, format);
    program_free(&program);
    return status;
}

static int run(int argc, char **argv)
{
    const char *dump = NULL, *format_name = NULL;
    bool strict = false;
    Format format;
    const Option options[] = {{"--dump", NULL, &dump, NULL},
                              {"--format", NULL, &format_name, NULL},
                              {"--strict", NULL, NULL, &strict}};
    const char **files = calloc((size_t)argc, sizeof *files);
    size_t count = 0;
    int status = EXIT_USAGE;
    if (!files ||
        !cli_options(&check_verb, argc, argv, options, 3, files, &count))
        goto done;
    if (!cli_format(format_name, &format))
        goto done;
    if (dump && strcmp(dump, "ast") != 0) {
        fprintf(stderr,
                "connc check: there is nothing to dump called `%s`; "
                "there is ast\n",
                dump);
        goto done;
    }
    if (count == 0) {
        fputs("connc check: no file given\nTry `connc check --help`.\n",
              stderr);
        goto done;
    }
    status = EXIT_CLEAN;
    for (size_t i = 0; i < count; i++) {
        int one = check_file(files[i], dump, format, strict);
        status = one > status ? one : status;
    }
done:
    free(files);
    return status;
}

const Verb check_verb = {
    "check", "find the mistakes in sources",
    "usage: connc check [OPTIONS] FILE...\n\n"
    "Checks each file and what it imports; `-` is standard input.\n\n"
    "  --format text|json  how messages are shown: for people on standard\n"
    "                      error, or one JSON object a line on standard "
    "output\n"
    "  --strict            take warnings for errors\n"
    "  --dump ast          print the syntax tree instead of checking\n\n"
    "Exit status: 0 clean, 1 errors in a source, 2 usage or unreadable file.\n",
    run};
