/* paginate_seen.c - a set of hashes: where a list has been. Two places of the
 * same 64-bit hash would end a list early, with an error and not in silence. */
#include "paginate.h"

static uint64_t hash_of(conn_str text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211u;
    return hash != 0 ? hash : 1;
}

/* The slot that holds the hash, or the free one where it belongs. */
static uint64_t *slot_of(uint64_t *slots, size_t room, uint64_t hash)
{
    size_t at = (size_t)(hash % room);
    while (slots[at] != 0 && slots[at] != hash)
        at = (at + 1) % room;
    return &slots[at];
}

static bool grow(conn_seen *seen)
{
    size_t room = seen->room > 0 ? seen->room * 2 : 32;
    uint64_t *slots = conn_alloc_zeroed(room * sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < seen->room; i++)
        if (seen->slots[i] != 0)
            *slot_of(slots, room, seen->slots[i]) = seen->slots[i];
    conn_free(seen->slots);
    seen->slots = slots;
    seen->room = room;
    return true;
}

bool conn_seen_add(conn_seen *seen, conn_str text, bool *was)
{
    if (seen->count * 2 >= seen->room && !grow(seen))
        return false;
    uint64_t hash = hash_of(text);
    uint64_t *slot = slot_of(seen->slots, seen->room, hash);
    *was = *slot != 0;
    if (!*was)
        seen->count++;
    *slot = hash;
    return true;
}

void conn_seen_free(conn_seen *seen)
{
    conn_free(seen->slots);
    *seen = (conn_seen){NULL, 0, 0};
}
