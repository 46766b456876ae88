/* fmt_lines.c - where lines break, what separates members, and the blanks
 * between two tokens of a line.
 *
 * The author's breaks inside an expression stay. A body that stands on one line
 * stays there if it fits; else each member has a line of its own.
 */
#include "front/fmt_pieces.h"

#include <string.h>

/* Longest line that a body may make by standing on it. */
enum { FMT_MAX_WIDTH = 125, FMT_INDENT = 2 };

/* The character of a sign of one, else 0. */
static char sign(const Fmt *fmt, const Piece *piece)
{
    return piece->kind == PIECE_SIGN && piece->end - piece->start == 1
               ? fmt->text[piece->start]
               : '\0';
}

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c) != NULL;
}

static bool is_text(const Fmt *fmt, const Piece *piece, const char *text)
{
    return fmt_is(fmt, (uint32_t)(piece - fmt->pieces), text);
}

static bool is_dot(const Fmt *fmt, const Piece *piece)
{
    return sign(fmt, piece) == '.' || is_text(fmt, piece, "?.");
}

/* ---- blanks ---- */

static bool sticks(const Fmt *fmt, const Piece *before, const Piece *piece)
{
    char was = sign(fmt, before), is = sign(fmt, piece);
    if (fmt_is_comment(piece))
        return false;
    if (is == ',')
        return true;
    if (fmt_is_comment(before))
        return false;
    return piece->tight || before->tight_after || is_one_of(was, "([@") ||
           is_one_of(is, ")]:!") || (is == '?' && was != '?') ||
           (was == '{' && is == '}') || is_dot(fmt, before) ||
           is_dot(fmt, piece) || is_text(fmt, before, "...");
}

/* Blanks, and the width of all before, on one line. */
static void set_spaces(Fmt *fmt)
{
    const Piece *before = NULL;
    uint32_t total = 0;
    for (uint32_t i = 0; i < fmt->count; i++) {
        Piece *piece = &fmt->pieces[i];
        if (piece->dropped) {
            piece->total = total;
            continue;
        }
        piece->space = before && !sticks(fmt, before, piece);
        total += piece->space + piece->width + piece->comma;
        piece->total = total;
        before = piece;
    }
}

/* ---- commas ---- */

/* `{` or FMT_NONE (the file) around each piece, from a walk over all. */
typedef struct Around {
    uint32_t *braces;
    uint32_t depth;
} Around;

static Around around_start(const Fmt *fmt)
{
    return (Around){arena_array(fmt->arena, uint32_t, fmt->count + 1), 0};
}

static uint32_t around_top(const Around *around)
{
    return around->depth ? around->braces[around->depth - 1] : FMT_NONE;
}

/* Takes the next piece in; a closing bracket is outside. */
static void around_leave(const Fmt *fmt, Around *around, uint32_t at)
{
    if (fmt->pieces[at].match < at)
        around->depth--;
}

static void around_enter(const Fmt *fmt, Around *around, uint32_t at)
{
    if (fmt->pieces[at].match != FMT_NONE && fmt->pieces[at].match > at)
        around->braces[around->depth++] = at;
}

static bool has_lines(const Fmt *fmt, uint32_t brace)
{
    return brace == FMT_NONE || fmt->pieces[brace].open;
}

static bool is_list(const Fmt *fmt, uint32_t brace)
{
    return brace != FMT_NONE && !fmt->pieces[brace].body;
}

static bool is_doc(const Fmt *fmt, uint32_t at)
{
    const Piece *piece = &fmt->pieces[at];
    return piece->kind == PIECE_LINE_COMMENT && piece->end - piece->start > 2 &&
           fmt->text[piece->start + 2] == '/';
}

/* A comma may be all that keeps a `///` from documenting what follows. */
static bool stops_doc(const Fmt *fmt, uint32_t comma)
{
    bool apart = false;
    for (uint32_t i = comma; i > 0 && fmt_is_comment(&fmt->pieces[i - 1]); i--)
        if (is_doc(fmt, i - 1))
            return true;
        else
            apart = apart || fmt->pieces[i - 1].newlines;
    if (!apart && !fmt->pieces[comma].newlines)
        return false;
    for (uint32_t i = comma + 1;
         i < fmt->count && fmt_is_comment(&fmt->pieces[i]) &&
         !fmt->pieces[i].newlines;
         i++)
        if (is_doc(fmt, i))
            return true;
    return false;
}

/* Without the comma, `if a {} , else -> b` would be one statement. */
static bool needs_comma(const Fmt *fmt, uint32_t comma, uint32_t member)
{
    return stops_doc(fmt, comma) || (fmt_is(fmt, member, "else") &&
                                     fmt_is(fmt, fmt_prev(fmt, comma), "}"));
}

static void separate(Fmt *fmt, uint32_t brace, uint32_t member)
{
    uint32_t before = fmt_prev(fmt, member);
    Piece *piece = &fmt->pieces[member];
    bool comma = fmt_is(fmt, before, ",");
    bool first = before == FMT_NONE || before == brace;
    piece->comma = false;
    if (!has_lines(fmt, brace))
        piece->comma = !first && !comma;
    else if (comma && !is_list(fmt, brace))
        fmt->pieces[before].dropped = !needs_comma(fmt, before, member);
}

/* A comma before a closing bracket: kept only in a list whose bracket has a
 * line of its own. */
static void end_list(Fmt *fmt, uint32_t close)
{
    uint32_t before = fmt_prev(fmt, close);
    uint32_t brace = fmt->pieces[close].match;
    if (!fmt_is(fmt, before, ","))
        return;
    bool own_line = false;
    for (uint32_t i = before + 1; i <= close; i++)
        own_line = own_line || fmt->pieces[i].newlines > 0;
    fmt->pieces[before].dropped =
        (!is_list(fmt, brace) || !own_line) && !stops_doc(fmt, before);
}

