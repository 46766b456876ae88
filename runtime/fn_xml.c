/* fn_xml.c - XML 1.0 to json, by the rules of stdlib/xml.js.
 *
 * An element with neither attributes nor elements is its text; any other is an
 * object: elements by name, an array where one comes twice, attributes as
 * `@name`, text that is not only white space as `#text`. A DOCTYPE is refused.
 * Scanning of names, text and references is in fn_xml_scan.c.
 */
#include "fn_xml.h"

enum { DEEPEST = 128 };

static conn_str name_of(conn_any text)
{
    return text.as.text;
}

static void read_attribute(conn_xml *x, conn_any result)
{
    conn_any name = conn_xml_name(x);
    if (!conn_fn_goes(x->run))
        return;
    const conn_any parts[] = {CONN_ANY_LITERAL("@"), name};
    name = conn_any_concat(x->run, parts, 2);
    conn_xml_skip_space(x);
    if (!conn_xml_is_at(x, "=") || conn_any_map_has(result, name_of(name))) {
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
    conn_any_map_put(x->run, result, name_of(name), value);
}

static void read_attributes(conn_xml *x, conn_any result)
{
    while (conn_fn_goes(x->run) && conn_xml_skip_space(x) &&
           !conn_xml_is_at(x, ">") && !conn_xml_is_at(x, "/>"))
        read_attribute(x, result);
}

static void add(conn_xml *x, conn_any result, conn_any name, conn_any value)
{
    if (!conn_fn_goes(x->run))
        return;
    if (!conn_any_map_has(result, name_of(name))) {
        conn_any_map_put(x->run, result, name_of(name), value);
        return;
    }
    conn_any old = conn_any_map_get(result, name_of(name));
    if (old.kind == CONN_ANY_LIST) {
        conn_any_list_add(x->run, old, value);
        return;
    }
    const conn_any both[] = {old, value};
    conn_any_map_put(x->run, result, name_of(name),
                     conn_any_list_of(x->run, both, 2));
}

/* A text up to the next tag. */
static conn_any read_text(conn_xml *x)
{
    const char *start = x->at;
    const char *tag = memchr(start, '<', (size_t)(x->end - start));
    if (tag == NULL)
        return conn_xml_refuse(x, "an element without end");
    x->at = tag;
    conn_str raw = {start, (size_t)(tag - start)};
    if (conn_xml_holds(raw, "]]>"))
        return conn_xml_refuse(x, "a ]]>");
    return conn_xml_resolved(x, raw, false);
}

static conn_any read_element(conn_xml *x, conn_any name);

/* Reads one thing within an element: elements go to `result`, texts to `parts`.
 */
static void read_piece(conn_xml *x, conn_any result, conn_any parts)
{
    if (conn_xml_is_at(x, "<!--")) {
        conn_xml_skip_comment(x);
    } else if (conn_xml_is_at(x, "<![CDATA[")) {
        x->at += strlen("<![CDATA[");
        conn_str raw = conn_xml_up_to(x, "]]>");
        conn_any_list_add(x->run, parts, conn_fn_str(raw));
    } else if (conn_xml_is_at(x, "<?")) {
        conn_xml_skip_instruction(x);
    } else if (conn_xml_is_at(x, "<")) {
        x->at++;
        conn_any name = conn_xml_name(x);
        if (conn_fn_goes(x->run))
            add(x, result, name, read_element(x, name));
    } else {
        conn_any text = read_text(x);
        conn_any_list_add(x->run, parts, text);
    }
}

static void read_end(conn_xml *x, conn_any name)
{
    x->at += 2;
    conn_any other = conn_xml_name(x);
    if (!conn_fn_goes(x->run))
        return;
    if (!conn_fn_same(name_of(other), name_of(name))) {
        conn_xml_refuse(x, "another element ends");
        return;
    }
    conn_xml_skip_space(x);
    if (!conn_xml_is_at(x, ">"))
        conn_xml_refuse(x, "no >");
    x->at++;
}

/* The content up to the closing tag, as text. */
static conn_any read_content(conn_xml *x, conn_any result, conn_any name)
{
    conn_any parts = conn_fn_list(x->run, 0);
    while (conn_fn_goes(x->run) && !conn_xml_is_at(x, "</"))
        read_piece(x, result, parts);
    if (!conn_fn_goes(x->run))
        return conn_any_null();
    conn_any content =
        conn_any_concat(x->run, parts.as.list->items, parts.as.list->count);
    read_end(x, name);
    return content;
}

static bool is_blank(conn_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr(" \t\n\r", text.data[i]) == NULL)
            return false;
    return true;
}

/* The element whose name has been read. */
static conn_any read_element(conn_xml *x, conn_any name)
{
    conn_any content = CONN_ANY_LITERAL("");
    conn_any result = conn_any_map_new(x->run);
    if (++x->depth > DEEPEST)
        return conn_xml_refuse(x, "nested too deep");
    read_attributes(x, result);
    if (!conn_fn_goes(x->run))
        return conn_any_null();
    if (conn_xml_is_at(x, "/>")) {
        x->at += 2;
    } else if (conn_xml_is_at(x, ">")) {
        x->at++;
        content = read_content(x, result, name);
    } else {
        conn_xml_refuse(x, "no >");
    }
    x->depth--;
    if (!conn_fn_goes(x->run) || conn_any_map_count(result) == 0)
        return content;
    if (!is_blank(content.as.text))
        conn_any_map_put(x->run, result, (conn_str)CONN_STR("#text"), content);
    return result;
}

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

conn_any conn_fn_string_parse_xml(conn_run *run, conn_any text)
{
    conn_xml x = {.run = run};
    if (!conn_fn_takes_text(run, text) || !conn_xml_begin(&x, text.as.text))
        return conn_any_null();
    conn_any result = conn_any_map_new(run);
    conn_xml_skip_declaration(&x);
    skip_outside(&x);
    if (conn_fn_goes(run) && !conn_xml_is_at(&x, "<"))
        conn_xml_refuse(&x, "no element");
    if (!conn_fn_goes(run))
        return conn_any_null();
    x.at++;
    conn_any name = conn_xml_name(&x);
    if (!conn_fn_goes(run))
        return conn_any_null();
    conn_any element = read_element(&x, name);
    conn_any_map_put(run, result, name_of(name), element);
    skip_outside(&x);
    if (conn_fn_goes(run) && x.at != x.end)
        conn_xml_refuse(&x, "more than one element");
    return conn_fn_goes(run) ? result : conn_any_null();
}
