/* rows.c - the forms of a body in pieces: what they share, JSON lists, lines of
 * JSON, and bytes as they come. */
#include "rows_state.h"

#include <string.h>

#include "fail.h"
#include "items_around.h"

/* An arena gives nothing below the size of its first block. */
enum { LEAST_ARENA = 4096 };

/* ---- mistakes ---- */

bool conn_rows_fail(conn_rows *rows, conn_status status, size_t offset,
                    const char *message)
{
    conn_buf pointer = {0};
    rows->status =
        conn_fail(&rows->failed, status, "/%zu: %s", rows->count, message);
    rows->failed.offset = offset;
    if (conn_buf_printf(&pointer, "/%zu", rows->count))
        rows->failed.pointer =
            conn_error_text(&rows->failed, pointer.data, pointer.len);
    conn_buf_free(&pointer);
    return false;
}

bool conn_rows_fail_memory(conn_rows *rows)
{
    rows->status = conn_fail_memory(&rows->failed);
    return false;
}

/* Puts the item's number before what the decoder said of its text. */
static bool relocate(conn_rows *rows, const conn_error *said, size_t offset)
{
    conn_buf text = {0};
    const char *rest = said->message;
    const char *where = said->pointer != NULL ? said->pointer : "";
    size_t skip = strlen(where);
    if (skip > 0 && strncmp(rest, where, skip) == 0 && rest[skip] == ':')
        rest += skip;
    conn_buf_printf(&text, "/%zu%s", rows->count, where);
    size_t pointer = text.len;
    conn_buf_printf(&text, "%s%s", *rest == ':' ? "" : ": ", rest);
    bool whole = text.status == CONN_OK;
    if (whole) {
        rows->status = conn_fail(&rows->failed, said->status, "%s", text.data);
        rows->failed.offset = offset;
        rows->failed.pointer =
            conn_error_text(&rows->failed, text.data, pointer);
    }
    conn_buf_free(&text);
    return whole ? false : conn_rows_fail_memory(rows);
}

bool conn_rows_decode(conn_rows *rows, char *text, size_t len, size_t offset)
{
    const conn_type *type = rows->how->item;
    conn_error said = {0};
    void *value = conn_arena_alloc(&rows->arena, type->size);
    if (value == NULL) {
        rows->status =
            conn_fail(&rows->failed, conn_arena_status(&rows->arena),
                      "an item is larger than %zu bytes", rows->max_item);
        return false;
    }
    conn_status status = conn_json_decode(&rows->arena, text, len, type, value,
                                          &rows->limits, &said);
    if (status == CONN_OK)
        rows->item = value;
    else if (status == CONN_MEMORY)
        conn_rows_fail_memory(rows);
    else
        relocate(rows, &said, offset);
    conn_error_clear(&said);
    return status == CONN_OK;
}

bool conn_rows_skip_mark(conn_rows *rows)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t len = rows->raw.len - rows->at, most = len < 3 ? len : 3;
    if (rows->begun)
        return true;
    if (memcmp(rows->raw.data + rows->at, mark, most) == 0) {
        if (most < 3 && !rows->over)
            return false;
        rows->at += most == 3 ? 3 : 0;
    }
    rows->begun = true;
    return true;
}

/* ---- lists ---- */

static bool open_items(conn_rows *rows, conn_error *err)
{
    const conn_stream_how *how = rows->how;
    rows->items = conn_items_open(how->item, how->at != NULL ? how->at : "",
                                  rows->max_item, err);
    return rows->items != NULL;
}

static bool read_items(conn_rows *rows)
{
    rows->item = conn_items_next(rows->items, &rows->failed);
    rows->status = rows->failed.status;
    return rows->item != NULL;
}

static void close_items(conn_rows *rows)
{
    conn_items_close(rows->items);
}

static size_t items_memory(const conn_rows *rows)
{
    return conn_items_memory(rows->items);
}

/* ---- lines ---- */

static bool open_nothing(conn_rows *rows, conn_error *err)
{
    (void)rows;
    (void)err;
    return true;
}

static void close_nothing(conn_rows *rows)
{
    (void)rows;
}

static size_t no_memory(const conn_rows *rows)
{
    (void)rows;
    return 0;
}

static bool is_blank(const char *text, size_t len)
{
    while (len > 0 && strchr(" \t\r", text[len - 1]) != NULL &&
           text[len - 1] != '\0')
        len--;
    return len == 0;
}

