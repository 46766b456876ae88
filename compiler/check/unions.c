/* unions.c - unions, and whether JSON tells what stands in them apart. */
#include "check/expressions.h"
#include "check/types.h"

#include <string.h>

#include "base/buf.h"

/* What a value of the type is in JSON; NULL: it may be anything. */
static const char *json_class(const Type *type)
{
    switch (type->kind) {
    case TYPE_BOOL:
        return "a bool";
    case TYPE_INT:
    case TYPE_INT32:
    case TYPE_INT64:
    case TYPE_FLOAT:
    case TYPE_DECIMAL:
    case TYPE_DURATION:
        return "a number";
    case TYPE_LIST:
        return "a list";
    case TYPE_MAP:
    case TYPE_RECORD:
        return "an object";
    case TYPE_ERROR:
    case TYPE_JSON:
    case TYPE_UNION:
    case TYPE_OPTIONAL:
    case TYPE_VARIABLE:
        return NULL;
    default: /* texts of all sorts */
        return "a string";
    }
}

static bool undecided(const Type *type)
{
    return type_is_error(type) || type->kind == TYPE_VARIABLE;
}

static bool overlap(const char *a, const char *b)
{
    return !a || !b || strcmp(a, b) == 0;
}

/* Reports the first two alternatives that JSON can't tell apart. */
static void check_overlap(Checker *ck, const Union *made, NodeList nodes)
{
    enum { CLASSES = 8 }; /* the first of each class is enough to look at */
    size_t firsts[CLASSES], count = 0;
    for (size_t i = 0; i < made->type_count && count < CLASSES; i++) {
        const char *b = json_class(made->types[i]);
        if (undecided(made->types[i]))
            continue;
        for (size_t j = 0; j < count; j++) {
            const Type *first = made->types[firsts[j]];
            if (!overlap(json_class(first), b))
                continue;
            Diag *d = diag_report(ck->diags, D_UNION_OVERLAP,
                                  nodes.items[i]->span, quoted_type(ck, first),
                                  quoted_type(ck, made->types[i]));
            diag_also(ck->diags, d, nodes.items[firsts[j]]->span,
                      "the other one");
            if (first->kind == TYPE_OPTIONAL ||
                made->types[i]->kind == TYPE_OPTIONAL)
                diag_help(ck->diags, d,
                          "what may be null is the whole: `(A | B)?`");
            else if (b && strcmp(b, "an object") == 0)
                diag_help(ck->diags, d,
                          "`type NAME = A | B @discriminator(\"field\")` "
                          "tells records apart");
            return;
        }
        firsts[count++] = i;
    }
}

static const char *record_tag(const Type *type)
{
    if (type->kind != TYPE_RECORD)
        return NULL;
    return type->record->tag ? type->record->tag : type->record->name;
}

/* With a discriminator, all are records and no two have one tag. */
static void check_tags(Checker *ck, const Union *made, NodeList nodes)
{
    Map seen = {0};
    for (size_t i = 0; i < made->type_count; i++) {
        Span span = nodes.items[i]->span;
        if (undecided(made->types[i]))
            continue;
        if (!made->tags[i]) {
            diag_report(ck->diags, D_TAGGED_NOT_RECORD, span,
                        quoted_type(ck, made->types[i]));
            continue;
        }
        const Type *other = map_get(&seen, made->tags[i]);
        map_set(ck->arena, &seen, made->tags[i],
                (void *)(uintptr_t)made->types[i]);
        if (!other)
            continue;
        Diag *d = diag_report(
            ck->diags, D_DUPLICATE_WIRE, span, type_name(ck->arena, other),
            type_name(ck->arena, made->types[i]), made->tags[i]);
        diag_help(ck->diags, d, "`@tag(\"…\")` behind a record's name sets it");
    }
}

const Type *union_resolve(Checker *ck, const Node *node,
                          const TypeBinding *bindings, const char *name,
                          const char *discriminator)
{
    Union *made = arena_new(ck->arena, Union);
    *made = (Union){
        .name = name, .span = node->span, .discriminator = discriminator};
    NodeList types = node->as.type_union.types;
    size_t tag_count = 0;
    for (size_t i = 0; i < types.count; i++) {
        const Type *type = type_resolve(ck, types.items[i], bindings, name);
        vec_push(ck->arena, made->types, made->type_count, type);
        const char *tag = record_tag(type);
        vec_push(ck->arena, made->tags, tag_count, tag);
    }
    if (discriminator)
        check_tags(ck, made, types);
    else
        check_overlap(ck, made, types);
    made->id = unique_id(ck, name);
    Type *type = arena_new(ck->arena, Type);
    *type = (Type){.kind = TYPE_UNION, .alternatives = made};
    return type;
}

/* ---- one of a union ---- */

/* The tag of `to` among the alternatives, or NULL. */
static const char *tag_of(const Union *alternatives, const Type *to)
{
    for (size_t i = 0; i < alternatives->type_count; i++)
        if (type_equal(alternatives->types[i], to))
            return alternatives->tags[i];
    return NULL;
}

static Expr *text_expr(Checker *ck, Span span, const char *text)
{
    Expr *expr = expr_new(ck, EXPR_TEXT, span, type_of_kind(ck, TYPE_STRING));
    expr->text = text;
    return expr;
}

static Expr *not_one(Checker *ck, Span span, const Type *to)
{
    Expr *fail = expr_new(ck, EXPR_FAIL, span, type_of_kind(ck, TYPE_NEVER));
    fail->text = "invalid";
    expr_add_item(ck, fail, "message",
                  text_expr(ck, span,
                            arena_format(ck->arena, "this is no %s",
                                         type_name(ck->arena, to))));
    return fail;
}

Expr *union_cast(Checker *ck, Expr *cast)
{
    const Type *from = cast->a->type;
    const char *tag = from->kind == TYPE_UNION &&
                              from->alternatives->discriminator &&
                              cast->type->kind == TYPE_RECORD
                          ? tag_of(from->alternatives, cast->type)
                          : NULL;
    if (!tag)
        return cast;
    Span span = cast->span;
    Expr *told = expr_new(ck, EXPR_MEMBER, span, type_of_kind(ck, TYPE_STRING));
    told->a = cast->a;
    told->text = from->alternatives->discriminator;
    Expr *same = expr_new(ck, EXPR_BINARY, span, type_of_kind(ck, TYPE_BOOL));
    same->text = "==";
    same->a = told;
    same->b = text_expr(ck, span, tag);
    Expr *made = expr_new(ck, EXPR_COND, span, cast->type);
    made->a = same;
    made->b = cast;
    made->c = not_one(ck, span, cast->type);
    return made;
}

const char *union_name(Checker *ck, const Node *node)
{
    Buf out = {0};
    NodeList types = node->as.type_union.types;
    for (size_t i = 0; i < types.count; i++) {
        const Node *type = types.items[i];
        while (type->kind == NODE_TYPE_LIST)
            type = type->as.type_list.element;
        buf_printf(&out, "%s%s", i ? "|" : "",
                   type->kind == NODE_TYPE_NAME ? type->as.type_name.name.text
                                                : "value");
    }
    const char *name = arena_text(ck->arena, buf_text(&out), out.length);
    buf_free(&out);
    return name;
}
