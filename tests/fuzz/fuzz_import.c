/* fuzz_import.c - hostile definitions through the importer.
 *
 * Any bytes are refused with a message or become a source. That source must
 * check and build, what it builds must mean what was imported, and importing
 * that must give the same source again. Inputs are changed as JSON trees, not
 * as bytes (fuzz_json.c does that): values move, change their type, or get
 * texts that try to leave the place where they are written. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "emit/emit.h"
#include "import/import.h"
#include "import/open_connectors/draft.h"
#include "import_changes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed);

/* ---- what a definition means, as one text ---- */

static void put_meaning(Arena *arena, Buf *out, const char *name,
                        const Json *json);

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Blanks at the end and kinds of line ends mean nothing. */
static void put_meant_text(Buf *out, const char *text)
{
    size_t length = strlen(text);
    while (length && strchr(" \t\r\n", text[length - 1]))
        length--;
    buf_putc(out, '"');
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\r' && text[i + 1] == '\n')
            continue;
        if (text[i] == '"' || text[i] == '\\')
            buf_putc(out, '\\');
        buf_putc(out, text[i]);
    }
    buf_putc(out, '"');
}

static bool is_set(const char *name)
{
    static const char *const sets[] = {"parameters", "hooks", "objects"};
    for (size_t i = 0; name && i < sizeof sets / sizeof *sets; i++)
        if (strcmp(sets[i], name) == 0)
            return true;
    return false;
}

/* Members of objects and items of sets come sorted. */
static void put_items(Arena *arena, Buf *out, const char *name,
                      const Json *json)
{
    const char **texts = arena_array(arena, const char *, json->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < json->count; i++) {
        const char *member = json->names ? json->names[i] : NULL;
        Buf item = {0};
        if (json_is_nothing(member, json->items[i]))
            continue;
        if (member) {
            put_meant_text(&item, member);
            buf_putc(&item, ':');
        }
        put_meaning(arena, &item, member, json->items[i]);
        texts[count++] = arena_text(arena, buf_text(&item), item.length);
        buf_free(&item);
    }
    if (count && (json->kind == JSON_OBJECT || is_set(name)))
        qsort(texts, count, sizeof *texts, by_text);
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s,", texts[i]);
}

static void put_meaning(Arena *arena, Buf *out, const char *name,
                        const Json *json)
{
    switch (json->kind) {
    case JSON_NULL:
        buf_puts(out, "null");
        break;
    case JSON_FALSE:
        buf_puts(out, "false");
        break;
    case JSON_TRUE:
        buf_puts(out, "true");
        break;
    case JSON_NUMBER:
        buf_puts(out, json->text);
        break;
    case JSON_STRING:
        put_meant_text(out, json->text);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        buf_putc(out, json->kind == JSON_ARRAY ? '[' : '{');
        put_items(arena, out, name, json);
        buf_putc(out, json->kind == JSON_ARRAY ? ']' : '}');
        break;
    }
}

static void meaning_of_text(Buf *out, const char *text, size_t size)
{
    Program program;
    program_start(&program);
    Json *json = json_tree_parse(&program.arena, text, size);
    if (json)
        put_meaning(&program.arena, out, NULL,
                    definition_normalize(&program.arena, json, &program.diags));
    program_free(&program);
}

/* ---- the way there and back ---- */

static void fault(const char *what, const Buf *a, const Buf *b)
{
    fprintf(stderr, "%s\n--- one:\n%s\n", what, buf_text(a));
    if (b)
        fprintf(stderr, "--- other:\n%s\n", buf_text(b));
    abort();
}

static void print_errors(const Diags *diags)
{
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i]->severity == SEVERITY_ERROR)
            fprintf(stderr, "error: %s\n", diags->items[i]->message);
}

/* Keys that no file could have, and values nested deeper than a source can
 * say. All else has a source. */
static bool is_refused(const char *why)
{
    return strstr(why, "can't be the key") || strstr(why, "levels");
}

