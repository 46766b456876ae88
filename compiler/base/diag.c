/* diag.c - collects messages; rendering is render.c's. */
#include "base/diag.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define DIAG(name, code, severity, text) {code, SEVERITY_##severity, text},
static const DiagRow diag_rows[] = {
#include "grammar/diags.def"
};
#undef DIAG

const DiagRow *diag_row(DiagCode code)
{
    return &diag_rows[code];
}

const char *severity_name(Severity severity)
{
    return severity == SEVERITY_ERROR ? "error" : "warning";
}

static size_t diag_count_holes(const char *text)
{
    size_t holes = 0;
    for (; *text; text++)
        if (text[0] == '{' && isdigit((unsigned char)text[1]) &&
            text[2] == '}' && (size_t)(text[1] - '0') + 1 > holes)
            holes = (size_t)(text[1] - '0') + 1;
    return holes;
}

static const char *diag_fill(Arena *arena, const char *text,
                             const char *const *values)
{
    Buf out = {0};
    for (; *text; text++) {
        if (text[0] == '{' && isdigit((unsigned char)text[1]) &&
            text[2] == '}') {
            buf_puts(&out, values[text[1] - '0']);
            text += 2;
        } else {
            buf_putc(&out, *text);
        }
    }
    const char *filled = arena_text(arena, buf_text(&out), out.length);
    buf_free(&out);
    return filled;
}

static const char *diag_key(Arena *arena, const Diag *diag)
{
    return arena_format(arena, "%d:%u:%u:%u:%s", (int)diag->code,
                        (unsigned)diag->span.file, (unsigned)diag->span.start,
                        (unsigned)diag->span.end, diag->message);
}

void diag_mute(Diags *diags, Span span)
{
    vec_push(diags->arena, diags->muted, diags->muted_count, span);
}

bool diag_is_muted(const Diags *diags, Span span)
{
    for (size_t i = 0; i < diags->muted_count; i++)
        if (diags->muted[i].file == span.file &&
            diags->muted[i].start <= span.start &&
            span.start <= diags->muted[i].end)
            return true;
    return false;
}

void diag_damage(Diags *diags, Span span)
{
    vec_push(diags->arena, diags->damaged, diags->damaged_count, span);
}

bool diag_is_damaged(const Diags *diags, Span span)
{
    enum { LOOKED_AT = 1000 };
    size_t count = diags->damaged_count;
    for (size_t i = 0; i < count && i < LOOKED_AT; i++)
        if (diags->damaged[i].file == span.file &&
            diags->damaged[i].start >= span.start &&
            diags->damaged[i].start <= span.end)
            return true;
    return false;
}

/* More of one severity in one run help nobody. */
enum { MOST_DIAGS = 50000 };

static bool is_full(Diags *diags, Severity severity)
{
    size_t count = severity == SEVERITY_ERROR ? diags->errors
                                              : diags->count - diags->errors;
    diags->full = diags->full || count >= MOST_DIAGS;
    return count >= MOST_DIAGS;
}

Diag *diag_report(Diags *diags, DiagCode code, Span span, ...)
{
    const DiagRow *row = diag_row(code);
    const char *values[10] = {0};
    if (is_full(diags, diags->strict ? SEVERITY_ERROR : row->severity))
        return arena_new(diags->arena, Diag); /* which nobody sees */
    size_t holes = diag_count_holes(row->text);
    va_list args;
    va_start(args, span);
    for (size_t i = 0; i < holes; i++)
        values[i] = va_arg(args, const char *);
    va_end(args);
    Diag made = {.code = code,
                 .severity = diags->strict ? SEVERITY_ERROR : row->severity,
                 .span = span,
                 .message = diag_fill(diags->arena, row->text, values)};
    for (size_t i = 0; i < holes && i < 2; i++)
        made.values[i] = arena_text(diags->arena, values[i], strlen(values[i]));
    const char *key = diag_key(diags->arena, &made);
    Diag *diag = arena_new(diags->arena, Diag);
    *diag = made;
    if (map_get(&diags->seen, key) || diag_is_muted(diags, span))
        return diag;
    map_set(diags->arena, &diags->seen, key, diag);
    vec_push(diags->arena, diags->items, diags->count, diag);
    diags->errors += diag->severity == SEVERITY_ERROR;
    return diag;
}

void diag_take_back(Diags *diags, size_t count)
{
    while (diags->count > count) {
        const Diag *diag = diags->items[--diags->count];
        diags->errors -= diag->severity == SEVERITY_ERROR;
        map_set(diags->arena, &diags->seen, diag_key(diags->arena, diag), NULL);
    }
}

void diag_filter(Diags *diags, bool (*keep)(const Diag *diag, void *data),
                 void *data)
{
    size_t kept = 0;
    for (size_t i = 0; i < diags->count; i++) {
        Diag *diag = diags->items[i];
        if (keep(diag, data)) {
            diags->items[kept++] = diag;
            continue;
        }
        diags->errors -= diag->severity == SEVERITY_ERROR;
        map_set(diags->arena, &diags->seen, diag_key(diags->arena, diag), NULL);
    }
    diags->count = kept;
}

static bool is_inside(Span inner, Span outer)
{
    return inner.file == outer.file && inner.start >= outer.start &&
           inner.end <= outer.end;
}

