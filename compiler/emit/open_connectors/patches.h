/* patches.h - what `platform` blocks say, put into the finished definition. */
#ifndef EMIT_OPEN_CONNECTORS_PATCHES_H
#define EMIT_OPEN_CONNECTORS_PATCHES_H

#include "base/json_tree.h"
#include "emit/open_connectors/platform.h"

/* The whole definition as a tree; NULL if there was an error, which is
 * reported. In element.c. */
Json *element_tree(const Connector *connector, Arena *arena, Diags *diags);
/* Puts the endpoints that say `position` there, the others around them. */
void patches_order(Platform *platform);
/* Changes the definition as the patches of the connector and of its operations
 * say; reports a pointer that leads nowhere. */
void patches_apply(Platform *platform, Json *root);
/* The value of a setting of the connector's `platform` block by its name, or
 * NULL. */
const Json *patches_setting(const Platform *platform, const char *name);
/* Sorts entries as they come in the list of keys `listed`, the others behind;
 * without a list (NULL) by their display order. */
void configuration_sort(Arena *arena, Json *entries, const Json *listed);

#endif
