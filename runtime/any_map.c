/* any_map.c - maps of a run: entries in the order in which they were set, found
 * by a hash table once there are more than a few.
 *
 * A removed entry keeps its place, without a value and known to nobody, until
 * the entries have to move. The hash is seeded in each run, so that no document
 * can be written whose keys all collide.
 */
#include "fn.h"

#include <stdlib.h>

#include "bytes.h"

typedef enum entry_state { REMOVED, SHOWN, HIDDEN } entry_state;

typedef struct entry {
    conn_str key;
    conn_any value;
    uint64_t hash;
    entry_state state;
} entry;

struct conn_any_map {
    entry *entries;
    size_t count, room; /* removed ones included */
    size_t shown;
    uint32_t *slots;   /* number of an entry and 1; 0: free */
    size_t slot_count; /* a power of 2; 0: the entries are gone through */
    bool keeps_order;
};

enum { FEW = 8 };

conn_any conn_any_map_new(conn_run *run)
{
    conn_any value = {.kind = CONN_ANY_MAP};
    value.as.map = conn_run_alloc(run, sizeof *value.as.map);
    return value.as.map != NULL ? value : conn_any_null();
}

/* ---- finding ---- */

static uint64_t hash_of(uint64_t hash, conn_str key)
{
    const uint64_t factor = 0x9E3779B97F4A7C15U;
    const char *p = key.data;
    size_t left = key.len;
    hash ^= left * factor;
    for (; left > 0; hash ^= hash >> 29) {
        uint64_t word = 0;
        size_t size = left < sizeof word ? left : sizeof word;
        memcpy(&word, p, size);
        hash = (hash ^ word) * factor;
        p += size;
        left -= size;
    }
    hash *= factor;
    return hash ^ hash >> 32;
}

static bool is_entry(const entry *e, conn_str key)
{
    return e->state != REMOVED && conn_fn_same(e->key, key);
}

static entry *find_by_hash(const conn_any_map *map, conn_str key, uint64_t hash)
{
    size_t mask = map->slot_count - 1;
    for (size_t at = hash & mask; map->slots[at] != 0; at = (at + 1) & mask) {
        entry *e = &map->entries[map->slots[at] - 1];
        if (e->hash == hash && is_entry(e, key))
            return e;
    }
    return NULL;
}

/* The table's seed is kept where its readers, who know no run, find it. */
static uint64_t seed_of(const conn_any_map *map)
{
    uint64_t seed;
    memcpy(&seed, map->slots + map->slot_count, sizeof seed);
    return seed;
}

static entry *find(const conn_any_map *map, conn_str key)
{
    if (map->slot_count > 0)
        return find_by_hash(map, key, hash_of(seed_of(map), key));
    for (size_t i = 0; i < map->count; i++)
        if (is_entry(&map->entries[i], key))
            return &map->entries[i];
    return NULL;
}

conn_any conn_any_map_get(conn_any map, conn_str key)
{
    entry *e = map.kind == CONN_ANY_MAP ? find(map.as.map, key) : NULL;
    return e != NULL ? e->value : conn_any_null();
}

bool conn_any_map_has(conn_any map, conn_str key)
{
    return map.kind == CONN_ANY_MAP && find(map.as.map, key) != NULL;
}

size_t conn_any_map_count(conn_any map)
{
    return map.kind == CONN_ANY_MAP ? map.as.map->shown : 0;
}

bool conn_any_map_next(conn_any map, size_t *at, conn_str *key, conn_any *value)
{
    if (map.kind != CONN_ANY_MAP)
        return false;
    const conn_any_map *m = map.as.map;
    while (*at < m->count && m->entries[*at].state != SHOWN)
        (*at)++;
    if (*at >= m->count)
        return false;
    *key = m->entries[*at].key;
    *value = m->entries[*at].value;
    (*at)++;
    return true;
}

/* ---- growing ---- */

static void put_slot(conn_any_map *map, size_t number)
{
    size_t mask = map->slot_count - 1;
    size_t at = map->entries[number].hash & mask;
    while (map->slots[at] != 0)
        at = (at + 1) & mask;
    map->slots[at] = (uint32_t)number + 1;
}

static uint64_t run_seed(conn_run *run)
{
    while (run->hash_seed == 0) {
        unsigned char bytes[sizeof run->hash_seed];
        conn_run_settings *settings = &run->settings;
        uint32_t seed = settings->seed;
        settings->seed = 0; /* the order of random numbers stays */
        bool drawn = conn_fn_random(run, bytes, sizeof bytes);
        settings->seed = seed;
        if (!drawn) {
            conn_end(run, "out of memory");
            return 0;
        }
        memcpy(&run->hash_seed, bytes, sizeof bytes);
    }
    return run->hash_seed;
}

