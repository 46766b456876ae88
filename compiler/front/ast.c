/* ast.c - everything that treats all nodes alike, made from nodes.def. */
#include "front/ast.h"

#include <inttypes.h>
#include <string.h>

const char *node_kind_name(NodeKind kind)
{
    static const char *const names[] = {
#define NODE(kind, member, fields) #member,
#include "grammar/nodes.def"
#undef NODE
    };
    return names[kind];
}

void node_list_add(Arena *arena, NodeList *list, Node *node)
{
    vec_push(arena, list->items, list->count, node);
}

/* ---- depth ---- */

static uint32_t deeper(uint32_t depth, const Node *child)
{
    return child && child->depth > depth ? child->depth : depth;
}

static uint32_t deepest(uint32_t depth, NodeList list)
{
    for (size_t i = 0; i < list.count; i++)
        depth = deeper(depth, list.items[i]);
    return depth;
}

#define WORD(field)
#define CHILD(field) depth = deeper(depth, n->field);
#define LIST(field) depth = deepest(depth, n->field);
#define TEXT(field)
#define NUMBER(field)
#define FLAG(field)
#define NODE(kind, member, fields)                                             \
    static uint32_t depth_##member(const Node *node)                           \
    {                                                                          \
        const __typeof__(node->as.member) *n = &node->as.member;               \
        uint32_t depth = 0;                                                    \
        (void)n;                                                               \
        fields return depth;                                                   \
    }
#include "grammar/nodes.def"
#undef NODE
#undef WORD
#undef CHILD
#undef LIST
#undef TEXT
#undef NUMBER
#undef FLAG

static uint32_t node_depth(const Node *node)
{
    switch (node->kind) {
#define NODE(kind, member, fields)                                             \
    case NODE_##kind:                                                          \
        return depth_##member(node) + 1;
#include "grammar/nodes.def"
#undef NODE
    }
    return 1;
}

Node *node_make(Arena *arena, const Node *node)
{
    Node *made = arena_new(arena, Node);
    *made = *node;
    made->depth = node_depth(made);
    return made;
}

/* ---- dump ---- */

typedef struct Dump {
    Buf *out;
    const Sources *sources;
    int indent;
} Dump;

static void dump_node(Dump *d, const char *field, const Node *node);

static void dump_quoted(Dump *d, const char *text)
{
    buf_putc(d->out, '"');
    for (; *text; text++) {
        if (*text == '\n')
            buf_puts(d->out, "\\n");
        else if (*text == '"' || *text == '\\')
            buf_printf(d->out, "\\%c", *text);
        else
            buf_putc(d->out, *text);
    }
    buf_putc(d->out, '"');
}

static void dump_text(Dump *d, const char *field, const char *text)
{
    if (!text)
        return;
    buf_printf(d->out, " %s=", field);
    dump_quoted(d, text);
}

static void dump_number(Dump *d, const char *field, int64_t number)
{
    buf_printf(d->out, " %s=%" PRId64, field, number);
}

static void dump_flag(Dump *d, const char *field, bool flag)
{
    if (flag)
        buf_printf(d->out, " %s", field);
}

static void dump_list(Dump *d, const char *field, NodeList list)
{
    for (size_t i = 0; i < list.count; i++)
        dump_node(d, field, list.items[i]);
}

/* A node's own values go on its line, its children on lines below: two passes
 * over the fields. */
#define NODE(kind, member, fields)                                             \
    static void values_##member(Dump *d, const Node *node)                     \
    {                                                                          \
        const __typeof__(node->as.member) *n = &node->as.member;               \
        (void)d, (void)n;                                                      \
        fields                                                                 \
    }
#define WORD(field) dump_text(d, #field, n->field.text);
#define CHILD(field)
#define LIST(field)
#define TEXT(field) dump_text(d, #field, n->field);
#define NUMBER(field) dump_number(d, #field, n->field);
#define FLAG(field) dump_flag(d, #field, n->field);
#include "grammar/nodes.def"
#undef NODE
#undef WORD
#undef CHILD
#undef LIST
#undef TEXT
#undef NUMBER
#undef FLAG

#define NODE(kind, member, fields)                                             \
    static void children_##member(Dump *d, const Node *node)                   \
    {                                                                          \
        const __typeof__(node->as.member) *n = &node->as.member;               \
        (void)d, (void)n;                                                      \
        fields                                                                 \
    }
