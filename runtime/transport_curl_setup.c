/* transport_curl_setup.c - a request as options of libcurl. Those that never
 * change are set once for a lane, and header lines lie in memory that the lane
 * keeps, so that a request costs libcurl's own work and little more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "transport_curl.h"

#define SET(option, value)                                                     \
    (code = code != CURLE_OK ? code : curl_easy_setopt(l->easy, option, value))
/* Only where there is a value: not every libcurl has every option. */
#define SET_GIVEN(option, value)                                               \
    ((value) != NULL ? SET(option, value) : CURLE_OK)

/* ---- header lines ---- */

/* Headers that libcurl would add by itself to a body are taken out. */
static const char *const unwanted[] = {"Expect", "Content-Type"};
#define UNWANTED (sizeof unwanted / sizeof unwanted[0])

static bool is(const char *method, const char *name)
{
    return strcmp(method, name) == 0;
}

static bool sends_body(const conn_http_request *request)
{
    const char *method = request->method;
    return request->body != NULL || request->source != NULL ||
           (*method == 'P' &&
            (is(method, "POST") || is(method, "PUT") || is(method, "PATCH")));
}

static bool has_room(conn_lane *l, size_t count)
{
    if (count <= l->room)
        return true;
    struct curl_slist *more = conn_realloc(l->lines, count * sizeof *l->lines);
    if (more == NULL)
        return false;
    l->lines = more;
    l->room = count;
    return true;
}

void conn_curl_find_encodings(conn_curl *self)
{
    static const struct {
        int feature;
        const char *names;
    } rows[] = {
        {CURL_VERSION_LIBZ, "deflate, gzip"},
        {CURL_VERSION_BROTLI, "br"},
#ifdef CURL_VERSION_ZSTD
        {CURL_VERSION_ZSTD, "zstd"},
#endif
    };
    int features = curl_version_info(CURLVERSION_NOW)->features;
    char *at = self->encodings, *end = at + sizeof self->encodings;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if ((features & rows[i].feature) != 0)
            at += snprintf(at, (size_t)(end - at), "%s%s",
                           at == self->encodings ? "Accept-Encoding: " : ", ",
                           rows[i].names);
}

/* Appends a line and its NUL. */
static void write_line(conn_buf *text, const char *name, const char *between,
                       const char *value)
{
    const char *parts[] = {name, between, value};
    size_t sizes[] = {strlen(name), strlen(between), strlen(value)};
    char *room = conn_buf_room(text, sizes[0] + sizes[1] + sizes[2] + 1);
    if (room == NULL)
        return;
    for (size_t i = 0; i < 3; i++) {
        memcpy(room, parts[i], sizes[i]);
        room += sizes[i];
    }
    *room = '\0';
    conn_buf_wrote(text, (size_t)(room - (text->data + text->len)) + 1);
}

/* Writes the lines; returns how many. An empty value is written with a
 * semicolon. libcurl would write what it decodes as well, but slower. */
static size_t write_lines(conn_buf *text, const conn_http_request *request,
                          const char *encodings)
{
    size_t count = request->header_count;
    conn_buf_reset(text);
    for (size_t i = 0; i < request->header_count; i++) {
        const conn_header *h = &request->headers[i];
        write_line(text, h->name, *h->value != '\0' ? ": " : ";", h->value);
    }
    if (*encodings != '\0') {
        write_line(text, encodings, "", "");
        count++;
    }
    for (size_t i = 0; sends_body(request) && i < UNWANTED; i++) {
        if (conn_http_has_header(request, unwanted[i]))
            continue;
        write_line(text, unwanted[i], ":", "");
        count++;
    }
    return count;
}

/* libcurl reads a list of headers where it is and never frees it. */
static CURLcode set_headers(conn_lane *l, const conn_http_request *request,
                            const char *encodings)
{
    size_t count = write_lines(&l->text, request, encodings);
    if (l->text.status != CONN_OK || !has_room(l, count))
        return CURLE_OUT_OF_MEMORY;
    char *at = l->text.data;
    for (size_t i = 0; i < count; i++) {
        l->lines[i].data = at;
        l->lines[i].next = i + 1 < count ? &l->lines[i + 1] : NULL;
        at += strlen(at) + 1;
    }
    return curl_easy_setopt(l->easy, CURLOPT_HTTPHEADER,
                            count > 0 ? l->lines : NULL);
}

/* ---- options ---- */

