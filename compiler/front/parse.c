/* parse.c - runs scanner and parser over one file.
 *
 * Owns: everything between flex and bison that is not grammar: brackets, the
 * stream of tokens, recovery. The only file that sees the generated headers.
 */
#include "front/repair.h"
#include "front/slips.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "conn.tab.h"
#define YYSTYPE CONN_STYPE
#define YYLTYPE Span
#include "conn.lex.h"

/* The generated scanner's own name for its function. */
int conn_scan_lex(CONN_STYPE *value, Span *span, yyscan_t scanner);

static bool is_torn(DiagCode code)
{
    return code == D_UNCLOSED_STRING || code == D_UNCLOSED_BLOCK_STRING ||
           code == D_UNCLOSED_BRACE || code == D_UNCLOSED_INTERPOLATION;
}

static void note_torn(ParseContext *cx)
{
    cx->torn = true;
    cx->unsaid += cx->quiet;
}

Diag *parse_report(ParseContext *cx, DiagCode code, Span span, const char *a)
{
    if (is_torn(code))
        note_torn(cx);
    if (cx->quiet)
        return &cx->ignored;
    return diag_report(cx->diags, code, span, a);
}

char *parse_text(ParseContext *cx, const char *text, size_t length)
{
    return arena_text(cx->arena, text, length);
}

/* ---- brackets ---- */

/* Brackets that may be open: more than a tree of MAX_DEPTH can come of. */
enum { MAX_OPENERS = 4 * MAX_DEPTH };

void parse_open(ParseContext *cx, char bracket, Span span)
{
    if (cx->opener_count == MAX_OPENERS && !cx->stop) {
        parse_report(cx, D_TOO_DEEP, span,
                     arena_format(cx->arena, "%d levels", MAX_DEPTH));
        cx->stop = cx->too_deep = true;
    }
    Opener opener = {bracket, span, cx->line_indent, false};
    vec_push(cx->arena, cx->openers, cx->opener_count, opener);
}

static const char *bracket_text(char bracket)
{
    return bracket == '{' || bracket == ROOT_BRACE ? "{"
           : bracket == '('                        ? "("
           : bracket == '['                        ? "["
                                                   : "${";
}

static void report_unclosed(ParseContext *cx, const Opener *opener)
{
    if (cx->swallowed)
        return;
    if (opener->bracket == '$')
        parse_report(cx, D_UNCLOSED_INTERPOLATION, opener->span, "");
    else
        parse_report(cx, D_UNCLOSED_BRACE, opener->span,
                     bracket_text(opener->bracket));
}

/* Reports the innermost bracket and closes it: what closes it is handed to the
 * parser before anything else. */
static void close_top(ParseContext *cx)
{
    const Opener *top = &cx->openers[--cx->opener_count];
    int closer = top->bracket == '{'   ? '}'
                 : top->bracket == '(' ? ')'
                 : top->bracket == '[' ? ']'
                                       : T_STRING_TAIL;
    if (!top->virtual)
        report_unclosed(cx, top);
    if (top->bracket != ROOT_BRACE)
        vec_push(cx->arena, cx->closers, cx->closer_count, closer);
}

/* Closes the blocks without braces that end before a line which stands no
 * deeper than `column`. */
static void close_virtual(ParseContext *cx, uint32_t column)
{
    while (cx->opener_count && cx->openers[cx->opener_count - 1].virtual &&
           cx->openers[cx->opener_count - 1].indent >= column)
        close_top(cx);
}

static void report_stray(ParseContext *cx, char bracket, Span span)
{
    char shown[2] = {bracket, 0};
    note_torn(cx);
    Diag *d = parse_report(cx, D_STRAY_CHARACTER, span, shown);
    if (!cx->quiet)
        diag_label(cx->diags, d, "this closes nothing");
}

/* The number of the innermost opener of that kind, plus 1; 0: none, as far as
 * the string around an interpolation. */
static size_t find_opener(const ParseContext *cx, char wanted)
{
    size_t at = cx->opener_count;
    while (at > 0 && cx->openers[at - 1].bracket != wanted)
        if (cx->openers[--at].bracket == '$')
            return 0;
    return at;
}

