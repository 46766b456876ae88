/* conditions.c - what JavaScript tests, as a bool; what is then known. */
#include "import/javascript/translator.h"

#include <stdlib.h>
#include <string.h>

static const char *wrapped(Translator *tr, const char *text, Binding binding,
                           Binding least)
{
    Value value = js_value(text, VALUE_BOOL, binding);
    return js_bound(tr, &value, least);
}

static const char *stopped(Translator *tr, const char *why)
{
    js_refuse(tr, why);
    return "false";
}

/* ---- true or not ---- */

static const char *truth(Translator *tr, const Value *value, Binding least)
{
    const char *text = js_bound(tr, value, BIND_POSTFIX);
    switch (value->type) {
    case VALUE_BOOL:
        return js_bound(tr, value, least);
    case VALUE_JSON:
        if (value->is_root &&
            (value->root == ROOT_QUERY || value->root == ROOT_CALLER_QUERY))
            return stopped(tr, "a test of what is always there");
        return arena_format(tr->arena, "%s.truthy()", text);
    case VALUE_TEXT:
        return wrapped(tr, arena_format(tr->arena, "%s != \"\"", text),
                       BIND_COMPARE, least);
    case VALUE_MAYBE_TEXT:
        return wrapped(tr,
                       arena_format(tr->arena, "(%s ?? \"\") != \"\"", text),
                       BIND_COMPARE, least);
    case VALUE_INT:
        return wrapped(tr, arena_format(tr->arena, "%s != 0", text),
                       BIND_COMPARE, least);
    case VALUE_TEXTS:
    case VALUE_MAP:
        break;
    }
    return stopped(tr, "a test of what is always there");
}

/* ---- comparisons ---- */

static bool is_nothing(const JsNode *node)
{
    return node->kind == JS_NULL || node->kind == JS_UNDEFINED;
}

static bool is_equality(const JsNode *node)
{
    return node->kind == JS_BINARY && (strncmp(node->text, "==", 2) == 0 ||
                                       strncmp(node->text, "!=", 2) == 0);
}

/* Something that the platform gives or does not, but never as null. */
static bool never_null(const Value *value)
{
    if (value->type == VALUE_MAYBE_TEXT)
        return true;
    return value->type == VALUE_JSON && !value->is_root &&
           (value->root == ROOT_QUERY || value->root == ROOT_CALLER_QUERY);
}

/* `request_vendor_parameters == null`: the platform always gives them. */
static bool is_never(Translator *tr, const JsNode *node)
{
    if (node->kind != JS_BINARY || strncmp(node->text, "==", 2) != 0 ||
        !is_nothing(node->b) || node->a->kind != JS_IDENTIFIER)
        return false;
    Value value = js_translate_value(tr, node->a);
    return value.is_root &&
           (value.type == VALUE_MAP || value.root == ROOT_QUERY ||
            value.root == ROOT_CALLER_QUERY);
}

bool js_is_never(Translator *tr, const JsNode *node)
{
    return is_never(tr, node);
}

static const char *null_test(Translator *tr, const JsNode *node, Binding least)
{
    const JsNode *side = is_nothing(node->b) ? node->a : node->b;
    const JsNode *nothing = is_nothing(node->b) ? node->b : node->a;
    bool strict = node->text[2] == '=';
    Value value = js_translate_value(tr, side);
    if (value.type != VALUE_JSON && value.type != VALUE_MAYBE_TEXT)
        return stopped(tr, "a test for null of what is never null");
    if (value.is_root && value.type == VALUE_JSON &&
        (value.root == ROOT_QUERY || value.root == ROOT_CALLER_QUERY))
        return stopped(tr, "a test of what is always there");
    if (strict && (nothing->kind != JS_UNDEFINED || !never_null(&value)))
        return stopped(tr, "a test that tells null from undefined");
    return wrapped(tr,
                   arena_format(tr->arena, "%s %.1s= null",
                                js_bound(tr, &value, BIND_SUM), node->text),
                   BIND_COMPARE, least);
}

static bool same_path(const JsNode *a, const JsNode *b)
{
    if (a->kind != b->kind)
        return false;
    if ((a->text || b->text) &&
        (!a->text || !b->text || strcmp(a->text, b->text) != 0))
        return false;
    if (a->kind == JS_IDENTIFIER || a->kind == JS_LITERAL_TEXT)
        return true;
    if (a->kind == JS_MEMBER)
        return same_path(a->a, b->a);
    return a->kind == JS_INDEX && same_path(a->a, b->a) &&
           same_path(a->b, b->b);
}

/* `x === null || x === undefined`, `x !== null && x !== undefined`. */
static const JsNode *null_pair(const JsNode *node)
{
    bool or = strcmp(node->text, "||") == 0;
    const JsNode *a = node->a, *b = node->b;
    const char *test = or ? "===" : "!==";
    if (a->kind != JS_BINARY || b->kind != JS_BINARY ||
        strcmp(a->text, test) != 0 || strcmp(b->text, test) != 0 ||
        !is_nothing(a->b) || !is_nothing(b->b) || a->b->kind == b->b->kind ||
        !same_path(a->a, b->a))
        return NULL;
    return a->a;
}

