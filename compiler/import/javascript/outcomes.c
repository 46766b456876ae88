/* outcomes.c - where values go: what `done` gets, and what is written before
 * to what it will get. */
#include "import/javascript/translator.h"

#include <string.h>

unsigned js_bit(RootId root)
{
    return 1U << root;
}

bool js_is_open(const Translator *tr, RootId root)
{
    return root != ROOT_NONE && (js_roots[root].keys >> tr->kind & 1);
}

static const char *stored_path(RootId root)
{
    return root == ROOT_KEPT ? "account" : js_roots[root].path;
}

void js_note_change(Translator *tr, RootId root, const char *path)
{
    if (!js_is_open(tr, root))
        js_refuse(tr, "writes to what can't be set here");
    tr->changed |= js_bit(root);
    js_forget(tr, path);
}

/* ---- members of headers, parameters, kept values ---- */

bool js_may_be_null(const Translator *tr, const Value *value)
{
    return (value->type == VALUE_JSON || value->type == VALUE_MAYBE_TEXT) &&
           !value->fresh && !js_knows(tr, value->text, false);
}

/* What a header holds is a text. */
static const char *header_text(Translator *tr, const Value *value)
{
    if (value->type == VALUE_JSON && !js_knows(tr, value->text, true)) {
        js_refuse(tr, "a header of whatever type");
        return "null";
    }
    if (value->type == VALUE_JSON)
        return js_text_of(tr, value, BIND_PREFIX);
    if (value->type == VALUE_INT || value->type == VALUE_BOOL)
        return arena_format(tr->arena, "%s.to_string()",
                            js_bound(tr, value, BIND_POSTFIX));
    return value->text;
}

void js_set_entry(Translator *tr, RootId root, const char *name,
                  const Value *value)
{
    bool headers = root == ROOT_HEADERS || root == ROOT_ANSWER_HEADERS;
    const char *target = arena_format(tr->arena, "%s[%s]", stored_path(root),
                                      js_quoted(tr, name));
    if (value->type == VALUE_MAP || value->type == VALUE_TEXTS)
        js_refuse(tr, "a map as one value");
    if (strcmp(name, "__proto__") == 0)
        js_refuse(tr, "a member that engines treat in their own way");
    for (size_t i = 0; i < ROOT_COUNT; i++)
        if ((tr->done_set & ~js_bit(root)) >> i & 1 &&
            strstr(value->text, js_roots[i].path))
            js_refuse(tr, "reads what the same done sets");
    bool null = strcmp(value->text, "null") == 0;
    if (strcmp(value->text, target) == 0)
        return; /* as it was */
    if (root == ROOT_KEPT || null || !js_may_be_null(tr, value)) {
        js_line(tr, "%s = %s", target,
                headers && !null ? header_text(tr, value) : value->text);
    } else {
        const char *local = js_local_name(tr, name);
        Value there = js_value(local, value->type, BIND_POSTFIX);
        for (const char *p = local; *p; p++)
            if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_", *p))
                there.text = local = "value";
        js_line(tr, "if let %s = %s { %s = %s }", local, value->text, target,
                headers ? header_text(tr, &there) : local);
    }
    js_note_change(tr, root, target);
}

void js_set_entries(Translator *tr, RootId root, const JsNode *object)
{
    for (size_t i = 0; i < object->count && !js_stopped(tr); i++) {
        const JsNode *property = object->items[i];
        if (property->a->kind == JS_UNDEFINED)
            continue;
        Value value = js_translate_value(tr, property->a);
        if (value.type == VALUE_JSON && root == ROOT_KEPT && value.fresh)
            js_refuse(tr, "a kept value that is no text");
        js_set_entry(tr, root, property->text, &value);
        tr->done_set |= js_bit(root);
    }
}

/* ---- a whole body, path, status ---- */

static bool fits(RootId root, const Value *value)
{
    switch (js_roots[root].type) {
    case VALUE_JSON:
        return value->type != VALUE_MAP;
    case VALUE_TEXT:
        return value->type == VALUE_TEXT;
    case VALUE_MAYBE_TEXT:
        return value->type == VALUE_TEXT || value->type == VALUE_MAYBE_TEXT;
    case VALUE_INT:
        return value->type == VALUE_INT;
    case VALUE_BOOL:
    case VALUE_TEXTS:
    case VALUE_MAP:
        return false;
    }
    return false;
}

/* Other names for what is about to be replaced would then mean another
 * thing. */
static void check_aliases(Translator *tr, RootId root)
{
    for (size_t i = 0; i < tr->variable_count; i++) {
        const Variable *v = &tr->variables[i];
        if (v->bound && !v->stands && v->value.path && v->value.root == root &&
            strncmp(v->value.text, js_roots[root].path,
                    strlen(js_roots[root].path)) == 0)
            js_refuse(tr, "a second name of what is replaced");
    }
}

/* Members of a request's body that are left out where there is no value. */
static void set_loosely(Translator *tr, RootId root, const JsNode *node)
{
    JsNode sure = *node, loose = *node;
    sure.items = loose.items = NULL;
    sure.count = loose.count = 0;
    for (size_t i = 0; i < node->count; i++) {
        JsNode *property = node->items[i];
        Value value = {0};
        bool plain = property->a->kind == JS_NULL;
        if (!plain && property->a->kind != JS_OBJECT &&
            property->a->kind != JS_ARRAY)
            value = js_translate_value(tr, property->a);
        bool unsure = value.text && js_may_be_null(tr, &value);
        js_add(tr->arena, unsure ? &loose : &sure, property);
    }
    Value made = js_translate_value(tr, &sure);
    js_line(tr, "%s = %s", js_roots[root].path, made.text);
    for (size_t i = 0; i < loose.count && !js_stopped(tr); i++) {
        Value value = js_translate_value(tr, loose.items[i]->a);
        const char *name = loose.items[i]->text;
        if (strstr(value.text, js_roots[root].path))
            js_refuse(tr, "reads the body that it replaces");
        if (value.type == VALUE_JSON && !value.is_root)
            js_refuse(tr, "a member that may be null or absent");
        js_line(tr, "if let value = %s { %s = value }", value.text,
                js_member_text(tr, js_roots[root].path, name));
    }
}

