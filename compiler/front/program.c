/* program.c - reads files breadth first, then looks for cycles. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "front/program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "front/parse.h"
#include "stdlib.h"

static const char PRELUDE[] = "std.prelude";

void program_start(Program *program)
{
    *program = (Program){0};
    program->sources.arena = &program->arena;
    program->diags.arena = &program->arena;
}

void program_free(Program *program)
{
    arena_free(&program->arena);
}

/* ---- reading ---- */

static bool read_stream(FILE *in, Buf *out, const char **why)
{
    char piece[65536];
    size_t got;
    while ((got = fread(piece, 1, sizeof piece, in)) > 0) {
        buf_write(out, piece, got);
        if (out->length > PROGRAM_MAX_FILE) {
            *why = "it is larger than 128 MiB";
            return false;
        }
    }
    if (ferror(in))
        *why = strerror(errno);
    return !ferror(in);
}

bool program_read(const char *path, Buf *out, const char **why)
{
    if (strcmp(path, "-") == 0)
        return read_stream(stdin, out, why);
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        *why = S_ISDIR(status.st_mode) ? "it is a folder"
                                       : "it is not a regular file";
        return false;
    }
    FILE *in = fopen(path, "rb");
    if (!in) {
        *why = strerror(errno);
        return false;
    }
    bool read = read_stream(in, out, why);
    fclose(in);
    return read;
}

/* ---- units ---- */

static void collect_imports(Program *program, Unit *unit)
{
    NodeList items = unit->tree->as.file.items;
    for (size_t i = 0; i < items.count; i++) {
        UnitImport import = {items.items[i], NULL};
        if (import.node->kind == NODE_IMPORT)
            vec_push(&program->arena, unit->imports, unit->import_count,
                     import);
    }
}

static Unit *add_unit(Program *program, const char *name, const char *path,
                      const char *text, size_t length)
{
    Unit *unit = arena_new(&program->arena, Unit);
    unit->name = arena_text(&program->arena, name, strlen(name));
    unit->path = path ? arena_text(&program->arena, path, strlen(path)) : NULL;
    unit->file = source_add(&program->sources, name, text, length);
    size_t errors = program->diags.errors;
    unit->tree = parse_file(&program->arena, &program->sources, unit->file,
                            &program->diags)
                     .file;
    unit->broken = program->diags.errors > errors;
    collect_imports(program, unit);
    vec_push(&program->arena, program->units, program->unit_count, unit);
    map_set(&program->arena, path ? &program->files : &program->libraries,
            path ? unit->path : unit->name, unit);
    return unit;
}

/* ---- imports ---- */

static Unit *add_library(Program *program, const char *name)
{
    for (size_t i = 0; i < stdlib_count; i++)
        if (strcmp(stdlib_files[i].name, name) == 0)
            return add_unit(program, name, NULL, stdlib_files[i].text,
                            stdlib_files[i].length);
    return NULL;
}

static Unit *import_library(Program *program, Word word)
{
    Unit *unit = map_get(&program->libraries, word.text);
    if (!unit)
        unit = add_library(program, word.text);
    if (unit)
        return unit;
    Diag *d =
        diag_report(&program->diags, D_IMPORT_UNKNOWN, word.span, word.text);
    const char **names =
        arena_array(&program->arena, const char *, stdlib_count + 1);
    for (size_t i = 0; i < stdlib_count; i++)
        names[i] = stdlib_files[i].name;
    const char *near = diag_nearest(word.text, names, stdlib_count);
    diag_suggest(&program->diags, d, word.span, near);
    if (!near)
        diag_help(&program->diags, d,
                  "a file of your own is imported by its path in quotes");
    return NULL;
}

const char *program_library_of(const char *name)
{
    static const char word[] = "\ntype ";
    size_t length = strlen(name);
    for (size_t i = 0; i < stdlib_count; i++) {
        const char *at = stdlib_files[i].text;
        while ((at = strstr(at, word)) != NULL) {
            at += sizeof word - 1;
            if (strncmp(at, name, length) == 0 && at[length] == ' ')
                return stdlib_files[i].name;
        }
    }
    return NULL;
}

