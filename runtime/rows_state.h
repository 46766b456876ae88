/* rows_state.h - what the forms of a body in pieces share.
 *
 * Owns: the bytes that no item is made of yet, and the item.
 */
#ifndef CONN_ROWS_STATE_H
#define CONN_ROWS_STATE_H

#include "rows.h"

/* A form. `read` looks at rows->raw from rows->at on and moves it. True: it
 * went on, and perhaps set rows->item; false: it wants more bytes, or has
 * failed (conn_rows_fail). */
typedef struct conn_rows_kind {
    bool (*open)(conn_rows *rows, conn_error *err);
    bool (*read)(conn_rows *rows);
    void (*close)(conn_rows *rows);
    size_t (*memory)(const conn_rows *rows); /* beyond `raw` and `arena` */
} conn_rows_kind;

struct conn_rows {
    const conn_rows_kind *kind;
    const conn_stream_how *how;
    size_t max_item;
    conn_json_limits limits;
    conn_buf raw;
    size_t at;     /* in `raw`: the first byte not read */
    size_t before; /* bytes of the body before `raw` */
    bool begun;    /* a byte order mark is out of the question */
    bool over;
    bool done;
    conn_arena arena; /* of the item */
    const void *item;
    size_t count;
    conn_status status;
    conn_error failed;
    conn_items *items;    /* ITEMS */
    struct conn_sse *sse; /* EVENTS */
    struct conn_csv *csv; /* CSV */
    conn_bytes piece;     /* PIECES */
    size_t scanned;       /* LINES: bytes behind `at` without a line end */
};

extern const conn_rows_kind conn_rows_sse, conn_rows_csv;

/* Notes what went wrong with the item that begins at `offset` of the body;
 * returns false. */
bool conn_rows_fail(conn_rows *rows, conn_status status, size_t offset,
                    const char *message);
bool conn_rows_fail_memory(conn_rows *rows);

/* Makes rows->item of the JSON text, which is spoilt and must live as long;
 * text[len] is a NUL. False if it has failed. */
bool conn_rows_decode(conn_rows *rows, char *text, size_t len, size_t offset);

/* Skips a byte order mark at the start of the body. False if more bytes are
 * wanted to know. */
bool conn_rows_skip_mark(conn_rows *rows);

#endif
