/* emit.c - the table of targets, and what each does about what the model does
 * not hold. A new target is a row here and a folder beside this file. */
#include "emit/emit.h"

#include <assert.h>
#include <string.h>

static const Carry open_connectors_carry[FEATURE_COUNT] = {
    [FEATURE_HOOK] = CARRY_SILENT,
    [FEATURE_JS_HOOK] = CARRY_SILENT,
    [FEATURE_WEBHOOK] = CARRY_SILENT,
    [FEATURE_EVENTS] = CARRY_SILENT,
    [FEATURE_MAP] = CARRY_SILENT,
    [FEATURE_TEST] = CARRY_SILENT,
    [FEATURE_BULK] = CARRY_LOSE,
    [FEATURE_EXPAND] = CARRY_LOSE,
    [FEATURE_CUSTOM_FIELDS] = CARRY_LOSE,
    [FEATURE_NEXT] = CARRY_SILENT,
    [FEATURE_SAVE_CONFIG] = CARRY_SILENT,
    [FEATURE_AFTER_TOKEN] = CARRY_SILENT,
    [FEATURE_REFRESH_RULE] = CARRY_LOSE,
    [FEATURE_STREAM] = CARRY_LOSE,
    [FEATURE_DECODE] = CARRY_LOSE,
    [FEATURE_MULTIPART] = CARRY_SILENT,
    [FEATURE_TEMPLATE_PAGING] = CARRY_SILENT,
};

/* JavaScript and multipart bodies are the emitter's to report: it leaves out
 * the operations that have one. */
static const Carry c_carry[FEATURE_COUNT] = {
    [FEATURE_HOOK] = CARRY_SILENT,
    [FEATURE_JS_HOOK] = CARRY_SILENT,
    [FEATURE_EVENTS] = CARRY_SILENT,
    [FEATURE_WEBHOOK] = CARRY_SILENT,
    [FEATURE_MAP] = CARRY_SILENT,
    [FEATURE_TEST] = CARRY_SILENT,
    [FEATURE_BULK] = CARRY_SILENT,
    [FEATURE_EXPAND] = CARRY_SILENT,        /* the emitter says why */
    [FEATURE_CUSTOM_FIELDS] = CARRY_SILENT, /* the same */
    [FEATURE_NEXT] = CARRY_REFUSE,
    [FEATURE_SAVE_CONFIG] = CARRY_REFUSE,
    [FEATURE_AFTER_TOKEN] = CARRY_SILENT,
    [FEATURE_REFRESH_RULE] = CARRY_SILENT,
    [FEATURE_STREAM] = CARRY_SILENT,
    [FEATURE_DECODE] = CARRY_SILENT,
    [FEATURE_MULTIPART] = CARRY_SILENT,
    [FEATURE_TEMPLATE_PAGING] = CARRY_SILENT,
};

const Target emit_targets[] = {
    {"open-connectors", "the platform's connector definition, KEY.json",
     emit_open_connectors, open_connectors_carry},
    {"c", "a typed C client: NAME.h, NAME.c and what builds them", emit_c,
     c_carry},
};
const size_t emit_target_count = sizeof emit_targets / sizeof *emit_targets;

const Target *emit_target_find(const char *name)
{
    for (size_t i = 0; i < emit_target_count; i++)
        if (strcmp(emit_targets[i].name, name) == 0)
            return &emit_targets[i];
    return NULL;
}

static void emit_report_features(const Target *target,
                                 const Connector *connector, Diags *diags)
{
    for (size_t i = 0; i < connector->feature_count; i++) {
        const Feature *feature = &connector->features[i];
        const char *name = feature_name(feature->kind);
        switch (target->carry[feature->kind]) {
        case CARRY_UNSAID:
        case CARRY_SILENT:
            break;
        case CARRY_LOSE:
            diag_report(diags, D_FEATURE_LOST, feature->span, target->name,
                        name);
            break;
        case CARRY_REFUSE:
            diag_report(diags, D_FEATURE_REFUSED, feature->span, target->name,
                        name);
            break;
        }
    }
}

bool emit_target_build(const Target *target, const Connector *connector,
                       Arena *arena, Diags *diags, Outputs *outputs)
{
    size_t errors = diags->errors;
    emit_report_features(target, connector, diags);
    bool done = target->emit(connector, arena, diags, outputs);
    return done && diags->errors == errors;
}

const Output *output_find(const Outputs *outputs, const char *path)
{
    for (size_t i = 0; i < outputs->count; i++)
        if (strcmp(outputs->files[i]->path, path) == 0)
            return outputs->files[i];
    return NULL;
}

/* Whether it stays in the folder that the files are written to. */
static bool path_is_inside(const char *path)
{
    if (*path == '/')
        return false;
    for (const char *part = path;; part++) {
        size_t length = strcspn(part, "/");
        if (length == 2 && strncmp(part, "..", 2) == 0)
            return false;
        part += length;
        if (!*part)
            return true;
    }
}

Buf *output_file(Outputs *outputs, const char *path)
{
    assert(path_is_inside(path));
    for (size_t i = 0; i < outputs->count; i++)
        if (strcmp(outputs->files[i]->path, path) == 0)
            return &outputs->files[i]->text;
    Output *file = arena_new(outputs->arena, Output);
    file->path = arena_text(outputs->arena, path, strlen(path));
    vec_push(outputs->arena, outputs->files, outputs->count, file);
    return &file->text;
}

void outputs_free(Outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++)
        buf_free(&outputs->files[i]->text);
    outputs->files = NULL;
    outputs->count = 0;
}
