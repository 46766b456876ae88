/* json_reader.c - the state of a run over JSON text, and how it reports what is
 * wrong: where (offset, JSON Pointer), what was expected and what was found. */
#include "json_scan.h"

#include <stdarg.h>

#include "fail.h"

void conn_reader_init(conn_reader *r, char *text, size_t len,
                      const conn_json_limits *limits, conn_error *err)
{
    size_t depth = limits != NULL ? limits->max_depth : 0;
    memset(r, 0, sizeof *r);
    r->text = text;
    r->end = len > 0 ? text + len : text;
    r->max_depth = depth == 0 ? 128 : depth;
    if (r->max_depth > CONN_JSON_DEPTH)
        r->max_depth = CONN_JSON_DEPTH;
    r->err = err;
}

/* ---- errors ---- */

/* RFC 6901 section 3: ~ is written ~0 and / is written ~1. */
static void put_token(conn_buf *buf, const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (name[i] == '~')
            conn_buf_puts(buf, "~0");
        else if (name[i] == '/')
            conn_buf_puts(buf, "~1");
        else
            conn_buf_putc(buf, name[i]);
    }
}

void conn_frame_print(conn_buf *buf, const conn_frame *frame)
{
    if (frame == NULL)
        return;
    conn_frame_print(buf, frame->up);
    if (frame->name == NULL) {
        conn_buf_printf(buf, "/%zu", frame->index);
        return;
    }
    conn_buf_putc(buf, '/');
    put_token(buf, frame->name, frame->length);
}

char *conn_reader_fail(conn_reader *r, const char *at, conn_status status,
                       const char *format, ...)
{
    enum { SHOWN = 100, KEPT = 4096 };
    char what[120];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);

    conn_buf pointer = {.cap = KEPT};
    conn_buf_puts(&pointer, "");
    conn_frame_print(&pointer, r->frame);
    const char *path = pointer.data != NULL ? pointer.data : "";
    bool cut = pointer.len > SHOWN || pointer.status != CONN_OK;
    r->status = conn_fail(r->err, status, "%.*s%s%s%s", SHOWN, path,
                          cut ? "..." : "", *path != '\0' ? ": " : "", what);
    if (r->err != NULL) {
        r->err->offset = (size_t)(at - r->text);
        if (pointer.status == CONN_OK)
            r->err->pointer = conn_error_text(r->err, path, pointer.len);
    }
    conn_buf_free(&pointer);
    return NULL;
}

/* What the text at `p` is, in the words of JSON. */
static const char *describe(const conn_reader *r, const char *p)
{
    switch (*p) {
    case '"':
        return "string";
    case '{':
        return "object";
    case '[':
        return "array";
    case 't':
    case 'f':
        return "boolean";
    case 'n':
        return "null";
    case '\0':
        return p == r->end ? "the end of the text" : "a zero byte";
    }
    return *p == '-' || (*p >= '0' && *p <= '9') ? "number" : NULL;
}

char *conn_reader_expected(conn_reader *r, const char *at, const char *what)
{
    const char *found = describe(r, at);
    unsigned char byte = (unsigned char)*at;
    if (found != NULL)
        return conn_reader_fail(r, at, CONN_DECODE, "expected %s, found %s",
                                what, found);
    if (byte > ' ' && byte < 0x7F)
        return conn_reader_fail(r, at, CONN_DECODE, "expected %s, found '%c'",
                                what, byte);
    return conn_reader_fail(r, at, CONN_DECODE,
                            "expected %s, found byte 0x%02X", what, byte);
}

char *conn_reader_between(conn_reader *r, const char *at, const char *what)
{
    r->frame = r->frame->up;
    return conn_reader_expected(r, at, what);
}

char *conn_reader_memory(conn_reader *r, const char *at)
{
    if (conn_arena_status(r->arena) == CONN_LIMIT)
        return conn_reader_fail(r, at, CONN_LIMIT,
                                "the values take more memory than allowed");
    r->status = conn_fail_memory(r->err);
    return NULL;
}

bool conn_reader_enter(conn_reader *r, const char *at, conn_frame *frame)
{
    if (r->depth >= r->max_depth) {
        conn_reader_fail(r, at, CONN_LIMIT, "nested deeper than %zu levels",
                         r->max_depth);
        return false;
    }
    r->depth++;
    frame->up = r->frame;
    r->frame = frame;
    return true;
}

char *conn_read_name(conn_reader *r, char *p, conn_frame *frame)
{
    conn_str name;
    if (*p != '"')
        return conn_reader_between(r, p, "a member's name");
    r->frame = frame->up;
    p = conn_read_text(r, p + 1, &name);
    if (p == NULL)
        return NULL;
    r->frame = frame;
    frame->name = name.data;
    frame->length = name.len;
    return p;
}
