/* rows.h - items out of a body that comes in pieces.
 *
 * Owns: one interface over the forms that such a body has (conn_stream_kind),
 * whose memory is bounded by one piece and one item. A form is one row of a
 * table in rows.c. For one thread at a time.
 *
 * What all forms have in common: the rules for JSON are those of json.h; the
 * place of a mistake is a JSON Pointer that begins with the item's number, from
 * 0, and the offset of the item (of ITEMS: of the place itself) in the body.
 */
#ifndef CONN_ROWS_H
#define CONN_ROWS_H

#include "conn/items.h"
#include "json.h"

typedef struct conn_rows conn_rows;

/* `max_item` bounds the bytes of an item and the memory that one takes. `how`
 * must live as long. NULL with CONN_USAGE or CONN_MEMORY. */
conn_rows *conn_rows_open(const conn_stream_how *how, size_t max_item,
                          size_t max_depth, conn_error *err);
void conn_rows_close(conn_rows *rows);

/* Takes the next bytes, in any cuts; 0 says that the body is over. Ends the
 * life of the last item. */
conn_status conn_rows_feed(conn_rows *rows, const char *bytes, size_t len,
                           conn_error *err);

/* The next item, which lives until the next call; NULL with CONN_OK where more
 * bytes are wanted, or none are left after the end was fed; NULL with an error
 * (CONN_DECODE, CONN_LIMIT, CONN_MEMORY) again and again. */
const void *conn_rows_next(conn_rows *rows, conn_error *err);

/* Whether the body itself said that nothing more comes. */
bool conn_rows_done(const conn_rows *rows);

/* How many bytes it holds now, but for its own few. */
size_t conn_rows_memory(const conn_rows *rows);

/* EVENTS: of the last event, see conn_stream_event; the time to wait before
 * asking again in milliseconds, -1: it was not said. */
conn_str conn_rows_event(const conn_rows *rows);
conn_str conn_rows_event_id(const conn_rows *rows);
int64_t conn_rows_retry_ms(const conn_rows *rows);

/* ITEMS: how many there were; the text around them, once it is over, with
 * nothing or (`with_last`) the last one in the list: what pagination reads. Ask
 * for it before the first feed. */
void conn_rows_keep_around(conn_rows *rows, bool with_last);
size_t conn_rows_count(const conn_rows *rows);
conn_buf *conn_rows_around(conn_rows *rows);

#endif
