/* memory.c - the runtime's allocator, its arenas and its buffers.
 *
 * An arena is a list of blocks: chunks that small allocations are cut from, and
 * large allocations with a block of their own, which realloc can move without
 * copying.
 */
#include "memory.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- the allocator ---- */

static _Atomic(conn_alloc_hook_fn *) alloc_hook;

void conn_alloc_hook(conn_alloc_hook_fn *hook)
{
    atomic_store(&alloc_hook, hook);
}

static bool alloc_allowed(size_t size)
{
    conn_alloc_hook_fn *hook =
        atomic_load_explicit(&alloc_hook, memory_order_relaxed);
    return hook == NULL || hook(size);
}

void *conn_alloc(size_t size)
{
    return alloc_allowed(size) ? malloc(size > 0 ? size : 1) : NULL;
}

void *conn_alloc_zeroed(size_t size)
{
    return alloc_allowed(size) ? calloc(1, size > 0 ? size : 1) : NULL;
}

void *conn_realloc(void *block, size_t size)
{
    return alloc_allowed(size) ? realloc(block, size > 0 ? size : 1) : NULL;
}

void conn_free(void *block)
{
    free(block);
}

char *conn_text_copy_len(const char *text, size_t len)
{
    if (len == SIZE_MAX)
        return NULL;
    char *copy = conn_alloc(len + 1);
    if (copy == NULL)
        return NULL;
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *conn_text_copy(const char *text)
{
    return text != NULL ? conn_text_copy_len(text, strlen(text)) : NULL;
}

void conn_wipe(void *block, size_t size)
{
#if defined(__GNUC__)
    memset(block, 0, size);
    __asm__ volatile("" : : "r"(block) : "memory");
#else
    volatile unsigned char *p = block;
    while (size-- > 0)
        *p++ = 0;
#endif
}

/* ---- arenas ---- */

typedef struct conn_chunk conn_chunk;
struct conn_chunk {
    conn_chunk *older;
    conn_chunk *newer;
    size_t size; /* of the whole block, this header included */
    _Alignas(max_align_t) char data[];
};

enum {
    ARENA_FIRST = 960,    /* bytes of the first chunk: malloc is quick */
    ARENA_CHUNK = 131072, /* what chunks double up to */
    ARENA_LARGE = 16384   /* from here on an allocation has its own block */
};

void conn_arena_init(conn_arena *arena, size_t cap)
{
    *arena = (conn_arena){.cap = cap};
}

/* Counts `size` bytes more; false if that is beyond the cap. */
static bool arena_charge(conn_arena *arena, size_t size)
{
    size_t limit = arena->cap > 0 ? arena->cap : SIZE_MAX;
    if (size > limit || arena->total > limit - size) {
        arena->full = true;
        return false;
    }
    arena->total += size;
    arena->full = false;
    return true;
}

static void arena_link(conn_arena *arena, conn_chunk *chunk, size_t size)
{
    chunk->older = arena->chunks;
    chunk->newer = NULL;
    chunk->size = size;
    if (arena->chunks != NULL)
        arena->chunks->newer = chunk;
    arena->chunks = chunk;
}

static conn_chunk *arena_add_block(conn_arena *arena, size_t data_size)
{
    if (data_size > SIZE_MAX - sizeof(conn_chunk))
        return NULL;
    size_t size = sizeof(conn_chunk) + data_size;
    if (!arena_charge(arena, size))
        return NULL;
    conn_chunk *chunk = conn_alloc(size);
    if (chunk == NULL) {
        arena->total -= size;
        return NULL;
    }
    arena_link(arena, chunk, size);
    return chunk;
}

static bool arena_add_chunk(conn_arena *arena, size_t least)
{
    size_t size = arena->chunk_size * 2;
    if (size < ARENA_FIRST)
        size = ARENA_FIRST;
    if (size > ARENA_CHUNK)
        size = ARENA_CHUNK;
    while (size < least)
        size *= 2;
    conn_chunk *chunk = arena_add_block(arena, size);
    if (chunk == NULL)
        return false;
    arena->chunk_size = size;
    arena->next = chunk->data;
    arena->limit = chunk->data + size;
    return true;
}

/* `size` is below ARENA_LARGE, `align` a power of 2. */
static void *arena_cut(conn_arena *arena, size_t size, size_t align)
{
    size_t gap = -(uintptr_t)arena->next & (align - 1);
    if (arena->next == NULL ||
        (size_t)(arena->limit - arena->next) < size + gap) {
        if (!arena_add_chunk(arena, size))
            return NULL;
        gap = 0;
    }
    char *block = arena->next + gap;
    arena->next = block + size;
    arena->last = block;
    return block;
}

static void *arena_alloc(conn_arena *arena, size_t size, size_t align)
{
    if (size < ARENA_LARGE)
        return arena_cut(arena, size, align);
    conn_chunk *chunk = arena_add_block(arena, size);
    return chunk != NULL ? chunk->data : NULL;
}

void *conn_arena_alloc(conn_arena *arena, size_t size)
{
    void *block = arena_alloc(arena, size, _Alignof(max_align_t));
    if (block != NULL)
        memset(block, 0, size);
    return block;
}

char *conn_arena_text(conn_arena *arena, const char *text, size_t len)
{
    if (len == SIZE_MAX)
        return NULL;
    char *copy = arena_alloc(arena, len + 1, 1);
    if (copy == NULL)
        return NULL;
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

/* Resizes an allocation that has a block of its own. A little too much is kept,
 * because malloc knows the block again when the same answer comes once more. */
static void *arena_resize_block(conn_arena *arena, void *old, size_t old_size,
                                size_t size)
{
    conn_chunk *chunk = (conn_chunk *)(void *)((char *)old - sizeof *chunk);
    conn_chunk *older = chunk->older;
    conn_chunk *newer = chunk->newer;
    if (size <= old_size && size > old_size / 2)
        return old;
    if (size > SIZE_MAX - sizeof *chunk ||
        (size > old_size && !arena_charge(arena, size - old_size)))
        return NULL;
    chunk = conn_realloc(chunk, sizeof *chunk + size);
    if (chunk == NULL) {
        arena->total -= size > old_size ? size - old_size : 0;
        return size > old_size ? NULL : old;
    }
    arena->total -= size < old_size ? old_size - size : 0;
    chunk->size = sizeof *chunk + size;
    if (older != NULL)
        older->newer = chunk;
    if (newer != NULL)
        newer->older = chunk;
    else
        arena->chunks = chunk;
    return chunk->data;
}

void *conn_arena_resize(conn_arena *arena, void *old, size_t old_size,
                        size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (old == NULL)
        return arena_alloc(arena, size, align);
    bool newest = old_size < ARENA_LARGE && (char *)old == arena->last;
    if (newest && size < ARENA_LARGE &&
        size <= (size_t)(arena->limit - arena->last)) {
        arena->next = arena->last + size;
        return old;
    }
    if (old_size >= ARENA_LARGE && size >= ARENA_LARGE)
        return arena_resize_block(arena, old, old_size, size);
    if (size <= old_size)
        return old;
    void *block = arena_alloc(arena, size, align);
    if (block != NULL)
        memcpy(block, old, old_size);
    return block;
}

void conn_arena_free(conn_arena *arena)
{
    conn_chunk *chunk = arena->chunks;
    while (chunk != NULL) {
        conn_chunk *older = chunk->older;
        conn_free(chunk);
        chunk = older;
    }
    conn_arena_init(arena, arena->cap);
}

void conn_arena_wipe(conn_arena *arena)
{
    for (conn_chunk *c = arena->chunks; c != NULL; c = c->older)
        conn_wipe(c->data, c->size - sizeof *c);
    conn_arena_free(arena);
}

/* The newest chunk that small allocations are cut from, which may not be the
 * newest block. */
void conn_arena_reset(conn_arena *arena)
{
    conn_chunk *kept = NULL;
    conn_chunk *chunk = arena->chunks;
    while (chunk != NULL) {
        conn_chunk *older = chunk->older;
        if (arena->limit == chunk->data + chunk->size - sizeof *chunk)
            kept = chunk;
        else
            conn_free(chunk);
        chunk = older;
    }
    if (kept == NULL) {
        conn_arena_init(arena, arena->cap);
        return;
    }
    kept->older = kept->newer = NULL;
    *arena = (conn_arena){.chunks = kept,
                          .next = kept->data,
                          .limit = arena->limit,
                          .chunk_size = arena->chunk_size,
                          .total = kept->size,
                          .cap = arena->cap};
}

conn_status conn_arena_status(const conn_arena *arena)
{
    return arena->full ? CONN_LIMIT : CONN_MEMORY;
}

/* ---- buffers ---- */

void conn_buf_init(conn_buf *buf, size_t cap)
{
    *buf = (conn_buf){.cap = cap};
}

static bool buf_fail(conn_buf *buf, conn_status status)
{
    if (buf->status == CONN_OK)
        buf->status = status;
    return false;
}

bool conn_buf_grow(conn_buf *buf, size_t len)
{
    if (buf->status != CONN_OK)
        return false;
    size_t limit = buf->cap > 0 ? buf->cap : SIZE_MAX - 1;
    if (len > limit || buf->len > limit - len)
        return buf_fail(buf, CONN_LIMIT);
    size_t need = buf->len + len + 1;
    size_t size = buf->size < SIZE_MAX / 2 ? buf->size * 2 : need;
    if (size < 64)
        size = 64;
    if (size < need)
        size = need;
    if (size > limit)
        size = limit + 1;
    char *data = conn_realloc(buf->data, size);
    if (data == NULL)
        return buf_fail(buf, CONN_MEMORY);
    buf->data = data;
    buf->size = size;
    return true;
}

bool conn_buf_add(conn_buf *buf, const void *bytes, size_t len)
{
    char *room = conn_buf_room(buf, len);
    if (room == NULL)
        return false;
    if (len > 0)
        memcpy(room, bytes, len);
    conn_buf_wrote(buf, len);
    return true;
}

bool conn_buf_puts(conn_buf *buf, const char *text)
{
    return conn_buf_add(buf, text, strlen(text));
}

bool conn_buf_printf(conn_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *room = len < 0 ? NULL : conn_buf_room(buf, (size_t)len);
    if (room != NULL) {
        vsnprintf(room, (size_t)len + 1, format, again);
        conn_buf_wrote(buf, (size_t)len);
    }
    va_end(again);
    return len < 0 ? buf_fail(buf, CONN_USAGE) : room != NULL;
}

void conn_buf_reset(conn_buf *buf)
{
    buf->status = CONN_OK;
    conn_buf_cut(buf, 0);
}

void conn_buf_cut(conn_buf *buf, size_t len)
{
    if (len >= buf->len)
        return;
    buf->len = len;
    buf->data[len] = '\0';
}

char *conn_buf_take(conn_buf *buf, size_t *len)
{
    char *data = conn_buf_room(buf, 0);
    if (data == NULL) {
        conn_buf_free(buf);
        return NULL;
    }
    conn_buf_wrote(buf, 0);
    if (len != NULL)
        *len = buf->len;
    data = buf->data;
    conn_buf_init(buf, buf->cap);
    return data;
}

void conn_buf_free(conn_buf *buf)
{
    conn_free(buf->data);
    conn_buf_init(buf, buf->cap);
}
