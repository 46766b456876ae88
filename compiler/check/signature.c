/* signature.c - reads the columns of functions.def, and matches types. */
#include "check/signature.h"

#include <ctype.h>
#include <string.h>

/* ---- reading ---- */

static void skip_spaces(const char **at)
{
    while (**at == ' ')
        (*at)++;
}

static bool take(const char **at, const char *word)
{
    size_t length = strlen(word);
    skip_spaces(at);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    skip_spaces(at);
    return true;
}

static const char *take_word(Checker *ck, const char **at)
{
    const char *start = *at;
    while (isalnum((unsigned char)**at) || **at == '_')
        (*at)++;
    return arena_text(ck->arena, start, (size_t)(*at - start));
}

static const Type *read_type(Checker *ck, const char **at);

static const Type *named_type(Checker *ck, const char *word)
{
    if (isupper((unsigned char)word[0]) && !word[1]) {
        Type *variable = arena_new(ck->arena, Type);
        *variable = (Type){.kind = TYPE_VARIABLE, .name = word};
        return variable;
    }
    if (strcmp(word, "enum") == 0)
        return type_make(ck, TYPE_ENUM, NULL);
    if (strcmp(word, "record") == 0)
        return type_make(ck, TYPE_RECORD, NULL);
    if (strcmp(word, "pattern") == 0)
        return type_of_kind(ck, TYPE_STRING);
#define TYPE(constant, name, json, format)                                     \
    if (strcmp(word, name) == 0)                                               \
        return type_of_kind(ck, TYPE_##constant);
#include "grammar/types.def"
#undef TYPE
    return type_of_kind(ck, TYPE_NEVER); /* "headers", "custom": no value */
}

static const Type *read_item(Checker *ck, const char **at)
{
    const char *word = take_word(ck, at);
    bool map = strcmp(word, "map") == 0, stream = strcmp(word, "stream") == 0;
    const Type *type;
    if ((map || stream) && take(at, "<")) {
        type = type_make(ck, map ? TYPE_MAP : TYPE_STREAM, read_type(ck, at));
        take(at, ">");
    } else {
        type = named_type(ck, word);
    }
    for (;;) {
        if (take(at, "[]"))
            type = type_make(ck, TYPE_LIST, type);
        else if (take(at, "?"))
            type = type_optional(ck, type);
        else
            return type;
    }
}

static const Type *read_type(Checker *ck, const char **at)
{
    const Type *type = read_item(ck, at);
    if (**at != '|')
        return type;
    Union *made = arena_new(ck->arena, Union);
    vec_push(ck->arena, made->types, made->type_count, type);
    made->name = type_name(ck->arena, type);
    while (take(at, "|")) {
        type = read_item(ck, at);
        vec_push(ck->arena, made->types, made->type_count, type);
        made->name = arena_format(ck->arena, "%s | %s", made->name,
                                  type_name(ck->arena, type));
    }
    Type *all = arena_new(ck->arena, Type);
    *all = (Type){.kind = TYPE_UNION, .alternatives = made};
    return all;
}

static void read_parameter(Checker *ck, const char **at, SignatureParam *out)
{
    *out = (SignatureParam){.name = take_word(ck, at)};
    out->optional = take(at, "?");
    out->variadic = take(at, "...");
    take(at, ":");
    if (!take(at, "fn(")) {
        out->pattern = strncmp(*at, "pattern", 7) == 0;
        out->type = read_type(ck, at);
        return;
    }
    out->function = true;
    do
        out->takes[out->takes_count++] = read_type(ck, at);
    while (take(at, ",") && out->takes_count < LAMBDA_PARAMETERS);
    take(at, ")");
    take(at, "->");
    out->type = read_type(ck, at);
}

void signature_read(Checker *ck, const FunctionRow *row, Signature *out)
{
    const char *at = row->receiver;
    *out = (Signature){0};
    if (*at && at[strlen(at) - 1] != '.')
        out->receiver = read_type(ck, &at);
    at = row->parameters;
    out->property = strcmp(at, "-") == 0;
    while (*at && !out->property && out->count < SIGNATURE_PARAMETERS) {
        read_parameter(ck, &at, &out->params[out->count++]);
        take(&at, ",");
    }
    at = row->result;
    out->result = read_type(ck, &at);
    out->fallible = take(&at, "!");
}

/* ---- matching ---- */

static const Type **slot_of(TypeVars *vars, const Type *variable)
{
    return &vars->of[variable->name[0] - 'A'];
}

static bool bind(Checker *ck, const Type **slot, const Type *actual)
{
    if (actual->kind == TYPE_VARIABLE)
        return true; /* of a generic type: nothing is known about it */
    const Type *both = *slot ? type_join(ck, *slot, actual) : actual;
    if (!both)
        return false;
    *slot = both;
    return true;
}

bool signature_match(Checker *ck, const Type *pattern, const Type *actual,
                     TypeVars *vars)
{
    if (type_is_error(actual)) {
        if (pattern->kind == TYPE_VARIABLE)
            *slot_of(vars, pattern) = actual;
        return true;
    }
    switch (pattern->kind) {
    case TYPE_VARIABLE:
        return bind(ck, slot_of(vars, pattern), actual);
    case TYPE_OPTIONAL:
        return actual->kind == TYPE_NULL ||
               signature_match(ck, pattern->element, type_strip(actual), vars);
    case TYPE_LIST:
    case TYPE_MAP:
    case TYPE_STREAM:
        return actual->kind == pattern->kind &&
               signature_match(ck, pattern->element, actual->element, vars);
    case TYPE_ENUM:
    case TYPE_RECORD:
        return actual->kind == pattern->kind;
    case TYPE_INT:
        return actual->kind == TYPE_INT || actual->kind == TYPE_INT32;
    case TYPE_JSON:
        return actual->kind == TYPE_JSON;
    case TYPE_NEVER:
        return false;
    default: /* the others have no parts */
        return type_accepts(pattern, actual);
    }
}

const Type *signature_fill(Checker *ck, const Type *pattern,
                           const TypeVars *vars)
{
    if (pattern->kind == TYPE_VARIABLE)
        return vars->of[pattern->name[0] - 'A'];
    if (!pattern->element)
        return pattern;
    const Type *element = signature_fill(ck, pattern->element, vars);
    if (!element)
        return NULL;
    return pattern->kind == TYPE_OPTIONAL
               ? type_optional(ck, element)
               : type_make(ck, pattern->kind, element);
}

/* ---- finding ---- */

static bool fits_receiver(Checker *ck, const FunctionRow *row,
                          const Type *receiver)
{
    const char *at = row->receiver;
    if (!*at || at[strlen(at) - 1] == '.')
        return false;
    TypeVars vars = {0};
    return signature_match(ck, read_type(ck, &at), receiver, &vars);
}

const FunctionRow *function_for(Checker *ck, const Type *receiver,
                                const char *name)
{
    const FunctionRow *row;
    for (size_t i = 0; (row = function_row(i)); i++)
        if (strcmp(row->name, name) == 0 && fits_receiver(ck, row, receiver))
            return row;
    return NULL;
}

const char *function_near(Checker *ck, const Type *receiver, const char *name)
{
    const char *names[256];
    size_t count = 0;
    const FunctionRow *row;
    for (size_t i = 0; (row = function_row(i)); i++)
        if (count < 256 && fits_receiver(ck, row, receiver))
            names[count++] = row->name;
    return diag_nearest(name, names, count);
}
