/* steps.h - the statement language: hooks, functions, maps, events, tests.
 *
 * These are checked last, when all types, operations and settings are known.
 */
#ifndef CHECK_STEPS_H
#define CHECK_STEPS_H

#include "check/checker.h"

/* A `map TARGET from SOURCE`. */
typedef struct MapRule {
    const Type *target, *source;
    const Type *result; /* the target with the source as `.vendor` */
    const Node *node;
    Mapping *mapping; /* of the model */
    Symbol *symbol;   /* as one of the fns that call each other */
} MapRule;

/* An `events KIND NAME`, as tests see it. */
typedef struct EventRule {
    const char *name;
    bool polling;
    const Type *watermark; /* of a polled one, or NULL */
} EventRule;

/* ---- steps.c ---- */

/* Checks a run of statements and adds them to `out`. Returns whether it always
 * leaves: what follows is never reached. */
bool steps_check(Checker *ck, const Env *env, NodeList items, StepList *out);

/* Whether what a path leads to may be changed. */
bool is_writable(const Env *env, const Node *node);
/* A name that a statement binds. */
Expr *local_new(Checker *ck, Word name, const Type *type);

/* ---- loops.c ---- */

void loop_check(Checker *ck, const Env *env, const Node *node, Step *step);
/* An assignment of `value` to the path `target`. */
void assign_check(Checker *ck, const Env *env, const Node *node, Step *out);

/* ---- narrow.c: bindings, paths, what a condition says about names ---- */

/* Adds to `env` what holds where `condition` is true (or false). */
void narrow(Checker *ck, Env *env, const Node *condition, bool when);
/* Binds what is behind a path that is not null here. */
void narrow_path(Checker *ck, Env *env, const Node *node, const Expr *value);

/* ---- roots.c: what steps see by name ---- */

/* Binds `request`, whose body has that type. */
void root_request(Checker *ck, Env *env, const Type *body, bool writable);
void root_response(Checker *ck, Env *env, const Type *body, bool writable);
/* Binds `caller`: what the connector was asked, beside the vendor's request. */
void root_caller(Checker *ck, Env *env);
/* Binds a name to a value of that type. */
Binding *root_value(Checker *ck, Env *env, const char *name, const Type *type);
/* `{ name: string, … }` made of `names`. */
const Type *root_texts(Checker *ck, const char *name, const char *const *names,
                       size_t count);
const Type *root_record(Checker *ck, const char *name);
/* Adds a field; its type may be an optional one. */
void root_field(Checker *ck, const Type *record, const char *name,
                const Type *type, bool fixed);
/* The event that `on` fills and tests see. */
const Type *root_event(Checker *ck);
/* What skip(…) takes. */
const Type *root_answer(Checker *ck, const Type *body);
const Type *type_nullable(Checker *ck, const Type *type, bool null);

/* ---- matches.c ---- */

/* Checks the patterns of one arm against `subject`. */
void patterns_check(Checker *ck, const Env *env, NodeList patterns,
                    const Type *subject, Expr ***out, size_t *count);
/* Reports arms that are never reached and values that none takes; false where
 * there are such values. */
bool match_cover(Checker *ck, const Node *value, Span arms_span, NodeList arms,
                 const Expr *subject);

/* ---- fallbacks.c ---- */

/* The arms of a match, of which the one that names the value for unknown ones
 * takes what is left; *count may become smaller. */
ExprArm *fallback_expr_arms(Checker *ck, const Type *subject, ExprArm *arms,
                            size_t *count, Span span);
StepArm *fallback_step_arms(Checker *ck, const Type *subject, StepArm *arms,
                            size_t *count, Span span);
/* `a == b` and `a != b` where one side is that value; NULL where none is. */
Expr *fallback_comparison(Checker *ck, const Node *node, Expr *a, Expr *b);

/* ---- call_places.c ---- */

const Resource *resource_find(const Checker *ck, const char *name);
/* Reports that there is no such resource. */
void resource_report(Checker *ck, Word name);
/* The operation of that name, or NULL, which is reported. */
/* `list` of that resource, or `items.list` of any; NULL, and reported, for
 * what names none. Without a resource only the second. */
const Operation *reference_operation(Checker *ck, const Resource *resource,
                                     const Node *value);
const Operation *operation_find(Checker *ck, const Resource *resource,
                                Word name);
Expr *call_operation(Checker *ck, const Env *env, const Node *node,
                     const Resource *resource);
Expr *call_map(Checker *ck, const Env *env, const Node *node);
Expr *call_events(Checker *ck, const Env *env, const Node *node);
Expr *call_fn(Checker *ck, const Env *env, const Node *node, Symbol *symbol);
Expr *call_skip(Checker *ck, const Env *env, const Node *node);

/* ---- references.c ---- */

/* Check the settings that name fields and operations. */
void references_check_resource(Checker *ck, const Resource *resource,
                               NodeList items);
void references_check_operation(Checker *ck, Operation *op, NodeList items);

/* ---- hooks.c, events.c, maps.c, fns.c ---- */

/* All that is written in steps, of the connector and of every library. */
void hooks_check(Checker *ck);
void events_check(Checker *ck, const Node *block);
void bulk_check(Checker *ck, const Resource *resource, const Node *block);
void maps_declare(Checker *ck, NodeList items);
void maps_check(Checker *ck);
/* Gives each fn its place in the model, so that calls can point there. */
void fns_declare(Checker *ck);
void fns_check(Checker *ck);
void tests_check(Checker *ck, NodeList items);
/* Pagination by a template with steps: checks them for one operation; NULL
 * where it lists nothing. */
const TemplatePagination *template_read(Checker *ck, const Operation *op,
                                        bool own);
/* Checks a block of steps and keeps it as a hook of the connector. */
void hook_read(Checker *ck, const Env *env, const Node *block,
               const char *owner);
/* The environment of steps of the connector. */
Env hook_env(const Scene *scene);

#endif
