/* check.c - `connc check`: what is wrong with sources, and the mending of what
 * is certain. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/fix.h"
#include "check/check.h"

typedef struct Check {
    const char *dump;
    const char *operation; /* --explain-op */
    bool strict, fix;
    Report report;
} Check;

static bool is_dump(const Check *check, const char *what)
{
    return check->dump && strcmp(check->dump, what) == 0;
}

static void dump_tree(const Program *program)
{
    Buf out = {0};
    node_dump(&out, program->units[0]->tree, &program->sources);
    fwrite(buf_text(&out), 1, out.length, stdout);
    buf_free(&out);
}

/* Applies what is certain about the file itself, once; *failed where it can't
 * be written. Returns how many mistakes that mended. */
static size_t fix_once(Program *program, const char *path, bool *failed)
{
    Buf text = {0};
    diag_sort(&program->diags);
    size_t count = fix_apply(&text, &program->diags, &program->sources,
                             program->units[0]->file);
    *failed = count && !cli_replace_file(path, &text);
    buf_free(&text);
    return *failed ? 0 : count;
}

/* Loads and checks `path`, again and again while that mends it: one mistake
 * may hide another. Returns false where the file can't be read or written. */
static bool check_and_fix(const Check *check, Program *program,
                          const char *path)
{
    enum { ROUNDS = 20 };
    size_t fixed = 0, now = 1;
    bool failed = false;
    for (int round = 0; round < ROUNDS && now; round++) {
        if (round)
            program_free(program);
        if (!cli_load(program, path, check->strict))
            return false;
        check_program(program);
        now = check->fix && round + 1 < ROUNDS
                  ? fix_once(program, path, &failed)
                  : 0;
        fixed += now;
    }
    if (fixed)
        fprintf(stderr, "%s: %zu mistake%s mended\n", path, fixed,
                fixed == 1 ? "" : "s");
    if (failed)
        program_free(program);
    return !failed;
}

/* --explain-op and --dump cost: only of a source without mistakes. */
static int explain_model(Check *check, const char *path)
{
    Program program;
    if (!cli_load(&program, path, check->strict))
        return EXIT_USAGE;
    const Connector *connector = check_program(&program);
    int status = cli_report(&check->report, &program);
    if (status == EXIT_CLEAN && check->dump && connector)
        cli_print_costs(&program, connector);
    else if (status == EXIT_CLEAN && check->operation &&
             !cli_explain_operation(&program, connector, check->operation))
        status = EXIT_USAGE;
    program_free(&program);
    return status;
}

static int check_file(Check *check, const char *path)
{
    Program program;
    if (check->operation || is_dump(check, "cost"))
        return explain_model(check, path);
    if (!check->dump) {
        if (!check_and_fix(check, &program, path))
            return EXIT_USAGE;
    } else {
        if (!cli_load(&program, path, check->strict))
            return EXIT_USAGE;
        dump_tree(&program);
    }
    int status = cli_report(&check->report, &program);
    program_free(&program);
    return status;
}

static bool usage_error(const char *what)
{
    fprintf(stderr, "connc check: %s\nTry `connc check --help`.\n", what);
    return false;
}

static bool makes_sense(const Check *check, const char *const *files,
                        size_t count)
{
    if (check->dump && !is_dump(check, "ast") && !is_dump(check, "cost")) {
        fprintf(stderr,
                "connc check: there is nothing to dump called `%s`; "
                "there are ast and cost\n",
                check->dump);
        return false;
    }
    if (count == 0)
        return usage_error("no file given");
    if (check->operation && (check->fix || check->dump))
        return usage_error("--explain-op stands alone: without --fix and "
                           "--dump");
    if (check->fix && check->dump)
        return usage_error("--dump only looks, --fix writes: give one of them");
    for (size_t i = 0; check->fix && i < count; i++)
        if (strcmp(files[i], "-") == 0)
            return usage_error("--fix writes files, and `-` is none");
    return true;
}

static int run(int argc, char **argv)
{
    const char *format = NULL;
    Check check = {0};
    const Option options[] = {{"--explain-op", NULL, &check.operation, NULL},
                              {"--dump", NULL, &check.dump, NULL},
                              {"--format", NULL, &format, NULL},
                              {"--strict", NULL, NULL, &check.strict},
                              {"--fix", NULL, NULL, &check.fix}};
    const char **files = calloc((size_t)argc, sizeof *files);
    size_t count = 0;
    int status = EXIT_USAGE;
    if (!files ||
        !cli_options(&check_verb, argc, argv, options, 5, files, &count) ||
        !makes_sense(&check, files, count) ||
        !cli_report_start(&check.report, format))
        goto done;
    status = EXIT_CLEAN;
    for (size_t i = 0; i < count; i++) {
        int one = check_file(&check, files[i]);
        status = one > status ? one : status;
    }
    cli_report_end(&check.report);
done:
    free(files);
    return status;
}

const Verb check_verb = {
    "check", "find the mistakes in sources",
    "usage: connc check [OPTIONS] FILE...\n\n"
    "Checks each file and what it imports; `-` is standard input.\n\n"
    "  --format text|json|sarif|github\n"
    "                      how messages are shown: as text on standard error;\n"
    "                      or on standard output as JSON, an object a line, "
    "as\n"
    "                      a SARIF 2.1.0 log, or as commands of a GitHub "
    "workflow\n"
    "  --fix               mend the mistakes that have one certain answer, in\n"
    "                      the files given, and say what is left\n"
    "  --explain-op NAME   print the settings of an operation, issues.list, "
    "and\n"
    "                      the place that each came from\n"
    "  --strict            take warnings for errors\n"
    "  --dump ast          print the syntax tree instead of checking\n"
    "  --dump cost         print how many steps each hook takes at most\n\n"
    "Exit status: 0 clean, 1 errors in a source, 2 usage or unreadable file.\n",
    run};
