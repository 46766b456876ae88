/* keys.h - under which key the platform keeps each value of the configuration.
 */
#ifndef EMIT_OPEN_CONNECTORS_KEYS_H
#define EMIT_OPEN_CONNECTORS_KEYS_H

#include "emit/open_connectors/platform.h"

/* Fills in config_keys and slot_keys. Keys are the names of the source, but for
 * values that the platform itself looks for: what `base_url` is made of is
 * base.url, what basic authentication uses is username and password. A field
 * that takes a key of the platform for something else is an error. Needs the
 * ways. */
void keys_plan(Platform *platform);
/* The keys of fields and stored values; NULL for what the platform does not
 * store. Reports nothing. */
typedef struct PlatformKeys {
    const char *const *config; /* of connector->configuration */
    const char *const *slots;  /* of connector->slots */
} PlatformKeys;
PlatformKeys keys_of(const Connector *connector, Arena *arena);
/* True if the platform keeps that key for itself. */
bool key_is_reserved(const char *key);
/* True if a field of the configuration or a stored value has that key. */
bool keys_has(const Platform *platform, const char *key);

#endif
