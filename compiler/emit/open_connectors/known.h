/* known.h - entries of the configuration that the platform itself reads:
 * grammar/platform_keys.def. */
#ifndef EMIT_OPEN_CONNECTORS_KNOWN_H
#define EMIT_OPEN_CONNECTORS_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef enum KnownAge { KNOWN_ALWAYS, KNOWN_NEWER, KNOWN_OLDER } KnownAge;

/* A row of the table. */
typedef struct KnownKey {
    const char *key;
    KnownAge age;
    const char *group; /* "" for none */
    const char *name;
    const char *description; /* with {title} and {name} in it */
    const char *type;
    bool required, hidden, internal, secret;
    int order;
    const char *value; /* NULL: none */
} KnownKey;

/* Row number `i` in the order of the table; false behind the last. */
bool known_at(size_t i, KnownKey *row);
/* The entry of that key as older versions make it or as newer ones do; false
 * if the platform knows no such key. */
bool known_find(const char *key, bool older, KnownKey *row);
/* Whether `word`, of a list of keys, is this row's key or group. */
bool known_is_meant(const KnownKey *row, const char *word);
/* The description of the entry of a connector called `title`; in the arena. */
const char *known_description(Arena *arena, const KnownKey *row,
                              const char *title);

#endif
