/* bench_lists.c - how much memory a long list takes: whether the peak depends
 * on the number of pages, or with item_by_item on the size of one. Each list is
 * read by a process of its own, from a server that makes it up as it goes.
 * bench_lists [MB]: the size of the one large page; 1000. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "conn/desc.h"

enum { ITEMS = 100 }; /* of a page */

/* ---- the server ---- */

static const char item_text[] =
    "{\"id\":9007199254740993,\"name\":\"an item of the list\",\"note\":\"one "
    "hundred characters and a few more, as lists of real things have them in "
    "every one of their items\"}";

static void send_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
        if (n <= 0)
            _exit(0);
        bytes += n;
        len -= (size_t)n;
    }
}

/* A page of `count` items; `next` 0 is the last. */
static void send_page(int fd, size_t count, long next)
{
    enum { BLOCK = 300 }; /* items sent together */
    static char block[BLOCK * sizeof item_text + 1];
    char head[200], end[64];
    size_t len = sizeof item_text; /* a comma for the NUL */
    snprintf(end, sizeof end, next > 0 ? "],\"next\":\"%ld\"}" : "]}", next);
    snprintf(head, sizeof head,
             "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n{\"items\":[",
             strlen("{\"items\":[") + count * len - 1 + strlen(end));
    for (size_t i = 0; i < BLOCK; i++) {
        memcpy(block + i * len, item_text, len);
        block[i * len + len - 1] = ',';
    }
    send_all(fd, head, strlen(head));
    for (size_t left = count; left > 0;) {
        size_t now = left < BLOCK ? left : BLOCK;
        left -= now;
        send_all(fd, block, now * len - (left == 0));
    }
    send_all(fd, end, strlen(end));
}

static void answer(int fd, long pages, size_t count)
{
    char request[4096];
    size_t len = 0;
    int at_once = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    for (;;) {
        ssize_t n = recv(fd, request + len, sizeof request - 1 - len, 0);
        if (n <= 0)
            return;
        len += (size_t)n;
        request[len] = '\0';
        if (strstr(request, "\r\n\r\n") == NULL)
            continue;
        const char *after = strstr(request, "after=");
        long page = after != NULL ? strtol(after + 6, NULL, 10) : 0;
        send_page(fd, count, page + 1 < pages ? page + 1 : 0);
        len = 0;
    }
}

/* Serves in a child process; returns its id, and the port. */
static pid_t serve(long pages, size_t count, int *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) != 0 ||
        listen(fd, 8) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &size) != 0)
        abort();
    *port = ntohs(at.sin_port);
    pid_t child = fork();
    if (child == 0)
        for (;;)
            answer(accept(fd, NULL, NULL), pages, count);
    close(fd);
    return child;
}

/* ---- the client ---- */

typedef struct item {
    int64_t id;
    conn_str name;
    conn_opt_str note;
} item;
typedef struct page {
    struct {
        const item *items;
        size_t count;
    } items;
} page;
typedef struct args {
    const conn_call_options *call;
} args;
typedef struct config {
    const char *base_url;
    int auth;
} config;

#define TYPE(kind, c_type, element, info)                                      \
    {                                                                          \
        kind, CONN_W_PLAIN, sizeof(c_type), element, 0, 0, info                \
    }
static const conn_type int64_type = TYPE(CONN_K_INT64, int64_t, NULL, NULL);
static const conn_type string_type = TYPE(CONN_K_STRING, conn_str, NULL, NULL);
static const conn_type text_type = TYPE(CONN_K_CSTR, const char *, NULL, NULL);
static const conn_field item_fields[] = {
    {"id", 2, &int64_type, offsetof(item, id), 0, CONN_F_REQUIRED, NULL},
    {"name", 4, &string_type, offsetof(item, name), 0, CONN_F_REQUIRED, NULL},
    {"note", 4, &string_type, offsetof(item, note),
     offsetof(conn_opt_str, value), CONN_F_OPTIONAL, NULL},
};
static const conn_record item_record = {"Item", item_fields, 3, sizeof(item),
                                        0};
static const conn_type item_type =
    TYPE(CONN_K_RECORD, item, NULL, &item_record);
