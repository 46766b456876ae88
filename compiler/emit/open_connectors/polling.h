/* polling.h - how the platform polls for events. */
#ifndef EMIT_OPEN_CONNECTORS_POLLING_H
#define EMIT_OPEN_CONNECTORS_POLLING_H

#include "emit/open_connectors/platform.h"

/* The JSON text of event.poller.configuration: an object with a member for
 * each `events polling`. Warns of what can't stand there. */
const char *polling_configuration(Platform *platform);

#endif
