/* configuration.h - `configuration` of the definition. */
#ifndef EMIT_OPEN_CONNECTORS_CONFIGURATION_H
#define EMIT_OPEN_CONNECTORS_CONFIGURATION_H

#include "emit/open_connectors/platform.h"

/* One entry. Texts may be NULL but for key and type. */
typedef struct ConfigEntry {
    const char *key;
    const char *name;
    const char *description;
    const char *type;          /* "TEXTFIELD_128" ... */
    const char *default_value; /* a text whatever the type; NULL: none */
    const char *group;         /* type of the way in that it belongs to */
    const Enum *options;       /* of a COMBO */
    bool required, hidden, internal, secret;
    int64_t order; /* among what the user sees */
} ConfigEntry;

typedef struct ConfigEntries {
    ConfigEntry *items;
    size_t count;
} ConfigEntries;

/* All entries, in the order in which they are written. May add global path
 * parameters, for keys inside other keys' values. Needs ways, keys, paging. */
ConfigEntries configuration_collect(Platform *platform);
/* The entries that an OAuth 2.0 way in needs. */
void configuration_add_oauth(Platform *platform, ConfigEntries *entries,
                             const Way *way);
void configuration_write(Platform *platform, const ConfigEntries *entries);

#endif
