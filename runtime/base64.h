/* base64.h - RFC 4648 section 4: the standard alphabet, with padding. */
#ifndef CONN_BASE64_H
#define CONN_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/* Characters that `len` bytes become, without a NUL. */
size_t conn_base64_length(size_t len);

/* Writes conn_base64_length(len) characters, without a NUL. */
void conn_base64_encode(const void *bytes, size_t len, char *out);

/* Decodes strictly: whole groups, no other characters, padding where it must be
 * and its spare bits zero. `out` takes len / 4 * 3 bytes and may be `text`
 * itself. False if the text is not base64; *out_len is then not set. */
bool conn_base64_decode(const char *text, size_t len, void *out,
                        size_t *out_len);

#endif