static bool is_inserted(Span span)
{
    return span.start == span.end;
}

/* A pair of brackets of which one had to be inserted. */
static void report_patched(ParseContext *cx, const Opener *opener, char closer,
                           Span span)
{
    char shown[2] = {closer, 0};
    if (is_inserted(span)) {
        Diag *d = diag_report(cx->diags,
                              opener->bracket == '$' ? D_UNCLOSED_INTERPOLATION
                                                     : D_UNCLOSED_BRACE,
                              opener->span, bracket_text(opener->bracket));
        diag_also(cx->diags, d, span, "a `%s` is missing here", shown);
        diag_fix(cx->diags, d, span, shown, false);
    } else if (is_inserted(opener->span)) {
        const char *missing = bracket_text(opener->bracket);
        Diag *d = diag_report(cx->diags, D_UNOPENED, opener->span, missing);
        diag_also(cx->diags, d, span, "this closes nothing");
        diag_fix(cx->diags, d, opener->span, missing, false);
    }
}

void parse_patched_string(ParseContext *cx, Span all, bool closing,
                          const char *quote)
{
    Span end = span_after(all), start = {all.file, all.start, all.start};
    Diag *d;
    if (cx->flat)
        return;
    if (closing && quote[1])
        d = diag_report(cx->diags, D_UNCLOSED_BLOCK_STRING,
                        (Span){all.file, all.start, all.start + 3});
    else if (closing)
        d = diag_report(cx->diags, D_UNCLOSED_STRING, all);
    else
        d = diag_report(cx->diags, D_UNOPENED, start, quote);
    if (closing)
        diag_also(cx->diags, d, end, "a `%s` is missing here", quote);
    diag_fix(cx->diags, d, closing ? end : start, quote, false);
}

/* Where brackets need not match: closes the innermost one if it fits. */
static bool close_flat(ParseContext *cx, char wanted)
{
    if (cx->opener_count && cx->openers[cx->opener_count - 1].bracket == wanted)
        cx->opener_count--;
    return true;
}

bool parse_close(ParseContext *cx, char bracket, Span span)
{
    char wanted = bracket == '}' ? '{' : bracket == ')' ? '(' : '[';
    close_virtual(cx, 0);
    if (cx->flat)
        return close_flat(cx, wanted);
    size_t at = find_opener(cx, wanted);
    if (at == 0 && bracket == '}' && cx->opener_count == 1 &&
        cx->openers[0].bracket == ROOT_BRACE) {
        cx->opener_count = 0;
        return false;
    }
    if (at == 0) {
        report_stray(cx, bracket, span);
        return false;
    }
    while (cx->opener_count > at)
        close_top(cx);
    report_patched(cx, &cx->openers[--cx->opener_count], bracket, span);
    return true;
}

bool parse_resumes(ParseContext *cx, Span span)
{
    size_t at = find_opener(cx, '$');
    if (at == 0 || find_opener(cx, '{') > at)
        return false;
    while (cx->opener_count > at && !cx->flat)
        close_top(cx);
    cx->opener_count = at - 1;
    if (!cx->flat)
        report_patched(cx, &cx->openers[at - 1], '}', span);
    return true;
}

/* The `${` at openers[at] ends here: reports it, and gives the token that
 * stands for the rest of its string. */
static int end_interpolation(ParseContext *cx, size_t at)
{
    bool whole = at + 1 == cx->opener_count;
    report_unclosed(cx, &cx->openers[at]);
    cx->opener_count = at;
    return whole ? T_STRING_TAIL : T_CONN_error;
}

int parse_quote_ends(ParseContext *cx)
{
    size_t at = cx->opener_count;
    while (at > 0 && cx->openers[at - 1].bracket != '$')
        at--;
    const char *rest = cx->text + cx->raw;
    size_t length = strcspn(rest, "\"\n");
    return at > 0 && rest[length] != '"' ? end_interpolation(cx, at - 1) : 0;
}

