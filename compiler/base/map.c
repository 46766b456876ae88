/* map.c - FNV-1a, linear probing, at most half full. */
#include "base/map.h"

#include <stdint.h>
#include <string.h>

static size_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 32);
}

static MapEntry *map_find(const Map *map, const char *key)
{
    size_t mask = map->capacity - 1;
    size_t i = hash_text(key) & mask;
    while (map->entries[i].key && strcmp(map->entries[i].key, key) != 0)
        i = (i + 1) & mask;
    return &map->entries[i];
}

void *map_get(const Map *map, const char *key)
{
    return map->capacity ? map_find(map, key)->value : NULL;
}

static void map_grow(Arena *arena, Map *map)
{
    Map old = *map;
    map->capacity = old.capacity ? old.capacity * 2 : 16;
    map->entries = arena_array(arena, MapEntry, map->capacity);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.entries[i].key)
            *map_find(map, old.entries[i].key) = old.entries[i];
}

void map_set(Arena *arena, Map *map, const char *key, void *value)
{
    if ((map->count + 1) * 2 > map->capacity)
        map_grow(arena, map);
    MapEntry *entry = map_find(map, key);
    map->count += entry->key == NULL;
    *entry = (MapEntry){key, value};
}
