/* hook_run.h - one run of a hook within a call.
 *
 * Owns: what a hook sees of a call as values, what becomes of a run that
 * stopped, and values that hooks compute. Each run has an arena of its own,
 * bounded, and ends before the call goes on.
 */
#ifndef CONN_HOOK_RUN_H
#define CONN_HOOK_RUN_H

#include "conn/scene.h"
#include "expr.h"

struct conn_exchange;
struct conn_request;
struct conn_kept;
struct conn_session;

typedef struct conn_hook_run {
    conn_run *run;
    conn_scene at;
    size_t slot_count;
} conn_hook_run;

/* Begins a run that sees what `scope` has: configuration, account, arguments.
 * `call`: whose log takes its lines, or NULL. To be closed, on failure too. */
conn_status conn_hook_open(conn_hook_run *hook, const conn_scope *scope,
                           const struct conn_exchange *call, conn_error *err);
void conn_hook_close(conn_hook_run *hook);
/* The log of a run's settings; `user` is the call. */
void conn_hook_log(void *user, conn_log_level level, conn_str line);
/* The same with settings of its own. */
conn_status conn_hook_open_with(conn_hook_run *hook, const conn_scope *scope,
                                const conn_run_settings *settings,
                                conn_error *err);

/* Whether the run went well: CONN_OK, or what stopped it. A failure of the
 * language has its own kind; a limit is CONN_LIMIT; other ends are `other`
 * (CONN_USAGE before a request, CONN_DECODE for an answer). Of a call of an
 * operation it is that call's error, which is given once. */
conn_status conn_hook_status(const conn_hook_run *hook, conn_status other,
                             conn_error *err);

/* Adds a line to a map of headers. */
void conn_hook_add_header(conn_run *run, conn_any map, const char *name,
                          const char *text);
/* A body that came: as bytes; and as what it is, JSON, else text or bytes. */
conn_any conn_hook_bytes(conn_run *run, conn_str body);
conn_any conn_hook_body(conn_run *run, conn_str body);

/* Fills in the parts of the answer that `parts` names. */
void conn_hook_put_answer(conn_hook_run *hook,
                          const conn_http_response *response, unsigned parts);

/* The value that a CONN_E_HOOK computes. */
conn_status conn_hook_eval(const conn_scope *scope, const conn_hook_expr *expr,
                           conn_value *out, conn_error *err);

/* A value of a call as one of a run; and back, its text in `arena`.
 * CONN_MEMORY. */
conn_any conn_hook_value_of(conn_run *run, const conn_value *value);
conn_status conn_hook_value_to(conn_run *run, conn_any value, conn_arena *arena,
                               conn_value *out);

/* Reads JSON text, of which the run keeps a copy: values share its bytes. */
conn_any conn_hook_read(conn_run *run, const char *text, size_t len);

/* Whether the map has another value for the key than `before` had. */
bool conn_hook_changed(conn_any before, conn_any after, conn_str key);

/* hook_call.c: runs what op->hooks say before a request is signed, and on its
 * answer. `*answered`: a hook gave the answer, which is in call->reply. */
conn_status conn_hooks_before(struct conn_request *request,
                              struct conn_exchange *call, bool *answered,
                              conn_error *err);
conn_status conn_hooks_after(struct conn_exchange *call, conn_error *err);
/* Runs the steps that sign a request. They call nothing. */
conn_status conn_hooks_sign(struct conn_request *request,
                            struct conn_exchange *call, const conn_hook *steps,
                            conn_error *err);

/* hook_call.c: puts what the run stored into the session. CONN_MEMORY. */
conn_status conn_hook_store(struct conn_session *session, conn_hook_run *run,
                            conn_arena *arena, conn_error *err);

/* hook_call.c: runs the steps on an answer with a token; what they store is
 * added to `kept`, which has room for all slots. */
conn_status conn_hook_token(const struct conn_exchange *call,
                            const conn_scope *scope, const conn_hook *steps,
                            struct conn_kept *kept, size_t *count,
                            conn_error *err);

/* hook_page.c, for CONN_P_CUSTOM: puts on a request what its page is; reads of
 * an answer what is other in the next page's request, into page->next. */
conn_status conn_hook_put_page(struct conn_request *request,
                               struct conn_exchange *call, conn_error *err);
conn_status conn_hook_read_page(struct conn_exchange *call, conn_error *err);

#endif
