/* type_rules.c - how types compare: equality, acceptance, joining. */
#include "check/checker.h"

#include <string.h>

const Type *type_of_kind(Checker *ck, TypeKind kind)
{
    Type *type = &ck->kinds[kind];
    type->kind = kind;
    return type;
}

const Type *type_make(Checker *ck, TypeKind kind, const Type *element)
{
    Type *type = arena_new(ck->arena, Type);
    *type = (Type){.kind = kind, .element = element};
    return type;
}

const Type *type_optional(Checker *ck, const Type *type)
{
    if (type->kind == TYPE_OPTIONAL || type->kind == TYPE_ERROR ||
        type->kind == TYPE_NULL)
        return type;
    return type_make(ck, TYPE_OPTIONAL, type);
}

const char *quoted_type(Checker *ck, const Type *type)
{
    return arena_format(ck->arena, "`%s`", type_name(ck->arena, type));
}

bool type_is_optional(const Type *type)
{
    return type->kind == TYPE_OPTIONAL || type->kind == TYPE_NULL;
}

bool type_is_error(const Type *type)
{
    return type->kind == TYPE_ERROR;
}

bool type_is_integer(const Type *type)
{
    return type->kind == TYPE_INT || type->kind == TYPE_INT32 ||
           type->kind == TYPE_INT64;
}

bool type_is_number(const Type *type)
{
    return type_is_integer(type) || type->kind == TYPE_FLOAT ||
           type->kind == TYPE_DECIMAL;
}

bool type_is_text(const Type *type)
{
    return type->kind == TYPE_STRING || type->kind == TYPE_URL ||
           type->kind == TYPE_UUID;
}

bool type_is_scalar(const Type *type)
{
    return type_is_text(type) || type_is_number(type) ||
           type->kind == TYPE_BOOL || type->kind == TYPE_ENUM ||
           type->kind == TYPE_TIMESTAMP || type->kind == TYPE_DATE ||
           type->kind == TYPE_DURATION;
}

bool type_equal(const Type *a, const Type *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case TYPE_LIST:
    case TYPE_MAP:
    case TYPE_STREAM:
    case TYPE_OPTIONAL:
        return type_equal(a->element, b->element);
    case TYPE_RECORD:
        return a->record == b->record;
    case TYPE_ENUM:
        return a->enumeration == b->enumeration;
    case TYPE_UNION:
        return a->alternatives == b->alternatives;
    case TYPE_VARIABLE:
        return strcmp(a->name, b->name) == 0;
    default: /* kinds without parts */
        return true;
    }
}

static bool union_accepts(const Union *alternatives, const Type *from)
{
    for (size_t i = 0; i < alternatives->type_count; i++)
        if (type_accepts(alternatives->types[i], from))
            return true;
    return false;
}

/* No implicit conversion but T to T?, a record to json, and between the
 * integers, whose range is checked when the value is known. */
bool type_accepts(const Type *to, const Type *from)
{
    if (type_is_error(to) || type_is_error(from) || from->kind == TYPE_NEVER ||
        type_equal(to, from))
        return true;
    if (to->kind == TYPE_OPTIONAL)
        return from->kind == TYPE_NULL ||
               type_accepts(to->element, type_strip(from));
    if (to->kind == TYPE_JSON)
        return from->kind != TYPE_OPTIONAL || type_accepts(to, from->element);
    if (type_is_optional(from))
        return false;
    if (to->kind == TYPE_UNION)
        return union_accepts(to->alternatives, from);
    if (to->kind == TYPE_RECORD && from->kind == TYPE_RECORD)
        return from->record->mapped_of == to->record;
    if (type_is_text(to) && type_is_text(from))
        return to->kind == TYPE_STRING || from->kind == TYPE_STRING;
    if ((to->kind == TYPE_LIST || to->kind == TYPE_MAP) &&
        to->kind == from->kind)
        return type_accepts(to->element, from->element);
    return type_is_integer(to) && from->kind == TYPE_INT;
}

const Type *type_join(Checker *ck, const Type *a, const Type *b)
{
    if (type_is_error(a) && b->kind == TYPE_NEVER)
        return a;
    if (a->kind == TYPE_NEVER || type_is_error(a))
        return b;
    if (type_accepts(a, b))
        return a;
    if (type_accepts(b, a))
        return b;
    if (a->kind == TYPE_NULL)
        return type_optional(ck, b);
    if (b->kind == TYPE_NULL)
        return type_optional(ck, a);
    if (!type_is_optional(a) && !type_is_optional(b))
        return NULL;
    const Type *inner = type_join(ck, type_strip(a), type_strip(b));
    return inner ? type_optional(ck, inner) : NULL;
}

Diag *report_mismatch(Checker *ck, Span span, const Type *expected,
                      const Type *found)
{
    if (type_accepts(expected, found))
        return NULL;
    if (!type_is_optional(found) || !type_accepts(expected, type_strip(found)))
        return diag_report(ck->diags, D_TYPE_MISMATCH, span,
                           quoted_type(ck, expected), quoted_type(ck, found));
    Diag *d = diag_report(ck->diags, D_MAYBE_NULL, span);
    diag_help(ck->diags, d, "`value ?? otherwise` says what to use then");
    return d;
}
