/* xml_tree.h - an XML document as a tree, by the rules of stdlib/xml.js.
 *
 * Owns: elements and attributes with the texts in them. Names are as written,
 * prefixes and all. A DOCTYPE is refused, so that there are no entities but the
 * five of XML 1.0 and character references, and nothing is fetched. Elements
 * are at most 128 deep.
 */
#ifndef CONN_XML_TREE_H
#define CONN_XML_TREE_H

#include "fn_xml.h"

typedef enum conn_xml_kind {
    CONN_XML_ELEMENT,
    CONN_XML_ATTRIBUTE,
    CONN_XML_TEXT /* a piece of its element's text; only while that is read */
} conn_xml_kind;

typedef struct conn_xml_node conn_xml_node;
struct conn_xml_node {
    conn_str name;        /* a part of the reader's text */
    conn_str text;        /* of an attribute; all text right in an element */
    conn_xml_node *first; /* attributes, then elements, as written */
    conn_xml_node *next;  /* of the same element */
    conn_xml_node *twin;  /* conn_xml_group: the next of the same name */
    unsigned char kind;   /* conn_xml_kind */
    bool second;          /* conn_xml_group: a twin of one before it */
};

/* Reads a text that is valid UTF-8. NULL if that ended the run: where it is no
 * XML, with CONN_INVALID and a message that has the place, and x->at there. The
 * tree is the run's. */
conn_xml_node *conn_xml_read(conn_xml *x, conn_str text);

/* Chains what is in `parent` by name. False if memory is short. */
bool conn_xml_group(conn_run *run, conn_xml_node *parent);

/* Whether all of a text is white space. */
bool conn_xml_is_blank(conn_str text);

#endif
