/* mistyped.c - what a value of the wrong type was meant for: literals that are
 * right but for their quotes or their unit, as JSON and YAML can only write
 * them, and values that a conversion makes fit.
 */
#include "check/checker.h"

#include <string.h>

/* Whether `text` is digits, perhaps with a fraction, and one of `units`, which
 * stand between spaces. */
static bool has_unit(const char *text, const char *units)
{
    size_t digits = strspn(text, "0123456789");
    if (!digits)
        return false;
    text += digits;
    if (*text == '.' && (digits = strspn(text + 1, "0123456789")))
        text += digits + 1;
    size_t length = strlen(text);
    for (const char *at = units; length && (at = strstr(at, text)); at++)
        if (at[-1] == ' ' && at[length] == ' ')
            return true;
    return false;
}

static bool is_whole_number(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length < 16 && strspn(text, "0123456789") == length &&
           (*text != '0' || length == 1);
}

/* What `text` would be without its quotes, as a value of the type; or NULL. */
static const char *unquoted(const Type *type, const char *text)
{
    switch (type_strip(type)->kind) {
    case TYPE_BOOL:
        return strcmp(text, "true") == 0 || strcmp(text, "false") == 0
                   ? "a truth value"
                   : NULL;
    case TYPE_DURATION:
        return has_unit(text, " us ms s m h d ") ? "a duration" : NULL;
    case TYPE_INT:
        return is_whole_number(text)            ? "a number"
               : has_unit(text, " B KB MB GB ") ? "a size"
                                                : NULL;
    case TYPE_INT32:
    case TYPE_INT64:
    case TYPE_FLOAT:
        return is_whole_number(text) ? "a number" : NULL;
    default: /* the others are written in quotes or not at all */
        return NULL;
    }
}

const char *mistyped_text(const Node *node)
{
    switch (node->kind) {
    case NODE_STRING:
    case NODE_INTERPOLATION:
        return "a text";
    case NODE_INT:
    case NODE_FLOAT:
        return "a number";
    case NODE_DURATION:
        return "a duration";
    case NODE_SIZE:
        return "a size";
    case NODE_STATUS:
        return "a class of statuses";
    case NODE_BOOL:
        return "a truth value";
    case NODE_NIL:
        return "null";
    case NODE_LIST:
        return "a list";
    case NODE_OBJECT:
        return "`{ … }`";
    case NODE_NAME:
    case NODE_MEMBER:
        return "a name";
    case NODE_CALL:
        return "a call";
    default: /* operators and the like */
        return "another value";
    }
}

/* ---- how a value is written ---- */

static bool is_literal(const Node *value)
{
    return value->kind == NODE_INT || value->kind == NODE_FLOAT ||
           value->kind == NODE_BOOL || value->kind == NODE_DURATION ||
           value->kind == NODE_SIZE || value->kind == NODE_STRING;
}

static void explain_text(Checker *ck, Diag *d, const Node *value,
                         const Type *found)
{
    if (is_literal(value)) {
        diag_label(ck->diags, d, "a text stands in double quotes");
        diag_fix(ck->diags, d, value->span,
                 arena_format(ck->arena, "\"%s\"", SOURCE_AT(ck, value->span)),
                 false);
    } else if (type_is_scalar(found)) {
        diag_help(ck->diags, d, "`\"${value}\"` writes it as a text");
    }
}

static void explain_condition(Checker *ck, Diag *d, const Node *value,
                              const Type *found)
{
    if (is_literal(value)) {
        diag_label(ck->diags, d, "either `true` or `false`");
        return;
    }
    const char *how = type_is_optional(found)    ? "x != null"
                      : type_is_number(found)    ? "x != 0"
                      : type_is_text(found)      ? "not x.is_empty"
                      : found->kind == TYPE_MAP  ? "not x.is_empty"
                      : found->kind == TYPE_LIST ? "not x.is_empty"
                                                 : NULL;
    if (found->kind == TYPE_JSON)
        diag_help(ck->diags, d,
                  "`x.truthy()` is what JavaScript counts as true");
    else if (how)
        diag_help(ck->diags, d, "a condition is a `bool`: `%s`", how);
}

void enum_explain(Checker *ck, Diag *d, const Type *type, const char *text,
                  Span span)
{
    const Enum *made = type_strip(type)->enumeration;
    for (size_t i = 0; text && i < made->member_count; i++) {
        const EnumMember *member = &made->members[i];
        if (strcmp(member->name, text) != 0 && strcmp(member->wire, text) != 0)
            continue;
        diag_help(ck->diags, d, "a value of an enum is its name, `%s`",
                  member->name);
        diag_fix(ck->diags, d, span, member->name, true);
        return;
    }
    diag_help(ck->diags, d, "`%s` has no value `%s`", made->name,
              text ? text : "");
}

