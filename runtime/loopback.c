/* loopback.c - a very small HTTP server for one answer. */
#include "loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"

/* Browsers open connections in advance: these many are listened to. */
#define MOST_PEERS 8
/* Of a request's head. */
#define MOST_BYTES 16384
/* A peer that says nothing for so long makes room. */
#define PEER_MS 10000
/* How long a cancel token may go unnoticed. */
#define POLL_MS 20

typedef struct peer {
    int socket;
    int64_t since;
    size_t len;
    char *text; /* MOST_BYTES and a NUL */
} peer;

typedef struct waiter {
    peer peers[MOST_PEERS];
    size_t count;
    conn_loopback_fn *look;
    void *user;
    bool found;
} waiter;

/* ---- the socket ---- */

static bool set_flags(int socket)
{
    int flags = fcntl(socket, F_GETFL);
    return flags >= 0 && fcntl(socket, F_SETFL, flags | O_NONBLOCK) == 0 &&
           fcntl(socket, F_SETFD, FD_CLOEXEC) == 0;
}

conn_status conn_loopback_open(conn_loopback *l, int port, conn_error *err)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int yes = 1;
    l->socket = socket(AF_INET, SOCK_STREAM, 0);
    bool done = l->socket >= 0 &&
                setsockopt(l->socket, SOL_SOCKET, SO_REUSEADDR, &yes,
                           sizeof yes) == 0 &&
                bind(l->socket, (struct sockaddr *)&at, sizeof at) == 0 &&
                listen(l->socket, MOST_PEERS) == 0 && set_flags(l->socket) &&
                getsockname(l->socket, (struct sockaddr *)&at, &size) == 0;
    l->port = ntohs(at.sin_port);
    if (done)
        return CONN_OK;
    conn_fail(err, CONN_TRANSPORT, "port %d of 127.0.0.1 can't be listened on",
              port);
    conn_loopback_close(l);
    return CONN_TRANSPORT;
}

void conn_loopback_close(conn_loopback *l)
{
    if (l->socket >= 0)
        close(l->socket);
    l->socket = -1;
}

/* ---- peers ---- */

static void drop(waiter *w, size_t i)
{
    close(w->peers[i].socket);
    conn_wipe(w->peers[i].text, w->peers[i].len); /* it may hold a code */
    conn_free(w->peers[i].text);
    w->peers[i] = w->peers[--w->count];
}

static void welcome(waiter *w, int listening)
{
    int got = accept(listening, NULL, NULL);
    if (got < 0)
        return;
    if (w->count == MOST_PEERS)
        drop(w, 0);
    char *text = conn_alloc_zeroed(MOST_BYTES + 1);
    if (text == NULL || !set_flags(got)) {
        conn_free(text);
        close(got);
        return;
    }
    w->peers[w->count++] = (peer){got, conn_clock_ms(), 0, text};
}

static void say(int socket, const char *status, const char *page)
{
    char text[1024];
    int len =
        snprintf(text, sizeof text,
                 "HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n"
                 "Content-Length: %zu\r\nCache-Control: no-store\r\n"
                 "Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n%s",
                 status, strlen(page), page);
    /* A short answer fits the socket's buffer; who doesn't read it misses it.
     */
    if (len > 0 && (size_t)len < sizeof text)
        (void)!send(socket, text, (size_t)len, MSG_NOSIGNAL);
}

/* Answers a whole head. */
static void answer(waiter *w, peer *p)
{
    const char *page = NULL;
    char *target = p->text + strlen("GET ");
    if (strncmp(p->text, "GET /", 5) != 0) {
        say(p->socket, "405 Method Not Allowed", "");
        return;
    }
    target[strcspn(target, " \r\n")] = '\0';
    w->found = w->look(w->user, target, &page);
    say(p->socket, page != NULL ? "200 OK" : "404 Not Found",
        page != NULL ? page : "");
}

/* Reads what there is; false if the peer is done with. */
static bool hear(waiter *w, peer *p)
{
    ssize_t got = recv(p->socket, p->text + p->len, MOST_BYTES - p->len, 0);
    if (got < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    if (got == 0)
        return false;
    p->len += (size_t)got;
    if (strstr(p->text, "\r\n\r\n") == NULL)
        return p->len < MOST_BYTES;
    answer(w, p);
    return false;
}

/* ---- waiting ---- */

static void serve(waiter *w, int listening, int ms)
{
    struct pollfd polled[MOST_PEERS + 1] = {{listening, POLLIN, 0}};
    for (size_t i = 0; i < w->count; i++)
        polled[i + 1] = (struct pollfd){w->peers[i].socket, POLLIN, 0};
    if (poll(polled, (nfds_t)w->count + 1, ms) < 0)
        return;
    int64_t now = conn_clock_ms();
    for (size_t i = w->count; i-- > 0 && !w->found;) {
        bool late = now - w->peers[i].since > PEER_MS;
        if (polled[i + 1].revents != 0 ? !hear(w, &w->peers[i]) : late)
            drop(w, i);
    }
    if (polled[0].revents != 0 && !w->found)
        welcome(w, listening);
}

conn_status conn_loopback_wait(conn_loopback *l, conn_loopback_fn *look,
                               void *user, int64_t deadline,
                               conn_cancel *cancel, conn_error *err)
{
    waiter w = {.look = look, .user = user};
    conn_status status = CONN_OK;
    while (!w.found && status == CONN_OK) {
        int64_t left = deadline - conn_clock_ms();
        int64_t most = cancel != NULL ? POLL_MS : 1000;
        if (conn_cancel_is(cancel))
            status = conn_fail(err, CONN_CANCELLED, "cancelled");
        else if (left <= 0)
            status = conn_fail(err, CONN_TIMEOUT, "the deadline has passed");
        else
            serve(&w, l->socket, (int)(left < most ? left : most));
    }
    while (w.count > 0)
        drop(&w, w.count - 1);
    return status;
}
