/* cost_sums.c - sums and products of costs, and how they are written. */
#include "model/cost_sums.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* More than that says nothing to a reader. */
enum { MOST_TERMS = 24, MOST_SIZES = 6 };

/* ---- numbers that stay at the largest one ---- */

static int64_t add_counts(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

static int64_t multiply_counts(int64_t a, int64_t b)
{
    return b && a > INT64_MAX / b ? INT64_MAX : a * b;
}

static int64_t larger_count(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ---- terms ---- */

static int compare_terms(const CostTerm *a, const CostTerm *b)
{
    if (a->size_count != b->size_count)
        return a->size_count < b->size_count ? -1 : 1;
    for (size_t i = 0; i < a->size_count; i++) {
        int order = strcmp(a->sizes[i], b->sizes[i]);
        if (order)
            return order;
    }
    return 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void push_term(Arena *arena, Cost *cost, CostTerm term)
{
    if (!term.count)
        return;
    if (cost->term_count == MOST_TERMS || term.size_count > MOST_SIZES)
        cost->vague = true;
    else
        vec_push(arena, cost->terms, cost->term_count, term);
}

Cost cost_constant(Arena *arena, int64_t count)
{
    Cost cost = {0};
    push_term(arena, &cost, (CostTerm){.count = count});
    return cost;
}

Cost cost_size(Arena *arena, const char *name)
{
    Cost cost = {0};
    CostTerm term = {.count = 1};
    vec_push(arena, term.sizes, term.size_count, name);
    push_term(arena, &cost, term);
    return cost;
}

/* ---- sums ---- */

typedef int64_t JoinCounts(int64_t a, int64_t b);

/* Both in the order of their terms; those of the same sizes become one. */
static Cost merge(Arena *arena, Cost a, Cost b, JoinCounts *join)
{
    Cost out = {.vague = a.vague || b.vague};
    size_t i = 0, j = 0;
    while (i < a.term_count || j < b.term_count) {
        int order = i == a.term_count ? 1
                    : j == b.term_count
                        ? -1
                        : compare_terms(&a.terms[i], &b.terms[j]);
        CostTerm term = order <= 0 ? a.terms[i] : b.terms[j];
        if (order == 0)
            term.count = join(a.terms[i].count, b.terms[j].count);
        i += order <= 0;
        j += order >= 0;
        push_term(arena, &out, term);
    }
    return out;
}

Cost cost_add(Arena *arena, Cost a, Cost b)
{
    return merge(arena, a, b, add_counts);
}

Cost cost_larger(Arena *arena, Cost a, Cost b)
{
    return merge(arena, a, b, larger_count);
}

/* ---- products ---- */

static CostTerm multiply_terms(Arena *arena, const CostTerm *a,
                               const CostTerm *b)
{
    CostTerm out = {.count = multiply_counts(a->count, b->count),
                    .size_count = a->size_count + b->size_count};
    out.sizes = arena_array(arena, const char *, out.size_count + 1);
    if (a->size_count)
        memcpy(out.sizes, a->sizes, a->size_count * sizeof *out.sizes);
    if (b->size_count)
        memcpy(out.sizes + a->size_count, b->sizes,
               b->size_count * sizeof *out.sizes);
    qsort(out.sizes, out.size_count, sizeof *out.sizes, compare_names);
    return out;
}

Cost cost_times(Arena *arena, Cost a, Cost b)
{
    Cost out = {.vague = a.vague || b.vague};
    for (size_t i = 0; i < a.term_count; i++)
        for (size_t j = 0; j < b.term_count; j++) {
            Cost one = {0};
            push_term(arena, &one,
                      multiply_terms(arena, &a.terms[i], &b.terms[j]));
            out = cost_add(arena, out, one);
        }
    return out;
}

/* ---- reading ---- */

bool cost_within(const Cost *cost, int64_t limit)
{
    if (cost->vague || cost->term_count > 1)
        return false;
    return !cost->term_count ||
           (!cost->terms->size_count && cost->terms->count <= limit);
}

/* "|a|^2·|b|" */
static void put_sizes(Buf *out, const CostTerm *term, bool behind)
{
    for (size_t i = 0, next; i < term->size_count; i = next) {
        next = i + 1;
        while (next < term->size_count &&
               strcmp(term->sizes[next], term->sizes[i]) == 0)
            next++;
        buf_printf(out, "%s|%s|", i || behind ? "·" : "", term->sizes[i]);
        if (next > i + 1)
            buf_printf(out, "^%zu", next - i);
    }
}

const char *cost_text(Arena *arena, const Cost *cost)
{
    Buf out = {0};
    if (cost->vague)
        buf_puts(&out, "more than can be said");
    else if (!cost->term_count)
        buf_puts(&out, "0");
    for (size_t i = 0; !cost->vague && i < cost->term_count; i++) {
        const CostTerm *term = &cost->terms[i];
        buf_puts(&out, i ? " + " : "");
        if (term->count != 1 || !term->size_count)
            buf_printf(&out, "%" PRId64, term->count);
        put_sizes(&out, term, term->count != 1);
    }
    const char *text = arena_text(arena, buf_text(&out), out.length);
    buf_free(&out);
    return text;
}
