/* buf.c - doubling growth; out of memory ends the process, as in arena.c. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void buf_reserve(Buf *buf, size_t more)
{
    size_t need = buf->length + more + 1;
    if (need <= buf->capacity)
        return;
    size_t capacity = buf->capacity ? buf->capacity : 256;
    while (capacity < need)
        capacity *= 2;
    char *text = realloc(buf->text, capacity);
    if (!text) {
        fputs("connc: out of memory\n", stderr);
        exit(3);
    }
    buf->text = text;
    buf->capacity = capacity;
}

void buf_write(Buf *buf, const char *text, size_t length)
{
    buf_reserve(buf, length);
    if (length)
        memcpy(buf->text + buf->length, text, length);
    buf->length += length;
    buf->text[buf->length] = '\0';
}

void buf_puts(Buf *buf, const char *text)
{
    buf_write(buf, text, strlen(text));
}

void buf_putc(Buf *buf, char c)
{
    buf_reserve(buf, 1);
    buf->text[buf->length++] = c;
    buf->text[buf->length] = '\0';
}

void buf_printf(Buf *buf, const char *format, ...)
{
    enum { SHORT = 128 }; /* most fit, and are written once */
    va_list args;
    buf_reserve(buf, SHORT);
    va_start(args, format);
    size_t room = buf->capacity - buf->length;
    int length = vsnprintf(buf->text + buf->length, room, format, args);
    va_end(args);
    if ((size_t)length >= room) {
        buf_reserve(buf, (size_t)length);
        va_start(args, format);
        vsnprintf(buf->text + buf->length, (size_t)length + 1, format, args);
        va_end(args);
    }
    buf->length += (size_t)length;
}

const char *buf_text(const Buf *buf)
{
    return buf->text ? buf->text : "";
}

void buf_free(Buf *buf)
{
    free(buf->text);
    *buf = (Buf){0};
}
