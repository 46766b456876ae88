/* fn_xml.c - XML 1.0 to json, by the rules of stdlib/xml.js.
 *
 * An element with neither attributes nor elements is its text; any other is an
 * object: elements by name, an array where one comes twice, attributes as
 * `@name`, text that is not only white space as `#text`.
 */
#include "xml_tree.h"

static void add(conn_run *run, conn_any result, conn_str name, conn_any value)
{
    if (!conn_any_map_has(result, name)) {
        conn_any_map_put(run, result, name, value);
        return;
    }
    conn_any old = conn_any_map_get(result, name);
    if (old.kind == CONN_ANY_LIST) {
        conn_any_list_add(run, old, value);
        return;
    }
    const conn_any both[] = {old, value};
    conn_any_map_put(run, result, name, conn_any_list_of(run, both, 2));
}

static conn_any to_any(conn_run *run, const conn_xml_node *element);

static void add_node(conn_run *run, conn_any result, const conn_xml_node *node)
{
    if (node->kind == CONN_XML_ELEMENT) {
        add(run, result, node->name, to_any(run, node));
        return;
    }
    const conn_any parts[] = {CONN_ANY_LITERAL("@"), conn_fn_str(node->name)};
    conn_any name = conn_any_concat(run, parts, 2);
    if (conn_fn_goes(run))
        conn_any_map_put(run, result, name.as.text, conn_fn_str(node->text));
}

static conn_any to_any(conn_run *run, const conn_xml_node *element)
{
    if (element->first == NULL)
        return conn_fn_str(element->text);
    conn_any result = conn_any_map_new(run);
    for (const conn_xml_node *node = element->first;
         node != NULL && conn_fn_goes(run); node = node->next)
        add_node(run, result, node);
    if (conn_fn_goes(run) && !conn_xml_is_blank(element->text))
        conn_any_map_put(run, result, (conn_str)CONN_STR("#text"),
                         conn_fn_str(element->text));
    return result;
}

conn_any conn_fn_string_parse_xml(conn_run *run, conn_any text)
{
    conn_xml x = {.run = run};
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    const conn_xml_node *root = conn_xml_read(&x, text.as.text);
    if (root == NULL)
        return conn_any_null();
    conn_any result = conn_any_map_new(run);
    conn_any element = to_any(run, root);
    if (conn_fn_goes(run))
        conn_any_map_put(run, result, root->name, element);
    return conn_fn_goes(run) ? result : conn_any_null();
}
