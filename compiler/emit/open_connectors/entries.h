/* entries.h - entries of the configuration: as the platform makes them, and
 * what a source changes in them. */
#ifndef EMIT_OPEN_CONNECTORS_ENTRIES_H
#define EMIT_OPEN_CONNECTORS_ENTRIES_H

#include "emit/open_connectors/configuration.h"

/* Whether the source says which standard entries there are: `keys` or
 * `older_keys` of its `platform` block. */
bool entries_are_listed(const Platform *platform);
/* Whether it says that there is an entry of that key. */
bool entries_name(const Platform *platform, const char *key);
/* The entry of a key that the platform reads, in the form that the source asks
 * for. The key must be one of grammar/platform_keys.def. */
ConfigEntry entry_known(Platform *platform, const char *key);
/* Changes what `field` says; the rest stays. */
void entry_change(Platform *platform, ConfigEntry *entry, const Field *field);
/* The entry of a field that the platform has no form of its own for. */
ConfigEntry entry_of_field(Platform *platform, const Field *field,
                           const char *key);
/* Adds the standard entries that the source lists and that are missing. */
void entries_add_listed(Platform *platform, ConfigEntries *entries);
/* "api_key" as "Api Key"; in the arena. */
const char *entry_title(Arena *arena, const char *name);
/* The entry with that key, or NULL. */
ConfigEntry *entries_find(const ConfigEntries *entries, const char *key);

#endif
