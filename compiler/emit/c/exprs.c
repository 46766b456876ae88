/* exprs.c - expressions as tables of conn_expr. What the runtime has no word
 * for becomes a function of NAME_hooks.c. */
#include "emit/c/client.h"

#include <inttypes.h>
#include <string.h>

/* ---- rows ---- */

/* What is the same for the whole of one expression. */
typedef struct Scope {
    Client *client;
    const Call *call;
    bool dry; /* only find out whether a table can say it: write nothing */
} Scope;

static const char *expr_row(const Scope *scope, const char *op,
                            const char *text, int64_t number, const char *a,
                            const char *b)
{
    Client *client = scope->client;
    if (scope->dry)
        return "";
    const char *digits = number == INT64_MIN
                             ? "INT64_MIN"
                             : arena_format(client->arena, "%" PRId64, number);
    const char *row = arena_format(client->arena, "{%s, %s, %s, %s, %s}", op,
                                   client_literal(client, text), digits, a, b);
    return arena_format(
        client->arena, "&%s",
        table_share(client, &client->shared, "conn_expr", "expr", row));
}

/* NULL if no table can say it. */
static const char *expr_any(const Scope *scope, const Expr *expr);

/* A row over one or two others; NULL if one of them is. */
static const char *expr_over(const Scope *scope, const char *op, const Expr *a,
                             const Expr *b)
{
    const char *first = expr_any(scope, a);
    const char *second = b ? expr_any(scope, b) : "NULL";
    if (!first || !second)
        return NULL;
    return expr_row(scope, op, NULL, 0, first, second);
}

/* Halves, so that the depth of the tree is the logarithm of the number. */
static const char *expr_join(const Scope *scope, Expr *const *items,
                             size_t count)
{
    if (count == 1)
        return expr_any(scope, items[0]);
    const char *a = expr_join(scope, items, count / 2);
    const char *b = expr_join(scope, items + count / 2, count - count / 2);
    return a && b ? expr_row(scope, "CONN_E_CONCAT", NULL, 0, a, b) : NULL;
}

static const char *expr_concat(const Scope *scope, const Expr *expr)
{
    if (expr->item_count == 0)
        return expr_row(scope, "CONN_E_TEXT", "", 0, "NULL", "NULL");
    return expr_join(scope, expr->items, expr->item_count);
}

static bool field_is(const Field *a, const Field *b)
{
    return a == b || strcmp(a->name, b->name) == 0;
}

static const char *expr_of_field(const Scope *scope, const Expr *expr,
                                 const char *op, const Argument *from,
                                 size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (field_is(from[i].member.field, expr->field))
            return expr_row(scope, op, NULL, (int64_t)i, "NULL", "NULL");
    return NULL;
}

static const char *expr_argument(const Scope *scope, const Expr *expr)
{
    const Call *call = scope->call;
    return expr_of_field(scope, expr, "CONN_E_ARG", call ? call->args : NULL,
                         call ? call->arg_count : 0);
}

static bool expr_is_status(const Expr *expr)
{
    return expr->kind == EXPR_MEMBER && strcmp(expr->text, "status") == 0 &&
           expr->a->kind == EXPR_ROOT && strcmp(expr->a->text, "response") == 0;
}

static const char *expr_call(const Scope *scope, const Expr *expr)
{
    if (expr->item_count == 1 && strcmp(expr->text, "to_int") == 0)
        return expr_over(scope, "CONN_E_TO_INT", expr->items[0], NULL);
    if (expr->item_count == 1 && strcmp(expr->text, "to_string") == 0) {
        const char *value = expr_any(scope, expr->items[0]);
        const char *nothing =
            expr_row(scope, "CONN_E_TEXT", "", 0, "NULL", "NULL");
        return value ? expr_row(scope, "CONN_E_CONCAT", NULL, 0, value, nothing)
                     : NULL;
    }
    return NULL;
}

/* A text, a number, or a bool that is known now. */
static const char *expr_constant(const Scope *scope, const Expr *expr)
{
    Client *client = scope->client;
    int64_t number;
    const char *text = expr->kind == EXPR_ENUM ? expr->member->wire
                       : expr->kind == EXPR_WORD
                           ? expr->text
                           : expr_constant_text(client->arena, expr);
    if (expr->kind == EXPR_NULL)
        return expr_row(scope, "CONN_E_NULL", NULL, 0, "NULL", "NULL");
    if (expr->kind == EXPR_BOOL)
        return expr_row(scope, "CONN_E_BOOL", NULL, expr->integer != 0, "NULL",
                        "NULL");
    if (expr->kind != EXPR_DURATION && value_int(expr, &number))
        return expr_row(scope, "CONN_E_INT", NULL, number, "NULL", "NULL");
    if (text && expr->kind != EXPR_DURATION && expr->kind != EXPR_STATUS)
        return expr_row(scope, "CONN_E_TEXT", text, 0, "NULL", "NULL");
    return NULL;
}

/* A member of the answer with a token, `token.get("a")`, as a JSON Pointer. */
static const char *token_pointer(Arena *arena, const Expr *expr)
{
    while (expr->kind == EXPR_TRY || expr->kind == EXPR_CAST)
        expr = expr->a;
    if (expr->kind == EXPR_ROOT && strcmp(expr->text, "token") == 0)
        return "";
    if (expr->kind != EXPR_CALL || strcmp(expr->text, "get") != 0 ||
        expr->item_count != 2 || expr->items[1]->kind != EXPR_TEXT)
        return NULL;
    const char *base = token_pointer(arena, expr->items[0]);
    const char *name = expr->items[1]->text;
    if (!base || strpbrk(name, "~/"))
        return NULL;
    return arena_format(arena, "%s/%s", base, name);
}

