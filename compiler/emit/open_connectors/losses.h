/* losses.h - what of a source the platform has no place for. */
#ifndef EMIT_OPEN_CONNECTORS_LOSSES_H
#define EMIT_OPEN_CONNECTORS_LOSSES_H

#include "emit/open_connectors/platform.h"

/* Warns, once for each place in the source, about the properties that the
 * platform can't carry. What is lost in the course of writing something else is
 * reported where that is written. */
void losses_report(Platform *platform);

#endif
