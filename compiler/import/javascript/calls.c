/* calls.c - functions and methods that hooks call. */
#include "import/javascript/translator.h"

#include <ctype.h>
#include <string.h>

static bool is_call_of(const JsNode *node, const char *object,
                       const char *method, size_t count)
{
    return node->kind == JS_CALL && node->count == count &&
           node->a->kind == JS_MEMBER && strcmp(node->a->text, method) == 0 &&
           (!object || (node->a->a->kind == JS_IDENTIFIER &&
                        strcmp(node->a->a->text, object) == 0));
}

/* The receiver of a method that only texts have. */
static const char *text_receiver(Translator *tr, const JsNode *node)
{
    Value object = js_translate_value(tr, node->a->a);
    if (object.type == VALUE_TEXT)
        return js_bound(tr, &object, BIND_POSTFIX);
    if (object.type == VALUE_MAYBE_TEXT)
        return js_text_of(tr, &object, BIND_POSTFIX);
    if (object.type == VALUE_JSON)
        return arena_format(tr->arena, "(try %s as string)",
                            js_bound(tr, &object, BIND_POSTFIX));
    js_refuse(tr, "a method of something else than a text");
    return "null";
}

static Value translate_parse(Translator *tr, const JsNode *argument)
{
    if (argument->kind == JS_IDENTIFIER &&
        strcmp(argument->text, "request_body") == 0) {
        Value body = js_root_value(tr, ROOT_CALLER_JSON);
        js_need(tr, &body);
        return body;
    }
    Value text = js_translate_value(tr, argument);
    if (text.type != VALUE_TEXT && text.type != VALUE_MAYBE_TEXT)
        return js_refused(tr, "JSON.parse of something else than a text");
    Value value = js_value(arena_format(tr->arena, "try %s.parse_json()",
                                        js_text_of(tr, &text, BIND_POSTFIX)),
                           VALUE_JSON, BIND_PREFIX);
    return value;
}

/* /a/g without anything but plain characters: its text. */
static const char *plain_pattern(Translator *tr, const JsNode *node)
{
    if (node->kind != JS_LITERAL_REGEX)
        return NULL;
    const char *end = strrchr(node->text, '/');
    if (strcmp(end, "/g") != 0)
        return NULL;
    char *out = arena_alloc(tr->arena, strlen(node->text)), *p = out;
    for (const char *at = node->text + 1; at < end; at++) {
        if (*at == '\\' && ispunct((unsigned char)at[1]))
            at++;
        else if (strchr(".*+?^$()[]{}|\\", *at))
            return NULL;
        *p++ = *at;
    }
    return *out ? out : NULL;
}

static Value translate_replace(Translator *tr, const JsNode *node)
{
    const char *pattern = plain_pattern(tr, node->items[0]);
    const char *function = "replace";
    if (node->items[0]->kind == JS_LITERAL_TEXT) {
        pattern = node->items[0]->text;
        function = "replace_first";
    }
    if (!pattern || !*pattern || node->items[1]->kind != JS_LITERAL_TEXT ||
        strchr(node->items[1]->text, '$'))
        return js_refused(tr, "replace by a pattern or something computed");
    return js_value(arena_format(tr->arena, "%s.%s(%s, %s)",
                                 text_receiver(tr, node), function,
                                 js_quoted(tr, pattern),
                                 js_quoted(tr, node->items[1]->text)),
                    VALUE_TEXT, BIND_POSTFIX);
}

static Value translate_includes(Translator *tr, const JsNode *node)
{
    const JsNode *list = node->a->a;
    Value item = js_translate_value(tr, node->items[0]);
    if (item.type != VALUE_TEXT)
        return js_refused(tr, "includes of something else than a text");
    if (list->kind != JS_ARRAY)
        return js_value(arena_format(tr->arena, "%s.contains(%s)",
                                     text_receiver(tr, node), item.text),
                        VALUE_BOOL, BIND_POSTFIX);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->kind != JS_LITERAL_TEXT)
            return js_refused(tr, "includes of a list of other than texts");
    Value values = js_translate_value(tr, list);
    return js_value(
        arena_format(tr->arena, "%s.contains(%s)", values.text, item.text),
        VALUE_BOOL, BIND_POSTFIX);
}

