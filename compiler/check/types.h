/* types.h - what the files that make types share.
 *
 * Owns: the parts of type_resolve (checker.h).
 */
#ifndef CHECK_TYPES_H
#define CHECK_TYPES_H

#include "check/checker.h"

/* ---- enums.c ---- */

/* The type of a declared enum, made when it is first asked for. */
const Type *enum_resolve(Checker *ck, Symbol *symbol);

/* ---- unions.c ---- */

/* The type of `A | B`, called `name`; `discriminator` is the member on the
 * wire that tells its records apart, or NULL. */
const Type *union_resolve(Checker *ck, const Node *node,
                          const TypeBinding *bindings, const char *name,
                          const char *discriminator);
/* "string|T": the name of a union that has none of its own. */
const char *union_name(Checker *ck, const Node *node);

#endif
