/* expressions.h - what the files that check expressions share.
 *
 * Owns: the parts of expr_check (checker.h). Each takes a node of its kind and
 * returns a typed expression, poisoned where it has reported a fault; never
 * NULL. `expected`, or NULL, is the type that is wanted there.
 */
#ifndef CHECK_EXPRESSIONS_H
#define CHECK_EXPRESSIONS_H

#include "check/signature.h"

/* ---- values.c ---- */

Expr *literal_int(Checker *ck, const Node *node, const Type *expected);
Expr *literal_string(Checker *ck, const Node *node, const Type *expected);
Expr *literal_float(Checker *ck, const Node *node, const Type *expected);
Expr *literal_number(Checker *ck, const Node *node, ExprKind kind,
                     TypeKind type, int64_t value);
Expr *literal_list(Checker *ck, const Env *env, const Node *node,
                   const Type *expected);
Expr *literal_object(Checker *ck, const Env *env, const Node *node,
                     const Type *expected);
Expr *literal_interpolation(Checker *ck, const Env *env, const Node *node);
/* Adds a part to an EXPR_CONCAT; reports one that is no text or may be null. */
void text_add(Checker *ck, Expr *concat, Expr *part);
/* The text itself, where all parts are constant. */
Expr *text_fold(Checker *ck, Expr *concat);
/* Appends `item` to the items of an expression, named or not. */
void expr_add_item(Checker *ck, Expr *expr, const char *name, Expr *item);

/* ---- names.c ---- */

Expr *name_check(Checker *ck, const Env *env, const Node *node,
                 const Type *expected);
Expr *member_check(Checker *ck, const Env *env, const Node *node);
Expr *index_check(Checker *ck, const Env *env, const Node *node);

/* ---- expressions.c ---- */

/* Reports that an operator can't be used on `a`, and `b` if there is one. */
Expr *operand_report(Checker *ck, const Node *node, const char *operator_,
                     const Expr *a, const Expr *b);

/* Whether a value of `from` can become one of `to`; *fails is set where that
 * depends on the value. */
bool cast_fits(const Type *to, const Type *from, bool *fails);
Expr *cast_check(Checker *ck, const Env *env, const Node *node);
/* `x as T` where `x` is of a union told apart by a member: it is a `T` where
 * that says so, whatever its fields are. Other casts stay as they are. */
Expr *union_cast(Checker *ck, Expr *cast);

#endif
