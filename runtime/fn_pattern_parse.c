/* fn_pattern_parse.c - patterns: from text to a tree, from there to a graph.
 * The compiler has checked them (compiler/check/patterns.c); what it would
 * refuse ends the run. */
#include "fn_pattern_set.h"

enum { DEEPEST = 128, MOST_TURNS = 1000 };

typedef struct parser {
    conn_run *run;
    const char *p;
    const char *end;
    uint32_t groups;
    uint32_t loops;
    int depth;
} parser;

static conn_node *new_node(parser *a, conn_node_kind kind)
{
    conn_node *node = conn_run_alloc(a->run, sizeof *node);
    if (node != NULL)
        node->kind = kind;
    return node;
}

static conn_node *refuse(parser *a)
{
    conn_fn_mistyped(a->run);
    return NULL;
}

static bool is_at(const parser *a, const char *word)
{
    size_t len = strlen(word);
    return (size_t)(a->end - a->p) >= len && memcmp(a->p, word, len) == 0;
}

/* ---- single things ---- */

static conn_node *text_node(parser *a, const char *bytes, size_t size)
{
    conn_node *node = new_node(a, CONN_NODE_TEXT);
    if (node != NULL) {
        memcpy(node->bytes, bytes, size);
        node->size = (unsigned char)size;
    }
    return node;
}

static conn_node *set_node(parser *a, conn_set **set)
{
    conn_node *node = new_node(a, CONN_NODE_SET);
    *set = conn_run_alloc(a->run, sizeof **set);
    if (node != NULL)
        node->set = *set;
    return *set != NULL ? node : NULL;
}

static conn_node *read_class(parser *a)
{
    conn_set *set;
    conn_node *node = set_node(a, &set);
    if (node == NULL)
        return NULL;
    a->p = conn_set_read(a->run, set, a->p + 1, a->end);
    return a->p != NULL ? node : refuse(a);
}

static conn_node *read_dot(parser *a)
{
    conn_set *set;
    conn_node *node = set_node(a, &set);
    if (node == NULL)
        return NULL;
    a->p++;
    conn_set_all_but(a->run, set, '\n');
    conn_set_finish(set);
    return node;
}

static conn_node *read_character(parser *a)
{
    size_t size;
    conn_fn_code(a->p, a->end, &size);
    conn_node *node = text_node(a, a->p, size);
    a->p += size;
    return node;
}

static conn_node *read_escape(parser *a)
{
    conn_set *set;
    if (++a->p == a->end)
        return refuse(a);
    char letter = *a->p;
    if (letter == 'b' || letter == 'B') {
        conn_node *node = new_node(a, CONN_NODE_WORD_EDGE);
        if (node != NULL)
            node->negative = letter == 'B';
        a->p++;
        return node;
    }
    if (letter != '\0' && strchr("dDwWsS", letter) != NULL) {
        conn_node *node = set_node(a, &set);
        if (node == NULL)
            return NULL;
        a->p++;
        conn_set_add_named(a->run, set, letter);
        conn_set_finish(set);
        return node;
    }
    conn_node *node = read_character(a);
    if (node != NULL && node->size == 1)
        node->bytes[0] = conn_pattern_control(letter);
    return node;
}

/* ---- groups ---- */

static conn_node *read_either(parser *a);

static conn_node *read_group(parser *a)
{
    conn_node *node = new_node(a, CONN_NODE_GROUP);
    if (node == NULL || ++a->depth > DEEPEST)
        return refuse(a);
    a->p++;
    if (is_at(a, "?:"))
        a->p += 2;
    else
        node->index = ++a->groups;
    node->child = read_either(a);
    a->depth--;
    if (node->child == NULL || !is_at(a, ")"))
        return refuse(a);
    a->p++;
    return node;
}

static conn_node *read_atom(parser *a)
{
    conn_node *node;
    switch (*a->p) {
    case '(':
        return read_group(a);
    case '[':
        return read_class(a);
    case '\\':
        return read_escape(a);
    case '.':
        return read_dot(a);
    case '^':
    case '$':
        node = new_node(a, *a->p == '^' ? CONN_NODE_BEGIN : CONN_NODE_END);
        a->p++;
        return node;
    default:
        return read_character(a);
    }
}

/* ---- repetitions ---- */

static uint32_t read_count(parser *a)
{
    uint32_t count = 0;
    for (; a->p < a->end && *a->p >= '0' && *a->p <= '9'; a->p++)
        if (count <= MOST_TURNS)
            count = count * 10 + (uint32_t)(*a->p - '0');
    return count;
}

/* `{2}`, `{2,}`, `{2,5}`. */
static bool read_counts(parser *a, uint32_t *least, uint32_t *most)
{
    a->p++;
    *least = *most = read_count(a);
    if (is_at(a, ",")) {
        a->p++;
        *most = is_at(a, "}") ? UINT32_MAX : read_count(a);
    }
    bool closed = is_at(a, "}");
    a->p += closed;
    return closed;
}

/* Whether a repetition stands there, and of how many turns. */
static bool read_turns(parser *a, uint32_t *least, uint32_t *most)
{
    if (a->p == a->end)
        return false;
    char c = *a->p;
    if (c == '{')
        return read_counts(a, least, most) || refuse(a) != NULL;
    if (c != '*' && c != '+' && c != '?')
        return false;
    a->p++;
    *least = c == '+';
    *most = c == '?' ? 1 : UINT32_MAX;
    return true;
}

