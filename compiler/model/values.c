/* values.c - constants and paths in expressions, and settings by name. */
#include "model/model.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"

static const char *const feature_names[] = {
#define FEATURE(constant, name) name,
#include "grammar/features.def"
#undef FEATURE
};

const char *feature_name(FeatureKind kind)
{
    return feature_names[kind];
}

/* ---- JSON Pointers (RFC 6901) ---- */

static void put_pointer_step(Buf *out, const char *step, size_t length)
{
    buf_putc(out, '/');
    for (size_t i = 0; i < length; i++) {
        if (step[i] == '~')
            buf_puts(out, "~0");
        else if (step[i] == '/')
            buf_puts(out, "~1");
        else
            buf_putc(out, step[i]);
    }
}

static const char *take_text(Arena *arena, Buf *buf)
{
    const char *text = arena_text(arena, buf_text(buf), buf->length);
    buf_free(buf);
    return text;
}

static bool put_body_path(Buf *out, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_BODY:
        return true;
    case EXPR_TRY:
    case EXPR_CAST:
        return put_body_path(out, expr->a);
    case EXPR_MEMBER: {
        const char *name = expr->field ? expr->field->wire : expr->text;
        if (!put_body_path(out, expr->a))
            return false;
        put_pointer_step(out, name, strlen(name));
        return true;
    }
    case EXPR_INDEX:
        if (!put_body_path(out, expr->a))
            return false;
        if (expr->b->kind == EXPR_INT)
            buf_printf(out, "/%" PRId64, expr->b->integer);
        else if (expr->b->kind == EXPR_TEXT)
            put_pointer_step(out, expr->b->text, strlen(expr->b->text));
        else
            return false;
        return true;
    default: /* nothing else is a path */
        return false;
    }
}

const Pagination *operation_pages(const Operation *op)
{
    return op->template_pagination ? &op->template_pagination->list
                                   : op->pagination;
}

const char *operation_items_pointer(Arena *arena, const Operation *op)
{
    Buf out = {0};
    const Pagination *pages = operation_pages(op);
    buf_puts(&out, op->result_at ? op->result_at : "");
    for (size_t i = 0; i < pages->items_count; i++)
        put_pointer_step(&out, pages->items[i]->wire,
                         strlen(pages->items[i]->wire));
    return take_text(arena, &out);
}

const char *expr_body_pointer(Arena *arena, const Expr *expr)
{
    Buf out = {0};
    bool path = put_body_path(&out, expr);
    const char *pointer = take_text(arena, &out);
    return path ? pointer : NULL;
}

const char *pointer_of_path(Arena *arena, const char *path)
{
    if (*path == '/' || *path == '\0')
        return path;
    Buf out = {0};
    while (*path) {
        size_t length = strcspn(path, ".[");
        if (length)
            put_pointer_step(&out, path, length);
        path += length;
        if (*path == '[') {
            size_t digits = strcspn(path + 1, "]");
            put_pointer_step(&out, path + 1, digits);
            path += 1 + digits + (path[1 + digits] == ']');
        }
        if (*path == '.')
            path++;
    }
    return take_text(arena, &out);
}

/* ---- constants ---- */

static bool put_constant(Buf *out, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_TEXT:
    case EXPR_WORD:
    case EXPR_FLOAT:
        buf_puts(out, expr->text);
        return true;
    case EXPR_INT:
        buf_printf(out, "%" PRId64, expr->integer);
        return true;
    case EXPR_BOOL:
        buf_puts(out, expr->integer ? "true" : "false");
        return true;
    case EXPR_ENUM:
        buf_puts(out, expr->member->wire);
        return true;
    case EXPR_CONCAT: {
        bool constant = true;
        for (size_t i = 0; constant && i < expr->item_count; i++)
            constant = put_constant(out, expr->items[i]);
        return constant;
    }
    default: /* known only at run time */
        return false;
    }
}

const char *expr_constant_text(Arena *arena, const Expr *expr)
{
    Buf out = {0};
    bool constant = expr && put_constant(&out, expr);
    const char *text = take_text(arena, &out);
    return constant ? text : NULL;
}

/* ---- settings ---- */

const Expr *choice_value(const Choice *choice, const char *name)
{
    if (!choice)
        return NULL;
    for (size_t i = 0; i < choice->count; i++)
        if (strcmp(choice->settings[i].name, name) == 0)
            return choice->settings[i].value;
    assert(false); /* the name is none of the table's */
    return NULL;
}

const Setting *choice_setting(const Choice *choice, const char *name)
{
    for (size_t i = 0; choice && i < choice->count; i++)
        if (strcmp(choice->settings[i].name, name) == 0)
            return &choice->settings[i];
    return NULL;
}

bool choice_is(const Choice *choice, const char *kind)
{
    return choice && strcmp(choice->kind, kind) == 0;
}

const char *choice_text(const Choice *choice, const char *name)
{
    const Expr *value = choice_value(choice, name);
    bool text = value && (value->kind == EXPR_TEXT || value->kind == EXPR_WORD);
    return text ? value->text : NULL;
}

int64_t choice_int(const Choice *choice, const char *name, int64_t otherwise)
{
    const Expr *value = choice_value(choice, name);
    bool number =
        value && (value->kind == EXPR_INT || value->kind == EXPR_DURATION ||
                  value->kind == EXPR_SIZE);
    return number ? value->integer : otherwise;
}

bool choice_bool(const Choice *choice, const char *name, bool otherwise)
{
    const Expr *value = choice_value(choice, name);
    return value && value->kind == EXPR_BOOL ? value->integer != 0 : otherwise;
}
