/* paginate_seen.c - where a list has been, as hashes. Two places of the same
 * 64-bit hash would end a list early, with an error and not in silence. */
#include "paginate.h"

static uint64_t hash_of(conn_str text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211u;
    return hash != 0 ? hash : 1;
}

/* A loop comes back to the mark once that is in it, and the mark moves on each
 * time the list has become twice as long. */
bool conn_seen_add(conn_seen *seen, conn_str text)
{
    uint64_t hash = hash_of(text);
    bool was = hash == seen->mark;
    for (size_t i = 0; i < CONN_SEEN_MOST && !was; i++)
        was = seen->recent[i] == hash;
    seen->recent[seen->count % CONN_SEEN_MOST] = hash;
    seen->count++;
    if (seen->count >= 2 * seen->marked) {
        seen->mark = hash;
        seen->marked = seen->count;
    }
    return was;
}
