/* secrets.h - what of a text nobody is to read: logs, errors, recordings.
 *
 * Owns: which values of a call are secret, which names say that a value is, and
 * taking both out of text. Secret are the configuration's and the arguments'
 * fields that say so, all that a login stored, keys and passwords of the
 * options, the credentials on the request (Authorization, Cookie), and values
 * that request and answer call by such a name. They are found as they are,
 * percent-encoded, as JSON and XML write them, and within base64. A set of
 * secrets belongs to one thread.
 */
#ifndef CONN_SECRETS_H
#define CONN_SECRETS_H

#include "memory.h"
#include "conn/value.h"

struct conn_exchange;

typedef struct conn_secrets {
    conn_arena arena;
    struct conn_secret *first;
    bool failed; /* memory was short: nothing may be shown */
} conn_secrets;

/* What stands in the place of a secret. */
#define CONN_HIDDEN "***"

/* Gathers those of a call, wherever it stands. */
void conn_secrets_gather(conn_secrets *secrets,
                         const struct conn_exchange *call);
/* Adds one: as it is, and as base64 shows it within other text. */
void conn_secrets_add(conn_secrets *secrets, conn_str text);
void conn_secrets_free(conn_secrets *secrets);

/* Appends `text` without secrets. `cut`: its end is missing, so what may be the
 * beginning of one there is hidden too. False if memory was short, here or
 * while gathering; what was appended is then to be dropped. */
bool conn_secrets_hide(const conn_secrets *secrets, conn_str text, bool cut,
                       conn_buf *out);

/* ---- names ---- */

/* Whether a header's value is a credential. */
bool conn_secret_header(const char *name);

/* The value behind *at that a secret's name stands before, in JSON
 * ("name": "value") or a form or query (name=value); *at is moved behind it. It
 * is a slice of `text`, encoded as that is. False at the end. */
typedef struct conn_named {
    conn_str value;
    bool json;  /* else of a form or query */
    bool vague; /* the name means other things, too: "code" */
} conn_named;
bool conn_secret_next(conn_str text, size_t *at, conn_named *out);

/* Appends `text` with such values hidden. */
bool conn_secret_names_hide(conn_str text, conn_buf *out);

#endif