int parse_line_ends(ParseContext *cx)
{
    for (size_t at = 0; at < cx->opener_count; at++)
        if (cx->openers[at].bracket == '$')
            return end_interpolation(cx, at);
    return 0;
}

uint32_t parse_string_cut(ParseContext *cx)
{
    const char *text = cx->text + cx->raw;
    size_t length = strcspn(text, "\"\\\n"), end = length;
    if (text[length] == '"' || text[length] == '\\')
        return 0;
    while (end > 0 && strchr(" \t\r{}),", text[end - 1]))
        end--;
    bool bracket = strcspn(text + end, "{})") < length - end;
    return end > 0 && bracket ? cx->raw + (uint32_t)end : 0;
}

/* ---- the stream of tokens that the parser sees ---- */

static bool starts_member(int token)
{
    return token >= T_NAME && token <= T_EXPECT;
}

typedef struct Held {
    bool full;
    int token;
    CONN_STYPE value;
    Span span;
} Held;

typedef struct Stream {
    yyscan_t scanner;
    Held held; /* scanned, and waiting for closers to go before it */
    Held back; /* given once already, to be given again */
} Stream;

/* Hands out what closes a bracket that was left open. */
static int take_closer(CONN_STYPE *value, Span *span, uint32_t at,
                       ParseContext *cx)
{
    int token = cx->closers[cx->closer_next++];
    if (cx->closer_next == cx->closer_count)
        cx->closer_next = cx->closer_count = 0;
    value->text = "";
    *span = (Span){cx->file, at, at};
    return token;
}

static void scan_next(Held *held, Stream *stream, ParseContext *cx)
{
    *held = (Held){.full = true};
    held->token =
        cx->stop ? T_END
                 : conn_scan_lex(&held->value, &held->span, stream->scanner);
    if (cx->first_on_line)
        close_virtual(cx, cx->token_column);
    while (held->token == T_END && !cx->stop && cx->opener_count)
        close_top(cx);
}

static int next_token(CONN_STYPE *value, Span *span, Stream *stream,
                      ParseContext *cx)
{
    Held *held = stream->back.full ? &stream->back : &stream->held;
    if (!held->full)
        scan_next(held, stream, cx);
    if (held == &stream->held && cx->closer_count)
        return take_closer(value, span, held->span.start, cx);
    held->full = false;
    *value = held->value;
    *span = held->span;
    return held->token;
}

int conn_lex(CONN_STYPE *value, Span *span, void *scanner, ParseContext *cx)
{
    int token = next_token(value, span, scanner, cx);
    if (cx->keep_tokens && token != T_END)
        vec_push(cx->arena, cx->tokens, cx->token_count, *span);
    if (token == '@' && cx->after_brace)
        token = T_EARLY_AT;
    cx->after_brace = token == '{';
    cx->tokens_before[0] = cx->tokens_before[1];
    cx->tokens_before[1] = cx->token_now;
    cx->token_now = *span;
    return token;
}

void parse_damage(ParseContext *cx, Span span)
{
    vec_push(cx->arena, cx->damaged, cx->damaged_count, span);
}

/* After a syntax error the rest of the statement is skipped: up to the first
 * token of a line of the innermost block, or to the brace that ends it. */
static bool recover(ParseContext *cx, Stream *stream, int token)
{
    bool again = cx->recovered_at == cx->offset;
    cx->recovered_at = cx->offset;
    /* A brace that was kept and does not fit closes nothing; an end that does
     * not fit leaves nothing to go on with. */
    if (token == '}' && again)
        return false;
    cx->stop = token == T_END && again;
    if (token == '}' || token == T_END || token == T_CONN_EMPTY)
        return true;
    if (cx->first_on_line && starts_member(token) && !stream->held.full &&
        !again)
        return true;
    size_t depth = cx->opener_count;
    if (depth > 0 && (token == '{' || token == '(' || token == '['))
        depth--;
    while (depth > 0 && cx->openers[depth - 1].bracket != '{' &&
           cx->openers[depth - 1].bracket != ROOT_BRACE)
        depth--;
    for (;;) {
        Held next = {.full = true};
        cx->quiet = true;
        next.token = next_token(&next.value, &next.span, stream, cx);
        cx->quiet = false;
        bool ends = next.token == T_END ||
                    (next.token == '}' && cx->opener_count < depth);
        bool starts = cx->first_on_line && cx->opener_count == depth &&
                      starts_member(next.token);
        if (ends || starts) {
            stream->back = next;
            return false;
        }
    }
}

