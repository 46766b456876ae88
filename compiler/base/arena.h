/* arena.h - memory of one compilation: allocated piece by piece, freed at once.
 *
 * Owns: the bump allocator behind every node, type, name and message of the
 * compiler. Memory is zeroed. Running out of memory ends the process with a
 * message, so callers never test for NULL. Not shared between threads.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

typedef struct ArenaBlock ArenaBlock;
typedef struct Arena {
    ArenaBlock *blocks;
    char *next;
    size_t left;
    size_t total; /* bytes handed out */
} Arena;

/* `size` zeroed bytes, aligned for any type, valid until arena_free. */
void *arena_alloc(Arena *arena, size_t size);
#define arena_new(arena, T) ((T *)arena_alloc((arena), sizeof(T)))
#define arena_array(arena, T, n) ((T *)arena_alloc((arena), (n) * sizeof(T)))

/* A NUL-terminated copy of `length` bytes. */
char *arena_text(Arena *arena, const char *text, size_t length);
/* printf into the arena. */
char *arena_format(Arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes room for one more element in an array that doubles at powers of two;
 * returns the array, moved if need be. Use through vec_push. */
void *arena_grow(Arena *arena, void *items, size_t count, size_t size);
/* Appends `value` to the array `items` of `count` elements. */
#define vec_push(arena, items, count, value)                                   \
    ((items) = arena_grow((arena), (items), (count), sizeof *(items)),         \
     (items)[(count)++] = (value))

/* Takes all back but one block, for a next use that is like the last. */
void arena_reset(Arena *arena);
void arena_free(Arena *arena);

#endif
