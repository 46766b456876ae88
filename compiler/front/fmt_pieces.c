/* fmt_pieces.c - puts tokens and comments into one row. */
#include "front/fmt_pieces.h"

#include <string.h>

bool fmt_is_comment(const Piece *piece)
{
    return piece->kind == PIECE_LINE_COMMENT ||
           piece->kind == PIECE_BLOCK_COMMENT;
}

bool fmt_is(const Fmt *fmt, uint32_t at, const char *text)
{
    if (at >= fmt->count)
        return false;
    const Piece *piece = &fmt->pieces[at];
    size_t length = strlen(text);
    return piece->end - piece->start == length &&
           memcmp(fmt->text + piece->start, text, length) == 0;
}

uint32_t fmt_next(const Fmt *fmt, uint32_t at)
{
    while (++at < fmt->count)
        if (!fmt_is_comment(&fmt->pieces[at]))
            return at;
    return FMT_NONE;
}

uint32_t fmt_prev(const Fmt *fmt, uint32_t at)
{
    while (at-- > 0)
        if (!fmt_is_comment(&fmt->pieces[at]))
            return at;
    return FMT_NONE;
}

uint32_t fmt_piece_at(const Fmt *fmt, uint32_t offset)
{
    uint32_t low = 0, high = fmt->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (fmt->pieces[middle].start < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t fmt_piece_before(const Fmt *fmt, uint32_t offset)
{
    return fmt_prev(fmt, fmt_piece_at(fmt, offset));
}

/* ---- what a piece is ---- */

static PieceKind piece_kind(char c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_')
        return PIECE_WORD;
    if (c >= '0' && c <= '9')
        return PIECE_NUMBER;
    return c == '"' ? PIECE_STRING : PIECE_SIGN;
}

static void add_piece(Fmt *fmt, uint32_t start, uint32_t end, PieceKind kind)
{
    Piece piece = {.start = start, .end = end, .match = FMT_NONE, .kind = kind};
    vec_push(fmt->arena, fmt->pieces, fmt->count, piece);
}

/* Up to the token that ends the string which token `at` begins. */
static size_t string_end(const Fmt *fmt, const Parsed *parsed, size_t at)
{
    size_t depth = 0;
    for (;; at++) {
        const Span *span = &parsed->tokens[at];
        char first = fmt->text[span->start], last = fmt->text[span->end - 1];
        bool resumed = first == '}' && span->end - span->start > 1;
        if (first == '"' && last == '{')
            depth++;
        else if (resumed && last == '"')
            depth--;
        if (depth == 0 || at + 1 == parsed->token_count)
            return at;
    }
}

static void add_token(Fmt *fmt, const Parsed *parsed, size_t *at)
{
    const Span *span = &parsed->tokens[*at];
    PieceKind kind = piece_kind(fmt->text[span->start]);
    uint32_t start = span->start;
    if (kind == PIECE_STRING)
        *at = string_end(fmt, parsed, *at);
    add_piece(fmt, start, parsed->tokens[*at].end, kind);
}

/* `///` loses what the scanner doesn't take for its text either; a tab is. */
static void add_comment(Fmt *fmt, const Comment *comment)
{
    uint32_t end = comment->span.end;
    const char *text = fmt->text;
    bool block = text[comment->span.start + 1] == '*';
    while (!block && (text[end - 1] == ' ' || text[end - 1] == '\r' ||
                      (text[end - 1] == '\t' && !comment->doc)))
        end--;
    add_piece(fmt, comment->span.start, end,
              block ? PIECE_BLOCK_COMMENT : PIECE_LINE_COMMENT);
}

static void add_pieces(Fmt *fmt, const Parsed *parsed)
{
    size_t next = 0;
    uint32_t end = 0;
    for (size_t at = 0; at < parsed->token_count; at++) {
        uint32_t start = parsed->tokens[at].start;
        for (; next < parsed->comment_count; next++) {
            const Comment *comment = &parsed->comments[next];
            if (comment->span.start >= start)
                break;
            if (comment->span.start >= end) /* not inside a string's `${ }` */
                add_comment(fmt, comment);
        }
        add_token(fmt, parsed, &at);
        end = parsed->tokens[at].end;
    }
    for (; next < parsed->comment_count; next++)
        if (parsed->comments[next].span.start >= end)
            add_comment(fmt, &parsed->comments[next]);
}

/* ---- where it stands ---- */

typedef struct Place {
    uint32_t column, newlines;
} Place;

static void walk(const char *text, uint32_t from, uint32_t to, Place *place)
{
    for (uint32_t i = from; i < to; i++) {
        if (text[i] == '\n') {
            place->column = 0;
            place->newlines++;
        } else {
            place->column += ((unsigned char)text[i] & 0xC0) != 0x80;
        }
    }
}

static void place_pieces(Fmt *fmt)
{
    Place place = {0, 0};
    uint32_t at = 0;
    for (uint32_t i = 0; i < fmt->count; i++) {
        Piece *piece = &fmt->pieces[i];
        place.newlines = 0;
        walk(fmt->text, at, piece->start, &place);
        piece->newlines = (uint8_t)(place.newlines > 2 ? 2 : place.newlines);
        piece->column = place.column;
        place.newlines = 0;
        walk(fmt->text, piece->start, piece->end, &place);
        piece->spans_lines = place.newlines > 0;
        piece->width = place.column - (place.newlines ? 0 : piece->column);
        at = piece->end;
    }
}

/* The parser has seen that brackets match. */
static void match_brackets(Fmt *fmt)
{
    uint32_t *open = arena_array(fmt->arena, uint32_t, fmt->count + 1);
    uint32_t depth = 0;
    for (uint32_t i = 0; i < fmt->count; i++) {
        Piece *piece = &fmt->pieces[i];
        if (piece->kind != PIECE_SIGN)
            continue;
        char c = fmt->text[piece->start];
        if (c == '{' || c == '(' || c == '[') {
            open[depth++] = i;
        } else if ((c == '}' || c == ')' || c == ']') && depth) {
            piece->match = open[--depth];
            fmt->pieces[piece->match].match = i;
        }
    }
}

void fmt_scan(Fmt *fmt, const Parsed *parsed)
{
    fmt->file = parsed->file;
    add_pieces(fmt, parsed);
    place_pieces(fmt);
    match_brackets(fmt);
}
