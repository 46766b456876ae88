/* paths.c - names, members and items: what is read, and what is missing. */
#include "import/javascript/translator.h"

#include <string.h>

Value js_refused(Translator *tr, const char *why)
{
    js_refuse(tr, why);
    return js_value("null", VALUE_JSON, BIND_POSTFIX);
}

/* ---- what may be missing ---- */

static const char *fail_kind(RootId root)
{
    if (root == ROOT_KEPT)
        return "misconfigured";
    bool answered = root == ROOT_ANSWER || root == ROOT_ANSWER_MAP ||
                    root == ROOT_ANSWER_HEADERS;
    return answered ? "vendor" : "invalid";
}

/* `config["api.key"]` as people say it: config.api.key. */
static const char *plain_path(Translator *tr, const char *path)
{
    char *out = arena_alloc(tr->arena, strlen(path) + 1), *p = out;
    for (; *path; path++) {
        if (*path == '[')
            *p++ = '.';
        else if (!strchr("]\"\\()", *path))
            *p++ = *path;
    }
    return out;
}

static const char *failure(Translator *tr, const Value *value)
{
    const char *said =
        arena_format(tr->arena, "%s is missing", plain_path(tr, value->text));
    return arena_format(tr->arena, "fail %s(%s)", fail_kind(value->root),
                        js_quoted(tr, said));
}

/* The platform always gives these. */
static bool is_always_there(const Value *value)
{
    return value->is_root &&
           (value->root == ROOT_QUERY || value->root == ROOT_CALLER_QUERY);
}

void js_need(Translator *tr, Value *value)
{
    if (value->type != VALUE_JSON || is_always_there(value) || value->fresh ||
        js_knows(tr, value->text, false))
        return;
    if (!value->path)
        js_refuse(tr, "a member of something computed");
    if (tr->unsure) {
        value->text = arena_format(tr->arena, "(%s ?? %s)", value->text,
                                   failure(tr, value));
        value->binding = BIND_POSTFIX;
        value->path = false;
        return;
    }
    js_line(tr, "if %s == null { %s }", value->text, failure(tr, value));
    js_learn(tr, value->text, false);
}

const char *js_text_of(Translator *tr, const Value *value, Binding least)
{
    Value text = *value;
    switch (value->type) {
    case VALUE_TEXT:
    case VALUE_INT:
    case VALUE_BOOL:
        break;
    case VALUE_MAYBE_TEXT:
        text = js_value(js_knows(tr, value->text, false)
                            ? arena_format(tr->arena, "%s ?? \"\"", value->text)
                            : arena_format(tr->arena, "%s ?? %s",
                                           js_bound(tr, value, BIND_COALESCE),
                                           failure(tr, value)),
                        VALUE_TEXT, BIND_COALESCE);
        break;
    case VALUE_JSON:
        text = js_value(arena_format(tr->arena, "try %s.to_string()",
                                     js_bound(tr, value, BIND_POSTFIX)),
                        VALUE_TEXT, BIND_PREFIX);
        break;
    case VALUE_TEXTS:
    case VALUE_MAP:
        js_refuse(tr, "a list or map as a text");
        break;
    }
    return js_bound(tr, &text, least);
}

/* ---- names and members ---- */

Value js_root_value(Translator *tr, RootId root)
{
    bool answer = root == ROOT_ANSWER || root == ROOT_ANSWER_HEADERS ||
                  root == ROOT_STATUS || root == ROOT_FAILED ||
                  root == ROOT_ANSWER_MAP;
    if (answer && tr->kind != JS_AFTER)
        return js_refused(tr, "an answer before there is one");
    if (root == ROOT_BODY)
        return js_refused(tr, "request_vendor_body: a text or an object");
    if (root == ROOT_MESSAGE || root == ROOT_ERROR)
        return js_refused(tr, "an error's message");
    if (tr->overwritten >> root & 1)
        return tr->originals[root];
    if (tr->replaced >> root & 1)
        return js_refused(tr, "what has been replaced");
    if (root == ROOT_ANSWER_MAP && tr->changed >> ROOT_ANSWER & 1)
        return js_refused(tr, "the answer by another name");
    Value value =
        js_value(js_roots[root].path, js_roots[root].type, BIND_POSTFIX);
    value.path = value.is_root = true;
    value.root = root;
    return value;
}

static Value standing(Translator *tr, const Variable *v)
{
    const Root *root = &js_roots[v->destination];
    if (v->literal && !root->whole)
        return js_refused(tr, "reads what it is building");
    Value value = js_value(root->path, root->type, BIND_POSTFIX);
    value.path = value.is_root = true;
    value.root = v->destination;
    value.fresh = v->literal;
    return value;
}

