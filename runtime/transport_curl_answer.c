/* transport_curl_answer.c - what libcurl gives back: headers and body while
 * they arrive, and what its codes mean. */
#include <string.h>

#include "fail.h"
#include "transport_curl.h"

/* The most that an announced Content-Length makes us take in advance. */
#define MOST_AHEAD ((curl_off_t)16 << 20)
/* Bytes behind a body that speed up its decoding (conn_json_limits). */
#define BEHIND 32

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
    {CURLE_SSL_CERTPROBLEM, CONN_MISCONFIGURED, false},
    {CURLE_OUT_OF_MEMORY, CONN_MEMORY, false},
};

/* ---- callbacks ---- */

static size_t on_header(char *line, size_t size, size_t count, void *user)
{
    conn_transfer *t = user;
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

/* At the first byte of the body: its status, its length, and room for all of it
 * at once where that is announced. */
static void begin_body(conn_transfer *t)
{
    conn_http_response *r = t->response;
    long status = 0;
    curl_off_t length = -1;
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    r->status = (int)status;
    /* A compressed body's length is not that of what arrives here. */
    bool coded = conn_response_header(r, "Content-Encoding", NULL) != NULL;
    r->length = coded ? -1 : length;
    bool kept = r->sink == NULL || !r->sink->accepts(r->sink, r->status);
    if (kept && length > 0 && length < MOST_AHEAD &&
        (r->body.cap == 0 || (size_t)length + BEHIND <= r->body.cap))
        conn_buf_room(&r->body, (size_t)length + BEHIND);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *user)
{
    conn_transfer *t = user;
    size_t len = size * count;
    if (t->response->status == 0)
        begin_body(t);
    return conn_response_add_body(t->response, bytes, len) == CONN_OK ? len : 0;
}

/* What is sent, where it is not in memory. */
static size_t on_read(char *into, size_t size, size_t count, void *user)
{
    conn_transfer *t = user;
    conn_body *source = t->request->source;
    ptrdiff_t n = source->read(source, into, size * count);
    return n < 0 ? CURL_READFUNC_ABORT : (size_t)n;
}

static int on_seek(void *user, curl_off_t offset, int origin)
{
    conn_transfer *t = user;
    conn_body *source = t->request->source;
    bool done = origin == SEEK_SET && offset == 0 && source->rewind(source);
    return done ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

/* Called before the request goes out. libcurl sends it again by itself when a
 * reused connection turns out to be dead, which must not happen to a request
 * that the server may have carried out. */
static int on_send(void *user, char *ip, char *local_ip, int port,
                   int local_port)
{
    conn_transfer *t = user;
    (void)ip;
    (void)local_ip;
    (void)port;
    (void)local_port;
    bool again = t->times_sent++ > 0;
    return again && !t->request->repeatable ? CURL_PREREQFUNC_ABORT
                                            : CURL_PREREQFUNC_OK;
}

#define SET(option, value)                                                     \
    (code = code != CURLE_OK ? code : curl_easy_setopt(l->easy, option, value))

CURLcode conn_curl_listen(conn_lane *l)
{
    CURLcode code = CURLE_OK;
    conn_transfer *t = &l->transfer;
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, t);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, t);
    SET(CURLOPT_READFUNCTION, on_read);
    SET(CURLOPT_READDATA, t);
    SET(CURLOPT_SEEKFUNCTION, on_seek);
    SET(CURLOPT_SEEKDATA, t);
    SET(CURLOPT_PREREQFUNCTION, on_send);
    SET(CURLOPT_PREREQDATA, t);
    SET(CURLOPT_ERRORBUFFER, t->detail);
    return code;
}

/* ---- the outcome ---- */

static conn_status body_failure(const conn_transfer *t)
{
    const conn_body *source = t->request->source;
    return source != NULL ? source->failure : CONN_OK;
}

static code_row row_of(const conn_transfer *t, CURLcode code)
{
    const conn_http_response *r = t->response;
    bool aborted = code == CURLE_ABORTED_BY_CALLBACK;
    if (aborted && body_failure(t) != CONN_OK)
        return (code_row){code, body_failure(t), false};
    if (aborted && t->times_sent > 1)
        return (code_row){CURLE_GOT_NOTHING, CONN_TRANSPORT, true};
    if (code == CURLE_WRITE_ERROR && t->headers_too_large)
        return (code_row){code, CONN_LIMIT, false};
    if (code == CURLE_WRITE_ERROR && r->failure != CONN_OK)
        return (code_row){code, r->failure, false};
    if (code == CURLE_WRITE_ERROR && r->headers.status != CONN_OK)
        return (code_row){code, r->headers.status, false};
    for (size_t i = 0; i < sizeof code_rows / sizeof code_rows[0]; i++)
        if (code_rows[i].code == code)
            return code_rows[i];
    return (code_row){code, CONN_TRANSPORT, false};
}

static conn_status report(conn_transfer *t, CURLcode code, conn_error *err)
{
    code_row row = row_of(t, code);
    t->response->transient = row.transient;
    if (t->headers_too_large)
        conn_fail(err, row.status,
                  "the answer's headers are larger than %zu "
                  "bytes",
                  t->request->max_headers);
    else if (code == CURLE_WRITE_ERROR && t->response->failure != CONN_OK)
        conn_response_fail(t->response, err);
    else if (body_failure(t) != CONN_OK)
        conn_fail(err, row.status, "%s",
                  row.status == CONN_CANCELLED ? "cancelled"
                                               : "the body can't be read");
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

conn_status conn_curl_finish(conn_lane *l, CURLcode code, conn_error *err)
{
    conn_transfer *t = &l->transfer;
    long status = 0, connects = 0;
    curl_easy_getinfo(l->easy, CURLINFO_NUM_CONNECTS, &connects);
    t->response->connected = connects > 0;
    curl_easy_getinfo(l->easy, CURLINFO_RESPONSE_CODE, &status);
    t->response->status = (int)status;
    return code == CURLE_OK ? CONN_OK : report(t, code, err);
}
