/* log.h - what a person may read of a call: the log and error messages.
 *
 * Owns: taking secrets out of text. Secret are the configuration's and the
 * arguments' fields that say so, and all stored values, as they are and
 * percent-encoded.
 */
#ifndef CONN_LOG_H
#define CONN_LOG_H

#include "memory.h"

struct conn_exchange;

/* Reports a line to the log callback, if there is one. */
void conn_log(const struct conn_exchange *call, const char *format, ...)
    CONN_PRINTF(2, 3);

/* Appends `text` with "***" for secrets; false if memory is short. */
bool conn_redact(const struct conn_exchange *call, conn_str text,
                 conn_buf *out);

/* Takes secrets out of the message and what the server said; not out of the
 * body, which is kept as it came. */
void conn_redact_error(const struct conn_exchange *call, conn_error *err);

#endif
