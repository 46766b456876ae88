/* job.c - bulk jobs at the vendor: started, asked about until they are over,
 * then read row by row. */
#include "conn/jobs.h"

#include <string.h>

#include "cancel.h"
#include "client_state.h"
#include "fail.h"
#include "hook_args.h"
#include "hook_run.h"
#include "json.h"

typedef enum job_stage { JOB_RUNS, JOB_DONE, JOB_FAILED, JOB_READ } job_stage;

struct conn_job {
    conn_client *client;
    const conn_job_how *how;
    job_stage stage;
    conn_call_options call; /* of the request at hand */
    int64_t deadline;       /* of conn_clock_ms, of everything */
    int64_t limit;          /* the same, of waiting */
    int64_t every_ms;
    int64_t asked;     /* when; 0: not yet */
    conn_buf said;     /* of the job, as JSON */
    conn_reply *reply; /* to the last question, or NULL */

    conn_op rows; /* as a stream, where it is a plain list */
    conn_stream_how cut;
    conn_arena rows_arena; /* of the arguments */
    conn_stream *stream;   /* one of these two, once rows are read */
    conn_pages *pages;
};

/* ---- steps ---- */

static conn_status begin(const conn_job *job, conn_arena *arena,
                         conn_hook_run *run, conn_error *err)
{
    uint64_t login;
    conn_client *client = job->client;
    *run = (conn_hook_run){0};
    conn_scope scope = {.arena = arena,
                        .connector = client->connector,
                        .config = client->config,
                        .slots =
                            conn_session_copy(&client->session, arena, &login)};
    if (scope.slots == NULL)
        return conn_fail_memory(err);
    conn_status status = conn_hook_open(run, &scope, NULL, err);
    if (status == CONN_OK && job->said.len > 0)
        run->at.item = conn_hook_read(run->run, job->said.data, job->said.len);
    return status;
}

/* The number that the function computes, or `otherwise` without one. */
static conn_status compute(const conn_job *job, conn_value_fn *value,
                           int64_t otherwise, int64_t *out, conn_error *err)
{
    conn_arena arena = {0};
    conn_hook_run run;
    *out = otherwise;
    if (value == NULL)
        return CONN_OK;
    conn_status status = begin(job, &arena, &run, err);
    if (status == CONN_OK) {
        conn_any made = value(run.run, &run.at);
        status = conn_hook_status(&run, CONN_DECODE, err);
        *out = made.kind == CONN_ANY_INT    ? made.as.integer
               : made.kind == CONN_ANY_BOOL ? made.as.boolean
                                            : 0;
    }
    conn_hook_close(&run);
    conn_arena_free(&arena);
    return status;
}

/* The struct of the arguments, in `arena`, with job->call as its options. */
static conn_status arguments(conn_job *job, const conn_op *op,
                             conn_value_fn *values, conn_arena *arena,
                             char **out, conn_error *err)
{
    conn_hook_run run;
    conn_any given = conn_any_null();
    const conn_call_options *call = &job->call;
    conn_status status = begin(job, arena, &run, err);
    if (status == CONN_OK && values != NULL) {
        given = values(run.run, &run.at);
        status = conn_hook_status(&run, CONN_USAGE, err);
    }
    if (status == CONN_OK) {
        *out = conn_hook_args(run.run, op, given, arena, err);
        status = *out != NULL ? CONN_OK : err->status;
    }
    if (status == CONN_OK)
        memcpy(*out + op->call_offset, &call, sizeof call);
    conn_hook_close(&run);
    return status;
}

/* ---- questions ---- */

static conn_status too_long(const conn_job *job, conn_error *err)
{
    return conn_fail(err, CONN_TIMEOUT,
                     "%s: the job has not come to an end "
                     "in the time that it was given",
                     job->how->name);
}

/* What is left of the time becomes the deadline of the next request. */
static conn_status hurry(conn_job *job, int64_t limit, conn_error *err)
{
    int64_t left = limit - conn_clock_ms();
    if (conn_cancel_is(job->call.cancel))
        return conn_fail(err, CONN_CANCELLED, "%s: cancelled", job->how->name);
    if (left <= 0)
        return too_long(job, err);
    job->call.deadline_ms = limit == CONN_NEVER ? 0 : left;
    return CONN_OK;
}

