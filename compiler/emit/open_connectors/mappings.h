/* mappings.h - maps as common objects and transformations of the platform. */
#ifndef EMIT_OPEN_CONNECTORS_MAPPINGS_H
#define EMIT_OPEN_CONNECTORS_MAPPINGS_H

#include "emit/emit.h"
#include "emit/open_connectors/platform.h"

/* Writes two files for each map: `objects/COMMON.json`, the definition of the
 * common object, and `transformations/KEY/COMMON.json`. Each is the body of the
 * call that makes it. Needs the endpoints; a map of what the connector doesn't
 * offer, or of a common object that has one, is reported and left out. */
void mappings_write(Platform *platform, Outputs *outputs);

#endif
