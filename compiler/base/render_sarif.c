/* render_sarif.c - messages as a SARIF 2.1.0 log (OASIS), what code scanning
 * services read.
 *
 * A log holds one run over any number of programs, so it is written in three
 * steps; the rules come last, when it is known which ones were broken.
 */
#include "base/render.h"

#include <string.h>

static void sarif_uri(JsonWriter *json, const char *name)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                                "qrstuvwxyz0123456789-._~/";
    Buf uri = {0};
    for (; *name; name++)
        if (strchr(plain, *name))
            buf_putc(&uri, *name);
        else
            buf_printf(&uri, "%%%02X", (unsigned)(unsigned char)*name);
    json_object(json, "artifactLocation");
    json_text(json, "uri", buf_text(&uri));
    json_object_end(json);
    buf_free(&uri);
}

static void sarif_region(JsonWriter *json, const char *key,
                         const Sources *sources, Span span)
{
    Position start = source_position(sources, span.file, span.start);
    Position end = source_position(sources, span.file, span.end);
    json_object(json, key);
    json_int(json, "startLine", (int64_t)start.line);
    json_int(json, "startColumn", (int64_t)start.column);
    json_int(json, "endLine", (int64_t)end.line);
    json_int(json, "endColumn", (int64_t)end.column);
    json_int(json, "byteOffset", span.start);
    json_int(json, "byteLength", span.end - span.start);
    json_object_end(json);
}

static void sarif_place(JsonWriter *json, const Sources *sources, Span span)
{
    json_object(json, "physicalLocation");
    sarif_uri(json, source_of(sources, span.file)->name);
    sarif_region(json, "region", sources, span);
    json_object_end(json);
}

static void sarif_message(JsonWriter *json, const char *key, const char *text)
{
    json_object(json, key);
    json_text(json, "text", text);
    json_object_end(json);
}

static void sarif_related(JsonWriter *json, const Diag *diag,
                          const Sources *sources)
{
    if (!diag->related_count)
        return;
    json_array(json, "relatedLocations");
    for (size_t i = 0; i < diag->related_count; i++) {
        json_object(json, NULL);
        json_int(json, "id", (int64_t)i);
        sarif_place(json, sources, diag->related[i].span);
        sarif_message(json, "message", diag->related[i].text);
        json_object_end(json);
    }
    json_array_end(json);
}

static void sarif_replacement(JsonWriter *json, const Sources *sources,
                              const DiagFix *fix)
{
    json_object(json, NULL);
    sarif_uri(json, source_of(sources, fix->span.file)->name);
    json_array(json, "replacements");
    json_object(json, NULL);
    sarif_region(json, "deletedRegion", sources, fix->span);
    sarif_message(json, "insertedContent", fix->text);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
}

/* One fix of the log: those of `count` fixes that are certain, which belong
 * together, or a single one. */
static void sarif_fix(JsonWriter *json, const Sources *sources,
                      const DiagFix *fixes, size_t count)
{
    bool certain = fixes[0].certain;
    json_object(json, NULL);
    sarif_message(json, "description",
                  certain ? "Write it as the language has it."
                          : "This may be what was meant.");
    json_array(json, "artifactChanges");
    for (size_t i = 0; i < count; i++)
        if (fixes[i].certain == certain)
            sarif_replacement(json, sources, &fixes[i]);
    json_array_end(json);
    json_object_end(json);
}

static void sarif_fixes(JsonWriter *json, const Diag *diag,
                        const Sources *sources)
{
    bool together = false; /* the certain ones are written */
    if (!diag->fix_count)
        return;
    json_array(json, "fixes");
    for (size_t i = 0; i < diag->fix_count; i++) {
        const DiagFix *fix = &diag->fixes[i];
        if (!fix->certain)
            sarif_fix(json, sources, fix, 1);
        else if (!together)
            sarif_fix(json, sources, fix, diag->fix_count - i);
        together = together || fix->certain;
    }
    json_array_end(json);
}

static void sarif_result(JsonWriter *json, const Diag *diag,
                         const Sources *sources)
{
    Buf text = {0};
    render_message(&text, diag);
    json_object(json, NULL);
    json_text(json, "ruleId", diag_row(diag->code)->code);
    json_text(json, "level", severity_name(diag->severity));
    sarif_message(json, "message", buf_text(&text));
    json_array(json, "locations");
    if (diag->span.file) {
        json_object(json, NULL);
        sarif_place(json, sources, diag->span);
        json_object_end(json);
    }
    json_array_end(json);
    sarif_related(json, diag, sources);
    sarif_fixes(json, diag, sources);
    json_object_end(json);
    buf_free(&text);
}

void sarif_start(Sarif *sarif, Buf *out)
{
    *sarif = (Sarif){.json = {.out = out}};
    json_object(&sarif->json, NULL);
    json_text(&sarif->json, "$schema",
              "https://json.schemastore.org/sarif-2.1.0.json");
    json_text(&sarif->json, "version", "2.1.0");
    json_array(&sarif->json, "runs");
    json_object(&sarif->json, NULL);
    json_text(&sarif->json, "columnKind", "unicodeCodePoints");
    json_array(&sarif->json, "results");
}

void sarif_add(Sarif *sarif, const Diags *diags, const Sources *sources)
{
    for (size_t i = 0; i < diags->count; i++) {
        sarif_result(&sarif->json, diags->items[i], sources);
        sarif->broken[diags->items[i]->code] = true;
    }
}

static void sarif_rule(JsonWriter *json, const DiagRow *row)
{
    Buf text = {0};
    render_row(&text, row);
    json_object(json, NULL);
    json_text(json, "id", row->code);
    sarif_message(json, "shortDescription", buf_text(&text));
    json_object(json, "defaultConfiguration");
    json_text(json, "level", severity_name(row->severity));
    json_object_end(json);
    json_object_end(json);
    buf_free(&text);
}

void sarif_end(Sarif *sarif, const char *version)
{
    JsonWriter *json = &sarif->json;
    json_array_end(json);
    json_object(json, "tool");
    json_object(json, "driver");
    json_text(json, "name", "connc");
    json_text(json, "version", version);
    json_array(json, "rules");
    for (size_t i = 0; i < DIAG_COUNT; i++)
        if (sarif->broken[i])
            sarif_rule(json, diag_row((DiagCode)i));
    json_array_end(json);
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
    buf_putc(json->out, '\n');
}