/* Keeps what an answer says of the job. */
static conn_status note(conn_job *job, const conn_op *op,
                        const conn_reply *reply, conn_error *err)
{
    conn_bytes body = conn_reply_body(reply);
    conn_json_slice slice = {(const char *)body.data, body.len};
    conn_buf_reset(&job->said);
    if (op->at != NULL && *op->at != '\0' && body.len > 0 &&
        !conn_json_find(slice.data, slice.len, op->at, &slice))
        slice.len = 0;
    return conn_buf_add(&job->said, slice.data, slice.len)
               ? CONN_OK
               : conn_fail_memory(err);
}

static conn_status ask(conn_job *job, const conn_op *op, conn_value_fn *values,
                       conn_error *err)
{
    conn_arena arena = {0};
    char *args = NULL;
    conn_reply *reply = NULL;
    conn_status status = arguments(job, op, values, &arena, &args, err);
    if (status == CONN_OK) {
        job->call.keep_body = true;
        reply = conn_call(job->client, op, args, err);
        status = reply != NULL ? note(job, op, reply, err) : err->status;
    }
    conn_arena_free(&arena);
    if (status != CONN_OK) {
        conn_reply_free(reply);
        return status;
    }
    conn_reply_free(job->reply);
    job->reply = reply;
    return CONN_OK;
}

/* Errors are filled in even where the user does not want them. */
static conn_status hand_out(conn_error *local, conn_error *err)
{
    conn_status status = local->status;
    conn_error_clear(err);
    if (err != NULL)
        *err = *local;
    else
        conn_error_clear(local);
    return status;
}

/* ---- starting ---- */

static conn_status start(conn_job *job, conn_error *err)
{
    const conn_job_how *how = job->how;
    int64_t every, give_up, now = conn_clock_ms();
    conn_status status = compute(job, how->every, how->every_us, &every, err);
    if (status == CONN_OK)
        status = compute(job, how->give_up, how->give_up_us, &give_up, err);
    if (status != CONN_OK)
        return status;
    job->every_ms = every > 0 ? (every + 999) / 1000 : 1;
    job->limit = conn_clock_after(now, give_up / 1000);
    if (job->deadline < job->limit)
        job->limit = job->deadline;
    status = hurry(job, job->limit, err);
    return status == CONN_OK ? ask(job, how->start, how->start_args, err)
                             : status;
}

conn_job *conn_job_start(conn_client *client, const conn_job_how *how,
                         const conn_call_options *call, conn_error *err)
{
    conn_error local = {0};
    conn_job *job = conn_alloc_zeroed(sizeof *job);
    if (job == NULL) {
        conn_fail_memory(err);
        return NULL;
    }
    job->client = client;
    job->how = how;
    if (call != NULL)
        job->call = *call;
    job->call.upload = NULL;
    job->call.download = NULL;
    job->deadline =
        job->call.deadline_ms > 0
            ? conn_clock_after(conn_clock_ms(), job->call.deadline_ms)
            : CONN_NEVER;
    start(job, &local);
    job->call.idempotency_key = NULL; /* it was the start's */
    conn_reply_free(job->reply);
    job->reply = NULL;
    if (hand_out(&local, err) == CONN_OK)
        return job;
    conn_job_end(job);
    return NULL;
}

void conn_job_end(conn_job *job)
{
    if (job == NULL)
        return;
    conn_stream_end(job->stream);
    conn_pages_end(job->pages);
    conn_reply_free(job->reply);
    conn_buf_free(&job->said);
    conn_arena_free(&job->rows_arena);
    conn_free(job);
}

const void *conn_job_value(const conn_job *job)
{
    return conn_reply_value(job->reply);
}

/* ---- waiting ---- */

static conn_status has_failed(const conn_job *job, conn_error *err)
{
    conn_fail(err, CONN_VENDOR, "%s: the job has failed", job->how->name);
    conn_error_keep_body(err, job->said.data, job->said.len);
    return CONN_VENDOR;
}

