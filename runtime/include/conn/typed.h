/* typed.h - what generated headers call.
 *
 * Owns: the functions of the runtime that a generated one does nothing but give
 * a type to, and the cast for that. Those are inline in the header, so that a
 * client of a thousand operations compiles in the time of its tables and calls;
 * users of a client never call these.
 */
#ifndef CONN_TYPED_H
#define CONN_TYPED_H

#include "conn/batch.h"
#include "conn/client.h"

#ifdef __cplusplus
extern "C" {
#endif

/* As C has it, and as C++ has it without -Wold-style-cast. */
#ifdef __cplusplus
#define CONN_AS(type, value) reinterpret_cast<type>(value)
#else
#define CONN_AS(type, value) ((type)(value))
#endif

/* The table of an operation; see conn/desc.h. */
typedef struct conn_op conn_op;

/* The typed result, or NULL where there was no body. Lists and scalars are
 * returned by pointer as records are. */
const void *conn_reply_value(const conn_reply *reply);

/* Adds a call to a batch; it begins in conn_batch_next. `args` is copied, what
 * it points to is not and must live until the call was given out. */
conn_status conn_batch_add(conn_batch *batch, const conn_op *op,
                           const void *args, size_t args_size, void *tag,
                           conn_error *err);

/* The next item, valid until the next page is read or the list is ended; NULL
 * at the end (err->status is CONN_OK) or on an error, after which only
 * conn_pages_end is useful. conn_pages_end takes NULL. */
const void *conn_pages_next(conn_pages *pages, conn_error *err);
/* The next whole page: the typed result of one request, or NULL as above. */
const void *conn_pages_next_page(conn_pages *pages, conn_error *err);
/* The reply behind the present page, owned by `pages`; NULL before the first.
 */
const conn_reply *conn_pages_reply(const conn_pages *pages);
void conn_pages_end(conn_pages *pages);

/* The next item, valid until the next call; NULL at the end (err->status is
 * CONN_OK) or on an error, after which only conn_stream_end is useful. Waits as
 * long as the timeout of one attempt for bytes to come. */
const void *conn_stream_next(conn_stream *stream, conn_error *err);
/* Ends it, at its end or before; takes NULL. */
void conn_stream_end(conn_stream *stream);

#ifdef __cplusplus
}
#endif
#endif
