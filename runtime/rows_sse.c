/* rows_sse.c - Server-Sent Events (WHATWG HTML section 9.2.6, "Interpreting an
 * event stream"): an item is the data of an event, as text where that is its
 * type, else read as JSON. An event that the end of the body cuts is dropped.
 * Where the standard replaces invalid UTF-8, this refuses it. */
#include "rows_state.h"

#include <string.h>

#include "fail.h"
#include "utf8.h"

typedef struct conn_sse {
    conn_buf data; /* of the event that is being read */
    conn_buf type;
    conn_buf id;
    conn_buf last_type; /* of the event that was handed out */
    conn_buf last_id;
    int64_t retry_ms; /* -1: not said */
    size_t offset;    /* where the event begins in the body */
    size_t scanned;   /* bytes behind rows->at without a line end */
    bool has_data;
    bool in_event;
    bool after_cr; /* a line feed that comes now belongs to the line before */
    conn_str text; /* the item, where it is one */
} conn_sse;

static bool sse_open(conn_rows *rows, conn_error *err)
{
    rows->sse = conn_alloc_zeroed(sizeof *rows->sse);
    if (rows->sse == NULL)
        return conn_fail_memory(err) == CONN_OK;
    rows->sse->retry_ms = -1;
    return true;
}

static void sse_close(conn_rows *rows)
{
    conn_sse *sse = rows->sse;
    if (sse == NULL)
        return;
    conn_buf_free(&sse->data);
    conn_buf_free(&sse->type);
    conn_buf_free(&sse->id);
    conn_buf_free(&sse->last_type);
    conn_buf_free(&sse->last_id);
    conn_free(sse);
}

static bool set(conn_buf *buf, const char *text, size_t len)
{
    conn_buf_reset(buf);
    return conn_buf_add(buf, text, len);
}

/* ---- the fields of an event ---- */

static bool add_data(conn_sse *sse, const char *value, size_t len)
{
    if (sse->has_data)
        conn_buf_putc(&sse->data, '\n');
    sse->has_data = true;
    return conn_buf_add(&sse->data, value, len);
}

static bool set_type(conn_sse *sse, const char *value, size_t len)
{
    return set(&sse->type, value, len);
}

/* One that holds U+0000 is ignored. */
static bool set_id(conn_sse *sse, const char *value, size_t len)
{
    return memchr(value, '\0', len) != NULL || set(&sse->id, value, len);
}

/* Digits alone, or it is ignored. */
static bool set_retry(conn_sse *sse, const char *value, size_t len)
{
    int64_t ms = 0;
    for (size_t i = 0; i < len; i++) {
        if (value[i] < '0' || value[i] > '9')
            return true;
        if (ms < INT32_MAX)
            ms = ms * 10 + (value[i] - '0');
    }
    if (len > 0)
        sse->retry_ms = ms;
    return true;
}

static const struct field {
    const char *name;
    bool (*set)(conn_sse *sse, const char *value, size_t len);
} fields[] = {{"data", add_data},
              {"event", set_type},
              {"id", set_id},
              {"retry", set_retry}};

static bool take_field(conn_sse *sse, const char *line, size_t len)
{
    const char *colon = memchr(line, ':', len);
    size_t name = colon != NULL ? (size_t)(colon - line) : len;
    size_t from = colon != NULL ? name + 1 : len;
    if (from < len && line[from] == ' ')
        from++;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (strlen(fields[i].name) == name &&
            memcmp(fields[i].name, line, name) == 0)
            return fields[i].set(sse, line + from, len - from);
    return true;
}

/* ---- the end of an event ---- */

static bool is_end(const conn_rows *rows)
{
    const char *end = rows->how->end;
    const conn_buf *data = &rows->sse->data;
    return end != NULL && strlen(end) == data->len &&
           memcmp(end, data->data, data->len) == 0;
}