static const conn_type list_type =
    TYPE(CONN_K_LIST, conn_list, &item_type, NULL);
static const conn_field page_fields[] = {
    {"items", 5, &list_type, offsetof(page, items), 0, CONN_F_REQUIRED, NULL}};
static const conn_record page_record = {"Page", page_fields, 1, sizeof(page),
                                        0};
static const conn_type page_type =
    TYPE(CONN_K_RECORD, page, NULL, &page_record);
static const conn_paginate cursor = {.kind = CONN_P_CURSOR,
                                     .place = CONN_IN_QUERY,
                                     .param = "after",
                                     .from = "/next",
                                     .items = "/items",
                                     .item = &item_type};
static const conn_path_part path[] = {{"/list", 0, false, false}};
static const conn_op list = {.name = "list",
                             .method = "GET",
                             .path = path,
                             .path_count = 1,
                             .result = &page_type,
                             .paginate = &cursor};
static const conn_arg config_args[] = {
    {{"base_url", 8, &text_type, offsetof(config, base_url), 0, 0, NULL},
     "base_url",
     CONN_IN_CALL,
     CONN_L_REPEAT,
     NULL,
     true}};
static const conn_expr base_url = {CONN_E_CONFIG, NULL, 0, NULL, NULL};
static const conn_connector connector = {.desc_version = CONN_DESC_VERSION,
                                         .name = "bench",
                                         .config = config_args,
                                         .config_count = 1,
                                         .auth_offset = offsetof(config, auth),
                                         .base_url = &base_url};

static size_t read_list(int port, bool item_by_item)
{
    char url[64];
    conn_client *client = NULL;
    conn_error err = {0};
    conn_call_options call = {.item_by_item = item_by_item};
    args given = {.call = &call};
    snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    config settings = {url, 0};
    conn_options options = {.timeout_ms = 600000};
    size_t count = 0;
    if (conn_open(&client, &connector, &settings, &options, &err) != CONN_OK)
        exit(conn_error_print(stderr, &err));
    conn_pages *pages = conn_pages_open(client, &list, &given, sizeof given);
    for (const item *it; (it = conn_pages_next(pages, &err)) != NULL;)
        count += it->id == 9007199254740993;
    if (err.status != CONN_OK)
        exit(conn_error_print(stderr, &err));
    conn_pages_end(pages);
    conn_close(client);
    return count;
}

/* ---- measuring ---- */

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void measure(const char *name, long pages, size_t count,
                    bool item_by_item)
{
    int port, status = 0, ends[2];
    struct rusage usage = {0};
    if (pipe(ends) != 0)
        abort();
    pid_t server = serve(pages, count, &port);
    double start = seconds();
    pid_t child = fork();
    if (child == 0) {
        bool whole = read_list(port, item_by_item) == (size_t)pages * count;
        getrusage(RUSAGE_SELF, &usage);
        whole = write(ends[1], &usage, sizeof usage) == sizeof usage && whole;
        _exit(!whole);
    }
    close(ends[1]);
    if (read(ends[0], &usage, sizeof usage) != sizeof usage)
        usage.ru_maxrss = 0;
    close(ends[0]);
    waitpid(child, &status, 0);
    double took = seconds() - start;
    double mb = (double)pages * (double)count * sizeof item_text / 1e6;
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    printf("%-40s %9.1f MB peak %8.0f MB/s%s\n", name,
           (double)usage.ru_maxrss / 1024, mb / took,
           status != 0 ? "  FAILED" : "");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    size_t mb = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000;
    printf("lists over HTTP, %d items a page\n", ITEMS);
    measure("10 pages", 10, ITEMS, false);
    measure("1,000 pages", 1000, ITEMS, false);
    measure("10,000 pages, 1,000,000 items", 10000, ITEMS, false);
    measure("10 pages, item by item", 10, ITEMS, true);
    measure("10,000 pages, item by item", 10000, ITEMS, true);
    char name[64];
    snprintf(name, sizeof name, "one page of %zu MB, item by item", mb);
    measure(name, 1, mb * 1000000 / sizeof item_text, true);
    return 0;
}
