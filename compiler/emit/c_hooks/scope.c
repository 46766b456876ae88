/* scope.c - names of the source as variables of C, values under a name, and
 * statements that are written aside. */
#include <ctype.h>
#include <string.h>

#include "emit/c_hooks/writer.h"

/* ---- names of the source ---- */

HookLocal *c_bind(CHooks *c, const char *name, unsigned parts)
{
    return c_bind_as(c, name, c_fresh(c, name), parts);
}

HookLocal *c_bind_as(CHooks *c, const char *name, const char *text,
                     unsigned parts)
{
    HookLocal *local = arena_new(c->arena, HookLocal);
    *local = (HookLocal){
        .name = name, .text = text, .parts = parts, .next = c->uses.locals};
    c->uses.locals = local;
    return local;
}

/* Whether it is a variable of this very function. */
static bool is_own(const CHooks *c, const Frame *frame, const HookLocal *local)
{
    for (const HookLocal *l = c->uses.locals; l && l != frame->locals;
         l = l->next)
        if (l == local)
            return true;
    return frame->outer == NULL;
}

/* What a variable of a function around it is in a lambda. */
static const char *text_in(CHooks *c, Frame *frame, const HookLocal *local)
{
    if (is_own(c, frame, local))
        return local->text;
    for (const Capture *at = frame->captures; at; at = at->next)
        if (at->local == local)
            return c_format(c, "with->%s", local->text);
    Capture *capture = arena_new(c->arena, Capture);
    *capture =
        (Capture){local, text_in(c, frame->outer, local), frame->captures};
    frame->captures = capture;
    return c_format(c, "with->%s", local->text);
}

const char *c_local(CHooks *c, const char *name)
{
    HookLocal *local = hook_local(&c->uses, name);
    if (!local)
        return NULL;
    local->used = true;
    return text_in(c, c->frame, local);
}

const char *c_scene(CHooks *c)
{
    for (Frame *frame = c->frame; frame; frame = frame->outer)
        frame->uses_scene = true;
    return "at";
}

/* ---- variables that nothing uses ---- */

void c_declared(CHooks *c, Declared **list, HookLocal *local)
{
    Declared *declared = arena_new(c->arena, Declared);
    *declared = (Declared){local, c->out->length, *list};
    *list = declared;
}

static void insert(Buf *out, size_t at, const char *text)
{
    size_t length = strlen(text), behind = out->length - at;
    buf_puts(out, text);
    memmove(out->text + at + length, out->text + at, behind);
    memcpy(out->text + at, text, length);
}

/* The newest first, so that places before it stay. */
void c_mark_unused(CHooks *c, const Declared *list)
{
    for (; list; list = list->next) {
        if (list->local->used)
            continue;
        insert(c->out, list->at,
               c_format(c, "%*s(void)%s;\n", c->indent * 4, "",
                        list->local->text));
    }
}

/* ---- values under a name ---- */

static bool is_name(const char *text)
{
    if (!isalpha((unsigned char)*text))
        return false;
    while (isalnum((unsigned char)*text) || *text == '_')
        text++;
    return !*text;
}

const char *c_hold(CHooks *c, CValue value, const char *like)
{
    if (is_name(value.text))
        return value.text;
    const char *name = c_fresh(c, like);
    c_put(c, "conn_any %s = %s;", name, value.text);
    return name;
}

void c_aside_begin(CHooks *c, Aside *aside)
{
    *aside = (Aside){.outer = c->out, .line = c->line};
    c->out = &aside->text;
}

void c_aside_end(CHooks *c, Aside *aside)
{
    c->out = aside->outer;
}

/* Where there is nothing, the text around may be none, too, and then nobody
 * frees it. */
void c_aside_put(CHooks *c, Aside *aside)
{
    if (aside->text.length > 0)
        buf_write(c->out, buf_text(&aside->text), aside->text.length);
    buf_free(&aside->text);
}

Effect c_worse(Effect a, Effect b)
{
    return a > b ? a : b;
}

static CValue make_item(CHooks *c, const CItem *item)
{
    if (!item->expr)
        return item->value;
    CValue value = item->type   ? c_value_as(c, item->expr, item->type)
                   : item->make ? item->make(c, item->expr)
                                : c_value(c, item->expr);
    return c_wrapped(c, item->wrap, value);
}

/* Whether it must be computed before those behind it, and might not be. */
static bool must_hold(const CItem *items, size_t i, size_t count)
{
    Effect own = items[i].value.effect, later = EFFECT_NONE;
    for (size_t k = i + 1; k < count; k++)
        later = c_worse(later, items[k].value.effect);
    return own != EFFECT_NONE && later != EFFECT_NONE &&
           (own == EFFECT_ANY || later == EFFECT_ANY);
}

Effect c_in_order(CHooks *c, CItem *items, size_t count)
{
    Effect effect = EFFECT_NONE;
    Aside *asides = arena_array(c->arena, Aside, count + 1);
    for (size_t i = 0; i < count; i++) {
        c_aside_begin(c, &asides[i]);
        items[i].value = make_item(c, &items[i]);
        c_aside_end(c, &asides[i]);
        effect = c_worse(effect, items[i].value.effect);
    }
    for (size_t i = 0; i < count; i++) {
        c_aside_put(c, &asides[i]);
        if (must_hold(items, i, count))
            items[i].value.text = c_hold(c, items[i].value, "value");
    }
    return effect;
}

CValue c_call(CHooks *c, const char *function, CItem *items, size_t count,
              Effect effect)
{
    Buf text = {0};
    effect = c_worse(c_in_order(c, items, count), effect);
    buf_printf(&text, "%s(run", function);
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, ", %s", items[i].value.text);
    buf_putc(&text, ')');
    const char *made = arena_text(c->arena, buf_text(&text), text.length);
    buf_free(&text);
    return (CValue){made, effect};
}
