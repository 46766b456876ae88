/* uses.c - before anything is translated: what the hook does with each of its
 * variables, and objects that are filled right behind their beginning. */
#include "import/javascript/translator.h"

#include <string.h>

bool js_mentions(const JsNode *node, const char *name)
{
    if (!node)
        return false;
    if ((node->kind == JS_IDENTIFIER || node->kind == JS_FOR_OF) &&
        strcmp(node->text, name) == 0)
        return true;
    for (size_t i = 0; i < node->count; i++)
        if (js_mentions(node->items[i], name))
            return true;
    return js_mentions(node->a, name) || js_mentions(node->b, name) ||
           js_mentions(node->c, name);
}

/* ---- `let x = {}; x.a = 1` is `let x = { a: 1 }` ---- */

static const char *member_name(const JsNode *node)
{
    if (node->kind == JS_MEMBER)
        return node->text;
    return node->kind == JS_INDEX && node->b->kind == JS_LITERAL_TEXT
               ? node->b->text
               : NULL;
}

static bool has_property(const JsNode *object, const char *name)
{
    for (size_t i = 0; i < object->count; i++)
        if (strcmp(object->items[i]->text, name) == 0)
            return true;
    return false;
}

/* `x.name = value` right behind the declaration of x. */
static bool is_filling(const JsNode *node, const JsNode *declared)
{
    const JsNode *e = node->kind == JS_DO ? node->a : NULL;
    return e && e->kind == JS_ASSIGN && strcmp(e->text, "=") == 0 &&
           member_name(e->a) && e->a->a->kind == JS_IDENTIFIER &&
           strcmp(e->a->a->text, declared->text) == 0 &&
           !js_mentions(e->b, declared->text) &&
           !has_property(declared->a, member_name(e->a));
}

static bool is_pure(const JsNode *node)
{
    if (!node)
        return true;
    if (node->kind == JS_CALL || node->kind == JS_NEW ||
        node->kind == JS_ASSIGN || node->kind == JS_FUNCTION)
        return false;
    for (size_t i = 0; i < node->count; i++)
        if (!is_pure(node->items[i]))
            return false;
    return is_pure(node->a) && is_pure(node->b) && is_pure(node->c);
}

/* The declaration goes down to where it was last filled. */
static void fill(Arena *arena, JsNode *block, size_t at)
{
    JsNode *declared = block->items[at];
    size_t last = at;
    for (size_t i = at + 1; i < block->count; i++) {
        JsNode *node = block->items[i];
        if (is_filling(node, declared)) {
            JsNode *property =
                js_node(arena, JS_PROPERTY, member_name(node->a->a));
            property->a = node->a->b;
            js_add(arena, declared->a, property);
            if (node->comment && !declared->comment)
                declared->comment = node->comment;
            block->items[last] = js_node(arena, JS_BLOCK, NULL);
            block->items[i] = declared;
            last = i;
        } else if (node->kind != JS_DECLARE || !is_pure(node->a) ||
                   js_mentions(node->a, declared->text)) {
            break;
        }
    }
}

static void fill_all(Arena *arena, JsNode *node)
{
    if (!node)
        return;
    for (size_t i = 0; node->kind == JS_BLOCK && i < node->count; i++)
        if (node->items[i]->kind == JS_DECLARE && node->items[i]->a &&
            node->items[i]->a->kind == JS_OBJECT)
            fill(arena, node, i);
    for (size_t i = 0; i < node->count; i++)
        fill_all(arena, node->items[i]);
    fill_all(arena, node->a);
    fill_all(arena, node->b);
    fill_all(arena, node->c);
}

/* ---- one value, chosen by a condition ---- */

/* The only thing a branch does: set that variable. */
static const JsNode *only_sets(const JsNode *node, const char **name)
{
    while (node && node->kind == JS_BLOCK && node->count == 1)
        node = node->items[0];
    if (!node)
        return NULL;
    if (node->kind == JS_DECLARE) {
        *name = node->text;
        return node->a;
    }
    if (node->kind != JS_DO || node->a->kind != JS_ASSIGN ||
        strcmp(node->a->text, "=") != 0 || node->a->a->kind != JS_IDENTIFIER)
        return NULL;
    *name = node->a->a->text;
    return node->a->b;
}

static JsNode *choice(Arena *arena, const JsNode *condition, const JsNode *yes,
                      const JsNode *no)
{
    JsNode *made = js_node(arena, JS_CONDITIONAL, NULL);
    made->a = (JsNode *)(size_t)condition;
    made->b = (JsNode *)(size_t)yes;
    made->c = (JsNode *)(size_t)no;
    return made;
}