bool diag_stands_in(const Diags *diags, DiagCode code, Span span)
{
    enum { LOOKED_AT = 1000 };
    size_t count = diags->count < LOOKED_AT ? diags->count : LOOKED_AT;
    for (size_t i = 0; i < count; i++)
        if (diags->items[i]->code == code &&
            is_inside(diags->items[i]->span, span))
            return true;
    return false;
}

/* By start; of those that start together the longest first. */
static int span_compare(const void *a, const void *b)
{
    const Span *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->end < y->end) - (x->end > y->end);
}

/* Sorts them and drops those inside of others; how many are left. */
static size_t spans_settle(Span *spans, size_t count)
{
    size_t kept = 0;
    qsort(spans, count, sizeof *spans, span_compare);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || spans[i].end > spans[kept - 1].end)
            spans[kept++] = spans[i];
    return kept;
}

static bool is_inside_one(Span span, const Span *spans, size_t count)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (spans[middle].start <= span.start)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && is_inside(span, spans[low - 1]);
}

void diag_withdraw(Diags *diags, size_t from, size_t to, Span *spans,
                   size_t count)
{
    size_t kept = from;
    if (count == 0)
        return;
    count = spans_settle(spans, count);
    for (size_t i = from; i < diags->count; i++) {
        Diag *diag = diags->items[i];
        if (i >= to || !is_inside_one(diag->span, spans, count)) {
            diags->items[kept++] = diag;
            continue;
        }
        diags->errors -= diag->severity == SEVERITY_ERROR;
        map_set(diags->arena, &diags->seen, diag_key(diags->arena, diag), NULL);
    }
    diags->count = kept;
}

static const char *diag_vformat(Arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

void diag_label(Diags *diags, Diag *diag, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diag->label = diag_vformat(diags->arena, format, args);
    va_end(args);
}

void diag_also(Diags *diags, Diag *diag, Span span, const char *format, ...)
{
    if (span.file == 0)
        return;
    va_list args;
    va_start(args, format);
    DiagLabel label = {span, diag_vformat(diags->arena, format, args)};
    va_end(args);
    vec_push(diags->arena, diag->related, diag->related_count, label);
}

void diag_help(Diags *diags, Diag *diag, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *help = diag_vformat(diags->arena, format, args);
    va_end(args);
    vec_push(diags->arena, diag->helps, diag->help_count, help);
}

void diag_fix(Diags *diags, Diag *diag, Span span, const char *text,
              bool certain)
{
    DiagFix fix = {span, arena_text(diags->arena, text, strlen(text)), certain};
    vec_push(diags->arena, diag->fixes, diag->fix_count, fix);
}

void diag_suggest(Diags *diags, Diag *diag, Span span, const char *near)
{
    if (!near)
        return;
    diag_label(diags, diag, "did you mean `%s`?", near);
    diag_fix(diags, diag, span, near, false);
}

/* Optimal string alignment distance (insertions, deletions, substitutions and
 * swaps of neighbours), or more than `limit` where it is more. Only the band of
 * the table that can be within the limit is filled. */
static size_t edit_distance(const char *a, size_t la, const char *b, size_t lb,
                            size_t limit)
{
    enum { MAX = 64 };
    size_t rows[3][MAX + 1], far = limit + 1;
    if (la >= MAX || lb >= MAX || la > lb + limit || lb > la + limit)
        return far;
    for (size_t j = 0; j <= lb; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3];
        const size_t *swapped = rows[(i + 1) % 3];
        size_t first = i > limit ? i - limit : 1;
        size_t last = i + limit < lb ? i + limit : lb, least = far;
        now[first - 1] = first == 1 ? i : far;
        before[last] = last == i + limit ? far : before[last];
        for (size_t j = first; j <= last; j++) {
            int ca = tolower((unsigned char)a[i - 1]);
            int cb = tolower((unsigned char)b[j - 1]);
            size_t best = before[j - 1] + (ca != cb);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && ca == tolower((unsigned char)b[j - 2]) &&
                cb == tolower((unsigned char)a[i - 2]) &&
                swapped[j - 2] + 1 < best)
                best = swapped[j - 2] + 1;
            now[j] = best;
            least = best < least ? best : least;
        }
        if (least > limit)
            return far;
    }
    return rows[la % 3][lb];
}

Nearest nearest_to(const char *word)
{
    size_t length = strlen(word), limit = length / 3 > 1 ? length / 3 : 1;
    /* Another word altogether is not near, however short both are. */
    return (Nearest){word, length, length > limit ? limit : 0, NULL};
}

void nearest_try(Nearest *nearest, const char *candidate)
{
    if (nearest->found && nearest->limit == 0)
        return; /* can't be nearer */
    size_t limit = nearest->limit - (nearest->found != NULL);
    size_t distance = edit_distance(nearest->word, nearest->length, candidate,
                                    strlen(candidate), limit);
    if (distance > limit)
        return;
    nearest->limit = distance;
    nearest->found = candidate;
}

const char *diag_nearest(const char *word, const char *const *candidates,
                         size_t count)
{
    Nearest nearest = nearest_to(word);
    for (size_t i = 0; i < count; i++)
        nearest_try(&nearest, candidates[i]);
    return nearest.found;
}