static bool read_line(conn_rows *rows)
{
    char *line = rows->raw.data + rows->at;
    size_t left = rows->raw.len - rows->at;
    const char *end = NULL;
    if (left > rows->scanned)
        end = memchr(line + rows->scanned, '\n', left - rows->scanned);
    size_t len = end != NULL ? (size_t)(end - line) : left;
    if (len > rows->max_item)
        return conn_rows_fail(rows, CONN_LIMIT, rows->before + rows->at,
                              "the line is longer than allowed");
    rows->scanned = left;
    if (end == NULL && (!rows->over || left == 0))
        return false;
    size_t offset = rows->before + rows->at;
    rows->scanned = 0;
    rows->at += end != NULL ? len + 1 : len;
    if (is_blank(line, len))
        return true;
    line[len] = '\0';
    return conn_rows_decode(rows, line, len, offset);
}

/* ---- bytes ---- */

static bool read_piece(conn_rows *rows)
{
    size_t left = rows->raw.len - rows->at;
    const char *bytes = rows->raw.data + rows->at;
    rows->piece = (conn_bytes){(const unsigned char *)bytes, left};
    rows->at += left;
    if (left > 0)
        rows->item = &rows->piece;
    return left > 0;
}

/* ---- all forms ---- */

static const conn_rows_kind kinds[] = {
    [CONN_S_ITEMS] = {open_items, read_items, close_items, items_memory},
    [CONN_S_LINES] = {open_nothing, read_line, close_nothing, no_memory},
    [CONN_S_PIECES] = {open_nothing, read_piece, close_nothing, no_memory},
};

static const conn_rows_kind *kind_of(conn_stream_kind kind)
{
    if (kind == CONN_S_EVENTS)
        return &conn_rows_sse;
    return kind == CONN_S_CSV ? &conn_rows_csv : &kinds[kind];
}

conn_rows *conn_rows_open(const conn_stream_how *how, size_t max_item,
                          size_t max_depth, conn_error *err)
{
    conn_rows *rows = conn_alloc_zeroed(sizeof *rows);
    if (rows == NULL) {
        conn_fail_memory(err);
        return NULL;
    }
    rows->kind = kind_of(how->kind);
    rows->how = how;
    rows->max_item = max_item;
    rows->limits.max_depth = max_depth;
    rows->arena.cap = max_item > LEAST_ARENA ? max_item : LEAST_ARENA;
    if (rows->kind->open(rows, err))
        return rows;
    conn_rows_close(rows);
    return NULL;
}

void conn_rows_close(conn_rows *rows)
{
    if (rows == NULL)
        return;
    rows->kind->close(rows);
    conn_error_clear(&rows->failed);
    conn_arena_free(&rows->arena);
    conn_buf_free(&rows->raw);
    conn_free(rows);
}

conn_status conn_rows_feed(conn_rows *rows, const char *bytes, size_t len,
                           conn_error *err)
{
    conn_error_clear(err);
    if (rows->items != NULL)
        return conn_items_feed(rows->items, bytes, len, err);
    if (rows->over)
        return conn_fail(err, CONN_USAGE, "the body was over before");
    rows->over = len == 0;
    rows->item = NULL;
    if (rows->at > 0) {
        size_t left = rows->raw.len - rows->at;
        memmove(rows->raw.data, rows->raw.data + rows->at, left);
        conn_buf_cut(&rows->raw, left);
        rows->before += rows->at;
        rows->at = 0;
    }
    return conn_buf_add(&rows->raw, bytes, len) ? CONN_OK
                                                : conn_fail_memory(err);
}

static const void *report(const conn_rows *rows, conn_error *err)
{
    const conn_error *failed = &rows->failed;
    conn_fail(err, rows->status, "%s", failed->message);
    if (err != NULL) {
        err->offset = failed->offset;
        if (failed->pointer != NULL)
            err->pointer =
                conn_error_text(err, failed->pointer, strlen(failed->pointer));
    }
    return NULL;
}

const void *conn_rows_next(conn_rows *rows, conn_error *err)
{
    conn_error_clear(err);
    if (rows->status != CONN_OK)
        return report(rows, err);
    conn_arena_reset(&rows->arena);
    rows->item = NULL;
    if (rows->items == NULL && rows->raw.data == NULL)
        return NULL;
    while (rows->item == NULL && !rows->done && rows->kind->read(rows))
        continue;
    if (rows->status != CONN_OK)
        return report(rows, err);
    rows->count += rows->item != NULL;
    return rows->item;
}

size_t conn_rows_memory(const conn_rows *rows)
{
    return rows->raw.size + rows->arena.total + rows->kind->memory(rows);
}

bool conn_rows_done(const conn_rows *rows)
{
    return rows->done;
}

size_t conn_rows_count(const conn_rows *rows)
{
    return rows->count;
}

void conn_rows_keep_around(conn_rows *rows, bool with_last)
{
    conn_items_keep_around(rows->items, with_last);
}

conn_buf *conn_rows_around(conn_rows *rows)
{
    return conn_items_around(rows->items);
}