/* What the last answer means. */
static conn_status judge(conn_job *job, conn_error *err)
{
    int64_t failed, done;
    conn_status status = compute(job, job->how->failed, 0, &failed, err);
    if (status == CONN_OK)
        status = compute(job, job->how->done, 0, &done, err);
    if (status != CONN_OK)
        return status;
    job->stage = failed ? JOB_FAILED : done ? JOB_DONE : JOB_RUNS;
    return failed ? has_failed(job, err) : CONN_OK;
}

static conn_status poll_once(conn_job *job, conn_error *err)
{
    if (job->stage == JOB_FAILED)
        return has_failed(job, err);
    if (job->stage != JOB_RUNS)
        return CONN_OK;
    conn_status status = hurry(job, job->limit, err);
    if (status == CONN_OK) {
        job->asked = conn_clock_ms();
        status = ask(job, job->how->poll, job->how->poll_args, err);
    }
    return status == CONN_OK ? judge(job, err) : status;
}

/* Lets the time between two questions pass, if that leaves time for one. */
static conn_status pause_between(const conn_job *job, conn_error *err)
{
    int64_t next = conn_clock_after(job->asked, job->every_ms);
    int64_t ms = next - conn_clock_ms();
    if (job->asked == 0 || ms <= 0)
        return CONN_OK;
    if (next >= job->limit)
        return too_long(job, err);
    return conn_cancel_sleep(job->call.cancel, ms)
               ? CONN_OK
               : conn_fail(err, CONN_CANCELLED, "%s: cancelled",
                           job->how->name);
}

static conn_status wait_for(conn_job *job, conn_error *err)
{
    conn_status status = CONN_OK;
    do {
        if (job->stage == JOB_RUNS)
            status = pause_between(job, err);
        if (status == CONN_OK)
            status = poll_once(job, err);
    } while (status == CONN_OK && job->stage == JOB_RUNS);
    return status;
}

conn_status conn_job_poll(conn_job *job, bool *done, conn_error *err)
{
    conn_error local = {0};
    poll_once(job, &local);
    *done = job->stage == JOB_DONE || job->stage == JOB_READ;
    return hand_out(&local, err);
}

conn_status conn_job_wait(conn_job *job, conn_error *err)
{
    conn_error local = {0};
    wait_for(job, &local);
    return hand_out(&local, err);
}

/* ---- rows ---- */

/* A list in one answer is read like a stream. */
static const conn_op *as_stream(conn_job *job)
{
    const conn_op *op = job->how->rows;
    if (op->stream != NULL)
        return op;
    job->cut = (conn_stream_how){
        .kind = CONN_S_ITEMS,
        .item = op->result != NULL ? op->result->element : NULL,
        .at = op->at != NULL ? op->at : ""};
    job->rows = *op;
    job->rows.result = NULL;
    job->rows.stream = &job->cut;
    return &job->rows;
}

static conn_status open_rows(conn_job *job, conn_error *err)
{
    const conn_op *op = job->how->rows;
    char *args = NULL;
    job->call.keep_body = false;
    job->call.item_by_item = true;
    conn_status status = hurry(job, job->deadline, err);
    if (status == CONN_OK)
        status = arguments(job, op, job->how->rows_args, &job->rows_arena,
                           &args, err);
    if (status != CONN_OK)
        return status;
    if (op->paginate != NULL)
        job->pages =
            conn_pages_open(job->client, op, args, conn_hook_args_size(op));
    else
        job->stream = conn_stream_open(job->client, as_stream(job), args,
                                       conn_hook_args_size(op));
    if (job->pages == NULL && job->stream == NULL)
        return conn_fail_memory(err);
    job->stage = JOB_READ;
    return CONN_OK;
}

const void *conn_job_next(conn_job *job, conn_error *err)
{
    conn_error local = {0};
    if (job->stage == JOB_READ)
        return job->stream != NULL ? conn_stream_next(job->stream, err)
                                   : conn_pages_next(job->pages, err);
    conn_status status = wait_for(job, &local);
    if (status == CONN_OK)
        status = open_rows(job, &local);
    if (hand_out(&local, err) != CONN_OK)
        return NULL;
    return conn_job_next(job, err);
}
