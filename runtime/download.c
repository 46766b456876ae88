/* download.c - an answer's body on its way to a file or a function. */
#include "download.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"
#include "reply.h"

static bool sink_accepts(conn_sink *base, int status)
{
    return conn_op_accepts(((conn_download_sink *)base)->op, status);
}

static bool open_part(conn_download_sink *s)
{
    if (s->file == NULL)
        s->file = fopen(s->part, "wb");
    return s->file != NULL;
}

static conn_status sink_write(conn_sink *base, const void *bytes, size_t size,
                              int64_t total, const char **why)
{
    conn_download_sink *s = (conn_download_sink *)base;
    const conn_download *to = s->to;
    if (to->max_size > 0 && (int64_t)size > to->max_size - s->done) {
        *why = "the download is larger than allowed";
        return CONN_LIMIT;
    }
    *why = "cancelled";
    s->done += (int64_t)size;
    if (to->path == NULL) {
        if (!to->write(to->user, bytes, size))
            return CONN_CANCELLED;
    } else if (!open_part(s) || fwrite(bytes, 1, size, s->file) != size) {
        *why = "the file can't be written";
        return CONN_USAGE;
    }
    bool on = to->progress == NULL || to->progress(to->user, s->done, total);
    return on ? CONN_OK : CONN_CANCELLED;
}

conn_status conn_download_begin(conn_download_sink *s, const conn_op *op,
                                const conn_download *to, conn_error *err)
{
    s->base = (conn_sink){sink_accepts, sink_write};
    s->to = to;
    s->op = op;
    if (!op->raw_result || op->result->kind != CONN_K_BYTES)
        return conn_fail(err, CONN_USAGE,
                         "only a result of type bytes can be downloaded");
    if (to->path == NULL && to->write == NULL)
        return conn_fail(err, CONN_USAGE, "a download has nowhere to go");
    if (to->path == NULL)
        return CONN_OK;
    conn_buf part = {0};
    conn_buf_puts(&part, to->path);
    conn_buf_puts(&part, ".part");
    s->part = conn_buf_take(&part, NULL);
    conn_buf_free(&part);
    return s->part != NULL ? CONN_OK : conn_fail_memory(err);
}

static void drop(conn_download_sink *s)
{
    if (s->file == NULL)
        return;
    fclose(s->file);
    remove(s->part);
    s->file = NULL;
}

void conn_download_restart(conn_download_sink *s)
{
    drop(s);
    s->done = 0;
}

bool conn_download_may_restart(const conn_download_sink *s)
{
    return s->done == 0 || s->to->path != NULL;
}

conn_status conn_download_keep(conn_download_sink *s, conn_error *err)
{
    if (s->to->path == NULL)
        return CONN_OK;
    /* On the disk before it has its name: a crash leaves no file cut short. */
    bool done =
        open_part(s) && fflush(s->file) == 0 && fsync(fileno(s->file)) == 0;
    if (s->file != NULL)
        done = fclose(s->file) == 0 && done;
    s->file = NULL;
    if (done && rename(s->part, s->to->path) == 0)
        return CONN_OK;
    remove(s->part);
    return conn_fail(err, CONN_USAGE, "the file `%s` can't be written",
                     s->to->path);
}

void conn_download_end(conn_download_sink *s)
{
    drop(s);
    conn_free(s->part);
    s->part = NULL;
}
