/* run.c - one run of a hook: its beginning and end, why it stops, steps. */
#include "fn.h"

#include <time.h>

enum { MOST_STEPS = 1000000 };
#define MOST_MEMORY ((size_t)64 << 20)

conn_run *conn_run_open(const conn_run_settings *settings)
{
    conn_run *run = conn_alloc_zeroed(sizeof *run);
    if (run == NULL)
        return NULL;
    if (settings != NULL)
        run->settings = *settings;
    size_t memory = run->settings.memory;
    conn_arena_init(&run->arena, memory > 0 ? memory : MOST_MEMORY);
    conn_buf_init(&run->scratch, memory > 0 ? memory : MOST_MEMORY);
    return run;
}

void conn_run_close(conn_run *run)
{
    if (run == NULL)
        return;
    conn_arena_free(&run->arena);
    conn_buf_free(&run->scratch);
    conn_free(run);
}

/* ---- stopping ---- */

bool conn_stopped(const conn_run *run)
{
    return !conn_fn_goes(run);
}

const conn_run_stop *conn_run_why(const conn_run *run)
{
    return &run->why;
}

static conn_any stop(conn_run *run, conn_run_stop why)
{
    if (conn_fn_goes(run))
        run->why = why;
    return conn_any_null();
}

conn_any conn_raise(conn_run *run, conn_status kind, conn_any message,
                    conn_any after)
{
    return stop(run, (conn_run_stop){.state = CONN_RUN_FAILED,
                                     .kind = kind,
                                     .message = message,
                                     .after = after});
}

conn_any conn_end(conn_run *run, const char *reason)
{
    return stop(run,
                (conn_run_stop){.state = CONN_RUN_ENDED, .reason = reason});
}

conn_any conn_end_at_limit(conn_run *run, const char *reason)
{
    return stop(run, (conn_run_stop){.state = CONN_RUN_ENDED,
                                     .kind = CONN_LIMIT,
                                     .reason = reason});
}

conn_any conn_skip(conn_run *run, conn_any response)
{
    return stop(
        run, (conn_run_stop){.state = CONN_RUN_SKIPPED, .response = response});
}

bool conn_caught(conn_run *run)
{
    if (run->why.state != CONN_RUN_FAILED)
        return false;
    run->why = (conn_run_stop){0};
    return true;
}

bool conn_step(conn_run *run, int64_t steps)
{
    if (!conn_fn_goes(run))
        return false;
    run->steps += steps;
    if (run->steps > MOST_STEPS)
        conn_end(run, "too many steps");
    return conn_fn_goes(run);
}

bool conn_fn_mistyped(conn_run *run)
{
    conn_end(run, "unexpected data");
    return false;
}

bool conn_fn_limited(conn_run *run, double count)
{
    if (count > CONN_FN_LONGEST)
        conn_end(run, "too large");
    return conn_fn_goes(run);
}

conn_any conn_fn_invalid(conn_run *run, const char *message)
{
    return conn_raise(run, CONN_INVALID,
                      conn_any_text(message, strlen(message)), conn_any_null());
}

/* ---- memory ---- */

void *conn_run_alloc(conn_run *run, size_t size)
{
    if (!conn_fn_goes(run))
        return NULL;
    void *block = conn_arena_alloc(&run->arena, size);
    if (block == NULL)
        conn_end(run, "out of memory");
    return block;
}

conn_any conn_any_copy_text(conn_run *run, const char *data, size_t len)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    char *copy = conn_arena_text(&run->arena, data, len);
    return copy != NULL ? conn_any_text(copy, len)
                        : conn_end(run, "out of memory");
}

conn_buf *conn_fn_write(conn_run *run)
{
    conn_buf_reset(&run->scratch);
    return &run->scratch;
}

conn_any conn_fn_written(conn_run *run, conn_any_kind kind)
{
    enum { KEPT = 65536 };
    conn_buf *out = &run->scratch;
    conn_any value = conn_any_null();
    if (out->status != CONN_OK)
        conn_end(run, "out of memory");
    else
        value = conn_any_copy_text(run, out->data, out->len);
    if (out->size > KEPT)
        conn_buf_free(out);
    if (value.kind == CONN_ANY_TEXT)
        value.kind = kind;
    return value;
}

/* ---- time, log ---- */

conn_any conn_fn_now(conn_run *run)
{
    conn_opt_time *now = &run->settings.now;
    if (!conn_fn_goes(run))
        return conn_any_null();
    if (now->state != CONN_VALUE) {
        struct timespec clock;
        timespec_get(&clock, TIME_UTC);
        now->state = CONN_VALUE;
        now->value =
            (int64_t)clock.tv_sec * 1000000 + clock.tv_nsec / 1000000 * 1000;
    }
    return conn_any_int(now->value);
}

static conn_any write_log(conn_run *run, conn_log_level level, conn_any text)
{
    if (conn_fn_takes_text(run, text) && run->settings.log != NULL)
        run->settings.log(run->settings.user, level, text.as.text);
    return conn_any_null();
}

conn_any conn_fn_log_debug(conn_run *run, conn_any text)
{
    return write_log(run, CONN_LOG_DEBUG, text);
}

conn_any conn_fn_log_info(conn_run *run, conn_any text)
{
    return write_log(run, CONN_LOG_INFO, text);
}

conn_any conn_fn_log_warn(conn_run *run, conn_any text)
{
    return write_log(run, CONN_LOG_WARN, text);
}

conn_any conn_fn_log_error(conn_run *run, conn_any text)
{
    return write_log(run, CONN_LOG_ERROR, text);
}
