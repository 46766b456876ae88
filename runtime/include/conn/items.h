/* items.h - the items of a long JSON list one by one, while the text arrives.
 *
 * Owns: a decoder that is fed the text in pieces of any size and holds no more
 * than one piece and one item, however long the list is. The rules for JSON are
 * the same as for whole bodies; what stands around the list is checked and
 * skipped.
 */
#ifndef CONN_ITEMS_H
#define CONN_ITEMS_H

#include "conn/desc.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct conn_items conn_items;

/* Starts on a list of `type` values, which stands at `pointer` (RFC 6901; ""
 * for a text that is a list) below objects. `max_item` bounds the bytes of one
 * item and of one skipped value, and the memory of an item; 0 is 16 MB. All
 * that is given must live as long as the decoder. NULL with CONN_USAGE (more
 * than 16 steps, or ~ that is no ~0 or ~1) or CONN_MEMORY. For one thread at a
 * time. */
conn_items *conn_items_open(const conn_type *type, const char *pointer,
                            size_t max_item, conn_error *err);

/* Takes the next `len` bytes of the text, in any cuts; 0 says that it is over.
 * Ends the life of the last item. CONN_MEMORY, CONN_LIMIT or CONN_USAGE (bytes
 * after the end). */
conn_status conn_items_feed(conn_items *items, const char *bytes, size_t len,
                            conn_error *err);

/* The next item, which lives until the next call; NULL with CONN_OK if more
 * text is wanted, or nothing is left after the end was fed. NULL with an error
 * if the text is not as it must be: CONN_DECODE, CONN_LIMIT or CONN_MEMORY,
 * with the place in the whole text and the JSON Pointer; then again and again.
 */
const void *conn_items_next(conn_items *items, conn_error *err);

/* How many items there were. */
size_t conn_items_count(const conn_items *items);

/* How many bytes the decoder holds now, but for its own few. */
size_t conn_items_memory(const conn_items *items);

/* Frees the decoder; NULL is allowed. */
void conn_items_close(conn_items *items);

#ifdef __cplusplus
}
#endif
#endif
