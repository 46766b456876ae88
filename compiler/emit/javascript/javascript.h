/* javascript.h - typed hooks as JavaScript for the platform's engine.
 *
 * Owns: what the emitter of a definition asks for. The text is ES5.1 in strict
 * mode that reads the platform's variables, calls `done` once and carries the
 * helpers that it uses, and no others.
 */
#ifndef EMIT_JAVASCRIPT_JAVASCRIPT_H
#define EMIT_JAVASCRIPT_JAVASCRIPT_H

#include <stdbool.h>

#include "base/diag.h"
#include "model/mappings.h"

typedef enum JsKind {
    JS_BEFORE, /* preRequest */
    JS_AFTER,  /* postRequest */
    JS_EVENT   /* event */
} JsKind;

/* One block of steps. Those of one hook run in the order given. */
typedef struct JsBlock {
    const Hook *hook;           /* with steps, not with a script */
    const Operation *operation; /* whose arguments it sees, or NULL */
} JsBlock;

/* What the names of the source are on the platform. */
typedef struct JsNames {
    const char *const *config_keys; /* of connector->configuration */
    const char *const *slot_keys;   /* of connector->slots */
} JsNames;

typedef struct JsHook {
    const char *body;
    const char *context; /* the variables that it reads, commas between */
} JsHook;

/* The platform's variables that a hook may read, in the order in which it
 * documents them; NULL behind the last. */
extern const char *const javascript_variables[];

/* The header of requests and answers in which hooks that turn pages hand the
 * next page's state to the platform and have it back. */
#define JS_NEXT_PAGE_HEADER "conn-next-page"

/* Whether hooks turn the pages of lists that continue so: those named `next`
 * behind a call and `request` ahead of it, with or without steps. */
bool javascript_turns_pages(const Choice *choice);

/* Writes the hook that makes events of what a webhook receives; like
 * javascript_hook. Steps that verify may be left out with a report. */
bool javascript_webhook(const Connector *connector, const JsNames *names,
                        Arena *arena, Diags *diags, const Webhook *webhook,
                        JsHook *out);

/* Writes the script of a transformation, for the rows of the map that `wanted`
 * picks, into `*out`. It sees `originalObject`, `transformedObject` and
 * `fromVendor`; a row that fails reads null. Else like javascript_hook. */
bool javascript_transformation(const Connector *connector, const JsNames *names,
                               Arena *arena, Diags *diags,
                               const Mapping *mapping, MappingFilter *wanted,
                               const char **out);

/* Writes one hook of `count` blocks (at least one) into `out`, all of it in
 * the arena. What the platform can't do is reported where it stands; then the
 * result is false and `out` is not to be used. */
bool javascript_hook(const Connector *connector, const JsNames *names,
                     Arena *arena, Diags *diags, JsKind kind,
                     const JsBlock *blocks, size_t count, JsHook *out);

#endif