static bool make_item(conn_rows *rows)
{
    conn_sse *sse = rows->sse;
    if (is_end(rows)) {
        rows->done = true;
        return true;
    }
    if (rows->how->item->kind != CONN_K_STRING)
        return conn_rows_decode(rows, sse->data.data, sse->data.len,
                                sse->offset);
    if (!conn_utf8_valid(sse->data.data, sse->data.len))
        return conn_rows_fail(rows, CONN_DECODE, sse->offset,
                              "the data is not UTF-8");
    sse->text = (conn_str){sse->data.data, sse->data.len};
    rows->item = &sse->text;
    return true;
}

/* The data is kept: an item may be in it. */
static bool dispatch(conn_rows *rows)
{
    conn_sse *sse = rows->sse;
    bool whole =
        set(&sse->last_id, sse->id.len > 0 ? sse->id.data : "", sse->id.len);
    bool has_data = sse->has_data;
    if (has_data && sse->type.len > 0)
        whole = set(&sse->last_type, sse->type.data, sse->type.len) && whole;
    else if (has_data)
        whole = set(&sse->last_type, "message", 7) && whole;
    conn_buf_reset(&sse->type);
    sse->has_data = false;
    sse->in_event = false;
    if (!whole)
        return conn_rows_fail_memory(rows);
    return has_data ? make_item(rows) : true;
}

/* ---- lines ---- */

/* Finds the line at rows->at: its length, and where the next begins. False if
 * its end has not come. A CR at the end of what there is ends the line; whether
 * an LF belongs to it shows later. */
static bool find_line(conn_rows *rows, size_t *len, size_t *next)
{
    conn_sse *sse = rows->sse;
    const char *raw = rows->raw.data;
    if (sse->after_cr && rows->at < rows->raw.len) {
        rows->at += raw[rows->at] == '\n';
        sse->after_cr = false;
    }
    for (size_t i = rows->at + sse->scanned; i < rows->raw.len; i++) {
        if (raw[i] != '\n' && raw[i] != '\r')
            continue;
        *len = i - rows->at;
        *next = i + 1;
        sse->after_cr = raw[i] == '\r';
        sse->scanned = 0;
        return true;
    }
    sse->scanned = rows->raw.len - rows->at;
    return false;
}

static bool take_line(conn_rows *rows, const char *line, size_t len)
{
    conn_sse *sse = rows->sse;
    if (!sse->in_event) {
        conn_buf_reset(&sse->data);
        sse->offset = rows->before + (size_t)(line - rows->raw.data);
        sse->in_event = true;
    }
    if (len == 0)
        return dispatch(rows);
    if (!take_field(sse, line, len))
        return conn_rows_fail_memory(rows);
    if (sse->data.len > rows->max_item)
        return conn_rows_fail(rows, CONN_LIMIT, sse->offset,
                              "the event is larger than allowed");
    return true;
}

static bool sse_read(conn_rows *rows)
{
    size_t len, next;
    if (!conn_rows_skip_mark(rows))
        return false;
    if (!find_line(rows, &len, &next)) {
        if (rows->raw.len - rows->at > rows->max_item)
            conn_rows_fail(rows, CONN_LIMIT, rows->before + rows->at,
                           "the line is longer than allowed");
        return false;
    }
    const char *line = rows->raw.data + rows->at;
    rows->at = next;
    return take_line(rows, line, len);
}

static size_t sse_memory(const conn_rows *rows)
{
    const conn_sse *sse = rows->sse;
    return sizeof *sse + sse->data.size + sse->type.size + sse->id.size +
           sse->last_type.size + sse->last_id.size;
}

const conn_rows_kind conn_rows_sse = {sse_open, sse_read, sse_close,
                                      sse_memory};

/* ---- what came with an event ---- */

static conn_str text_of(const conn_buf *buf)
{
    return (conn_str){buf->data != NULL ? buf->data : "", buf->len};
}

conn_str conn_rows_event(const conn_rows *rows)
{
    return rows->sse != NULL ? text_of(&rows->sse->last_type)
                             : (conn_str){"", 0};
}

conn_str conn_rows_event_id(const conn_rows *rows)
{
    return rows->sse != NULL ? text_of(&rows->sse->last_id) : (conn_str){"", 0};
}

int64_t conn_rows_retry_ms(const conn_rows *rows)
{
    return rows->sse != NULL ? rows->sse->retry_ms : -1;
}
