/* emit.h - the targets of `connc build`, and the files that they write.
 *
 * Owns: the list of targets, what each does about the parts of a source that
 * stand outside the model, and the collection of files a target makes. Nothing
 * here touches the disk: the caller writes what was collected.
 */
#ifndef EMIT_EMIT_H
#define EMIT_EMIT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/diag.h"
#include "model/model.h"

/* One file to be written. */
typedef struct Output {
    const char *path; /* below the output folder; no "..", not absolute */
    Buf text;
} Output;

typedef struct Outputs {
    Arena *arena;   /* paths and entries; the texts are on the heap */
    Output **files; /* in the order in which they were asked for */
    size_t count;
} Outputs;

/* The text of the file `path`, empty when new. The path is copied. The Buf
 * stays where it is until outputs_free. */
Buf *output_file(Outputs *outputs, const char *path);
/* The file of that path, or NULL. */
const Output *output_find(const Outputs *outputs, const char *path);
void outputs_free(Outputs *outputs);

/* What a target does about a feature (grammar/features.def). 0 is no answer: a
 * test checks that every target has one for every feature. */
typedef enum Carry {
    CARRY_UNSAID,
    CARRY_SILENT, /* nothing is lost */
    CARRY_LOSE,   /* left out, with a warning: the rest is right without it */
    CARRY_REFUSE  /* an error: the output would be wrong */
} Carry;

/* Writes `connector` for one target. Reports what the target can't carry;
 * false if there was an error, and then the files are not to be used. */
typedef bool EmitFunction(const Connector *connector, Arena *arena,
                          Diags *diags, Outputs *outputs);

typedef struct Target {
    const char *name;        /* as after --target */
    const char *description; /* what it writes, for help */
    EmitFunction *emit;
    const Carry *carry; /* by FeatureKind */
} Target;

extern const Target emit_targets[];
extern const size_t emit_target_count;

/* The target of that name, or NULL. */
const Target *emit_target_find(const char *name);
/* Reports the features that the target leaves out or refuses, then emits. */
bool emit_target_build(const Target *target, const Connector *connector,
                       Arena *arena, Diags *diags, Outputs *outputs);

EmitFunction emit_open_connectors; /* open_connectors/element.c */
EmitFunction emit_c;               /* c/ */

#endif
