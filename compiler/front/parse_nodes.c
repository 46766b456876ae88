/* parse_nodes.c - what the grammar's actions make and check: nodes with their
 * documentation, labels and annotations on their lines. */
#include <string.h>

#include "front/slips.h"

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

/* A node that is too deep is lost. Arms and entries stand in lists of nothing
 * else, so of these only what they hold is lost. */
static Node *lost_node(ParseContext *cx, Span span, Node node)
{
    Node *lost =
        node_make(cx->arena, &(Node){.kind = NODE_ERROR, .span = span});
    if (node.kind != NODE_ARM && node.kind != NODE_ENTRY)
        return lost;
    if (node.kind == NODE_ENTRY)
        node.as.entry.value = lost;
    else if (node.as.arm.value)
        node.as.arm.value = lost;
    if (node.kind == NODE_ARM)
        node.as.arm.items = (NodeList){0};
    return node_make(cx->arena, &node);
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
                     arena_format(cx->arena, "%d levels", MAX_DEPTH));
    cx->stop = cx->too_deep = true;
    return lost_node(cx, span, node);
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

void parse_report_docs(ParseContext *cx)
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

/* ---- checks of the grammar's actions ---- */

static size_t line_of(ParseContext *cx, uint32_t offset)
{
    return source_line_of(cx->sources, cx->file, offset);
}

static size_t column_of(ParseContext *cx, uint32_t offset)
{
    return source_position(cx->sources, cx->file, offset).column;
}

/* Whether no line ends between the two, which mostly stand side by side. */
static bool on_one_line(const ParseContext *cx, uint32_t from, uint32_t to)
{
    const Source *source = source_of(cx->sources, cx->file);
    return from >= to || !memchr(source->text + from, '\n', to - from);
}

/* Labels of the next line are a slip of one of two kinds: they belong here, or
 * this block has no body and the next member is taken for its labels. */
bool parse_check_labels(ParseContext *cx, Word keyword, NodeList labels)
{
    for (size_t i = 0; i < labels.count; i++) {
        Span span = labels.items[i]->span;
        if (on_one_line(cx, keyword.span.start, span.start))
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
    if (parse_stray_word(cx, keyword, labels))
        return;
    while (count < labels.count &&
           line_of(cx, labels.items[count]->span.start) == line)
        last = labels.items[count++]->span;
    Diag *d = diag_report(cx->diags, D_NO_BODY, span_join(keyword.span, last),
                          keyword.text,
                          count ? "a `{ … }` or a `-> TYPE`" : "a `{ … }`");
    bool script = count == 2 && labels.items[0]->kind == NODE_NAME &&
                  strcmp(labels.items[0]->as.name.name.text, "js") == 0;
    diag_label(cx->diags, d, "%s",
               script ? "JavaScript stands between `\"\"\"`"
                      : "nothing follows on this line");
    if (count == 1)
        diag_help(cx->diags, d,
                  "`%s … { }` is a block, `%s = …` sets a value, "
                  "`%s: …` declares a field",
                  keyword.text, keyword.text, keyword.text);
}

void parse_check_annotations(ParseContext *cx, Span owner, NodeList list)
{
    uint32_t end = owner.end;
    for (size_t i = 0; i < list.count; i++) {
        Span span = list.items[i]->span;
        if (!on_one_line(cx, end, span.start)) {
            Diag *d = parse_report(cx, D_ANNOTATION_ABOVE, span, "");
            diag_also(cx->diags, d, owner, "it would annotate this");
        }
        end = span.end;
    }
}
