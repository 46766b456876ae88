/* objects.h - `objects` of the definition: what a connector is about. */
#ifndef EMIT_OPEN_CONNECTORS_OBJECTS_H
#define EMIT_OPEN_CONNECTORS_OBJECTS_H

#include "emit/open_connectors/platform.h"

void objects_write(Platform *platform);

#endif
