/* scene.h - what a hook sees, and the tables that generated hooks are in.
 *
 * Owns: the parts of a call or event that steps of the source know by name, and
 * what is short to write in NAME_hooks.c. Users of a client never need this
 * header. All values are those of one run (conn/hook.h) and end with it.
 */
#ifndef CONN_SCENE_H
#define CONN_SCENE_H

#include "conn/hook.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- parts ---- */

/* Members of `request` and `response`, a bit each. */
enum {
    CONN_PART_METHOD = 1, /* request.method, a text */
    CONN_PART_URL = 2,    /* request.url, a text: whole */
    CONN_PART_PATH = 4,   /* request.path, a text: behind the base URL */
    CONN_PART_PATH_VARIABLES = 8, /* request.path_variables, a map of texts */
    CONN_PART_QUERY = 16,         /* request.query, a record */
    CONN_PART_HEADERS = 32,       /* request.headers, a map of texts */
    CONN_PART_COOKIES = 64,       /* request.cookies, a map of texts */
    CONN_PART_BODY = 128,         /* request.body, json */
    CONN_PART_RAW_BODY = 256,     /* request.raw_body, bytes */
    CONN_PART_STATUS = 512,       /* response.status, an int */
    CONN_PART_FAILED = 1024,      /* response.failed, a bool */
    CONN_PART_ERROR = 2048,       /* response.error, a text or null */
    CONN_PART_ANSWER_HEADERS = 4096,   /* response.headers, a map of texts */
    CONN_PART_ANSWER_BODY = 8192,      /* response.body, json */
    CONN_PART_ANSWER_RAW_BODY = 16384, /* response.raw_body, bytes */
    /* What the caller gave, for scripts: request.caller_query and
       .caller_headers, maps of arguments by their names; .caller_body, json */
    CONN_PART_CALLER = 32768
};

struct conn_op;
struct conn_caller; /* of the runtime: who calls operations for a hook */

/* What one run sees. A part that its hook does not read need not be there. */
typedef struct conn_scene {
    conn_any request;           /* a map of the parts above */
    conn_any response;          /* the same */
    conn_any event;             /* what `on` fills: kind, id, at, object */
    conn_any item;              /* of events that are polled; of a bulk job what
                                   the vendor said of it last */
    conn_any callback;          /* of steps that subscribe: where events go */
    conn_any subscription;      /* what they keep */
    conn_any args;              /* arguments by their names, as on the wire */
    const conn_any *config;     /* the configuration, in its order */
    const conn_any *account;    /* what is stored, by slot */
    conn_any *kept;             /* what the hook stores, by slot ... */
    bool *keeps;                /* ... where this is true */
    struct conn_caller *caller; /* NULL: nobody can */
    unsigned set; /* parts that a script has set, beside its hook's `writes` */
} conn_scene;

/* Steps, and a value. Why they stopped is in the run. */
typedef void conn_hook_fn(conn_run *run, conn_scene *at);
typedef conn_any conn_value_fn(conn_run *run, conn_scene *at);

/* A row of the table NAME_hooks. */
typedef struct conn_hook {
    const char *kind;  /* "before", "after", "on" ... */
    const char *owner; /* "issues.list", "issues", "setup", an event's name */
    conn_hook_fn *steps;
    unsigned reads;  /* parts, those that are set among them */
    unsigned writes; /* parts that are handed back */
    bool guarded;    /* not for an answer that is a failure */
} conn_hook;

/* ---- what generated code calls ---- */

static inline conn_str conn_key(const char *data, size_t len)
{
    conn_str key;
    key.data = data;
    key.len = len;
    return key;
}

/* A literal as the key of a map. */
#define CONN_KEY(text) conn_key((text), sizeof(text) - 1)

/* A member of what must be there: of null the run ends (unexpected data). */
conn_any conn_get(conn_run *run, conn_any object, conn_str key);

/* Set a member, by key or by a text, and take one away; null. What is no map
 * ends the run. */
conn_any conn_set(conn_run *run, conn_any object, conn_str key, conn_any value);
conn_any conn_set_any(conn_run *run, conn_any object, conn_any key,
                      conn_any value);
conn_any conn_unset(conn_run *run, conn_any object, conn_str key);

/* How many items there are to go through; null ends the run, and what is no
 * list has none. */
size_t conn_list_length(conn_run *run, conn_any list);

/* A number that is an integer, as one. */
int64_t conn_whole(conn_any value);

/* The texts of one to three values, one behind the other. */
conn_any conn_join_1(conn_run *run, conn_any a);
conn_any conn_join_2(conn_run *run, conn_any a, conn_any b);
conn_any conn_join_3(conn_run *run, conn_any a, conn_any b, conn_any c);

/* Runs an operation of the connector as the client that the hook belongs to,
 * within the deadline of the call around and until that is cancelled. `args`
 * has its arguments by their names. What it gives is as on the wire: the
 * result, of a list that is paged all items, null where there is none. A
 * failure is one of the language: those that a server can't report are
 * CONN_UNAVAILABLE (no connection, too slow), CONN_INVALID (an argument) and
 * CONN_VENDOR (an answer that is not what was declared). A call counts as 1,000
 * steps, an item of a list as one. The run ends where the deadline has passed,
 * where the hook would run around its own call, and where calls are more than 8
 * deep. */
conn_any conn_hook_call(conn_run *run, conn_scene *at, const struct conn_op *op,
                        conn_any args);

/* Stores a value under a slot once the run has ended well. */
void conn_keep(conn_run *run, conn_scene *at, int slot, conn_any value);

#ifdef __cplusplus
}
#endif
#endif
