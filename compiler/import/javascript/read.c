/* read.c - statements. */
#include "import/javascript/reader.h"

#include <string.h>

JsNode *js_node(Arena *arena, JsKind kind, const char *text)
{
    JsNode *node = arena_new(arena, JsNode);
    node->kind = kind;
    node->text = text;
    return node;
}

void js_add(Arena *arena, JsNode *node, JsNode *item)
{
    vec_push(arena, node->items, node->count, item);
}

/* ---- tokens ---- */

bool reader_is(const Reader *r, const char *text)
{
    return (r->token->kind == JS_SIGN || r->token->kind == JS_NAME) &&
           strcmp(r->token->text, text) == 0;
}

bool reader_take(Reader *r, const char *text)
{
    if (!reader_is(r, text))
        return false;
    r->token++;
    return true;
}

JsNode *reader_fail(Reader *r)
{
    r->failed = true;
    return js_node(r->arena, JS_UNDEFINED, NULL);
}

void reader_expect(Reader *r, const char *text)
{
    if (!reader_take(r, text))
        r->failed = true;
}

bool reader_enter(Reader *r)
{
    r->depth++;
    if (r->depth > JS_MAX_DEPTH)
        r->failed = true;
    return !r->failed;
}

const char *reader_name(Reader *r)
{
    static const char *const keywords[] = {
        "async", "await",    "break",  "case",   "catch",   "class",
        "const", "continue", "delete", "do",     "else",    "finally",
        "for",   "function", "if",     "in",     "let",     "new",
        "null",  "return",   "switch", "this",   "throw",   "true",
        "try",   "typeof",   "var",    "void",   "while",   "with",
        "yield", "false",    "export", "import", "default", "instanceof"};
    const char *text = r->token->text;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcmp(text, keywords[i]) == 0)
            r->failed = true;
    if (r->token->kind != JS_NAME)
        r->failed = true;
    else
        r->token++;
    return text;
}

/* A semicolon, or where one may be left out. */
static void end_statement(Reader *r)
{
    if (!reader_take(r, ";") && !reader_is(r, "}") &&
        r->token->kind != JS_END && !r->token->newline)
        r->failed = true;
}

/* ---- statements ---- */

static JsNode *read_statement(Reader *r);

static bool is_declaration(const Reader *r)
{
    return reader_is(r, "var") || reader_is(r, "let") || reader_is(r, "const");
}

static JsNode *read_declaration(Reader *r)
{
    JsNode *block = js_node(r->arena, JS_BLOCK, NULL);
    r->token++;
    do {
        JsNode *one = js_node(r->arena, JS_DECLARE, reader_name(r));
        if (reader_take(r, "="))
            one->a = read_value(r);
        js_add(r->arena, block, one);
    } while (!r->failed && reader_take(r, ","));
    return block->count == 1 ? block->items[0] : block;
}

static JsNode *read_if(Reader *r)
{
    JsNode *node = js_node(r->arena, JS_IF, NULL);
    reader_expect(r, "(");
    node->a = read_expression(r);
    reader_expect(r, ")");
    node->b = read_statement(r);
    if (reader_take(r, "else"))
        node->c = read_statement(r);
    return node;
}

static JsNode *read_for_of(Reader *r)
{
    JsNode *node = js_node(r->arena, JS_FOR_OF, reader_name(r));
    reader_expect(r, "of");
    node->a = read_value(r);
    reader_expect(r, ")");
    node->b = read_statement(r);
    return node;
}

static JsNode *read_for(Reader *r)
{
    reader_expect(r, "(");
    if (is_declaration(r) && r->token[1].kind == JS_NAME &&
        r->token[2].kind == JS_NAME && strcmp(r->token[2].text, "of") == 0) {
        r->token++;
        return read_for_of(r);
    }
    JsNode *node = js_node(r->arena, JS_FOR, NULL);
    js_add(r->arena, node,
           is_declaration(r) ? read_declaration(r) : read_expression(r));
    reader_expect(r, ";");
    js_add(r->arena, node, read_expression(r));
    reader_expect(r, ";");
    js_add(r->arena, node, read_expression(r));
    reader_expect(r, ")");
    node->b = read_statement(r);
    return node;
}

static JsNode *read_return(Reader *r)
{
    JsNode *node = js_node(r->arena, JS_RETURN, NULL);
    if (!reader_is(r, ";") && !reader_is(r, "}") && r->token->kind != JS_END &&
        !r->token->newline)
        node->a = read_expression(r);
    end_statement(r);
    return node;
}

static JsNode *read_simple(Reader *r)
{
    JsNode *node;
    if (is_declaration(r)) {
        node = read_declaration(r);
    } else {
        node = js_node(r->arena, JS_DO, NULL);
        node->a = read_expression(r);
        if (node->a->kind == JS_FUNCTION)
            r->failed = true;
    }
    end_statement(r);
    return node;
}

static JsNode *read_plain(Reader *r)
{
    if (reader_take(r, "{"))
        return read_block(r);
    if (reader_take(r, ";"))
        return js_node(r->arena, JS_BLOCK, NULL);
    if (reader_take(r, "if"))
        return read_if(r);
    if (reader_take(r, "for"))
        return read_for(r);
    if (reader_take(r, "return"))
        return read_return(r);
    return read_simple(r);
}

static JsNode *read_statement(Reader *r)
{
    const char *comment = r->token->comment;
    if (!reader_enter(r))
        return reader_fail(r);
    JsNode *node = read_plain(r);
    node->comment = comment;
    r->depth--;
    return node;
}

JsNode *read_block(Reader *r)
{
    JsNode *block = js_node(r->arena, JS_BLOCK, NULL);
    while (!r->failed && !reader_take(r, "}")) {
        if (r->token->kind == JS_END)
            return reader_fail(r);
        js_add(r->arena, block, read_statement(r));
    }
    return block;
}

JsNode *js_read(Arena *arena, const char *source, size_t length)
{
    JsTokens tokens = {0};
    if (!js_scan(arena, source, length, &tokens))
        return NULL;
    Reader r = {.arena = arena, .token = tokens.items};
    JsNode *block = js_node(arena, JS_BLOCK, NULL);
    while (!r.failed && r.token->kind != JS_END)
        js_add(arena, block, read_statement(&r));
    return r.failed ? NULL : block;
}
