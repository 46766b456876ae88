/* digest.c - challenges and answers of Digest authentication. */
#include "digest.h"

#include <inttypes.h>
#include <string.h>

#include "fail.h"
#include "transport.h"

/* ---- reading ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_token_char(char c)
{
    return c != '\0' && c != '=' && c != ',' && c != '"' && !is_space(c);
}

static const char *skip(const char *at)
{
    while (is_space(*at) || *at == ',')
        at++;
    return at;
}

/* Reads a token or a quoted string; returns what is behind it. */
static const char *read_value(const char *at, conn_buf *out)
{
    if (*at != '"') {
        for (; is_token_char(*at) || *at == '='; at++)
            conn_buf_putc(out, *at);
        return at;
    }
    for (at++; *at != '\0' && *at != '"'; at++) {
        if (*at == '\\' && at[1] != '\0')
            at++;
        conn_buf_putc(out, *at);
    }
    return *at == '"' ? at + 1 : at;
}

/* Whether the comma-separated list has the word. */
static bool lists(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = skip(list); *at != '\0'; at = skip(at)) {
        size_t n = strcspn(at, ", \t");
        if (n == len && strncmp(at, word, len) == 0)
            return true;
        at += n;
    }
    return false;
}

/* A challenge while it is read. */
typedef struct reader {
    conn_digest made;
    bool answered;    /* by us: function and qop are known */
    bool unknown_qop; /* qop is there, and none that we know */
} reader;

static void set_algorithm(reader *r, const char *value)
{
    static const struct {
        const char *name;
        conn_hash hash;
        bool session;
    } rows[] = {{"MD5", CONN_HASH_MD5, false},
                {"MD5-sess", CONN_HASH_MD5, true},
                {"SHA-256", CONN_HASH_SHA256, false},
                {"SHA-256-sess", CONN_HASH_SHA256, true}};
    r->answered = false;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!conn_same_name(rows[i].name, value))
            continue;
        r->answered = true;
        r->made.hash = rows[i].hash;
        r->made.session = rows[i].session;
    }
}

static void set_text(char **to, const char *value)
{
    conn_free(*to);
    *to = conn_text_copy(value);
}

static void set(reader *r, const char *name, const char *value)
{
    if (conn_same_name(name, "realm")) {
        set_text(&r->made.realm, value);
    } else if (conn_same_name(name, "nonce")) {
        set_text(&r->made.nonce, value);
    } else if (conn_same_name(name, "opaque")) {
        set_text(&r->made.opaque, value);
    } else if (conn_same_name(name, "algorithm")) {
        set_algorithm(r, value);
    } else if (conn_same_name(name, "stale")) {
        r->made.stale = conn_same_name(value, "true");
    } else if (conn_same_name(name, "qop")) {
        r->made.auth = lists(value, "auth");
        r->made.whole = !r->made.auth && lists(value, "auth-int");
        r->unknown_qop = !r->made.auth && !r->made.whole;
    }
}

/* Takes over what was read, if it can be answered and is no weaker. */
static bool take(reader *r, conn_digest *out)
{
    bool good = r->answered && !r->unknown_qop && r->made.realm != NULL &&
                r->made.nonce != NULL;
    bool better = out->nonce == NULL || r->made.hash > out->hash;
    if (good && better) {
        conn_digest_free(out);
        *out = r->made;
    } else {
        conn_digest_free(&r->made);
    }
    return good;
}

/* Reads name=value pairs; returns where the next challenge begins. */
static const char *read_pairs(const char *at, reader *r)
{
    conn_buf name = {0}, value = {0};
    for (at = skip(at); *at != '\0'; at = skip(at)) {
        const char *end = at;
        conn_buf_reset(&name);
        conn_buf_reset(&value);
        while (is_token_char(*end))
            end++;
        const char *equals = end;
        while (is_space(*equals))
            equals++;
        if (end == at || *equals != '=')
            break;
        conn_buf_add(&name, at, (size_t)(end - at));
        for (equals++; is_space(*equals); equals++)
            ;
        at = read_value(equals, &value);
        conn_buf_room(&value, 0);
        if (name.status == CONN_OK && value.status == CONN_OK && r != NULL) {
            conn_buf_wrote(&value, 0);
            set(r, name.data, value.data);
        }
    }
    conn_buf_free(&name);
    conn_buf_free(&value);
    return at;
}

bool conn_digest_read(const char *header, conn_digest *out)
{
    bool found = false;
    for (const char *at = skip(header); *at != '\0'; at = skip(at)) {
        size_t len = 0;
        while (is_token_char(at[len]))
            len++;
        bool digest = len == 6 && (at[0] | 0x20) == 'd' &&
                      strncmp(at + 1, "igest", 5) == 0 && is_space(at[6]);
        reader r = {.answered = true};
        const char *behind = read_pairs(at + len, digest ? &r : NULL);
        /* A token68, as of other schemes, is no pair: step over it. */
        if (behind == at)
            behind++;
        at = behind;
        found = digest ? take(&r, out) || found : found;
    }
    return found;
}

void conn_digest_free(conn_digest *digest)
{
    conn_free(digest->realm);
    conn_free(digest->nonce);
    conn_free(digest->opaque);
    *digest = (conn_digest){0};
}

