/* fmt_align.c - columns of consecutive rows of a kind.
 *
 * A column stands as far left as the widest cell before it allows. Where the
 * author aligned a column a little further right, it stays there: annotations
 * up to FMT_LOOSE blanks off, defaults up to the widest type of all rows. Where
 * the author made groups of a run, they stay: the heads of types, all of them
 * aligned within their group, and any `??` and `catch`.
 */
#include "front/fmt_rows.h"

enum { FMT_GAP = 2, FMT_LOOSE = 3 };

typedef struct Table {
    Fmt *fmt;
    FmtRow *rows;
    size_t count;
} Table;

static bool has_cell(const FmtRow *row, size_t column)
{
    return column < row->limit && row->cells[column] != FMT_NONE;
}

/* Where the content of a row ends before piece `next`. */
static uint32_t end_before(const Fmt *fmt, const FmtRow *row, uint32_t next)
{
    const Piece *from = &fmt->pieces[row->from];
    return row->at + from->width + fmt->pieces[next - 1].total - from->total;
}

static uint32_t row_end(const Fmt *fmt, const FmtRow *row, size_t column)
{
    uint32_t next = has_cell(row, column) ? row->cells[column] : row->last + 1;
    return end_before(fmt, row, next);
}

/* The furthest end before a column, of the rows that have a cell there, or of
 * all that take part. 0: there is no such row. */
static uint32_t furthest(const Table *table, size_t column, bool all)
{
    uint32_t far = 0;
    for (size_t i = 0; i < table->count; i++) {
        const FmtRow *row = &table->rows[i];
        if (!has_cell(row, column) && !(all && column < row->limit))
            continue;
        uint32_t end = row_end(table->fmt, row, column);
        far = end > far ? end : far;
    }
    return far;
}

/* ---- what the author did ---- */

static uint32_t source_end(const Fmt *fmt, uint32_t next)
{
    const Piece *piece = &fmt->pieces[next - 1];
    return piece->column + piece->width;
}

/* Blanks between the furthest end and the column in which all cells stand in
 * the source; 0 if they don't stand in one. */
static uint32_t source_gap(const Table *table, size_t column, bool all)
{
    uint32_t at = FMT_NONE, far = 0;
    for (size_t i = 0; i < table->count; i++) {
        const FmtRow *row = &table->rows[i];
        bool has = has_cell(row, column);
        if (!has && !(all && column < row->limit))
            continue;
        uint32_t next = has ? row->cells[column] : row->last + 1;
        uint32_t end = source_end(table->fmt, next);
        far = end > far ? end : far;
        if (!has)
            continue;
        uint32_t column_at = table->fmt->pieces[next].column;
        if (at != FMT_NONE && at != column_at)
            return 0;
        at = column_at;
    }
    return at != FMT_NONE && at > far ? at - far : 0;
}

/* Whether somewhere more than one blank stands before the column. */
static bool source_aligned(const Table *table, size_t column)
{
    for (size_t i = 0; i < table->count; i++) {
        const FmtRow *row = &table->rows[i];
        if (!has_cell(row, column))
            continue;
        uint32_t next = row->cells[column];
        if (table->fmt->pieces[next].column > source_end(table->fmt, next) + 1)
            return true;
    }
    return false;
}

/* Rows one behind the other whose cells stand in one column of the source. */
typedef struct Group {
    size_t count;
    uint32_t column; /* from where the cell before starts */
    bool exact;      /* which is where the widest row allows it */
    bool aligned;    /* and more than a blank before one of them */
} Group;

static uint32_t source_column(const Table *table, size_t i, size_t column)
{
    const FmtRow *row = &table->rows[i];
    const Piece *pieces = table->fmt->pieces;
    return pieces[row->cells[column]].column - pieces[row->from].column;
}

/* The group of row `first`, which has the cell. */
static Group source_group(const Table *table, size_t first, size_t column)
{
    const Fmt *fmt = table->fmt;
    Group group = {.column = source_column(table, first, column),
                   .exact = true};
    uint32_t far = 0;
    for (size_t i = first; i < table->count; i++, group.count++) {
        const FmtRow *row = &table->rows[i];
        if (!has_cell(row, column) ||
            source_column(table, i, column) != group.column)
            break;
        uint32_t next = row->cells[column];
        uint32_t end = row_end(fmt, row, column) - row->at;
        uint32_t was = source_end(fmt, next) - fmt->pieces[row->from].column;
        far = end > far ? end : far;
        group.exact = group.exact && end == was;
        group.aligned = group.aligned || group.column > end + 1;
    }
    group.exact = group.exact && group.column == far + 1;
    return group;
}

/* ---- columns ---- */

static uint32_t default_column(const Table *table)
{
    uint32_t far = furthest(table, COLUMN_DEFAULT, false);
    uint32_t widest = furthest(table, COLUMN_DEFAULT, true);
    uint32_t gap = source_gap(table, COLUMN_DEFAULT, false);
    return far + (gap && far + gap <= widest + 1 ? gap : 1);
}

