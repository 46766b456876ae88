/* client.h - clients, replies and pages: what all generated clients share.
 *
 * Owns: the life of a client, the options of a client and of one call, and
 * reading a reply. A client may be used by many threads at once; a reply, a
 * pages iterator and a conn_error belong to one thread at a time.
 */
#ifndef CONN_CLIENT_H
#define CONN_CLIENT_H

#include "conn/error.h"
#include "conn/log.h"
#include "conn/transfer.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CONN_MUST_CHECK __attribute__((warn_unused_result))
#else
#define CONN_MUST_CHECK
#endif

/* Of the runtime; the default User-Agent says it. */
#define CONN_VERSION "0.1.0"

typedef struct conn_client conn_client;
typedef struct conn_reply conn_reply;
typedef struct conn_pages conn_pages;
typedef struct conn_stream conn_stream;
typedef struct conn_cancel conn_cancel;
struct conn_transport;
struct conn_http_response;
struct conn_request;

typedef struct conn_header {
    const char *name;
    const char *value;
} conn_header;

/* What holds for every call:
 *   - Credentials go to the origin of the base URL (scheme, host, port) and
 *     nowhere else.
 *   - A redirect of a GET or HEAD is followed within its origin, five times at
 *     most; one to another origin is an error (CONN_VENDOR), and so is any
 *     redirect of another method.
 *   - A next page on another origin is CONN_USAGE, unless allow_foreign_pages;
 *     it is then fetched without credentials, parameters and headers. A list
 *     that leads back to an earlier page ends with CONN_DECODE.
 *   - Tried again, if the connector has a retry policy, is what the policy
 *     lists and what failed on the way (no connection, connection broken,
 *     timeout), and only where sending twice does no harm: idempotent methods,
 *     operations declared idempotent, or with an idempotency key.
 *   - A wait that would outlast the deadline or retry_total_ms is not begun:
 *     the failure is returned at once. */

/* Prepares libcurl. Call once before the first client where threads are
 * already running; opening a client does it otherwise. Thread-safe. */
conn_status conn_global_init(void);

/* Called before each request goes out (each attempt, and each redirect), in the
 * thread of its call, before it is signed: may look at it and set headers by
 * the functions below. Anything but CONN_OK ends the call with that status. */
typedef conn_status conn_before_fn(void *user, struct conn_request *request);
/* Replaces all headers of that name. CONN_USAGE where it can't be sent. */
conn_status conn_before_set_header(struct conn_request *request,
                                   const char *name, const char *value);
const char *conn_before_url(const struct conn_request *request);

/* Called behind each answer, of any status, which conn/transport.h reads. */
typedef void conn_after_fn(void *user,
                           const struct conn_http_response *response);

/* Options of a client. Zero in a field means its default. Times are
 * milliseconds, sizes bytes. Strings are copied. */
typedef struct conn_options {
    int64_t connect_timeout_ms; /* 10,000 */
    int64_t timeout_ms;         /* one attempt; the connector's, else 30,000 */
    int64_t retry_total_ms;     /* all attempts and waits of a call; 120,000 */
    size_t max_response;        /* bytes of one body after decompression;
                                   64 MiB */
    size_t max_headers;         /* bytes of all response headers; 256 KiB */
    size_t max_depth;           /* nesting of a JSON body; 128 */
    size_t max_pages;           /* pages of one list; 100,000 */
    size_t max_item;            /* bytes of one item where a body is read item
                                   by item, and of the memory of one; 16 MiB */
    const char *user_agent;     /* "conn/VERSION" */
    const char *ca_file;        /* PEM; the system's */
    const char *ca_path;        /* folder of hashed PEM files; the system's */
    const char *cert_file;      /* PEM of the client's own certificate; none */
    const char *key_file;       /* PEM of its key; in cert_file */
    const char *key_password;   /* of the key; none */
    const char *proxy;          /* URL: http, https, socks5, socks5h, with user
                                   and password if need be; the environment's
                                   at the time of opening; "" for none */
    const char *no_proxy;       /* hosts reached without it, by commas; the
                                   environment's */
    const char *unix_socket;    /* path of the socket to connect to, whatever
                                   the host is */
    size_t max_idle;            /* idle connections kept are those of this many
                                   threads; 32 */
    struct conn_transport *transport; /* instead of libcurl (conn/transport.h);
                                         closed with the client, and where
                                         opening fails */
    const char *account; /* tells the tokens of one account from those of
                            another in the token store */
    const struct conn_token_store *token_store; /* copied; see conn/auth.h */
    const char *state_folder; /* of the default store; $XDG_STATE_HOME/conn or
                                 ~/.local/state/conn */
    bool forget_tokens;       /* no default store: they end with the client */
    bool no_retry;            /* never try again */
    bool allow_foreign_pages; /* follow a next URL on another origin,
                                 without credentials */
    bool obey_quota;          /* where an answer says that no request is left
                                 (conn_reply_quota), wait until there is */
    conn_before_fn *before;
    conn_after_fn *after;
    void *hook_user;  /* handed to both */
    conn_log_fn *log; /* hears what the client does; nobody (conn/log.h) */
    void *log_user;
    conn_log_level log_level; /* of the least lines it hears; CONN_LOG_INFO */
} conn_options;

