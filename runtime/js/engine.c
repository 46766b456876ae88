/* engine.c - memory, time and stack of a script. */
#include "js/engine.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "conn/js.h"

enum {
    /* Compared bytes, and allocations at 256 each, between two looks at the
     * clock: well below a millisecond. */
    WORK_OF_A_LOOK = 1 << 20,
    WORK_OF_ALLOCATION = 256,
    /* Requests refused for lack of memory before the run ends: each makes
     * Duktape collect garbage several times. */
    MOST_REFUSALS = 64
};

struct conn_js_block {
    conn_js_block *next, *previous;
    size_t size;
    max_align_t bytes[];
};

static _Thread_local conn_js_engine *running;

/* ---- time ---- */

static uint64_t time_of(clockid_t clock)
{
    struct timespec at = {0};
    clock_gettime(clock, &at);
    return (uint64_t)at.tv_sec * 1000000000U + (uint64_t)at.tv_nsec;
}

static void look(conn_js_engine *engine)
{
    engine->work = 0;
    if (time_of(CLOCK_THREAD_CPUTIME_ID) >= engine->end)
        conn_js_stop(engine, "too much time");
}

static void worked(conn_js_engine *engine, size_t work)
{
    engine->work += work;
    if (engine->work >= WORK_OF_A_LOOK)
        look(engine);
}

int conn_js_interrupt(void *engine)
{
    look(engine);
    return 0;
}

int conn_js_memcmp(const void *a, const void *b, size_t size)
{
    if (running != NULL)
        worked(running, size + 16);
    return memcmp(a, b, size);
}

double conn_js_now(void)
{
    return running != NULL ? running->now : 0;
}

double conn_js_random(void *engine)
{
    uint32_t *chance = &((conn_js_engine *)engine)->chance;
    *chance ^= *chance << 13;
    *chance ^= *chance >> 17;
    *chance ^= *chance << 5;
    return *chance / 4294967296.0;
}

/* ---- stack ---- */

static uintptr_t stack_here(void)
{
#if defined(__GNUC__)
    return (uintptr_t)__builtin_frame_address(0);
#else
    volatile char here = 0;
    return (uintptr_t)&here;
#endif
}

int conn_js_stack_is_low(void)
{
    uintptr_t here = stack_here();
    if (running == NULL)
        return 0;
    uintptr_t start = running->stack;
    return (here < start ? start - here : here - start) > CONN_SCRIPT_STACK;
}

/* ---- memory ---- */

/* Whether that much more may be taken. */
static bool may_take(conn_js_engine *engine, size_t size)
{
    size_t room = CONN_SCRIPT_MEMORY - engine->taken;
    worked(engine, WORK_OF_ALLOCATION);
    if (size <= room && room - size >= sizeof(conn_js_block))
        return true;
    look(engine);
    if (++engine->refusals > MOST_REFUSALS)
        conn_js_stop(engine, "too much memory");
    return false;
}

static void put_in(conn_js_engine *engine, conn_js_block *block, size_t size)
{
    block->size = size;
    block->previous = NULL;
    block->next = engine->blocks;
    if (block->next != NULL)
        block->next->previous = block;
    engine->blocks = block;
    engine->taken += size + sizeof *block;
}

static void take_out(conn_js_engine *engine, conn_js_block *block)
{
    if (block->next != NULL)
        block->next->previous = block->previous;
    if (block->previous != NULL)
        block->previous->next = block->next;
    else
        engine->blocks = block->next;
    engine->taken -= block->size + sizeof *block;
}

static conn_js_block *block_of(void *memory)
{
    return (conn_js_block *)(void *)((char *)memory -
                                     offsetof(conn_js_block, bytes));
}

void *conn_js_alloc(void *udata, size_t size)
{
    conn_js_engine *engine = udata;
    if (size == 0 || !may_take(engine, size))
        return NULL;
    conn_js_block *block = malloc(sizeof *block + size);
    if (block == NULL)
        return NULL;
    put_in(engine, block, size);
    return block->bytes;
}

void *conn_js_realloc(void *udata, void *memory, size_t size)
{
    conn_js_engine *engine = udata;
    if (memory == NULL)
        return conn_js_alloc(engine, size);
    conn_js_block *block = block_of(memory);
    if (size == 0) {
        conn_js_free(engine, memory);
        return NULL;
    }
    if (size > block->size && !may_take(engine, size - block->size))
        return NULL;
    size_t before = block->size;
    take_out(engine, block);
    conn_js_block *moved = realloc(block, sizeof *block + size);
    put_in(engine, moved != NULL ? moved : block,
           moved != NULL ? size : before);
    return moved != NULL ? moved->bytes : NULL;
}

void conn_js_free(void *udata, void *memory)
{
    if (memory == NULL)
        return;
    conn_js_block *block = block_of(memory);
    take_out(udata, block);
    free(block);
}

/* ---- beginning and end ---- */

void conn_js_enter(conn_js_engine *engine, double now, uint32_t chance)
{
    engine->reason = NULL;
    engine->blocks = NULL;
    engine->taken = engine->refusals = 0;
    engine->work = 0;
    engine->end =
        time_of(CLOCK_THREAD_CPUTIME_ID) + (uint64_t)CONN_SCRIPT_MS * 1000000U;
    engine->stack = stack_here();
    engine->now = now;
    engine->chance = chance != 0 ? chance : 1;
    engine->before = running;
    running = engine;
}

void conn_js_leave(conn_js_engine *engine)
{
    running = engine->before;
    for (conn_js_block *block = engine->blocks, *next; block != NULL;
         block = next) {
        next = block->next;
        free(block);
    }
    engine->blocks = NULL;
}

void conn_js_stop(conn_js_engine *engine, const char *reason)
{
    engine->reason = reason;
    longjmp(engine->out, 1);
}

void conn_js_fatal(void *engine, const char *message)
{
    (void)message;
    conn_js_stop(engine, "out of memory");
}