bool parse_recover(ParseContext *cx, void *scanner, int token, Span lost,
                   Span ahead)
{
    Stream *stream = scanner;
    bool kept = recover(cx, stream, token);
    uint32_t end = kept && token != T_CONN_EMPTY ? ahead.start
                   : stream->back.full           ? stream->back.span.start
                                                 : lost.end;
    if (end > lost.start)
        parse_damage(cx, (Span){cx->file, lost.start, end});
    return kept;
}

/* ---- the file ---- */

uint32_t parse_offset(const ParseContext *cx, uint32_t raw)
{
    uint32_t place = cx->region.start + raw;
    for (size_t i = 0; i < cx->patch_count; i++) {
        uint32_t length = (uint32_t)strlen(cx->patches[i].text);
        if (place <= cx->patches[i].at)
            break;
        if (place <= cx->patches[i].at + length)
            return cx->patches[i].at;
        place -= length;
    }
    return place;
}

/* The region with its patches. */
static void patch_text(const ParseContext *cx, Buf *out)
{
    const char *text = source_of(cx->sources, cx->file)->text;
    uint32_t at = cx->region.start;
    for (size_t i = 0; i < cx->patch_count; i++) {
        const Patch *patch = &cx->patches[i];
        buf_write(out, text + at, patch->at - at);
        buf_puts(out, patch->text);
        for (uint32_t n = 0; n < patch->removed; n++)
            buf_putc(out, ' ');
        at = patch->at + patch->removed;
    }
    buf_write(out, text + at, cx->region.end - at);
}

/* flex writes into the text it scans: it gets a copy of its own. */
typedef struct Scan {
    Buf text, copy;
    yyscan_t scanner;
} Scan;

static void scan_start(ParseContext *cx, Scan *scan)
{
    static const char end[2] = {0};
    const char *text = source_of(cx->sources, cx->file)->text;
    size_t length = cx->region.end - cx->region.start;
    cx->text = text + cx->region.start;
    if (cx->patch_count) {
        patch_text(cx, &scan->text);
        cx->text = buf_text(&scan->text);
        length = scan->text.length;
    }
    buf_write(&scan->copy, cx->text, length);
    buf_write(&scan->copy, end, sizeof end);
    conn_scan_lex_init_extra(cx, &scan->scanner);
    conn_scan__scan_buffer(scan->copy.text, scan->copy.length, scan->scanner);
}

static void scan_end(ParseContext *cx, Scan *scan)
{
    conn_scan_lex_destroy(scan->scanner);
    buf_free(&scan->text);
    buf_free(&scan->copy);
    buf_free(&cx->string);
    buf_free(&cx->doc_text);
}

void parse_run(ParseContext *cx)
{
    Scan scan = {0};
    scan_start(cx, &scan);
    Stream stream = {.scanner = scan.scanner};
    conn_parse(&stream, cx);
    scan_end(cx, &scan);
}

Token *parse_tokens(ParseContext *cx, size_t *count)
{
    Scan scan = {0};
    Token *tokens = NULL;
    CONN_STYPE value;
    cx->flat = true;
    *count = 0;
    scan_start(cx, &scan);
    for (;;) {
        Span span = {cx->file, cx->offset, cx->offset};
        int code = conn_scan_lex(&value, &span, scan.scanner);
        if (code == T_END)
            break;
        bool bracket =
            code < 128 && strchr("{}()[]", code) &&
            !(cx->opener_count && cx->openers[cx->opener_count - 1].virtual &&
              cx->openers[cx->opener_count - 1].span.start == span.start);
        Token token = {.bracket = bracket ? (char)code : 0,
                       .first = cx->first_on_line,
                       .indent = cx->line_indent,
                       .column = cx->token_column,
                       .span = span};
        vec_push(cx->arena, tokens, *count, token);
    }
    scan_end(cx, &scan);
    return tokens;
}

