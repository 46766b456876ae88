/* link.h - the Link header (RFC 8288 section 3).
 *
 * Owns: finding the next page's target in a header value that may be hostile.
 * Nothing is copied: results are slices of the value.
 */
#ifndef CONN_LINK_H
#define CONN_LINK_H

#include "conn/value.h"

/* One link of a header value. `rel` is the first rel parameter's value, still
 * with its backslashes if it was quoted; data is NULL without one. */
typedef struct conn_link {
    conn_str target;
    conn_str rel;
    bool anchored; /* it speaks of another context than the answer */
} conn_link;

/* Reads the link that starts at or after *pos and moves *pos behind it. What
 * is no link is skipped up to the next comma. Returns false at the end. */
bool conn_link_read(const char *value, size_t len, size_t *pos, conn_link *out);

/* Whether `type` (lower case) is among the link's relations. */
bool conn_link_has_rel(const conn_link *link, const char *type);

/* The target of the first rel=next without an anchor; data NULL: none. */
conn_str conn_link_next(const char *value, size_t len);

#endif
