/* main.c - the command line: finds the verb and runs it. */
#include "cli/cli.h"

#include <string.h>

static const Verb *const verbs[] = {&check_verb, &build_verb, &import_verb,
                                    &fmt_verb, &explain_verb};
enum { VERB_COUNT = sizeof verbs / sizeof *verbs };

static const Verb *find_verb(const char *name)
{
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    return NULL;
}

static int usage(FILE *out, int status)
{
    fputs("connc compiles .conn files, which describe how to talk to an HTTP "
          "API.\n\nusage: connc VERB [OPTIONS] FILE\n\n",
          out);
    for (size_t i = 0; i < VERB_COUNT; i++)
        fprintf(out, "  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
    fputs("\n`connc VERB --help` tells more. To start:\n\n"
          "  connc check examples/registry.conn\n"
          "  connc build --target c examples/registry.conn -o out\n",
          out);
    return status;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static int unknown_verb(const char *name)
{
    const char *names[VERB_COUNT];
    for (size_t i = 0; i < VERB_COUNT; i++)
        names[i] = verbs[i]->name;
    const char *near = diag_nearest(name, names, VERB_COUNT);
    fprintf(stderr, "connc: there is no verb `%s`", name);
    if (near)
        fprintf(stderr, "; did you mean `%s`?", near);
    fputs("\nTry `connc --help`.\n", stderr);
    return EXIT_USAGE;
}

/* What nobody could read is no success. */
static int end_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    perror("connc: can't write the output");
    return status > EXIT_USAGE ? status : EXIT_USAGE;
}

static int run(int argc, char **argv)
{
    if (argc < 2)
        return usage(stderr, EXIT_USAGE);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return usage(stdout, EXIT_CLEAN);
    if (strcmp(argv[1], "--version") == 0) {
        puts("connc " CONNC_VERSION);
        return EXIT_CLEAN;
    }
    const Verb *verb = find_verb(argv[1]);
    if (!verb)
        return unknown_verb(argv[1]);
    if (asks_for_help(argc - 1, argv + 1)) {
        fputs(verb->help, stdout);
        return EXIT_CLEAN;
    }
    return verb->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    return end_output(run(argc, argv));
}
