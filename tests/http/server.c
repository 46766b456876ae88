/* server.c - the scripted server: its threads and its script. */
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "server_text.h"

#define MOST_CONNECTIONS 1024
#define MOST_REQUESTS 4096

typedef struct connection {
    server *srv;
    int fd;
    pthread_t thread;
} connection;

struct server {
    int listener;
    int port, other;
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    bool stopping;
    bool in_order;
    const step *steps;
    size_t step_count;
    int *used; /* how often each step answered */
    connection connections[MOST_CONNECTIONS];
    int connection_count;
    char *requests[MOST_REQUESTS];
    int request_count;
    text problems;
};

static void note(server *srv, const char *format, ...)
{
    char line[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    text_add(&srv->problems, line);
    text_add(&srv->problems, "\n");
}

static bool is_stopping(server *srv)
{
    pthread_mutex_lock(&srv->lock);
    bool stopping = srv->stopping;
    pthread_mutex_unlock(&srv->lock);
    return stopping;
}

/* Waits until there is something to read; false if the server is to stop. */
static bool wait_readable(server *srv, int fd)
{
    struct pollfd p = {fd, POLLIN, 0};
    while (!is_stopping(srv))
        if (poll(&p, 1, 10) > 0)
            return true;
    return false;
}

static void nap(int ms)
{
    struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&t, NULL);
}

/* ---- a request ---- */

static size_t content_length(const char *head)
{
    for (const char *line = head; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncasecmp(line, "Content-Length:", 15) == 0)
            return strtoul(line + 15, NULL, 10);
    }
    return 0;
}

/* Reads one request into `in`; false if the client has gone. */
static bool read_request(server *srv, int fd, text *in, size_t *head_len)
{
    char block[4096];
    for (;;) {
        char *end = in->len > 0 ? strstr(in->data, "\r\n\r\n") : NULL;
        if (end != NULL) {
            *head_len = (size_t)(end - in->data) + 4;
            if (in->len >= *head_len + content_length(in->data))
                return true;
        }
        if (!wait_readable(srv, fd))
            return false;
        ssize_t n = recv(fd, block, sizeof block, 0);
        if (n <= 0)
            return false;
        text_add_bytes(in, block, (size_t)n);
    }
}

/* The request as tests see it: no CR, no HTTP version. */
static char *normalized(const text *in, size_t head_len)
{
    text out = {0};
    const char *line = in->data;
    const char *version = strstr(line, " HTTP/1.1\r\n");
    text_add_bytes(&out, line, (size_t)(version - line));
    for (line = version + 9; line < in->data + head_len; line++)
        if (*line != '\r')
            text_add_bytes(&out, line, 1);
    text_add_bytes(&out, in->data + head_len, in->len - head_len);
    return out.data;
}

/* ---- the script ---- */

static bool same_first_line(const char *want, const char *got)
{
    size_t len = strcspn(want, "\n");
    return len == strcspn(got, "\n") && memcmp(want, got, len) == 0;
}

/* The step for the request, or NULL; the server is locked. */
static const step *find_step(server *srv, const char *got)
{
    size_t n = (size_t)srv->request_count - 1, count = srv->step_count;
    if (srv->in_order) {
        if (n >= count && count > 0 && srv->steps[count - 1].again)
            n = count - 1;
        if (n >= count)
            return NULL;
        srv->used[n]++;
        return &srv->steps[n];
    }
    for (size_t i = 0; i < count; i++) {
        const step *s = &srv->steps[i];
        if ((s->again || srv->used[i] == 0) && same_first_line(s->want, got)) {
            srv->used[i]++;
            return s;
        }
    }
    return NULL;
}

static const step *take_step(server *srv, char *got)
{
    pthread_mutex_lock(&srv->lock);
    if (srv->request_count < MOST_REQUESTS)
        srv->requests[srv->request_count++] = got;
    const step *s = find_step(srv, got);
    if (s == NULL) {
        note(srv, "request %d was not expected:\n%s", srv->request_count, got);
    } else {
        char *want = text_expand(s->want, srv->port, srv->other);
        char *difference = text_difference(want, got);
        if (difference != NULL)
            note(srv, "request %d: %s\nin:\n%s", srv->request_count, difference,
                 got);
        free(difference);
        free(want);
    }
    pthread_mutex_unlock(&srv->lock);
    return s;
}

static void send_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        bytes += n;
        len -= (size_t)n;
    }
}

/* Reads what is still on its way: closing at once would reset the connection,
 * and the answer be lost on a client that is still sending. */
static void linger(server *srv, int fd)
{
    char block[4096];
    shutdown(fd, SHUT_WR);
    while (wait_readable(srv, fd) && recv(fd, block, sizeof block, 0) > 0)
        continue;
}

