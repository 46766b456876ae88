/* render.c - messages as text and as JSON lines; snippet.c draws the source. */
#include "base/render.h"

#include <stdlib.h>

#include "base/json_writer.h"
#include "base/snippet.h"

/* ---- text ---- */

static Snippet start_snippet(const Diag *diag, const Sources *sources,
                             const Palette *palette)
{
    Snippet s = {.sources = sources, .palette = palette};
    snippet_mark(&s, diag->span, diag->label,
                 diag->severity == SEVERITY_ERROR ? palette->error
                                                  : palette->warning);
    for (size_t i = 0; i < diag->related_count; i++)
        snippet_mark(&s, diag->related[i].span, diag->related[i].text,
                     palette->mark);
    return s;
}

static void put_diag(Buf *out, const Diag *diag, const Sources *sources,
                     const Palette *p)
{
    bool error = diag->severity == SEVERITY_ERROR;
    buf_printf(out, "%s%s[%s]%s%s: %s%s\n", error ? p->error : p->warning,
               severity_name(diag->severity), diag_row(diag->code)->code,
               p->reset, p->bold, diag->message, p->reset);
    int gutter = 2;
    if (diag->span.file) {
        Snippet s = start_snippet(diag, sources, p);
        gutter = snippet_put(out, &s);
        if (diag->help_count)
            buf_printf(out, "%*s %s|%s\n", gutter, "", p->frame, p->reset);
    }
    for (size_t i = 0; i < diag->help_count; i++)
        buf_printf(out, "%*s %s=%s help: %s\n", gutter, "", p->frame, p->reset,
                   diag->helps[i]);
    buf_putc(out, '\n');
}

void render_text(Buf *out, const Diags *diags, const Sources *sources,
                 bool color)
{
    for (size_t i = 0; i < diags->count; i++)
        put_diag(out, diags->items[i], sources,
                 color ? &palette_color : &palette_plain);
}

/* ---- JSON ---- */

static void json_place(JsonWriter *json, const Sources *sources, Span span)
{
    const Source *source = source_of(sources, span.file);
    Position start = source_position(sources, span.file, span.start);
    Position end = source_position(sources, span.file, span.end);
    json_text(json, "file", source ? source->name : "");
    json_int(json, "line", (int64_t)start.line);
    json_int(json, "column", (int64_t)start.column);
    json_int(json, "end_line", (int64_t)end.line);
    json_int(json, "end_column", (int64_t)end.column);
}

static void json_helps(JsonWriter *json, const Diag *diag)
{
    Buf help = {0};
    if (diag->label)
        buf_puts(&help, diag->label);
    for (size_t i = 0; i < diag->help_count; i++)
        buf_printf(&help, "%s%s", help.length ? "\n" : "", diag->helps[i]);
    if (help.length)
        json_text(json, "help", buf_text(&help));
    else
        json_null(json, "help");
    buf_free(&help);
}

static void json_related(JsonWriter *json, const Diag *diag,
                         const Sources *sources)
{
    json_array(json, "related");
    for (size_t i = 0; i < diag->related_count; i++) {
        json_object(json, NULL);
        json_place(json, sources, diag->related[i].span);
        json_text(json, "message", diag->related[i].text);
        json_object_end(json);
    }
    json_array_end(json);
}

static void json_fixes(JsonWriter *json, const Diag *diag,
                       const Sources *sources)
{
    json_array(json, "fixes");
    for (size_t i = 0; i < diag->fix_count; i++) {
        json_object(json, NULL);
        json_place(json, sources, diag->fixes[i].span);
        json_text(json, "text", diag->fixes[i].text);
        json_bool(json, "certain", diag->fixes[i].certain);
        json_object_end(json);
    }
    json_array_end(json);
}

void render_json(Buf *out, const Diags *diags, const Sources *sources)
{
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *diag = diags->items[i];
        JsonWriter json = {.out = out, .compact = true};
        json_object(&json, NULL);
        json_place(&json, sources, diag->span);
        json_text(&json, "code", diag_row(diag->code)->code);
        json_text(&json, "severity", severity_name(diag->severity));
        json_text(&json, "message", diag->message);
        json_helps(&json, diag);
        json_related(&json, diag, sources);
        json_fixes(&json, diag, sources);
        json_object_end(&json);
        buf_putc(out, '\n');
    }
}

static int diag_compare(const void *a, const void *b)
{
    const Diag *x = *(const Diag *const *)a, *y = *(const Diag *const *)b;
    if (x->span.file != y->span.file)
        return x->span.file < y->span.file ? -1 : 1;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    return (int)x->code - (int)y->code;
}

void diag_sort(Diags *diags)
{
    if (diags->count > 1)
        qsort(diags->items, diags->count, sizeof *diags->items, diag_compare);
}
