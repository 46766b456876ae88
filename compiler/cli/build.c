/* build.c - `connc build`: check, emit, write. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/check.h"
#include "emit/emit.h"

/* ---- writing ---- */

static bool complain(const char *path, const char *what)
{
    fprintf(stderr, "connc: can't write %s: %s\n", path, what);
    return false;
}

static bool make_folders(char *path)
{
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
        if (!made)
            complain(path, strerror(errno));
        *slash = '/';
        if (!made)
            return false;
    }
    return true;
}

static bool same_content(const char *path, const Buf *text)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return false;
    char *old = malloc(text->length + 1);
    size_t got = old ? fread(old, 1, text->length + 1, in) : 0;
    bool same =
        old && got == text->length && memcmp(old, buf_text(text), got) == 0;
    free(old);
    fclose(in);
    return same;
}

/* Into a temporary file beside it, then renamed: an interrupted build leaves
 * the old file whole. */
static bool write_file(char *path, const Buf *text)
{
    if (!make_folders(path))
        return false;
    if (same_content(path, text))
        return true;
    size_t length = strlen(path);
    char *temporary = malloc(length + 8);
    if (!temporary)
        return complain(path, "out of memory");
    memcpy(temporary, path, length);
    memcpy(temporary + length, ".XXXXXX", 8);
    int file = mkstemp(temporary);
    FILE *out = file >= 0 ? fdopen(file, "wb") : NULL;
    bool written = out && fchmod(file, 0644) == 0 &&
                   fwrite(buf_text(text), 1, text->length, out) == text->length;
    if (out)
        written = fclose(out) == 0 && written;
    written = written && rename(temporary, path) == 0;
    if (!written) {
        complain(path, strerror(errno));
        unlink(temporary);
    }
    free(temporary);
    return written;
}

bool cli_write_file(const char *path, const Buf *text)
{
    size_t length = strlen(path);
    char *copy = malloc(length + 1);
    if (!copy)
        return complain(path, "out of memory");
    memcpy(copy, path, length + 1);
    bool written = write_file(copy, text);
    free(copy);
    return written;
}

static bool write_outputs(const Outputs *outputs, const char *folder)
{
    for (size_t i = 0; i < outputs->count; i++) {
        const Output *output = outputs->files[i];
        char *path =
            arena_format(outputs->arena, "%s/%s", folder, output->path);
        if (!write_file(path, &output->text))
            return false;
    }
    return true;
}

/* ---- the verb ---- */

static const Target *find_target(const char *name)
{
    const Target *target = name ? emit_target_find(name) : NULL;
    if (target)
        return target;
    if (name)
        fprintf(stderr, "connc build: there is no target `%s`\n", name);
    else
        fputs("connc build: --target says what to build\n", stderr);
    fputs("targets are:\n", stderr);
    for (size_t i = 0; i < emit_target_count; i++)
        fprintf(stderr, "  %-16s %s\n", emit_targets[i].name,
                emit_targets[i].description);
    return NULL;
}

static bool is_loss(const Diag *diag)
{
    return diag->code >= D_FEATURE_REFUSED && diag->code < D_JSON_SYNTAX;
}

static void loss_report(const Program *program)
{
    for (size_t i = 0; i < program->diags.count; i++) {
        const Diag *diag = program->diags.items[i];
        if (!is_loss(diag))
            continue;
        Position at = source_position(&program->sources, diag->span.file,
                                      diag->span.start);
        printf("%s:%zu:%zu\t%s\t%s\n",
               source_of(&program->sources, diag->span.file)->name, at.line,
               at.column, diag_row(diag->code)->code, diag->message);
    }
}

typedef struct Build {
    const Target *target;
    const char *folder;
    Report report;
    bool strict, loss;
} Build;

static int build_file(Build *build, const char *path)
{
    Program program;
    if (!cli_load(&program, path, build->strict))
        return EXIT_USAGE;
    Outputs outputs = {.arena = &program.arena};
    const Connector *connector = cli_check_connector(&program);
    bool made = connector &&
                emit_target_build(build->target, connector, &program.arena,
                                  &program.diags, &outputs) &&
                !program.diags.errors;
    int status = cli_report(&build->report, &program);
    if (build->loss)
        loss_report(&program);
    if (made && !write_outputs(&outputs, build->folder))
        status = EXIT_USAGE;
    outputs_free(&outputs);
    program_free(&program);
    return status;
}

static int run(int argc, char **argv)
{
    const char *target = NULL, *format = NULL;
    Build build = {.folder = "."};
    const Option options[] = {{"--target", "-t", &target, NULL},
                              {"--output", "-o", &build.folder, NULL},
                              {"--format", NULL, &format, NULL},
                              {"--strict", NULL, NULL, &build.strict},
                              {"--loss-report", NULL, NULL, &build.loss}};
    const char **files = calloc((size_t)argc, sizeof *files);
    size_t count = 0;
    int status = EXIT_USAGE;
    if (!files ||
        !cli_options(&build_verb, argc, argv, options, 5, files, &count) ||
        !(build.target = find_target(target)))
        goto done;
    if (count != 1)
        fprintf(stderr, "connc build: %s\nTry `connc build --help`.\n",
                count ? "one file at a time" : "no file given");
    else if (cli_report_start(&build.report, format)) {
        status = build_file(&build, files[0]);
        cli_report_end(&build.report);
    }
done:
    free(files);
    return status;
}

const Verb build_verb = {
    "build", "compile a connector for a target",
    "usage: connc build --target TARGET FILE [-o FOLDER] [OPTIONS]\n\n"
    "  -t, --target TARGET    open-connectors: the platform's JSON "
    "definition,\n"
    "                         FOLDER/KEY.json; c: a typed C client\n"
    "  -o, --output FOLDER    where to write (default: here)\n"
    "  --strict               take warnings for errors: what the target can't\n"
    "                         carry is then refused\n"
    "  --loss-report          print what the target can't carry, a line each:\n"
    "                         place, code, text\n"
    "  --format text|json|sarif|github\n"
    "                         how messages are shown\n\n"
    "Exit status: 0 built, 1 errors in the source, 2 usage or files.\n",
    run};
