/* transport_curl.c - the transport over libcurl, and the only file that knows
 * it. Each thread that sends takes a lane (a multi and an easy handle with
 * their open connections) from a pool and puts it back: lanes, not
 * connections, are shared, which libcurl allows between threads. Names and TLS
 * sessions are shared by all lanes. */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "cancel.h"
#include "fail.h"
#include "transport.h"

/* Idle lanes beyond this are closed. */
#define MOST_IDLE 32
/* How long a cancel may go unnoticed while nothing arrives. */
#define CANCEL_POLL_MS 20
/* The most that an announced Content-Length makes us take in advance. */
#define MOST_AHEAD ((curl_off_t)16 << 20)

typedef struct lane {
    CURLM *multi;
    CURL *easy;
    struct lane *link;
} lane;

typedef struct curl_transport {
    conn_transport base;
    const conn_options *options;
    CURLSH *share;
    pthread_mutex_t share_locks[CURL_LOCK_DATA_LAST];
    pthread_mutex_t lock; /* of the two below */
    lane *idle;
    int idle_count;
} curl_transport;

/* One transfer, as the callbacks see it. */
typedef struct transfer {
    const conn_http_request *request;
    conn_http_response *response;
    CURL *easy;
    size_t header_bytes;
    bool headers_done;
    bool headers_too_large;
    int times_sent;
    char detail[CURL_ERROR_SIZE];
} transfer;

/* What a CURLcode means; those not listed are CONN_TRANSPORT for good. */
typedef struct code_row {
    CURLcode code;
    conn_status status;
    bool transient;
} code_row;

static const code_row code_rows[] = {
    {CURLE_COULDNT_RESOLVE_PROXY, CONN_TRANSPORT, true},
    {CURLE_COULDNT_RESOLVE_HOST, CONN_TRANSPORT, true},
    {CURLE_COULDNT_CONNECT, CONN_TRANSPORT, true},
    {CURLE_SSL_CONNECT_ERROR, CONN_TRANSPORT, true},
    {CURLE_SEND_ERROR, CONN_TRANSPORT, true},
    {CURLE_RECV_ERROR, CONN_TRANSPORT, true},
    {CURLE_GOT_NOTHING, CONN_TRANSPORT, true},
    {CURLE_PARTIAL_FILE, CONN_TRANSPORT, true},
    {CURLE_HTTP2, CONN_TRANSPORT, true},
    {CURLE_HTTP2_STREAM, CONN_TRANSPORT, true},
    {CURLE_OPERATION_TIMEDOUT, CONN_TIMEOUT, true},
    {CURLE_BAD_CONTENT_ENCODING, CONN_DECODE, false},
    {CURLE_FILESIZE_EXCEEDED, CONN_LIMIT, false},
    {CURLE_URL_MALFORMAT, CONN_USAGE, false},
    {CURLE_OUT_OF_MEMORY, CONN_MEMORY, false},
};

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

/* ---- callbacks ---- */

static size_t on_header(char *line, size_t size, size_t count, void *user)
{
    transfer *t = user;
    size_t len = size * count;
    t->header_bytes += len;
    if (t->header_bytes > t->request->max_headers) {
        t->headers_too_large = true;
        return 0;
    }
    size_t text = len;
    while (text > 0 && (line[text - 1] == '\n' || line[text - 1] == '\r'))
        text--;
    if (text >= 5 && memcmp(line, "HTTP/", 5) == 0)
        t->headers_done = false;
    /* After the empty line only trailers come: they are no headers. */
    if (t->headers_done)
        return len;
    t->headers_done = text == 0;
    return conn_response_add_line(t->response, line, text) ? len : 0;
}

/* Takes room for the whole body at once where its length is announced. */
static void reserve(transfer *t)
{
    curl_off_t length = 0;
    conn_buf *body = &t->response->body;
    curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length > 0 && length < MOST_AHEAD &&
        (body->cap == 0 || (size_t)length <= body->cap))
        conn_buf_room(body, (size_t)length);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *user)
{
    transfer *t = user;
    size_t len = size * count;
    if (t->response->body.len == 0)
        reserve(t);
    return conn_buf_add(&t->response->body, bytes, len) ? len : 0;
}

/* Called before the request goes out. libcurl sends it again by itself when a
 * reused connection turns out to be dead, which must not happen to a request
 * that the server may have carried out. */
static int on_send(void *user, char *ip, char *local_ip, int port,
                   int local_port)
{
    transfer *t = user;
    (void)ip;
    (void)local_ip;
    (void)port;
    (void)local_port;
    bool again = t->times_sent++ > 0;
    return again && !t->request->repeatable ? CURL_PREREQFUNC_ABORT
                                            : CURL_PREREQFUNC_OK;
}

