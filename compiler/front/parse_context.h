/* parse_context.h - what scanner and parser share while one file is read.
 *
 * Owns: the stack of open brackets, the pending documentation, recovery after
 * a syntax error. Included by grammar/conn.l, grammar/conn.y and parse.c only.
 */
#ifndef FRONT_PARSE_CONTEXT_H
#define FRONT_PARSE_CONTEXT_H

#include "base/buf.h"
#include "front/parse.h"

/* An open bracket: `{`, `(`, `[`, `$` for the `${` of a string, or one that the
 * parser doesn't see: ROOT_BRACE around a whole file. */
#define ROOT_BRACE 'R'
typedef struct Opener {
    char bracket;
    Span span;
    uint32_t indent; /* bytes before the first word of its line */
    bool virtual;    /* it isn't there: the indentation closes it */
} Opener;

/* Documentation lines that end right before the token at `next`. */
typedef struct Doc {
    Span span;
    uint32_t next; /* offset of the token they document */
    const char *text;
    bool used;
} Doc;

/* A sign that the source lacks, read as if it stood at `at`, or one too many,
 * read as if it were blanks. repair.h finds them. */
typedef struct Patch {
    uint32_t at;
    uint32_t removed; /* bytes */
    const char *text; /* what is inserted; "": nothing */
} Patch;

typedef struct ParseContext {
    Arena *arena;
    const Sources *sources;
    uint32_t file;
    Diags *diags;
    Node *root;

    /* what is read */
    Span region;          /* of the file */
    const Patch *patches; /* in order of their places */
    size_t patch_count;
    const char *text; /* the region with its patches */

    /* scanner */
    uint32_t raw;         /* of the next byte, in `text` */
    uint32_t offset;      /* the same place in the file */
    uint32_t line_start;  /* of the present line */
    uint32_t line_indent; /* of its first token */
    bool line_has_token;
    bool first_on_line;    /* the last token was */
    uint32_t token_column; /* bytes before it on its line */
    Buf string;            /* the string being read */
    uint32_t string_start;
    uint32_t string_cut; /* where in `text` an unclosed one is taken to end,
                            or 0 */
    bool string_patched; /* its first quote was inserted */
    bool string_resumed; /* it goes on behind a `}` */
    uint32_t skip_end;   /* where a text of several lines ends */
    bool has_token;      /* of the file */
    bool after_brace;    /* the parser's last token was a `{` */
    uint32_t swallow;    /* offset up to which `}` mean nothing */
    bool no_heredoc;     /* one had no end: don't look again */
    Opener *openers;
    size_t opener_count;
    bool torn;      /* a bracket or quote lacks its partner */
    size_t unsaid;  /* which were not reported: they were skipped */
    bool swallowed; /* an unclosed text or comment took the rest */
    bool flat;      /* only tokens are wanted: brackets need not match */
    int *closers;   /* tokens that close what was left open */
    size_t closer_count;
    size_t closer_next;    /* the first that is still to be handed out */
    bool quiet;            /* skipping: report nothing */
    uint32_t recovered_at; /* offset of the last recovery: no token is kept
                              twice */
    Diag ignored;          /* stands for what is not reported */
    bool stop;             /* hopeless: end of file from now on */
    bool too_deep;         /* which is why */
    size_t syntax_errors;  /* so far; of so many the file is hopeless */
    Doc *docs;
    size_t doc_count;
    Buf doc_text;
    Span doc_span;
    Comment *comments;
    size_t comment_count;
    bool keep_tokens;
    Span *tokens;
    size_t token_count;
    Span *withdrawn; /* what was said inside of them is said better */
    size_t withdrawn_count;
    Span *damaged; /* what means nothing: it was reported */
    size_t damaged_count;
    Span token_now;        /* the last one that the parser got */
    Span tokens_before[2]; /* the two before it */
} ParseContext;

/* A new node with its documentation attached. A tree that gets too deep is
 * reported once and becomes a NODE_ERROR. */
