/* names.h - identifiers of the emitted C.
 *
 * Owns: making a C identifier of any text a source may hold, and keeping the
 * identifiers of one scope apart. The same texts in the same order always give
 * the same names. Results live in the arena.
 */
#ifndef EMIT_C_NAMES_H
#define EMIT_C_NAMES_H

#include <stdbool.h>

#include "base/map.h"

/* The identifiers of one scope. */
typedef struct Names {
    Arena *arena;
    Map taken;
    Map numbers;     /* the last number given to a base */
    bool file_scope; /* else the members of a struct */
} Names;

/* "createdAt", "HTTPServer", "@odata.type", "9 lives" as "created_at",
 * "http_server", "odata_type", "x9_lives": lower case, no underscore at either
 * end nor two in a row (C++ reserves them), never empty. */
const char *name_snake(Arena *arena, const char *text);
/* An identifier in upper case. */
const char *name_upper(Arena *arena, const char *name);

/* Takes `name` in the scope and returns what it is called there: a keyword of
 * C or C++, or what the standard headers define, gets a trailing underscore,
 * and what is taken a number: "type_2". */
const char *name_claim(Names *names, const char *name);
/* Takes `base` with every suffix at once ("" may be one of them), with a number
 * on the base if one of them is taken. Returns the base. */
const char *name_claim_all(Names *names, const char *base,
                           const char *const *suffixes, size_t count);
bool name_is_taken(const Names *names, const char *name);

#endif