static uint32_t annotation_column(const Table *table)
{
    size_t rows = 0;
    for (size_t i = 0; i < table->count; i++)
        rows += COLUMN_ANNOTATION < table->rows[i].limit;
    uint32_t gap = source_gap(table, COLUMN_ANNOTATION, true);
    if (gap == 0 || gap > FMT_LOOSE)
        gap = FMT_GAP;
    return furthest(table, COLUMN_ANNOTATION, true) + (rows > 1 ? gap : 1);
}

/* Results of operations differ much: what follows them stands in a column only
 * if the author wanted it. 0: it doesn't. */
static uint32_t tail_column(const Table *table)
{
    if (has_cell(&table->rows[0], COLUMN_RESULT) &&
        !source_aligned(table, COLUMN_TAIL))
        return 0;
    return furthest(table, COLUMN_TAIL, false) + 1;
}

static uint32_t column_place(const Table *table, size_t column)
{
    RowKind kind = table->rows[0].kind;
    if (kind == ROW_FIELD && column == COLUMN_DEFAULT)
        return default_column(table);
    if (kind == ROW_FIELD && column == COLUMN_ANNOTATION)
        return annotation_column(table);
    if (kind == ROW_BLOCK && column == COLUMN_TAIL)
        return tail_column(table);
    return furthest(table, column, false) + 1;
}

static void put_cell(Fmt *fmt, FmtRow *row, size_t column, uint32_t place)
{
    Piece *piece = &fmt->pieces[row->cells[column]];
    uint32_t end = row_end(fmt, row, column);
    piece->pad = place > end + 1 ? place - end - 1 : 0;
    row->at = end + 1 + piece->pad;
    row->from = row->cells[column];
}

static void align_column(Table *table, size_t column)
{
    uint32_t place = column_place(table, column);
    for (size_t i = 0; i < table->count; i++)
        if (has_cell(&table->rows[i], column))
            put_cell(table->fmt, &table->rows[i], column, place);
}

/* Leaves the column as it is where the author aligned it, row by row. */
static void keep_column(Table *table, size_t column)
{
    for (size_t i = 0; i < table->count;) {
        Group group = {.count = 1};
        if (has_cell(&table->rows[i], column))
            group = source_group(table, i, column);
        bool kept = group.exact && group.aligned;
        for (size_t end = i + group.count; i < end; i++)
            if (kept)
                put_cell(table->fmt, &table->rows[i], column,
                         table->rows[i].at + group.column);
    }
}

/* Whether the author made groups of the rows and aligned within them. */
static bool in_groups(const Table *table, size_t column)
{
    bool aligned = false;
    size_t i = 0;
    while (i < table->count && has_cell(&table->rows[i], column)) {
        Group group = source_group(table, i, column);
        if (!group.exact)
            return false;
        aligned = aligned || group.aligned;
        i += group.count;
    }
    return aligned && i == table->count;
}

static bool keeps_column(const Table *table, size_t column)
{
    RowKind kind = table->rows[0].kind;
    if (kind == ROW_TYPE)
        return in_groups(table, column);
    return (kind == ROW_LET || kind == ROW_EQUALS) &&
           column == COLUMN_OTHERWISE;
}

static void align_table(Table *table)
{
    if (table->count == 0 || table->rows[0].kind == ROW_NONE)
        return;
    for (size_t i = 0; i < table->count; i++) {
        table->rows[i].at = 0;
        table->rows[i].from = table->rows[i].first;
    }
    for (size_t column = 1; column < COLUMN_COUNT; column++) {
        if (!furthest(table, column, false))
            continue;
        if (keeps_column(table, column))
            keep_column(table, column);
        else
            align_column(table, column);
    }
}

static void align_members(Fmt *fmt, NodeList list)
{
    FmtRow *rows = arena_array(fmt->arena, FmtRow, list.count + 1);
    Table table = {fmt, rows, 0};
    for (size_t i = 0; i < list.count; i++) {
        rows[i] = fmt_row(fmt, list.items[i]);
        if (i > 0 && fmt_row_follows(fmt, &rows[i - 1], &rows[i])) {
            table.count++;
            continue;
        }
        align_table(&table);
        table = (Table){fmt, &rows[i], 1};
    }
    align_table(&table);
}

static void align_node(Fmt *fmt, const Node *node)
{
    NodeList lists[FMT_LISTS];
    size_t count = fmt_member_lists(node, lists);
    if (node->kind == NODE_INTERPOLATION)
        return;
    for (size_t i = 0; i < count; i++)
        align_members(fmt, lists[i]);
    fmt_each_child(node, align_node, fmt);
}

void fmt_align(Fmt *fmt)
{
    align_node(fmt, fmt->file);
}