/* Answers; returns whether the connection stays open. */
static bool answer(server *srv, int fd, const step *s, const char *got)
{
    if (s->delay_ms > 0)
        nap(s->delay_ms);
    if (s->how == DROP)
        return false;
    if (s->how == HANG) {
        wait_readable(srv, fd);
        return false;
    }
    char *script = text_expand(s->answer, srv->port, srv->other);
    text out = {0};
    if (s->how == RAW)
        text_add(&out, script);
    else
        text_answer(&out, script, s->how == CHUNKED || s->how == STALL,
                    strncmp(got, "HEAD ", 5) == 0);
    bool whole = s->how != CUT && s->how != STALL;
    send_all(fd, out.data, out.len - (whole ? 0 : 5));
    if (s->how == STALL)
        wait_readable(srv, fd);
    if (s->how == LAST)
        linger(srv, fd);
    free(out.data);
    free(script);
    return s->how == ANSWER || s->how == CHUNKED;
}

/* ---- threads ---- */

static void *serve(void *user)
{
    connection *c = user;
    text in = {0};
    size_t head_len;
    while (read_request(c->srv, c->fd, &in, &head_len)) {
        size_t len = head_len + content_length(in.data);
        text request = {0};
        text_add_bytes(&request, in.data, len);
        char *got = normalized(&request, head_len);
        free(request.data);
        text_drop(&in, len);
        const step *s = take_step(c->srv, got);
        if (s == NULL || !answer(c->srv, c->fd, s, got))
            break;
    }
    shutdown(c->fd, SHUT_RDWR);
    close(c->fd);
    free(in.data);
    return NULL;
}

static void *accept_all(void *user)
{
    server *srv = user;
    while (wait_readable(srv, srv->listener)) {
        int fd = accept(srv->listener, NULL, NULL);
        if (fd < 0)
            continue;
        pthread_mutex_lock(&srv->lock);
        connection *c = &srv->connections[srv->connection_count];
        *c = (connection){srv, fd, 0};
        srv->connection_count++;
        if (srv->connection_count == MOST_CONNECTIONS ||
            pthread_create(&c->thread, NULL, serve, c) != 0)
            abort();
        pthread_mutex_unlock(&srv->lock);
    }
    return NULL;
}

static int listen_on_loopback(int *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &size) != 0) {
        perror("no loopback port");
        abort();
    }
    *port = ntohs(at.sin_port);
    return fd;
}

size_t steps_count(const step *steps, size_t most)
{
    size_t count = 0;
    while (count < most && steps[count].want != NULL)
        count++;
    return count;
}

int server_free_port(void)
{
    int port;
    close(listen_on_loopback(&port));
    return port;
}

server *server_start(const step *steps, size_t count, bool in_order)
{
    server *srv = calloc(1, sizeof *srv);
    if (srv == NULL || (srv->used = calloc(count + 1, sizeof(int))) == NULL)
        abort();
    srv->listener = listen_on_loopback(&srv->port);
    srv->steps = steps;
    srv->step_count = count;
    srv->in_order = in_order;
    pthread_mutex_init(&srv->lock, NULL);
    if (pthread_create(&srv->thread, NULL, accept_all, srv) != 0)
        abort();
    return srv;
}

char *server_stop(server *srv)
{
    pthread_mutex_lock(&srv->lock);
    srv->stopping = true;
    pthread_mutex_unlock(&srv->lock);
    pthread_join(srv->thread, NULL);
    for (int i = 0; i < srv->connection_count; i++)
        pthread_join(srv->connections[i].thread, NULL);
    close(srv->listener);
    for (size_t i = 0; i < srv->step_count; i++)
        if (srv->used[i] == 0)
            note(srv, "step %zu was not asked for: %s", i + 1,
                 srv->steps[i].want);
    for (int i = 0; i < srv->request_count; i++)
        free(srv->requests[i]);
    char *problems = srv->problems.data;
    pthread_mutex_destroy(&srv->lock);
    free(srv->used);
    free(srv);
    return problems;
}

int server_port(const server *srv)
{
    return srv->port;
}

void server_pair(server *srv, int other_port)
{
    srv->other = other_port;
}

int server_connections(server *srv)
{
    pthread_mutex_lock(&srv->lock);
    int count = srv->connection_count;
    pthread_mutex_unlock(&srv->lock);
    return count;
}

int server_requests(server *srv)
{
    pthread_mutex_lock(&srv->lock);
    int count = srv->request_count;
    pthread_mutex_unlock(&srv->lock);
    return count;
}

void server_wait(server *srv, int count)
{
    for (int i = 0; i < 1000 && server_requests(srv) < count; i++)
        nap(10);
}

const char *server_request(server *srv, int n)
{
    pthread_mutex_lock(&srv->lock);
    const char *got = n < srv->request_count ? srv->requests[n] : NULL;
    pthread_mutex_unlock(&srv->lock);
    return got;
}
