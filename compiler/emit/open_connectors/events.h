/* events.h - what the vendor reports: entries of the configuration, and the
 * resources that register at the vendor. */
#ifndef EMIT_OPEN_CONNECTORS_EVENTS_H
#define EMIT_OPEN_CONNECTORS_EVENTS_H

#include "emit/open_connectors/configuration.h"

/* "onProvisionWebhook" or "onDeleteWebhook" for an operation that an `events
 * webhook` names so, else NULL. */
const char *events_resource_type(const Platform *platform, const Operation *op);
/* Adds what the platform keeps of events, and how it polls. Warns of what it
 * can't do. After all endpoints and entries that are listed. */
void events_add(Platform *platform, ConfigEntries *entries);

#endif
