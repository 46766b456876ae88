/* import.c - `connc import`: definitions of others as sources. */
#include "import/import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

typedef struct Import {
    const ImportFormat *format;
    const char *output;
    bool stats;
    ImportOptions options;
    Report report;
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

static int deliver(const Import *verb, const Buf *made)
{
    if (!verb->output || strcmp(verb->output, "-") == 0) {
        fwrite(buf_text(made), 1, made->length, stdout);
        return EXIT_CLEAN;
    }
    return cli_write_file(verb->output, made) ? EXIT_CLEAN : EXIT_USAGE;
}

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
    if (good && status == EXIT_CLEAN)
        status = deliver(verb, &made);
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
    if (count != 2)
        fprintf(stderr, "connc import: %s\nTry `connc import --help`.\n",
                count > 2 ? "one file at a time" : "no file given");
    else if (cli_report_start(&verb.report, format)) {
        status = import_file(&verb, files[1]);
        cli_report_end(&verb.report);
    }
done:
    free(files);
    return status;
}

const Verb import_verb = {
    "import", "make a source of another's definition",
    "usage: connc import open-connectors FILE.json [-o FILE.conn] [OPTIONS]\n\n"
    "Makes a `.conn` source of a connector definition that the platform\n"
    "exported. Nothing is lost: what the language has no words for stands in\n"
    "`platform` blocks, and building the source gives the definition again.\n"
    "`-` is standard input.\n\n"
    "  -o, --output FILE  where to write (default: standard output)\n"
    "  --scripts          leave all JavaScript as it is: without this, hooks\n"
    "                     that statements of the language say exactly become\n"
    "                     statements\n"
    "  --stats            print how many values the language says, how many\n"
    "                     stand in `platform` blocks, and how many scripts\n"
    "  --format text|json|sarif|github\n"
    "                     how messages are shown\n\n"
    "Exit status: 0 imported, 1 errors in the file, 2 usage or files.\n",
    run};
