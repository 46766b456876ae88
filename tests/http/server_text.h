/* server_text.h - the texts of the scripted server: scripts, requests and how
 * they differ. */
#ifndef TESTS_HTTP_SERVER_TEXT_H
#define TESTS_HTTP_SERVER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Growing text, always ended with a NUL. Aborts when memory is short. */
typedef struct text {
    char *data;
    size_t len;
    size_t room;
} text;

void text_add(text *t, const char *more);
void text_add_bytes(text *t, const char *bytes, size_t len);
/* Removes the first `len` bytes. */
void text_drop(text *t, size_t len);

/* A copy with $PORT and $OTHER filled in. */
char *text_expand(const char *script, int port, int other);

/* Appends the answer that a script describes, as bytes of HTTP/1.1. A body of
 * an answer to HEAD is announced, not sent. */
void text_answer(text *out, const char *script, bool chunked, bool head);

/* How the request `got` differs from `want` of a step; NULL if it does not. */
char *text_difference(const char *want, const char *got);

#endif
