/* js.h - one run of a script in an engine of Duktape.
 *
 * Owns: the state that the files of this folder share, and the way of values
 * between a run (conn/hook.h) and the engine. Only files of this folder know
 * Duktape, and they know of the runtime what its public headers say.
 */
#ifndef CONN_JS_JS_H
#define CONN_JS_JS_H

#include <duktape.h>

#include "conn/js.h"
#include "js/engine.h"

typedef struct conn_js {
    conn_js_engine engine; /* first: Duktape knows it as its udata */
    conn_run *run;
    const conn_script *script;
    conn_str source;           /* its text in one piece */
    conn_any variables;        /* a map */
    const char *const *absent; /* variables that throw; NULL behind the last */
    duk_context *duk;
    bool called; /* done was */
    conn_any given;
    const char *reason; /* why the script ended, in the run; NULL: it did not */
} conn_js;

static inline conn_js *conn_js_of(duk_context *duk)
{
    duk_memory_functions memory;
    duk_get_memory_functions(duk, &memory);
    return memory.udata;
}

/* run.c: conn_script_call, for which the variables of `absent` are no value
 * but an error. NULL: there are none. */
conn_any conn_js_play(conn_run *run, const conn_script *script,
                      conn_any variables, const char *const *absent);

/* scene.c: ends the run with what is wrong about a call of `done`. */
conn_any conn_js_complain(conn_run *run, const conn_script *script,
                          const char *what);

/* events.c: conn_script_run for what a webhook received. */
void conn_js_receive(conn_run *run, conn_scene *at, const conn_script *script,
                     conn_any configuration);

/* Among the variables: what the variable `events` gets as a member of its own.
 */
#define CONN_JS_HEADERS "eventHeaders"

/* run.c: the text of a script in one piece. */
conn_str conn_js_source(conn_run *run, const conn_script *script);

/* Whether the word stands in the text, in code or not. */
bool conn_js_says(conn_str text, const char *word);

/* ---- values.c: these throw within the engine ---- */

/* Pushes a text, UTF-8; a value, as JSON.parse would give it, so that an
 * integer beyond 2^53 is the nearest float. */
void conn_js_push_text(duk_context *duk, conn_str text);
void conn_js_push(conn_js *js, conn_any value);
/* The string at the index; the value as JSON, null if it is none. */
conn_any conn_js_text(conn_js *js, duk_idx_t index);
conn_any conn_js_value(conn_js *js, duk_idx_t index);
/* Leaves the engine's code where the run is stopped. */
void conn_js_check(conn_js *js);

/* library.c: defines what scripts may call beside `done`. */
void conn_js_put_library(conn_js *js);

#endif
