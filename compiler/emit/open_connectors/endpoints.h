/* endpoints.h - operations as entries of `resources`. */
#ifndef EMIT_OPEN_CONNECTORS_ENDPOINTS_H
#define EMIT_OPEN_CONNECTORS_ENDPOINTS_H

#include "emit/open_connectors/platform.h"

/* Fills in platform->endpoints: the operations, then the steps of the ways in.
 * Needs ways, keys, paging and the global parameters. */
void endpoints_collect(Platform *platform);

/* Adds the steps of one way in (steps.c). */
void endpoints_add_steps(Platform *platform, const Way *way);

/* An endpoint of `type` that calls the operation, still without parameters. */
Endpoint endpoint_new(Platform *platform, const Operation *operation,
                      const char *type);
/* Where the content of body and answer stand. */
void endpoint_set_root_key(Platform *platform, Endpoint *endpoint);
/* Appends it; if its method and path are taken, `name` is added to the path,
 * and where the source chose the path it is an error. */
void endpoints_add(Platform *platform, Endpoint endpoint, const char *name);
/* Adds a parameter for each value that the operation keeps. */
void endpoint_add_saves(Platform *platform, Endpoint *endpoint);

#endif