static void check_draft(const Diags *diags)
{
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i]->code == D_IMPORT_DRAFT &&
            !is_refused(diags->items[i]->message)) {
            print_errors(diags);
            abort();
        }
}

static bool import_one(const char *text, size_t size, bool scripts, Buf *out)
{
    Program program;
    ImportOptions options = {.scripts = scripts};
    ImportStats stats = {0};
    program_start(&program);
    uint32_t file = source_add(&program.sources, "fuzz.json", text, size);
    bool good = import_open_connectors(&program.arena, &program.sources, file,
                                       &program.diags, &options, out, &stats);
    check_draft(&program.diags);
    program_free(&program);
    return good;
}

static void build_one(const Buf *source, Buf *out)
{
    Program program;
    Outputs outputs = {.arena = &program.arena};
    program_start(&program);
    bool good = program_load_text(&program, "/nonexistent/fuzz.conn",
                                  buf_text(source), source->length);
    const Connector *connector = good ? check_program(&program) : NULL;
    if (!connector || program.diags.errors ||
        !emit_open_connectors(connector, &program.arena, &program.diags,
                              &outputs)) {
        print_errors(&program.diags);
        fault("the source can't be built", source, NULL);
    }
    buf_puts(out, buf_text(&outputs.files[0]->text));
    outputs_free(&outputs);
    program_free(&program);
}

static void compare(const char *what, const Buf *a, const Buf *b)
{
    if (a->length != b->length ||
        memcmp(buf_text(a), buf_text(b), a->length) != 0)
        fault(what, a, b);
}

/* With statements for scripts there is a source, too; that those do the same
 * as the scripts is the business of tests/hooks. */
static void translate(const char *text, size_t size)
{
    Buf source = {0}, built = {0};
    if (import_one(text, size, false, &source))
        build_one(&source, &built);
    buf_free(&source);
    buf_free(&built);
}

/* Imports `text` with scripts as they are and builds what comes out, which must
 * mean the same. */
static bool round_trip(const char *text, size_t size, Buf *source, Buf *built)
{
    Buf meant = {0}, got = {0};
    source->length = built->length = 0;
    if (!import_one(text, size, true, source))
        return false;
    build_one(source, built);
    meaning_of_text(&meant, text, size);
    meaning_of_text(&got, buf_text(built), built->length);
    compare("it means something else", &meant, &got);
    buf_free(&meant);
    buf_free(&got);
    return true;
}

/* A patch may make of a model what types can say: then the second source is
 * another one. The third is not. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Buf sources[3] = {{0}}, built[3] = {{0}};
    translate((const char *)data, size);
    if (round_trip((const char *)data, size, &sources[0], &built[0])) {
        for (size_t i = 1; i < 3; i++)
            if (!round_trip(buf_text(&built[i - 1]), built[i - 1].length,
                            &sources[i], &built[i]))
                fault("what was built can't be imported", &built[i - 1], NULL);
        compare("importing again gives another source", &sources[1],
                &sources[2]);
    }
    for (size_t i = 0; i < 3; i++) {
        buf_free(&sources[i]);
        buf_free(&built[i]);
    }
    return 0;
}

/* ---- changing a tree, as import_changes.h does ---- */

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed)
{
    Arena arena = {0};
    Buf out = {0};
    Mutator mutator = {.arena = &arena, .state = seed};
    pick(&mutator, 1);
    Json *root = json_tree_parse(&arena, (const char *)data, size);
    if (!root || !root->count)
        root = json_tree_parse(&arena, start, sizeof start - 1);
    JsonWriter writer = {.out = &out};
    json_tree_write(&writer, NULL, change(&mutator, root));
    if (pick(&mutator, 100) == 0)
        put_twice(&mutator, &out);
    if (out.length <= max_size) {
        memcpy(data, buf_text(&out), out.length);
        size = out.length;
    }
    buf_free(&out);
    arena_free(&arena);
    return size;
}
