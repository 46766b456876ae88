/* oauth1.c - RFC 5849: parameters are gathered, encoded, sorted, signed. */
#include "oauth1.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base64.h"
#include "crypto.h"
#include "fail.h"
#include "uri.h"

/* ---- parameters ---- */

/* Both encoded; texts of the arena. */
typedef struct pair {
    conn_str name;
    conn_str value;
} pair;

typedef struct pairs {
    conn_arena arena;
    pair *items;
    size_t count, room;
} pairs;

static bool encode(pairs *list, conn_str plain, conn_str *out)
{
    conn_buf text = {0};
    conn_uri_encode(&text, plain.len > 0 ? plain.data : "", plain.len, "");
    out->len = text.len;
    out->data = text.status == CONN_OK
                    ? conn_arena_text(&list->arena,
                                      text.len > 0 ? text.data : "", text.len)
                    : NULL;
    conn_buf_free(&text);
    return out->data != NULL;
}

static bool add(pairs *list, conn_str name, conn_str value)
{
    if (list->count == list->room) {
        size_t room = list->room > 0 ? list->room * 2 : 16;
        pair *more =
            conn_arena_resize(&list->arena, list->items,
                              list->room * sizeof *more, room * sizeof *more);
        if (more == NULL)
            return false;
        list->items = more;
        list->room = room;
    }
    pair *item = &list->items[list->count++];
    return encode(list, name, &item->name) && encode(list, value, &item->value);
}

/* A part of a form (section 3.4.1.3.1), decoded; data NULL if memory is short.
 */
static conn_str decode(pairs *list, const char *text, size_t len)
{
    conn_buf plain = {0};
    conn_str out = {NULL, 0};
    conn_uri_decode(&plain, text, len, true);
    if (plain.status == CONN_OK)
        out = (conn_str){conn_arena_text(&list->arena,
                                         plain.len > 0 ? plain.data : "",
                                         plain.len),
                         plain.len};
    conn_buf_free(&plain);
    return out;
}

/* Adds the pairs of a query or a form. */
static bool add_form(pairs *list, conn_str form)
{
    const char *at = form.data, *end = form.data + form.len;
    bool done = true;
    while (done && form.len > 0 && at < end) {
        const char *stop = memchr(at, '&', (size_t)(end - at));
        stop = stop != NULL ? stop : end;
        const char *equals = memchr(at, '=', (size_t)(stop - at));
        const char *name_end = equals != NULL ? equals : stop;
        const char *value = equals != NULL ? equals + 1 : stop;
        if (stop > at) {
            conn_str n = decode(list, at, (size_t)(name_end - at));
            conn_str v = decode(list, value, (size_t)(stop - value));
            done = n.data != NULL && v.data != NULL && add(list, n, v);
        }
        at = stop + 1;
    }
    return done;
}

static int compare(const void *a, const void *b)
{
    const pair *x = a, *y = b;
    int order = strcmp(x->name.data, y->name.data);
    return order != 0 ? order : strcmp(x->value.data, y->value.data);
}

/* ---- the protocol's own parameters ---- */

static const char *method_of(const conn_oauth1_keys *keys)
{
    return keys->signature != NULL ? keys->signature : "HMAC-SHA1";
}

static bool add_protocol(pairs *list, const conn_oauth1_keys *keys,
                         const conn_oauth1_request *request)
{
    conn_buf time = {0};
    bool plain = strcmp(method_of(keys), "PLAINTEXT") == 0;
    bool done =
        conn_buf_printf(&time, "%" PRId64, request->time) &&
        add(list, conn_str_of("oauth_consumer_key"), keys->consumer_key);
    if (done && !plain)
        done =
            add(list, conn_str_of("oauth_nonce"), conn_str_of(request->nonce));
    done = done && add(list, conn_str_of("oauth_signature_method"),
                       conn_str_of(method_of(keys)));
    if (done && !plain)
        done = add(list, conn_str_of("oauth_timestamp"),
                   (conn_str){time.data, time.len});
    if (done && keys->token.len > 0)
        done = add(list, conn_str_of("oauth_token"), keys->token);
    conn_buf_free(&time);
    return done;
}

/* ---- the base string ---- */

/* Scheme, host and port without a default, path (section 3.4.1.2). */
static void add_base_url(conn_buf *out, const conn_uri *uri)
{
    conn_buf text = {0};
    bool https = uri->scheme.len == 5;
    const char *port = https ? ":443" : ":80";
    size_t len = uri->authority.len, tail = strlen(port);
    if (len > tail && memcmp(uri->authority.data + len - tail, port, tail) == 0)
        len -= tail;
    conn_buf_puts(&text, https ? "https://" : "http://");
    for (size_t i = 0; i < len; i++) {
        char c = uri->authority.data[i];
        conn_buf_putc(&text, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
    }
    if (uri->path.len > 0)
        conn_buf_add(&text, uri->path.data, uri->path.len);
    else
        conn_buf_putc(&text, '/');
    if (text.status == CONN_OK)
        conn_uri_encode(out, text.data, text.len, "");
    else
        out->status = text.status;
    conn_buf_free(&text);
}

static void add_pairs(conn_buf *out, const pairs *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const pair *p = &list->items[i];
        if (i > 0)
            conn_buf_puts(out, "%26");
        conn_uri_encode(out, p->name.data, p->name.len, "");
        conn_buf_puts(out, "%3D");
        conn_uri_encode(out, p->value.data, p->value.len, "");
    }
}

