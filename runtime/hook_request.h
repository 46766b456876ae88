/* hook_request.h - a request as a map that hooks see and change.
 *
 * Owns: its parts as values, and putting back what has changed: what a hook
 * does not touch is sent as it would have been without the hook.
 */
#ifndef CONN_HOOK_REQUEST_H
#define CONN_HOOK_REQUEST_H

#include "hook_run.h"
#include "request.h"

/* Parts as they were before the hooks. */
typedef struct conn_hook_request {
    conn_any query, headers, cookies, body;
} conn_hook_request;

/* Fills in hook->at.request with the parts that `parts` names. CONN_MEMORY. */
conn_status conn_hook_put_request(conn_hook_run *hook,
                                  const conn_request *request,
                                  const struct conn_exchange *call,
                                  unsigned parts, conn_hook_request *before);

/* Puts back those of `parts` that have changed. CONN_USAGE where a request
 * can't hold a value. */
conn_status conn_hook_take_request(conn_hook_run *hook, conn_request *request,
                                   struct conn_exchange *call, unsigned parts,
                                   const conn_hook_request *before,
                                   conn_error *err);

/* The cookies of a Cookie header (RFC 6265 section 4.2.1), a map of texts. */
conn_any conn_hook_cookies(conn_run *run, conn_str text);

#endif
