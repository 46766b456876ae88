/* engine.h - the limits within which a script runs.
 *
 * Owns: the memory of one engine, its clock and what stops it. Duktape is built
 * from its sources with config.h, which leads here: its own library can't be
 * stopped. Where a limit is reached conn_js_enter's caller goes on as if the
 * engine had returned, and the script can't catch it; all memory of the engine
 * is freed as a whole, without another line of the script being run.
 *
 * One engine runs in a thread at a time; none is shared.
 */
#ifndef CONN_JS_ENGINE_H
#define CONN_JS_ENGINE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct conn_js_block conn_js_block;

typedef struct conn_js_engine {
    jmp_buf out;        /* where a limit leads */
    const char *reason; /* then: which; a literal */
    conn_js_block *blocks;
    size_t taken, refusals;
    uint64_t end;    /* nanoseconds of the thread's processor time */
    uint64_t work;   /* since the clock was looked at */
    uintptr_t stack; /* where it began */
    double now;      /* milliseconds since 1970 */
    uint32_t chance; /* of xorshift32, not 0 */
    struct conn_js_engine *before; /* the one that runs around it */
} conn_js_engine;

/* Begins: limits count from here. To be followed by setjmp(engine->out), and in
 * any case by conn_js_leave, which frees all memory. */
void conn_js_enter(conn_js_engine *engine, double now, uint32_t chance);
void conn_js_leave(conn_js_engine *engine);

/* Ends the run for the reason, a literal. Does not return. */
_Noreturn void conn_js_stop(conn_js_engine *engine, const char *reason);

/* ---- what Duktape calls ---- */

void *conn_js_alloc(void *engine, size_t size);
void *conn_js_realloc(void *engine, void *memory, size_t size);
void conn_js_free(void *engine, void *memory);
_Noreturn void conn_js_fatal(void *engine, const char *message);

/* config.h says for what. */
int conn_js_interrupt(void *engine);
int conn_js_stack_is_low(void);
int conn_js_memcmp(const void *a, const void *b, size_t size);
double conn_js_now(void);
double conn_js_random(void *engine);

#endif
