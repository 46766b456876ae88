/* rows_csv.c - rows of comma-separated values (RFC 4180): a row becomes a JSON
 * text, which the decoder reads as it reads others.
 *
 * An item is an object that the header's names are the members of, or without
 * a header an array of texts. A cell is read as its column's type: text as it
 * is; numbers, bools, lists, maps and records as the JSON in the cell. A cell
 * with nothing in it, not even quotes, is absent where that is allowed or where
 * it can't be text. Lines end with CRLF, LF or CR; empty ones are skipped; a
 * quote within a cell that has none around it stands for itself. */
#include "rows_state.h"

#include <string.h>

#include "decode.h"
#include "fail.h"

/* As many columns as a spreadsheet has. */
enum { MOST_CELLS = 16384 };

typedef enum place {
    AT_CELL,    /* the next byte begins a cell */
    IN_CELL,    /* without quotes */
    IN_QUOTES,  /* with quotes */
    AFTER_QUOTE /* behind a quote within quotes: the end, or half of two */
} place;

typedef struct cell {
    size_t at; /* in `text` */
    size_t len;
    bool quoted;
} cell;

/* The cells of one row. */
typedef struct csv_row {
    conn_buf text; /* each ended with a NUL */
    cell *cells;
    size_t count;
    size_t room;
} csv_row;

typedef struct conn_csv {
    csv_row header;
    csv_row row;
    const conn_field **fields; /* by column; NULL: no declared field */
    conn_buf json;
    place place;
    bool after_cr;
    size_t offset; /* where the row begins in the body */
} conn_csv;

static bool csv_open(conn_rows *rows, conn_error *err)
{
    rows->csv = conn_alloc_zeroed(sizeof *rows->csv);
    return rows->csv != NULL || conn_fail_memory(err) == CONN_OK;
}

static void row_free(csv_row *row)
{
    conn_buf_free(&row->text);
    conn_free(row->cells);
}

static void csv_close(conn_rows *rows)
{
    conn_csv *csv = rows->csv;
    if (csv == NULL)
        return;
    row_free(&csv->header);
    row_free(&csv->row);
    conn_buf_free(&csv->json);
    conn_free(csv->fields);
    conn_free(csv);
}

/* ---- cells ---- */

static bool begin_cell(csv_row *row, bool quoted)
{
    if (row->count == row->room) {
        size_t room = row->room > 0 ? row->room * 2 : 16;
        cell *cells = conn_realloc(row->cells, room * sizeof *cells);
        if (cells == NULL)
            return false;
        row->cells = cells;
        row->room = room;
    }
    row->cells[row->count++] = (cell){row->text.len, 0, quoted};
    return true;
}

static bool end_cell(csv_row *row)
{
    cell *last = &row->cells[row->count - 1];
    last->len = row->text.len - last->at;
    return conn_buf_putc(&row->text, '\0');
}

static const char *cell_text(const csv_row *row, size_t i)
{
    return row->text.data + row->cells[i].at;
}

/* ---- the header ---- */

static const conn_field *field_of(const conn_type *type, const char *name,
                                  size_t len)
{
    const conn_record *record = type->info;
    if (type->kind != CONN_K_RECORD)
        return NULL;
    for (size_t i = 0; i < record->count; i++)
        if (record->fields[i].length == len &&
            memcmp(record->fields[i].name, name, len) == 0)
            return &record->fields[i];
    return NULL;
}

/* Two columns of a name would be one member twice. */
static bool names_differ(const csv_row *row)
{
    for (size_t i = 1; i < row->count; i++)
        for (size_t k = 0; k < i; k++)
            if (row->cells[i].len == row->cells[k].len &&
                memcmp(cell_text(row, i), cell_text(row, k),
                       row->cells[i].len) == 0)
                return false;
    return true;
}

