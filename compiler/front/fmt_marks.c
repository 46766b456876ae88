/* fmt_marks.c - what the tree says about tokens that look alike: which `(` is
 * a call's, which `<` holds type arguments, which `{` has members. */
#include "front/fmt_pieces.h"

#include <string.h>

/* ---- children of any node ---- */

typedef void Visit(Fmt *, const Node *);

static void visit_list(NodeList list, Visit *visit, Fmt *fmt)
{
    for (size_t i = 0; i < list.count; i++)
        visit(fmt, list.items[i]);
}

#define WORD(field)
#define CHILD(field)                                                           \
    if (n->field)                                                              \
        visit(fmt, n->field);
#define LIST(field) visit_list(n->field, visit, fmt);
#define TEXT(field)
#define NUMBER(field)
#define FLAG(field)
#define NODE(kind, member, fields)                                             \
    static void each_##member(const Node *node, Visit *visit, Fmt *fmt)        \
    {                                                                          \
        const __typeof__(node->as.member) *n = &node->as.member;               \
        (void)n, (void)visit, (void)fmt;                                       \
        fields                                                                 \
    }
#include "grammar/nodes.def"
#undef NODE
#undef WORD
#undef CHILD
#undef LIST
#undef TEXT
#undef NUMBER
#undef FLAG

void fmt_each_child(const Node *node, Visit *visit, Fmt *fmt)
{
    switch (node->kind) {
#define NODE(kind, member, fields)                                             \
    case NODE_##kind:                                                          \
        each_##member(node, visit, fmt);                                       \
        break;
#include "grammar/nodes.def"
#undef NODE
    }
}

size_t fmt_member_lists(const Node *node, NodeList lists[FMT_LISTS])
{
    static const struct {
        NodeKind kind;
        size_t offset;
    } rows[] = {
#define ROW(kind, member, list) {NODE_##kind, offsetof(Node, as.member.list)}
        ROW(FILE, file, items),
        ROW(TYPE, type, items),
        ROW(ENUM, enumeration, members),
        ROW(FN, fn, items),
        ROW(TEMPLATE, template, items),
        ROW(BLOCK, block, items),
        ROW(IF, branch, then_items),
        ROW(IF, branch, else_items),
        ROW(IF_LET, branch_let, then_items),
        ROW(IF_LET, branch_let, else_items),
        ROW(FOR, loop, items),
        ROW(SWITCH, switching, arms),
        ROW(MATCH, match, arms),
        ROW(ARM, arm, items),
        ROW(OBJECT, object, entries),
        ROW(TYPE_RECORD, type_record, items),
#undef ROW
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].kind == node->kind)
            memcpy(&lists[count++], (const char *)node + rows[i].offset,
                   sizeof *lists);
    return count;
}

/* ---- marks ---- */

static void set_tight(Fmt *fmt, uint32_t at)
{
    if (at < fmt->count)
        fmt->pieces[at].tight = true;
}

/* The token behind `node`, and behind the `)` around it. */
static uint32_t behind(const Fmt *fmt, const Node *node)
{
    uint32_t at = fmt_piece_at(fmt, node->span.end);
    while (at < fmt->count &&
           (fmt_is_comment(&fmt->pieces[at]) || fmt_is(fmt, at, ")")))
        at++;
    return at;
}

/* `<` is the first one from `at` on, `>` the last token before `end`. */
static void mark_angles(Fmt *fmt, uint32_t at, uint32_t end)
{
    while (at < fmt->count && !fmt_is(fmt, at, "<"))
        at++;
    set_tight(fmt, at);
    if (at < fmt->count)
        fmt->pieces[at].tight_after = true;
    set_tight(fmt, end);
}

static void mark_type_parameters(Fmt *fmt, Word name, NodeList list)
{
    if (!list.count)
        return;
    uint32_t last = fmt_piece_at(fmt, list.items[list.count - 1]->span.start);
    mark_angles(fmt, fmt_piece_at(fmt, name.span.start), fmt_next(fmt, last));
}

/* `(` of parameters: the first behind the name, or behind its `<…>`. */
static void mark_parameters(Fmt *fmt, Word name)
{
    uint32_t at = fmt_piece_at(fmt, name.span.end);
    while (at < fmt->count && !fmt_is(fmt, at, "("))
        at++;
    set_tight(fmt, at);
}

static void mark_body(Fmt *fmt, uint32_t brace)
{
    if (fmt_is(fmt, brace, "{"))
        fmt->pieces[brace].body = true;
}

/* The `{` of what ends with its `}`. */
static void mark_last_body(Fmt *fmt, const Node *node)
{
    uint32_t last = fmt_piece_before(fmt, node->span.end);
    if (last != FMT_NONE && fmt_is(fmt, last, "}"))
        mark_body(fmt, fmt->pieces[last].match);
}

static void mark_branch(Fmt *fmt, const Node *condition)
{
    uint32_t brace = behind(fmt, condition);
    mark_body(fmt, brace);
    if (!fmt_is(fmt, brace, "{"))
        return;
    uint32_t other = fmt_next(fmt, fmt->pieces[brace].match);
    if (!fmt_is(fmt, other, "else"))
        return;
    fmt->pieces[other].joins = true;
    mark_body(fmt, fmt_next(fmt, other));
}

