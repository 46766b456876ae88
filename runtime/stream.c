/* stream.c - streams: a request whose answer is read item by item, and for
 * events another one where the connection ended. */
#include "stream.h"

#include <inttypes.h>
#include <string.h>

#include "fail.h"
#include "log.h"

/* ---- one answer ---- */

conn_status conn_answer_open(conn_answer *body, const conn_stream_how *how,
                             conn_error *err)
{
    const conn_options *options = &body->call.client->options;
    conn_error local = {0};
    body->call.flows = true;
    if (body->rows == NULL)
        body->rows =
            conn_rows_open(how, options->max_item, options->max_depth, &local);
    if (body->rows == NULL)
        return conn_call_report(&body->call, local.status, &local, err);
    conn_status status = conn_call_run(&body->call, &body->reply, err);
    body->flow = body->call.flow;
    body->call.flow = NULL;
    body->over = status == CONN_OK && body->flow == NULL;
    return status;
}

/* Feeds what comes next. */
static conn_status feed(conn_answer *body, conn_error *err)
{
    conn_str piece;
    conn_status status = body->flow->read(body->flow, &piece, err);
    if (status != CONN_OK)
        return status;
    body->over = piece.len == 0;
    return conn_rows_feed(body->rows, piece.data, piece.len, err);
}

conn_status conn_answer_next(conn_answer *body, const void **item,
                             conn_error *err)
{
    conn_error local = {0};
    *item = conn_rows_next(body->rows, &local);
    while (*item == NULL && local.status == CONN_OK && !body->over &&
           !conn_rows_done(body->rows))
        if (feed(body, &local) == CONN_OK)
            *item = conn_rows_next(body->rows, &local);
    if (local.status == CONN_OK)
        return CONN_OK;
    local.http_status = body->reply->response.status;
    return conn_call_report(&body->call, local.status, &local, err);
}

void conn_answer_close(conn_answer *body)
{
    if (body->flow != NULL)
        body->flow->close(body->flow);
    conn_rows_close(body->rows);
    conn_reply_free(body->reply);
    body->flow = NULL;
    body->rows = NULL;
    body->reply = NULL;
    body->over = false;
}

/* ---- streams ---- */

/* What an event stream waits before it asks again, unless the server said it;
 * twice as long each time that nothing came, up to a limit. */
enum { AGAIN_MS = 3000, MOST_AGAIN_MS = 30000, MOST_TRIES = 10 };

struct conn_stream {
    void *args; /* copied */
    conn_answer body;
    conn_buf last_event;
    int64_t retry_ms; /* as the server said it; -1: it did not */
    int in_vain;      /* answers and failures since the last event */
    bool open;
    bool ended;
    bool failed;
};

conn_stream *conn_stream_open(conn_client *client, const conn_op *op,
                              const void *args, size_t args_size)
{
    conn_stream *stream = conn_alloc_zeroed(sizeof *stream);
    if (stream == NULL)
        return NULL;
    if (args != NULL) {
        stream->args = conn_alloc(args_size);
        if (stream->args == NULL) {
            conn_free(stream);
            return NULL;
        }
        memcpy(stream->args, args, args_size);
    }
    stream->retry_ms = -1;
    stream->body.call = (conn_exchange){.client = client,
                                        .op = op,
                                        .args = stream->args,
                                        .terms = conn_terms_of(op, args)};
    return stream;
}

void conn_stream_end(conn_stream *stream)
{
    if (stream == NULL)
        return;
    conn_answer_close(&stream->body);
    conn_buf_free(&stream->last_event);
    conn_free(stream->args);
    conn_free(stream);
}

const conn_reply *conn_stream_reply(const conn_stream *stream)
{
    return stream->body.reply;
}

static const conn_str nothing = {"", 0};

conn_str conn_stream_event(const conn_stream *stream)
{
    const conn_rows *rows = stream->body.rows;
    return rows != NULL ? conn_rows_event(rows) : nothing;
}

conn_str conn_stream_event_id(const conn_stream *stream)
{
    const conn_rows *rows = stream->body.rows;
    if (rows != NULL && conn_rows_event_id(rows).len > 0)
        return conn_rows_event_id(rows);
    return stream->last_event.len > 0
               ? (conn_str){stream->last_event.data, stream->last_event.len}
               : nothing;
}

/* Whether the event stream is to be asked for again: its body has ended or
 * broken. What the server refuses, a mistake in an event, a cancel and a
 * deadline end it, and so does an answer without a body (204). */
