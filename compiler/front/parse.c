/* parse.c - runs scanner and parser over one file.
 *
 * Owns: everything between flex and bison that is not grammar: brackets and
 * their mending, documentation and recovery. The only file that sees the
 * generated headers.
 */
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

Diag *parse_report(ParseContext *cx, DiagCode code, Span span, const char *a)
{
    if (cx->quiet)
        return &cx->ignored;
    return diag_report(cx->diags, code, span, a);
}

char *parse_text(ParseContext *cx, const char *text, size_t length)
{
    return arena_text(cx->arena, text, length);
}

/* ---- nodes and documentation ---- */

static const char *take_doc(ParseContext *cx, uint32_t start)
{
    size_t low = 0, high = cx->doc_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (cx->docs[middle].next < start)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == cx->doc_count || cx->docs[low].next != start)
        return NULL;
    cx->docs[low].used = true;
    return cx->docs[low].text;
}

static bool takes_doc(NodeKind kind)
{
    return kind == NODE_BLOCK || kind == NODE_FIELD || kind == NODE_SETTING ||
           kind == NODE_TYPE || kind == NODE_ENUM || kind == NODE_ENUM_MEMBER ||
           kind == NODE_FN || kind == NODE_TEMPLATE || kind == NODE_CONNECTOR ||
           kind == NODE_ROW || kind == NODE_MAP_ROW;
}

Node *parse_node(ParseContext *cx, Span span, Node node)
{
    node.span = span;
    if (takes_doc(node.kind))
        node.doc = take_doc(cx, span.start);
    Node *made = node_make(cx->arena, &node);
    if (made->depth <= MAX_DEPTH || node.kind == NODE_FILE)
        return made;
    if (!cx->stop)
        parse_report(cx, D_TOO_DEEP, span,
                     arena_format(cx->arena, "%d", MAX_DEPTH));
    cx->stop = true;
    return node_make(cx->arena, &(Node){.kind = NODE_ERROR, .span = span});
}

void parse_add_comment(ParseContext *cx, Span span, bool doc)
{
    Comment comment = {span, doc};
    vec_push(cx->arena, cx->comments, cx->comment_count, comment);
}

void parse_add_doc(ParseContext *cx, Span span, const char *text, size_t length)
{
    if (length && text[0] == ' ')
        text++, length--;
    while (length && (text[length - 1] == '\r' || text[length - 1] == ' '))
        length--;
    if (cx->doc_span.file)
        buf_putc(&cx->doc_text, '\n');
    buf_write(&cx->doc_text, text, length);
    cx->doc_span = span_join(cx->doc_span, span);
}

void parse_end_doc(ParseContext *cx, uint32_t next)
{
    Doc doc = {cx->doc_span, next,
               parse_text(cx, buf_text(&cx->doc_text), cx->doc_text.length),
               false};
    vec_push(cx->arena, cx->docs, cx->doc_count, doc);
    cx->doc_text.length = 0;
    cx->doc_span = (Span){0};
}

static void report_unused_docs(ParseContext *cx)
{
    for (size_t i = 0; i < cx->doc_count; i++) {
        if (cx->docs[i].used)
            continue;
        Diag *d = parse_report(cx, D_UNATTACHED_DOC, cx->docs[i].span, "");
        diag_help(cx->diags, d,
                  "`///` stands right above what it documents; a plain comment "
                  "is `//`");
    }
}

Word node_word(const Node *node)
{
    if (node->kind == NODE_NAME)
        return node->as.name.name;
    if (node->kind == NODE_STRING)
        return (Word){node->as.string.text, node->span};
    return (Word){0};
}

/* ---- brackets ---- */

