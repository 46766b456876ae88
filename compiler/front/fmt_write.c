/* fmt_write.c - writes the pieces: indentation, and comments at line ends. */
#include "front/fmt_pieces.h"

enum {
    LEVEL = 2,
    CONTINUED = 4,      /* a statement's further lines, outside brackets */
    COMMENT_GAP = 2,    /* before a comment behind code, unless */
    COMMENT_LOOSE = 16, /* the author chose another gap up to this */
    COMMENT_REACH = 48  /* lines that differ more have no column together */
};

/* An open bracket: where lines inside it start, and where its own does. */
typedef struct Frame {
    uint32_t piece, content, indent;
} Frame;

/* What is written between two breaks: most often a line. */
typedef struct Line {
    size_t start, end; /* in the code */
    uint32_t width;
    uint32_t comment; /* behind it, or FMT_NONE */
    uint8_t breaks;   /* before it */
} Line;

typedef struct Writer {
    const Fmt *fmt;
    Buf code; /* without the comments behind lines */
    uint32_t column, indent;
    const uint32_t *tokens; /* the next one, for each piece */
    Frame *frames;
    uint32_t depth;
    Line *lines;
    size_t line_count;
} Writer;

static uint32_t next_written(const Fmt *fmt, uint32_t at)
{
    while (++at < fmt->count && fmt->pieces[at].dropped)
        ;
    return at < fmt->count ? at : FMT_NONE;
}

/* For each piece, itself or the first token behind it. */
static uint32_t *find_tokens(const Fmt *fmt)
{
    uint32_t *tokens = arena_array(fmt->arena, uint32_t, fmt->count + 1);
    uint32_t next = FMT_NONE;
    for (uint32_t i = fmt->count; i-- > 0;) {
        if (!fmt->pieces[i].dropped && !fmt_is_comment(&fmt->pieces[i]))
            next = i;
        tokens[i] = next;
    }
    return tokens;
}

static void put_blanks(Buf *out, uint32_t count)
{
    while (count-- > 0)
        buf_putc(out, ' ');
}

/* A comment loses the CR of its lines; a string is what it is. */
static void put_piece(Buf *out, const Fmt *fmt, const Piece *piece)
{
    if (piece->kind != PIECE_BLOCK_COMMENT) {
        buf_write(out, fmt->text + piece->start, piece->end - piece->start);
        return;
    }
    for (uint32_t i = piece->start; i < piece->end; i++)
        if (fmt->text[i] != '\r' || fmt->text[i + 1] != '\n')
            buf_putc(out, fmt->text[i]);
}

/* ---- lines ---- */

static bool has_members(const Fmt *fmt, const Frame *frame)
{
    return !frame ||
           (fmt->pieces[frame->piece].body && fmt->pieces[frame->piece].open);
}

static uint32_t indent_of(const Writer *w, uint32_t at)
{
    const Fmt *fmt = w->fmt;
    const Frame *top = w->depth ? &w->frames[w->depth - 1] : NULL;
    uint32_t content = top ? top->content : 0;
    uint32_t token = w->tokens[at];
    if (token == FMT_NONE)
        return content;
    const Piece *piece = &fmt->pieces[token];
    if (piece->match < token)
        return token == at && top ? top->indent : content;
    bool starts = piece->member || piece->joins || piece->body;
    return has_members(fmt, top) && !starts ? content + CONTINUED : content;
}

static void start_line(Writer *w, uint32_t at, uint8_t breaks)
{
    w->indent = w->column = indent_of(w, at);
    Line line = {
        .start = w->code.length, .comment = FMT_NONE, .breaks = breaks};
    vec_push(w->fmt->arena, w->lines, w->line_count, line);
    put_blanks(&w->code, w->indent);
}

/* A comment with code before it and nothing behind it on its line. */
static bool ends_line(const Writer *w, uint32_t at)
{
    const Piece *piece = &w->fmt->pieces[at];
    uint32_t next = next_written(w->fmt, at);
    return fmt_is_comment(piece) && at > 0 && !piece->breaks &&
           !piece->spans_lines &&
           (next == FMT_NONE || w->fmt->pieces[next].breaks);
}

/* ---- brackets ---- */

/* Lines inside start below what follows the bracket on its line; a level
 * deeper than its line where nothing does. */
