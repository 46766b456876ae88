/* log.h - what a person may read of a call: the log and error messages. */
#ifndef CONN_LOG_H
#define CONN_LOG_H

#include "conn/log.h"
#include "secrets.h"

/* Whether a line of this level would be heard. */
bool conn_logs(const struct conn_exchange *call, conn_log_level level);

/* Reports a line to the log callback, if it is to hear it, without secrets. */
void conn_log(const struct conn_exchange *call, conn_log_level level,
              const char *format, ...) CONN_PRINTF(3, 4);

/* Reports the header lines of the request that goes out, or of the answer. */
void conn_log_request(const struct conn_exchange *call);
void conn_log_answer(const struct conn_exchange *call);

/* Takes secrets out of the message, of what the server said and its code; not
 * out of the body, which is kept as it came. */
void conn_redact_error(const struct conn_exchange *call, conn_error *err);

#endif
