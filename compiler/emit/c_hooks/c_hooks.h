/* c_hooks.h - steps and expressions of the source as C: NAME_hooks.c.
 *
 * Owns: what the emitter of a client asks for. Hooks and values are written
 * when they are asked for; what they share (fns, maps, shapes) once. The files
 * are there only where something was asked for.
 */
#ifndef EMIT_C_HOOKS_C_HOOKS_H
#define EMIT_C_HOOKS_C_HOOKS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/diag.h"
#include "emit/c/names.h"
#include "model/model.h"

typedef struct CHooks CHooks;

/* `client`: the names of the client's files, which begin with `prefix`. All of
 * it lives in the arena but for texts, which c_hooks_free frees. */
CHooks *c_hooks_make(const Connector *connector, Arena *arena, Diags *diags,
                     Names *client, const char *prefix);
void c_hooks_free(CHooks *hooks);

/* The conn_hook that runs the steps: "&github_hooks[3]". The same hook is
 * written once. What C can't do is reported where it stands. */
const char *c_hooks_steps(CHooks *hooks, const Hook *hook);

/* Whether this connc makes clients that run JavaScript: it does where it was
 * built with what they run it with. */
bool c_hooks_run_scripts(void);
/* Whether a hook in JavaScript was written, which takes the library conn-js. */
bool c_hooks_have_scripts(const CHooks *hooks);

/* Whether it was written. */
bool c_hooks_has(const CHooks *hooks, const Hook *hook);

/* Names of `args.NAME` that the steps use, of a hook that was written. */
typedef struct GivenNames {
    const char **items;
    size_t count;
} GivenNames;
const GivenNames *c_hooks_given(const CHooks *hooks, const Hook *hook);

/* A function of the type conn_value_fn, and the parts that it reads. */
typedef struct CHookValue {
    const char *name, *reads;
    unsigned parts; /* of `reads`: 1 << HookPart */
} CHookValue;
/* The function that computes the value. `like`: what a reader may call it
 * ("after", "route"). `millis`: of a duration, its milliseconds. What C can't
 * do is reported where it stands. */
CHookValue c_hooks_value(CHooks *hooks, const Expr *expr, const char *like,
                         bool millis);

/* The function that gives the default of an argument as it is sent, and null
 * where the argument is given. */
CHookValue c_hooks_default(CHooks *hooks, const Field *field);

/* The function that gives the arguments of the call as a map, by their names,
 * without the one called `skip`. */
const char *c_hooks_arguments(CHooks *hooks, const Expr *call,
                              const char *skip);

/* The function of the type conn_value_fn that makes a common value of the
 * vendor's at->item, or with `back` the reverse. */
const char *c_hooks_mapping(CHooks *hooks, const Mapping *mapping, bool back);

/* The conn_webhook: "&github_webhook_repository". `*addressed`: its steps look
 * at the method or the URL of the request. */
const char *c_hooks_webhook(CHooks *hooks, const Webhook *webhook,
                            bool *addressed);

/* An operation that steps call, and where. */
typedef struct CalledOperation {
    const Operation *op;
    Span span;
} CalledOperation;
/* Those that are called, in the order of the table `*name` of NAME.c, which
 * points to their tables; known once c_hooks_define has written all steps. */
size_t c_hooks_called(CHooks *hooks, const CalledOperation **out,
                      const char **name);

/* Whether there is anything to write. */
bool c_hooks_any(const CHooks *hooks);

/* NAME_hooks.c, and then NAME_hooks.h, which NAME.c includes. */
void c_hooks_define(CHooks *hooks, Buf *out);
void c_hooks_declare(CHooks *hooks, Buf *out);

#endif
