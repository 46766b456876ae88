/* read_expressions.c - expressions, by precedence. */
#include "import/javascript/reader.h"

#include <string.h>

static JsNode *read_unary(Reader *r);

/* ---- what stands alone ---- */

static JsNode *read_array(Reader *r)
{
    JsNode *node = js_node(r->arena, JS_ARRAY, NULL);
    while (!r->failed && !reader_take(r, "]")) {
        js_add(r->arena, node, read_value(r));
        if (!reader_take(r, ",") && !reader_is(r, "]"))
            return reader_fail(r);
    }
    return node;
}

static JsNode *read_property(Reader *r)
{
    JsNode *node = js_node(r->arena, JS_PROPERTY, r->token->text);
    bool name = r->token->kind == JS_NAME;
    if (!name && r->token->kind != JS_STRING)
        return reader_fail(r);
    r->token++;
    if (reader_take(r, ":"))
        node->a = read_value(r);
    else if (name && (reader_is(r, ",") || reader_is(r, "}")))
        node->a = js_node(r->arena, JS_IDENTIFIER, node->text);
    else
        return reader_fail(r);
    return node;
}

static JsNode *read_object(Reader *r)
{
    JsNode *node = js_node(r->arena, JS_OBJECT, NULL);
    while (!r->failed && !reader_take(r, "}")) {
        js_add(r->arena, node, read_property(r));
        if (!reader_take(r, ",") && !reader_is(r, "}"))
            return reader_fail(r);
    }
    return node;
}

static JsNode *read_parameters(Reader *r, const char *name)
{
    JsNode *node = js_node(r->arena, JS_FUNCTION, name);
    while (!r->failed && !reader_take(r, ")")) {
        js_add(r->arena, node,
               js_node(r->arena, JS_IDENTIFIER, reader_name(r)));
        if (!reader_take(r, ",") && !reader_is(r, ")"))
            return reader_fail(r);
    }
    return node;
}

static JsNode *read_function(Reader *r)
{
    const char *name = reader_is(r, "(") ? NULL : reader_name(r);
    reader_expect(r, "(");
    JsNode *node = read_parameters(r, name);
    reader_expect(r, "{");
    node->b = read_block(r);
    return node;
}

/* `(a, b) =>` is known by what follows the parenthesis. */
static bool is_arrow(const Reader *r)
{
    const JsToken *t = r->token;
    while (t->kind == JS_NAME || (t->kind == JS_SIGN && *t->text == ','))
        t++;
    return t->kind == JS_SIGN && strcmp(t->text, ")") == 0 &&
           t[1].kind == JS_SIGN && strcmp(t[1].text, "=>") == 0;
}

static JsNode *read_arrow(Reader *r, JsNode *function)
{
    reader_expect(r, "=>");
    if (reader_take(r, "{")) {
        function->b = read_block(r);
        return function;
    }
    JsNode *body = js_node(r->arena, JS_RETURN, NULL);
    body->a = read_value(r);
    function->b = js_node(r->arena, JS_BLOCK, NULL);
    js_add(r->arena, function->b, body);
    return function;
}

/* ---- template literals ---- */

static JsNode *read_part(Reader *r, const char *from, size_t length)
{
    JsTokens tokens = {0};
    Reader inner = {.arena = r->arena, .depth = r->depth};
    if (!js_scan(r->arena, from, length, &tokens))
        return reader_fail(r);
    inner.token = tokens.items;
    JsNode *node = read_expression(&inner);
    if (inner.failed || inner.token->kind != JS_END)
        return reader_fail(r);
    return node;
}

static JsNode *read_template(Reader *r, const char *text)
{
    JsNode *node = js_node(r->arena, JS_CONCAT, NULL);
    while (*text && !r->failed) {
        const char *value = strstr(text, "${");
        size_t length = value ? (size_t)(value - text) : strlen(text);
        const char *plain = arena_text(r->arena, text, length);
        if (strchr(plain, '\\') || strchr(plain, '\r'))
            return reader_fail(r);
        js_add(r->arena, node, js_node(r->arena, JS_LITERAL_TEXT, plain));
        text += length;
        if (!value)
            break;
        const char *end = strchr(text, '}');
        if (!end || memchr(text + 2, '{', (size_t)(end - text - 2)))
            return reader_fail(r);
        js_add(r->arena, node,
               read_part(r, text + 2, (size_t)(end - text - 2)));
        text = end + 1;
    }
    return node;
}

/* ---- primaries and what follows them ---- */

