/* stdlib.h - the standard library, embedded: one row for each file of stdlib/.
 * The rows are made by tools/embed-stdlib. */
#ifndef STDLIB_GEN_H
#define STDLIB_GEN_H

#include <stddef.h>

typedef struct StdlibFile {
    const char *name; /* as imported: "std.paginate" */
    const char *text; /* source, with a zero after it */
    size_t length;    /* bytes of text, without that zero */
} StdlibFile;

extern const StdlibFile stdlib_files[];
extern const size_t stdlib_count;

/* The JavaScript that emitted hooks may carry; `name` is that of the file. */
extern const StdlibFile stdlib_scripts[];
extern const size_t stdlib_script_count;

#endif
