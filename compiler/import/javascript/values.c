/* values.c - literals, operators and choices; every expression passes here. */
#include "import/javascript/translator.h"

#include <string.h>

/* ---- made in place ---- */

/* Whether it is surely neither absent nor null. */
static bool is_sure(const Translator *tr, const Value *value)
{
    if (value->type == VALUE_JSON || value->type == VALUE_MAYBE_TEXT)
        return value->fresh || js_knows(tr, value->text, false);
    return true;
}

static Value object_value(Translator *tr, const JsNode *node)
{
    Buf buf = {0};
    for (size_t i = 0; i < node->count && !js_stopped(tr); i++) {
        const JsNode *property = node->items[i];
        if (property->a->kind == JS_UNDEFINED)
            continue;
        Value value = js_translate_value(tr, property->a);
        if (value.type == VALUE_MAP || strcmp(property->text, "__proto__") == 0)
            js_refuse(tr, "a map as a part of an object");
        if (tr->kind == JS_BEFORE && property->a->kind != JS_NULL &&
            !is_sure(tr, &value))
            js_refuse(tr, "a member that is left out where there is no value");
        for (size_t j = 0; j < i; j++)
            if (strcmp(node->items[j]->text, property->text) == 0)
                js_refuse(tr, "a member given twice");
        const char *name = js_member_text(tr, "", property->text);
        bool plain = *name == '.';
        buf_printf(&buf, "%s%s: %s", buf.length ? ", " : "",
                   plain ? name + 1 : js_quoted(tr, property->text),
                   value.text);
    }
    Value made = js_value(
        buf.length ? arena_format(tr->arena, "{ %s }", buf_text(&buf)) : "{}",
        VALUE_JSON, BIND_POSTFIX);
    made.fresh = true;
    buf_free(&buf);
    return made;
}

static Value array_value(Translator *tr, const JsNode *node)
{
    Buf buf = {0};
    for (size_t i = 0; i < node->count && !js_stopped(tr); i++) {
        Value value = js_translate_value(tr, node->items[i]);
        if (value.type == VALUE_MAP)
            js_refuse(tr, "a map as a part of a list");
        buf_printf(&buf, "%s%s", i ? ", " : "", value.text);
    }
    Value made = js_value(arena_format(tr->arena, "[%s]", buf_text(&buf)),
                          VALUE_JSON, BIND_POSTFIX);
    made.fresh = true;
    buf_free(&buf);
    return made;
}

static Value concat_value(Translator *tr, const JsNode *node)
{
    Buf buf = {0};
    for (size_t i = 0; i < node->count && !js_stopped(tr); i++) {
        const JsNode *part = node->items[i];
        if (part->kind == JS_LITERAL_TEXT) {
            const char *text = js_quoted(tr, part->text);
            buf_write(&buf, text + 1, strlen(text) - 2);
        } else {
            Value value = js_translate_value(tr, part);
            buf_printf(&buf, "${%s}", js_text_of(tr, &value, BIND_PREFIX));
        }
    }
    Value made = js_value(arena_format(tr->arena, "\"%s\"", buf_text(&buf)),
                          VALUE_TEXT, BIND_POSTFIX);
    buf_free(&buf);
    return made;
}

static Value choice_value(Translator *tr, const JsNode *node)
{
    const char *condition = js_condition(tr, node->a, BIND_CATCH);
    const Fact *facts = tr->facts;
    bool unsure = tr->unsure;
    tr->unsure = true;
    js_learn_condition(tr, node->a, true);
    Value yes = js_translate_value(tr, node->b);
    tr->facts = facts;
    js_learn_condition(tr, node->a, false);
    Value no = js_translate_value(tr, node->c);
    tr->facts = facts;
    tr->unsure = unsure;
    ValueType type = yes.type == no.type ? yes.type : VALUE_JSON;
    bool texts = (yes.type == VALUE_TEXT || yes.type == VALUE_MAYBE_TEXT ||
                  node->b->kind == JS_NULL) &&
                 (no.type == VALUE_TEXT || no.type == VALUE_MAYBE_TEXT ||
                  node->c->kind == JS_NULL);
    if (texts && type == VALUE_JSON)
        type = VALUE_MAYBE_TEXT;
    if (type == VALUE_MAP || type == VALUE_TEXTS)
        js_refuse(tr, "a choice between maps");
    return js_value(arena_format(tr->arena, "if %s then %s else %s", condition,
                                 js_bound(tr, &yes, BIND_CATCH),
                                 js_bound(tr, &no, BIND_CATCH)),
                    type, BIND_PREFIX);
}

static bool is_text(const Value *value)
{
    return value->type == VALUE_TEXT;
}

