/* encode.h - what the two halves of the encoder share. */
#ifndef CONN_ENCODE_H
#define CONN_ENCODE_H

#include "json.h"

/* Append a scalar as plain text, or as JSON. Return NULL, or what is wrong in a
 * few words; a buffer that has failed says so itself. */
const char *conn_print_scalar(conn_buf *buf, const conn_type *type,
                              const void *value);
const char *conn_encode_scalar(conn_buf *buf, const conn_type *type,
                               const void *value);

/* Appends a member's name with its colon, behind a comma unless it is the
 * first. False if it is not UTF-8 or the buffer has failed. */
bool conn_json_name(conn_buf *buf, const char *name, size_t len, bool first);

#endif
