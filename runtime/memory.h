/* memory.h - where the runtime's memory comes from.
 *
 * Owns: the allocator that everything in the runtime uses, arenas (many
 * allocations, one free) and growing byte buffers. Every allocation may fail
 * and says so; nothing here aborts. An arena or a buffer belongs to one thread
 * at a time.
 */
#ifndef CONN_MEMORY_H
#define CONN_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "conn/error.h"

#if defined(__GNUC__)
#define CONN_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define CONN_PRINTF(text, first)
#endif

/* ---- the allocator ---- */

/* malloc, calloc, realloc and free of the runtime. A size of 0 gets a block. */
void *conn_alloc(size_t size);
void *conn_alloc_zeroed(size_t size);
void *conn_realloc(void *block, size_t size);
void conn_free(void *block);

/* `len` bytes of `text` with a NUL added, to be given to conn_free; NULL on
 * memory shortage. conn_text_copy takes NULL, and returns NULL for it. */
char *conn_text_copy_len(const char *text, size_t len);
char *conn_text_copy(const char *text);

/* Overwrites `size` bytes with zeros in a way that compilers keep. */
void conn_wipe(void *block, size_t size);

/* For tests: asked before each allocation, in any thread, whether it may go on;
 * false makes it fail. NULL (the default) allows all. Thread-safe. */
typedef bool conn_alloc_hook_fn(size_t size);
void conn_alloc_hook(conn_alloc_hook_fn *hook);

/* ---- arenas ---- */

/* All zero is an empty arena without a cap. */
typedef struct conn_arena {
    struct conn_chunk *chunks; /* all blocks, the newest first */
    char *next;                /* free part of the current chunk */
    char *limit;
    char *last;        /* the newest allocation, which may still grow */
    size_t chunk_size; /* of the current chunk; doubles */
    size_t total;      /* bytes taken from the allocator */
    size_t cap;        /* what `total` may reach; 0: no limit */
    bool full;         /* an allocation failed because of the cap */
} conn_arena;

void conn_arena_init(conn_arena *arena, size_t cap);

/* `size` bytes, zero, aligned for every type, until conn_arena_free; NULL on
 * memory shortage or at the cap (`full` then tells which). */
void *conn_arena_alloc(conn_arena *arena, size_t size);

/* Makes the block `old` of `old_size` bytes `size` bytes long, in place where
 * it can; the new bytes may be anything. Returns the block, or NULL with `old`
 * as it was. `old` NULL is an allocation. A smaller `size` gives room back if
 * `old` is the newest allocation or much too large, and never fails. */
void *conn_arena_resize(conn_arena *arena, void *old, size_t old_size,
                        size_t size);

/* A copy of `len` bytes with a NUL added, or NULL. */
char *conn_arena_text(conn_arena *arena, const char *text, size_t len);

/* Frees all of it; the arena is empty afterwards and keeps its cap. */
void conn_arena_free(conn_arena *arena);

/* Overwrites all of it with zeros, then frees it. */
void conn_arena_wipe(conn_arena *arena);

/* Frees all of it as conn_arena_free does, but keeps a block for the next
 * allocations. */
void conn_arena_reset(conn_arena *arena);

/* CONN_LIMIT if the cap is why allocations failed, else CONN_MEMORY. */
conn_status conn_arena_status(const conn_arena *arena);

/* ---- buffers ---- */

/* Bytes that grow up to a hard cap. All zero is an empty buffer without a cap.
 * `data` is NULL or ends with a NUL that `len` does not count. A failure is
 * kept in `status` and makes later appends fail, so that a caller may append
 * many times and look once. */
typedef struct conn_buf {
    char *data;
    size_t len;
    size_t size;        /* bytes allocated */
    size_t cap;         /* what `len` may reach; 0: no limit */
    conn_status status; /* CONN_OK, CONN_MEMORY, or CONN_LIMIT at the cap */
} conn_buf;

void conn_buf_init(conn_buf *buf, size_t cap);

/* Makes the memory long enough for `len` more bytes and the NUL. */
bool conn_buf_grow(conn_buf *buf, size_t len);

/* Makes room for `len` more bytes and returns where they go, or NULL. Write up
 * to `len` bytes there, then call conn_buf_wrote with how many they were. */
static inline char *conn_buf_room(conn_buf *buf, size_t len)
{
    bool fits = buf->status == CONN_OK && buf->size - buf->len > len;
    return fits || conn_buf_grow(buf, len) ? buf->data + buf->len : NULL;
}
static inline void conn_buf_wrote(conn_buf *buf, size_t len)
{
    buf->len += len;
    buf->data[buf->len] = '\0';
}

/* Each returns whether it worked, here and before. */
bool conn_buf_add(conn_buf *buf, const void *bytes, size_t len);
bool conn_buf_puts(conn_buf *buf, const char *text);
static inline bool conn_buf_putc(conn_buf *buf, char c)
{
    char *room = conn_buf_room(buf, 1);
    if (room == NULL)
        return false;
    *room = c;
    conn_buf_wrote(buf, 1);
    return true;
}
bool conn_buf_printf(conn_buf *buf, const char *format, ...) CONN_PRINTF(2, 3);

/* Forgets the content and the failure, keeps the memory. */
void conn_buf_reset(conn_buf *buf);

/* Cuts the content to `len` bytes, if it is longer. */
void conn_buf_cut(conn_buf *buf, size_t len);

/* Hands the content to the caller (conn_free), who gets "" for an empty
 * buffer; NULL if the buffer has failed. The buffer is empty afterwards. */
char *conn_buf_take(conn_buf *buf, size_t *len);

/* Frees the content; the buffer is empty afterwards and keeps its cap. */
void conn_buf_free(conn_buf *buf);

#endif
