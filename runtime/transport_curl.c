/* transport_curl.c - the transport over libcurl. Each thread that sends takes a
 * lane (a multi and an easy handle with their open connections) from a pool and
 * puts it back: lanes, not connections, are shared, which libcurl allows
 * between threads. Names and TLS sessions are shared by all lanes. */
#include "transport_curl.h"

#include "cancel.h"
#include "fail.h"

/* Idle lanes beyond this are closed, unless the options say another number. */
#define MOST_IDLE 32

static pthread_once_t init_once = PTHREAD_ONCE_INIT;
static CURLcode init_code = CURLE_FAILED_INIT;

static void init_curl(void)
{
    init_code = curl_global_init(CURL_GLOBAL_DEFAULT);
}

conn_status conn_global_init(void)
{
    pthread_once(&init_once, init_curl);
    return init_code == CURLE_OK ? CONN_OK : CONN_TRANSPORT;
}

static void lock_share(CURL *easy, curl_lock_data data, curl_lock_access access,
                       void *user)
{
    conn_curl *self = user;
    (void)easy;
    (void)access;
    pthread_mutex_lock(&self->share_locks[data]);
}

static void unlock_share(CURL *easy, curl_lock_data data, void *user)
{
    conn_curl *self = user;
    (void)easy;
    pthread_mutex_unlock(&self->share_locks[data]);
}

/* ---- lanes ---- */

void conn_lane_free(conn_lane *l)
{
    if (l == NULL)
        return;
    if (l->easy != NULL)
        curl_easy_cleanup(l->easy);
    if (l->multi != NULL)
        curl_multi_cleanup(l->multi);
    curl_url_cleanup(l->place);
    conn_buf_free(&l->origin);
    conn_buf_free(&l->text);
    conn_free(l->lines);
    conn_free(l);
}

conn_lane *conn_lane_new(bool multi)
{
    conn_lane *l = conn_alloc_zeroed(sizeof *l);
    if (l == NULL)
        return NULL;
    l->multi = multi ? curl_multi_init() : NULL;
    l->easy = curl_easy_init();
    if (l->easy != NULL && (!multi || l->multi != NULL))
        return l;
    conn_lane_free(l);
    return NULL;
}

conn_lane *conn_lane_take(conn_curl *self)
{
    pthread_mutex_lock(&self->lock);
    conn_lane *l = self->idle;
    if (l != NULL) {
        self->idle = l->link;
        self->idle_count--;
    }
    pthread_mutex_unlock(&self->lock);
    return l != NULL ? l : conn_lane_new(true);
}

size_t conn_curl_most_idle(const conn_curl *self)
{
    size_t most = self->options->max_idle;
    return most > 0 ? most : MOST_IDLE;
}

void conn_lane_give_back(conn_curl *self, conn_lane *l)
{
    conn_lane_wipe(l);
    pthread_mutex_lock(&self->lock);
    bool keep = self->idle_count < conn_curl_most_idle(self);
    if (keep) {
        l->link = self->idle;
        self->idle = l;
        self->idle_count++;
    }
    pthread_mutex_unlock(&self->lock);
    if (!keep)
        conn_lane_free(l);
}

/* ---- one request ---- */

/* Runs the transfer to its end; returns false if it was cancelled. */
static bool run(conn_lane *l, conn_cancel *cancel, CURLcode *code)
{
    int running = 1, left;
    *code = CURLE_OUT_OF_MEMORY;
    if (curl_multi_add_handle(l->multi, l->easy) != CURLM_OK)
        return true;
    bool cancelled = false;
    while (running && !(cancelled = conn_cancel_is(cancel)) &&
           curl_multi_perform(l->multi, &running) == CURLM_OK)
        if (running)
            curl_multi_poll(l->multi, NULL, 0,
                            cancel != NULL ? CANCEL_POLL_MS : 1000, NULL);
    CURLMsg *message = curl_multi_info_read(l->multi, &left);
    if (message != NULL && message->msg == CURLMSG_DONE)
        *code = message->data.result;
    curl_multi_remove_handle(l->multi, l->easy);
    return !cancelled;
}

static conn_status curl_send(conn_transport *base,
                             const conn_http_request *request,
                             conn_http_response *response, conn_error *err)
{
    conn_curl *self = (conn_curl *)base;
    conn_lane *l = conn_lane_take(self);
    if (l == NULL)
        return conn_fail_memory(err);
    bool whole = true;
    CURLcode code = conn_lane_prepare(l, self, request, response);
    if (code == CURLE_OK)
        whole = run(l, request->cancel, &code);
    conn_status status = whole ? conn_curl_finish(l, code, err)
                               : conn_fail(err, CONN_CANCELLED, "cancelled");
    conn_lane_give_back(self, l);
    return status;
}

/* ---- life ---- */

static void curl_close(conn_transport *base)
{
    conn_curl *self = (conn_curl *)base;
    for (conn_lane *l = self->idle, *link; l != NULL; l = link) {
        link = l->link;
        conn_lane_free(l);
    }
    conn_curl_free_flights(self);
    if (self->share != NULL)
        curl_share_cleanup(self->share);
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++)
        pthread_mutex_destroy(&self->share_locks[i]);
    pthread_mutex_destroy(&self->lock);
    conn_free(self);
}

static bool share_init(conn_curl *self)
{
    self->share = curl_share_init();
    CURLSH *s = self->share;
    return s != NULL &&
           curl_share_setopt(s, CURLSHOPT_LOCKFUNC, lock_share) == CURLSHE_OK &&
           curl_share_setopt(s, CURLSHOPT_UNLOCKFUNC, unlock_share) ==
               CURLSHE_OK &&
           curl_share_setopt(s, CURLSHOPT_USERDATA, self) == CURLSHE_OK &&
           curl_share_setopt(s, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS) ==
               CURLSHE_OK &&
           curl_share_setopt(s, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) ==
               CURLSHE_OK;
}

conn_status conn_transport_curl(conn_transport **out,
                                const conn_options *options, conn_error *err)
{
    if (conn_global_init() != CONN_OK)
        return conn_fail(err, CONN_TRANSPORT, "libcurl can't be prepared");
    conn_curl *self = conn_alloc_zeroed(sizeof *self);
    if (self == NULL)
        return conn_fail_memory(err);
    self->base = (conn_transport){curl_send, curl_close, &conn_curl_many,
                                  &conn_curl_flows};
    self->options = options;
    conn_curl_find_encodings(self);
    self->direct = options->proxy == NULL && !conn_curl_has_proxy();
    pthread_mutex_init(&self->lock, NULL);
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++)
        pthread_mutex_init(&self->share_locks[i], NULL);
    if (!share_init(self)) {
        curl_close(&self->base);
        return conn_fail_memory(err);
    }
    *out = &self->base;
    return CONN_OK;
}