Node *parse_node(ParseContext *cx, Span span, Node node);
#define NODE_NEW(kind_, member, span_, ...)                                    \
    parse_node(cx, (span_),                                                    \
               (Node){.kind = NODE_##kind_, .as.member = {__VA_ARGS__}})

/* Scanner's helpers. */
/* The place in the file of a place in cx->text. */
uint32_t parse_offset(const ParseContext *cx, uint32_t raw);
/* What a quote that was inserted closes or opens is reported: `all` is the
 * string without it. */
void parse_patched_string(ParseContext *cx, Span all, bool closing,
                          const char *quote);
void parse_open(ParseContext *cx, char bracket, Span span);
/* Whether the closing bracket matches; reports it if not. */
bool parse_close(ParseContext *cx, char bracket, Span span);
/* Whether the `}` just scanned ends the `${` of a string, which goes on. */
bool parse_resumes(ParseContext *cx, Span span);
void parse_add_doc(ParseContext *cx, Span span, const char *text,
                   size_t length);
void parse_end_doc(ParseContext *cx, uint32_t next);
void parse_add_comment(ParseContext *cx, Span span, bool doc);
/* The block string in cx->string without the layout of its lines: a line break
 * after the opening quotes, the indentation of the closing quotes, and the
 * line they stand on. */
const char *parse_block_string(ParseContext *cx, Span closing);
/* Where the quote just scanned can only close the string around a `${`, that is
 * reported and closed; the same at the end of a line, which no string passes.
 * Return the token that stands for what is missing, or 0. */
int parse_quote_ends(ParseContext *cx);
int parse_line_ends(ParseContext *cx);
/* For the string that just started, where it is not closed on its line: where
 * to end it, so that the brackets that end the line are not lost with it. 0: it
 * is closed, or there is none. */
uint32_t parse_string_cut(ParseContext *cx);
void parse_escape(ParseContext *cx, const char *text, size_t length, Span span);
/* Reads "30s", "10MB", "5xx", "401": the kind of token, and its value. */
typedef enum NumberKind {
    NUMBER_INT,
    NUMBER_FLOAT,
    NUMBER_DURATION,
    NUMBER_SIZE,
    NUMBER_STATUS,
    NUMBER_BAD
} NumberKind;
NumberKind parse_number(ParseContext *cx, const char *text, size_t length,
                        Span span, int64_t *value);
Diag *parse_report(ParseContext *cx, DiagCode code, Span span, const char *a);
char *parse_text(ParseContext *cx, const char *text, size_t length);

/* The word of a label or pattern node; text NULL if it is none. */
Word node_word(const Node *node);

/* Whether the file is UTF-8 without NUL; reports it if not. */
bool parse_check_text(ParseContext *cx, const Source *source);
/* Reports `///` that nothing took. */
void parse_report_docs(ParseContext *cx);

/* One reading of a part of a file: parse_start, patches set if there are any,
 * then one of the two. */
ParseContext parse_start(Arena *arena, const Sources *sources, Span region,
                         Diags *diags);
void parse_run(ParseContext *cx);
/* Only the tokens, in cx->arena; faults of the scanner are reported. */
typedef struct Token {
    char bracket; /* 0: none */
    bool first;   /* on its line */
    uint32_t indent, column;
    Span span;
} Token;
Token *parse_tokens(ParseContext *cx, size_t *count);

/* Recovery behind a syntax error: skips to the next line of the innermost open
 * block. `token` is the parser's lookahead, at `ahead`; returns whether to keep
 * it. What is lost starts with `lost`. */
bool parse_recover(ParseContext *cx, void *scanner, int token, Span lost,
                   Span ahead);

/* Notes that what stands in `span` was lost. */
void parse_damage(ParseContext *cx, Span span);

/* Whether a text could be a name. */
bool parse_is_name(const char *text);

/* Reports that cost no recovery: what was meant is clear. More are slips.h's.
 */
void parse_missing_body(ParseContext *cx, Word keyword, NodeList labels);
/* False: the block has no body, and these are not its labels. */
bool parse_check_labels(ParseContext *cx, Word keyword, NodeList labels);
void parse_check_annotations(ParseContext *cx, Span owner, NodeList list);

#endif
