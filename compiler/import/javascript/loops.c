/* loops.c - forEach, for-of and for with an index, over the items of a list. */
#include "import/javascript/translator.h"

#include <string.h>

typedef struct Loop {
    Value list;
    const char *item;  /* variable of the item, or NULL */
    const char *index; /* variable of the index, or NULL */
    const JsNode *body;
    bool strict; /* what is no list ends the hook */
} Loop;

static void write_loop(Translator *tr, const Loop *loop)
{
    if (tr->in_loop) {
        js_refuse(tr, "a loop in a loop");
        return;
    }
    Value item = js_value(loop->item ? js_local_name(tr, loop->item) : "item",
                          VALUE_JSON, BIND_POSTFIX);
    item.path = true;
    item.root = loop->list.root;
    const char *list = js_bound(tr, &loop->list, BIND_POSTFIX);
    if (loop->strict)
        js_line(tr, "for %s in try %s.items() {", item.text, list);
    else
        js_line(tr, "for %s in %s.items() catch [] {", item.text, list);
    const Fact *facts = tr->facts;
    Variable *v = loop->item ? js_variable(tr, loop->item) : NULL;
    if (v) {
        v->local = item.text;
        js_take_name(tr, v->local, v->name);
        v->bound = true;
        v->value = item;
    }
    tr->loop_item = item;
    tr->loop_index = loop->index;
    tr->loop_list = loop->list.text;
    tr->in_loop = true;
    tr->indent++;
    js_translate_step(tr, loop->body, false);
    tr->indent--;
    tr->in_loop = false;
    tr->loop_index = tr->loop_list = NULL;
    if (v)
        v->bound = false;
    tr->facts = facts;
    js_line(tr, "}");
}

/* ---- the three forms ---- */

static bool read_for_each(Translator *tr, const JsNode *node, Loop *loop)
{
    const JsNode *call = node->kind == JS_DO ? node->a : NULL;
    if (!call || call->kind != JS_CALL || call->a->kind != JS_MEMBER ||
        strcmp(call->a->text, "forEach") != 0 || call->count != 1 ||
        call->items[0]->kind != JS_FUNCTION || !call->items[0]->count ||
        call->items[0]->count > 2)
        return false;
    const JsNode *function = call->items[0];
    loop->list = js_translate_value(tr, call->a->a);
    loop->item = function->items[0]->text;
    loop->index = function->count == 2 ? function->items[1]->text : NULL;
    loop->body = function->b;
    loop->strict = true;
    return true;
}

static bool read_for_of(Translator *tr, const JsNode *node, Loop *loop)
{
    if (node->kind != JS_FOR_OF)
        return false;
    loop->list = js_translate_value(tr, node->a);
    loop->item = node->text;
    loop->body = node->b;
    loop->strict = true;
    return true;
}

static bool is_step(const JsNode *node, const char *index)
{
    return node->kind == JS_UNARY && strcmp(node->text, "++") == 0 &&
           node->a->kind == JS_IDENTIFIER && strcmp(node->a->text, index) == 0;
}

static bool is_length_of(const JsNode *node)
{
    return node->kind == JS_MEMBER && strcmp(node->text, "length") == 0;
}

/* `for (let i = 0; i < list.length; i++)`. */
static bool read_for(Translator *tr, const JsNode *node, Loop *loop)
{
    if (node->kind != JS_FOR)
        return false;
    const JsNode *first = node->items[0], *test = node->items[1];
    if (first->kind != JS_DECLARE || !first->a ||
        first->a->kind != JS_LITERAL_NUMBER ||
        strcmp(first->a->text, "0") != 0 || test->kind != JS_BINARY ||
        strcmp(test->text, "<") != 0 || test->a->kind != JS_IDENTIFIER ||
        strcmp(test->a->text, first->text) != 0 ||
        !is_step(node->items[2], first->text))
        return false;
    const JsNode *limit = test->b;
    bool guarded = limit->kind == JS_BINARY && strcmp(limit->text, "&&") == 0 &&
                   is_length_of(limit->b);
    if (guarded)
        limit = limit->b;
    if (!is_length_of(limit))
        return false;
    loop->list = js_translate_value(tr, limit->a);
    if (!guarded)
        js_need(tr, &loop->list);
    loop->index = first->text;
    loop->body = node->b;
    return true;
}

bool js_translate_loop(Translator *tr, const JsNode *node)
{
    Loop loop = {0};
    if (!read_for_each(tr, node, &loop) && !read_for_of(tr, node, &loop) &&
        !read_for(tr, node, &loop))
        return false;
    if (loop.list.type != VALUE_JSON || !loop.list.path)
        js_refuse(tr, "a loop over something computed");
    else
        write_loop(tr, &loop);
    return true;
}
