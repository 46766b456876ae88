/* xml_read.c - XML 1.0 to a tree. Scanning of names, text and references is in
 * fn_xml_scan.c. */
#include "xml_tree.h"

#include <stdlib.h>

enum { DEEPEST = 128 };

/* An element while it is read: where its next node goes, and the names of its
 * attributes once they are many. */
typedef struct opened {
    conn_xml_node *node;
    conn_xml_node **end;
    size_t attributes;
    conn_any names;
    bool has_text;
} opened;

static conn_xml_node *add(conn_xml *x, opened *o, conn_xml_kind kind,
                          conn_str name)
{
    conn_xml_node *node = conn_run_alloc(x->run, sizeof *node);
    if (node == NULL)
        return NULL;
    node->kind = (unsigned char)kind;
    node->name = name;
    node->text.data = "";
    if (o != NULL) {
        *o->end = node;
        o->end = &node->next;
    }
    return node;
}

/* ---- attributes ---- */

static bool is_among(const opened *o, conn_str name)
{
    const conn_xml_node *node = o->node->first;
    if (o->names.kind == CONN_ANY_MAP)
        return conn_any_map_has(o->names, name);
    while (node != NULL && !conn_fn_same(node->name, name))
        node = node->next;
    return node != NULL;
}

/* Keeps the time that all names take linear in their number. */
static void note_name(conn_xml *x, opened *o, conn_str name)
{
    enum { FEW = 8 };
    if (++o->attributes < FEW)
        return;
    if (o->attributes == FEW) {
        o->names = conn_any_map_new(x->run);
        for (conn_xml_node *node = o->node->first; node; node = node->next)
            conn_any_map_put(x->run, o->names, node->name, conn_any_null());
    }
    conn_any_map_put(x->run, o->names, name, conn_any_null());
}

static void read_attribute(conn_xml *x, opened *o)
{
    conn_any name = conn_xml_name(x);
    if (!conn_fn_goes(x->run))
        return;
    conn_xml_skip_space(x);
    if (!conn_xml_is_at(x, "=") || is_among(o, name.as.text)) {
        conn_xml_refuse(x, "an attribute");
        return;
    }
    x->at++;
    conn_xml_skip_space(x);
    char quote = (char)(x->at < x->end ? *x->at : '\0');
    x->at += x->at < x->end;
    if (quote != '"' && quote != '\'') {
        conn_xml_refuse(x, "no quote");
        return;
    }
    conn_str raw = conn_xml_up_to(x, quote == '"' ? "\"" : "'");
    if (conn_fn_goes(x->run) && raw.len > 0 &&
        memchr(raw.data, '<', raw.len) != NULL)
        conn_xml_refuse(x, "a < in an attribute");
    conn_any value = conn_xml_resolved(x, raw, true);
    conn_xml_node *node = add(x, o, CONN_XML_ATTRIBUTE, name.as.text);
    if (node != NULL)
        node->text = value.as.text;
    note_name(x, o, name.as.text);
}

static void read_attributes(conn_xml *x, opened *o)
{
    while (conn_fn_goes(x->run) && conn_xml_skip_space(x) &&
           !conn_xml_is_at(x, ">") && !conn_xml_is_at(x, "/>"))
        read_attribute(x, o);
}

/* ---- content ---- */

/* A text up to the next tag. */
static conn_str read_text(conn_xml *x)
{
    const char *start = x->at;
    const char *tag = memchr(start, '<', (size_t)(x->end - start));
    const conn_str none = {"", 0};
    if (tag == NULL) {
        conn_xml_refuse(x, "an element without end");
        return none;
    }
    x->at = tag;
    conn_str raw = {start, (size_t)(tag - start)};
    if (conn_xml_holds(raw, "]]>")) {
        conn_xml_refuse(x, "a ]]>");
        return none;
    }
    conn_any text = conn_xml_resolved(x, raw, false);
    return text.kind == CONN_ANY_TEXT ? text.as.text : none;
}

static void add_text(conn_xml *x, opened *o, conn_str text)
{
    const conn_str nameless = {"", 0};
    conn_xml_node *node = NULL;
    if (conn_fn_goes(x->run) && text.len > 0)
        node = add(x, o, CONN_XML_TEXT, nameless);
    if (node == NULL)
        return;
    node->text = text;
    o->has_text = true;
}

static void read_element(conn_xml *x, conn_xml_node *node);

/* Reads one thing within an element. */
static void read_piece(conn_xml *x, opened *o)
{
    if (conn_xml_is_at(x, "<!--")) {
        conn_xml_skip_comment(x);
    } else if (conn_xml_is_at(x, "<![CDATA[")) {
        x->at += strlen("<![CDATA[");
        add_text(x, o, conn_xml_up_to(x, "]]>"));
    } else if (conn_xml_is_at(x, "<?")) {
        conn_xml_skip_instruction(x);
    } else if (conn_xml_is_at(x, "<")) {
        x->at++;
        conn_any name = conn_xml_name(x);
        conn_xml_node *node = NULL;
        if (conn_fn_goes(x->run))
            node = add(x, o, CONN_XML_ELEMENT, name.as.text);
        if (node != NULL)
            read_element(x, node);
    } else {
        add_text(x, o, read_text(x));
    }
}