static void open_bracket(Writer *w, uint32_t at)
{
    const Fmt *fmt = w->fmt;
    uint32_t next = next_written(fmt, at);
    const Piece *piece = &fmt->pieces[next];
    bool hangs = piece->breaks || ends_line(w, next);
    Frame frame = {at, hangs ? w->indent + LEVEL : w->column + piece->space,
                   w->indent};
    w->frames[w->depth++] = frame;
}

static void write_piece(Writer *w, uint32_t at)
{
    const Fmt *fmt = w->fmt;
    const Piece *piece = &fmt->pieces[at];
    if (piece->breaks || at == 0)
        start_line(w, at, piece->breaks);
    Line *line = &w->lines[w->line_count - 1];
    if (ends_line(w, at)) {
        line->comment = at;
        return;
    }
    if (piece->comma) {
        buf_putc(&w->code, ',');
        w->column++;
    }
    uint32_t blanks = piece->breaks || at == 0 ? 0 : piece->space + piece->pad;
    put_blanks(&w->code, blanks);
    put_piece(&w->code, fmt, piece);
    w->column = (piece->spans_lines ? 0 : w->column + blanks) + piece->width;
    line->end = w->code.length;
    line->width = w->column;
    if (piece->match < at && w->depth)
        w->depth--;
    else if (piece->match != FMT_NONE && piece->match > at)
        open_bracket(w, at);
}

/* ---- comments behind lines ---- */

static uint32_t source_end(const Fmt *fmt, uint32_t at)
{
    const Piece *piece = &fmt->pieces[at];
    return piece->width + (piece->spans_lines ? 0 : piece->column);
}

/* Lines `from` to `to` have comments: the column for all of them. */
static uint32_t comment_column(const Writer *w, size_t from, size_t to)
{
    const Piece *pieces = w->fmt->pieces;
    uint32_t width = 0, end = 0, at = pieces[w->lines[from].comment].column;
    bool aligned = true;
    for (size_t i = from; i < to; i++) {
        const Line *line = &w->lines[i];
        uint32_t source = source_end(w->fmt, line->comment - 1);
        width = line->width > width ? line->width : width;
        end = source > end ? source : end;
        aligned = aligned && pieces[line->comment].column == at;
    }
    bool kept = aligned && at > end && at - end <= COMMENT_LOOSE;
    return width + (kept ? at - end : COMMENT_GAP);
}

static size_t comments_end(const Writer *w, size_t from)
{
    size_t to = from + 1;
    uint32_t low = w->lines[from].width, high = low;
    for (; to < w->line_count && w->lines[to].comment != FMT_NONE &&
           w->lines[to].breaks == 1;
         to++) {
        uint32_t width = w->lines[to].width;
        low = width < low ? width : low;
        high = width > high ? width : high;
        if (high - low > COMMENT_REACH)
            break;
    }
    return to;
}

static void put_line(const Writer *w, const Line *line, uint32_t column,
                     Buf *out)
{
    for (unsigned i = 0; i < line->breaks; i++)
        buf_putc(out, '\n');
    buf_write(out, w->code.text + line->start, line->end - line->start);
    if (line->comment == FMT_NONE)
        return;
    put_blanks(out, column - line->width);
    put_piece(out, w->fmt, &w->fmt->pieces[line->comment]);
}

static void put_lines(const Writer *w, Buf *out)
{
    for (size_t i = 0; i < w->line_count;) {
        bool comment = w->lines[i].comment != FMT_NONE;
        size_t to = comment ? comments_end(w, i) : i + 1;
        uint32_t column = comment ? comment_column(w, i, to) : 0;
        for (; i < to; i++)
            put_line(w, &w->lines[i], column, out);
    }
    if (w->line_count)
        buf_putc(out, '\n');
}

void fmt_write(const Fmt *fmt, Buf *out)
{
    Writer w = {.fmt = fmt, .tokens = find_tokens(fmt)};
    w.frames = arena_array(fmt->arena, Frame, fmt->count + 1);
    for (uint32_t i = 0; i < fmt->count; i++)
        if (!fmt->pieces[i].dropped)
            write_piece(&w, i);
    put_lines(&w, out);
    buf_free(&w.code);
}
