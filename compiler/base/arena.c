/* arena.c - blocks of 64 KiB, and larger ones the more there are, handed out
 * front to back. */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* madvise */
#endif
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    BLOCK_SIZE = 64 * 1024,
    MOST_BLOCK = 16 * 1024 * 1024,
    HUGE_PAGE = 2 * 1024 * 1024,
    ALIGNMENT = 16
};

struct ArenaBlock {
    ArenaBlock *previous;
    size_t size; /* keeps what follows aligned */
};

static void out_of_memory(void)
{
    fputs("connc: out of memory\n", stderr);
    exit(3);
}

/* A block that large is filled by pages of 2 MiB where the system has them: a
 * quarter of the time of a large source went into getting small ones. */
static void prefer_huge_pages(void *block, size_t size)
{
#ifdef MADV_HUGEPAGE
    uintptr_t mask = (uintptr_t)HUGE_PAGE - 1;
    uintptr_t start = ((uintptr_t)block + mask) & ~mask;
    uintptr_t end = ((uintptr_t)block + size) & ~mask;
    if (end > start)
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
#else
    (void)block, (void)size;
#endif
}

static void arena_add_block(Arena *arena, size_t size)
{
    size_t head =
        (sizeof(ArenaBlock) + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    size_t usual = arena->total < BLOCK_SIZE   ? BLOCK_SIZE
                   : arena->total < MOST_BLOCK ? arena->total
                                               : MOST_BLOCK;
    usual &= ~(size_t)(ALIGNMENT - 1);
    size_t want = size > usual ? size : usual;
    ArenaBlock *block = want > SIZE_MAX - head ? NULL : calloc(1, head + want);
    if (!block)
        out_of_memory();
    prefer_huge_pages(block, head + want);
    block->previous = arena->blocks;
    block->size = want;
    arena->blocks = block;
    arena->next = (char *)block + head;
    arena->left = want;
}

void *arena_alloc(Arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        out_of_memory();
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size > arena->left || !arena->blocks)
        arena_add_block(arena, size);
    void *memory = arena->next;
    arena->next += size;
    arena->left -= size;
    arena->total += size;
    return memory;
}

char *arena_text(Arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *arena_format(Arena *arena, const char *format, ...)
{
    enum { SHORT = 128 }; /* most fit, and are written once */
    char made[SHORT];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(made, sizeof made, format, args);
    va_end(args);
    if (length < SHORT)
        return arena_text(arena, made, (size_t)length);
    char *text = arena_alloc(arena, (size_t)length + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    return text;
}

void *arena_grow(Arena *arena, void *items, size_t count, size_t size)
{
    /* Capacity is never stored: it is the next power of two, from four. */
    if (count != 0 && (count < 4 || (count & (count - 1)) != 0))
        return items;
    size_t capacity = count < 4 ? 4 : count * 2;
    void *grown = arena_alloc(arena, capacity * size);
    if (count)
        memcpy(grown, items, count * size);
    return grown;
}

static void free_blocks(ArenaBlock *block)
{
    for (ArenaBlock *previous; block; block = previous) {
        previous = block->previous;
        free(block);
    }
}

void arena_reset(Arena *arena)
{
    ArenaBlock *block = arena->blocks;
    if (!block)
        return;
    free_blocks(block->previous);
    block->previous = NULL;
    size_t used = block->size - arena->left;
    arena->next -= used;
    memset(arena->next, 0, used);
    arena->left = block->size;
    arena->total = 0;
}

void arena_free(Arena *arena)
{
    free_blocks(arena->blocks);
    *arena = (Arena){0};
}
