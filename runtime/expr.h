/* expr.h - the values that a connector computes when a call is made.
 *
 * Owns: evaluating a conn_expr tree. A value derived from a secret is marked,
 * so that it is never shown.
 */
#ifndef CONN_EXPR_H
#define CONN_EXPR_H

#include "args.h"
#include "transport.h"

typedef enum conn_value_kind {
    CONN_V_NULL,
    CONN_V_TEXT,
    CONN_V_INT,
    CONN_V_BOOL, /* number is 0 or 1 */
    CONN_V_JSON  /* text is JSON: what a hook computed that is none of these */
} conn_value_kind;

typedef struct conn_value {
    conn_value_kind kind;
    bool secret;
    int64_t number;
    conn_str text;
} conn_value;

/* What an expression may see; a part that is NULL reads as null. */
typedef struct conn_scope {
    conn_arena *arena;               /* for new text */
    const conn_connector *connector; /* of the tables that hooks see */
    const conn_value *config;
    const conn_value *slots;
    const conn_op *op; /* of `args` */
    const void *args;
    const conn_http_response *response; /* its body not yet decoded */
} conn_scope;

/* Evaluates `expr` (NULL is null). CONN_USAGE if a conversion fails, else
 * CONN_MEMORY. `err` may be NULL. */
conn_status conn_expr_eval(const conn_scope *scope, const conn_expr *expr,
                           conn_value *out, conn_error *err);

/* The value that `given`, of `arg`, is in an expression. */
conn_status conn_value_of(conn_arena *arena, const conn_arg *arg,
                          conn_given given, conn_value *out, conn_error *err);

/* A text, an integer or a bool as text in `arena`; data NULL if that failed.
 * Not for null. */
conn_str conn_value_text(conn_arena *arena, const conn_value *value);

/* Whether the expression reads stored values; of one that hooks compute nobody
 * knows. */
bool conn_expr_uses_account(const conn_expr *expr);

#endif
