/* fn_xml.h - a reader of XML: where it is, and what it scans. */
#ifndef CONN_FN_XML_H
#define CONN_FN_XML_H

#include "fn.h"

typedef struct conn_xml {
    conn_run *run;
    const char *text;
    const char *at;
    const char *end;
    int depth;
} conn_xml;

/* Sets up a reader of a text, whose line ends become LF; false if it holds a
 * character that XML does not allow. */
bool conn_xml_begin(conn_xml *x, conn_str text);

/* Fails with the place and a word about what is wrong; null. */
conn_any conn_xml_refuse(conn_xml *x, const char *what);

bool conn_xml_is_at(const conn_xml *x, const char *word);

/* Whether there was white space. */
bool conn_xml_skip_space(conn_xml *x);

void conn_xml_skip_comment(conn_xml *x);
void conn_xml_skip_instruction(conn_xml *x);
void conn_xml_skip_declaration(conn_xml *x);

/* What stands up to a word, behind which it goes on. */
conn_str conn_xml_up_to(conn_xml *x, const char *word);

/* Whether all of a text, which is UTF-8, is a name, or of characters that XML
 * allows. */
bool conn_xml_is_name(conn_str text);
bool conn_xml_is_text(conn_str text);

bool conn_xml_holds(conn_str text, const char *word);

/* A name, as a text. */
conn_any conn_xml_name(conn_xml *x);

/* A text with its references resolved; in an attribute white space is made
 * spaces. Where nothing changes it is the text itself. */
conn_any conn_xml_resolved(conn_xml *x, conn_str raw, bool attribute);

#endif
