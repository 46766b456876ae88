/* mistyped.c - literals that are right but for their quotes or their unit:
 * what JSON and YAML can only write as a text or a bare number.
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

void mistyped_explain(Checker *ck, Diag *d, const Node *value,
                      const Type *expected)
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
    }
}
