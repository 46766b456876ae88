/* hooks.h - hooks of the source as hooks of the platform. */
#ifndef EMIT_OPEN_CONNECTORS_HOOKS_H
#define EMIT_OPEN_CONNECTORS_HOOKS_H

#include "emit/open_connectors/platform.h"

/* Writes `hooks` of the element: those around every call. */
void hooks_write_element(Platform *platform);
/* Writes `hooks` of a resource: those of its operation and of all operations
 * of its resource, at most one of each type. */
void hooks_write_endpoint(Platform *platform, const Endpoint *endpoint);

#endif
