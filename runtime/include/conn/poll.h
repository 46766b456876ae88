/* poll.h - events that are found by polling a list.
 *
 * Owns: reading a list again and again from where it was read to, so that each
 * item is handed out, and after a crash rather twice than never. The state is
 * where that is (the watermark) and which items near it were handed out; it
 * moves only when the caller says that what it got was taken. A poller belongs
 * to one thread at a time, a state file to one poller.
 */
#ifndef CONN_POLL_H
#define CONN_POLL_H

#include "conn/desc.h"
#include "conn/event.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is polled; generated code has one for each `events polling`. */
typedef struct conn_poll_how {
    const char *name;      /* "contact_changes" */
    const conn_op *op;     /* lists the items */
    size_t arg;            /* of op->args: gets the watermark */
    const char *watermark; /* JSON Pointer into an item */
    const conn_type *mark; /* its type: a timestamp, an integer or a text; those
                              of texts are compared byte by byte */
    const conn_expr *dedupe; /* CONN_E_BODY is the item: what makes it the same
                                as one before; NULL: all of its text */
    int64_t overlap_us;      /* of timestamps: read again this much */
} conn_poll_how;

typedef struct conn_poll conn_poll;

/* Begins to poll with the state as it was kept. `args` of the list is copied,
 * what it points to is not and must live until conn_poll_end; its argument of
 * the watermark is where the first poll starts. Makes no request. NULL on
 * failure: CONN_USAGE (a state that can't be read, or of another form),
 * CONN_MEMORY, or what `load` returned. */
conn_poll *conn_poll_open(conn_client *client, const conn_poll_how *how,
                          const void *args, size_t args_size,
                          const conn_poll_options *options, conn_error *err);

/* The next item that was not taken before, typed, which lives until the next
 * call; NULL where the list has no more (then ask again after a while) or with
 * an error (then ask again, too: the list is read anew from the watermark). */
const void *conn_poll_next(conn_poll *poll, conn_error *err);

/* Everything handed out so far was taken: it is not handed out again. Keeps the
 * state; the watermark moves once the list was read to its end. On failure the
 * state is as it was before. */
conn_status conn_poll_ack(conn_poll *poll, conn_error *err);

/* Ends it; what was not acknowledged comes again. Takes NULL. */
void conn_poll_end(conn_poll *poll);

#ifdef __cplusplus
}
#endif
#endif
