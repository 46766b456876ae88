/* reader.h - between the files that read JavaScript. */
#ifndef IMPORT_JAVASCRIPT_READER_H
#define IMPORT_JAVASCRIPT_READER_H

#include "import/javascript/syntax.h"

typedef struct Reader {
    Arena *arena;
    const JsToken *token; /* the next one */
    bool failed;          /* something is not understood: all ends */
    int depth;
} Reader;

/* ---- read.c ---- */

bool reader_is(const Reader *r, const char *text);
/* Goes past a sign or keyword if it is the next one. */
bool reader_take(Reader *r, const char *text);
void reader_expect(Reader *r, const char *text);
/* Goes past a name that is no keyword. */
const char *reader_name(Reader *r);
/* Gives up; returns a node all the same. */
JsNode *reader_fail(Reader *r);
/* One level deeper; false: too deep. */
bool reader_enter(Reader *r);
JsNode *read_block(Reader *r);

/* ---- read_expressions.c ---- */

JsNode *read_expression(Reader *r);
/* One without a comma. */
JsNode *read_value(Reader *r);

#endif