/* What a value of another type is changed into the one expected by. */
static void explain_type(Checker *ck, Diag *d, const Node *value,
                         const Type *expected, const Type *found)
{
    const Type *want = type_strip(expected);
    if (value->kind == NODE_SIZE && want->kind == TYPE_DURATION)
        diag_label(ck->diags, d, "this is a size; a duration is `30s`, `5m`");
    else if (want->kind == TYPE_ENUM && value->kind == NODE_STRING)
        enum_explain(ck, d, want, value->as.string.text, value->span);
    else if (want->kind == TYPE_STRING)
        explain_text(ck, d, value, found);
    else if (want->kind == TYPE_BOOL)
        explain_condition(ck, d, value, found);
    else if (type_is_integer(want) && found->kind == TYPE_FLOAT &&
             value->kind != NODE_FLOAT)
        diag_help(ck->diags, d,
                  "`a.idiv(b)` divides whole numbers, `try x.floor()` and "
                  "`try x.ceil()` are whole");
}

void mistyped_explain(Checker *ck, Diag *d, const Node *value,
                      const Type *expected, const Type *found)
{
    const char *text = value->kind == NODE_STRING ? value->as.string.text : "";
    const char *what = unquoted(expected, text);
    if (what && !value->as.string.raw) {
        diag_label(ck->diags, d, "%s stands without quotes", what);
        diag_fix(ck->diags, d, value->span, text, true);
    } else if (value->kind == NODE_INT &&
               type_strip(expected)->kind == TYPE_DURATION) {
        diag_label(ck->diags, d, "a duration has a unit: `%llds`",
                   (long long)value->as.integer.value);
        diag_fix(ck->diags, d, value->span,
                 arena_format(ck->arena, "%llds",
                              (long long)value->as.integer.value),
                 false);
    } else {
        explain_type(ck, d, value, expected, found);
    }
}

void status_report(Checker *ck, const Node *node, const Type *expected)
{
    long long low = (long long)node->as.status.hundreds * 100;
    bool known = expected && !type_is_error(expected);
    Diag *d = diag_report(ck->diags, D_TYPE_MISMATCH, node->span,
                          known ? quoted_type(ck, expected) : "a value",
                          mistyped_text(node));
    diag_help(ck->diags, d,
              "classes stand in `errors`, `@status(…)` and `on:`; in a hook "
              "`status >= %lld and status < %lld` asks for one",
              low, low + 100);
}

/* ---- operators ---- */

/* What is exact is not computed with. */
static void explain_exact(Checker *ck, const Expr *a, const Expr *b, Diag *d)
{
    TypeKind one = type_strip(a->type)->kind, two = type_strip(b->type)->kind;
    if (one == TYPE_INT64 || two == TYPE_INT64)
        diag_help(ck->diags, d,
                  "an `int64` is compared and converted: `try x.to_int()` is "
                  "an `int` to compute with");
    else if (one == TYPE_DECIMAL || two == TYPE_DECIMAL)
        diag_help(ck->diags, d,
                  "a `decimal` is compared and converted: `x.to_float()` is a "
                  "`float` to compute with");
}

static void explain_logic(Checker *ck, const char *operator_, const Expr *a,
                          Diag *d)
{
    if (strcmp(operator_, "not") == 0)
        diag_help(ck->diags, d,
                  "a condition is a `bool`: `x == null`, `x.is_empty`");
    else if (strcmp(operator_, "or") == 0 && type_is_optional(a->type))
        diag_help(ck->diags, d, "`a ?? b` is `b` where `a` is null");
    else
        diag_help(ck->diags, d,
                  "a condition is a `bool`: `x != null`, `not x.is_empty`");
}

void operand_explain(Checker *ck, const char *operator_, const Expr *a,
                     const Expr *b, Diag *d)
{
    bool number = b && (b->kind == EXPR_INT || b->kind == EXPR_FLOAT);
    TypeKind left = type_strip(a->type)->kind;
    if (strcmp(operator_, "not") == 0 || strcmp(operator_, "and") == 0 ||
        strcmp(operator_, "or") == 0)
        explain_logic(ck, operator_, a, d);
    else if (number && left == TYPE_DURATION)
        diag_help(ck->diags, d, "a duration has a unit: `30s`, `5m`");
    else if (number && left == TYPE_TIMESTAMP)
        diag_help(ck->diags, d,
                  "`from_unix(…)` of std.time makes a time of a number");
    else if (b && left == TYPE_ENUM && b->kind == EXPR_TEXT)
        enum_explain(ck, d, a->type, b->text, b->span);
    else if (b && strchr("+-*/%", *operator_))
        explain_exact(ck, a, b, d);
}
