/* buf.h - text that grows: what emitters and messages are written into.
 *
 * Owns: a growable byte buffer on the heap. A zeroed Buf is empty and valid;
 * the text is NUL-terminated whenever it is not NULL.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>

typedef struct Buf {
    char *text; /* NULL while nothing was written */
    size_t length;
    size_t capacity;
} Buf;

void buf_write(Buf *buf, const char *text, size_t length);
void buf_puts(Buf *buf, const char *text);
void buf_putc(Buf *buf, char c);
void buf_printf(Buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The text so far; "" when empty. Valid until the next write or buf_free. */
const char *buf_text(const Buf *buf);
void buf_free(Buf *buf);

#endif