static conn_node *read_repeated(parser *a)
{
    uint32_t groups = a->groups;
    uint32_t least;
    uint32_t most;
    conn_node *atom = read_atom(a);
    if (atom == NULL || !read_turns(a, &least, &most))
        return atom;
    bool single = atom->kind == CONN_NODE_TEXT || atom->kind == CONN_NODE_SET;
    conn_node *node = new_node(a, single ? CONN_NODE_SPAN : CONN_NODE_LOOP);
    if (node == NULL)
        return NULL;
    node->child = atom;
    node->least = least;
    node->most = most;
    node->greedy = !is_at(a, "?");
    a->p += !node->greedy;
    node->first = groups + 1;
    node->last = a->groups;
    if (!single)
        node->index = a->loops++;
    return node;
}

static conn_node *read_sequence(parser *a)
{
    conn_node *node = new_node(a, CONN_NODE_SEQUENCE);
    while (node != NULL && a->p < a->end && *a->p != '|' && *a->p != ')') {
        conn_node *item = read_repeated(a);
        if (item == NULL || !conn_fn_goes(a->run))
            return NULL;
        item->before = node->child;
        node->child = item; /* the last one */
    }
    return node;
}

static conn_node *read_either(parser *a)
{
    conn_node *first = read_sequence(a);
    if (first == NULL || !is_at(a, "|"))
        return first;
    conn_node *node = new_node(a, CONN_NODE_EITHER);
    if (node == NULL)
        return NULL;
    a->p++;
    node->child = first;
    if (++a->depth > DEEPEST * 8)
        return refuse(a);
    node->other = read_either(a);
    a->depth--;
    return node->other != NULL ? node : NULL;
}

/* ---- from the tree to the graph ---- */

static conn_node *link_to(parser *a, conn_node *node, const conn_node *next);

/* The nodes of a loop: LOOP sets its count to 0, TURN decides, BODY begins a
 * turn, TURNED ends it. */
static conn_node *link_loop(parser *a, conn_node *node, const conn_node *next)
{
    conn_node *turn = new_node(a, CONN_NODE_TURN);
    conn_node *body = new_node(a, CONN_NODE_BODY);
    conn_node *turned = new_node(a, CONN_NODE_TURNED);
    if (turn == NULL || body == NULL || turned == NULL)
        return NULL;
    node->index = (a->groups + 1 + node->index) * 2;
    turn->index = body->index = turned->index = node->index;
    turn->least = turned->least = node->least;
    turn->most = node->most;
    turn->greedy = node->greedy;
    body->first = node->first;
    body->last = node->last;
    turned->next = turn;
    turn->next = next;
    turn->other = body;
    body->next = link_to(a, node->child, turned);
    node->next = turn;
    return body->next != NULL ? node : NULL;
}

static conn_node *link_group(parser *a, conn_node *node, const conn_node *next)
{
    if (node->index == 0)
        return link_to(a, node->child, next);
    conn_node *close = new_node(a, CONN_NODE_SAVE);
    if (close == NULL)
        return NULL;
    node->kind = CONN_NODE_SAVE;
    node->index *= 2;
    close->index = node->index + 1;
    close->next = next;
    node->next = link_to(a, node->child, close);
    return node->next != NULL ? node : NULL;
}

/* An empty sequence is a node that goes on. */
static conn_node *link_sequence(parser *a, conn_node *node,
                                const conn_node *next)
{
    conn_node *item = node->child;
    conn_node *linked = node;
    node->kind = CONN_NODE_EMPTY;
    node->next = next;
    while (item != NULL && linked != NULL) {
        conn_node *before = item->before;
        linked = link_to(a, item, linked);
        item = before;
    }
    return linked;
}

/* Where a node begins that goes on with `next`. */
static conn_node *link_to(parser *a, conn_node *node, const conn_node *next)
{
    switch (node->kind) {
    case CONN_NODE_SEQUENCE:
        return link_sequence(a, node, next);
    case CONN_NODE_GROUP:
        return link_group(a, node, next);
    case CONN_NODE_LOOP:
        return link_loop(a, node, next);
    case CONN_NODE_EITHER:
        node->child = link_to(a, node->child, next);
        node->other = link_to(a, node->other, next);
        return node->child != NULL && node->other != NULL ? node : NULL;
    case CONN_NODE_EMPTY:
    case CONN_NODE_TEXT:
    case CONN_NODE_SET:
    case CONN_NODE_BEGIN:
    case CONN_NODE_END:
    case CONN_NODE_WORD_EDGE:
    case CONN_NODE_SAVE:
    case CONN_NODE_SPAN:
    case CONN_NODE_TURN:
    case CONN_NODE_BODY:
    case CONN_NODE_TURNED:
    case CONN_NODE_FOUND:
        node->next = next;
        return node;
    }
    return NULL;
}

static conn_pattern *parse(conn_run *run, conn_str source)
{
    parser a = {.run = run, .p = source.data, .end = conn_fn_end(source)};
    conn_pattern *pattern = conn_run_alloc(run, sizeof *pattern);
    conn_node *found = new_node(&a, CONN_NODE_FOUND);
    conn_node *tree = pattern != NULL && found != NULL ? read_either(&a) : NULL;
    if (tree == NULL || a.p != a.end) {
        refuse(&a);
        return NULL;
    }
    pattern->start = link_to(&a, tree, found);
    pattern->source = source;
    pattern->groups = a.groups + 1;
    pattern->registers = (pattern->groups + a.loops) * 2;
    return conn_fn_goes(run) ? pattern : NULL;
}

/* A run keeps its patterns: hooks use them in loops. */
const conn_pattern *conn_pattern_of(conn_run *run, conn_str source)
{
    conn_pattern *p = run->patterns;
    while (p != NULL && !conn_fn_same(p->source, source))
        p = p->next;
    if (p != NULL)
        return p;
    p = parse(run, source);
    if (p != NULL) {
        p->next = run->patterns;
        run->patterns = p;
    }
    return p;
}