static void lock_share(CURL *easy, curl_lock_data data, curl_lock_access access,
                       void *user)
{
    curl_transport *self = user;
    (void)easy;
    (void)access;
    pthread_mutex_lock(&self->share_locks[data]);
}

static void unlock_share(CURL *easy, curl_lock_data data, void *user)
{
    curl_transport *self = user;
    (void)easy;
    pthread_mutex_unlock(&self->share_locks[data]);
}

/* ---- lanes ---- */

static void lane_free(lane *l)
{
    if (l == NULL)
        return;
    if (l->easy != NULL)
        curl_easy_cleanup(l->easy);
    if (l->multi != NULL)
        curl_multi_cleanup(l->multi);
    conn_free(l);
}

static lane *lane_new(void)
{
    lane *l = conn_alloc_zeroed(sizeof *l);
    if (l == NULL)
        return NULL;
    l->multi = curl_multi_init();
    l->easy = curl_easy_init();
    if (l->multi != NULL && l->easy != NULL)
        return l;
    lane_free(l);
    return NULL;
}

static lane *lane_take(curl_transport *self)
{
    pthread_mutex_lock(&self->lock);
    lane *l = self->idle;
    if (l != NULL) {
        self->idle = l->link;
        self->idle_count--;
    }
    pthread_mutex_unlock(&self->lock);
    return l != NULL ? l : lane_new();
}

static void lane_give_back(curl_transport *self, lane *l)
{
    pthread_mutex_lock(&self->lock);
    bool keep = self->idle_count < MOST_IDLE;
    if (keep) {
        l->link = self->idle;
        self->idle = l;
        self->idle_count++;
    }
    pthread_mutex_unlock(&self->lock);
    if (!keep)
        lane_free(l);
}

/* ---- one request ---- */

static bool add_line(struct curl_slist **lines, conn_buf *line)
{
    struct curl_slist *more = NULL;
    if (line->status == CONN_OK)
        more = curl_slist_append(*lines, line->data);
    if (more != NULL)
        *lines = more;
    return more != NULL;
}

static bool has_header(const conn_http_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (conn_same_name(request->headers[i].name, name))
            return true;
    return false;
}

/* The lines for libcurl: an empty value is written with a semicolon, and
 * headers that it would add by itself are taken out. */
static bool build_lines(const conn_http_request *request,
                        struct curl_slist **lines)
{
    conn_buf line = {0};
    bool done = true;
    for (size_t i = 0; done && i < request->header_count; i++) {
        const conn_header *h = &request->headers[i];
        conn_buf_reset(&line);
        conn_buf_puts(&line, h->name);
        conn_buf_puts(&line, *h->value != '\0' ? ": " : ";");
        conn_buf_puts(&line, h->value);
        done = add_line(lines, &line);
    }
    static const char *const unwanted[] = {"Expect", "Content-Type"};
    for (size_t i = 0; done && i < 2; i++) {
        if (has_header(request, unwanted[i]))
            continue;
        conn_buf_reset(&line);
        conn_buf_printf(&line, "%s:", unwanted[i]);
        done = add_line(lines, &line);
    }
    conn_buf_free(&line);
    return done;
}

#define SET(option, value)                                                     \
    (code = code != CURLE_OK ? code : curl_easy_setopt(easy, option, value))

static CURLcode set_protocols(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS,
                            (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

static CURLcode set_method(CURL *easy, const conn_http_request *request)
{
    CURLcode code = CURLE_OK;
    bool posts = request->body != NULL ||
                 strcmp(request->method, "POST") == 0 ||
                 strcmp(request->method, "PUT") == 0 ||
                 strcmp(request->method, "PATCH") == 0;
    if (posts) {
        /* Also without a body, so that a Content-Length of 0 is sent. */
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
        SET(CURLOPT_POSTFIELDS, request->body != NULL ? request->body : "");
    }
    if (strcmp(request->method, "HEAD") == 0)
        SET(CURLOPT_NOBODY, 1L);
    SET(CURLOPT_CUSTOMREQUEST, request->method);
    return code;
}

static CURLcode set_callbacks(CURL *easy, transfer *t)
{
    CURLcode code = CURLE_OK;
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, t);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, t);
    SET(CURLOPT_PREREQFUNCTION, on_send);
    SET(CURLOPT_PREREQDATA, t);
    SET(CURLOPT_ERRORBUFFER, t->detail);
    return code;
}