static bool may_reconnect(const conn_stream *stream, const conn_error *failed)
{
    const conn_exchange *call = &stream->body.call;
    const conn_rows *rows = stream->body.rows;
    if (!call->op->stream->reconnect || rows == NULL || conn_rows_done(rows) ||
        stream->in_vain >= MOST_TRIES)
        return false;
    switch (failed->status) {
    case CONN_OK:
        return stream->body.flow != NULL;
    case CONN_TRANSPORT:
    case CONN_UNAVAILABLE:
    case CONN_RATE_LIMITED:
        return true;
    case CONN_TIMEOUT:
        return conn_clock_ms() < call->terms.deadline;
    case CONN_AUTH_EXPIRED:
    case CONN_UNAUTHORIZED:
    case CONN_FORBIDDEN:
    case CONN_NOT_FOUND:
    case CONN_CONFLICT:
    case CONN_INVALID:
    case CONN_MISCONFIGURED:
    case CONN_VENDOR:
    case CONN_CANCELLED:
    case CONN_DECODE:
    case CONN_LIMIT:
    case CONN_USAGE:
    case CONN_MEMORY:
        break;
    }
    return false;
}

static int64_t wait_ms(const conn_stream *stream, const conn_error *failed)
{
    int64_t ms = stream->retry_ms >= 0 ? stream->retry_ms : AGAIN_MS;
    for (int i = 1; i < stream->in_vain && ms < MOST_AGAIN_MS; i++)
        ms = ms > 0 ? ms * 2 : AGAIN_MS;
    return failed->retry_after_ms > ms ? failed->retry_after_ms : ms;
}

/* Waits, and forgets the answer but not where it was. */
static conn_status reconnect(conn_stream *stream, conn_error *failed)
{
    conn_exchange *call = &stream->body.call;
    stream->in_vain++;
    if (conn_rows_retry_ms(stream->body.rows) >= 0)
        stream->retry_ms = conn_rows_retry_ms(stream->body.rows);
    int64_t ms = wait_ms(stream, failed), now = conn_clock_ms();
    conn_str id = conn_stream_event_id(stream);
    conn_buf last = {0};
    conn_buf_add(&last, id.data, id.len);
    conn_buf_free(&stream->last_event);
    stream->last_event = last;
    conn_answer_close(&stream->body);
    stream->open = false;
    *call = (conn_exchange){.client = call->client,
                            .op = call->op,
                            .args = call->args,
                            .terms = call->terms,
                            .last_event = last.data};
    if (last.status != CONN_OK)
        return conn_fail_memory(failed);
    if (call->terms.deadline != CONN_NEVER && ms > call->terms.deadline - now)
        return conn_error_label(
            failed, call->op,
            conn_fail(failed, CONN_TIMEOUT,
                      "the deadline leaves no time to connect again"));
    conn_log(call, CONN_LOG_WARN, "%s: connects again in %" PRId64 " ms",
             call->op->name, ms);
    if (conn_cancel_sleep(call->terms.cancel, ms))
        return CONN_OK;
    return conn_error_label(failed, call->op,
                            conn_fail(failed, CONN_CANCELLED, "cancelled"));
}

static const void *read_item(conn_stream *stream, conn_error *err)
{
    conn_answer *body = &stream->body;
    const void *item = NULL;
    if (!stream->open &&
        conn_answer_open(body, body->call.op->stream, err) != CONN_OK)
        return NULL;
    stream->open = true;
    conn_answer_next(body, &item, err);
    return item;
}

const void *conn_stream_next(conn_stream *stream, conn_error *err)
{
    conn_error failed = {0};
    const void *item = NULL;
    conn_error_clear(err);
    if (stream->failed)
        conn_error_label(
            err, stream->body.call.op,
            conn_fail(err, CONN_USAGE, "the stream has failed before"));
    if (stream->ended)
        return NULL;
    while (!stream->ended && item == NULL) {
        item = read_item(stream, &failed);
        stream->in_vain = item != NULL ? 0 : stream->in_vain;
        if (item == NULL && (!may_reconnect(stream, &failed) ||
                             reconnect(stream, &failed) != CONN_OK))
            stream->ended = true;
    }
    stream->failed = stream->ended && failed.status != CONN_OK;
    if (err != NULL)
        *err = failed;
    else
        conn_error_clear(&failed);
    return item;
}
