/* fmt_rows.h - a member as a row of a table: what kind, and where its cells
 * start. Included by fmt_rows.c and fmt_align.c only. */
#ifndef FRONT_FMT_ROWS_H
#define FRONT_FMT_ROWS_H

#include "front/fmt_pieces.h"

typedef enum RowKind {
    ROW_NONE,   /* stands for itself */
    ROW_FIELD,  /* name: TYPE = DEFAULT @annotations; an enum's member too */
    ROW_EQUALS, /* name = VALUE, request.path = VALUE */
    ROW_LET,
    ROW_ENTRY, /* name: VALUE, in an object */
    ROW_ARROW, /* pattern -> VALUE */
    ROW_MAP,   /* target <-> VALUE */
    ROW_TYPE,  /* type and enum on one line: name { */
    ROW_ALIAS, /* type name = */
    ROW_IMPORT,
    ROW_PLAIN, /* a block without labels, on one line: query { */
    ROW_BLOCK  /* op NAME METHOD "path" -> RESULT { */
} RowKind;

/* Columns of a row. Labels are 1 and on, at most FMT_LABELS of them. */
enum {
    FMT_LABELS = 4,
    COLUMN_TYPE = 1,
    COLUMN_DEFAULT,
    COLUMN_ANNOTATION,
    COLUMN_OTHERWISE = 2, /* the `??` or `catch` of a value */
    COLUMN_RESULT = FMT_LABELS + 1,
    COLUMN_TAIL, /* annotations or `{` */
    COLUMN_COUNT
};

typedef struct FmtRow {
    RowKind kind;
    uint32_t first, last; /* pieces */
    size_t labels;
    bool one_line;
    uint32_t cells[COLUMN_COUNT]; /* piece, or FMT_NONE; [0] is `first` */
    size_t limit;                 /* columns from here on aren't aligned */

    uint32_t at;   /* while columns are set: where the last cell starts … */
    uint32_t from; /* … and the piece it starts with */
} FmtRow;

FmtRow fmt_row(const Fmt *fmt, const Node *node);
/* Whether `row` belongs to the table whose last row so far is `before`. */
bool fmt_row_follows(const Fmt *fmt, const FmtRow *before, const FmtRow *row);

#endif
