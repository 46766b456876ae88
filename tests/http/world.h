/* world.h - the worst server there can be, for tests of what is not to be read.
 *
 * Owns: a transport's function that says all that it was sent, in every
 * encoding; what is secret of it; and what a log has heard meanwhile.
 */
#ifndef TESTS_HTTP_WORLD_H
#define TESTS_HTTP_WORLD_H

#include "conn/transport.h"
#include "leaks.h"
#include "ways.h"

#define BASE "http://api.test/v1"
#define PROXY_PASSWORD "pr0xy&Zq7/word"
#define KEY_PASSWORD "k3y-passw0rd Zq8"

typedef enum mood {
    WELL,
    FLAKY, /* the first time it can't, then well */
    DEAD,  /* no answer: a failure that says it all */
    UNAUTHORIZED,
    NO_LOGIN,  /* and the login is refused, too */
    ODD_LOGIN, /* and its error code says it all; 200 */
    INVALID,
    ELSEWHERE, /* a redirect to another host, with it all */
    NOT_JSON,
    MOODS
} mood;

typedef struct world {
    leaks secrets;
    mood mood;
    int asked; /* in this mood */
    char heard[16384];
    char log[1 << 20];
    size_t logged;
    bool any_level[CONN_LOG_ERROR + 1];
} world;

/* To be freed. Knows the secrets of the configuration and of its own answers;
 * what a request alone holds it learns. */
world *world_make(const ways_config *config);
/* Functions of conn_transport_fake; `user` is the world. The second asks for
 * Digest first. */
conn_fake_fn world_answer, world_answer_digest;
/* A log; `user` is the world. */
conn_log_fn world_note;
/* Fail the test where a secret stands in the text (NULL: none), or in any text
 * of an error but the body. */
void world_no_leak(const world *w, const char *text, const char *where);
void world_look_at_error(const world *w, const conn_error *err);

#endif