static Value sum_value(Translator *tr, const JsNode *node)
{
    Value a = js_translate_value(tr, node->a);
    Value b = js_translate_value(tr, node->b);
    if (!is_text(&a) && !is_text(&b))
        return js_refused(tr, "a sum that may be of texts or of numbers");
    return js_value(arena_format(tr->arena, "%s + %s",
                                 js_text_of(tr, &a, BIND_SUM),
                                 js_text_of(tr, &b, BIND_POSTFIX)),
                    VALUE_TEXT, BIND_SUM);
}

/* `a || b` as a value. */
static Value either_value(Translator *tr, const JsNode *node)
{
    JsNode made = {.kind = JS_CONDITIONAL};
    made.a = made.b = node->a;
    made.c = node->b;
    return choice_value(tr, &made);
}

static Value binary_value(Translator *tr, const JsNode *node)
{
    if (strcmp(node->text, "+") == 0)
        return sum_value(tr, node);
    static const char *const others[] = {"-", "*", "/",  "%",         "|",
                                         "&", "^", "in", "instanceof"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(node->text, others[i]) == 0)
            return js_refused(
                tr, arena_format(tr->arena, "the operator %s", node->text));
    if (strcmp(node->text, "||") == 0) {
        Value a = js_translate_value(tr, node->a);
        Value b = js_translate_value(tr, node->b);
        if (a.path && strcmp(a.text, b.text) == 0)
            return b;
        if (a.type == VALUE_JSON)
            return either_value(tr, node);
    }
    if (strcmp(node->text, "&&") == 0) {
        Value a = js_translate_value(tr, node->a);
        if (a.type != VALUE_BOOL)
            return js_refused(tr, "&& of other than conditions");
    }
    return js_value(js_condition(tr, node, BIND_OR), VALUE_BOOL, BIND_OR);
}

static Value literal_value(Translator *tr, const JsNode *node)
{
    Value text = js_value("", VALUE_TEXT, BIND_POSTFIX);
    if (node->kind == JS_LITERAL_NUMBER)
        return js_is_whole_number(node)
                   ? js_value(node->text, VALUE_INT, BIND_POSTFIX)
                   : js_refused(tr, "a number with a fraction");
    if (node->kind == JS_TRUE || node->kind == JS_FALSE)
        return js_value(node->kind == JS_TRUE ? "true" : "false", VALUE_BOOL,
                        BIND_POSTFIX);
    if (node->kind != JS_LITERAL_TEXT)
        return js_value("null", VALUE_JSON, BIND_POSTFIX);
    text.text = js_quoted(tr, node->text);
    text.constant = node->text;
    return text;
}

static Value unary_value(Translator *tr, const JsNode *node)
{
    if (strcmp(node->text, "!") == 0)
        return js_value(js_condition(tr, node, BIND_NOT), VALUE_BOOL, BIND_NOT);
    return js_refused(tr,
                      arena_format(tr->arena, "the operator %s", node->text));
}

static Value any_index_value(Translator *tr, const JsNode *node)
{
    return js_constant_name(tr, node) ? js_member_value(tr, node, node->b->text)
                                      : js_index_value(tr, node);
}

Value js_translate_value(Translator *tr, const JsNode *node)
{
    if (++tr->work > JS_MAX_WORK)
        js_refuse(tr, "more than is worth the while");
    if (js_stopped(tr))
        return js_value("null", VALUE_JSON, BIND_POSTFIX);
    switch (node->kind) {
    case JS_LITERAL_NUMBER:
    case JS_LITERAL_TEXT:
    case JS_NULL:
    case JS_UNDEFINED:
    case JS_TRUE:
    case JS_FALSE:
        return literal_value(tr, node);
    case JS_IDENTIFIER:
        return js_name_value(tr, node);
    case JS_ARRAY:
        return array_value(tr, node);
    case JS_OBJECT:
        return object_value(tr, node);
    case JS_CONCAT:
        return concat_value(tr, node);
    case JS_MEMBER:
        return js_member_value(tr, node, node->text);
    case JS_INDEX:
        return any_index_value(tr, node);
    case JS_CALL:
        return js_translate_call(tr, node);
    case JS_UNARY:
        return unary_value(tr, node);
    case JS_BINARY:
        return binary_value(tr, node);
    case JS_CONDITIONAL:
        return choice_value(tr, node);
    case JS_NEW:
        return js_refused(tr, arena_format(tr->arena, "new %s", node->a->text));
    case JS_FUNCTION:
        return js_refused(tr, "a function as a value");
    case JS_LITERAL_REGEX:
        return js_refused(tr, "a regular expression");
    case JS_ASSIGN:
        return js_refused(tr, "an assignment as a value");
    case JS_PROPERTY:
    case JS_DECLARE:
    case JS_DO:
    case JS_IF:
    case JS_FOR:
    case JS_FOR_OF:
    case JS_RETURN:
    case JS_BLOCK:
        break;
    }
    return js_refused(tr, "a statement as a value");
}
