/* resources.h - `resources` of the definition. */
#ifndef EMIT_OPEN_CONNECTORS_RESOURCES_H
#define EMIT_OPEN_CONNECTORS_RESOURCES_H

#include "emit/open_connectors/platform.h"

/* Nothing is written if there are no endpoints. */
void resources_write(Platform *platform);

#endif
