/* syntax.h - the JavaScript of real hooks as a tree.
 *
 * Owns: tokens and nodes of ES5 with the newer forms that hooks use: let and
 * const, arrow functions, template literals, for-of, shorthand members. What
 * else there is in the language is not read, which is no error: such a hook
 * stays JavaScript.
 */
#ifndef IMPORT_JAVASCRIPT_SYNTAX_H
#define IMPORT_JAVASCRIPT_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* A hook of more than that stays as it is. */
enum {
    JS_MAX_SOURCE = 65536,
    JS_MAX_TOKENS = 16384,
    JS_MAX_DEPTH = 64,
    JS_MAX_CHAIN = 64 /* a.b.c…, a + b + c… */
};

typedef enum JsTokenKind {
    JS_END,
    JS_NAME, /* names and keywords */
    JS_NUMBER,
    JS_STRING,
    JS_TEMPLATE, /* text: what stands between the backquotes, as written */
    JS_REGEX,
    JS_SIGN
} JsTokenKind;

typedef struct JsToken {
    JsTokenKind kind;
    const char *text;    /* a string's value; else as written */
    const char *comment; /* what stands before it, lines without signs */
    bool newline;        /* a line ends before it */
} JsToken;

typedef struct JsTokens {
    JsToken *items; /* the last one is a JS_END */
    size_t count;
} JsTokens;

/* All tokens of a source; false where it has something unknown. */
bool js_scan(Arena *arena, const char *source, size_t length, JsTokens *out);

typedef enum JsKind {
    JS_LITERAL_NUMBER, /* text */
    JS_LITERAL_TEXT,   /* text */
    JS_LITERAL_REGEX,  /* text */
    JS_NULL,
    JS_UNDEFINED,
    JS_TRUE,
    JS_FALSE,
    JS_IDENTIFIER,  /* text */
    JS_ARRAY,       /* items */
    JS_OBJECT,      /* items: JS_PROPERTY */
    JS_PROPERTY,    /* text: its name; a: value */
    JS_FUNCTION,    /* text: name or NULL; items: parameters; b: body */
    JS_CONCAT,      /* items: a template literal's texts and values */
    JS_MEMBER,      /* a; text */
    JS_INDEX,       /* a [ b ] */
    JS_CALL,        /* a; items */
    JS_NEW,         /* a; items */
    JS_UNARY,       /* text: operator; a */
    JS_BINARY,      /* text: operator; a, b */
    JS_CONDITIONAL, /* a ? b : c */
    JS_ASSIGN,      /* text: operator; a, b */
    /* statements */
    JS_DECLARE, /* text: the variable; a: value or NULL */
    JS_DO,      /* a */
    JS_IF,      /* a; b; c or NULL */
    JS_FOR,     /* items: first, condition, step; b: body */
    JS_FOR_OF,  /* text: variable; a: list; b: body */
    JS_RETURN,  /* a or NULL */
    JS_BLOCK    /* items */
} JsKind;

typedef struct JsNode JsNode;
struct JsNode {
    JsKind kind;
    const char *text;
    const char *comment; /* of a statement, or NULL */
    JsNode *a, *b, *c;
    JsNode **items;
    size_t count;
};

/* The statements of a hook as a JS_BLOCK, or NULL: not understood. */
JsNode *js_read(Arena *arena, const char *source, size_t length);

JsNode *js_node(Arena *arena, JsKind kind, const char *text);
void js_add(Arena *arena, JsNode *node, JsNode *item);

#endif
