/* hook_uses.h - what a hook reads and changes of a request and its answer.
 *
 * Owns: the parts that hooks see, and the walk that finds which of them a hook
 * uses, before anything of it is written. On the platform what changes is
 * copied first and handed back at the end; a client makes only what is read
 * and takes back only what is set.
 */
#ifndef MODEL_HOOK_USES_H
#define MODEL_HOOK_USES_H

#include "base/arena.h"
#include "model/model.h"

typedef enum HookPart {
    PART_METHOD,
    PART_URL,
    PART_PATH,
    PART_VARIABLES,
    PART_QUERY,
    PART_HEADERS,
    PART_COOKIES,
    PART_BODY,
    PART_RAW_BODY,
    PART_STATUS, /* from here on of the response */
    PART_FAILED,
    PART_ERROR,
    PART_ANSWER_HEADERS,
    PART_ANSWER_BODY,
    PART_ANSWER_RAW_BODY,
    PART_CALLER_METHOD, /* from here on of the caller */
    PART_CALLER_PATH,
    PART_CALLER_QUERY,
    PART_CALLER_HEADERS,
    PART_CALLER_BODY,
    PART_CALLER_TEXT,
    PART_CALLER_FILTER,
    PART_EVENT, /* what `on` fills */
    PART_COUNT
} HookPart;

/* A name of the source where it is known, innermost first. */
typedef struct HookLocal {
    const char *name; /* in the source; NULL: none */
    const char *text; /* in the target */
    unsigned parts;   /* what its value is a part of */
    struct HookLocal *next;
    bool used; /* for the targets; nothing here sets it */
} HookLocal;

typedef struct HookUses {
    const Connector *connector;
    Arena *arena;
    HookLocal *locals;
    unsigned reads, writes; /* parts, a bit each */
    unsigned loose;         /* those that may be null */
    unsigned changes;       /* those of which something inside is set */
    bool stores;            /* values of the configuration or account */
    bool counted;           /* steps are counted */
    bool typed_body;        /* a typed body of the response is read */
    int *loops; /* of each fn: 1 and how deep they are; 0: not known yet */
    int *mapping_loops; /* the same of maps */
    int deepest;
} HookUses;

/* Nothing used yet. */
HookUses hook_uses_make(const Connector *connector, Arena *arena);
/* Notes what the steps read and write, and whether they must be counted. */
void hook_uses_note(HookUses *uses, const StepList *steps);
void hook_uses_note_expr(HookUses *uses, const Expr *expr);
/* The parts that a path leads into. */
unsigned hook_parts_of(const HookUses *uses, const Expr *path);
/* Whether it is the map of headers of a request or response. */
bool hook_is_headers(const HookUses *uses, const Expr *expr);
/* Whether it is a value that outlives the hook: config.x, account["x"]. */
bool expr_is_kept(const Expr *expr);
/* The innermost local of that name, or NULL. */
HookLocal *hook_local(const HookUses *uses, const char *name);

#endif