bool conn_digest_copy(const conn_digest *from, conn_digest *to)
{
    *to = *from;
    to->realm = conn_text_copy(from->realm);
    to->nonce = conn_text_copy(from->nonce);
    to->opaque = conn_text_copy(from->opaque);
    if (to->realm != NULL && to->nonce != NULL &&
        (to->opaque != NULL || from->opaque == NULL))
        return true;
    conn_digest_free(to);
    return false;
}

/* ---- answering ---- */

/* The digest, in hexadecimal digits, of the parts joined by colons. */
static bool hash_parts(conn_hash hash, const conn_str *parts, size_t count,
                       conn_buf *out)
{
    conn_buf text = {0};
    unsigned char digest[CONN_HASH_MAX];
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            conn_buf_putc(&text, ':');
        if (parts[i].len > 0)
            conn_buf_add(&text, parts[i].data, parts[i].len);
    }
    conn_buf_reset(out);
    bool done = text.status == CONN_OK &&
                conn_hash_of(hash, text.data, text.len, digest) &&
                conn_hex_add(out, digest, conn_hash_size(hash));
    if (text.data != NULL)
        conn_wipe(text.data, text.size);
    conn_buf_free(&text);
    return done;
}

/* What the answer is to: method and target, and the body where it is signed. */
static bool hash_request(const conn_digest *d,
                         const conn_digest_request *request, conn_buf *out)
{
    conn_buf body = {0};
    conn_str parts[] = {
        conn_str_of(request->method), conn_str_of(request->target), {NULL, 0}};
    bool done = !d->whole || hash_parts(d->hash, &request->body, 1, &body);
    parts[2] = (conn_str){body.data, body.len};
    done = done && hash_parts(d->hash, parts, d->whole ? 3 : 2, out);
    conn_buf_free(&body);
    return done;
}

static const char *qop_of(const conn_digest *d)
{
    return d->auth ? "auth" : d->whole ? "auth-int" : NULL;
}

static conn_str str(const conn_buf *buf)
{
    return (conn_str){buf->data, buf->len};
}

/* response, RFC 7616 section 3.4.1. */
static bool respond(const conn_digest *d, conn_str user, conn_str password,
                    const conn_digest_request *request, const char *count,
                    conn_buf *out)
{
    conn_buf a1 = {0}, a2 = {0}, session = {0};
    conn_str nonce = conn_str_of(d->nonce);
    conn_str client = conn_str_of(request->client_nonce);
    conn_str who[] = {user, conn_str_of(d->realm), password};
    const char *qop = qop_of(d);
    bool done =
        hash_parts(d->hash, who, 3, &a1) && hash_request(d, request, &a2);
    if (done && d->session) {
        conn_str parts[] = {str(&a1), nonce, client};
        done = hash_parts(d->hash, parts, 3, &session);
    }
    conn_str key = str(d->session ? &session : &a1);
    conn_str with[] = {
        key, nonce, conn_str_of(count), client, conn_str_of(qop), str(&a2)};
    conn_str without[] = {key, nonce, str(&a2)};
    if (done)
        done = qop != NULL ? hash_parts(d->hash, with, 6, out)
                           : hash_parts(d->hash, without, 3, out);
    if (a1.data != NULL)
        conn_wipe(a1.data, a1.size);
    conn_buf_free(&a1);
    conn_buf_free(&a2);
    conn_buf_free(&session);
    return done;
}

static void add_quoted(conn_buf *out, const char *name, conn_str value)
{
    conn_buf_printf(out, "%s=\"", name);
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] == '"' || value.data[i] == '\\')
            conn_buf_putc(out, '\\');
        conn_buf_putc(out, value.data[i]);
    }
    conn_buf_putc(out, '"');
}

static void add_rest(conn_buf *out, const conn_digest *d,
                     const conn_digest_request *request, const char *count)
{
    conn_buf_printf(out, ", algorithm=%s%s",
                    d->hash == CONN_HASH_MD5 ? "MD5" : "SHA-256",
                    d->session ? "-sess" : "");
    if (d->opaque != NULL) {
        conn_buf_puts(out, ", ");
        add_quoted(out, "opaque", conn_str_of(d->opaque));
    }
    const char *qop = qop_of(d);
    if (qop != NULL)
        conn_buf_printf(out, ", qop=%s, nc=%s", qop, count);
    if (qop != NULL || d->session)
        conn_buf_printf(out, ", cnonce=\"%s\"", request->client_nonce);
}

conn_status conn_digest_header(conn_buf *out, const conn_digest *digest,
                               conn_str user, conn_str password,
                               const conn_digest_request *request,
                               conn_error *err)
{
    char count[9];
    conn_buf response = {0};
    if (user.len > 0 && memchr(user.data, ':', user.len) != NULL)
        return conn_fail(err, CONN_USAGE, "a user name can't hold a colon");
    snprintf(count, sizeof count, "%08" PRIx32, request->count);
    bool done = respond(digest, user, password, request, count, &response);
    if (done) {
        conn_buf_puts(out, "Digest ");
        add_quoted(out, "username", user);
        conn_buf_puts(out, ", ");
        add_quoted(out, "realm", conn_str_of(digest->realm));
        conn_buf_puts(out, ", ");
        add_quoted(out, "nonce", conn_str_of(digest->nonce));
        conn_buf_puts(out, ", ");
        add_quoted(out, "uri", conn_str_of(request->target));
        conn_buf_printf(out, ", response=\"%s\"", response.data);
        add_rest(out, digest, request, count);
    }
    conn_buf_free(&response);
    return done && out->status == CONN_OK ? CONN_OK : conn_fail_memory(err);
}