Value js_name_value(Translator *tr, const JsNode *node)
{
    Variable *v = js_variable(tr, node->text);
    if (v && v->bound)
        return v->stands ? standing(tr, v) : v->value;
    RootId root = js_root_of(node->text);
    if (root != ROOT_NONE && !(v && v->declared))
        return js_root_value(tr, root);
    return js_refused(tr, arena_format(tr->arena, "the name %s", node->text));
}

const char *js_constant_name(Translator *tr, const JsNode *node)
{
    (void)tr;
    if (node->kind == JS_MEMBER)
        return node->text;
    if (node->kind == JS_INDEX && node->b->kind == JS_LITERAL_TEXT)
        return node->b->text;
    return NULL;
}

/* A length: of what is no list, 0, where only a larger one matters. */
static Value length_of(Translator *tr, Value *object)
{
    if (object->type == VALUE_TEXT || object->type == VALUE_TEXTS)
        return js_value(arena_format(tr->arena, "%s.length",
                                     js_bound(tr, object, BIND_POSTFIX)),
                        VALUE_INT, BIND_POSTFIX);
    if (object->type != VALUE_JSON)
        return js_refused(tr, "the length of a map");
    js_need(tr, object);
    return js_value(arena_format(tr->arena, "(%s.items() catch []).length",
                                 js_bound(tr, object, BIND_POSTFIX)),
                    VALUE_INT, BIND_POSTFIX);
}

static Value part_of(const Value *object, const char *text, ValueType type)
{
    Value value = js_value(text, type, BIND_POSTFIX);
    value.path = object->path;
    value.root = object->root;
    return value;
}

Value js_member_value(Translator *tr, const JsNode *node, const char *name)
{
    Value object = js_translate_value(tr, node->a);
    if (strcmp(name, "__proto__") == 0 || strcmp(name, "constructor") == 0)
        return js_refused(tr, "a member that engines treat in their own way");
    if (object.type == VALUE_MAP)
        return part_of(
            &object,
            arena_format(tr->arena, "%s[%s]", object.text, js_quoted(tr, name)),
            VALUE_MAYBE_TEXT);
    if (node->kind == JS_MEMBER && strcmp(name, "length") == 0)
        return js_refused(tr, "a length outside of a comparison");
    if (object.type != VALUE_JSON)
        return js_refused(tr, "a member of a text");
    js_need(tr, &object);
    const char *text = js_bound(tr, &object, BIND_POSTFIX);
    text = js_member_text(tr, text, name);
    const Value *set = js_overridden(tr, text);
    if (set && !set->text)
        return js_refused(tr, "a parameter set on one way only");
    return set ? *set : part_of(&object, text, VALUE_JSON);
}

bool js_is_whole_number(const JsNode *node)
{
    return node->kind == JS_LITERAL_NUMBER && strlen(node->text) < 16 &&
           strspn(node->text, "0123456789") == strlen(node->text) &&
           (node->text[0] != '0' || !node->text[1]);
}

Value js_index_value(Translator *tr, const JsNode *node)
{
    Value object = js_translate_value(tr, node->a);
    if (tr->loop_index && node->b->kind == JS_IDENTIFIER &&
        strcmp(node->b->text, tr->loop_index) == 0 &&
        strcmp(object.text, tr->loop_list) == 0)
        return tr->loop_item;
    if (object.type == VALUE_TEXTS && js_is_whole_number(node->b))
        return js_value(arena_format(tr->arena, "%s.get(%s)",
                                     js_bound(tr, &object, BIND_POSTFIX),
                                     node->b->text),
                        VALUE_MAYBE_TEXT, BIND_POSTFIX);
    if (object.type != VALUE_JSON)
        return js_refused(tr, "an index into a text or map");
    js_need(tr, &object);
    const char *index = node->b->text;
    if (!js_is_whole_number(node->b)) {
        Value key = js_translate_value(tr, node->b);
        if (key.type != VALUE_TEXT)
            return js_refused(tr, "an index that is no text or literal");
        index = key.text;
    }
    Value value =
        part_of(&object,
                arena_format(tr->arena, "%s[%s]",
                             js_bound(tr, &object, BIND_POSTFIX), index),
                VALUE_JSON);
    return value;
}

Value js_length_value(Translator *tr, const JsNode *node)
{
    Value object = js_translate_value(tr, node->a);
    return length_of(tr, &object);
}
