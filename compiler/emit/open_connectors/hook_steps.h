/* hook_steps.h - hooks that no source writes: what a source says by settings
 * and the platform has no field for. */
#ifndef EMIT_OPEN_CONNECTORS_HOOK_STEPS_H
#define EMIT_OPEN_CONNECTORS_HOOK_STEPS_H

#include "emit/open_connectors/platform.h"

/* Sets the headers, parameters and members of the body that need computing; the
 * assignments are not empty. In the arena. */
const Hook *hook_of_computed(Platform *platform, const char *owner,
                             const Assign *assigns, size_t count);
/* Makes the status and message of a failed call those that the table says. */
const Hook *hook_of_errors(Platform *platform, const char *owner,
                           const Errors *errors);
/* Steps, none, for the `request` or `next` of a list for which no source has
 * them. */
const Hook *hook_of_page(Platform *platform, const Operation *op,
                         const char *kind);

#endif
