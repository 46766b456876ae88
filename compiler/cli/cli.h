/* cli.h - the verbs of the command line. The only code that prints or exits. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "front/program.h"

/* Exit statuses, as documented. */
enum { EXIT_CLEAN = 0, EXIT_FAULTS = 1, EXIT_USAGE = 2, EXIT_BUG = 3 };

typedef struct Verb {
    const char *name;
    const char *summary;
    const char *help; /* printed by `connc VERB --help` */
    /* argv[0] is the verb; returns the exit status. */
    int (*run)(int argc, char **argv);
} Verb;

extern const Verb check_verb, build_verb;

/* An option of a verb. A flag sets *flag; one with a value sets *value. */
typedef struct Option {
    const char *name;  /* "--format" */
    const char *other; /* "-o", or NULL */
    const char **value;
    bool *flag;
} Option;

/* Reads the options of a verb; what is no option is collected in `files`
 * (argc entries of room), "-" included. False, with a message printed, where
 * an option is unknown, incomplete or has no business here. */
bool cli_options(const Verb *verb, int argc, char **argv, const Option *options,
                 size_t option_count, const char **files, size_t *file_count);

/* How diagnostics are shown. */
typedef enum Format { FORMAT_TEXT, FORMAT_JSON } Format;
/* Reads the value of --format; NULL means text. */
bool cli_format(const char *name, Format *format);

/* Shows the program's diagnostics, on standard error as text, on standard
 * output as JSON. Returns EXIT_FAULTS where there is an error. */
int cli_report(Program *program, Format format);

/* Loads `path`, or prints why it can't; false then. */
bool cli_load(Program *program, const char *path, bool strict);

#endif