/* Options of one call; the `call` member of every arguments struct. */
typedef struct conn_call_options {
    int64_t timeout_ms;          /* one attempt; 0: the client's */
    int64_t deadline_ms;         /* whole call, from now; 0: none */
    conn_cancel *cancel;         /* ends the call, also between retries */
    const char *idempotency_key; /* overrides the generated key */
    bool keep_body;              /* keep the body for conn_reply_body */
    const conn_upload *upload;   /* instead of a body of type bytes or string */
    const conn_download *download; /* where a result of type bytes goes */
    bool item_by_item;             /* a list's pages are decoded while they
                                      arrive, each item in the memory of the one
                                      before; see conn_pages below */
} conn_call_options;

/* A token that ends the calls it was given to. One thread may make it, any
 * thread may trigger it; free it after the last call has returned. NULL on
 * memory shortage. */
conn_cancel *conn_cancel_new(void);
void conn_cancel_trigger(conn_cancel *cancel);
void conn_cancel_free(conn_cancel *cancel);

/* Reading a reply. All of it lives until conn_reply_free. NULL, as a failed
 * call returns it, is taken by all of them and reads as empty. */
int conn_reply_status(const conn_reply *reply);
/* The first header of that name (case-insensitive), or NULL. */
const char *conn_reply_header(const conn_reply *reply, const char *name);
/* The body as it came, if the call asked to keep it; else empty. */
conn_bytes conn_reply_body(const conn_reply *reply);
/* The header behind *at, which is moved on; *at is zero at the start. False at
 * the end. */
bool conn_reply_next_header(const conn_reply *reply, conn_header *at);
/* What the answer says of the quota: requests in the present time, those that
 * are left of it, and milliseconds until it begins anew; -1 where it does not
 * say. Read are X-RateLimit-*, RateLimit-* and RateLimit (draft-ietf-httpapi-
 * ratelimit-headers). */
typedef struct conn_quota {
    int64_t limit;
    int64_t remaining;
    int64_t reset_ms;
} conn_quota;
conn_quota conn_reply_quota(const conn_reply *reply);
/* How many requests the call took, 1 without a retry. */
int conn_reply_attempts(const conn_reply *reply);
void conn_reply_free(conn_reply *reply);

/* A request that no operation declares, with the client's credentials, limits
 * and log, tried again for 429, 502, 503, 504 and broken connections if its
 * method allows that. The value is the body; a status other than 2xx is an
 * error. */
typedef struct conn_raw_request {
    const char *method;         /* NULL: GET */
    const char *path;           /* behind the base URL, with its query,
                                   percent-encoded; or a URL of its origin */
    const conn_header *headers; /* beside those that the client adds */
    size_t header_count;
    const void *body; /* NULL: none */
    size_t body_size;
    bool idempotent;               /* sending it twice does no harm */
    const conn_call_options *call; /* or NULL */
} conn_raw_request;
conn_reply *conn_send(conn_client *client, const conn_raw_request *request,
                      conn_error *err) CONN_MUST_CHECK;

/* Lists with item_by_item: an item lives until the next is asked for, a page
 * may be of any size (max_response does not bound it, max_item bounds an item),
 * and there is nothing to read of a page as a whole: NAME_next_page is
 * CONN_USAGE, and of what stands around the items only what pagination needs is
 * read. An answer without the list, or with null for it, is CONN_DECODE. */

/* Of a stream of Server-Sent Events, for the item that was read last: the type
 * of its event ("message" if it had none) and the id of the last event that had
 * one (""). They live until the next item. Empty for other streams, and before
 * the first item. */
conn_str conn_stream_event(const conn_stream *stream);
conn_str conn_stream_event_id(const conn_stream *stream);
/* The reply that the stream is read from, for its status and headers, owned by
 * the stream; NULL before the first item. */
const conn_reply *conn_stream_reply(const conn_stream *stream);

/* What the client counted since it was opened. */
typedef struct conn_stats {
    uint64_t requests; /* sent, retries included */
    uint64_t retries;
    uint64_t connections; /* newly made, not reused */
    uint64_t logins;      /* provision and refresh steps */
} conn_stats;
conn_stats conn_client_stats(conn_client *client);

#ifdef __cplusplus
}
#endif
#endif
