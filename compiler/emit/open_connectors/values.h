/* values.h - expressions of the model as the platform's values. */
#ifndef EMIT_OPEN_CONNECTORS_VALUES_H
#define EMIT_OPEN_CONNECTORS_VALUES_H

#include "emit/open_connectors/platform.h"

/* What the platform can say of `expr` (NULL: VALUE_NOTHING). Reports nothing.
 */
Value value_of(const Platform *platform, const Expr *expr);
/* The same, and VALUE_UNKNOWN is reported as an error at the expression;
 * `what` names it: "this header". */
Value value_require(Platform *platform, const Expr *expr, const char *what);
/* Texts of configuration entries, in which `{key}` stands for another entry.
 * Each such key becomes a global path parameter, which is what fills it in.
 * NULL, and an error, if the platform can't say it. */
const char *value_template(Platform *platform, const Expr *expr,
                           const char *what);
/* A constant as a text ("true", "100", "a,b"), or NULL. Durations are in
 * seconds. */
const char *value_constant(Arena *arena, const Expr *expr);
/* The value inside a longer text: as it is, or as ${configuration.key}. For
 * VALUE_TEXT and VALUE_CONFIGURATION. */
const char *value_text(Arena *arena, Value value);

/* "/data/items/0" as "data.items[0]"; "" for the whole; NULL if a name can't
 * be written that way. */
const char *value_dotted(Arena *arena, const char *pointer);

/* The key of a field of the configuration. */
const char *config_key(const Platform *platform, const Field *field);
/* The key of a stored value; NULL if nothing that is carried stores it. */
const char *slot_key(const Platform *platform, const Expr *account);

/* True if `expr` uses that field of the configuration. */
bool value_uses(const Expr *expr, const Field *field);

#endif
