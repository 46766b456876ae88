/* jobs.h - tables of bulk jobs, and what generated functions call.
 *
 * Owns: what generated code says of a job at the vendor that is started, asked
 * about until it is over, and whose rows are then read one by one. Users of a
 * client never need this header. A job belongs to one thread at a time.
 */
#ifndef CONN_JOBS_H
#define CONN_JOBS_H

#include "conn/desc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* `bulk NAME { … }`. Functions see as at->item what the vendor said of the job
 * last; each may be NULL. Those of arguments give a map. */
typedef struct conn_job_how {
    const char *name; /* "exports.contacts" */
    const conn_op *start;
    const conn_op *poll;
    const conn_op *rows; /* a stream, or a list */
    conn_value_fn *start_args;
    conn_value_fn *poll_args;
    conn_value_fn *rows_args;
    conn_value_fn *done;
    conn_value_fn *failed;
    conn_value_fn *every;   /* microseconds between two questions ... */
    conn_value_fn *give_up; /* ... and for all of them; else: */
    int64_t every_us;
    int64_t give_up_us;
} conn_job_how;

typedef struct conn_job conn_job;

/* Starts a job at the vendor; NULL on failure. `call` bounds all that follows:
 * its deadline counts from here; it may be NULL, and is copied. */
conn_job *conn_job_start(conn_client *client, const conn_job_how *how,
                         const conn_call_options *call, conn_error *err);

/* Asks once how it goes. A job that has failed is CONN_VENDOR with what the
 * vendor said of it as err->body, and remains so; after another error it may be
 * asked again. A job that is over is not asked about any more. */
conn_status conn_job_poll(conn_job *job, bool *done, conn_error *err);

/* Asks until the job is over, with the time between that the connector says.
 * CONN_TIMEOUT where it would take longer than that allows, or the deadline. */
conn_status conn_job_wait(conn_job *job, conn_error *err);

/* Waits for the job, then gives row after row, each until the next call; NULL
 * at the end (err->status is CONN_OK) or on an error: one of waiting, after
 * which it may be tried again, or of the rows, after which it may not. */
const void *conn_job_next(conn_job *job, conn_error *err);

/* What the vendor said of the job when it was asked last, as how->poll->result;
 * NULL before. It lives until the job is asked about again. */
const void *conn_job_value(const conn_job *job);

/* Frees it; at the vendor the job goes on. Takes NULL. */
void conn_job_end(conn_job *job);

#ifdef __cplusplus
}
#endif
#endif
