/* fn_pattern.h - a regular expression of the checked subset as a graph.
 *
 * Owns: what parsing makes and matching goes through. The semantics are those
 * of ECMAScript's RegExp over Unicode scalars (ECMA-262, 22.2.2), which no
 * library at hand has: a group within a repetition is forgotten when it begins
 * again, an empty repetition ends it.
 */
#ifndef CONN_FN_PATTERN_H
#define CONN_FN_PATTERN_H

#include "fn.h"

typedef struct conn_range {
    uint32_t low, high;
} conn_range;

/* A set of characters. */
typedef struct conn_set {
    conn_range *ranges;
    size_t count, room;
    bool negative;
    uint32_t ascii[4]; /* a bit for each of them that is in the set */
} conn_set;

typedef enum conn_node_kind {
    CONN_NODE_EMPTY,
    CONN_NODE_TEXT, /* one character: its bytes */
    CONN_NODE_SET,
    CONN_NODE_BEGIN,
    CONN_NODE_END,
    CONN_NODE_WORD_EDGE, /* `negative`: none */
    CONN_NODE_EITHER,    /* `child` or else `other` */
    CONN_NODE_SAVE,      /* the place, in register `index` */
    CONN_NODE_SPAN,      /* a repetition of one character: `child` */
    CONN_NODE_LOOP,      /* any other: begins at `count` 0 */
    CONN_NODE_TURN,      /* decides whether it goes on */
    CONN_NODE_BODY,      /* begins a turn */
    CONN_NODE_TURNED,    /* ends it */
    CONN_NODE_GROUP,     /* only while parsing, as is the next */
    CONN_NODE_SEQUENCE,
    CONN_NODE_FOUND
} conn_node_kind;

typedef struct conn_node conn_node;
struct conn_node {
    conn_node_kind kind;
    const conn_node *next;
    conn_node *child, *other;
    conn_node *before; /* in a sequence */
    const conn_set *set;
    char bytes[4];
    unsigned char size;
    bool negative;
    bool greedy;
    uint32_t index;       /* register; of a loop two: count, start */
    uint32_t first, last; /* the groups within a repetition */
    uint32_t least, most; /* UINT32_MAX: no limit */
};

struct conn_pattern {
    conn_pattern *next; /* of the run */
    conn_str source;
    const conn_node *start;
    uint32_t groups;    /* the whole find is group 0 */
    uint32_t registers; /* two a group, two a loop */
};

/* Parses a pattern, into the run's arena. NULL, and the run stopped, if memory
 * is short or it is none of the subset. */
const conn_pattern *conn_pattern_of(conn_run *run, conn_str source);

/* Whether a character is in a set. */
bool conn_set_has(const conn_set *set, uint32_t code);

/* What a search goes with; all zero but for the first three. */
typedef struct conn_match {
    conn_run *run;
    const conn_pattern *pattern;
    conn_str text;
    size_t *registers; /* places in the text; SIZE_MAX: none */
    struct conn_back *stack;
    size_t depth, room;
    uint64_t steps;
} conn_match;

/* Finds the first match at or behind `from`. False if there is none, or the run
 * has stopped: too much work. */
bool conn_match_find(conn_match *match, size_t from);
void conn_match_free(conn_match *match);

/* The place behind the character at `at`. */
size_t conn_match_past(conn_str text, size_t at);

#endif
