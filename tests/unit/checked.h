/* checked.h - a source text run through the front end and the checker, for
 * tests that look at what was said about it. */
#ifndef CHECKED_H
#define CHECKED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/render.h"
#include "check/check.h"

typedef struct Checked {
    Program program;
    const Connector *connector;
} Checked;

/* Checks `text` as if it were a file that stands nowhere; checked_free. */
static inline void checked_text(Checked *run, const char *text, size_t length)
{
    program_start(&run->program);
    assert_true(
        program_load_text(&run->program, "/nonexistent/a.conn", text, length));
    run->connector = check_program(&run->program);
    diag_sort(&run->program.diags);
}

static inline void checked_free(Checked *run)
{
    program_free(&run->program);
}

static inline size_t checked_count(const Checked *run)
{
    return run->program.diags.count;
}

static inline size_t checked_has(const Checked *run, DiagCode code)
{
    size_t found = 0;
    for (size_t i = 0; i < run->program.diags.count; i++)
        found += run->program.diags.items[i]->code == code;
    return found;
}

/* Draws all messages in both forms and throws them away: the drawing itself is
 * under test. */
static inline void checked_render(const Checked *run)
{
    Buf out = {0};
    render_text(&out, &run->program.diags, &run->program.sources, true);
    render_json(&out, &run->program.diags, &run->program.sources);
    buf_free(&out);
}

/* The whole file, or NULL; NUL-terminated, free() it. */
static inline char *checked_read(const char *path, size_t *length)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return NULL;
    Buf text = {0};
    char piece[4096];
    size_t got;
    while ((got = fread(piece, 1, sizeof piece, in)) > 0)
        buf_write(&text, piece, got);
    fclose(in);
    if (length)
        *length = text.length;
    return text.text;
}

#endif
