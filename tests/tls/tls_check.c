/* tls_check.c - drives nginx over TLS, HTTP/2, compression, proxies and a Unix
 * socket.
 *
 * Owns the proof for those options of a client. nginx says who asked it, over
 * which protocol and connection; the script looks at what the proxy and the
 * other origin have seen.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "wire.h"

enum { CALLS = 32 };

static const char *from_environment(const char *name)
{
    const char *value = getenv(name);
    if (value)
        return value;
    fprintf(stderr, "%s is not set: start this with tests/tls/run\n", name);
    exit(2);
}

static wire *wire_connect(Run *run, const char *url,
                          const conn_options *options)
{
    wire *client = NULL;
    conn_error err = {0};
    wire_config config = {.base_url = url, .token = run->password};
    conn_options all = options ? *options : (conn_options){0};
    all.log = run_log;
    all.log_user = run;
    all.log_level = CONN_LOG_DEBUG;
    if (wire_open(&client, &config, &all, &err)) {
        conn_error_print(stderr, &err);
        exit(1);
    }
    return client;
}

/* The options that trust the authority of this run. */
static conn_options trusting(void)
{
    return (conn_options){.ca_file = from_environment("TLS_CA"), .proxy = ""};
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- one call each ---- */

/* A call of a client with these options must work, and say `protocol`. */
static void works(Run *run, const char *url, const conn_options *options,
                  const char *protocol, const char *what)
{
    conn_error err = {0};
    char bearer[256];
    wire *client = wire_connect(run, url, options);
    conn_reply *reply = wire_asker_who(client, NULL, &err);
    const wire_asker *who = VALUE_OF(wire_asker_who, reply);
    if (check_ok(run, &err, what) && who) {
        snprintf(bearer, sizeof bearer, "Bearer %s", run->password);
        check_text(run, who->protocol.data, protocol, "over that protocol");
        check_text(run, who->authorization.data, bearer,
                   "the origin sees the token");
        check_text(run, who->proxy_authorization.data, "",
                   "and not the proxy's password");
    }
    conn_reply_free(reply);
    wire_close(client);
}

/* It must fail with that status and say `why`, but no proxy's password. */
static void fails(Run *run, const char *url, const conn_options *options,
                  conn_status status, const char *why, const char *what)
{
    conn_error err = {0};
    wire *client = wire_connect(run, url, options);
    conn_reply *reply = wire_asker_who(client, NULL, &err);
    check_fails(run, &err, status, 0, what);
    check(run,
          strstr(err.message, why) && !strstr(err.message, "word@") &&
              !strstr(err.message, "wrong"),
          "it says why: %s", err.message);
    conn_error_clear(&err);
    conn_reply_free(reply);
    wire_close(client);
}

static void certificates(Run *run)
{
    conn_options good = trusting(), nobody = {.proxy = ""};
    const char *elsewhere = from_environment("TLS_ELSEWHERE");
    fails(run, run->url, &nobody, CONN_TRANSPORT, "certificate",
          "an unknown authority");
    works(run, run->url, &good, "HTTP/2.0", "the authority of ca_file");
    fails(run, elsewhere, &good, CONN_TRANSPORT, "127.0.0.1",
          "a certificate for another host");
    fails(run, from_environment("TLS_EXPIRED"), &good, CONN_TRANSPORT,
          "expired", "an expired certificate");
    works(run, from_environment("TLS_OLD"), &good, "HTTP/1.1",
          "a server without HTTP/2");
}

static void own_certificate(Run *run)
{
    const char *url = from_environment("TLS_MUTUAL");
    conn_error err = {0};
    conn_options options = trusting();
    wire *client = wire_connect(run, url, &options);
    conn_reply *reply = wire_asker_who(client, NULL, &err);
    check_fails(run, &err, CONN_INVALID, 400, "no certificate of our own");
    conn_error_clear(&err);
    conn_reply_free(reply);
    wire_close(client);

    options.cert_file = from_environment("TLS_CERT");
    options.key_file = from_environment("TLS_KEY");
    options.key_password = "not the password";
    fails(run, url, &options, CONN_MISCONFIGURED, "private key",
          "a wrong key password");
    options.key_password = from_environment("TLS_KEY_PASSWORD");
    client = wire_connect(run, url, &options);
    reply = wire_asker_who(client, NULL, &err);
    const wire_asker *who = VALUE_OF(wire_asker_who, reply);
    if (check_ok(run, &err, "a certificate with a locked key") && who)
        check_text(run, who->certificate.data, "CN=client",
                   "the server knows whose it is");
    conn_reply_free(reply);
    wire_close(client);
}

/* ---- many ---- */

/* Runs CALLS slow calls together; sets how many connections nginx saw. */
static size_t batch(Run *run, wire *client, size_t *done)
{
    conn_error err = {0};
    int64_t seen[CALLS];
    size_t distinct = 0;
    conn_reply *reply;
    conn_batch *calls = conn_batch_new(wire_as_conn(client), CALLS);
    for (size_t i = 0; i < CALLS; i++)
        if (wire_asker_slow_add(calls, NULL, NULL, &err))
            check_ok(run, &err, "adding a call");
    for (*done = 0; conn_batch_next(calls, &reply, NULL, &err);) {
        const wire_asker *who = VALUE_OF(wire_asker_slow, reply);
        size_t i = 0;
        while (who && i < distinct && seen[i] != who->connection)
            i++;
        if (who && i == distinct)
            seen[distinct++] = who->connection;
        *done += who != NULL;
        if (!who)
            check_ok(run, &err, "a call of the batch");
        conn_reply_free(reply);
    }
    conn_batch_free(calls);
    return distinct;
}

static void batches(Run *run)
{
    conn_options options = trusting();
    wire *client = wire_connect(run, run->url, &options);
    size_t done;
    int64_t start = now_ms();
    size_t connections = batch(run, client, &done);
    int64_t took = now_ms() - start;
    check(run, done == CALLS && connections == 1,
          "%zu calls over HTTP/2 and %zu connection", done, connections);
    uint64_t counted = conn_client_stats(wire_as_conn(client)).connections;
    check(run, counted == 1, "the client counted %d", (int)counted);
    /* Each takes the server a quarter of a second. */
    check(run, took < CALLS * 250 / 2, "at once: %d ms", (int)took);
    wire_close(client);

    client = wire_connect(run, from_environment("TLS_OLD"), &options);
    connections = batch(run, client, &done);
    check(run, done == CALLS && connections == CALLS,
          "%zu calls over HTTP/1.1 and %zu connections", done, connections);
    wire_close(client);
}

static void keeps_alive(Run *run)
{
    conn_options options = trusting();
    conn_error err = {0};
    wire *client = wire_connect(run, run->url, &options);
    int good = 0;
    for (int i = 0; i < CALLS; i++) {
        conn_reply *reply = wire_asker_who(client, NULL, &err);
        good += reply != NULL;
        conn_reply_free(reply);
    }
    check_ok(run, &err, "calls one after the other");
    uint64_t counted = conn_client_stats(wire_as_conn(client)).connections;
    check(run, good == CALLS && counted == 1, "%d over %d connection", good,
          (int)counted);
    wire_close(client);
}

static void another_origin(Run *run)
{
    conn_options options = trusting();
    conn_error err = {0};
    wire *client = wire_connect(run, run->url, &options);
    conn_reply *reply = wire_asker_away(client, NULL, &err);
    check_fails(run, &err, CONN_VENDOR, 302, "a redirect to another origin");
    conn_error_clear(&err);
    conn_reply_free(reply);
    wire_close(client);
}

/* ---- compression ---- */

static bool is_small(const conn_bytes *body)
{
    char line[16];
    size_t at = 0;
    for (int i = 1; i <= 20000; i++) {
        size_t len = (size_t)snprintf(line, sizeof line, "%d\n", i);
        if (body->len - at < len || memcmp(body->data + at, line, len) != 0)
            return false;
        at += len;
    }
    return at == body->len;
}

static void compression(Run *run, const char *kind)
{
    conn_options options = trusting();
    conn_error err = {0};
    options.max_response = 1 << 20;
    wire *client = wire_connect(run, run->url, &options);
    wire_files_read_args small = {.kind = kind, .name = "small"};
    conn_reply *reply = wire_files_read(client, &small, &err);
    const conn_bytes *body = VALUE_OF(wire_files_read, reply);
    const char *coding = conn_reply_header(reply, "Content-Encoding");
    check_ok(run, &err, kind);
    check_text(run, coding, kind, "it came in that coding");
    check(run, body && is_small(body), "and is whole");
    conn_reply_free(reply);

    /* 8 MB of zeros in a few hundred bytes. */
    wire_files_read_args large = {.kind = kind, .name = "large"};
    reply = wire_files_read(client, &large, &err);
    check_fails(run, &err, CONN_LIMIT, 200, "what unpacks to too much");
    conn_error_clear(&err);
    conn_reply_free(reply);
    wire_close(client);
}

/* ---- other ways ---- */

static void proxies(Run *run)
{
    static const char *const kinds[] = {"http", "socks5", "socks5h"};
    char url[256], what[64];
    conn_options options = trusting();
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        snprintf(url, sizeof url, "%s://ann:open%%20sesame@%s", kinds[i],
                 run->cut_url);
        snprintf(what, sizeof what, "through a proxy of %s", kinds[i]);
        options.proxy = url;
        works(run, run->url, &options, "HTTP/2.0", what);
        snprintf(url, sizeof url, "%s://ann:wrong%%20word@%s", kinds[i],
                 run->cut_url);
        fails(run, run->url, &options, CONN_TRANSPORT,
              i == 0 ? "407" : "rejected", "a wrong password");
    }
    options.proxy = "http://127.0.0.1:1";
    fails(run, run->url, &options, CONN_TRANSPORT, "connect",
          "a proxy that is not there");
    options.no_proxy = "example.com,127.0.0.1";
    works(run, run->url, &options, "HTTP/2.0", "a host of no_proxy");
}

static void unix_socket(Run *run)
{
    conn_options options = {.unix_socket = from_environment("TLS_SOCKET"),
                            .proxy = ""};
    works(run, "http://nginx.example", &options, "HTTP/1.1",
          "over a Unix socket");
}

int main(void)
{
    Run run;
    run_begin(&run);
    certificates(&run);
    own_certificate(&run);
    batches(&run);
    keeps_alive(&run);
    another_origin(&run);
    compression(&run, "gzip");
    compression(&run, "br");
    compression(&run, "zstd");
    proxies(&run);
    unix_socket(&run);
    return run_end(&run);
}
