/* js.h - hooks in JavaScript: what NAME_hooks.c calls for `before js`.
 *
 * Owns: one run of a script as the platform would run it. It is there where the
 * runtime was built with the sources of Duktape, in a library of its own
 * (conn-js), so that clients without scripts neither link it nor need it.
 *
 * A script is ECMAScript 5.1 in strict mode with what Duktape 2 has beside it.
 * It sees the platform's variables, `done`, `console`, `print` and the library
 * CE; no file, no network, no module, no timer. Each run has an engine of its
 * own that leaves nothing behind, and ends within limits:
 *
 * - CONN_SCRIPT_MS of the thread's processor time,
 * - CONN_SCRIPT_MEMORY for all that the engine holds,
 * - CONN_SCRIPT_STACK of the thread's stack; deeper is a RangeError within.
 *
 * Whatever goes wrong ends the run (conn/hook.h) with a reason that says where
 * in the source it happened. Safe to call from several threads, each with a run
 * of its own.
 */
#ifndef CONN_JS_H
#define CONN_JS_H

#include "conn/scene.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    CONN_SCRIPT_MS = 1000,             /* milliseconds */
    CONN_SCRIPT_MEMORY = 64 * 1048576, /* bytes */
    CONN_SCRIPT_STACK = 256 * 1024     /* bytes */
};

/* A member of `configuration`. */
typedef struct conn_script_key {
    const char *key; /* on the platform */
    bool stored;     /* may be set: `at` is a slot, else of the configuration */
    size_t at;
} conn_script_key;

/* A script of the source. */
typedef struct conn_script {
    const char *file;        /* "crm.conn" */
    unsigned line;           /* of its first line there */
    const char *const *text; /* UTF-8, in pieces; NULL behind the last */
    bool answers;            /* runs behind an answer, not before a request */
    bool receives;           /* runs on what a webhook received */
    const conn_script_key *keys;
    size_t key_count;
} conn_script;

/* Runs a script as steps of a hook: gives it the parts of `at`, and takes what
 * `done` is called with back into them. Parts that it sets are added to
 * at->set. A variable that a client has nothing for ends the run where it is
 * read. `continue: false` before a request is skip(). What a webhook received
 * it sees as `events`; at->event becomes a list of those that it gives. */
void conn_script_run(conn_run *run, conn_scene *at, const conn_script *script);

/* The same with `variables`, a map: what `done` was called with, the first
 * time; null for `done()`, and where the run is stopped. */
conn_any conn_script_call(conn_run *run, const conn_script *script,
                          conn_any variables);

#ifdef __cplusplus
}
#endif
#endif