static CURLcode set_protocols(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS,
                            (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

bool conn_curl_has_proxy(void)
{
    /* Not HTTP_PROXY: a CGI program has it from whoever calls it. */
    static const char *const names[] = {
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (getenv(names[i]) != NULL)
            return true;
    return false;
}

/* libcurl searches the environment for each request, if it is not told that
 * there is nothing to be found. */
static CURLcode set_proxy(conn_lane *l, const conn_curl *self)
{
    CURLcode code = CURLE_OK;
    const conn_options *options = self->options;
    SET_GIVEN(CURLOPT_PROXY, self->direct ? "" : options->proxy);
    SET_GIVEN(CURLOPT_NOPROXY, self->direct ? "" : options->no_proxy);
    return code;
}

static CURLcode set_peers(conn_lane *l, const conn_options *options)
{
    CURLcode code = CURLE_OK;
    SET_GIVEN(CURLOPT_CAINFO, options->ca_file);
    SET_GIVEN(CURLOPT_CAPATH, options->ca_path);
    SET_GIVEN(CURLOPT_KEYPASSWD, options->key_password);
    SET_GIVEN(CURLOPT_UNIX_SOCKET_PATH, options->unix_socket);
    return code;
}

/* What is the same for all requests. */
static CURLcode set_lane(conn_lane *l, conn_curl *self)
{
    CURLcode code = set_protocols(l->easy);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    SET(CURLOPT_SHARE, self->share);
    if (code == CURLE_OK)
        code = set_proxy(l, self);
    if (code == CURLE_OK)
        code = set_peers(l, self->options);
    if (code == CURLE_OK)
        code = conn_curl_listen(l);
    l->prepared = code == CURLE_OK;
    return code;
}

/* The kind of transfer, and the method where that kind has another one. Each
 * kind undoes the one before it. */
static CURLcode set_method(conn_lane *l, const conn_http_request *request)
{
    CURLcode code = CURLE_OK;
    const char *method = request->method, *natural = "GET";
    bool gets = is(method, natural) && !sends_body(request);
    if (gets && l->gets)
        return code;
    l->gets = false;
    SET(CURLOPT_HTTPGET, 1L);
    if (request->source != NULL) {
        natural = "PUT";
        SET(CURLOPT_UPLOAD, 1L);
        SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->source->length);
    } else if (sends_body(request)) {
        natural = "POST";
        /* Also without a body, so that a Content-Length of 0 is sent. */
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
        SET(CURLOPT_POSTFIELDS, request->body != NULL ? request->body : "");
    } else if (is(method, "HEAD")) {
        natural = "HEAD";
        SET(CURLOPT_NOBODY, 1L);
    }
    SET(CURLOPT_CUSTOMREQUEST, is(method, natural) ? NULL : method);
    l->gets = gets && code == CURLE_OK;
    return code;
}

/* The client's certificate is a credential: not for foreign pages. */
static CURLcode set_certificate(conn_lane *l, const conn_options *options,
                                const conn_http_request *request)
{
    CURLcode code = CURLE_OK;
    bool shown = !request->foreign;
    if (options->cert_file == NULL)
        return code;
    SET(CURLOPT_SSLCERT, shown ? options->cert_file : NULL);
    SET(CURLOPT_SSLKEY, shown ? options->key_file : NULL);
    return code;
}

static CURLcode set_timeouts(conn_lane *l, const conn_http_request *request)
{
    CURLcode code = CURLE_OK;
    if (l->connect_timeout_ms != request->connect_timeout_ms)
        SET(CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_timeout_ms);
    if (l->timeout_ms != request->timeout_ms)
        SET(CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    l->connect_timeout_ms = request->connect_timeout_ms;
    l->timeout_ms = request->timeout_ms;
    return code;
}

static CURLcode set_request(conn_lane *l, const conn_curl *self,
                            const conn_http_request *request, bool plain)
{
    CURLcode code = set_certificate(l, self->options, request);
    if (code == CURLE_OK)
        code = conn_lane_aim(l, self, request->url);
    if (code == CURLE_OK)
        code = set_timeouts(l, request);
    if (l->encoding != 1 + plain)
        SET(CURLOPT_ACCEPT_ENCODING, plain ? NULL : "");
    l->encoding = code == CURLE_OK ? 1 + plain : 0;
    return code == CURLE_OK ? set_method(l, request) : code;
}

/* Of `detail` the first byte says that there is none. */
static void begin_transfer(conn_lane *l, const conn_http_request *request,
                           conn_http_response *response)
{
    conn_transfer *t = &l->transfer;
    t->request = request;
    t->response = response;
    t->easy = l->easy;
    t->header_bytes = 0;
    t->headers_done = false;
    t->headers_too_large = false;
    t->times_sent = 0;
    t->detail[0] = '\0';
}

CURLcode conn_lane_prepare(conn_lane *l, conn_curl *self,
                           const conn_http_request *request,
                           conn_http_response *response)
{
    CURLcode code = l->prepared ? CURLE_OK : set_lane(l, self);
    begin_transfer(l, request, response);
    /* A part of an encoded body can't be decoded. */
    bool plain = conn_http_has_header(request, "Range") ||
                 conn_http_has_header(request, "Accept-Encoding");
    if (code == CURLE_OK)
        code = set_headers(l, request, plain ? "" : self->encodings);
    return code == CURLE_OK ? set_request(l, self, request, plain) : code;
}

void conn_lane_wipe(conn_lane *l)
{
    if (l->text.data != NULL)
        conn_wipe(l->text.data, l->text.len);
    l->transfer.request = NULL;
    l->transfer.response = NULL;
}

void conn_lane_spoil(conn_lane *l)
{
    curl_easy_reset(l->easy);
    conn_lane_lose_origin(l);
    l->prepared = false;
    l->encoding = 0;
    l->gets = false;
    l->connect_timeout_ms = l->timeout_ms = 0;
}
