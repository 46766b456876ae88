/* event_made.h - events as the runtime makes them.
 *
 * Owns: the memory behind a conn_event, and filling it in from what the steps
 * of an `on` have set.
 */
#ifndef CONN_EVENT_MADE_H
#define CONN_EVENT_MADE_H

#include "conn/events.h"
#include "hook_run.h"
#include "memory.h"

typedef struct conn_event_made {
    conn_event event; /* first: conn_event_free is given this */
    conn_arena arena;
} conn_event_made;

/* An empty one; NULL on memory shortage. */
conn_event_made *conn_event_new(void);

/* Takes kind, id, at and object over from hook->at.event. CONN_MEMORY, or
 * CONN_DECODE where they are not what they must be. */
conn_status conn_event_fill(conn_event_made *made, conn_hook_run *hook,
                            conn_str topic, conn_error *err);

#endif
