/* signature.h - the signatures of standard functions, as functions.def writes
 * them: `string|bytes`, `T[]`, `fn(T) -> U`, a result that can fail.
 */
#ifndef CHECK_SIGNATURE_H
#define CHECK_SIGNATURE_H

#include "check/checker.h"

enum { SIGNATURE_PARAMETERS = 4, LAMBDA_PARAMETERS = 2 };

typedef struct SignatureParam {
    const char *name;
    const Type *type; /* of a function: what it gives */
    bool optional;    /* may be missing */
    bool variadic;    /* stands for any number of arguments */
    bool pattern;     /* a literal regular expression */
    bool function;
    const Type *takes[LAMBDA_PARAMETERS]; /* of a function */
    size_t takes_count;
} SignatureParam;

typedef struct Signature {
    const Type *receiver; /* NULL: a plain function */
    SignatureParam params[SIGNATURE_PARAMETERS];
    size_t count;
    const Type *result;
    bool fallible;
    bool property; /* written without parentheses */
} Signature;

/* What the capitals of one call stand for; zeroed: nothing yet. */
typedef struct TypeVars {
    const Type *of[26];
} TypeVars;

void signature_read(Checker *ck, const FunctionRow *row, Signature *out);
/* Whether `actual` fits `pattern`; binds the pattern's capitals. */
bool signature_match(Checker *ck, const Type *pattern, const Type *actual,
                     TypeVars *vars);
/* The pattern with its capitals filled in, or NULL where one is not bound. */
const Type *signature_fill(Checker *ck, const Type *pattern,
                           const TypeVars *vars);
/* The standard function of that name for a value of that type, or NULL. */
const FunctionRow *function_for(Checker *ck, const Type *receiver,
                                const char *name);
/* Nearest name of a function for a value of that type, or NULL. */
const char *function_near(Checker *ck, const Type *receiver, const char *name);

#endif
