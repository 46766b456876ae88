/* variables.c - what the hook declares and assigns to: values by a name, and
 * names that stand for the place which done will put them into. */
#include "import/javascript/translator.h"

#include <string.h>

/* ---- variables ---- */

static size_t mentions(const JsNode *node, const char *name)
{
    if (!node)
        return 0;
    size_t count = node->kind == JS_IDENTIFIER && strcmp(node->text, name) == 0;
    for (size_t i = 0; i < node->count; i++)
        count += mentions(node->items[i], name);
    return count + mentions(node->a, name) + mentions(node->b, name) +
           mentions(node->c, name);
}

static bool has_alias(const Translator *tr, RootId root)
{
    for (size_t i = 0; i < tr->variable_count; i++) {
        const Variable *v = &tr->variables[i];
        if (v->bound && !v->stands && v->value.is_root && v->value.root == root)
            return true;
    }
    return false;
}

/* The vendor's value is still read after another one took its place: it gets
 * a name. */
static void keep_original(Translator *tr, RootId root, const JsNode *init)
{
    const char *variable = js_roots[root].variable;
    if (mentions(tr->hook, variable) <= mentions(init, variable) &&
        !has_alias(tr, root))
        return;
    Value original = js_value("original", js_roots[root].type, BIND_POSTFIX);
    if (tr->overwritten)
        js_refuse(tr, "two values replaced and still read");
    original.path = true;
    original.root = root;
    js_line(tr, "let original = %s", js_roots[root].path);
    tr->originals[root] = original;
    tr->overwritten |= js_bit(root);
    for (size_t i = 0; i < tr->variable_count; i++) {
        Variable *v = &tr->variables[i];
        if (v->bound && !v->stands && v->value.is_root && v->value.root == root)
            v->value = original;
    }
}

/* It stands for the place that done puts it into. */
static void declare_standing(Translator *tr, Variable *v, const JsNode *init)
{
    RootId root = v->destination;
    v->literal = init->kind == JS_OBJECT || init->kind == JS_ARRAY;
    bool same = js_is_passed(tr, init, root);
    if (!js_is_open(tr, root))
        js_refuse(tr, "a variable for what can't be set here");
    else if (!js_roots[root].whole && init->kind == JS_OBJECT)
        js_set_entries(tr, root, init);
    else if (!same) {
        Value first = js_translate_value(tr, init);
        keep_original(tr, root, init);
        (void)first;
        js_set_root(tr, root, init);
    }
    v->bound = v->stands = true;
}

static bool is_answered(const Translator *tr, RootId root)
{
    for (size_t i = 0; i < tr->variable_count; i++)
        if (tr->variables[i].destination == root)
            return true;
    return root != ROOT_NONE && js_root_of(js_roots[root].variable) == root &&
           js_is_open(tr, root);
}

/* Made here, and handed to done by the very next statement. */
static bool is_used_at_once(Translator *tr, const Variable *v)
{
    return !v->written && !v->read && v->passed == v->declared && tr->next &&
           tr->next->kind == JS_DO && js_is_done(tr->next->a) &&
           js_mentions(tr->next, v->name);
}

static void declare_value(Translator *tr, Variable *v, const JsNode *init)
{
    if (init->kind == JS_OBJECT && is_used_at_once(tr, v)) {
        v->made = init;
        return;
    }
    Value value = js_translate_value(tr, init);
    v->bound = true;
    v->value = value;
    bool unused = !v->read && !v->written && !v->passed;
    if (unused && (strstr(value.text, "try ") || strstr(value.text, "fail ")))
        js_refuse(tr, "a value that is not used and may fail");
    if (value.type == VALUE_MAP && !value.is_root)
        js_refuse(tr, "a map by another name");
    if (unused)
        v->bound = false;
    if (unused || value.is_root || init->kind == JS_LITERAL_NUMBER ||
        (value.path && !is_answered(tr, value.root)) ||
        (value.fresh && is_used_at_once(tr, v)))
        return;
    v->local = js_local_name(tr, v->name);
    js_take_name(tr, v->local, v->name);
    js_line(tr, "let %s = %s", v->local, value.text);
    bool known = value.fresh || js_knows(tr, value.text, false);
    v->value.text = v->local;
    v->value.binding = BIND_POSTFIX;
    v->value.path = true;
    v->value.constant = NULL;
    if (known)
        js_learn(tr, v->local, false);
}

/* `const _ = require("lodash")`: what is used of it is known by name. */
static bool is_lodash(const JsNode *node)
{
    const JsNode *call = node->a;
    return strcmp(node->text, "_") == 0 && call && call->kind == JS_CALL &&
           call->a->kind == JS_IDENTIFIER &&
           strcmp(call->a->text, "require") == 0 && call->count == 1 &&
           call->items[0]->kind == JS_LITERAL_TEXT &&
           strcmp(call->items[0]->text, "lodash") == 0;
}