void js_set_root(Translator *tr, RootId root, const JsNode *node)
{
    if (!js_roots[root].whole) {
        js_refuse(tr, "headers or parameters replaced at once");
        return;
    }
    const Variable *v =
        node->kind == JS_IDENTIFIER ? js_variable(tr, node->text) : NULL;
    if (v && v->made)
        node = v->made;
    if (!tr->ending)
        check_aliases(tr, root);
    if (root == ROOT_BODY && node->kind == JS_OBJECT) {
        set_loosely(tr, root, node);
    } else {
        Value value = js_translate_value(tr, node);
        if (!fits(root, &value) && node->kind != JS_NULL)
            js_refuse(tr, "a value of another type than the place");
        for (size_t i = 0; i < ROOT_COUNT; i++)
            if (tr->done_set >> i & 1 && strstr(value.text, js_roots[i].path))
                js_refuse(tr, "reads what the same done sets");
        if (tr->kind == JS_BEFORE && js_may_be_null(tr, &value))
            js_refuse(tr, "a body that may be missing");
        js_line(tr, "%s = %s", js_roots[root].path, value.text);
    }
    js_note_change(tr, root, js_roots[root].path);
    if (node->kind == JS_OBJECT || node->kind == JS_ARRAY)
        js_learn(tr, js_roots[root].path, true);
}

/* ---- done ---- */

bool js_is_passed(Translator *tr, const JsNode *node, RootId root)
{
    if (node->kind != JS_IDENTIFIER)
        return false;
    const Variable *v = js_variable(tr, node->text);
    if (v && v->bound)
        return v->stands ? v->destination == root
                         : v->value.is_root && v->value.root == root &&
                               !(tr->overwritten >> root & 1);
    return js_root_of(node->text) == root && !(v && v->declared) &&
           !(tr->overwritten >> root & 1);
}

static void pass_value(Translator *tr, const JsNode *property, unsigned *passed)
{
    RootId root = js_root_of(property->text);
    if (!js_is_open(tr, root)) {
        js_refuse(tr, arena_format(tr->arena, "done with %s", property->text));
        return;
    }
    *passed |= js_bit(root);
    if (js_is_passed(tr, property->a, root))
        return;
    if (tr->changed >> root & 1)
        js_refuse(tr, "a value replaced when done");
    if (property->a->kind == JS_OBJECT && !js_roots[root].whole)
        js_set_entries(tr, root, property->a);
    else
        js_set_root(tr, root, property->a);
    tr->done_set |= js_bit(root);
}

static const JsNode *find_property(const JsNode *object, const char *name)
{
    for (size_t i = 0; i < object->count; i++)
        if (strcmp(object->items[i]->text, name) == 0)
            return object->items[i]->a;
    return NULL;
}

/* `continue: false` before the vendor is called: this is the answer. */
static void translate_skip(Translator *tr, const JsNode *object)
{
    static const struct {
        const char *key, *name;
        ValueType type;
    } rows[] = {{"response_status_code", "status", VALUE_INT},
                {"response_body", "json", VALUE_JSON},
                {"response_error_message", "error", VALUE_TEXT}};
    Buf buf = {0};
    for (size_t i = 0; i < object->count; i++) {
        const JsNode *property = object->items[i];
        size_t row = 0;
        while (row < 3 && strcmp(property->text, rows[row].key) != 0)
            row++;
        if (strcmp(property->text, "continue") == 0)
            continue;
        Value value = js_translate_value(tr, property->a);
        if (row == 3 ||
            (value.type != rows[row].type && rows[row].type != VALUE_JSON))
            js_refuse(tr, arena_format(tr->arena, "an answer with %s",
                                       property->text));
        else
            buf_printf(&buf, "%s%s: %s", buf.length ? ", " : "", rows[row].name,
                       value.text);
    }
    if (buf.length)
        js_line(tr, "skip({ %s })", buf_text(&buf));
    else
        js_line(tr, "skip({})");
    buf_free(&buf);
}

static void translate_answer(Translator *tr, const JsNode *object, bool last)
{
    unsigned passed = 0;
    tr->done_set = 0;
    tr->ending = true;
    for (size_t i = 0; i < object->count && !js_stopped(tr); i++)
        if (strcmp(object->items[i]->text, "continue") != 0)
            pass_value(tr, object->items[i], &passed);
    tr->done_set = 0;
    tr->ending = false;
    if (tr->changed & ~passed)
        js_refuse(tr, "changes that done does not get");
    if (!last)
        js_line(tr, "return");
}

void js_translate_done(Translator *tr, const JsNode *call, bool last)
{
    static const JsNode nothing = {.kind = JS_OBJECT};
    const JsNode *object = call->count ? call->items[0] : &nothing;
    if (tr->in_loop) {
        js_refuse(tr, "done in a loop");
        return;
    }
    if (call->count > 1 || object->kind != JS_OBJECT) {
        js_refuse(tr, "done of something computed");
        return;
    }
    const JsNode *goes_on = find_property(object, "continue");
    if (!goes_on || goes_on->kind == JS_TRUE)
        translate_answer(tr, object, last);
    else if (goes_on->kind == JS_FALSE && tr->kind == JS_BEFORE)
        translate_skip(tr, object);
    else
        js_refuse(tr, "continue behind the answer");
}
