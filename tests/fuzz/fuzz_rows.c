/* fuzz_rows.c - hostile bodies that come in pieces: events, CSV, lines and
 * lists.
 *
 * The first byte says the form, the second where the rest, the body, is cut.
 * Whatever the cuts, the items and the mistake after them are those of the body
 * in one piece. Events and CSV are held against readers below that take the
 * whole text and know nothing of pieces. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TYPE(kind, c_type)                                                     \
    {                                                                          \
        kind, CONN_W_PLAIN, sizeof(c_type), NULL, 0, 0, NULL                   \
    }
static const conn_type string_type = TYPE(CONN_K_STRING, conn_str);
static const conn_type json_type = TYPE(CONN_K_JSON, conn_json);
static const conn_type texts_type = {
    .kind = CONN_K_LIST, .size = sizeof(conn_list), .element = &string_type};

typedef struct item {
    conn_opt_int64 id;
    conn_opt_str name;
} item;
static const conn_type int64_type = TYPE(CONN_K_INT64, int64_t);
static const conn_field fields[] = {
    {"id", 2, &int64_type, offsetof(item, id), offsetof(conn_opt_int64, value),
     CONN_F_OPTIONAL, NULL},
    {"name", 4, &string_type, offsetof(item, name),
     offsetof(conn_opt_str, value), CONN_F_OPTIONAL, NULL},
};
static const conn_record record = {"Item", fields, 2, sizeof(item), 0};
static const conn_type item_type = {
    .kind = CONN_K_RECORD, .size = sizeof(item), .info = &record};

static const conn_stream_how hows[] = {
    {.kind = CONN_S_EVENTS, .item = &string_type},
    {.kind = CONN_S_CSV, .item = &texts_type, .separator = ','},
    {.kind = CONN_S_EVENTS, .item = &json_type, .end = "[DONE]"},
    {.kind = CONN_S_CSV, .item = &json_type, .separator = ';', .header = true},
    {.kind = CONN_S_CSV, .item = &item_type, .separator = ',', .header = true},
    {.kind = CONN_S_LINES, .item = &json_type},
    {.kind = CONN_S_LINES, .item = &item_type},
    {.kind = CONN_S_ITEMS, .item = &item_type, .at = "/a"},
};
enum { EVENTS, TEXTS, HOWS = sizeof hows / sizeof hows[0] };

/* Above what an input may be: its length alone is no mistake. */
enum { MAX_ITEM = 1 << 20 };

static void require(bool truth)
{
    if (!truth)
        abort();
}

/* ---- what the library makes of it ---- */

typedef struct outcome {
    conn_buf items;
    conn_error err;
} outcome;

static void outcome_free(outcome *out)
{
    conn_buf_free(&out->items);
    conn_error_clear(&out->err);
}

static void take(conn_rows *rows, const conn_stream_how *how, outcome *out)
{
    const void *value;
    while ((value = conn_rows_next(rows, &out->err)) != NULL) {
        require(conn_json_encode(&out->items, how->item, value, NULL) ==
                CONN_OK);
        if (how->kind == CONN_S_EVENTS) {
            conn_str event = conn_rows_event(rows);
            conn_str id = conn_rows_event_id(rows);
            conn_buf_add(&out->items, event.data, event.len);
            conn_buf_putc(&out->items, ' ');
            conn_buf_add(&out->items, id.data, id.len);
        }
        conn_buf_putc(&out->items, '\n');
    }
}

/* Pieces have lengths from 1 to 16, by a generator that `seed` starts; 0 is
 * one piece. */
static outcome run(const conn_stream_how *how, const char *text, size_t size,
                   uint8_t seed)
{
    outcome out = {0};
    uint32_t state = seed;
    conn_rows *rows = conn_rows_open(how, MAX_ITEM, 0, NULL);
    require(rows != NULL);
    for (size_t at = 0; at < size && out.err.status == CONN_OK;) {
        state = state * 1664525 + 1013904223;
        size_t len = seed == 0 ? size : 1 + (state >> 24) % 16;
        len = len < size - at ? len : size - at;
        require(conn_rows_feed(rows, text + at, len, NULL) == CONN_OK);
        take(rows, how, &out);
        at += len;
    }
    if (out.err.status == CONN_OK) {
        require(conn_rows_feed(rows, "", 0, NULL) == CONN_OK);
        take(rows, how, &out);
    }
    conn_rows_close(rows);
    return out;
}

static void require_same(const outcome *a, const outcome *b)
{
    require(a->err.status == b->err.status);
    require(a->err.offset == b->err.offset);
    require(strcmp(a->err.message, b->err.message) == 0);
    require(a->items.len == b->items.len &&
            (a->items.len == 0 ||
             memcmp(a->items.data, b->items.data, a->items.len) == 0));
}

/* ---- events from the whole text ---- */

typedef struct event {
    conn_buf data, type, id;
    bool has_data;
} event;

static bool is_field(const char *line, size_t len, const char *name,
                     conn_str *value)
{
    size_t length = strlen(name);
    if (len < length || memcmp(line, name, length) != 0 ||
        (len > length && line[length] != ':'))
        return false;
    size_t from = len > length ? length + 1 : length;
    from += from < len && line[from] == ' ';
    *value = (conn_str){line + from, len - from};
    return true;
}

