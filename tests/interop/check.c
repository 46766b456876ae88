/* check.c - counted checks and helpers for programs that drive real servers.
 *
 * Owns what check.h declares. Everything is printed to stdout, one line a
 * check, so that the script's log shows what was tried and in which order.
 */
#define _POSIX_C_SOURCE 200809L

#include "check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    if (value)
        return value;
    fprintf(stderr, "%s is not set: start this with tests/interop/run\n", name);
    exit(2);
}

void run_begin(Run *run)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    *run = (Run){.url = setting("INTEROP_URL"),
                 .cut_url = setting("INTEROP_CUT_URL"),
                 .user = setting("INTEROP_USER"),
                 .password = setting("INTEROP_PASSWORD"),
                 .folder = setting("INTEROP_FOLDER"),
                 .server_pid = atoi(setting("INTEROP_PID"))};
}

int run_end(Run *run)
{
    int lines = atomic_load(&run->log_lines);
    check(run, lines > 0 && atomic_load(&run->log_leaks) == 0,
          "no secret in %d lines of the log", lines);
    printf("%d passed, %d failed\n", run->passed, run->failed);
    return run->failed ? 1 : 0;
}

void run_log(void *user, conn_log_level level, const char *text)
{
    Run *run = user;
    (void)level;
    atomic_fetch_add(&run->log_lines, 1);
    if (strstr(text, run->password))
        atomic_fetch_add(&run->log_leaks, 1);
}

bool check(Run *run, bool ok, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf(ok ? "  ok      " : "  NOT OK  ");
    vprintf(format, args);
    printf("\n");
    va_end(args);
    if (ok)
        run->passed++;
    else
        run->failed++;
    return ok;
}

bool check_ok(Run *run, conn_error *err, const char *what)
{
    bool ok = check(run, err->status == CONN_OK, "%s", what);
    if (!ok)
        printf("          %s: %s\n", conn_status_name(err->status),
               err->message);
    conn_error_clear(err);
    return ok;
}

bool check_fails(Run *run, const conn_error *err, conn_status status,
                 int http_status, const char *what)
{
    bool ok = err->status == status && err->message[0] &&
              (!http_status || err->http_status == http_status) &&
              (!*run->password || !strstr(err->message, run->password));
    check(run, ok, "%s: %s", what, conn_status_name(status));
    if (!ok)
        printf("          instead %s, HTTP %d: %s\n",
               conn_status_name(err->status), err->http_status, err->message);
    return ok;
}

bool check_text(Run *run, const char *got, const char *want, const char *what)
{
    bool ok = got && want ? !strcmp(got, want) : got == want;
    check(run, ok, "%s", what);
    if (!ok)
        printf("          got  %s\n          want %s\n", got ? got : "nothing",
               want ? want : "nothing");
    return ok;
}

FILE *run_file(const Run *run, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", run->folder, name);
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(2);
    }
    return file;
}

/* Whether something accepts connections on that port of 127.0.0.1. */
static bool port_answers(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool answers =
        connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return answers;
}

void run_kill_server(Run *run)
{
    const char *colon = strrchr(run->url, ':');
    int port = colon ? atoi(colon + 1) : 0;
    bool gone = false;
    kill(run->server_pid, SIGKILL);
    for (int i = 0; i < 500 && !gone; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
        gone = !port_answers(port);
    }
    check(run, gone, "the server is gone");
}

unsigned char *data_make(size_t size, unsigned seed)
{
    unsigned char *data = malloc(size ? size : 1);
    uint32_t state = seed * 2654435761u + 1;
    if (!data) {
        perror("data_make");
        exit(2);
    }
    for (size_t i = 0; i < size; i++) {
        state = state * 1664525u + 1013904223u;
        data[i] = (unsigned char)(state >> 24);
    }
    return data;
}

Digest digest_of(const void *data, size_t len)
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    Digest digest = {"sha256:"};
    SHA256(data, len, hash);
    for (size_t i = 0; i < sizeof hash; i++)
        snprintf(digest.text + 7 + 2 * i, 3, "%02x", hash[i]);
    return digest;
}

void base64_write(FILE *out, conn_bytes bytes)
{
    unsigned char text[5];
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        EVP_EncodeBlock(text, bytes.data + i, left < 3 ? (int)left : 3);
        fputs((const char *)text, out);
    }
}

conn_bytes bytes_of(const char *text)
{
    return (conn_bytes){(const unsigned char *)text, strlen(text)};
}

bool bytes_equal(conn_bytes a, conn_bytes b)
{
    return a.len == b.len && (!a.len || !memcmp(a.data, b.data, a.len));
}