conn_status conn_oauth1_base(conn_buf *out, const conn_oauth1_keys *keys,
                             const conn_oauth1_request *request,
                             conn_error *err)
{
    conn_uri uri = conn_uri_split(request->url, strlen(request->url));
    pairs list = {0};
    if (!conn_uri_is_http(&uri))
        return conn_fail(err, CONN_MISCONFIGURED, "there is no URL to sign");
    bool done = add_form(&list, uri.query) && add_form(&list, request->form) &&
                add_protocol(&list, keys, request);
    if (done) {
        qsort(list.items, list.count, sizeof *list.items, compare);
        conn_buf_puts(out, request->method);
        conn_buf_putc(out, '&');
        add_base_url(out, &uri);
        conn_buf_putc(out, '&');
        add_pairs(out, &list);
    }
    conn_arena_free(&list.arena);
    return done && out->status == CONN_OK ? CONN_OK : conn_fail_memory(err);
}

/* ---- the signature ---- */

/* Both secrets, encoded and joined (section 3.4.2). */
static void add_key(conn_buf *out, const conn_oauth1_keys *keys)
{
    conn_str first = keys->consumer_secret, second = keys->token_secret;
    conn_uri_encode(out, first.len > 0 ? first.data : "", first.len, "");
    conn_buf_putc(out, '&');
    conn_uri_encode(out, second.len > 0 ? second.data : "", second.len, "");
}

static bool add_base64(conn_buf *out, const void *bytes, size_t len)
{
    size_t coded = conn_base64_length(len);
    char *room = conn_buf_room(out, coded);
    if (room == NULL)
        return false;
    conn_base64_encode(bytes, len, room);
    conn_buf_wrote(out, coded);
    return true;
}

static conn_status sign_hmac(conn_buf *out, const conn_oauth1_keys *keys,
                             conn_hash hash, conn_str base, conn_error *err)
{
    unsigned char mac[CONN_HASH_MAX];
    conn_buf key = {0};
    add_key(&key, keys);
    bool done = key.status == CONN_OK &&
                conn_hmac(hash, (conn_str){key.data, key.len}, base.data,
                          base.len, mac) &&
                add_base64(out, mac, conn_hash_size(hash));
    if (key.data != NULL)
        conn_wipe(key.data, key.size);
    conn_buf_free(&key);
    return done ? CONN_OK : conn_fail_memory(err);
}

static conn_status sign_rsa(conn_buf *out, const conn_oauth1_keys *keys,
                            conn_str base, conn_error *err)
{
    conn_buf made = {0};
    conn_status status = conn_sign(&made, CONN_SIGN_RSA, CONN_HASH_SHA1,
                                   keys->private_key, base.data, base.len, err);
    if (status == CONN_OK && !add_base64(out, made.data, made.len))
        status = conn_fail_memory(err);
    conn_buf_free(&made);
    return status;
}

conn_status conn_oauth1_sign(conn_buf *out, const conn_oauth1_keys *keys,
                             conn_str base, conn_error *err)
{
    const char *method = method_of(keys);
    if (strcmp(method, "HMAC-SHA1") == 0)
        return sign_hmac(out, keys, CONN_HASH_SHA1, base, err);
    if (strcmp(method, "HMAC-SHA256") == 0)
        return sign_hmac(out, keys, CONN_HASH_SHA256, base, err);
    if (strcmp(method, "RSA-SHA1") == 0)
        return sign_rsa(out, keys, base, err);
    if (strcmp(method, "PLAINTEXT") != 0)
        return conn_fail(err, CONN_MISCONFIGURED,
                         "`%s` is no signature method of OAuth 1.0a", method);
    add_key(out, keys);
    return out->status == CONN_OK ? CONN_OK : conn_fail_memory(err);
}

/* ---- the header ---- */

static void add_quoted(conn_buf *out, const char *name, conn_str value)
{
    conn_buf_printf(out, ", %s=\"", name);
    conn_uri_encode(out, value.len > 0 ? value.data : "", value.len, "");
    conn_buf_putc(out, '"');
}

/* The protocol's parameters in their order, then the signature. */
static conn_status write_header(conn_buf *out, const conn_oauth1_keys *keys,
                                const conn_oauth1_request *request,
                                conn_str signature, conn_error *err)
{
    pairs list = {0};
    bool done = add_protocol(&list, keys, request);
    conn_buf_puts(out, "OAuth ");
    size_t start = out->len;
    if (keys->realm.len > 0)
        conn_buf_printf(out, "realm=\"%.*s\"", (int)keys->realm.len,
                        keys->realm.data);
    for (size_t i = 0; done && i < list.count; i++)
        conn_buf_printf(out, "%s%s=\"%s\"", out->len > start ? ", " : "",
                        list.items[i].name.data, list.items[i].value.data);
    add_quoted(out, "oauth_signature", signature);
    conn_arena_free(&list.arena);
    return done && out->status == CONN_OK ? CONN_OK : conn_fail_memory(err);
}

conn_status conn_oauth1_header(conn_buf *out, const conn_oauth1_keys *keys,
                               const conn_oauth1_request *request,
                               conn_error *err)
{
    conn_buf base = {0}, signature = {0};
    conn_status status = conn_oauth1_base(&base, keys, request, err);
    if (status == CONN_OK)
        status = conn_oauth1_sign(&signature, keys,
                                  (conn_str){base.data, base.len}, err);
    if (status == CONN_OK)
        status = write_header(out, keys, request,
                              (conn_str){signature.data, signature.len}, err);
    if (signature.data != NULL)
        conn_wipe(signature.data, signature.size);
    conn_buf_free(&signature);
    conn_buf_free(&base);
    return status;
}
