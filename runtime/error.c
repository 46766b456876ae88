/* error.c - filling, clearing and printing a conn_error. */
#include "fail.h"

#include <stdarg.h>
#include <string.h>

#include "utf8.h"

const char *conn_status_name(conn_status status)
{
    static const char *const names[] = {
#define NAME_ROW(constant, name, meaning) [constant] = name,
        CONN_STATUSES(NAME_ROW)
#undef NAME_ROW
    };
    size_t at = (size_t)status;
    return at < sizeof names / sizeof *names ? names[at] : "unknown";
}

void conn_error_clear(conn_error *err)
{
    if (err == NULL)
        return;
    conn_arena *owned = err->owned;
    if (owned != NULL) {
        conn_arena_free(owned);
        conn_free(owned);
    }
    memset(err, 0, sizeof *err);
}

int conn_error_print(FILE *out, conn_error *err)
{
    fprintf(out, "%s: %s\n", conn_status_name(err->status), err->message);
    conn_error_clear(err);
    return 1;
}

/* Makes `text` one line of whole UTF-8 characters, whatever vsnprintf cut. */
static void message_tidy(char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        size_t step = conn_utf8_length(text, left);
        bool lead = (unsigned char)*text >= 0xC2 && (unsigned char)*text < 0xF5;
        if (step == 0 && left < 4 && lead) {
            *text = '\0';
            return;
        }
        if (step == 0 || (unsigned char)*text < ' ' || *text == 0x7F)
            *text = '?';
        step = step > 0 ? step : 1;
        text += step;
        left -= step;
    }
}

conn_status conn_fail(conn_error *err, conn_status status, const char *format,
                      ...)
{
    if (err == NULL)
        return status;
    char message[sizeof err->message] = "";
    va_list args;
    va_start(args, format);
    if (vsnprintf(message, sizeof message, format, args) < 0)
        message[0] = '\0';
    va_end(args);
    message_tidy(message);
    conn_error_clear(err);
    err->status = status;
    memcpy(err->message, message, sizeof message);
    return status;
}

conn_status conn_fail_memory(conn_error *err)
{
    return conn_fail(err, CONN_MEMORY, "out of memory");
}

conn_arena *conn_error_arena(conn_error *err)
{
    if (err == NULL)
        return NULL;
    if (err->owned == NULL)
        err->owned = conn_alloc_zeroed(sizeof(conn_arena));
    return err->owned;
}

const char *conn_error_text(conn_error *err, const char *text, size_t len)
{
    conn_arena *arena = text != NULL ? conn_error_arena(err) : NULL;
    return arena != NULL ? conn_arena_text(arena, text, len) : NULL;
}

void conn_error_keep_body(conn_error *err, const void *body, size_t len)
{
    const char *copy = len > 0 ? conn_error_text(err, body, len) : NULL;
    if (copy == NULL)
        return;
    err->body.data = (const unsigned char *)copy;
    err->body.len = len;
}
