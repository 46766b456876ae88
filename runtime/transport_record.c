/* transport_record.c - a transport that writes down what another one does. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "exchange.h"
#include "fail.h"

typedef struct recorder {
    conn_transport base;
    conn_transport *inner;
    pthread_mutex_t lock; /* of the file */
    FILE *file;
} recorder;

static conn_status write_down(recorder *self, const conn_buf *text,
                              conn_error *err)
{
    pthread_mutex_lock(&self->lock);
    bool done = fwrite(text->data, 1, text->len, self->file) == text->len &&
                fflush(self->file) == 0;
    pthread_mutex_unlock(&self->lock);
    return done ? CONN_OK
                : conn_fail(err, CONN_USAGE, "the recording can't be written");
}

static conn_status record_send(conn_transport *base,
                               const conn_http_request *request,
                               conn_http_response *response, conn_error *err)
{
    recorder *self = (recorder *)base;
    conn_buf text = {0};
    conn_error failure = {0};
    bool done = conn_exchange_put_request(&text, request);
    conn_status status =
        self->inner->send(self->inner, request, response, &failure);
    if (done && status == CONN_OK)
        done = conn_exchange_put_answer(&text, request, response);
    else if (done)
        done = conn_exchange_put_failure(&text, request, response, &failure);
    if (err != NULL) {
        conn_error_clear(err);
        *err = failure;
    } else {
        conn_error_clear(&failure);
    }
    conn_status written = done ? write_down(self, &text, NULL) : CONN_MEMORY;
    conn_buf_free(&text);
    if (status != CONN_OK || written == CONN_OK)
        return status;
    return written == CONN_MEMORY
               ? conn_fail_memory(err)
               : conn_fail(err, written, "the recording can't be written");
}

static void record_close(conn_transport *base)
{
    recorder *self = (recorder *)base;
    self->inner->close(self->inner);
    fclose(self->file);
    pthread_mutex_destroy(&self->lock);
    conn_free(self);
}

conn_status conn_transport_record(conn_transport **out, conn_transport *inner,
                                  const conn_options *options, const char *path,
                                  conn_error *err)
{
    conn_status status = CONN_OK;
    *out = NULL;
    if (inner == NULL)
        status = conn_transport_curl(&inner, options, err);
    if (status != CONN_OK)
        return status;
    recorder *self = conn_alloc_zeroed(sizeof *self);
    FILE *file = self != NULL ? fopen(path, "wb") : NULL;
    if (self != NULL && file != NULL && fputs(CONN_EXCHANGE_TITLE, file) >= 0) {
        self->base.send = record_send;
        self->base.close = record_close;
        self->inner = inner;
        self->file = file;
        pthread_mutex_init(&self->lock, NULL);
        *out = &self->base;
        return CONN_OK;
    }
    status = self == NULL
                 ? conn_fail_memory(err)
                 : conn_fail(err, CONN_USAGE, "`%s` can't be written", path);
    if (file != NULL)
        fclose(file);
    conn_free(self);
    inner->close(inner);
    return status;
}