/* `relative` beside the file that imports it. */
static const char *beside(Program *program, const Unit *unit,
                          const char *relative)
{
    const char *slash = strrchr(unit->name, '/');
    if (relative[0] == '/' || !slash)
        return relative;
    return arena_format(&program->arena, "%.*s%s",
                        (int)(slash - unit->name + 1), unit->name, relative);
}

static Unit *import_path(Program *program, const Unit *from, Word word)
{
    const char *name = beside(program, from, word.text);
    const char *why = "";
    char *real = realpath(name, NULL);
    Unit *unit = real ? map_get(&program->files, real) : NULL;
    Buf text = {0};
    if (!unit && real && program_read(real, &text, &why))
        unit = add_unit(program, name, real, buf_text(&text), text.length);
    else if (!unit)
        diag_report(&program->diags, D_IMPORT_NOT_FOUND, word.span, word.text,
                    real ? why : strerror(errno));
    buf_free(&text);
    free(real);
    return unit;
}

static void resolve_imports(Program *program)
{
    /* Units are appended while this runs. */
    for (size_t i = 0; i < program->unit_count; i++) {
        Unit *unit = program->units[i];
        for (size_t j = 0; j < unit->import_count; j++) {
            UnitImport *import = &unit->imports[j];
            Word path = import->node->as.import.path;
            import->unit = import->node->as.import.is_file
                               ? import_path(program, unit, path)
                               : import_library(program, path);
            if (!import->unit)
                diag_damage(&program->diags, import->node->span);
        }
    }
}

/* ---- cycles ---- */

enum { UNSEEN, ON_PATH, DONE };

typedef struct Step {
    Unit *unit;
    size_t next; /* import to follow next */
} Step;

static void report_cycle(Program *program, const Step *steps, size_t count,
                         UnitImport *closing)
{
    Buf names = {0};
    size_t start = count;
    while (start > 0 && steps[start - 1].unit != closing->unit)
        start--;
    for (size_t i = start ? start - 1 : 0; i < count; i++)
        buf_printf(&names, "`%s` -> ", steps[i].unit->name);
    buf_printf(&names, "`%s`", closing->unit->name);
    diag_report(&program->diags, D_IMPORT_CYCLE, closing->node->span,
                buf_text(&names));
    buf_free(&names);
    closing->unit = NULL;
}

static void find_cycles(Program *program)
{
    Arena *arena = &program->arena;
    Step *steps = NULL;
    size_t count = 0;
    Step first = {program->units[0], 0};
    vec_push(arena, steps, count, first);
    first.unit->mark = ON_PATH;
    while (count) {
        Step *top = &steps[count - 1];
        if (top->next == top->unit->import_count) {
            top->unit->mark = DONE;
            count--;
            continue;
        }
        UnitImport *import = &top->unit->imports[top->next++];
        if (!import->unit || import->unit->mark == DONE)
            continue;
        if (import->unit->mark == ON_PATH) {
            report_cycle(program, steps, count, import);
            continue;
        }
        import->unit->mark = ON_PATH;
        Step step = {import->unit, 0};
        vec_push(arena, steps, count, step);
    }
}

/* ---- loading ---- */

static void finish_load(Program *program)
{
    program->prelude = add_library(program, PRELUDE);
    resolve_imports(program);
    find_cycles(program);
}

bool program_load_text(Program *program, const char *name, const char *text,
                       size_t length)
{
    if (length > PROGRAM_MAX_FILE)
        return false;
    char *real = realpath(name, NULL);
    add_unit(program, name, real ? real : name, text, length);
    free(real);
    finish_load(program);
    return true;
}

bool program_load(Program *program, const char *path, const char **why)
{
    Buf text = {0};
    bool read = program_read(path, &text, why);
    if (read)
        program_load_text(program, strcmp(path, "-") == 0 ? "<stdin>" : path,
                          buf_text(&text), text.length);
    buf_free(&text);
    return read;
}
