/* ast.h - the syntax tree: what was written, with places, and nothing more.
 *
 * Owns: nodes as grammar/nodes.def lists them, and what can be done with any
 * of them. All memory is the compilation's arena.
 */
#ifndef FRONT_AST_H
#define FRONT_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/source.h"

typedef struct Node Node;

/* A name where it stands; text NULL: not written. */
typedef struct Word {
    const char *text;
    Span span;
} Word;

typedef struct NodeList {
    Node **items;
    size_t count;
} NodeList;

typedef enum NodeKind {
#define NODE(kind, member, fields) NODE_##kind,
#include "grammar/nodes.def"
#undef NODE
} NodeKind;

#define WORD(field) Word field;
#define CHILD(field) Node *field;
#define LIST(field) NodeList field;
#define TEXT(field) const char *field;
#define NUMBER(field) int64_t field;
#define FLAG(field) bool field;

struct Node {
    NodeKind kind;
    uint32_t depth; /* of the tree below, this node included */
    Span span;
    const char *doc; /* text of the `///` lines above, or NULL */
    union {
#define NODE(kind, member, fields)                                             \
    struct {                                                                   \
        fields                                                                 \
    } member;
#include "grammar/nodes.def"
#undef NODE
    } as;
};

#undef WORD
#undef CHILD
#undef LIST
#undef TEXT
#undef NUMBER
#undef FLAG

/* Deepest tree that is accepted: recursion over a tree stays shallow. */
enum { MAX_DEPTH = 256 };

/* A copy of `node` in the arena with its depth computed. */
Node *node_make(Arena *arena, const Node *node);
/* "block", "field": the name of a kind in a dump. */
const char *node_kind_name(NodeKind kind);
/* Writes the tree, one node a line, indented, with lines and columns. */
void node_dump(Buf *out, const Node *node, const Sources *sources);
void node_list_add(Arena *arena, NodeList *list, Node *node);
/* Whether a name like that stands in the tree as an expression. */
bool node_mentions(const Node *node, const char *name);
/* Whether two trees are the same but for places. */
bool node_equal(const Node *a, const Node *b);

#endif