void parse_open(ParseContext *cx, char bracket, Span span)
{
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
    if (!top->virtual) {
        report_unclosed(cx, top);
        cx->unbalanced = true;
    }
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

/* Closes `{`s whose line is indented deeper than `column`, or as deep where
 * `same` says so: what follows can't be inside them. */
static void mend_braces(ParseContext *cx, uint32_t column, bool same)
{
    while (cx->opener_count) {
        const Opener *top = &cx->openers[cx->opener_count - 1];
        if (top->bracket != '{' || top->indent < column ||
            (top->indent == column && !same))
            return;
        close_top(cx);
    }
}

static void report_stray(ParseContext *cx, char bracket, Span span)
{
    char shown[2] = {bracket, 0};
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

bool parse_close(ParseContext *cx, char bracket, Span span)
{
    close_virtual(cx, 0);
    if (cx->mend && bracket == '}' && cx->first_on_line)
        mend_braces(cx, cx->token_column, false);
    size_t at = find_opener(cx, bracket == '}'   ? '{'
                                : bracket == ')' ? '('
                                                 : '[');
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
    cx->opener_count--;
    return true;
}

bool parse_resumes(ParseContext *cx)
{
    size_t at = find_opener(cx, '$');
    if (at == 0 || find_opener(cx, '{') > at)
        return false;
    while (cx->opener_count > at)
        close_top(cx);
    cx->opener_count--;
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

int parse_quote_ends(ParseContext *cx, uint32_t start)
{
    size_t at = cx->opener_count;
    while (at > 0 && cx->openers[at - 1].bracket != '$')
        at--;
    const char *rest = source_of(cx->sources, cx->file)->text + start + 1;
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

uint32_t parse_string_cut(ParseContext *cx, uint32_t start)
{
    const char *text = source_of(cx->sources, cx->file)->text + start;
    size_t length = strcspn(text, "\"\\\n"), end = length;
    if (text[length] == '"' || text[length] == '\\')
        return 0;
    while (end > 0 && strchr(" \t\r{}),", text[end - 1]))
        end--;
    bool bracket = strcspn(text + end, "{})") < length - end;
    return end > 0 && bracket ? start + (uint32_t)end : 0;
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
    bool member = starts_member(held->token) || held->token == T_STRING;
    if (cx->mend && cx->first_on_line && member)
        mend_braces(cx, cx->token_column, true);
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
    return token;
}

/* After a syntax error the rest of the statement is skipped: up to the first
 * token of a line of the innermost block, or to the brace that ends it. */
bool parse_recover(ParseContext *cx, void *scanner, int token)
{
    Stream *stream = scanner;
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
    if (token == '{' || token == '(' || token == '[')
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

/* ---- checks of the grammar's actions ---- */

static size_t line_of(ParseContext *cx, uint32_t offset)
{
    return source_line_of(cx->sources, cx->file, offset);
}

static size_t column_of(ParseContext *cx, uint32_t offset)
{
    return source_position(cx->sources, cx->file, offset).column;
}

/* Labels of the next line are a slip of one of two kinds: they belong here, or
 * this block has no body and the next member is taken for its labels. */
bool parse_check_labels(ParseContext *cx, Word keyword, NodeList labels)
{
    size_t line = line_of(cx, keyword.span.start);
    for (size_t i = 0; i < labels.count; i++) {
        Span span = labels.items[i]->span;
        if (line_of(cx, span.start) == line)
            continue;
        if (i == 0 ||
            column_of(cx, span.start) <= column_of(cx, keyword.span.start)) {
            parse_missing_body(cx, keyword, labels);
            return false;
        }
        Diag *d = parse_report(cx, D_LABEL_ON_OTHER_LINE, span, keyword.text);
        diag_also(cx->diags, d, keyword.span, "this is the keyword");
        return true;
    }
    return true;
}

void parse_missing_body(ParseContext *cx, Word keyword, NodeList labels)
{
    size_t line = line_of(cx, keyword.span.start), count = 0;
    Span last = keyword.span;
    while (count < labels.count &&
           line_of(cx, labels.items[count]->span.start) == line)
        last = labels.items[count++]->span;
    Diag *d = diag_report(cx->diags, D_NO_BODY, span_join(keyword.span, last),
                          keyword.text,
                          count ? "a `{ … }` or a `-> TYPE`" : "a `{ … }`");
    diag_label(cx->diags, d, "nothing follows on this line");
    if (count == 1)
        diag_help(cx->diags, d,
                  "`%s = …` sets a value, `%s: …` declares a field",
                  keyword.text, keyword.text);
}

void parse_check_annotations(ParseContext *cx, Span owner, NodeList list)
{
    size_t line = line_of(cx, owner.end);
    for (size_t i = 0; i < list.count; i++) {
        Span span = list.items[i]->span;
        if (line_of(cx, span.start) != line) {
            Diag *d = parse_report(cx, D_ANNOTATION_ABOVE, span, "");
            diag_also(cx->diags, d, owner, "it would annotate this");
        }
        line = line_of(cx, span.end);
    }
}

/* ---- the file ---- */

/* The offset of the first byte that is not UTF-8 (RFC 3629), or -1. */
static int64_t find_invalid_utf8(const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + length;
    while (p < end) {
        if (*p < 0x80) {
            p++;
            continue;
        }
        size_t n = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;
        if (*p < 0xC2 || *p > 0xF4 || n > (size_t)(end - p))
            break;
        if ((*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] > 0x9F) ||
            (*p == 0xF0 && p[1] < 0x90) || (*p == 0xF4 && p[1] > 0x8F))
            break;
        size_t i = 1;
        while (i < n && (p[i] & 0xC0) == 0x80)
            i++;
        if (i < n)
            break;
        p += n;
    }
    return p < end ? (int64_t)(p - (const unsigned char *)text) : -1;
}

static bool check_text(ParseContext *cx, const Source *source)
{
    int64_t bad = find_invalid_utf8(source->text, source->length);
    if (bad >= 0) {
        Span span = {cx->file, (uint32_t)bad, (uint32_t)bad + 1};
        Diag *d = parse_report(
            cx, D_INVALID_UTF8, span,
            arena_format(cx->arena, "0x%02X",
                         (unsigned)(unsigned char)source->text[bad]));
        diag_help(cx->diags, d, "a source is saved as UTF-8");
        return false;
    }
    const char *nul = memchr(source->text, 0, source->length);
    if (nul) {
        uint32_t at = (uint32_t)(nul - source->text);
        parse_report(cx, D_NUL_CHARACTER, (Span){cx->file, at, at + 1}, "");
        return false;
    }
    return true;
}

/* flex writes into the text it scans: it gets a copy of its own. */
static void run_parser(ParseContext *cx, const Source *source)
{
    Stream stream = {0};
    Buf copy = {0};
    buf_write(&copy, source->text, source->length + 2);
    conn_scan_lex_init_extra(cx, &stream.scanner);
    conn_scan__scan_buffer(copy.text, source->length + 2, stream.scanner);
    conn_parse(&stream, cx);
    conn_scan_lex_destroy(stream.scanner);
    buf_free(&copy);
    buf_free(&cx->string);
    buf_free(&cx->doc_text);
}

static ParseContext parse_start(Arena *arena, const Sources *sources,
                                uint32_t file, Diags *diags)
{
    return (ParseContext){
        .arena = arena, .sources = sources, .file = file, .diags = diags};
}

static Parsed parse(Arena *arena, const Sources *sources, uint32_t file,
                    Diags *diags, bool keep_tokens)
{
    const Source *source = source_of(sources, file);
    ParseContext cx = parse_start(arena, sources, file, diags);
    cx.keep_tokens = keep_tokens;
    size_t mark = diags->count;
    if (check_text(&cx, source)) {
        run_parser(&cx, source);
        if (cx.unbalanced && !cx.swallowed) {
            /* Read it again, closing blocks where the indentation says so:
             * the fault is then found where it is, not at the end. */
            diag_take_back(diags, mark);
            cx = parse_start(arena, sources, file, diags);
            cx.mend = true;
            run_parser(&cx, source);
        }
        if (diags->count == mark)
            report_unused_docs(&cx);
        if (cx.root)
            parse_mend_tree(&cx);
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
