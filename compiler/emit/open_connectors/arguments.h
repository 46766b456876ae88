/* arguments.h - what an operation takes from its caller. */
#ifndef EMIT_OPEN_CONNECTORS_ARGUMENTS_H
#define EMIT_OPEN_CONNECTORS_ARGUMENTS_H

#include "emit/open_connectors/platform.h"

/* Adds a parameter for each argument, the body, and what the operation sends
 * by itself. `paged`: page arguments are left to the platform. Warns about what
 * the platform can't do for an argument. */
void arguments_add(Platform *platform, Endpoint *endpoint, bool paged);

/* Adds a parameter for one argument. */
void argument_add(Platform *platform, Endpoint *endpoint, const Param *param);
/* Adds the operation's `template` as the body. */
void argument_add_template(Platform *platform, Endpoint *endpoint);

#endif