#define WORD(field)
#define CHILD(field) dump_node(d, #field, n->field);
#define LIST(field) dump_list(d, #field, n->field);
#define TEXT(field)
#define NUMBER(field)
#define FLAG(field)
#include "grammar/nodes.def"
#undef NODE
#undef WORD
#undef CHILD
#undef LIST
#undef TEXT
#undef NUMBER
#undef FLAG

static void dump_node(Dump *d, const char *field, const Node *node)
{
    if (!node)
        return;
    Position from =
        source_position(d->sources, node->span.file, node->span.start);
    Position to = source_position(d->sources, node->span.file, node->span.end);
    buf_printf(d->out, "%*s", d->indent, "");
    if (field)
        buf_printf(d->out, "%s: ", field);
    buf_printf(d->out, "%s %zu:%zu-%zu:%zu", node_kind_name(node->kind),
               from.line, from.column, to.line, to.column);
    switch (node->kind) {
#define NODE(kind, member, fields)                                             \
    case NODE_##kind:                                                          \
        values_##member(d, node);                                              \
        break;
#include "grammar/nodes.def"
#undef NODE
    }
    dump_text(d, "doc", node->doc);
    buf_putc(d->out, '\n');
    d->indent += 2;
    switch (node->kind) {
#define NODE(kind, member, fields)                                             \
    case NODE_##kind:                                                          \
        children_##member(d, node);                                            \
        break;
#include "grammar/nodes.def"
#undef NODE
    }
    d->indent -= 2;
}

void node_dump(Buf *out, const Node *node, const Sources *sources)
{
    Dump dump = {out, sources, 0};
    dump_node(&dump, NULL, node);
}

/* ---- comparison ---- */

static bool text_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool list_equal(NodeList a, NodeList b)
{
    bool equal = a.count == b.count;
    for (size_t i = 0; equal && i < a.count; i++)
        equal = node_equal(a.items[i], b.items[i]);
    return equal;
}

#define WORD(field) &&text_equal(x->field.text, y->field.text)
#define CHILD(field) &&node_equal(x->field, y->field)
#define LIST(field) &&list_equal(x->field, y->field)
#define TEXT(field) &&text_equal(x->field, y->field)
#define NUMBER(field) &&x->field == y->field
#define FLAG(field) &&x->field == y->field
#define NODE(kind, member, fields)                                             \
    static bool equal_##member(const Node *a, const Node *b)                   \
    {                                                                          \
        const __typeof__(a->as.member) *x = &a->as.member;                     \
        const __typeof__(b->as.member) *y = &b->as.member;                     \
        return true fields;                                                    \
    }
#include "grammar/nodes.def"
#undef NODE
#undef WORD
#undef CHILD
#undef LIST
#undef TEXT
#undef NUMBER
#undef FLAG

bool node_equal(const Node *a, const Node *b)
{
    if (!a || !b || a->kind != b->kind || !text_equal(a->doc, b->doc))
        return a == b;
    switch (a->kind) {
#define NODE(kind, member, fields)                                             \
    case NODE_##kind:                                                          \
        return equal_##member(a, b);
#include "grammar/nodes.def"
#undef NODE
    }
    return false;
}

/* ---- looking for names ---- */

static bool any_mentions(NodeList list, const char *name)
{
    for (size_t i = 0; i < list.count; i++)
        if (node_mentions(list.items[i], name))
            return true;
    return false;
}

#define WORD(field)
#define CHILD(field) || node_mentions(n->field, name)
#define LIST(field) || any_mentions(n->field, name)
#define TEXT(field)
#define NUMBER(field)
#define FLAG(field)
#define NODE(kind, member, fields)                                             \
    static bool mentions_##member(const Node *node, const char *name)          \
    {                                                                          \
        const __typeof__(node->as.member) *n = &node->as.member;               \
        (void)n, (void)name;                                                   \
        return false fields;                                                   \
    }
#include "grammar/nodes.def"
#undef NODE
#undef WORD
#undef CHILD
#undef LIST
#undef TEXT
#undef NUMBER
#undef FLAG

bool node_mentions(const Node *node, const char *name)
{
    if (!node)
        return false;
    if (node->kind == NODE_NAME)
        return strcmp(node->as.name.name.text, name) == 0;
    switch (node->kind) {
#define NODE(kind, member, fields)                                             \
    case NODE_##kind:                                                          \
        return mentions_##member(node, name);
#include "grammar/nodes.def"
#undef NODE
    }
    return false;
}
