/* map.h - texts to pointers: open addressing, in the arena, never shrinks. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

typedef struct MapEntry {
    const char *key; /* NULL: free */
    void *value;
} MapEntry;

/* Zeroed: empty. Keys are not copied and must outlive the map. */
typedef struct Map {
    MapEntry *entries;
    size_t capacity; /* a power of two */
    size_t count;
} Map;

/* The value of `key`, or NULL. */
void *map_get(const Map *map, const char *key);
/* Sets `key`, replacing what it had. */
void map_set(Arena *arena, Map *map, const char *key, void *value);

#endif