static bool take_header(conn_rows *rows)
{
    conn_csv *csv = rows->csv;
    csv_row empty = csv->header;
    csv->header = csv->row;
    csv->row = empty;
    csv->fields = conn_alloc_zeroed(csv->header.count * sizeof *csv->fields);
    if (csv->fields == NULL)
        return conn_rows_fail_memory(rows);
    for (size_t i = 0; i < csv->header.count; i++)
        csv->fields[i] = field_of(rows->how->item, cell_text(&csv->header, i),
                                  csv->header.cells[i].len);
    return names_differ(&csv->header) ||
           conn_rows_fail(rows, CONN_DECODE, csv->offset,
                          "two columns have the same name");
}

/* ---- a row as JSON ---- */

static bool is_json_cell(const conn_type *type)
{
    return type->kind == CONN_K_BOOL || type->kind == CONN_K_LIST ||
           type->kind == CONN_K_MAP || type->kind == CONN_K_RECORD ||
           conn_type_is_number(type);
}

/* The type of what stands in a column; NULL: text. */
static const conn_type *column_type(const conn_rows *rows, size_t column)
{
    const conn_type *type = rows->how->item;
    if (type->kind == CONN_K_MAP || type->kind == CONN_K_LIST)
        return type->element;
    const conn_field *field =
        rows->csv->fields != NULL ? rows->csv->fields[column] : NULL;
    return field != NULL ? field->type : NULL;
}

static bool is_left_out(const conn_rows *rows, size_t column)
{
    const conn_csv *csv = rows->csv;
    const cell *c = &csv->row.cells[column];
    const conn_type *type = column_type(rows, column);
    if (c->len > 0 || c->quoted || type == NULL || csv->fields == NULL)
        return false;
    const conn_field *field = csv->fields[column];
    bool may_be = field != NULL &&
                  ((field->flags & CONN_F_OPTIONAL) || field->fallback != NULL);
    return may_be || type->kind != CONN_K_STRING;
}

/* What is no JSON is written as text, which the decoder then refuses. */
static bool put_cell(conn_rows *rows, size_t column)
{
    conn_csv *csv = rows->csv;
    const cell *c = &csv->row.cells[column];
    const char *text = cell_text(&csv->row, column);
    const conn_type *type = column_type(rows, column);
    if (type != NULL && is_json_cell(type) &&
        conn_json_check(text, c->len, &rows->limits, NULL) == CONN_OK)
        return conn_buf_add(&csv->json, text, c->len);
    return conn_json_quote(&csv->json, text, c->len);
}

static bool put_member(conn_rows *rows, size_t column, bool *first)
{
    conn_csv *csv = rows->csv;
    const csv_row *header = &csv->header;
    if (is_left_out(rows, column))
        return true;
    if (!*first)
        conn_buf_putc(&csv->json, ',');
    *first = false;
    if (rows->how->header) {
        if (!conn_json_quote(&csv->json, cell_text(header, column),
                             header->cells[column].len))
            return false;
        conn_buf_putc(&csv->json, ':');
    }
    return put_cell(rows, column);
}

static bool make_item(conn_rows *rows)
{
    conn_csv *csv = rows->csv;
    bool has_names = rows->how->header, first = true, is_text = true;
    if (has_names && csv->row.count != csv->header.count)
        return conn_rows_fail(rows, CONN_DECODE, csv->offset,
                              "the row has not as many cells as the header");
    conn_buf_reset(&csv->json);
    conn_buf_putc(&csv->json, has_names ? '{' : '[');
    for (size_t i = 0; is_text && i < csv->row.count; i++)
        is_text = put_member(rows, i, &first);
    conn_buf_putc(&csv->json, has_names ? '}' : ']');
    if (csv->json.status != CONN_OK)
        return conn_rows_fail_memory(rows);
    if (!is_text)
        return conn_rows_fail(rows, CONN_DECODE, csv->offset,
                              "the row is not UTF-8");
    return conn_rows_decode(rows, csv->json.data, csv->json.len, csv->offset);
}

