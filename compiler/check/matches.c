/* matches.c - whether the arms of a match take every value, and each some. */
#include "check/steps.h"

#include <string.h>

#include "base/buf.h"

void patterns_check(Checker *ck, const Env *env, NodeList patterns,
                    const Type *subject, Expr ***out, size_t *count)
{
    for (size_t i = 0; i < patterns.count; i++) {
        const Node *node = patterns.items[i];
        if (node->kind == NODE_ELSE)
            continue;
        const Type *type =
            node->kind == NODE_NIL ? subject : type_strip(subject);
        Expr *pattern = expr_check(ck, env, node, type);
        vec_push(ck->arena, *out, *count, pattern);
    }
}

/* What arms have taken so far. */
typedef struct Cover {
    Map seen;        /* source text of a pattern -> its node */
    const Node *all; /* the `else` */
} Cover;

static void cover_pattern(Checker *ck, Cover *cover, const Node *node)
{
    const char *key = SOURCE_AT(ck, node->span);
    const Node *first = cover->all ? cover->all : map_get(&cover->seen, key);
    if (first) {
        Diag *d = diag_report(ck->diags, D_UNREACHABLE_ARM, node->span);
        diag_also(ck->diags, d, first->span, "this takes it");
    } else if (node->kind == NODE_ELSE) {
        cover->all = node;
    } else {
        map_set(ck->arena, &cover->seen, key, (void *)(uintptr_t)node);
    }
}

static void add_missing(const Cover *cover, Buf *out, const char *name)
{
    if (!map_get(&cover->seen, name))
        buf_printf(out, "%s`%s`", out->length ? ", " : "", name);
}

/* The values that no arm takes, as a text; "" where there are none. */
static const char *missing_values(Checker *ck, const Cover *cover,
                                  const Type *type)
{
    const Type *inner = type_strip(type);
    Buf out = {0};
    if (inner->kind == TYPE_ENUM) {
        const Enum *made = inner->enumeration;
        for (size_t i = 0; i < made->member_count; i++)
            add_missing(cover, &out, made->members[i].name);
    } else if (inner->kind == TYPE_BOOL) {
        add_missing(cover, &out, "true");
        add_missing(cover, &out, "false");
    } else {
        buf_puts(&out, "all other values");
    }
    if (type_is_optional(type) && inner != type)
        add_missing(cover, &out, "null");
    const char *text = arena_text(ck->arena, buf_text(&out), out.length);
    buf_free(&out);
    return text;
}

bool match_cover(Checker *ck, const Node *value, Span arms_span, NodeList arms,
                 const Expr *subject)
{
    Span span = value->span;
    Cover cover = {0};
    for (size_t i = 0; i < arms.count; i++) {
        NodeList patterns = arms.items[i]->as.arm.patterns;
        for (size_t j = 0; j < patterns.count; j++)
            cover_pattern(ck, &cover, patterns.items[j]);
    }
    if (cover.all || type_is_error(subject->type) ||
        diag_is_damaged(ck->diags, arms_span))
        return true;
    const char *missing = missing_values(ck, &cover, subject->type);
    if (!*missing)
        return true;
    Diag *d = diag_report(ck->diags, D_NOT_EXHAUSTIVE, span, missing);
    diag_help(ck->diags, d, "`else -> …` takes what is left");
    return false;
}
