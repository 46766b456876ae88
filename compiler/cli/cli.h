/* cli.h - the verbs of the command line. The only code that prints or exits. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "base/render.h"
#include "front/program.h"
#include "model/model.h"

#define CONNC_VERSION "0.1.0"

/* Exit statuses, as documented. */
enum { EXIT_CLEAN = 0, EXIT_FAULTS = 1, EXIT_USAGE = 2, EXIT_BUG = 3 };

typedef struct Verb {
    const char *name;
    const char *summary;
    const char *help; /* printed by `connc VERB --help` */
    /* argv[0] is the verb; returns the exit status. */
    int (*run)(int argc, char **argv);
} Verb;

extern const Verb check_verb, build_verb, import_verb, fmt_verb, explain_verb;

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

/* How diagnostics are shown: on standard error as text, on standard output in
 * the forms for programs. */
typedef enum Format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_SARIF,
    FORMAT_GITHUB
} Format;

/* What a verb has to say about one program or several. */
typedef struct Report {
    Format format;
    Buf out; /* not yet shown */
    Sarif sarif;
} Report;

/* Reads the value of --format; NULL means text. False, with a message printed,
 * where there is no such format. Else cli_report_end ends the report. */
bool cli_report_start(Report *report, const char *format);
/* Shows the program's diagnostics. Returns EXIT_FAULTS where there is an
 * error. */
int cli_report(Report *report, Program *program);
void cli_report_end(Report *report);

/* Puts `text` in the place of the file `path`, which keeps its permissions, by
 * renaming a temporary file; false, with a message printed, where it can't. */
bool cli_replace_file(const char *path, const Buf *text);

/* Writes `text` to the file `path`, whole or not at all, making the folders it
 * stands in; a file with that text already is left alone. False, with a message
 * printed, where it can't. */
bool cli_write_file(const char *path, const Buf *text);

/* Appends the lines in which two versions of the file `name` differ, as
 * `diff -u` shows them. */
void cli_diff(Buf *out, const char *name, const Buf *old_text,
              const Buf *new_text);

/* Checks a program that is to be built: NULL, with the reason reported, where
 * it has errors or no `connector` line. */
const Connector *cli_check_connector(Program *program);

/* What `connc explain` tells about a message: grammar/explain.def and
 * explain_targets.def. */
typedef struct Explanation {
    const char *target; /* for which the examples are built, or NULL */
    const char *format; /* from which they are imported, or NULL */
    const char *wrong;  /* a source that gives this message alone */
    const char *right;  /* one that gives none */
    const char *why;
} Explanation;
const Explanation *cli_explanation(DiagCode code);

/* Loads `path`, or prints why it can't; false then. */
bool cli_load(Program *program, const char *path, bool strict);

/* Prints the settings of an operation, "issues.list", and where each came
 * from. False where there is no such operation, which is said. */
bool cli_explain_operation(const Program *program, const Connector *connector,
                           const char *name);

/* Prints how many steps each hook and function takes at most. */
void cli_print_costs(const Program *program, const Connector *connector);

#endif
