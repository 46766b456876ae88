/* token_store.h - keeping tokens beyond the life of a client.
 *
 * Owns: the text under which a session's tokens are stored, its key, and the
 * default store: files of mode 0600 in a folder of mode 0700. Called by the one
 * thread that logs in.
 */
#ifndef CONN_TOKEN_STORE_H
#define CONN_TOKEN_STORE_H

#include "conn/auth.h"
#include "expr.h"

struct conn_exchange;

/* Takes over what is stored for the client's account. False if there is
 * nothing, or nothing that differs from what the client has. */
bool conn_tokens_load(const struct conn_exchange *call);
/* Stores what the client has. A failure is logged. */
void conn_tokens_save(const struct conn_exchange *call);
void conn_tokens_remove(const struct conn_exchange *call);

/* token_files.c: a store in `folder`, which must outlive it; NULL is
 * $XDG_STATE_HOME/conn or ~/.local/state/conn. */
conn_token_store conn_token_files(const char *folder);

#endif