static const char *pair_test(Translator *tr, const JsNode *node,
                             const JsNode *side, Binding least)
{
    JsNode loose = {.kind = JS_BINARY, .a = (JsNode *)(size_t)side};
    JsNode null = {.kind = JS_NULL};
    loose.text = strcmp(node->text, "||") == 0 ? "==" : "!=";
    loose.b = &null;
    return null_test(tr, &loose, least);
}

static bool is_number_text(const char *text)
{
    return !*text || strspn(text, " \t\r\n0123456789.+-eExX") == strlen(text) ||
           strcmp(text, "Infinity") == 0;
}

/* Whether == of the language says the same as that of JavaScript. */
static bool compares_same(const Value *a, const Value *b, bool strict)
{
    bool text = b->type == VALUE_TEXT || b->type == VALUE_MAYBE_TEXT;
    switch (a->type) {
    case VALUE_TEXT:
    case VALUE_MAYBE_TEXT:
        return text || (b->type == VALUE_JSON && strict);
    case VALUE_INT:
        return b->type == VALUE_INT || (b->type == VALUE_JSON && strict);
    case VALUE_BOOL:
        return b->type == VALUE_BOOL || (b->type == VALUE_JSON && strict);
    case VALUE_JSON:
        if (b->type == VALUE_TEXT && b->constant && !strict)
            return !is_number_text(b->constant);
        return strict &&
               (text || b->type == VALUE_INT || b->type == VALUE_BOOL);
    case VALUE_TEXTS:
    case VALUE_MAP:
        return false;
    }
    return false;
}

static bool is_length(const JsNode *node)
{
    return node->kind == JS_MEMBER && strcmp(node->text, "length") == 0;
}

/* A length is 0 here where JavaScript has none at all, so only tests that 0
 * fails are the same. */
static const char *length_test(Translator *tr, const JsNode *node,
                               Binding least)
{
    if (node->b->kind != JS_LITERAL_NUMBER || strlen(node->b->text) > 9)
        return stopped(tr, "a length beside something computed");
    long number = strtol(node->b->text, NULL, 10);
    Value length = js_length_value(tr, node->a);
    bool list = strstr(length.text, "catch") != NULL;
    bool zero_fails =
        (node->text[0] == '>' && number >= (node->text[1] == '=')) ||
        (node->text[0] == '=' && number > 0);
    if (list && !zero_fails)
        return stopped(tr, "a test whether a list is empty or short");
    const char *sign =
        is_equality(node) ? (*node->text == '!' ? "!=" : "==") : node->text;
    return wrapped(
        tr, arena_format(tr->arena, "%s %s %ld", length.text, sign, number),
        BIND_COMPARE, least);
}

static bool is_index_of(const JsNode *node)
{
    return node->kind == JS_CALL && node->count == 1 &&
           node->a->kind == JS_MEMBER && strcmp(node->a->text, "indexOf") == 0;
}

/* `x.indexOf(y) > -1` and the like. */
static const char *position_test(Translator *tr, const JsNode *node,
                                 Binding least)
{
    const JsNode *b = node->b;
    bool minus = b->kind == JS_UNARY && strcmp(b->text, "-") == 0 &&
                 b->a->kind == JS_LITERAL_NUMBER &&
                 strcmp(b->a->text, "1") == 0;
    bool zero = b->kind == JS_LITERAL_NUMBER && strcmp(b->text, "0") == 0;
    bool found = (minus && (*node->text == '>' || *node->text == '!') &&
                  strcmp(node->text, ">=") != 0) ||
                 (zero && strcmp(node->text, ">=") == 0);
    bool missing =
        (minus && *node->text == '=') || (zero && strcmp(node->text, "<") == 0);
    if (!found && !missing)
        return stopped(tr, "the position of a text in another");
    const char *text = js_contains_text(tr, node->a);
    if (found)
        return text;
    return wrapped(tr, arena_format(tr->arena, "not %s", text), BIND_NOT,
                   least);
}

static const char *comparison(Translator *tr, const JsNode *node, Binding least)
{
    if (is_length(node->a))
        return length_test(tr, node, least);
    if (is_index_of(node->a))
        return position_test(tr, node, least);
    if (is_equality(node) && (is_nothing(node->a) || is_nothing(node->b)))
        return null_test(tr, node, least);
    Value a = js_translate_value(tr, node->a);
    Value b = js_translate_value(tr, node->b);
    bool numbers = a.type == VALUE_INT && b.type == VALUE_INT;
    bool strict = is_equality(node) && node->text[2] == '=';
    if (!numbers && (!is_equality(node) || (!compares_same(&a, &b, strict) &&
                                            !compares_same(&b, &a, strict))))
        return stopped(tr, "a comparison of values whose types are not known");
    const char *sign = !is_equality(node)   ? node->text
                       : *node->text == '!' ? "!="
                                            : "==";
    return wrapped(tr,
                   arena_format(tr->arena, "%s %s %s",
                                js_bound(tr, &a, BIND_SUM), sign,
                                js_bound(tr, &b, BIND_SUM)),
                   BIND_COMPARE, least);
}

