/* signed_check.c - drives the client of signed.conn: Digest against httpbin at
 * HTTPBIN_URL, certificates against the server at TLS_URL, whose authority is
 * TLS_CA. Prints a line for each check and ends with `N passed, N failed`. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signed.h"

static int passed, failed;

static void check(const char *text, bool good, conn_error *err)
{
    printf("  %s  %s", good ? "ok    " : "NOT OK", text);
    if (!good)
        printf(": %s: %s", conn_status_name(err->status), err->message);
    putchar('\n');
    passed += good;
    failed += !good;
    conn_error_clear(err);
}

static signed_ *open_client(const signed_config *config)
{
    conn_error err = {0};
    signed_ *client = NULL;
    conn_options options = {.ca_file = getenv("TLS_CA")};
    if (signed_open(&client, config, &options, &err)) {
        conn_error_print(stderr, &err);
        exit(1);
    }
    return client;
}

/* ---- Digest ---- */

static conn_status ask(signed_ *client, const char *qop, const char *password,
                       const char *algorithm, conn_error *err)
{
    signed_digest_ask_args args = {
        .qop = qop, .password = password, .algorithm = algorithm};
    conn_reply *reply = signed_digest_ask(client, &args, err);
    const signed_answer *answer = signed_digest_ask_value(reply);
    conn_status status = err->status;
    if (answer != NULL && !answer->authenticated)
        status = CONN_UNAUTHORIZED;
    conn_reply_free(reply);
    return status;
}

static void digests(void)
{
    conn_error err = {0};
    signed_config config = {.server = getenv("HTTPBIN_URL"),
                            .username = "ann",
                            .password = "s3cret",
                            .auth = SIGNED_AUTH_DIGEST};
    signed_ *client = open_client(&config);
    check("Digest, MD5",
          ask(client, "auth", config.password, "MD5", &err) == CONN_OK, &err);
    check("Digest, SHA-256",
          ask(client, "auth", config.password, "SHA-256", &err) == CONN_OK,
          &err);
    check("Digest, auth-int, MD5",
          ask(client, "auth-int", config.password, "MD5", &err) == CONN_OK,
          &err);
    check("Digest, auth-int, SHA-256",
          ask(client, "auth-int", config.password, "SHA-256", &err) == CONN_OK,
          &err);
    uint64_t before = conn_client_stats(signed_as_conn(client)).requests;
    check("and again",
          ask(client, "auth-int", config.password, "SHA-256", &err) == CONN_OK,
          &err);
    check("which took one request",
          conn_client_stats(signed_as_conn(client)).requests == before + 1,
          &err);
    check("a wrong password is `unauthorized`",
          ask(client, "auth", "other", "SHA-256", &err) == CONN_UNAUTHORIZED,
          &err);
    signed_close(client);
}

/* ---- certificates ---- */

static conn_status get(const signed_config *config, conn_error *err)
{
    signed_items_get_args args = {.id = CONN_SOME(1)};
    signed_ *client = open_client(config);
    conn_reply *reply = signed_items_get(client, &args, err);
    conn_status status = err->status;
    conn_reply_free(reply);
    signed_close(client);
    return status;
}

static void certificates(void)
{
    conn_error err = {0};
    signed_config config = {.server = getenv("TLS_URL"),
                            .certificate = getenv("TLS_CERTIFICATE"),
                            .key = getenv("TLS_KEY"),
                            .auth = SIGNED_AUTH_MUTUAL_TLS};
    check("a certificate", get(&config, &err) == CONN_OK, &err);
    config.certificate = getenv("TLS_STRANGER");
    config.key = NULL;
    check("another authority's certificate and key in one file: refused",
          get(&config, &err) == CONN_TRANSPORT, &err);
    config.certificate = "nothing.pem";
    check("no such file is `misconfigured`",
          get(&config, &err) == CONN_MISCONFIGURED, &err);
    config.auth = SIGNED_AUTH_DIGEST;
    check("no certificate: refused", get(&config, &err) == CONN_TRANSPORT,
          &err);
}

int main(void)
{
    digests();
    certificates();
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
