/* program.h - a source and all that it imports, parsed.
 *
 * Owns: finding and reading files, the embedded standard library, the order in
 * which files depend on each other.
 */
#ifndef FRONT_PROGRAM_H
#define FRONT_PROGRAM_H

#include "base/diag.h"
#include "front/ast.h"

typedef struct Unit Unit;

typedef struct UnitImport {
    Node *node; /* NODE_IMPORT */
    Unit *unit; /* NULL: not found, which was reported */
} UnitImport;

/* One file. */
struct Unit {
    const char *name; /* as imported: a path, or "std.paginate" */
    const char *path; /* canonical; NULL for the standard library */
    uint32_t file;
    Node *tree;
    bool broken; /* parts of it could not be read, which was reported */
    UnitImport *imports;
    size_t import_count;
    int mark; /* for walks over the imports */
};

typedef struct Program {
    Arena arena;
    Sources sources;
    Diags diags;
    Unit **units; /* the first is the source itself */
    size_t unit_count;
    Map files;      /* canonical path -> Unit */
    Map libraries;  /* "std.paginate" -> Unit */
    Unit *prelude;  /* its names are known everywhere */
    bool undoubted; /* what is only doubtful need not be said */
} Program;

/* Largest file that is read: 128 MiB. */
#define PROGRAM_MAX_FILE ((size_t)128 * 1024 * 1024)

/* Appends the whole file `path` ("-": standard input) to `out`. False if it
 * can't be read; *why says so (a static text). */
bool program_read(const char *path, Buf *out, const char **why);

/* Prepares an empty program; it must stay where it is until program_free. */
void program_start(Program *program);

/* Reads `path` ("-": standard input) and everything it imports. Returns false
 * if the file itself can't be read; *why says so (a static text). Faults inside
 * are diagnostics. */
bool program_load(Program *program, const char *path, const char **why);

/* The same for a text that is in memory already, named `name`. */
bool program_load_text(Program *program, const char *name, const char *text,
                       size_t length);

/* The library that declares the type `name`, "std.models", or NULL. */
const char *program_library_of(const char *name);

void program_free(Program *program);

#endif
