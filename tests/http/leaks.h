/* leaks.h - looks for secrets in a text, however they are written there.
 *
 * Owns: a list of secrets, and readers of percent-encoding, JSON, XML and
 * base64 of its own: nothing here is shared with the code that hides them.
 */
#ifndef TESTS_HTTP_LEAKS_H
#define TESTS_HTTP_LEAKS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct leaks {
    struct {
        char text[2048];
        size_t part; /* so many bytes of it in a row are a leak */
    } secrets[96];
    size_t count;
} leaks;

/* Adds a secret of which 8 bytes in a row are too much; or one of which parts
 * are public, so that all of it must be there. Twice is once. */
void leaks_add(leaks *list, const char *secret);
void leaks_add_whole(leaks *list, const char *secret, size_t len);

/* What of a secret is in the text (valid until the next call), or NULL. */
const char *leaks_find(const leaks *list, const char *text);

#endif
