/* sigv4.c - AWS Signature Version 4. */
#include "sigv4.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto.h"
#include "fail.h"
#include "uri.h"

void conn_sigv4_time(int64_t time, char out[CONN_SIGV4_TIME])
{
    char text[CONN_TIME_SIZE];
    size_t to = 0;
    size_t len = conn_time_print(time * 1000000, text);
    for (size_t i = 0; i < len && to + 1 < CONN_SIGV4_TIME; i++)
        if (text[i] != '-' && text[i] != ':')
            out[to++] = text[i];
    out[to] = '\0';
}

bool conn_sigv4_payload(const conn_sigv4_request *request, conn_buf *out)
{
    if (request->payload != NULL)
        return conn_buf_puts(out, request->payload);
    unsigned char digest[CONN_HASH_MAX];
    return conn_hash_of(CONN_HASH_SHA256, request->body, request->body_len,
                        digest) &&
           conn_hex_add(out, digest, conn_hash_size(CONN_HASH_SHA256));
}

/* ---- the path ---- */

/* Appends `segment` to a path that has none of ".", ".." and "". */
static void add_segment(conn_buf *path, const char *segment, size_t len)
{
    if (len == 0 || (len == 1 && segment[0] == '.'))
        return;
    if (len == 2 && segment[0] == '.' && segment[1] == '.') {
        size_t at = path->len;
        while (at > 0 && path->data[at - 1] != '/')
            at--;
        if (path->data != NULL)
            conn_buf_cut(path, at > 0 ? at - 1 : 0);
        return;
    }
    conn_buf_putc(path, '/');
    conn_buf_add(path, segment, len);
}

static void normalize(conn_str path, conn_buf *out)
{
    size_t start = 0;
    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.data[i] != '/')
            continue;
        add_segment(out, path.data + start, i - start);
        start = i + 1;
    }
    bool ends = path.len > 0 && path.data[path.len - 1] == '/';
    if (out->len == 0 || ends)
        conn_buf_putc(out, '/');
}

static void add_path(const conn_sigv4_keys *keys, conn_str path, conn_buf *out)
{
    conn_buf clean = {0};
    if (path.len == 0)
        path = conn_str_of("/");
    if (keys->raw_path) {
        conn_buf_add(out, path.data, path.len);
        return;
    }
    if (keys->keep_dots)
        conn_buf_add(&clean, path.data, path.len);
    else
        normalize(path, &clean);
    if (clean.status == CONN_OK)
        conn_uri_encode(out, clean.data, clean.len, "/");
    else
        out->status = clean.status;
    conn_buf_free(&clean);
}

/* ---- sorted lists ---- */

/* Texts of the arena. */
typedef struct row {
    const char *name;
    const char *value;
    size_t number; /* equal names keep their order */
} row;

typedef struct rows {
    conn_arena arena;
    row *items;
    size_t count, room;
} rows;

static bool rows_add(rows *list, conn_buf *name, conn_buf *value)
{
    if (list->count == list->room) {
        size_t room = list->room > 0 ? list->room * 2 : 16;
        row *more =
            conn_arena_resize(&list->arena, list->items,
                              list->room * sizeof *more, room * sizeof *more);
        if (more == NULL)
            return false;
        list->items = more;
        list->room = room;
    }
    row *item = &list->items[list->count];
    if (name->status != CONN_OK || value->status != CONN_OK)
        return false;
    item->name = conn_arena_text(&list->arena, name->len > 0 ? name->data : "",
                                 name->len);
    item->value = conn_arena_text(
        &list->arena, value->len > 0 ? value->data : "", value->len);
    item->number = list->count++;
    return item->name != NULL && item->value != NULL;
}

static int by_name_and_value(const void *a, const void *b)
{
    const row *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : strcmp(x->value, y->value);
}

static int by_name(const void *a, const void *b)
{
    const row *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order
                      : (x->number > y->number) - (x->number < y->number);
}

static void sort(rows *list, int (*order)(const void *, const void *))
{
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, order);
}

/* ---- the query ---- */

/* Appends text of a URL in the one way of encoding it. A plus is itself. */
static void recode(conn_buf *out, const char *text, size_t len)
{
    conn_buf plain = {0};
    conn_uri_decode(&plain, text, len, false);
    if (plain.status != CONN_OK)
        out->status = plain.status;
    else if (plain.len > 0)
        conn_uri_encode(out, plain.data, plain.len, "");
    conn_buf_free(&plain);
}