/* Constants, and values of the answer. */
static const char *expr_known(const Scope *scope, const Expr *expr)
{
    const char *constant = expr_constant(scope, expr);
    if (constant)
        return constant;
    const char *pointer = expr_body_pointer(scope->client->arena, expr);
    if (!pointer)
        pointer = token_pointer(scope->client->arena, expr);
    if (pointer)
        return expr_row(scope, "CONN_E_BODY", pointer, 0, "NULL", "NULL");
    if (expr_is_status(expr))
        return expr_row(scope, "CONN_E_STATUS", NULL, 0, "NULL", "NULL");
    return NULL;
}

static const char *expr_any(const Scope *scope, const Expr *expr)
{
    Client *client = scope->client;
    client->at = expr->span;
    const char *known = expr_known(scope, expr);
    if (known)
        return known;
    switch (expr->kind) {
    case EXPR_CONFIG:
        return expr_of_field(scope, expr, "CONN_E_CONFIG", client->config,
                             client->config_count);
    case EXPR_ACCOUNT:
        return expr_row(scope, "CONN_E_ACCOUNT", NULL, expr->integer, "NULL",
                        "NULL");
    case EXPR_ARG:
        return expr_argument(scope, expr);
    case EXPR_HEADER:
        return expr_row(scope, "CONN_E_HEADER", expr->text, 0, "NULL", "NULL");
    case EXPR_CONCAT:
        return expr_concat(scope, expr);
    case EXPR_COALESCE:
        return expr_over(scope, "CONN_E_COALESCE", expr->a, expr->b);
    case EXPR_CATCH:
        return expr_over(scope, "CONN_E_CATCH", expr->a, expr->b);
    case EXPR_TRY:
        return expr_any(scope, expr->a);
    case EXPR_CALL:
        return expr_call(scope, expr);
    case EXPR_ERROR: /* none in a model without errors */
    case EXPR_NULL:  /* expr_known has seen to these */
    case EXPR_BOOL:
    case EXPR_INT:
    case EXPR_TEXT:
    case EXPR_SIZE:
    case EXPR_ENUM:
    case EXPR_WORD:
    case EXPR_BODY:
    case EXPR_FLOAT: /* and the rest has no table */
    case EXPR_DURATION:
    case EXPR_STATUS:
    case EXPR_LIST:
    case EXPR_OBJECT:
    case EXPR_LOCAL:
    case EXPR_ROOT:
    case EXPR_MEMBER:
    case EXPR_INDEX:
    case EXPR_BINARY:
    case EXPR_UNARY:
    case EXPR_COND:
    case EXPR_MATCH:
    case EXPR_CAST:
    case EXPR_FAIL:
    case EXPR_LAMBDA:
    case EXPR_OP_CALL:
        break;
    }
    return NULL;
}

const char *expr_of_hook(Client *client, CHookValue value)
{
    const char *row =
        arena_format(client->arena, "{{CONN_E_HOOK, NULL, %s, NULL, NULL}, %s}",
                     value.reads, value.name);
    return arena_format(
        client->arena, "&%s.expr",
        table_share(client, &client->shared, "conn_hook_expr", "expr", row));
}

/* A function for what no table says. `millis`: a duration as milliseconds. */
static const char *expr_hook(Client *client, const Expr *expr, const char *like,
                             bool millis)
{
    return expr_of_hook(client,
                        c_hooks_value(client->hooks, expr, like, millis));
}

const char *expr_function(Client *client, const Expr *expr)
{
    return expr_hook(client, expr, "computed", false);
}

const char *expr_table(Client *client, const Expr *expr, const Call *call)
{
    Scope scope = {client, call, true};
    if (!expr)
        return "NULL";
    if (!expr_any(&scope, expr))
        return expr_function(client, expr);
    scope.dry = false;
    return expr_any(&scope, expr);
}

/* ---- times ---- */

static bool expr_is_duration(const Expr *expr)
{
    return expr->kind == EXPR_DURATION ||
           (expr->type && expr->type->kind == TYPE_DURATION);
}

/* Constants are scaled here, the rest by the runtime; where durations and
 * seconds meet in one expression each is scaled for itself. */
static const char *expr_delay(const Scope *scope, const Expr *expr)
{
    int64_t number;
    if (expr->kind == EXPR_COALESCE || expr->kind == EXPR_CATCH) {
        const char *a = expr_delay(scope, expr->a);
        const char *b = expr_delay(scope, expr->b);
        return a && b ? expr_row(scope,
                                 expr->kind == EXPR_CATCH ? "CONN_E_CATCH"
                                                          : "CONN_E_COALESCE",
                                 NULL, 0, a, b)
                      : NULL;
    }
    if (expr_is_duration(expr)) {
        if (!value_int(expr, &number))
            return expr_hook(scope->client, expr, "after", true);
        return expr_row(scope, "CONN_E_INT", NULL, number / 1000, "NULL",
                        "NULL");
    }
    if (value_int(expr, &number) && number >= 0 && number < INT32_MAX)
        return expr_row(scope, "CONN_E_INT", NULL, number * 1000, "NULL",
                        "NULL");
    Scope probe = *scope;
    probe.dry = true;
    const char *seconds = expr_any(&probe, expr)
                              ? expr_any(scope, expr)
                              : expr_hook(scope->client, expr, "after", false);
    return seconds
               ? expr_row(scope, "CONN_E_SCALE", NULL, 1000, seconds, "NULL")
               : NULL;
}

const char *expr_delay_table(Client *client, const Expr *expr, const Call *call)
{
    Scope scope = {client, call, false};
    if (!expr)
        return "NULL";
    return expr_delay(&scope, expr);
}
