/* batch.h - many calls at once from one thread.
 *
 * Owns: the public face of conn_batch. Calls are added by the generated
 * functions NAME_RESOURCE_OPERATION_add and come back as they end:
 *
 *     conn_batch *batch = conn_batch_new(zoo_as_conn(client), 32);
 *     for (i = 0; i < n; i++)
 *         if (zoo_animals_get_add(batch, &args[i], &places[i], &err)) ...
 *     while (conn_batch_next(batch, &reply, &tag, &err)) ...
 *     conn_batch_free(batch);
 *
 * Each call keeps its retries, throttle, login, deadline and cancel token. A
 * batch belongs to one thread at a time, bar conn_batch_cancel.
 */
#ifndef CONN_BATCH_H
#define CONN_BATCH_H

#include "conn/client.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct conn_batch conn_batch;

/* A batch of calls of `client`, of which `max_in_flight` (0: 32) are under way
 * at once; the rest wait their turn in the order in which they were added.
 * Those that wait before a retry do not count, up to four times as many; once
 * they are due they come before others. NULL on memory shortage. The client
 * must not be closed before the batch is freed. */
conn_batch *conn_batch_new(conn_client *client, size_t max_in_flight);

/* Waits for the next call to end, in whatever order they do. Returns false when
 * none is left. Else *tag is what the call was added with, and *reply what it
 * gave, to be freed; or *reply is NULL, and *err says why it failed. Calls may
 * be added in between. `tag` and `err` may be NULL. */
bool conn_batch_next(conn_batch *batch, conn_reply **reply, void **tag,
                     conn_error *err) CONN_MUST_CHECK;

/* How many calls conn_batch_next has still to give. */
size_t conn_batch_left(const conn_batch *batch);

/* Ends all calls that have not ended, with CONN_CANCELLED, and those that are
 * added later; a login that they wait for too. Any thread may do this, while
 * another waits in conn_batch_next. */
void conn_batch_cancel(conn_batch *batch);

/* Gives up what has not ended, and frees the batch; NULL is allowed. */
void conn_batch_free(conn_batch *batch);

#ifdef __cplusplus
}
#endif
#endif