static JsNode *read_word(Reader *r)
{
    static const struct {
        const char *text;
        JsKind kind;
    } words[] = {{"null", JS_NULL},
                 {"undefined", JS_UNDEFINED},
                 {"true", JS_TRUE},
                 {"false", JS_FALSE}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (reader_take(r, words[i].text))
            return js_node(r->arena, words[i].kind, NULL);
    if (reader_take(r, "function"))
        return read_function(r);
    JsNode *name = js_node(r->arena, JS_IDENTIFIER, reader_name(r));
    if (!reader_is(r, "=>"))
        return name;
    JsNode *function = js_node(r->arena, JS_FUNCTION, NULL);
    js_add(r->arena, function, name);
    return read_arrow(r, function);
}

static JsNode *read_parenthesis(Reader *r)
{
    if (is_arrow(r))
        return read_arrow(r, read_parameters(r, NULL));
    JsNode *node = read_expression(r);
    reader_expect(r, ")");
    return node;
}

static JsNode *read_primary(Reader *r)
{
    const JsToken *token = r->token;
    switch (token->kind) {
    case JS_NAME:
        return read_word(r);
    case JS_NUMBER:
        r->token++;
        return js_node(r->arena, JS_LITERAL_NUMBER, token->text);
    case JS_STRING:
        r->token++;
        return js_node(r->arena, JS_LITERAL_TEXT, token->text);
    case JS_REGEX:
        r->token++;
        return js_node(r->arena, JS_LITERAL_REGEX, token->text);
    case JS_TEMPLATE:
        r->token++;
        return read_template(r, token->text);
    case JS_SIGN:
        if (reader_take(r, "("))
            return read_parenthesis(r);
        if (reader_take(r, "["))
            return read_array(r);
        if (reader_take(r, "{"))
            return read_object(r);
        return reader_fail(r);
    case JS_END:
        return reader_fail(r);
    }
    return reader_fail(r);
}

static void read_arguments(Reader *r, JsNode *call)
{
    while (!r->failed && !reader_take(r, ")")) {
        js_add(r->arena, call, read_value(r));
        if (!reader_take(r, ",") && !reader_is(r, ")"))
            r->failed = true;
    }
}

static JsNode *read_new(Reader *r)
{
    JsNode *node = js_node(r->arena, JS_NEW, NULL);
    node->a = js_node(r->arena, JS_IDENTIFIER, reader_name(r));
    if (reader_take(r, "("))
        read_arguments(r, node);
    return node;
}

static JsNode *read_postfix(Reader *r)
{
    JsNode *node = reader_take(r, "new") ? read_new(r) : read_primary(r);
    for (int links = 0; !r->failed; links++) {
        JsNode *outer;
        if (links > JS_MAX_CHAIN)
            return reader_fail(r);
        if (reader_take(r, ".")) {
            outer = js_node(r->arena, JS_MEMBER, r->token->text);
            if (r->token++->kind != JS_NAME)
                return reader_fail(r);
        } else if (reader_take(r, "[")) {
            outer = js_node(r->arena, JS_INDEX, NULL);
            outer->b = read_expression(r);
            reader_expect(r, "]");
        } else if (reader_take(r, "(")) {
            outer = js_node(r->arena, JS_CALL, NULL);
            read_arguments(r, outer);
        } else {
            break;
        }
        outer->a = node;
        node = outer;
    }
    return node;
}

/* ---- operators ---- */

static JsNode *read_unary(Reader *r)
{
    static const char *const operators[] = {"!",      "-",      "+",  "++",
                                            "typeof", "delete", "--", "void"};
    if (!reader_enter(r))
        return reader_fail(r);
    JsNode *node = NULL;
    for (size_t i = 0; !node && i < sizeof operators / sizeof *operators; i++) {
        if (!reader_take(r, operators[i]))
            continue;
        node = js_node(r->arena, JS_UNARY, operators[i]);
        node->a = read_unary(r);
    }
    if (!node)
        node = read_postfix(r);
    if (!r->token->newline && (reader_is(r, "++") || reader_is(r, "--"))) {
        JsNode *step = js_node(r->arena, JS_UNARY, r->token++->text);
        step->a = node;
        node = step;
    }
    r->depth--;
    return node;
}

static int precedence(const Reader *r)
{
    static const struct {
        const char *text;
        int level;
    } rows[] = {{"||", 1}, {"&&", 2}, {"|", 3},   {"^", 4},   {"&", 5},
                {"==", 6}, {"!=", 6}, {"===", 6}, {"!==", 6}, {"<", 7},
                {">", 7},  {"<=", 7}, {">=", 7},  {"in", 7},  {"instanceof", 7},
                {"+", 8},  {"-", 8},  {"*", 9},   {"/", 9},   {"%", 9}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (reader_is(r, rows[i].text))
            return rows[i].level;
    return 0;
}

static JsNode *read_binary(Reader *r, int least)
{
    JsNode *left = read_unary(r);
    int level, links = 0;
    while (!r->failed && (level = precedence(r)) >= least) {
        if (links++ > JS_MAX_CHAIN)
            return reader_fail(r);
        JsNode *node = js_node(r->arena, JS_BINARY, r->token++->text);
        node->a = left;
        node->b = read_binary(r, level + 1);
        left = node;
    }
    return left;
}

JsNode *read_value(Reader *r)
{
    if (!reader_enter(r))
        return reader_fail(r);
    JsNode *node = read_binary(r, 1);
    if (reader_take(r, "?")) {
        JsNode *choice = js_node(r->arena, JS_CONDITIONAL, NULL);
        choice->a = node;
        choice->b = read_value(r);
        reader_expect(r, ":");
        choice->c = read_value(r);
        node = choice;
    } else if (reader_is(r, "=") || reader_is(r, "+=") || reader_is(r, "-=")) {
        JsNode *assign = js_node(r->arena, JS_ASSIGN, r->token++->text);
        assign->a = node;
        assign->b = read_value(r);
        node = assign;
    }
    r->depth--;
    return node;
}

JsNode *read_expression(Reader *r)
{
    JsNode *node = read_value(r);
    if (reader_is(r, ","))
        return reader_fail(r);
    return node;
}
