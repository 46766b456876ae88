/* parse.h - text to syntax tree. */
#ifndef FRONT_PARSE_H
#define FRONT_PARSE_H

#include "base/diag.h"
#include "front/ast.h"

/* A comment and where it stands; `///` ones are documentation as well. */
typedef struct Comment {
    Span span;
    bool doc;
} Comment;

typedef struct Parsed {
    Node *file; /* NODE_FILE; never NULL */
    Comment *comments;
    size_t comment_count;
    Span *tokens; /* only of parse_file_tokens */
    size_t token_count;
} Parsed;

/* Parses file number `file` of `sources`. Faults are reported and the parse
 * goes on behind them; what could not be understood is missing in the tree. */
Parsed parse_file(Arena *arena, const Sources *sources, uint32_t file,
                  Diags *diags);

/* The same, and keeps where each token stands. A string with `${` is several:
 * up to each `${`, from each `}`, with the tokens of the expressions between.
 */
Parsed parse_file_tokens(Arena *arena, const Sources *sources, uint32_t file,
                         Diags *diags);

#endif
