/* patches.h - what `platform` blocks say, put into the finished definition. */
#ifndef EMIT_OPEN_CONNECTORS_PATCHES_H
#define EMIT_OPEN_CONNECTORS_PATCHES_H

#include "base/json_tree.h"
#include "emit/open_connectors/platform.h"

/* The whole definition as a tree, without a text of it; NULL if there was an
 * error, which is reported. In element.c. */
Json *element_tree(const Connector *connector, Arena *arena, Diags *diags);
/* Puts the endpoints that say `position` there, the others around them. */
void patches_order(Platform *platform);
/* The text that was written as a tree, changed as patches_apply changes it;
 * NULL if it is no JSON. */
Json *patches_read(Platform *platform);
/* Changes the text that was written as the patches of the connector and of its
 * operations say; reports a pointer that leads nowhere. */
void patches_apply(Platform *platform);
/* The value of a setting of the connector's `platform` block by its name, or
 * NULL. */
const Json *patches_setting(const Platform *platform, const char *name);
/* Sorts entries as they come in the list of keys `listed`, the others behind;
 * without a list (NULL) by their display order. */
void configuration_sort(Arena *arena, Json *entries, const Json *listed);

#endif