static void set_commas(Fmt *fmt)
{
    Around around = around_start(fmt);
    uint32_t last = FMT_NONE;
    for (uint32_t i = 0; i < fmt->count; i++) {
        if (fmt->pieces[i].match < i)
            end_list(fmt, i);
        around_leave(fmt, &around, i);
        if (fmt->pieces[i].member)
            separate(fmt, around_top(&around), i);
        around_enter(fmt, &around, i);
        if (!fmt_is_comment(&fmt->pieces[i]))
            last = i;
    }
    if (last != FMT_NONE && fmt_is(fmt, last, ","))
        fmt->pieces[last].dropped = !stops_doc(fmt, last);
}

/* ---- bodies with lines ---- */

/* As the author wrote it: a list of members with a break in it has lines. */
static void open_as_written(Fmt *fmt)
{
    uint32_t *lines = arena_array(fmt->arena, uint32_t, fmt->count + 1);
    for (uint32_t i = 0; i < fmt->count; i++)
        lines[i + 1] = lines[i] + (fmt->pieces[i].newlines > 0) +
                       (i > 0 && fmt->pieces[i - 1].spans_lines);
    for (uint32_t i = 0; i < fmt->count; i++) {
        Piece *piece = &fmt->pieces[i];
        if (sign(fmt, piece) == '{' && piece->match > i + 1)
            piece->open = lines[piece->match + 1] > lines[i + 1];
    }
}

/* Opens bodies whose line would be too long; whether there was one. */
static bool open_long(Fmt *fmt)
{
    Around around = around_start(fmt);
    uint32_t first = 0, indent = 0;
    bool found = false;
    for (uint32_t i = 0; i < fmt->count; i++) {
        Piece *piece = &fmt->pieces[i];
        around_leave(fmt, &around, i);
        if (piece->match < i && fmt->pieces[piece->match].body &&
            fmt->pieces[piece->match].open) {
            indent -= FMT_INDENT;
            first = i;
        }
        if (piece->member && !is_list(fmt, around_top(&around)) &&
            has_lines(fmt, around_top(&around)))
            first = i;
        around_enter(fmt, &around, i);
        if (!piece->body)
            continue;
        const Piece *start = &fmt->pieces[first];
        uint32_t width =
            fmt->pieces[piece->match].total - start->total + start->width;
        if (!piece->open && piece->match > i + 1 &&
            indent + width > FMT_MAX_WIDTH)
            piece->open = found = true;
        if (piece->open)
            indent += FMT_INDENT;
    }
    return found;
}

/* ---- breaks ---- */

static bool may_break(const Fmt *fmt, const Piece *before, const Piece *piece)
{
    bool empty = sign(fmt, before) == '{' && sign(fmt, piece) == '}';
    return !(piece->tight || piece->joins || piece->body || empty ||
             before->tight_after || is_one_of(sign(fmt, piece), ",:?!@") ||
             is_one_of(sign(fmt, before), "@:") || is_dot(fmt, before) ||
             is_text(fmt, before, "..."));
}

static bool closes_lines(const Fmt *fmt, const Piece *piece)
{
    uint32_t at = (uint32_t)(piece - fmt->pieces);
    return piece->match < at && fmt->pieces[piece->match].body &&
           fmt->pieces[piece->match].open;
}

static bool starts_line(const Fmt *fmt, const Piece *piece, uint32_t brace)
{
    return closes_lines(fmt, piece) ||
           (piece->member && !is_list(fmt, brace) && has_lines(fmt, brace));
}

/* `comments`: nothing but comments stands on the line so far. */
static uint8_t breaks_before(const Fmt *fmt, const Piece *before,
                             const Piece *piece, uint32_t brace, bool comments)
{
    uint8_t newlines = piece->newlines;
    if (before->kind == PIECE_LINE_COMMENT && !newlines)
        newlines = 1;
    if (!fmt_is_comment(piece)) {
        if (starts_line(fmt, piece, brace))
            newlines = newlines ? newlines : !comments;
        else if (before->kind != PIECE_LINE_COMMENT &&
                 !may_break(fmt, before, piece))
            newlines = 0;
    }
    bool edge = is_one_of(sign(fmt, before), "{([") ||
                is_one_of(sign(fmt, piece), "})]");
    bool blank = fmt_is_comment(piece) || piece->member;
    return newlines > 1 && (edge || !blank) ? 1 : newlines;
}

static void set_breaks(Fmt *fmt)
{
    Around around = around_start(fmt);
    const Piece *before = NULL;
    uint32_t lines = 0;
    bool comments = true;
    for (uint32_t i = 0; i < fmt->count; i++) {
        Piece *piece = &fmt->pieces[i];
        around_leave(fmt, &around, i);
        piece->lines = lines;
        if (piece->dropped)
            continue;
        piece->breaks = before ? breaks_before(fmt, before, piece,
                                               around_top(&around), comments)
                               : 0;
        lines += piece->breaks > 0;
        piece->lines = lines;
        lines += piece->spans_lines;
        comments = (comments || piece->breaks) && fmt_is_comment(piece);
        around_enter(fmt, &around, i);
        before = piece;
    }
}

void fmt_break(Fmt *fmt)
{
    open_as_written(fmt);
    set_commas(fmt);
    set_spaces(fmt);
    if (open_long(fmt)) {
        set_commas(fmt);
        set_spaces(fmt);
    }
    set_breaks(fmt);
}