static Value translate_now(Translator *tr)
{
    tr->out->uses_now = true;
    return js_value("now().to_millis()", VALUE_INT, BIND_POSTFIX);
}

static bool is_new_date(const JsNode *node)
{
    return node->kind == JS_NEW && node->count == 0 &&
           strcmp(node->a->text, "Date") == 0;
}

static Value translate_to_string(Translator *tr, const JsNode *node)
{
    Value value = js_translate_value(tr, node);
    js_need(tr, &value);
    if (value.type == VALUE_INT)
        return js_value(arena_format(tr->arena, "%s.to_string()",
                                     js_bound(tr, &value, BIND_POSTFIX)),
                        VALUE_TEXT, BIND_POSTFIX);
    Value text = value;
    text.text = js_text_of(tr, &value, BIND_POSTFIX);
    text.type = VALUE_TEXT;
    text.path = false;
    return text;
}

Value js_translate_call(Translator *tr, const JsNode *node)
{
    if (is_call_of(node, "Date", "now", 0) ||
        (is_call_of(node, NULL, "getTime", 0) && is_new_date(node->a->a)))
        return translate_now(tr);
    if (is_call_of(node, "JSON", "parse", 1))
        return translate_parse(tr, node->items[0]);
    if (is_call_of(node, "CE", "b64", 1)) {
        Value text = js_translate_value(tr, node->items[0]);
        if (text.type != VALUE_TEXT && text.type != VALUE_MAYBE_TEXT)
            return js_refused(tr, "CE.b64 of something else than a text");
        return js_value(arena_format(tr->arena, "%s.to_bytes().to_base64()",
                                     js_text_of(tr, &text, BIND_POSTFIX)),
                        VALUE_TEXT, BIND_POSTFIX);
    }
    if (is_call_of(node, NULL, "hasOwnProperty", 1) &&
        node->items[0]->kind == JS_LITERAL_TEXT) {
        Value object = js_translate_value(tr, node->a->a);
        if (object.type != VALUE_JSON)
            return js_refused(tr, "hasOwnProperty of a map");
        js_need(tr, &object);
        return js_value(arena_format(tr->arena, "%s.has(%s)",
                                     js_bound(tr, &object, BIND_POSTFIX),
                                     js_quoted(tr, node->items[0]->text)),
                        VALUE_BOOL, BIND_POSTFIX);
    }
    if (is_call_of(node, "_", "isEmpty", 1)) {
        Value value = js_translate_value(tr, node->items[0]);
        if (value.root != ROOT_CALLER_QUERY || value.is_root)
            return js_refused(tr, "isEmpty of other than a parameter");
        return js_value(arena_format(tr->arena, "not %s.truthy()", value.text),
                        VALUE_BOOL, BIND_NOT);
    }
    if (is_call_of(node, NULL, "replace", 2))
        return translate_replace(tr, node);
    if (is_call_of(node, NULL, "includes", 1))
        return translate_includes(tr, node);
    if (is_call_of(node, NULL, "toString", 0))
        return translate_to_string(tr, node->a->a);
    if (is_call_of(node, NULL, "split", 1) &&
        node->items[0]->kind == JS_LITERAL_TEXT && *node->items[0]->text)
        return js_value(arena_format(tr->arena, "%s.split(%s)",
                                     text_receiver(tr, node),
                                     js_quoted(tr, node->items[0]->text)),
                        VALUE_TEXTS, BIND_POSTFIX);
    const JsNode *callee = node->a;
    return js_refused(tr,
                      arena_format(tr->arena, "a call of %s",
                                   callee->text ? callee->text : "a value"));
}

const char *js_contains_text(Translator *tr, const JsNode *node)
{
    Value part = js_translate_value(tr, node->items[0]);
    if (part.type != VALUE_TEXT)
        js_refuse(tr, "indexOf of something else than a text");
    return arena_format(tr->arena, "%s.contains(%s)", text_receiver(tr, node),
                        part.text);
}
