/* fmt_pieces.h - a source as the formatter sees it: tokens and comments in one
 * row, and what is known about each.
 *
 * Included by the fmt_*.c only. They run in this order, each over the whole
 * file: pieces (scan), marks (what the tree says), lines (where lines break),
 * align (columns), write.
 */
#ifndef FRONT_FMT_PIECES_H
#define FRONT_FMT_PIECES_H

#include "base/buf.h"
#include "front/parse.h"

#define FMT_NONE UINT32_MAX

typedef enum PieceKind {
    PIECE_WORD, /* a name or a reserved word */
    PIECE_NUMBER,
    PIECE_STRING, /* whole, with what stands in its `${ }` */
    PIECE_SIGN,
    PIECE_LINE_COMMENT,
    PIECE_BLOCK_COMMENT
} PieceKind;

typedef struct Piece {
    uint32_t start, end; /* bytes; of a comment without blanks behind it */
    uint32_t column;     /* where it stands in the source, in scalars */
    uint32_t width;      /* scalars of its last line */
    uint32_t match;      /* of a bracket: the other one */
    uint32_t total;      /* width of all up to its end, put on one line */
    uint32_t lines;      /* line breaks up to its start, as written out */
    uint32_t pad;        /* blanks that align it, beside `space` */
    uint8_t newlines;    /* before it in the source: 0, 1, or 2 and more */
    uint8_t breaks;      /* the same in what is written */
    uint8_t space;       /* blanks before it, where no line breaks */
    PieceKind kind;
    bool spans_lines; /* a line break stands in it */
    bool tight;       /* no blank before it: a call's `(` */
    bool tight_after; /* no blank behind it: the `-` of `-1` */
    bool joins;       /* stands on the line of what is before it: an `else` */
    bool member;      /* starts a member of a block or value */
    bool body;        /* `{` of a block, whose members may have lines */
    bool open;        /* `{` of a body that has */
    bool dropped;     /* a comma that is left out */
    bool comma;       /* write a comma before it */
} Piece;

typedef struct Fmt {
    Arena *arena;
    const char *text;
    Node *file;
    Piece *pieces;
    uint32_t count;
} Fmt;

/* fmt_pieces.c */
void fmt_scan(Fmt *fmt, const Parsed *parsed);
/* The piece at byte `offset`, or the first behind it; `count` if none is. */
uint32_t fmt_piece_at(const Fmt *fmt, uint32_t offset);
/* The last piece that is no comment and ends at or before `offset`. */
uint32_t fmt_piece_before(const Fmt *fmt, uint32_t offset);
/* The next and the previous token; FMT_NONE if there is none. */
uint32_t fmt_next(const Fmt *fmt, uint32_t at);
uint32_t fmt_prev(const Fmt *fmt, uint32_t at);
bool fmt_is(const Fmt *fmt, uint32_t at, const char *text);
bool fmt_is_comment(const Piece *piece);

/* fmt_marks.c: sets tight, tight_after, joins, member, body. */
void fmt_mark(Fmt *fmt);

/* fmt_lines.c: sets open, dropped, comma, space, total, breaks, lines. */
void fmt_break(Fmt *fmt);

/* fmt_align.c: sets pad. */
void fmt_align(Fmt *fmt);

/* fmt_write.c */
void fmt_write(const Fmt *fmt, Buf *out);

/* The lists of members that a node holds itself. */
enum { FMT_LISTS = 2 };
size_t fmt_member_lists(const Node *node, NodeList lists[FMT_LISTS]);
/* Calls `visit` for each child of a node, whatever it is. */
void fmt_each_child(const Node *node, void (*visit)(Fmt *, const Node *),
                    Fmt *fmt);

#endif
