/* headers.h - which headers go with all requests, and which with one. */
#ifndef EMIT_OPEN_CONNECTORS_HEADERS_H
#define EMIT_OPEN_CONNECTORS_HEADERS_H

#include "emit/open_connectors/platform.h"

/* Adds the headers of setup, with Accept and Content-Type, to the global
 * parameters. */
void headers_add_global(Platform *platform);
/* Adds to `list` what the headers of this operation have beyond the global
 * ones; warns about a global one that it does not want. */
void headers_add_operation(Platform *platform, Parameters *list,
                           const Operation *operation);

#endif
