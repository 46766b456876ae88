/* import.c - `connc import`: definitions of others as sources. */
#include "import/import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"

typedef struct Import {
    const ImportFormat *format;
    const char *output;
    const char **files;
    size_t count;
    bool stats;
    ImportOptions options;
    Report report;
    ImportStats sum; /* of all files */
} Import;

static void print_stats(const char *path, const ImportStats *stats)
{
    size_t all = stats->language + stats->platform;
    fprintf(stderr,
            "%s: %zu values: %zu by the language, %zu in `platform` (%.2f %%); "
            "%zu hooks became statements, %zu stay scripts\n",
            path, all, stats->language, stats->platform,
            all ? 100.0 * (double)stats->platform / (double)all : 0.0,
            stats->typed, stats->script);
}

static void add_stats(ImportStats *sum, const ImportStats *stats)
{
    sum->language += stats->language;
    sum->platform += stats->platform;
    sum->typed += stats->typed;
    sum->script += stats->script;
}

/* ---- where sources go ---- */

static bool is_folder(const char *path)
{
    struct stat status;
    size_t length = strlen(path);
    return (length && path[length - 1] == '/') ||
           (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

/* Several files go into a folder. */
static bool into_folder(const Import *verb)
{
    return verb->output && (verb->count > 1 || is_folder(verb->output));
}

/* The last part of a path, and its length without `.json`. */
static const char *base_name(const char *path, size_t *length)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    *length = strlen(name);
    if (*length > 5 && strcmp(name + *length - 5, ".json") == 0)
        *length -= 5;
    return name;
}

static int by_name(const void *a, const void *b)
{
    size_t m, n;
    const char *x = base_name(*(const char *const *)a, &m);
    const char *y = base_name(*(const char *const *)b, &n);
    int order = memcmp(x, y, m < n ? m : n);
    return order ? order : (m > n) - (m < n);
}

/* In one folder, a source would overwrite another's of the same name. */
static bool names_differ(const Import *verb)
{
    const char **sorted = calloc(verb->count, sizeof *sorted);
    bool differ = sorted != NULL;
    if (sorted)
        memcpy(sorted, verb->files, verb->count * sizeof *sorted);
    if (sorted && verb->count > 1)
        qsort(sorted, verb->count, sizeof *sorted, by_name);
    for (size_t i = 1; differ && i < verb->count; i++) {
        differ = by_name(&sorted[i - 1], &sorted[i]) != 0;
        if (!differ)
            fprintf(stderr,
                    "connc import: %s and %s would become the same file\n",
                    sorted[i - 1], sorted[i]);
    }
    free(sorted);
    return differ;
}

static bool complain(const char *what)
{
    fprintf(stderr, "connc import: %s\nTry `connc import --help`.\n", what);
    return false;
}

static bool places_agree(const Import *verb)
{
    if (verb->count == 0)
        return complain("no file given");
    if (verb->count > 1 && (!verb->output || strcmp(verb->output, "-") == 0))
        return complain("of several files, `-o FOLDER` says where they go");
    for (size_t i = 0; into_folder(verb) && i < verb->count; i++)
        if (strcmp(verb->files[i], "-") == 0)
            return complain("what standard input becomes needs a file's name");
    return !into_folder(verb) || names_differ(verb);
}

static int write_source(const Import *verb, const char *path, const Buf *made)
{
    if (!verb->output || strcmp(verb->output, "-") == 0) {
        fwrite(buf_text(made), 1, made->length, stdout);
        return EXIT_CLEAN;
    }
    if (!into_folder(verb))
        return cli_write_file(verb->output, made) ? EXIT_CLEAN : EXIT_USAGE;
    Buf place = {0};
    size_t length;
    const char *name = base_name(path, &length);
    buf_printf(&place, "%s/%.*s.conn", verb->output, (int)length, name);
    bool written = cli_write_file(buf_text(&place), made);
    buf_free(&place);
    return written ? EXIT_CLEAN : EXIT_USAGE;
}

/* ---- the import ---- */

static int import_text(Import *verb, const char *path, const Buf *text)
{
    Program program;
    Buf made = {0};
    ImportStats stats = {0};
    program_start(&program);
    uint32_t file =
        source_add(&program.sources, strcmp(path, "-") == 0 ? "<stdin>" : path,
                   buf_text(text), text->length);
    bool good = verb->format->import(&program.arena, &program.sources, file,
                                     &program.diags, &verb->options, &made,
                                     verb->stats ? &stats : NULL);
    int status = cli_report(&verb->report, &program);
    if (good && verb->stats)
        print_stats(path, &stats);
    add_stats(&verb->sum, &stats);
    if (good && status == EXIT_CLEAN)
        status = write_source(verb, path, &made);
    buf_free(&made);
    program_free(&program);
    return status;
}

static const ImportFormat *find_format(const char *name)
{
    for (size_t i = 0; name && i < import_format_count; i++)
        if (strcmp(import_formats[i].name, name) == 0)
            return &import_formats[i];
    if (name)
        fprintf(stderr, "connc import: there is no format `%s`\n", name);
    else
        fputs("connc import: say which format it is\n", stderr);
    fputs("formats are:\n", stderr);
    for (size_t i = 0; i < import_format_count; i++)
        fprintf(stderr, "  %-16s %s\n", import_formats[i].name,
                import_formats[i].description);
    return NULL;
}

static int import_file(Import *verb, const char *path)
{
    Buf text = {0};
    const char *why = "";
    int status = EXIT_USAGE;
    if (program_read(path, &text, &why))
        status = import_text(verb, path, &text);
    else
        fprintf(stderr, "connc: can't read %s: %s\n", path, why);
    buf_free(&text);
    return status;
}

/* The worst of what came of each file: one that fails stops no other. */
static int import_files(Import *verb)
{
    int status = EXIT_CLEAN;
    for (size_t i = 0; i < verb->count; i++) {
        int one = import_file(verb, verb->files[i]);
        status = one > status ? one : status;
    }
    if (verb->stats && verb->count > 1)
        print_stats("all", &verb->sum);
    return status;
}

static int run(int argc, char **argv)
{
    Import verb = {0};
    const char *format = NULL;
    const Option options[] = {{"--output", "-o", &verb.output, NULL},
                              {"--format", NULL, &format, NULL},
                              {"--scripts", NULL, NULL, &verb.options.scripts},
                              {"--stats", NULL, NULL, &verb.stats}};
    const char **files = calloc((size_t)argc, sizeof *files);
    size_t count = 0;
    int status = EXIT_USAGE;
    if (!files ||
        !cli_options(&import_verb, argc, argv, options, 4, files, &count) ||
        !(verb.format = find_format(count ? files[0] : NULL)))
        goto done;
    verb.files = files + 1;
    verb.count = count - 1;
    if (places_agree(&verb) && cli_report_start(&verb.report, format)) {
        status = import_files(&verb);
        cli_report_end(&verb.report);
    }
done:
    free(files);
    return status;
}

const Verb import_verb = {
    "import", "make a source of another's definition",
    "usage: connc import open-connectors FILE.json [-o FILE.conn] [OPTIONS]\n"
    "       connc import open-connectors FILE.json... -o FOLDER [OPTIONS]\n\n"
    "Makes a `.conn` source of a connector definition that the platform\n"
    "exported. Nothing is lost: what the language has no words for stands in\n"
    "`platform` blocks, and building the source gives the definition again.\n"
    "`-` is standard input.\n\n"
    "  -o, --output FILE  where to write (default: standard output); a folder\n"
    "                     for several files, each of which is NAME.conn\n"
    "  --scripts          leave all JavaScript as it is: without this, hooks\n"
    "                     that statements of the language say exactly become\n"
    "                     statements\n"
    "  --stats            print how many values the language says, how many\n"
    "                     stand in `platform` blocks, and how many scripts\n"
    "  --format text|json|sarif|github\n"
    "                     how messages are shown\n\n"
    "Exit status: 0 imported, 1 errors in the file, 2 usage or files.\n",
    run};