/* What follows `else` or `->` is on its line: no member of its own. */
static void mark_members(Fmt *fmt, NodeList list)
{
    for (size_t i = 0; i < list.count; i++) {
        uint32_t at = fmt_piece_at(fmt, list.items[i]->span.start);
        uint32_t before = fmt_prev(fmt, at);
        if (at < fmt->count && !fmt_is(fmt, before, "else") &&
            !fmt_is(fmt, before, "->"))
            fmt->pieces[at].member = true;
    }
}

/* ---- one for each kind of node that needs it ---- */

static void mark_type(Fmt *fmt, const Node *node)
{
    mark_type_parameters(fmt, node->as.type.name, node->as.type.parameters);
    if (!node->as.type.alias)
        mark_last_body(fmt, node);
}

static void mark_fn(Fmt *fmt, const Node *node)
{
    mark_parameters(fmt, node->as.fn.name);
    mark_last_body(fmt, node);
}

static void mark_template(Fmt *fmt, const Node *node)
{
    mark_type_parameters(fmt, node->as.template.name,
                         node->as.template.type_parameters);
    mark_parameters(fmt, node->as.template.name);
    if (!node->as.template.value)
        mark_last_body(fmt, node);
}

static void mark_block(Fmt *fmt, const Node *node)
{
    if (node->as.block.has_body)
        mark_last_body(fmt, node);
}

/* A statement behind the arrow never starts with `{`. */
static void mark_arm(Fmt *fmt, const Node *node)
{
    NodeList patterns = node->as.arm.patterns;
    if (node->as.arm.value || !patterns.count)
        return;
    uint32_t arrow = behind(fmt, patterns.items[patterns.count - 1]);
    mark_body(fmt, fmt_next(fmt, arrow));
}

static void mark_if(Fmt *fmt, const Node *node)
{
    mark_branch(fmt, node->as.branch.condition);
}

static void mark_if_let(Fmt *fmt, const Node *node)
{
    mark_branch(fmt, node->as.branch_let.value);
}

static void mark_call(Fmt *fmt, const Node *node)
{
    set_tight(fmt, behind(fmt, node->as.call.callee));
}

static void mark_annotation(Fmt *fmt, const Node *node)
{
    if (fmt_is(fmt, fmt_piece_before(fmt, node->span.end), ")"))
        mark_parameters(fmt, node->as.annotation.name);
}

static void mark_index(Fmt *fmt, const Node *node)
{
    set_tight(fmt, behind(fmt, node->as.index.object));
}

static void mark_type_list(Fmt *fmt, const Node *node)
{
    set_tight(fmt, behind(fmt, node->as.type_list.element));
}

static void mark_type_name(Fmt *fmt, const Node *node)
{
    if (node->as.type_name.arguments.count)
        mark_angles(fmt, fmt_piece_at(fmt, node->span.start),
                    fmt_piece_before(fmt, node->span.end));
}

static void mark_unary(Fmt *fmt, const Node *node)
{
    uint32_t at = fmt_piece_at(fmt, node->span.start);
    if (fmt_is(fmt, at, "-"))
        fmt->pieces[at].tight_after = true;
}

static Visit *mark_of(NodeKind kind)
{
    static const struct {
        NodeKind kind;
        Visit *mark;
    } rows[] = {
        {NODE_NAME, NULL}, /* the commonest first */
        {NODE_TYPE_NAME, mark_type_name},
        {NODE_FIELD, NULL},
        {NODE_CALL, mark_call},
        {NODE_BLOCK, mark_block},
        {NODE_ANNOTATION, mark_annotation},
        {NODE_TYPE, mark_type},
        {NODE_ENUM, mark_last_body},
        {NODE_FN, mark_fn},
        {NODE_TEMPLATE, mark_template},
        {NODE_IF, mark_if},
        {NODE_IF_LET, mark_if_let},
        {NODE_FOR, mark_last_body},
        {NODE_SWITCH, mark_last_body},
        {NODE_MATCH, mark_last_body},
        {NODE_ARM, mark_arm},
        {NODE_INDEX, mark_index},
        {NODE_UNARY, mark_unary},
        {NODE_TYPE_LIST, mark_type_list},
        {NODE_TYPE_RECORD, mark_last_body},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].kind == kind)
            return rows[i].mark;
    return NULL;
}

/* A string is one piece, with all that stands in its `${ }`. */
static void mark_node(Fmt *fmt, const Node *node)
{
    NodeList lists[FMT_LISTS];
    size_t count = fmt_member_lists(node, lists);
    Visit *mark = mark_of(node->kind);
    if (node->kind == NODE_INTERPOLATION)
        return;
    if (mark)
        mark(fmt, node);
    for (size_t i = 0; i < count; i++)
        mark_members(fmt, lists[i]);
    fmt_each_child(node, mark_node, fmt);
}

void fmt_mark(Fmt *fmt)
{
    mark_node(fmt, fmt->file);
}
