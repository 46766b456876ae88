/* hook_caller.h - who calls operations for a hook.
 *
 * Owns: the terms under which a hook's calls run, what keeps them from running
 * around themselves without end, and the error behind a failure of theirs. A
 * caller lives as long as the run of its hook, on the stack of who runs it, and
 * belongs to that thread.
 */
#ifndef CONN_HOOK_CALLER_H
#define CONN_HOOK_CALLER_H

#include "call.h"
#include "conn/scene.h"

typedef struct conn_caller {
    conn_client *client;
    conn_terms terms;      /* of the call around: deadline, cancel, timeout */
    conn_login_mode mode;  /* a login's hooks don't wait for the login */
    const conn_hook *hook; /* that runs */
    const struct conn_caller *outer; /* whose call the hook runs around */
    int depth;                       /* of calls within calls */
    conn_error error;                /* of the call that failed last ... */
    const char *raised; /* ... and the text that the run was stopped with */
} conn_caller;

/* The caller for hooks around the call; and for hooks around none. To be ended.
 */
conn_caller conn_caller_within(const conn_exchange *call);
conn_caller conn_caller_alone(conn_client *client, const conn_terms *terms);
void conn_caller_end(conn_caller *caller);

/* Makes the call one of the hook's. */
void conn_caller_lend(const conn_caller *caller, conn_exchange *call);

/* Where the run was stopped by what became of a call: moves that error to
 * `err`, with all that it says, and returns its status. Else CONN_OK. `caller`
 * may be NULL. */
conn_status conn_caller_take(conn_caller *caller, const conn_run *run,
                             conn_error *err);

#endif