/* All pieces of text one behind the other. */
static conn_str join(conn_xml *x, const conn_xml_node *first)
{
    conn_buf *out = conn_fn_write(x->run);
    for (const conn_xml_node *node = first; node != NULL; node = node->next)
        if (node->kind == CONN_XML_TEXT)
            conn_buf_add(out, node->text.data, node->text.len);
    conn_any text = conn_fn_written(x->run, CONN_ANY_TEXT);
    return text.kind == CONN_ANY_TEXT ? text.as.text : (conn_str){"", 0};
}

/* Takes the pieces of text out of what is in an element, and makes them its
 * text. */
static void gather(conn_xml *x, conn_xml_node *node)
{
    const conn_xml_node *only = NULL;
    size_t count = 0;
    for (conn_xml_node *at = node->first; at != NULL; at = at->next)
        if (at->kind == CONN_XML_TEXT && ++count)
            only = at;
    if (only != NULL)
        node->text = count == 1 ? only->text : join(x, node->first);
    for (conn_xml_node **at = &node->first; *at != NULL;)
        if ((*at)->kind == CONN_XML_TEXT)
            *at = (*at)->next;
        else
            at = &(*at)->next;
}

static void read_end(conn_xml *x, conn_str name)
{
    x->at += 2;
    conn_any other = conn_xml_name(x);
    if (!conn_fn_goes(x->run))
        return;
    if (!conn_fn_same(other.as.text, name)) {
        conn_xml_refuse(x, "another element ends");
        return;
    }
    conn_xml_skip_space(x);
    if (!conn_xml_is_at(x, ">"))
        conn_xml_refuse(x, "no >");
    x->at++;
}

/* The content up to the closing tag. */
static void read_content(conn_xml *x, opened *o)
{
    while (conn_fn_goes(x->run) && !conn_xml_is_at(x, "</"))
        read_piece(x, o);
    if (conn_fn_goes(x->run) && o->has_text)
        gather(x, o->node);
    if (conn_fn_goes(x->run))
        read_end(x, o->node->name);
}

/* The element whose name has been read. */
static void read_element(conn_xml *x, conn_xml_node *node)
{
    opened o = {.node = node, .end = &node->first};
    if (++x->depth > DEEPEST) {
        conn_xml_refuse(x, "nested too deep");
        return;
    }
    read_attributes(x, &o);
    if (!conn_fn_goes(x->run))
        return;
    if (conn_xml_is_at(x, "/>")) {
        x->at += 2;
    } else if (conn_xml_is_at(x, ">")) {
        x->at++;
        read_content(x, &o);
    } else {
        conn_xml_refuse(x, "no >");
    }
    x->depth--;
}

/* ---- the document ---- */

static void skip_outside(conn_xml *x)
{
    conn_xml_skip_space(x);
    while (conn_fn_goes(x->run)) {
        if (conn_xml_is_at(x, "<?"))
            conn_xml_skip_instruction(x);
        else if (conn_xml_is_at(x, "<!--"))
            conn_xml_skip_comment(x);
        else
            break;
        conn_xml_skip_space(x);
    }
}

conn_xml_node *conn_xml_read(conn_xml *x, conn_str text)
{
    if (!conn_xml_begin(x, text))
        return NULL;
    conn_xml_skip_declaration(x);
    skip_outside(x);
    if (conn_fn_goes(x->run) && !conn_xml_is_at(x, "<"))
        conn_xml_refuse(x, "no element");
    if (!conn_fn_goes(x->run))
        return NULL;
    x->at++;
    conn_any name = conn_xml_name(x);
    conn_xml_node *root = NULL;
    if (conn_fn_goes(x->run))
        root = add(x, NULL, CONN_XML_ELEMENT, name.as.text);
    if (root == NULL)
        return NULL;
    read_element(x, root);
    if (conn_fn_goes(x->run))
        skip_outside(x);
    if (conn_fn_goes(x->run) && x->at != x->end)
        conn_xml_refuse(x, "more than one element");
    return conn_fn_goes(x->run) ? root : NULL;
}

bool conn_xml_is_blank(conn_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (memchr(" \t\n\r", text.data[i], 4) == NULL)
            return false;
    return true;
}

/* ---- by name ---- */

/* By kind and name, then by place: names are parts of one text. */
static int compare_nodes(const void *a, const void *b)
{
    const conn_xml_node *x = *(conn_xml_node *const *)a;
    const conn_xml_node *y = *(conn_xml_node *const *)b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = conn_fn_compare_texts(x->name, y->name);
    if (order == 0)
        order = x->name.data < y->name.data ? -1 : 1;
    return order;
}

bool conn_xml_group(conn_run *run, conn_xml_node *parent)
{
    size_t count = 0, i = 0;
    for (conn_xml_node *node = parent->first; node != NULL; node = node->next)
        count++;
    if (count < 2)
        return true;
    conn_xml_node **all = conn_run_alloc(run, count * sizeof *all);
    if (all == NULL)
        return false;
    for (conn_xml_node *node = parent->first; node != NULL; node = node->next)
        all[i++] = node;
    qsort(all, count, sizeof *all, compare_nodes);
    for (i = 1; i < count; i++) {
        bool same = all[i]->kind == all[i - 1]->kind &&
                    conn_fn_same(all[i]->name, all[i - 1]->name);
        all[i]->second = same;
        all[i - 1]->twin = same ? all[i] : NULL;
    }
    return true;
}
