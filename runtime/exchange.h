/* exchange.h - the text form of requests and answers that recordings hold.
 *
 * Owns: the format, and what of an exchange is not to be written. A recording
 * begins with a line CONN_EXCHANGE_TITLE; then for each exchange
 *
 *     > METHOD URL            < STATUS            or, for a failure,
 *     Name: value             Name: value         ! STATUS CODE TRANSIENT TEXT
 *     body LENGTH             body LENGTH
 *     BYTES                   BYTES
 *
 * with an empty line behind each of both. There is no "body" where there is
 * none, and "body elsewhere" where it was streamed.
 */
#ifndef CONN_EXCHANGE_H
#define CONN_EXCHANGE_H

#include "transport.h"

#define CONN_EXCHANGE_TITLE "conn exchanges 1\n"

/* Appends a request, or an answer, without secrets. False on memory shortage.
 */
bool conn_exchange_put_request(conn_buf *out, const conn_http_request *request);
bool conn_exchange_put_answer(conn_buf *out, const conn_http_request *request,
                              const conn_http_response *response);
bool conn_exchange_put_failure(conn_buf *out, const conn_http_request *request,
                               const conn_http_response *response,
                               const conn_error *err);

/* The block of lines at `text`: where it ends, or NULL if it is none. */
const char *conn_exchange_skip(const char *text, const char *end);

/* Reads an answer or a failure that was written by the above. */
conn_status conn_exchange_give(const char *text, const char *end,
                               conn_http_response *response, conn_error *err);

#endif
