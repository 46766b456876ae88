/* cut_proxy.c - stands before a server and cuts its answers short.
 *
 * Usage: cut_proxy PORT LIMIT. Prints the port it listens on (127.0.0.1), then
 * passes each connection on to PORT of 127.0.0.1 and closes it once LIMIT bytes
 * have come back after the first answer's header. One connection at a time;
 * runs until it is killed.
 */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static bool write_all(int fd, const char *data, size_t len)
{
    while (len) {
        ssize_t n = write(fd, data, len);
        if (n <= 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

/* How many of `len` bytes from the server may pass. `matched` counts how much
 * of the blank line that ends the header has been seen. */
static size_t bytes_allowed(const char *data, size_t len, size_t *matched,
                            size_t *left)
{
    static const char blank[] = "\r\n\r\n";
    size_t i = 0;
    for (; i < len && *matched < 4; i++) {
        if (data[i] == blank[*matched])
            ++*matched;
        else
            *matched = data[i] == '\r' ? 1 : 0;
    }
    if (*matched < 4)
        return len;
    size_t body = len - i;
    if (body > *left)
        body = *left;
    *left -= body;
    return i + body;
}

/* Passes bytes both ways until a side closes or the limit is reached. */
static void relay(int client, int server, size_t limit)
{
    char data[16384];
    size_t matched = 0;
    struct pollfd ends[2] = {{.fd = client, .events = POLLIN},
                             {.fd = server, .events = POLLIN}};
    while (limit && poll(ends, 2, -1) > 0) {
        if (ends[0].revents) {
            ssize_t n = read(client, data, sizeof data);
            if (n <= 0 || !write_all(server, data, (size_t)n))
                return;
        }
        if (ends[1].revents) {
            ssize_t n = read(server, data, sizeof data);
            if (n <= 0)
                return;
            size_t pass = bytes_allowed(data, (size_t)n, &matched, &limit);
            if (!write_all(client, data, pass))
                return;
        }
    }
}

static int listen_anywhere(int *port)
{
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) ||
        listen(fd, 16) || getsockname(fd, (struct sockaddr *)&address, &size)) {
        perror("cut_proxy");
        exit(1);
    }
    *port = ntohs(address.sin_port);
    return fd;
}

int main(int argc, char **argv)
{
    int port;
    if (argc != 3) {
        fprintf(stderr, "usage: cut_proxy PORT LIMIT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int listener = listen_anywhere(&port);
    printf("%d\n", port);
    fflush(stdout);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            continue;
        struct sockaddr_in address = loopback(atoi(argv[1]));
        int server = socket(AF_INET, SOCK_STREAM, 0);
        if (!connect(server, (struct sockaddr *)&address, sizeof address))
            relay(client, server, (size_t)strtoul(argv[2], NULL, 10));
        close(server);
        close(client);
    }
}