/* A free table for twice the entries that there is room for. */
static bool clear_table(conn_run *run, conn_any_map *map)
{
    size_t count = map->room * 2;
    uint64_t seed = run_seed(run);
    if (count == map->slot_count) {
        memset(map->slots, 0, count * sizeof *map->slots);
        return true;
    }
    uint32_t *slots = NULL;
    if (seed != 0)
        slots = conn_run_alloc(run, count * sizeof *slots + sizeof seed);
    if (slots == NULL)
        return false;
    memcpy(slots + count, &seed, sizeof seed);
    map->slots = slots;
    map->slot_count = count;
    return true;
}

static bool make_table(conn_run *run, conn_any_map *map)
{
    bool hashed = map->slot_count > 0;
    if (!clear_table(run, map))
        return false;
    for (size_t i = 0; i < map->count; i++) {
        if (!hashed)
            map->entries[i].hash = hash_of(seed_of(map), map->entries[i].key);
        put_slot(map, i);
    }
    return true;
}

static void drop_removed(conn_any_map *map)
{
    size_t kept = 0;
    for (size_t i = 0; i < map->count; i++)
        if (map->entries[i].state != REMOVED)
            map->entries[kept++] = map->entries[i];
    map->count = kept;
}

/* Makes room for one more entry; at least half of it is then free. */
static bool make_room(conn_run *run, conn_any_map *map)
{
    drop_removed(map);
    if (map->count >= map->room / 2) {
        size_t room = map->room > 0 ? map->room * 2 : FEW / 2;
        entry *entries = NULL;
        if (room <= UINT32_MAX / 4)
            entries = conn_arena_resize(&run->arena, map->entries,
                                        map->room * sizeof *entries,
                                        room * sizeof *entries);
        if (entries == NULL) {
            conn_end(run, "out of memory");
            return false;
        }
        map->entries = entries;
        map->room = room;
    }
    return map->room <= FEW || make_table(run, map);
}

static void put(conn_run *run, conn_any value, conn_str key, conn_any item,
                entry_state state)
{
    if (!conn_fn_takes_map(run, value))
        return;
    conn_any_map *map = value.as.map;
    entry *e = find(map, key);
    if (e != NULL) {
        e->value = item;
        return;
    }
    if (map->count >= map->room && !make_room(run, map))
        return;
    e = &map->entries[map->count++];
    *e = (entry){.key = key, .value = item, .state = state};
    map->shown += state == SHOWN;
    if (map->slot_count > 0) {
        e->hash = hash_of(seed_of(map), key);
        put_slot(map, map->count - 1);
    }
}

void conn_any_map_put(conn_run *run, conn_any map, conn_str key, conn_any value)
{
    put(run, map, key, value, SHOWN);
}

void conn_fn_put_hidden(conn_run *run, conn_any map, conn_str key,
                        conn_any value)
{
    put(run, map, key, value, HIDDEN);
}

void conn_any_map_remove(conn_run *run, conn_any map, conn_str key)
{
    if (!conn_fn_takes_map(run, map))
        return;
    entry *e = find(map.as.map, key);
    if (e == NULL)
        return;
    map.as.map->shown -= e->state == SHOWN;
    e->state = REMOVED;
}

void conn_any_map_keep_order(conn_any map)
{
    if (map.kind == CONN_ANY_MAP)
        map.as.map->keeps_order = true;
}

bool conn_fn_keeps_order(conn_any map)
{
    return map.kind == CONN_ANY_MAP && map.as.map->keeps_order;
}

/* ---- in order ---- */

static int by_text(const void *a, const void *b)
{
    const conn_any *x = a, *y = b;
    return conn_fn_compare_texts(x->as.text, y->as.text);
}

conn_any conn_fn_sorted_keys(conn_run *run, conn_any map)
{
    conn_any keys = conn_fn_list(run, conn_any_map_count(map));
    size_t at = 0;
    conn_str key;
    conn_any value;
    while (conn_fn_goes(run) && conn_any_map_next(map, &at, &key, &value))
        conn_any_list_add(run, keys, conn_fn_str(key));
    if (!conn_fn_goes(run))
        return conn_any_null();
    if (keys.as.list->count > 1)
        qsort(keys.as.list->items, keys.as.list->count,
              sizeof *keys.as.list->items, by_text);
    return keys;
}