ParseContext parse_start(Arena *arena, const Sources *sources, Span region,
                         Diags *diags)
{
    return (ParseContext){.arena = arena,
                          .sources = sources,
                          .file = region.file,
                          .region = region,
                          .offset = region.start,
                          .line_start = region.start,
                          .has_token = region.start > 0,
                          .diags = diags};
}

static void report_removed(ParseContext *cx, const Patch *patch)
{
    Span span = {cx->file, patch->at, patch->at + patch->removed};
    const char *text = source_of(cx->sources, cx->file)->text + patch->at;
    if (strchr("{[(", *text))
        diag_report(cx->diags, D_UNCLOSED_BRACE, span,
                    parse_text(cx, text, patch->removed));
    else if (patch->removed == 3)
        diag_report(cx->diags, D_UNCLOSED_BLOCK_STRING, span);
    else if (*text == '"')
        diag_report(cx->diags, D_UNCLOSED_STRING, span);
    else
        report_stray(cx, *text, span);
}

/* What stands beside a patch on its line means what it was guessed to mean;
 * but a block that ends with its line means what it meant. */
static void mute_line(ParseContext *cx, const Patch *patch)
{
    enum { MOST = 500 };
    const char *text = source_of(cx->sources, cx->file)->text;
    Span line = {cx->file, patch->at, patch->at};
    while (line.start > 0 && text[line.start - 1] != '\n' &&
           patch->at - line.start < MOST)
        line.start--;
    while (text[line.end] && text[line.end] != '\n' &&
           line.end - patch->at < MOST)
        line.end++;
    size_t blank = strspn(text + patch->at, " \t\r");
    if (*patch->text != '}' || patch->at + blank < line.end)
        diag_mute(cx->diags, line);
}

/* Reads the file again as if the signs that it lacks were there: what is said
 * then is where they are missing, and nothing else suffers from it. */
static void mend(ParseContext *cx, size_t mark)
{
    size_t count;
    const Patch *patches = repair_find(cx, &count);
    if (!count)
        return;
    diag_take_back(cx->diags, mark);
    ParseContext again =
        parse_start(cx->arena, cx->sources, cx->region, cx->diags);
    again.patches = patches;
    again.patch_count = count;
    again.keep_tokens = cx->keep_tokens;
    parse_run(&again);
    for (size_t i = 0; i < count; i++)
        if (patches[i].removed)
            report_removed(&again, &patches[i]);
    for (size_t i = 0; i < count; i++)
        mute_line(&again, &patches[i]);
    *cx = again;
}

static Parsed parse(Arena *arena, const Sources *sources, uint32_t file,
                    Diags *diags, bool keep_tokens)
{
    const Source *source = source_of(sources, file);
    Span all = {file, 0, (uint32_t)source->length};
    ParseContext cx = parse_start(arena, sources, all, diags);
    cx.keep_tokens = keep_tokens;
    size_t mark = diags->count;
    if (parse_check_text(&cx, source)) {
        parse_run(&cx);
        if (cx.torn && !cx.too_deep)
            mend(&cx, mark);
        if (diags->count == mark)
            parse_report_docs(&cx);
        if (cx.root)
            parse_mend_tree(&cx, mark);
        for (size_t i = 0; i < cx.damaged_count; i++)
            diag_damage(diags, cx.damaged[i]);
    }
    if (!cx.root)
        cx.root =
            parse_node(&cx, (Span){file, 0, 0}, (Node){.kind = NODE_FILE});
    return (Parsed){cx.root, cx.comments, cx.comment_count, cx.tokens,
                    cx.token_count};
}

Parsed parse_file(Arena *arena, const Sources *sources, uint32_t file,
                  Diags *diags)
{
    return parse(arena, sources, file, diags, false);
}

Parsed parse_file_tokens(Arena *arena, const Sources *sources, uint32_t file,
                         Diags *diags)
{
    return parse(arena, sources, file, diags, true);
}