/* `if (c) var x = 1; else var x = 2;` is `var x = c ? 1 : 2;`. */
static void choose(Arena *arena, JsNode *block, size_t at)
{
    JsNode *node = block->items[at];
    const char *yes_name = NULL, *no_name = NULL;
    const JsNode *yes = only_sets(node->b, &yes_name);
    const JsNode *no = only_sets(node->c, &no_name);
    if (!yes || !no || strcmp(yes_name, no_name) != 0 ||
        node->b->kind == JS_DO || js_root_of(yes_name) != ROOT_NONE)
        return;
    JsNode *made = js_node(arena, JS_DECLARE, yes_name);
    made->comment = node->comment;
    made->a = choice(arena, node->a, yes, no);
    block->items[at] = made;
}

/* `var x = 1; if (c) x = 2;` is `var x = c ? 2 : 1;`. */
static void choose_later(Arena *arena, JsNode *block, size_t at)
{
    const JsNode *first = block->items[at - 1];
    JsNode *node = block->items[at];
    const char *name = NULL;
    const JsNode *yes = only_sets(node->b, &name);
    if (first->kind != JS_DECLARE || !first->a || !yes || node->c ||
        strcmp(first->text, name) != 0 || !is_pure(first->a) ||
        js_mentions(node->a, name) || js_mentions(yes, name))
        return;
    JsNode *made = js_node(arena, JS_DECLARE, name);
    made->comment = first->comment ? first->comment : node->comment;
    made->a = choice(arena, node->a, yes, first->a);
    block->items[at - 1] = js_node(arena, JS_BLOCK, NULL);
    block->items[at] = made;
}

static void choose_all(Arena *arena, JsNode *node)
{
    if (!node)
        return;
    for (size_t i = 0; node->kind == JS_BLOCK && i < node->count; i++) {
        if (node->items[i]->kind == JS_IF)
            choose(arena, node, i);
        if (i && node->items[i]->kind == JS_IF)
            choose_later(arena, node, i);
    }
    for (size_t i = 0; i < node->count; i++)
        choose_all(arena, node->items[i]);
    choose_all(arena, node->a);
    choose_all(arena, node->b);
    choose_all(arena, node->c);
}

/* ---- counting ---- */

static Variable *use(Translator *tr, const char *name)
{
    Variable *v = js_variable(tr, name);
    if (v)
        return v;
    Variable made = {.name = name, .destination = ROOT_NONE};
    vec_push(tr->arena, tr->variables, tr->variable_count, made);
    return &tr->variables[tr->variable_count - 1];
}

static void count(Translator *tr, const JsNode *node);

static void count_all(Translator *tr, const JsNode *node)
{
    for (size_t i = 0; i < node->count; i++)
        count(tr, node->items[i]);
    count(tr, node->a);
    count(tr, node->b);
    count(tr, node->c);
}

static void pass(Translator *tr, const JsNode *property)
{
    RootId root = js_root_of(property->text);
    if (property->a->kind != JS_IDENTIFIER) {
        count(tr, property->a);
        return;
    }
    Variable *v = use(tr, property->a->text);
    v->passed++;
    v->scattered = v->scattered || root == ROOT_NONE ||
                   (v->destination != ROOT_NONE && v->destination != root);
    v->destination = root;
}

/* The variable that a path starts from: it is written to. */
static void count_target(Translator *tr, const JsNode *node)
{
    const JsNode *base = node;
    while (base->kind == JS_MEMBER || base->kind == JS_INDEX) {
        if (base->kind == JS_INDEX)
            count(tr, base->b);
        base = base->a;
    }
    if (base->kind != JS_IDENTIFIER)
        count(tr, base);
    else if (base == node)
        use(tr, base->text)->assigned++;
    else
        use(tr, base->text)->written++;
}

static void count(Translator *tr, const JsNode *node)
{
    if (!node)
        return;
    if (js_is_done(node) && node->count == 1 &&
        node->items[0]->kind == JS_OBJECT) {
        for (size_t i = 0; i < node->items[0]->count; i++)
            pass(tr, node->items[0]->items[i]);
        return;
    }
    if (node->kind == JS_IDENTIFIER)
        use(tr, node->text)->read++;
    if (node->kind == JS_DECLARE)
        use(tr, node->text)->declared++;
    if (node->kind == JS_ASSIGN ||
        (node->kind == JS_UNARY && strcmp(node->text, "delete") == 0)) {
        count_target(tr, node->a);
        count(tr, node->b);
        return;
    }
    if (node->kind == JS_CALL && node->a->kind == JS_MEMBER &&
        strcmp(node->a->text, "push") == 0) {
        count_target(tr, node->a);
        for (size_t i = 0; i < node->count; i++)
            count(tr, node->items[i]);
        return;
    }
    count_all(tr, node);
}

void js_prepare(Translator *tr, JsNode *hook)
{
    fill_all(tr->arena, hook);
    choose_all(tr->arena, hook);
    count(tr, hook);
}
