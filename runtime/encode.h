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

#endif