/* ---- and, or, not ---- */

static const char *logic(Translator *tr, const JsNode *node, Binding least)
{
    const JsNode *pair = null_pair(node);
    if (pair)
        return pair_test(tr, node, pair, least);
    bool and = strcmp(node->text, "&&") == 0;
    Binding binding = and? BIND_AND : BIND_OR;
    const char *a = js_condition(tr, node->a, binding);
    const Fact *facts = tr->facts;
    bool unsure = tr->unsure;
    tr->unsure = true;
    js_learn_condition(tr, node->a, and);
    const char *b = js_condition(tr, node->b, BIND_NOT);
    tr->unsure = unsure;
    tr->facts = facts;
    return wrapped(tr,
                   arena_format(tr->arena, "%s %s %s", a, and? "and" : "or", b),
                   binding, least);
}

static bool is_comparison(const JsNode *node)
{
    return node->kind == JS_BINARY &&
           (is_equality(node) || *node->text == '<' || *node->text == '>');
}

static bool is_logic(const JsNode *node)
{
    return node->kind == JS_BINARY &&
           (strcmp(node->text, "&&") == 0 || strcmp(node->text, "||") == 0);
}

static bool is_not(const JsNode *node)
{
    return node->kind == JS_UNARY && strcmp(node->text, "!") == 0;
}

const char *js_condition(Translator *tr, const JsNode *node, Binding least)
{
    if (js_stopped(tr))
        return "false";
    if (is_not(node)) {
        const char *inner = js_condition(tr, node->a, BIND_POSTFIX);
        return wrapped(tr, arena_format(tr->arena, "not %s", inner), BIND_NOT,
                       least);
    }
    if (is_logic(node))
        return logic(tr, node, least);
    if (is_comparison(node))
        return comparison(tr, node, least);
    if (is_length(node)) {
        Value length = js_length_value(tr, node);
        return wrapped(tr, arena_format(tr->arena, "%s > 0", length.text),
                       BIND_COMPARE, least);
    }
    Value value = js_translate_value(tr, node);
    return truth(tr, &value, least);
}

/* ---- what is known then ---- */

/* The path of a node, without saying anything; NULL if it is none. */
static const char *quiet_path(Translator *tr, const JsNode *node)
{
    if (node->kind != JS_MEMBER && node->kind != JS_INDEX &&
        node->kind != JS_IDENTIFIER)
        return NULL;
    if (is_length(node))
        return NULL;
    const char *why = tr->out->why;
    bool unsure = tr->unsure;
    tr->unsure = true;
    Value value = js_translate_value(tr, node);
    tr->unsure = unsure;
    bool path = value.path && !js_stopped(tr);
    tr->out->why = why;
    return path ? value.text : NULL;
}

/* Who has a member is there himself. */
static void learn_there(Translator *tr, const JsNode *node, bool truthy)
{
    if (node->kind == JS_MEMBER || node->kind == JS_INDEX)
        learn_there(tr, node->a, false);
    const char *path = quiet_path(tr, node);
    if (path && !js_knows(tr, path, truthy))
        js_learn(tr, path, truthy);
}

static void learn_comparison(Translator *tr, const JsNode *node, bool when)
{
    bool equal = *node->text == '=';
    if (!is_equality(node)) {
        if (when && is_length(node->a))
            learn_there(tr, node->a->a, false);
        return;
    }
    bool nothing = is_nothing(node->a) || is_nothing(node->b);
    const JsNode *side = is_nothing(node->a) ? node->b : node->a;
    if (nothing ? equal != when
                : equal == when && node->b->kind != JS_IDENTIFIER)
        learn_there(tr, side, false);
}

void js_learn_condition(Translator *tr, const JsNode *node, bool when)
{
    if (is_not(node)) {
        js_learn_condition(tr, node->a, !when);
    } else if (is_logic(node)) {
        const JsNode *pair = null_pair(node);
        bool and = strcmp(node->text, "&&") == 0;
        if (pair && and == when)
            learn_there(tr, pair, false);
        if (pair || and != when)
            return;
        js_learn_condition(tr, node->a, when);
        js_learn_condition(tr, node->b, when);
    } else if (is_comparison(node)) {
        learn_comparison(tr, node, when);
    } else if (when) {
        learn_there(tr, is_length(node) ? node->a : node, !is_length(node));
    }
}