void js_declare(Translator *tr, const JsNode *node)
{
    Variable *v = js_variable(tr, node->text);
    if (is_lodash(node))
        return;
    if (!node->a || js_root_of(node->text) != ROOT_NONE) {
        js_refuse(tr, "a variable without a value");
        return;
    }
    if (v->bound) {
        js_refuse(tr, "a variable declared twice");
        return;
    }
    bool changes = v->written || v->assigned;
    bool map = v->destination != ROOT_NONE && !js_roots[v->destination].whole;
    if (v->destination != ROOT_NONE && !v->scattered && (changes || map))
        declare_standing(tr, v, node->a);
    else if (v->assigned || (v->written && !(node->a->kind == JS_IDENTIFIER ||
                                             node->a->kind == JS_MEMBER)))
        js_refuse(tr, "a variable that changes");
    else
        declare_value(tr, v, node->a);
}

/* ---- assignments ---- */

static void assign_whole(Translator *tr, const JsNode *target,
                         const JsNode *value)
{
    Variable *v = js_variable(tr, target->text);
    RootId root = js_root_of(target->text);
    if (v && v->bound && v->stands)
        root = v->destination;
    else if (root == ROOT_NONE || (v && v->declared)) {
        js_refuse(tr, "a variable that changes");
        return;
    }
    if (tr->in_loop)
        js_refuse(tr, "a value replaced in a loop");
    if (!js_roots[root].whole && value->kind == JS_OBJECT && v && v->literal &&
        !v->written)
        js_set_entries(tr, root, value);
    else
        js_set_root(tr, root, value);
    if (v && v->stands)
        tr->replaced |= js_bit(root);
    if (v && v->stands)
        v->literal = v->literal && value->kind == JS_OBJECT;
}

static void assign_member(Translator *tr, const JsNode *target,
                          const JsNode *node)
{
    Value value = js_translate_value(tr, node);
    const JsNode *base = target->a;
    const Variable *v =
        base->kind == JS_IDENTIFIER ? js_variable(tr, base->text) : NULL;
    const char *name = js_constant_name(tr, target);
    bool stands = v && v->bound && v->stands;
    RootId direct = ROOT_NONE;
    if (stands)
        direct = v->destination;
    else if (base->kind == JS_IDENTIFIER) {
        Value object = js_translate_value(tr, base);
        direct = object.is_root ? object.root : ROOT_NONE;
    }
    if (direct == ROOT_CALLER_QUERY && name && !tr->in_loop) {
        js_override(tr, js_member_text(tr, js_roots[direct].path, name),
                    js_local_name(tr, name), &value);
        return;
    }
    if (direct != ROOT_NONE && !js_roots[direct].whole) {
        if (name)
            js_set_entry(tr, direct, name, &value);
        else
            js_refuse(tr, "a computed name of a header or parameter");
        return;
    }
    Value object = js_translate_value(tr, base);
    if (object.type != VALUE_JSON || !object.path)
        js_refuse(tr, "writes into something computed");
    if (!name || strcmp(name, "__proto__") == 0) {
        js_refuse(tr, "a computed name of a member");
        return;
    }
    if (value.type == VALUE_MAP)
        js_refuse(tr, "a map as one value");
    if (tr->kind == JS_BEFORE && js_may_be_null(tr, &value) &&
        node->kind != JS_NULL)
        js_refuse(tr, "a member that is left out where there is no value");
    const char *text = js_member_text(tr, object.text, name);
    js_line(tr, "%s = %s", text, value.text);
    js_note_change(tr, object.root, text);
    if (!js_knows(tr, object.text, false))
        js_learn(tr, object.text, false);
}

void js_translate_assign(Translator *tr, const JsNode *node)
{
    JsNode sum = {.kind = JS_BINARY, .text = "+", .a = node->a, .b = node->b};
    const JsNode *value = node->b;
    if (strcmp(node->text, "+=") == 0)
        value = &sum;
    else if (strcmp(node->text, "=") != 0) {
        js_refuse(tr, "a difference that is assigned");
        return;
    }
    if (node->a->kind == JS_IDENTIFIER)
        assign_whole(tr, node->a, value);
    else if (node->a->kind == JS_MEMBER || node->a->kind == JS_INDEX)
        assign_member(tr, node->a, value);
    else
        js_refuse(tr, "an assignment to several");
}

void js_translate_delete(Translator *tr, const JsNode *node)
{
    const char *name = js_constant_name(tr, node);
    if (!name) {
        js_refuse(tr, "delete of something computed");
        return;
    }
    Value object = js_translate_value(tr, node->a);
    if (object.type != VALUE_JSON || !object.path || object.is_root) {
        if (object.root == ROOT_NONE || !js_roots[object.root].whole) {
            js_refuse(tr, "delete of a header or parameter");
            return;
        }
    }
    js_need(tr, &object);
    js_line(tr, "%s.remove(%s)", object.text, js_quoted(tr, name));
    js_note_change(tr, object.root, js_member_text(tr, object.text, name));
}

void js_translate_push(Translator *tr, const JsNode *node)
{
    Value list = js_translate_value(tr, node->a->a);
    if (node->count != 1 || list.type != VALUE_JSON || !list.is_root ||
        !list.fresh) {
        js_refuse(tr, "push onto a list that is not the answer");
        return;
    }
    Value item = js_translate_value(tr, node->items[0]);
    if (item.type == VALUE_MAP)
        js_refuse(tr, "a map as one value");
    js_line(tr, "%s.push(%s)", list.text, item.text);
    tr->changed |= js_bit(list.root);
}
