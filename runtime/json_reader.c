/* json_reader.c - the state of a run over JSON text, and how it reports what is
 * wrong: where (offset, JSON Pointer), what was expected and what was found. */
#include "json_scan.h"

#include <stdarg.h>

#include "fail.h"

const conn_core *conn_core_best(void)
{
#ifdef CONN_MAY_HAVE_AVX2
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
        return &conn_core_avx2;
#endif
    return &conn_core_plain;
}

void conn_reader_init(conn_reader *r, char *text, size_t len,
                      const conn_json_limits *limits, conn_error *err)
{
    size_t depth = limits != NULL ? limits->max_depth : 0;
    memset(r, 0, sizeof *r);
    conn_reader_set_text(r, text, len);
    r->core = conn_core_best();
    r->whole = limits != NULL && limits->whole;
    r->max_depth = depth == 0 ? 128 : depth;
    if (r->max_depth > CONN_JSON_DEPTH)
        r->max_depth = CONN_JSON_DEPTH;
    r->err = err;
}

void conn_reader_set_text(conn_reader *r, char *text, size_t len)
{
    r->text = text;
    r->end = len > 0 ? text + len : text;
    r->wide_end = len >= CONN_WIDEST ? text + (len - CONN_WIDEST + 1) : text;
}

void conn_reader_set_room(conn_reader *r, size_t room)
{
    if (room < CONN_WIDEST)
        return;
    memset(r->end, 0, CONN_WIDEST);
    r->wide_end = r->end + 1;
}

char *conn_read_value(conn_reader *r, char *p, const conn_type *type, void *out)
{
    return r->core->value(r, p, type, out);
}

char *conn_read_past(conn_reader *r, char *p)
{
    return r->core->past(r, p);
}

char *conn_read_name(conn_reader *r, char *p, conn_frame *frame)
{
    return r->core->name(r, p, frame);
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
    if (frame->field == NULL && frame->name == NULL) {
        conn_buf_printf(buf, "/%zu", frame->index);
        return;
    }
    conn_buf_putc(buf, '/');
    if (frame->field != NULL)
        put_token(buf, frame->field->name, frame->field->length);
    else
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