static bool add_pair(rows *list, const char *at, const char *stop)
{
    conn_buf name = {0}, value = {0};
    const char *equals = memchr(at, '=', (size_t)(stop - at));
    const char *end = equals != NULL ? equals : stop;
    recode(&name, at, (size_t)(end - at));
    if (equals != NULL)
        recode(&value, equals + 1, (size_t)(stop - equals - 1));
    bool done = rows_add(list, &name, &value);
    conn_buf_free(&name);
    conn_buf_free(&value);
    return done;
}

static bool add_query(conn_str query, conn_buf *out)
{
    rows list = {0};
    const char *at = query.data, *end = query.data + query.len;
    bool done = true;
    while (done && query.len > 0 && at < end) {
        const char *stop = memchr(at, '&', (size_t)(end - at));
        stop = stop != NULL ? stop : end;
        if (stop > at)
            done = add_pair(&list, at, stop);
        at = stop + 1;
    }
    sort(&list, by_name_and_value);
    for (size_t i = 0; done && i < list.count; i++)
        done = conn_buf_printf(out, "%s%s=%s", i > 0 ? "&" : "",
                               list.items[i].name, list.items[i].value);
    conn_arena_free(&list.arena);
    return done;
}

/* ---- headers ---- */

/* What is changed on the way, or written by libcurl. */
static bool is_signed(const char *name)
{
    static const char *const unsigned_names[] = {
        "authorization", "user-agent", "accept-encoding", "connection",
        "expect",        "te",         "x-amzn-trace-id", "transfer-encoding"};
    for (size_t i = 0; i < sizeof unsigned_names / sizeof unsigned_names[0];
         i++)
        if (conn_same_name(name, unsigned_names[i]))
            return false;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without blanks at the ends, and with one for many between. */
static void add_trimmed(conn_buf *out, conn_str value)
{
    size_t start = out->len;
    bool blank = false;
    for (size_t i = 0; i < value.len; i++) {
        if (is_blank(value.data[i])) {
            blank = true;
            continue;
        }
        if (blank && out->len > start)
            conn_buf_putc(out, ' ');
        blank = false;
        conn_buf_putc(out, value.data[i]);
    }
}

static bool add_header(rows *list, const char *name, conn_str value)
{
    conn_buf lower = {0}, text = {0};
    for (const char *c = name; *c != '\0'; c++)
        conn_buf_putc(&lower, *c >= 'A' && *c <= 'Z' ? (char)(*c | 0x20) : *c);
    add_trimmed(&text, value);
    bool done = rows_add(list, &lower, &text);
    conn_buf_free(&lower);
    conn_buf_free(&text);
    return done;
}

static bool gather(const conn_sigv4_keys *keys,
                   const conn_sigv4_request *request, rows *list)
{
    char time[CONN_SIGV4_TIME];
    conn_buf digest = {0};
    conn_sigv4_time(request->time, time);
    bool done = add_header(list, "host", request->host) &&
                add_header(list, "x-amz-date", conn_str_of(time));
    if (done && keys->session_token.len > 0 && !request->token_is_not_signed)
        done = add_header(list, "x-amz-security-token", keys->session_token);
    if (done && keys->sign_body)
        done = conn_sigv4_payload(request, &digest) &&
               add_header(list, "x-amz-content-sha256",
                          (conn_str){digest.data, digest.len});
    for (size_t i = 0; done && i < request->header_count; i++)
        if (is_signed(request->headers[i].name))
            done = add_header(list, request->headers[i].name,
                              conn_str_of(request->headers[i].value));
    conn_buf_free(&digest);
    return done;
}

/* Headers of one name become one, their values joined by commas. */
static void add_headers(const rows *list, conn_buf *out, conn_buf *names)
{
    for (size_t i = 0; i < list->count; i++) {
        const row *r = &list->items[i];
        bool more = i > 0 && strcmp(list->items[i - 1].name, r->name) == 0;
        if (!more) {
            conn_buf_printf(out, "%s%s:", i > 0 ? "\n" : "", r->name);
            conn_buf_printf(names, "%s%s", i > 0 ? ";" : "", r->name);
        } else {
            conn_buf_putc(out, ',');
        }
        conn_buf_puts(out, r->value);
    }
    conn_buf_puts(out, "\n\n");
}

/* ---- signing ---- */

bool conn_sigv4_canonical(const conn_sigv4_keys *keys,
                          const conn_sigv4_request *request, conn_buf *out,
                          conn_buf *signed_names)
{
    rows list = {0};
    bool done = gather(keys, request, &list);
    sort(&list, by_name);
    conn_buf_printf(out, "%s\n", request->method);
    add_path(keys, request->path, out);
    conn_buf_putc(out, '\n');
    done = done && add_query(request->query, out);
    conn_buf_putc(out, '\n');
    add_headers(&list, out, signed_names);
    conn_buf_printf(out, "%s\n",
                    signed_names->data != NULL ? signed_names->data : "");
    conn_arena_free(&list.arena);
    return done && conn_sigv4_payload(request, out) && out->status == CONN_OK &&
           signed_names->status == CONN_OK;
}

/* "20150830/us-east-1/service/aws4_request" */
static void add_scope(const conn_sigv4_keys *keys, int64_t time, conn_buf *out)
{
    char date[CONN_SIGV4_TIME];
    conn_sigv4_time(time, date);
    conn_buf_printf(out, "%.8s/%.*s/%.*s/aws4_request", date,
                    (int)keys->region.len, keys->region.data,
                    (int)keys->service.len, keys->service.data);
}

bool conn_sigv4_text(const conn_sigv4_keys *keys, int64_t time,
                     const conn_buf *canonical, conn_buf *out)
{
    char date[CONN_SIGV4_TIME];
    unsigned char digest[CONN_HASH_MAX];
    conn_sigv4_time(time, date);
    conn_buf_printf(out, "AWS4-HMAC-SHA256\n%s\n", date);
    add_scope(keys, time, out);
    conn_buf_putc(out, '\n');
    return conn_hash_of(CONN_HASH_SHA256, canonical->data, canonical->len,
                        digest) &&
           conn_hex_add(out, digest, conn_hash_size(CONN_HASH_SHA256));
}

/* The key that a day, a region and a service have made of the secret. */
static bool derive(const conn_sigv4_keys *keys, int64_t time,
                   unsigned char key[CONN_HASH_MAX])
{
    char date[CONN_SIGV4_TIME];
    conn_buf secret = {0};
    conn_sigv4_time(time, date);
    const conn_str steps[] = {
        {date, 8}, keys->region, keys->service, conn_str_of("aws4_request")};
    conn_buf_puts(&secret, "AWS4");
    bool done =
        conn_buf_add(&secret, keys->secret_key.data, keys->secret_key.len) &&
        conn_hmac(CONN_HASH_SHA256, (conn_str){secret.data, secret.len},
                  steps[0].data, steps[0].len, key);
    for (size_t i = 1; done && i < 4; i++) {
        unsigned char next[CONN_HASH_MAX];
        conn_str with = {(const char *)key, conn_hash_size(CONN_HASH_SHA256)};
        done = conn_hmac(CONN_HASH_SHA256, with, steps[i].data, steps[i].len,
                         next);
        memcpy(key, next, with.len);
    }
    if (secret.data != NULL)
        conn_wipe(secret.data, secret.size);
    conn_buf_free(&secret);
    return done;
}

static bool add_signature(const conn_sigv4_keys *keys, int64_t time,
                          const conn_buf *text, conn_buf *out)
{
    unsigned char key[CONN_HASH_MAX], mac[CONN_HASH_MAX];
    size_t size = conn_hash_size(CONN_HASH_SHA256);
    bool done = derive(keys, time, key) &&
                conn_hmac(CONN_HASH_SHA256, (conn_str){(char *)key, size},
                          text->data, text->len, mac) &&
                conn_hex_add(out, mac, size);
    conn_wipe(key, sizeof key);
    return done;
}

static const char *missing(const conn_sigv4_keys *keys)
{
    if (keys->access_key.len == 0)
        return "access key";
    if (keys->secret_key.len == 0)
        return "secret key";
    if (keys->region.len == 0)
        return "region";
    return keys->service.len == 0 ? "service" : NULL;
}

conn_status conn_sigv4_header(conn_buf *out, const conn_sigv4_keys *keys,
                              const conn_sigv4_request *request,
                              conn_error *err)
{
    conn_buf canonical = {0}, names = {0}, text = {0};
    const char *lacks = missing(keys);
    if (lacks != NULL)
        return conn_fail(err, CONN_MISCONFIGURED,
                         "the %s to sign with is not set", lacks);
    bool done = conn_sigv4_canonical(keys, request, &canonical, &names) &&
                conn_sigv4_text(keys, request->time, &canonical, &text);
    conn_buf_printf(out, "AWS4-HMAC-SHA256 Credential=%.*s/",
                    (int)keys->access_key.len, keys->access_key.data);
    add_scope(keys, request->time, out);
    conn_buf_printf(out, ", SignedHeaders=%s, Signature=",
                    names.data != NULL ? names.data : "");
    done = done && add_signature(keys, request->time, &text, out);
    conn_buf_free(&canonical);
    conn_buf_free(&names);
    conn_buf_free(&text);
    return done && out->status == CONN_OK ? CONN_OK : conn_fail_memory(err);
}