static CURLcode set_options(CURL *easy, curl_transport *self, transfer *t,
                            struct curl_slist *lines)
{
    const conn_http_request *request = t->request;
    CURLcode code = set_protocols(easy);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_HTTPHEADER, lines);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_timeout_ms);
    SET(CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    SET(CURLOPT_SHARE, self->share);
    /* A part of an encoded body can't be decoded. */
    if (!has_header(request, "Range") &&
        !has_header(request, "Accept-Encoding"))
        SET(CURLOPT_ACCEPT_ENCODING, "");
    if (self->options->ca_file != NULL)
        SET(CURLOPT_CAINFO, self->options->ca_file);
    if (self->options->proxy != NULL)
        SET(CURLOPT_PROXY, self->options->proxy);
    if (code == CURLE_OK)
        code = set_method(easy, request);
    return code == CURLE_OK ? set_callbacks(easy, t) : code;
}

/* Runs the transfer to its end; returns false if it was cancelled. */
static bool run(lane *l, conn_cancel *cancel, CURLcode *code)
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

static code_row row_of(const transfer *t, CURLcode code)
{
    const conn_http_response *r = t->response;
    if (code == CURLE_ABORTED_BY_CALLBACK && t->times_sent > 1)
        return (code_row){CURLE_GOT_NOTHING, CONN_TRANSPORT, true};
    if (code == CURLE_WRITE_ERROR && t->headers_too_large)
        return (code_row){code, CONN_LIMIT, false};
    if (code == CURLE_WRITE_ERROR && r->body.status != CONN_OK)
        return (code_row){code, r->body.status, false};
    if (code == CURLE_WRITE_ERROR && r->headers.status != CONN_OK)
        return (code_row){code, r->headers.status, false};
    for (size_t i = 0; i < sizeof code_rows / sizeof code_rows[0]; i++)
        if (code_rows[i].code == code)
            return code_rows[i];
    return (code_row){code, CONN_TRANSPORT, false};
}

static conn_status report(transfer *t, CURLcode code, conn_error *err)
{
    code_row row = row_of(t, code);
    t->response->transient = row.transient;
    if (t->headers_too_large)
        conn_fail(err, row.status,
                  "the answer's headers are larger than %zu "
                  "bytes",
                  t->request->max_headers);
    else if (row.status == CONN_LIMIT)
        conn_fail(err, row.status, "the answer's body is larger than %zu bytes",
                  t->response->body.cap);
    else if (row.status == CONN_MEMORY)
        conn_fail_memory(err);
    else if (row.code != code || t->detail[0] == '\0')
        conn_fail(err, row.status, "%s", curl_easy_strerror(row.code));
    else
        conn_fail(err, row.status, "%s", t->detail);
    if (err != NULL) {
        err->transport_code = (int)row.code;
        err->http_status = t->response->status;
    }
    return row.status;
}

static conn_status finish(transfer *t, lane *l, CURLcode code, conn_error *err)
{
    long status = 0, connects = 0;
    curl_easy_getinfo(l->easy, CURLINFO_NUM_CONNECTS, &connects);
    t->response->connected = connects > 0;
    curl_easy_getinfo(l->easy, CURLINFO_RESPONSE_CODE, &status);
    t->response->status = (int)status;
    return code == CURLE_OK ? CONN_OK : report(t, code, err);
}

static conn_status curl_send(conn_transport *base,
                             const conn_http_request *request,
                             conn_http_response *response, conn_error *err)
{
    curl_transport *self = (curl_transport *)base;
    lane *l = lane_take(self);
    if (l == NULL)
        return conn_fail_memory(err);
    transfer t = {.request = request, .response = response, .easy = l->easy};
    struct curl_slist *lines = NULL;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    bool whole = true;
    if (build_lines(request, &lines))
        code = set_options(l->easy, self, &t, lines);
    if (code == CURLE_OK)
        whole = run(l, request->cancel, &code);
    conn_status status = whole ? finish(&t, l, code, err)
                               : conn_fail(err, CONN_CANCELLED, "cancelled");
    curl_easy_reset(l->easy);
    curl_slist_free_all(lines);
    lane_give_back(self, l);
    return status;
}

/* ---- life ---- */

static void curl_close(conn_transport *base)
{
    curl_transport *self = (curl_transport *)base;
    for (lane *l = self->idle, *link; l != NULL; l = link) {
        link = l->link;
        lane_free(l);
    }
    if (self->share != NULL)
        curl_share_cleanup(self->share);
    for (size_t i = 0; i < CURL_LOCK_DATA_LAST; i++)
        pthread_mutex_destroy(&self->share_locks[i]);
    pthread_mutex_destroy(&self->lock);
    conn_free(self);
}

static bool share_init(curl_transport *self)
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
    curl_transport *self = conn_alloc_zeroed(sizeof *self);
    if (self == NULL)
        return conn_fail_memory(err);
    self->base = (conn_transport){curl_send, curl_close};
    self->options = options;
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
