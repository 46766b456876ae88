/* import.h - definitions of others as `.conn` sources.
 *
 * Owns: the list of formats that `connc import` reads. Nothing here touches the
 * disk or prints.
 */
#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H

#include "base/buf.h"
#include "base/diag.h"

/* How the values of the imported file are said in the source that was made. A
 * value is a leaf of the JSON tree that means something. */
typedef struct ImportStats {
    size_t language; /* by constructs of the language */
    size_t platform; /* in `platform` blocks */
    size_t script;   /* in `js` blocks */
    size_t typed;    /* scripts that became statements */
} ImportStats;

typedef struct ImportOptions {
    bool scripts; /* leave every script as it is */
} ImportOptions;

/* Reads file number `file` of `sources` and appends the `.conn` source to
 * `out`, laid out. What can't be carried is reported with its place in that
 * file; false if there was an error, and then `out` is not to be used. */
typedef bool ImportFunction(Arena *arena, Sources *sources, uint32_t file,
                            Diags *diags, const ImportOptions *options,
                            Buf *out, ImportStats *stats);

typedef struct ImportFormat {
    const char *name;
    const char *description; /* what it reads, for help */
    ImportFunction *import;
} ImportFormat;

extern const ImportFormat import_formats[];
extern const size_t import_format_count;

ImportFunction import_open_connectors; /* open_connectors/import.c */

#endif
