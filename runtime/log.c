/* log.c - log lines and error messages, without secrets. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "fail.h"

bool conn_logs(const conn_exchange *call, conn_log_level level)
{
    const conn_options *options = &call->client->options;
    return options->log != NULL && level >= options->log_level;
}

/* One line, of which nothing is shown if memory is short. */
static void report(const conn_exchange *call, conn_log_level level,
                   const conn_secrets *secrets, conn_str line)
{
    const conn_options *options = &call->client->options;
    conn_buf named = {0}, shown = {0};
    if (conn_secret_names_hide(line, &named) &&
        conn_secrets_hide(secrets, (conn_str){named.data, named.len}, false,
                          &shown) &&
        shown.len > 0)
        options->log(options->log_user, level, shown.data);
    conn_buf_free(&named);
    conn_buf_free(&shown);
}

void conn_log(const conn_exchange *call, conn_log_level level,
              const char *format, ...)
{
    if (!conn_logs(call, level))
        return;
    conn_buf line = {0};
    va_list args;
    va_start(args, format);
    char *text = NULL;
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len >= 0)
        text = conn_buf_room(&line, (size_t)len + 1);
    va_start(args, format);
    if (text != NULL)
        vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    conn_secrets secrets;
    conn_secrets_gather(&secrets, call);
    if (text != NULL)
        report(call, level, &secrets, conn_str_of(text));
    conn_secrets_free(&secrets);
    if (text != NULL)
        conn_wipe(text, (size_t)len);
    conn_buf_free(&line);
}

/* ---- headers ---- */

static void report_header(const conn_exchange *call,
                          const conn_secrets *secrets, char way,
                          const conn_header *header)
{
    conn_buf line = {0};
    bool hidden = conn_secret_header(header->name);
    conn_buf_puts(&line, call->op->name);
    conn_buf_printf(&line, ": %c %s: ", way, header->name);
    if (conn_buf_puts(&line, hidden ? CONN_HIDDEN : header->value))
        report(call, CONN_LOG_DEBUG, secrets, (conn_str){line.data, line.len});
    conn_buf_free(&line);
}

void conn_log_request(const conn_exchange *call)
{
    if (!conn_logs(call, CONN_LOG_DEBUG))
        return;
    conn_secrets secrets;
    conn_secrets_gather(&secrets, call);
    for (size_t i = 0; i < call->http.header_count; i++)
        report_header(call, &secrets, '>', &call->http.headers[i]);
    conn_secrets_free(&secrets);
}

void conn_log_answer(const conn_exchange *call)
{
    conn_header at = {NULL, NULL};
    if (!conn_logs(call, CONN_LOG_DEBUG))
        return;
    conn_secrets secrets;
    conn_secrets_gather(&secrets, call);
    while (conn_response_next(&call->reply->response, &at))
        report_header(call, &secrets, '<', &at);
    conn_secrets_free(&secrets);
}

/* ---- errors ---- */

/* A text of the error without secrets; NULL if memory is short. */
static const char *redacted(const conn_secrets *secrets, conn_error *err,
                            const char *text)
{
    conn_buf shown = {0};
    const char *copy = NULL;
    if (text != NULL &&
        conn_secrets_hide(secrets, conn_str_of(text), false, &shown) &&
        shown.len > 0)
        copy = conn_error_text(err, shown.data, shown.len);
    conn_buf_free(&shown);
    return copy;
}

/* A message of this length may have been cut, within a secret perhaps. */
static bool is_cut(const char *message)
{
    enum { NEVER_CUT = 190 }; /* a hook's own words go on for 200 */
    return strlen(message) >= NEVER_CUT;
}

void conn_redact_error(const conn_exchange *call, conn_error *err)
{
    conn_secrets secrets;
    conn_buf shown = {0};
    conn_secrets_gather(&secrets, call);
    bool done = conn_secrets_hide(&secrets, conn_str_of(err->message),
                                  is_cut(err->message), &shown);
    snprintf(err->message, sizeof err->message, "%s",
             done && shown.len > 0 ? shown.data
                                   : conn_status_name(err->status));
    err->vendor_message = redacted(&secrets, err, err->vendor_message);
    err->vendor_code = redacted(&secrets, err, err->vendor_code);
    err->request_id = redacted(&secrets, err, err->request_id);
    conn_buf_free(&shown);
    conn_secrets_free(&secrets);
}
