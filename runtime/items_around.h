/* items_around.h - the text around a list that is read item by item.
 *
 * Owns: what pagination needs of a page whose items are not kept: its text with
 * nothing in the list, or the last item alone.
 */
#ifndef CONN_ITEMS_AROUND_H
#define CONN_ITEMS_AROUND_H

#include "conn/items.h"
#include "memory.h"

/* Asks for it; before the first feed. It may be as long as an item. */
void conn_items_keep_around(conn_items *items, bool with_last);

/* The text, once all of it was read; owned by `items`. */
conn_buf *conn_items_around(conn_items *items);

#endif