/* The row has ended; an empty line is none. */
static bool end_row(conn_rows *rows)
{
    conn_csv *csv = rows->csv;
    bool whole = true;
    csv->place = AT_CELL;
    if (csv->row.count == 1 && csv->row.cells[0].len == 0 &&
        !csv->row.cells[0].quoted)
        ;
    else if (rows->how->header && csv->fields == NULL)
        whole = take_header(rows);
    else
        whole = make_item(rows);
    csv->row.count = 0;
    conn_buf_reset(&csv->row.text);
    return whole;
}

/* ---- bytes ---- */

/* A separator or a line end behind a cell; false if it has failed. */
static bool end_of_cell(conn_rows *rows, char c)
{
    conn_csv *csv = rows->csv;
    if (!end_cell(&csv->row))
        return conn_rows_fail_memory(rows);
    if (c != rows->how->separator) {
        csv->after_cr = c == '\r';
        return end_row(rows);
    }
    csv->place = AT_CELL;
    return true;
}

static bool is_end_of_cell(const conn_rows *rows, char c)
{
    return c == rows->how->separator || c == '\n' || c == '\r';
}

static bool take_first(conn_rows *rows, bool quoted)
{
    conn_csv *csv = rows->csv;
    if (csv->row.count == MOST_CELLS)
        return conn_rows_fail(rows, CONN_LIMIT, csv->offset,
                              "the row has too many cells");
    csv->place = quoted ? IN_QUOTES : IN_CELL;
    return begin_cell(&csv->row, quoted) || conn_rows_fail_memory(rows);
}

static bool take_byte(conn_rows *rows, char c)
{
    conn_csv *csv = rows->csv;
    bool ends = is_end_of_cell(rows, c), begins = csv->place == AT_CELL;
    if (begins && !take_first(rows, c == '"'))
        return false;
    if (begins && c == '"')
        return true;
    if (csv->place == IN_QUOTES && c == '"') {
        csv->place = AFTER_QUOTE;
        return true;
    }
    if (csv->place != IN_QUOTES && ends)
        return end_of_cell(rows, c);
    if (csv->place == AFTER_QUOTE && c != '"')
        return conn_rows_fail(rows, CONN_DECODE, csv->offset,
                              "text follows the quote that closes a cell");
    if (csv->place == AFTER_QUOTE)
        csv->place = IN_QUOTES;
    if (!conn_buf_putc(&csv->row.text, c))
        return conn_rows_fail_memory(rows);
    return csv->row.text.len <= rows->max_item ||
           conn_rows_fail(rows, CONN_LIMIT, csv->offset,
                          "the row is longer than allowed");
}

/* The last row may lack its line end. */
static bool finish(conn_rows *rows)
{
    conn_csv *csv = rows->csv;
    if (csv->place == IN_QUOTES)
        return conn_rows_fail(rows, CONN_DECODE, csv->offset,
                              "a quote is not closed");
    if (csv->row.count == 0)
        return false;
    if (csv->place == AT_CELL && !take_first(rows, false))
        return false;
    return end_of_cell(rows, '\n');
}

static bool csv_read(conn_rows *rows)
{
    conn_csv *csv = rows->csv;
    if (!conn_rows_skip_mark(rows))
        return false;
    while (rows->at < rows->raw.len && rows->item == NULL) {
        char c = rows->raw.data[rows->at++];
        bool rest_of_crlf = csv->after_cr && c == '\n';
        csv->after_cr = false;
        if (rest_of_crlf)
            continue;
        if (csv->row.count == 0)
            csv->offset = rows->before + rows->at - 1;
        if (!take_byte(rows, c))
            return false;
    }
    if (rows->item != NULL)
        return true;
    return rows->over && finish(rows);
}

static size_t row_memory(const csv_row *row)
{
    return row->text.size + row->room * sizeof *row->cells;
}

static size_t csv_memory(const conn_rows *rows)
{
    const conn_csv *csv = rows->csv;
    return sizeof *csv + row_memory(&csv->header) + row_memory(&csv->row) +
           csv->json.size + csv->header.count * sizeof *csv->fields;
}

const conn_rows_kind conn_rows_csv = {csv_open, csv_read, csv_close,
                                      csv_memory};
