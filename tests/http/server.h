/* server.h - a scripted HTTP/1.1 server on the loopback interface, made of
 * plain sockets.
 *
 * Owns: answering requests step by step as a test's script says, and comparing
 * what the client sent. Each connection has a thread of its own.
 */
#ifndef TESTS_HTTP_SERVER_H
#define TESTS_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

typedef enum manner {
    ANSWER = 0, /* as HTTP: status line and Content-Length are added */
    CHUNKED,    /* as ANSWER, the body in chunks of 5 bytes */
    RAW,        /* the bytes as they are, then close */
    CUT,        /* as ANSWER, but the last 5 bytes are missing: close */
    DROP,       /* read the request, then close without an answer */
    LAST,       /* as ANSWER, then close without a word about it */
    STALL, /* as CHUNKED, but the end does not come until the client goes */
    HANG   /* no answer until the client goes */
} manner;

/* One request and its answer. In both texts `$PORT` stands for the server's
 * port, `$OTHER` for that of the server that server_pair gave it. */
typedef struct step {
    /* "GET /path" then, each on a line, headers that must be there ("Name:
     * value") or must not ("!Name"); behind an empty line the body, exactly. */
    const char *want;
    /* "200", then header lines, then behind an empty line the body. */
    const char *answer;
    manner how;
    int delay_ms; /* before the answer */
    bool again;   /* answers any number of requests of this first line */
} step;

#define STEP(want, answer)                                                     \
    {                                                                          \
        want, answer, ANSWER, 0, false                                         \
    }
#define STEP_AS(how, want, answer)                                             \
    {                                                                          \
        want, answer, how, 0, false                                            \
    }
#define STEP_AFTER(ms, want, answer)                                           \
    {                                                                          \
        want, answer, ANSWER, ms, false                                        \
    }
/* So that other requests come meanwhile, also where all takes longer. */
#ifdef CONN_VALGRIND
#define STEP_SLOWLY(ms, want, answer) STEP_AFTER(20 * (ms), want, answer)
#else
#define STEP_SLOWLY(ms, want, answer) STEP_AFTER(ms, want, answer)
#endif
#define STEP_AGAIN(want, answer)                                               \
    {                                                                          \
        want, answer, ANSWER, 0, true                                          \
    }

typedef struct server server;

/* How many of `most` steps have a request, for tables of cases. */
size_t steps_count(const step *steps, size_t most);

/* Starts a server on a free port of 127.0.0.1; aborts if there is none. With
 * `in_order` request n gets step n; else the first unused step of the same
 * first line. */
server *server_start(const step *steps, size_t count, bool in_order);

/* Stops it and frees it. Returns what was wrong, or NULL: a text to be freed,
 * that names every difference and every step that nobody asked for. */
char *server_stop(server *srv);

int server_port(const server *srv);
void server_pair(server *srv, int other_port);
/* Connections taken, and requests read, so far. */
int server_connections(server *srv);
int server_requests(server *srv);
/* Until it has read so many requests (10 seconds at most): what is in flight is
 * so from then on, however slow the machine. */
void server_wait(server *srv, int count);
/* The whole text of request `n` (0 is the first): "GET /x\nName: value\n\n". It
 * lives until server_stop; NULL if there is none. */
const char *server_request(server *srv, int n);

/* A port on which nothing listens. */
int server_free_port(void);

#endif
