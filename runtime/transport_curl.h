/* transport_curl.h - what the files of the transport over libcurl share; they
 * are the only ones that know it.
 *
 * Owns: lanes, and one transfer as its callbacks see it.
 */
#ifndef CONN_TRANSPORT_CURL_H
#define CONN_TRANSPORT_CURL_H

#include <curl/curl.h>
#include <pthread.h>

#include "transport.h"

/* How long a cancel may go unnoticed while nothing arrives. */
#define CANCEL_POLL_MS 20

/* One transfer, as the callbacks see it. */
typedef struct conn_transfer {
    const conn_http_request *request;
    conn_http_response *response;
    CURL *easy;
    size_t header_bytes;
    bool headers_done;
    bool headers_too_large;
    int times_sent;
    char detail[CURL_ERROR_SIZE];
} conn_transfer;

/* An easy handle, and for one request at a time a multi handle with the open
 * connections. What it needs for a request is kept for the next one. */
typedef struct conn_lane {
    CURLM *multi; /* NULL: it sits in the multi handle of a batch */
    CURL *easy;
    conn_transfer transfer;
    /* What is set and may be what the next request needs as well. */
    bool prepared; /* options that are the same for all requests are set */
    int encoding;  /* 0: not said; 1: all kinds are taken; 2: none */
    bool gets;     /* a GET without a body */
    int64_t connect_timeout_ms;
    int64_t timeout_ms;
    conn_buf text; /* of `lines` */
    struct curl_slist *lines;
    size_t room;
    conn_buf origin; /* of the URL, as `place` is; empty: the URL is whole */
    CURLU *place;
    struct conn_lane *link;
} conn_lane;

typedef struct conn_curl {
    conn_transport base;
    const conn_options *options;
    CURLSH *share;
    pthread_mutex_t share_locks[CURL_LOCK_DATA_LAST];
    char encodings[64]; /* an Accept-Encoding header: what libcurl decodes */
    bool direct; /* neither the options nor the environment have a proxy */
    pthread_mutex_t lock; /* of those below */
    conn_lane *idle;
    size_t idle_count;
    conn_flights *idle_flights; /* of batches that have ended */
} conn_curl;

/* Takes an idle lane, or makes one; NULL on memory shortage. */
conn_lane *conn_lane_take(conn_curl *self);
void conn_lane_give_back(conn_curl *self, conn_lane *l);
/* A lane with or without connections of its own. */
conn_lane *conn_lane_new(bool multi);
void conn_lane_free(conn_lane *l);

/* transport_curl_setup.c: sets l->transfer and all options for the request.
 * What both point to must stay until it ends. An option that is changed beyond
 * that needs conn_lane_spoil before the lane is given back. */
CURLcode conn_lane_prepare(conn_lane *l, conn_curl *self,
                           const conn_http_request *request,
                           conn_http_response *response);
/* Overwrites what the request left in the lane. */
void conn_lane_wipe(conn_lane *l);
/* Forgets all options. */
void conn_lane_spoil(conn_lane *l);
/* Fills self->encodings. */
void conn_curl_find_encodings(conn_curl *self);
/* Whether the environment says that there is a proxy, as libcurl reads it. */
bool conn_curl_has_proxy(void);

/* transport_curl_url.c: sets where the request goes. */
CURLcode conn_lane_aim(conn_lane *l, const conn_curl *self, const char *url);
/* Notes that what was set is no longer so. */
void conn_lane_lose_origin(conn_lane *l);

/* transport_curl_answer.c: sets the callbacks. */
CURLcode conn_curl_listen(conn_lane *l);
/* Fills status and flags of the answer, and `err` if `code` says that the
 * transfer failed. */
conn_status conn_curl_finish(conn_lane *l, CURLcode code, conn_error *err);

/* transport_curl_flow.c */
extern const conn_flows conn_curl_flows;

/* transport_curl_many.c */
extern const conn_many conn_curl_many;
/* How many idle connections a client keeps, those of single calls and those of
 * batches each. */
size_t conn_curl_most_idle(const conn_curl *self);
void conn_curl_free_flights(conn_curl *self);

#endif
