/* transport_curl_many.c - many requests in flight over one multi handle: over
 * as many connections, or over one where the server speaks HTTP/2. */
#include "cancel.h"
#include "fail.h"
#include "transport_curl.h"

/* Connections that a batch keeps open. */
#define MOST_KEPT 1000L

struct conn_flights {
    conn_curl *transport;
    CURLM *multi;
    conn_lane *idle;
    size_t seats;       /* lanes that there are */
    size_t cancellable; /* flights with a cancel token */
    conn_flights *link;
};

/* Those of the batch that ended last, with its open connections. */
static conn_flights *take_idle(conn_curl *self)
{
    pthread_mutex_lock(&self->lock);
    conn_flights *f = self->idle_flights;
    if (f != NULL)
        self->idle_flights = f->link;
    pthread_mutex_unlock(&self->lock);
    return f;
}

static conn_flights *many_open(conn_transport *base)
{
    conn_flights *f = take_idle((conn_curl *)base);
    if (f != NULL)
        return f;
    f = conn_alloc_zeroed(sizeof *f);
    if (f == NULL)
        return NULL;
    f->transport = (conn_curl *)base;
    f->multi = curl_multi_init();
    if (f->multi == NULL) {
        conn_free(f);
        return NULL;
    }
    /* By itself libcurl keeps four for each request in flight, and closes the
     * rest where many land before the next ones start. */
    curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, MOST_KEPT);
    return f;
}

static conn_lane *take_seat(conn_flights *f)
{
    conn_lane *l = f->idle;
    if (l != NULL) {
        f->idle = l->link;
        return l;
    }
    l = conn_lane_new(false);
    f->seats += l != NULL;
    return l;
}

/* Takes the flight off its seat. */
static void leave_seat(conn_flights *f, conn_flight *flight)
{
    conn_lane *l = flight->seat;
    conn_lane_wipe(l);
    l->link = f->idle;
    f->idle = l;
    flight->seat = NULL;
    f->cancellable -= flight->request->cancel != NULL;
}

/* A flight over HTTP/2 waits for the connection that it may share. */
static CURLcode prepare(conn_lane *l, conn_flights *f, conn_flight *flight)
{
    CURLcode code =
        conn_lane_prepare(l, f->transport, flight->request, flight->response);
    if (code == CURLE_OK)
        code = curl_easy_setopt(l->easy, CURLOPT_PIPEWAIT,
                                (long)(flight->request->url[4] == 's'));
    if (code == CURLE_OK)
        code = curl_easy_setopt(l->easy, CURLOPT_PRIVATE, (void *)flight);
    if (code == CURLE_OK &&
        curl_multi_add_handle(f->multi, l->easy) != CURLM_OK)
        code = CURLE_OUT_OF_MEMORY;
    return code;
}

static conn_status many_start(conn_flights *f, conn_flight *flight)
{
    conn_lane *l = take_seat(f);
    if (l == NULL)
        return flight->status = conn_fail_memory(flight->err);
    flight->seat = l;
    flight->status = CONN_OK;
    f->cancellable += flight->request->cancel != NULL;
    CURLcode code = prepare(l, f, flight);
    if (code == CURLE_OK)
        return CONN_OK;
    flight->status = conn_curl_finish(l, code, flight->err);
    leave_seat(f, flight);
    return flight->status;
}

/* A flight that has landed, or NULL. */
static conn_flight *next_landed(conn_flights *f)
{
    int left;
    for (CURLMsg *m; (m = curl_multi_info_read(f->multi, &left)) != NULL;) {
        char *flight_ptr = NULL;
        if (m->msg != CURLMSG_DONE)
            continue;
        CURL *easy = m->easy_handle;
        CURLcode code = m->data.result;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &flight_ptr);
        conn_flight *flight = (void *)flight_ptr;
        curl_multi_remove_handle(f->multi, easy);
        flight->status = conn_curl_finish(flight->seat, code, flight->err);
        leave_seat(f, flight);
        return flight;
    }
    return NULL;
}

/* libcurl looks at every transfer each time it is asked to perform: so once for
 * each wait. It does not wait where transfers have just been added. */
static conn_flight *many_wait(conn_flights *f, int64_t ms)
{
    int running = 0;
    conn_flight *flight = next_landed(f);
    if (flight != NULL || ms < 0)
        return flight;
    if (f->cancellable > 0 && ms > CANCEL_POLL_MS)
        ms = CANCEL_POLL_MS;
    if (ms > 0)
        curl_multi_poll(f->multi, NULL, 0, ms < 1000 ? (int)ms : 1000, NULL);
    curl_multi_perform(f->multi, &running);
    return next_landed(f);
}

static void many_stop(conn_flights *f, conn_flight *flight)
{
    conn_lane *l = flight->seat;
    if (l == NULL)
        return;
    curl_multi_remove_handle(f->multi, l->easy);
    leave_seat(f, flight);
}

static void many_wake(conn_flights *f)
{
    curl_multi_wakeup(f->multi);
}

static void flights_free(conn_flights *f)
{
    for (conn_lane *l = f->idle, *link; l != NULL; l = link) {
        link = l->link;
        conn_lane_free(l);
    }
    curl_multi_cleanup(f->multi);
    conn_free(f);
}

void conn_curl_free_flights(conn_curl *self)
{
    for (conn_flights *f; (f = take_idle(self)) != NULL;)
        flights_free(f);
}

/* Keeps them for the next batch, unless that were more connections than may be
 * idle. */
static void many_close(conn_flights *f)
{
    conn_curl *self = f->transport;
    pthread_mutex_lock(&self->lock);
    size_t seats = f->seats;
    for (conn_flights *other = self->idle_flights; other; other = other->link)
        seats += other->seats;
    bool keep = seats <= conn_curl_most_idle(self);
    if (keep) {
        f->link = self->idle_flights;
        self->idle_flights = f;
    }
    pthread_mutex_unlock(&self->lock);
    if (!keep)
        flights_free(f);
}

const conn_many conn_curl_many = {many_open, many_start, many_wait,
                                  many_stop, many_wake,  many_close};
