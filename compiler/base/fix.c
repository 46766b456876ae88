/* fix.c - picks the fixes that can be applied at once, and splices them in. */
#include "base/fix.h"

#include <stdlib.h>

typedef struct Splice {
    const DiagFix *fix;
    size_t diag;
} Splice;

typedef struct Splices {
    Splice *items; /* in the arena, by place */
    size_t count;
} Splices;

static int splice_compare(const void *a, const void *b)
{
    const Splice *x = a, *y = b;
    if (x->fix->span.start != y->fix->span.start)
        return x->fix->span.start < y->fix->span.start ? -1 : 1;
    return (x->diag > y->diag) - (x->diag < y->diag);
}

/* Whether all certain fixes of a message are places in `file`. */
static bool fits_file(const Diag *diag, uint32_t file)
{
    for (size_t i = 0; i < diag->fix_count; i++)
        if (diag->fixes[i].certain && diag->fixes[i].span.file != file)
            return false;
    return true;
}

static Splices splices_collect(const Diags *diags, uint32_t file)
{
    Splices all = {0};
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *diag = diags->items[i];
        if (!fits_file(diag, file))
            continue;
        for (size_t j = 0; j < diag->fix_count; j++) {
            Splice splice = {&diag->fixes[j], i};
            if (diag->fixes[j].certain)
                vec_push(diags->arena, all.items, all.count, splice);
        }
    }
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, splice_compare);
    return all;
}

/* Two fixes at one place overlap even where both only insert. */
static bool overlap(const DiagFix *first, const DiagFix *second)
{
    return second->span.start < first->span.end ||
           second->span.start == first->span.start;
}

/* Says of each message whether its fixes must wait. */
static bool *messages_that_wait(const Diags *diags, Splices all)
{
    bool *waits = arena_array(diags->arena, bool, diags->count + 1);
    const Splice *last = NULL;
    for (size_t i = 0; i < all.count; i++) {
        const Splice *splice = &all.items[i];
        if (waits[splice->diag])
            continue;
        if (last && !waits[last->diag] && overlap(last->fix, splice->fix))
            waits[splice->diag] = true;
        else
            last = splice;
    }
    return waits;
}

static size_t count_applied(const Diags *diags, Splices all, const bool *waits)
{
    bool *applied = arena_array(diags->arena, bool, diags->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++) {
        size_t diag = all.items[i].diag;
        count += !waits[diag] && !applied[diag];
        applied[diag] = true;
    }
    return count;
}

size_t fix_apply(Buf *out, const Diags *diags, const Sources *sources,
                 uint32_t file)
{
    Splices all = splices_collect(diags, file);
    const bool *waits = messages_that_wait(diags, all);
    size_t count = count_applied(diags, all, waits);
    const Source *source = source_of(sources, file);
    uint32_t at = 0;
    if (!count)
        return 0;
    for (size_t i = 0; i < all.count; i++) {
        const DiagFix *fix = all.items[i].fix;
        if (waits[all.items[i].diag])
            continue;
        buf_write(out, source->text + at, fix->span.start - at);
        buf_puts(out, fix->text);
        at = fix->span.end;
    }
    buf_write(out, source->text + at, source->length - at);
    return count;
}