static void read_line(event *e, const char *line, size_t len)
{
    conn_str value;
    if (is_field(line, len, "data", &value)) {
        conn_buf_add(&e->data, value.data, value.len);
        conn_buf_putc(&e->data, '\n');
        e->has_data = true;
    } else if (is_field(line, len, "event", &value)) {
        conn_buf_reset(&e->type);
        conn_buf_add(&e->type, value.data, value.len);
    } else if (is_field(line, len, "id", &value) &&
               memchr(value.data, '\0', value.len) == NULL) {
        conn_buf_reset(&e->id);
        conn_buf_add(&e->id, value.data, value.len);
    }
}

/* False if the data is not UTF-8. */
static bool end_event(event *e, conn_buf *out)
{
    bool good = true;
    if (e->has_data) {
        good = conn_json_quote(out, e->data.data, e->data.len - 1);
        if (e->type.len > 0)
            conn_buf_add(out, e->type.data, e->type.len);
        else
            conn_buf_puts(out, "message");
        conn_buf_putc(out, ' ');
        conn_buf_add(out, e->id.data != NULL ? e->id.data : "", e->id.len);
        conn_buf_putc(out, '\n');
    }
    conn_buf_reset(&e->data);
    conn_buf_reset(&e->type);
    e->has_data = false;
    return good;
}

static size_t skip_mark(const char *text, size_t size)
{
    return size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

static void check_events(const char *text, size_t size, const outcome *got)
{
    event e = {0};
    conn_buf out = {0};
    size_t good = 0;
    bool is_text = true;
    size_t start = skip_mark(text, size);
    for (size_t at = start; at < size && is_text; at++) {
        if (text[at] != '\n' && text[at] != '\r')
            continue;
        if (at > start)
            read_line(&e, text + start, at - start);
        else
            is_text = end_event(&e, &out);
        if (is_text)
            good = out.len;
        at += text[at] == '\r' && at + 1 < size && text[at + 1] == '\n';
        start = at + 1;
    }
    require(got->items.len == good);
    require(good == 0 || memcmp(got->items.data, out.data, good) == 0);
    require(got->err.status == (is_text ? CONN_OK : CONN_DECODE));
    conn_buf_free(&e.data);
    conn_buf_free(&e.type);
    conn_buf_free(&e.id);
    conn_buf_free(&out);
}

/* ---- CSV from the whole text ---- */

static bool ends_cell(char c)
{
    return c == ',' || c == '\n' || c == '\r';
}

/* Reads the cell at *at into `cell`; false if it is none. */
static bool read_cell(const char *text, size_t size, size_t *at, conn_buf *cell)
{
    conn_buf_reset(cell);
    if (*at < size && text[*at] == '"') {
        for (++*at;; ++*at) {
            if (*at >= size)
                return false;
            if (text[*at] == '"' && (*at + 1 >= size || text[*at + 1] != '"'))
                break;
            *at += text[*at] == '"';
            conn_buf_putc(cell, text[*at]);
        }
        ++*at;
        return *at >= size || ends_cell(text[*at]);
    }
    for (; *at < size && !ends_cell(text[*at]); ++*at)
        conn_buf_putc(cell, text[*at]);
    return true;
}

/* Reads the row at *at and appends it; false if it is none. */
static bool read_row(const char *text, size_t size, size_t *at, conn_buf *out)
{
    conn_buf cell = {0};
    size_t begin = out->len;
    bool good = true, more = true;
    if (text[*at] == '\n' || text[*at] == '\r') {
        ++*at;
        return true;
    }
    conn_buf_putc(out, '[');
    while (good && more) {
        good = read_cell(text, size, at, &cell) &&
               conn_json_quote(out, cell.len > 0 ? cell.data : "", cell.len);
        more = *at < size && text[*at] == ',';
        conn_buf_puts(out, more ? "," : "]\n");
        *at += more;
    }
    if (!good)
        conn_buf_cut(out, begin);
    conn_buf_free(&cell);
    return good;
}

static void check_texts(const char *text, size_t size, const outcome *got)
{
    conn_buf out = {0};
    bool good = true;
    for (size_t at = skip_mark(text, size); at < size && good;)
        good = read_row(text, size, &at, &out);
    require(got->items.len == out.len);
    require(out.len == 0 || memcmp(got->items.data, out.data, out.len) == 0);
    require(got->err.status == (good ? CONN_OK : CONN_DECODE));
    conn_buf_free(&out);
}

/* ---- all ---- */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 16000)
        return 0;
    size_t form = data[0] % HOWS;
    const char *text = (const char *)data + 2;
    outcome whole = run(&hows[form], text, size - 2, 0);
    outcome pieces = run(&hows[form], text, size - 2, (uint8_t)(data[1] | 1));
    require_same(&whole, &pieces);
    if (form == EVENTS)
        check_events(text, size - 2, &whole);
    else if (form == TEXTS)
        check_texts(text, size - 2, &whole);
    outcome_free(&whole);
    outcome_free(&pieces);
    return 0;
}
